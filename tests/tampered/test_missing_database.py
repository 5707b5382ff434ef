from __future__ import annotations

from pathlib import Path

from tests.tampered.conftest import Failure


def test_case_sqlite_gone(case: Path, failure: Failure) -> None:
    (case / "case.sqlite").unlink()
    assert failure() == (1, "E-CHECK-001", 1)
