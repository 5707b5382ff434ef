from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import forced
from tests.tampered.conftest import Failure


def test_a_rejected_row_that_vanished(case: Path, failure: Failure) -> None:
    with forced(case) as database:
        database.execute("DELETE FROM rejected_row WHERE rowid = 1")
    assert failure() == (17, "E-CHECK-001", 1)
