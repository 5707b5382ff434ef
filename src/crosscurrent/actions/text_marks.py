"""What is marked inside a text: addresses, @names and #tags. For captures that bring no edges of their own."""

from __future__ import annotations

import re
import sys
import unicodedata
from itertools import groupby

_CJK = "\u3000-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef"
_STOP = rf"\s<>\"“”‘’…{_CJK}"
#: An address in running text. Chinese, Japanese and Korean text has no space after an address, so those scripts end it
#: unless the host itself is written in them.
URL = re.compile(
    rf"(?:https?://|(?<![\w.@/])www\.)(?:[^{_STOP}]+|[^\s/?#<>\"，。、：；！？（）]{{1,253}}\.[^{_STOP}]+)",
    re.IGNORECASE,
)
_LONGEST = 8192
_TRAILING = ".,;:!?'*_~|"
_BRACKETS = {")": "(", "]": "[", "}": "{"}

#: ``@name`` and ``@name@host``; not the at sign inside an e-mail address.
MENTION = re.compile(r"(?<![A-Za-z0-9._%+\-])[@＠]([\w][\w.\-·]{0,49})(@[\w.\-]+\.\w+)?")
_OPENING_NAMES = re.compile(r"\s*(?:(?:[@＠][\w.\-·]+)\s+)+")

_TWO_HASHES = frozenset(("weibo", "douban"))
_TOPIC = re.compile(r"[#＃]([^#＃\n]{1,64})[#＃]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")


def _mark_ranges() -> str:
    """Character ranges of combining marks (Unicode category M), which a word character leaves out."""
    marks = [code for code in range(0x300, min(0x20000, sys.maxunicode)) if unicodedata.category(chr(code))[0] == "M"]
    runs = [[code for _, code in run] for _, run in groupby(enumerate(marks), lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


_TAG = re.compile(rf"(?<![0-9A-Za-z_&/])[#＃]((?:[\w\u200c\u200d·]|[{_mark_ranges()}])+)")


def addresses(text: str) -> list[str]:
    """Return the web addresses in ``text`` in order; one cut off by an ellipsis is left out.

    Example:
        >>> addresses("see (https://a.example/x), www.b.example. https://t.co/ab…")
        ['https://a.example/x', 'www.b.example']
    """
    if "http" not in text and "www." not in text and "HTTP" not in text:
        return []
    found = []
    for match in URL.finditer(text):
        address, after = match[0], text[match.end() : match.end() + 1]
        if after == "…" or address.endswith("..."):
            continue
        found.append(_without_trailing(address))
    return found


def _without_trailing(address: str) -> str:
    """Drop sentence punctuation and closing brackets that were never opened; not from monsters, refused anyway."""
    while 0 < len(address) <= _LONGEST:
        last = address[-1]
        unopened = last in _BRACKETS and address.count(last) > address.count(_BRACKETS[last])
        if last not in _TRAILING and not unopened:
            break
        address = address[:-1]
    return address


def names(text: str) -> list[str]:
    """Return the @names in ``text`` without the sign, case-folded, in order.

    Example:
        >>> names("@Ana @ben hi @Cy, mail d@e.example")
        ['ana', 'ben', 'cy']
    """
    if "@" not in text and "＠" not in text:
        return []
    return [(match[1].rstrip(".-·") + (match[2] or "")).casefold() for match in MENTION.finditer(URL.sub(" ", text))]


def opening_names(text: str) -> frozenset[str]:
    """Return the @names a text opens with: in an answer they address it and are no mention of their own.

    Example:
        >>> sorted(opening_names("@Ana @ben hi @Cy"))
        ['ana', 'ben']
    """
    opening = _OPENING_NAMES.match(text)
    return frozenset(names(opening[0])) if opening else frozenset()


def tags(text: str, platform: str) -> list[str]:
    """Return the hashtags in ``text`` as written, without signs, in order.

    ``#话题#`` (two signs) is read on Weibo and Douban, and elsewhere where the part between the signs holds Han
    characters and no white space. Tags of digits alone are no tags.

    Example:
        >>> tags("#投票 去吧 #Go2Vote #1", "x"), tags("#春天 来了#今天出门", "weibo")
        (['投票', 'Go2Vote'], ['春天 来了'])
    """
    if "#" not in text and "＃" not in text:
        return []
    text = URL.sub(" ", text)
    found: list[tuple[int, str]] = []

    def take_topic(match: re.Match[str]) -> str:
        if not _is_topic(match[1], platform):
            return match[0]
        found.append((match.start(), match[1].strip()))
        return " " * len(match[0])

    rest = _TOPIC.sub(take_topic, text)
    found += [(match.start(), match[1]) for match in _TAG.finditer(rest)]
    return [tag for _, tag in sorted(found) if not tag.isdecimal()]


def _is_topic(inner: str, platform: str) -> bool:
    if inner != inner.strip():
        return False
    return platform in _TWO_HASHES or (_HAN.search(inner) is not None and not re.search(r"\s", inner))
