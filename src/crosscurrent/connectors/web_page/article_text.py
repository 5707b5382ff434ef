"""The text of an article, without what stands around it on the page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import Any

from crosscurrent.connectors.records.plain_text import links, mended, plain
from crosscurrent.connectors.records.values import text
from crosscurrent.connectors.web_page.page_head import PageHead

#: Where articles stand, the surest first.
_PLACES = ('[itemprop="articleBody"]', "article", "main", '[role="main"]')
_NOT_TEXT = "nav, aside, footer, form, script, style, noscript, figure, button"
_SHORTEST = 40
#: Pages far longer than any article are read by their paragraphs; the extractors would take minutes.
_LONGEST_CHARS = 8 << 20
_LATEST_DAY = "2099-12-31"


@cache
def _library(name: str) -> Any | None:
    """Return trafilatura or htmldate, if the extra ``articles`` is installed."""
    try:
        found = import_module(name)
    except ImportError:
        return None
    logging.getLogger(name).setLevel(logging.CRITICAL)
    return found


def extract(html: str, head: PageHead) -> tuple[str | None, str]:
    """Return the text of the article, and a sentence on how it was found."""
    library = _library("trafilatura") if len(html) <= _LONGEST_CHARS else None
    if library is not None:
        found = _quietly(lambda: library.extract(mended(html), fast=True, include_comments=False, include_tables=False))
        if len(found or "") < _SHORTEST:  # its second opinion costs ten times as much
            found = _quietly(lambda: library.extract(mended(html), include_comments=False, include_tables=False))
        if found:
            return found, f"texts of articles were taken out of their pages by trafilatura {library.__version__}"
    return _plainly(head), "texts of articles were taken out of their pages by the places of their paragraphs"


def _quietly(extractor: Callable[[], Any]) -> str | None:
    """Call an extractor; what it cannot read gives ``None``, as its authors intend for odd pages."""
    try:
        found = extractor()
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError, OverflowError):
        return None
    return found if isinstance(found, str) and found.strip() else None


def _plainly(head: PageHead) -> str | None:
    written = text(head.article.get("articleBody"))
    if written and len(written) >= _SHORTEST:
        return plain(written)
    best = ""
    for place in (*_PLACES, "body"):
        for node in head.tree.css(place)[:20]:
            paragraphs = [plain(one.html or "") for one in node.css("p")]
            found = "\n".join(one for one in paragraphs if one)
            best = max(best, found, key=len)
        if len(best) >= _SHORTEST:
            return best
    return best or None


def published_day(html: str, url: str | None, observed_us: int | None) -> str | None:
    """Return the day a page seems to be of, by its markup and address (``2024-01-31``); none after it was seen."""
    library = _library("htmldate") if len(html) <= _LONGEST_CHARS else None
    if library is None:
        return None
    latest = datetime.fromtimestamp(observed_us / 1e6, UTC).strftime("%Y-%m-%d") if observed_us else _LATEST_DAY
    return _quietly(lambda: library.find_date(
        mended(html), url=url, original_date=True, extensive_search=False, min_date="2003-01-01", max_date=latest
    ))  # fmt: skip


def body_links(head: PageHead) -> list[str]:
    """Return the addresses the article links to, as written; those of menus, where it can be told, are left out."""
    for place in _PLACES:
        nodes = head.tree.css(place)[:20]
        if nodes:
            return [address for node in nodes for address in _within(node)]
    return [address for node in head.tree.css("p")[:2000] for address, _ in links(node.html or "")]


def _within(node: Any) -> list[str]:
    outside = {one.html for one in node.css(_NOT_TEXT) if one.css_first("a") is not None}
    unwanted = {address for part in outside for address, _ in links(part or "")}
    return [address for address, _ in links(node.html or "") if address not in unwanted]


def images(head: PageHead) -> list[tuple[str, str | None]]:
    """Return (address, description) of the pictures in the article."""
    nodes = next((found for place in _PLACES if (found := head.tree.css(f"{place} img"))), [])
    return [(node.attributes.get("src") or "", node.attributes.get("alt")) for node in nodes[:50]]
