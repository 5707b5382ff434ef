"""When two texts are the same text, and when a text says too little to be compared."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosscurrent.actions.normal_text import normalise, weight
from crosscurrent.actions.same_text import text_object

SAME = [
    ("Vote NOW!!", "vote now"),
    ("RT @harbour_daily: Vote now", "Vote now"),
    ("RT @a: RT @b: Vote now", "Vote now"),
    ("Vote now https://t.co/abc", "Vote now http://example.com/x?utm_source=y"),
    ("Vote now @ana @ben", "Vote now"),
    ("@ana Vote now", "Vote now"),
    ("Vote 🗳️ now 👍🏽", "Vote now"),
    ("Vo\u200bte no\ufeffw", "Vote now"),
    ("Vote\n\n  now\t", "Vote now"),
    ("Ｖｏｔｅ　ｎｏｗ", "Vote now"),
    ("“Vote” — now…", '"Vote" - now...'),
    ("don’t vote", "don't vote"),
    ("STRASSE", "straße"),
    ("Cafe\u0301", "CAFÉ"),
    ("Vote #Now", "vote now"),
    ("1️⃣ vote", "vote"),
    ("vote 🇨🇦", "vote"),
    # Chinese: script, punctuation, spacing, emoticon codes, names without a space before them
    ("漢語，測試！", "汉语测试"),
    ("港灣的選舉開始了", "港湾的选举开始了"),
    ("後來我們看著乾淨的麵條", "后来我们看着干净的面条"),
    ("乾坤", "干坤"),
    ("裏面、裡面", "里面里面"),
    ("臺灣與台灣", "台湾与台湾"),
    ("什麼？甚麼!", "什么？甚么!"),
    ("真爲難", "真为难"),
    ("今天 天气 真好", "今天天气真好"),
    ("今天天气真好[doge][笑哭]", "今天天气真好"),
    ("笑裂了@评论员 真的", "笑裂了真的"),
    ("看这里https://t.cn/A6abc真的", "看这里真的"),
    ("#投票#今天去", "投票今天去"),
    # right to left, joiners, tatweel, Indic marks stay
    ("\u202eVote now\u202c", "Vote now"),
    ("مرحبـــا بالعالم", "مرحبا بالعالم"),
    ("می\u200cخواهم", "میخواهم"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_decoration_and_script_do_not_matter(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


DIFFERENT = [
    ("Vote now", "Vote never"),
    ("Vote on 3 May", "Vote on 4 May"),
    ("हिन्दी", "हनद"),  # vowel signs are letters of the word, not decoration
    ("ได้", "ได"),
    ("mail a@b.example", "mail"),  # the at sign inside an address is no mention
    ("今天去投票", "今天不去投票"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text(st.one_of(st.characters(), st.sampled_from("aA1 @#RT:/.漢乾著[]doge한か️\u200d⃣🏽ßİΣς")), max_size=60))
@example("\ud800 lone surrogate")
@example("e\u200d\u0301")
@example("\ufe71")
@example("乾。坤")
@example("=1+1 <script>alert(1)</script>")
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    text_object(text, "weibo")  # whatever it is, it does not raise


def test_weight_counts_a_han_character_for_two_and_a_half() -> None:
    assert weight("港湾投票") == 10.0
    assert weight("vote 港") == 7.5
    assert weight("かな") == 3.0
    assert weight("투표") == 4.0


# Length bar: 8 Han, 10 Hangul, 20 of an alphabet, mixed by weight.
LONG_ENOUGH = [
    "港湾今天开始投票",
    "투표는오늘시작됩니다",
    "abcdefghij klmnopqrs",
    "港湾日报说 vote now ok",
    "vote now in the harbour 🗳️",
]
TOO_SHORT = [
    "港湾今天开始票",
    "투표는오늘시작됩니",
    "abcdefghij klmnopqr",
    "hahahahahahahahahahahahaha",
    "哈哈哈哈哈哈哈哈哈哈哈哈",
    "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉",
    "https://example.com/a-very-long-address-that-is-not-a-text",
    "#HarbourVotes #AlderwickForAll #TheThirdTag",
    "@ana @ben @cyd @dan @eve @fay @gil @hal",
    "",
]  # fmt: skip


@pytest.mark.parametrize("text", LONG_ENOUGH)
def test_a_text_that_says_enough_has_an_object(text: str) -> None:
    assert text_object(text) is not None


@pytest.mark.parametrize("text", TOO_SHORT)
def test_a_text_that_says_too_little_has_none(text: str) -> None:
    assert text_object(text) is None


def test_the_object_is_stable_across_versions() -> None:
    # Cases are compared across runs: a changed normal form must show up here.
    assert text_object("RT @a: The polls close at EIGHT, go now! https://t.co/x") == (
        "text:" + "39a0c2b692040d12d5c2f186ca99e19c"
    )
