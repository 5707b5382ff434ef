from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from crosscurrent.evidence.verification import verify
from tests.tampered.case_builder import VERIFIED_US


def test_an_untouched_copy_holds(case: Path) -> None:
    # Check 8 is asked only with a noted head. Everything else must hold, or the other tests would show nothing.
    report = verify(case, VERIFIED_US)
    assert [each.number for each in report.outcomes if each.outcome == "held"] == [
        1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
    ]  # fmt: skip
    assert [each.number for each in report.outcomes if each.outcome == "not asked"] == [8]
    assert (report.captures, report.entries_after_noted) == (2, None)


def test_the_noted_head_holds_and_says_how_much_came_after(case: Path) -> None:
    report = verify(case, VERIFIED_US)
    assert verify(case, VERIFIED_US, expect_head=report.head.upper()).entries_after_noted == 0
    with closing(sqlite3.connect(case / "case.sqlite")) as database:
        (earlier,) = database.execute("SELECT entry_hash FROM custody WHERE seq = ?", (report.entries - 3,)).fetchone()
    assert verify(case, VERIFIED_US, expect_head=earlier).entries_after_noted == 3


def test_verifying_changes_nothing(case: Path) -> None:
    before = {path: path.read_bytes() for path in case.rglob("*") if path.is_file()}
    verify(case, VERIFIED_US)
    assert {path: path.read_bytes() for path in case.rglob("*") if path.is_file()} == before
