"""Company and gatherings of a group against brute force; simulated counts against their exact mean."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from crosscurrent.kernels import membership
from tests.oracle import chance as oracle
from tests.unit.kernels.arrays import arrays, flat_weights

N, W = 7, 10
GROUP = {0, 1, 2}
MEMBER = np.isin(np.arange(N), list(GROUP))
acts = st.tuples(st.integers(0, N - 1), st.sampled_from([0, 1, 9, 10, 11, 20, 21, 30, 31, 45]))
worlds = st.lists(st.lists(acts, min_size=1, max_size=10, unique=True), min_size=1, max_size=4)


def company(objects: list, hour_w: np.ndarray, rank_w: np.ndarray) -> tuple[list[int], np.ndarray]:
    world = arrays(objects, N)
    joined, rate = membership.company(
        world.start, world.t, world.account, np.arange(len(objects)), MEMBER, np.zeros((1, N), np.int32),
        np.array([1]), np.array([[1 / 8]]), hour_w, rank_w, W,
    )  # fmt: skip
    return joined.tolist(), rate[0, 0]


@given(objects=worlds)
def test_company_counts_objects_joined_in_on(objects: list) -> None:
    joined, _ = company(objects, *flat_weights(1))
    with_group = [oracle.joined(acts_on, GROUP, W) for acts_on in objects]
    assert joined == [sum(account in here for here in with_group) for account in range(N)]


@given(objects=worlds, seed=st.integers(0, 5))
def test_company_expects_the_share_of_outside_acts_that_fall_inside(objects: list, seed: int) -> None:
    rng = np.random.default_rng(seed)
    hour_w, rank_w = rng.uniform(0.5, 2, (2, 24)), rng.uniform(0.5, 2, (2, 10))
    _, rate = company(objects, hour_w, rank_w)
    for r in range(2):
        expected = 0.0
        for acts_on in objects:
            times = [t for _, t in acts_on]
            weights = {t: oracle.act_weights(times, t, hour_w, rank_w)[r] if len(times) > 1 else 1.0 for t in times}
            outside = {a for a, _ in acts_on if a not in GROUP}
            if outside and oracle.joined([*acts_on, (N, 0)], GROUP, 10**9):  # the group acts together here
                expected += len(outside) / 8 * oracle.share_inside(acts_on, GROUP, W, weights)
        assert rate[r] == pytest.approx(expected)


def test_a_member_alone_is_no_company() -> None:
    # Account 0 acts twice, but no other member is near: whoever acts beside it joins nobody.
    assert company([[(0, 0), (0, 5), (4, 3), (1, 30)]], *flat_weights(1))[0] == [0] * N
    assert company([[(0, 0), (1, 5), (4, 14)]], *flat_weights(1))[0] == [0, 0, 0, 0, 1, 0, 0]


@given(objects=worlds)
def test_busiest_windows_count_distinct_members(objects: list) -> None:
    world = arrays(objects, N)
    most = membership.busiest_windows(world.start, world.t, world.account, np.arange(len(objects)), MEMBER, W)
    assert most.tolist() == [oracle.busiest(acts_on, GROUP, W) for acts_on in objects]


@given(objects=worlds)
def test_triple_shares_are_those_of_all_triples(objects: list) -> None:
    world = arrays(objects, N)
    shares = membership.triple_shares(world.start, world.t, np.arange(len(objects)), W)
    assert shares.tolist() == [
        pytest.approx(oracle.triple_share([t for _, t in acts_on], W), abs=1e-12) for acts_on in objects
    ]


# --- shuffled and triggered counts -------------------------------------------------------------------


@given(objects=worlds)
def test_observed_pairs_of_members_are_exact(objects: list) -> None:
    world = arrays(objects, N)
    counts = membership.shuffled_member_pairs(
        world.start, world.t, world.account, np.arange(len(objects)), MEMBER, np.array([W, 20]), 1, 1
    )
    for column, window in enumerate((W, 20)):
        assert counts[0, column] == sum(oracle.member_pairs(acts_on, GROUP, window) for acts_on in objects)


def test_shuffled_pairs_have_the_mean_that_exchangeability_gives() -> None:
    # Three members among ten acts of which four are close: 3 pairs of members x the share of close pairs, twice.
    burst = [(a, a) for a in range(4)] + [(a, 100 * a) for a in (4, 5, 6)] + [(3, 1_000 * k) for k in (1, 2, 3)]
    world = arrays([burst, burst], N)
    runs = 20_000
    counts = membership.shuffled_member_pairs(
        world.start, world.t, world.account, np.arange(2), np.isin(np.arange(N), [4, 5, 6]), np.array([W]), runs, 3
    )[1:, 0]
    share = oracle.together_share([t for _, t in burst], W)
    assert share == pytest.approx(6 / 45)
    assert counts.mean() == pytest.approx(2 * 3 * share, abs=4 * counts.std() / math.sqrt(runs))
    assert counts.max() == 6  # all three in both bursts happens in 20,000 runs: (4/120)² x 20,000 = 22 times
    assert counts.min() == 0


def test_one_account_acting_often_is_not_a_pair() -> None:
    world = arrays([[(0, 0), (0, 1), (0, 2), (5, 3)]], N)
    counts = membership.shuffled_member_pairs(
        world.start, world.t, world.account, np.arange(1), MEMBER, np.array([W]), 50, 1
    )
    assert counts.max() == 0


def test_shuffled_counts_depend_on_the_seed_alone() -> None:
    world = arrays([[(a, 7 * a) for a in range(N)]] * 3, N)
    fixed = (world.start, world.t, world.account, np.arange(3), MEMBER, np.array([W]), 200)
    first, again, other = (membership.shuffled_member_pairs(*fixed, seed) for seed in (1, 1, 2))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


def test_triggered_pairs_have_the_mean_of_two_independent_reactions() -> None:
    # Two fans with a median of 100 s and log-spread 0.5: P(|X - Y| <= 30) by integrating over the first delay.
    def both(x: float) -> float:
        delay = stats.lognorm(0.5, scale=100)
        return delay.pdf(x) * (delay.cdf(x + 30) - delay.cdf(x - 30))

    close, _ = integrate.quad(both, 0, 2_000, limit=200)
    runs = 20_000
    counts = membership.triggered_pairs(
        np.array([90.0, 120.0, 121.0]), np.array([0, 3]), np.array([100.0]), 0.5, 30.0, runs, 1
    )
    assert counts[0] == 2  # 90-120 lies exactly on the edge and counts, 120-121 does, 90-121 does not
    assert counts[1:].mean() == pytest.approx(3 * close, abs=4 * counts[1:].std() / math.sqrt(runs))
