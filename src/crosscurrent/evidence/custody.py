"""The custody log: who did what to which part of the case, and when; append-only and chained by hashes.

``entry_hash`` is the SHA-256 of the canonical JSON of the entry's other seven fields, ``previous_hash`` among them.
Changing, removing or reordering an entry therefore breaks every later hash. What no chain can show by itself is
that its tail was cut off, or that it was rewritten from some entry on: for that, the hash of the last entry (the head)
must be noted outside the case (``docs/explanation/custody.md``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from crosscurrent.evidence.digest import canonical_json, sha256_of_json
from crosscurrent.evidence.errors import ClockBehind
from crosscurrent.evidence.layout import storable

#: Returns the time now, microseconds UTC.
Clock = Callable[[], int]

#: ``previous_hash`` of the first entry.
NO_HASH = "0" * 64
#: A clock that was set back by no more than this still counts as standing at the last entry.
CLOCK_TOLERANCE_US = 2_000_000

CASE_CREATED = "case.created"
CAPTURE_SEALED = "capture.sealed"
CAPTURE_PARSED = "capture.parsed"
CAPTURE_REFUSED = "capture.refused"
ROWS_REJECTED = "rows.rejected"
TABLE_WRITTEN = "table.written"
FILE_WRITTEN = "file.written"
METHOD_RECORDED = "method.recorded"
FINDINGS_RECORDED = "findings.recorded"
RUN_STARTED = "run.started"
RUN_STEP = "run.step"
RUN_STOPPED = "run.stopped"
RUN_FINISHED = "run.finished"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the custody log.

    Attributes:
        seq: 1 for the first entry, then without gaps.
        at_us: When, microseconds UTC; never before the entry above.
        actor: Who.
        event: What, e.g. ``capture.sealed``.
        subject: To what: a capture id, a place in the case, a run id.
        details: The facts of the event; JSON values only.
        previous_hash: ``entry_hash`` of the entry before, :data:`NO_HASH` for the first.
        entry_hash: SHA-256 over all of the above.
    """

    seq: int
    at_us: int
    actor: str
    event: str
    subject: str
    details: Mapping[str, object]
    previous_hash: str
    entry_hash: str

    def content(self) -> dict[str, object]:
        """Return the fields the hash covers."""
        return {
            "seq": self.seq,
            "at_us": self.at_us,
            "actor": self.actor,
            "event": self.event,
            "subject": self.subject,
            "details": dict(self.details),
            "previous_hash": self.previous_hash,
        }


def next_entry(
    last: Entry | None, at_us: int, actor: str, event: str, subject: str, details: Mapping[str, object]
) -> Entry:
    """Return the entry that follows ``last``. Pure: the same arguments give the same hash.

    Raises:
        ClockBehind: ``at_us`` lies before the last entry by more than :data:`CLOCK_TOLERANCE_US`.

    Example:
        >>> first = next_entry(None, 5, "A", "case.created", "", {})
        >>> second = next_entry(first, 4, "A", "capture.sealed", "ab", {"size_bytes": 3})
        >>> second.seq, second.at_us, second.previous_hash == first.entry_hash
        (2, 5, True)
    """
    if last is not None and at_us < last.at_us:
        if last.at_us - at_us > CLOCK_TOLERANCE_US:
            raise ClockBehind.of(in_words(at_us), in_words(last.at_us))
        at_us = last.at_us
    open_entry = Entry(
        seq=1 if last is None else last.seq + 1,
        at_us=at_us,
        actor=storable(actor),
        event=event,
        subject=storable(subject),
        details=json.loads(storable(canonical_json(details))),
        previous_hash=NO_HASH if last is None else last.entry_hash,
        entry_hash="",
    )
    content = open_entry.content()
    return Entry(**content, entry_hash=sha256_of_json(content))  # type: ignore[arg-type]


def in_words(at_us: int) -> str:
    """Return a time as ISO 8601, or as a number where the calendar ends.

    Example:
        >>> in_words(0)
        '1970-01-01T00:00:00.000000Z'
    """
    try:
        moment = datetime.fromtimestamp(at_us // 1_000_000, UTC).replace(microsecond=at_us % 1_000_000)
    except (ValueError, OverflowError, OSError):
        return f"{at_us} µs after 1970"
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class CustodyLog:
    """The log of one open case.

    Args:
        database: Connection to ``case.sqlite``; writing happens inside the caller's transaction.
        actor: Who is acting through this connection.
        clock: Gives the time of new entries.
    """

    def __init__(self, database: sqlite3.Connection, actor: str, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.actor = storable(actor)

    def append(self, event: str, subject: str, details: Mapping[str, object]) -> Entry:
        """Add one entry at the end and return it.

        Raises:
            ClockBehind: The clock stands before the last entry.
        """
        entry = next_entry(self.last(), self._clock(), self.actor, event, subject, details)
        self._database.execute(
            "INSERT INTO custody VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.seq, entry.at_us, entry.actor, entry.event, entry.subject,
                canonical_json(entry.details), entry.previous_hash, entry.entry_hash,
            ),
        )  # fmt: skip
        return entry

    def last(self) -> Entry | None:
        """Return the last entry, ``None`` in an empty log."""
        return next(self._select("ORDER BY seq DESC LIMIT 1"), None)

    def head(self) -> str:
        """Return the hash of the last entry: note it outside the case to make the log's end checkable."""
        last = self.last()
        return NO_HASH if last is None else last.entry_hash

    def entries(self, event: str | None = None, subject: str | None = None) -> Iterator[Entry]:
        """Yield entries in order.

        Args:
            event: Only entries of this event; a name that ends in ``.`` stands for all events it begins.
            subject: Only entries about this subject.
        """
        if event is None:
            found = self._select("ORDER BY seq")
        elif event.endswith("."):
            found = self._select("WHERE substr(event, 1, ?) = ? ORDER BY seq", len(event), event)
        else:
            found = self._select("WHERE event = ? ORDER BY seq", event)
        return (entry for entry in found if subject is None or entry.subject == subject)

    def latest(self, event: str, subject: str) -> Entry | None:
        """Return the last entry of one event about one subject, or ``None``."""
        return next(self._select("WHERE event = ? AND subject = ? ORDER BY seq DESC LIMIT 1", event, subject), None)

    def _select(self, tail: str, *values: object) -> Iterator[Entry]:
        columns = "seq, at_us, actor, event, subject, details_json, previous_hash, entry_hash"
        for row in self._database.execute(f"SELECT {columns} FROM custody {tail}", values):  # noqa: S608  (fixed text)
            yield Entry(row[0], row[1], row[2], row[3], row[4], json.loads(row[5]), row[6], row[7])
