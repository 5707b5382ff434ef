"""Words two texts share, and how rare each is among the texts nearest to them in their own language.

A text about a ferry shares "ferry" with its whole neighbourhood: that says what it is about, not what it tells. The
name of the place, of the ship or of the captain is shared by those that tell the same. So a shared word is worth the
logarithm of how rare it is in both neighbourhoods; no dictionary and no list of names is needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

_WORD, _HAN = re.compile(r"[^\W\d_]{3,}"), re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
#: Words are compared by their first letters, which leaves out most endings.
_STEM = 6
#: Less than this a word is worth nothing: e to it is twice, half the neighbourhood has it. Neighbourhoods and inputs
#: count as at least so large.
_COMMON, _LEAST_NEAR, _LEAST_TEXTS = 0.7, 16, 2_000
_PAIRS_AT_ONCE, _ROWS_AT_ONCE = 1 << 16, 1 << 12


def words(text: str) -> frozenset[str]:
    """Return the words of a text without their endings, or its pairs of Han characters.

    Example:
        >>> sorted(words("Les pêcheurs de Malko")), sorted(words("马尔科渔民"))
        (['les', 'malko', 'pecheu'], ['尔科', '渔民', '科渔', '马尔'])
    """
    runs = _HAN.findall(text)
    if runs:
        return frozenset(run[start : start + 2] for run in runs for start in range(len(run) - 1))
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()))


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    bare = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    return bare[:_STEM]


def shared(told: Sequence[str], a: I64, b: I64, one_language: npt.NDArray[np.bool_]) -> F64:
    """Compare the words of pairs of near texts.

    Args:
        told: Texts.
        a: One text of each pair.
        b: The other.
        one_language: Whether they are in one language; such pairs make up the neighbourhoods.

    Returns:
        Per pair: the worth of all rare words they share, that of the rarest, and the share of the words of one that
        the other has too, by how rare they are in all texts.

    Example:
        >>> told = ["the ferry of Malko sank", "Malko lost its ferry", "a ferry is late"]
        >>> found = shared(told, np.array([0, 0]), np.array([1, 2]), np.array([True, True]))
        >>> bool(found[0, 0] > found[1, 0] > 0)
        True
    """
    held = _matrix(told)
    near = _rarity(held, a[one_language], b[one_language])
    counts = np.bincount(held.indices, minlength=held.shape[1])
    known = held.copy()
    known.data = np.log((max(len(told), _LEAST_TEXTS) + 1) / (counts[held.indices] + 1))
    total = np.asarray(known.sum(axis=1)).ravel()
    out = np.zeros((len(a), 3))
    for start in range(0, len(a), _PAIRS_AT_ONCE):
        rows, x, y = slice(start, start + _PAIRS_AT_ONCE), a[start : start + _PAIRS_AT_ONCE], b[start:][:_PAIRS_AT_ONCE]
        both = near[x].minimum(near[y])
        out[rows, 1] = both.max(axis=1).toarray().ravel()
        both.data = np.maximum(both.data - _COMMON, 0.0)
        out[rows, 0] = np.asarray(both.sum(axis=1)).ravel()
        alike = np.asarray(known[x].minimum(known[y]).sum(axis=1)).ravel()
        out[rows, 2] = alike / np.maximum(np.minimum(total[x], total[y]), 1e-9)
    return np.round(out, 6)


def _matrix(told: Sequence[str]) -> sparse.csr_matrix:
    """Return texts x words, one where a text has a word."""
    number: dict[str, int] = {}
    rows = [sorted(number.setdefault(word, len(number)) for word in sorted(words(text))) for text in told]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.array([column for row in rows for column in row], np.int32)
    return sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(told), max(len(number), 1)))


def _rarity(held: sparse.csr_matrix, a: I64, b: I64) -> sparse.csr_matrix:
    """Return texts x words: the logarithm of one in how many neighbours has the word."""
    n = held.shape[0]
    joined = sparse.csr_matrix((np.ones(2 * len(a)), (np.r_[a, b], np.r_[b, a])), shape=(n, n))
    size = np.maximum(np.bincount(np.r_[a, b], minlength=n), _LEAST_NEAR)
    out = held.copy()
    for start in range(0, n, _ROWS_AT_ONCE):
        own = held[start : start + _ROWS_AT_ONCE]
        # Every word of a text is added once, so that those no neighbour has are kept in the product: counts plus one.
        counted = (own + (joined[start : start + _ROWS_AT_ONCE] @ held).multiply(own)).tocsr()
        counted.sort_indices()
        row = np.repeat(np.arange(own.shape[0]), np.diff(own.indptr))
        out.data[held.indptr[start] : held.indptr[start] + own.nnz] = np.log(
            (size[start : start + own.shape[0]][row] + 1) / counted.data
        )
    return out
