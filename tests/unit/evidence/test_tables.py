from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from crosscurrent.cases.case import Case
from crosscurrent.errors import TableInvalid
from crosscurrent.evidence.captures import CaptureFacts
from crosscurrent.evidence.errors import CaptureReadOtherwise, RowsUnaccounted
from crosscurrent.evidence.schemas import TABLE_SPECS
from crosscurrent.model import action, post
from tests.tampered.case_builder import Bad, actions, minute_clock


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "case", "N. N.", minute_clock()) as opened:
        yield opened


@pytest.fixture
def capture_id(case: Case, tmp_path: Path) -> str:
    (tmp_path / "posts.csv").write_bytes(b"a,b\n1,2\n")
    return case.captures.seal(tmp_path / "posts.csv", CaptureFacts()).capture.capture_id


def left_behind(case: Case) -> list[str]:
    return sorted(path.name for path in (case.folder / "incoming").iterdir())


def test_rows_come_back_in_the_schema_of_the_model(case: Case, capture_id: str) -> None:
    batches = [actions(capture_id, ["x:ann", "x:bob"], "x"), actions(capture_id, ["x:cem"], "y")]
    written = case.tables.write_table(action.SPEC, capture_id, batches)
    path = case.folder / "tables" / "action" / f"{capture_id}.parquet"
    assert (written.rows, written.sha256) == (3, hashlib.sha256(path.read_bytes()).hexdigest())
    read = pa.Table.from_batches(case.tables.read_table("action"))
    assert read.schema.equals(action.SCHEMA)
    assert read.column("account_uid").to_pylist() == ["x:ann", "x:bob", "x:cem"]
    assert read.column("object_id").to_pylist() == ["x", "x", "y"]
    names = [batch.schema.names for batch in case.tables.read_table("action", columns=["object_id"])]
    assert names[0] == ["object_id"]


def test_record_batches_are_taken_too_and_a_table_without_rows_is_a_file_without_rows(
    case: Case, capture_id: str
) -> None:
    batch = actions(capture_id, ["x:ann"], "x").to_batches()[0]
    assert case.tables.write_table(action.SPEC, capture_id, [batch]).rows == 1
    assert case.tables.write_table(post.SPEC, capture_id, []).rows == 0
    assert case.tables.dataset("post").to_table().schema.equals(post.SCHEMA)
    assert case.tables.dataset("media").count_rows() == 0


def test_writing_equal_rows_again_adds_no_entry_and_other_rows_replace_the_file(case: Case, capture_id: str) -> None:
    rows = actions(capture_id, ["x:ann"], "x")
    case.tables.write_table(action.SPEC, capture_id, [rows])
    head = case.custody.head()
    case.tables.write_table(action.SPEC, capture_id, [rows])
    assert case.custody.head() == head
    case.tables.write_table(action.SPEC, capture_id, [actions(capture_id, ["x:bob"], "x")])
    assert case.tables.dataset("action").to_table().column("account_uid").to_pylist() == ["x:bob"]
    assert len(case.tables.written("action")) == 1
    assert len(list(case.custody.entries("table.written"))) == 2


def test_a_broken_rule_in_a_later_piece_writes_nothing(case: Case, capture_id: str) -> None:
    broken = actions(capture_id, ["x:bob", ""], "x")
    head = case.custody.head()
    with pytest.raises(TableInvalid, match="account_uid is not empty"):
        case.tables.write_table(action.SPEC, capture_id, [actions(capture_id, ["x:ann"], "x"), broken])
    assert case.custody.head() == head
    assert left_behind(case) == []
    assert not (case.folder / "tables" / "action").exists()


def test_a_parquet_file_nobody_recorded_is_not_read(case: Case, capture_id: str) -> None:
    written = case.tables.write_table(action.SPEC, capture_id, [actions(capture_id, ["x:ann"], "x")])
    recorded = case.folder / written.place
    recorded.with_name("planted.parquet").write_bytes(recorded.read_bytes())
    assert case.tables.dataset("action").count_rows() == 1


def finish(case: Case, capture_id: str, rows_in: int, rejected: list[Bad]) -> None:
    with case.readings.begin(capture_id) as reading:
        reading.write("action", actions(capture_id, ["x:ann", "x:bob"], "x"))
        reading.finish(
            format_id="fake/rows", reader_version="1", options={"assume_zone": "UTC"},
            rows_in=rows_in, rows_kept=2, rejected=rejected,
        )  # fmt: skip


def test_reading_a_capture_records_tables_rejected_rows_and_counts_together(case: Case, capture_id: str) -> None:
    finish(case, capture_id, 4, [Bad(2), Bad(4)])
    assert [entry.event for entry in case.custody.entries()] == [
        "case.created", "capture.sealed", "table.written", "rows.rejected", "capture.parsed",
    ]  # fmt: skip
    report = case.readings.report(capture_id)
    assert report is not None
    assert (report.rows_in, report.rows_kept, report.rows_rejected) == (4, 2, 2)
    assert (report.rows_by_table, report.rejected_by_code) == ({"action": 2}, {"E-INPUT-099": 2})
    assert [row["row"] for row in case.readings.rejected(capture_id)] == [2, 4]
    row = case.captures.table().to_pylist()[0]
    assert (row["format_id"], row["declared_tz"], row["n_records"], row["n_rejected"]) == ("fake/rows", "UTC", 4, 2)


def test_a_row_nobody_accounts_for_is_refused_and_nothing_is_written(case: Case, capture_id: str) -> None:
    head = case.custody.head()
    with pytest.raises(RowsUnaccounted, match="4 rows in, but 2 kept \\+ 1 rejected") as raised:
        finish(case, capture_id, 4, [Bad(2)])
    assert raised.value.code == "E-CAPTURE-004"
    assert case.custody.head() == head
    assert left_behind(case) == []
    assert case.readings.report(capture_id) is None


def test_an_error_while_reading_leaves_the_capture_sealed_and_unread(case: Case, capture_id: str) -> None:
    reading = case.readings.begin(capture_id)
    reading.write("action", actions(capture_id, ["x:ann"], "x"))
    assert len(left_behind(case)) == 1
    with pytest.raises(ZeroDivisionError), reading:
        raise ZeroDivisionError
    assert left_behind(case) == []
    assert case.tables.written() == ()
    finish(case, capture_id, 2, [])
    assert case.tables.dataset("action").count_rows() == 2


def test_reading_under_other_declarations_is_refused(case: Case, capture_id: str) -> None:
    finish(case, capture_id, 2, [])
    assert case.readings.report_under(capture_id, "posts.csv", {"assume_zone": "UTC"}) is not None
    with pytest.raises(CaptureReadOtherwise, match="another assume_zone") as raised:
        case.readings.report_under(capture_id, "posts.csv", {"assume_zone": "Asia/Shanghai"})
    assert raised.value.code == "E-CAPTURE-003"


def test_an_unknown_table_is_refused_by_name(case: Case, capture_id: str) -> None:
    with pytest.raises(TableInvalid, match="there is no such table"), case.readings.begin(capture_id) as reading:
        reading.write("../../etc", pa.table({"a": [1]}))


def test_every_table_that_is_kept_per_capture_names_its_capture_and_locator() -> None:
    assert set(TABLE_SPECS) == {
        "post", "edge", "account", "account_obs", "geo_signal", "engagement", "media", "action",
    }  # fmt: skip
    for name, spec in TABLE_SPECS.items():
        assert spec.name == name
        assert {"capture_id", "locator"} <= set(spec.schema.names)
