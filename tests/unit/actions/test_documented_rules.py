"""The reference page says what the tables do: a rule nobody can look up cannot be checked by anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosscurrent.actions import link_tables as tables
from crosscurrent.actions.derive import ALL, RULES_VERSION

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "behaviours.md").read_text(encoding="utf-8")
LISTED = {
    "tracking parameter": tables.TRACKING,
    "tracking prefix": tables.TRACKING_PREFIXES,
    "tracking value": frozenset().union(*tables.TRACKING_VALUES.values()),
    "host with few parameters": tables.KEEP_ONLY,
    "alias": {*tables.HOST_ALIASES, *tables.HOST_ALIASES.values()},
    "redirector": tables.REDIRECTORS,
    "redirecting path": {path for _, path, _ in tables.REDIRECT_PATHS},
    "shortener": tables.SHORTENERS,
    "platform host": tables.PLATFORM_HOSTS,
    "behaviour": ALL,
}


@pytest.mark.parametrize("kind", LISTED)
def test_the_page_lists_every_entry(kind: str) -> None:
    assert [entry for entry in LISTED[kind] if f"`{entry}`" not in PAGE] == []


def test_the_page_names_the_version_of_the_rules() -> None:
    assert f"Rules version {RULES_VERSION}." in PAGE


def test_folding_one_host_leads_to_a_host_that_folds_no_further() -> None:
    assert set(tables.HOST_ALIASES.values()) & set(tables.HOST_ALIASES) == set()
