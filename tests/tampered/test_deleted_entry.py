from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import forced
from tests.tampered.conftest import Failure


def test_an_entry_taken_out_of_the_middle(case: Path, failure: Failure) -> None:
    with forced(case) as database:
        database.execute("DELETE FROM custody WHERE seq = 3")
    assert failure() == (4, "E-CHECK-001", 1)
