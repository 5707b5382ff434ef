"""Parquet: columns with types, read batch by batch."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from crosscurrent.connectors.faults import ParquetDamaged
from crosscurrent.connectors.tabular.source import Source

BATCH_ROWS = 1 << 15
_DAMAGE = (pa.ArrowInvalid, pa.ArrowException, OSError, EOFError, ValueError)


def look(source: Source, rows: int) -> tuple[list[str], dict[str, pa.DataType], list[dict[str, str]]]:
    """Return names, types and the texts of the first rows.

    Raises:
        ParquetDamaged: Footer or first pages cannot be read.
    """
    with _opened(source) as file:
        schema = file.schema_arrow
        first = next(file.iter_batches(rows), None)
    types = dict(zip(schema.names, schema.types, strict=True))
    columns = first.columns if first is not None else []
    texts = [[text_of(value) for value in plain(column).to_pylist()] for column in columns]
    sample = [
        {name: text for name, text in zip(schema.names, cells, strict=True) if text is not None}
        for cells in zip(*texts, strict=True)
    ]
    return schema.names, types, sample


def batches(source: Source, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield the named columns in the types they have.

    Text is read plain even where the file holds dictionaries: handing out a dictionary of a whole row group with
    every batch costs more than encoding the batch.

    Raises:
        ParquetDamaged: A page cannot be read.
    """
    with _opened(source) as file:
        yield from file.iter_batches(BATCH_ROWS, columns=list(columns), use_threads=False)


@contextmanager
def _opened(source: Source) -> Iterator[pq.ParquetFile]:
    """Open a file and turn whatever goes wrong in it into a coded error."""
    raw = source.open_seekable()
    try:
        yield pq.ParquetFile(raw)
    except _DAMAGE as error:
        raise ParquetDamaged.unreadable(source.name) from error
    finally:
        source.close(raw)


def plain(column: pa.Array) -> pa.Array:
    """Return a column that Python can read: nanoseconds cut to microseconds, so that no other library is needed."""
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        return column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column


def text_of(value: object) -> str | None:
    """Return a value as the text of a cell; ``None`` for null.

    Example:
        >>> text_of(7), text_of(True), text_of(["a"]), text_of(1e3), text_of(None)
        ('7', 'true', '["a"]', '1000', None)
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _float_text(number: float) -> str | None:
    """Whole numbers that a float holds exactly lose the ".0"; larger ones show that digits are gone."""
    if math.isnan(number):  # how some tools write "absent"
        return None
    if math.isinf(number):
        return repr(number)
    if number == int(number) and abs(number) < 2**53:
        return str(int(number))
    return f"{number:.15e}" if abs(number) >= 2**53 else repr(number)
