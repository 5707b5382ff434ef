from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import forced
from tests.tampered.conftest import Failure


def test_a_capture_row_taken_out(case: Path, failure: Failure) -> None:
    with forced(case) as database:
        database.execute("DELETE FROM rejected_row")
        database.execute("DELETE FROM capture WHERE path = 'first.csv'")
    assert failure() == (9, "E-CHECK-001", 1)
