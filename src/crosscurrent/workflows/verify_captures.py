"""Check that a case is as it was recorded, and list what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from crosscurrent.cases.case import Case
from crosscurrent.cases.clock import system_clock
from crosscurrent.evidence.custody import Clock, Entry
from crosscurrent.evidence.reading import ReadingReport
from crosscurrent.evidence.verification import CheckOutcome, VerificationReport, verify
from crosscurrent.model.capture import Capture
from crosscurrent.workflows.progress import NullProgress, Progress


@dataclass(frozen=True, slots=True)
class ListedCapture:
    """One capture of a case.

    Attributes:
        capture: The capture.
        reading: How it was read; ``None`` if it was only sealed.
        refusal_code: Code of the reason why it could not be read; ``None`` if it was read, or nobody tried to (an
            archive, a picture).
    """

    capture: Capture
    reading: ReadingReport | None
    refusal_code: str | None = None


def verify_captures(
    case_dir: Path,
    *,
    expect_head: str | None = None,
    on_check: Callable[[CheckOutcome], None] | None = None,
    progress: Progress | None = None,
    clock: Clock = system_clock,
) -> VerificationReport:
    """Run the numbered checks on a case.

    Args:
        case_dir: The case folder; nothing in it is changed.
        expect_head: Hash of a custody entry that was noted outside the case.
        on_check: Called after each check that holds.
        progress: Told how many bytes were read.
        clock: Gives the time, microseconds UTC.

    Raises:
        CaptureCheckFailed: The first check that does not hold.
    """
    shown = progress or NullProgress()
    shown.start("comparing files with their digests", unit="bytes")
    report = verify(case_dir, clock(), expect_head=expect_head, on_check=on_check, advance=shown.advance)
    shown.finish()
    return report


def list_captures(case_dir: Path) -> list[ListedCapture]:
    """Return the captures of a case in the order they were sealed.

    Raises:
        NotACase: There is no case in the folder.
    """
    with Case.open(case_dir) as case:
        return [_listed(case, each) for each in case.captures.all()]


def _listed(case: Case, capture: Capture) -> ListedCapture:
    reading = case.readings.report(capture.capture_id)
    refused = case.readings.refusal_code(capture.capture_id) if reading is None else None
    return ListedCapture(capture, reading, refused)


@dataclass(frozen=True, slots=True)
class ListedRejection:
    """One row that was not kept.

    Attributes:
        capture: The capture it is in.
        row: 1-based record number in the file.
        column: Column at fault, or ``None`` if the row as a whole is.
        code: Error code.
        reason: What was wrong, without the cell's text.
    """

    capture: Capture
    row: int
    column: str | None
    code: str
    reason: str


def list_rejections(case_dir: Path) -> Iterator[ListedRejection]:
    """Yield every rejected row of a case, capture by capture, in the order they were met.

    Raises:
        NotACase: There is no case in the folder.
    """
    with Case.open(case_dir) as case:
        for capture in case.captures.all():
            for found in case.readings.rejected(capture.capture_id):
                yield ListedRejection(capture, found["row"], found["column"], found["code"], found["reason"])


@dataclass(frozen=True, slots=True)
class ListedDrift:
    """One key that no connector knows, over all captures of one format.

    Attributes:
        format_id: Connector and layout.
        field: The key, dotted.
        times: How many times it was met.
        captures: In how many captures.
        capture: The first of these, by the time of sealing.
        locator: Where in it the key was met first.
    """

    format_id: str
    field: str
    times: int
    captures: int
    capture: Capture
    locator: str


def list_drift(case_dir: Path) -> list[ListedDrift]:
    """Return the unknown keys of all captures of a case, by format and key.

    Raises:
        NotACase: There is no case in the folder.
    """
    found: dict[tuple[str, str], ListedDrift] = {}
    with Case.open(case_dir) as case:
        for capture in case.captures.all():
            reading = case.readings.report(capture.capture_id)
            for path, times, locator in reading.unknown_fields if reading is not None else ():
                key = (reading.format_id, path)  # type: ignore[union-attr]
                known = found.get(key)
                found[key] = (
                    ListedDrift(*key, times, 1, capture, locator)
                    if known is None
                    else replace(known, times=known.times + times, captures=known.captures + 1)
                )
    return [found[key] for key in sorted(found)]


def custody_entries(case_dir: Path) -> Iterator[Entry]:
    """Yield the custody log of a case, first entry first.

    Raises:
        NotACase: There is no case in the folder.
    """
    with Case.open(case_dir) as case:
        yield from case.custody.entries()
