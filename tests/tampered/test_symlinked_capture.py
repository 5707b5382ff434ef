from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import captures_of
from tests.tampered.conftest import Failure


def test_a_link_in_place_of_a_capture(case: Path, failure: Failure) -> None:
    # The link leads to the very same bytes; they can be changed later from outside the case.
    sealed = captures_of(case)[0]
    outside = case.parent / "outside.csv"
    sealed.rename(outside)
    sealed.symlink_to(outside)
    assert failure() == (10, "E-CHECK-001", 1)
