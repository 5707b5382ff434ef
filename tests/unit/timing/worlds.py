"""Series with a weekly rhythm, drift, clusters and bursts of their own, and events that know nothing of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from crosscurrent.detectors.timing.events import Event
from crosscurrent.detectors.timing.parameters import DAY_US, HOUR_US, WEEK_US

#: A Monday, 00:00 UTC.
T0_US = 1_704_067_200_000_000


def at(week: int = 0, day: int = 0, hour: float = 0) -> int:
    """Return a moment of the world, µs UTC."""
    return T0_US + week * WEEK_US + day * DAY_US + int(hour * HOUR_US)


def posts(rng: np.random.Generator, weeks: int, per_day: float, boosts: Sequence[tuple[int, int, float]] = (),
          own_bursts: bool = True, drift: float = 0.02) -> np.ndarray:  # fmt: skip
    """Return times of posts: awake by day, quieter at weekends, drifting, clustered; boosts: hour, length, factor."""
    hours = np.arange(weeks * 168)
    rate = np.exp(0.8 * np.sin(2 * np.pi * (hours % 24 - 9) / 24) - 0.5 * (hours // 24 % 7 >= 5))
    rate *= per_day / 24 / rate.mean() * np.exp(np.clip(np.cumsum(rng.normal(0, drift, len(hours))), -1, 1))
    for _ in range(rng.poisson(weeks / 6) if own_bursts else 0):
        begin = int(rng.integers(len(hours)))
        rate[begin : begin + int(rng.integers(6, 72))] *= rng.uniform(3, 12)
    for begin, length, factor in boosts:
        rate[begin : begin + length] *= factor
    counts = rng.poisson(rate * rng.gamma(4, 1 / 4, len(hours)))
    return T0_US + np.repeat(hours, counts) * HOUR_US + rng.integers(0, HOUR_US, counts.sum())


def table(subjects: Mapping[str, np.ndarray | Sequence[int]], precision: str = "s") -> pa.Table:
    """Return the table of times."""
    rows = [(name, int(moment)) for name, moments in subjects.items() for moment in moments]
    return pa.table(
        {
            "subject_id": pa.array([name for name, _ in rows], pa.string()),
            "at": pa.array([moment for _, moment in rows], pa.int64()).cast(pa.timestamp("us", "UTC")),
            "precision": pa.array([precision] * len(rows), pa.string()),
        }
    )


def debates(weeks: Sequence[int], comparable: Sequence[bool | None] | None = None) -> list[Event]:
    """Return one debate on the Thursday of each week at 20:00."""
    flags = comparable or [None] * len(weeks)
    return [
        Event(at(week, 3, 20), f"debate {number}", "debate", "debate", flag, "min", number + 1)
        for number, (week, flag) in enumerate(zip(weeks, flags, strict=True), 1)
    ]


def after_debate(week: int, factor: float = 12.0, hours: int = 24) -> tuple[int, int, float]:
    """Return a boost that begins two hours after the debate of a week."""
    return week * 168 + 3 * 24 + 22, hours, factor
