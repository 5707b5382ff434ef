"""Durations as people write them: 60s, 5m, 1h, 500ms."""

from __future__ import annotations

import re

from crosscurrent.errors import UsageRefused

#: Windows of a run that names none: 10 s, 1 min, 5 min, 1 h.
DEFAULT_WINDOWS_US = (10_000_000, 60_000_000, 300_000_000, 3_600_000_000)
_UNITS_US = {"us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000, "min": 60_000_000, "h": 3_600_000_000}


class DurationUnreadable(UsageRefused):
    """A duration is not a number with a unit."""

    code = "E-USAGE-302"

    @classmethod
    def of(cls, written: str) -> DurationUnreadable:
        """Build the error for an unreadable duration."""
        return cls(
            f"{written[:40]!r} is not a duration",
            where="--window",
            next_step="Write 10s, 500ms, 5m, 1h or plain seconds.",
        )


def read_duration_us(written: str) -> int:
    """Return microseconds of a written duration; a bare number is seconds.

    Raises:
        DurationUnreadable: No number, an unknown unit, or not positive.

    Example:
        >>> read_duration_us("60s"), read_duration_us("1h"), read_duration_us("10")
        (60000000, 3600000000, 10000000)
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(us|ms|s|min|m|h)?", written.strip())
    duration = round(float(match[1]) * _UNITS_US[match[2] or "s"]) if match else 0
    if duration <= 0:
        raise DurationUnreadable.of(written)
    return duration


def read_windows_us(written: list[str] | None) -> tuple[int, ...]:
    """Return the windows of a command line, ascending and each once; the default ones if none is named."""
    return tuple(sorted({read_duration_us(one) for one in written})) if written else DEFAULT_WINDOWS_US
