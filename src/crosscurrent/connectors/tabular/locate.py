"""The way back: from a locator to the bytes of the row it names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records.faults import LocatorUnknown
from crosscurrent.connectors.tabular import parquet
from crosscurrent.connectors.tabular.blocks import READ_BYTES, Text
from crosscurrent.connectors.tabular.records import split
from crosscurrent.connectors.tabular.rows import lines_of, sheet_rows, text_of_rows
from crosscurrent.connectors.tabular.shape import DELIMITED, NDJSON, SHEET, look
from crosscurrent.connectors.tabular.source import Source

_LOCATOR = re.compile(r"(row|line)=([1-9]\d*)")


def row_bytes(path: Path | BinaryIO | Source, locator: str, options: ReadOptions) -> bytes:
    """Return what a locator names, as it stands in the (unpacked) file.

    Args:
        path: The captured file.
        locator: ``row=17`` in delimited text and Parquet, ``line=17`` in NDJSON.
        options: The encoding the file was read with.

    Returns:
        The bytes of the record without its line end (in UTF-8, if the file is in another encoding); for Parquet and
        workbooks, which have no bytes per row, the row as JSON with sorted keys.

    Raises:
        LocatorUnknown: The locator has another form, or the file has no such row.
    """
    source = Source.of(path)
    shape = look(source, options)
    parsed = _LOCATOR.fullmatch(locator)
    if parsed is None or parsed[1] != shape.unit:
        raise LocatorUnknown.form(source.name, locator, shape.unit)
    wanted = int(parsed[2]) - 1
    if shape.kind == SHEET:
        cells = next(islice(sheet_rows(source, shape), wanted, None), None)
        found = None if cells is None else _as_json(cells)
    elif shape.kind not in (DELIMITED, NDJSON):
        found = _parquet_row(source, list(shape.columns), wanted)
    else:
        with source.open() as reader:
            text = text_of_rows(source, reader, shape.start, options)
            if shape.kind == NDJSON:
                lines = (line for part in lines_of(text, source.name) for line in part)
                found = next(islice(lines, wanted, None), None)
            else:
                record = next(islice(split(_chunks(text), shape.delimiter.encode()), wanted, None), None)
                found = record.raw if record is not None else None
    if found is None:
        raise LocatorUnknown.row(source.name, locator)
    return found


def _chunks(text: Text) -> Iterator[bytes]:
    while chunk := text.read(READ_BYTES):
        yield chunk


def _parquet_row(source: Source, columns: list[str], wanted: int) -> bytes | None:
    passed = 0
    for batch in parquet.batches(source, columns):
        if wanted < passed + batch.num_rows:
            row = batch.slice(wanted - passed, 1)
            cells = {
                name: parquet.plain(column).to_pylist()[0] for name, column in zip(columns, row.columns, strict=True)
            }
            return _as_json(cells)
        passed += batch.num_rows
    return None


def _as_json(cells: Mapping[str, object]) -> bytes:
    return json.dumps(cells, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
