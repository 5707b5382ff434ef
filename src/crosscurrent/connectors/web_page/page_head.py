"""What a page says of itself: meta tags, linked data, canonical address, language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from crosscurrent.connectors.records.json_source import loads
from crosscurrent.connectors.records.plain_text import mended
from crosscurrent.connectors.records.values import Json, text

#: Types of schema.org that are one authored text or film, the likeliest first.
_ARTICLES = (
    "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BackgroundNewsArticle",
    "ReviewNewsArticle", "AskPublicNewsArticle", "AdvertiserContentArticle", "SatiricalArticle", "Article",
    "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "DiscussionForumPosting", "ScholarlyArticle", "TechArticle",
    "Report", "VideoObject",
)  # fmt: skip
_MOST_OBJECTS = 2000


@dataclass(frozen=True, slots=True)
class PageHead:
    """What a page says of itself.

    Attributes:
        tree: The parsed page.
        metas: Name, property or itemprop of a meta tag, in lower case -> its contents, in order.
        article: The linked data (JSON-LD) of the article; empty if there are none.
        canonical: Address in ``rel=canonical``, as written.
        lang: Language of the page, as written.
        title: Text of the title tag.
    """

    tree: LexborHTMLParser
    metas: Mapping[str, list[str]]
    article: Json
    canonical: str | None
    lang: str | None
    title: str | None

    def meta(self, *names: str) -> str | None:
        """Return the first content of the first of these meta tags that is there."""
        return next((found[0] for name in names if (found := self.metas.get(name))), None)


def read(html: str) -> PageHead:
    """Read what a page says of itself."""
    tree = LexborHTMLParser(mended(html))
    root, title = tree.root, tree.css_first("title")
    canonical = tree.css_first('link[rel="canonical"]')
    return PageHead(
        tree=tree,
        metas=_metas(tree),
        article=_article(tree),
        canonical=_attribute(canonical, "href"),
        lang=_attribute(tree.css_first("html") or root, "lang"),
        title=(title.text(strip=True) or None) if title is not None else None,
    )


def _attribute(node: Any, name: str) -> str | None:
    return (node.attributes.get(name) or "").strip() or None if node is not None else None


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        written = (node.attributes.get("content") or "").strip()
        for key in ("property", "name", "itemprop"):
            if written and (name := node.attributes.get(key)):
                found.setdefault(name.strip().lower(), []).append(written)
    return found


def _article(tree: LexborHTMLParser) -> Json:
    best: tuple[int, Json] = (len(_ARTICLES), {})
    for node in tree.css('script[type*="ld+json"]'):
        try:
            data = loads((node.text() or "").strip().removesuffix(";").encode("utf-8", "replace"))
        except ValueError:
            continue
        for one in _objects(data):
            place = _place(one.get("@type"))
            if place < best[0]:
                best = (place, one)
    return best[1]


def _objects(found: Any) -> Iterator[Json]:
    """Yield the objects of linked data that stand for themselves: in lists, in graphs, as what a page is about."""
    waiting, passed = [found], 0
    while waiting and passed < _MOST_OBJECTS:
        one, passed = waiting.pop(0), passed + 1
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            yield one
            waiting += [one[key] for key in ("@graph", "mainEntity", "itemListElement") if key in one]


def _place(types: Any) -> int:
    written = types if isinstance(types, list) else [types]
    return min((_ARTICLES.index(one) for one in written if one in _ARTICLES), default=len(_ARTICLES))


def names(value: Any) -> list[str]:
    """Return the names in a field that holds a text, an object with a name, or a list of those.

    Example:
        >>> names([{"@type": "Person", "name": "Ann"}, "Bob"]), names({"name": ["A", "B"]}), names(None)
        (['Ann', 'Bob'], ['A', 'B'], [])
    """
    found = []
    for one in value if isinstance(value, list) else [value]:
        named = one.get("name") if isinstance(one, dict) else one
        found += [
            name.strip() for name in (named if isinstance(named, list) else [named]) if text(name) == name and name
        ]
    return found


def addresses(value: Any) -> list[str]:
    """Return the addresses in a field that holds a text, an object with a url or @id, or a list of those."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        address = (one.get("url") or one.get("contentUrl") or one.get("@id")) if isinstance(one, dict) else one
        if isinstance(address, str):
            found.append(address)
    return found
