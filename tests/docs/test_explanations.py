"""Examples and numbers in the explanations are what the code computes."""

from __future__ import annotations

from fractions import Fraction
from math import exp

import numpy as np
import pytest

from crosscurrent.detectors.coordination import benign, blocks, classes, grouptests, pairtests, power
from crosscurrent.detectors.coordination.grouptests import RECURRING
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.kernels import chance
from tests.docs.pages import text_of
from tests.sources import DOCS

PAIRS = " ".join(text_of(DOCS / "explanation" / "the-three-tests.md").replace("\n>", " ").split())
GROUPS = " ".join(text_of(DOCS / "explanation" / "groups-and-triggers.md").split())


def tail(q: float, coins: int, at_least: int) -> float:
    start = np.array([0, coins])
    return float(chance.poisson_binomial_tails(start, np.full(coins, q), np.array([at_least], np.int32))[0])


def test_the_example_of_p_when() -> None:
    # 0, 30, 4,000 and 9,000 s: only the first two lie within 60 s of each other, one pair of six.
    t = np.array([0, 30, 4_000, 9_000], np.int64) * 1_000_000
    q = np.empty((1, 1))
    pairs = chance.together(t, 0, 4, np.ones((1, 24)), np.ones((1, 10)), 60_000_000, np.empty((6, 1)), q)
    assert (pairs, Fraction(float(q[0, 0])).limit_denominator(100)) == (1, Fraction(1, 6))
    assert "q = 1/6" in PAIRS
    assert tail(1 / 6, 2, 2) == pytest.approx(1 / 36)
    assert "1/6 · 1/6 = 1/36" in PAIRS
    assert tail(1 / 6, 3, 2) == pytest.approx(2 / 27)
    assert "p_when = 2/27" in PAIRS


def test_numbers_in_the_text_are_those_of_the_code() -> None:
    chosen = Parameters()
    assert f"one of {classes.TIMING_CLASSES} timing classes" in PAIRS
    assert f"fewer than {blocks.MIN_SPREAD} accounts is a group" in PAIRS
    assert f"where it can have {blocks.MIN_BLOCK} accounts" in PAIRS
    assert f"fewer than {blocks.MIN_BLOCK // 2} fitted accounts dissolves" in PAIRS
    assert (blocks.MIN_OBJECTS, "fewer than five objects" in PAIRS) == (5, True)
    assert (pairtests.TEST_ALL, "two million pairs" in PAIRS) == (2_000_000, True)
    assert f"at most {pairtests.INTERESTING}" in PAIRS
    assert f"q ≤ {chosen.fdr}" in PAIRS
    assert "30 accounts with 10 boosts" in PAIRS
    assert power.REFERENCE == (30, 10)
    assert f"`screen` ({chosen.screen})" in GROUPS
    assert f"at least {chosen.reaction_s:g} s" in GROUPS
    assert f"spread of {chosen.reaction_log_sd} in the natural logarithm" in GROUPS
    assert f"{chosen.group_runs:,} times" in GROUPS
    assert f"{chosen.group_runs + 1:,}" in GROUPS
    assert f"{benign.ON_THE_MINUTE_CHANCE:.3f} by chance" in GROUPS
    assert (grouptests.GATHERING, grouptests.GATHERING_US) == (3, 300_000_000)
    assert "do three members act within five minutes" in GROUPS


def test_the_assumed_spread_is_explained_right() -> None:
    spread = Parameters().reaction_log_sd
    assert f"between {exp(-spread):.1f} and {exp(spread):.2f} times the median" in GROUPS


def test_behaviours_without_a_trigger_test_are_named() -> None:
    assert sorted(RECURRING) == ["domain", "hashtag", "hashtag_sequence", "mention", "same_text"]
    assert "Hashtags, hashtag sequences, domains, mentions and equal texts are not used" in GROUPS
