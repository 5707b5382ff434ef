"""Where the characters of normal forms stand in texts as written, and passages between two such texts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from crosscurrent.kernels.folding import ENTANGLED, NOTHING, SPACE

U32 = npt.NDArray[np.uint32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
BOOL = npt.NDArray[np.bool_]


@njit(cache=True, nogil=True)
def sign_by_sign(code: U32, offset: I64, table: U32, form: U32, first: I64, begin: I32, end: I32) -> BOOL:
    """Place the characters of normal forms that were made sign by sign.

    Args:
        code: Code points of the texts as written.
        offset: n + 1 offsets into ``code``.
        table: What each code point becomes.
        form: Code points of the normal forms.
        first: n + 1 offsets into ``form``, ``begin`` and ``end``.
        begin: Gets the first character each was made from, -1 for spaces.
        end: Gets one past the last.

    Returns:
        Which texts could be placed.
    """
    n = len(offset) - 1
    placed = np.zeros(n, np.bool_)
    for row in range(n):
        k, last, good = first[row], first[row + 1], True
        for i in range(offset[row], offset[row + 1]):
            one = table[code[i]]
            if one == ENTANGLED:
                good = False
                break
            if one in (SPACE, NOTHING):
                continue
            if k < last and form[k] == SPACE:
                begin[k], end[k] = -1, -1
                k += 1
            if k == last or form[k] != one:
                good = False
                break
            begin[k], end[k] = i - offset[row], i - offset[row] + 1
            k += 1
        placed[row] = good and k == last
    return placed


@njit(cache=True, nogil=True)
def between(
    a: I64, b: I64, passage_first: I64, passage: I32, first: I64, begin: I32, end: I32
) -> tuple[I64, I32]:  # fmt: skip
    """Find passages of normal forms again in the texts as written.

    Args:
        a: First text of each pair.
        b: Second text.
        passage_first: Offsets of each pair's passages.
        passage: Start in a, start in b, length; in normal forms.
        first: Offsets of each text's characters in ``begin`` and ``end``.
        begin: Where each character of a normal form begins in the text as written; -1 where it is not in it.
        end: Where it ends.

    Returns:
        (offsets of each pair's passages; start in a, end in a, start in b, end in b). What stands nowhere at the ends
        of a passage is left out, and passages of nothing else are.
    """
    found, out, size = np.zeros(len(a) + 1, np.int64), np.empty((len(passage), 4), np.int32), 0
    for p in range(len(a)):
        for k in range(passage_first[p], passage_first[p + 1]):
            in_a, in_b = first[a[p]] + passage[k, 0], first[b[p]] + passage[k, 1]
            one, last = 0, int(passage[k, 2])
            while one < last and (begin[in_a + one] < 0 or begin[in_b + one] < 0):
                one += 1
            while last > one and (begin[in_a + last - 1] < 0 or begin[in_b + last - 1] < 0):
                last -= 1
            if one < last:
                out[size, 0], out[size, 1] = begin[in_a + one], end[in_a + last - 1]
                out[size, 2], out[size, 3] = begin[in_b + one], end[in_b + last - 1]
                size += 1
        found[p + 1] = size
    return found, out[:size].copy()
