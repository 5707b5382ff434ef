"""The detector: times and events in, bursts, tests and a summary out."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import pyarrow as pa

from crosscurrent.detectors.timing import tables
from crosscurrent.detectors.timing.after import After, bursts_after, over_subjects
from crosscurrent.detectors.timing.bursts import Reading, read_bursts
from crosscurrent.detectors.timing.events import Event
from crosscurrent.detectors.timing.parameters import Parameters
from crosscurrent.detectors.timing.reactions import Contrast, reactions
from crosscurrent.detectors.timing.series import Series, each_series
from crosscurrent.detectors.timing.summary import Subject, summary
from crosscurrent.model import timing
from crosscurrent.model.method import MethodRecord

DETECTOR, VERSION = "timing", "1"
#: Packages whose arithmetic the findings depend on.
SOFTWARE = ("crosscurrent", "numpy", "scipy", "numba", "pyarrow")


@dataclass(frozen=True, slots=True)
class Timing:
    """Everything a run found; the tables are those of ``model.timing``.

    Attributes:
        subjects: timing_subject.
        series: timing_series, for timelines.
        bursts: timing_burst.
        after: timing_after.
        reactions: timing_reaction.
        contrasts: timing_contrast.
        summary: Content of summary.json.
        method: How it was done.
    """

    subjects: pa.Table
    series: pa.Table
    bursts: pa.Table
    after: pa.Table
    reactions: pa.Table
    contrasts: pa.Table
    summary: dict[str, Any]
    method: MethodRecord


def detect(
    times: pa.Table,
    events: Sequence[Event],
    parameters: Parameters | None = None,
    inputs: Mapping[str, str] | None = None,
) -> Timing:
    """Find bursts and hold them against events.

    Args:
        times: ``subject_id`` and ``at`` (timestamp[us, UTC]) of every post, optionally ``precision`` and ``weight``.
        events: Events, of :func:`crosscurrent.detectors.timing.events.read_events`; may be empty.
        parameters: Parameters.
        inputs: Name and SHA-256 of each input, for the method record.

    Returns:
        Findings; the same input gives the same findings whatever the order of its rows. Nothing is drawn at random.

    Raises:
        TimesRefused: The table of times cannot be read.
    """
    parameters = parameters or Parameters()
    events = sorted(events)
    read: list[tuple[Series, Reading | None]] = []
    tests: list[After] = []
    triggers: list[tables.Row] = []
    contrasts: dict[str, list[Contrast]] = {}
    for series in each_series(times, parameters):
        reading = None if series.refused is not None else read_bursts(series, parameters)
        read.append((series, reading))
        if reading is not None and events:
            tests += bursts_after(reading, events, parameters)
            found, contrasts[series.subject_id] = reactions(reading, events, parameters)
            triggers += tables.reaction_rows(series.subject_id, found, parameters)
    tests = over_subjects(tests)
    subjects = [
        Subject(series, reading, [one for one in tests if one.subject_id == series.subject_id],
                contrasts.get(series.subject_id, []))
        for series, reading in read
    ]  # fmt: skip
    return _laid_out(subjects, tests, triggers, summary(subjects, events, parameters), parameters, inputs or {})


def _laid_out(
    subjects: Sequence[Subject], tests: Sequence[After], triggers: Sequence[tables.Row], figures: dict[str, Any],
    parameters: Parameters, inputs: Mapping[str, str],
) -> Timing:  # fmt: skip
    readings = [subject.reading for subject in subjects if subject.reading is not None]
    drawn = [tables.series_table(reading) for reading in readings]
    return Timing(
        subjects=tables.table(
            timing.SUBJECT_SPEC, [tables.subject_row(one.series, one.reading, *one.status) for one in subjects]
        ),
        series=pa.concat_tables(drawn) if drawn else timing.SERIES_SCHEMA.empty_table(),
        bursts=tables.table(timing.BURST_SPEC, [row for reading in readings for row in tables.burst_rows(reading)]),
        after=tables.table(timing.AFTER_SPEC, tables.after_rows(tests)),
        reactions=tables.table(timing.REACTION_SPEC, triggers),
        contrasts=tables.table(
            timing.CONTRAST_SPEC,
            [row for one in subjects for row in tables.contrast_rows(one.series.subject_id, one.contrasts)],
        ),
        summary=figures,
        method=_method(parameters, inputs),
    )


def _method(parameters: Parameters, inputs: Mapping[str, str]) -> MethodRecord:
    """Return the record of how a run was made; no clock, so that equal runs have equal records."""
    software = {name: metadata.version(name) for name in SOFTWARE}
    software["python"] = platform.python_version()
    return MethodRecord(DETECTOR, VERSION, parameters.as_record(), dict(inputs), "local", 0, software)
