"""Timing against slow and independent ways to the answer: every segmentation, ruptures, every shift, every table."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import comb, log

import numpy as np
import pytest
import ruptures
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscurrent.detectors.timing.after import bursts_after, shifted_counts, span, windows
from crosscurrent.detectors.timing.bursts import read_bursts
from crosscurrent.detectors.timing.events import Event
from crosscurrent.detectors.timing.parameters import DAY_US, HOUR_US, WEEK_US, Parameters
from crosscurrent.detectors.timing.reactions import Reaction, contrast, rate_p
from crosscurrent.detectors.timing.segments import change_points
from crosscurrent.detectors.timing.series import each_series
from tests.unit.timing.worlds import T0_US, after_debate, debates, posts, table


def cost(counts: np.ndarray, worth: np.ndarray) -> float:
    """Minus twice the Poisson log-likelihood at the best rate, without factorials."""
    n, exposed = counts.sum(), worth.sum()
    return 0.0 if n == 0 else float(-2 * (n * log(n / exposed)))


def priced(counts: np.ndarray, worth: np.ndarray, edges: list[int], price: float) -> float:
    return sum(cost(counts[a:b], worth[a:b]) for a, b in pairwise(edges)) + price * (len(edges) - 2)


def cheapest(counts: np.ndarray, worth: np.ndarray, price: float) -> float:
    """Look at every segmentation."""
    n = len(counts)
    return min(
        priced(counts, worth, [0, *inner, n], price) for k in range(n) for inner in combinations(range(1, n), k)
    )  # fmt: skip


@settings(max_examples=60)
@given(
    counts=st.lists(st.integers(0, 9), min_size=2, max_size=9),
    worth=st.lists(st.sampled_from([0.25, 1.0, 3.0]), min_size=9, max_size=9),
    price=st.sampled_from([0.5, 2.0, 6.0]),
)
def test_no_segmentation_is_cheaper(counts: list[int], worth: list[float], price: float) -> None:
    # Every place for a change is tried here, also those within runs of empty bins that the code leaves out.
    n, x = np.array(counts, float), np.array(worth[: len(counts)])
    edges = change_points(n, x, price, 1.0).tolist()
    assert edges == sorted(set(edges))
    assert (edges[0], edges[-1]) == (0, len(counts))
    assert priced(n, x, edges, price) == pytest.approx(cheapest(n, x, price), abs=1e-9)


class PoissonCost(ruptures.base.BaseCost):
    """The same cost for ruptures; column 0 counts, column 1 exposure."""

    model, min_size = "poisson_exposure", 1

    def fit(self, signal: np.ndarray) -> PoissonCost:
        self.signal = signal
        return self

    def error(self, start: int, end: int) -> float:
        return cost(self.signal[start:end, 0], self.signal[start:end, 1])


@pytest.mark.parametrize("seed", range(4))
def test_ruptures_finds_the_same_changes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    worth = np.tile([0.5, 1.0, 1.5], 50)
    rates = np.repeat([0.4, 5.0, 0.2, 1.0, 0.0], 30)
    counts = rng.poisson(rates * worth).astype(float)
    price = 3 * log(len(counts))
    theirs = ruptures.Pelt(custom_cost=PoissonCost(), min_size=1, jump=1).fit_predict(
        np.column_stack([counts, worth]), pen=price
    )
    ours = change_points(counts, worth, price, 1.0).tolist()
    assert priced(counts, worth, ours, price) == pytest.approx(priced(counts, worth, [0, *theirs], price), abs=1e-9)


@settings(max_examples=80)
@given(
    marked=st.lists(st.booleans(), min_size=21, max_size=21),
    begins=st.lists(st.integers(0, 20), max_size=6, unique=True),
)
def test_shifts_are_counted_as_by_rolling_the_marks(marked: list[bool], begins: list[int]) -> None:
    expected = [sum(np.roll(marked, 7 * week)[begins]) if begins else 0 for week in range(3)]
    assert shifted_counts(np.array(marked), np.array(begins, np.int64), 7).tolist() == expected


def test_p_is_the_share_of_shifts_that_reach_what_was_seen() -> None:
    weeks = [3, 10, 14, 20, 26]
    parameters = Parameters(observed_us=(T0_US, T0_US + 30 * WEEK_US))
    times = posts(np.random.default_rng(5), 30, 20, [after_debate(week) for week in weeks[:3]])
    (series,) = each_series(table({"topic": times}), parameters)
    reading, events = read_bursts(series, parameters), debates(weeks)
    begins = {series.edge(burst.first) for burst in reading.bursts if burst.earliest is not None}
    for row in bursts_after(reading, events, parameters):
        unit = {"week": WEEK_US, "day": DAY_US}[row.shift]
        turns = 30 * WEEK_US // unit
        reached = [_reached(begins, events, row.horizon_us, shift * unit) for shift in range(turns)]
        assert row.after == reached[0]
        assert row.p == pytest.approx((1 + sum(one >= reached[0] for one in reached[1:])) / turns)


def _reached(begins: set[int], events: list[Event], horizon_us: int, shift_us: int) -> int:
    """Count bursts after events, moment by moment, on the circle of thirty weeks."""
    circle = 30 * WEEK_US
    n = 0
    for begin in begins:
        for event in events:
            first = event.at_us // HOUR_US * HOUR_US
            last = (event.at_us + event.width_us - 1 + horizon_us) // HOUR_US * HOUR_US
            lag = (begin - shift_us - T0_US) % circle + T0_US
            if first <= lag <= last:
                n += 1
                break
    return n


def test_the_bins_after_an_event_are_those_of_its_span() -> None:
    parameters = Parameters(observed_us=(T0_US, T0_US + 4 * WEEK_US))
    (series,) = each_series(table({"topic": posts(np.random.default_rng(5), 4, 20)}), parameters)
    events = debates([0, 3])
    marked = windows(series, events, 5 * DAY_US)
    expected = np.zeros(len(marked), bool)
    for event in events:
        first, stop = span(series, event, 5 * DAY_US)
        for place in range(first, min(stop, len(marked))):
            expected[place] = True
    assert (marked == expected).all()


@pytest.mark.parametrize(("n", "before", "share"), [(0, 4, 0.2), (3, 1, 0.5), (7, 20, 0.2), (5, 0, 0.1)])
def test_a_reaction_has_the_binomial_tail(n: int, before: int, share: float) -> None:
    tail = sum(comb(n + before, k) * share**k * (1 - share) ** (n + before - k) for k in range(n, n + before + 1))
    assert rate_p(n, before, share) == pytest.approx(tail)


@pytest.mark.parametrize(("asked", "comparable"), [((1, 1), (4, 0)), ((2, 1), (6, 1)), ((3, 3), (7, 2))])
def test_fisher_p_by_counting_every_way_to_deal_out_the_reactions(
    asked: tuple[int, int], comparable: tuple[int, int]
) -> None:
    event = debates([0])[0]
    found = [
        Reaction(event, is_asked, 9.0, 3.0, 0.001, number < reacted, False)
        for is_asked, (n, reacted) in ((True, asked), (False, comparable))
        for number in range(n)
    ]
    n, reacted = asked[0] + comparable[0], asked[1] + comparable[1]
    ways = [sum(place < asked[0] for place in dealt) for dealt in combinations(range(n), reacted)]
    one = contrast("debate", "file", found)
    assert one.p_fisher == pytest.approx(sum(hit >= asked[1] for hit in ways) / len(ways))
    assert one.smallest_p == pytest.approx(1 / comb(n, asked[0]))
