"""The words of the page: both languages whole, numbers written as each language writes them."""

from __future__ import annotations

import re

import pytest

from crosscurrent.errors import LanguageUnknown
from crosscurrent.model.action import BEHAVIOURS
from crosscurrent.reports.sections import BENIGN
from crosscurrent.reports.wording import moment, words_of


def places(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence))


def test_both_catalogues_hold_the_same_keys_and_the_same_places() -> None:
    english, french = words_of("en").entries, words_of("fr").entries
    assert list(english) == list(french)
    assert {key for key in english if places(english[key]) != places(french[key])} == set()
    assert [key for key, sentence in {**english, **french}.items() if not sentence.strip()] == []


def test_french_is_french() -> None:
    # Words that are the same in both languages on purpose; anything else that is equal was not translated.
    same = {
        "captured.sealed", "captured.code", "captured.actions", "count.actions.one", "count.actions.other",
        "group.p_member", "permutation.tests", "behaviour_short.mention", "behaviour_short.act", "client.drag",
        "date", "captured.file", "captured.files.one", "captured.files.other", "count.passages", "timing.p", "timing.q",
        "reuse.petition", "reuse.quotation", "language.zh", "reaction.comparable", "texts.relation",
    }  # fmt: skip
    english, french = words_of("en").entries, words_of("fr").entries
    equal = {key for key in english if english[key] == french[key]}
    assert {key for key in equal if not key.startswith("platform.")} - same == set()  # platforms are names


def test_every_known_behaviour_and_benign_explanation_has_words() -> None:
    for language in ("en", "fr"):
        words = words_of(language)
        assert [name for name in BEHAVIOURS if words.known("behaviour", name) is None] == []
        assert [name for name in BEHAVIOURS if words.known("behaviour_short", name) is None] == []
        assert [
            n for n in BENIGN if not (words.known("benign", f"{n}.name") and words.known("benign", f"{n}.ask"))
        ] == []


def test_numbers_follow_the_language() -> None:
    english, french = words_of("en"), words_of("fr")
    assert (english.number(1234567), french.number(1234567)) == ("1,234,567", "1\u202f234\u202f567")
    assert (english.number(0.5, 2), french.number(0.5, 2)) == ("0.50", "0,50")
    assert (english.share(0.034), french.share(0.98)) == ("3.4%", "98\u00a0%")
    assert (english.counted("count.pairs", 0), french.counted("count.pairs", 0)) == ("0 pairs", "0 paire")
    assert english.number(None) == "–"  # missing is not zero


@pytest.mark.parametrize(
    ("p", "written"),
    [(1.0, "1.000"), (0.0476, "0.048"), (0.00099, "9.9 × 10⁻⁴"), (3.1e-12, "3.1 × 10⁻¹²"), (0.0, "< 10⁻³⁰⁰")],
)
def test_probabilities(p: float, written: str) -> None:
    assert words_of("en").probability(p) == written


@pytest.mark.parametrize(
    ("us", "written"),
    [(0, "0 s"), (400_000, "0.4 s"), (59_000_000, "59 s"), (192_000_000, "3 min 12 s"), (90_061_000_000, "1 d 1 h")],
)
def test_durations(us: int, written: str) -> None:
    assert words_of("en").duration(us).replace("\u00a0", " ") == written


def test_times_are_utc_and_the_same_in_both_languages() -> None:
    assert moment(1_741_593_600_999_999) == "2025-03-10 08:00:00 UTC"  # cut, not rounded up
    assert words_of("en").day(1_741_593_600_000_000).replace("\u00a0", " ") == "10 March 2025"
    assert words_of("fr").day(1_740_787_200_000_000).replace("\u00a0", " ") == "1er mars 2025"


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(LanguageUnknown, match="no report words in 'de'"):
        words_of("de")
