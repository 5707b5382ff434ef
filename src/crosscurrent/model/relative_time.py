"""Times that say how long ago something was, or on which day of the collector's calendar: resolved, with their blur.

They are resolved against the moment the capture was made, never against our clock, and no finer than they were written:
``2 years ago`` names a year. Chinese dates written out in words stand here too, for the same tools write both.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from crosscurrent.model.time import EARLIEST_US, LATEST_US, ReadTime, from_datetime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE_US = 60_000_000
#: Unit -> (precision, microseconds). Months and years go by the calendar. Seconds are no finer than the minute: nobody
#: knows how many passed between the page and the stamp of the tool.
_UNITS: dict[str, tuple[str, int]] = {
    "second": ("min", 1_000_000),
    "minute": ("min", _MINUTE_US),
    "hour": ("hour", 60 * _MINUTE_US),
    "day": ("day", 1_440 * _MINUTE_US),
    "week": ("week", 7 * 1_440 * _MINUTE_US),
    "month": ("month", 0),
    "year": ("year", 0),
}
_WORDS: dict[str, tuple[str, ...]] = {
    "second": ("秒", "秒钟", "秒鐘", "s", "sec", "secs", "second", "seconds", "seconde", "secondes"),
    "minute": ("分", "分钟", "分鐘", "m", "min", "mins", "minute", "minutes"),
    "hour": ("小时", "小時", "个小时", "個小時", "h", "hr", "hrs", "hour", "hours", "heure", "heures"),
    "day": ("天", "日", "d", "day", "days", "j", "jour", "jours"),
    "week": ("周", "週", "星期", "个星期", "個星期", "w", "wk", "wks", "week", "weeks", "sem", "semaine", "semaines"),
    "month": ("月", "个月", "個月", "mo", "mos", "month", "months", "mois"),
    "year": ("年", "y", "yr", "yrs", "year", "years", "an", "ans", "année", "années"),
}  # fmt: skip
_UNIT_OF = {word: unit for unit, words in _WORDS.items() for word in words}
_CJK = "\u4e00-\u9fff"
_AGO = (
    re.compile(rf"(\d{{1,5}}) ?([{_CJK}]{{1,3}}) ?[之以]?前"),
    re.compile(r"(?:streamed |premiered )?(\d{1,5}|an?) ([a-z]{3,7}) ago"),
    re.compile(r"il y a (\d{1,5}|une?) ([a-zé]{2,8})"),
    re.compile(r"(\d{1,5}) ?(s|sec|m|min|h|hr|d|j|w|wk|sem|mo|y|yr|an)s?(?: ago)?"),
)
_NOW = frozenset(("刚刚", "剛剛", "刚才", "just now", "now", "à l'instant", "a l'instant"))
_DAYS_BACK = {
    "今天": 0, "今日": 0, "today": 0, "aujourd'hui": 0,
    "昨天": 1, "昨日": 1, "yesterday": 1, "hier": 1, "前天": 2, "前日": 2,
}  # fmt: skip
_HALF = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里"
_CLOCK = rf"(?:({_HALF}) ?)?(\d{{1,2}})(?:[:点點时時] ?(?:(\d{{1,2}})分?)?)(?:[:分]?(\d{{1,2}})秒?)?"
_NAMED_DAY = re.compile(rf"([{_CJK}]{{2}}|[a-z'\u2019]{{4,11}})(?:,? (?:at|à) | ?)(?:{_CLOCK})?")
_NO_YEAR = re.compile(rf"(\d{{1,2}})(?:[-/]|月)(\d{{1,2}})日?(?:[ ,]*{_CLOCK})?")
_WITH_YEAR = re.compile(rf"(\d{{4}}) ?年 ?(\d{{1,2}}) ?月 ?(\d{{1,2}}) ?[日号號](?:[ ,]*{_CLOCK})?")
_AFTER = re.compile(r" ?(?:[•·|].*|\([^()]*\))$")

Clock = tuple[str | None, ...]


def read_relative(written: str, captured_us: int | None, zone: tzinfo | None) -> ReadTime | None:
    """Read a time that means something only beside the time of the capture.

    Read are ``刚刚``, ``3分钟前`` and the other units, ``今天 08:05``, ``昨天``, ``前天``, ``MM-DD`` with or without a
    clock (in the year that makes it lie before the capture), ``2 years ago``, ``1 day ago (edited)``, ``18h •``,
    ``il y a 2 ans``; and whatever :func:`read_chinese` reads, which needs no capture. The result is the capture less
    what is written; a true time may lie up to one unit before it, which ``settle`` of the connectors allows for when
    told that the source is ``relative``.

    Args:
        written: As shown.
        captured_us: When the tool saw it, microseconds UTC; ``None`` if unknown: then nothing can be said.
        zone: Zone of the collector's calendar, for days and clocks.

    Returns:
        The time with the precision of the unit; ``None`` if the form is not known or there is no capture time.

    Raises:
        ZoneMissing: A day or a clock is named and there is no zone.

    Example:
        >>> read_relative("2 years ago", 1_764_842_451_000_000, UTC)  # 2025-12-04T10:00:51Z
        ReadTime(at_us=1701684051000000, precision='year')
        >>> read_relative("3小时前", None, UTC) is None
        True
    """
    text = _plain(written)
    if (absolute := _with_year(text, zone)) is not None:
        return absolute
    if captured_us is None or not EARLIEST_US <= captured_us < LATEST_US:
        return None
    if text in _NOW:
        return ReadTime(captured_us, "min")
    for form in _AGO:
        found = form.fullmatch(text)
        if found is not None and (unit := _UNIT_OF.get(found[2])) is not None:
            return _ago(int(found[1]) if found[1].isdigit() else 1, unit, captured_us)
    if (named := _NAMED_DAY.fullmatch(text)) is not None:
        return _named_day(named, captured_us, zone)
    no_year = _NO_YEAR.fullmatch(text)
    return None if no_year is None else _no_year(no_year, captured_us, zone)


def read_chinese(written: str, zone: tzinfo | None) -> ReadTime | None:
    """Read a date written out: ``2026年3月1日``, ``2026年3月1日 下午5点30分``, ``2026年3月1日 17:30``.

    Args:
        written: As shown.
        zone: Zone it is meant in.

    Returns:
        The time, to the day, hour, minute or second as written; ``None`` if it has another form.

    Raises:
        ZoneMissing: There is no zone.

    Example:
        >>> read_chinese("2026年3月1日 下午5点", UTC)
        ReadTime(at_us=1772384400000000, precision='hour')
    """
    return _with_year(_plain(written), zone)


def _plain(written: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", written[:200]).casefold().replace("\u2019", "'").split())
    text = text.removeprefix("发布于").removeprefix("發佈於").strip()
    while (shorter := _AFTER.sub("", text)) != text:
        text = shorter
    return text


def _ago(number: int, unit: str, captured_us: int) -> ReadTime | None:
    precision, width_us = _UNITS[unit]
    if width_us:
        at_us = captured_us - number * width_us
    else:
        moment = _EPOCH + timedelta(microseconds=captured_us)
        months = moment.year * 12 + moment.month - 1 - number * (12 if unit == "year" else 1)
        if months < 12:
            return None
        year, month = months // 12, months % 12 + 1
        day = min(moment.day, monthrange(year, month)[1])
        at_us = from_datetime(moment.replace(year=year, month=month, day=day), None)
    return ReadTime(at_us, precision) if at_us >= EARLIEST_US else None


def _named_day(found: re.Match[str], captured_us: int, zone: tzinfo | None) -> ReadTime | None:
    back = _DAYS_BACK.get(found[1])
    if back is None:
        return None
    today = _day_of(captured_us, zone)
    clock = found.group(2, 3, 4, 5)
    return _moment(_days_before(today, back), clock, zone)


def _no_year(found: re.Match[str], captured_us: int, zone: tzinfo | None) -> ReadTime | None:
    newest = _day_of(captured_us, zone).year
    for year in range(newest, newest - 9, -1):  # 29 February comes every fourth year, around 2100 after eight
        day = _day(year, int(found[1]), int(found[2]))
        read = None if day is None else _moment(day, found.group(3, 4, 5, 6), zone)
        if read is not None and read.at_us <= captured_us:
            return read
    return None


def _with_year(text: str, zone: tzinfo | None) -> ReadTime | None:
    found = _WITH_YEAR.fullmatch(text)
    day = None if found is None else _day(int(found[1]), int(found[2]), int(found[3]))
    return None if found is None or day is None else _moment(day, found.group(4, 5, 6, 7), zone)


def _moment(day: date | None, clock: Clock, zone: tzinfo | None) -> ReadTime | None:
    half, hour, minute, second = clock
    if day is None:
        return None
    try:
        moment = datetime.combine(day, time(_hour(half, int(hour or 0)), int(minute or 0), int(second or 0)))
    except ValueError:
        return None
    precision = "s" if second else "min" if minute else "hour" if hour else "day"
    at_us = from_datetime(moment, zone)
    return ReadTime(at_us, precision) if EARLIEST_US <= at_us < LATEST_US else None


def _hour(half: str | None, hour: int) -> int:
    """Return the hour of the day; ``下午5`` is 17, ``中午12`` is 12, ``凌晨12`` and ``晚上12`` are midnight.

    ``晚上12`` ends its day, so it is 24, which no clock has: such a time is not read.
    """
    if half in ("下午", "傍晚") and hour < 12:
        return hour + 12
    if half in ("晚上", "夜里"):
        return hour + 12 if 5 <= hour <= 12 else hour
    if half == "中午" and hour < 3:
        return hour + 12
    return 0 if half in ("凌晨", "上午") and hour == 12 else hour


def _day_of(captured_us: int, zone: tzinfo | None) -> date:
    moment = _EPOCH + timedelta(microseconds=captured_us)
    return moment.astimezone(zone or UTC).date()


def _days_before(day: date, number: int) -> date:
    return day - timedelta(days=number)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
