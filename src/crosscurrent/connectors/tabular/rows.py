"""Rows of a table in order, whatever holds them: as Arrow columns where that is safe, else one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from crosscurrent.connectors.base import REPORT, ReadOptions, RejectedRow, Tally
from crosscurrent.connectors.faults import (
    CellTooLarge,
    EncodingWrong,
    JsonBroken,
    NulByte,
    QuoteUnbalanced,
    RowRagged,
    place,
)
from crosscurrent.connectors.records import sheet_source
from crosscurrent.connectors.tabular import encoding, ndjson, parquet
from crosscurrent.connectors.tabular.blocks import READ_BYTES, Plan, Text, pieces
from crosscurrent.connectors.tabular.records import MAX_OPEN_BYTES, MAX_ROW_BYTES, EndUnknown, Record
from crosscurrent.connectors.tabular.shape import DELIMITED, NDJSON, SHEET, Shape
from crosscurrent.connectors.tabular.source import Reader, Source
from crosscurrent.errors import InputRefused, TimeUnreadable

Cells = Mapping[str, object]
_SHEET_ROWS = 1024
_TIME_REASON = "not a time crosscurrent can read, or outside 2003-01-01 to 2100-01-01"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not kept.

    Attributes:
        column: Column at fault, or ``None`` if the row as a whole is.
        error: The coded error, with its place.
    """

    column: str | None
    error: InputRefused

    @property
    def reason(self) -> str:
        """What was wrong, without the text of the cell."""
        return _TIME_REASON if isinstance(self.error, TimeUnreadable) else self.error.what


@dataclass(frozen=True, slots=True)
class Row:
    """One row by itself.

    Attributes:
        number: 1-based number of the record (line number in NDJSON).
        cells: Wanted cells by column: text, or a typed value from Parquet; ``None`` if absent.
        fault: What is wrong with the row as such; then ``cells`` is empty.
    """

    number: int
    cells: Cells
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Consecutive rows as Arrow columns.

    Attributes:
        first: Number of the first row.
        table: Wanted columns under the names they have in the file.
    """

    first: int
    table: pa.Table


Part = Columns | list[Row]


def read(
    source: Source,
    shape: Shape,
    wanted: Mapping[str, pa.DataType],
    missing: Sequence[str],
    options: ReadOptions,
    reads: int = 1,
) -> Iterator[Part]:
    """Yield all rows of a source in order.

    Args:
        source: Where the bytes are.
        shape: What :func:`crosscurrent.connectors.tabular.shape.look` said.
        wanted: Columns to read and the Arrow type each is wanted in; from Parquet it comes in the type it has.
        missing: Cells of delimited text that become null.
        options: Declared encoding.
        reads: Size of the blocks of delimited text; see :class:`crosscurrent.connectors.tabular.blocks.Plan`.

    Raises:
        InputRefused: A child of it with a code, where reading cannot go on. Rows before that place were yielded.
    """
    if shape.kind == DELIMITED:
        plan = Plan(shape.columns, wanted, shape.delimiter, missing, reads)
        yield from _delimited(source, shape, plan, options)
    elif shape.kind == NDJSON:
        yield from _ndjson(source, shape, wanted, options)
    elif shape.kind == SHEET:
        yield from _sheet(source, shape, wanted)
    else:
        yield from _parquet(source, wanted)


def reject(tally: Tally, number: int, fault: Fault, options: ReadOptions) -> None:
    """Enter a row as rejected, or stop.

    Raises:
        InputRefused: The row's own error, unless bad rows are to be reported.
    """
    if options.on_bad_row != REPORT:
        raise fault.error
    tally.rows_in += 1
    tally.rejected.append(RejectedRow(number, fault.column, fault.error.code, fault.reason))


def exact(part: Columns) -> Iterator[Row]:
    """Yield the rows of Arrow columns one by one, typed as they are."""
    names = part.table.column_names
    lists = [parquet.plain(column.combine_chunks()).to_pylist() for column in part.table.columns]
    for index, values in enumerate(zip(*lists, strict=True)):
        yield Row(part.first + index, dict(zip(names, values, strict=True)))


def text_of_rows(source: Source, reader: Reader, start: int, options: ReadOptions) -> Text:
    """Return the text from the first row on, as UTF-8."""
    codec = encoding.declared(options.encoding)
    text: Text = reader if codec is None else encoding.Transcoder(reader, codec, source.name)
    return _Behind(text, start, marked=codec is not None)


class _Behind:
    """A text without its first bytes."""

    def __init__(self, text: Text, skip: int, marked: bool) -> None:
        self._text, self._skip, self._marked = text, skip, marked

    def read(self, size: int) -> bytes:
        chunk = self._text.read(size)
        if self._marked:
            chunk, self._marked = chunk.removeprefix(encoding.UTF8_MARK), False
        while chunk and self._skip:
            dropped = min(self._skip, len(chunk))
            self._skip -= dropped
            chunk = chunk[dropped:] or self._text.read(size)
        return chunk


def _delimited(source: Source, shape: Shape, plan: Plan, options: ReadOptions) -> Iterator[Part]:
    number = 1
    with source.open() as reader:
        try:
            for piece in pieces(text_of_rows(source, reader, shape.start, options), plan):
                if isinstance(piece, list):
                    yield [_row(record, number + index, plan, source.name) for index, record in enumerate(piece)]
                    number += len(piece)
                else:
                    yield Columns(number, piece)
                    number += piece.num_rows
        except EndUnknown as unknown:
            where = place(source.name, number)
            if unknown.endless:
                raise CellTooLarge.endless(where, MAX_OPEN_BYTES) from unknown
            raise QuoteUnbalanced.open_end(where) from unknown


def _row(record: Record, number: int, plan: Plan, name: str) -> Row:
    fault = _record_fault(record, number, plan.columns, name)
    if fault is not None or record.cells is None:
        return Row(number, {}, fault)
    cells: dict[str, object] = {}
    for column, cell in zip(plan.columns, record.cells, strict=True):
        text = encoding.decode(cell)
        if text is None:
            guess = encoding.guess(record.raw)
            return Row(number, {}, Fault(column, EncodingWrong.cell(place(name, number, column), "UTF-8", guess)))
        if column in plan.wanted:
            cells[column] = None if text in plan.missing else text
    return Row(number, cells)


def _record_fault(record: Record, number: int, columns: Sequence[str], name: str) -> Fault | None:
    where = place(name, number)
    if len(record.raw) > MAX_ROW_BYTES:
        return _too_large(record, number, columns, name)
    if record.cells is None:
        return Fault(None, QuoteUnbalanced.row(where))
    if len(record.cells) != len(columns):
        return Fault(None, RowRagged.cells(where, len(columns), len(record.cells)))
    if b"\0" in record.raw:
        column = next(column for column, cell in zip(columns, record.cells, strict=True) if b"\0" in cell)
        return Fault(column, NulByte.cell(place(name, number, column)))
    return None


def _too_large(record: Record, number: int, columns: Sequence[str], name: str) -> Fault:
    cells = record.cells or ()
    column = (
        max(zip(columns, cells, strict=True), key=lambda pair: len(pair[1]))[0] if len(cells) == len(columns) else None
    )
    return Fault(column, CellTooLarge.row(place(name, number, column), len(record.raw), MAX_ROW_BYTES))


def _ndjson(source: Source, shape: Shape, wanted: Mapping[str, pa.DataType], options: ReadOptions) -> Iterator[Part]:
    number = 0
    with source.open() as reader:
        for lines in lines_of(text_of_rows(source, reader, shape.start, options), source.name):
            rows = []
            for line in lines:
                number += 1
                if line.strip():
                    rows.append(_object(line, number, wanted, source.name))
            if rows:
                yield rows


def lines_of(text: Text, name: str) -> Iterator[list[bytes]]:
    """Yield the lines of a text, blank ones too, in lists as they arrive.

    Raises:
        CellTooLarge: A line does not end.
    """
    carry, passed = b"", 0
    while chunk := text.read(READ_BYTES):
        *lines, carry = (carry + chunk).split(b"\n")
        passed += len(lines)
        yield lines
        if len(carry) > MAX_OPEN_BYTES:
            raise CellTooLarge.endless(place(name, passed + 1, unit="line"), MAX_OPEN_BYTES)
    yield [carry]


def _object(line: bytes, number: int, wanted: Mapping[str, pa.DataType], name: str) -> Row:
    where = place(name, number, unit="line")
    if len(line) > MAX_ROW_BYTES:
        return Row(number, {}, Fault(None, CellTooLarge.row(where, len(line), MAX_ROW_BYTES)))
    if encoding.decode(line) is None:
        return Row(number, {}, Fault(None, EncodingWrong.cell(where, "UTF-8", encoding.guess(line))))
    found = ndjson.parse(line)
    if found is None:
        return Row(number, {}, Fault(None, JsonBroken.line(where, ndjson.error_at(line))))
    texts = dict(ndjson.flat(found))
    for column in wanted:
        if "\0" in (texts.get(column) or ""):
            return Row(number, {}, Fault(column, NulByte.cell(place(name, number, column, unit="line"))))
    return Row(number, {column: texts.get(column) for column in wanted})


def _sheet(source: Source, shape: Shape, wanted: Mapping[str, pa.DataType]) -> Iterator[Part]:
    rows = []
    for number, cells in enumerate(sheet_rows(source, shape), 1):
        rows.append(Row(number, {column: cells.get(column) for column in wanted}))
        if len(rows) == _SHEET_ROWS:
            yield rows
            rows = []
    if rows:
        yield rows


def sheet_rows(source: Source, shape: Shape) -> Iterator[dict[str, str | None]]:
    """Yield the rows of a sheet below its header, by column; blank rows are no records."""
    for cells in islice(sheet_source.rows(source, shape.sheet), shape.start, None):
        if any(cells):
            yield dict(zip(shape.columns, cells, strict=False))


def _parquet(source: Source, wanted: Mapping[str, pa.DataType]) -> Iterator[Part]:
    number = 1
    for batch in parquet.batches(source, list(wanted)):
        yield Columns(number, pa.Table.from_batches([batch]))
        number += batch.num_rows
