"""One capture being read: its rows, its rejected rows and its counts enter the case together or not at all."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import pyarrow as pa

from crosscurrent.evidence.custody import CAPTURE_PARSED, CAPTURE_REFUSED, ROWS_REJECTED, CustodyLog
from crosscurrent.evidence.database import transaction
from crosscurrent.evidence.digest import sha256_of_rows
from crosscurrent.evidence.errors import CaptureReadOtherwise, RowsUnaccounted
from crosscurrent.evidence.layout import storable
from crosscurrent.evidence.schemas import spec_of
from crosscurrent.evidence.tables import TableFiles


class Rejection(Protocol):
    """A row that was not kept, as connectors hand it over."""

    @property
    def row(self) -> int:
        """1-based record number in the file."""

    @property
    def column(self) -> str | None:
        """Column at fault, or ``None`` if the row as a whole is."""

    @property
    def code(self) -> str:
        """Error code."""

    @property
    def reason(self) -> str:
        """What was wrong, without the cell's text."""


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """How a capture was read.

    Attributes:
        format_id: Connector and layout that read it.
        reader_version: Version of the connector.
        options: What was declared about the file (zone, mapping …); reading it again with others is refused.
        rows_in: Records found in the file.
        rows_kept: Records that gave rows.
        rows_by_table: Rows written, by table; one record may give rows of several tables.
        rejected_by_code: Rejected records, by error code.
        unknown_fields: Shape drift: (field that no layout knows, times it was met, locator of the first).
        notes: Sentences for the analyst that reading gave.
    """

    format_id: str
    reader_version: str
    options: Mapping[str, object]
    rows_in: int
    rows_kept: int
    rows_by_table: Mapping[str, int]
    rejected_by_code: Mapping[str, int]
    unknown_fields: Sequence[tuple[str, int, str]] = ()
    notes: Sequence[str] = ()

    @property
    def rows_rejected(self) -> int:
        """Rejected records."""
        return self.rows_in - self.rows_kept


class CaptureReading:
    """Reads one capture into the case; a context manager that undoes everything unless :meth:`finish` was called.

    Args:
        folder: The case folder.
        database: Connection to its database.
        custody: Its custody log.
        capture_id: The capture.
    """

    def __init__(self, folder: Path, database: sqlite3.Connection, custody: CustodyLog, capture_id: str) -> None:
        self._database = database
        self._custody = custody
        self._capture_id = capture_id
        self._files = TableFiles(folder, capture_id)

    def __enter__(self) -> CaptureReading:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove files that were not finished."""
        self._files.__exit__(kind, error, trace)

    def write(self, table: str, rows: pa.Table) -> None:
        """Check rows and append them.

        Raises:
            TableInvalid: No such table, or the rows break its schema or rules.
        """
        self._files.write(spec_of(table), rows)

    def finish(
        self,
        *,
        format_id: str,
        reader_version: str,
        options: Mapping[str, object],
        rows_in: int,
        rows_kept: int,
        rejected: Sequence[Rejection],
        unknown_fields: Sequence[tuple[str, int, str]] = (),
        notes: Sequence[str] = (),
    ) -> ReadingReport:
        """Put tables in place and record rejected rows and counts, in one transaction.

        Raises:
            RowsUnaccounted: ``rows_in`` is not ``rows_kept`` plus the number of rejected rows.
        """
        name = self._database.execute("SELECT path FROM capture WHERE capture_id = ?", (self._capture_id,)).fetchone()
        if rows_in != rows_kept + len(rejected):
            raise RowsUnaccounted.of(name[0], rows_in, rows_kept, len(rejected))
        by_code = dict(sorted(Counter(each.code for each in rejected).items()))
        with transaction(self._database):
            rows_by_table = self._files.settle(self._custody)
            self._record_rejected(rejected, by_code)
            report = ReadingReport(
                format_id, reader_version, dict(options), rows_in, rows_kept, rows_by_table, by_code,
                [(storable(path), times, storable(first)) for path, times, first in unknown_fields],
                [storable(note) for note in notes],
            )  # fmt: skip
            self._record(report)
        return report

    def _record_rejected(self, rejected: Sequence[Rejection], by_code: Mapping[str, int]) -> None:
        self._database.executemany(
            "INSERT INTO rejected_row VALUES (?, ?, ?, ?, ?, ?)",
            (
                (self._capture_id, ordinal, each.row, _text(each.column), each.code, storable(each.reason))
                for ordinal, each in enumerate(rejected, 1)
            ),
        )
        if rejected:
            digest = sha256_of_rows(rejected_rows(self._database, self._capture_id))
            self._custody.append(
                ROWS_REJECTED, self._capture_id, {"rows": len(rejected), "by_code": dict(by_code), "sha256": digest}
            )

    def _record(self, report: ReadingReport) -> None:
        zone = report.options.get("assume_zone")
        facts: dict[str, object] = {
            "format_id": report.format_id,
            "reader_version": report.reader_version,
            "declared_tz": zone,
            "n_records": report.rows_in,
            "n_rejected": report.rows_rejected,
        }
        details = {
            **facts,
            "n_kept": report.rows_kept,
            "options": report.options,
            "tables": report.rows_by_table,
            "unknown_fields": [list(each) for each in report.unknown_fields],
            "notes": list(report.notes),
        }
        self._custody.append(CAPTURE_PARSED, self._capture_id, details)
        changes = ", ".join(f"{column} = ?" for column in facts)
        self._database.execute(
            f"UPDATE capture SET {changes} WHERE capture_id = ?",  # noqa: S608  (names of columns, fixed above)
            (*facts.values(), self._capture_id),
        )


class ReadingStore:
    """What reading the captures of one open case gave.

    Args:
        folder: The case folder.
        database: Connection to its database.
        custody: Its custody log.
    """

    def __init__(self, folder: Path, database: sqlite3.Connection, custody: CustodyLog) -> None:
        self._folder = folder
        self._database = database
        self._custody = custody

    def begin(self, capture_id: str) -> CaptureReading:
        """Begin to read a capture that was not read yet."""
        return CaptureReading(self._folder, self._database, self._custody, capture_id)

    def refuse(self, capture_id: str, code: str) -> None:
        """Record that a capture could not be read, and the code of the reason; it stays sealed.

        The same reason once more gives no further entry: adding the same file again changes nothing.
        """
        if self.refusal_code(capture_id) == code:
            return
        with transaction(self._database):
            self._custody.append(CAPTURE_REFUSED, capture_id, {"code": code})

    def refusal_code(self, capture_id: str) -> str | None:
        """Return the code of the reason why a capture could not be read last time, ``None`` if there was none."""
        entry = self._custody.latest(CAPTURE_REFUSED, capture_id)
        return None if entry is None else str(entry.details["code"])

    def report(self, capture_id: str) -> ReadingReport | None:
        """Return how a capture was read, ``None`` if it was only sealed so far."""
        entry = self._custody.latest(CAPTURE_PARSED, capture_id)
        if entry is None:
            return None
        rejected = self._custody.latest(ROWS_REJECTED, capture_id)
        facts = entry.details
        return ReadingReport(
            format_id=str(facts["format_id"]),
            reader_version=str(facts["reader_version"]),
            options=_mapping(facts["options"]),
            rows_in=int(str(facts["n_records"])),
            rows_kept=int(str(facts["n_kept"])),
            rows_by_table={name: int(str(rows)) for name, rows in _mapping(facts["tables"]).items()},
            rejected_by_code={}
            if rejected is None
            else {code: int(str(rows)) for code, rows in _mapping(rejected.details["by_code"]).items()},
            unknown_fields=[
                (str(path), int(times), str(first)) for path, times, first in _list(facts, "unknown_fields")
            ],
            notes=[str(note) for note in _list(facts, "notes")],
        )

    def report_under(self, capture_id: str, name: str, options: Mapping[str, object]) -> ReadingReport | None:
        """Return how a capture was read, provided it was read under the same declarations.

        Args:
            capture_id: The capture.
            name: Its name, for the error.
            options: What is declared about it now.

        Raises:
            CaptureReadOtherwise: It was read under other declarations.
        """
        report = self.report(capture_id)
        if report is not None:
            keys = {*options, *report.options}
            differing = sorted(key for key in keys if options.get(key) != report.options.get(key))
            if differing:
                raise CaptureReadOtherwise.differing(name, differing)
        return report

    def rejected(self, capture_id: str) -> Iterator[dict[str, Any]]:
        """Yield the rejected rows of a capture: row, column, code, reason."""
        return rejected_rows(self._database, capture_id)


def rejected_rows(database: sqlite3.Connection, capture_id: str) -> Iterator[dict[str, Any]]:
    """Yield the rejected rows of a capture in the order they were met."""
    query = 'SELECT row, "column", code, reason FROM rejected_row WHERE capture_id = ? ORDER BY ordinal'
    for row, column, code, reason in database.execute(query, (capture_id,)):
        yield {"row": row, "column": column, "code": code, "reason": reason}


def _text(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {}


def _list(facts: Mapping[str, object], name: str) -> list[Any]:
    found = facts.get(name)
    return found if isinstance(found, list) else []
