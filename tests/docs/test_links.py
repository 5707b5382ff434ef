"""Every link in the documentation leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import anchors_of, name_of, pages, prose_of

LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_links_resolve(page: Path) -> None:
    dead = []
    for target in (match["target"] for match in LINK.finditer(prose_of(page))):
        if re.match(r"https?://|mailto:", target):
            continue  # the network is not asked
        place, _, anchor = target.partition("#")
        file = (page.parent / place) if place else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors_of(file)):
            dead.append(target)
    assert dead == []


def test_there_are_pages_and_links() -> None:
    # A test over an empty list would pass for ever.
    assert sum(len(LINK.findall(prose_of(page))) for page in pages()) > 10
