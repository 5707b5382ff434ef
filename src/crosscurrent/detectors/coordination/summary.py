"""summary.json: the findings of a run in figures, with the words they support."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from crosscurrent import __version__
from crosscurrent.detectors.coordination.benign import benign_explanations
from crosscurrent.detectors.coordination.classes import TIMING_CLASSES
from crosscurrent.detectors.coordination.events import EventLog
from crosscurrent.detectors.coordination.grouptables import COORDINATED, GroupActs, Verdict
from crosscurrent.detectors.coordination.grouptests import AUTHORED, RECURRING
from crosscurrent.detectors.coordination.layerwork import LayerWork
from crosscurrent.detectors.coordination.pairtable import BOTH, CO_SHARING, SYNCHRONY, PairTable
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.detectors.coordination.permutation import Permutation
from crosscurrent.detectors.coordination.power import Power

TOP_OBJECTS = 10


def input_figures(log: EventLog, layers: Sequence[LayerWork]) -> dict[str, Any]:
    """Count what was read."""
    return {
        "actions": log.n_actions,
        "accounts": len(log.accounts),
        "objects": sum(work.layer.n_objects for work in layers),
        "behaviours": [
            {
                "behaviour": work.layer.behaviour,
                "actions": len(work.layer.rows),
                "accounts": int((work.classes.objects > 0).sum()),
                "objects": work.layer.n_objects,
            }
            for work in layers
        ],
        "first_at_us": log.first_at,
        "last_at_us": log.last_at,
    }


def window_figures(layers: Sequence[LayerWork], parameters: Parameters) -> list[dict[str, Any]]:
    """Say which windows were used and which were refused, and why."""
    figures = []
    for window in parameters.windows_us:
        refused = [work.layer.behaviour for work in layers if window not in work.windows_us]
        reason = None
        if refused:
            reason = f"not wider than the precision of the times of: {', '.join(refused)}"
        figures.append({"window_us": window, "refused": reason})
    return figures


def test_figures(layers: Sequence[LayerWork], pairs: PairTable, parameters: Parameters) -> dict[str, Any]:
    """Count pairs by what was found of them."""
    which = pairs.which(parameters.fdr)
    keys = [
        (tests.i.astype(np.uint64) << np.uint64(32) | tests.j.astype(np.uint64))[np.isfinite(tests.p_when)]
        for work in layers
        for tests in work.tests
    ]
    tested = len(np.unique(np.concatenate(keys))) if keys else 0
    return {
        "pairs_possible": pairs.family,
        "pairs_co_acting": len(pairs.i),
        "pairs_tested": tested,
        "pairs_significant": int(pairs.significant(parameters.fdr).sum()),
        "pairs_significant_by": int((pairs.q_by <= parameters.fdr).sum()),
        "which": {kind: which.count(kind) for kind in (CO_SHARING, SYNCHRONY, BOTH)},
    }


def permutation_figures(permutation: Permutation) -> dict[str, Any]:
    """Say what survived shuffling."""
    return {
        "runs": 1,
        "pairs_surviving": permutation.surviving,
        "pairs_surviving_co_sharing": permutation.surviving_co_sharing,
        "pairs_surviving_synchrony": permutation.surviving_synchrony,
    }


def excess_figures(permutation: Permutation) -> dict[str, Any] | None:
    """Return the layer and window in which repeated co-action exceeds shuffling most.

    Recurring objects (hashtags, sites …) and words that may come back are left out: shuffling their times would also
    remove the rhythm of days.
    """
    once = [excess for excess in permutation.excess if excess.behaviour not in RECURRING | AUTHORED]
    if not once:
        return None
    most = min(once, key=lambda excess: excess.p)
    return {
        "behaviour": most.behaviour,
        "window_us": most.window_us,
        "pairs_observed": most.observed,
        "pairs_permuted": most.permuted,
        "p": most.p,
    }


def power_figures(power: Power) -> dict[str, Any]:
    """Say what the data could have shown."""
    from crosscurrent.detectors.coordination.power import REFERENCE

    return {
        "assessable": power.assessable,
        "reason": power.reason,
        "smallest": [{"accounts": one.accounts, "boosts": one.boosts} for one in power.smallest],
        "reference": {"accounts": REFERENCE[0], "boosts": REFERENCE[1], "power": round(power.reference, 4)},
    }


def block_figures(layers: Sequence[LayerWork]) -> dict[str, Any]:
    """Say how many communities were found and at which resolutions rates were made; evidence goes with them."""
    return {
        "communities": {work.layer.behaviour: work.blocks.found for work in layers},
        "resolutions": {work.layer.behaviour: list(work.blocks.sizes) for work in layers},
        "classes": TIMING_CLASSES,
    }


def group_figures(log: EventLog, verdict: Verdict, acts: Sequence[GroupActs], parameters: Parameters) -> dict[str, Any]:
    """Describe one group in figures."""
    active = [one for one in acts if len(one.event)]
    times = np.concatenate([one.work.layer.t[one.event] for one in active]) if active else np.empty(0, np.int64)
    gaps = [gap for one in active for gap in _gaps(one)]
    return {
        "group_id": verdict.group_id,
        "accounts": len(verdict.group.accounts),
        "status": verdict.status,
        "which": verdict.which,
        "p_group": verdict.tests.p_again,
        "p_synchrony": verdict.tests.p_synchrony,
        "p_trigger": verdict.tests.p_trigger,
        "trigger_objects": verdict.tests.trigger_objects,
        "trigger_seen": verdict.tests.trigger_seen,
        "objects": sum(len(np.unique(one.work.layer.obj[one.event])) for one in active),
        "actions": int(sum(len(one.event) for one in active)),
        "behaviours": [one.work.layer.behaviour for one in active],
        "windows_us": sorted({window for one in active for window in one.work.windows_us}),
        "first_at_us": int(times.min()) if len(times) else None,
        "last_at_us": int(times.max()) if len(times) else None,
        "median_gap_us": int(np.median(gaps)) if gaps else None,
        "top_objects": _top_objects(log, active),
        "benign": benign_explanations(verdict, acts, parameters),
    }


def _gaps(one: GroupActs) -> list[int]:
    """Gaps between consecutive acts of different members on one object."""
    layer, event = one.work.layer, one.event
    here, before = event[1:], event[:-1]
    follows = (layer.obj[here] == layer.obj[before]) & (layer.account[here] != layer.account[before])
    gaps: list[int] = (layer.t[here] - layer.t[before])[follows].tolist()
    return gaps


def _top_objects(log: EventLog, active: Sequence[GroupActs]) -> list[dict[str, Any]]:
    rows = []
    for one in active:
        layer = one.work.layer
        objects, first, actions = np.unique(layer.obj[one.event], return_index=True, return_counts=True)
        for o, at, n in zip(objects.tolist(), first.tolist(), actions.tolist(), strict=True):
            accounts = len(np.unique(layer.account[one.event][layer.obj[one.event] == o]))
            rows.append((-accounts, -n, layer.behaviour, o, layer, int(layer.t[one.event[at]])))
    rows.sort(key=lambda row: row[:4])
    return [
        {
            "object_id": log.objects.text(layer.object_number[[o]])[0].as_py(),
            "behaviour": behaviour,
            "accounts": -accounts,
            "actions": -n,
            "first_at_us": first_at,
        }
        for accounts, n, behaviour, o, layer, first_at in rows[:TOP_OBJECTS]
    ]


def words(verdicts: Sequence[Verdict], power: Power, permutation: Permutation, pairs_significant: int) -> list[str]:
    """Return the sentences the findings support, and none beyond them."""
    coordinated = [v for v in verdicts if v.status == COORDINATED]
    explained = [v for v in verdicts if v.status != COORDINATED and v.tests.trigger_seen]
    unseen = [v for v in verdicts if v.status != COORDINATED and not v.tests.trigger_seen]
    said = []
    if coordinated:
        n = sum(len(v.group.accounts) for v in coordinated)
        said.append(
            f"{_count(len(coordinated), 'group')} of accounts acted in coordination ({n} accounts in all): more often "
            "together than their communities, waking hours, reactivity and a shared trigger explain."
        )
    if explained:
        n = sum(len(v.group.accounts) for v in explained)
        said.append(
            f"{_count(len(explained), 'further group')} ({n} accounts) reacted together to the same triggers, as fans "
            "and followers of notifications do; this is not a finding of coordination."
        )
    if unseen:
        n = sum(len(v.group.accounts) for v in unseen)
        said.append(
            f"{_count(len(unseen), 'group')} ({n} accounts) acted together on what nobody else in the capture had "
            "brought about; whether they reacted to a trigger outside the capture cannot be seen, so this is no "
            "finding of coordination. Capture what was published before it and look again."
        )
    if not verdicts and power.assessable:
        said.append("No group of coordinated accounts was found, and a group of the reference size would have been.")
    if not power.assessable:
        said.append(f"Whether there is coordination is not fully assessable with this data: {power.reason}.")
    said.append(
        f"{_count(pairs_significant, 'pair')} of accounts stood out; with times shuffled within each object "
        f"{permutation.surviving} did, {permutation.surviving_synchrony} of them by synchrony."
    )
    said.append("Whether any account is inauthentic or foreign was not assessed; only a named person can do that.")
    return said


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" + ("" if n == 1 else "s")


def limits(layers: Sequence[LayerWork]) -> list[str]:
    """Return what the findings cannot show."""
    found = [
        "Only what was captured is seen: deleted posts, private accounts and platforms not captured are missing.",
        "Coordination is not inauthenticity, and neither is foreign origin: fans, petitioners, newsrooms and diaspora "
        "communities coordinate openly.",
        "A group that always acts within minutes of a publication cannot be told from its followers by timing alone.",
        "Accounts with fewer co-actions than the detection limit stay unseen; see power.",
    ]
    coarse = [work.layer.behaviour for work in layers if work.layer.coarsest_us > 1_000_000]
    if coarse:
        found.append(f"Times of {', '.join(sorted(coarse))} are coarser than a second: narrow windows were refused.")
    return found


def status(verdicts: Sequence[Verdict], power: Power, windows: Sequence[dict[str, Any]]) -> tuple[str, str | None]:
    """Return the status of the run's answer and the reason if it is not a full one."""
    if not power.assessable and not verdicts:
        return "not_assessable", power.reason
    if not power.assessable:
        return "partial", power.reason
    refused = [w for w in windows if w["refused"]]
    if refused:
        return "partial", f"{len(refused)} of {len(windows)} windows were refused: {refused[0]['refused']}"
    return "answered", None


def version() -> str:
    """Return the version of crosscurrent that made the findings."""
    return __version__
