"""The weekly rhythm: how much of the average hour each hour of the week is worth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.timing.parameters import DAY_US, HOUR_US, WEEK_US

F64 = npt.NDArray[np.float64]
#: The prior of every factor is worth so many posts: enough that a rhythm is not read out of a handful.
PRIOR_POSTS = 5.0
FEWEST_WEEKS = 2


def exposure(counts: F64, start_us: int, bin_us: int, quiet: npt.NDArray[np.bool_], dispersion: float) -> F64:
    """Return what each bin is worth in average bins: mean 1 over the series.

    Hours of the week are shrunk towards hour of the day times day of the week, and those towards no rhythm: the factor
    of a cell is a Gamma-Poisson posterior mean whose prior is worth :data:`PRIOR_POSTS`.

    Args:
        counts: Posts per bin.
        start_us: Left edge of the first bin.
        bin_us: An hour or a day.
        quiet: Bins to learn from; bursts are left out so that they are not taken for rhythm.
        dispersion: Variance over mean; the prior is worth so much more where posts come in clusters.

    Returns:
        One value per bin; all 1 where the quiet time is shorter than two weeks.
    """
    if quiet.sum() * bin_us < FEWEST_WEEKS * WEEK_US or not counts[quiet].any():
        return np.ones(len(counts))
    prior = PRIOR_POSTS * dispersion
    edges = start_us + np.arange(len(counts)) * bin_us
    weekday = edges // DAY_US % 7 if bin_us == HOUR_US else np.arange(len(counts)) % 7
    worth = np.full(len(counts), counts[quiet].mean())
    cells = [weekday]
    if bin_us == HOUR_US:
        hour = edges // HOUR_US % 24
        cells = [hour, weekday, weekday * 24 + hour]
    for cell in cells:
        seen = np.bincount(cell[quiet], weights=counts[quiet], minlength=int(cell.max()) + 1)
        foreseen = np.bincount(cell[quiet], weights=worth[quiet], minlength=int(cell.max()) + 1)
        worth = worth * ((seen + prior) / (foreseen + prior))[cell]
    rhythm: F64 = worth / worth.mean()
    return rhythm
