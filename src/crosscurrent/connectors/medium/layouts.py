"""Which captures of Medium there are, and how each is recognised by its shape."""

from __future__ import annotations

import re

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.medium import page, reading
from crosscurrent.connectors.records import page_source, xml_source
from crosscurrent.connectors.records.peek import HTML, Peek
from crosscurrent.connectors.records.record import Layout, Record, Records
from crosscurrent.connectors.tabular.source import Source

_GUID = re.compile(r"<guid[^>]{0,60}>\s*(?:<!\[CDATA\[)?https?://medium\.com/p/[0-9a-f]{10,12}\b")
_STATE = re.compile(r"window\.__APOLLO_STATE__\s*=")
_OF_MEDIUM = re.compile(
    r"<meta[^>]{0,200}content=\"(?:Medium|com\.medium\.reader|medium://p/[0-9a-f]{10,12})\"|https://glyph\.medium\.com/"
    r"|https://cdn-client\.medium\.com/", re.IGNORECASE
)  # fmt: skip


def _feed(seen: Peek) -> float:
    return 0.95 if xml_source.root_name(seen) == "rss" and _GUID.search(seen.text) else 0.0


def _page(seen: Peek) -> float:
    if seen.kind != HTML or not _OF_MEDIUM.search(seen.text):
        return 0.0
    return 0.95 if _STATE.search(seen.text) else 0.9


def _posts(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the posts in the state of a page: the one it shows, and those it recommends."""
    for record in page_source.page(source, seen, options):
        if isinstance(record, Record):
            yield from page.posts(record.value, record.locator)
        else:
            yield record


LAYOUTS = (
    Layout("feed", "a feed whose items have guids of medium.com/p/", _feed, xml_source.entries, reading.feed_entry),
    Layout("page", "a saved page of Medium with its state (__APOLLO_STATE__)", _page, _posts, reading.page_post),
)
