from __future__ import annotations

import threading
from pathlib import Path

import pytest

from crosscurrent.cases.case import Case
from crosscurrent.evidence.captures import CaptureFacts
from crosscurrent.evidence.errors import CaptureCheckFailed
from crosscurrent.evidence.examined import shown
from crosscurrent.evidence.verification import verify
from tests.tampered.case_builder import VERIFIED_US, build_case, minute_clock


def test_a_failure_names_number_check_expectation_and_finding(tmp_path: Path) -> None:
    case = build_case(tmp_path / "case", tmp_path)
    report = case / "report" / "index.html"
    report.write_bytes(report.read_bytes() + b" ")
    seen: list[int] = []
    with pytest.raises(CaptureCheckFailed) as raised:
        verify(case, VERIFIED_US, on_check=lambda outcome: seen.append(outcome.number))
    assert seen == list(range(1, 15))
    assert str(raised.value) == (
        "E-CHECK-001: check 15 does not hold: Each of these files has the size and SHA-256 last recorded.\n"
        "  expected: 19 bytes\n"
        "  actual:   20 bytes\n"
        "  where: report/index.html\n"
        "  next:  Nothing was changed. Keep this copy as it is and compare it with another; "
        "`crosscurrent capture log --case DIR` shows what was recorded when."
    )


def test_every_sealed_and_recorded_byte_is_read(tmp_path: Path) -> None:
    case = build_case(tmp_path / "case", tmp_path)
    counted: list[int] = []
    verify(case, VERIFIED_US, advance=counted.append)
    files = [path for folder in ("captures", "tables", "report") for path in (case / folder).rglob("*")]
    assert sum(counted) == sum(path.stat().st_size for path in files if path.is_file())


def test_a_folder_that_is_no_case_fails_the_first_check(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(CaptureCheckFailed) as raised:
            verify(folder, VERIFIED_US)
        assert raised.value.number == 1


def test_a_file_left_by_an_interrupted_sealing_is_named_and_goes_when_the_command_runs_again(tmp_path: Path) -> None:
    # The file was in place, but the power went before the log said so.
    (tmp_path / "posts.csv").write_bytes(b"a,b\n1,2\n")
    with Case.create(tmp_path / "whole", "N. N.", minute_clock()) as whole:
        capture_id = whole.captures.seal(tmp_path / "posts.csv", CaptureFacts()).capture.capture_id
    with Case.create(tmp_path / "case", "N. N.", minute_clock()) as case:
        place = case.path(f"captures/{capture_id[:2]}/{capture_id}")
        place.write_bytes(b"a,b\n1,2\n")
        with pytest.raises(CaptureCheckFailed, match="left by an interrupted command") as raised:
            verify(case.folder, VERIFIED_US)
        assert raised.value.number == 13
        case.captures.seal(tmp_path / "posts.csv", CaptureFacts())
        assert verify(case.folder, VERIFIED_US).captures == 1


def test_a_case_can_be_verified_while_a_reader_has_it_open_and_from_another_thread(tmp_path: Path) -> None:
    case = build_case(tmp_path / "case", tmp_path)
    heads: list[str] = []
    with Case.open(case) as opened:
        thread = threading.Thread(target=lambda: heads.append(verify(case, VERIFIED_US).head))
        thread.start()
        thread.join()
        assert heads == [opened.custody.head()]


def test_free_text_is_shown_by_its_digest_only() -> None:
    assert shown("a note that names somebody").startswith("text with SHA-256 ")
    assert shown("ab" * 32) == "ab" * 32
    assert (shown(None), shown(3), shown(b"x")) == ("nothing", "3", "a value of type bytes")
