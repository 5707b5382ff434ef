"""Tables as CSV that a spreadsheet may open: no cell of text is ever a formula.

A cell of text that starts with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return (or a full-width twin of one,
or one of them after spaces) gets an apostrophe in front. Text that is a plain number stays, and so do number columns:
a number is no formula. Source of the rule: OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

_FORMULA = re.compile(r"[ \u00a0\u3000]*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_ROWS_AT_ONCE = 65_536


def guarded(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs.

    Returns:
        The text without NUL, with an apostrophe in front where it could start a formula.

    Example:
        >>> guarded("=1+1"), guarded("-5"), guarded("-5+A1"), guarded("a=b")
        ("'=1+1", '-5', "'-5+A1", 'a=b')
    """
    text = text.replace("\x00", "")
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table as CSV: UTF-8, header row, commas, CRLF, quotes where needed (RFC 4180).

    Args:
        table: Any columns. Times are written as ISO 8601 with ``Z``, nulls as empty cells, lists and structs as JSON,
            booleans as ``true`` and ``false``.
        path: File to write; it is replaced. Same table, same bytes.

    Edge cases:
        Column names are guarded like cells. A null and an empty string look the same: use Parquet where that matters.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([guarded(name) for name in table.schema.names])
        for batch in table.to_batches(max_chunksize=_ROWS_AT_ONCE):
            writer.writerows(_rows(batch))


def _rows(batch: pa.RecordBatch) -> Iterable[tuple[object, ...]]:
    return zip(*(list(_cells(column)) for column in batch.columns), strict=True) if batch.num_columns else ()


def _cells(column: pa.Array) -> Iterator[object]:
    if pa.types.is_timestamp(column.type):
        # Through microseconds UTC: a nanosecond column would need pandas to become datetimes.
        column = column.cast(pa.timestamp("us", tz=column.type.tz), safe=False)
    for value in column.to_pylist():
        yield _cell(value)


def _cell(value: object) -> object:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else value.isoformat()
    if value is None or isinstance(value, int | float):
        return value
    return guarded(json.dumps(value, ensure_ascii=False, default=str))
