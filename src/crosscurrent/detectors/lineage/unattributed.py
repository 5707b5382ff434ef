"""Unattributed copying: a text repeats an earlier one of another account and names it nowhere that was captured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from crosscurrent.detectors.lineage import benign, cues
from crosscurrent.detectors.lineage.candidates import Candidates, Related
from crosscurrent.detectors.lineage.chance import Capture, Chance, related_parts, shared_by_chance
from crosscurrent.detectors.lineage.credit import CreditSearch
from crosscurrent.detectors.lineage.everyday import EVENLY_SPREAD, Everyday, everyday, filled_in
from crosscurrent.detectors.lineage.intervals import NEVER, Flags, Floats
from crosscurrent.detectors.lineage.kin import Kin, kin_of
from crosscurrent.detectors.lineage.material import Corpus
from crosscurrent.detectors.lineage.null import LEAST_PAIRS
from crosscurrent.detectors.lineage.order import chance_first
from crosscurrent.detectors.lineage.parameters import Parameters
from crosscurrent.detectors.lineage.parents import Parents
from crosscurrent.detectors.lineage.whole import travels_whole

#: Earlier texts of which one text is asked whether it names them: the earliest and the nearest ones.
_ASKED = 24
#: Candidates whose share is this close to the largest are as good sources; the earliest of them is told.
_AS_GOOD = 0.05
_MOST_NAMES = 8
#: Labels that all earlier texts have to carry, and what they are a reason for.
_LABELS = (("everyday_wording", frozenset(("boilerplate",))), ("labelled_benign", benign.OF_A_TEXT))
#: Share of the texts of one part that share everyday wording from which all of it is that.
_MOSTLY = 0.5
#: A time coarser than this leaves open which of two posts of one day was first.
_COARSE_US = 600_000_000


@dataclass(frozen=True, slots=True)
class Unattributed:
    """One finding.

    Attributes:
        child: Number of the text.
        source: Number of the earlier text.
        coverage: Share of the text found in it.
        p_coverage: Chance of such a share among unrelated texts; ``None`` where it could not be measured.
        translated: The two are in two languages.
        credit: Where credit was looked for, and for what.
        lag_us: Between them; ``None`` where the time of the text is too coarse to say that the other is earlier.
        chance: Chance that one of the texts it repeats is earlier; 1 where times say so.
    """

    child: int
    source: int
    coverage: float
    p_coverage: float | None
    translated: bool
    credit: list[str]
    lag_us: int | None
    chance: float = 1.0


@dataclass(slots=True)
class Search:
    """Findings, and what became of the texts that repeat an earlier one without being findings.

    Attributes:
        findings: In order of the text.
        set_aside: Reason -> number of texts.
        unmeasured: Findings of which it was not measured how rare such a share is.
        drawn: Texts, or pairs of them, from which it was measured for the others.
    """

    findings: list[Unattributed]
    set_aside: Counter[str] = field(default_factory=Counter)
    unmeasured: int = 0
    drawn: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """What a text is asked about on: the texts, what is known of them, and what they lie among."""

    texts: Corpus
    related: Related
    parents: Parents
    search: CreditSearch
    kin: Kin
    everyday: Everyday
    parameters: Parameters


def find_unattributed(
    texts: Corpus, found: Candidates, related: Related, parents: Parents, search: CreditSearch,
    parameters: Parameters, capture: Capture, null: Floats | None = None,
) -> Search:  # fmt: skip
    """Find texts that repeat an earlier one without naming it.

    Args:
        texts: The texts.
        found: Pairs.
        related: What the relations say.
        parents: Decided parents.
        search: Looks for credit.
        parameters: Parameters.
        capture: All texts that have a time.
        null: Shares between unrelated texts of the same topic and week by different publishers; without it, what
            texts of the capture find by chance is measured.

    Returns:
        Findings and what was set aside.
    """
    kin = kin_of(texts, related)
    common = everyday(texts, kin, capture.times(), parameters)
    ground = Ground(texts, related, parents, search, kin, common, parameters)
    enough = found.of(found.coverage >= parameters.coverage)
    starts = enough.starts(len(texts.uid)).tolist()
    result = Search([])
    findings: list[Unattributed] = []
    for child in range(len(texts.uid)):
        one = _asked_about(ground, enough, child, range(starts[child], starts[child + 1]))
        if isinstance(one, Unattributed):
            findings.append(one)
        elif one is not None:
            result.set_aside[one] += 1
    kept, apart = _without_everybodys(ground, findings, result.set_aside)
    if not kept:
        return result
    chance = shared_by_chance(capture, texts, related_parts(texts, related, apart), parameters)
    result.drawn = chance.drawn() + (0 if null is None else len(null))
    forms = filled_in(capture, (texts.written[one.child] for one in kept), parameters)
    for one in kept:
        p = _p_of(texts, one, chance, null)
        if p is not None and p >= parameters.p_coverage:
            result.set_aside["not_rare"] += 1
        elif texts.written[one.child] in forms or (p is None and _other_numbers(texts, one)):
            result.set_aside["filled_form"] += 1
        else:
            result.findings.append(replace(one, p_coverage=p))
    result.findings = _one_of_each_post(texts, result.findings, result.set_aside)
    result.unmeasured = sum(one.p_coverage is None for one in result.findings)
    return result


def _one_of_each_post(texts: Corpus, findings: list[Unattributed], set_aside: Counter[str]) -> list[Unattributed]:
    """Keep of several parts of one post the one that repeats most: a headline in picture and speech is one copy."""
    best: dict[str, Unattributed] = {}
    for one in findings:
        before = best.get(texts.post[one.child])
        if before is None or (one.coverage, one.chance) > (before.coverage, before.chance):
            best[texts.post[one.child]] = one
    kept = [one for one in findings if best[texts.post[one.child]] is one]
    if len(kept) < len(findings):
        set_aside["same_post"] += len(findings) - len(kept)
    return kept


def _without_everybodys(
    ground: Ground, findings: list[Unattributed], set_aside: Counter[str]
) -> tuple[list[Unattributed], Flags]:
    """Set aside what repeats everybody's wording; return the other findings and the normal forms of such wording.

    Everyday wording is told by the connected part: where most of the texts in it share what is met at all times, so do
    the others, and where few seem to, they are the late ones of a copied text. And where what they share does not
    travel whole, they combine phrases.
    """
    texts = ground.texts
    reasons = [ground.everyday.reason(one.child, one.source, one.coverage) for one in findings]
    part = related_parts(texts, ground.related, np.zeros(len(texts.normals), np.bool_))
    of = part[texts.form[[one.child for one in findings]]] if findings else np.empty(0, np.int64)
    met = np.array([reason is not None for reason in reasons], np.bool_)
    common = np.bincount(of, met, minlength=len(part)) >= _MOSTLY * np.bincount(of, minlength=len(part))
    common &= np.bincount(of, minlength=len(part)) > 0
    common |= travels_whole(texts, ground.related, ground.kin, part, ground.parameters) < ground.parameters.whole
    spread = np.bincount(of, [reason == EVENLY_SPREAD for reason in reasons], minlength=len(part)) > 0
    kept = []
    apart = ground.everyday.forms.copy()
    for one, reason, everybodys, evenly in zip(
        findings, reasons, common[of].tolist(), spread[of].tolist(), strict=True
    ):
        told = "filled_form" if reason == "filled_form" else None
        if told is None and everybodys:
            told = EVENLY_SPREAD if evenly else "everyday_wording"
        if told is None and one.chance < ground.parameters.likely:
            told = "order_unknown"
        if told is None:
            kept.append(one)
        else:
            set_aside[told] += 1
    return kept, apart | common[part]


def _other_numbers(texts: Corpus, one: Unattributed) -> bool:
    """Tell whether both texts have numbers, and none of them the same: a form filled in anew, as far as can be told."""
    ours, theirs = (cues.numbers(cues.normalise_digits(texts.written[text])) for text in (one.child, one.source))
    return bool(ours) and bool(theirs) and not ours & theirs


def _p_of(texts: Corpus, one: Unattributed, chance: Chance, null: Floats | None) -> float | None:
    """Return the larger of the chances of such a share: of a pair, and of the best of as many as it could have met."""
    found = []
    if null is not None and len(null) >= LEAST_PAIRS:
        found.append(conformal_p(one.coverage, null))
    if not one.translated:
        best = chance.p(texts.lang[one.child], int(texts.form[one.child]), int(texts.form[one.source]))
        found += [] if best is None else [best]
    return max(found, default=None)


def _asked_about(ground: Ground, pairs: Candidates, child: int, rows: range) -> Unattributed | str | None:
    """Return a text as a finding, the reason why it is none, or ``None`` where it repeats nothing earlier."""
    if not rows:
        return None
    texts, sources = ground.texts, pairs.candidate[rows.start : rows.stop].tolist()
    earlier = [row for row in rows if pairs.chance[row] >= 1.0]
    chance = 1.0
    if not earlier:
        coarse = texts.high[child] - texts.low[child] > _COARSE_US
        chance = 1.0 - chance_first(texts, ground.kin, child) if coarse else 0.0
        if chance <= 0:
            return None
    if (reason := _set_aside(texts, _asked(texts, sources), ground.related, ground.search, child)) is not None:
        return reason
    return _finding(texts, pairs, earlier or list(rows), ground.parents, ground.search, chance)


def _set_aside(texts: Corpus, sources: list[int], related: Related, search: CreditSearch, child: int) -> str | None:
    """Say why a text is no finding; ``None`` if it may be one."""
    if texts.account[child] is None or any(texts.account[source] is None for source in sources):
        return "author_unknown"
    for name, holds in _TESTS:
        if any(holds(texts, related, search, child, source) for source in sources):
            return name
    if (reason := _label(texts, related, child, sources)) is not None:
        return reason
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
    named = search.refers(child, source) or search.names(child, source) or search.beside(child, source)
    return named or bool(search.on_page(child, source))


def _pair(texts: Corpus, one: int, other: int) -> tuple[int, int]:
    a, b = int(texts.form[one]), int(texts.form[other])
    return (a, b) if a <= b else (b, a)


def _labelled(texts: Corpus, related: Related, child: int, source: int, labels: frozenset[str]) -> bool:
    return bool(related.benign.get(_pair(texts, child, source), frozenset()) & labels)


def _label(texts: Corpus, related: Related, child: int, sources: list[int]) -> str | None:
    """Return the reason that labels give where all earlier texts carry them."""
    for reason, labels in _LABELS:
        if all(_labelled(texts, related, child, source, labels) for source in sources):
            return reason
    return None


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
    texts: Corpus, pairs: Candidates, rows: list[int], parents: Parents, search: CreditSearch, chance: float
) -> Unattributed:
    """Name the decided parent as the source if it is among the earlier texts, else the earliest that shares as much."""
    child = int(pairs.child[rows[0]])
    chosen = [row for row in rows if pairs.candidate[row] == parents.parent[child]]
    if not chosen:
        most = max(pairs.coverage[row] for row in rows)
        good = [row for row in rows if pairs.coverage[row] >= most - _AS_GOOD]
        timed = [row for row in good if texts.low[pairs.candidate[row]] != NEVER] or good
        chosen = [min(timed, key=lambda row: (texts.low[pairs.candidate[row]], pairs.candidate[row]))]
    at = chosen[0]
    source, coverage = int(pairs.candidate[at]), float(pairs.coverage[at])
    searched = _searched(texts, search, child, source)
    lag = int(pairs.lag_us[at]) if pairs.chance[at] >= 1.0 else None
    return Unattributed(child, source, coverage, None, bool(pairs.translated[at]), searched, lag, chance)


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
