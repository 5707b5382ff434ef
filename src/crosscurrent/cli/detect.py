"""``crosscurrent detect``: ask one question of tables, with no case."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from crosscurrent.cli import options
from crosscurrent.cli.durations import read_windows_us
from crosscurrent.cli.options import OnBadRow, read_options
from crosscurrent.cli.progress import TerminalProgress

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
    events: Annotated[
        list[str],
        typer.Argument(metavar="EVENTS...", help="CSV, TSV, NDJSON or Parquet files; - is standard input."),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the findings.")],
    window: options.WindowOption = None,
    min_objects: options.MinObjectsOption = 2,
    fdr: options.FdrOption = 0.001,
    all_pairs: Annotated[
        bool, typer.Option("--all-pairs", help="Keep every pair with enough objects, tested or not.")
    ] = False,
    seed: options.SeedOption = 1,
    engine: options.EngineOption = "local",
    columns: options.MapOption = None,
    assume_zone: options.ZoneOption = None,
    encoding: options.EncodingOption = None,
    on_bad_row: options.BadRowOption = OnBadRow.stop,
    quiet: options.QuietOption = False,
) -> None:
    """Find accounts that act on the same objects at the same times more often than chance explains.

    Writes pairs, groups, evidence and group actions (Parquet), the network (GraphML, GEXF), summary.json and
    method.json into DIR, and prints the main figures as JSON.
    """
    from crosscurrent.detectors.coordination.parameters import Parameters
    from crosscurrent.workflows.detect_coordination import detect_coordination

    parameters = Parameters(read_windows_us(window), min_objects, fdr, seed=seed, all_pairs=all_pairs)
    declared = read_options(columns, assume_zone, on_bad_row, encoding)
    with TerminalProgress(quiet=quiet) as progress:
        run = detect_coordination(events, out, declared, parameters, engine, progress, sys.stdin.buffer)
    said = [f"{name}: {reason}" for name, reasons in run.files.reasons.items() for reason in reasons]
    for sentence in [*said, *run.findings.summary["words"]]:
        typer.echo(sentence, err=True)
    typer.echo(json.dumps(_figures(run.findings.summary), indent=2))


def _figures(summary: dict[str, Any]) -> dict[str, Any]:
    shown = ("status", "reason", "input", "tests", "permutation", "power")
    return {key: summary[key] for key in shown} | {"groups": len(summary["groups"])}
