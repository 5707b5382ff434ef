from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import VERIFIED_US, forced, rehash_all
from tests.tampered.conftest import Failure


def test_an_entry_from_tomorrow(case: Path, failure: Failure) -> None:
    with forced(case) as database:
        database.execute(
            "UPDATE custody SET at_us = ? WHERE seq = (SELECT max(seq) FROM custody)", (VERIFIED_US + 3_600_000_000,)
        )
        rehash_all(database)
    assert failure() == (7, "E-CHECK-001", 1)
