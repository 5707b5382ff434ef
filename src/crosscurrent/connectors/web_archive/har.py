"""HAR: what a browser's developer tools recorded, entry by entry."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from itertools import islice

from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.faults import LocatorUnknown, NothingInIt, RecordTooLarge, RecordUnreadable
from crosscurrent.connectors.records.record import BadRecord, Record
from crosscurrent.connectors.records.values import at, number, sub, text
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.web_archive.parts import BODY_BYTES, Left, Part
from crosscurrent.errors import InputRefused

_ENTRIES = "log.entries"


def found(source: Source) -> Iterator[Part | Left]:
    """Yield the entries of a HAR file."""
    for record in json_source.members(source, _ENTRIES):
        locator = f"entry={record.number}"
        if isinstance(record, BadRecord):
            yield Left(locator, record.error, record.is_end)
            continue
        try:
            yield part(record)
        except InputRefused as error:
            yield Left(locator, error)


def part(record: Record) -> Part:
    """Return the answer in one entry.

    Raises:
        NothingInIt: Its body was not kept.
        RecordTooLarge: Its body is too long.
        RecordUnreadable: Its body is not in the encoding it says.
    """
    entry, locator = record.value, f"entry={record.number}"
    content, status = sub(entry, "response", "content"), number(at(entry, "response", "status"))
    written = content.get("text")
    is_read = status == 200
    if is_read and not isinstance(written, str):
        raise NothingInIt.because("the body was not kept")
    body = (written if isinstance(written, str) else "").encode("utf-8", "replace")
    if text(content.get("encoding")) == "base64":
        try:
            body = base64.b64decode(b"".join(body.split()), validate=True)
        except (ValueError, binascii.Error) as error:
            raise RecordUnreadable.misshapen(locator, "a body that is no base64") from error
    if len(body) > BODY_BYTES:
        raise RecordTooLarge.over(locator, BODY_BYTES)
    return Part(
        f"{locator};",
        text(at(entry, "request", "url")) or "",
        text(content.get("mimeType")) or "",
        text(entry.get("startedDateTime")),
        int(status) if status is not None and 0 <= status < 1000 else 0,
        body,
        entry,
    )


def entry_at(source: Source, wanted: int) -> Record:
    """Return one entry by its number, from 1.

    Raises:
        LocatorUnknown: There are fewer.
    """
    record = next(islice(json_source.members(source, _ENTRIES), wanted - 1, None), None)
    if not isinstance(record, Record):
        raise LocatorUnknown.row(source.name, f"entry={wanted}")
    return record
