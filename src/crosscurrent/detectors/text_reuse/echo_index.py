"""Which stretches of texts share a hard anchor and another one: an inverted index over pairs of anchors.

A single number is in many texts, a number together with a name or a day in few. Looked up are only pairs of anchors
that are rare enough together; the cost grows with the texts, not with their square.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.text_reuse.echo_anchors import Anchor, expected, is_hard
from crosscurrent.detectors.text_reuse.echo_chance import share

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
#: Least surprise of a pair of anchors together, and of one anchor that is looked up by itself: a quoted fragment.
PAIR_SURPRISE, ALONE_SURPRISE = 7.0, 13.0
#: Anchors of a stretch that are paired, the rarest first.
_MOST_ANCHORS = 40
#: Stretches before it with which each is compared where very many hold the same, besides the first ones.
_HUBS = 4


@dataclass(frozen=True, slots=True)
class Held:
    """Anchors of all stretches.

    Attributes:
        names: Every anchor, by number.
        of: Anchors of each stretch, ascending.
        stretch: Stretch of each anchor of each stretch, in a row.
        anchor: Its anchor.
        units: Units that hold each anchor; a unit is a post and what copies it.
        texts: Units there are.
        frequency: Share of unrelated texts that hold each anchor, two units left out: those that are compared.
        hard: Whether an anchor can tie two texts together.
    """

    names: list[Anchor]
    of: list[list[int]]
    stretch: I64
    anchor: I64
    units: I64
    texts: int
    frequency: F64
    hard: list[bool]


def held(anchors: Sequence[Sequence[Anchor]], unit_of: I64) -> Held:
    """Number the anchors of stretches and count the units that hold each.

    Args:
        anchors: Anchors of each stretch.
        unit_of: Unit of each stretch.
    """
    number: dict[Anchor, int] = {}
    of = [sorted({number.setdefault(each, len(number)) for each in found}) for found in anchors]
    lengths = np.array([len(found) for found in of], np.int64)
    flat = np.fromiter((each for found in of for each in found), np.int64, int(lengths.sum()))
    stretch = np.repeat(np.arange(len(of)), lengths)
    size = int(unit_of.max(initial=0)) + 1
    pairs = np.unique(flat * size + unit_of[stretch])
    units = np.bincount(pairs // size, minlength=len(number)).astype(np.int64)
    texts = len(np.unique(unit_of[lengths > 0]))
    frequency = share(
        np.maximum(units - 2, 0).astype(float), max(texts - 2, 0), np.array([expected(a) for a in number])
    )
    return Held(list(number), of, stretch, flat, units, texts, frequency, [is_hard(each) for each in number])


def candidates(found: Held, unit_of: I64, most: int) -> tuple[I64, I64]:
    """Return pairs of stretches of two units that share a hard anchor and another, or a long quoted fragment.

    Args:
        found: Anchors of all stretches.
        unit_of: Unit of each stretch.
        most: Stretches that share the same and are all compared with each other; beyond, each with the first ones and
            those just before it.
    """
    keys, holders = _keys(found)
    order = np.lexsort((holders, keys))
    keys, holders = keys[order], holders[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    ends = np.append(starts[1:], len(keys))
    a: list[I64] = []
    b: list[I64] = []
    for begin, end in zip(starts[ends - starts > 1].tolist(), ends[ends - starts > 1].tolist(), strict=True):
        here = holders[begin:end]
        first, second = _all(end - begin) if end - begin <= most else _some(end - begin)
        a.append(here[first])
        b.append(here[second])
    if not a:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    left, right = np.concatenate(a), np.concatenate(b)
    apart = unit_of[left] != unit_of[right]
    pairs = np.unique(left[apart] * len(unit_of) + right[apart])
    return pairs // len(unit_of), pairs % len(unit_of)


def _keys(found: Held) -> tuple[I64, I64]:
    """Return, for each stretch, the pairs of anchors by which it is looked up, as numbers."""
    surprise = (-np.log(found.frequency)).tolist()
    rare = (found.units >= 2).tolist()
    size = len(found.names) + 1
    keys: list[int] = []
    holders: list[int] = []
    for stretch, anchors in enumerate(found.of):
        mine = [each for each in anchors if rare[each]]
        if len(mine) > _MOST_ANCHORS:
            mine = sorted(sorted(mine, key=lambda each: -surprise[each])[:_MOST_ANCHORS])
        for place, one in enumerate(mine):
            if found.hard[one] and surprise[one] >= ALONE_SURPRISE:
                keys.append(one * size + size - 1)
                holders.append(stretch)
            for other in mine[place + 1 :]:
                if (found.hard[one] or found.hard[other]) and surprise[one] + surprise[other] >= PAIR_SURPRISE:
                    keys.append(one * size + other)
                    holders.append(stretch)
    return np.array(keys, np.int64), np.array(holders, np.int64)


def _all(n: int) -> tuple[I64, I64]:
    first, second = np.triu_indices(n, 1)
    return first, second


def _some(n: int) -> tuple[I64, I64]:
    """Pair each with the first and with those just before it."""
    second = np.repeat(np.arange(1, n), 2 * _HUBS)
    step = np.tile(np.arange(2 * _HUBS), n - 1)
    first = np.where(step < _HUBS, step, second - (step - _HUBS) - 1)
    kept = (first >= 0) & (first < second)
    return first[kept], second[kept]


def surprise_of(frequency: float) -> float:
    """Return how much it says that two texts share an anchor: minus the logarithm of how common it is."""
    return -math.log(frequency)
