"""Times to counts: one series per subject, in bins no finer than the times are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.detectors.timing.parameters import DAY_US, HOUR_US, WEEK_US, Parameters
from crosscurrent.errors import InputRefused
from crosscurrent.model.table import TIMESTAMP
from crosscurrent.model.time import PRECISION_WIDTH_US

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

UNKNOWN_WIDTH_US = 2**62
BIN_NAMES = {HOUR_US: "hour", DAY_US: "day"}


class TimesRefused(InputRefused):
    """The table of times lacks a column or holds a weight that is no weight."""

    code = "E-TIMING-003"

    @classmethod
    def column(cls, detail: str) -> TimesRefused:
        """Build the error for a column that is missing or of another type."""
        return cls(
            f"the times cannot be read: {detail}",
            where="table of times",
            next_step="Hand over subject_id (string) and at (timestamp[us, UTC]); precision and weight are optional.",
        )


@dataclass(frozen=True, slots=True)
class Series:
    """Counts of one subject in bins of one width.

    Attributes:
        subject_id: What was counted.
        bin_us: Width of a bin; 0 where the series was refused.
        start_us: Left edge of the first bin.
        counts: Posts per bin, or the sum of their weights.
        posts: Rows counted.
        left_out: Rows that are known less precisely than the bins, or not timed at all.
        refused: Why it cannot be read, or ``None``.
    """

    subject_id: str
    bin_us: int
    start_us: int
    counts: F64
    posts: int
    left_out: int
    refused: str | None

    @property
    def whole_weeks(self) -> int:
        """Return how many whole weeks it covers."""
        return len(self.counts) * self.bin_us // WEEK_US

    def edge(self, position: int) -> int:
        """Return the left edge of a bin, µs UTC."""
        return self.start_us + position * self.bin_us


def each_series(times: pa.Table, parameters: Parameters) -> Iterator[Series]:
    """Lay out one series per subject, by subject id.

    Args:
        times: ``subject_id``, ``at`` and optionally ``precision`` (else taken as seconds) and ``weight``.
        parameters: Parameters; without a declared period all series cover the first to the last time of all.

    Raises:
        TimesRefused: A column is missing or of the wrong type, or a weight is negative or not finite.
    """
    subject, at, width, weight = _columns(times)
    known = at >= 0
    if parameters.observed_us is not None:
        period = parameters.observed_us
    else:
        period = (int(at[known].min()), int(at[known].max()) + 1) if known.any() else (0, 1)
    names, code = np.unique(subject, return_inverse=True)
    order = np.argsort(code, kind="stable")
    cuts = np.searchsorted(code[order], np.arange(len(names) + 1))
    for number, name in enumerate(names.tolist()):
        rows = order[cuts[number] : cuts[number + 1]]
        yield _one(name, at[rows], width[rows], weight[rows], period, parameters)


def _columns(times: pa.Table) -> tuple[npt.NDArray[np.object_], I64, I64, F64]:
    for name in ("subject_id", "at"):
        if name not in times.column_names:
            raise TimesRefused.column(f"no column {name}")
    if times.schema.field("at").type != TIMESTAMP:
        raise TimesRefused.column(f"at is {times.schema.field('at').type}, not {TIMESTAMP}")
    if times.column("subject_id").null_count:
        raise TimesRefused.column("a subject_id is null")
    rows = times.num_rows
    subject = np.asarray(times.column("subject_id").cast(pa.string()).to_pylist(), dtype=object)
    at = pc.fill_null(times.column("at").cast(pa.int64()), -1).to_numpy()
    width = np.full(rows, PRECISION_WIDTH_US["s"], np.int64)
    if "precision" in times.column_names:
        written = times.column("precision").cast(pa.string()).to_pylist()
        width = np.array([PRECISION_WIDTH_US.get(name or "", UNKNOWN_WIDTH_US) for name in written], np.int64)
    weight = np.ones(rows)
    if "weight" in times.column_names:
        weight = pc.fill_null(times.column("weight").cast(pa.float64()), np.nan).to_numpy()
        if not np.all(np.isfinite(weight) & (weight >= 0)):
            raise TimesRefused.column("a weight is null, negative or not finite")
    return subject, at, np.where(at < 0, UNKNOWN_WIDTH_US, width), weight


def _one(name: str, at: I64, width: I64, weight: F64, period: tuple[int, int], parameters: Parameters) -> Series:
    inside = ((at >= period[0]) & (at < period[1])) | (width == UNKNOWN_WIDTH_US)
    at, width, weight = at[inside], width[inside], weight[inside]
    for bin_us in (HOUR_US, DAY_US):
        fine = width <= bin_us
        if (~fine).sum() <= parameters.coarse_share * len(fine) and fine.any():
            break
    else:
        reason = "its times are known less precisely than to the day" if len(at) else "no post lies in the period"
        return Series(name, 0, 0, np.empty(0), 0, len(at), reason)
    anchor = _anchor(at[fine], width[fine]) if bin_us == DAY_US else 0
    start = (period[0] - anchor) // bin_us * bin_us + anchor
    bins = int(-(-(period[1] - start) // bin_us))
    counts = np.bincount((at[fine] - start) // bin_us, weights=weight[fine], minlength=bins)
    posts, few = int(fine.sum()), parameters.fewest_in_series
    refused = f"{posts} posts are fewer than the {few} a baseline needs" if posts < few else None
    return Series(name, bin_us, start, counts.astype(np.float64), posts, int((~fine).sum()), refused)


def _anchor(at: I64, width: I64) -> int:
    """Return when the days begin: dates come as the begin of a day of their zone, so their commonest remainder."""
    dated = at[width == DAY_US]
    if not len(dated):
        return 0
    remainders, uses = np.unique(dated % DAY_US, return_counts=True)
    return int(remainders[np.argmax(uses)])
