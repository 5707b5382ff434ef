"""HTML -> plain text and links, linear in its length whatever is in it; nothing is run, fetched or expanded."""

from __future__ import annotations

import html as entities
import re
import threading
from contextlib import suppress
from typing import Any, NamedTuple

from lxml import etree

#: Outside this, a text with angle brackets is no HTML: ``5 < 6``.
_TAG = re.compile(r"<[a-zA-Z/!?]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"[ \t\n\r\f\xa0]+")
_MANY_BREAKS = re.compile(r"\n{3,}")
_EMOJI_ALT = re.compile(r"\[[^\[\]]{1,38}\]|:[\w+\-]{1,38}:|[^\w\s]{1,20}[\ufe0e\ufe0f\u200d]?")
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
     "li", "main", "mp-common-profile", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot",
     "thead", "tr", "ul")
)  # fmt: skip
_UNSEEN = frozenset(("script", "style", "template", "title", "noscript", "iframe", "object", "svg"))
_CELLS = frozenset(("td", "th"))


def mended(text: str) -> str:
    r"""Return text without lone surrogates and NUL, at which parsers stop; pairs of surrogates become one character.

    Example:
        >>> mended("a\ud800b\0"), mended("\ud83d\ude00")
        ('a�b�', '😀')
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", "\ufffd")


class Heard(NamedTuple):
    """What was heard of a document."""

    parts: list[str]
    addresses: list[tuple[str, list[str]]]

    def text(self) -> str:
        """Return the text, as :func:`plain` does."""
        return _joined(self.parts)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the links, as :func:`links` does."""
        return [(address, _joined(parts)) for address, parts in self.addresses]


class TextListener:
    """Takes a parser's events in order (a target of lxml), so that no tree is built and depth does not matter."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._links: list[tuple[str, list[str]]] = []
        self._unseen = self._kept = 0
        self._open: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self._add("\r")
        elif tag in _BLOCKS:
            self._add("\v")
            self._kept += tag == "pre"
        elif tag in _CELLS:
            self._add(" ")
        elif tag == "img":
            self._image(attributes)
        elif tag == "a" and attributes.get("href", "").strip() and not self._unseen:
            self._open = []
            self._links.append((attributes["href"].strip(), self._open))

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self._add("\v")
            self._kept -= tag == "pre" and self._kept > 0
        elif tag == "a":
            self._open = None

    def data(self, text: str) -> None:
        """Take text."""
        if not self._unseen:
            written = text.replace("\r\n", "\r").replace("\n", "\r") if self._kept else _BLANKS.sub(" ", text)
            self._add(written.replace("\v", " ") if "\v" in written else written)

    def close(self) -> None:
        """Take the end of the document."""

    def taken(self) -> Heard:
        """Return what was heard until now, and begin anew."""
        found = Heard(self._parts, self._links)
        self._parts, self._links, self._unseen, self._kept, self._open = [], [], 0, 0, None
        return found

    def _image(self, attributes: dict[str, str]) -> None:
        """Pictures of emoji stand for their text; what describes other pictures is no part of what was written."""
        alt = attributes.get("alt", "").strip()
        if alt and (_EMOJI_ALT.fullmatch(alt) or ("emoji" in attributes.get("class", "") and len(alt) <= 40)):
            self._add(alt)

    def _add(self, part: str) -> None:
        if not self._unseen:
            self._parts.append(part)
            if self._open is not None:
                self._open.append(part)


class _Parser(threading.local):
    """A parser for each thread: making one takes longer than reading a short text."""

    def __init__(self) -> None:
        self._listener = TextListener()
        target: Any = self._listener
        self._parser = etree.HTMLParser(target=target, recover=True, huge_tree=True, no_network=True, encoding="utf-8")

    def heard(self, html: str) -> Heard:
        with suppress(etree.LxmlError, ValueError):  # an empty document; what was heard until then stays
            etree.HTML(mended(html).encode(), self._parser)
        return self._listener.taken()


_PARSER = _Parser()


def _joined(parts: list[str]) -> str:
    r"""Join parts: ``\v`` is the edge of a block (one break at most), ``\r`` a written break."""
    lines: list[str] = []
    for block in "".join(parts).split("\v"):
        written = "\n".join(_BLANKS.sub(" ", line).strip(" ") for line in block.split("\r"))
        if written.strip():
            lines.append(written)
        elif "\n" in written and lines:
            lines.append("")  # an empty paragraph
    return _MANY_BREAKS.sub("\n\n", "\n".join(lines)).strip()


def plain(html: str) -> str:
    r"""Return the text of a piece of HTML: breaks at blocks, entities undone, emoji kept, scripts and styles left out.

    Text without markup is given back as it is, with its own line breaks.

    Args:
        html: Any text; nested and long ones as well.

    Example:
        >>> plain("<p>a &amp; b<br>c <img alt='[good]'></p><p>d</p>"), plain("5 < 6\n&lt;b&gt;")
        ('a & b\nc [good]\nd', '5 < 6\n<b>')
    """
    if "<" not in html:
        return entities.unescape(html) if "&" in html else html
    if not _TAG.search(html):
        return entities.unescape(html)
    return _PARSER.heard(html).text()


def links(html: str) -> list[tuple[str, str]]:
    """Return (address as written, text) of the links of a piece of HTML, in order; schemes are not judged.

    Example:
        >>> links('<a href="https://a.example/?b=1&amp;c=2">see <b>here</b></a>')
        [('https://a.example/?b=1&c=2', 'see here')]
    """
    if "<" not in html:
        return []
    return _PARSER.heard(html).pairs()


def both(html: str) -> tuple[str, list[tuple[str, str]]]:
    """Return :func:`plain` and :func:`links` of a long text, for the price of one."""
    if "<" not in html:
        return plain(html), []
    heard = _PARSER.heard(html)
    return (heard.text() if _TAG.search(html) else entities.unescape(html)), heard.pairs()
