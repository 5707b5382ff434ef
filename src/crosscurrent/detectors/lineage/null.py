"""How much texts share that have nothing to do with each other: same topic, same week, different publishers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.actions.normal_text import normalise
from crosscurrent.detectors.lineage.fingerprints import compare, fingerprints
from crosscurrent.detectors.lineage.intervals import Floats
from crosscurrent.detectors.lineage.parameters import Parameters

_WEEK_US = 7 * 86_400_000_000
#: Least pairs with which a p below 0.01 can be said.
LEAST_PAIRS = 100


def unrelated_shares(
    texts: pa.Table, topics: Mapping[str, str], copies: Iterable[str], parameters: Parameters
) -> Floats | None:
    """Draw pairs of texts of one topic and week by two accounts and measure the share of one found in the other.

    Args:
        texts: Rows of :data:`crosscurrent.model.text.SCHEMA`.
        topics: text_uid -> topic.
        copies: text_uids known to repeat another text: they are left out.
        parameters: ``null_pairs`` and ``seed``.

    Returns:
        One share per pair, ascending; ``None`` with fewer than :data:`LEAST_PAIRS` pairs.
    """
    left_out = set(copies)
    rows = sorted(
        (uid, account, at // _WEEK_US, text)
        for uid, account, at, text in zip(
            texts["text_uid"].to_pylist(), texts["account_uid"].to_pylist(),
            pc.cast(texts["at"], pa.int64()).to_pylist(), texts["text"].to_pylist(), strict=True,
        )
        if uid in topics and uid not in left_out and account is not None and at is not None
    )  # fmt: skip
    bins: dict[tuple[str, int], list[int]] = defaultdict(list)
    for n, (uid, _, week, _) in enumerate(rows):
        bins[topics[uid], week].append(n)
    pairs = _draw([bins[key] for key in sorted(bins)], [row[1] for row in rows], parameters)
    if len(pairs) < LEAST_PAIRS:
        return None
    # Only the texts that were drawn are read.
    drawn, places = np.unique(np.array(pairs, np.int64), return_inverse=True)
    chosen = places.reshape(-1, 2).astype(np.int64)
    prints = fingerprints([normalise(rows[place][3]) for place in drawn.tolist()])
    sizes = np.maximum(np.diff(prints.first)[chosen[:, 0]], 1)
    found = compare(prints, np.ascontiguousarray(chosen[:, 0]), np.ascontiguousarray(chosen[:, 1]))
    return np.sort(found.shared / sizes)


def _draw(bins: list[list[int]], accounts: list[str], parameters: Parameters) -> list[tuple[int, int]]:
    """Draw ordered pairs of different accounts, each at most once; a bin is drawn from as often as it has pairs."""
    bins = [members for members in bins if len(members) > 1]
    if not bins:
        return []
    rng = np.random.default_rng(parameters.seed)
    weights = np.array([len(members) * (len(members) - 1) for members in bins], np.float64)
    found: dict[tuple[int, int], None] = {}
    for place in rng.choice(len(bins), 4 * parameters.null_pairs, p=weights / weights.sum()).tolist():
        one, other = (bins[place][k] for k in rng.choice(len(bins[place]), 2, replace=False).tolist())
        if accounts[one] != accounts[other]:
            found[one, other] = None
        if len(found) == parameters.null_pairs:
            break
    return list(found)
