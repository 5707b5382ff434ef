"""One verdict per pair: tests of all behaviours and windows combined, false discoveries controlled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.coordination.layerwork import LayerWork
from crosscurrent.detectors.coordination.multiplicity import cauchy, discoveries
from crosscurrent.detectors.coordination.pairtests import PairTests

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
U64 = npt.NDArray[np.uint64]

CO_SHARING, SYNCHRONY, BOTH = "co-sharing", "synchrony", "both"


@dataclass(frozen=True, slots=True)
class PairTable:
    """Pairs with their combined evidence; arrays aligned, sorted by (i, j).

    Attributes:
        i: First account.
        j: Second account.
        p: Cauchy combination of p_joint and p_when over behaviours and windows.
        q: Benjamini-Hochberg q over all possible pairs.
        q_by: Benjamini-Yekutieli q.
        q_joint: q of p_joint alone, combined over behaviours and windows.
        q_when: q of p_when alone.
        family: Number of possible pairs.
    """

    i: I32
    j: I32
    p: F64
    q: F64
    q_by: F64
    q_joint: F64
    q_when: F64
    family: int

    def significant(self, fdr: float) -> npt.NDArray[np.bool_]:
        """Mark pairs below the tolerated share of false discoveries."""
        return self.q <= fdr

    def which(self, fdr: float) -> list[str | None]:
        """Say for each significant pair which kind of evidence carries it.

        ``synchrony``: timing given what each acted on; ``co-sharing``: acting on the same things close in
        time more than community and activity predict, while the timing given the sharing is not by itself
        surprising; ``both``.
        """
        names = np.array([CO_SHARING, SYNCHRONY, BOTH], object)
        when, joint = self.q_when <= fdr, self.q_joint <= fdr
        kind = names[np.where(when & joint, 2, np.where(when, 1, 0))]
        kind[~self.significant(fdr)] = None
        names_or_none: list[str | None] = kind.tolist()
        return names_or_none


def combine(layers: Sequence[LayerWork], tests: Sequence[Sequence[PairTests]], family: int) -> PairTable:
    """Combine the tests of all layers and windows into one p per pair.

    Args:
        layers: The layers, for nothing but their order.
        tests: Per layer, the tests per window (of the data or of a permutation).
        family: Number of possible pairs; pairs without a test count as p = 1.
    """
    flat = [test for per_layer in tests for test in per_layer]
    keys = [_keys(test) for test in flat]
    every = np.unique(np.concatenate(keys)) if keys else np.empty(0, np.uint64)
    joint, when = np.full((len(every), len(flat)), np.nan), np.full((len(every), len(flat)), np.nan)
    for column, (test, key) in enumerate(zip(flat, keys, strict=True)):
        row = np.searchsorted(every, key)
        joint[row, column], when[row, column] = test.p_joint, test.p_when
    n = max(len(flat), 1)
    p_joint, p_when = cauchy(joint, n), cauchy(when, n)
    p = cauchy(np.concatenate([joint, when], axis=1), 2 * n)
    overall = discoveries(p, family)
    return PairTable(
        i=(every >> np.uint64(32)).astype(np.int32),
        j=(every & np.uint64(0xFFFFFFFF)).astype(np.int32),
        p=p,
        q=overall.q,
        q_by=overall.q_by,
        q_joint=discoveries(p_joint, family).q,
        q_when=discoveries(p_when, family).q,
        family=family,
    )


def family_size(layers: Sequence[LayerWork], min_objects: int) -> int:
    """Return the number of pairs that could have been found: accounts with enough objects in some layer."""
    if not layers:
        return 0
    eligible = np.zeros(layers[0].layer.n_accounts, np.bool_)
    for work in layers:
        eligible |= work.classes.objects >= min_objects
    n = int(eligible.sum())
    return n * (n - 1) // 2


def _keys(test: PairTests) -> U64:
    return (test.i.astype(np.uint64) << np.uint64(32)) | test.j.astype(np.uint64)
