from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import captures_of, overwrite
from tests.tampered.conftest import Failure


def test_a_capture_that_grew(case: Path, failure: Failure) -> None:
    sealed = captures_of(case)[1]
    overwrite(sealed, sealed.read_bytes() + b"eve,y,1741564910\n")
    assert failure() == (11, "E-CHECK-001", 1)
