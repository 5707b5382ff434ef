from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import forced
from tests.tampered.conftest import Failure


def test_an_edited_custody_entry(case: Path, failure: Failure) -> None:
    with forced(case) as database:
        database.execute("UPDATE custody SET actor = 'Somebody Else' WHERE seq = 2")
    assert failure() == (5, "E-CHECK-001", 1)
