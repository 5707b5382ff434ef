from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.tampered.conftest import Failure


def test_the_trigger_that_forbids_changes_was_dropped(case: Path, failure: Failure) -> None:
    with closing(sqlite3.connect(case / "case.sqlite")) as database:
        database.execute("DROP TRIGGER custody_never_changes")
        database.commit()
    assert failure() == (3, "E-CHECK-001", 1)
