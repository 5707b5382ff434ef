"""``crosscurrent capture``: seal files in a case, list them, read the log, check that nothing changed."""

from __future__ import annotations

import getpass
import json
import os
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from crosscurrent.cli import options
from crosscurrent.cli.progress import TerminalProgress
from crosscurrent.errors import UsageRefused
from crosscurrent.evidence.custody import in_words
from crosscurrent.evidence.layout import printable
from crosscurrent.evidence.verification import CheckOutcome, VerificationReport
from crosscurrent.workflows.add_capture import AddedCapture, add_captures
from crosscurrent.workflows.verify_captures import (
    ListedCapture,
    custody_entries,
    list_captures,
    list_rejections,
    verify_captures,
)

#: Says who is acting where ``--by`` does not.
ACTOR_VARIABLE = "CROSSCURRENT_BY"

capture_app = typer.Typer(
    name="capture",
    help="Seal files in a case, list them and their rejected rows, read the custody log, check that nothing changed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
)

CaseOption = Annotated[Path, typer.Option("--case", metavar="DIR", help="Folder of the case.")]


class ActorUnknown(UsageRefused):
    """Nobody said who is acting, and the system does not know."""

    code = "E-USAGE-201"

    @classmethod
    def unnamed(cls) -> ActorUnknown:
        """Build the error for a login without a name."""
        return cls(
            "a custody log needs to know who acts, and the system has no name for this login; nothing was changed",
            next_step=f'Say so with --by "N. N.", or set {ACTOR_VARIABLE}.',
        )


class MappingMalformed(UsageRefused):
    """A ``--map`` is not a list of OURS=COLUMN."""

    code = "E-USAGE-202"

    @classmethod
    def pair(cls, number: int) -> MappingMalformed:
        """Build the error for one part of the list."""
        return cls(
            f"part {number} of --map is not OURS=COLUMN",
            where="--map",
            next_step="Write --map account_id=COLUMN,object_id=COLUMN,timestamp=COLUMN, or give --map once per column.",
        )

    @classmethod
    def twice(cls, name: str) -> MappingMalformed:
        """Build the error for a column of ours that is mapped twice."""
        return cls(
            f"{printable(name)!r} is mapped twice", where="--map", next_step="Leave one column of the file for it."
        )


@capture_app.command(
    epilog="Examples:\n\n"
    "- `crosscurrent capture add posts.csv --case my-case --tool 4CAT`\n"
    "- `crosscurrent capture add *.csv.gz --case my-case --assume-zone UTC`\n"
    "- `crosscurrent capture add odd.csv --case my-case --on-bad-row report`\n"
    "- `crosscurrent capture add odd.csv --case my-case --map account_id=who,text=body`"
)
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to seal and read.")],
    case: CaseOption,
    tool: Annotated[str | None, typer.Option(help="Tool that wrote the files.")] = None,
    note: Annotated[str | None, typer.Option(help="Where the files come from, in your words.")] = None,
    by: Annotated[str | None, typer.Option(help=f"Who seals; else {ACTOR_VARIABLE}, else your login name.")] = None,
    assume_zone: options.ZoneOption = None,
    columns: options.MapOption = None,
    encoding: options.EncodingOption = None,
    platform: options.PlatformOption = None,
    on_bad_row: options.BadRowOption = options.OnBadRow.stop,
) -> None:
    """Seal files in a case (made if DIR is new or empty) and read their rows.

    Prints one line per file: capture id, name, format, rows in, rows kept, rows rejected. Adding the same file
    again changes nothing.
    """
    declared = options.read_options(columns, assume_zone, on_bad_row, encoding, platform)
    with TerminalProgress() as progress:
        add_captures(files, case, declared, actor_name(by), tool, note, progress, on_added=_print_added)


@capture_app.command(
    epilog="Examples:\n\n"
    "- `crosscurrent capture verify --case my-case`\n"
    "- `crosscurrent capture verify --case my-case --expect-head 9f2c...`"
)
def verify(
    case: CaseOption,
    expect_head: Annotated[
        str | None, typer.Option(metavar="HASH", help="Head of the custody log as you noted it outside the case.")
    ] = None,
) -> None:
    """Run the numbered checks on a case and name the first that does not hold (exit code 1).

    The last line is the head of the custody log. Note it outside the case: only a noted head shows later that
    the end of the log was not cut off and that it was not written anew. Changes nothing.
    """
    with TerminalProgress() as progress:
        report = verify_captures(case, expect_head=expect_head, on_check=_print_check, progress=progress)
    _print_report(report)


@capture_app.command(name="list", epilog="Example: `crosscurrent capture list --case my-case | cut -f1,2`")
def list_(case: CaseOption) -> None:
    """List the captures of a case: tab-separated, one line each, with a header line."""
    header = ("capture_id", "name", "size_bytes", "format", "rows_in", "rows_kept", "rows_rejected", "sealed_at", "by")
    captures = list_captures(case)
    typer.echo("\t".join(header))
    for each in captures:
        typer.echo("\t".join(_listed_cells(each)))


@capture_app.command(epilog="Example: `crosscurrent capture rejected --case my-case | cut -f4 | sort | uniq -c`")
def rejected(case: CaseOption) -> None:
    """List every row that was not kept: tab-separated, one line each, with a header line."""
    rows = list_rejections(case)
    first = next(rows, None)
    typer.echo("\t".join(("capture_id", "name", "row", "code", "column", "reason")))
    for each in () if first is None else chain((first,), rows):
        capture = each.capture
        cells = (capture.capture_id, capture.path, str(each.row), each.code, each.column or "", each.reason)
        typer.echo("\t".join(printable(cell) for cell in cells))


@capture_app.command(epilog="Example: `crosscurrent capture log --case my-case | tail -n 3`")
def log(case: CaseOption) -> None:
    """Print the custody log: one JSON object per line, first entry first.

    `entry_hash` is the SHA-256 of the canonical JSON of the other fields of the line (`docs/explanation/custody.md`).
    """
    for entry in custody_entries(case):
        typer.echo(json.dumps({**entry.content(), "entry_hash": entry.entry_hash}, sort_keys=True))


def actor_name(by: str | None) -> str:
    """Return who is acting: ``--by``, else the environment, else the login name.

    Raises:
        ActorUnknown: None of them says.
    """
    named = (by or os.environ.get(ACTOR_VARIABLE) or "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise ActorUnknown.unnamed() from error


def read_mapping(parts: list[str]) -> dict[str, str]:
    """Read ``--map``.

    Args:
        parts: Each a list of ``ours=column``, separated by commas.

    Raises:
        MappingMalformed: A part is no such pair, or maps a column of ours twice.

    Example:
        >>> read_mapping(["account_id=who,object_id=url", "timestamp=when"])
        {'account_id': 'who', 'object_id': 'url', 'timestamp': 'when'}
    """
    mapping: dict[str, str] = {}
    for number, pair in enumerate((pair for part in parts for pair in part.split(",")), 1):
        ours, equals, theirs = (word.strip() for word in pair.partition("="))
        if not (ours and equals and theirs):
            raise MappingMalformed.pair(number)
        if ours in mapping:
            raise MappingMalformed.twice(ours)
        mapping[ours] = theirs
    return mapping


def _print_added(added: AddedCapture) -> None:
    reading, name = added.reading, printable(added.capture.path)
    cells = (
        added.capture.capture_id,
        name,
        reading.format_id,
        str(reading.rows_in),
        str(reading.rows_kept),
        str(reading.rows_rejected),
    )
    typer.echo("\t".join(cells))
    if not added.is_new_reading:
        typer.echo(f"{name}: already in the case and read; nothing was changed.", err=True)
        return
    for reason in added.reasons:
        typer.echo(f"{name}: {printable(reason)}", err=True)
    for code, rows in reading.rejected_by_code.items():
        typer.echo(f"{name}: rows rejected with {code}: {rows}; `crosscurrent capture rejected` lists them.", err=True)


def _print_check(outcome: CheckOutcome) -> None:
    typer.echo(f"{outcome.number:>2}  {outcome.outcome:<9}  {outcome.text}")


def _print_report(report: VerificationReport) -> None:
    if report.entries_after_noted is not None:
        typer.echo(f"The noted head was found; {report.entries_after_noted} entries follow it.", err=True)
    else:
        typer.echo("No noted head was given: that the end of the log is there cannot be shown.", err=True)
    typer.echo(f"head\t{report.head}\t{report.entries} entries, {report.captures} captures")


def _listed_cells(listed: ListedCapture) -> tuple[str, ...]:
    capture, reading = listed.capture, listed.reading
    counts = ("", "", "", "")
    if reading is not None:
        rows = (reading.rows_in, reading.rows_kept, reading.rows_rejected)
        counts = (reading.format_id, *(str(count) for count in rows))  # type: ignore[assignment]
    sealed_at = in_words(capture.imported_at_us)
    cells = (capture.capture_id, capture.path, str(capture.size_bytes), *counts, sealed_at, capture.captured_by)
    return tuple(printable(cell) for cell in cells)
