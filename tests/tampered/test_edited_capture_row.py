from __future__ import annotations

from pathlib import Path

import pytest

from tests.tampered.case_builder import forced
from tests.tampered.conftest import Failure


@pytest.mark.parametrize(
    "change",
    [
        "path = 'other.csv'",
        "captured_by = 'Somebody Else'",
        "imported_at = imported_at - 1",
        "tool = NULL",
        "source_note = 'another search'",
        "size_bytes = size_bytes + 1",
        "n_records = n_records + 1",
        "n_rejected = 0",
        "format_id = NULL",
        "declared_tz = 'Asia/Shanghai'",
        "licence_note = 'free'",
    ],
)
def test_a_capture_row_that_says_something_else_than_the_log(case: Path, failure: Failure, change: str) -> None:
    with forced(case) as database:
        database.execute(f"UPDATE capture SET {change} WHERE path = 'first.csv'")  # noqa: S608
    assert failure() == (9, "E-CHECK-001", 1)
