"""Openings and endings that many texts have in common: "Breaking:", "Everyone is sharing this:", "Thoughts?".

They are no part of what a text tells, yet they move its vector, and two texts share their words by chance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from crosscurrent.actions.normal_text import weight

#: The first clause with its mark; the last sentence after a mark that ends one.
_OPENING = re.compile(r"^[【\[(]?[^:：,，.。!！?？|】;；…]{1,40}[:：,，.。!！?？|】;；…]+\s*")
_ENDING = re.compile(r"(?<=[.。!！?？…])\s*([^.。!！?？…]{2,40}[.。!！?？…]*)$")
#: Where taking away would leave less, in letters, nothing is taken away. Texts may open with two set phrases.
_LEAST_LEFT, _TIMES = 20.0, 2


def without_set_phrases(told: Sequence[str], least: int, share: float) -> list[str]:
    """Return the texts without the openings and endings that many of them have.

    Args:
        told: Distinct texts.
        least: A phrase is a set phrase from so many texts on …
        share: … and from this share of the texts on.

    Example:
        >>> told = ["Breaking: the dam above the old town cracked", "Breaking: nobody was hurt in the fire"]
        >>> without_set_phrases(told, 2, 0.0)
        ['the dam above the old town cracked', 'nobody was hurt in the fire']
        >>> without_set_phrases(told, 3, 0.0) == told
        True
    """
    out, wanted = list(told), max(least, int(share * len(told)))
    for _ in range(_TIMES):
        first = [_OPENING.match(text) for text in out]
        last = [_ENDING.search(text) for text in out]
        opens, ends = _often(first, wanted), _often(last, wanted)
        if not opens and not ends:
            break
        for number, text in enumerate(out):
            begin, end = _inside(first[number], last[number], opens, ends, len(text))
            if (begin, end) != (0, len(text)) and weight(text[begin:end]) >= _LEAST_LEFT:
                out[number] = text[begin:end].strip()
    return out


def _bare(phrase: str) -> str:
    return re.sub(r"\W+", " ", phrase.casefold()).strip()


def _often(found: Sequence[re.Match[str] | None], wanted: int) -> frozenset[str]:
    counted = Counter(_bare(match[0]) for match in found if match)
    return frozenset(phrase for phrase, count in counted.items() if phrase and count >= wanted)


def _inside(
    first: re.Match[str] | None, last: re.Match[str] | None, opens: frozenset[str], ends: frozenset[str], length: int
) -> tuple[int, int]:
    begin = first.end() if first and _bare(first[0]) in opens else 0
    end = last.start() if last and _bare(last[0]) in ends else length
    return begin, max(begin, end)
