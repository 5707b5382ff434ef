"""The rows of a case: one Parquet file per table and capture, checked on the way in, digests in the custody log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from crosscurrent.evidence.custody import TABLE_WRITTEN, CustodyLog, Entry
from crosscurrent.evidence.database import transaction
from crosscurrent.evidence.digest import sha256_of_file
from crosscurrent.evidence.layout import INCOMING, inside, put_in_place, table_place
from crosscurrent.evidence.schemas import spec_of
from crosscurrent.model.table import TableSpec, validate


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """One Parquet file of a case, as the custody log has it.

    Attributes:
        table: Name of the table.
        capture_id: Capture the rows come from.
        rows: Number of rows.
        sha256: SHA-256 of the file.
        size_bytes: Its size.
        place: Where it lies in the case.
    """

    table: str
    capture_id: str
    rows: int
    sha256: str
    size_bytes: int
    place: str

    @classmethod
    def from_entry(cls, entry: Entry) -> WrittenTable:
        """Read it out of a ``table.written`` entry."""
        facts = entry.details
        return cls(
            str(facts["table"]), str(facts["capture_id"]), int(str(facts["rows"])),
            str(facts["sha256"]), int(str(facts["size_bytes"])), entry.subject,
        )  # fmt: skip


class TableFiles:
    """Parquet files on their way in: rows are checked and streamed; nothing is in place before :meth:`settle`.

    Leaving the ``with`` block without settling removes them.

    Args:
        folder: The case folder.
        capture_id: Capture all rows come from.
    """

    def __init__(self, folder: Path, capture_id: str) -> None:
        self._folder = folder
        self._capture_id = capture_id
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._rows: dict[str, int] = {}

    def __enter__(self) -> TableFiles:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was not settled."""
        for name, writer in self._writers.items():
            writer.close()
            self._incoming(name).unlink(missing_ok=True)

    def write(self, spec: TableSpec, rows: pa.Table) -> None:
        """Check rows and append them to the file of their table.

        Raises:
            TableInvalid: The rows break the schema or a rule of the table.
        """
        checked = validate(spec, rows)
        if spec.name not in self._writers:
            path = self._incoming(spec.name)
            path.unlink(missing_ok=True)
            self._writers[spec.name] = pq.ParquetWriter(path, spec.schema, compression="zstd")
            self._rows[spec.name] = 0
        if checked.num_rows:
            self._writers[spec.name].write_table(checked)
            self._rows[spec.name] += checked.num_rows

    def settle(self, custody: CustodyLog) -> dict[str, int]:
        """Put the files in place and record their digests; to be called inside a transaction.

        Returns:
            Number of rows per table.
        """
        for name in sorted(self._writers):
            self._writers[name].close()
            self._settle_one(name, custody)
        rows, self._writers, self._rows = self._rows, {}, {}
        return rows

    def _settle_one(self, name: str, custody: CustodyLog) -> None:
        incoming, place = self._incoming(name), table_place(name, self._capture_id)
        details: dict[str, object] = {
            "table": name,
            "capture_id": self._capture_id,
            "rows": self._rows[name],
            "sha256": sha256_of_file(incoming),
            "size_bytes": incoming.stat().st_size,
        }
        known = custody.latest(TABLE_WRITTEN, place)
        if known is None or dict(known.details) != details:
            custody.append(TABLE_WRITTEN, place, details)
        put_in_place(incoming, inside(self._folder, place))

    def _incoming(self, name: str) -> Path:
        return self._folder / INCOMING / f"{name}.{self._capture_id[:16]}.parquet.part"


class TableStore:
    """The tables of one open case.

    Args:
        folder: The case folder.
        database: Connection to its database.
        custody: Its custody log.
    """

    def __init__(self, folder: Path, database: sqlite3.Connection, custody: CustodyLog) -> None:
        self._folder = folder
        self._database = database
        self._custody = custody

    def write_table(
        self, spec: TableSpec, capture_id: str, batches: Iterable[pa.Table | pa.RecordBatch]
    ) -> WrittenTable:
        """Stream rows into ``tables/<table>/<capture_id>.parquet`` and record its SHA-256.

        The file appears complete or not at all. An earlier one is replaced; the custody log keeps its digest, and
        the last entry counts. Writing equal rows again adds no entry.

        Args:
            spec: Table to write.
            capture_id: Capture the rows come from.
            batches: Rows in pieces; each piece is checked and becomes one row group.

        Raises:
            TableInvalid: The rows break the schema or a rule of the table; nothing was written.
        """
        with TableFiles(self._folder, capture_id) as files:
            files.write(spec, spec.schema.empty_table())
            for batch in batches:
                files.write(spec, batch if isinstance(batch, pa.Table) else pa.Table.from_batches([batch]))
            with transaction(self._database):
                files.settle(self._custody)
        return self.written(spec.name, capture_id)[0]

    def written(self, table: str | None = None, capture_id: str | None = None) -> tuple[WrittenTable, ...]:
        """Return the Parquet files that count, by table and place.

        Args:
            table: Only of this table.
            capture_id: Only of this capture.
        """
        last = {entry.subject: entry for entry in self._custody.entries(TABLE_WRITTEN)}
        found = (WrittenTable.from_entry(entry) for entry in last.values())
        wanted = [
            each
            for each in found
            if (table is None or each.table == table) and (capture_id is None or each.capture_id == capture_id)
        ]
        return tuple(sorted(wanted, key=lambda each: (each.table, each.place)))

    def dataset(self, table: str) -> ds.Dataset:
        """Return all rows of a table as a dataset; only files the custody log knows are read.

        A table without files is an empty dataset of the right schema. Digests are not compared here but by
        ``capture verify``.

        Raises:
            TableInvalid: There is no table of that name.
            PathOutsideCase: A recorded place leads out of the case.
        """
        schema = spec_of(table).schema
        paths = [str(inside(self._folder, each.place)) for each in self.written(table)]
        if not paths:
            return ds.dataset(schema.empty_table())
        return ds.dataset(paths, schema=schema, format="parquet")

    def read_table(
        self, table: str, columns: list[str] | None = None, rows_per_batch: int = 1 << 17
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a table in pieces, file by file in the order of their capture ids.

        Args:
            table: Name of the table.
            columns: Columns to read; ``None`` reads all.
            rows_per_batch: Upper bound of rows per piece.
        """
        reading = self.dataset(table).to_batches(columns=columns, batch_size=rows_per_batch)
        return (batch for batch in reading if batch.num_rows)
