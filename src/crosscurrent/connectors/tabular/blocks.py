"""Blocks: delimited text cut at row ends into pieces that a compiled parser may read at once.

A block is handed to Arrow only if nothing in it is unusual. Where the compiled parser refuses, or where the
block holds a NUL, bytes that are no UTF-8, a lone carriage return or a very long row, it is halved until the
unusual rows are alone, and those go to the exact reader (:mod:`.records`). Both readers give the same cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.csv

from crosscurrent.connectors.tabular.records import MAX_OPEN_BYTES, MAX_ROW_BYTES, EndUnknown, Record, split

READ_BYTES = (1 << 22) - (1 << 16)
_SMALL_BYTES = 1 << 15
_BATCH_ROWS = 8192
_QUOTE, _NEWLINE, _RETURN = 34, 10, 13


class Text(Protocol):
    """Anything that hands out UTF-8 bytes."""

    def read(self, size: int) -> bytes:
        """Return up to about ``size`` bytes; empty only at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read from each block.

    Attributes:
        columns: All columns of the file, by unique name, in order.
        wanted: The columns to convert and their Arrow types.
        delimiter: One ASCII character.
        missing: Cells that stand for nothing, in string and number columns alike.
        reads: How many times :data:`READ_BYTES` a block holds: more for narrow tables, whose ids are then
            numbered fewer times.
    """

    columns: Sequence[str]
    wanted: Mapping[str, pa.DataType]
    delimiter: str
    missing: Sequence[str] = field(default=("", "NA"))
    reads: int = 1


def pieces(text: Text, plan: Plan) -> Iterator[pa.Table | list[Record]]:
    """Yield the rows of a text in order: as a table where the fast reader vouches for it, else as records.

    Raises:
        EndUnknown: Wrong quotes; see :func:`crosscurrent.connectors.tabular.records.split`.
    """
    carry = b""
    while chunk := text.read(plan.reads * READ_BYTES):
        block = carry + chunk
        cut = boundary(block, plan.delimiter)
        if cut is None or len(block) - cut > MAX_OPEN_BYTES:
            yield from _records(_rest(block, text), plan)
            return
        if cut:
            yield from _halves(block[:cut], plan)
        carry = block[cut:]
    if carry:
        if boundary(carry + b"\n", plan.delimiter) == len(carry) + 1:
            yield from _halves(carry + b"\n", plan)
        else:
            yield from _records(iter((carry,)), plan)


def _rest(block: bytes, text: Text) -> Iterator[bytes]:
    yield block
    while chunk := text.read(READ_BYTES):
        yield chunk


def _records(chunks: Iterator[bytes], plan: Plan) -> Iterator[list[Record]]:
    """Yield the exact reading in batches; rows before trouble are handed over before it is raised."""
    records = split(chunks, plan.delimiter.encode())
    trouble: EndUnknown | None = None
    while trouble is None:
        batch: list[Record] = []
        try:
            batch.extend(islice(records, _BATCH_ROWS))
        except EndUnknown as unknown:
            trouble = unknown
        if batch:
            yield batch
        elif trouble is None:
            return
    raise trouble


def _halves(block: bytes, plan: Plan) -> Iterator[pa.Table | list[Record]]:
    table = _fast(block, plan)
    if table is not None:
        yield table
        return
    cut = boundary(block[: len(block) // 2], plan.delimiter) if len(block) > _SMALL_BYTES else 0
    if not cut:
        yield from _records(iter((block,)), plan)
        return
    yield from _halves(block[:cut], plan)
    yield from _halves(block[cut:], plan)


def boundary(block: bytes, delimiter: str) -> int | None:
    r"""Return the offset after the last row end in ``block``; 0 if there is none, ``None`` if quotes are irregular.

    Quotes are regular where each stands at the edge of a cell or is doubled inside a quoted one. ``block`` must
    begin at the start of a row.

    Example:
        >>> boundary(b'a,"x\ny"\nb', ","), boundary(b'a,5" tv\nb', ",")
        (8, None)
    """
    if b'"' not in block:
        return block.rfind(b"\n") + 1
    letters = np.frombuffer(block, dtype=np.uint8)
    quotes = np.flatnonzero(letters == _QUOTE)
    ends = np.flatnonzero(letters == _NEWLINE)
    if not _regular(letters, quotes[0::2], quotes[1::2], ord(delimiter)):
        return None
    outside = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return int(outside[-1]) + 1 if len(outside) else 0


def _regular(letters: np.ndarray, opens: np.ndarray, closes: np.ndarray, delimiter: int) -> bool:
    before = letters[np.maximum(opens - 1, 0)]
    doubled = opens[1:] == closes[: len(opens) - 1] + 1
    starts = (opens == 0) | (before == delimiter) | (before == _NEWLINE)
    starts[1:] |= doubled
    after = letters[np.minimum(closes + 1, len(letters) - 1)]
    stops = (after == delimiter) | (after == _NEWLINE) | (after == _RETURN) | (closes == len(letters) - 1)
    stops[: len(doubled)] |= doubled
    return bool(starts.all() and stops.all())


def _fast(block: bytes, plan: Plan) -> pa.Table | None:
    """Return the wanted columns of a block, or ``None`` if it holds anything the exact reader should see."""
    if _may_hold_long_row(block) or b"\0" in block or not _is_utf8(block) or _lone_return(block):
        return None
    hexadecimal = any(pa.types.is_integer(kind) for kind in plan.wanted.values()) and (b"x" in block or b"X" in block)
    wanted = {
        name: pa.string() if hexadecimal and pa.types.is_integer(kind) else kind for name, kind in plan.wanted.items()
    }
    try:
        return pa.csv.read_csv(
            pa.BufferReader(block),
            pa.csv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=list(plan.columns)),
            pa.csv.ParseOptions(delimiter=plan.delimiter, newlines_in_values=b'"' in block),
            pa.csv.ConvertOptions(
                check_utf8=False,
                column_types=wanted,
                include_columns=list(wanted),
                null_values=list(plan.missing),
                strings_can_be_null=True,
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None


def _may_hold_long_row(block: bytes) -> bool:
    """Say whether a row may exceed the limit; where cells are quoted, line ends tell nothing."""
    if len(block) <= MAX_ROW_BYTES:
        return False
    if b'"' in block:
        return True
    ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == _NEWLINE)
    return not len(ends) or int(np.diff(ends, prepend=-1, append=len(block)).max()) > MAX_ROW_BYTES


def _is_utf8(block: bytes) -> bool:
    if block.isascii():
        return True
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def _lone_return(block: bytes) -> bool:
    return b"\r" in block and block.count(b"\r") != block.count(b"\r\n")
