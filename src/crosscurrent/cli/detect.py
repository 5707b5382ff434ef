"""``crosscurrent detect``: ask one question of tables, with no case."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crosscurrent.cli import options
from crosscurrent.cli import stance as stance_commands
from crosscurrent.cli import topics as topics_command
from crosscurrent.cli.durations import read_windows_us
from crosscurrent.cli.options import OnBadRow, read_options
from crosscurrent.cli.progress import TerminalProgress

if TYPE_CHECKING:
    from crosscurrent.workflows.texts_of_case import Texts

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


OutOption = Annotated[Path, typer.Option(metavar="DIR", help="Folder for the findings.")]


@detect_app.command(
    name="text-reuse",
    epilog="Examples:\n\n"
    "- `crosscurrent detect text-reuse posts.csv --out findings`\n"
    "- `crosscurrent detect text-reuse articles.json videos.ndjson --encoder none --out findings`",
)
def text_reuse(
    posts: options.PostsArgument,
    out: OutOption,
    encoder: options.EncoderOption = None,
    columns: options.MapOption = None,
    assume_zone: options.ZoneOption = None,
    encoding: options.EncodingOption = None,
    platform: options.PlatformOption = None,
    on_bad_row: options.BadRowOption = OnBadRow.stop,
    mapping: options.MappingOption = None,
    quiet: options.QuietOption = False,
) -> None:
    """Find texts that repeat each other: copies, excerpts, rewordings, translations, with the passages they share.

    Writes texts, relations, passages, groups and echoes (Parquet), summary.json and method.json into DIR, and prints
    the main figures as JSON. That a text is reused is no finding of coordination. Echoes are texts that state the same
    rare numbers, days, names or quoted words, in any language, in headlines, captions, pictures or speech.
    """
    from crosscurrent.workflows.detect_texts import detect_text_reuse

    declared = options.with_mapping(read_options(columns, assume_zone, on_bad_row, encoding, platform), mapping)
    with TerminalProgress(quiet=quiet) as progress:
        run = detect_text_reuse(posts, out, declared, encoder, progress)
    _say(run.texts, run.reuse.summary)
    shown = ("status", "input", "relations", "contrary", "benign", "groups", "encoder", "unanswered")
    echoed = {key: run.reuse.summary["echoes"][key] for key in ("echoes", "contrary", "by_parts")}
    typer.echo(json.dumps({key: run.reuse.summary[key] for key in shown} | {"echoes": echoed}, indent=2))


@detect_app.command(
    epilog="Examples:\n\n"
    "- `crosscurrent detect lineage posts.csv --out findings`\n"
    "- `crosscurrent detect lineage articles.json videos.ndjson --tiers my-tiers.toml --out findings`"
)
def lineage(
    posts: options.PostsArgument,
    out: OutOption,
    tiers: options.TiersOption = None,
    encoder: options.EncoderOption = None,
    columns: options.MapOption = None,
    assume_zone: options.ZoneOption = None,
    encoding: options.EncodingOption = None,
    platform: options.PlatformOption = None,
    on_bad_row: options.BadRowOption = OnBadRow.stop,
    mapping: options.MappingOption = None,
    quiet: options.QuietOption = False,
) -> None:
    """Find the earliest known post of every text, its most probable copies, and copies without credit.

    Writes nodes, copies without credit, first appearances, steps between platforms and hidden intermediates (Parquet),
    summary.json and method.json into DIR, the comparison of texts into DIR/text_reuse, and prints the main figures as
    JSON. Earliest known means earliest in these files.
    """
    from crosscurrent.workflows.detect_lineage import detect_lineage

    declared = options.with_mapping(read_options(columns, assume_zone, on_bad_row, encoding, platform), mapping)
    with TerminalProgress(quiet=quiet) as progress:
        run = detect_lineage(posts, out, declared, encoder, tiers, progress)
    _say(run.texts.texts, run.lineage.summary)
    typer.echo(json.dumps({key: run.lineage.summary[key] for key in ("status", "reason", "input")}, indent=2))


@detect_app.command(
    epilog="Example:\n\n- `crosscurrent detect timing posts.csv --events debates.csv --assume-zone UTC --out findings`"
)
def timing(
    posts: options.PostsArgument,
    events: Annotated[
        Path, typer.Option("--events", metavar="FILE.csv", help="List of events: at, label, kind; see the reference.")
    ],
    out: OutOption,
    columns: options.MapOption = None,
    assume_zone: options.ZoneOption = None,
    encoding: options.EncodingOption = None,
    platform: options.PlatformOption = None,
    on_bad_row: options.BadRowOption = OnBadRow.stop,
    mapping: options.MappingOption = None,
    quiet: options.QuietOption = False,
) -> None:
    """Find bursts of posts, and whether they follow the events of a list or as often as chance lets them.

    Writes bursts, tests after events, reactions and comparisons of triggers (Parquet), summary.json and method.json
    into DIR, and prints the main figures as JSON. What follows an event was not therefore caused by it.
    """
    from crosscurrent.workflows.detect_timing import detect_timing

    declared = options.with_mapping(read_options(columns, assume_zone, on_bad_row, encoding, platform), mapping)
    with TerminalProgress(quiet=quiet) as progress:
        run = detect_timing(posts, events, out, declared, progress)
    _say(run.texts, run.timing.summary)
    typer.echo(
        json.dumps({key: run.timing.summary[key] for key in ("status", "reason", "input", "questions")}, indent=2)
    )


detect_app.command(name="topics", epilog=topics_command.EPILOG)(topics_command.topics)
detect_app.command(name="stance-sample", epilog=stance_commands.SAMPLE_EPILOG)(stance_commands.stance_sample)
detect_app.command(name="stance", epilog=stance_commands.EPILOG)(stance_commands.stance)


def _say(texts: Texts, summary: dict[str, Any]) -> None:
    said = [f"{name}: {reason}" for name, reasons in texts.reasons.items() for reason in reasons]
    for sentence in [*said, *(summary.get("words") or ())]:
        typer.echo(sentence, err=True)
