"""Frequent shingles: what they come with, from how many accounts, and whether at one time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
BOOL = npt.NDArray[np.bool_]

#: Texts of a shingle that are read, evenly spread over all of them.
SAMPLED = 64


@njit(cache=True, nogil=True)
def holders_of(first: I64, number: I32, wanted: I32, n_wanted: int) -> tuple[I64, I32]:
    """Return which texts hold each wanted shingle, ascending, each once (n_wanted + 1 offsets, texts).

    Args:
        first: n + 1 offsets of each text's shingles in ``number``.
        number: Shingles of the texts, -1 for those no other text holds.
        wanted: Per shingle, its place among the wanted ones, or -1.
        n_wanted: How many are wanted.
    """
    where, last = np.zeros(n_wanted + 1, np.int64), np.full(n_wanted, -1, np.int32)
    for row in range(len(first) - 1):
        for k in range(first[row], first[row + 1]):
            place = wanted[number[k]] if number[k] >= 0 else -1
            if place >= 0 and last[place] != row:
                last[place] = row
                where[place + 1] += 1
    for place in range(n_wanted):
        where[place + 1] += where[place]
    texts, cursor = np.empty(where[n_wanted], np.int32), where[:-1].copy()
    last[:] = -1
    for row in range(len(first) - 1):
        for k in range(first[row], first[row + 1]):
            place = wanted[number[k]] if number[k] >= 0 else -1
            if place >= 0 and last[place] != row:
                last[place] = row
                texts[cursor[place]] = row
                cursor[place] += 1
    return where, texts


@njit(cache=True, nogil=True)
def company(
    first: I64, number: I32, held_by: I32, left_out: BOOL, where: I64, texts: I32, at_least: int
) -> tuple[F64, F64]:  # fmt: skip
    """Say, per wanted shingle, what else stands in the texts that hold it.

    Args:
        first: n + 1 offsets of each text's shingles in ``number``.
        number: Shingles of the texts, -1 for those no other text holds.
        held_by: Texts that hold each shingle.
        left_out: Shingles that do not count as coming along.
        where: Offsets of the wanted shingles' texts, from :func:`holders_of`.
        texts: Those texts.
        at_least: Texts from which on a shingle is frequent.

    Returns:
        (Mean share of such a text that comes along with the shingle: shingles most of these texts hold; mean share
        that is frequent all the same without coming along).
    """
    n = len(where) - 1
    together, mixed = np.zeros(n), np.zeros(n)
    times, last = np.zeros(len(held_by), np.int32), np.full(len(held_by), -1, np.int64)
    sign = 0
    for place in range(n):
        size = where[place + 1] - where[place]
        read = min(size, SAMPLED)
        for q in range(read):
            row = texts[where[place] + q * size // read]
            sign += 1
            for k in range(first[row], first[row + 1]):
                one = number[k]
                if one >= 0:
                    if last[one] < sign - q:  # not met before in this sample
                        times[one] = 0
                    if last[one] != sign:
                        times[one] += 1
                    last[one] = sign
        for q in range(read):
            row = texts[where[place] + q * size // read]
            along, apart = 0, 0
            for k in range(first[row], first[row + 1]):
                one = number[k]
                if one >= 0 and 2 * times[one] >= read:
                    along += not left_out[one]
                elif one >= 0 and held_by[one] >= at_least:
                    apart += 1
            length = max(first[row + 1] - first[row], 1)
            together[place] += along / length
            mixed[place] += apart / length
        together[place] /= max(read, 1)
        mixed[place] /= max(read, 1)
    return together, mixed


@njit(cache=True, nogil=True)
def spread(where: I64, texts: I32, account: I64, n_texts: int) -> tuple[I64, F64]:
    """Say, per wanted shingle, from how many accounts it comes, and how bunched its texts are.

    Args:
        where: Offsets of the wanted shingles' texts, from :func:`holders_of`.
        texts: Those texts, numbered in the order of their times.
        account: Account of each text.
        n_texts: How many texts there are.

    Returns:
        (Accounts; largest share of the shingle's texts among a tenth of all texts that follow each other, which
        is a tenth for what is said all the time).
    """
    n = len(where) - 1
    accounts, bunched = np.zeros(n, np.int64), np.zeros(n)
    seen = np.full(account.max() + 1 if len(account) else 1, -1, np.int64)
    for place in range(n):
        begin, most = where[place], 0
        for q in range(where[place], where[place + 1]):
            if seen[account[texts[q]]] != place:
                seen[account[texts[q]]] = place
                accounts[place] += 1
            while 10 * (np.int64(texts[q]) - texts[begin]) >= n_texts:
                begin += 1
            most = max(most, q - begin + 1)
        bunched[place] = most / max(where[place + 1] - where[place], 1)
    return accounts, bunched
