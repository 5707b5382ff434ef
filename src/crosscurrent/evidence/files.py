"""Other files of a case (findings, reports) whose digests the custody log keeps."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from crosscurrent.evidence.custody import FILE_WRITTEN, CustodyLog
from crosscurrent.evidence.database import transaction
from crosscurrent.evidence.digest import sha256_of_file
from crosscurrent.evidence.errors import PathOutsideCase
from crosscurrent.evidence.layout import inside, is_plain_file, printable


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """A file whose digest stands in the custody log.

    Attributes:
        place: Where it lies in the case, with ``/``.
        sha256: SHA-256 of its bytes.
        size_bytes: Its size.
    """

    place: str
    sha256: str
    size_bytes: int


class FileRecords:
    """The recorded files of one open case.

    Args:
        folder: The case folder.
        database: Connection to its database.
        custody: Its custody log.
    """

    def __init__(self, folder: Path, database: sqlite3.Connection, custody: CustodyLog) -> None:
        self._folder = folder
        self._database = database
        self._custody = custody

    def record(self, place: str) -> RecordedFile:
        """Record the digest of a file that lies in the case, e.g. ``report/index.html``.

        From now on ``capture verify`` expects it, with these bytes. Recording it again after it was
        rewritten replaces the expectation; recording the same bytes again adds nothing.

        Raises:
            PathOutsideCase: The place leads out of the case, or there is no plain file there.
        """
        path = inside(self._folder, place)
        if not is_plain_file(path):
            raise PathOutsideCase.of(printable(place))
        found = RecordedFile(place, sha256_of_file(path), path.stat().st_size)
        if self.recorded(place) != found:
            with transaction(self._database):
                self._custody.append(
                    FILE_WRITTEN, place, {"sha256": found.sha256, "size_bytes": found.size_bytes}
                )  # fmt: skip
        return found

    def recorded(self, place: str) -> RecordedFile | None:
        """Return what the custody log says about a file, or ``None``."""
        entry = self._custody.latest(FILE_WRITTEN, place)
        if entry is None:
            return None
        return RecordedFile(place, str(entry.details["sha256"]), int(str(entry.details["size_bytes"])))

    def is_unchanged(self, place: str) -> bool:
        """Say whether a recorded file is there with the bytes that were recorded."""
        known = self.recorded(place)
        path = inside(self._folder, place)
        return known is not None and is_plain_file(path) and sha256_of_file(path) == known.sha256
