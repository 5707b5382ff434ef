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
from crosscurrent.cli.explain import EXAMPLES, explain
from crosscurrent.cli.progress import TerminalProgress
from crosscurrent.errors import UsageRefused
from crosscurrent.evidence.custody import in_words
from crosscurrent.evidence.layout import printable
from crosscurrent.evidence.verification import CheckOutcome, VerificationReport
from crosscurrent.workflows.add_capture import MEDIA_FILE, AddedCapture, add_captures
from crosscurrent.workflows.verify_captures import (
    ListedCapture,
    custody_entries,
    list_captures,
    list_drift,
    list_rejections,
    verify_captures,
)

#: Says who is acting where ``--by`` does not.
ACTOR_VARIABLE = "CROSSCURRENT_BY"

_HOLDS_NOTHING = "E-INPUT-103"

capture_app = typer.Typer(
    name="capture",
    help="Seal files in a case, list them and their rejected rows, read the custody log, check that nothing changed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
)

capture_app.command(epilog=EXAMPLES)(explain)

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
    "- `crosscurrent capture add captures/ export.zip --case my-case`\n"
    "- `crosscurrent capture add *.csv.gz --case my-case --assume-zone UTC`\n"
    "- `crosscurrent capture add odd.csv --case my-case --on-bad-row report`\n"
    "- `crosscurrent capture add odd.csv --case my-case --map account_id=who,text=body`\n"
    "- `crosscurrent capture add log.xlsx --case my-case --mapping log.xlsx.mapping.toml`"
)
def add(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="ANYTHING...", help="Files, folders and ZIP or TAR archives to seal and read."),
    ],
    case: CaseOption,
    tool: Annotated[str | None, typer.Option(help="Tool that wrote the files.")] = None,
    note: Annotated[str | None, typer.Option(help="Where the files come from, in your words.")] = None,
    by: Annotated[str | None, typer.Option(help=f"Who seals; else {ACTOR_VARIABLE}, else your login name.")] = None,
    assume_zone: options.ZoneOption = None,
    columns: options.MapOption = None,
    encoding: options.EncodingOption = None,
    platform: options.PlatformOption = None,
    on_bad_row: options.BadRowOption = options.OnBadRow.stop,
    mapping: options.MappingOption = None,
) -> None:
    """Seal files in a case (made if DIR is new or empty) and read their rows.

    Each file is recognised by its shape. Prints one line per file: capture id, name, format, rows in, rows kept, rows
    rejected. What nothing reads is sealed too and listed with the nearest formats. Adding the same file again changes
    nothing.
    """
    declared = options.read_options(columns, assume_zone, on_bad_row, encoding, platform)
    declared = options.with_mapping(declared, mapping)
    with TerminalProgress() as progress:
        one = len(files) == 1
        add_captures(
            files, case, declared, actor_name(by), tool, note, progress, on_added=lambda added: _print_added(added, one)
        )


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


@capture_app.command(epilog="Example: `crosscurrent capture drift --case my-case | column -t -s \"$(printf '\\t')\"`")
def drift(case: CaseOption) -> None:
    """List the keys in the captures that no connector knows: tab-separated, one line each, with a header line.

    A platform or tool that changes what it writes shows here first. `first_sealed_at` is when the first capture with
    that key was sealed in this case.
    """
    typer.echo("\t".join(("format", "field", "times", "captures", "first_sealed_at", "first_capture", "first_locator")))
    for each in list_drift(case):
        capture = each.capture
        cells = (
            each.format_id, each.field, str(each.times), str(each.captures), in_words(capture.imported_at_us),
            capture.path, each.locator,
        )  # fmt: skip
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


def _print_added(added: AddedCapture, is_only_one: bool) -> None:
    if is_only_one and added.named and added.refusal is not None:
        return  # the error itself follows
    name = printable(added.place)
    for sentence in added_sentences(added):
        typer.echo(f"{name}: {sentence}", err=True)
    if added.capture is None:
        return
    reading = added.reading
    if reading is None:
        said = added.role if added.refusal is None else f"not read ({added.refusal.code})"
        counts = ("", "", "")
    else:
        said = reading.format_id
        counts = (str(reading.rows_in), str(reading.rows_kept), str(reading.rows_rejected))
    typer.echo("\t".join((added.capture.capture_id, name, said, *counts)))


def added_sentences(added: AddedCapture) -> list[str]:
    """Return what to tell the analyst about one file, without its name."""
    if added.refusal is not None:
        sealed = "sealed, not read" if added.capture is not None else "not taken in"
        lines = [f"{sealed}. {added.refusal.code}: {added.refusal.what}", f"next: {added.refusal.next_step}"]
        return [printable(line) for line in lines]
    if added.reading is None:
        return [] if added.role == MEDIA_FILE else ["an archive: sealed as it is, and each of its members by itself"]
    if not added.is_new_reading:
        return ["already in the case and read; nothing was changed."]
    reading = added.reading
    said = [printable(reason) for reason in added.reasons]
    if reading.unknown_fields:
        shown = ", ".join(f"{path} (first at {first})" for path, _, first in reading.unknown_fields[:3])
        fields = len(reading.unknown_fields)
        said.append(printable(f"{fields} unknown keys: {shown}{' ...' if fields > 3 else ''}; see `capture drift`."))
    for code, rows in reading.rejected_by_code.items():
        why = "gave no post, account or count" if code == _HOLDS_NOTHING else "could not be read"
        said.append(f"{code}: {rows} of {reading.rows_in} records {why}; `crosscurrent capture rejected` lists them.")
    return said


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
    counts = (f"not read ({listed.refusal_code})" if listed.refusal_code else "", "", "", "")
    if reading is not None:
        rows = (reading.rows_in, reading.rows_kept, reading.rows_rejected)
        counts = (reading.format_id, *(str(count) for count in rows))  # type: ignore[assignment]
    sealed_at = in_words(capture.imported_at_us)
    cells = (capture.capture_id, capture.path, str(capture.size_bytes), *counts, sealed_at, capture.captured_by)
    return tuple(printable(cell) for cell in cells)
