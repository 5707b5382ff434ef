"""``crosscurrent capture explain``: what a file is, why, what is read of it, and how to map it if nothing is."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from crosscurrent.cli import options
from crosscurrent.connectors.base import REPORT
from crosscurrent.evidence.layout import printable

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
_MOST_FIELDS, _WIDTH = 60, 100
EXAMPLES = (
    "Examples:\n\n"
    "- `crosscurrent capture explain posts.csv`\n"
    "- `crosscurrent capture explain odd.xlsx > odd.xlsx.mapping.toml`: where nothing is recognised, standard output "
    "is a mapping to start from\n"
    "- `crosscurrent capture explain odd.csv --mapping odd.csv.mapping.toml`\n"
    "- `crosscurrent capture explain capture.ndjson --json | jq .unknown`"
)


def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to look at. Nothing is written.")],
    as_json: JsonOption = False,
    mapping: options.MappingOption = None,
    assume_zone: options.ZoneOption = None,
    columns: options.MapOption = None,
    encoding: options.EncodingOption = None,
    platform: options.PlatformOption = None,
) -> None:
    """Say what a file is and why, which fields are read, left over or unknown, and show a row of result per table.

    Where nothing is recognised: how each column looks, the nearest known layouts and, on standard output, a mapping
    ready to be saved as `FILE.mapping.toml`. A mapping of that name beside the file is used.
    """
    from crosscurrent.workflows.explain_capture import explain as look

    declared = options.read_options(columns, assume_zone, options.OnBadRow(REPORT), encoding, platform)
    about = look(file, options.with_mapping(declared, mapping, file))
    if as_json:
        typer.echo(json.dumps(asdict(about), ensure_ascii=True, indent=1, default=_plain))
    elif about.format_id is None:
        _print_unread(about)
    else:
        _print_read(about)


def _print_read(about: Any) -> None:
    _say(f"{about.name}: {about.format_id} (certainty {about.certainty:.2f})")
    for title, lines in (
        ("tool", [about.tool] if about.tool else []),
        ("times", [about.time] if about.time else []),
        ("why", about.reasons),
        ("also fits", [f"{name} ({certainty:.2f})" for name, certainty in about.others.items()]),
        ("fields read", _folded(about.used)),
        ("fields left over", _folded(about.left)),
        (
            "fields unknown",
            [f"{each.path}: {each.records} times, first at {each.first}" for each in about.unknown[:40]],
        ),
        ("records", [_records(about)]),
        ("not kept", [f"{reason}: {times}" for reason, times in about.rejected.items()]),
        ("notes", about.notes),
    ):
        _section(title, lines)
    for table, cells in about.rows.items():
        _section(f"first row of {table}", [f"{name} = {_cell(value)}" for name, value in cells.items()])
    if about.refusal:
        typer.echo(_lines(about.refusal), err=True)


def _records(about: Any) -> str:
    share = "the whole file" if about.is_all else "its beginning"
    return f"{about.records_read} read ({share}), {about.records_kept} kept"


def _print_unread(about: Any) -> None:
    typer.echo(_lines(about.refusal), err=True)
    for each in about.nearest:
        typer.echo(f"near: {printable(each)}", err=True)
    for each in about.columns:
        form = f", {each.form}" if each.form else ""
        shown = " | ".join(each.examples)
        words = f"column {each.name!r}: {each.sort}{form}, filled {each.filled:.0%}, different {each.distinct:.0%}"
        typer.echo(printable(f"{words}; {shown}"), err=True)
    if about.mapping:
        typer.echo(about.mapping, nl=False)
        short = (
            "" if about.is_enough else " It names nothing yet that tells posts apart: map post_id, url, title or text."
        )
        typer.echo(
            f"Save this as {printable(about.name)}.mapping.toml beside the file, correct it, and run the command again."
            + short,
            err=True,
        )


def _say(text: str) -> None:
    typer.echo(printable(text))


def _section(title: str, lines: Any) -> None:
    if lines:
        _say(f"{title}:")
        for line in lines:
            _say(f"  {line}")


def _folded(names: Any) -> list[str]:
    """Return names as lines of bounded width."""
    lines, line = [], ""
    for name in names[:_MOST_FIELDS]:
        if line and len(line) + len(name) > _WIDTH:
            lines.append(line)
            line = ""
        line += f"{', ' if line else ''}{name}"
    more = len(names) - _MOST_FIELDS
    return [*lines, *([line] if line else []), *([f"and {more} more (--json lists all)"] if more > 0 else [])]


def _cell(value: Any) -> str:
    text = _plain(value) if isinstance(value, datetime | date) else str(value)
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.splitlines())
