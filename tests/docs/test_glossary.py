"""One word, one meaning: the words the house is built from are explained, and the explained words are used."""

from __future__ import annotations

import re
from collections import Counter

from tests.docs.pages import pages, prose_of, text_of
from tests.sources import ROOT, source_files

WORDS = [
    *["account", "action", "amplification", "assessment", "attribution", "behaviour", "bundle", "campaign", "capture"],
    *["channel", "co-action", "confidence", "coordination network", "earliest known post", "finding", "flood", "group"],
    *["incident", "likelihood", "locator", "method record", "narrative", "object", "operation", "post", "report"],
    *["roster", "target", "text group"],
]


def explained() -> list[str]:
    return re.findall(r"^\*\*(.+?)\*\*", text_of(ROOT / "GLOSSARY.md"), re.MULTILINE)


def test_the_words_of_the_house_are_explained_once() -> None:
    counted = Counter(explained())
    assert set(WORDS) - set(counted) == set()
    assert [word for word, times in counted.items() if times > 1] == []


def test_words_are_in_the_order_of_the_alphabet() -> None:
    assert explained() == sorted(explained(), key=str.lower)


def test_other_explained_words_are_used() -> None:
    elsewhere = [page for page in pages() if page.name != "GLOSSARY.md"]
    text = " ".join(
        " ".join(path.read_text(encoding="utf-8").lower().split()) for path in [*elsewhere, *source_files()]
    )
    unused = [word for word in explained() if word.lower() not in text and word.lower().replace(" ", "_") not in text]
    # The words of the house are fixed before their code is written; any other word has to earn its place.
    assert set(unused) - set(WORDS) == set()


def test_accounts_are_never_called_what_they_might_be() -> None:
    # Pages may say what a word is *not*; only GLOSSARY.md and the contributing rules do so. Code stays as it is: `bot`
    # is the name of a field on some platforms.
    accusing = re.compile(r"\b(?:bots?|trolls?|sockpuppets?)\b", re.IGNORECASE)
    found = [page.name for page in pages() if accusing.search(prose_of(page))]
    assert set(found) <= {"GLOSSARY.md", "CONTRIBUTING.md"}
