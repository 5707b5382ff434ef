"""Every detector of account pairs runs the one suite."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.coordination import grouptables, tables
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.workflows.detect_coordination import detect_coordination
from crosscurrent.workflows.findings_files import FILES
from tests.conformance.detectors import Case, DetectorSuite, PairKey

P_VALUES = ("p_joint", "p_when", "p_what", "q", "q_by")


def run_coordination(events: Path, out: Path, windows_us: tuple[int, ...]) -> dict[str, Any]:
    parameters = Parameters(windows_us=windows_us, min_objects=1, all_pairs=True)
    return detect_coordination([str(events)], out, ReadOptions(), parameters).findings.summary


def table(out: Path, name: str) -> pa.Table:
    return pq.read_table(out / f"{name}.parquet")


def coordination_pairs(out: Path) -> dict[PairKey, tuple[int, dict[str, float | None]]]:
    return {
        PairKey(row["account_a"], row["account_b"], row["behaviour"], row["window_us"]): (
            row["objects"], {name: row[name] for name in P_VALUES},
        )
        for row in table(out, "pairs").to_pylist()
    }  # fmt: skip


def coordination_groups(out: Path) -> list[frozenset[str]]:
    members: dict[str, set[str]] = {}
    for row in table(out, "groups").to_pylist():
        members.setdefault(row["group_id"], set()).add(row["account_id"])
    return [frozenset(accounts) for accounts in members.values()]


COORDINATION = Case(
    name="coordination",
    run=run_coordination,
    files=FILES,
    schemas={
        "pairs": tables.PAIRS_SCHEMA,
        "evidence": tables.EVIDENCE_SCHEMA,
        "groups": grouptables.GROUPS_SCHEMA,
        "group_actions": grouptables.ACTIONS_SCHEMA,
    },
    pairs=coordination_pairs,
    groups=coordination_groups,
    table=table,
    empty="not_assessable",
)


class TestDetectors(DetectorSuite):
    """The suite on every case."""

    @pytest.fixture(params=[COORDINATION], ids=lambda case: case.name)
    def case(self, request: pytest.FixtureRequest) -> Case:
        found = request.param
        assert isinstance(found, Case)
        return found
