"""When a post was made: the written time, the time its id tells, and what follows where they differ."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple

from crosscurrent.connectors.records.faults import ZoneUnknown
from crosscurrent.errors import TimeUnreadable
from crosscurrent.model.id_clock import told_by_id
from crosscurrent.model.time import (
    EARLIEST_US,
    LATEST_US,
    PRECISION_WIDTH_US,
    PRECISIONS,
    ReadTime,
    from_datetime,
    from_number,
    read_time,
)

_RANK = {name: place for place, name in enumerate(PRECISIONS)}
_HOUR_US = 3_600_000_000
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
#: ``Wed Jul 08 21:59:10 +0000 2026``: X until API v2, Weibo. English whatever the locale, so strptime cannot read it.
_RUBY = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-]\d\d):?(\d\d) (\d{4})")
#: RFC 822 and 5322: feeds and mail; the zone may be missing.
_MAIL = re.compile(
    r"(?:[A-Za-z]{3,9},? )?(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4}) (\d{1,2}):(\d\d)(?::(\d\d))?"
    r"(?: ?([A-Za-z]{1,5}|[+-]\d\d:?\d\d))?"
)
_TOKEN = re.compile(r"(.*\d) ([A-Za-z]{1,5})")
_OFFSETS_H = {"utc": 0, "gmt": 0, "ut": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
              "pst": -8, "pdt": -7}  # fmt: skip


class Created(NamedTuple):
    """When a post was made, for the columns of the post table.

    Attributes:
        at_us: Microseconds UTC; ``None`` if unknown.
        precision: One of :data:`crosscurrent.model.time.PRECISIONS`.
        source: One of :data:`crosscurrent.model.post.TIME_SOURCES`; ``None`` if unknown.
        raw: As written in the capture.
        id_us: What the id tells, if it tells something.
        conflict: Whether the two contradict each other; ``None`` if there are not two.
    """

    at_us: int | None
    precision: str
    source: str | None
    raw: str | None = None
    id_us: int | None = None
    conflict: bool | None = None


UNKNOWN = Created(None, "unknown", None)


def written_time(value: Any, zone: tzinfo | None, where: str = "") -> ReadTime | None:
    """Read a time as tools write it; ``None`` if there is none.

    Numbers follow the magnitude rule of :mod:`crosscurrent.model.time`. Text may be such a number, ISO 8601, the form
    of X and Weibo (``Wed Jul 08 21:59:10 +0000 2026``), RFC 822, or any of them followed by a known zone
    (``2021-07-06 16:45:20 EDT``).

    Args:
        value: Number, text or ``None``; 0 and empty text mean that there is no time.
        zone: Zone of times without an offset; ``None`` refuses them.
        where: Place for the error.

    Raises:
        TimeUnreadable: No known form, or out of range.
        ZoneMissing: No offset and no zone.
        ZoneUnknown: Letters at the end name no zone we know.

    Example:
        >>> written_time("Wed Jul 08 21:59:10 +0000 2026", None).at_us // 10**6
        1783547950
        >>> written_time("2021-07-06 16:45:20 EDT", None).at_us // 10**6
        1625604320
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return from_number(value, where) if value > 0 else None
    if not isinstance(value, str):
        raise TimeUnreadable.unknown_form(type(value).__name__, where)
    text = value.strip()
    if not text or text == "0":
        return None
    if text[0].isdigit():
        return _digits_first(text, zone, where)
    ruby = _RUBY.fullmatch(text)
    if ruby is not None:
        month, day, hour, minute, second, hours, minutes, year = ruby.groups()
        return _moment((year, month, day, hour, minute, second), f"{hours}{minutes}", None, where)
    return _mail(text, zone, where)


def _digits_first(text: str, zone: tzinfo | None, where: str) -> ReadTime:
    if text[-1].isalpha() and text[-1] not in "Zz":
        found = _TOKEN.fullmatch(text)
        if found is not None and "-" in found[1]:
            hours = _OFFSETS_H.get(found[2].lower())
            if hours is None:
                raise ZoneUnknown.token(where)
            return read_time(f"{found[1]}{hours:+03d}:00", None, where)
        return _mail(text, zone, where)
    try:
        return read_time(text, zone, where)
    except TimeUnreadable:
        if _MAIL.fullmatch(text):
            return _mail(text, zone, where)
        raise


def _mail(text: str, zone: tzinfo | None, where: str) -> ReadTime:
    found = _MAIL.fullmatch(text)
    if found is None:
        raise TimeUnreadable.unknown_form("(text of an unknown form)", where)
    day, month, year, hour, minute, second, offset = found.groups()
    return _moment((year, month, day, hour, minute, second), offset, zone, where)


def _moment(
    parts: tuple[str, str, str, str, str, str | None], offset: str | None, zone: tzinfo | None, where: str
) -> ReadTime:
    year, month, day, hour, minute, second = parts
    number = _MONTHS.get(month[:3].lower())
    if offset is not None and offset[0] not in "+-":
        hours = _OFFSETS_H.get(offset.lower())
        if hours is None:
            raise ZoneUnknown.token(where)
        offset = f"{hours:+03d}00"
    try:
        moment = datetime(int(year), number or 0, int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001
    except ValueError as error:
        raise TimeUnreadable.unknown_form("(no such day)", where) from error
    at_us = from_datetime(moment, zone if offset is None else UTC, where)
    if offset is not None:
        ahead = int(offset[1:3]) * 60 + int(offset[-2:])
        at_us -= (ahead if offset[0] == "+" else -ahead) * 60_000_000
    if not EARLIEST_US <= at_us < LATEST_US:
        raise TimeUnreadable.out_of_range("the time", where)
    return ReadTime(at_us, "min" if second is None else "s")


def settle(platform: str, native_id: str, written: ReadTime | None, raw: str | None, source: str = "field") -> Created:
    """Bring the written time of a post and the time its id tells together.

    The written time stands, except that a finer one from the id takes its place where the two agree. Where they do not,
    the written time stands and ``conflict`` says so. Where nothing is written, the id's time is taken.

    Example:
        >>> settle("x", "898925911294132224", ReadTime(1503155580000000, "min"), "2017-08-19 15:13")[:3]
        (1503155613145000, 'ms', 'id')
        >>> settle("x", "898925911294132224", ReadTime(1503126780000000, "min"), "2017-08-19 07:13")[:2]
        (1503126780000000, 'min')
    """
    told = told_by_id(platform, native_id)
    if told is None:
        return UNKNOWN if written is None else Created(written.at_us, written.precision, source, raw)
    if written is None:
        return Created(told.at_us, told.precision, "id", raw, told.at_us)
    if written.precision == "unknown":
        return Created(written.at_us, written.precision, source, raw, told.at_us)
    width = PRECISION_WIDTH_US[written.precision]
    low, high = written.at_us - told.tolerance_us, written.at_us + width + told.tolerance_us
    if source == "relative":  # "2 years ago" means 2 to 3 years, and tools round either way
        low -= width
    conflict = not low <= told.at_us < high
    if not conflict and _RANK[told.precision] < _RANK[written.precision]:
        return Created(told.at_us, told.precision, "id", raw, told.at_us, False)
    return Created(written.at_us, written.precision, source, raw, told.at_us, conflict)


class HourShift:
    """Watches a file for one constant difference of whole hours between written times and ids: a wrong zone."""

    __slots__ = ("_hours", "_posts")

    def __init__(self) -> None:
        self._hours: dict[int, int] = {}
        self._posts = 0

    def add(self, created: Created) -> None:
        """Take one post into account."""
        if created.id_us is None or created.at_us is None or created.conflict is None:
            return
        self._posts += 1
        if created.conflict:
            difference = created.at_us - created.id_us
            hours = round(difference / _HOUR_US)
            if hours and abs(difference - hours * _HOUR_US) <= 700_000_000:
                self._hours[hours] = self._hours.get(hours, 0) + 1

    def sentence(self) -> str | None:
        """Return what to tell the analyst, ``None`` if the times of the file are in order."""
        if not self._hours:
            return None
        hours, posts = max(self._hours.items(), key=lambda pair: (pair[1], pair[0]))
        if posts < 3 or posts < 0.9 * self._posts:
            return None
        return (
            f"the written times of {posts} of {self._posts} posts are {abs(hours)} h "
            f"{'ahead of' if hours > 0 else 'behind'} the times their ids tell: the tool's zone differs from the one "
            f"assumed; if the times have no offset, seal the file in a new case with another --assume-zone"
        )
