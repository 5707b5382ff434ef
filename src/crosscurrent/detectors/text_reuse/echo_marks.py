"""Where an anchor stands in a text as written, so that a page can mark it."""

from __future__ import annotations

import re
import unicodedata

from crosscurrent.actions.normal_text import normalise, simplified
from crosscurrent.detectors.text_reuse.echo_anchors import Anchor, bare_word, forms_of, stated
from crosscurrent.detectors.text_reuse.names import named, sounds_alike
from crosscurrent.detectors.text_reuse.passages import places

Place = tuple[int, int]
_TOKEN = re.compile(
    r"[\d０-９](?:[\d０-９.,:/\u00a0\u202f\-]*[\d０-９])?|[^\W\d_\u3400-\u4dbf\u4e00-\u9fff]+|[^\s]", re.UNICODE
)
_LATIN_WORD = re.compile(r"[^\W\d_\u3400-\u4dbf\u4e00-\u9fff][\w'’\-]*")
_ELIDED = re.compile(r"(?:[lLdDnNsSjJcCmMtT]|[qQ]u)['’]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
#: Most words that state one figure, and how many of them may stand before the first digit: the third of March.
_MOST_WORDS, _MOST_BACK = 8, 3


def located(text: str, anchor: Anchor) -> Place | None:
    """Return the first place of an anchor in a text as written; ``None`` where it cannot be told.

    Example:
        >>> place = located("On March third, three hundred people met Marbeck.", ("number", "300"))
        >>> "On March third, three hundred people met Marbeck."[slice(*place)]
        'three hundred'
    """
    kind, value = anchor
    if kind in ("number", "percent", "day", "time"):
        return _figure(text, anchor)
    if kind == "name":
        return _name(text, value)
    return _phrase(text, value)


def _figure(text: str, anchor: Anchor) -> Place | None:
    """Find the fewest words that state a figure: about digits and Han numerals first, then about any word."""
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    numeric = [n for n, (begin, end) in enumerate(tokens) if _may_state(text[begin:end], anchor)]
    found = _about(text, anchor, tokens, numeric) or _about(text, anchor, tokens, _spelled(text, anchor, tokens))
    if found is not None and anchor[0] == "day" and text[found[1] : found[1] + 1] in ("日", "号", "號"):
        return found[0], found[1] + 1
    return found


def _may_state(token: str, anchor: Anchor) -> bool:
    """Digits must be those of the figure: 8.65 of 86500; a Han numeral may be any."""
    if not token[0].isdecimal():
        return token[0].isnumeric()
    digits = set(re.findall(r"[1-9](?:\d*[1-9])?", re.sub(r"[.,\s\u202f]", "", anchor[1])))
    written = re.sub(r"[.,\s\u202f]", "", unicodedata.normalize("NFKC", token)).strip("0")
    return written in digits or any(part.strip("0") in digits for part in re.split(r"\D", written))


def _about(text: str, anchor: Anchor, tokens: list[Place], starts: list[int]) -> Place | None:
    for size in range(1, _MOST_WORDS + 1):
        for start in starts:
            for back in range(min(size, _MOST_BACK)):
                first, last = start - back, start - back + size - 1
                if first < 0 or last >= len(tokens):
                    continue
                if anchor in stated(text[tokens[first][0] : tokens[last][1]]):
                    return tokens[first][0], tokens[last][1]
    return None


def _spelled(text: str, anchor: Anchor, tokens: list[Place]) -> list[int]:
    """Return the words of the first stretch of a few that states a figure."""
    for first in range(0, len(tokens), _MOST_WORDS):
        last = min(first + 2 * _MOST_WORDS, len(tokens)) - 1
        if anchor in stated(text[tokens[first][0] : tokens[last][1]]):
            return list(range(first, last + 1))
    return []


def _name(text: str, value: str) -> Place | None:
    if _HAN.search(value):
        begin = simplified(text).find(value)
        return (begin, begin + len(value)) if begin >= 0 else None
    lower = simplified(text).lower()
    for form in forms_of(value):
        begin = lower.find(form)
        if begin >= 0:
            return begin, begin + len(form)
    for match in _LATIN_WORD.finditer(text):
        elided = _ELIDED.match(match[0])
        begin = match.start() + (elided.end() if elided else 0)
        word = re.sub("['’]s$", "", text[begin : match.end()])
        if bare_word(word) == value:
            return begin, begin + len(word)
    return _by_sound(text, value)


def _by_sound(text: str, value: str) -> Place | None:
    """Find the Han characters that transcribe a name in Latin letters."""
    plain = simplified(text)
    for run in sorted(named(plain).han, key=lambda run: (-len(run), run)) if _HAN.search(plain) else ():
        if sounds_alike(value, run):
            begin = plain.find(run)
            return begin, begin + len(run)
    return None


def _phrase(text: str, value: str) -> Place | None:
    normal = normalise(text)
    begin = normal.find(value)
    if begin < 0:
        begin = normal.find(normalise(value))
    if begin < 0 or not value:
        return None
    spots = places(text, normal)
    kept = [n for n in range(begin, min(begin + len(value), len(normal))) if spots.begin[n] >= 0]
    return (spots.begin[kept[0]], spots.end[kept[-1]]) if kept else None
