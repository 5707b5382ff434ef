"""summary.json: the findings in figures, with the sentences they support and none beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crosscurrent import __version__
from crosscurrent.detectors.stance.agreement import Agreement
from crosscurrent.detectors.stance.contrasts import Contrast, usable
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
        sequence: Posts with a settled stance and a time, by time.
        disputed: Posts whose raters found no majority.
        unplaced: Settled posts without a time.
        agreements: Of every two raters.
        phases: By time.
        p: Of the permutation test; ``None`` where it could not be made.
        contrasts: Of every phase and the next.
    """

    labels: int
    sequence: Sequence[Placed]
    disputed: set[str]
    unplaced: int
    agreements: Sequence[Agreement]
    phases: Sequence[Phase]
    p: float | None
    contrasts: Sequence[Contrast]


def summary(found: Found, target: Target, parameters: Parameters) -> dict[str, Any]:
    """Return the content of summary.json."""
    status, reason = _status(found, parameters)
    return {
        "crosscurrent": __version__,
        "status": status,
        "reason": reason,
        "target": {"name": target.name, "role": target.role},
        "input": {
            "labels": found.labels,
            "posts": len(found.sequence),
            "disputed": len(found.disputed),
            "without_time": found.unplaced,
            "raters": sorted({name for one in found.agreements for name in (one.rater_a, one.rater_b)}),
        },
        "parameters": parameters.as_record(),
        "permutation_p": found.p,
        "phases": [
            {"phase": number, "n": one.stop - one.first, "mean": one.mean, "low": one.low, "high": one.high}
            for number, one in enumerate(found.phases, 1)
        ],
        "contrasts_claimed": sum(one.claimed for one in found.contrasts),
        "limits": limits(found, parameters),
        "words": words(found, target, parameters),
    }


def _status(found: Found, parameters: Parameters) -> tuple[str, str | None]:
    if not found.labels:
        return NOT_ASSESSABLE, "nobody has labelled posts yet"
    raters = usable(found.agreements, parameters)
    if raters is not None:
        return NOT_ASSESSABLE, f"missing: {raters}"
    if found.p is None:
        few = 2 * parameters.fewest_in_phase
        return NOT_ASSESSABLE, f"two phases need {few} posts with more than one stance; there are {len(found.sequence)}"
    settled = len(found.sequence) + found.unplaced
    if found.unplaced or len(found.disputed) > DISPUTED_SHARE * (settled + len(found.disputed)):
        return PARTIAL, f"{len(found.disputed)} disputed posts and {found.unplaced} without a time were left out"
    return ANSWERED, None


def words(found: Found, target: Target, parameters: Parameters) -> list[str]:
    """Return the sentences the findings support."""
    status, reason = _status(found, parameters)
    said = []
    if status == NOT_ASSESSABLE:
        said.append(f"Whether the stance towards {target.name} changed is not assessable: {reason}.")
    said += [_agreement_words(one, parameters) for one in found.agreements]
    if found.disputed:
        said.append(f"{len(found.disputed)} posts on which the raters found no majority were left out.")
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
    ]
    if parameters.boundaries_us is None and len(found.phases) > 1:
        said.append(
            "The phases were found in the same sequence whose intervals are shown; the permutation test allows for "
            "that search, the intervals do not."
        )
    if all(one.accounts is None for one in found.phases):
        said.append("Accounts were not handed in: posts of one account count as independent.")
    return said
