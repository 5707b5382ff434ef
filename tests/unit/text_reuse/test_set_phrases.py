"""What many texts open and end with is no part of what they tell."""

from __future__ import annotations

import pytest

from crosscurrent.detectors.text_reuse.set_phrases import without_set_phrases

TOLD = [
    "Breaking: the dam above Malko cracked last night",
    "Breaking: nobody was hurt in the fire at the mill",
    "不敢相信，马尔科的大坝昨天晚上裂开了。大家怎么看?",
    "不敢相信，纺织厂昨晚起火没有人受伤。大家怎么看?",
    "The ferry to Colta sank in thick fog this morning.",
]


def test_openings_and_endings_of_several_texts_are_taken_away() -> None:
    assert without_set_phrases(TOLD, 2, 0.0) == [
        "the dam above Malko cracked last night",
        "nobody was hurt in the fire at the mill",
        "马尔科的大坝昨天晚上裂开了。",
        "纺织厂昨晚起火没有人受伤。",
        "The ferry to Colta sank in thick fog this morning.",
    ]


def test_in_few_texts_nothing_is_a_set_phrase() -> None:
    assert without_set_phrases(TOLD, 12, 0.002) == TOLD
    assert without_set_phrases([*TOLD] * 3, 2, 0.5) == [*TOLD] * 3  # two texts of five are not half of them


def test_a_text_is_never_taken_away_whole() -> None:
    short = ["Breaking: yes", "Breaking: no", "Breaking: the dam above Malko cracked last night"]
    assert without_set_phrases(short, 2, 0.0) == ["Breaking: yes", "Breaking: no", TOLD[0].removeprefix("Breaking: ")]


def test_two_set_phrases_after_each_other_are_both_taken_away() -> None:
    assert without_set_phrases(["Wow. " + TOLD[0], "Wow. " + TOLD[1]], 2, 0.0)[0] == TOLD[0].removeprefix("Breaking: ")


@pytest.mark.parametrize("told", [[], [""], ["", "?", ":::", "】】"], ["。" * 500] * 3, ["\ud800" * 50] * 3])
def test_odd_texts_come_through(told: list[str]) -> None:
    assert len(without_set_phrases(told, 2, 0.0)) == len(told)
