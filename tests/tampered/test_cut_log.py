from __future__ import annotations

from pathlib import Path

import pytest

from crosscurrent.evidence.verification import verify
from tests.tampered.case_builder import VERIFIED_US, forced
from tests.tampered.conftest import Failure


def test_a_log_whose_end_was_cut_is_found_by_the_noted_head_only(case: Path, failure: Failure) -> None:
    # The last entry says that the run finished. Without it everything else still fits together.
    head = verify(case, VERIFIED_US).head
    with forced(case) as database:
        database.execute("DELETE FROM custody WHERE seq = (SELECT max(seq) FROM custody)")
    assert verify(case, VERIFIED_US).head != head
    assert failure(expect_head=head) == (8, "E-CHECK-001", 1)


@pytest.mark.parametrize("noted", ["", "0" * 64, "not a hash"])
def test_a_noted_head_that_never_was(case: Path, failure: Failure, noted: str) -> None:
    assert failure(expect_head=noted) == (8, "E-CHECK-001", 1)
