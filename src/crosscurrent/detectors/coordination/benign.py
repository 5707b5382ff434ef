"""Benign explanations of a group, each with the figure that weighs for or against it. Nothing here accuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from crosscurrent.detectors.coordination.grouptables import GroupActs, Verdict
from crosscurrent.detectors.coordination.parameters import Parameters

MINUTE_US = 60_000_000
#: Acts in the first two seconds of a minute: 1 in 30 by chance; schedulers post on the minute.
ON_THE_MINUTE_US = 2_000_000
ON_THE_MINUTE_CHANCE = ON_THE_MINUTE_US / MINUTE_US
MACHINE_GAP_US = 1_000_000


def benign_explanations(verdict: Verdict, acts: Sequence[GroupActs], parameters: Parameters) -> list[dict[str, Any]]:
    """List what else could explain a group, with a figure and whether it weighs for or against.

    Args:
        verdict: The group and its tests.
        acts: Its acts.
        parameters: Parameters of the run.

    Returns:
        Per explanation: ``explanation`` (a name the report words in either language, or a sentence), ``test``,
        ``value`` (``None`` if only a person can tell) and ``weighs`` (``for``, ``against`` or ``open``).
    """
    tests, strict = verdict.tests, parameters.fdr
    scheduled, machine = _scheduling(acts)
    again = tests.p_again
    return [
        _line(
            "shared_trigger",
            "p of the synchrony if every member reacted independently to each object's appearance",
            tests.p_trigger,
            None if tests.p_trigger is None else tests.p_trigger <= strict,
        ),
        _line(
            "waking hours, fast readers or a busy moment",
            "p of the synchrony with accounts shuffled within each object",
            tests.p_synchrony,
            tests.p_synchrony <= strict,
        ),
        _line(
            "fan_community",
            "p of the group acting together again on objects that did not help to find it",
            again,
            None if again is None else again <= strict,
        ),
        _line(
            "declared_automation",
            "share of actions in the first two seconds of a minute (chance: 0.033)",
            scheduled,
            None if scheduled is None else scheduled < 3 * ON_THE_MINUTE_CHANCE,
        ),
        _line(
            "news_wire",
            "share of actions that follow another member's within one second",
            machine,
            None if machine is None else machine < 0.5,
        ),
        *(_line(name, None, None, None) for name in ("campaign_tool", "chain_letter", "sister_accounts", "collection")),
    ]


def _line(explanation: str, test: str | None, value: float | None, against: bool | None) -> dict[str, Any]:
    weighs = "open" if against is None else "against" if against else "for"
    return {"explanation": explanation, "test": test, "value": value, "weighs": weighs}


def _scheduling(acts: Sequence[GroupActs]) -> tuple[float | None, float | None]:
    """Share of acts on the minute, and share that follow another member's act on the object within a second."""
    times = [one.work.layer.t[one.event] for one in acts if one.work.layer.coarsest_us <= MACHINE_GAP_US]
    total = sum(len(t) for t in times)
    if not total:
        return None, None
    on_minute = sum(int((t % MINUTE_US < ON_THE_MINUTE_US).sum()) for t in times)
    follows = 0
    for one in acts:
        layer = one.work.layer
        if layer.coarsest_us > MACHINE_GAP_US or len(one.event) < 2:
            continue
        here, before = one.event[1:], one.event[:-1]
        same = (layer.obj[here] == layer.obj[before]) & (layer.account[here] != layer.account[before])
        follows += int((same & (layer.t[here] - layer.t[before] <= MACHINE_GAP_US)).sum())
    return on_minute / total, np.float64(follows / total).item()
