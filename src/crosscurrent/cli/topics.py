"""``crosscurrent detect topics``: propose groups of related posts, for people to name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crosscurrent.cli import options
from crosscurrent.cli.options import OnBadRow, read_options
from crosscurrent.cli.progress import TerminalProgress
from crosscurrent.evidence.layout import printable

if TYPE_CHECKING:
    from crosscurrent.workflows.detect_topics import Proposed, TopicRun

#: Topics that are printed; all are in the tables.
MOST_PRINTED = 20
EPILOG = (
    "Examples:\n\n"
    "- `crosscurrent detect topics posts.csv --out findings`\n"
    "- `crosscurrent detect topics articles.json videos.ndjson --names findings/topic-names.csv --out findings`"
)
NamesOption = Annotated[
    Path | None,
    typer.Option(
        "--names", metavar="FILE.csv", help="Names people gave: topic_id, name, named_by, date, note; see the how-to."
    ),
]


def topics(
    posts: options.PostsArgument,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the findings.")],
    names: NamesOption = None,
    encoder: options.EncoderOption = None,
    columns: options.MapOption = None,
    assume_zone: options.ZoneOption = None,
    encoding: options.EncodingOption = None,
    platform: options.PlatformOption = None,
    on_bad_row: options.BadRowOption = OnBadRow.stop,
    mapping: options.MappingOption = None,
    quiet: options.QuietOption = False,
) -> None:
    """Propose topics: posts that share texts, links or hashtags. People name them.

    Writes topics, facts, days and posts (Parquet), summary.json, method.json and topic-names.csv, a list to write names
    into, into DIR, the comparison of texts into DIR/text_reuse, and prints the main figures as JSON. A list of names
    that is there is never changed. Run again into the same DIR, topics that are still together keep their ids.
    """
    from crosscurrent.workflows.detect_topics import detect_topics, name_sentences

    declared = options.with_mapping(read_options(columns, assume_zone, on_bad_row, encoding, platform), mapping)
    with TerminalProgress(quiet=quiet) as progress:
        run = detect_topics(posts, out, declared, encoder, names, progress)
    read = run.texts.texts
    said = [f"{name}: {reason}" for name, reasons in read.reasons.items() for reason in reasons]
    said += name_sentences(run.proposed, None if names is None else printable(names.name))
    for sentence in [*said, *run.proposed.topics.summary["words"], *_list_sentence(run)]:
        typer.echo(sentence, err=True)
    typer.echo(json.dumps(_figures(run.proposed), indent=2, ensure_ascii=False))


def _list_sentence(run: TopicRun) -> list[str]:
    return [] if run.listed is None else [f"Write names into {run.listed} and hand it in with --names."]


def _figures(proposed: Proposed) -> dict[str, Any]:
    summary = proposed.topics.summary
    names = {one.topic_id: one for one in proposed.names}
    rows = proposed.topics.facts.slice(0, MOST_PRINTED).to_pylist()
    shown = ("topic_id", "posts", "accounts", "platforms", "languages", "terms")
    listed = [
        {name: _shown(row[name]) for name in shown}
        | {name: str(row[name]) if row[name] else None for name in ("first_at", "last_at")}
        | {"name": printable(names[row["topic_id"]].name) if row["topic_id"] in names else None}
        for row in rows
    ]
    figures = {name: summary[name] for name in ("status", "reason", "posts", "posts_placed", "topics", "ids")}
    left_out = proposed.topics.facts.num_rows - len(rows)
    return {**figures, "names": len(names), "proposed": listed, "not_printed": left_out}


def _shown(cell: object) -> object:
    return [printable(str(each)) for each in cell] if isinstance(cell, list) else cell
