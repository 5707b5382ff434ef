"""The sealed files of a case: stored under the SHA-256 of their bytes, read-only, never changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import pyarrow as pa

from crosscurrent.evidence.custody import CAPTURE_SEALED, CustodyLog
from crosscurrent.evidence.database import transaction
from crosscurrent.evidence.digest import CHUNK_BYTES, sha256_of_file
from crosscurrent.evidence.errors import CaptureAltered, CaptureUnknown, CaptureUnsealed
from crosscurrent.evidence.layout import (
    INCOMING,
    capture_place,
    inside,
    is_plain_file,
    printable,
    put_in_place,
    storable,
    stored_name,
)  # fmt: skip
from crosscurrent.model import capture as capture_model
from crosscurrent.model.capture import Capture
from crosscurrent.model.table import validate


@dataclass(frozen=True, slots=True)
class Sealed:
    """Outcome of sealing one file.

    Attributes:
        capture: The capture.
        is_new: ``False`` if the case already held these bytes; then nothing was changed.
    """

    capture: Capture
    is_new: bool


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """What an analyst may say about a file; all of it is written into the custody log.

    Attributes:
        tool: Tool that wrote the file.
        tool_version: Its version.
        source_note: Where the file comes from, in the analyst's words.
        source_query: Query the tool was given.
        licence_note: Under which terms the file may be used.
    """

    tool: str | None = None
    tool_version: str | None = None
    source_note: str | None = None
    source_query: str | None = None
    licence_note: str | None = None


class CaptureStore:
    """The captures of one open case.

    Args:
        folder: The case folder.
        database: Connection to its database.
        custody: Its custody log; the actor of the log is who seals.
    """

    def __init__(self, folder: Path, database: sqlite3.Connection, custody: CustodyLog) -> None:
        self._folder = folder
        self._database = database
        self._custody = custody

    def seal(
        self,
        source: Path,
        facts: CaptureFacts,
        advance: Callable[[int], None] | None = None,
        *,
        place: str | None = None,
    ) -> Sealed:
        """Copy a file into the case under the SHA-256 of its bytes and record who did so, when and how.

        The bytes are read once, in pieces; they are on disk before the log says so. Sealing the same
        bytes again, under whatever name, changes nothing.

        Args:
            source: File to seal; a link is followed. Only its name without folders is recorded.
            facts: What is known about it.
            advance: Called with the number of bytes after each piece.
            place: Where it was found, below the folder or inside the archive that was handed in; recorded if it is
                more than a name, and its last part is then the name of the capture.

        Raises:
            CaptureUnsealed: No such file, not a plain file, or it changed while it was read.
            CaptureAltered: The case holds these bytes, but the sealed file has changed.
        """
        name = stored_name(source if place is None else PurePosixPath(place))
        incoming = self._folder / INCOMING / "capture.part"
        try:
            capture_id, size_bytes = _copy(source, incoming, advance)
            if (known := self._find(capture_id)) is not None:
                self.check(capture_id)
                return Sealed(known, is_new=False)
            details = {"path": name, **({"place": storable(place)} if place is not None and "/" in place else {})}
            return Sealed(self._record(incoming, capture_id, size_bytes, details, facts), is_new=True)
        finally:
            incoming.unlink(missing_ok=True)

    def get(self, capture_id: str) -> Capture:
        """Return one capture.

        Raises:
            CaptureUnknown: The case does not hold it.
        """
        found = self._find(capture_id)
        if found is None:
            raise CaptureUnknown.named(printable(capture_id))
        return found

    def all(self) -> tuple[Capture, ...]:
        """Return all captures in the order they were sealed."""
        rows = self._database.execute(f"{_SELECT} ORDER BY imported_at, capture_id")
        return tuple(Capture(*row) for row in rows)

    def table(self) -> pa.Table:
        """Return all captures as a table of the model (:data:`crosscurrent.model.capture.SPEC`)."""
        names = capture_model.SCHEMA.names
        rows = self._database.execute(f"SELECT {', '.join(names)} FROM capture ORDER BY imported_at, capture_id")  # noqa: S608
        columns = list(zip(*rows.fetchall(), strict=True)) or [()] * len(names)
        arrays = [
            pa.array(column, pa.int64() if pa.types.is_timestamp(field.type) else field.type).cast(field.type)
            for field, column in zip(capture_model.SCHEMA, columns, strict=True)
        ]
        return validate(capture_model.SPEC, pa.table(dict(zip(names, arrays, strict=True))))

    def path(self, capture_id: str) -> Path:
        """Return where the sealed bytes of a capture lie.

        Raises:
            CaptureUnknown: The case does not hold it.
            PathOutsideCase: A link lies in the way.
        """
        self.get(capture_id)
        return inside(self._folder, capture_place(capture_id))

    def check(self, capture_id: str) -> None:
        """Read the sealed bytes and compare them with the seal.

        Raises:
            CaptureAltered: They differ, or are missing.
        """
        path = self.path(capture_id)
        actual = sha256_of_file(path) if is_plain_file(path) else "(no file)"
        if actual != capture_id:
            raise CaptureAltered.of(capture_id, actual)

    @contextmanager
    def named_copy(self, capture_id: str) -> Iterator[Path]:
        """Lend the sealed bytes under the name they were handed in with, for readers that go by the name.

        Args:
            capture_id: The capture.

        Yields:
            A path outside ``captures/`` that is gone afterwards: a hard link, or a copy where there are none.
        """
        lent = self._folder / INCOMING / f"read-{capture_id[:16]}"
        shutil.rmtree(lent, ignore_errors=True)
        lent.mkdir(parents=True)
        try:
            name = lent / stored_name(Path(self.get(capture_id).path))[-120:]
            sealed = self.path(capture_id)
            try:
                os.link(sealed, name)
            except OSError:
                shutil.copyfile(sealed, name)
            yield name
        finally:
            shutil.rmtree(lent, ignore_errors=True)

    def _find(self, capture_id: str) -> Capture | None:
        row = self._database.execute(f"{_SELECT} WHERE capture_id = ?", (capture_id,)).fetchone()
        return None if row is None else Capture(*row)

    def _record(
        self, incoming: Path, capture_id: str, size_bytes: int, named: Mapping[str, str], facts: CaptureFacts
    ) -> Capture:
        columns: dict[str, object] = {
            "path": named["path"],
            "size_bytes": size_bytes,
            "tool": _text(facts.tool),
            "tool_version": _text(facts.tool_version),
            "source_note": _text(facts.source_note),
            "source_query": _text(facts.source_query),
            "licence_note": _text(facts.licence_note),
        }
        with transaction(self._database):
            entry = self._custody.append(CAPTURE_SEALED, capture_id, {**columns, **named})
            row = {"capture_id": capture_id, "captured_by": entry.actor, "imported_at": entry.at_us, **columns}
            self._database.execute(
                f"INSERT INTO capture ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608
                tuple(row.values()),
            )
            # In place before the log says so: a crash leaves a file without an entry, never the reverse.
            put_in_place(incoming, self._folder / capture_place(capture_id))
        return self.get(capture_id)


_SELECT = "SELECT capture_id, path, size_bytes, captured_by, imported_at, tool, source_note FROM capture"


def _text(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _copy(source: Path, target: Path, advance: Callable[[int], None] | None) -> tuple[str, int]:
    """Copy and digest in one pass; refuse what is not a plain file that holds still."""
    if not source.exists():
        raise CaptureUnsealed.missing(printable(str(source)))
    if not source.is_file():
        raise CaptureUnsealed.irregular(printable(str(source)))
    digest = hashlib.sha256()
    with source.open("rb", buffering=0) as reading, target.open("wb") as writing:
        before = os.fstat(reading.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise CaptureUnsealed.irregular(printable(str(source)))
        size_bytes = _copy_pieces(reading, writing, digest.update, advance)
        after = os.fstat(reading.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size_bytes != after.st_size:
        raise CaptureUnsealed.changing(printable(str(source)))
    return digest.hexdigest(), size_bytes


def _copy_pieces(
    reading: BinaryIO, writing: BinaryIO, update: Callable[[bytes], None], advance: Callable[[int], None] | None
) -> int:
    size_bytes = 0
    while piece := reading.read(CHUNK_BYTES):
        update(piece)
        writing.write(piece)
        size_bytes += len(piece)
        if advance is not None:
            advance(len(piece))
    return size_bytes
