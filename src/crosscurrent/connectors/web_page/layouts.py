"""Which saved pages there are, and how each is recognised by its shape."""

from __future__ import annotations

from crosscurrent.connectors.records import page_source
from crosscurrent.connectors.records.peek import HTML, Peek
from crosscurrent.connectors.records.record import Layout
from crosscurrent.connectors.web_page import reading, xigua

#: Any page is an article if nobody knows better: below all that know a platform or a feed.
_CERTAINTY = 0.51


def _article(seen: Peek) -> float:
    return _CERTAINTY if seen.kind == HTML else 0.0


def _xigua(seen: Peek) -> float:
    return 0.95 if seen.kind == HTML and "ixigua.com" in seen.text and "_SSR_HYDRATED_DATA" in seen.text else 0.0


LAYOUTS = (
    Layout("article", "a web page that no connector of a platform knows", _article, page_source.page, reading.article),
    Layout("xigua", "a page of Xigua with its state (_SSR_HYDRATED_DATA)", _xigua, xigua.videos, xigua.video),
)
