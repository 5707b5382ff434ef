"""Sorting events into their layout, against Python's own sort."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crosscurrent.kernels import order

events = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 3)), max_size=120)


@given(events=events)
def test_events_are_sorted_by_object_time_and_account_and_ties_keep_their_order(events: list) -> None:
    # Up to 120 events on three objects: both below and above the size at which the kernel changes its sort.
    obj, t, account = (np.array([e[k] for e in events], kind) for k, kind in ((0, "i4"), (1, "i8"), (2, "i4")))
    start, rows = order.counting_order(obj, 4)
    order.sort_within(start, rows, t, account)
    assert rows.tolist() == sorted(range(len(events)), key=lambda row: events[row])
    assert start.tolist() == [sum(e[0] < g for e in events) for g in range(5)]
    assert order.spread(start, len(rows)).tolist() == sorted(obj.tolist())


@given(events=events)
def test_repeats_of_a_moment_are_marked_but_for_the_first(events: list) -> None:
    obj, t, account = (np.array([e[k] for e in sorted(events)], kind) for k, kind in ((0, "i4"), (1, "i8"), (2, "i4")))
    start = np.searchsorted(obj, np.arange(4)).astype(np.int64)
    kept = order.distinct_moments(start, t, account)
    ordered = sorted(events)
    assert kept.tolist() == [k == 0 or ordered[k] != ordered[k - 1] for k in range(len(ordered))]
