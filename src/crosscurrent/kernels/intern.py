"""Give equal strings equal numbers, fast and without a Python object per string."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

U8 = npt.NDArray[np.uint8]
U64 = npt.NDArray[np.uint64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]


@njit(cache=True, nogil=True)
def hash_bytes(text: U8, first: int, last: int) -> np.uint64:
    """Return a 64-bit hash of a byte string (FNV-1a over 8-byte words, SplitMix64 finish). Stable for ever."""
    state = np.uint64(0xCBF29CE484222325) ^ np.uint64(last - first)
    i = first
    while i < last:
        word = np.uint64(0)
        for shift in range(min(8, last - i)):
            word |= np.uint64(text[i + shift]) << np.uint64(8 * shift)
        state = (state ^ word) * np.uint64(0x9E3779B97F4A7C15)
        state ^= state >> np.uint64(29)
        i += 8
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


@njit(cache=True, nogil=True)
def _equal(a: U8, a0: int, b: U8, b0: int, n: int) -> bool:
    i = 0
    while i < n and a[a0 + i] == b[b0 + i]:
        i += 1
    return i == n


@njit(cache=True, nogil=True)
def _rehash(hashes: U64, known: int, table: I32) -> None:
    table[:] = -1
    mask = len(table) - 1
    for code in range(known):
        slot = np.int64(hashes[code] & np.uint64(mask))
        while table[slot] >= 0:
            slot = (slot + 1) & mask
        table[slot] = code


@njit(cache=True, nogil=True)
def intern(
    text: U8, offset: I64, store: U8, store_offset: I64, hashes: U64, table: I32, known: int
) -> tuple[I32, U8, I64, U64, I32, int]:  # fmt: skip
    """Number a batch of strings, adding those not met before.

    Args:
        text: UTF-8 bytes of the batch.
        offset: n + 1 offsets into ``text``.
        store: Bytes of all strings met so far.
        store_offset: Offsets into ``store``; entry ``known`` is the length used.
        hashes: Hash of each known string.
        table: Open-addressing table of codes, -1 for empty; its length is a power of two.
        known: Number of strings met so far.

    Returns:
        The codes of the batch, then ``store``, ``store_offset``, ``hashes``, ``table`` (grown if needed)
        and the new ``known``. Strings are compared byte by byte: a hash collision never merges two.
    """
    n = len(offset) - 1
    codes = np.empty(n, np.int32)
    mask = len(table) - 1
    for row in range(n):
        first, last = offset[row], offset[row + 1]
        h = hash_bytes(text, first, last)
        slot = np.int64(h & np.uint64(mask))
        code = -1
        while table[slot] >= 0:
            c = table[slot]
            size = store_offset[c + 1] - store_offset[c]
            if hashes[c] == h and size == last - first and _equal(store, store_offset[c], text, first, size):
                code = c
                break
            slot = (slot + 1) & mask
        if code < 0:
            code = known
            if known + 2 > len(store_offset):
                store_offset = np.concatenate((store_offset, np.empty(len(store_offset), np.int64)))
                hashes = np.concatenate((hashes, np.empty(len(hashes), np.uint64)))
            used = store_offset[known]
            while used + last - first > len(store):
                store = np.concatenate((store, np.empty(len(store), np.uint8)))
            store[used : used + last - first] = text[first:last]
            store_offset[known + 1] = used + last - first
            hashes[known] = h
            table[slot] = code
            known += 1
            if 2 * known > len(table):
                table = np.empty(2 * len(table), np.int32)
                _rehash(hashes, known, table)
                mask = len(table) - 1
        codes[row] = code
    return codes, store, store_offset, hashes, table, known
