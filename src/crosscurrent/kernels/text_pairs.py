"""Pairs of texts that share a rare shingle, and how much of each is found in the other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from crosscurrent.kernels.shingles import TWICE, class_of

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U32 = npt.NDArray[np.uint32]
F64 = npt.NDArray[np.float64]
BOOL = npt.NDArray[np.bool_]

#: Last place of a small table that says which shingles a text may hold.
_MAYBE = 0xFFF


@njit(cache=True, nogil=True)
def _place(texts: I32, first: int, last: int, row: int) -> int:
    """Return where ``row`` stands, or would stand, in an ascending stretch."""
    while first < last:
        middle = (first + last) // 2
        if texts[middle] < row:
            first = middle + 1
        else:
            last = middle
    return first


@njit(cache=True, nogil=True)
def _partners(
    row: int, once_first: I64, once: I32, where: I64, texts: I32, all_pairs: int, hubs: int, met: I32,
    out: I32,
) -> tuple[int, I32]:  # fmt: skip
    """Collect the earlier texts that share a listed shingle with ``row``; returns how many, and ``out`` grown.

    ``met`` gets, per text, the row it was last met from (0) and the shingles shared through lists of which all pairs
    are taken (1): side by side, since looking them up in memory is most of the work.
    """
    size = 0
    for k in range(once_first[row], once_first[row + 1]):
        first, last = where[once[k]], where[once[k] + 1]
        if first == last:
            continue
        mine = _place(texts, first, last, row)
        short = last - first <= all_pairs
        far = mine if short else min(mine, first + hubs)
        for part in range(2):
            begin, end = (first, far) if part == 0 else (max(far, mine - hubs), mine)
            for q in range(begin, end):
                other = texts[q]
                if met[other, 0] != row:
                    met[other, 0], met[other, 1] = row, 0
                    if size == len(out):
                        out = np.concatenate((out, np.empty(len(out), np.int32)))
                    out[size] = other
                    size += 1
                met[other, 1] += short
    return size, out


@njit(cache=True, nogil=True)
def _met(
    first: I64, number: I32, start: I32, end: I32, length: I32, once_first: I64, once: I32, n_counted: int,
    least: float,
) -> I32:  # fmt: skip
    """Return, per text, room for two notes (see :func:`_partners`), two bounds, and a summary.

    The bounds are the fewest different shared shingles that can cover enough of it (2), and how many shared ones
    go uncounted (3): the last of its shingles, from number ``n_counted`` on. Of those the summary has one bit each
    (4, 5) and says whether no two fall on one bit (6).
    """
    n = len(length)
    met = np.zeros((n, 8), np.int32)
    met[:, 0] = -1
    for row in range(n):
        longest, repeated = 1, once_first[row] - once_first[row + 1]
        for k in range(first[row], first[row + 1]):
            longest = max(longest, end[k] - start[k])
            repeated += number[k] >= 0
        met[row, 2] = np.int32(np.ceil(least * length[row] / longest)) - repeated
        k, met[row, 6] = once_first[row + 1], 1
        while k > once_first[row] and once[k - 1] >= n_counted:
            k -= 1
            part, bit = 4 + (once[k] >> 5 & 1), np.int32(1) << (once[k] & 31)
            met[row, 6] &= met[row, part] & bit == 0
            met[row, part] |= bit
        met[row, 3] = once_first[row + 1] - k
    return met


@njit(cache=True, nogil=True)
def _bits(word: int) -> int:
    """Count the bits of 32 that are set."""
    x = np.uint32(word)
    x = x - ((x >> np.uint32(1)) & np.uint32(0x55555555))
    x = (x & np.uint32(0x33333333)) + ((x >> np.uint32(2)) & np.uint32(0x33333333))
    x = (x + (x >> np.uint32(4))) & np.uint32(0x0F0F0F0F)
    return int(np.uint32(x * np.uint32(0x01010101)) >> np.uint32(24))


@njit(cache=True, nogil=True)
def _most_uncounted(met: I32, row: int, other: int) -> int:
    """Return the most uncounted shingles that two texts can share."""
    most: int = min(met[row, 3], met[other, 3])
    if met[row, 6] or met[other, 6]:
        most = min(most, _bits(met[row, 4] & met[other, 4]) + _bits(met[row, 5] & met[other, 5]))
    return most


@njit(cache=True, nogil=True)
def _common(a: I32, b: I32, out: I32) -> int:
    """Write what two ascending arrays share to ``out``; gallops through the longer where lengths differ much."""
    if len(a) > len(b):
        a, b = b, a
    size, j = 0, 0
    gallop = len(b) > 16 * len(a)
    for i in range(len(a)):
        if gallop:
            j = _place(b, j, len(b), a[i])
        else:
            while j < len(b) and b[j] < a[i]:
                j += 1
        if j == len(b):
            break
        if b[j] == a[i]:
            out[size] = a[i]
            size += 1
    return size


@njit(cache=True, nogil=True)
def _n_common(mine: I32, other: I32, held: I32, row: int) -> int:
    """Count what two ascending arrays share, ``held`` saying which shingles the text ``row`` holds."""
    size, j = 0, 0
    if len(other) <= 16 * len(mine):
        for one in other:
            size += held[one] == row
        return size
    for one in mine:
        j = _place(other, j, len(other), one)
        if j == len(other):
            break
        size += other[j] == one
    return size


@njit(cache=True, nogil=True)
def _promising(row: int, found: I32, n_found: int, once_first: I64, once: I32, met: I32, held: I32) -> int:
    """Move those partners to the front of ``found`` that share enough shingles; returns how many.

    ``met`` counts for them (1) what they share.
    """
    kept = 0
    uncounted = once[once_first[row + 1] - met[row, 3] : once_first[row + 1]]
    for k in range(n_found):
        other = found[k]
        fewer = min(met[row, 2], met[other, 2])
        most = _most_uncounted(met, row, other)
        if met[other, 1] + most < fewer:
            continue
        if most:
            last = once_first[other + 1]
            met[other, 1] += _n_common(uncounted, once[last - met[other, 3] : last], held, row)
        if met[other, 1] >= fewer:
            found[kept] = other
            kept += 1
    return kept


@njit(cache=True, nogil=True)
def _covered(number: I32, start: I32, end: I32, first: int, last: int, mark: I32, sign: int) -> int:
    """Return how many characters of a text lie in shingles marked with ``sign``."""
    covered, until = 0, 0
    for k in range(first, last):
        if number[k] >= 0 and mark[number[k]] == sign:
            covered += end[k] - max(start[k], until)
            until = end[k]
    return covered


@njit(cache=True, nogil=True)
def _shared_places(first: I64, number: I32, start: I32, end: I32) -> tuple[I64, I32]:
    """Return number, start and end of the shared shingles of each text side by side, in the order of the text."""
    offset, size = np.zeros(len(first), np.int64), 0
    for k in range(len(number)):
        size += number[k] >= 0
    out, size = np.empty((size, 3), np.int32), 0
    for row in range(len(first) - 1):
        for k in range(first[row], first[row + 1]):
            if number[k] >= 0:
                out[size, 0], out[size, 1], out[size, 2] = number[k], start[k], end[k]
                size += 1
        offset[row + 1] = size
    return offset, out


@njit(cache=True, nogil=True)
def _covered_row(places: I32, mark: I32, sign: int) -> int:
    """Return how many characters lie in shingles marked with ``sign``."""
    covered, until = 0, 0
    for k in range(len(places)):
        if mark[places[k, 0]] == sign:
            covered += places[k, 2] - max(places[k, 1], until)
            until = places[k, 2]
    return covered


@njit(cache=True, nogil=True)
def _covered_other(places: I32, held: I32, maybe: BOOL, row: int, mark: I32, sign: int) -> int:
    """Mark the shingles of a text that ``row`` holds, and return how many of its characters lie in them.

    ``maybe`` fits into the nearest memory and says of most shingles that ``row`` does not hold them.
    """
    covered, until = 0, 0
    for k in range(len(places)):
        one = places[k, 0]
        if maybe[one & _MAYBE] and held[one] == row:
            mark[one] = sign
            covered += places[k, 2] - max(places[k, 1], until)
            until = places[k, 2]
    return covered


@njit(cache=True, nogil=True)
def candidates(
    first: I64, number: I32, start: I32, end: I32, length: I32, once_first: I64, once: I32, n_counted: int, where: I64,
    texts: I32, all_pairs: int, hubs: int, least: float,
) -> tuple[I32, I32, I32, I32, I32]:  # fmt: skip
    """Find the pairs of texts of which one may be contained in the other.

    A shingle held by at most ``all_pairs`` texts pairs all of them; one held by more pairs each with the ``hubs``
    first and the ``hubs`` just before it, so that cost grows with the texts and not with their square.

    Args:
        first: n + 1 offsets of each text's shingles in ``number``, ``start`` and ``end``.
        number: Shingles in the order of the text, -1 for those no other text holds.
        start: Where each starts, in characters.
        end: Where each ends.
        length: Characters of each text.
        once_first: Offsets into ``once``.
        once: Shared shingles of each text, ascending, each once.
        n_counted: Shingles below this number pair all texts that hold them, the others do not: meeting a text counts
            how many of the former it shares, so that only the latter need be compared.
        where: Offsets of each shingle's texts in ``texts``; none for shingles that make no candidates.
        texts: Texts that hold each shingle, ascending.
        all_pairs: Longest list of texts of which all pairs are taken.
        hubs: First, and just preceding, texts to pair with in a longer list.
        least: Share of the better covered text that shared shingles must cover.

    Returns:
        (a, b, shared shingles, characters of a in shared shingles, characters of b) with a < b, sorted by (b, a).
    """
    n = len(first) - 1
    met = _met(first, number, start, end, length, once_first, once, n_counted, least)
    mark, held = np.full(len(where), -1, np.int32), np.full(len(where), -1, np.int32)
    found, out, maybe = np.empty(1024, np.int32), np.empty((1024, 5), np.int32), np.zeros(_MAYBE + 1, np.bool_)
    begin, places = _shared_places(first, number, start, end)
    size, sign = 0, 0
    for row in range(n):
        n_found, found = _partners(row, once_first, once, where, texts, all_pairs, hubs, met, found)
        mine = once[once_first[row] : once_first[row + 1]]
        for one in mine:
            held[one], maybe[one & _MAYBE] = row, True
        kept = _promising(row, found, n_found, once_first, once, met, held)
        for other in np.sort(found[:kept]):
            in_other = _covered_other(places[begin[other] : begin[other + 1]], held, maybe, row, mark, sign)
            in_row = _covered_row(places[begin[row] : begin[row + 1]], mark, sign)
            sign += 1
            if in_row < least * length[row] and in_other < least * length[other]:
                continue
            if size == len(out):
                out = np.concatenate((out, np.empty_like(out)))
            out[size, 0], out[size, 1], out[size, 2] = other, row, met[other, 1]
            out[size, 3], out[size, 4] = in_other, in_row
            size += 1
        for one in mine:
            maybe[one & _MAYBE] = False
    return (
        out[:size, 0].copy(), out[:size, 1].copy(), out[:size, 2].copy(), out[:size, 3].copy(), out[:size, 4].copy()
    )  # fmt: skip


@njit(cache=True, nogil=True)
def boilerplate_share(
    a: I32, b: I32, first: I64, number: I32, start: I32, end: I32, once_first: I64, once: I32,
    boilerplate: npt.NDArray[np.bool_],
) -> F64:  # fmt: skip
    """Return, per pair, which share of what covers its later text lies in boilerplate shingles."""
    mark, shared = np.full(len(boilerplate), -1, np.int32), np.empty(max(len(number), 1), np.int32)
    out = np.zeros(len(a))
    for p in range(len(a)):
        mine, other = once[once_first[a[p]] : once_first[a[p] + 1]], once[once_first[b[p]] : once_first[b[p] + 1]]
        n_shared = _common(mine, other, shared)
        for k in range(n_shared):
            mark[shared[k]] = 2 * p
        every = _covered(number, start, end, first[b[p]], first[b[p] + 1], mark, 2 * p)
        for k in range(n_shared):
            mark[shared[k]] = 2 * p + 1 if boilerplate[shared[k]] else -1
        plain = _covered(number, start, end, first[b[p]], first[b[p] + 1], mark, 2 * p + 1)
        out[p] = plain / every if every else 0.0
    return out


@njit(cache=True, nogil=True)
def covered_weights(
    a: I32, b: I32, first: I64, number: I32, start: I32, end: I32, once_first: I64, once: I32, code: U32, offset: I64
) -> I64:
    """Return, per pair, twice the weight of what shared shingles cover of its earlier text."""
    largest = once.max() + 1 if len(once) else 0
    mark, shared = np.full(largest, -1, np.int32), np.empty(max(len(number), 1), np.int32)
    out = np.zeros(len(a), np.int64)
    for p in range(len(a)):
        mine, other = once[once_first[a[p]] : once_first[a[p] + 1]], once[once_first[b[p]] : once_first[b[p] + 1]]
        for k in range(_common(mine, other, shared)):
            mark[shared[k]] = p
        until = 0
        for k in range(first[a[p]], first[a[p] + 1]):
            if number[k] >= 0 and mark[number[k]] == p:
                for i in range(max(start[k], until), end[k]):
                    out[p] += TWICE[class_of(code[offset[a[p]] + i])]
                until = end[k]
    return out
