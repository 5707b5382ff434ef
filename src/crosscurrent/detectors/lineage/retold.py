"""Texts that only a sense of meaning ties to an earlier one: of these it is not known what they took from it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crosscurrent.detectors.lineage.candidates import Related
from crosscurrent.detectors.lineage.material import Corpus
from crosscurrent.detectors.lineage.parents import Parents

REASON, INSTEAD_OF = "share_not_measured", "nothing_earlier"


def with_retold(texts: Corpus, related: Related, parents: Parents) -> Parents:
    """Say of texts without a candidate whether an earlier one tells the same without a measured share.

    Rewordings and translations of short texts have no measured share, and no parent follows from them; but it would be
    wrong to say that nothing earlier was captured.

    Args:
        texts: The texts.
        related: What the relations say.
        parents: What was found.

    Returns:
        The same, with ``share_not_measured`` in place of ``nothing_earlier`` where that holds.
    """
    partners: dict[int, set[int]] = {}
    for (x, y), shares in related.coverage.items():
        if x != y and max(shares) == 0.0:
            partners.setdefault(x, set()).add(y)
            partners.setdefault(y, set()).add(x)
    first: dict[int, int] = {}
    for form, high in zip(texts.form.tolist(), texts.high.tolist(), strict=True):
        first[form] = min(high, first.get(form, int(np.iinfo(np.int64).max)))
    because = [
        REASON if reason == INSTEAD_OF and any(first[other] <= low for other in partners.get(form, ())) else reason
        for reason, form, low in zip(parents.because, texts.form.tolist(), texts.low.tolist(), strict=True)
    ]
    return replace(parents, because=because)
