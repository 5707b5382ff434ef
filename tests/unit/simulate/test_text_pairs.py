"""Generated posts: in four ways of writing, with the truth about every pair."""

from __future__ import annotations

from collections import Counter

import pytest

from crosscurrent.model import table
from crosscurrent.model.text import SPEC
from crosscurrent.simulate.text_pairs import make_pairs
from crosscurrent.simulate.text_pairs_words import LANGUAGES, NUMBER_SLOTS, claims


def test_there_are_enough_claims_and_each_is_said_in_several_ways_in_every_language() -> None:
    assert len(claims()) >= 60
    assert len({claim.name for claim in claims()}) == len(claims())
    for claim in claims():
        for lang in LANGUAGES:
            assert len(set(claim.wordings[lang])) == 3, claim.name
            assert len(claim.contrary[lang]) >= 1, claim.name


def test_wordings_state_the_same_numbers_in_every_language() -> None:
    # A translation that leaves a number out would make the truth wrong.
    for claim in claims():
        for wording in range(3):
            slots = [
                {slot for slot in NUMBER_SLOTS if f"{{{slot}}}" in claim.wordings[lang][wording]} for lang in LANGUAGES
            ]
            odd = (slots[0] ^ slots[1]) | (slots[1] ^ slots[2])
            assert odd <= {"d"}, (claim.name, wording, slots)


def test_same_seed_same_posts() -> None:
    assert make_pairs(5, 200).texts.equals(make_pairs(5, 200).texts)
    assert not make_pairs(5, 200).texts.equals(make_pairs(6, 200).texts)


def test_every_text_says_which_claim_it_makes() -> None:
    # Weights are fitted on one half of the claims and judged on the other; texts of one story make one claim.
    made = make_pairs(4, 300)
    assert len(made.claims) == made.texts.num_rows
    assert set(made.claims) <= {"opinion", *(claim.name for claim in claims())}
    assert len(set(zip(made.stories.tolist(), made.claims, strict=True))) == len(set(made.stories.tolist()))


def test_texts_keep_the_rules_of_their_table_and_every_relation_occurs() -> None:
    made = make_pairs(2, 600)
    assert table.validate(SPEC, made.texts).num_rows == len(made.stories) >= 600
    counted = Counter(made.truth["relation"].to_pylist())
    assert set(counted) == {"copy", "rewording", "translation", "excerpt", "contrary", "none"}
    assert min(counted.values()) > 30
    uids = set(made.texts["text_uid"].to_pylist())
    assert set(made.truth["text_a"].to_pylist()) | set(made.truth["text_b"].to_pylist()) <= uids
    text = "".join(made.texts["text"].to_pylist())
    assert "選" in text
    assert "选" in text
    assert "{" not in text


@pytest.mark.parametrize("word", ["trudeau", "beijing", "北京", "加拿大", "canada"])
def test_no_real_politics(word: str) -> None:
    assert word not in "".join(make_pairs(3, 2_000).texts["text"].to_pylist()).casefold()
