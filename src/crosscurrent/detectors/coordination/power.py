"""Power: how small a planted group this data could have shown.

The same formulas that test pairs and accounts, turned round: a group of typical accounts is imagined that
boosts b objects nobody else touches, each member with 60 % turnout and within three minutes of the agreed
time, and the chance is computed that a seed pair passes the screen and that a typical member then passes
its own test. Below one half the question is not assessable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from crosscurrent.detectors.coordination.layerwork import LayerWork
from crosscurrent.detectors.coordination.pairtests import poisson_tail
from crosscurrent.detectors.coordination.parameters import Parameters

TURNOUT = 0.6
JITTER_S = 180.0
SIZES = (5, 10, 20, 30, 50, 100)
MAX_BOOSTS = 60
#: The group asked for: the shape of a real case, thirty accounts, ten boosts.
REFERENCE = (30, 10)
SAMPLE_PAIRS = 20_000
#: A seed pair must have this many objects to spare: from a bare one a group seldom grows. With this margin the
#: power foretold stays at or below the share found in benchmarks/power.py.
SEED_MARGIN = 1


@dataclass(frozen=True, slots=True)
class Smallest:
    """Fewest boosts at which a group of so many accounts would be found half of the time; ``None`` if never."""

    accounts: int
    boosts: int | None


@dataclass(frozen=True, slots=True)
class Power:
    """What the data could have shown.

    Attributes:
        assessable: Power for the reference group is at least one half.
        reason: Why not, if not.
        reference: Power for the reference group.
        smallest: Detection limit per group size.
    """

    assessable: bool
    reason: str | None
    reference: float
    smallest: tuple[Smallest, ...]


def power(layers: Sequence[LayerWork], parameters: Parameters, family: int) -> Power:
    """Compute the power of a run from its layer and window of best power."""
    typical = [_typical(work, at, parameters) for work in layers for at in range(len(work.windows_us)) if family > 0]
    if not typical:
        short = "fewer than two accounts act on enough objects"
        why = short if family == 0 else "the times are coarser than every window"
        return Power(False, why, 0.0, tuple(Smallest(size, None) for size in SIZES))
    tests = 2 * len(typical)
    curve = {
        (n, b): max(_found(one, n, b, tests, family, parameters) for one in typical)
        for n in sorted({*SIZES, REFERENCE[0]})
        for b in range(1, MAX_BOOSTS + 1)
    }
    smallest = tuple(
        Smallest(n, next((b for b in range(1, MAX_BOOSTS + 1) if curve[n, b] >= 0.5), None)) for n in SIZES
    )
    reached = curve[REFERENCE]
    reason = None if reached >= 0.5 else (
        f"a group of {REFERENCE[0]} accounts with {REFERENCE[1]} boosts would have been found with probability "
        f"{reached:.2f}, below one half"
    )  # fmt: skip
    return Power(reached >= 0.5, reason, reached, smallest)


@dataclass(frozen=True, slots=True)
class _Typical:
    window_s: float
    rate: float  # median expected co-actions of two typical accounts
    objects: float  # their median number of objects


def _typical(work: LayerWork, at: int, parameters: Parameters) -> _Typical:
    eligible = np.flatnonzero(work.classes.objects >= parameters.min_objects)
    if len(eligible) < 2:
        return _Typical(work.windows_us[at] / 1e6, np.inf, 1.0)
    rng = np.random.default_rng([parameters.seed, 4])
    i, j = rng.choice(eligible, SAMPLE_PAIRS).astype(np.int32), rng.choice(eligible, SAMPLE_PAIRS).astype(np.int32)
    rate = float(np.median(work.rates[at].expected(i[i != j], j[i != j])))
    return _Typical(work.windows_us[at] / 1e6, rate, float(np.median(work.classes.objects[eligible])))


def _found(typical: _Typical, accounts: int, boosts: int, tests: int, family: int, parameters: Parameters) -> float:
    """Chance that a typical member of a planted group is found."""
    if not np.isfinite(typical.rate):
        return 0.0
    rate = typical.rate * ((typical.objects + boosts) / typical.objects) ** 2
    close = 1.0 if typical.window_s >= 2 * JITTER_S else 1 - (1 - typical.window_s / (2 * JITTER_S)) ** 2
    counts = np.arange(1, boosts + 1)
    pair_p = poisson_tail(counts, np.full(boosts, rate))
    needed = _first(counts, pair_p <= parameters.screen / family / tests, parameters.min_objects)
    seeded = 0.0
    if needed is not None:
        one = _at_least(needed + SEED_MARGIN, boosts, TURNOUT**2 * close)
        seeded = 1 - (1 - one) ** (accounts * (accounts - 1) / 2)
    # An account comes within the window of one of a boost's acts by chance this often, over all boosts:
    chance = boosts * TURNOUT * accounts * typical.rate / typical.objects
    company_p = poisson_tail(counts, np.full(boosts, chance))
    eligible = (1 + np.sqrt(1 + 8 * family)) / 2
    joins = _first(counts, company_p <= parameters.fdr * accounts / eligible / (tests / 2), parameters.min_objects)
    if joins is None:
        return 0.0
    near = 1 - (1 - close) ** (TURNOUT * (accounts - 1))
    return seeded * _at_least(joins, boosts, TURNOUT * near)


def _first(counts: np.ndarray, passes: np.ndarray, at_least: int) -> int | None:
    good = counts[passes & (counts >= at_least)]
    return int(good[0]) if len(good) else None


def _at_least(count: int, trials: int, chance: float) -> float:
    """P(Binomial(trials, chance) >= count)."""
    return float(special.betainc(count, trials - count + 1, chance)) if count <= trials else 0.0
