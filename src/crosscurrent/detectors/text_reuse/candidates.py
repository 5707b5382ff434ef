"""Which distinct texts may be related: those that share a shingle that is not boilerplate.

An exact inverted index: no sampling and no signatures, so a pair is missed only where every shingle it shares is
boilerplate, or is held by more than ``all_pairs`` texts of which the pair is neither hub nor neighbour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.detectors.text_reuse.prepare import CodePoints
from crosscurrent.kernels import phrases, shingles, text_pairs

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

#: Candidates are pairs of which one text is covered to this part of ``excerpt_coverage`` by shared shingles; what
#: lies between shingles is compared later.
SCREEN = 0.6


@dataclass(frozen=True, slots=True)
class Shingled:
    """Distinct texts as shingles.

    Attributes:
        points: Their code points.
        first: n + 1 offsets into ``start``, ``end`` and ``number``.
        start: Where each shingle starts.
        end: Where it ends.
        number: Its number, -1 where no other text holds it.
        different: Different shingles of each text.
        held_by: Texts that hold each numbered shingle.
        boilerplate: Numbered shingles that are boilerplate.
    """

    points: CodePoints
    first: I64
    start: I32
    end: I32
    number: I32
    different: I64
    held_by: I32
    boilerplate: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs that deserve a look, each once, a < b.

    Attributes:
        a: Earlier text.
        b: Later text.
        shared: Different shingles they share.
        boilerplate: Share of what covers b that is boilerplate.
        chars_a: Characters of a that lie in shared shingles.
        chars_b: Characters of b.
    """

    a: I32
    b: I32
    shared: I32
    boilerplate: npt.NDArray[np.float64]
    chars_a: I32
    chars_b: I32


def shingle(points: CodePoints, parameters: Parameters, account: I64 | None = None) -> Shingled:
    """Cut distinct texts into shingles and number those that several texts hold.

    Args:
        points: Code points of the texts, in the order of their times.
        parameters: Parameters.
        account: Account of each text, as a number from 0 on; each text is its own where not given.
    """
    first, start, end, hashes = shingles.cut(points.code, points.offset)
    different, once = shingles.once_per_text(first, hashes)
    once.sort()
    shared, held_by = shingles.shared_values(once)
    number = shingles.numbered(hashes, shared)
    n_texts = len(points.offset) - 1
    frequent = max(parameters.boilerplate_least, int(np.ceil(parameters.boilerplate_texts * n_texts)))
    share = shingles.share_of_texts(first, number, held_by, frequent)
    slogans = (held_by >= frequent) & (np.nan_to_num(share, nan=1.0) < parameters.boilerplate_share)
    account = np.arange(n_texts) if account is None else account
    slogans |= _everyday(first, number, held_by, slogans, account, frequent, parameters)
    return Shingled(points, first, start, end, number, different, held_by, slogans)


def _everyday(
    first: I64, number: I32, held_by: I32, slogans: Marks, account: I64, frequent: int, parameters: Parameters
) -> Marks:
    """Say which shingles belong to phrases that people combine freely, all the time: they tell no copy.

    Such a phrase is frequent, comes from many accounts, is not bunched in time as what is passed on is, and what
    stands beside it in its texts are other frequent phrases, now these and now those. A text that is passed on brings
    most of itself along. Shingles that join two such phrases bring nothing else along, either.
    """
    found = np.zeros(len(held_by), np.bool_)
    wanted = np.flatnonzero((held_by >= frequent) & ~slogans)
    place = np.full(len(held_by), -1, np.int32)
    place[wanted] = np.arange(len(wanted))
    where, texts = phrases.holders_of(first, number, place, len(wanted))
    accounts, bunched = phrases.spread(where, texts, account, len(first) - 1)
    common = (accounts >= parameters.boilerplate_least) & (bunched <= parameters.phrase_bunched)
    together, mixed = phrases.company(first, number, held_by, slogans, where, texts, frequent)
    free = common & (together < parameters.copy_coverage) & (mixed >= parameters.phrase_mixed)
    found[wanted[free]] = True
    left, _ = phrases.company(first, number, held_by, slogans | found, where, texts, frequent)
    found[wanted[common & (left < parameters.boilerplate_share)]] = True
    return found


def find(texts: Shingled, parameters: Parameters) -> Candidates:
    """Return the pairs of distinct texts of which one may be contained in the other."""
    rank, n_counted = _ranked(texts, parameters.all_pairs)
    number = np.append(rank, np.int32(-1))[texts.number]
    boilerplate = np.empty_like(texts.boilerplate)
    boilerplate[rank] = texts.boilerplate
    once_first, once = shingles.once_sorted(texts.first, number)
    where, holders = shingles.postings(once_first, once, boilerplate)
    length = np.diff(texts.points.offset).astype(np.int32)
    a, b, shared, chars_a, chars_b = text_pairs.candidates(
        texts.first, number, texts.start, texts.end, length, once_first, once, n_counted, where, holders,
        parameters.all_pairs, parameters.hubs, SCREEN * parameters.excerpt_coverage,
    )  # fmt: skip
    share = text_pairs.boilerplate_share(
        a, b, texts.first, number, texts.start, texts.end, once_first, once, boilerplate
    )
    return Candidates(a, b, shared, share, chars_a, chars_b)


def _ranked(texts: Shingled, all_pairs: int) -> tuple[I32, int]:
    """Number the shingles anew: first those that pair all texts that hold them. Returns also how many these are."""
    counted = ~texts.boilerplate & (texts.held_by <= all_pairs)
    n_counted = int(counted.sum())
    rank = np.where(counted, np.cumsum(counted) - 1, n_counted + np.cumsum(~counted) - 1)
    return rank.astype(np.int32), n_counted
