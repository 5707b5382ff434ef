"""Passages of normal forms, found again in the texts as written."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from crosscurrent.actions.normal_text import code_points, fold_table, normalise
from crosscurrent.actions.text_marks import MENTION, URL
from crosscurrent.kernels import places as kernel

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U32 = npt.NDArray[np.uint32]

_RETWEET = re.compile(r"(?:RT\s+@[\w.\-]{1,50}\s*[:：]\s*)+")
_CODE = re.compile(r"\[[^\[\]\s]{1,12}\]")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_NOWHERE = -1


class Span(NamedTuple):
    """A passage in two texts as written: characters from start up to, not including, end."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int


class Places(NamedTuple):
    """Where each character of a normal form stands in the text as written; -1 for spaces.

    Attributes:
        begin: First character it was made from.
        end: One past the last.
    """

    begin: array[int]
    end: array[int]


def places(text: str, normal: str) -> Places:
    """Return where the characters of ``normal`` come from.

    Args:
        text: Text as written.
        normal: Its normal form.

    Returns:
        One place per character of ``normal``.

    Example:
        >>> places("RT @a: Go  NOW!", "go now").begin.tolist()
        [7, 8, -1, 11, 12, 13]
    """
    signs, begin, end = _signs(text)
    bare = normal.replace(" ", "")
    if signs != bare:
        begin, end = _aligned(signs, bare, begin, end)
    if len(bare) == len(normal):
        return Places(array("i", begin), array("i", end))
    out = Places(array("i", [_NOWHERE]) * len(normal), array("i", [_NOWHERE]) * len(normal))
    k = 0
    for i, sign in enumerate(normal):
        if sign != " ":
            out.begin[i], out.end[i] = begin[k], end[k]
            k += 1
    return out


def all_places(texts: Sequence[str], normal: Sequence[str], first: I64, form: U32) -> tuple[I32, I32]:
    """Return what :func:`places` returns for many texts, sooner: where each character begins, and where it ends.

    Args:
        texts: Texts as written.
        normal: Their normal forms.
        first: n + 1 offsets of each normal form in the others.
        form: Code points of the normal forms, one after the other.
    """
    begin, end = np.full(len(form), _NOWHERE, np.int32), np.full(len(form), _NOWHERE, np.int32)
    code, offset = code_points(texts)
    placed = kernel.sign_by_sign(code, offset, fold_table(code), form, first, begin, end)
    for row in np.flatnonzero(~placed).tolist():
        found = places(texts[row], normal[row])
        begin[first[row] : first[row + 1]], end[first[row] : first[row + 1]] = found.begin, found.end
    return begin, end


def _signs(text: str) -> tuple[str, list[int], list[int]]:
    """Fold a text sign by sign: what it folds to without spaces, and where each character comes from."""
    pieces: list[str] = []
    begin: list[int] = []
    end: list[int] = []
    until = 0
    for first, last in [*_left_out(text), (len(text), len(text))]:
        if first >= until:
            _fold_stretch(text, until, first, pieces, begin, end)
        until = max(until, last)
    return "".join(pieces), begin, end


def _left_out(text: str) -> list[tuple[int, int]]:
    """Return the stretches that normal forms leave out: retweet marks, addresses, @names, emoticon codes."""
    found = []
    if "RT" in text and (retweet := _RETWEET.search(text)):
        found.append(retweet.span())
    if "://" in text or "www." in text.lower():
        found += [match.span() for match in URL.finditer(text)]
    if "@" in text or "＠" in text:
        found += [match.span() for match in MENTION.finditer(text)]
    if "[" in text and not text.isascii():
        found += [match.span() for match in _CODE.finditer(text) if not _folded(match[0])]
    return sorted(found)


def _fold_stretch(text: str, first: int, last: int, pieces: list[str], begin: list[int], end: list[int]) -> None:
    stretch = text[first:last]
    if stretch.isascii():
        for word in _ASCII_WORD.finditer(stretch):
            pieces.append(word[0].lower())
            begin += range(first + word.start(), first + word.end())
            end += range(first + word.start() + 1, first + word.end() + 1)
        return
    i = first
    while i < last:
        stop = i + 1
        while stop < last and text[stop] >= "\u0300" and _CONTINUES[text[stop]]:
            stop += 1
        piece = _PIECES[text[i]] if stop == i + 1 else _folded(text[i:stop])
        if piece:
            pieces.append(piece)
            if len(piece) == 1:
                begin.append(i)
                end.append(stop)
            else:
                begin += [i] * len(piece)
                end += [stop] * len(piece)
        i = stop


class _Continues(dict[str, bool]):
    """Whether a character composes with the one before it: combining marks, Hangul vowels and finals."""

    def __missing__(self, char: str) -> bool:
        self[char] = answer = unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff"
        return answer


class _Pieces(dict[str, str]):
    """What single characters fold to."""

    def __missing__(self, char: str) -> str:
        self[char] = piece = _folded(char)
        return piece


_CONTINUES, _PIECES = _Continues(), _Pieces()


@lru_cache(maxsize=1 << 16)
def _folded(sign: str) -> str:
    return normalise(sign).replace(" ", "")


def _aligned(signs: str, bare: str, begin: list[int], end: list[int]) -> tuple[list[int], list[int]]:
    """Place the characters of ``bare`` by its longest common subsequence with ``signs``; the rest is nowhere."""
    new_begin, new_end = [_NOWHERE] * len(bare), [_NOWHERE] * len(bare)
    for step in Indel.opcodes(signs, bare):
        if step.tag == "equal":
            new_begin[step.dest_start : step.dest_end] = begin[step.src_start : step.src_end]
            new_end[step.dest_start : step.dest_end] = end[step.src_start : step.src_end]
    return new_begin, new_end
