"""Findings as rows of ``model.timing``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from crosscurrent.detectors.timing.after import After
from crosscurrent.detectors.timing.bursts import Reading
from crosscurrent.detectors.timing.parameters import Parameters
from crosscurrent.detectors.timing.reactions import Contrast, Reaction
from crosscurrent.detectors.timing.series import BIN_NAMES, Series
from crosscurrent.model import timing
from crosscurrent.model.table import TableSpec, validate

Row = Mapping[str, Any]


def table(spec: TableSpec, rows: Iterable[Row]) -> pa.Table:
    """Return checked rows of a table."""
    return validate(spec, pa.Table.from_pylist([dict(row) for row in rows], schema=spec.schema))


def subject_row(series: Series, reading: Reading | None, status: str, reason: str | None) -> Row:
    """Describe one series."""
    return {
        "subject_id": series.subject_id,
        "posts": series.posts,
        "left_out": series.left_out,
        "bin": BIN_NAMES.get(series.bin_us),
        "begin": series.start_us if series.bin_us else None,
        "end": series.edge(len(series.counts)) if series.bin_us else None,
        "whole_weeks": series.whole_weeks,
        "dispersion": reading.dispersion if reading else None,
        "baseline": reading.baseline if reading else None,
        "bursts": len(reading.bursts) if reading else 0,
        "status": status,
        "reason": reason,
    }


def burst_rows(reading: Reading) -> list[Row]:
    """Describe the bursts of one subject."""
    series = reading.series
    return [
        {
            "subject_id": series.subject_id,
            "burst": number,
            "begin": series.edge(burst.first),
            "begin_earliest": None if burst.earliest is None else series.edge(burst.earliest),
            "begin_latest": None if burst.latest is None else series.edge(burst.latest + 1),
            "end": series.edge(burst.stop),
            "peak_at": series.edge(burst.peak),
            "n": burst.n,
            "expected": burst.expected,
            "ratio": burst.n / burst.expected if burst.expected > 0 else None,
        }
        for number, burst in enumerate(reading.bursts, 1)
    ]


def series_table(reading: Reading) -> pa.Table:
    """Return the bins of one subject that hold something, for a timeline."""
    filled = np.flatnonzero(reading.series.counts)
    columns = {
        "subject_id": pa.repeat(pa.scalar(reading.series.subject_id), len(filled)),
        "at": pa.array(reading.series.start_us + filled * reading.series.bin_us),
        "n": pa.array(reading.series.counts[filled]),
        "expected": pa.array(reading.baseline * reading.worth[filled]),
    }
    return validate(timing.SERIES_SPEC, pa.table(columns))


def after_rows(tests: Sequence[After]) -> list[Row]:
    """Describe the tests of bursts after events."""
    kept = [name for name in timing.AFTER_SCHEMA.names if name != "smallest_p"]
    return [{**{name: getattr(one, name) for name in kept}, "smallest_p": one.smallest_p} for one in tests]


def reaction_rows(subject_id: str, found: Sequence[tuple[str, Reaction]], parameters: Parameters) -> list[Row]:
    """Describe the reaction of one subject to every trigger."""
    return [
        {
            "subject_id": subject_id,
            "group": group,
            "event": one.event.row,
            "at": one.event.at_us,
            "precision": one.event.precision,
            "label": one.event.label,
            "kind": one.event.kind,
            "asked": one.asked,
            "horizon_us": parameters.reaction_us,
            "n": one.n,
            "expected": one.expected,
            "ratio": one.n / one.expected if one.n is not None and one.expected else None,
            "p": one.p,
            "reacted": one.reacted,
            "overlaps": one.overlaps,
            "status": "outside" if one.n is None else "assessed",
        }
        for group, one in found
    ]


def contrast_rows(subject_id: str, found: Sequence[Contrast]) -> list[Row]:
    """Describe what the groups of triggers show for one subject."""
    return [
        {
            "subject_id": subject_id,
            "group": one.group,
            "asked": one.asked[0],
            "asked_reacted": one.asked[1],
            "comparable": one.comparable[0],
            "comparable_reacted": one.comparable[1],
            "chosen_by": one.chosen_by,
            "p_fisher": one.p_fisher,
            "p_barnard": one.p_barnard,
            "smallest_p": one.smallest_p,
            "status": "answered" if one.reason is None else "not_assessable",
            "reason": one.reason,
        }
        for one in found
    ]
