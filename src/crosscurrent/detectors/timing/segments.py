"""Change points of counts: the exact optimum of Poisson cost plus a price per change, by PELT.

Killick, Fearnhead & Eckley 2012. Within a run of empty bins the cost of a change is concave in its place, so that the
best place is an end of the run: only edges of bins that hold something are looked at, and a sparse series costs little.
"""
# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@njit(cache=True)
def segment_cost(n: float, worth: float) -> float:
    """Return minus twice the log-likelihood of a segment at its own rate, without what no segmentation changes."""
    if n <= 0.0:
        return 0.0
    return float(2.0 * n * np.log(worth / n))


@njit(cache=True)
def _optimum(n_before: F64, worth_before: F64, price: float, dispersion: float) -> I64:
    places = len(n_before)
    best = np.empty(places, np.float64)
    came_from = np.zeros(places, np.int64)
    alive = np.zeros(places, np.int64)
    costs = np.empty(places, np.float64)
    best[0], n_alive = -price, 1
    for j in range(1, places):
        best[j] = np.inf
        for k in range(n_alive):
            i = alive[k]
            costs[k] = best[i] + segment_cost(n_before[j] - n_before[i], worth_before[j] - worth_before[i]) / dispersion
            if costs[k] + price < best[j]:
                best[j], came_from[j] = costs[k] + price, i
        kept = 0
        for k in range(n_alive):
            if costs[k] <= best[j]:  # else j is a better place to come from, for ever
                alive[kept] = alive[k]
                kept += 1
        alive[kept] = j
        n_alive = kept + 1
    return came_from


def places(counts: F64) -> I64:
    """Return the places a change can best be at: the ends, and both edges of every bin that holds something."""
    filled = np.flatnonzero(counts)
    return np.unique(np.concatenate([[0], filled, filled + 1, [len(counts)]]))


def change_points(counts: F64, worth: F64, price: float, dispersion: float) -> I64:
    """Return the edges of the best segments, both ends of the series included.

    Args:
        counts: Posts per bin.
        worth: Exposure per bin, positive.
        price: What one change costs, in twice the log-likelihood.
        dispersion: Variance over mean, 1 or more; costs are divided by it (quasi-likelihood).

    Example:
        >>> change_points(np.array([1.0, 1, 1, 9, 9, 1, 1]), np.ones(7), 6.0, 1.0).tolist()
        [0, 3, 5, 7]
    """
    at = places(counts)
    n_before = np.concatenate([[0.0], np.cumsum(counts)])[at]
    worth_before = np.concatenate([[0.0], np.cumsum(worth)])[at]
    came_from = _optimum(n_before, worth_before, price, dispersion)
    edges, j = [len(at) - 1], len(at) - 1
    while j > 0:
        j = int(came_from[j])
        edges.append(j)
    found: I64 = at[np.array(edges[::-1])]
    return found
