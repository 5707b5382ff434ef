"""Tables as records: delimited text, Parquet, workbook sheets. Cells are text; empty ones are ``None``."""

from __future__ import annotations

import pyarrow as pa

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records.peek import Peek
from crosscurrent.connectors.records.record import BadRecord, Record, Records
from crosscurrent.connectors.tabular import rows
from crosscurrent.connectors.tabular.parquet import text_of
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import InputRefused


def table(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the rows of a table as records: column, stripped of blanks and in lower case -> text or ``None``.

    Rows whose cells do not fit the columns are bad records. Where the end of the table cannot be found (a quote that
    never closes, a cut stream), the last record says so.
    """
    assert seen.shape is not None  # noqa: S101  (layouts that fit no table are not asked)
    names = {column: column.strip().lower() for column in seen.shape.columns}
    wanted = {column: pa.string() for column in seen.shape.columns}
    number = 0
    try:
        for part in rows.read(source, seen.shape, wanted, ("",), options):
            if isinstance(part, list):
                for row in part:
                    number = row.number
                    if row.fault is not None:
                        yield BadRecord(number, row.fault.error)
                    else:
                        yield Record(
                            number, f"row={number}", {names[key]: _text(cell) for key, cell in row.cells.items()}
                        )
            else:
                yield from _columns(part, names)
                number = part.first + part.table.num_rows - 1
    except InputRefused as error:
        yield BadRecord(number + 1, error, is_end=True)


def _columns(part: rows.Columns, names: dict[str, str]) -> Records:
    keys = [names[name] for name in part.table.column_names]
    lists = [_texts(column) for column in part.table.columns]
    for number, cells in enumerate(zip(*lists, strict=True), part.first):
        yield Record(number, f"row={number}", dict(zip(keys, cells, strict=True)))


def _texts(column: pa.ChunkedArray) -> list[str | None]:
    if pa.types.is_string(column.type):
        found: list[str | None] = column.to_pylist()
        return [cell or None for cell in found]
    return [_text(cell) for cell in column.to_pylist()]


def _text(cell: object) -> str | None:
    if cell is None or cell == "":
        return None
    return cell if isinstance(cell, str) else text_of(cell)
