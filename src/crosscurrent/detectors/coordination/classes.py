"""Account classes: waking hours, reactivity and repetition, so that being awake at the same time is not evidence.

Two accounts that live in one time zone, or that both react fast, fall together more often than two random
accounts. Each account gets a timing class (hour sector x earliness) and the null asks how often two acts of
these classes fall together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosscurrent.engines.base import Loaded
from crosscurrent.kernels.chance import FIXED, RANK_BINS

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

SECTORS = 5  # four six-hour sectors of the mean hour of activity, and one for accounts with too few actions
EARLINESS = 3  # fastest tenth, up to the median, the rest
TIMING_CLASSES = SECTORS * EARLINESS
MIN_ACTIONS = 5
EARLY_QUANTILES = (0.10, 0.50)
#: Weight and mean of the prior that keeps the earliness of accounts with few ranked events near one half.
EARLY_PRIOR_WEIGHT, EARLY_PRIOR_MEAN = 4.0, 0.5
#: Events of prior weight in the smoothed hour and rank profiles of a class.
SMOOTHING = 50.0
#: Upper edges of the mean number of acts per object that make a repetition class.
REPEAT_EDGES = (1.0, 2.0, 8.0)

_HOURS = 2 * np.pi * np.arange(24) / 24
COSINE = np.round(np.cos(_HOURS) * FIXED).astype(np.int64)
SINE = np.round(np.sin(_HOURS) * FIXED).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of all accounts in one layer and what they imply.

    Attributes:
        timing: Timing class per account, 0 … 14.
        repeat: Repetition class per account.
        repeats: Largest mean number of acts per object in each repetition class (1 for the first).
        objects: Distinct objects per account (k).
        acts: Mean number of acts per object, per account (0 where there are none).
        hour_w: (15, 24) how much more often a class acts at an hour than everyone.
        rank_w: (15, 10) the same for the decile of rank within an object.
    """

    timing: I32
    repeat: I32
    repeats: F64
    objects: I64
    acts: F64
    hour_w: F64
    rank_w: F64

    @property
    def kind(self) -> I32:
        """Timing and repetition class as one number, timing fastest."""
        return (self.timing + TIMING_CLASSES * self.repeat).astype(np.int32)


def classify(loaded: Loaded, n_accounts: int) -> Classes:
    """Put every account of a layer into its classes.

    Args:
        loaded: The layer's events, held by an engine.
        n_accounts: Number of accounts of the run.
    """
    shared = {"cosine": COSINE, "sine": SINE, "n_accounts": n_accounts}
    sums = np.zeros((n_accounts, 6), np.int64)
    for (part,) in loaded.run("profiles", shared):
        sums += part
    timing = _timing(sums)
    hours = np.zeros((TIMING_CLASSES, 24), np.int64)
    ranks = np.zeros((TIMING_CLASSES, RANK_BINS), np.int64)
    for part_hours, part_ranks in loaded.run("histograms", {"klass": timing, "n_classes": TIMING_CLASSES}):
        hours += part_hours
        ranks += part_ranks
    objects = sums[:, 5]
    acts = sums[:, 0] / np.maximum(objects, 1)
    repeat, repeats = _repetition(acts)
    return Classes(timing, repeat, repeats, objects, acts, smoothed_ratio(hours), smoothed_ratio(ranks))


def _timing(sums: I64) -> I32:
    """Sector of the circular mean hour x earliness; cut points are quantiles over accounts that have both."""
    actions, cosine, sine, rank_sum, ranked, _ = sums.T
    mean_hour = np.mod(np.arctan2(sine.astype(float), cosine.astype(float)) * 24 / (2 * np.pi), 24)
    sector = np.where(actions >= MIN_ACTIONS, np.minimum(mean_hour // 6, 3), SECTORS - 1)
    prior = EARLY_PRIOR_WEIGHT * EARLY_PRIOR_MEAN
    earliness = (rank_sum / FIXED + prior) / (ranked + EARLY_PRIOR_WEIGHT)
    enough = ranked >= MIN_ACTIONS
    cuts = np.quantile(earliness[enough], EARLY_QUANTILES) if enough.any() else np.array([0.0, 1.0])
    timing: I32 = (EARLINESS * sector + np.searchsorted(cuts, earliness, side="left")).astype(np.int32)
    return timing


def _repetition(acts: F64) -> tuple[I32, F64]:
    repeat = np.searchsorted(REPEAT_EDGES, acts, side="left").astype(np.int32)
    used = np.unique(repeat)
    repeat = np.searchsorted(used, repeat).astype(np.int32)
    largest = np.array([acts[repeat == r].max() for r in range(len(used))]) if len(acts) else np.ones(1)
    return repeat, np.maximum(largest, 1.0)


def smoothed_ratio(counts: I64) -> F64:
    """Return each row's profile divided by that of all rows, smoothed towards 1.

    Args:
        counts: (classes, bins).

    Returns:
        (classes, bins); 1 in bins nobody uses.

    Example:
        >>> smoothed_ratio(np.array([[10, 10], [30, 30]])).round(3).tolist()
        [[1.0, 1.0], [1.0, 1.0]]
    """
    overall = counts.sum(0) / max(int(counts.sum()), 1)
    rows = counts.sum(1, keepdims=True)
    ratio = np.ones(counts.shape)
    smooth = (counts + SMOOTHING * overall) / (rows + SMOOTHING)
    np.divide(smooth, overall, out=ratio, where=overall > 0)
    return ratio
