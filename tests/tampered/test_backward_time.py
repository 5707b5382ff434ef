from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import BEGUN_US, forced, rehash_all
from tests.tampered.conftest import Failure


def test_an_entry_before_the_one_above_it(case: Path, failure: Failure) -> None:
    with forced(case) as database:
        database.execute("UPDATE custody SET at_us = ? WHERE seq = 4", (BEGUN_US - 1,))
        rehash_all(database)
    assert failure() == (7, "E-CHECK-001", 1)
