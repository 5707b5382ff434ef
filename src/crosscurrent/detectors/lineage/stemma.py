"""Texts that were not captured but must have been: two copies share what the earliest does not have.

The stemma rule of textual criticism. Where several texts share a changed passage that the earliest known text lacks,
one of them may have made it and the others have it from there; where none of them can be that one, because each keeps
words of the earliest that the others have changed, a text stood between that was not captured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crosscurrent.detectors.lineage.fingerprints import shared_places
from crosscurrent.detectors.lineage.intervals import NEVER, Flags
from crosscurrent.detectors.lineage.material import Corpus

#: Longest changed passage looked at; a longer one is an addition, which many may have from elsewhere.
_LONGEST_CHARS = 200
#: Texts with one variant that are held against each other: the earliest ones.
_MOST_CARRIERS = 24


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text that must have stood between.

    Attributes:
        group: Group.
        children: Numbers of texts that share the variant and cannot be made from each other.
        variant: What they share, in normal form.
        earliest: Number of the text that lacks it.
    """

    group: str
    children: tuple[int, ...]
    variant: str
    earliest: int


def find_hidden(texts: Corpus) -> list[Hidden]:
    """Find them, group by group; of several variants with the same children the longest is told."""
    found: list[Hidden] = []
    for group, members in _groups(texts):
        earliest = _earliest(texts, members)
        if earliest is None:
            continue
        of_children: dict[tuple[int, ...], str] = {}
        for variant, carriers in sorted(_variants(texts, members, earliest).items()):
            children = _unexplained_carriers(texts, carriers, earliest)
            before = of_children.get(children, "")
            if len(children) > 1 and (len(variant), variant) > (len(before), before):
                of_children[children] = variant
        found += [Hidden(group, children, variant, earliest) for children, variant in sorted(of_children.items())]
    return found


def _groups(texts: Corpus) -> Iterator[tuple[str, list[int]]]:
    """Yield each group with the first text of each normal form in it."""
    groups: dict[str, dict[int, int]] = defaultdict(dict)
    order = np.lexsort((np.arange(len(texts.uid)), texts.high, texts.low))
    for n in order.tolist():
        group = texts.group[n]
        if group is not None and texts.low[n] != NEVER:
            groups[group].setdefault(int(texts.form[n]), n)
    for group in sorted(groups):
        yield group, list(groups[group].values())


def _earliest(texts: Corpus, members: list[int]) -> int | None:
    """Return the earliest text of a group if it surely is that; without it nothing is a change."""
    first = members[0]
    sure = all(texts.high[first] <= texts.low[other] for other in members[1:])
    return first if len(members) > 2 and sure else None


def _variants(texts: Corpus, members: list[int], earliest: int) -> dict[str, list[int]]:
    """Return passages between words of the earliest text that are not in it, with the texts that have them."""
    carriers: dict[str, list[int]] = defaultdict(list)
    prints, root = texts.prints, int(texts.form[earliest])
    for member in members:
        form = int(texts.form[member])
        width = int(prints.widths[form])
        if form == root or width != prints.widths[root]:
            continue
        for start, stop in _anchored(shared_places(prints, form, root)):
            passage = texts.normals[form][start : stop + width - 1]
            if len(passage) <= _LONGEST_CHARS:
                carriers[passage].append(member)
    return {variant: who[:_MOST_CARRIERS] for variant, who in carriers.items() if len(who) > 1}


def _anchored(marks: Flags) -> Iterator[tuple[int, int]]:
    """Yield runs of places that are not marked, with marked ones on both sides."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], marks, [True])).astype(np.int8)))
    for start, stop in edges.reshape(-1, 2).tolist():
        if start > 0 and stop < len(marks):
            yield start, stop


def _unexplained_carriers(texts: Corpus, carriers: list[int], earliest: int) -> tuple[int, ...]:
    """Return the carriers of a variant that cannot be made from any other carrier."""
    kept = {one: _kept_of(texts, one, earliest) for one in carriers}
    alone = []
    for one in carriers:
        others = [other for other in carriers if other != one and texts.low[other] < texts.high[one]]
        if not any(_covers(texts, kept[other], kept[one], one) for other in others):
            alone.append(one)
    return tuple(sorted(alone))


def _kept_of(texts: Corpus, text: int, earliest: int) -> Flags:
    """Return which places of the earliest text a text has kept."""
    return shared_places(texts.prints, int(texts.form[earliest]), int(texts.form[text]))


def _covers(texts: Corpus, kept_by_other: Flags, kept: Flags, text: int) -> bool:
    """Tell whether a text has kept nothing of the earliest that the other has lost: then it may be made from it."""
    width = int(texts.prints.widths[int(texts.form[text])])
    return int((kept & ~kept_by_other).sum()) < max(width // 2, 2)
