from __future__ import annotations

from pathlib import Path

from tests.tampered.conftest import Failure


def test_case_sqlite_cut_in_half(case: Path, failure: Failure) -> None:
    content = (case / "case.sqlite").read_bytes()
    (case / "case.sqlite").write_bytes(content[: len(content) // 2])
    assert failure() == (2, "E-CHECK-001", 1)
