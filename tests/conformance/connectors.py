"""What every connector must do, as one suite that runs on each: see ``test_connectors.py``.

A connector takes part by a :class:`Case`: how to write a small file in its layout, and how many rows that has.
"""

from __future__ import annotations

import gzip
import random
import socket
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crosscurrent.connectors.base import REPORT, Connector, ReadOptions, Recognition, Tally
from crosscurrent.connectors.tabular import blocks
from crosscurrent.connectors.tabular.locate import row_bytes
from crosscurrent.errors import CrosscurrentError
from crosscurrent.model import account, action, engagement, post
from crosscurrent.model.table import TableSpec, validate

CAPTURE = "d" * 64
SPECS: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        action.SPEC, account.SPEC, account.OBSERVATION_SPEC, account.GEO_SPEC, post.SPEC, post.EDGE_SPEC,
        engagement.SPEC,
    )
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One layout of one connector.

    Attributes:
        connector: The connector.
        layout: Name of the layout.
        header: Column names in the order of ``row``.
        row: From a row number (from 1) to its cells; every cell without delimiter, quote or line end.
        options: What a person has to declare.
        marker: Index of a cell that only this row holds, to find the row again.
        mark: The text of that cell.
        header_written: False for layouts that are known by position.
    """

    connector: Connector
    layout: str
    header: tuple[str, ...]
    row: Callable[[int], tuple[str, ...]]
    options: ReadOptions = field(default_factory=ReadOptions)
    marker: int = 0
    header_written: bool = True

    def text(self, rows: int) -> str:
        """Return a CSV of so many rows."""
        lines = [",".join(self.header)] if self.header_written else []
        return "\n".join([*lines, *(",".join(self.row(number)) for number in range(1, rows + 1))]) + "\n"


Tables = list[tuple[str, pa.Table]]


def read(case: Case, path: Path, options: ReadOptions | None = None) -> tuple[Tables, Tally, Recognition]:
    """Return all tables of a file, the tally and the recognition."""
    chosen, tally = options or case.options, Tally()
    recognition = case.connector.recognise(path, chosen)
    return list(case.connector.tables(path, CAPTURE, recognition, chosen, tally)), tally, recognition


def written(case: Case, folder: Path, rows: int) -> Path:
    """Write a small file of the case's layout."""
    path = folder / "capture"
    path.write_text(case.text(rows), encoding="utf-8")
    return path


class ConnectorSuite:
    """The suite. Subclass it with a fixture ``case``."""

    def test_its_layout_is_recognised_and_said_why(self, case: Case, tmp_path: Path) -> None:
        recognition = case.connector.recognise(written(case, tmp_path, 5), case.options)
        assert recognition.format_id == f"{case.connector.name}/{case.layout}"
        assert recognition.certainty > 0.5
        assert recognition.reasons

    def test_every_row_is_kept_and_every_table_keeps_its_rules(self, case: Case, tmp_path: Path) -> None:
        tables, tally, _ = read(case, written(case, tmp_path, 40))
        assert (tally.rows_in, tally.rows_kept, len(tally.rejected)) == (40, 40, 0)
        assert tables
        for name, table in tables:
            spec = SPECS[name]
            assert table.schema == spec.schema
            validate(spec, table)

    def test_each_locator_leads_to_the_bytes_of_its_row(self, case: Case, tmp_path: Path) -> None:
        path = written(case, tmp_path, 30)
        tables, _, _ = read(case, path)
        locators = {locator for _, table in tables for locator in table.column("locator").to_pylist()}
        assert locators == {f"row={number}" for number in range(1, 31)}
        for number in (1, 17, 30):
            assert row_bytes(path, f"row={number}", case.options).decode() == ",".join(case.row(number))

    def test_the_same_bytes_give_the_same_rows(self, case: Case, tmp_path: Path) -> None:
        path = written(case, tmp_path, 30)
        first, second = (read(case, path) for _ in range(2))
        assert [(name, table.to_pylist()) for name, table in first[0]] == [
            (name, table.to_pylist()) for name, table in second[0]
        ]
        assert first[2] == second[2]

    def test_the_order_of_rows_changes_no_row(self, case: Case, tmp_path: Path) -> None:
        lines = case.text(30).splitlines()
        head, rows = lines[: case.header_written], lines[case.header_written :]
        path = tmp_path / "capture"
        seen = []
        for _ in range(2):
            path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
            tables, _, _ = read(case, path)
            seen.append({name: _without_place(tables, name) for name, _ in tables if name != "account"})
            random.Random(7).shuffle(rows)
        assert seen[0] == seen[1]

    def test_packing_and_file_name_change_nothing(self, case: Case, tmp_path: Path) -> None:
        path = written(case, tmp_path, 30)
        packed = tmp_path / "named.wrongly"
        packed.write_bytes(gzip.compress(path.read_bytes()))
        assert _rows(read(case, packed)[0]) == _rows(read(case, path)[0])

    def test_parquet_gives_the_rows_of_the_text(self, case: Case, tmp_path: Path) -> None:
        if not case.header_written:
            pytest.skip("a layout by position has no names to write into Parquet")
        columns = list(zip(*(case.row(number) for number in range(1, 31)), strict=True))
        path = tmp_path / "capture.parquet"
        pq.write_table(pa.table(dict(zip(case.header, (pa.array(column) for column in columns), strict=True))), path)
        assert _rows(read(case, path)[0]) == _rows(read(case, written(case, tmp_path, 30))[0])

    def test_a_cut_file_names_the_place(self, case: Case, tmp_path: Path) -> None:
        text = case.text(2_000)
        path = tmp_path / "capture"
        packed = gzip.compress(text.encode())
        path.write_bytes(packed[: len(packed) // 2])
        with pytest.raises(CrosscurrentError, match=r"after \d+ bytes"):
            read(case, path)
        path.write_text(text[: text.rindex(",", 0, -40)], encoding="utf-8")  # the last row lacks cells
        with pytest.raises(CrosscurrentError) as caught:
            read(case, path)
        assert caught.value.where is not None
        assert ", row " in caught.value.where

    def test_rows_in_are_rows_kept_and_rows_rejected(self, case: Case, tmp_path: Path) -> None:
        lines = case.text(30).splitlines()
        spoilt = {10: "one cell", 20: lines[20].replace(",", ",\0", 1), 25: lines[25] + ",one more"}
        path = tmp_path / "capture"
        path.write_text("\n".join(spoilt.get(place, line) for place, line in enumerate(lines)) + "\n", encoding="utf-8")
        options = ReadOptions(case.options.mapping, case.options.assume_zone, REPORT, case.options.platform)
        _, tally, _ = read(case, path, options)
        assert (tally.rows_in, tally.rows_kept) == (30, 27)
        header = 1 - case.header_written
        assert [rejected.row for rejected in tally.rejected] == [place + header for place in spoilt]
        assert all(rejected.code and rejected.reason for rejected in tally.rejected)

    def test_nothing_is_fetched(self, case: Case, tmp_path: Path) -> None:
        with mock.patch.object(socket, "socket", side_effect=AssertionError("network")):
            read(case, written(case, tmp_path, 5))

    def test_memory_is_bounded(self, case: Case, tmp_path: Path) -> None:
        # 100 times the rows, read in small pieces, must fit into the memory of a few pieces.
        with mock.patch.object(blocks, "READ_BYTES", 1 << 12), _small_batches():
            peaks = [self._peak_bytes(case, written(case, tmp_path, rows)) for rows in (25, 2_500)]
        assert peaks[1] < max(3 * peaks[0], 4 << 20)  # the kilobytes a file is recognised by are always there

    def _peak_bytes(self, case: Case, path: Path) -> int:
        recognition, tally = case.connector.recognise(path, case.options), Tally()
        tracemalloc.start()
        largest = 0
        for _, table in case.connector.tables(path, CAPTURE, recognition, case.options, tally):
            largest = max(largest, table.nbytes)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak + largest

    def test_its_specification_names_its_layouts(self, case: Case) -> None:
        spec = case.connector.spec
        assert spec["name"] == case.connector.name
        assert spec["question"]
        layouts = spec["layouts"]
        assert isinstance(layouts, list)
        assert case.layout in [layout["name"] for layout in layouts]


def _small_batches() -> object:
    """Batches of posts as small as the pieces, so that a small file has many."""
    from crosscurrent.connectors.posts_table import connector

    return mock.patch.object(connector, "BATCH_POSTS", 16)


def _rows(tables: Tables) -> list[tuple[str, list[dict[str, object]]]]:
    return [(name, table.to_pylist()) for name, table in tables]


def _without_place(tables: Tables, wanted: str) -> list[str]:
    rows = [row for name, table in tables if name == wanted for row in table.to_pylist()]
    return sorted(str({key: value for key, value in row.items() if key != "locator"}) for row in rows)
