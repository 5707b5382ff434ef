"""A connector for the tests of adding: lines of account, object, epoch second; a line without account is bad."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from crosscurrent.connectors.base import REPORT, Connector, ReadOptions, Recognition, RejectedRow, Tally
from crosscurrent.errors import InputRefused


class FakeRefused(InputRefused):
    code = "E-INPUT-990"


class FakeConnector:
    name = "fake"
    version = "3"

    def recognise(self, path: Path, options: ReadOptions) -> Recognition:
        return Recognition("fake/lines", 1.0, {}, (f"the name ends in {path.suffix}",))

    def tables(
        self, path: Path, capture_id: str, recognition: Recognition, options: ReadOptions, tally: Tally
    ) -> Iterator[tuple[str, pa.Table]]:
        for row, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 1):
            tally.rows_in += 1
            tally.bytes_read += len(line) + 1
            account, target, second = line.split(",")
            if not account:
                if options.on_bad_row != REPORT:
                    raise FakeRefused("the cell is empty", where=f"{path.name}, row {row}", next_step="Repair it.")
                tally.rejected.append(RejectedRow(row, "account", "E-INPUT-990", "the cell is empty"))
                continue
            tally.rows_kept += 1
            yield "action", _action(account, target, int(second), capture_id, row)


def _action(account: str, target: str, second: int, capture_id: str, row: int) -> pa.Table:
    at = pa.array([second * 1_000_000], pa.int64()).cast(pa.timestamp("us", tz="UTC"))
    return pa.table(
        {
            "account_uid": [f"x:{account}"], "behaviour": ["link"], "object_id": [target],
            "content_id": pa.nulls(1, pa.string()), "acted_at": at, "precision": ["s"], "derivation": ["column"],
            "capture_id": [capture_id], "locator": [f"row={row}"],
        }
    )  # fmt: skip


def recognise_csv(path: Path, options: ReadOptions) -> tuple[Connector, Recognition]:
    """Stand in for the registry: only names that end in .csv are known."""
    if path.suffix != ".csv":
        raise FakeRefused("no connector knows this file", where=path.name, next_step="Use --map.")
    connector = FakeConnector()
    return connector, connector.recognise(path, options)
