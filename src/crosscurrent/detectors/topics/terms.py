"""Terms that set a topic apart: words of alphabets, runs of two to four Chinese characters. No list of stop words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[@＠]\S+")
_WORD = re.compile(r"[^\W\d_]{3,40}")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]{2,}")
_HAN_ONE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LONGEST_RUN = 4
#: Characters of a post that are looked at.
LONGEST_TEXT = 5_000
#: A shorter run that is nearly always part of a longer one says no more than that.
MOSTLY_PART_OF = 0.8
#: A run of Chinese characters of which other terms say so much at its ends is cut out of the same longer run.
SAID_BESIDE = 1 / 3
#: Terms that chance would make so much commoner here (chi-square, one degree of freedom, 5 %) are not listed.
LEAST_RATIO = 3.841


def terms_in(text: str) -> set[str]:
    """Return the terms of one post.

    Example:
        >>> sorted(terms_in("The debate 辩论会 https://a.example/x @someone"))
        ['debate', 'the', '论会', '辩论', '辩论会']
    """
    folded = _ADDRESS.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold())
    found = {word for word in _WORD.findall(folded) if not _HAN_ONE.search(word)}
    for run in _HAN.findall(folded):
        for size in range(2, LONGEST_RUN + 1):
            found.update(run[at : at + size] for at in range(len(run) - size + 1))
    return found


def document_counts(texts: Iterable[str]) -> Counter[str]:
    """Count in how many posts each term is."""
    counts: Counter[str] = Counter()
    # A text that thousands post is read once.
    for text, posts in Counter(text[:LONGEST_TEXT] for text in texts).items():
        found = terms_in(text)
        counts.update(found if posts == 1 else dict.fromkeys(found, posts))
    return counts


def top_terms(texts: Sequence[str], everywhere: Mapping[str, int], posts: int, most: int) -> list[str]:
    """Return the terms that set some posts apart from all.

    Args:
        texts: Texts of the posts.
        everywhere: Term -> posts that hold it, of all posts, these included.
        posts: Number of all posts.
        most: How many terms.

    Returns:
        By log-likelihood ratio, most telling first; only terms of two posts or more that are commoner here.
    """
    inside = document_counts(texts)
    ranked = sorted(
        (-_ratio(n, len(texts), everywhere[term], posts), term)
        for term, n in inside.items()
        if n >= 2 and n * posts > everywhere[term] * len(texts)
    )
    kept: list[str] = []
    for ratio, term in ranked[: most * 20]:
        if -ratio < LEAST_RATIO:
            break
        kept = _without_parts(kept, term, inside)
    return kept[:most]


def _without_parts(kept: list[str], term: str, inside: Mapping[str, int]) -> list[str]:
    """Add a term unless a kept one says it or half of it; a longer one takes the place of its parts."""
    if any(term in longer and inside[longer] >= MOSTLY_PART_OF * inside[term] for longer in kept):
        return kept
    beside = [other for other in kept if other not in term and inside[other] >= MOSTLY_PART_OF * inside[term]]
    if _HAN.fullmatch(term) and _said_by(beside, term) >= SAID_BESIDE * len(term):
        return kept
    parts = [at for at, part in enumerate(kept) if part in term and inside[term] >= MOSTLY_PART_OF * inside[part]]
    if not parts:
        return [*kept, term]
    left = [part for at, part in enumerate(kept) if at not in parts]
    return [*left[: parts[0]], term, *left[parts[0] :]]


def _said_by(kept: Iterable[str], term: str) -> int:
    """Return how many characters at the begin and end of a run are the end and begin of other terms."""
    sizes = range(len(term) - 1, 0, -1)
    begin = max((next((n for n in sizes if other.endswith(term[:n])), 0) for other in kept), default=0)
    end = max((next((n for n in sizes if other.startswith(term[-n:])), 0) for other in kept), default=0)
    return begin + end


def _ratio(n: int, of: int, everywhere: int, posts: int) -> float:
    """Return Dunning's log-likelihood ratio of a term in ``n`` of ``of`` posts and ``everywhere - n`` of the others."""
    outside, others = everywhere - n, posts - of
    return 2 * (_likely(n, of) + _likely(outside, others) - _likely(everywhere, posts, n, of) - _rest(
        everywhere, posts, outside, others
    ))  # fmt: skip


def _likely(n: int, of: int, seen: int | None = None, among: int | None = None) -> float:
    """Return the log-likelihood of ``seen`` of ``among`` at the rate ``n`` of ``of``; of themselves by default."""
    seen, among = n if seen is None else seen, of if among is None else among
    rate = n / of if of else 0.0
    return (seen * log(rate) if seen else 0.0) + ((among - seen) * log(1 - rate) if among - seen else 0.0)


def _rest(everywhere: int, posts: int, outside: int, others: int) -> float:
    return _likely(everywhere, posts, outside, others)
