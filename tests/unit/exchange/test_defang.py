"""Addresses in text that leaves the house cannot be clicked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscurrent.exchange.defang import defang


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://news.example/a.html", "hxxps://news[.]example/a.html"),
        ("HTTP://News.Example", "hxxp://News[.]Example"),
        ("看https://t.cn/A6", "看hxxps://t[.]cn/A6"),
        ("www.news.example/x and ftp://a.example", "www[.]news[.]example/x and fxp://a[.]example"),
        ("javascript:alert(1) DATA:text/html", "javascript[:]alert(1) DATA[:]text/html"),
        ("hxxps://news[.]example", "hxxps://news[.]example"),
        ("sftp://a.example", "sfxp://a[.]example"),
        ("version 1.2 at 10:30, the data: none", "version 1.2 at 10:30, the data: none"),
    ],
)
def test_addresses(text: str, expected: str) -> None:
    assert defang(text) == expected


@given(st.text(alphabet="https:/w.ab[]jdatscript 港", max_size=60))
def test_defanging_twice_changes_nothing_more(text: str) -> None:
    assert defang(defang(text)) == defang(text)
