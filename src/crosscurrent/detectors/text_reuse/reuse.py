"""Candidates to copies and excerpts: how much of each text is found in the other, and where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.detectors.text_reuse import candidates
from crosscurrent.detectors.text_reuse.candidates import Candidates, Shingled
from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.detectors.text_reuse.prepare import Prepared
from crosscurrent.kernels import passages, shingles, text_pairs

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reuse:
    """Pairs of distinct texts of which one is a copy or an excerpt of the other, sorted by (b, a), a < b.

    Attributes:
        a: Earlier distinct text.
        b: Later distinct text.
        copy: True for copies, false for excerpts.
        coverage_a: Share of the characters of a's normal form that lie in shared passages or shingles: the same,
            unless a text repeats itself, of which passages show one place only.
        coverage_b: The same of b.
        similarity: Shared shingles over all shingles of the two (Jaccard).
        shared_chars: Characters of the better covered text in shared passages.
        boilerplate: Share of what covers b that is boilerplate.
        passage_first: Offsets of each pair's passages.
        passage: Start in a, start in b, length; in characters of the normal forms, ascending in a.
        looked_at: Candidates compared.
    """

    a: I32
    b: I32
    copy: npt.NDArray[np.bool_]
    coverage_a: F64
    coverage_b: F64
    similarity: F64
    shared_chars: I64
    boilerplate: F64
    passage_first: I64
    passage: I32
    looked_at: int


def find(texts: Prepared, parameters: Parameters) -> Reuse:
    """Find every copy and excerpt among distinct texts.

    Args:
        texts: Prepared texts.
        parameters: Parameters.

    Returns:
        Pairs with their passages.
    """
    shingled = candidates.shingle(texts.points, parameters, _accounts(texts))
    proposed = candidates.find(shingled, parameters)
    points, length = shingled.points, np.diff(shingled.points.offset)
    first, runs, chars_a, chars_b = passages.grow(
        proposed.a, proposed.b, points.code, points.offset, shingled.first, shingled.number, shingled.start
    )
    chars_a, chars_b = np.maximum(chars_a, proposed.chars_a), np.maximum(chars_b, proposed.chars_b)
    share_a, share_b = chars_a / length[proposed.a], chars_b / length[proposed.b]
    solid = np.maximum(share_a, share_b)
    said = _said(first, runs, proposed, shingled, solid >= parameters.excerpt_coverage, parameters.min_shared)
    excerpt = (solid >= parameters.excerpt_coverage) & (said >= parameters.min_shared)
    alike = length[proposed.a] / length[proposed.b]
    # Copies are of like length, unless one repeats itself: then both may be covered all the same.
    both = np.maximum(np.minimum(alike, 1 / alike), np.minimum(share_a, share_b))
    maybe_copy = both >= parameters.copy_coverage
    look = np.flatnonzero(excerpt | maybe_copy)
    rows, look_first = _taken(first, look)
    a, b = proposed.a[look], proposed.b[look]
    first, runs, chars_a, chars_b = passages.fill(a, b, points.code, points.offset, look_first, runs[rows])
    chars_a, chars_b = np.maximum(chars_a, proposed.chars_a[look]), np.maximum(chars_b, proposed.chars_b[look])
    coverage_a, coverage_b = chars_a / length[a], chars_b / length[b]
    copy = np.minimum(coverage_a, coverage_b) >= parameters.copy_coverage
    kept = np.flatnonzero(copy | excerpt[look])
    rows, kept_first = _taken(first, kept)
    union = shingled.different[a] + shingled.different[b] - proposed.shared[look]
    return Reuse(
        a[kept], b[kept], copy[kept], coverage_a[kept], coverage_b[kept],
        (proposed.shared[look] / np.maximum(union, 1))[kept],
        np.where(coverage_a >= coverage_b, chars_a, chars_b)[kept].astype(np.int64),
        proposed.boilerplate[look][kept], kept_first, runs[rows], len(proposed.a),
    )  # fmt: skip


def _accounts(texts: Prepared) -> I64:
    """Return a number per distinct text: the account of its earliest text; one of its own where that is unknown."""
    uids = texts.texts.column("account_uid").take(pa.array(texts.earliest)).combine_chunks()
    code = uids.dictionary_encode().indices
    own = np.arange(len(texts.earliest)) + len(texts.earliest)
    return np.where(uids.is_valid().to_numpy(False), pc.fill_null(code, 0).to_numpy(False), own).astype(np.int64)


def _said(
    first: I64, runs: I32, proposed: Candidates, texts: Shingled, solid: npt.NDArray[np.bool_], least: float
) -> F64:
    """Return what the passages of each pair say, in letters.

    Where these say less than an excerpt must and the pair is solid, what its shared shingles cover counts, as it does
    for the coverage: passages do not overlap, and show a place once that a text repeats.
    """
    begin = texts.points.offset[np.repeat(proposed.a, np.diff(first))] + runs[:, 0]
    said = np.concatenate(([0], np.cumsum(shingles.stretch_weights(texts.points.code, begin, runs[:, 2]))))
    twice = said[first[1:]] - said[first[:-1]]
    doubtful = np.flatnonzero(solid & (twice < 2 * least))
    if len(doubtful):
        once_first, once = shingles.once_sorted(texts.first, texts.number)
        covered = text_pairs.covered_weights(
            proposed.a[doubtful], proposed.b[doubtful], texts.first, texts.number, texts.start, texts.end,
            once_first, once, texts.points.code, texts.points.offset,
        )  # fmt: skip
        twice[doubtful] = np.maximum(twice[doubtful], covered)
    return np.asarray(twice / 2, np.float64)


def _taken(first: I64, kept: I64) -> tuple[I64, I64]:
    """Return the passages of the kept pairs and their new offsets."""
    sizes = np.diff(first)[kept]
    new = np.concatenate(([0], np.cumsum(sizes)))
    rows = np.repeat(first[kept] - new[:-1], sizes) + np.arange(new[-1])
    return rows, new
