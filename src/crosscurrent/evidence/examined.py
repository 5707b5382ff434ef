"""A case under examination: what the numbered checks look at, and what one says when it does not hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from crosscurrent.evidence.custody import FILE_WRITTEN, TABLE_WRITTEN, Entry
from crosscurrent.evidence.digest import sha256_of_text


@dataclass(frozen=True, slots=True)
class Breach:
    """Why a check does not hold.

    Attributes:
        where: Place in the case.
        expected: What should have been found there.
        actual: What was found.
    """

    where: str
    expected: str
    actual: str


@dataclass(slots=True)
class Examined:
    """A case under examination. Earlier checks fill in what later ones rely on.

    Attributes:
        folder: The case folder.
        now_us: The time, microseconds UTC.
        expect_head: Hash that must occur in the log, if one was noted elsewhere.
        advance: Called with the number of bytes read.
        entries: The custody log; filled by the check that reads it.
    """

    folder: Path
    now_us: int
    expect_head: str | None
    advance: Callable[[int], None] | None = None
    entries: list[Entry] = field(default_factory=list)
    connection: sqlite3.Connection | None = None

    @property
    def database(self) -> sqlite3.Connection:
        """The open database."""
        if self.connection is None:
            raise sqlite3.OperationalError("the database is not open")
        return self.connection

    def latest(self, event: str) -> dict[str, Entry]:
        """Return the last entry of an event for each subject."""
        return {entry.subject: entry for entry in self.entries if entry.event == event}

    def recorded_files(self) -> dict[str, Entry]:
        """Return, for each place whose digest was recorded, the entry that counts."""
        return {**self.latest(TABLE_WRITTEN), **self.latest(FILE_WRITTEN)}


def shown(value: object) -> str:
    """Return a value as an error may show it: numbers and digests as they are, other text only by its digest.

    Example:
        >>> shown(3), shown(None), shown("said by N.N.")
        ('3', 'nothing', 'text with SHA-256 914e67748dc1...')
    """
    if value is None:
        return "nothing"
    if isinstance(value, str):
        is_digest = len(value) == 64 and all(c in "0123456789abcdef" for c in value)
        return value if is_digest else f"text with SHA-256 {sha256_of_text(value)[:12]}..."
    return str(value) if isinstance(value, int | float) else f"a value of type {type(value).__name__}"
