"""The section on timing says in words what it has no times for."""

from __future__ import annotations

import pytest

from crosscurrent.reports.timing import _burst
from crosscurrent.reports.wording import words_of

HOUR_US = 3_600_000_000


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "under way when the capture begins; when it began is not known"),
        ("fr", "déjà en cours au début de la capture ; on ne sait pas quand elle a commencé"),
    ],
)
def test_a_burst_under_way_at_the_start_has_no_known_beginning(language: str, said: str) -> None:
    row = {"subject_id": "all", "begin_earliest_us": None, "begin_latest_us": None, "end_us": HOUR_US, "n": 12.0,
           "expected": 3.0}  # fmt: skip
    told = _burst(row, {}, words_of(language))
    assert told["begin"] == said
    assert told["end"] == "1970-01-01 01:00:00 UTC"


def test_a_burst_that_began_within_the_capture_has_both_bounds() -> None:
    row = {"subject_id": "all", "begin_earliest_us": 0, "begin_latest_us": HOUR_US, "end_us": 3 * HOUR_US, "n": 12.0,
           "expected": 3.0}  # fmt: skip
    assert _burst(row, {}, words_of("en"))["begin"] == "1970-01-01 00:00:00 UTC – 1970-01-01 01:00:00 UTC"
