"""Row accumulation, co-actions and participants against the O(n²) oracle, and at their own edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscurrent.kernels import coaction
from tests.oracle import coaction as oracle
from tests.oracle.coaction import Row
from tests.unit.kernels.arrays import Arrays, arrays

N, W = 5, 10
acts = st.tuples(st.integers(0, N - 1), st.sampled_from([0, 1, 9, 10, 11, 20, 21, 30]))
worlds = st.lists(st.lists(acts, max_size=8, unique=True), min_size=1, max_size=5)


def bounds(world: Arrays, window: int) -> tuple[np.ndarray, np.ndarray, int]:
    lo, hi = np.empty(len(world.t), np.int32), np.empty(len(world.t), np.int32)
    return lo, hi, coaction.window_bounds(world.start, world.t, window, 0, world.n_objects, lo, hi)


def counted(world: Arrays, window: int, min_objects: int, rows: tuple[int, int] = (0, N)) -> dict:
    lo, hi, _ = bounds(world, window)
    i, j, objects = coaction.count_pairs(
        world.account, world.obj, lo, hi, world.by_start, world.by_account, *rows, min_objects
    )
    found = list(zip(i.tolist(), j.tolist(), strict=True))
    assert found == sorted(found)
    return dict(zip(found, objects.tolist(), strict=True))


def as_rows(objects: list[list[tuple[int, int]]]) -> list[Row]:
    return [Row(str(a), str(number), t) for number, acts_on in enumerate(objects) for a, t in acts_on]


@given(objects=worlds, min_objects=st.integers(1, 3))
def test_counts_are_those_of_brute_force(objects: list, min_objects: int) -> None:
    expected = oracle.pairs(as_rows(objects), W, min_objects)
    world = arrays(objects, N)
    assert counted(world, W, min_objects) == {(int(a), int(b)): pair.objects for (a, b, _), pair in expected.items()}


@given(objects=worlds, cut=st.integers(0, N))
def test_rows_are_independent_of_each_other(objects: list, cut: int) -> None:
    world = arrays(objects, N)
    assert counted(world, W, 1, (0, cut)) | counted(world, W, 1, (cut, N)) == counted(world, W, 1)


@given(objects=worlds)
def test_co_actions_are_the_closest_two_and_how_many_there_are(objects: list) -> None:
    world, pairs = arrays(objects, N), [(i, j) for i in range(N) for j in range(i + 1, N)]
    i, j = np.array(pairs, np.int32).T
    start, obj, event_i, event_j, near = coaction.co_actions(
        world.t, world.obj, world.by_start, world.by_account, i, j, W
    )
    pair = np.repeat(np.arange(len(pairs)), np.diff(start))
    found = {
        (str(i[p]), str(j[p]), "link", str(o)): (int(world.t[x]), int(world.t[y]), int(n))
        for p, o, x, y, n in zip(pair, obj, event_i, event_j, near, strict=True)
    }
    proofs = oracle.evidence(as_rows(objects), W)
    assert found == {names: (p.at_a_us, p.at_b_us, p.co_actions) for names, p in proofs.items()}
    assert all(world.account[event_i] == i[pair])
    assert all(world.account[event_j] == j[pair])


@given(objects=worlds)
def test_participants_are_the_acts_with_one_of_the_other_near(objects: list) -> None:
    world = arrays(objects, N)
    start, events, second = coaction.participants(
        world.t, world.obj, world.by_start, world.by_account, np.array([1], np.int32), np.array([3], np.int32), W
    )
    found = {(bool(s), int(world.obj[e]), int(world.t[e])) for e, s in zip(events, second, strict=True)}
    expected = set()
    for number, acts_on in enumerate(objects):
        for a, t in acts_on:
            other = {1: 3, 3: 1}.get(a)
            if any(b == other and abs(s - t) <= W for b, s in acts_on):
                expected.add((a == 3, number, t))
    assert found == expected
    assert start.tolist() == [0, len(expected)]  # each once


@given(objects=worlds)
def test_shared_objects_are_shared_at_any_time(objects: list) -> None:
    world = arrays(objects, N)
    start, obj, acts_i, acts_j = coaction.shared_objects(
        world.obj, world.by_start, world.by_account, np.array([0], np.int32), np.array([4], np.int32)
    )
    expected = []
    for number, acts_on in enumerate(objects):
        i, j = (sum(a == account for a, _ in acts_on) for account in (0, 4))
        if i and j:
            expected.append((number, i, j))
    assert list(zip(obj.tolist(), acts_i.tolist(), acts_j.tolist(), strict=True)) == expected
    assert start.tolist() == [0, len(expected)]


def test_windows_reach_both_ways_and_include_their_ends() -> None:
    world = arrays([[(0, 0), (1, 10), (2, 20), (3, 21)], [(0, 5)]], N)
    lo, hi, pairs = bounds(world, 10)
    assert (lo.tolist(), hi.tolist()) == ([0, 0, 1, 2, 4], [2, 3, 4, 4, 5])
    assert pairs == 3


@pytest.mark.parametrize("pairs", [3_000, 40_000])
def test_more_pairs_than_the_first_allocation_holds(pairs: int) -> None:
    # n accounts on one object at one moment: n (n - 1) / 2 pairs; the output grows and nothing is lost or doubled.
    n = round((2 * pairs) ** 0.5) + 1
    world = arrays([[(a, 7) for a in range(n)]], n)
    lo, hi, windowed = bounds(world, 0)
    i, j, objects = coaction.count_pairs(world.account, world.obj, lo, hi, world.by_start, world.by_account, 0, n, 1)
    assert len(i) == windowed == n * (n - 1) // 2
    assert set(objects.tolist()) == {1}
    assert len(np.unique(i.astype(np.int64) * n + j)) == len(i)
