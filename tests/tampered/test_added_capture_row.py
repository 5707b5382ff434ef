from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import forced
from tests.tampered.conftest import Failure


def test_a_capture_row_that_was_never_sealed(case: Path, failure: Failure) -> None:
    with forced(case) as database:
        database.execute(
            "INSERT INTO capture (capture_id, path, size_bytes, captured_by, imported_at)"
            " VALUES (?, 'x', 1, 'N. N.', 1)",
            ("ab" + "0" * 62,),
        )
    assert failure() == (9, "E-CHECK-001", 1)
