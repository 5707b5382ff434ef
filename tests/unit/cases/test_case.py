from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from crosscurrent.cases.case import Case
from crosscurrent.cases.clock import system_clock
from crosscurrent.evidence.captures import CaptureFacts
from crosscurrent.evidence.errors import CaseInUse, CaseOpenToRead, CaseUnreadable, CaseVersionUnknown, NotACase
from crosscurrent.evidence.verification import verify
from tests.tampered.case_builder import VERIFIED_US, build_case, minute_clock


def test_a_new_case_is_a_folder_with_four_parts_and_one_entry(tmp_path: Path) -> None:
    with Case.create(tmp_path / "deep" / "case", "N. N.", minute_clock()) as case:
        assert [entry.event for entry in case.custody.entries()] == ["case.created"]
    names = sorted(path.name for path in (tmp_path / "deep" / "case").iterdir())
    assert names == ["captures", "case.lock", "case.sqlite", "incoming", "tables"]


def test_a_case_that_was_moved_zipped_and_opened_elsewhere_is_the_same(tmp_path: Path) -> None:
    original = build_case(tmp_path / "case", tmp_path)
    head = verify(original, VERIFIED_US).head
    archive = shutil.make_archive(str(tmp_path / "sent"), "zip", original)
    shutil.rmtree(original)
    elsewhere = tmp_path / "a folder with spaces, ? and #" / "received"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(elsewhere)
    assert verify(elsewhere, VERIFIED_US, expect_head=head).entries_after_noted == 0
    with Case.open(elsewhere) as case:
        assert case.tables.dataset("action").count_rows() == 4
        assert [capture.path for capture in case.captures.all()] == ["first.csv", "second.csv"]


def test_nothing_in_a_case_names_the_folder_it_lies_in(tmp_path: Path) -> None:
    case = build_case(tmp_path / "case", tmp_path / "downloads")
    for path in case.rglob("*"):
        if path.is_file():
            assert str(tmp_path).encode() not in path.read_bytes()
            assert b"downloads" not in path.read_bytes()


def test_two_cases_made_alike_are_equal_in_every_file(tmp_path: Path) -> None:
    one, other = (build_case(tmp_path / name / "case", tmp_path / name) for name in ("one", "other"))
    files = {path.relative_to(one) for path in one.rglob("*") if path.is_file()}
    assert files == {path.relative_to(other) for path in other.rglob("*") if path.is_file()}
    for name in sorted(files):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    for attempt in (Case.create, Case.open_or_create):
        with pytest.raises(NotACase, match=r"thesis\.txt") as raised:
            attempt(tmp_path, "N. N.", minute_clock())
        assert raised.value.code == "E-CASE-001"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_a_missing_folder_and_a_foreign_database_are_no_cases(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(NotACase):
        Case.create(tmp_path / "file", "N. N.", minute_clock())
    with pytest.raises(NotACase, match="no case in this folder"):
        Case.open(tmp_path / "absent")
    (tmp_path / "foreign").mkdir()
    with closing(sqlite3.connect(tmp_path / "foreign" / "case.sqlite")) as database:
        database.execute("CREATE TABLE shopping (article TEXT)")
    for attempt in (Case.open_to_write, Case.open_or_create):
        with pytest.raises(NotACase):
            attempt(tmp_path / "foreign", "N. N.", minute_clock())
    assert [path.name for path in (tmp_path / "foreign").iterdir()] == ["case.sqlite"]


def test_making_a_case_where_there_is_one_is_refused_and_opening_it_is_not(tmp_path: Path) -> None:
    build_case(tmp_path / "case", tmp_path)
    with pytest.raises(NotACase, match="already"):
        Case.create(tmp_path / "case", "N. N.", minute_clock())
    with Case.open_or_create(tmp_path / "case", "N. N.", lambda: VERIFIED_US) as case:
        assert len(case.captures.all()) == 2


@pytest.mark.parametrize(("version", "advice"), [(2, "Update crosscurrent"), (0, "crosscurrent that wrote it")])
def test_another_schema_version_is_refused(tmp_path: Path, version: int, advice: str) -> None:
    case = build_case(tmp_path / "case", tmp_path)
    with closing(sqlite3.connect(case / "case.sqlite")) as database:
        database.execute(f"PRAGMA user_version = {version}")
    before = (case / "case.sqlite").read_bytes()
    for attempt in (lambda: Case.open(case), lambda: Case.open_or_create(case, "N. N.", minute_clock())):
        with pytest.raises(CaseVersionUnknown) as raised:
            attempt()
        assert raised.value.code == "E-CASE-002"
        assert advice in raised.value.next_step
    assert (case / "case.sqlite").read_bytes() == before


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    case = build_case(tmp_path / "case", tmp_path)
    (case / "case.sqlite").write_bytes(b"nothing like a database" * 100)
    with pytest.raises(CaseUnreadable) as raised:
        Case.open(case)
    assert raised.value.code == "E-CASE-004"


def test_a_second_writer_is_refused_while_readers_are_not(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", "N. N.", minute_clock()) as first:
        with pytest.raises(CaseInUse, match=f"process {os.getpid()}") as raised:
            Case.open_or_create(tmp_path / "case", "M. M.", minute_clock())
        assert raised.value.code == "E-CASE-003"
        with Case.open(tmp_path / "case") as reader:
            assert reader.custody.head() == first.custody.head()
    with Case.open_or_create(tmp_path / "case", "M. M.", minute_clock()) as second:
        assert second.custody.actor == "M. M."


def test_the_lock_of_a_process_that_was_killed_is_gone(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from crosscurrent.cases.case import Case\n"
        "case = Case.create(Path(sys.argv[1]), 'N. N.', lambda: 1741564800000000)\n"
        "(case.folder / 'incoming' / 'half.part').write_bytes(b'x')\n"
        "os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path / "case")], check=False)
    assert ended.returncode == -9
    assert (tmp_path / "case" / "incoming" / "half.part").exists()
    with Case.open_or_create(tmp_path / "case", "N. N.", minute_clock()):
        # What the killed process left half done was never in place, and goes.
        assert list((tmp_path / "case" / "incoming").iterdir()) == []


def test_making_a_case_that_was_cut_short_can_be_repeated(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    for name in ("captures", "tables", "incoming"):
        (folder / name).mkdir(parents=True)
    (folder / "incoming" / "case.sqlite").write_bytes(b"half")
    with Case.open_or_create(folder, "N. N.", minute_clock()):
        assert verify(folder, VERIFIED_US).entries == 1


def test_a_case_opened_to_be_read_records_nothing(tmp_path: Path) -> None:
    case = build_case(tmp_path / "case", tmp_path)
    before = sorted(path.relative_to(case) for path in case.rglob("*"))
    with Case.open(case) as opened, pytest.raises(CaseOpenToRead) as raised:
        opened.runs.begin("investigate", {})
    assert raised.value.code == "E-CASE-006"
    assert sorted(path.relative_to(case) for path in case.rglob("*")) == before


def test_a_hostile_case_cannot_make_a_reader_write_elsewhere(tmp_path: Path) -> None:
    # Somebody sends a case whose capture is named after a path; lending it under that name must stay inside.
    case = build_case(tmp_path / "case", tmp_path / "downloads")
    with closing(sqlite3.connect(case / "case.sqlite")) as database:
        database.execute("UPDATE capture SET path = '../../../stolen.csv'")
        database.commit()
    with Case.open_or_create(case, "N. N.", lambda: VERIFIED_US) as opened:
        capture_id = opened.captures.all()[0].capture_id
        with opened.captures.named_copy(capture_id) as path:
            assert path.name == "stolen.csv"
            assert case / "incoming" in path.parents
    assert list(tmp_path.rglob("stolen.csv")) == []


def test_names_with_folders_controls_and_wrong_bytes_are_stored_as_plain_names(tmp_path: Path) -> None:
    downloads = os.fsencode(tmp_path) + b"/downloads"
    os.mkdir(downloads)
    wrong = os.fsdecode(downloads + b"/posts\xff\x1b[2J.csv")
    Path(wrong).write_bytes(b"a\n1\n")
    with Case.create(tmp_path / "case", "N. N.", minute_clock()) as case:
        capture = case.captures.seal(Path(wrong), CaptureFacts()).capture
        assert capture.path == "posts?\x1b[2J.csv"


def test_the_system_clock_counts_microseconds() -> None:
    assert 1_700_000_000_000_000 < system_clock() < 4_102_444_800_000_000
