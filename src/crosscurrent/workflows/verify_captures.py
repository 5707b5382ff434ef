"""Check that a case is as it was recorded, and list what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    """

    capture: Capture
    reading: ReadingReport | None


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
        return [ListedCapture(each, case.readings.report(each.capture_id)) for each in case.captures.all()]


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


def custody_entries(case_dir: Path) -> Iterator[Entry]:
    """Yield the custody log of a case, first entry first.

    Raises:
        NotACase: There is no case in the folder.
    """
    with Case.open(case_dir) as case:
        yield from case.custody.entries()
