"""Chances under the null, against sums over every pair of acts and every subset of objects."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from crosscurrent.kernels import chance
from tests.oracle import chance as oracle
from tests.unit.kernels.arrays import arrays, flat_weights

HOUR_US, W = chance.HOUR_US, 60
#: Times at, just inside and just outside a window of 60 µs, and hours away.
TIMES = (0, 1, 59, 60, 61, 120, 121, 5 * HOUR_US, 5 * HOUR_US + 60, 23 * HOUR_US, 24 * HOUR_US + 30)

times_of_object = st.lists(st.sampled_from(TIMES), min_size=2, max_size=9).map(sorted)
weight = st.floats(0.2, 5.0)
class_weights = st.tuples(
    st.lists(st.lists(weight, min_size=24, max_size=24), min_size=2, max_size=2),
    st.lists(st.lists(weight, min_size=10, max_size=10), min_size=2, max_size=2),
)
chances = st.one_of(st.just(1.0), st.just(0.0), st.floats(1e-9, 1.0))


def kernel_share(times: list[int], hour_w: np.ndarray, rank_w: np.ndarray) -> tuple[int, np.ndarray]:
    q = np.full((len(hour_w), len(hour_w)), np.nan)
    work = np.empty((len(times) + 2, len(hour_w)))
    return chance.together(np.array(times), 0, len(times), hour_w, rank_w, W, work, q), q


@given(times=times_of_object)
@example(times=[0, 60])  # both ends of the window count as inside
@example(times=[0, 61])
def test_without_classes_it_is_the_share_of_close_pairs(times: list[int]) -> None:
    pairs, q = kernel_share(times, *flat_weights(2))
    share = oracle.together_share(times, W)
    assert pairs == round(share * len(times) * (len(times) - 1) / 2)
    if pairs:
        assert q.tolist() == [[pytest.approx(share, rel=1e-12)] * 2] * 2


@given(times=times_of_object, weights=class_weights)
def test_with_classes_it_is_the_weighted_share(times: list[int], weights: tuple[list, list]) -> None:
    pairs, q = kernel_share(times, np.array(weights[0]), np.array(weights[1]))
    if pairs == 0:
        return  # nobody is near anybody: q is not asked for
    for r, s in product(range(2), repeat=2):
        assert q[r, s] == pytest.approx(oracle.weighted_share(times, *weights, W, r, s), rel=1e-9)
    assert q[0, 1] == q[1, 0]


def test_a_burst_is_no_evidence_and_a_flat_day_is() -> None:
    # Everybody within the same second: any two fall together for certain. One act an hour: nobody does but by chance.
    assert kernel_share([0, 1, 2, 3], *flat_weights(1))[1].tolist() == [[1.0]]
    spread = [hour * HOUR_US for hour in range(24)] + [23 * HOUR_US + 5]
    assert kernel_share(spread, *flat_weights(1))[1][0, 0] == pytest.approx(1 / 300)


def test_far_times_leave_no_residue_of_rounding() -> None:
    # Weights that do not add up exactly; after the window has emptied, sums must be exactly zero again.
    times = [0, 1, 2, 10**9, 2 * 10**9]
    hour_w, rank_w = np.full((1, 24), 0.1), np.full((1, 10), 1 / 3)
    assert kernel_share(times, hour_w, rank_w)[1][0, 0] == pytest.approx(0.3, rel=1e-12)


# --- Poisson-binomial tail ---------------------------------------------------------------------------


def kernel_tail(q: list[float], at_least: int) -> float:
    tails = chance.poisson_binomial_tails(np.array([0, len(q)]), np.array(q), np.array([at_least], np.int32))
    return float(tails[0])


@given(q=st.lists(chances, max_size=9), at_least=st.integers(0, 10))
def test_tail_is_the_sum_over_all_subsets(q: list[float], at_least: int) -> None:
    assert kernel_tail(q, at_least) == pytest.approx(oracle.tail(q, at_least), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(("n", "p", "c"), [(10, 0.1, 3), (100, 0.01, 8), (3_000, 0.2, 700), (50, 1e-7, 5)])
def test_equal_chances_give_the_binomial_tail(n: int, p: float, c: int) -> None:
    # 1e-7 to the fifth: far below what 1 - cdf could show.
    assert kernel_tail([p] * n, c) == pytest.approx(stats.binom.sf(c - 1, n, p), rel=1e-9)


def test_tails_of_several_lists_do_not_mix() -> None:
    q = np.array([0.5, 0.5, 1.0, 0.25])
    tails = chance.poisson_binomial_tails(np.array([0, 2, 2, 4]), q, np.array([1, 0, 2], np.int32))
    assert tails.tolist() == [0.75, 1.0, 0.25]


def test_more_than_there_are_never_happen() -> None:
    assert kernel_tail([0.9, 1.0], 3) == 0.0


# --- rates over objects ------------------------------------------------------------------------------

#: Six accounts in two blocks and two timing classes; the last acts twice where it acts.
BLOCK, CLASS = [0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 0, 1]
OBJECTS = [
    [(0, 0), (1, 30), (3, 5 * HOUR_US)],
    [(0, 0), (1, 60), (2, 61), (3, 100), (4, 101)],
    [(2, 7), (5, 8), (5, 9)],
    [(4, HOUR_US)],
]


def test_rates_are_sums_of_shares_and_chances() -> None:
    rng = np.random.default_rng(5)
    hour_w, rank_w = rng.uniform(0.5, 2, (2, 24)), rng.uniform(0.5, 2, (2, 10))
    incidences = [sum(len({a for a, _ in acts if BLOCK[a] == g}) for acts in OBJECTS) for g in range(2)]
    world = arrays(OBJECTS, 6)
    rates, what, pairs = chance.expected_rates(
        world.start, world.t, world.account, np.array([BLOCK, [0] * 6], np.int32), np.array([2, 1]),
        1.0 / np.array([incidences, [sum(incidences), 1]]), hour_w, rank_w, np.array([1.0]), W, 0, 4,
    )  # fmt: skip
    timed, untimed = rates[:16].reshape(2, 2, 2, 2), what[:4].reshape(2, 2)
    for g, h in [(0, 0), (0, 1), (1, 1)]:
        share = [[len({a for a, _ in acts if BLOCK[a] == b}) / incidences[b] for b in (g, h)] for acts in OBJECTS]
        assert untimed[g, h] == pytest.approx(sum(x * y for x, y in share))
        for r, s in product(range(2), repeat=2):
            expected = sum(
                x * y * oracle.weighted_share([t for _, t in acts], hour_w, rank_w, W, r, s)
                for (x, y), acts in zip(share[:3], OBJECTS[:3], strict=True)  # the last object has a single act
            )
            assert timed[g, h, r, s] == pytest.approx(expected)
    assert pairs == 1 + 7 + 3
    assert what[4] == pytest.approx(sum((len({a for a, _ in acts}) / sum(incidences)) ** 2 for acts in OBJECTS))


def test_repeated_acts_multiply_the_chance_up_to_certainty() -> None:
    # Two acts of either account where any two acts meet with probability 1/3: 2 x 2 x 1/3 is more than certain.
    objects = [[(0, 0), (1, 1), (2, HOUR_US)]]
    world = arrays(objects, 3)
    rates, _, _ = chance.expected_rates(
        world.start, world.t, world.account, np.zeros((1, 3), np.int32), np.array([1]), np.array([[1.0]]),
        *flat_weights(1), np.array([1.0, 2.0]), W, 0, 1,
    )  # fmt: skip
    nine = 9 * np.array([[1 / 3, 2 / 3], [2 / 3, 1.0]])  # the block has three incidences of weight 1 on the object
    assert rates.reshape(2, 2) == pytest.approx(nine)


def test_rates_of_parts_add_up_to_the_whole() -> None:
    world = arrays(OBJECTS, 6)
    fixed = (
        world.start, world.t, world.account, np.array([BLOCK], np.int32), np.array([2]), np.array([[0.2, 0.25]]),
        *flat_weights(2), np.array([1.0]), W,
    )  # fmt: skip
    whole = chance.expected_rates(*fixed, 0, 4)
    parts = [chance.expected_rates(*fixed, first, first + 2) for first in (0, 2)]
    assert parts[0][0] + parts[1][0] == pytest.approx(whole[0])
    assert parts[0][2] + parts[1][2] == whole[2] == 11


def test_listed_entries_get_their_object_s_chance() -> None:
    world = arrays(OBJECTS, 6)
    entries = (
        np.array([0, 2, 3]), np.array([1, 2], np.int32), np.array([0, 1, 0], np.int32), np.array([1, 1, 1], np.int32),
        np.array([1, 1, 1], np.int32), np.array([1, 3, 2], np.int32),
    )  # fmt: skip
    out = chance.entry_chances(world.start, world.t, *flat_weights(2), W, *entries)
    # Object 1 has 7 close pairs of 10; three acts against one make it certain. In object 2 all three acts are close.
    assert out.tolist() == [pytest.approx(0.7), 1.0, 1.0]


# --- what classes are made of ------------------------------------------------------------------------


def test_profiles_count_moments_hours_ranks_and_objects() -> None:
    cosine, sine = np.arange(24) * 10, np.arange(24) * 100
    objects = [
        [(0, 3 * HOUR_US), (0, 3 * HOUR_US + 1), (1, 27 * HOUR_US)],  # three acts: too few to say who is early
        [(0, 0), (1, 1), (2, 1), (2, 2), (3, 3)],
    ]
    world = arrays(objects, 4)
    rows = chance.account_profiles(world.start, world.t, world.account, cosine, sine, 0, 2, 4).tolist()
    one = chance.FIXED
    assert rows == [
        # moments, cosines, sines, ranks, ranked, objects
        [3, 60, 600, 0, 1, 2],
        [2, 30, 300, one // 4, 1, 2],
        [2, 0, 0, one // 4 + 3 * one // 4, 2, 1],  # one of two acts at the same moment shares the earlier rank
        [1, 0, 0, one, 1, 1],
    ]
    halves = [chance.account_profiles(world.start, world.t, world.account, cosine, sine, g, g + 1, 4) for g in range(2)]
    assert (halves[0] + halves[1]).tolist() == rows


def test_histograms_count_hours_of_all_events_and_ranks_of_long_objects() -> None:
    objects = [[(0, 3 * HOUR_US), (1, 27 * HOUR_US)], [(0, 0), (1, 1), (0, 1), (1, 2), (0, HOUR_US)]]
    world = arrays(objects, 2)
    hours, ranks = chance.class_histograms(world.start, world.t, world.account, np.array([0, 1], np.int32), 2, 0, 2)
    assert [Counter(dict(enumerate(row))) + Counter() for row in hours.tolist()] == [
        Counter({0: 2, 1: 1, 3: 1}), Counter({0: 2, 3: 1}),
    ]  # fmt: skip
    assert [{k: n for k, n in enumerate(row) if n} for row in ranks.tolist()] == [{0: 1, 2: 1, 9: 1}, {2: 1, 7: 1}]


# --- shuffling ---------------------------------------------------------------------------------------


def shuffled(objects: list[list[tuple[int, int]]], keys: list[int], seed: int) -> list[list[int]]:
    world = arrays(objects, 10)
    out = chance.shuffle_accounts(world.start, world.account, np.array(keys, np.uint64), seed)
    return [out[a:b].tolist() for a, b in zip(world.start[:-1], world.start[1:], strict=True)]


def test_shuffling_keeps_the_accounts_of_each_object() -> None:
    objects = [[(a, a) for a in range(9)], [(3, 1), (3, 2), (4, 5)]]
    for seed in range(20):
        assert [sorted(accounts) for accounts in shuffled(objects, [11, 12], seed)] == [list(range(9)), [3, 3, 4]]


def test_an_object_is_shuffled_alike_wherever_it_stands() -> None:
    long = [(a, a) for a in range(9)]
    alone, other = shuffled([long], [77], 4), shuffled([[(1, 1), (2, 2)], long], [5, 77], 4)
    assert alone[0] == other[1]
    assert shuffled([long], [78], 4) != alone
    assert shuffled([long], [77], 5) != alone


def test_every_order_is_equally_likely() -> None:
    # 12,000 objects of three acts under one seed: each of the six orders about 2,000 times.
    n = 12_000
    keys = np.random.default_rng(1).integers(0, 2**63, n).tolist()
    orders = Counter(map(tuple, shuffled([[(0, 1), (1, 2), (2, 3)]] * n, keys, 1)))
    assert len(orders) == 6
    assert stats.chisquare(list(orders.values())).pvalue > 1e-3
