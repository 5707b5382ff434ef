"""False discoveries and combination of tests, against scipy and the formulas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from crosscurrent.detectors.coordination.multiplicity import cauchy, discoveries

p_values = st.lists(st.floats(1e-12, 1.0), min_size=1, max_size=30)


@given(listed=p_values, unlisted=st.integers(0, 200))
def test_q_values_are_scipy_s_with_the_unlisted_at_one(listed: list[float], unlisted: int) -> None:
    found = discoveries(np.array(listed), len(listed) + unlisted)
    everything = np.array(listed + [1.0] * unlisted)
    for q, method in ((found.q, "bh"), (found.q_by, "by")):
        expected = stats.false_discovery_control(everything, method=method)[: len(listed)]
        assert q == pytest.approx(expected, rel=1e-9)


def test_the_family_counts_not_the_list() -> None:
    # 0.0005 is the smallest of two listed, but one of a million: nothing to report.
    assert discoveries(np.array([0.0005, 0.9]), 2).q.tolist() == [0.001, 0.9]
    assert discoveries(np.array([0.0005, 0.9]), 1_000_000).q.tolist() == [1.0, 1.0]


def test_nothing_listed_nothing_found() -> None:
    assert len(discoveries(np.empty(0), 10).q) == 0


@given(ps=st.lists(st.floats(1e-12, 0.5), min_size=1, max_size=8), more=st.integers(0, 5))
def test_cauchy_is_its_formula_below_one_half(ps: list[float], more: int) -> None:
    # T = mean of tan((1/2 - p) pi); tests that do not apply add tan(0) = 0.
    score = sum(np.tan((0.5 - p) * np.pi) for p in ps) / (len(ps) + more)
    combined = cauchy(np.array([[*ps, np.nan, 1.0]]), len(ps) + more)[0]
    assert combined == pytest.approx(0.5 - np.arctan(score) / np.pi, rel=1e-6, abs=1e-15)


def test_cauchy_in_the_far_tail_is_the_harmonic_mean() -> None:
    # 1e-200 and 4e-200 of four tests: 4 / (1e200 + 0.25e200); arctan alone would give 0.
    assert cauchy(np.array([[1e-200, 4e-200]]), 4)[0] == pytest.approx(3.2e-200, rel=1e-9)
    assert cauchy(np.array([[1e-17]]), 1)[0] == pytest.approx(1e-17, rel=1e-9)


def test_a_test_without_evidence_does_not_outweigh_one_with() -> None:
    # No co-action within ten seconds (p = 1) says nothing against an hour full of them.
    assert cauchy(np.array([[1e-9, 1.0]]), 2)[0] == pytest.approx(2e-9, rel=1e-6)


def test_rows_do_not_mix_and_p_zero_is_not_nan() -> None:
    combined = cauchy(np.array([[0.0, 0.5], [0.5, 0.5], [np.nan, np.nan]]), 2)
    assert combined.tolist() == [pytest.approx(2e-300, rel=1e-6), 0.5, 0.5]


@given(ps=st.lists(st.floats(0, 1), min_size=2, max_size=6), place=st.integers(0, 5))
def test_stronger_evidence_never_weakens_the_whole(ps: list[float], place: int) -> None:
    stronger = list(ps)
    stronger[place % len(ps)] /= 10
    before, after = cauchy(np.array([ps, stronger]), len(ps))
    assert after <= before * (1 + 1e-9) + 1e-300
