"""Do bursts begin after events? Against the same events shifted round the series, by every whole number of weeks.

Shifting keeps what is not asked about: the spacing of the events, the spacing of the bursts, the day of the week and
the hour. A series of W whole weeks has W - 1 other shifts, so no p can be below 1 / W; where that is too coarse, whole
days are shifted as well, which assumes that bursts favour no weekday once the weekly rhythm is taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.timing.bursts import Reading, seen_begins
from crosscurrent.detectors.timing.events import Event
from crosscurrent.detectors.timing.parameters import DAY_US, WEEK_US, Parameters
from crosscurrent.detectors.timing.series import Series

I64 = npt.NDArray[np.int64]
UNITS_US = {"week": WEEK_US, "day": DAY_US}


@dataclass(frozen=True, slots=True)
class After:
    """One subject, one kind of shift, one horizon.

    Attributes:
        subject_id: The subject.
        shift: ``week`` or ``day``.
        horizon_us: How soon after.
        events: Events inside the series.
        bursts: Bursts whose begin was seen there.
        after: Of these, those that begin within the horizon after an event.
        by_chance: Mean of that over the other shifts.
        covered: Share of the time within the horizon after an event.
        shifts: Other shifts; all of them are taken.
        p: (1 + those that reach it) / (shifts + 1); ``None`` where it was not tested.
        p_horizons: Corrected for the horizons.
        q: Corrected for the subjects.
        status: ``answered`` or ``not_assessable``.
        reason: Why not.
    """

    subject_id: str
    shift: str
    horizon_us: int
    events: int
    bursts: int
    after: int
    by_chance: float
    covered: float
    shifts: int
    p: float | None
    p_horizons: float | None
    q: float | None
    status: str
    reason: str | None

    @property
    def smallest_p(self) -> float:
        """Return the smallest p that so many shifts can give."""
        return 1 / (self.shifts + 1)


def bursts_after(reading: Reading, events: Sequence[Event], parameters: Parameters) -> list[After]:
    """Test one subject at every horizon, by weeks and by days."""
    horizons = [h for h in sorted(parameters.horizons_us) if h >= reading.series.bin_us]
    return [
        row for shift in UNITS_US for row in _by_shift(reading, events, shift, horizons, parameters)
    ]  # fmt: skip


def windows(series: Series, events: Sequence[Event], horizon_us: int) -> npt.NDArray[np.bool_]:
    """Mark the bins within the horizon after an event.

    The bin of an event counts: within it nobody can say what came first. An event known to the day may have been at its
    end, so that the horizon runs from there.
    """
    marked = np.zeros(len(series.counts), np.bool_)
    for event in events:
        first, stop = span(series, event, horizon_us)
        marked[max(first, 0) : max(stop, 0)] = True
    return marked


def span(series: Series, event: Event, horizon_us: int) -> tuple[int, int]:
    """Return the bins within the horizon after an event as (first, after the last); they may lie outside the series."""
    first = (event.at_us - series.start_us) // series.bin_us
    last = (event.at_us + event.width_us - 1 + horizon_us - series.start_us) // series.bin_us
    return int(first), int(last) + 1


def _inside(series: Series, event: Event, horizon_us: int) -> bool:
    first, stop = span(series, event, horizon_us)
    return first < len(series.counts) and stop > 0


def _by_shift(
    reading: Reading, events: Sequence[Event], shift: str, horizons: Sequence[int], parameters: Parameters
) -> list[After]:  # fmt: skip
    series, unit = reading.series, UNITS_US[shift] // reading.series.bin_us
    turns = len(series.counts) // unit
    skipped = len(series.counts) - turns * unit  # the circle is made of whole turns; its end is the end of the series
    begins = seen_begins(reading)
    begins = begins[begins >= skipped] - skipped
    reached: list[I64] = []
    rows: list[After] = []
    for horizon in horizons:
        marked = windows(series, events, horizon)[skipped:]
        counted = shifted_counts(marked, begins, unit)
        inside = sum(_inside(series, event, horizon) for event in events)
        reached.append(counted)
        rows.append(
            After(series.subject_id, shift, horizon, inside, len(begins), int(counted[0]) if turns else 0,
                  float(counted[1:].mean()) if turns > 1 else 0.0, float(marked.mean()) if turns else 0.0,
                  max(turns - 1, 0), None, None, None, "answered", None)
        )  # fmt: skip
    reason = _unassessable(rows, turns, shift, parameters)
    if reason is not None:
        return [replace(row, status="not_assessable", reason=reason) for row in rows]
    return _with_p(rows, np.stack(reached)) if rows else []


def shifted_counts(marked: npt.NDArray[np.bool_], begins: I64, unit: int) -> I64:
    """Count the bursts that begin in marked bins, for every shift of the marks by a whole number of units.

    Example:
        >>> shifted_counts(np.array([1, 0, 0, 0], np.bool_), np.array([0, 3]), 1).tolist()
        [1, 0, 0, 1]
    """
    turns = len(marked) // unit
    if not turns:
        return np.zeros(0, np.int64)
    table = marked.reshape(turns, unit)
    moved = (begins // unit)[:, None] - np.arange(turns)[None, :]
    counted: I64 = table[moved % turns, (begins % unit)[:, None]].sum(0).astype(np.int64)
    return counted


def _unassessable(rows: Sequence[After], turns: int, shift: str, parameters: Parameters) -> str | None:
    if not rows or not max(row.events for row in rows):
        return "no event lies in the series"
    if not rows[0].bursts:
        return "there is no burst whose begin was seen"
    if 1 / max(turns, 1) > parameters.alpha:
        needed = int(np.ceil(1 / parameters.alpha - 1e-9))
        return (
            f"{turns} whole {shift}s can give no p below {1 / max(turns, 1):.2g}; "
            f"{needed} are needed for {parameters.alpha:g}"
        )
    return None


def _with_p(rows: Sequence[After], reached: I64) -> list[After]:
    """Fill in p, and p corrected for the horizons by the smallest p of every shift (Westfall & Young 1993)."""
    turns = reached.shape[1]
    ranked = np.sort(reached, axis=1)
    at_least = np.stack(
        [turns - np.searchsorted(one, was, side="left") for one, was in zip(ranked, reached, strict=True)]
    )
    smallest = at_least.min(axis=0)
    return [
        replace(row, p=float(counts[0] / turns), p_horizons=float((smallest <= counts[0]).sum() / turns))
        for row, counts in zip(rows, at_least, strict=True)
    ]


def over_subjects(rows: Sequence[After]) -> list[After]:
    """Correct for the subjects: Benjamini & Hochberg over the best horizon of each, by kind of shift."""
    best: dict[tuple[str, str], float] = {}
    for row in rows:
        if row.p_horizons is not None:
            key = (row.shift, row.subject_id)
            best[key] = min(best.get(key, 1.0), row.p_horizons)
    q: dict[tuple[str, str], float] = {}
    for shift in UNITS_US:
        keys = sorted((p, key) for key, p in best.items() if key[0] == shift)
        least = 1.0
        for rank in range(len(keys), 0, -1):
            least = min(least, keys[rank - 1][0] * len(keys) / rank)
            q[keys[rank - 1][1]] = least
    return [replace(row, q=q.get((row.shift, row.subject_id))) for row in rows]
