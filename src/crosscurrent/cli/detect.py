"""``crosscurrent detect``: ask one question of tables, with no case."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from crosscurrent.cli.capture import BAD_ROW_HELP, OnBadRow, read_mapping
from crosscurrent.cli.durations import WINDOWS_HELP, read_windows_us
from crosscurrent.cli.progress import TerminalProgress

EVENTS_HELP = "CSV, TSV, NDJSON or Parquet files; - is standard input."

detect_app = typer.Typer(
    name="detect",
    help="Ask one question of tables; no case needed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
)


@detect_app.callback()
def _detect() -> None:
    """Ask one question of tables; no case needed."""


@detect_app.command(
    epilog="Examples:\n\n"
    "- `crosscurrent detect coordination events.csv --window 60s --out findings`\n"
    "- `crosscurrent detect coordination a.csv.gz b.parquet --window 10s --window 5m --out findings`\n"
    "- `zcat events.csv.gz | crosscurrent detect coordination - --window 60s --all-pairs --out findings`\n"
    "- `crosscurrent detect coordination log.csv --map account_id=who,object_id=url,timestamp=when --out findings`"
)
def coordination(
    events: Annotated[list[str], typer.Argument(metavar="EVENTS...", help=EVENTS_HELP)],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the findings.")],
    window: Annotated[
        list[str] | None,
        typer.Option(metavar="DURATION", help=WINDOWS_HELP),
    ] = None,
    min_objects: Annotated[int, typer.Option(help="Fewest distinct objects two accounts must co-act on.")] = 2,
    fdr: Annotated[float, typer.Option(help="Share of false pairs tolerated among the significant ones.")] = 0.001,
    all_pairs: Annotated[bool, typer.Option("--all-pairs", help="Keep every pair with enough objects.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 1,
    engine: Annotated[str, typer.Option(help="Where the work runs: local or spark.")] = "local",
    columns: Annotated[
        list[str] | None, typer.Option("--map", metavar="OURS=COLUMN,...", help="Which column of the file is which.")
    ] = None,
    assume_zone: Annotated[str | None, typer.Option(help="Zone of times written without an offset.")] = None,
    on_bad_row: Annotated[OnBadRow, typer.Option(help=BAD_ROW_HELP)] = OnBadRow.stop,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")] = False,
) -> None:
    """Find accounts that act on the same objects at the same times more often than chance explains.

    Writes pairs, groups, evidence and group actions (Parquet), the network (GraphML, GEXF), summary.json and
    method.json into DIR, and prints the main figures as JSON.
    """
    from crosscurrent.connectors.base import ReadOptions
    from crosscurrent.detectors.coordination.parameters import Parameters
    from crosscurrent.workflows.detect_coordination import detect_coordination

    parameters = Parameters(
        min_objects=min_objects, fdr=fdr, all_pairs=all_pairs, seed=seed, windows_us=read_windows_us(window)
    )
    options = ReadOptions(mapping=read_mapping(columns or []), assume_zone=assume_zone, on_bad_row=on_bad_row.value)
    with TerminalProgress(quiet=quiet) as progress:
        run = detect_coordination(events, out, options, parameters, engine, progress, sys.stdin.buffer)
    for name, reasons in run.files.reasons.items():
        for reason in reasons:
            typer.echo(f"{name}: {reason}", err=True)
    for sentence in run.findings.summary["words"]:
        typer.echo(sentence, err=True)
    typer.echo(json.dumps(_figures(run.findings.summary), indent=2))


def _figures(summary: dict[str, object]) -> dict[str, object]:
    return {key: summary[key] for key in ("status", "reason", "input", "tests", "permutation", "power")} | {
        "groups": len(summary["groups"])  # type: ignore[arg-type]
    }
