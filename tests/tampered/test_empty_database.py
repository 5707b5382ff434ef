from __future__ import annotations

from pathlib import Path

from tests.tampered.conftest import Failure


def test_case_sqlite_emptied(case: Path, failure: Failure) -> None:
    # SQLite takes an empty file for an empty database, so it is the schema that is missing.
    (case / "case.sqlite").write_bytes(b"")
    assert failure() == (3, "E-CHECK-001", 1)
