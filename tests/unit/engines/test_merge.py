"""Partial counts of pairs are added up, in memory or through bucket files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crosscurrent.engines.base import PairCounts
from crosscurrent.engines.merge import merge_pairs


def counts(*rows: tuple[int, int, int]) -> PairCounts:
    i, j, objects = np.array(rows, np.int32).reshape(-1, 3).T
    return i, j, objects


PARTIAL = [
    counts((0, 1, 2), (0, 9, 1), (4, 5, 1)),
    counts(),  # a partition in which nobody met
    counts((4, 5, 3), (0, 1, 1)),  # not sorted
    counts((130, 199, 1), (0, 9, 1)),
]


@pytest.mark.parametrize("budget_bytes", [0, 100, 1 << 20])
def test_equal_pairs_are_added_and_rare_ones_left_out(budget_bytes: int, tmp_path: Path) -> None:
    i, j, objects = merge_pairs(PARTIAL, 200, 2, budget_bytes, tmp_path)
    # (130, 199) met on one object only
    assert list(zip(i.tolist(), j.tolist(), objects.tolist(), strict=True)) == [(0, 1, 3), (0, 9, 2), (4, 5, 4)]
    assert [column.dtype for column in (i, j, objects)] == [np.int32] * 3


def test_nothing_is_left_on_disk(tmp_path: Path) -> None:
    merge_pairs(PARTIAL, 200, 1, 0, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_partial_counts_give_no_pairs(tmp_path: Path) -> None:
    assert [len(column) for column in merge_pairs([], 0, 1, 0, tmp_path)] == [0, 0, 0]
