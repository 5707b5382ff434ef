"""Contrasts between phases: claimed when nothing is missing, and what is missing said otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crosscurrent.detectors.stance.agreement import Agreement
from crosscurrent.detectors.stance.classifiers import is_classifier
from crosscurrent.detectors.stance.lacks import Lack
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
        lacks: What is missing.
    """

    phase_a: int
    phase_b: int
    difference: float
    direction: str | None
    disjoint: bool
    claimed: bool
    lacks: tuple[Lack, ...]

    @property
    def missing(self) -> list[str]:
        """What is missing, as sentences' ends."""
        return [one.words for one in self.lacks]


def lacking(found: Sequence[Agreement], people: int, parameters: Parameters) -> Lack | None:
    """Return what is missing of the raters' agreement, or ``None``.

    Every two people who share enough posts must agree far enough: one who does not makes the labels doubtful. How far
    a classifier agrees with anybody does not count here.

    Args:
        found: Agreements of all raters.
        people: People who labelled anything.
        parameters: What is enough.
    """
    between = [one for one in found if not (is_classifier(one.rater_a) or is_classifier(one.rater_b))]
    enough = [one for one in between if one.n >= parameters.fewest_shared]
    if not people:
        return Lack.of("no_person")
    if people == 1:
        return Lack.of("one_rater")
    if not enough:
        return Lack.of("few_shared", most=max((one.n for one in between), default=0), needed=parameters.fewest_shared)
    worst = min(enough, key=lambda one: -2.0 if one.kappa is None else one.kappa)
    if worst.kappa is None:
        return Lack.of("one_label")
    if worst.kappa < parameters.least_kappa:
        return Lack.of("kappa", kappa=worst.kappa, needed=parameters.least_kappa)
    return None


def contrasts(
    phases: Sequence[Phase], raters: Lack | None, p: float | None, parameters: Parameters
) -> list[Contrast]:  # fmt: skip
    """Compare every phase with the next."""
    found = []
    for number, (a, b) in enumerate(pairwise(phases), 1):
        disjoint = a.high < b.low or b.high < a.low
        lacks = [] if disjoint else [Lack.of("intervals")]
        lacks += [raters] if raters is not None else []
        if p is None:
            lacks.append(Lack.of("short"))
        elif p > parameters.alpha:
            lacks.append(Lack.of("order", p=p))
        found.append(Contrast(number, number + 1, b.mean - a.mean, _direction(a, b), disjoint, not lacks, tuple(lacks)))
    return found


def _direction(a: Phase, b: Phase) -> str | None:
    if a.mean == b.mean:
        return None
    if a.low > 0 > b.high:
        return "praise_to_criticism"
    if a.high < 0 < b.low:
        return "criticism_to_praise"
    return "towards_criticism" if b.mean < a.mean else "towards_praise"
