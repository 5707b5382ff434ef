"""The list of events: a table a person writes, read strictly; every mistake is named with its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from crosscurrent.errors import InputRefused, TimeUnreadable, ZoneMissing
from crosscurrent.model.time import PRECISION_WIDTH_US, ReadTime, read_time, zone_named

NEEDED = ("at", "label", "kind")
#: Which triggers are compared with each other (else those of one kind), which of them are the comparable earlier ones,
#: and the zone of a row's time.
OPTIONAL = ("group", "comparable", "zone")
#: Columns for people; not read.
REMARKS = ("note", "source", "url")
YES, NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0", ""})
SHOWN = 20
LARGEST_BYTES = 20_000_000


class EventsRefused(InputRefused):
    """The list of events holds mistakes; all of them are named."""

    code = "E-TIMING-001"

    @classmethod
    def because(cls, mistakes: Sequence[str], name: str) -> EventsRefused:
        """Build the error from all mistakes that were found."""
        listed = list(mistakes[:SHOWN])
        if len(mistakes) > SHOWN:
            listed.append(f"and {len(mistakes) - SHOWN} more")
        return cls(
            f"the list of events has {len(mistakes)} mistake{'s' if len(mistakes) != 1 else ''}: " + "; ".join(listed),
            where=name,
            next_step="Correct the rows named. Columns: at (2025-03-10T20:00-04:00, or the date alone), label, kind; "
            "optional: group, comparable (yes or no), zone, note, source, url.",
        )


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """One event, known to its precision.

    Attributes:
        at_us: Its begin, microseconds UTC; of a date, the begin of the day.
        label: What people call it.
        kind: Debate, poll, release, coverage …; free.
        group: Triggers of one group are compared; its kind where the file names no group.
        comparable: It is one of the earlier triggers that another is held against; ``None`` if the file does not say.
        precision: ``day`` for a date.
        row: Row of the file as a spreadsheet counts them: the head is row 1.
    """

    at_us: int
    label: str
    kind: str
    group: str
    comparable: bool | None
    precision: str
    row: int

    @property
    def width_us(self) -> int:
        """Return for how long it may have been going on: a day for a date."""
        return PRECISION_WIDTH_US[self.precision]


def read_events(path: Path, zone: str | None = None) -> list[Event]:
    """Read a list of events.

    Args:
        path: CSV (comma, semicolon or tab) in UTF-8.
        zone: Zone of times without an offset and of dates; the column ``zone`` of a row comes first. A date
            without zone is the day in UTC, a time of day without is a mistake.

    Returns:
        Events by time.

    Raises:
        EventsRefused: With every mistake, its row and its column.
    """
    if path.stat().st_size > LARGEST_BYTES:
        raise EventsRefused.because([f"it is larger than {LARGEST_BYTES // 1_000_000} MB"], path.name)
    return parse_events(path.read_bytes(), path.name, zone)


def parse_events(content: bytes, name: str, zone: str | None = None) -> list[Event]:
    r"""Read the content of a list of events; see :func:`read_events`.

    Example:
        >>> [event] = parse_events(b"at,label,kind\n2025-03-10,First debate,debate\n", "events.csv")
        >>> event.at_us, event.precision, event.group
        (1741564800000000, 'day', 'debate')
    """
    if zone is not None:
        zone_named(zone)
    head, rows = _cells(content, name)
    mistakes = _head_mistakes(head)
    if mistakes:
        raise EventsRefused.because(mistakes, name)
    events: list[Event] = []
    for number, cells in rows:
        found = _event(number, dict(zip(head, cells, strict=False)), len(cells) - len(head), zone, mistakes)
        if found is not None:
            events.append(found)
    mistakes += _repeated(events)
    if not rows:
        mistakes.append("it has a head and no rows")
    if mistakes:
        raise EventsRefused.because(mistakes, name)
    return sorted(events)


def _cells(content: bytes, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise EventsRefused.because([f"row {row}: not UTF-8 text; save it as UTF-8"], name) from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise EventsRefused.because([f"it is no table: {error}"], name) from error
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise EventsRefused.because(["row 1: no head"], name)
    filled = [(number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    return [cell.strip().lower() for cell in rows[0]], filled


def _head_mistakes(head: list[str]) -> list[str]:
    known = {*NEEDED, *OPTIONAL, *REMARKS}
    missing = [f"row 1: no column {name}" for name in NEEDED if name not in head]
    unknown = [
        f"row 1, column {at}: {name[:30]!r} is not known" for at, name in enumerate(head, 1) if name not in known
    ]
    twice = [f"row 1: column {name} is there twice" for name in sorted(known) if head.count(name) > 1]
    return missing + unknown + twice


def _event(number: int, cell: dict[str, str], excess: int, zone: str | None, mistakes: list[str]) -> Event | None:
    """Return the event of a row, or note its mistakes."""
    before = len(mistakes)
    if excess:
        mistakes.append(f"row {number}: {abs(excess)} cells too {'many' if excess > 0 else 'few'}")
        return None
    mistakes += [f"row {number}, column {name}: empty" for name in ("label", "kind") if not cell[name].strip()]
    comparable = _flag(number, cell, mistakes)
    at = _time(number, cell, zone, mistakes)
    if len(mistakes) > before or at is None:
        return None
    kind = cell["kind"].strip()
    group = cell.get("group", "").strip() or kind
    return Event(at.at_us, cell["label"].strip(), kind, group, comparable, at.precision, number)


def _flag(number: int, cell: dict[str, str], mistakes: list[str]) -> bool | None:
    if "comparable" not in cell:
        return None
    written = cell["comparable"].strip().lower()
    if written not in YES | NO:
        mistakes.append(f"row {number}, column comparable: {written[:20]!r} is neither yes nor no")
    return written in YES


def _time(number: int, cell: dict[str, str], zone: str | None, mistakes: list[str]) -> ReadTime | None:
    written, named = cell["at"].strip(), cell.get("zone", "").strip() or zone
    if not written:
        mistakes.append(f"row {number}, column at: empty")
        return None
    try:
        declared: tzinfo | None = None if named is None else zone_named(named)
    except TimeUnreadable:
        mistakes.append(f"row {number}, column zone: {str(named)[:40]!r} is not a time zone")
        return None
    try:
        is_date = len(written) == 10 and written.count("-") == 2
        return read_time(written, zone_named("UTC") if is_date and declared is None else declared)
    except ZoneMissing:
        mistakes.append(f"row {number}, column at: {written[:40]!r} is a time of day without an offset or zone")
    except TimeUnreadable:
        mistakes.append(f"row {number}, column at: {written[:40]!r} is not a time")
    return None


def _repeated(events: Sequence[Event]) -> list[str]:
    first: dict[tuple[int, str, str], int] = {}
    mistakes = []
    for event in events:
        earlier = first.setdefault((event.at_us, event.label, event.kind), event.row)
        if earlier != event.row:
            mistakes.append(f"row {event.row}: the same event as in row {earlier}")
    return mistakes
