"""The time column of a table: one form and one unit from the first row to the last.

The written forms themselves are read in :mod:`crosscurrent.model.time`; this module holds a column to one of them,
and reads a whole array at once where that gives the very same result.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.connectors.faults import TimeMixed
from crosscurrent.errors import TimeUnreadable, ZoneMissing
from crosscurrent.model.time import (
    EARLIEST_US,
    LATEST_US,
    PRECISIONS,
    ReadTime,
    from_datetime,
    from_number,
    read_time,
    zone_named,
)

_MINUTE_US = 60_000_000
_CODES = {name: code for code, name in enumerate(PRECISIONS)}
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_OFFSET = re.compile(r"(Z|[+-]\d\d(:?\d\d)?(:?\d\d(\.\d+)?)?)$", re.IGNORECASE)
_PRINTABLE = re.compile(r"[0-9TZz:+\-./, ]{1,40}")
_UNITS = (
    (10**17, "epoch nanoseconds", 1, 1000),
    (10**14, "epoch microseconds", 1, 1),
    (10**11, "epoch milliseconds", 1000, 1),
)
_ZONED, _LOCAL = "ISO 8601 with offset", "ISO 8601 without offset"
_STAMP = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d"
#: Layouts Arrow reads exactly as the standard library does, and the precision they are written with.
_LAYOUTS = (
    (_STAMP + r":\d\d$", "s"),
    (_STAMP + r":\d\d\.\d{3}$", "ms"),
    (_STAMP + r":\d\d\.\d{6}$", "us"),
    (_STAMP + "$", "min"),
)
_ZONE_END = r"(Z|[+-]\d\d:\d\d)$"


def form_of(written: str) -> str:
    """Return the form a written time has, as the words of an error message.

    Example:
        >>> form_of("1741564800"), form_of("1741564800123"), form_of("2025-03-10 08:00"), form_of("2025-03-10T08Z")
        ('epoch seconds', 'epoch milliseconds', 'ISO 8601 without offset', 'ISO 8601 with offset')
    """
    text = written.strip()
    if _NUMBER.fullmatch(text):
        size = abs(float(text))
        return next((name for floor, name, _, _ in _UNITS if size >= floor), "epoch seconds")
    return _ZONED if _OFFSET.search(text[10:]) else _LOCAL


def all_on_the_minute(texts: Sequence[str], zone: str | None) -> bool:
    """Tell whether a sample of times (at least 20) shows seconds that are always 0: the tool cut them off."""
    seconds = []
    for text in texts:
        try:
            read = read_time(text, zone_named(zone or "UTC"))
        except (TimeUnreadable, ZoneMissing):
            continue
        if read.precision in ("s", "ms", "us"):
            seconds.append(read.at_us % _MINUTE_US)
    return len(seconds) >= 20 and not any(seconds)


def looks_like_time(text: str) -> bool:
    """Tell whether a cell reads as a time, whatever its zone.

    Example:
        >>> looks_like_time("2025-03-10 08:00"), looks_like_time("17"), looks_like_time("noon")
        (True, False, False)
    """
    try:
        read_time(text, UTC)
    except TimeUnreadable:
        return False
    return True


class TimeColumn:
    """Reads the times of one column and holds them to the form of the first.

    Args:
        zone: Zone of times without an offset; ``None`` refuses them.
        minute: The seconds of the column are cut off: whole minutes have the precision of a minute.
    """

    def __init__(self, zone: str | None, minute: bool = False) -> None:
        self._zone: tzinfo | None = zone_named(zone) if zone else None
        self._zone_name = zone
        self._minute = minute
        self._form: str | None = None

    def read(self, written: object, where: str) -> ReadTime:
        """Read one cell: text, or a number, date or datetime from a typed file.

        Raises:
            TimeUnreadable: No known form, or out of range.
            ZoneMissing: The column has no offsets and no zone was declared.
            TimeMixed: Another form than that of the first row read.
        """
        try:
            read, form = self._read(written, where)
        except ZoneMissing as missing:
            if self._form in (None, _LOCAL):  # no row of this file can be read: not a matter of one row
                raise
            raise TimeMixed.forms(where, self._form, _LOCAL) from missing
        if self._form is None:
            self._form = form
        elif form != self._form:
            raise TimeMixed.forms(where, self._form, form)
        if self._minute and read.precision == "s" and read.at_us % _MINUTE_US == 0:
            return ReadTime(read.at_us, "min")
        return read

    def _read(self, written: object, where: str) -> tuple[ReadTime, str]:
        if isinstance(written, str):
            text = written.strip()
            try:
                return read_time(text, self._zone, where), form_of(text)
            except TimeUnreadable as error:
                if _PRINTABLE.fullmatch(text):
                    raise
                raise TimeUnreadable(
                    "the cell is not a time crosscurrent can read", where=where, next_step=error.next_step
                ) from error
        if isinstance(written, datetime):
            return self._typed(written, where)
        if isinstance(written, date):
            midnight = datetime(written.year, written.month, written.day)  # noqa: DTZ001  (the declared zone follows)
            return ReadTime(from_datetime(midnight, self._zone, where), "day"), _LOCAL
        if isinstance(written, int | float):
            return from_number(written, where), form_of(str(int(written)))
        raise TimeUnreadable.unknown_form(type(written).__name__, where)

    def _typed(self, moment: datetime, where: str) -> tuple[ReadTime, str]:
        at_us = from_datetime(moment, self._zone, where)
        if not EARLIEST_US <= at_us < LATEST_US:
            raise TimeUnreadable.out_of_range(moment.isoformat(" "), where)
        return ReadTime(at_us, _typed_precision(at_us)), _ZONED if moment.tzinfo else _LOCAL

    def read_array(self, array: pa.Array) -> tuple[pa.Array, pa.Array] | None:
        """Read many cells at once: (int64 µs, precision dictionary), or ``None`` where :meth:`read` must look.

        The result is that of :meth:`read` on each cell; anything unusual gives ``None`` and changes nothing.
        """
        if array.null_count or not len(array):
            return None
        if pa.types.is_integer(array.type):
            return self._integers(array)
        if pa.types.is_floating(array.type):
            try:
                return self._integers(array.cast(pa.int64()))
            except pa.ArrowInvalid:  # parts of a second
                return None
        if pa.types.is_timestamp(array.type):
            return self._stamps(array, array.type.tz is not None, None)
        if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
            return self._texts(array.cast(pa.string()))
        return None

    def _integers(self, array: pa.Array) -> tuple[pa.Array, pa.Array] | None:
        numbers = array.cast(pa.int64()).to_numpy(zero_copy_only=False)
        low, high = int(numbers.min()), int(numbers.max())
        if low <= 0:
            return None
        unit = next((unit for unit in _UNITS if low >= unit[0]), (0, "epoch seconds", 1_000_000, 1))
        ceiling = {0: 10**11, 10**11: 10**14, 10**14: 10**17}.get(unit[0], 2**63)
        if high >= ceiling:
            return None
        at_us = numbers * unit[2] if unit[2] > 1 else numbers // unit[3] if unit[3] > 1 else numbers
        precision = {"epoch seconds": "s", "epoch milliseconds": "ms"}.get(unit[1], "us")
        return self._accept(at_us, unit[1], precision)

    def _texts(self, array: pa.Array) -> tuple[pa.Array, pa.Array] | None:
        if _all_match(array, r"^\d{9,18}$"):
            return self._integers(array.cast(pa.int64()))
        zoned = _all_match(array, _ZONE_END)
        bare = pc.replace_substring_regex(array, _ZONE_END, "") if zoned else array
        for pattern, precision in _LAYOUTS:
            if _all_match(bare, pattern):
                kind = pa.timestamp("us", "UTC" if zoned else None)
                try:
                    return self._stamps(array.cast(kind), zoned, precision)
                except pa.ArrowInvalid:
                    return None
        return None

    def _stamps(self, array: pa.Array, zoned: bool, precision: str | None) -> tuple[pa.Array, pa.Array] | None:
        stamps = array.cast(pa.timestamp("us", array.type.tz), safe=False)
        if not zoned:
            if self._zone_name is None:
                return None
            try:  # times that occur twice or never in the zone go to the exact reader
                stamps = pc.assume_timezone(stamps, _arrow_zone(self._zone_name))
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
                return None
        at_us = stamps.cast(pa.int64()).to_numpy(zero_copy_only=False)
        return self._accept(at_us, _ZONED if zoned else _LOCAL, precision)

    def _accept(self, at_us: np.ndarray, form: str, precision: str | None) -> tuple[pa.Array, pa.Array] | None:
        if self._form not in (None, form) or at_us.min() < EARLIEST_US or at_us.max() >= LATEST_US:
            return None
        self._form = form
        codes = _typed_codes(at_us) if precision is None else np.full(len(at_us), _CODES[precision], dtype=np.int32)
        if self._minute:
            codes[(codes == _CODES["s"]) & (at_us % _MINUTE_US == 0)] = _CODES["min"]
        return pa.array(at_us), pa.DictionaryArray.from_arrays(pa.array(codes), list(PRECISIONS))


def _all_match(array: pa.Array, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(array, pattern)).as_py())


def _arrow_zone(name: str) -> str:
    return "UTC" if name.upper() in ("UTC", "Z") else name


def _typed_precision(at_us: int) -> str:
    """A typed time shows only its value: whole seconds count as seconds."""
    if at_us % 1_000_000 == 0:
        return "s"
    return "ms" if at_us % 1000 == 0 else "us"


def _typed_codes(at_us: np.ndarray) -> np.ndarray:
    codes = np.full(len(at_us), _CODES["us"], dtype=np.int32)
    codes[at_us % 1000 == 0] = _CODES["ms"]
    codes[at_us % 1_000_000 == 0] = _CODES["s"]
    return codes
