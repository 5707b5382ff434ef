"""Names: by spelling in one script, by sound between Han and Latin."""

from __future__ import annotations

import pytest

from crosscurrent.detectors.text_reuse.names import named, particular, settle, sounds_alike


@pytest.mark.parametrize(
    ("latin", "han"),
    [
        ("trudeau", "特鲁多"), ("poilievre", "波利耶夫"), ("carney", "卡尼"), ("clinton", "克林顿"),
        ("merkel", "默克尔"),
        ("petko", "佐兰·佩特科"), ("marbeck", "马尔贝克"), ("doremo", "多雷莫"),
    ],
)  # fmt: skip
def test_transcribed_names_are_heard(latin: str, han: str) -> None:
    assert sounds_alike(latin, han)


@pytest.mark.parametrize(
    ("latin", "han"), [("lindall", "马尔科"), ("trudeau", "波利耶夫"), ("li", "利"), ("ana", "安娜")]
)
def test_other_or_too_short_names_are_not(latin: str, han: str) -> None:
    assert not sounds_alike(latin, han)


def test_ordinary_words_are_no_names() -> None:
    assert named("马拉松比赛很特别，马上通过").han == frozenset()


def test_first_words_count_only_where_they_are_names_elsewhere() -> None:
    texts = [named("Lindall votes today"), named("The mayor of Lindall won"), named("Sleep well, people sleep")]
    assert [sorted(names) for names in settle(texts)] == [["lindall"], ["lindall"], []]


def test_what_is_usually_written_small_is_no_name() -> None:
    texts = [named("Heads up, Sleep well"), named("people sleep"), named("they sleep badly")]
    assert settle(texts)[0] == {}


def test_a_headline_in_capitals_names_nobody() -> None:
    assert named("City Council Votes To Raise Evening Ferry Fares").latin == {}


TOWNS = ("malko", "colta", "lindall", "feldo", "surena")


def test_what_is_part_of_many_names_is_none_itself() -> None:
    # "Central Hospital" is in every town; that two texts name one says nothing, that they name Malko does.
    listed = [{town: town, "central": town, "hospital": town} for town in TOWNS]
    assert particular(listed) == [{town: town} for town in TOWNS]


def test_a_town_with_many_quarters_stays_a_name() -> None:
    # It also stands alone; its quarters do not.
    quarters = [{quarter: quarter, "malko": quarter} for quarter in ("east", "west", "upper", "lower", "new")]
    alone = [{"malko": "malko"}] * 3
    assert all("malko" in names for names in particular([*quarters, *alone]))


def test_months_and_days_are_no_names() -> None:
    assert particular([{"march": "march", "malko": "march"}, {"friday": "friday"}]) == [{"malko": "malko"}, {}]


def test_few_texts_leave_every_word() -> None:
    assert particular([{"sophie": "sophie", "donnay": "sophie"}, {}]) == [{"sophie": "sophie", "donnay": "sophie"}, {}]
    assert particular([]) == []
