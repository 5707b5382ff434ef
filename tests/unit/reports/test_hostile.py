"""Text from outside: shown, never obeyed."""

from __future__ import annotations

import json

import pytest

from crosscurrent.reports.hostile import defang, json_for_script, object_name, visible


def test_characters_that_turn_or_hide_text_are_shown() -> None:
    assert visible("a\u202eb\u200bc\u2066d\x00e\x1b[31m") == "a⟦RLO⟧b⟦ZWSP⟧c⟦LRI⟧d⟦U+0000⟧e⟦U+001B⟧[31m"
    # Line feeds and tabs are layout; the joiner holds a family emoji together; Arabic text needs no marks.
    kept = "line\n\ttab 👨\u200d👩\u200d👧 سلام 加拿大"
    assert visible(kept) == kept


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://a.example.com/x.html?u=b.c", "hxxps://a[.]example[.]com/x.html?u=b.c"),
        ("HTTP://EVIL.example", "hxxp://EVIL[.]example"),
        ("see www.example.org.", "see www[.]example[.]org[.]"),
        ("example.com/a and example.com", "example[.]com/a and example.com"),  # a bare name in a sentence is not sure
        ("加拿大https://例子.example/a看", "加拿大hxxps://例子[.]example/a看"),  # Chinese text runs straight into it
        ("version 1.2/3", "version 1.2/3"),
        ("End.Start of a sentence", "End.Start of a sentence"),
    ],
)
def test_addresses_are_written_so_that_nothing_links_them(written: str, shown: str) -> None:
    assert defang(written) == shown


def test_the_object_of_a_link_is_an_address_even_without_a_scheme() -> None:
    assert object_name("example.com", "domain") == "example[.]com"
    assert object_name("weibo:user/status/49", "repost") == "weibo:user/status/49"


def test_embedded_json_cannot_leave_its_element() -> None:
    text = "</script><!--<script>&amp;\u2028\u2029"
    written = json_for_script({"text": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"text": text}


def test_half_an_emoji_does_not_stop_the_report() -> None:
    assert json.loads(json_for_script(["a\ud83d"])) == ["a\ud83d"]


def test_a_number_that_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_for_script([float("nan")])
