"""Nearest neighbours of vectors without comparing all pairs: lists around centres, of which each vector visits a few.

Up to :data:`EXACT` vectors everything is compared, in blocks. Beyond, centres are fitted to a sample (seeded
k-means), vectors are put on the list of their nearest centre, long lists are halved until none is long, and every
vector visits the lists whose centres are nearest: the cost per vector grows with the square root of their number at
most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F16 = npt.NDArray[np.float16]
F32 = npt.NDArray[np.float32]
I64 = npt.NDArray[np.int64]

EXACT = 12_000
_BLOCK, _MEMBERS = 1_024, 4_096
#: Centres per square root of the number of vectors; lists visited; sample per centre; rounds of k-means.
_CENTRES, _VISITED, _SAMPLE, _ROUNDS = 3.0, 24, 16, 5
#: A list may be so many times as long as the average one.
_LONGEST = 4
#: Added to a standard deviation of cosines, so that a neighbourhood of equals does not make a hair a distance.
_LEAST_SPREAD = 0.05


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest others of each vector, the nearest first, among its own group and among the other groups.

    Attributes:
        other: Their numbers, -1 where there are fewer; vectors x 2 x k, own group first.
        cosine: Their cosines, the floor where there are fewer.
    """

    other: npt.NDArray[np.int32]
    cosine: F32


def neighbours(
    vectors: F16, group: I64, k: int, floor: float, seed: int, advance: Callable[[int], None] = lambda _: None
) -> Neighbours:
    """Find the nearest neighbours of every vector.

    Args:
        vectors: Rows of length one.
        group: Group of each vector, for example its language; 0 … few.
        k: How many of its own group, and how many of all other groups.
        floor: Least cosine that counts.
        seed: Of the sample from which the lists are made.
        advance: Told of vectors done.

    Returns:
        At most ``k`` and ``k`` of each vector.

    Example:
        >>> found = neighbours(np.eye(4, dtype=np.float16)[[0, 0, 1]], np.array([0, 0, 1]), 2, 0.5, 1)
        >>> found.other[:, 0].tolist(), found.other[:, 1].tolist()
        ([[1, -1], [0, -1], [-1, -1]], [[-1, -1], [-1, -1], [-1, -1]])
    """
    n = len(vectors)
    best = Neighbours(np.full((n, 2, k), -1, np.int32), np.full((n, 2, k), floor, np.float32))
    if n <= EXACT:
        everything = _by_group(np.arange(n, dtype=np.int64), group)
        _visit(best, vectors, group, everything, everything, advance)
    else:
        for visitors, members in _lists(vectors, seed):
            _visit(best, vectors, group, visitors, _by_group(members, group), lambda _: None)
            advance(len(members))
    return _ordered(best)


def _by_group(rows: I64, group: I64) -> I64:
    return rows[np.argsort(group[rows], kind="stable")]


def _ordered(best: Neighbours) -> Neighbours:
    order = np.lexsort((best.other, -best.cosine), axis=2)
    return Neighbours(np.take_along_axis(best.other, order, 2), np.take_along_axis(best.cosine, order, 2))


def _visit(
    best: Neighbours, vectors: F16, group: I64, visitors: I64, members: I64, advance: Callable[[int], None]
) -> None:
    """Compare visitors with members and keep what is nearer than what they have."""
    blocks = [members[start : start + _MEMBERS] for start in range(0, len(members), _MEMBERS)]
    loaded = [vectors[block].astype(np.float32) for block in blocks] if len(blocks) == 1 else None
    for start in range(0, len(visitors), _BLOCK):
        rows = visitors[start : start + _BLOCK]
        asked = vectors[rows].astype(np.float32)
        for number, block in enumerate(blocks):
            held = loaded[number] if loaded else vectors[block].astype(np.float32)
            cosine = asked @ held.T
            cosine[rows[:, None] == block[None, :]] = -1.0
            edges = np.flatnonzero(np.diff(group[block], prepend=-1))
            for first, last in zip(edges, [*edges[1:], len(block)], strict=True):
                _keep(best, rows, block[first:last], cosine[:, first:last], (group[rows] != group[block[first]]))
        advance(len(rows))


def _keep(best: Neighbours, rows: I64, block: I64, cosine: F32, side: npt.NDArray[np.bool_]) -> None:
    """Merge the cosines of one group of members into the best of each row; ``side`` says which of the two lists."""
    which = side.astype(np.int64)
    k = best.other.shape[2]
    least = best.cosine[rows, which].min(axis=1)
    row, column = np.nonzero(cosine > least[:, None])
    if len(row) == 0:
        return
    found = cosine[row, column]
    order = np.lexsort((column, -found, row))
    row, column, found = row[order], column[order], found[order]
    first = np.flatnonzero(np.diff(row, prepend=-1))
    rank = np.arange(len(row)) - np.repeat(first, np.diff(np.append(first, len(row))))
    row, column, found, rank = (values[rank < k] for values in (row, column, found, rank))
    hit, place = np.unique(row, return_inverse=True)
    new_cosine = np.full((len(hit), k), -2.0, np.float32)
    new_other = np.full((len(hit), k), -1, np.int32)
    new_cosine[place, rank] = found
    new_other[place, rank] = block[column]
    target, lists = rows[hit], which[hit]
    cosines = np.concatenate((best.cosine[target, lists], new_cosine), axis=1)
    others = np.concatenate((best.other[target, lists], new_other), axis=1)
    kept = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    best.cosine[target, lists] = np.take_along_axis(cosines, kept, 1)
    best.other[target, lists] = np.take_along_axis(others, kept, 1)


def _lists(vectors: F16, seed: int) -> list[tuple[I64, I64]]:
    """Return, per list, the vectors that visit it and the vectors on it."""
    centres = _centres(vectors, seed)
    nearest = _nearest_centres(vectors, centres, 1)[:, 0]
    longest = max(int(_LONGEST * len(vectors) / len(centres)), 64)
    order = np.argsort(nearest, kind="stable")
    cuts = np.flatnonzero(np.diff(nearest[order])) + 1
    parts = [part for rows in np.split(order, cuts) for part in _halved(vectors, rows, longest, seed)]
    middles = np.stack([_unit(vectors[part].astype(np.float32).mean(axis=0, keepdims=True))[0] for part in parts])
    visited = _nearest_centres(vectors, middles, min(_VISITED, len(parts)))
    flat = np.argsort(visited.ravel(), kind="stable")
    visitors = flat // visited.shape[1]
    ends = np.cumsum(np.bincount(visited.ravel(), minlength=len(parts)))
    return [
        (visitors[start:end], part)
        for part, start, end in zip(parts, np.concatenate(([0], ends[:-1])), ends, strict=True)
    ]


def _centres(vectors: F16, seed: int) -> F32:
    random = np.random.default_rng(seed)
    wanted = int(_CENTRES * np.sqrt(len(vectors)))
    sample = np.sort(random.choice(len(vectors), min(len(vectors), wanted * _SAMPLE), replace=False))
    drawn = vectors[sample].astype(np.float32)
    centres = drawn[random.choice(len(drawn), wanted, replace=False)]
    for _ in range(_ROUNDS):
        nearest = _nearest_centres(drawn, centres, 1)[:, 0]
        order = np.argsort(nearest, kind="stable")
        held = np.flatnonzero(np.bincount(nearest, minlength=wanted))
        starts = np.searchsorted(nearest[order], held)
        centres = centres.copy()
        centres[held] = _unit(np.add.reduceat(drawn[order], starts, axis=0))
    return centres


def _nearest_centres(vectors: F16 | F32, centres: F32, k: int) -> npt.NDArray[np.int32]:
    out = np.empty((len(vectors), k), np.int32)
    for start in range(0, len(vectors), _BLOCK):
        cosine = vectors[start : start + _BLOCK].astype(np.float32) @ centres.T
        if k == 1:
            out[start : start + _BLOCK, 0] = cosine.argmax(axis=1)
        elif k < len(centres):
            out[start : start + _BLOCK] = np.argpartition(-cosine, k, axis=1)[:, :k]
        else:
            out[start : start + _BLOCK] = np.arange(k)
    return out


def _halved(vectors: F16, rows: I64, longest: int, seed: int) -> list[I64]:
    """Cut a list at the median of a direction in which it is wide, until no part is long; equal vectors too."""
    if len(rows) <= longest:
        return [rows]
    held = vectors[rows].astype(np.float32)
    middle = held.mean(axis=0)
    far = held[int(np.argmin(held @ middle))]
    further = held[int(np.argmin(held @ far))]
    order = np.argsort(held @ (far - further), kind="stable")
    cut = len(rows) // 2
    return [
        part for half in (order[:cut], order[cut:]) for part in _halved(vectors, np.sort(rows[half]), longest, seed)
    ]


def _unit(rows: F32) -> F32:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)


@dataclass(frozen=True, slots=True)
class Standing:
    """How near the two of a pair are to each other, compared with how near others are to each of them.

    Attributes:
        rank: Logarithm of the worse of the ranks they have for each other.
        low: Cosine in standard deviations above the mean of the others, for the text where that is less.
        high: … and for the other.
    """

    rank: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]


def standing(n: int, a: I64, b: I64, side: I64, cosine: npt.NDArray[np.float64], k: int, floor: float) -> Standing:
    """Compare each pair with the other pairs of its two texts, on the same side: the same or another group.

    Where a text has fewer than ``k`` neighbours, those it lacks are taken to be at the floor.

    Example:
        >>> a, b, side = np.array([0, 0, 0]), np.array([1, 2, 3]), np.zeros(3, np.int64)
        >>> found = standing(4, a, b, side, np.array([0.9, 0.5, 0.4]), 3, 0.3)
        >>> found.rank.round(2).tolist(), bool(found.low[0] > found.low[1])
        ([0.0, 0.69, 1.1], True)
    """
    both = np.concatenate((cosine, cosine))
    place = np.concatenate((a, b)) * 2 + np.concatenate((side, side))
    held = np.bincount(place, minlength=2 * n)
    lacking = np.maximum(k - held, 0)
    total = np.maximum(held, k)
    mean = (np.bincount(place, both, 2 * n) + lacking * floor) / total
    square = (np.bincount(place, both * both, 2 * n) + lacking * floor * floor) / total
    spread = np.sqrt(np.maximum(square - mean**2, 1e-4)) + _LEAST_SPREAD
    above = (both - mean[place]) / spread[place]
    order = np.lexsort((-both, place))
    first = np.flatnonzero(np.diff(place[order], prepend=-1))
    rank = np.empty(len(both))
    rank[order] = np.arange(len(both)) - np.repeat(first, np.diff(np.append(first, len(both))))
    m = len(a)
    return Standing(
        np.log1p(np.maximum(rank[:m], rank[m:])), np.minimum(above[:m], above[m:]), np.maximum(above[:m], above[m:])
    )
