"""Passages that two texts share: maximal runs of equal characters, grown from shared shingles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from crosscurrent.kernels.shingles import OTHER, SPACE, class_of

U32 = npt.NDArray[np.uint32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

#: Between and beside passages, gaps up to so many characters are compared character by character.
GAP = 32
#: Occurrences of a shingle in the other text that are tried.
TRIED = 8
#: Shortest run inside a gap: a syllable of letters, or two characters of a script in which two make a word.
SHORTEST_LETTERS, SHORTEST_SIGNS = 3, 2


@njit(cache=True, nogil=True)
def _seeds(number: I32, first: int, last: int) -> I64:
    """Order a text's shared shingles by (shingle, place)."""
    keys = np.empty(last - first, np.int64)
    size = 0
    for k in range(first, last):
        if number[k] >= 0:
            keys[size] = (np.int64(number[k]) << 32) | (k - first)
            size += 1
    return np.sort(keys[:size])


@njit(cache=True, nogil=True)
def _longest(a: U32, i: int, b: U32, starts: I32, keys: I64, one: int) -> tuple[int, int]:
    """Return where in ``b`` the text from ``i`` on is repeated longest, and for how long."""
    k = np.searchsorted(keys, np.int64(one) << 32)
    best, longest, tried = -1, 0, 0
    while k < len(keys) and keys[k] >> 32 == one and tried < TRIED:
        j = int(starts[keys[k] & 0xFFFFFFFF])
        run = 0
        while i + run < len(a) and j + run < len(b) and a[i + run] == b[j + run]:
            run += 1
        if run > longest:
            best, longest = j, run
        k, tried = k + 1, tried + 1
    return best, longest


@njit(cache=True, nogil=True)
def _runs(a: U32, number: I32, start: I32, b: U32, b_start: I32, keys: I64, out: I32) -> int:
    """Write maximal runs (start in a, start in b, length); they overlap only where a text repeats itself."""
    size, until = 0, 0
    for k in range(len(number)):
        if number[k] < 0 or start[k] < until:
            continue
        i = int(start[k])
        j, run = _longest(a, i, b, b_start, keys, number[k])
        if j < 0:
            continue
        while i > 0 and j > 0 and a[i - 1] == b[j - 1]:
            i, j, run = i - 1, j - 1, run + 1
        out[size, 0], out[size, 1], out[size, 2] = i, j, run
        size, until = size + 1, i + run
    return size


@njit(cache=True, nogil=True)
def _least(code: int) -> int:
    return SHORTEST_LETTERS if class_of(code) in (SPACE, OTHER) else SHORTEST_SIGNS


@njit(cache=True, nogil=True)
def _gap(a: U32, b: U32, i0: int, i1: int, j0: int, j1: int, table: I32, out: I32, size: int) -> int:
    """Add the runs of a longest common subsequence of a[i0:i1] and b[j0:j1] that are not too short."""
    n, m = i1 - i0, j1 - j0
    if n == 0 or m == 0:
        return size
    table[n, : m + 1] = 0
    table[: n + 1, m] = 0
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            same = a[i0 + i] == b[j0 + j]
            table[i, j] = table[i + 1, j + 1] + 1 if same else max(table[i + 1, j], table[i, j + 1])
    i = j = 0
    while i < n and j < m:
        run = 0
        while i + run < n and j + run < m and a[i0 + i + run] == b[j0 + j + run]:
            run += 1
        if run:
            if run >= _least(a[i0 + i]) and size < len(out):
                out[size, 0], out[size, 1], out[size, 2] = i0 + i, j0 + j, run
                size += 1
            i, j = i + run, j + run
        elif table[i + 1, j] >= table[i, j + 1]:
            i += 1
        else:
            j += 1
    return size


@njit(cache=True, nogil=True)
def _fill(a: U32, b: U32, runs: I32, size: int, table: I32) -> int:
    """Add what the gaps between neighbouring runs share, and the edges beside the first and the last."""
    n_runs = size
    for r in range(n_runs + 1):
        i0 = 0 if r == 0 else runs[r - 1, 0] + runs[r - 1, 2]
        j0 = 0 if r == 0 else runs[r - 1, 1] + runs[r - 1, 2]
        i1 = len(a) if r == n_runs else runs[r, 0]
        j1 = len(b) if r == n_runs else runs[r, 1]
        if j0 > j1:
            continue
        if r == 0:
            i0, j0 = max(i0, i1 - GAP), max(j0, j1 - GAP)
        elif r == n_runs:
            i1, j1 = min(i1, i0 + GAP), min(j1, j0 + GAP)
        if i1 - i0 <= GAP and j1 - j0 <= GAP:
            size = _gap(a, b, i0, i1, j0, j1, table, runs, size)
    return size


@njit(cache=True, nogil=True)
def _covered(runs: I32, size: int, side: int) -> int:
    """Return how many characters of one side lie in runs."""
    covered, until = 0, 0
    if size == 1:
        return int(runs[0, 2])
    for r in np.argsort(runs[:size, side], kind="mergesort"):
        end = runs[r, side] + runs[r, 2]
        covered += max(0, end - max(runs[r, side], until))
        until = max(until, end)
    return covered


@njit(cache=True, nogil=True)
def _with_room(out: I32, needed: int) -> I32:
    while needed > len(out):
        out = np.concatenate((out, np.empty_like(out)))
    return out


@njit(cache=True, nogil=True)
def grow(
    a: I32, b: I32, code: U32, offset: I64, first: I64, number: I32, start: I32
) -> tuple[I64, I32, I32, I32]:  # fmt: skip
    """Grow shared shingles of pairs of texts into passages, as far as the texts agree character by character.

    Args:
        a: First text of each pair.
        b: Second text.
        code: Code points of all texts.
        offset: n + 1 offsets into ``code``.
        first: n + 1 offsets into ``number`` and ``start``.
        number: Shingles of the texts, -1 for those no other text holds.
        start: Where each starts, in characters of its text.

    Returns:
        (pairs + 1 offsets into the passages; passages as start in a, start in b, length, ascending in a; characters
        of a that lie in passages; characters of b).
    """
    n = len(a)
    passage_first, covered_a, covered_b = np.zeros(n + 1, np.int64), np.zeros(n, np.int32), np.zeros(n, np.int32)
    out, size = np.empty((1024, 3), np.int32), 0
    for p in range(n):
        text_a, text_b = code[offset[a[p]] : offset[a[p] + 1]], code[offset[b[p]] : offset[b[p] + 1]]
        numbers, starts = number[first[a[p]] : first[a[p] + 1]], start[first[a[p]] : first[a[p] + 1]]
        keys = _seeds(number, first[b[p]], first[b[p] + 1])
        out = _with_room(out, size + len(numbers))
        runs = out[size : size + len(numbers)]
        n_runs = _runs(text_a, numbers, starts, text_b, start[first[b[p]] : first[b[p] + 1]], keys, runs)
        covered_a[p], covered_b[p] = _covered(runs, n_runs, 0), _covered(runs, n_runs, 1)
        size += n_runs
        passage_first[p + 1] = size
    return passage_first, out[:size].copy(), covered_a, covered_b


@njit(cache=True, nogil=True)
def fill(
    a: I32, b: I32, code: U32, offset: I64, grown_first: I64, grown: I32
) -> tuple[I64, I32, I32, I32]:  # fmt: skip
    """Add to grown passages what the gaps between them, and the edges beside them, share in the same order.

    Args:
        a: First text of each pair.
        b: Second text.
        code: Code points of all texts.
        offset: n + 1 offsets into ``code``.
        grown_first: Offsets of each pair's passages, from :func:`grow`.
        grown: Those passages.

    Returns:
        As :func:`grow`.
    """
    n = len(a)
    passage_first, covered_a, covered_b = np.zeros(n + 1, np.int64), np.zeros(n, np.int32), np.zeros(n, np.int32)
    out, size = np.empty((1024, 3), np.int32), 0
    table = np.zeros((GAP + 1, GAP + 1), np.int32)
    for p in range(n):
        text_a, text_b = code[offset[a[p]] : offset[a[p] + 1]], code[offset[b[p]] : offset[b[p] + 1]]
        known = grown[grown_first[p] : grown_first[p + 1]]
        runs = np.empty((GAP * (len(known) + 1) + len(known), 3), np.int32)
        runs[: len(known)] = known
        n_runs = _fill(text_a, text_b, runs, len(known), table)
        covered_a[p], covered_b[p] = _covered(runs, n_runs, 0), _covered(runs, n_runs, 1)
        out = _with_room(out, size + n_runs)
        for r in np.argsort(runs[:n_runs, 0], kind="mergesort"):
            out[size] = runs[r]
            size += 1
        passage_first[p + 1] = size
    return passage_first, out[:size].copy(), covered_a, covered_b
