from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from crosscurrent.cases.case import Case
from crosscurrent.connectors.base import REPORT, Connector, ReadOptions, Recognition, Tally
from crosscurrent.connectors.faults import FormatUnknown
from crosscurrent.evidence import captures, tables
from crosscurrent.evidence.errors import CaptureReadOtherwise, CaptureUnsealed, RowsUnaccounted
from crosscurrent.evidence.layout import put_in_place
from crosscurrent.evidence.verification import verify
from crosscurrent.workflows.add_capture import AddedCapture, add_captures
from crosscurrent.workflows.verify_captures import custody_entries, list_captures
from tests.tampered.case_builder import VERIFIED_US, minute_clock
from tests.unit.cli_capture.fake_connector import FakeConnector, FakeRefused, recognise_csv

GOOD = "account,object,time\nann,x,1741564800\nbob,x,1741564805\n"
ONE_BAD = GOOD + ",x,1741564806\n"
UTC = ReadOptions(assume_zone="UTC")


class Listener:
    """Remembers what it is told about progress."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int | None, str]] = []
        self.done = 0

    def start(self, label: str, total: int | None = None, unit: str = "rows") -> None:
        self.stages.append((label, total, unit))

    def advance(self, count: int = 1) -> None:
        self.done += count

    def finish(self) -> None:
        pass


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def add(paths: list[Path], case_dir: Path, options: ReadOptions = UTC) -> list[AddedCapture]:
    start = VERIFIED_US - 3_600_000_000 if (case_dir / "case.sqlite").exists() else VERIFIED_US - 7_200_000_000
    return add_captures(
        paths, case_dir, options, "N. N.", "4CAT", "one search", recognise=recognise_csv, clock=minute_clock(start)
    )


def test_a_file_is_sealed_recognised_and_read(tmp_path: Path) -> None:
    added = add([put(tmp_path, "posts.csv", GOOD)], tmp_path / "case")[0]
    assert added.capture.capture_id == hashlib.sha256(GOOD.encode()).hexdigest()
    assert (added.is_new_capture, added.is_new_reading) == (True, True)
    assert (added.reading.format_id, added.reading.reader_version) == ("fake/lines", "3")
    assert (added.reading.rows_in, added.reading.rows_kept, added.reading.rows_rejected) == (2, 2, 0)
    # The connector saw the sealed bytes under the name the file was handed in with.
    assert added.reasons == ("the name ends in .csv",)
    with Case.open(tmp_path / "case") as case:
        rows = case.tables.dataset("action").to_table(columns=["account_uid", "capture_id", "locator"]).to_pylist()
    assert rows == [
        {"account_uid": "x:ann", "capture_id": added.capture.capture_id, "locator": "row=1"},
        {"account_uid": "x:bob", "capture_id": added.capture.capture_id, "locator": "row=2"},
    ]
    assert verify(tmp_path / "case", VERIFIED_US).captures == 1


def test_adding_again_changes_no_byte(tmp_path: Path) -> None:
    path = put(tmp_path, "posts.csv", GOOD)
    first = add([path], tmp_path / "case")[0]
    before = {each: each.read_bytes() for each in (tmp_path / "case").rglob("*") if each.is_file()}
    again = add([path, put(tmp_path, "copy.csv", GOOD)], tmp_path / "case")
    assert [(each.is_new_capture, each.is_new_reading, each.capture) for each in again] == [
        (False, False, first.capture),
        (False, False, first.capture),
    ]
    assert again[0].reading == first.reading
    assert {each: each.read_bytes() for each in (tmp_path / "case").rglob("*") if each.is_file()} == before


def test_a_bad_row_stops_with_the_capture_sealed_and_reporting_it_goes_on_later(tmp_path: Path) -> None:
    path = put(tmp_path, "posts.csv", ONE_BAD)
    with pytest.raises(FakeRefused, match=r"posts\.csv, row 3"):
        add([path], tmp_path / "case")
    assert [each.reading for each in list_captures(tmp_path / "case")] == [None]
    assert [entry.event for entry in custody_entries(tmp_path / "case")][-1] == "capture.refused"
    verify(tmp_path / "case", VERIFIED_US)
    added = add([path], tmp_path / "case", ReadOptions(assume_zone="UTC", on_bad_row=REPORT))[0]
    assert (added.is_new_capture, added.is_new_reading) == (False, True)
    assert (added.reading.rows_in, added.reading.rows_kept, added.reading.rejected_by_code) == (
        3, 2, {"E-INPUT-990": 1},
    )  # fmt: skip
    with Case.open(tmp_path / "case") as case:
        assert list(case.readings.rejected(added.capture.capture_id)) == [
            {"row": 3, "column": "account", "code": "E-INPUT-990", "reason": "the cell is empty"}
        ]
    verify(tmp_path / "case", VERIFIED_US)


def test_other_declarations_for_a_capture_that_was_read_are_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "posts.csv", GOOD)
    add([path], tmp_path / "case")
    head = verify(tmp_path / "case", VERIFIED_US).head
    with pytest.raises(CaptureReadOtherwise, match="another assume_zone, mapping"):
        add([path], tmp_path / "case", ReadOptions({"account_id": "account"}, "Asia/Shanghai"))
    assert verify(tmp_path / "case", VERIFIED_US).head == head


def test_a_file_that_is_not_recognised_stays_sealed_and_all_others_are_read(tmp_path: Path) -> None:
    files = [put(tmp_path, "posts.csv", GOOD), put(tmp_path, "odd.bin", "?"), put(tmp_path, "more.csv", ONE_BAD)]
    seen: list[tuple[str, str | None]] = []
    with pytest.raises(FakeRefused, match="no connector knows"):
        add_captures(
            files, tmp_path / "case", UTC, "N. N.", recognise=recognise_csv, clock=minute_clock(),
            on_added=lambda added: seen.append((added.place, added.refusal.code if added.refusal else None)),
        )  # fmt: skip
    assert seen == [("posts.csv", None), ("odd.bin", FakeRefused.code), ("more.csv", FakeRefused.code)]
    listed = list_captures(tmp_path / "case")
    assert [(each.capture.path, each.reading is not None) for each in listed] == [
        ("posts.csv", True),
        ("odd.bin", False),
        ("more.csv", False),
    ]


def test_a_missing_file_seals_nothing(tmp_path: Path) -> None:
    with pytest.raises(CaptureUnsealed):
        add([tmp_path / "absent.csv"], tmp_path / "case")
    assert list_captures(tmp_path / "case") == []


class Forgetful(FakeConnector):
    """Loses a row: counts it, but neither keeps nor rejects it."""

    def tables(
        self, path: Path, capture_id: str, recognition: Recognition, options: ReadOptions, tally: Tally
    ) -> Iterator[tuple[str, pa.Table]]:
        yield from super().tables(path, capture_id, recognition, options, tally)
        tally.rows_in += 1


def test_a_connector_that_loses_a_row_is_found_out(tmp_path: Path) -> None:
    def recognise(path: Path, options: ReadOptions) -> tuple[Connector, Recognition]:
        return Forgetful(), Forgetful().recognise(path, options)

    path = put(tmp_path, "posts.csv", GOOD)
    with pytest.raises(RowsUnaccounted, match="3 rows in, but 2 kept"):
        add_captures([path], tmp_path / "case", UTC, "N. N.", recognise=recognise, clock=minute_clock())
    with Case.open(tmp_path / "case") as case:
        assert case.tables.written() == ()


def test_progress_counts_bytes_twice_once_sealing_once_reading(tmp_path: Path) -> None:
    listener = Listener()
    path = put(tmp_path, "po\x1bsts.csv", GOOD)
    add_captures([path], tmp_path / "case", UTC, "N. N.", progress=listener, recognise=recognise_csv)
    size = len(GOOD)
    header = len("account,object,time\n")
    assert listener.stages == [
        ("sealing po\\x1bsts.csv", size, "bytes"),
        ("reading po\\x1bsts.csv", size, "bytes"),
    ]
    assert listener.done == size + (size - header)


class PowerCut(BaseException):
    """Ends a command as nothing else does: no handler of ours sees it coming."""


@pytest.mark.parametrize("files_in_place", [0, 1, 2])
def test_a_command_cut_off_anywhere_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files_in_place: int
) -> None:
    # Putting files in place happens twice per capture: its bytes, then its table.
    path, done = put(tmp_path, "posts.csv", GOOD), []

    def cut(incoming: Path, target: Path) -> None:
        if len(done) == files_in_place:
            raise PowerCut
        put_in_place(incoming, target)
        done.append(target)

    with monkeypatch.context() as patch:
        patch.setattr(captures, "put_in_place", cut)
        patch.setattr(tables, "put_in_place", cut)
        if files_in_place < 2:
            with pytest.raises(PowerCut):
                add([path], tmp_path / "case")
        else:
            add([path], tmp_path / "case")
    added = add([path], tmp_path / "case")[0]
    assert added.is_new_reading is (files_in_place < 2)
    assert added.is_new_capture is (files_in_place == 0)
    assert verify(tmp_path / "case", VERIFIED_US).captures == 1
    with Case.open(tmp_path / "case") as case:
        assert case.tables.dataset("action").count_rows() == 2


def test_the_registered_connectors_are_asked_by_default(tmp_path: Path) -> None:
    text = "object_id,account_id,content_id,timestamp_share\nx,ann,1,1741564800\nx,bob,2,1741564805\n"
    added = add_captures([put(tmp_path, "shares.csv", text)], tmp_path / "case", ReadOptions(), "N. N.")[0]
    assert (added.reading.format_id, added.reading.rows_kept) == ("events_table/coortweet", 2)
    with pytest.raises(FormatUnknown):
        add_captures([put(tmp_path, "odd.csv", "a,b\n1,2\n")], tmp_path / "case", ReadOptions(), "N. N.")
