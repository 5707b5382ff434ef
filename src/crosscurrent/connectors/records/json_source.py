"""JSON as records: lines, members of arrays, parts of documents. Memory does not grow with the file.

Documents up to 64 MiB are taken apart at once by the fast reader; longer ones, and ones that are cut, member by member
by a streaming one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import ijson
import msgspec
from ijson.common import ObjectBuilder

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.faults import CompressionDamaged
from crosscurrent.connectors.records.faults import DocumentCut, RecordTooLarge, RecordUnreadable
from crosscurrent.connectors.records.peek import DOCUMENT, Peek
from crosscurrent.connectors.records.record import BadRecord, Record, Records
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import InputRefused

WHOLE_BYTES = 1 << 26
READ_BYTES = 1 << 20
_MARK = b"\xef\xbb\xbf"
_BYTE = re.compile(r"\(byte (\d+)\)")
_decode = msgspec.json.Decoder().decode


def loads(raw: bytes) -> Any:
    """Return a JSON value; lone surrogates and NaN, which the fast reader refuses, go to the standard one.

    Raises:
        ValueError: It is no JSON.
    """
    try:
        return _decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass
    try:
        return json.loads(raw.decode("utf-8", "replace"), strict=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def objects(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the objects of a file: one per line, or the members of an array, or the one document.

    Of a document that is cut, or that something else follows, what can be read comes first and then what is wrong.
    """
    if seen.kind != DOCUMENT or (isinstance(seen.document, dict) and seen.shape is not None):
        yield from lines(source)
    elif isinstance(seen.document, list):
        yield from members(source, "")
    else:
        found, broken_at = _as_far(source)
        if isinstance(found, dict):
            yield Record(1, "pointer=", found)
        if broken_at is not None or not isinstance(found, dict):
            yield BadRecord(1, DocumentCut.at(source.name, broken_at or 0), is_end=True)


def lines(source: Source) -> Records:
    """Yield the objects of a file with one on each line; blank lines are passed over."""
    number = 0
    with source.open() as reader:
        for block in blocks(reader, source.name):
            for line in block:
                number += 1
                if line.isspace() or not line:
                    continue
                yield _line(line, number, source.name)


def _line(line: bytes, number: int, name: str) -> Record | BadRecord:
    try:
        found = _decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        try:
            found = loads(line.strip(b"\0"))
        except ValueError:
            return BadRecord(number, RecordUnreadable.not_json(f"{name}, line {number}", _broken_at(line)))
    if type(found) is not dict:
        return BadRecord(number, RecordUnreadable.not_object(f"{name}, line {number}"))
    return Record(number, f"line={number}", found)


def _broken_at(raw: bytes) -> int:
    """Return the byte at which a text stops being JSON; its length, if it is only cut short."""
    try:
        _decode(raw)
    except msgspec.MsgspecError as error:
        found = _BYTE.search(str(error))
        return int(found[1]) if found else len(raw)
    except (ValueError, RecursionError):
        return 0
    return len(raw)


def blocks(reader: Any, name: str) -> Iterator[list[bytes]]:
    """Yield the lines of a text, blank ones too, in lists as they arrive.

    Raises:
        RecordTooLarge: A line does not end.
    """
    carry, passed, first = b"", 0, True
    while chunk := reader.read(READ_BYTES):
        if first:
            chunk, first = chunk.removeprefix(_MARK), False
        *found, carry = (carry + chunk).split(b"\n") if carry else chunk.split(b"\n")
        passed += len(found)
        if found:
            yield found
        if len(carry) > WHOLE_BYTES:
            raise RecordTooLarge.over(f"{name}, line {passed + 1}", WHOLE_BYTES)
    if carry:
        yield [carry]


def members(source: Source, path: str, kind: str = "", first: int = 1) -> Records:
    """Yield the objects of one array of a document.

    Args:
        source: The file.
        path: Keys from the top to the array, joined by dots; empty if the document is the array.
        kind: Goes into the records.
        first: Number of the first record.
    """
    pointer = "".join(f"/{key}" for key in path.split(".") if key)
    whole = _whole(source)
    if whole is not None:
        found: Any = whole
        for key in path.split(".") if path else ():
            found = found.get(key) if isinstance(found, dict) else None
        values: Iterator[Any] = iter(found if isinstance(found, list) else ())
    else:
        values = _streamed(source, f"{path}.item" if path else "item")
    number = first
    for index, value in enumerate(values):
        where = f"{source.name}, {pointer}/{index}"
        if isinstance(value, InputRefused):
            yield BadRecord(number, value, is_end=True)
        elif not isinstance(value, dict):
            yield BadRecord(number, RecordUnreadable.not_object(where))
        else:
            yield Record(number, f"pointer={pointer}/{index}", value, kind)
        number += 1


def split(source: Source, arrays: Sequence[str]) -> tuple[dict[str, Any], bool]:
    """Return a document without some of its arrays, and whether it is whole.

    What is left out is read with :func:`members`, so that a document with a million comments needs no more memory than
    one comment.

    Args:
        source: The file.
        arrays: Paths of arrays of objects, as :func:`members` takes them.

    Raises:
        DocumentCut: Not even its beginning can be read.
    """
    whole = _whole(source)
    if whole is not None:
        if not isinstance(whole, dict):
            raise RecordUnreadable.not_object(source.name)
        return _without(whole, arrays), True
    builder, skipped, is_whole = ObjectBuilder(), tuple(f"{path}.item" for path in arrays), True
    with source.open() as reader:
        try:
            for prefix, event, value in ijson.parse(reader, use_float=True):
                if not prefix.startswith(skipped) if skipped else True:
                    builder.event(event, value)
        except (ijson.JSONError, ValueError, RecursionError):
            is_whole = False
        offset = reader.offset
    found = getattr(builder, "value", None)
    if not isinstance(found, dict):
        raise DocumentCut.at(source.name, offset)
    return found, is_whole


def _without(document: dict[str, Any], arrays: Sequence[str]) -> dict[str, Any]:
    copy = dict(document)
    for path in arrays:
        *keys, last = path.split(".")
        place = copy
        for key in keys:
            inner = place.get(key)
            if not isinstance(inner, dict):
                break
            place[key] = place = dict(inner)
        else:
            if isinstance(place.get(last), list):
                place[last] = []
    return copy


def _whole(source: Source) -> Any | None:
    """Return a document that is small and sound, else ``None``; it is kept for the next question about the file."""
    if "document" not in source.memo:
        with source.open() as reader:
            raw = reader.read(WHOLE_BYTES + 1).removeprefix(_MARK)
        found = None
        if len(raw) <= WHOLE_BYTES:
            try:
                found = loads(raw)
            except ValueError:
                found = None
        source.memo["document"] = found
    return source.memo["document"]


def document(source: Source) -> Any:
    """Return a whole document, of whatever size.

    Raises:
        DocumentCut: It is broken.
    """
    found, offset = _as_far(source)
    if offset is not None:
        raise DocumentCut.at(source.name, offset)
    return found


def sound_part(source: Source) -> Any:
    """Return a document, or of one that is cut what lies before the cut; ``None`` if that is nothing."""
    return _as_far(source)[0]


def _as_far(source: Source) -> tuple[Any, int | None]:
    """Return a document as far as it is sound, and the offset at which it is not."""
    found = _whole(source)
    if found is not None:
        return found, None
    builder, broken_at = ObjectBuilder(), None
    with source.open() as reader:
        try:
            for event, value in ijson.basic_parse(reader, use_float=True):
                builder.event(event, value)
        except (ijson.JSONError, ValueError, RecursionError, CompressionDamaged):
            broken_at = reader.offset
    return getattr(builder, "value", None), broken_at


def _streamed(source: Source, prefix: str) -> Iterator[Any]:
    """Yield the members of an array one by one; at a break, the error."""
    with source.open() as reader:
        try:
            yield from ijson.items(reader, prefix, use_float=True)
        except (ijson.JSONError, ValueError, RecursionError):
            yield DocumentCut.at(source.name, reader.offset)
