"""Shingles of normal forms, how many texts hold each, and which texts share a rare one.

A shingle starts at every Han, kana or Hangul character and at every word of a spaced script, and goes on until it
weighs enough: four Han characters, five Hangul, six kana, or two to four whole words. One rule therefore serves mixed
scripts, and where a shingle starts and ends depends only on what it covers. The texts are code points, one after the
other, in normal form.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

U64 = npt.NDArray[np.uint64]
U32 = npt.NDArray[np.uint32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
BOOL = npt.NDArray[np.bool_]

SPACE, OTHER, KANA, HANGUL, HAN = 0, 1, 2, 3, 4
#: Twice the weight of a character by class, as ``actions.normal_text`` weighs it: whole numbers stay exact.
TWICE = np.array([2, 2, 3, 4, 5], np.int64)
#: Twice the least weight of a shingle: 3 Han characters are common words, 4 are not; 9 letters are two or three words.
SHINGLE_TWICE = 18
#: A longer run without a space is no word: a script that is written without spaces, or words written together.
LONGEST_WORD = 24


@njit(cache=True, nogil=True)
def class_of(code: int) -> int:
    """Return the class of a code point: SPACE, OTHER, KANA, HANGUL or HAN; the ranges of ``actions.normal_text``."""
    if code == 0x20:
        return SPACE
    if code < 0x1100:
        return OTHER
    if (
        0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x3005 <= code <= 0x3007
        or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3134F
    ):  # fmt: skip
        return HAN
    if 0x3040 <= code <= 0x30FF or 0x31F0 <= code <= 0x31FF:
        return KANA
    if code <= 0x11FF or 0xAC00 <= code <= 0xD7AF:
        return HANGUL
    return OTHER


@njit(cache=True, nogil=True)
def weights(code: U32, offset: I64, enough: int) -> tuple[I64, I32]:
    """Weigh texts.

    Args:
        code: Code points of all texts.
        offset: n + 1 offsets into ``code``.
        enough: Stop counting different characters here.

    Returns:
        Twice the weight of each text, and how many different characters it has, ``enough`` meaning or more.
    """
    n = len(offset) - 1
    twice, different = np.zeros(n, np.int64), np.zeros(n, np.int32)
    seen = np.empty(enough, np.uint32)
    for row in range(n):
        for i in range(offset[row], offset[row + 1]):
            twice[row] += TWICE[class_of(code[i])]
            known = different[row] >= enough
            for k in range(different[row]):
                known = known or seen[k] == code[i]
            if not known:
                seen[different[row]] = code[i]
                different[row] += 1
    return twice, different


@njit(cache=True, nogil=True)
def _word_end(code: U32, i: int, last: int) -> int:
    while i < last and class_of(code[i]) == OTHER:
        i += 1
    return i


@njit(cache=True, nogil=True)
def _one(code: U32, i: int, last: int, inside_long: bool) -> tuple[int, np.uint64]:
    """Return the end and the hash of the shingle that starts at ``i``; end 0 if the text ends first."""
    h, twice, word_end = np.uint64(0xCBF29CE484222325), 0, i
    while i < last:
        kind = class_of(code[i])
        if kind == OTHER and i >= word_end:
            word_end = _word_end(code, i, last)
            if inside_long or word_end - i > LONGEST_WORD:
                word_end = i + 1
        inside_long = inside_long and kind == OTHER
        h = (h ^ np.uint64(code[i])) * np.uint64(0x9E3779B97F4A7C15)
        h ^= h >> np.uint64(29)
        twice += TWICE[kind]
        i += 1
        if twice >= SHINGLE_TWICE and kind != SPACE and (kind != OTHER or i >= word_end):
            h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            return i, h ^ (h >> np.uint64(31))
    return 0, h


@njit(cache=True, nogil=True)
def cut(code: U32, offset: I64) -> tuple[I64, I32, I32, U64]:
    """Cut every text into shingles.

    Args:
        code: Code points of all texts.
        offset: n + 1 offsets into ``code``.

    Returns:
        (first, start, end, hash): n + 1 offsets into the others; each shingle's start and end in characters of its
        text, and its 64-bit hash, in the order of their starts.
    """
    n, room = len(offset) - 1, len(code)
    first = np.zeros(n + 1, np.int64)
    start, end, hashes = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.uint64)
    size = 0
    for row in range(n):
        base, last = offset[row], offset[row + 1]
        before, long_until = SPACE, base
        for i in range(base, last):
            kind = class_of(code[i])
            opens = kind == OTHER and before != OTHER
            before = kind
            if opens:
                word_end = _word_end(code, i, last)
                long_until = word_end if word_end - i > LONGEST_WORD else i
            if kind == SPACE or (kind == OTHER and not opens and i >= long_until):
                continue
            stop, h = _one(code, i, last, kind == OTHER and i < long_until)
            if stop == 0:
                break
            start[size], end[size], hashes[size] = i - base, stop - base, h
            size += 1
        first[row + 1] = size
    return first, start[:size].copy(), end[:size].copy(), hashes[:size].copy()


@njit(cache=True, nogil=True)
def once_per_text(first: I64, values: U64) -> tuple[I64, U64]:
    """Return how many different values each text has, and those values, text after text."""
    out, different = np.empty(len(values), np.uint64), np.zeros(len(first) - 1, np.int64)
    size = 0
    for row in range(len(first) - 1):
        held = np.sort(values[first[row] : first[row + 1]])
        for k in range(len(held)):
            if k == 0 or held[k] != held[k - 1]:
                out[size] = held[k]
                size += 1
                different[row] += 1
    return different, out[:size].copy()


@njit(cache=True, nogil=True)
def shared_values(ordered: U64) -> tuple[U64, I32]:
    """Return the values that occur at least twice in a sorted array, and how often."""
    runs = 0
    for i in range(1, len(ordered)):
        if ordered[i] == ordered[i - 1] and (i == 1 or ordered[i - 1] != ordered[i - 2]):
            runs += 1
    values, counts = np.empty(runs, np.uint64), np.zeros(runs, np.int32)
    k = -1
    for i in range(1, len(ordered)):
        if ordered[i] == ordered[i - 1]:
            if i == 1 or ordered[i - 1] != ordered[i - 2]:
                k += 1
                values[k], counts[k] = ordered[i], 1
            counts[k] += 1
    return values, counts


@njit(cache=True, nogil=True)
def numbered(hashes: U64, known: U64) -> I32:
    """Replace each hash by its place in ``known``, or by -1 where it is not in it."""
    size = 16
    while size < 2 * len(known):
        size *= 2
    table, mask = np.full(size, -1, np.int32), np.uint64(size - 1)
    for k in range(len(known)):
        slot = known[k] & mask
        while table[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        table[slot] = k
    out = np.empty(len(hashes), np.int32)
    for i in range(len(hashes)):
        slot = hashes[i] & mask
        while table[slot] >= 0 and known[table[slot]] != hashes[i]:
            slot = (slot + np.uint64(1)) & mask
        out[i] = table[slot]
    return out


@njit(cache=True, nogil=True)
def share_of_texts(first: I64, number: I32, held_by: I32, at_least: int) -> F64:
    """Return, per shingle held by enough texts, how much of those texts is passed on as widely as it, on average.

    Of a slogan that unrelated texts end with it is little, of a text that many pass on it is nearly all. Widely
    means: held by at least half as many texts. NaN for shingles held by fewer than ``at_least`` texts.
    """
    total, texts = np.zeros(len(held_by)), np.zeros(len(held_by), np.int64)
    for row in range(len(first) - 1):
        mine = number[first[row] : first[row + 1]]
        frequent = False
        for k in range(len(mine)):
            frequent = frequent or (mine[k] >= 0 and held_by[mine[k]] >= at_least)
        if not frequent:
            continue
        counts = np.array([held_by[one] if one >= 0 else 1 for one in mine])
        counts.sort()
        for k in range(len(mine)):
            if mine[k] >= 0 and held_by[mine[k]] >= at_least:
                narrower = np.searchsorted(counts, (held_by[mine[k]] + 1) // 2)
                total[mine[k]] += (len(mine) - narrower) / len(mine)
                texts[mine[k]] += 1
    return np.where(texts > 0, total / np.maximum(texts, 1), np.nan)


@njit(cache=True, nogil=True)
def once_sorted(first: I64, number: I32) -> tuple[I64, I32]:
    """Return, per text, its shared shingles ascending and each once (n + 1 offsets, shingles)."""
    n = len(first) - 1
    out, offset = np.empty(len(number), np.int32), np.zeros(n + 1, np.int64)
    size = 0
    for row in range(n):
        held = np.sort(number[first[row] : first[row + 1]])
        for k in range(len(held)):
            if held[k] >= 0 and (k == 0 or held[k] != held[k - 1]):
                out[size] = held[k]
                size += 1
        offset[row + 1] = size
    return offset, out[:size].copy()


@njit(cache=True, nogil=True)
def postings(first: I64, held: I32, left_out: BOOL) -> tuple[I64, I32]:
    """Turn text -> shingles into shingle -> texts, ascending; shingles left out have none."""
    n_shingles = len(left_out)
    where = np.zeros(n_shingles + 1, np.int64)
    for one in held:
        if not left_out[one]:
            where[one + 1] += 1
    for k in range(n_shingles):
        where[k + 1] += where[k]
    texts, cursor = np.empty(where[n_shingles], np.int32), where[:-1].copy()
    for row in range(len(first) - 1):
        for k in range(first[row], first[row + 1]):
            if not left_out[held[k]]:
                texts[cursor[held[k]]] = row
                cursor[held[k]] += 1
    return where, texts


@njit(cache=True, nogil=True)
def stretch_weights(code: U32, begin: I64, length: I32) -> I64:
    """Return twice the weight of stretches of code points."""
    out = np.zeros(len(begin), np.int64)
    for k in range(len(begin)):
        for i in range(begin[k], begin[k] + length[k]):
            out[k] += TWICE[class_of(code[i])]
    return out


@njit(cache=True, nogil=True)
def taken(code: U32, offset: I64, rows: I64) -> tuple[U32, I64]:
    """Return the code points of some texts, one after the other, and n + 1 offsets into them."""
    first = np.zeros(len(rows) + 1, np.int64)
    for k in range(len(rows)):
        first[k + 1] = first[k] + offset[rows[k] + 1] - offset[rows[k]]
    out = np.empty(first[len(rows)], np.uint32)
    for k in range(len(rows)):
        out[first[k] : first[k + 1]] = code[offset[rows[k]] : offset[rows[k] + 1]]
    return out, first
