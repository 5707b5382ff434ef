"""Bursts: segments above the baseline, each with the interval in which it began."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.timing.parameters import Parameters
from crosscurrent.detectors.timing.rhythm import exposure
from crosscurrent.detectors.timing.segments import F64, I64, change_points, places, segment_cost
from crosscurrent.detectors.timing.series import Series

#: Rhythm, overdispersion and bursts each need the others; they settle within so many rounds.
ROUNDS = 4
#: Places of a change whose cost is this near the best are in its 95 % interval (chi-square, one degree of freedom).
NEAR = 3.841


@dataclass(frozen=True, slots=True)
class Burst:
    """One burst, in bins of its series.

    Attributes:
        first: First bin.
        stop: First bin after it.
        earliest: Earliest bin it may have begun in; ``None`` where it was under way when the series began.
        latest: Latest such bin.
        n: Posts in it.
        expected: Posts the baseline would have brought at these hours of the week.
        peak: Fullest bin.
    """

    first: int
    stop: int
    earliest: int | None
    latest: int | None
    n: float
    expected: float
    peak: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A series after reading.

    Attributes:
        series: The series.
        worth: Exposure per bin: the weekly rhythm, mean 1.
        dispersion: Variance over mean of neighbouring bins, 1 or more.
        baseline: Posts a bin of exposure 1 holds when nothing happens: median over time of the segments' rates.
        bursts: By time.
    """

    series: Series
    worth: F64
    dispersion: float
    baseline: float
    bursts: tuple[Burst, ...]


def read_bursts(series: Series, parameters: Parameters) -> Reading:
    """Take the weekly rhythm out of a series and find its bursts."""
    counts = series.counts
    price = parameters.penalty * float(np.log(max(len(counts), 2)))
    quiet, edges, dispersion = np.ones(len(counts), np.bool_), np.array([0, len(counts)]), 1.0
    for _ in range(ROUNDS):
        worth = exposure(counts, series.start_us, series.bin_us, quiet, dispersion)
        dispersion = overdispersion(counts, worth, edges, quiet)
        edges = change_points(counts, worth, price, dispersion)
        rates, baseline = _rates(counts, worth, edges)
        spans = _spans(counts, edges, rates, baseline, parameters)
        before, quiet = quiet, np.ones(len(counts), np.bool_)
        for begin, end in spans:
            quiet[edges[begin] : edges[end]] = False
        if np.array_equal(before, quiet):
            break
    bursts = [_burst(counts, worth, edges, span, baseline, dispersion) for span in spans]
    return Reading(series, worth, dispersion, baseline, tuple(bursts))


def overdispersion(counts: F64, worth: F64, edges: I64, quiet: npt.NDArray[np.bool_]) -> float:
    """Return variance over mean, from neighbouring bins of one segment; 1 is Poisson, and the least.

    Of two bins a, b with exposures x, y and one rate, (ay - bx)² / xy has as its mean the overdispersion times that of
    a + b, whatever the rate: the ratio of the two sums estimates it. Bursts are left out: they vary more than what they
    have to stand out from.
    """
    same = np.ones(len(counts) - 1, np.bool_) if len(counts) > 1 else np.zeros(0, np.bool_)
    same[edges[1:-1] - 1] = False
    a, b, x, y = counts[:-1], counts[1:], worth[:-1], worth[1:]
    used = same & quiet[:-1] & quiet[1:] & (a + b > 0)
    if used.sum() < 10:
        return 1.0
    a, b, x, y = a[used], b[used], x[used], y[used]
    return max(1.0, float(((a * y - b * x) ** 2 / (x * y)).sum() / (a + b).sum()))


def _rates(counts: F64, worth: F64, edges: I64) -> tuple[F64, float]:
    """Return the rate of each segment and their median over time."""
    n = np.add.reduceat(counts, edges[:-1])
    exposed = np.add.reduceat(worth, edges[:-1])
    rates = n / exposed
    order = np.argsort(rates, kind="stable")
    half = np.searchsorted(np.cumsum(exposed[order]), exposed.sum() / 2)
    return rates, float(rates[order][min(int(half), len(rates) - 1)])


def _spans(
    counts: F64, edges: I64, rates: F64, baseline: float, parameters: Parameters
) -> list[tuple[int, int]]:  # fmt: skip
    """Return bursts as (first segment, segment after the last).

    A burst begins where the rate first reaches ``lift`` times the baseline, and a new one where it rises by ``lift``
    again; it ends where the rate falls back.
    """
    n = np.add.reduceat(counts, edges[:-1])
    high = (rates >= parameters.lift * baseline) & (rates > 0)
    begins: list[tuple[int, int]] = []
    open_at: int | None = None
    for k in range(len(rates)):
        rises = k > 0 and n[k] >= parameters.fewest_posts and rates[k] >= parameters.lift * rates[k - 1]
        if open_at is not None and (not high[k] or rises):
            begins.append((open_at, k))
            open_at = None
        if open_at is None and high[k]:
            open_at = k
    if open_at is not None:
        begins.append((open_at, len(rates)))
    return [(a, b) for a, b in begins if n[a:b].sum() >= parameters.fewest_posts and b - a < len(rates)]


def _burst(
    counts: F64, worth: F64, edges: I64, span: tuple[int, int], baseline: float, dispersion: float
) -> Burst:  # fmt: skip
    first, stop = int(edges[span[0]]), int(edges[span[1]])
    earliest: int | None = None
    latest: int | None = None
    if span[0] > 0:
        earliest, latest = _begin(counts, worth, edges[span[0] - 1 : span[0] + 2], dispersion)
    return Burst(
        first, stop, earliest, latest, float(counts[first:stop].sum()), baseline * float(worth[first:stop].sum()),
        first + int(np.argmax(counts[first:stop])),
    )  # fmt: skip


def _begin(counts: F64, worth: F64, around: I64, dispersion: float) -> tuple[int, int]:
    """Return the interval of a change between two segments: where its cost is near the best."""
    low, best, high = (int(edge) for edge in around)
    here, weights = counts[low:high], worth[low:high]
    at = places(here)[1:-1]
    n, exposed = np.cumsum(here), np.cumsum(weights)
    parts = [(n[t - 1], exposed[t - 1]) for t in at]
    cost = np.array([segment_cost(m, x) + segment_cost(n[-1] - m, exposed[-1] - x) for m, x in parts]) / dispersion
    near = at[cost <= cost[np.searchsorted(at, best - low)] + NEAR] + low
    return int(near.min()), int(near.max())


def seen_begins(reading: Reading) -> npt.NDArray[np.int64]:
    """Return the first bins of the bursts whose begin was seen."""
    return np.array([burst.first for burst in reading.bursts if burst.earliest is not None], np.int64)
