"""Which web archives there are, how each is recognised by its shape, and what is read of a part that nobody reads."""

from __future__ import annotations

from collections.abc import Iterable

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records.days import clocked
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import ARCHIVE, DOCUMENT, WARC, Peek
from crosscurrent.connectors.records.record import BadRecord, Layout, Record, Records
from crosscurrent.connectors.records.web_address import WEB, address_of
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.web_archive import har, wacz
from crosscurrent.connectors.web_archive.parts import Left, Part, kind_of
from crosscurrent.connectors.web_archive.warc import WarcFile

_GONE = (404, 410, 451)


def _warc(seen: Peek) -> float:
    return 0.98 if seen.kind == WARC else 0.0


def _wacz(seen: Peek) -> float:
    is_one = seen.kind == ARCHIVE and wacz.LIST in seen.names and any(map(wacz.is_warc, seen.names))
    return 0.98 if is_one else 0.0


def _har(seen: Peek) -> float:
    return 0.98 if seen.kind == DOCUMENT and seen.has("log.entries") else 0.0


def _warc_records(source: Source, seen: Peek, options: ReadOptions) -> Records:
    return _records(WarcFile(source.open_seekable, source.name).found())


def _wacz_records(source: Source, seen: Peek, options: ReadOptions) -> Records:
    return _records(wacz.found(source))


def _har_records(source: Source, seen: Peek, options: ReadOptions) -> Records:
    return _records(har.found(source))


def _records(found: Iterable[Part | Left]) -> Records:
    """Number the records of an archive."""
    for number, one in enumerate(found, 1):
        if isinstance(one, Left):
            yield BadRecord(number, one.error, one.is_end)
        else:
            yield Record(number, one.locator, {"part": one})


def unread(record: Record, intake: Intake) -> None:
    """Read a part that no connector reads: that a post was gone is evidence; of anything else the type is counted.

    Raises:
        NothingInIt: It says nothing of a post.
    """
    part: Part = record.value["part"]
    address = address_of(part.url) if part.status in _GONE else None
    if part.status != 200 and (address is None or address.platform == WEB):
        raise NothingInIt.because(f"the server answered with status {part.status}")
    if address is None:
        raise NothingInIt.because(f"nobody reads a part of type {kind_of(part.mime)}")
    intake.observed_us = clocked(part.observed, intake)
    intake.post(
        address.platform, address.native_id, address.kind,
        intake.created(address.platform, address.native_id, None),
        id_field="WARC-Target-URI",
        is_partial=True,
        url=part.url,
        availability="unavailable",
        deleted_seen_at=intake.observed_us,
    )  # fmt: skip


LAYOUTS = (
    Layout("warc", "a WARC file: it begins with WARC/", _warc, _warc_records, unread),
    Layout("wacz", "a WACZ archive: a ZIP with datapackage.json and WARC files", _wacz, _wacz_records, unread),
    Layout("har", "a HAR file: an object with log.entries", _har, _har_records, unread),
)
