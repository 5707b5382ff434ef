"""summary.json: the findings in figures, with the sentences they support and none beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crosscurrent import __version__
from crosscurrent.detectors.stance.agreement import Agreement
from crosscurrent.detectors.stance.classifiers import Measured
from crosscurrent.detectors.stance.contrasts import Contrast
from crosscurrent.detectors.stance.lacks import Lack
from crosscurrent.detectors.stance.parameters import Parameters, Target
from crosscurrent.detectors.stance.phases import Phase, Placed

ANSWERED, PARTIAL, NOT_ASSESSABLE = "answered", "partial", "not_assessable"
#: More disputed posts than this and what is left may be the easy ones.
DISPUTED_SHARE = 0.2
DIRECTION_WORDS = {
    "praise_to_criticism": "turned from praise to criticism",
    "criticism_to_praise": "turned from criticism to praise",
    "towards_criticism": "became more critical",
    "towards_praise": "became more favourable",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, before it is put into tables and words.

    Attributes:
        labels: Number of labels.
        raters: Raters, classifiers among them.
        sequence: Posts with a settled stance and a time, by time.
        disputed: Posts whose raters found no majority.
        unplaced: Settled posts without a time.
        absent: Of these, posts that the captures do not hold.
        agreements: Of every two raters.
        lack: What is missing of the agreement of people.
        classifiers: Classifiers held against people.
        phases: By time.
        p: Of the permutation test; ``None`` where it could not be made.
        contrasts: Of every phase and the next.
        population: Posts from which those to label were drawn.
    """

    labels: int
    raters: Sequence[str]
    sequence: Sequence[Placed]
    disputed: set[str]
    unplaced: int
    absent: int
    agreements: Sequence[Agreement]
    lack: Lack | None
    classifiers: Sequence[Measured]
    phases: Sequence[Phase]
    p: float | None
    contrasts: Sequence[Contrast]
    population: int | None


def summary(found: Found, target: Target, parameters: Parameters) -> dict[str, Any]:
    """Return the content of summary.json."""
    status, lack = _status(found, parameters)
    return {
        "crosscurrent": __version__,
        "status": status,
        "reason": _reason(lack),
        "lack": lack and lack.as_record(),
        "target": {"name": target.name, "role": target.role},
        "input": {
            "labels": found.labels,
            "posts": len(found.sequence),
            "by_classifier": sum(one.by_classifier for one in found.phases),
            "population": found.population,
            "disputed": len(found.disputed),
            "without_time": found.unplaced,
            "not_captured": found.absent,
            "raters": list(found.raters),
        },
        "parameters": parameters.as_record(),
        "permutation_p": found.p,
        "agreement": [_agreement(one) for one in found.agreements],
        "classifiers": [_classifier(one) for one in found.classifiers],
        "phases": [
            {"phase": number, "n": one.stop - one.first, "mean": one.mean, "low": one.low, "high": one.high}
            for number, one in enumerate(found.phases, 1)
        ],
        "contrasts": [_contrast(one) for one in found.contrasts],
        "contrasts_claimed": sum(one.claimed for one in found.contrasts),
        "limits": limits(found, parameters),
        "words": words(found, target, parameters),
    }


def _agreement(one: Agreement) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("rater_a", "rater_b", "n", "agreement", "kappa")}


def _classifier(one: Measured) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("classifier", "labels", "n", "wrong", "kappa", "used")} | {
        "lack": one.lack and one.lack.as_record()
    }


def _contrast(one: Contrast) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("phase_a", "phase_b", "difference", "direction", "claimed")} | {
        "missing": [lack.as_record() for lack in one.lacks]
    }


def _reason(lack: Lack | None) -> str | None:
    if lack is None:
        return None
    return lack.words if lack.code in ("no_labels", "few_posts", "left_out") else f"missing: {lack.words}"


def _status(found: Found, parameters: Parameters) -> tuple[str, Lack | None]:
    if not found.labels:
        return NOT_ASSESSABLE, Lack.of("no_labels")
    if found.lack is not None:
        return NOT_ASSESSABLE, found.lack
    if found.p is None:
        needed = 2 * parameters.fewest_in_phase
        return NOT_ASSESSABLE, Lack.of("few_posts", needed=needed, n=len(found.sequence))
    settled = len(found.sequence) + found.unplaced
    if found.unplaced or len(found.disputed) > DISPUTED_SHARE * (settled + len(found.disputed)):
        return PARTIAL, Lack.of("left_out", disputed=len(found.disputed), unplaced=found.unplaced)
    return ANSWERED, None


def words(found: Found, target: Target, parameters: Parameters) -> list[str]:
    """Return the sentences the findings support."""
    status, lack = _status(found, parameters)
    said = []
    if status == NOT_ASSESSABLE:
        said.append(f"Whether the stance towards {target.name} changed is not assessable: {_reason(lack)}.")
    if found.population is not None and found.sequence:
        said.append(f"{len(found.sequence)} of {found.population} posts that name {target.name} have a stance.")
    said += [_agreement_words(one, parameters) for one in found.agreements]
    said += [_classifier_words(one) for one in found.classifiers]
    if found.absent:
        said.append(f"Labelled posts that are not among the posts handed in were left out: {found.absent}.")
    if found.disputed:
        said.append(f"Posts on which the raters found no majority were left out: {len(found.disputed)}.")
    if status != NOT_ASSESSABLE:
        said += [_contrast_words(one, found, target) for one in found.contrasts] or [_even_words(found, target)]
    said.append("Stances belong to posts about a public role; none was given to an account or a person.")
    return said


def _agreement_words(one: Agreement, parameters: Parameters) -> str:
    kappa = "cannot be computed, because one label only was used"
    if one.kappa is not None and one.kappa_low is not None and one.kappa_high is not None:
        kappa = f"is {one.kappa:.2f} ({1 - parameters.alpha:.0%} interval {one.kappa_low:.2f} to {one.kappa_high:.2f})"
    return (
        f"Raters {one.rater_a} and {one.rater_b} agree on {one.agreement:.0%} of {one.n} posts; Cohen's kappa {kappa}."
    )


def _classifier_words(one: Measured) -> str:
    name = one.classifier.partition(":")[2]
    if one.lack is not None:
        return f"The labels of {name} are not used; missing: {one.lack.words}."
    return (
        f"{name} says otherwise than people on {one.wrong:.0%} of {one.n} posts "
        f"({one.wrong_low:.0%} to {one.wrong_high:.0%}); its labels stand for posts that no person read, and the "
        "intervals allow for that error."
    )


def _even_words(found: Found, target: Target) -> str:
    return (
        f"No change of stance towards {target.name} was found in {len(found.sequence)} posts "
        f"(p = {found.p:.2g} against random order)."
    )


def _contrast_words(one: Contrast, found: Found, target: Target) -> str:
    a, b = found.phases[one.phase_a - 1], found.phases[one.phase_b - 1]
    means = f"mean {a.mean:+.2f} ({a.low:+.2f} to {a.high:+.2f}), then {b.mean:+.2f} ({b.low:+.2f} to {b.high:+.2f})"
    if one.claimed and one.direction is not None:
        return (
            f"Posts on {target.name} {DIRECTION_WORDS[one.direction]} between phases {one.phase_a} and {one.phase_b}: "
            f"{means}; p = {found.p:.2g} against random order."
        )
    return (
        f"Between phases {one.phase_a} and {one.phase_b} no contrast is claimed ({means}); "
        f"missing: {'; '.join(one.missing)}."
    )


def limits(found: Found, parameters: Parameters) -> list[str]:
    """Return what the findings cannot show."""
    said = [
        "A change of stance does not show why it came, or that anybody ordered it.",
        "Labels are people's readings; irony and quotation that all raters misread alike stay misread.",
        "Other accounts may have begun to post while nobody changed.",
        "A text that many accounts repeat counts as often as it was labelled.",
    ]
    if parameters.boundaries_us is None and len(found.phases) > 1:
        said.append(
            "The phases were found in the same sequence whose intervals are shown; the permutation test allows for "
            "that search, the intervals do not."
        )
    if any(one.by_classifier for one in found.phases):
        said.append("The error of a classifier is taken from the posts of the same phase that people labelled, too.")
    if all(one.accounts is None for one in found.phases):
        said.append("Accounts were not handed in: posts of one account count as independent.")
    else:
        said.append("Posts whose account is not known count as posts of one account.")
    return said
