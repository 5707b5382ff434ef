from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import captures_of
from tests.tampered.conftest import Failure


def test_a_folder_in_place_of_a_capture(case: Path, failure: Failure) -> None:
    sealed = captures_of(case)[1]
    sealed.unlink()
    sealed.mkdir()
    assert failure() == (10, "E-CHECK-001", 1)
