from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import forced
from tests.tampered.conftest import Failure


def test_two_entries_that_changed_places(case: Path, failure: Failure) -> None:
    with forced(case) as database:
        for old, new in ((2, 1000), (3, 2), (1000, 3)):
            database.execute("UPDATE custody SET seq = ? WHERE seq = ?", (new, old))
    assert failure() == (5, "E-CHECK-001", 1)
