"""Which posts are about a target: whole words where a script has spaces, any place where not, @names as given."""

from __future__ import annotations

import pytest

from crosscurrent.detectors.stance.about import sought
from crosscurrent.detectors.stance.parameters import TargetRefused


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Harbour Party", "The HARBOUR   party's plan", True),
        ("Harbour Party", "harbour-party", True),  # punctuation is no letter
        ("Harbour Party", "the harbour partying all night", False),
        ("Harbour Party", "Party at the harbour", False),
        ("Lee", "Leeds won", False),
        ("Lee", "支持Lee总理", True),  # Chinese runs on without spaces; a Latin name ends where Chinese begins
        ("北港党", "大家看看北港黨又说什么", True),  # traditional and simplified are the same
        ("北港黨", "北港党的人", True),
        ("北港党", "北港的党", False),
        ("트뤼도", "트뤼도는 말했다", True),  # Korean hangs endings on names
        ("Assemblée", "l’ASSEMBLÉE vote", True),
        ("Assemblée", "Assemblee", False),  # another spelling is another alias
        ("ＡＢＣ", "abc news", True),  # full width
        ("Harbour Party", "Har\u200bbour Pa\u00adrty", True),  # invisible characters hide nothing
        ("Harbour Party", "https://harbour.example/harbour-party", False),  # an address says nothing of a target
        ("#HarbourFirst", "vote #harbourfirst", True),
        ("@harbourparty", "thanks @HarbourParty!", True),
        ("@harbourparty", "thanks harbourparty", False),
        ("harbourparty", "thanks @harbourparty", False),
        ("@harbourparty", "mail me@harbourparty.example", False),
        ("C.D.", "the c d won", True),
        ("a+b", "aab", False),  # a name is no pattern
    ],
)
def test_a_post_is_about_the_target_if_it_names_it(name: str, text: str, found: bool) -> None:
    assert sought([name]).is_in(text) is found


def test_any_of_the_names_will_do() -> None:
    named = sought(["Harbour Party", "北港党", "@harbour"])
    assert [named.is_in(text) for text in ("北港党", "hi @harbour", "a harbour party", "nothing")] == [
        True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["", "!!!", "🗳️", "@"])
def test_a_name_without_letters_cannot_be_looked_for(name: str) -> None:
    with pytest.raises(TargetRefused, match="no letter and no digit") as refused:
        sought(["Harbour Party", name])
    assert refused.value.where == "name 2 of the target and its aliases"


def test_hostile_text_is_only_text() -> None:
    named = sought(["Harbour Party"])
    for text in ("", "\ud800", "=cmd|' /C calc'!A0", "\u202eytrap", "(" * 100_000, "a" * 1_000_000):
        assert named.is_in(text) is False
