"""Which parts of one text are found in another: shingles of normal forms, compared pair by pair.

A shingle is a run of characters. Where a child's shingles are missing from a candidate, they are missing in *runs*: one
act of editing makes one run, whether it changes a letter or adds a page. Runs, not characters, count edits.
"""
# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Words = NDArray[np.uint32]

#: Characters of a shingle: four of a script that writes words with one or two, nine (a word and a half) of others.
HAN_WIDTH, OTHER_WIDTH = 4, 9
#: Share of Han characters from which a text counts as written in Han.
HAN_SHARE = 0.3
#: Characters of one text that are looked at.
MOST_CHARS = 200_000
#: A run of missing shingles longer than this many widths is a passage, not a changed word.
PASSAGE_WIDTHS = 2


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Shingles of texts.

    Attributes:
        hashes: Shingles of all texts, ascending within each text.
        places: Position of each shingle in its text.
        first: Text t has the shingles ``first[t] … first[t + 1] - 1``.
        widths: Characters of a shingle of each text.
    """

    hashes: Words
    places: Words
    first: Ints
    widths: Ints


class Overlaps(NamedTuple):
    """What pairs (child, candidate) share, one value per pair."""

    shared: Ints  # shingles of the child that the candidate has
    edits: Ints  # runs of the child that the candidate lacks
    at_edges: Ints  # those of them that are passages at its beginning or end
    dropped: Ints  # passages of the candidate that the child lacks
    kept: Ints  # shingles of the candidate that the child has


def width_of(normal: str) -> int:
    """Return how many characters a shingle of this normal form has.

    Example:
        >>> width_of("汉语测试"), width_of("vote now")
        (4, 9)
    """
    if normal.isascii():
        return OTHER_WIDTH
    codes = np.frombuffer(normal[:2000].encode("utf-32-le", "replace"), np.uint32)
    han = ((codes >= 0x3400) & (codes <= 0x9FFF)).mean() if len(codes) else 0.0
    return HAN_WIDTH if han >= HAN_SHARE else OTHER_WIDTH


def fingerprints(normals: Sequence[str]) -> Fingerprints:
    """Return the shingles of normal forms."""
    cut = [normal[:MOST_CHARS] for normal in normals]
    widths = np.array([width_of(normal) for normal in cut], np.int64)
    lengths = np.array([len(normal) for normal in cut], np.int64)
    counts = np.maximum(lengths - widths + 1, 0)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    first = np.concatenate(([0], np.cumsum(counts)))
    codes = np.frombuffer("".join(cut).encode("utf-32-le", "replace"), np.uint32)
    hashes, places = np.empty(first[-1], np.uint32), np.empty(first[-1], np.uint32)
    _shingle(codes, starts, widths, first, hashes, places)
    return Fingerprints(hashes, places, first, widths)


@njit(cache=True)
def _shingle(codes: Words, starts: Ints, widths: Ints, first: Ints, hashes: Words, places: Words) -> None:
    """Hash every run of ``widths[t]`` characters of text t, and sort."""
    for t in range(widths.size):
        count = first[t + 1] - first[t]
        found = np.empty(count, np.uint64)
        for i in range(count):
            mixed = np.uint64(0xCBF29CE484222325)
            for c in range(starts[t] + i, starts[t] + i + widths[t]):
                mixed = (mixed ^ np.uint64(codes[c])) * np.uint64(0x100000001B3)
            mixed ^= mixed >> np.uint64(29)
            mixed *= np.uint64(0xBF58476D1CE4E5B9)
            found[i] = (mixed >> np.uint64(32)) << np.uint64(32) | np.uint64(i)
        found.sort()
        for i in range(count):
            hashes[first[t] + i] = found[i] >> np.uint64(32)
            places[first[t] + i] = found[i] & np.uint64(0xFFFFFFFF)


@njit(cache=True)
def _mark(hashes: Words, places: Words, first: Ints, one: int, other: int, marks: NDArray[np.bool_]) -> int:
    """Mark the places of text ``one`` whose shingle text ``other`` has; return how many."""
    i, stop_i = first[one], first[one + 1]
    j, stop_j = first[other], first[other + 1]
    shared = 0
    while i < stop_i:
        while j < stop_j and hashes[j] < hashes[i]:
            j += 1
        found = j < stop_j and hashes[j] == hashes[i]
        marks[places[i]] = found
        shared += found
        i += 1
    return shared


@njit(cache=True)
def _runs(marks: NDArray[np.bool_], n: int, longest: int) -> tuple[int, int, int]:
    """Count runs of unmarked places: all, passages at either edge, passages anywhere."""
    edits, at_edges, passages = 0, 0, 0
    start = -1
    for p in range(n + 1):
        if p < n and not marks[p]:
            if start < 0:
                start = p
        elif start >= 0:
            edits += 1
            if p - start > longest:
                passages += 1
                if start == 0 or p == n:
                    at_edges += 1
            start = -1
    return edits, at_edges, passages


@njit(cache=True)
def _compare(
    hashes: Words, places: Words, first: Ints, widths: Ints, child: Ints, candidate: Ints, passage: int
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    n = child.size
    shared, edits, at_edges = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    dropped, kept = np.zeros(n, np.int64), np.zeros(n, np.int64)
    longest = 1
    for t in range(widths.size):
        longest = max(longest, first[t + 1] - first[t])
    marks = np.zeros(longest, np.bool_)
    for r in range(n):
        a, b = child[r], candidate[r]
        size_a, size_b = first[a + 1] - first[a], first[b + 1] - first[b]
        shared[r] = _mark(hashes, places, first, a, b, marks)
        edits[r], at_edges[r], _ = _runs(marks, size_a, passage * widths[a])
        kept[r] = _mark(hashes, places, first, b, a, marks)
        _, _, dropped[r] = _runs(marks, size_b, passage * widths[b])
    return shared, edits, at_edges, dropped, kept


def compare(prints: Fingerprints, child: Ints, candidate: Ints) -> Overlaps:
    """Compare pairs of texts.

    Args:
        prints: Shingles of the texts.
        child: Number of the later text per pair.
        candidate: Number of the text it may be made from.

    Returns:
        What they share. Texts with shingles of different width share nothing.
    """
    return Overlaps(
        *_compare(prints.hashes, prints.places, prints.first, prints.widths, child, candidate, PASSAGE_WIDTHS)
    )


@njit(cache=True)
def _unexplained(
    hashes: Words, places: Words, first: Ints, best: Ints, start: Ints, stop: Ints, rivals: Ints, child: Ints
) -> tuple[Ints, Ints]:
    n = child.size
    inside, outside = np.zeros(n, np.int64), np.zeros(n, np.int64)
    longest = 1
    for t in range(first.size - 1):
        longest = max(longest, first[t + 1] - first[t])
    by_best, by_rival = np.zeros(longest, np.bool_), np.zeros(longest, np.bool_)
    by_any = np.zeros(longest, np.bool_)
    for c in range(n):
        size = first[child[c] + 1] - first[child[c]]
        if _mark(hashes, places, first, child[c], best[c], by_best) == size:
            continue
        by_any[:size] = False
        for r in range(start[c], stop[c]):
            _mark(hashes, places, first, child[c], rivals[r], by_rival)
            by_any[:size] |= by_rival[:size]
        begin, end = 0, size
        while begin < size and not by_best[begin]:
            begin += 1
        while end > begin and not by_best[end - 1]:
            end -= 1
        for p in range(size):
            if by_any[p] and not by_best[p]:
                if begin <= p < end:
                    inside[c] += 1
                else:
                    outside[c] += 1
    return inside, outside


def unexplained(
    prints: Fingerprints, child: Ints, best: Ints, start: Ints, stop: Ints, rivals: Ints
) -> tuple[Ints, Ints]:
    """Count, per child, shingles that its best candidate lacks although a rival candidate has them.

    Args:
        prints: Shingles.
        child: Number of a text per child.
        best: Number of its best candidate.
        start: Rivals of child c are ``rivals[start[c]:stop[c]]``.
        stop: See there.
        rivals: Numbers of texts.

    Returns:
        Counts between the first and the last place that the best candidate explains, and before or after those. Both
        zero: the best candidate alone explains what any of them explains.
    """
    inside, outside = _unexplained(prints.hashes, prints.places, prints.first, best, start, stop, rivals, child)
    return inside, outside


def shared_places(prints: Fingerprints, one: int, other: int) -> NDArray[np.bool_]:
    """Return for each place of text ``one`` whether text ``other`` has the shingle that starts there."""
    marks = np.zeros(int(prints.first[one + 1] - prints.first[one]), np.bool_)
    if len(marks):
        _mark(prints.hashes, prints.places, prints.first, one, other, marks)
    return marks
