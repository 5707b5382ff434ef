"""Read a share table, count it as CooRTweet 2.1.3 does, write the edge list.

The four columns are read here and not through a connector, because this mode must see the table as R would: ids as
strings, empty and ``NA`` as missing, and *every* row, also those that can form no pair.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from crosscurrent.detectors.coortweet.network import EVENTS_SCHEMA, coordinated_network
from crosscurrent.errors import (
    CoortweetColumnMissing,
    CoortweetOutputRefused,
    CoortweetTableUnreadable,
    CoortweetTimeUnreadable,
)
from crosscurrent.workflows.progress import NullProgress, Progress

STANDARD_STREAM = "-"
_COLUMNS = tuple(EVENTS_SCHEMA.names)
_MISSING = ("", "NA")
_SEPARATORS = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class CoortweetRun:
    """What one run of CooRTweet mode counted.

    Attributes:
        rows: Rows read; none is dropped.
        accounts: Accounts with at least one row.
        edges: Account pairs written.
        accounts_in_network: Accounts with at least one edge.
        flagged: Edges strictly heavier than the quantile.
    """

    rows: int
    accounts: int
    edges: int
    accounts_in_network: int
    flagged: int


def compat_coortweet(
    events: str,
    out: str,
    time_window: float,
    min_participation: int,
    edge_weight: float,
    progress: Progress | None = None,
) -> CoortweetRun:
    """Write the coordinated network of a share table as CooRTweet 2.1.3 counts it.

    Args:
        events: CSV, TSV (both also gzipped) or Parquet file, or ``-`` for standard input.
        out: ``….csv`` or ``….parquet``, or ``-`` for CSV on standard output. A file is put in place when it is whole.
        time_window: Seconds, inclusive, >= 0.
        min_participation: Least rows of an account, >= 1.
        edge_weight: Quantile of the weights for the flag, 0-1.
        progress: Told about reading and counting.

    Raises:
        CoortweetColumnMissing: One of the four columns is not there exactly once.
        CoortweetTableUnreadable: Empty, ragged, cut off, or not UTF-8.
        CoortweetTimeUnreadable: A time is not a number.
        CoortweetParameterRefused: A parameter lies outside its range.
        CoortweetOutputRefused: ``out`` ends in neither ``.csv`` nor ``.parquet``.
    """
    progress = progress or NullProgress()
    if out != STANDARD_STREAM and Path(out).suffix not in (".csv", ".parquet"):
        raise CoortweetOutputRefused.form(Path(out).name)
    progress.start("reading shares")
    table = read_shares(events)
    progress.advance(table.num_rows)
    progress.finish()
    progress.start("counting content pairs")
    edges = coordinated_network(table, time_window, min_participation, edge_weight)
    progress.finish()
    _write(edges, out)
    names = pa.chunked_array(edges.column("from").chunks + edges.column("to").chunks, pa.string())
    return CoortweetRun(
        rows=table.num_rows,
        accounts=pc.count_distinct(table.column("account_id")).as_py(),
        edges=edges.num_rows,
        accounts_in_network=pc.count_distinct(names).as_py(),
        flagged=pc.sum(edges.column("weight_threshold"), min_count=0).as_py(),
    )


def read_shares(events: str) -> pa.Table:
    """Read the four columns of a share table as R would read them.

    Args:
        events: Path, or ``-`` for standard input (held in memory).

    Returns:
        Schema :data:`~crosscurrent.detectors.coortweet.network.EVENTS_SCHEMA`, every row of the file in its order.

    Raises:
        CoortweetColumnMissing: One of the four columns is not there exactly once.
        CoortweetTableUnreadable: Empty, ragged, cut off, or not UTF-8.
        CoortweetTimeUnreadable: A time is not a number.
    """
    where = "standard input" if events == STANDARD_STREAM else Path(events).name
    held = sys.stdin.buffer.read() if events == STANDARD_STREAM else None

    def opened() -> BinaryIO:
        return io.BytesIO(held) if held is not None else Path(events).open("rb")

    def ungzipped() -> BinaryIO:
        return io.BufferedReader(gzip.GzipFile(fileobj=io.BytesIO(held)) if held is not None else gzip.GzipFile(events))

    with opened() as source:
        head = source.read(4)
    if not head:
        raise CoortweetTableUnreadable.empty(where)
    if head == b"PAR1":
        with opened() as source:
            return _shares(_read_parquet(source, where), where)
    zipped = head[:2] == b"\x1f\x8b"
    try:
        return _shares(_read_text(ungzipped if zipped else opened, where), where)
    except (EOFError, gzip.BadGzipFile, zlib.error, UnicodeDecodeError, csv.Error, pa.ArrowInvalid) as error:
        # What Arrow says may quote a cell; cells stay out of messages.
        raise CoortweetTableUnreadable.broken("gzip" if zipped else "UTF-8 text", where) from error


def _read_text(opened: Callable[[], BinaryIO], where: str) -> pa.Table:
    with io.TextIOWrapper(opened(), encoding="utf-8-sig", newline="") as text:
        separator = _separator(text, where)
    faults: list[pa_csv.InvalidRow] = []

    def remember(row: pa_csv.InvalidRow) -> str:
        faults.append(row)
        return "error"

    with opened() as source:
        try:
            return pa_csv.read_csv(
                source,
                # One thread, because only then does the reader know the number of a bad row.
                read_options=pa_csv.ReadOptions(use_threads=False),
                parse_options=pa_csv.ParseOptions(
                    delimiter=separator, newlines_in_values=True, invalid_row_handler=remember
                ),
                convert_options=pa_csv.ConvertOptions(
                    include_columns=_COLUMNS, column_types=dict.fromkeys(_COLUMNS, pa.string())
                ),
            )
        except pa.ArrowInvalid:
            if not faults:
                raise
            bad = faults[0]
            row = (bad.number or 1) - 1  # the reader counts the first line, we do not
            raise CoortweetTableUnreadable.ragged(row, bad.expected_columns, bad.actual_columns, where) from None


def _separator(text: io.TextIOWrapper, where: str) -> str:
    """Return the separator under which the first line has the four columns, each once."""
    first_line = text.readline()
    headers = {separator: next(csv.reader([first_line], delimiter=separator), []) for separator in _SEPARATORS}
    for separator, header in headers.items():
        if all(header.count(column) == 1 for column in _COLUMNS):
            return separator
    likeliest = max(headers.values(), key=lambda header: sum(column in header for column in _COLUMNS))
    missing = [column for column in _COLUMNS if likeliest.count(column) != 1]
    raise CoortweetColumnMissing.among(_COLUMNS, missing, where)


def _read_parquet(source: BinaryIO, where: str) -> pa.Table:
    try:
        file = pq.ParquetFile(source)
        names = file.schema_arrow.names
        missing = [column for column in _COLUMNS if names.count(column) != 1]
        if missing:
            raise CoortweetColumnMissing.among(_COLUMNS, missing, where)
        return file.read(list(_COLUMNS)).select(_COLUMNS)
    except (pa.ArrowException, OSError) as error:
        raise CoortweetTableUnreadable.broken("Parquet", where) from error


def _shares(table: pa.Table, where: str) -> pa.Table:
    try:
        ids = [_text(table.column(name)) for name in _COLUMNS[:3]]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise CoortweetTableUnreadable.broken("ids", where) from error
    return pa.table([*ids, _seconds(table.column("timestamp_share"), where)], schema=EVENTS_SCHEMA)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return ids as strings, missing where R would see none."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    written = column.cast(pa.string())
    missing = pc.is_in(written, value_set=pa.array(_MISSING))
    return pc.if_else(missing, pa.scalar(None, pa.string()), written)


def _seconds(column: pa.ChunkedArray, where: str) -> pa.ChunkedArray:
    """Return times as seconds; a null stays a null, anything else must be a finite number."""
    if pa.types.is_timestamp(column.type):
        column = pc.divide(column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64()).cast(pa.float64()), 1e6)
    elif not _is_number(column.type):
        column = pc.utf8_trim_whitespace(_text(column))
        unreadable = _first_not_castable(column)
        if unreadable is not None:
            raise CoortweetTimeUnreadable.at_row(unreadable + 1, where)
    numbers = column.cast(pa.float64())
    infinite = pc.index(pc.fill_null(pc.is_finite(numbers), True), False).as_py()
    if infinite >= 0:
        raise CoortweetTimeUnreadable.at_row(infinite + 1, where)
    return numbers


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _first_not_castable(column: pa.ChunkedArray) -> int | None:
    """Return the place of the first string that is no number, by halving; ``None`` if all are."""
    if _castable(column):
        return None
    low, length = 0, len(column)
    while length > 1:
        half = length // 2
        if _castable(column.slice(low, half)):
            low, length = low + half, length - half
        else:
            length = half
    return low


def _castable(column: pa.ChunkedArray) -> bool:
    try:
        column.cast(pa.float64())
    except pa.ArrowInvalid:
        return False
    return True


def _write(edges: pa.Table, out: str) -> None:
    if out == STANDARD_STREAM:
        pa_csv.write_csv(edges, sys.stdout.buffer)
        return
    target = Path(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        if target.suffix == ".csv":
            pa_csv.write_csv(edges, unfinished)
        else:
            pq.write_table(edges, unfinished)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
