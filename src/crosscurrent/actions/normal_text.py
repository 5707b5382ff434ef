"""The form in which two texts count as the same: what is left when layout, script and decoration are taken away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

import emoji
import numpy as np
import numpy.typing as npt
import opencc

from crosscurrent.actions.text_marks import MENTION, URL
from crosscurrent.kernels import folding

#: What one character is worth against :data:`MIN_WEIGHT`: 8 Han, 10 Hangul, 14 kana or 20 other characters suffice.
HAN_WEIGHT, HANGUL_WEIGHT, KANA_WEIGHT, OTHER_WEIGHT = 2.5, 2.0, 1.5, 1.0
MIN_WEIGHT = 20.0
#: "hahahaha…" is long but says nothing: a text needs this many different characters.
MIN_DIFFERENT = 5

_CACHED_CHARS = 2000
_MAX_PASSES = 6
_RETWEET = re.compile(r"\s*(?:RT\s+@[\w.\-]{1,50}\s*[:：]\s*)+")
_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")
_HAN_CLASS = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_KANA_CLASS = "\u3040-\u30ff\u31f0-\u31ff"
_HAN = re.compile(f"[{_HAN_CLASS}]")
_KANA = re.compile(f"[{_KANA_CLASS}]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7af]")
_SPACED = re.compile(f"(?<=[{_HAN_CLASS}{_KANA_CLASS}]) | (?=[{_HAN_CLASS}{_KANA_CLASS}])")
#: Emoticon codes of Weibo and Bilibili: Chinese words in brackets, and the few Latin ones.
_EMOTICON = re.compile(
    rf"\[(?:(?:[a-z]{{0,6}})[{_HAN_CLASS}]{{1,6}}|doge|good|ok|no|bobo|haha|cry|np|nb|flash|weak|hufen)\]",
    re.IGNORECASE,
)
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
#: Variants outside OpenCC's table of single characters, folded so that both spellings meet.
_MORE_VARIANTS = {"著": "着", "妳": "你", "祇": "只", "眞": "真", "藉": "借", "麽": "么", "裏": "里", "甚麼": "什么"}


def _simplify() -> dict[int, str]:
    """Build traditional -> simplified per character from OpenCC's ``t2s``, followed to its end.

    Single characters only, on purpose: an identity must not depend on neighbours (OpenCC keeps 乾 in 乾坤 and turns
    it into 干 in 乾燥).
    """
    converter = opencc.OpenCC("t2s")
    blocks = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x2A6E0))
    written = [chr(code) for block in blocks for code in block]
    folded = converter.convert("\n".join(written)).split("\n")
    table = {old: new for old, new in zip(written, folded, strict=True) if old != new}
    table |= {old: new for old, new in _MORE_VARIANTS.items() if len(old) == 1}
    return {ord(old): table.get(new, new) for old, new in table.items()}


class _Fold(dict[int, str]):
    """Character table that fills itself: letters, digits and marks stay, all else becomes a space."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        kept = category[0] in "LN" or category in ("Mn", "Mc")
        self[code] = char if kept else " "
        return self[code]


class _Hide(dict[int, "str | None"]):
    """Character table that drops what is not seen or only decorates: zero-width, variation, emoji, tatweel."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        hidden = unicodedata.category(char) in ("Cf", "Me") or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
        self[code] = None if hidden or code in (0x34F, 0x640, 0x180B, 0x180C, 0x180D) else char
        return self[code]


_SIMPLE = _simplify()
_FOLD = _Fold(_SIMPLE)
_HIDE = _Hide({ord(char): " " for sign in emoji.EMOJI_DATA for char in sign if not char.isascii() and char != "\u20e3"})
_HIDE |= dict.fromkeys([0x200D, 0xFE0F, 0x20E3])


def simplified(text: str) -> str:
    """Return a text with traditional characters folded to simplified ones, one by one; nothing else changes.

    Example:
        >>> simplified("臺灣的「選舉」 ABC")
        '台湾的「选举」 ABC'
    """
    return text.translate(_SIMPLE)


def normalise(text: str) -> str:
    """Return the normal form of a text.

    Taken away, in this order: a leading ``RT @name:``, addresses, @names, emoji and emoticon codes, zero-width
    characters; then NFKC, case folding, traditional to simplified Chinese, everything but letters, digits and their
    marks; runs of white space become one space, and none is kept beside Han or kana. Words of hashtags stay.

    Args:
        text: Raw text in any script; any code points, lone surrogates included.

    Returns:
        The normal form, possibly empty. ``normalise(normalise(t)) == normalise(t)``.

    Source:
        The list of steps is customary (D3lta, VIGINUM, does most of them); the tables and their order are own work.

    Example:
        >>> normalise("RT @a: Vote NOW!! 🗳️ https://t.co/x @b") == normalise("vote now")
        True
        >>> normalise("漢語，測試！") == normalise("汉语测试")
        True
    """
    return _cached(text) if len(text) <= _CACHED_CHARS else _normalise(text)


def _normalise(text: str) -> str:
    return _folded(_without_marks(text))


def _without_marks(text: str) -> str:
    text = _RETWEET.sub("", text, count=1) if "RT" in text else text
    if "://" in text or "www." in text.lower():
        text = URL.sub(" ", text)
    if "@" in text or "＠" in text:
        text = MENTION.sub(" ", text)
    return text if text.isascii() else _KEYCAP.sub(" ", _EMOTICON.sub(" ", text))


def _folded(text: str) -> str:
    if text.isascii():
        return _NOT_ASCII_WORD.sub(" ", text.lower()).strip()
    for _ in range(_MAX_PASSES):
        folded = _fold_once(text)
        if folded == text:
            break
        text = folded
    return text


_cached = lru_cache(maxsize=1 << 16)(_normalise)


def normalise_all(texts: Sequence[str]) -> list[str]:
    """Return the normal form of each of many texts: what :func:`normalise` returns, sooner.

    Example:
        >>> normalise_all(["Vote NOW!!", "漢語，測試！ @b", ""])
        ['vote now', '汉语测试', '']
    """
    points = code_points(texts)
    marks = np.flatnonzero(folding.marked(*points)).tolist()
    if marks:
        texts = list(texts)
        for row in marks:
            texts[row] = _without_marks(texts[row])
        points = code_points(texts)
    table = fold_table(points[0])
    code, offset, entangled = folding.fold(*points, table)
    every, places = code.tobytes().decode("utf-32-le", "surrogatepass"), offset.tolist()
    forms = [every[first:last] for first, last in pairwise(places)]
    for row in np.flatnonzero(entangled).tolist():
        forms[row] = _folded(texts[row])
    return forms


def code_points(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """Lay texts out as code points, lone surrogates included: the code points, and where each text begins and ends."""
    code = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    offset = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=offset[1:])
    return code, offset


def fold_table(code: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return what each code point becomes, as far as ``code`` holds it; see :mod:`crosscurrent.kernels.folding`."""
    table = _known_table()
    for one in folding.unknown(code, table).tolist():
        table[one] = _becomes(chr(one))
    return table


@cache
def _known_table() -> npt.NDArray[np.uint32]:
    return np.full(folding.CODE_POINTS, folding.UNKNOWN, np.uint32)


def _becomes(char: str) -> int:
    """Return what a character folds to, wherever it stands, as :mod:`crosscurrent.kernels.folding` tells it.

    Characters that compose with the one before them, and those that make such ones, are entangled with it.
    """
    shown = char.translate(_HIDE)
    if _composes(char):
        return folding.ENTANGLED
    if not shown:
        return folding.NOTHING
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).casefold()).translate(_FOLD)
    if not folded.strip():
        return folding.SPACE
    if len(folded) > 1 or _composes(folded) or _fold_once(folded) != folded:
        return folding.ENTANGLED
    return ord(folded)


def _composes(char: str) -> bool:
    """Return whether a character can become one with the one before it: marks, and vowels and finals of Hangul."""
    return unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff"


def _fold_once(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.translate(_HIDE)).casefold()
    words = " ".join(unicodedata.normalize("NFKC", plain).translate(_FOLD).split())
    return _SPACED.sub("", words)


def weight(normal: str) -> float:
    """Return how much a normal form says, in characters of an alphabetic script (see :data:`HAN_WEIGHT` …).

    Example:
        >>> weight("vote"), weight("投票"), weight("投票 now")
        (4.0, 5.0, 9.0)
    """
    if normal.isascii():
        return OTHER_WEIGHT * len(normal)
    han, kana, hangul = (len(script.findall(normal)) for script in (_HAN, _KANA, _HANGUL))
    other = len(normal) - han - kana - hangul
    return HAN_WEIGHT * han + KANA_WEIGHT * kana + HANGUL_WEIGHT * hangul + OTHER_WEIGHT * other
