"""What two texts share, counted the slow and obvious way, equals what the compiled loops count."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscurrent.detectors.lineage.fingerprints import (
    PASSAGE_WIDTHS,
    compare,
    fingerprints,
    shared_places,
    unexplained,
    width_of,
)

SOME_TEXT = st.lists(st.sampled_from(["ferry ", "pier ", "x", "board and ", "码头", "收费", "的"]), max_size=30).map(
    "".join
)


def grams(text: str) -> list[str]:
    width = width_of(text)
    return [text[at : at + width] for at in range(len(text) - width + 1)]


def marks(child: str, source: str) -> list[bool]:
    there = set(grams(source)) if width_of(child) == width_of(source) else set()
    return [gram in there for gram in grams(child)]


def runs(found: list[bool]) -> list[tuple[int, int]]:
    """Start and stop of every run of False."""
    placed = [list(run) for _, run in groupby(enumerate(found), key=lambda pair: pair[1])]
    return [(run[0][0], run[-1][0] + 1) for run in placed if not run[0][1]]


def slow(child: str, source: str) -> tuple[int, int, int, int, int]:
    forth, back = marks(child, source), marks(source, child)
    edits = runs(forth)
    passages = [run for run in edits if run[1] - run[0] > PASSAGE_WIDTHS * width_of(child)]
    at_edges = [run for run in passages if run[0] == 0 or run[1] == len(forth)]
    dropped = [run for run in runs(back) if run[1] - run[0] > PASSAGE_WIDTHS * width_of(source)]
    return sum(forth), len(edits), len(at_edges), len(dropped), sum(back)


@settings(max_examples=200, deadline=None)
@given(SOME_TEXT, SOME_TEXT)
def test_compare_equals_the_slow_count(child: str, source: str) -> None:
    found = compare(fingerprints([child, source]), np.array([0]), np.array([1]))
    assert tuple(int(column[0]) for column in found) == slow(child, source)


@settings(max_examples=100, deadline=None)
@given(SOME_TEXT, SOME_TEXT)
def test_shared_places_equal_the_slow_ones(child: str, source: str) -> None:
    assert shared_places(fingerprints([child, source]), 0, 1).tolist() == marks(child, source)


@settings(max_examples=100, deadline=None)
@given(SOME_TEXT, SOME_TEXT, st.lists(SOME_TEXT, max_size=3))
def test_unexplained_equals_the_slow_count(child: str, best: str, rivals: list[str]) -> None:
    prints = fingerprints([child, best, *rivals])
    numbers = np.arange(2, 2 + len(rivals))
    inside, outside = unexplained(prints, np.array([0]), np.array([1]), np.array([0]), np.array([len(rivals)]), numbers)
    by_best = marks(child, best)
    by_rivals = [any(column) for column in zip(*(marks(child, rival) for rival in rivals), strict=True)]
    missing = [place for place, there in enumerate(by_rivals) if there and not by_best[place]]
    first = by_best.index(True) if True in by_best else len(by_best)
    last = len(by_best) - 1 - by_best[::-1].index(True) if True in by_best else -1
    within = [place for place in missing if first <= place <= last]
    assert (int(inside[0]), int(outside[0])) == (len(within), len(missing) - len(within))
