"""The first look at a file, shared by all connectors: what kind of thing it is and what its first records are."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ijson
import msgspec
from ijson.common import ObjectBuilder

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import sheet_source, sqlite_source
from crosscurrent.connectors.records.faults import ArchiveRefused
from crosscurrent.connectors.tabular.shape import NDJSON, Shape, look
from crosscurrent.connectors.tabular.source import GZIP, HEAD_BYTES, PARQUET, TEXT, ZSTD, Source
from crosscurrent.errors import InputRefused

LINES, DOCUMENT, TABLE, SQLITE, HTML, XML, ARCHIVE, WARC, MEDIA, OTHER = (
    "lines", "document", "table", "sqlite", "html", "xml", "archive", "warc", "media", "other",
)  # fmt: skip
_SAMPLE = 50
_LONGEST_LINE = 1 << 26
_MARK = b"\xef\xbb\xbf"
_RIFF = (b"WEBP", b"AVI ", b"WAVE")
_MEDIA = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"ID3", b"OggS", b"\x1aE\xdf\xa3", b"fLaC", b"%PDF", b"II*\0")


@dataclass(frozen=True, slots=True)
class Peek:
    """What the first kilobytes of a file show.

    Attributes:
        kind: One of the constants of this module.
        objects: First records of JSON: lines, members of an array, or the one document; of a table, its first rows.
        document: A JSON document as far as it was read (a part, if it is long); ``None`` for lines.
        shape: Of a table; NDJSON has one as well.
        tables: Of an SQLite database: table -> its columns.
        names: Members of an archive.
        text: Beginning of an HTML, XML or other text.
        refusal: Why it is no table, if it is nothing else either.
    """

    kind: str
    objects: tuple[Mapping[str, Any], ...] = ()
    document: Any = None
    shape: Shape | None = None
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    text: str = ""
    refusal: InputRefused | None = None

    def has(self, *keys: str) -> bool:
        """Tell whether some record among the first has all of these keys; dots lead into inner objects."""
        return any(all(_has(each, key) for key in keys) for each in self.objects)

    def columns(self, *names: str) -> bool:
        """Tell whether it is a table with all of these columns, whatever their case."""
        if self.shape is None or not self.shape.named:
            return False
        lower = {column.strip().lower() for column in self.shape.columns}
        return all(name.lower() in lower for name in names)


def _has(value: Any, path: str) -> bool:
    for key in path.split("."):
        if not isinstance(value, dict) or key not in value:
            return False
        value = value[key]
    return True


def peek(source: Source, options: ReadOptions) -> Peek:
    """Look at a source; the second look costs nothing.

    Raises:
        InputRefused: A child with a code, if the file is absent, empty or damaged at its very beginning.
    """
    declared = options.declared
    said = (declared.sheet, declared.delimiter) if declared is not None else None
    key = ("peek", options.encoding, said)
    if key not in source.memo:
        source.memo[key] = _peek(source, options)
    found = source.memo[key]
    assert isinstance(found, Peek)  # noqa: S101  (only this function writes under the key)
    return found


def _peek(source: Source, options: ReadOptions) -> Peek:
    raw = source.raw_head()
    if raw.startswith(b"SQLite format 3\0"):
        return Peek(SQLITE, tables=sqlite_source.tables(source))
    if sheet_source.is_workbook(source):
        return _table(source, options, b"")
    if raw.startswith(b"PK\x03\x04"):
        return _archive(source)
    if (
        raw.startswith(_MEDIA)
        or raw[4:8] == b"ftyp"
        or (raw[:4] == b"RIFF" and raw[8:12] in (b"WEBP", b"AVI ", b"WAVE"))
    ):
        return Peek(MEDIA)
    try:
        packing = source.packing()
    except InputRefused as error:
        return Peek(OTHER, refusal=error)
    if packing == PARQUET:
        return Peek(TABLE, shape=look(source, options))
    assert packing in (TEXT, GZIP, ZSTD)  # noqa: S101
    head = source.head().removeprefix(_MARK)
    if head.startswith(b"WARC/"):
        return Peek(WARC, text=head[:4096].decode("utf-8", "replace"))
    start = head.lstrip()[:1]
    if start == b"<" and options.encoding is None:
        return _markup(head)
    if start in (b"{", b"[") and options.encoding is None:
        return _json(head, source, options)
    return _table(source, options, head)


def _table(source: Source, options: ReadOptions, head: bytes) -> Peek:
    try:
        shape = look(source, options)
    except InputRefused as error:
        return Peek(OTHER, text=head.decode("utf-8", "replace"), refusal=error)
    return Peek(TABLE, objects=tuple(shape.sample[:_SAMPLE]), shape=shape)


def _archive(source: Source) -> Peek:
    raw = source.open_seekable()
    try:
        with zipfile.ZipFile(raw) as archive:
            return Peek(ARCHIVE, names=tuple(archive.namelist()[:10_000]))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Peek(ARCHIVE, refusal=ArchiveRefused.damaged(source.name))
    finally:
        source.close(raw)


def _markup(head: bytes) -> Peek:
    text = head.decode("utf-8", "replace")
    start = text[:2000].lower()
    is_page = "<html" in start or "<!doctype html" in start or "<head" in start or "<body" in start
    return Peek(HTML if is_page else XML, text=text)


def _json(head: bytes, source: Source, options: ReadOptions) -> Peek:
    lines = [line for line in head.split(b"\n", _SAMPLE + 1)[:_SAMPLE] if line.strip()]
    first = _object(lines[0]) if lines else None
    if first is None and b"\n" not in head and not source.head_is_whole():
        found = _after_a_long_line(source)
        if found:
            return Peek(LINES, tuple(found))
    if first is not None and len(lines) > 1:
        parsed = [value for line in lines if (value := _object(line)) is not None]
        return Peek(LINES, tuple(parsed), shape=_lines_shape(source, options))
    document = first if first is not None else partial(head)
    if isinstance(document, list):
        return Peek(DOCUMENT, tuple(each for each in document[:_SAMPLE] if isinstance(each, dict)), document)
    if isinstance(document, dict):
        shape = _lines_shape(source, options) if first is not None else None
        return Peek(DOCUMENT, (document,), document, shape=shape)
    return _table(source, options, head)


def _lines_shape(source: Source, options: ReadOptions) -> Shape | None:
    try:
        shape = look(source, options)
    except InputRefused:
        return None
    return shape if shape.kind == NDJSON else None


def _object(line: bytes) -> dict[str, Any] | None:
    """Return the object on a line; lone surrogates and NaN, which the fast reader refuses, make it no other thing."""
    try:
        found = msgspec.json.decode(line)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        try:
            found = json.loads(line.decode("utf-8", "replace"), strict=False)
        except (ValueError, RecursionError):
            return None
    return found if isinstance(found, dict) else None


def _after_a_long_line(source: Source) -> list[dict[str, Any]]:
    """Return the objects on a first line that is longer than the first look and on those that follow; else nothing."""
    if source.path is None:  # a stream may be read only once, and that is for who reads it
        return []
    chunks: list[bytes] = []
    try:
        with source.open() as reader:
            while len(chunks) < _LONGEST_LINE // HEAD_BYTES and (chunk := reader.read(HEAD_BYTES)):
                end, newline, rest = chunk.partition(b"\n")
                chunks.append(end)
                if newline:
                    first = _object(b"".join(chunks).removeprefix(_MARK))
                    following = (rest + reader.read(HEAD_BYTES)).split(b"\n", _SAMPLE)[:_SAMPLE]
                    others = [value for line in following if (value := _object(line)) is not None]
                    return [first, *others] if first is not None and b"".join(following).strip() else []
    except InputRefused:  # the reading proper will say where it is damaged
        pass
    return []


def partial(head: bytes) -> Any:
    """Return a JSON document as far as its first bytes tell; ``None`` if they are no JSON.

    Example:
        >>> partial(b'{"a": [{"b": 1}, {"b"'), partial(b"{nothing")
        ({'a': [{'b': 1}, {}]}, {})
    """
    builder = ObjectBuilder()
    try:
        for event, value in ijson.basic_parse(head[:HEAD_BYTES], use_float=True):
            builder.event(event, value)
    except (ijson.JSONError, ValueError, RecursionError):
        pass
    return getattr(builder, "value", None)
