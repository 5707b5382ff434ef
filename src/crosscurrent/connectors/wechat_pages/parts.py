"""The parts of a page that are shown: read from the parser's events, so that depth and length do not matter."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from crosscurrent.connectors.records.plain_text import TextListener, mended

#: Elements whose text is kept, by id or by class.
_IDS = frozenset(
    ("js_content", "activity-name", "js_name", "publish_time", "js_ip_wording", "js_author_name", "js_image_desc",
     "js_text_title", "js_common_share_desc")
)  # fmt: skip
_CLASSES = frozenset(
    ("weui-msg__title", "weui-msg__desc", "mesg-block", "global_error_msg", "item-title", "item-desc",
     "profile_meta_value", "wx_topic_link", "principal-data", "js_item", "account-name", "nickname")
)  # fmt: skip
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_MOST_FOUND, _MOST_NESTED = 10_000, 8
_INNER = re.compile(r"<(/?)div\b", re.IGNORECASE)
_CONTENT = re.compile(r"\bid\s*=\s*[\"']?js_content\b")
_LONGEST_TAG = 5_000


@dataclass(slots=True)
class Parts:
    """What a page shows.

    Attributes:
        meta: Name or property of a meta tag -> content.
        ids: Id -> text of the element.
        classes: (Class, text) of the elements, in order.
        links: (address, text) of the links in the body of the article.
        images: Attributes of the pictures in it.
        frames: Attributes of embedded videos, sounds and account cards in it, with their tag under ``tag``.
        title: Text of the title tag.
    """

    meta: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    classes: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    images: list[dict[str, str]] = field(default_factory=list)
    frames: list[dict[str, str]] = field(default_factory=list)
    title: str = ""

    def of_class(self, name: str) -> list[str]:
        """Return the texts of the elements of a class, in order."""
        return [text for found, text in self.classes if found == name]


@dataclass(slots=True)
class _Area:
    depth: int
    names: list[tuple[str, str]]
    listener: TextListener = field(default_factory=TextListener)


_MEDIA = frozenset(
    ("iframe", "mpvoice", "mp-common-mpaudio", "mp-common-videosnap", "mp-common-profile", "video", "qqmusic",
     "mp-common-qqmusic")
)  # fmt: skip


class _Listener:
    def __init__(self) -> None:
        self.parts = Parts()
        self._areas: list[_Area] = []
        self._depth = 0
        self._body_depth: int | None = None
        self._title: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        for area in self._areas:
            area.listener.start(tag, attributes)
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name")
            if name and attributes.get("content"):
                self.parts.meta.setdefault(name.lower(), attributes["content"])
        elif tag == "title" and not self.parts.title:
            self._title = []
        self._open(tag, attributes)
        if self._body_depth is not None:
            self._embedded(tag, attributes)

    def end(self, tag: str) -> None:
        for area in self._areas:
            area.listener.end(tag)
        while self._areas and self._areas[-1].depth >= self._depth:
            self._close(self._areas.pop())
        if self._body_depth is not None and self._depth <= self._body_depth:
            self._body_depth = None
        if tag == "title" and self._title is not None:
            self.parts.title, self._title = "".join(self._title).strip(), None
        self._depth -= 1

    def data(self, text: str) -> None:
        if self._title is not None:
            self._title.append(text)
        for area in self._areas:
            area.listener.data(text)

    def close(self) -> Parts:
        while self._areas:
            self._close(self._areas.pop())
        return self.parts

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        name = attributes.get("id", "")
        names = [("id", name)] if name in _IDS and name not in self.parts.ids else []
        written = attributes.get("class")
        if written:
            names += [("class", each) for each in written.split()[:20] if each in _CLASSES]
        if names and tag not in _VOID and len(self._areas) < _MOST_NESTED and len(self.parts.classes) < _MOST_FOUND:
            self._areas.append(_Area(self._depth, names))
            if ("id", "js_content") in names:
                self._body_depth = self._depth

    def _close(self, area: _Area) -> None:
        heard = area.listener.taken()
        text = heard.text()
        for kind, name in area.names:
            if kind == "class":
                self.parts.classes.append((name, text))
            else:
                self.parts.ids.setdefault(name, text)
                if name == "js_content":
                    self.parts.links = heard.pairs()

    def _embedded(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "img" and len(self.parts.images) < _MOST_FOUND:
            self.parts.images.append(dict(attributes))
        elif tag in _MEDIA and len(self.parts.frames) < _MOST_FOUND:
            self.parts.frames.append({**attributes, "tag": tag})


def parts_of(html: str) -> Parts:
    """Return what a page shows.

    Args:
        html: Any text; nothing in it is run or fetched.
    """
    listener: Any = _Listener()
    parser = etree.HTMLParser(target=listener, recover=True, huge_tree=True, no_network=True, encoding="utf-8")
    with suppress(etree.LxmlError, ValueError):  # an empty page; what was heard until then stays
        etree.HTML(mended(html).encode(), parser)
    found: Parts = listener.close()
    return found


def body_html(html: str) -> str | None:
    """Return the markup of the body as it stands in the page; ``None`` if it has none or its end cannot be found."""
    named = _CONTENT.search(html)
    if named is None:
        return None
    tag = html.rfind("<", max(0, named.start() - _LONGEST_TAG), named.start())
    start = html.find(">", named.end(), named.end() + _LONGEST_TAG) + 1
    if tag < 0 or not start or html[tag + 1 : tag + 4].lower() != "div":
        return None
    depth = 1
    for found in _INNER.finditer(html, start):
        depth += -1 if found[1] else 1
        if not depth:
            return html[start : found.start()].strip() or None
    return None
