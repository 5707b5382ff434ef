from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import captures_of, overwrite
from tests.tampered.conftest import Failure


def test_one_changed_byte_in_a_capture(case: Path, failure: Failure) -> None:
    sealed = captures_of(case)[0]
    overwrite(sealed, sealed.read_bytes().replace(b"bob", b"rob"))
    assert failure() == (12, "E-CHECK-001", 1)
