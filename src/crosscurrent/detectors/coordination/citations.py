"""From an action back to its post and capture: content id, capture id and locator of any row."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

I64 = npt.NDArray[np.int64]

CITATION_SCHEMA = pa.schema(
    [
        pa.field("content_id", pa.string()),
        pa.field("capture_id", pa.string()),
        pa.field("locator", pa.string()),
    ]
)
#: Above this, citations of event files move from memory to a temporary file.
SPILL_BYTES = 256 * 1024 * 1024


class Citations(Protocol):
    """Looks up rows by their number in the log."""

    def take(self, rows: npt.NDArray[np.integer]) -> pa.Table:
        """Return content_id, capture_id and locator of the given rows, in that order."""
        ...


class TableCitations:
    """Citations of actions that already carry capture and locator (those of a case)."""

    def __init__(self) -> None:
        self._tables: list[pa.Table] = []
        self._joined: pa.Table | None = None

    def add(self, table: pa.Table) -> None:
        """Add the citation columns of a batch of the action table."""
        self._tables.append(table.select(CITATION_SCHEMA.names).cast(CITATION_SCHEMA))

    def take(self, rows: npt.NDArray[np.integer]) -> pa.Table:
        """Return the citations of the given rows."""
        if self._joined is None:
            self._joined = pa.concat_tables(self._tables) if self._tables else CITATION_SCHEMA.empty_table()
        return self._joined.take(pa.array(rows, pa.int64()))


class FileCitations:
    """Citations of event files: content ids as read, locators made from file and record number.

    Content ids are needed for a few rows only, at the end; past :data:`SPILL_BYTES` they wait in a
    temporary file that is read through a memory map.
    """

    _SCHEMA = pa.schema([("content_id", pa.string()), ("row", pa.int64())])

    def __init__(self, spill_dir: Path | None = None, spill_bytes: int = SPILL_BYTES) -> None:
        self._sources: list[tuple[str, str]] = []
        self._first_row: list[int] = []
        self._source_of: list[int] = []
        self._rows = 0
        self._batches: list[pa.RecordBatch] = []
        self._bytes = 0
        self._spill_dir, self._spill_bytes = spill_dir, spill_bytes
        self._file: IO[bytes] | None = None
        self._writer: pa.RecordBatchFileWriter | None = None
        self._joined: pa.Table | None = None

    def source(self, capture_id: str, scheme: str = "row") -> int:
        """Register a file by capture id (or name) and locator scheme; return its number."""
        self._sources.append((capture_id, scheme))
        return len(self._sources) - 1

    def add(self, source: int, content_id: pa.Array, row: pa.Array) -> None:
        """Add the rows of a batch."""
        batch = pa.record_batch([content_id.cast(pa.string()), row], schema=self._SCHEMA)
        self._first_row.append(self._rows)
        self._source_of.append(source)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._writer is None and self._bytes > self._spill_bytes:
            self._start_spilling()
        if self._writer is not None:
            self._writer.write_batch(batch)
        else:
            self._batches.append(batch)

    def _start_spilling(self) -> None:
        self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115  (lives as long as the citations)
            prefix="crosscurrent-citations-", suffix=".arrow", dir=self._spill_dir
        )
        self._writer = pa.ipc.new_file(self._file.name, self._SCHEMA)
        for batch in self._batches:
            self._writer.write_batch(batch)
        self._batches = []

    def _all(self) -> pa.Table:
        if self._joined is None:
            if self._writer is not None and self._file is not None:
                self._writer.close()
                self._joined = pa.ipc.open_file(pa.memory_map(self._file.name)).read_all()
            else:
                self._joined = pa.Table.from_batches(self._batches, self._SCHEMA)
        return self._joined

    def take(self, rows: npt.NDArray[np.integer]) -> pa.Table:
        """Return the citations of the given rows."""
        found = self._all().take(pa.array(rows, pa.int64()))
        chunk = np.searchsorted(np.array(self._first_row, np.int64), rows, side="right") - 1
        source = pa.array(np.array(self._source_of, np.int32)[chunk] if len(rows) else np.empty(0, np.int32))
        names = pa.array([name for name, _ in self._sources], pa.string()).take(source)
        schemes = pa.array([scheme for _, scheme in self._sources], pa.string()).take(source)
        numbers = found.column("row").cast(pa.string()).combine_chunks()
        locators = pc.binary_join_element_wise(schemes, numbers, "=")
        return pa.table([found.column("content_id"), names, locators], schema=CITATION_SCHEMA)
