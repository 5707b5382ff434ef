from __future__ import annotations

from pathlib import Path

from tests.tampered.conftest import Failure


def test_a_journal_left_by_a_command_that_was_cut_off(case: Path, failure: Failure) -> None:
    (case / "case.sqlite-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504))
    assert failure() == (2, "E-CHECK-001", 1)
