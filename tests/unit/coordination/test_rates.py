"""Expected co-actions of a pair with communities and classes: the same from both sides, the largest of all cuts."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from crosscurrent.detectors.coordination.blocks import Blocks
from crosscurrent.detectors.coordination.classes import TIMING_CLASSES, Classes, smoothed_ratio
from crosscurrent.detectors.coordination.rates import Rates, fit_rates, half_rates
from crosscurrent.engines.base import ObjectEvents
from crosscurrent.engines.local import LocalEngine
from crosscurrent.kernels.jobs import half_mask
from tests.oracle import chance as oracle
from tests.unit.kernels.arrays import arrays

N, N_OBJECTS, WINDOW, SEED = 12, 25, 14_400_000_000, 3  # four hours
RNG = np.random.default_rng(6)
#: Every account acts at most once on an object; times over two days.
OBJECTS = [
    list(zip(RNG.permutation(N)[:n].tolist(), (RNG.integers(0, 4_320, n) * 40_000_000).tolist(), strict=True))
    for n in RNG.integers(1, 9, N_OBJECTS)
]
LEVELS = np.stack([np.zeros(N, int), np.arange(N) % 3]).astype(np.int32)
TIMING = (np.arange(N) * 5 % TIMING_CLASSES).astype(np.int32)
PAIRS = list(combinations(range(N), 2))


def world() -> tuple[ObjectEvents, Classes]:
    laid = arrays(OBJECTS, N)
    keys = np.random.default_rng(2).integers(0, 2**63, N_OBJECTS).astype(np.uint64)
    events = ObjectEvents(
        laid.start, laid.t, laid.account, laid.obj, keys, laid.by_start, laid.by_account, [(0, 10), (10, N_OBJECTS)]
    )
    objects = np.bincount(laid.account, minlength=N)
    rng = np.random.default_rng(1)
    hour_w, rank_w = (smoothed_ratio(rng.integers(0, 90, (TIMING_CLASSES, bins))) for bins in (24, 10))
    return events, Classes(TIMING, np.zeros(N, np.int32), np.ones(1), objects, np.ones(N), hour_w, rank_w)


def by_hand(level: np.ndarray, classes: Classes, i: int, j: int, chosen: list[int]) -> tuple[float, float]:
    """Expected co-acted and shared objects of one pair at one cut, over the chosen objects."""
    incidences = [sum(level[a] == block for o in chosen for a, _ in OBJECTS[o]) for block in range(level.max() + 1)]
    k = [sum(a == account for o in chosen for a, _ in OBJECTS[o]) for account in (i, j)]
    timed = untimed = 0.0
    for o in chosen:
        times = sorted(t for _, t in OBJECTS[o])
        share = [sum(level[a] == level[x] for a, _ in OBJECTS[o]) / max(incidences[level[x]], 1) for x in (i, j)]
        untimed += share[0] * share[1]
        if oracle_pairs(times):
            q = oracle.weighted_share(times, classes.hour_w, classes.rank_w, WINDOW, TIMING[i], TIMING[j])
            timed += share[0] * share[1] * min(q, 1.0)
    return timed * k[0] * k[1], untimed * k[0] * k[1]


def oracle_pairs(times: list[int]) -> int:
    return sum(abs(s - t) <= WINDOW for s, t in combinations(times, 2))


def fitted(levels: np.ndarray, half: int | None = None) -> tuple[Rates, Classes, list[int]]:
    events, classes = world()
    blocks = Blocks(levels, tuple(int(level.max()) + 1 for level in levels), 1)
    rates = fit_rates(LocalEngine(2).load(events), blocks, classes, WINDOW, SEED)
    if half is None:
        return rates, classes, list(range(N_OBJECTS))
    chosen = np.flatnonzero(half_mask(events.key, half, SEED)).tolist()
    objects = np.bincount([a for o in chosen for a, _ in OBJECTS[o]], minlength=N)
    return half_rates(rates, half, classes, objects), classes, chosen


@pytest.mark.parametrize("half", [None, 0, 1])
@pytest.mark.parametrize("cut", [0, 1])
def test_expected_co_actions_are_those_of_the_formula(cut: int, half: int | None) -> None:
    rates, classes, chosen = fitted(LEVELS[cut : cut + 1], half)
    assert half is None or 5 < len(chosen) < N_OBJECTS - 5
    i, j = (np.array([pair[side] for pair in PAIRS], np.int32) for side in (0, 1))
    timed, untimed = zip(*(by_hand(LEVELS[cut], classes, *pair, chosen) for pair in PAIRS), strict=True)
    assert max(timed) > 0
    assert rates.expected(i, j) == pytest.approx(np.array(timed), rel=1e-9)
    assert rates.expected_shared(i, j) == pytest.approx(np.array(untimed), rel=1e-9)
    # Who is called the first of the two does not matter.
    assert rates.expected(j, i) == pytest.approx(rates.expected(i, j), rel=1e-12)
    assert rates.expected_shared(j, i) == pytest.approx(rates.expected_shared(i, j), rel=1e-12)


def test_of_several_cuts_the_largest_expectation_counts() -> None:
    i, j = (np.array([pair[side] for pair in PAIRS], np.int32) for side in (0, 1))
    coarse, fine, both = (fitted(levels)[0].expected(i, j) for levels in (LEVELS[:1], LEVELS[1:], LEVELS))
    assert both == pytest.approx(np.maximum(coarse, fine), rel=1e-12)
    assert (coarse > fine).any()
    assert (fine > coarse).any()


def test_the_windowed_pairs_of_all_parts_are_counted() -> None:
    assert fitted(LEVELS)[0].windowed_pairs == sum(oracle_pairs([t for _, t in acts]) for acts in OBJECTS)


def test_the_two_halves_are_all_objects_and_follow_the_seed() -> None:
    keys = np.random.default_rng(2).integers(0, 2**63, 1_000).astype(np.uint64)
    first, second = half_mask(keys, 0, 7), half_mask(keys, 1, 7)
    assert (first ^ second).all()
    assert 400 < first.sum() < 600
    assert (first == half_mask(keys, 0, 7)).all()
    assert 300 < (first != half_mask(keys, 0, 8)).sum() < 700
