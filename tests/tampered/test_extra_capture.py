from __future__ import annotations

from pathlib import Path

from tests.tampered.conftest import Failure


def test_a_file_in_captures_that_was_never_sealed(case: Path, failure: Failure) -> None:
    (case / "captures" / "ab").mkdir(exist_ok=True)
    (case / "captures" / "ab" / ("ab" + "0" * 62)).write_bytes(b"planted")
    assert failure() == (13, "E-CHECK-001", 1)
