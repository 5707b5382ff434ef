"""Records: where one row ends and the next begins. The exact reader of delimited text.

Quoting follows RFC 4180: a cell that begins with a quote ends at the next single quote, two quotes stand for
one, delimiters and line ends inside are text. A quote inside an unquoted cell is an ordinary character.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass

MAX_ROW_BYTES = 1 << 22
MAX_OPEN_BYTES = 1 << 26
_QUOTE, _NEWLINE, _RETURN = b'"', b"\n", b"\r"


@dataclass(frozen=True, slots=True)
class Record:
    """One row as bytes.

    Attributes:
        raw: The bytes of the row without its line end.
        cells: Its cells, unquoted; ``None`` if quotes are wrong within the line.
    """

    raw: bytes
    cells: list[bytes] | None


class EndUnknown(Exception):
    """After this point it is not known where rows end. A signal inside this package, never seen by a person.

    Attributes:
        endless: True for a row that does not end, false for a wrong quote.
    """

    def __init__(self, endless: bool) -> None:
        self.endless = endless
        super().__init__(endless)


def split(chunks: Iterable[bytes], delimiter: bytes) -> Iterator[Record]:
    r"""Yield the records of a text that arrives in pieces cut anywhere. Blank lines are no records.

    Raises:
        EndUnknown: A quote stays open to the end, closes in the middle of a later line, or a row does not end
            within :data:`MAX_OPEN_BYTES`.

    Example:
        >>> [record.cells for record in split([b'a,"x', b' y"\n\nb,2'], b",")]
        [[b'a', b'x y'], [b'b', b'2']]
    """
    buffer = b""
    for chunk in chunks:
        buffer = yield from _complete(buffer + chunk, delimiter)
        if len(buffer) > MAX_OPEN_BYTES:
            raise EndUnknown(endless=True)
    yield from _last(buffer, delimiter)


def _complete(buffer: bytes, delimiter: bytes) -> Generator[Record, None, bytes]:
    """Yield the records that surely end within ``buffer``; return the rest."""
    start = 0
    while start < len(buffer):
        found = _one(buffer, start, delimiter)
        if found is None:
            break
        record, start = found
        if record.raw:
            yield record
    return buffer[start:]


def _last(buffer: bytes, delimiter: bytes) -> Iterator[Record]:
    """Yield what is left when the text is over: at most one record without a line end."""
    if not buffer:
        return
    found = _one(buffer + _NEWLINE, 0, delimiter)
    if found is None:
        raise EndUnknown(endless=False)
    if found[0].raw:
        yield found[0]


def _one(buffer: bytes, start: int, delimiter: bytes) -> tuple[Record, int] | None:
    """Return the record at ``start`` and where the next begins; ``None`` if its end is not in ``buffer``."""
    end = buffer.find(_NEWLINE, start)
    if end < 0:
        return None
    if buffer.find(_QUOTE, start, end) < 0:
        raw = buffer[start:end].removesuffix(_RETURN)
        return Record(raw, raw.split(delimiter)), end + 1
    return _quoted(buffer, start, end, delimiter)


def _quoted(buffer: bytes, start: int, line_end: int, delimiter: bytes) -> tuple[Record, int] | None:
    cells: list[bytes] = []
    at, end = start, line_end
    while True:
        if buffer[at : at + 1] != _QUOTE:
            cut = buffer.find(delimiter, at, end)
            if cut < 0:
                cells.append(buffer[at:end].removesuffix(_RETURN))
                return Record(buffer[start:end].removesuffix(_RETURN), cells), end + 1
            cells.append(buffer[at:cut])
            at = cut + 1
            continue
        close = _closing(buffer, at + 1)
        if close < 0:
            return None
        cells.append(buffer[at + 1 : close].replace(b'""', b'"'))
        after = close + 1
        if after > end:
            end = buffer.find(_NEWLINE, after)
        if after >= len(buffer) or end < 0:
            return None
        if after == end or (buffer[after : after + 1] == _RETURN and after + 1 == end):
            return Record(buffer[start:after], cells), end + 1
        if buffer[after : after + 1] != delimiter:
            if end != line_end:
                raise EndUnknown(endless=False)
            return Record(buffer[start:end].removesuffix(_RETURN), None), end + 1
        at = after + 1


def _closing(buffer: bytes, start: int) -> int:
    """Return the place of the quote that closes a cell, or -1 if it is not in ``buffer``."""
    at = buffer.find(_QUOTE, start)
    while at >= 0 and buffer[at + 1 : at + 2] == _QUOTE:
        at = buffer.find(_QUOTE, at + 2)
    return at
