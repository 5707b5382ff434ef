"""Numbers, shares, days and times are read whatever the language and the way they are put."""

from __future__ import annotations

import pytest

from crosscurrent.detectors.text_reuse.figures import compared, figures, same, units


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12,400 ballots", {("n", 12400)}),
        ("12 400 bulletins", {("n", 12400)}),
        ("12\u202f400 bulletins", {("n", 12400)}),
        ("1.24万张选票", {("n", 12400)}),
        ("4.5 million dollars", {("n", 4_500_000)}),
        ("4,5 millions de dollars", {("n", 4_500_000)}),
        ("450万元", {("n", 4_500_000)}),
        ("1.2亿元", {("n", 120_000_000)}),
        ("thirty-one times", {("n", 31)}),
        ("trente et un ans, vingt-deux mois", {("n", 31), ("n", 22)}),
        ("quatre-vingt-dix élèves", {("n", 90)}),
        ("two hundred and twelve people", {("n", 212)}),
        ("三十一次", {("n", 31)}),
        ("两千零五人", {("n", 2005)}),
        ("百分之十二", {("%", 12)}),
        ("12.5 percent", {("%", 12.5)}),
        ("12,5 %", {("%", 12.5)}),
        ("March 3", {("d", 303)}),
        ("3 March", {("d", 303)}),
        ("le 1er mars", {("d", 301)}),
        ("3月3日", {("d", 303)}),
        ("2025-03-03", {("d", 303)}),
        ("at 17:30", {("t", 1050)}),
        ("à 17h30", {("t", 1050)}),
        ("１２人", {("n", 12)}),
    ],
)
def test_figures_of_texts(written: str, expected: set[tuple[str, float]]) -> None:
    assert figures(written) == expected


@pytest.mark.parametrize(
    "written",
    ["one of them", "un homme, une femme", "一个人", "第一次", "十分满意", "the two of us", "le bureau neuf", ""],
)
def test_words_that_are_no_numbers(written: str) -> None:
    assert figures(written) == frozenset()


def test_rounded_numbers_may_be_one_and_small_ones_may_not() -> None:
    assert same(("n", 11_870), ("n", 12_000))
    assert not same(("n", 31), ("n", 30))
    assert not same(("d", 303), ("d", 304))


def test_what_is_shared_and_what_only_one_states() -> None:
    shared, only_a, only_b = compared(figures("12 dead, 30 hurt on March 3"), figures("3月3日，12死45伤，罚1.2万元"))
    assert shared == {("n", 12), ("d", 303)}
    assert (only_a, only_b) == ([("n", 30)], [("n", 45), ("n", 12_000)])


def test_units_tell_hours_from_passengers() -> None:
    assert units("55 hours") == units("55小时") == units("55 heures") == {55: "hour"}
    assert units("55 passengers") == {}
    assert units("3.5 million dollars") == units("350万元") == units("3,5 millions de dollars") == {3_500_000: "money"}


@pytest.mark.parametrize("text", ["1" * 5_000, "1," * 5_000, "万" * 5_000, "二" * 5_000, "9" * 400, "twenty " * 500])
def test_monsters_are_read_in_time(text: str) -> None:
    figures(text)
    units(text)


def test_the_numbers_of_a_list_count_nothing() -> None:
    assert figures("1、一颗童心。2、信念。3、健康。奖金500元") == {("n", 500)}


@pytest.mark.parametrize(
    "written",
    [
        "主播太强了 " + "666 " * 105,
        "233 233 " * 60,
        " ".join(map(str, range(100, 210))),
        "9" * 320,
        "九" * 320 + "人",
        "hundred " * 400,
        "666 666 666 666 666 666 people",
        "1,000,000,000,000,001 people",
    ],
)
def test_cheers_and_rows_of_digits_that_count_nothing_are_no_numbers(written: str) -> None:
    # Joined they would be numbers that nobody counts to, or that no float holds.
    assert figures(written) == frozenset()
    assert units(f"{written} euros") == {}


def test_the_largest_numbers_that_are_counted() -> None:
    assert figures("666 666 666 666 666 people") == {("n", 666_666_666_666_666)}
    assert figures("1,000,000,000,000,000 people") == {("n", 10**15)}
    assert figures("666 666 666 666 666 666 cheers for 300 people") == {("n", 300)}
