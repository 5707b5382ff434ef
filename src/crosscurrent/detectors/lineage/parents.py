"""The parent of each text: among the captured texts that may be earlier, the one it is most probably made from.

In a tree whose edges point forward in time, the best tree is the best parent of each node (a maximum-weight
arborescence decided node by node). What is not clear is left open and says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crosscurrent.detectors.lineage import cues
from crosscurrent.detectors.lineage.benign import is_share_button
from crosscurrent.detectors.lineage.candidates import Candidates, Related
from crosscurrent.detectors.lineage.confidence import Signs, confidence, hidden_share, untimed
from crosscurrent.detectors.lineage.credit import CreditSearch
from crosscurrent.detectors.lineage.fingerprints import unexplained
from crosscurrent.detectors.lineage.intervals import NEVER, Flags, Floats, Ints
from crosscurrent.detectors.lineage.material import Corpus
from crosscurrent.detectors.lineage.parameters import Parameters
from crosscurrent.detectors.lineage.stemma import Hidden

#: Candidates of one text whose cues are looked at: those that explain it best.
LOOKED_AT = 16
#: Cues of direction do not make up for more than this.
_OUT_OF_REACH = 10.0
_HOUR_US = 3.6e9
#: Delay assumed where one of the times is unknown, hours.
_UNKNOWN_DELAY_H = 24.0
_LEAST_COVERAGE = 0.02
#: Runs a text of its own has before the weight of one is lessened: in a reworded text, single runs mean little.
_FREE_EDITS = 4.0
#: Weight against each number that a translation has and its candidate has not, and most that count.
_NUMBER_WEIGHT, _MOST_NUMBERS = 1.5, 4
#: Before and after a report people add similar phrases of their own; only what is longer than this counts there.
_EDGE_WIDTHS = 4
#: A translation made anew differs from another of the same text at least in so many places.
_TRANSLATION_EDITS = 2.0
#: Lead below which other candidates are why nothing is decided.
_CLEAR_LEAD = 0.5


@dataclass(frozen=True, slots=True)
class Parents:
    """What was found of each text.

    Attributes:
        parent: Number of the parent, -1 for none.
        best: Number of the best candidate, -1 for none.
        confidence: Probability that it is the nearest captured text that the text comes from; NaN without candidates.
        candidates: How many there are.
        because: Why there is no parent; ``None`` where there is.
        cues: What spoke for the best candidate.
        depth: Decided parents above.
        delay_us: After the parent; 0 without.
    """

    parent: Ints
    best: Ints
    confidence: Floats
    candidates: Ints
    because: list[str | None]
    cues: list[list[str]]
    depth: Ints
    delay_us: Ints


@dataclass(frozen=True, slots=True)
class Support:
    """How well each of the looked-at candidates explains its text.

    Attributes:
        pairs: The pairs, ascending by text.
        total: Sum of what speaks for each.
        direction: The part of it that says who was first without times.
        spoke: Cues that hold.
    """

    pairs: Candidates
    total: Floats
    direction: Floats
    spoke: list[list[str]]


def find_parents(
    texts: Corpus, found: Candidates, related: Related, search: CreditSearch, hidden: list[Hidden],
    parameters: Parameters,
) -> Parents:  # fmt: skip
    """Decide the parent of each text, or say why not."""
    starts = found.starts(len(texts.uid))
    counted = np.diff(starts)
    base = _without_cues(texts, found, starts, parameters)
    looked = _best_of(found.child, base)
    support = _with_cues(texts, found.of(looked), base[looked], search)
    n = len(texts.uid)
    best, lead, rival = _leads(support, n)
    unclear = _half_explained(texts, found, support, best)
    sureness = _sureness(texts, found, support, hidden_share(texts, hidden), (best, lead, unclear), parameters)
    because = [
        _reason(texts, support, search, int(best[t]), float(sureness[t]), float(lead[t]), int(rival[t]),
                bool(unclear[t]), parameters)
        for t in range(n)
    ]  # fmt: skip
    chosen = np.where(best >= 0, support.pairs.candidate[np.maximum(best, 0)], -1) if len(support.total) else best
    parent = np.where([reason is None for reason in because], chosen, -1)
    sure = np.zeros(n, np.bool_)
    sure[best >= 0] = support.pairs.chance[best[best >= 0]] >= 1.0
    _break_circles(parent, sure, sureness, because)
    decided = parent >= 0
    lags = support.pairs.lag_us[np.maximum(best, 0)] if len(support.total) else np.zeros(n, np.int64)
    most = _most_edits(support.pairs, n).tolist()
    spoke = [_told(texts, support, related, most[t], row) if row >= 0 else [] for t, row in enumerate(best.tolist())]
    return Parents(
        parent, chosen, sureness, counted, because, spoke, depths(parent), np.where(decided, np.maximum(lags, 0), 0)
    )


def _without_cues(texts: Corpus, found: Candidates, starts: Ints, parameters: Parameters) -> Floats:
    """Sum up coverage, edits, dropped passages, delay, language and the chance of having been earlier."""
    if not len(found.child):
        return np.empty(0)
    edits = found.edits.astype(np.float64)
    fewest = np.full(len(texts.uid), np.inf)
    np.minimum.at(fewest, found.child[~found.translated], edits[~found.translated])
    fewest[np.isinf(fewest)] = -_TRANSLATION_EDITS
    own = fewest[found.child]
    edits[found.translated] = (own + _TRANSLATION_EDITS)[found.translated]
    edits /= np.sqrt(1.0 + np.maximum(own, 0.0) / _FREE_EDITS)
    timed = (texts.low[found.child] != NEVER) & (texts.low[found.candidate] != NEVER)
    hours = np.where(timed, np.maximum(found.lag_us, 0) / _HOUR_US, _UNKNOWN_DELAY_H)
    total: Floats = (
        parameters.weigh_coverage * np.log(np.maximum(found.coverage, _LEAST_COVERAGE))
        - parameters.weigh_edit * edits
        - parameters.weigh_dropped * found.dropped * ~found.translated
        - parameters.weigh_delay * np.log1p(hours)
        - parameters.weigh_translation * found.translated
        + np.log(found.chance)
    )
    for row in np.flatnonzero(found.translated).tolist():
        child, source = texts.written[int(found.child[row])], texts.written[int(found.candidate[row])]
        total[row] -= _NUMBER_WEIGHT * min(cues.missing_numbers(source, child), _MOST_NUMBERS)
    return total


def _best_of(child: Ints, total: Floats) -> Ints:
    """Return the places of the best pairs of each child that cues could make the best, ascending by child."""
    order = np.lexsort((np.arange(len(child)), -total, child))
    start = np.searchsorted(child[order], child[order])
    near = total[order] >= total[order[start]] - _OUT_OF_REACH if len(order) else np.empty(0, np.bool_)
    kept: Ints = np.sort(order[near & (np.arange(len(order)) - start < LOOKED_AT)])
    return kept


def _with_cues(texts: Corpus, pairs: Candidates, base: Floats, search: CreditSearch) -> Support:
    """Add the cues of direction to what was summed up."""
    children, others, chances = pairs.child.tolist(), pairs.candidate.tolist(), pairs.chance.tolist()
    forward = [_text_cues(search, child, other) for child, other in zip(children, others, strict=True)]
    # What is surely earlier cannot have been made from the later text, whatever it names.
    backward = [
        [] if cues.earlier(chance) else _text_cues(search, other, child)
        for child, other, chance in zip(children, others, chances, strict=True)
    ]
    _add_shares(pairs, forward)
    credited: dict[int, int] = {}
    for child, spoke in zip(children, forward, strict=True):
        credited[child] = credited.get(child, 0) + ("credit" in spoke)
    direction = np.zeros(len(base))
    inherited = cues.WEIGHTS | {"credit": cues.INHERITED_CREDIT}
    for row, (spoke, against) in enumerate(zip(forward, backward, strict=True)):
        if not spoke and not against:
            continue
        weights = inherited if credited[children[row]] > 1 else cues.WEIGHTS
        direction[row] = sum(weights[cue] for cue in spoke) - sum(cues.WEIGHTS[cue] for cue in against)
    timed = [
        ["time", *spoke] if cues.earlier(chance) else spoke for chance, spoke in zip(chances, forward, strict=True)
    ]
    return Support(pairs, base + direction, direction, timed)


def _add_shares(pairs: Candidates, spoke: list[list[str]]) -> None:
    """Add the cues that follow from what pairs share."""
    columns = (pairs.translated, pairs.coverage, pairs.reverse, pairs.at_edges, pairs.edits)
    for said, translated, coverage, reverse, at_edges, edits in zip(
        spoke, *(column.tolist() for column in columns), strict=True
    ):
        if translated:
            continue
        if cues.containment(reverse, coverage):
            said.append("containment")
        if cues.comments_added(reverse, at_edges, edits):
            said.append("comments_added")


def _text_cues(search: CreditSearch, child: int, candidate: int) -> list[str]:
    """Return the cues that follow from what two texts say; a text that names its own author credits nobody."""
    said = ["reference"] if cues.reference(search, candidate, child) else []
    if search.same_author(child, candidate):
        return said
    if cues.credit(search, candidate, child):
        said.append("credit")
    if cues.house_style(search, candidate, child):
        said.append("house_style")
    if cues.removed_credit(search, candidate, child):
        said.append("removed_credit")
    return said


def _leads(support: Support, n: int) -> tuple[Ints, Floats, Ints]:
    """Return each text's best pair, its lead (difference of the two largest shares of a softmax) and the next pair."""
    best, rival = np.full(n, -1), np.full(n, -1)
    lead = np.full(n, np.nan)
    child, total = support.pairs.child, support.total
    if not len(child):
        return best, lead, rival
    order = np.lexsort((support.pairs.candidate, -total, child))
    begin = np.flatnonzero(np.diff(child[order], prepend=-1))
    sizes = np.diff(np.append(begin, len(order)))
    shares = np.exp(total[order] - np.repeat(total[order[begin]], sizes))
    sums = np.add.reduceat(shares, begin)
    several = sizes > 1
    owner = child[order[begin]]
    best[owner] = order[begin]
    rival[owner[several]] = order[begin[several] + 1]
    lead[owner] = 1.0 / sums
    lead[owner[several]] -= shares[begin[several] + 1] / sums[several]
    return best, lead, rival


def _half_explained(texts: Corpus, found: Candidates, support: Support, best: Ints) -> Flags:
    """Mark texts of which another candidate explains a passage that the best one does not have."""
    unclear = np.zeros(len(texts.uid), np.bool_)
    asked = np.flatnonzero(best >= 0)
    if not len(asked):
        return unclear
    # Only what is surely earlier: a text that may be later can have the passage from this one.
    sure = found.of((found.chance >= 1.0) & ~found.translated)
    begin = sure.starts(len(texts.uid))
    child, forms = texts.form[asked], texts.form[support.pairs.candidate[best[asked]]]
    inside, outside = unexplained(
        texts.prints, child, forms, begin[asked], begin[asked + 1], texts.form[sure.candidate]
    )
    width = texts.prints.widths[child]
    partly = (inside >= np.maximum(width // 2, 2)) | (outside >= _EDGE_WIDTHS * width)
    unclear[asked] = partly & ~support.pairs.translated[best[asked]]
    return unclear


def _sureness(
    texts: Corpus, found: Candidates, support: Support, hidden: Floats, told: tuple[Ints, Floats, Flags],
    parameters: Parameters,
) -> Floats:  # fmt: skip
    """Return the probability that each text's best candidate is the nearest captured text it comes from."""
    best, lead, unclear = told
    sureness = np.full(len(best), np.nan)
    rows = np.flatnonzero(best >= 0)
    if not len(rows):
        return sureness
    pairs, spoke = support.pairs.of(best[rows]), [support.spoke[row] for row in best[rows].tolist()]
    earliest = np.full(len(best), np.iinfo(np.int64).max)
    np.minimum.at(earliest, found.child, texts.low[found.candidate])
    referred = np.array(["reference" in one for one in spoke], np.bool_)
    form = texts.form[pairs.child]
    lacking = 1.0 - pairs.coverage
    changed = np.minimum(
        pairs.edits * texts.prints.widths[form] / np.maximum(np.diff(texts.prints.first)[form], 1), lacking
    )
    variants = (_most_edits(found, len(best))[rows] > pairs.edits) & ~pairs.translated
    sureness[rows] = confidence(
        Signs(
            lead[rows], lacking - changed, changed, variants, pairs.dropped, pairs.lag_us, pairs.chance,
            support.direction[best[rows]], np.array(["credit" in one for one in spoke], np.bool_),
            np.array(["removed_credit" in one for one in spoke], np.bool_),
            np.bincount(found.child, minlength=len(best))[rows], texts.low[pairs.candidate] == earliest[rows],
            unclear[rows] & ~referred, hidden[rows], untimed(texts, pairs.child, pairs.candidate),
        ),
        parameters.missing,
    )  # fmt: skip
    return sureness


def _reason(
    texts: Corpus,
    support: Support,
    search: CreditSearch,
    best: int,
    sureness: float,
    lead: float,
    rival: int,
    unclear: bool,
    parameters: Parameters,
) -> str | None:
    """Say why a text's best candidate is not its parent; ``None`` if it is."""
    if best < 0:
        return "nothing_earlier"
    pairs, chosen = support.pairs, int(support.pairs.candidate[best])
    if sureness < parameters.decide:
        if lead < _CLEAR_LEAD:
            both = texts.form[pairs.candidate[[best, rival]]]
            return "identical_rivals" if both[0] == both[1] else "close_rivals"
        return "hidden_intermediate" if unclear else "not_captured"
    if "reference" not in support.spoke[best] and _common_source(search, int(pairs.child[best]), chosen):
        return "common_source"
    if not cues.earlier(float(pairs.chance[best])) and support.direction[best] < parameters.direction:
        unknown = NEVER in (texts.low[pairs.child[best]], texts.low[pairs.candidate[best]])
        return "time_unknown" if unknown else "time_overlaps"
    return None


def _common_source(search: CreditSearch, child: int, candidate: int) -> bool:
    """Tell whether two texts carry the line of one agency, or were both written by a share button."""
    written = search.texts.written
    both_shared = is_share_button(written[child]) and is_share_button(written[candidate])
    return both_shared or search.wire(child, candidate)


def _most_edits(pairs: Candidates, n: int) -> Ints:
    """Return the most runs that any candidate of a text in its language lacks."""
    most = np.zeros(n, np.int64)
    np.maximum.at(most, pairs.child[~pairs.translated], pairs.edits[~pairs.translated])
    return most


def _told(texts: Corpus, support: Support, related: Related, most_edits: int, row: int) -> list[str]:
    """Return the cues that hold for a pair, those included that do not count again because coverage holds them."""
    pairs = support.pairs
    said = list(support.spoke[row])
    child, candidate = int(pairs.child[row]), int(pairs.candidate[row])
    if pairs.translated[row]:
        said.append("translated")
        source, made = texts.written[candidate], texts.written[child]
        if cues.numbers(made) and not cues.missing_numbers(source, made):
            said.append("shared_numbers")
    elif most_edits > pairs.edits[row]:
        said.append("shared_variants")
    said += sorted({f"part_{part}" for part in (texts.part[candidate], texts.part[child]) if part != "body"})
    pair = int(texts.form[child]), int(texts.form[candidate])
    return [*said, "contrary"] if (min(pair), max(pair)) in related.contrary else said


def _break_circles(parent: Ints, sure: Flags, lead: Floats, because: list[str | None]) -> None:
    """Take back parents that would follow from their own descendants, the least certain first.

    Parents that are surely earlier cannot make a circle among themselves.
    """
    kept = np.where(sure, parent, -1)
    unsure = np.flatnonzero(~sure & (parent >= 0))
    for t in unsure[np.lexsort((unsure, -lead[unsure]))].tolist():
        above = int(parent[t])
        while above >= 0 and above != t:
            above = int(kept[above])
        if above == t:
            because[t] = "would_close_a_circle"
        else:
            kept[t] = parent[t]
    parent[:] = kept


def depths(parent: Sequence[int] | Ints) -> Ints:
    """Return how many parents each text has above it.

    Example:
        >>> depths([-1, 0, 1, 0])
        array([0, 1, 2, 1])
    """
    depth = np.full(len(parent), -1, np.int64)
    for t in range(len(parent)):
        path, at = [], t
        while at >= 0 and depth[at] < 0:
            path.append(at)
            at = int(parent[at])
        below = int(depth[at]) if at >= 0 else -1
        for node in reversed(path):
            below += 1
            depth[node] = below
    return depth
