"""Times as people and their spreadsheets write them. What could be read in two ways is not read at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation

from crosscurrent.connectors.records.created import written_time
from crosscurrent.connectors.records.declared import Column
from crosscurrent.errors import InputRefused, TimeUnreadable
from crosscurrent.model.time import (
    EARLIEST_US,
    LATEST_US,
    PRECISIONS,
    ReadTime,
    from_datetime,
    zone_named,
)

_CLOCK = r"(?:[\sT,，]*(?:at |à |a )?(\d{1,2})\s?[:：hH时時点點]\s?(\d{1,2})?(?:分)?(?:[:：](\d{1,2}))?秒?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s?[/.\-年]\s?(\d{{1,2}})\s?[/.\-月]\s?(\d{{1,2}})\s?[日号號]?{_CLOCK}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([/.\-])(\d{{1,2}})\2(\d{{4}}){_CLOCK}")
_EIGHT = re.compile(r"(20\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])")
_DAY_NAMED = re.compile(
    rf"(?:[a-z]{{3,9}}\.?,? )?(\d{{1,2}})(?:er|st|nd|rd|th)?[\s\-]+([a-z]{{3,9}})\.?,?[\s\-]+(\d{{4}}){_CLOCK}"
)
_NAMED_DAY = re.compile(rf"([a-z]{{3,9}})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_CLOCK}")
#: English and French; a month is told by the beginning of its name.
_MONTHS = {"jan": 1, "feb": 2, "fev": 2, "mar": 3, "apr": 4, "avr": 4, "may": 5, "mai": 5, "jun": 6, "juin": 6,
           "jul": 7, "juil": 7, "aug": 8, "aou": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}  # fmt: skip
_UNITS = {"s": (1_000_000, 1, "s"), "ms": (1_000, 1, "ms"), "us": (1, 1, "us"), "ns": (1, 1000, "us")}
_DAY = PRECISIONS.index("day")


class DayOrderUnknown(InputRefused):
    """A written date can be read with the day or with the month first."""

    code = "E-TIME-003"

    @classmethod
    def of(cls, where: str | None) -> DayOrderUnknown:
        """Build the error."""
        return cls(
            "the date can be read with the day first or with the month first, and no row of the file decides it",
            where=where,
            next_step='Save a mapping with timestamp = { column = "…", form = "%d/%m/%Y" } or "%m/%d/%Y" '
            "(`crosscurrent capture explain FILE` prints one), and read the file with it.",
        )


def is_only_a_day(moment: ReadTime) -> bool:
    """Tell whether a time knows no more than the day."""
    return PRECISIONS.index(moment.precision) >= _DAY


def read_moment(written: str, column: Column, zone: tzinfo | None, where: str = "") -> ReadTime | None:
    """Read a time.

    Args:
        written: The cell.
        column: Says its form and zone.
        zone: Zone of times without an offset, unless the column says one. Days without one are taken as days of UTC.
        where: Place for errors.

    Raises:
        TimeUnreadable: No known form, not the form of the column, or out of range.
        DayOrderUnknown: ``03/04/2025`` in a column without a form.
        ZoneMissing: A time of day without offset and zone.

    Example:
        >>> read_moment("2025年3月10日", Column("日期"), None)
        ReadTime(at_us=1741564800000000, precision='day')
        >>> read_moment("10/03/2025 08:15", Column("Date", "%d/%m/%Y %H:%M"), UTC).precision
        'min'
    """
    text = unicodedata.normalize("NFKC", written).strip()
    zone = zone_named(column.zone) if column.zone else zone
    if column.form in _UNITS:
        return _number(text, column.form, where)
    if column.form == "iso":
        return written_time(text, zone, where)
    if column.form is not None:
        return _patterned(text, column.form, zone, where)
    found = _by_hand(text, zone, where)
    return found if found is not None else written_time(text, zone, where)


def day_order(texts: Iterable[str]) -> str | None:
    """Return the form of dates with the year at the end, if the texts decide it; empty if they leave it open.

    ``None`` if they are not all such dates.

    Example:
        >>> day_order(["03/04/2025", "25/04/2025"]), day_order(["03/04/2025"]), day_order(["2025-03-04"])
        ('%d/%m/%Y', '', None)
        >>> day_order(["03.04.2025 08:15"])
        '%d.%m.%Y %H:%M'
    """
    found = [_YEAR_LAST.fullmatch(text.strip()) for text in texts]
    dates = [each for each in found if each is not None]
    if not dates or len(dates) < len(found):
        return None
    sign = dates[0][2]
    clock = "" if dates[0][5] is None else " %H:%M:%S" if dates[0][7] else " %H:%M"
    if sign == "." or any(int(each[1]) > 12 for each in dates):
        return f"%d{sign}%m{sign}%Y{clock}"
    return f"%m{sign}%d{sign}%Y{clock}" if any(int(each[3]) > 12 for each in dates) else ""


def _number(text: str, unit: str, where: str) -> ReadTime | None:
    factor, divisor, precision = _UNITS[unit]
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise TimeUnreadable.unknown_form("(no number)", where) from error
    if number == 0:
        return None
    at_us = int(number * factor) // divisor if number.is_finite() else 0
    if not EARLIEST_US <= at_us < LATEST_US:
        raise TimeUnreadable.out_of_range("the time", where)
    return ReadTime(at_us, precision if precision != "s" or at_us % 1_000_000 == 0 else "us")


def _patterned(text: str, form: str, zone: tzinfo | None, where: str) -> ReadTime:
    try:
        moment = datetime.strptime(text, form)  # noqa: DTZ007  (patterns hold numbers only: no locale)
    except ValueError as error:
        raise TimeUnreadable.unknown_form("(another form than the mapping says)", where) from error
    sizes = (("%f", "us"), ("%S", "s"), ("%M", "min"), ("%H", "hour"), ("%d", "day"), ("%m", "month"))
    return _placed(moment, next((size for sign, size in sizes if sign in form), "year"), zone, where)


def _by_hand(text: str, zone: tzinfo | None, where: str) -> ReadTime | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return _moment(found[1], found[2], found[3], found.groups()[3:], zone, where)
    if found := _YEAR_LAST.fullmatch(text):
        day, month = (found[1], found[3]) if found[2] == "." or int(found[1]) > 12 else (found[3], found[1])
        if found[2] != "." and int(found[1]) <= 12 and int(found[3]) <= 12 and found[1] != found[3]:
            raise DayOrderUnknown.of(where)
        return _moment(found[4], month, day, found.groups()[4:], zone, where)
    if found := _EIGHT.fullmatch(text):
        return _moment(found[1], found[2], found[3], (None, None, None), zone, where)
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter)
    )
    if found := _DAY_NAMED.fullmatch(plain):
        return _moment(found[3], _month(found[2]), found[1], found.groups()[3:], zone, where)
    if found := _NAMED_DAY.fullmatch(plain):
        return _moment(found[3], _month(found[1]), found[2], found.groups()[3:], zone, where)
    return None


def _month(name: str) -> str:
    return str(_MONTHS.get(name[:4]) or _MONTHS.get(name[:3]) or 0)


def _moment(
    year: str, month: str, day: str, clock: tuple[str | None, ...], zone: tzinfo | None, where: str
) -> ReadTime:
    hour, minute, second = (None if part is None else int(part) for part in clock)
    try:
        moment = datetime(int(year), int(month), int(day), hour or 0, minute or 0, second or 0)  # noqa: DTZ001
    except ValueError as error:
        raise TimeUnreadable.unknown_form("(no such day)", where) from error
    sizes = ((second, "s"), (minute, "min"), (hour, "hour"))
    return _placed(moment, next((size for part, size in sizes if part is not None), "day"), zone, where)


def _placed(moment: datetime, precision: str, zone: tzinfo | None, where: str) -> ReadTime:
    if zone is None and PRECISIONS.index(precision) >= _DAY:
        zone = UTC
    at_us = from_datetime(moment, zone, where)
    if not EARLIEST_US <= at_us < LATEST_US:
        raise TimeUnreadable.out_of_range("the time", where)
    return ReadTime(at_us, precision)
