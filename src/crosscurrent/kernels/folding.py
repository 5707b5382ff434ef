"""Normal forms of many texts at once, by a table of what each code point becomes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from crosscurrent.kernels.shingles import HAN, KANA, class_of

U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]
BOOL = npt.NDArray[np.bool_]

#: What a table says of a code point besides the one it becomes: a space, nothing at all, more than one code point or
#: one that depends on its neighbours, or that nobody has asked yet.
SPACE, NOTHING, ENTANGLED, UNKNOWN = 0x20, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
CODE_POINTS = 0x110000


@njit(cache=True, nogil=True)
def unknown(code: U32, table: U32) -> U32:
    """Return the code points that ``table`` does not know, each once, and enter them as entangled."""
    out, size = np.empty(1024, np.uint32), 0
    for one in code:
        if table[one] == UNKNOWN:
            table[one] = ENTANGLED
            if size == len(out):
                out = np.concatenate((out, np.empty_like(out)))
            out[size] = one
            size += 1
    return out[:size].copy()


@njit(cache=True, nogil=True)
def fold(code: U32, offset: I64, table: U32) -> tuple[U32, I64, BOOL]:
    """Replace code points; of spaces in a row one stays, none at the ends or beside Han characters and kana.

    Args:
        code: Code points of all texts.
        offset: n + 1 offsets into ``code``.
        table: What each code point becomes.

    Returns:
        (code points, n + 1 offsets into them, which texts hold entangled code points: these are left empty).
    """
    n = len(offset) - 1
    out, first, entangled = np.empty(len(code), np.uint32), np.zeros(n + 1, np.int64), np.zeros(n, np.bool_)
    size = 0
    for row in range(n):
        start, gap, beside = size, False, False
        for i in range(offset[row], offset[row + 1]):
            one = table[code[i]]
            if one == SPACE:
                gap = True
            elif one == ENTANGLED:
                entangled[row] = True
                break
            elif one != NOTHING:
                wide = class_of(one) in (HAN, KANA)
                if gap and size > start and not wide and not beside:
                    out[size] = SPACE
                    size += 1
                out[size] = one
                size += 1
                gap, beside = False, wide
        if entangled[row]:
            size = start
        first[row + 1] = size
    return out[:size].copy(), first, entangled


@njit(cache=True, nogil=True)
def _lower(one: int) -> int:
    return one + 0x20 if 0x41 <= one <= 0x5A else one


@njit(cache=True, nogil=True)
def _www(code: U32, i: int, last: int) -> bool:
    if i + 3 >= last or code[i + 3] != 0x2E:
        return False
    return _lower(code[i]) == 0x77 and _lower(code[i + 1]) == 0x77 and _lower(code[i + 2]) == 0x77


@njit(cache=True, nogil=True)
def marked(code: U32, offset: I64) -> BOOL:
    """Return which texts may hold a retweet mark, an address, an @name, a keycap or, unless ASCII, an [emoticon]."""
    n = len(offset) - 1
    out = np.zeros(n, np.bool_)
    for row in range(n):
        bracket, ascii_only, last = False, True, offset[row + 1]
        for i in range(offset[row], last):
            one = code[i]
            after = code[i + 1] if i + 1 < last else 0
            ascii_only = ascii_only and one < 0x80
            bracket = bracket or one == 0x5B
            if (
                one == 0x40 or one == 0xFF20 or one == 0x20E3 or (one == 0x52 and after == 0x54)
                or (one == 0x3A and after == 0x2F and i + 2 < last and code[i + 2] == 0x2F) or _www(code, i, last)
            ):  # fmt: skip
                out[row] = True
                break
        out[row] = out[row] or (bracket and not ascii_only)
    return out
