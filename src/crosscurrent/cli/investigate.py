"""``crosscurrent investigate``: files in, a checkable report out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crosscurrent.cli.capture import BAD_ROW_HELP, OnBadRow, actor_name, read_mapping
from crosscurrent.cli.durations import WINDOWS_HELP, read_windows_us
from crosscurrent.cli.progress import TerminalProgress

LABELS = {
    "groups": "coordinated groups",
    "accounts": "accounts in them",
    "pairs": "pairs of accounts that stand out",
    "shuffled": "pairs that would with times shuffled",
    "rows": "rows kept",
}


def investigate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to seal, read and examine.")],
    case: Annotated[Path, typer.Option("--case", metavar="DIR", help="Folder of the case; made if new or empty.")],
    window: Annotated[
        list[str] | None,
        typer.Option(metavar="DURATION", help=WINDOWS_HELP),
    ] = None,
    min_objects: Annotated[int, typer.Option(help="Fewest distinct objects two accounts must co-act on.")] = 2,
    fdr: Annotated[float, typer.Option(help="Share of false pairs tolerated among the significant ones.")] = 0.001,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 1,
    engine: Annotated[str, typer.Option(help="Where the work runs: local or spark.")] = "local",
    title: Annotated[str | None, typer.Option(help="Title of the report; the folder's name by default.")] = None,
    language: Annotated[str, typer.Option(help="Language the report opens in: en or fr.")] = "en",
    tool: Annotated[str | None, typer.Option(help="Tool that wrote the files.")] = None,
    note: Annotated[str | None, typer.Option(help="Where the files come from, in your words.")] = None,
    by: Annotated[str | None, typer.Option(help="Who investigates; your login name by default.")] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--map", metavar="OURS=COLUMN,...", help="Which column of the file is which.")
    ] = None,
    assume_zone: Annotated[str | None, typer.Option(help="Zone of times written without an offset.")] = None,
    platform: Annotated[str | None, typer.Option(help="Platform, where the file does not say.")] = None,
    on_bad_row: Annotated[OnBadRow, typer.Option(help=BAD_ROW_HELP)] = OnBadRow.stop,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")] = False,
) -> None:
    """Seal files, read them, look for coordination and write a report that leads back to every post.

    Prints where the report is and the five numbers that matter. Interrupted, the same command goes on where it was.

    Examples:
    - `crosscurrent investigate posts.csv --case my-case`

    - `crosscurrent investigate *.csv.gz --case my-case --assume-zone UTC --window 60s --window 5m`

    - `crosscurrent investigate posts.csv --case my-case --on-bad-row report --language fr`
    """
    from crosscurrent.connectors.base import ReadOptions
    from crosscurrent.detectors.coordination.parameters import Parameters
    from crosscurrent.evidence.captures import CaptureFacts
    from crosscurrent.workflows.investigate import Investigation
    from crosscurrent.workflows.investigate import investigate as run

    declared = Investigation(
        options=ReadOptions(
            mapping=read_mapping(columns or []), assume_zone=assume_zone, on_bad_row=on_bad_row.value, platform=platform
        ),
        parameters=Parameters(min_objects=min_objects, fdr=fdr, seed=seed, windows_us=read_windows_us(window)),
        facts=CaptureFacts(tool=tool, source_note=note),
        engine=engine,
        title=title,
        language=language,
    )
    with TerminalProgress(quiet=quiet) as progress:
        outcome = run(files, case, actor_name(by), declared, progress)
    for added in outcome.added:
        for reason in added.reasons:
            typer.echo(f"{added.capture.path}: {reason}", err=True)
    if outcome.resumed:
        typer.echo(f"Finished before and not repeated: {', '.join(outcome.resumed)}.", err=True)
    for sentence in outcome.words:
        typer.echo(sentence, err=True)
    typer.echo(f"report: {outcome.report}")
    for name, value in outcome.numbers.items():
        typer.echo(f"{LABELS[name]}: {'not run' if value is None else value}")
