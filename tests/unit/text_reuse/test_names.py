"""Names: by spelling in one script, by sound between Han and Latin."""

from __future__ import annotations

import pytest

from crosscurrent.detectors.text_reuse.names import named, settle, sounds_alike


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
