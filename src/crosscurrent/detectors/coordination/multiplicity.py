"""Many tests at once: combining behaviours and windows, and controlling false discoveries over all pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

F64 = npt.NDArray[np.float64]
EULER_GAMMA = 0.5772156649015329


def cauchy(ps: F64, tests: int) -> F64:
    """Combine dependent p-values of one hypothesis; tests that are not listed count as uninformative.

    Cauchy combination (Liu & Xie 2020), valid in the tail under arbitrary dependence. A p above one half
    counts as one half: without that a single test with p = 1 (no co-action in a ten-second window) would
    outweigh any evidence elsewhere. In the tail the result is the weighted harmonic mean of the p-values.

    Args:
        ps: (rows, listed tests); NaN where a test does not apply.
        tests: Number of tests a row is charged for; at least the number of columns.

    Returns:
        One p per row, never above 1.

    Example:
        >>> cauchy(np.array([[1e-8, 1.0]]), 4).round(10).tolist()
        [4e-08]
    """
    capped = np.minimum(np.where(np.isnan(ps), 0.5, ps), 0.5)
    tiny = capped < 1e-15
    safe = np.where(tiny, 0.5, capped)
    score = np.where(tiny, 1 / (np.maximum(capped, 1e-300) * np.pi), np.tan((0.5 - safe) * np.pi)).sum(1) / tests
    far = score > 1e15
    return np.where(far, 1 / (np.where(far, score, 1.0) * np.pi), 0.5 - np.arctan(score) / np.pi)


@dataclass(frozen=True, slots=True)
class Discoveries:
    """False-discovery control over a family in which every hypothesis not listed has p = 1.

    Attributes:
        q: Benjamini-Hochberg adjusted p of each listed hypothesis.
        q_by: Benjamini-Yekutieli adjusted p (valid under any dependence).
    """

    q: F64
    q_by: F64


def discoveries(p: F64, family: int) -> Discoveries:
    """Adjust p-values over a family of ``family`` hypotheses, of which only some are listed.

    Source: Benjamini & Hochberg 1995; Benjamini & Yekutieli 2001 (factor 1 + 1/2 + … + 1/m).

    Example:
        >>> discoveries(np.array([0.001, 0.5]), 10).q.tolist()
        [0.01, 1.0]
    """
    if not len(p):
        return Discoveries(np.empty(0), np.empty(0))
    ranked = np.argsort(p, kind="stable")
    raw = p[ranked] * family / np.arange(1, len(p) + 1)
    adjusted = np.empty(len(p))
    adjusted[ranked] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    harmonic = special.digamma(max(family, 1) + 1) + EULER_GAMMA  # the sum itself, also for small families
    return Discoveries(adjusted, np.minimum(adjusted * harmonic, 1.0))
