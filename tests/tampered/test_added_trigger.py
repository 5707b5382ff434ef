from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.tampered.conftest import Failure


def test_a_trigger_that_would_rewrite_later_rows(case: Path, failure: Failure) -> None:
    with closing(sqlite3.connect(case / "case.sqlite")) as database:
        database.execute("CREATE TRIGGER planted AFTER INSERT ON rejected_row BEGIN DELETE FROM rejected_row; END")
        database.commit()
    assert failure() == (3, "E-CHECK-001", 1)
