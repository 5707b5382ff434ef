"""One article in a list of GDELT or Media Cloud -> rows."""

from __future__ import annotations

import html
import re
from typing import Any

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.created import UNKNOWN, Created
from crosscurrent.connectors.records.days import clocked, day_of
from crosscurrent.connectors.records.faults import IdMissing, RecordUnreadable
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import Peek
from crosscurrent.connectors.records.record import BadRecord, Record, Records
from crosscurrent.connectors.records.values import ident, text
from crosscurrent.connectors.records.web_address import Address, address_of
from crosscurrent.connectors.tabular.source import Source

#: GKG 2.1, in the order of its codebook; dots lead into objects elsewhere, so V2.1DATE is v21date.
GKG_COLUMNS = (
    "gkgrecordid", "v21date", "v2sourcecollectionidentifier", "v2sourcecommonname", "v2documentidentifier",
    "v1counts", "v21counts", "v1themes", "v2enhancedthemes", "v1locations", "v2enhancedlocations", "v1persons",
    "v2enhancedpersons", "v1organizations", "v2enhancedorganizations", "v15tone", "v21enhanceddates", "v2gcam",
    "v21sharingimage", "v21relatedimages", "v21socialimageembeds", "v21socialvideoembeds", "v21quotations",
    "v21allnames", "v21amounts", "v21translationinfo", "v2extrasxml",
)  # fmt: skip
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)T?(\d\d)(\d\d)(\d\d)Z?")
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>")
_PRECISE = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")
_LINKS = re.compile(r"<PAGE_LINKS>(.*?)</PAGE_LINKS>")
_SOURCE_LANGUAGE = re.compile(r"srclc:(\w{2,3})")
_OF_THE_WEB = "1"


def gdelt_article(record: Record, intake: Intake) -> None:
    """Read one article of GDELT DOC: ``seendate`` is when GDELT saw it first, of which only the day is used."""
    value = record.value
    intake.observed_us = stamp_us(value.get("seendate"), intake)
    address = _address(text(value.get("url")), "url")
    account = _publisher(address, intake)
    _article(
        address, account, _first_seen(text(value.get("seendate"))), intake,
        url=text(value.get("url")),
        title=_unspaced(text(value.get("title"))),
        lang_declared=text(value.get("language")),
    )  # fmt: skip
    intake.media("thumb", _web(value.get("socialimage")))


def gkg_lines(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the rows of a GKG table; its cells are never quoted, so quotes in them mean nothing."""
    number = 0
    with source.open() as reader:
        for block in json_source.blocks(reader, source.name):
            for line in block:
                number += 1
                cells = line.decode("utf-8", "replace").rstrip("\r").split("\t")
                if len(cells) == len(GKG_COLUMNS):
                    values = {name: cell or None for name, cell in zip(GKG_COLUMNS, cells, strict=True)}
                    yield Record(number, f"line={number}", values)
                elif line.strip():
                    where = f"{source.name}, line {number}"
                    yield BadRecord(number, RecordUnreadable.misshapen(where, f"{len(cells)} cells, not 27"))


def gkg_row(record: Record, intake: Intake) -> None:
    """Read one row of the GKG: its date is that of the quarter of an hour in which GDELT met the article."""
    value = record.value
    intake.observed_us = stamp_us(value.get("v21date"), intake)
    if text(value.get("v2sourcecollectionidentifier")) not in (None, _OF_THE_WEB):
        raise IdMissing.of("V2DocumentIdentifier: not an address of the web")
    extras = text(value.get("v2extrasxml")) or ""
    address = _address(text(value.get("v2documentidentifier")), "V2DocumentIdentifier")
    published = _PRECISE.search(extras)
    language = _SOURCE_LANGUAGE.search(text(value.get("v21translationinfo")) or "")
    created = _first_seen(published[1], "page") if published is not None else _first_seen(text(value.get("v21date")))
    title = _TITLE.search(extras)
    _article(
        address, _publisher(address, intake), created, intake,
        url=text(value.get("v2documentidentifier")),
        title=html.unescape(title[1]) if title else None,
        lang_declared=language[1] if language else None,
    )  # fmt: skip
    intake.media("thumb", _web(value.get("v21sharingimage")))
    links = _LINKS.search(extras)
    for link in html.unescape(links[1]).split(";") if links else ():
        intake.link(link)


def story(record: Record, intake: Intake) -> None:
    """Read one story of Media Cloud; ``publish_date`` is a day, ``indexed_date`` when Media Cloud met it."""
    value = record.value
    intake.observed_us = clocked(value.get("indexed_date"), intake)
    address = _address(text(value.get("url")), "url")
    written, site = text(value.get("publish_date")), text(value.get("media_name"))
    day = day_of(written)
    created = UNKNOWN if day is None else Created(day.at_us, day.precision, "field", written)
    account = _publisher(address, intake, site)
    _article(address, account, created, intake, url=text(value.get("url")), title=text(value.get("title")),
             text=text(value.get("text")), lang_declared=text(value.get("language")),
             alt_ids={"mediacloud": ident(value.get("id"))})  # fmt: skip


def _article(address: Address, account: str | None, created: Created, intake: Intake, **columns: Any) -> None:
    written = columns.pop("text", None)
    intake.post(
        address.platform, address.native_id, address.kind, created, account,
        text=written, id_field="url", is_partial=written is None, availability="public", **columns,
    )  # fmt: skip


def _first_seen(written: str | None, source: str = "feed") -> Created:
    """Return the day of a stamp. What GDELT saw was published before, mostly on that day; and that day is given."""
    day = day_of(stamp(written))
    return UNKNOWN if day is None else Created(day.at_us, day.precision, source, written)


def _address(written: str | None, field: str) -> Address:
    found = address_of(written) if written else None
    if found is None:
        raise IdMissing.of(field)
    return found


def _publisher(address: Address, intake: Intake, name: str | None = None) -> str | None:
    """Put in the site of an article; GDELT's country of a site is its own guess, and no place the site shows."""
    if address.host is None:
        return None
    return intake.author("web", address.host, display_name=name, profile_url=f"https://{address.host}")


def stamp(written: Any) -> str | None:
    """Return a stamp of digits (``20240101T101500Z``, ``20240101101500``), which is UTC, as ISO 8601.

    Example:
        >>> stamp("20240101T101500Z"), stamp("2024"), stamp(None)
        ('2024-01-01T10:15:00+00:00', None, None)
    """
    found = _STAMP.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        return None
    return "{}-{}-{}T{}:{}:{}+00:00".format(*found.groups())


def stamp_us(written: Any, intake: Intake) -> int | None:
    """Read a stamp of digits as microseconds UTC."""
    return clocked(stamp(written), intake)


def _unspaced(title: str | None) -> str | None:
    """Take out the blanks GDELT puts around punctuation at the end of words."""
    return re.sub(r"\s+([,.;:!?])(?=\s|$)", r"\1", title) if title else None


def _web(address: Any) -> str | None:
    return address if isinstance(address, str) and address.startswith(("http://", "https://")) else None
