"""Unattributed copying: a text repeats an earlier one of another account and names it nowhere that was captured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from crosscurrent.detectors.lineage import benign
from crosscurrent.detectors.lineage.candidates import Candidates, Related
from crosscurrent.detectors.lineage.credit import CreditSearch
from crosscurrent.detectors.lineage.intervals import Floats
from crosscurrent.detectors.lineage.material import Corpus
from crosscurrent.detectors.lineage.parameters import Parameters
from crosscurrent.detectors.lineage.parents import Parents

#: Earlier texts of which one text is asked whether it names them: the earliest and the nearest ones.
_ASKED = 24
#: Candidates whose share is this close to the largest are as good sources; the earliest of them is told.
_AS_GOOD = 0.05
_MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Unattributed:
    """One finding.

    Attributes:
        child: Number of the text.
        source: Number of the earlier text.
        coverage: Share of the text found in it.
        p_coverage: Chance of such a share among unrelated texts; ``None`` without a sample.
        translated: The two are in two languages.
        credit: Where credit was looked for, and for what.
        lag_us: Between them.
    """

    child: int
    source: int
    coverage: float
    p_coverage: float | None
    translated: bool
    credit: list[str]
    lag_us: int


@dataclass(frozen=True, slots=True)
class Search:
    """Findings, and what became of the texts that repeat an earlier one without being findings.

    Attributes:
        findings: In order of the text.
        set_aside: Reason -> number of texts.
    """

    findings: list[Unattributed]
    set_aside: Counter[str] = field(default_factory=Counter)


def find_unattributed(
    texts: Corpus, found: Candidates, related: Related, parents: Parents, search: CreditSearch,
    parameters: Parameters, null: Floats | None = None,
) -> Search:  # fmt: skip
    """Find texts that repeat an earlier one without naming it.

    Args:
        texts: The texts.
        found: Pairs.
        related: What the relations say.
        parents: Decided parents.
        search: Looks for credit.
        parameters: Parameters.
        null: Shares between unrelated texts of the same topic and week by different publishers; ``None`` without.

    Returns:
        Findings and what was set aside.
    """
    result = Search([])
    enough = found.of(found.coverage >= parameters.coverage)
    starts, sources = enough.starts(len(texts.uid)).tolist(), enough.candidate.tolist()
    sure = (enough.chance >= 1.0).tolist()
    rarest = 1.0 if null is None else 1 / (len(null) + 1)
    for child in range(len(texts.uid)):
        rows = range(starts[child], starts[child + 1])
        if not any(sure[row] for row in rows):
            continue
        reason = _set_aside(texts, _asked(texts, [sources[row] for row in rows]), related, search, child)
        if reason is None:
            finding = _finding(texts, enough, [row for row in rows if sure[row]], parents, search, null)
            if finding.p_coverage is None or not rarest < parameters.p_coverage <= finding.p_coverage:
                result.findings.append(finding)
                continue
            reason = "not_rare"
        result.set_aside[reason] += 1
    return result


def _set_aside(texts: Corpus, sources: list[int], related: Related, search: CreditSearch, child: int) -> str | None:
    """Say why a text is no finding; ``None`` if it may be one."""
    if texts.account[child] is None or any(texts.account[source] is None for source in sources):
        return "author_unknown"
    for name, holds in _TESTS:
        if any(holds(texts, related, search, child, source) for source in sources):
            return name
    if all(_labelled(texts, related, child, source, benign.OF_A_TEXT) for source in sources):
        return "labelled_benign"
    # Against the earliest: a line that is in there too was copied with the rest and credits nobody for this text.
    if search.credits_other(child, sources[0]):
        return "credits_another"
    written = texts.written[child]
    if benign.is_fact_check(written):
        return "speaks_about_it"
    if benign.is_share_button(written):
        return "share_button"
    if benign.is_petition(written) and any(benign.is_petition(texts.written[source]) for source in sources):
        return "petition"
    if not benign.quoted_passages(written):
        return None
    return "quotation" if any(benign.is_quotation(written, texts.written[source]) for source in sources) else None


def _asked(texts: Corpus, sources: list[int]) -> list[int]:
    """Return the sources of a text that are asked about: all, or of very many the earliest and the nearest."""
    ordered = sorted(sources, key=lambda source: (texts.low[source], source))
    return ordered if len(ordered) <= _ASKED else ordered[: _ASKED // 2] + ordered[-_ASKED // 2 :]


def _credited(search: CreditSearch, child: int, source: int) -> bool:
    return search.refers(child, source) or search.names(child, source) or bool(search.on_page(child, source))


def _pair(texts: Corpus, one: int, other: int) -> tuple[int, int]:
    a, b = int(texts.form[one]), int(texts.form[other])
    return (a, b) if a <= b else (b, a)


def _labelled(texts: Corpus, related: Related, child: int, source: int, labels: frozenset[str]) -> bool:
    return bool(related.benign.get(_pair(texts, child, source), frozenset()) & labels)


def _about(texts: Corpus, related: Related, child: int, source: int) -> bool:
    return bool(related.contrary.get(_pair(texts, child, source), frozenset()) & benign.ABOUT)


#: Reasons, and what holds of a text and an earlier one.
_Test = Callable[[Corpus, Related, CreditSearch, int, int], bool]
_TESTS: tuple[tuple[str, _Test], ...] = (
    ("same_author", lambda texts, related, search, child, source: search.same_author(child, source)),
    ("credited", lambda texts, related, search, child, source: _credited(search, child, source)),
    # Both point to one page: what they share is that page's headline, and they say where it is from.
    (
        "same_link",
        lambda texts, related, search, child, source: bool({*texts.links[child]} & {*texts.links[source]}),
    ),
    ("wire_copy", lambda texts, related, search, child, source: search.wire(child, source)),
    (
        "labelled_benign",
        lambda texts, related, search, child, source: _labelled(texts, related, child, source, benign.OF_A_PAIR),
    ),
    ("speaks_about_it", lambda texts, related, search, child, source: _about(texts, related, child, source)),
)


def _finding(
    texts: Corpus, pairs: Candidates, rows: list[int], parents: Parents, search: CreditSearch, null: Floats | None
) -> Unattributed:
    """Name the decided parent as the source if it is among the earlier texts, else the earliest that shares as much."""
    child = int(pairs.child[rows[0]])
    chosen = [row for row in rows if pairs.candidate[row] == parents.parent[child]]
    if not chosen:
        most = max(pairs.coverage[row] for row in rows)
        good = [row for row in rows if pairs.coverage[row] >= most - _AS_GOOD]
        chosen = [min(good, key=lambda row: (texts.low[pairs.candidate[row]], pairs.candidate[row]))]
    at = chosen[0]
    source, coverage = int(pairs.candidate[at]), float(pairs.coverage[at])
    p = None if null is None else conformal_p(coverage, null)
    searched = _searched(texts, search, child, source)
    return Unattributed(child, source, coverage, p, bool(pairs.translated[at]), searched, int(pairs.lag_us[at]))


def conformal_p(coverage: float, null: Floats) -> float:
    """Return the share of unrelated pairs, this one counted with them, that share as much.

    Example:
        >>> import numpy as np
        >>> conformal_p(0.8, np.array([0.1, 0.2, 0.9]))
        0.5
    """
    return float((1 + (null >= coverage).sum()) / (len(null) + 1))


def _searched(texts: Corpus, search: CreditSearch, child: int, source: int) -> list[str]:
    """Say where credit was looked for and for what; nothing of it was there."""
    credited_as = search.source(source)
    terms = [name for name, _ in credited_as.names] + [f"@{handle}" for handle in credited_as.handles]
    terms += credited_as.hosts
    kept = list(dict.fromkeys(terms))[:_MOST_NAMES]
    looked_for = ", ".join(kept) if kept else "no name of the account was captured"
    links, mentions = len(texts.links[child]), len(texts.mentions[child])
    return [
        f"text: not named ({looked_for})",
        "byline: not named" if texts.byline[child] else "byline: not captured",
        f"links: {links} seen, none to it",
        f"mentions: {mentions} seen, none of it",
        "page: not named" if texts.post[child] in texts.pages else "page: not captured",
    ]
