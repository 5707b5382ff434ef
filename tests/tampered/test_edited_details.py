from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import forced
from tests.tampered.conftest import Failure


def test_details_written_in_another_form_with_the_same_meaning(case: Path, failure: Failure) -> None:
    # One space more: the parsed value, and so the hash, would be the same.
    with forced(case) as database:
        database.execute("UPDATE custody SET details_json = replace(details_json, ':', ': ') WHERE seq = 2")
    assert failure() == (5, "E-CHECK-001", 1)
