"""Which captured texts a text could be made from, and what it shares with each.

Texts are compared by normal form: what reads the same is compared once. Pairs come from the relations and from the
members of one group next to each other in time; their number grows with the relations and the texts, not with pairs.
"""
# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from crosscurrent.detectors.lineage.fingerprints import Overlaps, compare
from crosscurrent.detectors.lineage.intervals import Flags, Floats, Ints, chance_earlier, middle
from crosscurrent.detectors.lineage.material import Corpus
from crosscurrent.detectors.lineage.parameters import Parameters

TRANSLATION, REWORDING = "translation", "rewording"
#: Pairs of one group that no relation names count from this share of either on.
_LEAST_SHARE = 0.3
_FIRST_TAKEN = 2


@dataclass(frozen=True, slots=True)
class Related:
    """What the relations say of pairs of normal forms (smaller number, larger number).

    Attributes:
        coverage: (of the smaller in the larger, of the larger in the smaller).
        translated: Pairs in two languages.
        contrary: Pair -> differences, where the two speak against each other.
        benign: Pair -> labels.
        against: Pairs in two wordings or languages that speak against each other: related, and no copies.
    """

    coverage: dict[tuple[int, int], tuple[float, float]]
    translated: frozenset[tuple[int, int]]
    contrary: dict[tuple[int, int], frozenset[str]]
    benign: dict[tuple[int, int], frozenset[str]]
    against: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs (text, candidate that may be earlier), ascending by text.

    Attributes:
        child: Number of a text per pair.
        candidate: Number of the other.
        chance: Chance that the candidate was earlier; 1 is certain.
        coverage: Share of the child found in the candidate.
        reverse: Share of the candidate found in the child.
        edits: Runs of the child that the candidate lacks.
        at_edges: Passages of the child before or after what the two share.
        dropped: Passages of the candidate that the child lacks.
        translated: In two languages.
        lag_us: Middle of the child's time less that of the candidate's; 0 where one is unknown.
    """

    child: Ints
    candidate: Ints
    chance: Floats
    coverage: Floats
    reverse: Floats
    edits: Ints
    at_edges: Ints
    dropped: Ints
    translated: Flags
    lag_us: Ints

    def of(self, pairs: NDArray[np.int64] | Flags) -> Candidates:
        """Return some of the pairs."""
        names = self.__slots__
        return Candidates(*(getattr(self, name)[pairs] for name in names))

    def starts(self, texts: int) -> Ints:
        """Return where the pairs of each text begin, and the end."""
        return np.searchsorted(self.child, np.arange(texts + 1))


def read_relations(relations: pa.Table, texts: Corpus) -> Related:
    """Return what the relations say, by normal form. Rewordings and translations that are contrary are left out."""
    number = texts.number()
    coverage: dict[tuple[int, int], tuple[float, float]] = {}
    translated: set[tuple[int, int]] = set()
    apart: set[tuple[int, int]] = set()
    contrary: dict[tuple[int, int], frozenset[str]] = {}
    benign: dict[tuple[int, int], frozenset[str]] = {}
    columns = ("text_a", "text_b", "relation", "coverage_a", "coverage_b", "contrary", "differences", "benign")
    for a, b, kind, of_a, of_b, against, differences, labels in zip(
        *(relations[name].to_pylist() for name in columns), strict=True
    ):
        if a not in number or b not in number:
            continue
        x, y = int(texts.form[number[a]]), int(texts.form[number[b]])
        if against and kind in (TRANSLATION, REWORDING):
            apart.add((min(x, y), max(x, y)))
            continue
        pair, shares = ((x, y), (of_a, of_b)) if x <= y else ((y, x), (of_b, of_a))
        before = coverage.get(pair, (0.0, 0.0))
        coverage[pair] = (max(before[0], shares[0]), max(before[1], shares[1]))
        if kind == TRANSLATION:
            translated.add(pair)
        if against:
            contrary[pair] = contrary.get(pair, frozenset()) | set(differences)
        if labels:
            benign[pair] = benign.get(pair, frozenset()) | set(labels)
    return Related(coverage, frozenset(translated), contrary, benign, frozenset(apart))


def find_candidates(texts: Corpus, related: Related, parameters: Parameters) -> Candidates:
    """Return every pair (text, captured text it could be made from)."""
    pairs, translated = _form_pairs(texts, related, parameters)
    child, candidate = (np.ascontiguousarray(pairs[:, side]) for side in (0, 1))
    found = compare(texts.prints, child, candidate)
    coverage, reverse = _coverage(texts, related, pairs, translated, found)
    kept = _nearest(child, candidate, coverage, reverse, parameters)
    start = np.searchsorted(child[kept], np.arange(len(texts.normals) + 1))
    members, first = _members(texts)
    rows, place, other = _expand(
        texts.form, start, candidate[kept], members, first, texts.low, texts.high, parameters.nearest
    )
    chance = chance_earlier(texts.low[other], texts.high[other], texts.low[rows], texts.high[rows])
    post = np.unique(np.array(texts.post, dtype=object), return_inverse=True)[1] if texts.post else rows
    possible = (chance > 0) & (post[rows] != post[other])
    rows, place, other, chance = rows[possible], kept[place[possible]], other[possible], chance[possible]
    timed = (texts.low[rows] > -(2**59)) & (texts.low[other] > -(2**59))
    lag = np.where(timed, middle(texts.low, texts.high)[rows] - middle(texts.low, texts.high)[other], 0)
    return Candidates(
        rows, other, chance, coverage[place], reverse[place], found.edits[place], found.at_edges[place],
        found.dropped[place], translated[place], lag,
    )  # fmt: skip


def _form_pairs(texts: Corpus, related: Related, parameters: Parameters) -> tuple[Ints, Flags]:
    """Return ordered pairs of normal forms, each with itself first, and which of them are translations."""
    every = {pair for pair in related.coverage if pair[0] != pair[1]} | _group_pairs(texts, parameters)
    n = len(texts.normals)
    own = np.repeat(np.arange(n), 2).reshape(-1, 2)
    some = np.array(sorted(every), np.int64).reshape(-1, 2)
    pairs = np.concatenate([own, some, some[:, ::-1]])
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    keys = np.sort(np.array([a * n + b for a, b in related.translated], np.int64))
    asked = pairs.min(axis=1) * n + pairs.max(axis=1)
    at = np.minimum(np.searchsorted(keys, asked), max(len(keys) - 1, 0))
    return pairs, keys[at] == asked if len(keys) else np.zeros(len(pairs), np.bool_)


def _group_pairs(texts: Corpus, parameters: Parameters) -> set[tuple[int, int]]:
    """Pair each normal form of a group with its first ones and with those just before it in time."""
    groups: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    for n, group in enumerate(texts.group):
        if group is not None:
            form, moment = int(texts.form[n]), (int(texts.low[n]), n)
            groups[group][form] = min(moment, groups[group].get(form, moment))
    pairs = set()
    for forms in groups.values():
        ordered = sorted(forms, key=forms.__getitem__)
        for place, form in enumerate(ordered):
            near = ordered[max(0, place - parameters.nearest) : place]
            for other in {*ordered[: min(place, _FIRST_TAKEN)], *near}:
                pairs.add((min(form, other), max(form, other)))
    return pairs


def _coverage(
    texts: Corpus, related: Related, pairs: Ints, translated: Flags, found: Overlaps
) -> tuple[Floats, Floats]:
    """Take the share from shingles, or from the relation where meaning was compared or the text is too short."""
    sizes = np.diff(texts.prints.first)
    own, other = sizes[pairs[:, 0]], sizes[pairs[:, 1]]
    coverage = found.shared / np.maximum(own, 1)
    reverse = found.kept / np.maximum(other, 1)
    same = pairs[:, 0] == pairs[:, 1]
    coverage[same] = reverse[same] = 1.0
    unclear = np.flatnonzero(~same & (translated | (coverage < 0.5) | (own == 0) | (other == 0)))
    for row in unclear.tolist():
        a, b = int(pairs[row, 0]), int(pairs[row, 1])
        said = related.coverage.get((min(a, b), max(a, b)))
        if said is not None:
            coverage[row] = max(coverage[row], said[0 if a < b else 1])
            reverse[row] = max(reverse[row], said[1 if a < b else 0])
    return np.minimum(coverage, 1.0), np.minimum(reverse, 1.0)


def _nearest(child: Ints, candidate: Ints, coverage: Floats, reverse: Floats, parameters: Parameters) -> Ints:
    """Keep the candidates that share enough, and of those the ones that share most; in order of the child."""
    enough = np.flatnonzero((np.maximum(coverage, reverse) >= _LEAST_SHARE) | (child == candidate))
    order = enough[np.lexsort((candidate[enough], -coverage[enough], child[enough]))]
    start = np.searchsorted(child[order], child[order])
    kept: Ints = np.sort(order[np.arange(len(order)) - start < parameters.neighbours])
    return kept


def _members(texts: Corpus) -> tuple[Ints, Ints]:
    """Return the texts of each normal form in order of time, and where each form begins."""
    members = np.lexsort((np.arange(len(texts.uid)), texts.high, texts.low, texts.form))
    return members, np.searchsorted(texts.form[members], np.arange(len(texts.normals) + 1))


@njit(cache=True)
def _expand(
    form: Ints, start: Ints, candidate: Ints, members: Ints, first: Ints, low: Ints, high: Ints, nearest: int
) -> tuple[Ints, Ints, Ints]:
    """From pairs of normal forms to pairs of texts: of texts that read the same, the first and the latest before."""
    size = 0
    for t in range(form.size):
        for p in range(start[form[t]], start[form[t] + 1]):
            size += min(first[candidate[p] + 1] - first[candidate[p]], nearest)
    rows, place, other = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
    n = 0
    for t in range(form.size):
        for p in range(start[form[t]], start[form[t] + 1]):
            begin, end = first[candidate[p]], first[candidate[p] + 1]
            left, right = begin, end  # members[begin:left] may be earlier than t
            while left < right:
                half = (left + right) // 2
                if low[members[half]] < high[t]:
                    left = half + 1
                else:
                    right = half
            for m in range(begin, left):
                if m - begin >= 2 and left - m > nearest - 2:
                    continue
                if members[m] != t:
                    rows[n], place[n], other[n] = t, p, members[m]
                    n += 1
    return rows[:n], place[:n], other[:n]
