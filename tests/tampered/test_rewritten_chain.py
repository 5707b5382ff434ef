from __future__ import annotations

from pathlib import Path

from crosscurrent.evidence.verification import verify
from tests.tampered.case_builder import VERIFIED_US, forced, rehash_all, set_details
from tests.tampered.conftest import Failure


def test_a_chain_written_anew_is_found_by_the_noted_head_only(case: Path, failure: Failure) -> None:
    # A forger changes the note in the log and in the row, then computes every hash again. This is what
    # docs/explanation/custody.md says a chain cannot show by itself.
    head = verify(case, VERIFIED_US).head
    with forced(case) as database:
        set_details(database, 2, source_note="another search")
        database.execute("UPDATE capture SET source_note = 'another search' WHERE path = 'first.csv'")
        rehash_all(database)
    assert verify(case, VERIFIED_US).head != head
    assert failure(expect_head=head) == (8, "E-CHECK-001", 1)
