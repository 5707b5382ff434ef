"""``crosscurrent connectors``: what can be read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from crosscurrent.cli.explain import JsonOption
from crosscurrent.errors import UsageRefused
from crosscurrent.evidence.layout import printable


class ConnectorUnknown(UsageRefused):
    """A connector was asked for that does not exist."""

    code = "E-USAGE-203"

    @classmethod
    def named(cls, name: str, known: list[str]) -> ConnectorUnknown:
        """Build the error."""
        return cls(
            f"there is no connector {printable(name)!r}", where="NAME", next_step=f"There are: {', '.join(known)}."
        )


def connectors(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One connector, or one layout: NAME/LAYOUT.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List what can be read: tab-separated, one layout a line, with a header line; with NAME, all that is known of it.

    Examples: `crosscurrent connectors`, `crosscurrent connectors | grep -i weibo | cut -f1,3`,
    `crosscurrent connectors reddit`, `crosscurrent connectors --json | jq '.[].name'`
    """
    from crosscurrent.connectors import registry

    specs = {each.name: each.spec for each in registry.connectors()}
    wanted, _, layout = (name or "").partition("/")
    if name is not None and (wanted not in specs or (layout and layout not in _layout_names(specs[wanted]))):
        raise ConnectorUnknown.named(name, sorted(specs))
    chosen = [specs[wanted]] if name is not None else list(specs.values())
    if as_json:
        typer.echo(json.dumps(chosen, ensure_ascii=True, indent=1, default=str))
    elif name is None:
        _print_table(chosen)
    else:
        _print_one(chosen[0], layout)


def _layout_names(spec: Mapping[str, Any]) -> list[str]:
    return [each["name"] for each in spec.get("layouts", ())]


def _print_table(specs: list[Any]) -> None:
    typer.echo("\t".join(("format", "platforms", "tool", "inputs")))
    for spec in specs:
        for layout in spec.get("layouts", ()):
            platforms = layout.get("platforms") or spec.get("platforms") or ["any"]
            cells = (
                f"{spec['name']}/{layout['name']}", ", ".join(platforms), layout.get("tool", ""),
                "; ".join(spec.get("inputs", ())),
            )  # fmt: skip
            typer.echo("\t".join(printable(str(cell)) for cell in cells))


def _print_one(spec: Mapping[str, Any], wanted: str) -> None:
    typer.echo(f"{spec['name']}, version {spec['version']}: {spec['question']}")
    for title, lines in (("inputs", spec.get("inputs", ())), ("tables", spec.get("output_tables", ()))):
        typer.echo(f"{title}: {'; '.join(lines)}")
    for layout in spec.get("layouts", ()):
        if wanted in ("", layout["name"]):
            typer.echo(f"\n{spec['name']}/{layout['name']}")
            _print_layout(layout)
    limits = spec.get("limits", {})
    for line in limits.get("cannot_show", ()) if isinstance(limits, dict) else ():
        typer.echo(f"cannot show: {line}")
    for reference in spec.get("references", ()):
        typer.echo(f"reference: {reference.get('title', '')} {reference.get('url', '')}".rstrip())


def _print_layout(layout: Mapping[str, Any]) -> None:
    for key in ("tool", "platforms", "known_from", "columns", "time", "note"):
        value = layout.get(key)
        if value:
            typer.echo(f"  {key}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    parts = layout.get("fields", {})
    for part in [parts, *(each for each in parts.values() if isinstance(each, dict))]:
        for key in ("used", "left"):
            if part.get(key):
                typer.echo(f"  {key}: {', '.join(part[key])}")
