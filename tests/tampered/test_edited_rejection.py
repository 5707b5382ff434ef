from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import forced
from tests.tampered.conftest import Failure


def test_a_rejected_row_with_another_reason(case: Path, failure: Failure) -> None:
    with forced(case) as database:
        database.execute("UPDATE rejected_row SET reason = 'the time is missing' WHERE rowid = 1")
    assert failure() == (18, "E-CHECK-001", 1)
