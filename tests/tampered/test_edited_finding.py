from __future__ import annotations

from pathlib import Path

import pytest

from tests.tampered.case_builder import forced
from tests.tampered.conftest import Failure


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE finding SET p = 0.5 WHERE finding_id = 'f1'",
        "UPDATE finding SET status = 'answered' WHERE finding_id = 'f2'",
        "DELETE FROM finding WHERE finding_id = 'f2'",
        "UPDATE method_record SET parameters_json = '{\"fdr\":0.1}'",
        "UPDATE method_record SET seed = 2",
        "UPDATE method_record SET ran_at = ran_at + 1",
    ],
)
def test_a_finding_or_method_record_that_was_edited(case: Path, failure: Failure, change: str) -> None:
    with forced(case) as database:
        database.execute(change)
    assert failure() == (19, "E-CHECK-001", 1)
