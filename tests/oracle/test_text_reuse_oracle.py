"""Copies and excerpts against a slow twin that compares all pairs with Python strings and sets."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from crosscurrent.actions.normal_text import normalise, weight
from crosscurrent.detectors.text_reuse import candidates, reuse
from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.detectors.text_reuse.prepare import code_points, prepare
from tests.unit.text_reuse.rows import texts

WORDS = (
    "政府",
    "今天",
    "宣布",
    "关闭",
    "大桥",
    "三座",
    "图书馆",
    "of",
    "the",
    "harbour",
    "votes",
    "élu",
    "città",
    "12",
)
Shingle = tuple[int, int, str]


def is_sign(char: str) -> bool:
    """Whether a character stands for itself: Han, kana or Hangul, which weigh more than a letter."""
    return weight(char) > 1


def word_end(text: str, i: int) -> int:
    while i < len(text) and text[i] != " " and not is_sign(text[i]):
        i += 1
    return i


def shingles(text: str) -> list[Shingle]:
    """Every shingle: from each sign and each word, to the end of the word or sign that makes it heavy enough."""
    out = []
    for i, char in enumerate(text):
        if char == " ":
            continue
        opens = is_sign(char) or i == 0 or text[i - 1] == " " or is_sign(text[i - 1])
        if not opens:
            continue  # no word here is longer than 24 letters
        j = i
        while j < len(text):
            j = j + 1 if text[j] == " " or is_sign(text[j]) else word_end(text, j)
            if weight(text[i:j]) >= 9 and text[j - 1] != " ":
                out.append((i, j, text[i:j]))
                break
    return out


def covered(text: str, others: set[str]) -> set[int]:
    return {k for i, j, piece in shingles(text) if piece in others for k in range(i, j)}


def pieces(text: str) -> set[str]:
    return {piece for _, _, piece in shingles(text)}


def written() -> st.SearchStrategy[list[str]]:
    """Texts of which some are made from others: a word changed, a part kept, something added."""
    words = st.lists(st.sampled_from(WORDS), min_size=4, max_size=14)

    @st.composite
    def family(draw: st.DrawFn) -> list[str]:
        made = [draw(words)]
        for _ in range(draw(st.integers(0, 5))):
            kept = list(draw(st.sampled_from(made)))
            place = draw(st.integers(0, len(kept) - 1))
            change = draw(st.sampled_from(("word", "part", "more", "new")))
            made.append(
                [*kept[:place], draw(st.sampled_from(WORDS)), *kept[place + 1 :]] if change == "word"
                else kept[place:] or kept if change == "part"
                else [*kept, *draw(words)] if change == "more"
                else draw(words)
            )  # fmt: skip
        return [normalise(" ".join(text)) for text in made]

    return family()


@given(written())
@example(["今天 宣布 关闭"] * 2)
def test_candidates_are_all_pairs_that_share_enough(given_texts: list[str]) -> None:
    forms = list(dict.fromkeys(normalise(text) for text in given_texts))
    parameters = Parameters()
    found = candidates.find(candidates.shingle(code_points(forms), parameters), parameters)
    expected = {}
    least = candidates.SCREEN * parameters.excerpt_coverage
    for a, b in combinations(range(len(forms)), 2):
        shared = pieces(forms[a]) & pieces(forms[b])
        shares = [len(covered(forms[text], shared)) / len(forms[text]) for text in (a, b)]
        if shared and max(shares) >= least:
            expected[a, b] = len(shared)
    assert (
        dict(zip(zip(found.a.tolist(), found.b.tolist(), strict=True), found.shared.tolist(), strict=True)) == expected
    )


@given(written())
@example(["图书馆政府政府政府政府", "政府政府政府今天政府宣布"])  # one says less in passages than shingles cover
@example(["政府政府宣布政府今天宣布", "政府今天宣布", "政府今天宣布政府今天政府今天"])
@example(["今天今天宣布政府", "今天政府宣布政府", "今天政府宣布政府今天今天宣布今天"])  # passages cross
@example(["政府政府政府政府élu", "今天政府政府政府élu", "政府政府政府政府élu政府政府政府政府"])  # a copy that repeats
def test_relations_are_those_pairs_that_are_covered_enough(given_texts: list[str]) -> None:
    parameters = Parameters()
    prepared = prepare(texts(*given_texts), parameters)
    found = reuse.find(prepared, parameters)
    forms = prepared.forms
    pairs = list(zip(found.a.tolist(), found.b.tolist(), strict=True))
    for row, (a, b) in enumerate(pairs):
        runs = found.passage[found.passage_first[row] : found.passage_first[row + 1]].tolist()
        assert all(forms[a][i : i + n] == forms[b][j : j + n] for i, j, n in runs)
        in_a, in_b = ({k + m for *starts, n in runs for k in [starts[side]] for m in range(n)} for side in (0, 1))
        shared = pieces(forms[a]) & pieces(forms[b])
        chars = [max(len(run), len(covered(forms[text], shared))) for run, text in ((in_a, a), (in_b, b))]
        shares = chars[0] / len(forms[a]), chars[1] / len(forms[b])
        assert np.allclose(shares, (found.coverage_a[row], found.coverage_b[row]))
        assert found.similarity[row] == len(shared) / len(pieces(forms[a]) | pieces(forms[b]))
        assert found.copy[row] == (min(shares) >= parameters.copy_coverage)
        assert max(shares) >= parameters.excerpt_coverage
    for a, b in combinations(range(len(forms)), 2):
        shared = pieces(forms[a]) & pieces(forms[b])
        in_a, in_b = covered(forms[a], shared), covered(forms[b], shared)
        shares = len(in_a) / len(forms[a]), len(in_b) / len(forms[b])
        said = weight("".join(forms[a][k] for k in in_a))
        if max(shares) >= parameters.excerpt_coverage and said >= parameters.min_shared:
            assert (a, b) in pairs
        if min(shares) >= parameters.copy_coverage:
            assert found.copy[pairs.index((a, b))]
