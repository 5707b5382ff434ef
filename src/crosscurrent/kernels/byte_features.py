"""Weights of a naive Bayes model whose features are byte sequences that an automaton finds: language identification."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
F32 = npt.NDArray[np.float32]


@njit(cache=True, nogil=True)
def found(text: U8, offset: I64, move: U32, row_of: U16, output: I32, n_features: int) -> tuple[I64, I32, I32]:
    """Find the features of texts.

    Args:
        text: Bytes of all texts.
        offset: n + 1 offsets into ``text``.
        move: Next state, by row and byte.
        row_of: Row of each state.
        output: Feature that is complete in each state, or -1.
        n_features: Number of features.

    Returns:
        (n + 1 offsets into the others; different features of each text, in the order in which they are first found;
        how often each).
    """
    n = len(offset) - 1
    first, place = np.zeros(n + 1, np.int64), np.full(n_features, -1, np.int64)
    feature, times, size = np.empty(len(text), np.int32), np.empty(len(text), np.int32), 0
    for one in range(n):
        state, begin = 0, size
        for i in range(offset[one], offset[one + 1]):
            state = move[(np.int64(row_of[state]) << 8) + text[i]]
            seen = output[state]
            if seen < 0:
                continue
            if place[seen] < begin:
                place[seen], feature[size], times[size] = size, seen, 0
                size += 1
            times[place[seen]] += 1
        first[one + 1] = size
    return first, feature[:size].copy(), times[:size].copy()


@njit(cache=True, nogil=True)
def weighed(first: I64, feature: I32, worth: F32, table: F32, constant: F32) -> F32:
    """Return, per text and class, what its features speak for the class.

    Args:
        first: n + 1 offsets of each text's features.
        feature: Features, as rows of ``table``.
        worth: Weight of each.
        table: Features x classes.
        constant: Added, per class.

    Returns:
        Texts x classes; 0 for texts without features.
    """
    n, classes = len(first) - 1, table.shape[1]
    out = np.zeros((n, classes), np.float32)
    for one in range(n):
        for k in range(first[one], first[one + 1]):
            for name in range(classes):
                out[one, name] += worth[k] * table[feature[k], name]
        if first[one + 1] > first[one]:
            for name in range(classes):
                out[one, name] += constant[name]
    return out
