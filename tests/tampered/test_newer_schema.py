from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.tampered.conftest import Failure


def test_a_schema_version_from_the_future(case: Path, failure: Failure) -> None:
    with closing(sqlite3.connect(case / "case.sqlite")) as database:
        database.execute("PRAGMA user_version = 2")
    assert failure() == (3, "E-CHECK-001", 1)
