"""How probable it is that the best candidate is the nearest captured text that a text comes from.

A lead over the other captured texts says nothing of those that were not captured: the best of what is there may be a
sibling. So what goes with being right was measured on generated cascades of which 0 to 40 % are missing (logistic
regression; benchmarks/lineage.py prints how often what is said with which probability is right), and the share that is
missing is a parameter: the larger, the less a lead counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crosscurrent.detectors.lineage.intervals import NEVER, Flags, Floats, Ints
from crosscurrent.detectors.lineage.material import Corpus
from crosscurrent.detectors.lineage.stemma import Hidden

#: Natural logarithms of odds; seeds 31 to 42 of crosscurrent.simulate.cascades, 0, 12, 25 and 40 % missing.
BASE = -1.52
LEAD, LEAD_IF_MISSING, IF_MISSING = 4.26, -3.36, -0.53
FOREIGN, CHANGED, VARIANTS, DROPPED, LOG_HOURS = -4.00, -0.73, 0.50, -0.14, -0.13
UNCERTAIN_ORDER, DIRECTION, CREDIT, REMOVED_CREDIT = 0.92, 0.93, 0.48, -0.92
LOG_CANDIDATES, FIRST, HALF_EXPLAINED, HIDDEN_NEARBY, NO_TIME = 0.36, 0.93, -0.57, -1.92, -0.49
#: Beyond these the cascades hold too few cases.
MOST_DROPPED, MOST_HOURS, MOST_CANDIDATES, MOST_DIRECTION, MOST_HIDDEN = 4, 720.0, 50, 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of each text and its best candidate; arrays over such pairs.

    Attributes:
        lead: Lead over the next candidate.
        foreign: Share of the text that the candidate lacks, but for what single changed words make of it.
        changed: That part: a shingle's width for each run.
        variants: The text shares changes with the candidate that another candidate lacks.
        dropped: Passages of the candidate that the text lacks.
        lag_us: Between them.
        chance: Chance that the candidate was earlier.
        direction: Cues of direction.
        credit: The text names the candidate.
        removed_credit: The candidate names somebody whom the text does not.
        candidates: How many candidates there are.
        first: The candidate is the earliest of them.
        unclear: Another candidate explains a passage that this one lacks.
        hidden: Texts not captured that the group betrays, per text of it.
        untimed: One of the two has no time.
    """

    lead: Floats
    foreign: Floats
    changed: Floats
    variants: Flags
    dropped: Ints
    lag_us: Ints
    chance: Floats
    direction: Floats
    credit: Flags
    removed_credit: Flags
    candidates: Ints
    first: Flags
    unclear: Flags
    hidden: Floats
    untimed: Flags


def confidence(signs: Signs, missing: float) -> Floats:
    """Return the probability that each candidate is the nearest captured text its text comes from.

    Args:
        signs: What is known.
        missing: Share of the texts that is assumed not to be captured.
    """
    hours = np.clip(signs.lag_us / 3.6e9, 0.0, MOST_HOURS)
    odds = (
        BASE
        + IF_MISSING * missing
        + (LEAD + LEAD_IF_MISSING * missing) * signs.lead
        + FOREIGN * signs.foreign
        + CHANGED * signs.changed
        + VARIANTS * signs.variants
        + DROPPED * np.minimum(signs.dropped, MOST_DROPPED)
        + LOG_HOURS * np.log1p(hours)
        + UNCERTAIN_ORDER * (signs.chance < 1.0)
        + DIRECTION * np.clip(signs.direction, -MOST_DIRECTION, MOST_DIRECTION)
        + CREDIT * signs.credit
        + REMOVED_CREDIT * signs.removed_credit
        + LOG_CANDIDATES * np.log(np.clip(signs.candidates, 1, MOST_CANDIDATES))
        + FIRST * signs.first
        + HALF_EXPLAINED * signs.unclear
        + HIDDEN_NEARBY * np.minimum(signs.hidden, MOST_HIDDEN)
        + NO_TIME * signs.untimed
    )
    found: Floats = 1.0 / (1.0 + np.exp(-odds))
    return found


def hidden_share(texts: Corpus, hidden: list[Hidden]) -> Floats:
    """Return, per text, how many texts that were not captured its group betrays, for each text of the group."""
    groups = [group or "" for group in texts.group]
    sizes: dict[str, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    betrayed: dict[str, int] = {}
    for one in hidden:
        betrayed[one.group] = betrayed.get(one.group, 0) + 1
    return np.array([betrayed.get(group, 0) / sizes[group] for group in groups], np.float64)


def untimed(texts: Corpus, child: Ints, candidate: Ints) -> Flags:
    """Mark pairs of which one has no time."""
    found: Flags = (texts.low[child] == NEVER) | (texts.low[candidate] == NEVER)
    return found
