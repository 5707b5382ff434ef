"""What is done to many texts at once, or left undone where it can find nothing, against doing it to each."""

from __future__ import annotations

import unicodedata
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosscurrent.actions.normal_text import code_points, normalise, normalise_all
from crosscurrent.detectors.text_reuse import benign, contrary, denials, hints, languages
from crosscurrent.detectors.text_reuse.passages import Span, all_places, places
from crosscurrent.kernels import scripts
from crosscurrent.simulate.text_pairs import make_pairs

MARKS = (
    "RT @ana: ", "https://a.example/b?c ", "www.b.example ", "WwW.c.example", "@ben", "＠小明",
    "[doge]", "[笑哭]", "5️⃣",
    "e\u0301", "\u1112\u1161\u11ab", "ｶﾞ", "\u200d", "🗳️", "ß", "Σς", "İ", "㈱", "½", "乾著", "한국",
    "\ud800", "ﬁ", "´",
)  # fmt: skip
WRITTEN = st.lists(
    st.one_of(
        st.sampled_from(MARKS), st.text(st.one_of(st.characters(), st.sampled_from("aB 1中文。,漢の")), max_size=8)
    ),
    max_size=6,
).map("".join)


@given(st.lists(WRITTEN, max_size=6))
@example(["RT @a: RT @b: x", "@a @b 中文 [笑] 文", "1\u20e3", "[ok] ascii stays", "[ok] 中", ""])
def test_many_texts_are_folded_as_each_is(texts: list[str]) -> None:
    assert normalise_all(texts) == [normalise(text) for text in texts]


def test_every_character_is_folded_as_it_is_alone() -> None:
    every = [chr(code) for code in range(0x110000)]
    folded = normalise_all(every)
    assert [(char, form) for char, form in zip(every, folded, strict=True) if form != normalise(char)] == []


def test_what_composes_with_the_one_before_it_is_a_mark_or_a_part_of_a_hangul_syllable() -> None:
    """Else the table of single characters would miss a composition."""
    seconds = {
        chr(int(parts[1], 16))
        for code in range(0x110000)
        if len(parts := unicodedata.decomposition(chr(code)).split()) == 2 and not parts[0].startswith("<")
    }
    assert {
        char for char in seconds if unicodedata.category(char)[0] != "M" and not "\u1160" <= char <= "\u11ff"
    } == set()


@given(st.lists(WRITTEN, max_size=5))
def test_characters_are_placed_as_in_each_text(texts: list[str]) -> None:
    forms = [normalise(text) for text in texts]
    form, first = code_points(forms)
    begin, end = all_places(texts, forms, first, form)
    expected = [places(text, normal) for text, normal in zip(texts, forms, strict=True)]
    assert begin.tolist() == [place for found in expected for place in found.begin]
    assert end.tolist() == [place for found in expected for place in found.end]


LATIN = (
    "the council voted to raise evening ferry fares", "le conseil a voté une hausse des tarifs",
    "der rat hat heute getagt", "el consejo aprobó la subida", "городской совет проголосовал",
    "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", "12345", "lol", "xqzt kwv bnm plk jhg",
)  # fmt: skip


def test_many_languages_are_told_as_each_is() -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    texts = [*LATIN, *(a[: len(a) // 2] + b[len(b) // 3 :] for a in LATIN for b in LATIN)]
    names, probabilities = languages._classified(texts)
    alone = [model.classify(text) for text in texts]
    assert names == [name for name, _ in alone]
    assert probabilities == pytest.approx([probability for _, probability in alone], abs=1e-5)


@given(
    st.lists(st.lists(st.sampled_from(("the", "and", "vous", "est", "être", "x", "nous", "therefore")), max_size=70))
)
def test_telling_words_are_counted_in_the_first_sixty(texts: list[list[str]]) -> None:
    forms = [" ".join(words) for words in texts]
    code, offset = code_points(forms)
    counts = scripts.count(code, offset, languages.script_table(), len(languages.SCRIPTS))
    expected = []
    for words in texts:
        listed = " ".join(words).split(" ", 60)
        seen = {name: sum(word in told for word in listed) for name, told in languages._TELLING.items()}
        best = max(seen, key=lambda name: seen[name])
        expected.append(best if seen[best] >= 2 and sum(seen.values()) == seen[best] else "und")
    assert [languages.GUESSES[k] for k in languages.guessed(code, offset, counts).tolist()] == expected


CUES = (
    "no", "not", "never", "n't", "n’t", "nothing", "none", "neither", "fake", "False:", "hoax",
    "rumour", "没有", "不是",
    "辟谣", "谣言", "假的", "据报道称", "“", "”", "«", "»", '"', "said", "3", "三十", "三", "five",
    "cinq", "vingt-deux", "12%",
    "le_3_mars", "n'est_pas", "ne", "jamais", "aucun", "ni", "rien", "faux", ":", "fausse", "intox", "open", "closed",
    "rose", "fell", "ouvre", "ferme", "上涨", "下跌", "put_it", "as", "claimed", "selon", "d'après", "a_déclaré",
    "Ottawa", "特鲁多", "ſ", "İ", "ı", "½", "２", "②", "ﬁve", "Ｆake", "NOT", "Ni", "第二",
    "百分之十", "untrue", "deny",
    "photo_is_old", "来自别国", "电脑生成", "signed", "dropped", "can't_wait", "not_only", "不仅",
)  # fmt: skip
TEXTS = make_pairs(31, 120).texts.column("text").to_pylist()


@st.composite
def told(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(TEXTS))
    words = text.split(" ") if " " in text else list(text)
    for cue in draw(st.lists(st.sampled_from(CUES), max_size=4)):
        words.insert(draw(st.integers(0, len(words))), cue.replace("_", " "))
    return (" " if " " in text else "").join(words[draw(st.integers(0, len(words) // 2)) :])


LANGUAGE = st.sampled_from(("zh", "en", "fr", "zh-TW", "und", "de"))


@given(told(), told(), LANGUAGE, LANGUAGE)
def test_rules_that_are_not_asked_would_have_found_nothing(a: str, b: str, lang_a: str, lang_b: str) -> None:
    found = contrary.differences(a, b, lang_a, lang_b)
    with patch.object(contrary, "hints", lambda text, lang: hints.Hints(True, True, True, True, True, True)):
        assert contrary.differences(a, b, lang_a, lang_b) == found


DENIED = (
    "This is false:", "FAKE:", "Fact check.", "That never happened", "Officials deny this", "No truth to this",
    "No such thing happened", "Don't believe this", "it is untrue that", "is baseless", "C'est faux", "Intox :",
    "N'y croyez pas", "La mairie dément", "Cela n'a jamais eu lieu", "Aucune preuve que", "n'importe quoi", "辟谣：",
    "这是谣言", "没有这回事", "别信：", "官方否认", "纯属捏造", "子虚乌有", "胡说八道",
    "不是真的", "无此事", "this isn't real",
    "the report is incorrect", "rumours that", "Turns out to be fake", "There is no such plan", "系伪造的",
    "This is nonsense!", "Mensonges !", "Rumour control:", "Démenti par la mairie", "消息不属实",
)  # fmt: skip


@given(st.sampled_from(DENIED), told(), st.booleans())
def test_denials_that_are_not_looked_for_are_none(denial: str, shared: str, before: bool) -> None:
    text = f"{denial} {shared}" if before else f"{shared}. {denial}"
    first = text.index(shared)
    span = Span(0, len(shared), first, first + len(shared))
    found = denials.added(shared, text, [span])
    with patch.object(denials, "_may_deny", lambda text: True):
        assert denials.added(shared, text, [span]) == found


@given(
    st.lists(
        st.one_of(
            told(), st.sampled_from(("(Reuters) x", "“x y z”", "via @x", "请转发微博", "Sign our petition", "\ud800"))
        )
    )
)
def test_silent_texts_say_nothing_of_their_making(texts: list[str]) -> None:
    for text, quiet in zip(texts, benign.silent(texts), strict=True):
        assert not quiet or benign._read(text) == benign._NOTHING


def test_the_places_of_nothing() -> None:
    begin, end = all_places([], [], np.zeros(1, np.int64), np.zeros(0, np.uint32))
    assert (len(begin), len(end)) == (0, 0)
