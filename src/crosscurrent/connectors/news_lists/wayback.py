"""Indexes of archived pages: the Wayback Machine's JSON, and CDX and CDXJ text -> rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import ijson

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.news_lists.listing import stamp_us
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.created import UNKNOWN
from crosscurrent.connectors.records.faults import DocumentCut, IdMissing, NothingInIt, RecordUnreadable
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import Peek
from crosscurrent.connectors.records.record import BadRecord, Record, Records
from crosscurrent.connectors.records.values import text
from crosscurrent.connectors.records.web_address import address_of
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import InputRefused

COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
#: The usual 9 and 11 columns of CDX files, after the letters of their first line.
_LONGER = {
    9: ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "redirect", "offset", "filename"),
    11: (*COLUMNS[:6], "redirect", "robotflags", "length", "offset", "filename"),
}  # fmt: skip
_LINE = re.compile(r"\S+ \d{14} (?:\S+ \S+ (?:\d{3}|-) \S+|\{.*)")
_PAGES = ("text/", "application/xhtml", "application/json", "application/pdf", "warc/revisit", "unk", "-")
_GONE = ("404", "410")


def line_of(seen: Peek, delimiter: str) -> str:
    """Return the first line of a text, also where it was first taken for a table with other separators."""
    if seen.shape is None:
        lines = [line for line in seen.text.split("\n", 2)[:2] if line.strip()]
        return lines[-1] if lines and lines[0].startswith(" CDX") else lines[0] if lines else ""
    cells = seen.shape.columns if seen.shape.named or not seen.shape.sample else tuple(seen.shape.sample[0].values())
    return (seen.shape.delimiter if delimiter == " " else delimiter).join(cells)


def is_index_line(line: str) -> bool:
    """Tell whether a line is one of a CDX or CDXJ index.

    Example:
        >>> is_index_line("com,example)/ 20200101000000 http://example.com/ text/html 200 ABC 1234")
        True
    """
    return _LINE.match(line.strip()) is not None


def array_rows(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the rows of an array of arrays; the first names the columns."""
    header: list[str] = []
    for index, row in enumerate(_rows(source)):
        where = f"{source.name}, /{index}"
        if isinstance(row, InputRefused):
            yield BadRecord(max(index, 1), row, is_end=True)
        elif not header:
            header = [str(name) for name in row] if isinstance(row, list) else list(COLUMNS)
        elif not isinstance(row, list) or len(row) != len(header):
            if row != []:  # the empty row stands before the key from which the list goes on
                yield BadRecord(index, RecordUnreadable.misshapen(where, "another number of columns"))
        else:
            yield Record(index, f"pointer=/{index}", dict(zip(header, row, strict=True)))


def _rows(source: Source) -> Iterator[Any]:
    with source.open() as reader:
        try:
            yield from ijson.items(reader, "item", use_float=True)
        except (ijson.JSONError, ValueError, RecursionError):
            yield DocumentCut.at(source.name, reader.offset)


def text_rows(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the lines of a CDX or CDXJ index; a first line of column letters is passed over."""
    number = 0
    with source.open() as reader:
        for block in json_source.blocks(reader, source.name):
            for line in block:
                number += 1
                if line.strip() and not line.startswith((b" CDX", b"!meta")):
                    yield _text_row(line, number, source.name)


def _text_row(line: bytes, number: int, name: str) -> Record | BadRecord:
    key, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
    stamp, _, rest = rest.partition(" ")
    values: dict[str, Any] = {"urlkey": key, "timestamp": stamp}
    if rest.startswith("{"):
        try:
            found = json_source.loads(rest.encode())
        except ValueError:
            found = None
        if isinstance(found, dict):
            named = {"original": found.pop("url", None), "mimetype": found.pop("mime", None)}
            return Record(
                number, f"line={number}", {**values, **named, "statuscode": found.pop("status", None), **found}
            )
    cells = rest.split(" ")
    columns = _LONGER.get(len(cells) + 2, COLUMNS)[2:]
    if not 4 <= len(cells) <= len(columns):
        return BadRecord(number, RecordUnreadable.misshapen(f"{name}, line {number}", f"{len(cells) + 2} columns"))
    return Record(number, f"line={number}", {**values, **dict(zip(columns, cells, strict=False))})


def capture(record: Record, intake: Intake) -> None:
    """Read one line of an index: that an address was there, or was gone, when the archive asked for it."""
    value = record.value
    written, status = text(value.get("original")), text(value.get("statuscode"))
    mime = text(value.get("mimetype")) or "-"
    if not mime.startswith(_PAGES):
        raise NothingInIt.because("an index line of a picture, script or style")
    address = address_of(written) if written else None
    if address is None:
        raise IdMissing.of("original")
    intake.observed_us = stamp_us(value.get("timestamp"), intake)
    is_gone = status in _GONE
    account = None
    if address.host is not None:
        account = intake.author("web", address.host, profile_url=f"https://{address.host}")
    created = UNKNOWN if address.platform == "web" else intake.created(address.platform, address.native_id, None)
    intake.post(
        address.platform, address.native_id, address.kind, created, account,
        id_field="original",
        is_partial=True,
        url=written,
        availability="unavailable" if is_gone else "public" if status == "200" else "unknown",
        deleted_seen_at=intake.observed_us if is_gone else None,
    )  # fmt: skip
