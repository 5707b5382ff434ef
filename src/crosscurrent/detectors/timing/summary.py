"""summary.json: the findings in figures, with the sentences they support and none beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from crosscurrent import __version__
from crosscurrent.detectors.timing.after import After
from crosscurrent.detectors.timing.bursts import Reading
from crosscurrent.detectors.timing.events import Event
from crosscurrent.detectors.timing.parameters import DAY_US, HOUR_US, Parameters
from crosscurrent.detectors.timing.reactions import Contrast
from crosscurrent.detectors.timing.series import BIN_NAMES, Series

ANSWERED, PARTIAL, NOT_ASSESSABLE = "answered", "partial", "not_assessable"


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject and what was found of it.

    Attributes:
        series: Its series.
        reading: Its rhythm and bursts; ``None`` where the series was refused.
        after: Tests of its bursts against events, with q.
        contrasts: Its groups of triggers.
    """

    series: Series
    reading: Reading | None
    after: Sequence[After]
    contrasts: Sequence[Contrast]

    @property
    def status(self) -> tuple[str, str | None]:
        """Return how far the subject could be read, and why not further."""
        if self.series.refused is not None:
            return NOT_ASSESSABLE, self.series.refused
        if self.series.whole_weeks < 2:
            return PARTIAL, "shorter than two weeks: the weekly rhythm could not be taken out"
        if self.series.left_out:
            return PARTIAL, f"{self.series.left_out} posts whose times are too coarse were left out"
        return ANSWERED, None

    def headline(self) -> After | None:
        """Return the test to be quoted: by weeks where they suffice, else by days, at the best horizon."""
        for shift in ("week", "day"):
            tested = [one for one in self.after if one.shift == shift and one.p_horizons is not None]
            if tested:
                return min(tested, key=lambda one: (one.p_horizons or 0.0, one.p or 0.0, one.horizon_us))
        return None


def summary(subjects: Sequence[Subject], events: Sequence[Event], parameters: Parameters) -> dict[str, Any]:
    """Return the content of summary.json."""
    questions = {
        "bursts": _bursts_status(subjects),
        "after_events": _after_status(subjects, events),
        "silence": _silence_status(subjects, events),
    }
    status, reason = _overall(questions)
    return {
        "crosscurrent": __version__,
        "status": status,
        "reason": reason,
        "questions": {name: {"status": one[0], "reason": one[1]} for name, one in questions.items()},
        "input": _input_figures(subjects, events),
        "parameters": parameters.as_record(),
        "subjects": [_subject_figures(subject) for subject in subjects],
        "limits": limits(subjects, events),
        "words": words(subjects, events, parameters),
    }


def _input_figures(subjects: Sequence[Subject], events: Sequence[Event]) -> dict[str, Any]:
    return {
        "subjects": len(subjects),
        "subjects_read": sum(subject.reading is not None for subject in subjects),
        "posts": sum(subject.series.posts for subject in subjects),
        "left_out": sum(subject.series.left_out for subject in subjects),
        "events": len(events),
        "events_known_to_the_day": sum(event.precision == "day" for event in events),
    }


def _subject_figures(subject: Subject) -> dict[str, Any]:
    best = subject.headline()
    tested = None
    if best is not None:
        tested = {
            "shift": best.shift, "horizon_us": best.horizon_us, "bursts": best.bursts, "after": best.after,
            "by_chance": best.by_chance, "shifts": best.shifts, "smallest_p": best.smallest_p, "p": best.p,
            "p_horizons": best.p_horizons, "q": best.q,
        }  # fmt: skip
    return {
        "subject_id": subject.series.subject_id,
        "status": subject.status[0],
        "reason": subject.status[1],
        "bin": BIN_NAMES.get(subject.series.bin_us),
        "bursts": len(subject.reading.bursts) if subject.reading else 0,
        "after_events": tested,
    }


def _bursts_status(subjects: Sequence[Subject]) -> tuple[str, str | None]:
    if not any(subject.reading for subject in subjects):
        return NOT_ASSESSABLE, "no series has enough posts with precise enough times"
    least = [subject for subject in subjects if subject.status[0] != ANSWERED]
    return (PARTIAL, f"{len(least)} of {len(subjects)} series: {least[0].status[1]}") if least else (ANSWERED, None)


def _after_status(subjects: Sequence[Subject], events: Sequence[Event]) -> tuple[str, str | None]:
    if not events:
        return NOT_ASSESSABLE, "no events were given"
    best = [subject.headline() for subject in subjects]
    tested = [one for one in best if one is not None]
    if not tested:
        reasons = [one.reason for subject in subjects for one in subject.after if one.reason]
        return NOT_ASSESSABLE, reasons[0] if reasons else "no series could be read"
    if any(one.shift == "day" for one in tested):
        return PARTIAL, "some series are too short for shifts by weeks; days were shifted, which assumes more"
    untested = len(best) - len(tested)
    return (PARTIAL, f"{untested} of {len(best)} series could not be tested") if untested else (ANSWERED, None)


def _silence_status(subjects: Sequence[Subject], events: Sequence[Event]) -> tuple[str, str | None]:
    every = [one for subject in subjects for one in subject.contrasts]
    if not every:
        return NOT_ASSESSABLE, "no two triggers of one group were given" if events else "no events were given"
    failed = [one.reason for one in every if one.reason is not None]
    if len(failed) == len(every):
        return NOT_ASSESSABLE, failed[0]
    return (PARTIAL, f"{len(failed)} of {len(every)} comparisons: {failed[0]}") if failed else (ANSWERED, None)


def _overall(questions: dict[str, tuple[str, str | None]]) -> tuple[str, str | None]:
    found = {status for status, _ in questions.values()}
    reason = next((f"{name}: {why}" for name, (_, why) in questions.items() if why), None)
    if found == {ANSWERED}:
        return ANSWERED, None
    return (NOT_ASSESSABLE if found == {NOT_ASSESSABLE} else PARTIAL), reason


# --- words -----------------------------------------------------------------------------------------


def words(subjects: Sequence[Subject], events: Sequence[Event], parameters: Parameters) -> list[str]:
    """Return the sentences the findings support."""
    said: list[str] = []
    for subject in subjects:
        if subject.reading is not None:
            said.append(_burst_words(subject.reading))
            if events:
                said.append(_after_words(subject, parameters))
            said += [_contrast_words(subject.series.subject_id, one, parameters) for one in subject.contrasts]
        else:
            said.append(f"{subject.series.subject_id}: not assessable: {subject.series.refused}.")
    return said


def _burst_words(reading: Reading) -> str:
    name, bursts = reading.series.subject_id, reading.bursts
    if not bursts:
        return f"{name}: no burst was found above the baseline and the weekly rhythm."
    largest = max(bursts, key=lambda burst: (burst.n - burst.expected, -burst.first))
    series = reading.series
    if largest.earliest is None or largest.latest is None:
        began = "was under way when the series begins"
    else:
        began = f"began between {_moment(series.edge(largest.earliest))} and {_moment(series.edge(largest.latest + 1))}"
    return (
        f"{name}: {_count(len(bursts), 'burst')}; the largest {began}: {largest.n:g} posts where "
        f"{largest.expected:.1f} were to be expected."
    )


def _after_words(subject: Subject, parameters: Parameters) -> str:
    name, best = subject.series.subject_id, subject.headline()
    if best is None:
        reason = next(
            (one.reason for one in reversed(subject.after) if one.reason), "every horizon is finer than a bin"
        )
        return f"{name}: whether bursts follow the events is not assessable: {reason}."
    after = f"{best.after} of {_count(best.bursts, 'burst')} began within {_length(best.horizon_us)} after an event"
    chance = f"(by chance {best.by_chance:.1f}; the events cover {best.covered:.0%} of the time)"
    tested = (
        f"p = {best.p_horizons:.2g} after correction for the horizons, q = {best.q:.2g} over the subjects, from "
        f"{_count(best.shifts, 'shift')} by whole {best.shift}s, which can give no p below {best.smallest_p:.2g}"
    )
    found = best.q is not None and best.q <= parameters.alpha
    verdict = "more often than chance explains" if found else "which chance explains as well"
    weaker = "" if best.shift == "week" else " Shifting by days assumes that bursts favour no weekday."
    return f"{name}: {after} {chance}, {verdict} ({tested}).{weaker}"


def _contrast_words(name: str, one: Contrast, parameters: Parameters) -> str:
    if one.reason is not None or one.p_fisher is None:
        return f"{name}, {one.group}: whether earlier triggers drew nothing is not assessable: {one.reason}."
    n = one.asked[0] + one.comparable[0]
    barnard = "" if one.p_barnard is None else f", Barnard {one.p_barnard:.2g}"
    text = (
        f"{name}, {one.group}: {one.asked[1]} of {_count(one.asked[0], 'trigger')} asked about drew a reaction within "
        f"{_length(parameters.reaction_us)}; of {one.comparable[0]} comparable, {one.comparable[1]} did (Fisher's "
        f"exact p = {one.p_fisher:.2g}{barnard}; n = {n}, which can give no p below {one.smallest_p:.2g})."
    )
    if one.p_fisher >= 0.1:
        text += " With so few triggers a p of 0.1 or more is usual: it neither shows a difference nor excludes one."
    if one.chosen_by == "order":
        text += " The last trigger was taken as the one asked about; if it was chosen for its reaction, p is too small."
    return text


def _moment(at_us: int) -> str:
    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at_us):%Y-%m-%d %H:%M} UTC"


def _length(duration_us: int) -> str:
    if duration_us % DAY_US == 0:
        return _count(duration_us // DAY_US, "day")
    return f"{duration_us / HOUR_US:g} hours"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" + ("" if n == 1 else "s")


def limits(subjects: Sequence[Subject], events: Sequence[Event]) -> list[str]:
    """Return what the findings cannot show."""
    found = [
        "That a burst follows an event does not show that the event caused it, or that anybody planned it.",
        "Only what was captured is seen; a capture collected more densely around the events makes bursts there.",
        "Events chosen because a burst was seen after them make p too small; list them before looking.",
    ]
    if any(subject.series.bin_us == DAY_US for subject in subjects):
        found.append("Some series are counted by day, because their times are known no better.")
    if any(event.precision == "day" for event in events):
        found.append("Some events are known to the day only: a burst on that day counts as after them.")
    return found
