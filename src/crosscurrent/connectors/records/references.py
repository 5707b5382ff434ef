"""What a post refers to: links, hashtags and mentions, out of its text and out of lists beside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_STOPS = '\\s<>"\u201c\u201d\u2018\u2019\u00ab\u00bb\u2026\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef'
_LINK = re.compile(rf"https?://[^{_STOPS}]+", re.IGNORECASE)
_TAIL = ".,;:!?'*_~"
_HASHTAG = re.compile(r"(?<![\w&/#])[#\uff03](\w+)")
_TOPIC = re.compile(r"#([^#\n]{1,80})#")  # Weibo closes a topic with a second sign
_MENTION = re.compile(r"(?:(?<![\w@/.])|(?<=//))[@\uff20]([\w\-·]{1,50})")  # Weibo chains reposts by "//@name:"


@dataclass(frozen=True, slots=True)
class Reference:
    """One edge that leaves a post.

    Attributes:
        type: One of :data:`crosscurrent.model.post.EDGE_TYPES`.
        dst_kind: One of :data:`crosscurrent.model.post.DESTINATION_KINDS`.
        dst: What it leads to, in a form two posts share if they mean the same.
        dst_raw: As written.
        position: 0-based place among the references of this type.
    """

    type: str
    dst_kind: str
    dst: str
    dst_raw: str
    position: int


def links_in(text: str) -> list[str]:
    """Return the links in a text, in order, without the punctuation of the sentence around them.

    Example:
        >>> links_in("see (https://a.example/x_(y)), and http://t.cn/Ab转发")
        ['https://a.example/x_(y)', 'http://t.cn/Ab']
    """
    return [_trimmed(found.group()) for found in _LINK.finditer(text)] if "://" in text else []


def _trimmed(link: str) -> str:
    while link:
        last = link[-1]
        if last in _TAIL or (last in ")]}" and link.count(last) > link.count("([{"[")]}".index(last)])):
            link = link[:-1]
        else:
            break
    return link


def hashtags_in(text: str, platform: str) -> list[str]:
    """Return the hashtags in a text, in order and as written, without their sign.

    Example:
        >>> hashtags_in("#Ottawa and #ottawa2 http://a.example/#no", "x"), hashtags_in("#加拿大 大选# 好", "weibo")
        (['Ottawa', 'ottawa2'], ['加拿大 大选'])
    """
    if "#" not in text and "\uff03" not in text:
        return []
    pattern = _TOPIC if platform == "weibo" else _HASHTAG
    return [found.group(1).strip() for found in pattern.finditer(_LINK.sub(" ", text)) if found.group(1).strip()]


def mentions_in(text: str) -> list[str]:
    """Return the handles mentioned in a text, in order and as written, without their sign.

    Example:
        >>> mentions_in("RT @a_b: mail me@x.example, @老徐时评 好//@甲:转")
        ['a_b', '老徐时评', '甲']
    """
    if "@" not in text and "\uff20" not in text:
        return []
    found = (match.group(1).strip("-·") for match in _MENTION.finditer(_LINK.sub(" ", text)))
    return [handle for handle in found if handle]


def tag_key(tag: str) -> str:
    """Return the form in which equal hashtags are equal: NFKC, folded case, without signs.

    Example:
        >>> tag_key("#ＣＡＮＡＤＡ"), tag_key("Straße")
        ('canada', 'strasse')
    """
    return unicodedata.normalize("NFKC", tag).casefold().strip("# ")


def handle_uid(platform: str, handle: str) -> str:
    """Return the identifier of an account of which only the handle is known; handles differ in case between files.

    Example:
        >>> handle_uid("x", "TEN_GOP")
        'x:@ten_gop'
    """
    return f"{platform}:@{handle.lstrip('@').lower()}"


def numbered(kind: str, dst_kind: str, found: Iterable[tuple[str, str]]) -> Iterator[Reference]:
    """Yield (destination, as written) pairs as references with their places; empty destinations are left out."""
    position = 0
    for dst, raw in found:
        if dst:
            yield Reference(kind, dst_kind, dst, raw, position)
            position += 1
