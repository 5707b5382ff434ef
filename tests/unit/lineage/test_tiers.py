"""Tiers come from a dated, sourced registry; an entry that nobody could check is refused."""

from __future__ import annotations

from datetime import date

import pytest

from crosscurrent.detectors.lineage.faults import OutletsRefused, RegistryRefused
from crosscurrent.detectors.lineage.outlets import contains_name, read_outlets, shipped_outlets
from crosscurrent.detectors.lineage.tiers import keys_of, read_registry, shipped_registry
from crosscurrent.model.lineage import TIERS

ENTRY = {
    "name": '"Quay Office"', "tier": '"official"', "domains": '["quay.example"]', "source": '"https://quay.example/about"',
    "date": "2031-01-31",
}  # fmt: skip


def written(**changes: str | None) -> str:
    return "[[entry]]\n" + "\n".join(
        f"{key} = {value}" for key, value in (ENTRY | changes).items() if value is not None
    )


def tier(text: str, account: str, at_us: int | None = None) -> str | None:
    host = account.partition(":")[2]
    entry = read_registry(text).entry_for(keys_of(account, [], [host]), at_us)
    return entry.tier if entry else None


def test_a_domain_holds_for_what_is_below_it_and_for_nothing_beside_it() -> None:
    assert tier(written(), "web:news.quay.example") == "official"
    assert tier(written(), "web:notquay.example") is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source": None}, "without a source"),
        ({"source": '"a friend"'}, "web address"),
        ({"date": None}, "without the date"),
        ({"date": '"last year"'}, "without the date"),
        ({"tier": '"hostile"'}, "tier is one of"),
        ({"tier": '"unknown"'}, "tier is one of"),
        ({"domains": None}, "neither accounts"),
        ({"domains": '"quay.example"'}, "list of texts"),
        ({"since": '"soon"'}, "since is a day"),
    ],
)
def test_what_nobody_could_check_is_refused(changes: dict[str, str | None], said: str) -> None:
    with pytest.raises(RegistryRefused, match=said) as refused:
        read_registry(written(**changes))
    assert refused.value.where == "tier registry, entry 1"


@pytest.mark.parametrize("text", ["[[entry", "entry = 3", "[[entry]]"])
def test_what_is_no_registry_is_refused(text: str) -> None:
    with pytest.raises(RegistryRefused):
        read_registry(text)


def test_a_tier_holds_only_in_its_time() -> None:
    text = written(since="2031-05-05", until="2031-05-05")
    day = (date(2031, 5, 5) - date(1970, 1, 1)).days * 86_400_000_000
    assert tier(text, "web:quay.example", day) == "official"
    assert tier(text, "web:quay.example", day + 86_399_999_999) == "official"
    assert tier(text, "web:quay.example", day - 1) is None
    assert tier(text, "web:quay.example", day + 86_400_000_000) is None
    assert tier(text, "web:quay.example", None) is None


def test_the_first_entry_in_the_file_wins() -> None:
    both = written(domains='["a.quay.example"]', tier='"independent"') + "\n" + written()
    assert tier(both, "web:a.quay.example") == "independent"
    assert tier(both, "web:b.quay.example") == "official"


def test_the_shipped_registry_is_short_and_every_entry_can_be_checked() -> None:
    registry = shipped_registry()
    assert 5 <= len(registry.entries) <= 30
    assert all(entry.source.startswith("https://") and date.fromisoformat(entry.date) for entry in registry.entries)
    assert {entry.tier for entry in registry.entries} <= set(TIERS)
    found = registry.entry_for(keys_of("web:world.huanqiu.com", [], ["world.huanqiu.com"]), None)
    assert found is not None
    assert found.tier == "state_controlled"


def test_names_of_outlets_can_be_extended_and_added_to() -> None:
    more = '[[outlet]]\nid = "reuters"\nnames = ["Agence Reuters"]\n[[outlet]]\nid = "quay"\nnames = ["码头报"]\n'
    table = read_outlets(more, shipped_outlets())
    assert table.of_name("Agence Reuters") == table.of_name("路透社") == "reuters"
    assert table.is_agency("reuters")
    assert table.of_name("碼頭報") == "quay"
    assert not table.is_agency("quay")


@pytest.mark.parametrize(
    "text",
    ["[[outlet", "outlet = 1", "[[outlet]]\nnames = ['a']", "[[outlet]]\nid = 'a'", "[[outlet]]\nid='a'\nkind='b'"],
)
def test_what_is_no_table_of_outlets_is_refused(text: str) -> None:
    with pytest.raises(OutletsRefused):
        read_outlets(text)


def test_names_are_whole_words_where_a_script_has_words() -> None:
    assert contains_name("路透社", "路透社", "据路透社报道", " 据路透社报道 ")
    assert not contains_name("Post", "post", "a poster", " a poster ")
    assert not contains_name("AP", "ap", "the ap of it", " the ap of it ")
