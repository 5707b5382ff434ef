"""When a text was written, as an interval: a time is no finer than it was written."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from crosscurrent.model.time import PRECISION_WIDTH_US

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Bounds of a time that nobody knows; far enough from the ends of int64 that differences do not overflow.
NEVER, EVER = -(2**60), 2**60
_FINE = ("us", "ms", "s")
_MINUTE_US, _HOUR_US, _QUARTER_US = 60_000_000, 3_600_000_000, 900_000_000
#: What a time *written* in that precision falls on; zones are whole quarters of an hour.
_BOUNDARY_US = {"min": _MINUTE_US, "hour": _QUARTER_US}


def bounds(at_us: int | None, precision: str) -> tuple[int, int]:
    """Return the first moment a time may mean and the first one after it.

    A coarse time that falls on a boundary of its unit was written so (``2025-03-10``) and means what follows it; any
    other was resolved from "3 hours ago" and may be off to either side.

    Example:
        >>> bounds(1_741_564_800_000_000, "day")[1] - bounds(1_741_564_800_000_000, "day")[0] == 86_400_000_000
        True
        >>> bounds(1_741_564_801_000_000, "day")[1] - bounds(1_741_564_801_000_000, "day")[0] == 172_800_000_000
        True
    """
    width = PRECISION_WIDTH_US.get(precision)
    if at_us is None or width is None:
        return NEVER, EVER
    written = precision in _FINE or at_us % _BOUNDARY_US.get(precision, _QUARTER_US) == 0
    return (at_us, at_us + width) if written else (at_us - width, at_us + width)


def intervals(at: pa.ChunkedArray, precisions: Sequence[str]) -> tuple[Ints, Ints]:
    """Return :func:`bounds` of a column of times."""
    moments = pc.cast(at, pa.int64()).to_pylist()
    both = np.array([bounds(*pair) for pair in zip(moments, precisions, strict=True)], np.int64).reshape(-1, 2)
    return np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1])


def chance_earlier(low_a: Ints, high_a: Ints, low_b: Ints, high_b: Ints) -> Floats:
    """Return the chance that *a* was before *b*, each anywhere in its interval with equal chance.

    1 and 0 are certain: the intervals do not touch. A time nobody knows gives one half.

    Example:
        >>> one = np.array([0]); chance_earlier(one, one + 10, one + 5, one + 15)
        array([0.875])
    """
    a, b, c, d = (bound.astype(np.float64) for bound in (low_a, high_a, low_b, high_b))
    wide = np.maximum(b - a, 1.0)

    def area(y: Floats) -> Floats:
        inside = np.clip(y, a, b)
        found: Floats = (inside - a) ** 2 / (2 * wide) + np.maximum(y - b, 0.0)
        return found

    chance: Floats = np.clip((area(d) - area(c)) / np.maximum(d - c, 1.0), 0.0, 1.0)
    chance[high_a <= low_b], chance[high_b <= low_a] = 1.0, 0.0
    chance[(low_a == NEVER) | (low_b == NEVER)] = 0.5
    return chance


def middle(low: Ints, high: Ints) -> Ints:
    """Return the middle of intervals; of one nobody knows, 0."""
    found: Ints = low + (high - low) // 2
    return found
