"""Look for coordination in event files, with no case: files in, a folder of findings out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.connectors.events_table import EventsTable
from crosscurrent.connectors.tabular.shape import look
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.detectors.coordination.citations import FileCitations
from crosscurrent.detectors.coordination.detect import Findings, detect
from crosscurrent.detectors.coordination.events import EventLog, LogBuilder
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.errors import InputRefused
from crosscurrent.workflows.engines import engine_named
from crosscurrent.workflows.findings_files import write_findings
from crosscurrent.workflows.progress import NullProgress, Progress

STANDARD_INPUT = "-"


class NotEvents(InputRefused):
    """A file holds no table of account, object and time."""

    code = "E-DETECT-002"

    @classmethod
    def of(cls, name: str) -> NotEvents:
        """Build the error for a file the events connector does not recognise."""
        return cls(
            "this is not a table of account, object and time",
            where=name,
            next_step="Name the columns with --map account_id=COL,object_id=COL,timestamp=COL; for tables of posts use "
            "`crosscurrent investigate`.",
        )


@dataclass(frozen=True, slots=True)
class EventFiles:
    """Event files as read.

    Attributes:
        log: Their actions.
        inputs: SHA-256 of each file by name; of standard input, of what was read.
        tallies: Row counts per file.
        reasons: What was recognised and guessed, per file.
    """

    log: EventLog
    inputs: dict[str, str]
    tallies: dict[str, Tally]
    reasons: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DetectionRun:
    """What a run did.

    Attributes:
        findings: What was found.
        files: What was read.
        paths: Files written.
    """

    findings: Findings
    files: EventFiles
    paths: tuple[Path, ...]


def detect_coordination(
    events: Sequence[str],
    out: Path,
    options: ReadOptions,
    parameters: Parameters,
    engine: str = "local",
    progress: Progress | None = None,
    standard_input: BinaryIO | None = None,
) -> DetectionRun:
    """Read event files, look for coordination and write what was found.

    Args:
        events: Paths, or ``-`` once for standard input.
        out: Folder for the findings.
        options: What is declared about the files.
        parameters: Parameters of the detector.
        engine: ``local`` or ``spark``.
        progress: Told how far it is.
        standard_input: Stream behind ``-``.

    Raises:
        NotEvents: A file is no table of events.
        InputRefused: A file cannot be read.
    """
    listener = progress or NullProgress()
    runner = engine_named(engine)
    files = read_events(events, options, listener, standard_input)
    findings = detect(files.log, runner, parameters, files.inputs, listener)
    listener.finish()
    findings.summary["input"].update(row_counts(files.tallies))
    return DetectionRun(findings, files, write_findings(findings, out))


def read_events(
    events: Sequence[str], options: ReadOptions, progress: Progress, standard_input: BinaryIO | None = None
) -> EventFiles:
    """Read event files into one log."""
    citations = FileCitations()
    builder = LogBuilder(citations)
    connector = EventsTable()
    found = EventFiles(builder.finish(), {}, {}, {})
    for name in events:
        source = Source(standard_input, "standard input") if name == STANDARD_INPUT and standard_input else Source(name)
        recognition = connector.recognise(source, options)
        if recognition.certainty == 0:
            raise NotEvents.of(source.name)
        tally = Tally()
        digest = "" if name == STANDARD_INPUT else _sha256(Path(name))
        number = citations.source(digest or source.name, look(source, options).unit)
        progress.start(f"reading {source.name}", None, "rows")
        for batch in connector.events(source, recognition, options, tally):
            builder.add(batch)
            citations.add(number, batch.column("content_id"), batch.column("row"))
            progress.advance(batch.num_rows)
        progress.finish()
        label = _free_name(source.name, found.tallies)
        found.inputs[label] = digest or "not sealed: read from a stream"
        found.tallies[label] = tally
        found.reasons[label] = recognition.reasons
    return EventFiles(builder.finish(), found.inputs, found.tallies, found.reasons)


def row_counts(tallies: dict[str, Tally]) -> dict[str, int]:
    """Add up rows over files."""
    return {
        "rows_in": sum(tally.rows_in for tally in tallies.values()),
        "rows_kept": sum(tally.rows_kept for tally in tallies.values()),
        "rows_rejected": sum(len(tally.rejected) for tally in tallies.values()),
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _free_name(name: str, taken: dict[str, Tally]) -> str:
    return name if name not in taken else f"{name} ({len(taken) + 1})"
