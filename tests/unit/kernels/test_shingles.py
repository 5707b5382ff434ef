"""Where shingles start and end, what they weigh, and who holds them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscurrent.actions.normal_text import MIN_DIFFERENT, normalise, weight
from crosscurrent.detectors.text_reuse.prepare import code_points
from crosscurrent.kernels import passages, shingles, text_pairs

MIXED = st.text(alphabet="abc 中文字漢あカ한국é1ไทย", max_size=60).map(normalise)


def cut(*texts: str) -> list[list[str]]:
    points = code_points(list(texts))
    first, start, end, _ = shingles.cut(points.code, points.offset)
    return [[texts[row][start[k] : end[k]] for k in range(first[row], first[row + 1])] for row in range(len(texts))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天天气很好", ["今天天气", "天天气很", "天气很好"]),
        ("今天天", []),
        ("vote for the new bridge", ["vote for the", "for the new", "the new bridge", "new bridge"]),
        ("한국어문장을", ["한국어문장", "국어문장을"]),
        ("カタカナテス", ["カタカナテス"]),
        ("加拿大ottawa市", ["加拿大ottawa", "拿大ottawa", "大ottawa市"]),
        ("a" * 24 + " bc", ["a" * 24]),
        ("abcdefghijklmnopqrstuvwxyz", [f"{'abcdefghijklmnopqrstuvwxyz'[k : k + 9]}" for k in range(18)]),
        ("", []),
    ],
)  # fmt: skip
def test_shingles_follow_the_script(text: str, expected: list[str]) -> None:
    assert cut(text) == [expected]


@given(st.lists(MIXED, max_size=6))
def test_weights_are_those_of_the_normal_text(texts: list[str]) -> None:
    points = code_points(texts)
    twice, different = shingles.weights(points.code, points.offset, MIN_DIFFERENT)
    assert [value / 2 for value in twice] == [weight(text) for text in texts]
    assert list(different) == [min(len(set(text)), MIN_DIFFERENT) for text in texts]


def test_every_code_point_weighs_what_the_normal_text_says() -> None:
    every = [chr(code) for code in range(0x21, 0x31400) if not 0xD800 <= code < 0xE000]
    points = code_points(every)
    twice, _ = shingles.weights(points.code, points.offset, 1)
    assert [(char, value) for char, value in zip(every, twice, strict=True) if value != 2 * weight(char)] == []


@given(MIXED, MIXED, MIXED)
def test_a_shingle_depends_only_on_what_it_covers(before: str, middle: str, after: str) -> None:
    """Shingles of whole words, and of signs, are found again wherever the words stand."""
    around = f"{before} {middle} {after}".strip()
    if normalise(around) == around:
        assert set(cut(middle)[0]) <= set(cut(around)[0])


@given(st.lists(st.lists(st.integers(0, 9), max_size=8), max_size=8))
def test_shared_values_are_counted_once_per_text(texts: list[list[int]]) -> None:
    first = np.cumsum([0, *map(len, texts)]).astype(np.int64)
    values = np.array([value for text in texts for value in text], np.uint64)
    different, once = shingles.once_per_text(first, values)
    assert list(different) == [len(set(text)) for text in texts]
    once.sort()
    known, held_by = shingles.shared_values(once)
    expected = {value: sum(value in text for text in texts) for text in texts for value in text}
    assert dict(zip(known.tolist(), held_by.tolist(), strict=True)) == {v: n for v, n in expected.items() if n > 1}
    place = {value: k for k, value in enumerate(known.tolist())}
    assert shingles.numbered(values, known).tolist() == [place.get(value, -1) for value in values.tolist()]


def test_a_slogan_is_little_of_its_texts_and_a_campaign_is_all_of_them() -> None:
    slogan, campaign = [0], [1, 2, 3]
    texts = [[*slogan, *range(10 * k, 10 * k + 9)] for k in range(1, 6)] + [campaign] * 5
    first = np.cumsum([0, *map(len, texts)]).astype(np.int64)
    number = np.array([one if one <= 3 else -1 for text in texts for one in text], np.int32)
    share = shingles.share_of_texts(first, number, np.full(4, 5, np.int32), 5)
    assert share[0] == pytest.approx(0.1)
    assert share[1:].tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("今天天气很好我们去公园", "今天天气很好我们去公园", [(0, 0, 11)]),
        ("今天天气很好我们去公园玩", "听说今天天气很好大家去公园玩", [(0, 2, 6), (8, 10, 4)]),
        ("abc今天天气很好", "今天天气很好abc", [(3, 0, 6)]),
    ],
)  # fmt: skip
def test_passages_are_maximal(a: str, b: str, expected: list[tuple[int, int, int]]) -> None:
    points = code_points([a, b])
    first, start, _, hashes = shingles.cut(points.code, points.offset)
    _, once = shingles.once_per_text(first, hashes)
    once.sort()
    number = shingles.numbered(hashes, shingles.shared_values(once)[0])
    pair = np.array([0], np.int32), np.array([1], np.int32)
    grown_first, grown, *_ = passages.grow(*pair, points.code, points.offset, first, number, start)
    _, runs, covered_a, covered_b = passages.fill(*pair, points.code, points.offset, grown_first, grown)
    assert [tuple(run) for run in runs.tolist()] == expected
    assert (covered_a[0], covered_b[0]) == (sum(n for *_, n in expected),) * 2


def test_a_long_list_pairs_texts_with_the_first_and_those_just_before() -> None:
    n, hubs = 40, 3
    first = np.arange(n + 1, dtype=np.int64)
    number, start = np.zeros(n, np.int32), np.zeros(n, np.int32)
    end, length = np.full(n, 4, np.int32), np.full(n, 4, np.int32)
    where, texts = np.array([0, n]), np.arange(n, dtype=np.int32)
    a, b, shared, *_ = text_pairs.candidates(
        first, number, start, end, length, first, number, 0, where, texts, 10, hubs, 0.5
    )
    expected = {(i, j) for j in range(n) for i in range(j) if i < hubs or i >= j - hubs}
    assert set(zip(a.tolist(), b.tolist(), strict=True)) == expected
    assert len(a) == len(expected)
    assert shared.tolist() == [1] * len(a)
