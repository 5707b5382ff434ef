"""Whether a text of which only the day is known, or no time at all, was likely the first of its kin.

Without other evidence each of n texts that may have been first was it with chance 1/n. A text of which passages stand
in none of the others was likely not: had they been made from it, some would have kept them.
"""

from __future__ import annotations

import numpy as np

from crosscurrent.detectors.lineage.fingerprints import shared_places
from crosscurrent.detectors.lineage.intervals import NEVER, Flags
from crosscurrent.detectors.lineage.kin import Kin
from crosscurrent.detectors.lineage.material import Corpus

#: Odds that the first text has a passage within it that none of its kin kept, against a copy; and at either end.
_WITHIN, _AT_EDGE = 0.35, 0.5
_MOST_WITHIN = 3
#: Kin that are looked at.
_MOST_KIN = 64


def chance_first(texts: Corpus, kin: Kin, text: int) -> float:
    """Return the chance that a text was before all texts related to it.

    Args:
        texts: The texts.
        kin: Their relations.
        text: Number of the text, of which no related one is surely earlier.

    Returns:
        1 where every related text with a time is later or has the same time as finely known.
    """
    form = int(texts.form[text])
    forms = kin.forms_of(form)[:_MOST_KIN]
    near = kin.texts_of(np.append(forms, form))
    near = near[(kin.account[near] != kin.account[text]) & (texts.low[near] != NEVER)]
    # Only texts whose time is finer say anything: that of the text may lie on either side of them.
    finer = texts.high[near] - texts.low[near] < texts.high[text] - texts.low[text]
    inside = finer & (texts.low[near] < texts.high[text]) & (texts.high[near] > texts.low[text])
    rivals = len(np.unique(kin.account[near[inside]]))
    if not rivals:
        return 1.0
    odds = 1.0 / rivals
    if rivals > 1 and not _read_alike(kin, form, text):
        within, at_edges = _own_passages(texts, form, forms)
        odds *= _WITHIN ** min(within, _MOST_WITHIN) * _AT_EDGE**at_edges
    return odds / (1.0 + odds)


def _read_alike(kin: Kin, form: int, text: int) -> bool:
    """Tell whether somebody else wrote the very same text."""
    same = kin.texts_of(np.array([form]))
    return bool((kin.account[same] != kin.account[text]).any())


def _own_passages(texts: Corpus, form: int, forms: np.typing.NDArray[np.int64]) -> tuple[int, int]:
    """Count the runs of a text that none of the others has: within it, and at its two ends."""
    size = int(texts.prints.first[form + 1] - texts.prints.first[form])
    found: Flags = np.zeros(size, np.bool_)
    for other in forms.tolist():
        found |= shared_places(texts.prints, form, other)
    if not found.any():  # kin in another language only
        return 0, 0
    at_edges = int(not found[0]) + int(not found[-1])
    runs = int((np.diff(np.concatenate(([True], found)).astype(np.int8)) == -1).sum())
    return runs - at_edges, at_edges
