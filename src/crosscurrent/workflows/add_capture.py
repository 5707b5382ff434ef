"""Put files into a case: seal the bytes, recognise the format, read the rows, account for every one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crosscurrent.cases.case import Case
from crosscurrent.cases.clock import system_clock
from crosscurrent.connectors.base import Connector, ReadOptions, Recognition, Tally
from crosscurrent.errors import CrosscurrentError
from crosscurrent.evidence.captures import CaptureFacts
from crosscurrent.evidence.custody import Clock
from crosscurrent.evidence.layout import printable
from crosscurrent.evidence.reading import CaptureReading, ReadingReport
from crosscurrent.model.capture import Capture
from crosscurrent.workflows.progress import NullProgress, Progress

#: Finds the connector that reads a file; raises a coded error if there is none.
Recogniser = Callable[[Path, ReadOptions], tuple[Connector, Recognition]]


def registered(path: Path, options: ReadOptions) -> tuple[Connector, Recognition]:
    """Find the connector of a file among all that are registered; they are loaded when the first file comes."""
    from crosscurrent.connectors import registry

    return registry.recognise(path, options)


@dataclass(frozen=True, slots=True)
class AddedCapture:
    """What became of one file.

    Attributes:
        capture: The capture.
        is_new_capture: Whether these bytes were sealed now; otherwise the case held them already.
        is_new_reading: Whether they were read now; otherwise they had been read before and nothing was changed.
        reading: How they were read, with all counts.
        reasons: Sentences of the connector: what it recognised, what it guessed and why. Empty if not read now.
    """

    capture: Capture
    is_new_capture: bool
    is_new_reading: bool
    reading: ReadingReport
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adding:
    """How files are to be added.

    Attributes:
        options: What is declared about the files.
        facts: What is known of how they came to be.
        progress: Told how far it is.
        recognise: Finds the connector.
    """

    options: ReadOptions
    facts: CaptureFacts = field(default_factory=CaptureFacts)
    progress: Progress = field(default_factory=NullProgress)
    recognise: Recogniser = registered


def add_captures(
    paths: Iterable[Path],
    case_dir: Path,
    options: ReadOptions,
    actor: str,
    tool: str | None = None,
    note: str | None = None,
    progress: Progress | None = None,
    *,
    on_added: Callable[[AddedCapture], None] | None = None,
    recognise: Recogniser | None = None,
    clock: Clock = system_clock,
) -> list[AddedCapture]:
    """Add files to the case in a folder; the case is made if the folder is new or empty.

    Files are added one after the other; an error stops at the file it is about. What was added before it
    stays, the file itself stays sealed, and running the same command again goes on from there.

    Args:
        paths: Files to add.
        case_dir: The case folder.
        options: What is declared about the files.
        actor: Who adds them.
        tool: Tool that wrote them.
        note: Where they come from, in the analyst's words.
        progress: Told how far it is.
        on_added: Called after each file.
        recognise: Finds the connector of a file; by default among all that are registered.
        clock: Gives the time, microseconds UTC.

    Returns:
        One outcome per file, in the order given.

    Raises:
        CrosscurrentError: The case cannot be used, or a file cannot be sealed, recognised or read.
    """
    facts = CaptureFacts(tool=tool, source_note=note)
    adding = Adding(options, facts, progress or NullProgress(), recognise or registered)
    with Case.open_or_create(case_dir, actor, clock) as case:
        added = []
        for path in paths:
            added.append(add_to_case(case, path, adding))
            if on_added is not None:
                on_added(added[-1])
        return added


def add_to_case(case: Case, path: Path, adding: Adding) -> AddedCapture:
    """Add one file to a case that is open for writing.

    Adding the same bytes again under the same declarations changes nothing. Bytes that were sealed but could not be
    read before are read now.

    Args:
        case: The case.
        path: The file.
        adding: How it is to be added.

    Raises:
        CaptureUnsealed: The file cannot be sealed.
        CaptureReadOtherwise: It was read before under other declarations.
        RowsUnaccounted: The connector lost count of a row.
        CrosscurrentError: Whatever the connector refuses.
    """
    adding.progress.start(f"sealing {printable(path.name)}", _size_bytes(path), "bytes")
    sealed = case.captures.seal(path, adding.facts, adding.progress.advance)
    adding.progress.finish()
    capture, declared = sealed.capture, declarations(adding.options)
    known = case.readings.report_under(capture.capture_id, printable(capture.path), declared)
    if known is not None:
        return AddedCapture(capture, sealed.is_new, is_new_reading=False, reading=known)
    try:
        reading, reasons = _read(case, capture, adding, declared)
    except CrosscurrentError as error:
        case.readings.refuse(capture.capture_id, error.code)
        raise
    return AddedCapture(capture, sealed.is_new, is_new_reading=True, reading=reading, reasons=reasons)


def declarations(options: ReadOptions) -> dict[str, object]:
    """Return the declarations that decide what rows a file gives, as they are recorded.

    ``on_bad_row`` is not among them: it decides whether to go on, never what a row means.

    Example:
        >>> declarations(ReadOptions(assume_zone="UTC"))
        {'assume_zone': 'UTC', 'encoding': None, 'mapping': {}, 'platform': None}
    """
    return {
        "assume_zone": options.assume_zone,
        "encoding": options.encoding,
        "mapping": dict(options.mapping),
        "platform": options.platform,
    }


def _read(
    case: Case, capture: Capture, adding: Adding, declared: Mapping[str, object]
) -> tuple[ReadingReport, tuple[str, ...]]:
    # The sealed bytes are read, not the file that was handed in: that one may change at any time.
    with case.captures.named_copy(capture.capture_id) as path, case.readings.begin(capture.capture_id) as reading:
        connector, recognition = adding.recognise(path, adding.options)
        tally = Tally()
        adding.progress.start(f"reading {printable(capture.path)}", capture.size_bytes, "bytes")
        bytes_read = 0
        for table, rows in connector.tables(path, capture.capture_id, recognition, adding.options, tally):
            reading.write(table, rows)
            adding.progress.advance(tally.bytes_read - bytes_read)
            bytes_read = tally.bytes_read
        adding.progress.finish()
        return _finish(reading, connector, recognition, declared, tally), recognition.reasons


def _finish(
    reading: CaptureReading,
    connector: Connector,
    recognition: Recognition,
    declared: Mapping[str, object],
    tally: Tally,
) -> ReadingReport:
    return reading.finish(
        format_id=recognition.format_id,
        reader_version=connector.version,
        options=declared,
        rows_in=tally.rows_in,
        rows_kept=tally.rows_kept,
        rejected=tally.rejected,
    )


def _size_bytes(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
