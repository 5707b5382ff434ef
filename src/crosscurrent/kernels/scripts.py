"""How many characters of each script texts have."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit


@njit(cache=True, nogil=True)
def count(
    code: npt.NDArray[np.uint32], offset: npt.NDArray[np.int64], script: npt.NDArray[np.uint8], n_scripts: int
) -> npt.NDArray[np.int32]:
    """Count the characters of each script.

    Args:
        code: Code points of all texts.
        offset: n + 1 offsets into ``code``.
        script: Script of every code point below its length; 0 for none.
        n_scripts: Number of scripts.

    Returns:
        Texts x scripts.
    """
    n = len(offset) - 1
    out = np.zeros((n, n_scripts), np.int32)
    for row in range(n):
        for i in range(offset[row], offset[row + 1]):
            if code[i] < len(script):
                out[row, script[code[i]]] += 1
    return out


@njit(cache=True, nogil=True)
def packed(code: npt.NDArray[np.uint32], first: int, last: int) -> np.uint64:
    """Return a word of at most eight code points below 256 as one number; 0 for others."""
    word = np.uint64(0)
    if last - first > 8:
        return word
    for i in range(first, last):
        if code[i] > 0xFF:
            return np.uint64(0)
        word = (word << np.uint64(8)) | np.uint64(code[i])
    return word


@njit(cache=True, nogil=True)
def telling(
    code: npt.NDArray[np.uint32], offset: npt.NDArray[np.int64], wanted: npt.NDArray[np.bool_],
    word: npt.NDArray[np.uint64], of: npt.NDArray[np.uint8], n_lists: int, most: int,
) -> npt.NDArray[np.int32]:  # fmt: skip
    """Count, in the first words of texts, those of several lists of words.

    Args:
        code: Code points of all texts, words apart by single spaces.
        offset: n + 1 offsets into ``code``.
        wanted: Texts to look at.
        word: Words of all lists, as :func:`packed` numbers them, ascending.
        of: List of each word.
        n_lists: Number of lists.
        most: So many words of a text are looked at; one more, if it is the last.

    Returns:
        Texts x lists.
    """
    n = len(offset) - 1
    out = np.zeros((n, n_lists), np.int32)
    for row in range(n):
        first, last, words = offset[row], offset[row + 1], 0
        while wanted[row] and first < last and words <= most:
            end = first
            while end < last and code[end] != 0x20:
                end += 1
            words += 1
            if words <= most or end == last:
                one = packed(code, first, end)
                k = np.searchsorted(word, one)
                if k < len(word) and word[k] == one:
                    out[row, of[k]] += 1
            first = end + 1
    return out
