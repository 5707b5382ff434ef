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
    return _hash_from(word_at(text, first, last), text, first, last)


@njit(cache=True, nogil=True)
def _hash_from(head: np.uint64, text: U8, first: int, last: int) -> np.uint64:
    state = np.uint64(0xCBF29CE484222325) ^ np.uint64(last - first)
    if last > first:
        state = (state ^ head) * np.uint64(0x9E3779B97F4A7C15)
        state ^= state >> np.uint64(29)
    for i in range(first + 8, last, 8):
        state = (state ^ word_at(text, i, last)) * np.uint64(0x9E3779B97F4A7C15)
        state ^= state >> np.uint64(29)
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
def _look_up(text: U8, offset: I64, heads: U64, hashes: U64, store: U8, records: U64, table: U64) -> I32:
    """Return the code of every string found at its first slot, else -1.

    Two plain passes of independent loads: the processor overlaps their cache misses, which a probing loop with
    insertions would suffer one after the other.
    """
    n, mask = len(heads), np.uint64(len(table) - 1)
    codes = np.empty(n, np.int32)
    for row in range(n):
        entry = table[hashes[row] & mask]
        same = entry != 0 and entry >> np.uint64(32) == hashes[row] >> np.uint64(32)
        codes[row] = np.int32(np.int64(entry & np.uint64(0xFFFFFFFF)) - 1) if same else np.int32(-1)
    for row in range(n):
        c = codes[row]
        if c >= 0 and not _same(records[c], store, heads[row], text, offset[row], offset[row + 1] - offset[row]):
            codes[row] = -1
    return codes


@njit(cache=True, nogil=True)
def _probe(
    h: np.uint64, head: np.uint64, text: U8, first: int, size: int, store: U8, records: U64, table: U64
) -> tuple[int, int]:  # fmt: skip
    """Return (code, slot) of a string, or (-1, free slot)."""
    mask = len(table) - 1
    slot = np.int64(h & np.uint64(mask))
    while table[slot] != 0:
        if table[slot] >> np.uint64(32) == h >> np.uint64(32):
            c = np.int64(table[slot] & np.uint64(0xFFFFFFFF)) - 1
            if _same(records[c], store, head, text, first, size):
                return int(c), int(slot)
        slot = (slot + 1) & mask
    return -1, int(slot)


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
    heads, batch_hashes = np.empty(n, np.uint64), np.empty(n, np.uint64)
    for row in range(n):
        heads[row] = word_at(text, offset[row], offset[row + 1])
        batch_hashes[row] = _hash_from(heads[row], text, offset[row], offset[row + 1])
    codes = _look_up(text, offset, heads, batch_hashes, store, records, table)
    for row in range(n):
        if codes[row] >= 0:
            continue
        first, size, h = offset[row], offset[row + 1] - offset[row], batch_hashes[row]
        code, slot = _probe(h, heads[row], text, first, size, store, records, table)
        if code < 0:
            code = known
            if known == len(hashes):
                records, hashes = _doubled(records), np.concatenate((hashes, np.empty(len(hashes), np.uint64)))
            store = _with_room(store, used + size)
            store[used : used + size] = text[first : first + size]
            records[known, 0] = heads[row]
            records[known, 1] = (np.uint64(used) << np.uint64(LENGTH_BITS)) | np.uint64(size)
            hashes[known] = h
            table[slot] = _entry(h, known)
            used += size
            known += 1
            if 2 * known > len(table):
                table = _larger_table(hashes, known, 2 * len(table))
        codes[row] = code
    return codes, store, used, records, hashes, table, known
