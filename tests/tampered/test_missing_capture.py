from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import captures_of
from tests.tampered.conftest import Failure


def test_a_capture_that_is_gone(case: Path, failure: Failure) -> None:
    captures_of(case)[0].unlink()
    assert failure() == (10, "E-CHECK-001", 1)
