from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import forced, rehash_all
from tests.tampered.conftest import Failure


def test_a_recorded_place_outside_the_case(case: Path, failure: Failure) -> None:
    # A case somebody sends must not make the verifier read files elsewhere.
    with forced(case) as database:
        database.execute("UPDATE custody SET subject = '../downloads/first.csv' WHERE event = 'file.written'")
        rehash_all(database)
    assert failure() == (14, "E-CHECK-001", 1)
