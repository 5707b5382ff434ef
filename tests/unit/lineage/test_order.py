"""A text with no exact time: whether it was likely not the first, or nobody can say."""

from __future__ import annotations

import pytest

from tests.unit.lineage.written import T, copied, look

ARTICLE = (
    "The harbour board signed a contract of 31 pages with the Ombrusk works, the notary Tarvelo says, and nobody on "
    "the council was shown what the seventh annex obliges the town to pay once the second crane has been delivered."
)


def cascade(copies: int) -> list[T]:
    """The first, and copies an hour apart, each with a change of its own."""
    words = ARTICLE.split()
    texts = [T("first", 0, ARTICLE)]
    for k in range(copies):
        own = list(words)
        own[3 * k % len(words)] = f"word{chr(97 + k)}"
        texts.append(T(f"copy{k:02d}", 1 + k, " ".join(own)))
    return texts


@pytest.mark.parametrize("precision", ["day", None])
def test_one_of_many_was_likely_not_the_first(precision: str | None) -> None:
    # Of the last only the day is known, or nothing: eleven others have its text, so it was likely not before them all.
    late = T("late", None if precision is None else -12, ARTICLE, precision=precision or "s")
    found = look([*cascade(11), late])
    row = {one["text_uid"]: one for one in found.unattributed.to_pylist()}["late"]
    assert (row["order"], row["lag_us"]) == ("likely", None)
    assert 0.9 <= row["chance_later"] < 1.0
    assert found.summary["input"]["unattributed_likely"] == 1
    assert "too coarse to show it" in " ".join(found.summary["words"])


def test_one_of_two_may_have_been_the_first() -> None:
    found = look([T("first", 0, ARTICLE), T("late", -12, ARTICLE, precision="day")])
    assert copied(found) == {}
    assert found.summary["input"]["set_aside"] == {"order_unknown": 1}
    assert "which was first cannot be determined" in " ".join(found.summary["words"])


def test_passages_that_nobody_else_has_make_a_copy_likelier() -> None:
    # Had the others been made from this one, some would have kept what only it says.
    own = ARTICLE.replace("notary", "old notary").replace("council", "town council").replace("crane", "red crane")
    four = look([*cascade(4), T("late", -12, ARTICLE, precision="day")])
    assert "late" not in copied(four)
    assert "late" in copied(look([*cascade(4), T("late", -12, own, precision="day")]))


def test_a_text_surely_first_is_no_copy() -> None:
    found = look([*cascade(11), T("day", -48, ARTICLE, precision="day")])
    assert "day" not in copied(found)


def test_who_gives_credit_is_not_asked_for_the_order() -> None:
    late = T("late", None, f"{ARTICLE} Source: first", mentions=["x:first"])
    assert "late" not in copied(look([*cascade(11), late]))
