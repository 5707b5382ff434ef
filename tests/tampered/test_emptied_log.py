from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import forced
from tests.tampered.conftest import Failure


def test_a_log_without_entries(case: Path, failure: Failure) -> None:
    with forced(case) as database:
        database.execute("DELETE FROM custody")
    assert failure() == (4, "E-CHECK-001", 1)
