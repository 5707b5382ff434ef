"""Cues of direction: what speaks for *b was made from a* rather than the other way round. One function per cue.

Each takes two texts and says whether it holds for a as the source of b. A cue that holds both ways cancels out. Weights
are natural logarithms of odds, set by judgement and checked on generated cascades (benchmarks/lineage.py).
"""

from __future__ import annotations

import re

from crosscurrent.detectors.lineage.credit import CreditSearch

WEIGHTS = {
    "reference": 6.0,
    "credit": 4.0,
    "house_style": 1.5,
    "removed_credit": 1.0,
    "comments_added": 0.5,
    "containment": 0.25,
}
#: Credit that a rival candidate gives too may have been copied from that rival, with the rest.
INHERITED_CREDIT = 1.0
#: Difference of the two shares from which one text is contained in the other rather than equal to it.
_ASYMMETRY = 0.1
_WHOLE = 0.95
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def earlier(chance: float) -> bool:
    """Tell whether the source was surely first: the intervals of the two times do not touch."""
    return chance >= 1.0


def containment(coverage_source: float, coverage_child: float) -> bool:
    """Tell whether the source lies in the child rather than the child in the source.

    A child that adds holds all of its source and more. An excerpt looks the other way round, so this is a weak cue.
    """
    return coverage_source - coverage_child > _ASYMMETRY


def comments_added(coverage_source: float, at_edges: int, edits: int) -> bool:
    """Tell whether the child is the whole source with passages before or after it and nothing changed within."""
    return coverage_source >= _WHOLE and 0 < at_edges == edits


def credit(search: CreditSearch, source: int, child: int) -> bool:
    """Tell whether the child names the account, outlet or site of the source."""
    return search.names(child, source)


def reference(search: CreditSearch, source: int, child: int) -> bool:
    """Tell whether the child reposts, quotes, answers, links to or mentions the source."""
    return search.refers(child, source)


def removed_credit(search: CreditSearch, source: int, child: int) -> bool:
    """Tell whether the source says whom it is from and the child no longer does."""
    return search.removed_credit(child, source)


def house_style(search: CreditSearch, source: int, child: int) -> bool:
    """Tell whether the child carries the dateline of the source's outlet: （环球时报）, Reuters –."""
    return search.house_style(child, source)


def numbers(text: str) -> frozenset[str]:
    """Return the numbers in a text, which a translation keeps.

    Example:
        >>> sorted(numbers("31 times in 2021; 1,200 ferries"))
        ['1200', '2021', '31']
    """
    return frozenset(re.sub(r"[.,]", "", found) for found in _NUMBER.findall(text))


def missing_numbers(source: str, child: str) -> int:
    """Count the numbers of the child that the source does not have, for pairs in two languages."""
    return len(numbers(normalise_digits(child)) - numbers(normalise_digits(source)))


def normalise_digits(text: str) -> str:
    """Return a text with full-width digits as plain ones; letters may change too.

    Example:
        >>> normalise_digits("３１ 次")
        '31 次'
    """
    return text if text.isascii() else "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in text)
