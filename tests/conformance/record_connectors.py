"""What every connector of captures must do, as one suite that runs on each fixture: see ``test_record_connectors.py``.

Whoever writes a connector of their own subclasses :class:`RecordConnectorSuite` with two fixtures, ``connector`` and
``capture`` (a :class:`tests.conformance.fixtures.Fixture`), and runs the same tests.
"""

from __future__ import annotations

import gzip
import json
import socket
import sqlite3
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosscurrent.connectors.base import REPORT, Connector, ReadOptions, Recognition, Tally
from crosscurrent.errors import CrosscurrentError
from crosscurrent.evidence.schemas import TABLE_SPECS
from crosscurrent.model.table import validate
from tests.conformance.fixtures import CSV, DOCUMENT, LINES, SQLITE, Fixture

CAPTURE = "d" * 64
Tables = list[tuple[str, pa.Table]]
_HOSTILE = (
    "\u202e\u2066rtl\u2069 \U0001f469\u200d\U0001f469\u200d\U0001f467 =cmd|'/c calc'!A1", "\0", "\ud800", "x" * 100_000,
    "", "{}", "-1", "9.6e+14", "<script>alert(1)</script>",
)  # fmt: skip


def read(connector: Connector, path: Path, options: ReadOptions) -> tuple[Tables, Tally, Recognition]:
    """Return all tables of a file, the tally and the recognition; checks that every row is accounted for."""
    tally, recognition = Tally(), connector.recognise(path, options)
    tables = list(connector.tables(path, CAPTURE, recognition, options, tally))
    assert tally.rows_in == tally.rows_kept + len(tally.rejected)
    return tables, tally, recognition


def rows(tables: Tables) -> list[tuple[str, dict[str, Any]]]:
    """Return all rows with the name of their table."""
    return [(name, row) for name, table in tables for row in table.to_pylist()]


def reported(options: ReadOptions) -> ReadOptions:
    """Return the same declarations with bad rows reported."""
    return replace(options, on_bad_row=REPORT)


class RecordConnectorSuite:
    """The suite."""

    def written(self, capture: Fixture, folder: Path, number: int = 6, raw: bytes | None = None) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / capture.file
        path.write_bytes(capture.make(number) if raw is None else raw)
        return path

    def test_it_is_recognised_by_its_shape_and_says_why(
        self, connector: Connector, capture: Fixture, tmp_path: Path
    ) -> None:
        found = connector.recognise(self.written(capture, tmp_path), capture.options)
        assert found.format_id == capture.format_id
        assert found.certainty > 0.5
        assert found.reasons

    def test_every_record_is_kept_or_rejected_with_a_reason(
        self, connector: Connector, capture: Fixture, tmp_path: Path
    ) -> None:
        number = 12 if capture.grows else 1
        tables, tally, _ = read(connector, self.written(capture, tmp_path, number), capture.options)
        assert (tally.rows_in, len(tally.rejected)) == (capture.records(number), capture.rejected)
        assert all(each.code and each.reason for each in tally.rejected)
        assert tables
        for name, table in tables:
            assert table.schema == TABLE_SPECS[name].schema
            validate(TABLE_SPECS[name], table)

    def test_every_key_of_the_fixture_is_known(self, connector: Connector, capture: Fixture, tmp_path: Path) -> None:
        _, tally, _ = read(connector, self.written(capture, tmp_path), capture.options)
        assert [each.path for each in tally.fields.found()] == []

    def test_each_locator_leads_to_bytes_that_hold_the_row(
        self, connector: Connector, capture: Fixture, tmp_path: Path
    ) -> None:
        path = self.written(capture, tmp_path)
        tables, _, _ = read(connector, path, capture.options)
        # The id of a post, or one of its other forms, stands in the record it was read from; ids made up from a
        # digest stand nowhere, so there the beginning of the text or title must.
        for name, row in rows(tables):
            raw = connector.locate(path, row["locator"], capture.options).decode("utf-8", "replace")
            assert raw
            if name == "post":
                signs = [row["native_id"], *row["native_id"].replace("_", ":").replace("/", ":").split(":")]
                signs += [value for _, value in row["alt_ids"] or ()]
                signs += [(row["title"] or row["text"] or row["url"] or "")[:12]]
                assert any(len(sign) > 2 and (sign in raw or json.dumps(sign)[1:-1] in raw) for sign in signs), row

    def test_the_same_bytes_give_the_same_rows(self, connector: Connector, capture: Fixture, tmp_path: Path) -> None:
        path = self.written(capture, tmp_path)
        first, second = (read(connector, path, capture.options) for _ in range(2))
        assert rows(first[0]) == rows(second[0])
        assert first[2] == second[2]

    def test_the_order_of_keys_changes_nothing(self, connector: Connector, capture: Fixture, tmp_path: Path) -> None:
        if capture.form not in (LINES, DOCUMENT):
            pytest.skip("not made of JSON objects")
        raw = capture.make(4)
        turned = b"\n".join(_turned(line) for line in raw.splitlines()) if capture.form == LINES else _turned(raw)
        straight = read(connector, self.written(capture, tmp_path / "a", raw=raw), capture.options)[0]
        reverse = read(connector, self.written(capture, tmp_path / "b", raw=turned), capture.options)[0]
        assert _uids(straight) == _uids(reverse)

    def test_packing_and_file_name_change_nothing(self, connector: Connector, capture: Fixture, tmp_path: Path) -> None:
        if capture.form not in (LINES, DOCUMENT, CSV) or capture.file != "capture":
            pytest.skip("packed otherwise, or its name says something")
        packed = tmp_path / "named.wrongly"
        packed.write_bytes(gzip.compress(capture.make(6)))
        straight = read(connector, self.written(capture, tmp_path), capture.options)[0]
        assert rows(read(connector, packed, capture.options)[0]) == rows(straight)

    def test_an_unknown_key_is_reported(self, connector: Connector, capture: Fixture, tmp_path: Path) -> None:
        raw = capture.make(4)
        if capture.form == LINES:
            spoilt = b"\n".join(json.dumps({**json.loads(line), "zz_new": 1}).encode() for line in raw.splitlines())
        elif capture.form == CSV:
            first, _, rest = raw.partition(b"\n")
            end = _delimiter(first)
            spoilt = first + end + b"zz_new\n" + b"\n".join(line + end for line in rest.split(b"\n") if line)
        else:
            pytest.skip("a key cannot be put in from outside")
        _, tally, _ = read(connector, self.written(capture, tmp_path, raw=spoilt), capture.options)
        assert "zz_new" in [each.path for each in tally.fields.found()]

    @pytest.mark.parametrize("odd", ["half \ud83d of a pair", "x" * 300_000], ids=["surrogate", "long"])
    def test_an_odd_first_line_hides_none_of_the_others(
        self, connector: Connector, capture: Fixture, tmp_path: Path, odd: str
    ) -> None:
        # The first look sees a part of the first line only, or one that is no proper Unicode: lines all the same.
        if capture.form != LINES:
            pytest.skip("not made of lines")
        first, *rest = capture.make(4).splitlines()
        raw = b"\n".join((json.dumps({**json.loads(first), "zz_odd": odd}).encode(), *rest))
        _, tally, recognition = read(connector, self.written(capture, tmp_path, raw=raw), capture.options)
        assert recognition.format_id == capture.format_id
        assert tally.rows_in == capture.records(4)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(choice=st.data())
    def test_any_key_may_be_missing_or_hold_anything(
        self, connector: Connector, capture: Fixture, tmp_path: Path, choice: st.DataObject
    ) -> None:
        # Whatever key is dropped, null, of another type or hostile: rows come out with null, or the record is
        # rejected with a code. Nothing else may happen, and no row may be lost.
        spoilt = _spoilt(capture, choice)
        if spoilt is None:
            pytest.skip("not taken apart by key")
        path = self.written(capture, tmp_path, raw=spoilt)
        try:
            tables, _, _ = read_as(connector, path, capture)
        except CrosscurrentError as error:
            assert error.code  # noqa: PT017
            return
        for name, table in tables:
            validate(TABLE_SPECS[name], table)

    def test_a_cut_capture_names_the_place(self, connector: Connector, capture: Fixture, tmp_path: Path) -> None:
        raw = capture.make(30 if capture.grows else 1)
        if capture.form == LINES:
            path = self.written(capture, tmp_path, raw=raw[: len(raw) - 20])
            _, tally, _ = read(connector, path, capture.options)
            assert [each.code for each in tally.rejected][-1:] == ["E-INPUT-101"]
            assert "byte" in tally.rejected[-1].reason
        elif capture.form == DOCUMENT:
            path = self.written(capture, tmp_path, raw=raw[: len(raw) - 20])
            with pytest.raises(CrosscurrentError, match=r"after \d+ bytes"):
                read_as(connector, path, capture)
        else:
            packed = gzip.compress(raw)
            if capture.form != CSV:
                pytest.skip("its container has tests of its own")
            with pytest.raises(CrosscurrentError, match=r"after \d+ bytes"):
                read_as(connector, self.written(capture, tmp_path, raw=packed[: len(packed) - 30]), capture)

    def test_nothing_is_fetched(self, connector: Connector, capture: Fixture, tmp_path: Path) -> None:
        with mock.patch.object(socket, "socket", side_effect=AssertionError("network")):
            read(connector, self.written(capture, tmp_path), capture.options)

    def test_memory_is_bounded(self, connector: Connector, capture: Fixture, tmp_path: Path) -> None:
        # 100 times the records must fit into the memory of a few batches.
        if not capture.grows or capture.form not in (LINES, DOCUMENT, CSV, SQLITE):
            pytest.skip("one record a capture, or a container with tests of its own")
        with (
            mock.patch("crosscurrent.connectors.records.row_store.BATCH_ROWS", 200),
            mock.patch("crosscurrent.connectors.records.json_source.WHOLE_BYTES", 1 << 15),
            mock.patch("crosscurrent.connectors.records.json_source.READ_BYTES", 1 << 14),
            mock.patch("crosscurrent.connectors.tabular.blocks.READ_BYTES", 1 << 14),
            mock.patch("crosscurrent.connectors.records.row_store.SEEN_POSTS", 100),
        ):
            peaks = [self._peak_bytes(connector, capture, tmp_path, number) for number in (10, 1_000)]
        assert peaks[1] < max(4 * peaks[0], 4 << 20)

    def _peak_bytes(self, connector: Connector, capture: Fixture, folder: Path, number: int) -> int:
        path = self.written(capture, folder, number)
        recognition, tally = connector.recognise(path, capture.options), Tally()
        tracemalloc.start()
        largest = 0
        for _, table in connector.tables(path, CAPTURE, recognition, capture.options, tally):
            largest = max(largest, table.nbytes)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak + largest

    def test_its_specification_names_its_layouts(self, connector: Connector, capture: Fixture) -> None:
        spec = connector.spec
        assert spec["name"] == capture.connector
        assert spec["question"].endswith("?")
        layout = next(each for each in spec["layouts"] if each["name"] == capture.format_id.partition("/")[2])
        assert layout["note"]


def read_as(connector: Connector, path: Path, capture: Fixture) -> tuple[Tables, Tally, Recognition]:
    """Read a file by the fixture's layout, even where a spoilt file is no longer recognised as such."""
    tally, found = Tally(), connector.recognise(path, capture.options)
    recognition = Recognition(capture.format_id, 1.0, found.mapping)
    tables = list(connector.tables(path, CAPTURE, recognition, capture.options, tally))
    assert tally.rows_in == tally.rows_kept + len(tally.rejected)
    return tables, tally, recognition


def _delimiter(header: bytes) -> bytes:
    return max((b",", b";", b"\t"), key=header.count)


def _turned(raw: bytes) -> bytes:
    return json.dumps(_reversed(json.loads(raw))).encode()


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(inner) for key, inner in reversed(value.items())}
    return [_reversed(each) for each in value] if isinstance(value, list) else value


def _uids(tables: Tables) -> list[Any]:
    return [row.get("post_uid") or row.get("account_uid") for _, row in rows(tables)]


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value[:2]):
            yield from _paths(inner, (*path, index))


_DROP = object()


def _spoilt(capture: Fixture, choice: st.DataObject) -> bytes | None:
    hostile = choice.draw(st.sampled_from([_DROP, None, 0, -1, 1e300, True, [], {}, [None], [{}], {"a": 1}, *_HOSTILE]))
    raw = capture.make(3)
    if capture.form == LINES:
        found = [json.loads(line) for line in raw.splitlines()]
        _spoil(found[1 if len(found) > 1 else 0], hostile, choice)
        return "\n".join(json.dumps(each) for each in found).encode()
    if capture.form == DOCUMENT:
        value = json.loads(raw)
        _spoil(value, hostile, choice)
        return json.dumps(value).encode()
    if capture.form == CSV:
        return _spoilt_table(raw, hostile, choice)
    if capture.form == SQLITE:
        return _spoilt_database(raw, choice)
    return None


def _spoil(value: Any, hostile: Any, choice: st.DataObject) -> None:
    paths = list(_paths(value))
    *keys, last = choice.draw(st.sampled_from(paths))
    for key in keys:
        value = value[key]
    if hostile is _DROP:
        del value[last]
    else:
        value[last] = hostile


def _spoilt_table(raw: bytes, hostile: Any, choice: st.DataObject) -> bytes:
    import csv
    import io

    text = raw.decode("utf-8-sig")
    delimiter = _delimiter(raw.partition(b"\n")[0]).decode()
    found = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    place = choice.draw(st.integers(0, len(found[0]) - 1))
    if hostile is _DROP:
        found = [[cell for index, cell in enumerate(row) if index != place] for row in found]
    else:
        found[1][place] = str(hostile).encode("utf-8", "replace").decode()
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\n").writerows(found)
    return target.getvalue().encode()


def _spoilt_database(raw: bytes, choice: st.DataObject) -> bytes:
    database = sqlite3.connect(":memory:")
    database.deserialize(raw)
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    table = choice.draw(st.sampled_from(names))
    columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")') if not row[5]]
    column = choice.draw(st.sampled_from(columns))
    database.execute(f'UPDATE "{table}" SET "{column}" = NULL')  # noqa: S608
    found = database.serialize()
    database.close()
    return found
