from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import forced, rehash, set_details
from tests.tampered.conftest import Failure


def test_an_entry_forged_with_a_hash_that_fits_it_but_not_the_chain(case: Path, failure: Failure) -> None:
    with forced(case) as database:
        set_details(database, 2, source_note="another search")
        rehash(database, 2)
    assert failure() == (6, "E-CHECK-001", 1)
