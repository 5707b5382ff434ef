"""Quoted fragments and headlines that other texts hold word for word, with or without quotation marks.

Speech has no quotation marks, and words in a picture have none: a fragment is looked for in all texts by its rarest
shingle and then compared letter by letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.text_reuse.echo_anchors import Anchor
from crosscurrent.detectors.text_reuse.prepare import code_points
from crosscurrent.kernels import shingles

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]
_AT_ONCE = 20_000
#: A fragment whose rarest shingle more texts hold is a set phrase.
_MOST_TEXTS = 1_000


def holders(wanted: Mapping[Anchor, str], forms: Sequence[str]) -> dict[int, list[Anchor]]:
    """Return, for each text, the fragments it holds.

    Args:
        wanted: Anchor -> normal form of the fragment.
        forms: Normal form of each text.

    Example:
        >>> fragment = "not one step back from here"
        >>> texts = ["he said not one step back from here today", "one step back", "not one step back from here"]
        >>> sorted(holders({("quotation", fragment): fragment}, texts))
        [0, 2]
    """
    ordered = sorted(wanted)
    first, hashes = _cut([wanted[each] for each in ordered])
    known = np.unique(hashes)
    texts, seen = _seen(forms, known)
    held_by = np.bincount(seen, minlength=len(known))
    starts = np.searchsorted(seen, np.arange(len(known) + 1))
    found: dict[int, list[Anchor]] = {}
    for number, anchor in enumerate(ordered):
        mine = np.searchsorted(known, hashes[first[number] : first[number + 1]])
        if not len(mine):
            continue
        rarest = int(mine[held_by[mine].argmin()])
        if not 2 <= held_by[rarest] <= _MOST_TEXTS:
            continue
        for text in texts[starts[rarest] : starts[rarest + 1]].tolist():
            if _holds(forms[text], wanted[anchor]):
                found.setdefault(text, []).append(anchor)
    return found


def _cut(forms: Sequence[str]) -> tuple[I64, U64]:
    points = code_points(list(forms))
    first, _, _, hashes = shingles.cut(points.code, points.offset)
    return first, hashes


def _seen(forms: Sequence[str], known: U64) -> tuple[I64, I64]:
    """Return (text, place in ``known``) of every known shingle of every text, by place, each once."""
    found = [np.zeros(0, np.int64)]
    for begin in range(0, len(forms), _AT_ONCE):
        first, hashes = _cut(forms[begin : begin + _AT_ONCE])
        place = np.minimum(np.searchsorted(known, hashes), max(len(known) - 1, 0))
        hit = known[place] == hashes if len(known) else np.zeros(len(hashes), np.bool_)
        text = begin + np.repeat(np.arange(len(first) - 1), np.diff(first))[hit]
        found.append(np.unique(place[hit] * np.int64(len(forms)) + text))
    pairs = np.unique(np.concatenate(found))
    return pairs % max(len(forms), 1), pairs // max(len(forms), 1)


def _holds(form: str, fragment: str) -> bool:
    """Words of a spaced script are held as whole words."""
    place = form.find(fragment)
    while place >= 0:
        end = place + len(fragment)
        inside = (place and form[place - 1].isalnum() and fragment[0].isascii() and form[place - 1].isascii()) or (
            end < len(form) and form[end].isalnum() and fragment[-1].isascii() and form[end].isascii()
        )
        if not inside:
            return True
        place = form.find(fragment, place + 1)
    return False
