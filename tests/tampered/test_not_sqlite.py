from __future__ import annotations

from pathlib import Path

from tests.tampered.conftest import Failure


def test_case_sqlite_is_something_else(case: Path, failure: Failure) -> None:
    (case / "case.sqlite").write_bytes(b"PK\x03\x04 not a database at all" * 40)
    assert failure() == (2, "E-CHECK-001", 1)
