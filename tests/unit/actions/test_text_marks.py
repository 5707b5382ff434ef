"""Addresses, names and tags as people write them."""

from __future__ import annotations

import pytest

from crosscurrent.actions.hashtag import fold_tag
from crosscurrent.actions.text_marks import addresses, names, opening_names, tags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("read https://example.com/a.", ["https://example.com/a"]),
        ("(https://example.com/a_(b))", ["https://example.com/a_(b)"]),
        ("“https://example.com/a”", ["https://example.com/a"]),
        ("看https://t.cn/A6abc看看", ["https://t.cn/A6abc"]),
        ("看http://t.cn/A6abc，好", ["http://t.cn/A6abc"]),
        ("https://ru.example/вики/Гавань вот", ["https://ru.example/вики/Гавань"]),
        ("https://例え.example/a だ", ["https://例え.example/a"]),
        ("www.example.com/a and HTTPS://B.example", ["www.example.com/a", "HTTPS://B.example"]),
        ("cut off https://t.co/ab…", []),
        ("cut off https://t.co/ab...", []),
        ("ana@www.example.com", []),
        ("no address", []),
    ],
)
def test_addresses_end_where_the_address_ends(text: str, expected: list[str]) -> None:
    assert addresses(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Ana hello @BEN_2.", ["ana", "ben_2"]),
        ("笑裂了@评论员 好", ["评论员"]),
        ("＠ana", ["ana"]),
        ("@ana@social.example hi", ["ana@social.example"]),
        ("mail ana@example.com", []),
        ("https://example.com/@ana", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "platform", "expected"),
    [
        ("#One #two_2 #3", "x", ["One", "two_2"]),
        ("#港湾投票#今天去", "weibo", ["港湾投票"]),
        ("#港湾投票#今天去", "plaza", ["港湾投票"]),
        ("#港湾 投票#今天去", "weibo", ["港湾 投票"]),
        ("#foo bar #baz", "weibo", ["foo", "baz"]),  # a topic neither starts nor ends with a space
        ("#foo#bar", "x", ["foo"]),
        ("＃投票 go", "x", ["投票"]),
        ("#हिन्दी #ไทย่ #مرحبا", "x", ["हिन्दी", "ไทย่", "مرحبا"]),
        ("&#39; a#b https://example.com/#top", "x", []),
        ("issue #12", "x", []),
    ],
)
def test_tags(text: str, platform: str, expected: list[str]) -> None:
    assert tags(text, platform) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HarbourVotes", "#harbourvotes"),
        ("Straße", "STRASSE"),
        ("港灣選舉", "港湾选举"),
        ("ＡＢＣ", "abc"),
        ("票🗳️", "票"),
    ],
)
def test_two_spellings_of_one_tag(one: str, other: str) -> None:
    assert fold_tag(one) == fold_tag(other) != ""


def test_a_tag_of_signs_is_no_tag() -> None:
    assert fold_tag("🗳️") == ""


def test_the_names_an_answer_opens_with() -> None:
    assert opening_names("@Ana @ben thanks @cyd") == {"ana", "ben"}
    assert opening_names("thanks @ana") == frozenset()
