"""``crosscurrent export``: views of a case for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crosscurrent.cli import options
from crosscurrent.cli.progress import TerminalProgress
from crosscurrent.workflows import export_case
from crosscurrent.workflows.export_case import Exported

export_app = typer.Typer(
    name="export",
    help="Write views of a case for other tools: 4CAT, CooRTweet, the Coordination Network Toolkit, Activity Streams.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
)
CaseOption = Annotated[Path, typer.Option("--case", metavar="DIR", help="Folder of the case; it is not changed.")]
FileOption = Annotated[Path, typer.Option("--out", metavar="FILE", help="File to write; must not exist.")]
FolderOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write into; new or empty.")]


@export_app.command(name="4cat", epilog="Example: `crosscurrent export 4cat --case my-case --out posts-for-4cat.csv`")
def fourcat(case: CaseOption, out: FileOption, quiet: options.QuietOption = False) -> None:
    """Write all posts as a CSV that 4CAT imports as a custom dataset (times are UTC).

    Prints the file and the number of its rows. Cells are as captured: open the file in 4CAT, not in a spreadsheet.
    """
    with TerminalProgress(quiet=quiet) as progress:
        _print(export_case.export_fourcat(case, out, progress))


@export_app.command(
    epilog="Examples:\n\n"
    "- `crosscurrent export coortweet --case my-case --out for-coortweet`\n"
    "- `crosscurrent export coortweet --case my-case --out links --behaviour link`"
)
def coortweet(
    case: CaseOption,
    out: FolderOption,
    behaviour: Annotated[list[str] | None, typer.Option(help="Only this behaviour; may be given again.")] = None,
    quiet: options.QuietOption = False,
) -> None:
    """Write actions as the tables CooRTweet reads, one CSV per behaviour.

    Prints each file and the number of its rows. Times are cut to whole seconds, which is all CooRTweet knows.
    """
    with TerminalProgress(quiet=quiet) as progress:
        _print(export_case.export_coortweet(case, out, behaviour or (), progress))


@export_app.command(epilog="Example: `crosscurrent export cnt --case my-case --out messages.csv`")
def cnt(case: CaseOption, out: FileOption, quiet: options.QuietOption = False) -> None:
    """Write posts with an author and a time as a CSV for the Coordination Network Toolkit.

    Prints the file and the number of its rows.
    """
    with TerminalProgress(quiet=quiet) as progress:
        _print(export_case.export_cnt(case, out, progress))


@export_app.command(epilog="Example: `crosscurrent export activitystreams --case my-case --out posts.jsonl`")
def activitystreams(case: CaseOption, out: FileOption, quiet: options.QuietOption = False) -> None:
    """Write posts as Activity Streams 2.0, one activity (JSON-LD) per line.

    Prints the file and the number of its lines.
    """
    with TerminalProgress(quiet=quiet) as progress:
        _print(export_case.export_activitystreams(case, out, progress))


@export_app.command(epilog="Example: `crosscurrent export parquet --case my-case --out tables`")
def parquet(case: CaseOption, out: FolderOption, quiet: options.QuietOption = False) -> None:
    """Write every table of the case as one Parquet file.

    Prints each file and the number of its rows. Every row leads back to a capture and a place in it.
    """
    with TerminalProgress(quiet=quiet) as progress:
        _print(export_case.export_parquet(case, out, progress))


def _print(exported: Exported) -> None:
    for path, rows in exported.files:
        typer.echo(f"{path}\t{rows}")
