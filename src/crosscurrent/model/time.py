"""Time: int64 microseconds UTC, with a precision. The only place that reads written times.

Units of bare numbers follow the magnitude rule: >= 1e17 ns, >= 1e14 µs, >= 1e11 ms, else s; anything outside
2003-01-01 … 2100-01-01 is refused rather than guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from crosscurrent.errors import TimeUnreadable, ZoneMissing

PRECISIONS = ("us", "ms", "s", "min", "hour", "day", "week", "month", "year", "unknown")
#: Width of each precision in microseconds; a window not wider than this is refused downstream.
PRECISION_WIDTH_US = {
    "us": 1,
    "ms": 1_000,
    "s": 1_000_000,
    "min": 60_000_000,
    "hour": 3_600_000_000,
    "day": 86_400_000_000,
    "week": 7 * 86_400_000_000,
    "month": 31 * 86_400_000_000,
    "year": 366 * 86_400_000_000,
}
EARLIEST_US = 1_041_379_200_000_000  # 2003-01-01
LATEST_US = 4_102_444_800_000_000  # 2100-01-01
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")


@dataclass(frozen=True, slots=True)
class ReadTime:
    """A written time after reading.

    Attributes:
        at_us: Microseconds since 1970-01-01 UTC.
        precision: One of :data:`PRECISIONS`.
    """

    at_us: int
    precision: str


def from_number(number: float | int, where: str | None = None) -> ReadTime:
    """Read an epoch number in s, ms, µs or ns by its magnitude.

    Args:
        number: Integer or float; floats keep microseconds of a second.
        where: Place for the error.

    Raises:
        TimeUnreadable: The number lies outside 2003 … 2100 in the unit its magnitude implies.

    Example:
        >>> from_number(1_741_564_800)
        ReadTime(at_us=1741564800000000, precision='s')
    """
    size = abs(number)
    if size >= 1e17:
        at_us, precision = int(number) // 1000, "us"
    elif size >= 1e14:
        at_us, precision = int(number), "us"
    elif size >= 1e11:
        at_us, precision = round(number * 1000), "ms"
    else:
        at_us = round(number * 1_000_000)
        precision = "s" if at_us % 1_000_000 == 0 else "us"
    if not EARLIEST_US <= at_us < LATEST_US:
        raise TimeUnreadable.out_of_range(str(number), where)
    return ReadTime(at_us, precision)


def from_datetime(moment: datetime, zone: tzinfo | None, where: str | None = None) -> int:
    """Return microseconds UTC of a datetime; a naive one needs a declared zone.

    Raises:
        ZoneMissing: ``moment`` is naive and ``zone`` is ``None``.

    Example:
        >>> from_datetime(datetime(2025, 3, 10, 8, tzinfo=UTC), None)
        1741593600000000
    """
    if moment.tzinfo is None:
        if zone is None:
            raise ZoneMissing.naive(moment.isoformat(sep=" "), where)
        moment = moment.replace(tzinfo=zone)
    return (moment - _EPOCH) // timedelta(microseconds=1)


def zone_named(name: str) -> tzinfo:
    """Return the IANA zone of that name, ``UTC``, or a fixed offset such as ``+08:00``.

    Raises:
        TimeUnreadable: No such zone.
    """
    if name.upper() in ("UTC", "Z"):
        return UTC
    offset = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", name)
    if offset:
        parsed = datetime.strptime(name.replace(":", ""), "%z").tzinfo
        assert parsed is not None  # noqa: S101  (strptime with %z always sets it)
        return parsed
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise TimeUnreadable(
            f"{name!r} is not a time zone", next_step="Use an IANA name (Asia/Shanghai), UTC or an offset (+08:00)."
        ) from error


def read_time(written: str, zone: tzinfo | None = None, where: str | None = None) -> ReadTime:
    """Read an epoch number or an ISO 8601 time.

    Args:
        written: The text of the cell.
        zone: Zone of times written without an offset; ``None`` means such times are refused.
        where: Place for the error.

    Raises:
        TimeUnreadable: No known form, or out of range.
        ZoneMissing: No offset and no zone.

    Example:
        >>> read_time("2025-03-10T08:00+08:00").at_us == read_time("1741564800").at_us
        True
    """
    text = written.strip()
    if _NUMBER.match(text):
        number = float(text) if "." in text else int(text)
        return from_number(number, where)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise TimeUnreadable.unknown_form(written, where) from error
    at_us = from_datetime(moment, zone, where)
    if not EARLIEST_US <= at_us < LATEST_US:
        raise TimeUnreadable.out_of_range(written, where)
    return ReadTime(at_us, _iso_precision(text))


def _iso_precision(text: str) -> str:
    """Precision is what was written: digits of a second, seconds, minutes, or only a date."""
    clock = re.search(r"[T ](\d{2})(?::?(\d{2}))?(?::?(\d{2}))?(?:[.,](\d+))?", text)
    if clock is None:
        return "day"
    if clock[4]:
        return "ms" if len(clock[4]) <= 3 else "us"
    if clock[3]:
        return "s"
    return "min" if clock[2] else "hour"
