"""Give equal strings equal numbers, fast and without a Python object per string."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

U8 = npt.NDArray[np.uint8]
U64 = npt.NDArray[np.uint64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

#: A record packs a string's place in the store (40 bits) and its length (24 bits).
LENGTH_BITS = 24
LONGEST = (1 << LENGTH_BITS) - 1


@njit(cache=True, nogil=True)
def word_at(text: U8, first: int, last: int) -> np.uint64:
    """Return up to eight bytes as one little-endian word, zero beyond ``last``."""
    word = np.uint64(0)
    for shift in range(min(8, last - first)):
        word |= np.uint64(text[first + shift]) << np.uint64(8 * shift)
    return word


@njit(cache=True, nogil=True)
def hash_bytes(text: U8, first: int, last: int) -> np.uint64:
    """Return a 64-bit hash of a byte string (FNV-1a over 8-byte words, SplitMix64 finish). Stable for ever."""
    state = np.uint64(0xCBF29CE484222325) ^ np.uint64(last - first)
    i = first
    while i < last:
        state = (state ^ word_at(text, i, last)) * np.uint64(0x9E3779B97F4A7C15)
        state ^= state >> np.uint64(29)
        i += 8
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


@njit(cache=True, nogil=True)
def _same(record: U64, store: U8, head: np.uint64, text: U8, first: int, size: int) -> bool:
    """Compare a known string with one of the batch: its first word, its length, then the remaining bytes."""
    if record[0] != head or np.int64(record[1]) & LONGEST != size:
        return False
    place = np.int64(record[1]) >> LENGTH_BITS
    i = 8
    while i < size and store[place + i] == text[first + i]:
        i += 1
    return i >= size


@njit(cache=True, nogil=True)
def _larger_table(hashes: U64, known: int, size: int) -> U64:
    table = np.zeros(size, np.uint64)
    mask = size - 1
    for code in range(known):
        slot = np.int64(hashes[code] & np.uint64(mask))
        while table[slot] != 0:
            slot = (slot + 1) & mask
        table[slot] = _entry(hashes[code], code)
    return table


@njit(cache=True, nogil=True)
def _entry(h: np.uint64, code: int) -> np.uint64:
    return (h & np.uint64(0xFFFFFFFF00000000)) | np.uint64(code + 1)


@njit(cache=True, nogil=True)
def _doubled(array: U64) -> U64:
    bigger = np.empty((2 * array.shape[0], array.shape[1]), np.uint64)
    bigger[: array.shape[0]] = array
    return bigger


@njit(cache=True, nogil=True)
def _with_room(store: U8, needed: int) -> U8:
    while needed > len(store):
        store = np.concatenate((store, np.empty(len(store), np.uint8)))
    return store


@njit(cache=True, nogil=True)
def intern(
    text: U8, offset: I64, store: U8, used: int, records: U64, hashes: U64, table: U64, known: int
) -> tuple[I32, U8, int, U64, U64, U64, int]:  # fmt: skip
    """Number a batch of strings, adding those not met before.

    Args:
        text: UTF-8 bytes of the batch.
        offset: n + 1 offsets into ``text``.
        store: Bytes of all strings met so far, one after the other.
        used: Bytes used in ``store``.
        records: (capacity, 2) per known string: its first eight bytes; its place and length.
        hashes: Hash of each known string.
        table: Open-addressing table, a power of two long: high half of the hash, and code + 1; 0 for empty.
        known: Number of strings met so far.

    Returns:
        The codes of the batch, then ``store``, ``used``, ``records``, ``hashes``, ``table`` (grown if needed)
        and ``known``. Strings are compared byte by byte: a hash collision never merges two.
    """
    n = len(offset) - 1
    codes = np.empty(n, np.int32)
    mask = len(table) - 1
    for row in range(n):
        first, last = offset[row], offset[row + 1]
        h, head, size = hash_bytes(text, first, last), word_at(text, first, last), last - first
        slot = np.int64(h & np.uint64(mask))
        code = np.int64(-1)
        while table[slot] != 0 and code < 0:
            if table[slot] >> np.uint64(32) == h >> np.uint64(32):
                c = np.int64(table[slot] & np.uint64(0xFFFFFFFF)) - 1
                if _same(records[c], store, head, text, first, size):
                    code = c
            slot = (slot + 1) & mask
        if code < 0:
            code = np.int64(known)
            if known == len(hashes):
                records, hashes = _doubled(records), np.concatenate((hashes, np.empty(len(hashes), np.uint64)))
            store = _with_room(store, used + size)
            store[used : used + size] = text[first:last]
            records[known, 0] = head
            records[known, 1] = (np.uint64(used) << np.uint64(LENGTH_BITS)) | np.uint64(size)
            hashes[known] = h
            table[slot] = _entry(h, known)
            used += size
            known += 1
            if 2 * known > len(table):
                table = _larger_table(hashes, known, 2 * len(table))
                mask = len(table) - 1
        codes[row] = code
    return codes, store, used, records, hashes, table, known
