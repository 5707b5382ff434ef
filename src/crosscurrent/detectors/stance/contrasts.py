"""Contrasts between phases: claimed when nothing is missing, and what is missing said otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crosscurrent.detectors.stance.agreement import Agreement
from crosscurrent.detectors.stance.parameters import Parameters
from crosscurrent.detectors.stance.phases import Phase


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two phases that follow each other.

    Attributes:
        phase_a: Number of the earlier.
        phase_b: Number of the later.
        difference: Mean of the later minus mean of the earlier.
        direction: One of ``model.stance.DIRECTIONS``; praise and criticism are named only where intervals exclude 0.
        disjoint: Their intervals do not meet.
        claimed: Nothing is missing.
        missing: What is missing, as sentences' ends.
    """

    phase_a: int
    phase_b: int
    difference: float
    direction: str | None
    disjoint: bool
    claimed: bool
    missing: tuple[str, ...]


def usable(found: Sequence[Agreement], parameters: Parameters) -> str | None:
    """Return what is missing of the raters' agreement, or ``None``.

    Every two raters who share enough posts must agree far enough: one who does not makes the labels doubtful.
    """
    enough = [one for one in found if one.n >= parameters.fewest_shared]
    if not found:
        return "a second rater: one person's labels cannot be checked"
    if not enough:
        most = max(one.n for one in found)
        return f"posts labelled by two raters: {most} are, {parameters.fewest_shared} are needed"
    if not any(not one.rater_a.startswith("classifier:") for one in enough):
        return "a person among the raters: classifiers that agree with each other prove nothing"
    worst = min(enough, key=lambda one: -2.0 if one.kappa is None else one.kappa)
    if worst.kappa is None:
        return "posts on which raters use more than one label: kappa cannot be computed"
    if worst.kappa < parameters.least_kappa:
        return f"agreement of the raters: kappa is {worst.kappa:.2f}, {parameters.least_kappa:g} is needed"
    return None


def contrasts(
    phases: Sequence[Phase], raters: str | None, p: float | None, parameters: Parameters
) -> list[Contrast]:  # fmt: skip
    """Compare every phase with the next."""
    found = []
    for number, (a, b) in enumerate(pairwise(phases), 1):
        disjoint = a.high < b.low or b.high < a.low
        missing = [] if disjoint else ["intervals that do not meet: label more posts"]
        missing += [raters] if raters is not None else []
        missing += [] if p is not None and p <= parameters.alpha else [_order(p)]
        found.append(
            Contrast(number, number + 1, b.mean - a.mean, _direction(a, b), disjoint, not missing, tuple(missing))
        )
    return found


def _order(p: float | None) -> str:
    return "a longer sequence of stances" if p is None else f"an order that chance does not explain: p is {p:.2g}"


def _direction(a: Phase, b: Phase) -> str | None:
    if a.mean == b.mean:
        return None
    if a.low > 0 > b.high:
        return "praise_to_criticism"
    if a.high < 0 < b.low:
        return "criticism_to_praise"
    return "towards_criticism" if b.mean < a.mean else "towards_praise"
