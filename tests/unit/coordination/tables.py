"""Event files written for a test, and what the detector wrote about them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.workflows.detect_coordination import detect_coordination
from tests.oracle.coaction import Row

T0_US = 1_700_000_000_000_000  # 2023-11-14 22:13:20 UTC
SECOND_US, MINUTE_US, HOUR_US = 1_000_000, 60_000_000, 3_600_000_000
HEADER = ("object_id", "account_id", "content_id", "timestamp_share", "behaviour")


def write_events(rows: Iterable[Row], path: Path) -> Path:
    """Write rows as a table of events; times as they are, in epoch microseconds."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows((row.obj or "", row.account, row.content or "", row.at_us, row.behaviour) for row in rows)
    return path


@dataclass(frozen=True)
class Found:
    """Findings as they lie on disk."""

    folder: Path
    summary: dict[str, Any]

    def rows(self, table: str) -> list[dict[str, Any]]:
        return pq.read_table(self.folder / f"{table}.parquet").to_pylist()

    def groups(self, status: str | None = None) -> list[set[str]]:
        """Return the accounts of each group, the largest group first."""
        members: dict[str, set[str]] = {}
        for row in self.rows("groups"):
            if status in (None, row["status"]):
                members.setdefault(row["group_id"], set()).add(row["account_id"])
        return list(members.values())


def detected(path: Path | str, out: Path, options: ReadOptions | None = None, **parameters: Any) -> Found:
    """Run the detector on one file."""
    run = detect_coordination([str(path)], out, options or ReadOptions(), Parameters(**parameters))
    return Found(out, run.findings.summary)
