"""Words that all neighbours have say what texts are about; words that two have say that these tell the same."""

from __future__ import annotations

import math

import numpy as np
import pytest

from crosscurrent.detectors.text_reuse.rare_words import shared, words

#: Five texts about ferries, each the neighbour of each; two are about that of Malko.
TOLD = [
    "The ferry of Malko sank in fog",
    "Malko lost a ferry",
    "A ferry is late",
    "Every ferry is dear",
    "That ferry again",
]
PAIRS = [(a, b) for b in range(5) for a in range(b)]


def compared(told: list[str], pairs: list[tuple[int, int]]) -> np.ndarray:
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    return shared(told, ends[:, 0], ends[:, 1], np.ones(len(ends), bool))


def test_a_name_that_two_share_is_worth_more_than_the_topic_all_share() -> None:
    found = compared(TOLD, PAIRS)
    malko, ferry = math.log(17 / 2), math.log(17 / 5)  # of sixteen neighbours at least, one and four have the word
    assert found[PAIRS.index((0, 1))][:2] == pytest.approx([malko - 0.7 + ferry - 0.7, malko], abs=1e-5)
    assert found[PAIRS.index((0, 2))][:2] == pytest.approx([ferry - 0.7, ferry], abs=1e-5)


def test_texts_in_two_languages_share_names_but_make_no_neighbourhood() -> None:
    told = ["The ferry of Malko sank", "Le bac de Malko a sombré"]
    found = shared(told, np.array([0]), np.array([1]), np.array([False]))
    assert found[0, 1] == pytest.approx(math.log(17), abs=1e-5)


def test_endings_and_accents_do_not_matter() -> None:
    assert words("Les pêcheurs") & words("une PÊCHEUSE") == {"pecheu"}


def test_nothing_in_common_is_worth_nothing() -> None:
    assert compared(["alpha beta", "gamma delta"], [(0, 1)]).tolist() == [[0.0, 0.0, 0.0]]


@pytest.mark.parametrize("told", [["", ""], ["!?", "🔥"], ["ab", "ab"]])
def test_texts_without_words_share_none(told: list[str]) -> None:
    assert compared(told, [(0, 1)]).tolist() == [[0.0, 0.0, 0.0]]


def test_no_pairs_no_rows() -> None:
    assert compared(["alpha beta"], []).shape == (0, 3)
    assert compared([], []).shape == (0, 3)


def test_blocks_of_pairs_and_rows_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = compared(TOLD, PAIRS)
    monkeypatch.setattr("crosscurrent.detectors.text_reuse.rare_words._PAIRS_AT_ONCE", 3)
    monkeypatch.setattr("crosscurrent.detectors.text_reuse.rare_words._ROWS_AT_ONCE", 2)
    assert (compared(TOLD, PAIRS) == whole).all()
