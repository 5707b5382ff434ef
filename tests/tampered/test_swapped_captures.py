from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import captures_of, overwrite
from tests.tampered.conftest import Failure


def test_two_captures_under_each_others_name(case: Path, failure: Failure) -> None:
    # Both files are the same size, so only the digest can tell.
    first, second = captures_of(case)
    one, other = first.read_bytes(), second.read_bytes()
    assert len(one) == len(other)
    overwrite(first, other)
    overwrite(second, one)
    assert failure() == (12, "E-CHECK-001", 1)
