"""Dates that pages and lists write without a zone: only the day is kept where no zone is declared."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from crosscurrent.connectors.records.faults import ZoneUnknown
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.errors import TimeUnreadable, ZoneMissing
from crosscurrent.model.time import ReadTime, from_datetime

_DAY = re.compile(r"\s*(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)(?!\d)")
NOTE = (
    "times without an offset were kept as days, since no zone is declared; seal the file in a new case with "
    "--assume-zone to have them to the second"
)


def day_of(written: Any) -> ReadTime | None:
    """Return the day at the beginning of a written time, as it would be in UTC; ``None`` if there is none.

    Example:
        >>> day_of("2024-01-01").precision, day_of("2024-01-01") == day_of("20240101T101500"), day_of("soon")
        ('day', True, None)
    """
    found = _DAY.match(written) if isinstance(written, str) else None
    if found is None:
        return None
    try:
        moment = datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
    except ValueError:
        return None
    return ReadTime(from_datetime(moment, UTC), "day")


def time_or_day(written: Any, intake: Intake) -> ReadTime | None:
    """Read a time; without an offset and without a declared zone only its day. What is no time gives ``None``.

    That the clock was left out, or that a time could not be read, is noted for the analyst.
    """
    try:
        return intake.time(written)
    except ZoneMissing:
        found = day_of(written)
        if found is not None and len(str(written).strip()) > len("2024-01-01"):
            intake.note(NOTE)
        return found
    except (TimeUnreadable, ZoneUnknown):
        intake.note("some times are in no form that can be read; they were left out")
        return None


def clocked(written: Any, intake: Intake) -> int | None:
    """Read when a tool saw something, in microseconds UTC; a mere day is no such time."""
    found = time_or_day(written, intake)
    return None if found is None or found.precision == "day" else found.at_us
