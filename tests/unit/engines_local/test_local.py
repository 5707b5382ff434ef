"""The local engine: threads, partitions and spilling change speed and memory, never a result."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscurrent.engines.base import ObjectEvents
from crosscurrent.engines.local import LocalEngine
from crosscurrent.engines.merge import merge_pairs
from crosscurrent.kernels.order import counting_order
from tests.unit.kernels.arrays import arrays

W = 15
TINY = 1  # bytes: everything beyond must go to disk


def events(partitions: int, seed: int = 1, n_accounts: int = 40, n_objects: int = 60) -> ObjectEvents:
    rng = np.random.default_rng(seed)
    objects = [
        list(zip(rng.integers(0, n_accounts, n).tolist(), rng.integers(0, 60, n).tolist(), strict=True))
        for n in rng.integers(1, 12, n_objects)
    ]
    world = arrays(objects, n_accounts)
    cuts = np.linspace(0, n_objects, partitions + 1).astype(int).tolist()
    return ObjectEvents(
        world.start, world.t, world.account, world.obj, np.arange(n_objects, dtype=np.uint64), world.by_start,
        world.by_account, list(pairwise(cuts)),
    )  # fmt: skip


def pairs(engine: LocalEngine, partitions: int, min_objects: int) -> list[list[int]]:
    loaded = engine.load(events(partitions))
    found = [column.tolist() for column in loaded.pairs(W, min_objects)]
    loaded.close()
    return found


@pytest.mark.parametrize("min_objects", [1, 2, 4])
@pytest.mark.parametrize("partitions", [1, 3, 60])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_by_rows_and_by_partition_with_spilling_agree(
    threads: int, partitions: int, min_objects: int, tmp_path: Path
) -> None:
    at_once = pairs(LocalEngine(threads=1), 1, min_objects)
    assert at_once[0]
    assert pairs(LocalEngine(threads), partitions, min_objects) == at_once
    assert pairs(LocalEngine(threads, TINY, tmp_path), partitions, min_objects) == at_once
    assert list(tmp_path.iterdir()) == []  # what was spilled is gone


def test_a_large_world_is_cut_into_rows_of_accounts_without_loss() -> None:
    # From 100,000 events on the accounts are cut into blocks of about equal work; one account does a third of it all.
    rng = np.random.default_rng(4)
    n, n_objects = 120_000, 30_000
    account = np.where(rng.random(n) < 0.3, 7, rng.integers(0, 5_000, n)).astype(np.int32)
    obj, t = rng.integers(0, n_objects, n), rng.integers(0, 1_000, n)
    order = np.lexsort((account, t, obj))
    account, obj, t = account[order], obj[order].astype(np.int32), t[order]
    start = np.searchsorted(obj, np.arange(n_objects + 1)).astype(np.int64)
    by_start, by_account = counting_order(account, 5_000)
    parts = [(0, 10_000), (10_000, 30_000)]
    world = ObjectEvents(start, t, account, obj, np.zeros(n_objects, np.uint64), by_start, by_account, parts)
    by_rows, by_parts = (LocalEngine(2, budget).load(world).pairs(W, 2) for budget in (1 << 32, TINY))
    assert len(by_rows[0]) > 50
    for ours, theirs in zip(by_rows, by_parts, strict=True):
        assert ours.tolist() == theirs.tolist()


def test_jobs_come_back_in_the_order_of_the_partitions() -> None:
    loaded = LocalEngine(threads=3).load(events(20))
    shuffled = np.concatenate([part for (part,) in loaded.run("shuffle", {"seed": 9})])
    whole = np.concatenate([part for (part,) in LocalEngine(1).load(events(1)).run("shuffle", {"seed": 9})])
    assert shuffled.tolist() == whole.tolist()


def test_each_partition_gets_its_own_arguments() -> None:
    loaded = LocalEngine(threads=2).load(events(4))
    each = [{"seed": seed} for seed in (1, 2, 3, 4)]
    own = [part.tolist() for (part,) in loaded.run("shuffle", {}, each)]
    for number, arguments in enumerate(each):
        assert own[number] == [part.tolist() for (part,) in loaded.run("shuffle", arguments)][number]


def test_no_events_no_pairs() -> None:
    world = arrays([], 0)
    empty = ObjectEvents(
        world.start, world.t, world.account, world.obj, np.empty(0, np.uint64), world.by_start, world.by_account, []
    )
    for engine in (LocalEngine(), LocalEngine(budget_bytes=TINY)):
        assert [len(column) for column in engine.load(empty).pairs(W, 1)] == [0, 0, 0]


# --- merging -----------------------------------------------------------------------------------------

Part = list[tuple[int, int, int]]
entry = st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(1, 4)).filter(lambda e: e[0] < e[1])
parts = st.lists(st.lists(entry, max_size=12, unique_by=lambda e: e[:2]), max_size=5)


def columns(part: Part) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    i, j, count = (np.array([e[k] for e in part], np.int32) for k in range(3))
    return i, j, count


@given(partial=parts, min_objects=st.integers(1, 4), budget=st.sampled_from([0, 100, 1 << 20]))
def test_merging_adds_up_equal_pairs_whatever_the_budget(partial: list[Part], min_objects: int, budget: int) -> None:
    totals: dict[tuple[int, int], int] = {}
    for i, j, count in (e for part in partial for e in part):
        totals[i, j] = totals.get((i, j), 0) + count
    expected = sorted((i, j, n) for (i, j), n in totals.items() if n >= min_objects)
    merged = merge_pairs(map(columns, partial), 100, min_objects, budget)
    assert list(zip(*(column.tolist() for column in merged), strict=True)) == expected


def test_buckets_cover_every_account(tmp_path: Path) -> None:
    # 130 accounts over 64 buckets: the last bucket is not cut off.
    far = (np.array([0, 63, 128], np.int32), np.array([129, 64, 129], np.int32), np.array([1, 1, 1], np.int32))
    i, j, count = merge_pairs([far, far], 130, 2, TINY, tmp_path)
    assert (i.tolist(), j.tolist(), count.tolist()) == ([0, 63, 128], [129, 64, 129], [2, 2, 2])
