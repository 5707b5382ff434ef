"""Verification of a case: numbered checks, run in order, the first that does not hold is named.

The list is the one in ``docs/reference/evidence-checks.md``; a test compares them. What the checks cannot show is in
``docs/explanation/custody.md``: without a head noted outside the case, somebody who can write to the case can cut off
the end of the log, or write it anew from some entry on, together with the files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crosscurrent.evidence import checks_files, checks_log, checks_rows
from crosscurrent.evidence.custody import CAPTURE_SEALED
from crosscurrent.evidence.errors import CaptureCheckFailed
from crosscurrent.evidence.examined import Breach, Examined
from crosscurrent.evidence.layout import printable

HELD = "held"
NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Check:
    """One numbered check.

    Attributes:
        number: Its number; never given to another check.
        text: What holds when it passes, as a sentence.
        examine: Function that looks, and returns ``None`` if it holds.
    """

    number: int
    text: str
    examine: Callable[[Examined], Breach | None]


CHECKS = (
    Check(1, "The case has its parts: case.sqlite, captures/ and tables/, none of them a link.", checks_log.parts),
    Check(2, "case.sqlite is a SQLite database and passes SQLite's own integrity check.", checks_log.database_whole),
    Check(3, "Its schema version is known, with exactly that version's tables and triggers.", checks_log.schema_known),
    Check(4, "The custody entries are numbered 1, 2, 3 and so on, without a gap.", checks_log.log_numbered),
    Check(5, "The hash of each custody entry follows from its content.", checks_log.hashes_follow),
    Check(6, "Each custody entry carries the hash of the entry before it.", checks_log.hashes_chain),
    Check(7, "The times of the custody entries never run backwards and do not lie ahead.", checks_log.times_in_order),
    Check(8, "The head noted elsewhere occurs in the custody log.", checks_log.head_noted),
    Check(
        9, "Each capture row agrees with its custody entries, and each sealing has a row.", checks_rows.captures_agree
    ),
    Check(10, "Each sealed capture is present, as a plain file.", checks_files.captures_present),
    Check(11, "Each sealed capture has the size it was sealed with.", checks_files.captures_sized),
    Check(12, "Each sealed capture has the SHA-256 it was sealed with.", checks_files.captures_unchanged),
    Check(13, "captures/ holds nothing that was not sealed.", checks_files.captures_complete),
    Check(14, "Each recorded table, finding and report file is present, as a plain file.", checks_files.files_present),
    Check(15, "Each of these files has the size and SHA-256 last recorded.", checks_files.files_unchanged),
    Check(16, "tables/ holds nothing that was not recorded.", checks_files.tables_complete),
    Check(17, "For each capture that was read, rows in = rows kept + rows rejected.", checks_rows.rows_accounted),
    Check(18, "The rejected rows are those recorded when the capture was read.", checks_rows.rejected_unchanged),
    Check(19, "Method records and findings are those recorded when they were made.", checks_rows.findings_unchanged),
)


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """A check that did not fail.

    Attributes:
        number: Its number.
        text: The check.
        outcome: :data:`HELD`, or :data:`NOT_ASKED` (check 8 without a noted head).
    """

    number: int
    text: str
    outcome: str


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """What a verification that did not fail found.

    Attributes:
        outcomes: All checks, in order.
        head: Hash of the last custody entry; note it outside the case.
        entries: Number of custody entries.
        entries_after_noted: Entries added since the noted head; ``None`` if no head was noted.
        captures: Number of sealed captures.
    """

    outcomes: tuple[CheckOutcome, ...]
    head: str
    entries: int
    entries_after_noted: int | None
    captures: int


def verify(
    folder: Path,
    now_us: int,
    *,
    expect_head: str | None = None,
    on_check: Callable[[CheckOutcome], None] | None = None,
    advance: Callable[[int], None] | None = None,
) -> VerificationReport:
    """Verify a case. Nothing is changed, and the case may lie on a read-only medium.

    Args:
        folder: The case folder.
        now_us: The time, microseconds UTC; no entry may lie more than five minutes ahead of it.
        expect_head: Hash of a custody entry that was noted outside the case when that entry was the last one.
        on_check: Called after each check that holds.
        advance: Called with the number of bytes read.

    Returns:
        All checks, each held or not asked.

    Raises:
        CaptureCheckFailed: The first check that does not hold, with what was expected and what was found.

    Does not: show that the log's end is there or that it was not written anew, unless ``expect_head`` is given;
    show that a capture is what the platform showed; look at files outside ``captures/`` and ``tables/`` that were
    never recorded.
    """
    case = Examined(folder, now_us, expect_head, advance)
    outcomes = []
    try:
        for check in CHECKS:
            outcome = _run(check, case)
            outcomes.append(outcome)
            if on_check is not None:
                on_check(outcome)
    finally:
        if case.connection is not None:
            case.connection.close()
    hashes = [entry.entry_hash for entry in case.entries]
    after = None if expect_head is None else len(hashes) - 1 - hashes.index(expect_head.strip().lower())
    sealed = len(case.latest(CAPTURE_SEALED))
    return VerificationReport(tuple(outcomes), hashes[-1], len(hashes), after, sealed)


def _run(check: Check, case: Examined) -> CheckOutcome:
    if check.examine is checks_log.head_noted and case.expect_head is None:
        return CheckOutcome(check.number, check.text, NOT_ASKED)
    try:
        breach = check.examine(case)
    except (sqlite3.Error, OSError, KeyError, ValueError, TypeError) as error:
        # A damaged case can fail in ways no check foresees; that, too, is this check not holding.
        breach = Breach(
            str(case.folder), "what can be read", printable(str(error).splitlines()[0] if str(error) else "")
        )
    if breach is not None:
        raise CaptureCheckFailed(
            check.number, check.text, expected=breach.expected, actual=breach.actual, where=breach.where
        )
    return CheckOutcome(check.number, check.text, HELD)
