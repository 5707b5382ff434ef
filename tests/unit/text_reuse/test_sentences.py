"""How much of a longer text is told again in another language or in other words."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import pytest

from crosscurrent.detectors.text_reuse.encoder import bundled
from crosscurrent.detectors.text_reuse.parameters import specification
from crosscurrent.detectors.text_reuse.sentences import MOST, recorded, sentences, told_again

ARTICLE = (
    "近四百名通勤者被拦在铁门外，有人等了两个小时才知道当天没有船。码头工会说，这是十二年来第一次不经商量就停航。"
    "市议会财务委员会的一份内部文件显示，停航每天会让渡轮公司损失约八万元。居民已经开始自发收集签名，要求召开听证会。"
)
HALF = (
    "Nearly four hundred commuters were stopped at the iron gate, and some waited two hours before they learned that "
    "there was no boat that day. The dockers' union says it is the first time in twelve years that the service stops "
    "without any talks. My own view is that tulips look best in a blue pot. We had soup for lunch and then went "
    "swimming in the quarry until it rained."
)
APART = (
    "The choir sings on Sunday at the old customs house. Bring a cushion and a friend. "
    "Tea is served after the last song."
)


class Table:
    """An encoder that knows a few sentences: each word is a direction of its own."""

    name, version, sha256, dimension = "table", "1", "0", 4096
    languages = frozenset({"en"})

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 4096), np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().replace(".", "").split():
                rows[row, zlib.crc32(word.encode()) % 4096] += 1
            rows[row] /= max(float(np.linalg.norm(rows[row])), 1e-9)
        return rows


ONE = "The harbour board met behind closed doors on Tuesday night until dawn."
TWO = "Forty boats stayed in port because nobody had signed their papers."
THREE = "A bakery burned down in the northern suburbs during heavy rain."


def test_sentences_told_are_weighed_by_what_they_say() -> None:
    # Two of the first text's three sentences stand in the second, which is nothing but these two.
    (shares,) = told_again([(f"{ONE} {TWO} {THREE}", f"{TWO} {ONE}")], Table()).tolist()
    assert shares[1] == 1.0
    assert shares[0] == pytest.approx(0.68, abs=0.02)


def test_the_bounds_are_those_that_the_specification_states() -> None:
    assert recorded() == {name: one["default"] for name, one in specification()["sentences"].items()}


def test_a_single_sentence_in_common_is_not_measured() -> None:
    assert told_again([(f"{ONE} {TWO}", f"{TWO} {THREE}")], Table()).tolist() == [[0.0, 0.0]]
    assert told_again([(ONE, ONE)], Table()).tolist() == [[0.0, 0.0]]


def test_empty_texts_and_very_long_ones_are_read() -> None:
    endless = "\n".join(f"Sentence number {n} of a very long text about nothing." for n in range(5_000))
    assert len(sentences(endless)) == MOST
    assert sentences("") == []
    assert sentences(" \n ") == []
    assert told_again([("", ""), ("", endless)], Table()).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert told_again([], Table()).shape == (0, 2)


def test_short_pieces_go_with_what_follows_and_the_last_with_what_is_before() -> None:
    assert sentences("Dr. R. Alderwick came by boat. So what?") == ["Dr. R. Alderwick came by boat. So what?"]
    assert sentences("对。近四百名通勤者被拦在铁门外。") == ["对。 近四百名通勤者被拦在铁门外。"]


def test_a_translation_of_half_an_article_is_half_of_it() -> None:
    encoder = bundled()
    if encoder is None:
        pytest.skip("no encoder is installed")
    half, apart = told_again([(ARTICLE, HALF), (ARTICLE, APART)], encoder).tolist()
    assert 0.4 < half[0] < 0.75
    assert 0.4 < half[1] < 0.8
    assert apart == [0.0, 0.0]
