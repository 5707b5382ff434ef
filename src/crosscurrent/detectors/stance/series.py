"""Stances over time in stretches of equal length: what the picture of a sequence is drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crosscurrent.detectors.stance.parameters import Parameters
from crosscurrent.detectors.stance.phases import Placed, phase

_HOUR, _DAY = 3_600_000_000, 86_400_000_000
#: Lengths of a stretch; the shortest that gives no more than :data:`MOST_STRETCHES` is taken.
WIDTHS_US = (
    _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY, 28 * _DAY, 91 * _DAY, 182 * _DAY,
    364 * _DAY, 1820 * _DAY,
)  # fmt: skip
MOST_STRETCHES = 32


def width_us(sequence: Sequence[Placed]) -> int:
    """Return the length of a stretch for a sequence.

    Example:
        >>> posts = [Placed(day * 86_400_000_000, str(day), 1, 2, None) for day in range(60)]
        >>> width_us(posts) // 86_400_000_000
        2
    """
    span = sequence[-1].at_us - sequence[0].at_us
    return next((width for width in WIDTHS_US if span // width < MOST_STRETCHES), WIDTHS_US[-1])


def series(
    sequence: Sequence[Placed], parameters: Parameters, machine: Mapping[str, int] | None = None
) -> list[dict[str, Any]]:
    """Return a row per stretch that holds posts: counts by stance, mean and interval.

    Args:
        sequence: Labelled posts by time.
        parameters: Scale and level of the intervals.
        machine: What classifiers say of posts, also of those that people labelled.
    """
    if not sequence:
        return []
    width = width_us(sequence)
    begins: dict[int, int] = {}
    for number, one in enumerate(sequence):
        begins.setdefault(one.at_us // width * width, number)
    edges = [*begins.values(), len(sequence)]
    rows = []
    for (begin, first), stop in zip(begins.items(), edges[1:], strict=True):
        found = phase(sequence, first, stop, parameters.scale, parameters.alpha, machine)
        rows.append(
            {"begin": begin, "end": begin + width, **counts(sequence[first:stop]), "mean": found.mean}
            | {"low": found.low, "high": found.high}
        )
    return rows


def counts(members: Sequence[Placed]) -> dict[str, int]:
    """Return posts, and posts for, neither and against."""
    return {
        "n": len(members),
        "favourable": sum(one.stance > 0 for one in members),
        "neutral": sum(one.stance == 0 for one in members),
        "critical": sum(one.stance < 0 for one in members),
    }
