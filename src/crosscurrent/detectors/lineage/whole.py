"""Whether what texts share travels whole, or in pieces that are combined anew each time.

Of a text that is passed on, two that hold half of it hold much of the same. Of everyday phrases one holds the beginning
and the middle, another the middle and the end, and the two have little in common.
"""

from __future__ import annotations

import numpy as np

from crosscurrent.detectors.lineage.candidates import Related
from crosscurrent.detectors.lineage.fingerprints import compare
from crosscurrent.detectors.lineage.intervals import Floats, Ints
from crosscurrent.detectors.lineage.kin import Kin
from crosscurrent.detectors.lineage.material import Corpus
from crosscurrent.detectors.lineage.parameters import Parameters

#: Texts of one part that are looked at, and those that hold half of one: evenly spread over all of them.
_LOOKED_AT, _HOLDERS = 64, 12
#: Pairs of texts that hold half of a third without which nothing is said of a part.
LEAST_THIRDS = 10
#: Share of either of two texts from which they have much in common.
_MUCH = 0.5


def travels_whole(texts: Corpus, related: Related, kin: Kin, part: Ints, parameters: Parameters) -> Floats:
    """Return, per part, how often two texts that hold half of a third have half of either in common.

    Args:
        texts: The texts.
        related: What the relations say.
        kin: The same by normal form.
        part: Part of each normal form.
        parameters: ``coverage``.

    Returns:
        A share per number of a part; NaN where fewer than :data:`LEAST_THIRDS` pairs were there.
    """
    owner, pairs = _pairs(related, kin, part, parameters.coverage)
    known = texts.prints.widths[pairs[:, 0]] == texts.prints.widths[pairs[:, 1]]
    owner, pairs = owner[known], pairs[known]
    found = compare(texts.prints, np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1]))
    sizes = np.maximum(np.diff(texts.prints.first), 1)
    shares = np.maximum(found.shared / sizes[pairs[:, 0]], found.kept / sizes[pairs[:, 1]])
    n = len(part)  # a part goes by the number of its first normal form
    thirds = np.bincount(owner, minlength=n)
    whole = np.bincount(owner, shares >= _MUCH, minlength=n) / np.maximum(thirds, 1)
    return np.where(thirds >= LEAST_THIRDS, whole, np.nan)


def _pairs(related: Related, kin: Kin, part: Ints, least: float) -> tuple[Ints, Ints]:
    """Return pairs of normal forms that hold half of a third one in their language, with the part they lie in."""
    owner: list[int] = []
    pairs: list[tuple[int, int]] = []
    order = np.argsort(part, kind="stable")
    for forms in np.split(order, np.flatnonzero(np.diff(part[order])) + 1):
        if len(forms) < 3:
            continue
        for form in _some(forms, _LOOKED_AT).tolist():
            others = [
                other
                for other in _some(kin.forms_of(form, least), _HOLDERS).tolist()
                if (min(form, other), max(form, other)) not in related.translated
            ]
            found = [(one, other) for place, one in enumerate(others) for other in others[:place]]
            owner += [int(part[form])] * len(found)
            pairs += found
    return np.array(owner, np.int64), np.array(pairs, np.int64).reshape(-1, 2)


def _some(forms: Ints, most: int) -> Ints:
    if len(forms) <= most:
        return forms
    found: Ints = forms[np.linspace(0, len(forms) - 1, most).astype(np.int64)]
    return found
