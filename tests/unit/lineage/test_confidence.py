"""The probability that a parent is right: what was not captured lowers it, whatever the lead over what was."""

from __future__ import annotations

import pytest

from crosscurrent.detectors.lineage.parameters import LineageParameterRefused, Parameters
from tests.unit.lineage.written import T, look, node, parents

ARTICLE = (
    "The harbour board signed a contract of 31 pages with the Ombrusk works, the notary Tarvelo says, and nobody on "
    "the council was shown what the seventh annex obliges the town to pay once the second crane has been delivered."
)


def stated(texts: list[T], uid: str, missing: float) -> float:
    confidence = node(look(texts, parameters=Parameters(missing=missing)), uid)["parent_confidence"]
    assert isinstance(confidence, float)
    return confidence


def test_the_more_is_missing_the_less_is_sure() -> None:
    texts = [T("a", 0, ARTICLE), T("b", 2, ARTICLE.replace("second", "third"))]
    said = [stated(texts, "b", missing) for missing in (0.0, 0.2, 0.4, 0.8)]
    assert said == sorted(said, reverse=True)
    assert said[0] > 0.95
    assert said[2] > 0.78
    assert said[3] < 0.78


def test_a_text_most_of_which_is_from_elsewhere_has_no_sure_parent() -> None:
    # Another text may have held all of it, and that one was not captured.
    other = " ".join(f"Passage {k} of a story that no captured text tells, about the {k}th lock." for k in range(9))
    found = look([T("a", 0, ARTICLE), T("b", 2, f"{ARTICLE} {other}")])
    assert parents(found)["b"] is None
    assert node(found, "b")["undecided_because"] == "not_captured"
    assert node(found, "b")["parent_confidence"] < 0.78


def test_candidates_that_read_the_same_leave_it_open() -> None:
    found = look([T("a", 0, ARTICLE), T("b", 1, ARTICLE), T("c", 2, ARTICLE)])
    assert node(found, "c")["undecided_because"] == "identical_rivals"


def test_without_candidates_there_is_no_probability() -> None:
    found = look([T("a", 0, ARTICLE), T("b", 2, ARTICLE)])
    assert node(found, "a")["parent_confidence"] is None
    assert node(found, "a")["undecided_because"] == "nothing_earlier"


@pytest.mark.parametrize("missing", [-0.1, 0.95, float("nan")])
def test_an_impossible_share_is_refused(missing: float) -> None:
    with pytest.raises(LineageParameterRefused):
        Parameters(missing=missing)
