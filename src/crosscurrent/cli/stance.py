"""``crosscurrent detect stance-sample`` and ``detect stance``: ask people what posts say of a target, then look."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crosscurrent.cli import options
from crosscurrent.cli.options import OnBadRow, read_options
from crosscurrent.cli.progress import TerminalProgress

if TYPE_CHECKING:
    from crosscurrent.workflows.detect_stance import StanceQuestion
    from crosscurrent.workflows.investigate_stance import StanceAsked
    from crosscurrent.workflows.stance_sheet import Drawn
    from crosscurrent.workflows.texts_of_case import Texts

TargetOption = Annotated[str, typer.Option("--target", metavar="NAME", help="Whom or what the posts are about.")]
RoleOption = Annotated[
    str | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        help="Public role in which the posts speak of it: party, minister, company, country, policy, event and so on; "
        "private persons are never studied.",
    ),
]
AliasOption = Annotated[
    list[str] | None,
    typer.Option("--alias", metavar="NAME", help="Another name it goes by, or an @name; may be given several times."),
]
LabelsOption = Annotated[
    list[Path] | None,
    typer.Option("--labels", metavar="FILE.csv", help="Sheet that raters filled in; once per rater's copy."),
]
KeyOption = Annotated[Path | None, typer.Option("--key", metavar="FILE.csv", help="Key of a blind sheet.")]
ClassifierOption = Annotated[
    Path | None,
    typer.Option(
        "--classifier",
        metavar="FILE",
        help="Labels of a classifier (CSV or Parquet: post_uid, stance, classifier, version); measured against people.",
    ),
]
#: The options of stance on another command, by name.
StanceOptions = Mapping[str, Any]
BoundaryOption = Annotated[
    list[str] | None,
    typer.Option(
        "--boundary",
        metavar="TIME",
        help="Begin of a phase fixed before anybody labelled, in place of phases found; may be given several times.",
    ),
]
SAMPLE_EPILOG = (
    "Examples:\n\n"
    "- `crosscurrent detect stance-sample posts.csv --target 'Harbour Party' --role party --out labels.csv`\n"
    "- `crosscurrent detect stance-sample captures/ --target 'Harbour Party' --role party --alias 海港党 "
    "--alias @harbourparty --blind --out labels.csv`"
)
EPILOG = (
    "Examples:\n\n"
    "- `crosscurrent detect stance posts.csv --target 'Harbour Party' --role party --labels labels.csv --out found`\n"
    "- `crosscurrent detect stance captures/ --target 'Harbour Party' --role party --labels ann.csv --labels ben.csv "
    "--key labels.key.csv --out found`"
)


def stance_sample(
    posts: options.PostsArgument,
    target: TargetOption,
    out: Annotated[Path, typer.Option(metavar="FILE.csv", help="Sheet for two raters; never overwritten.")],
    role: RoleOption = None,
    alias: AliasOption = None,
    post_ids: Annotated[
        Path | None,
        typer.Option("--post-ids", metavar="FILE", help="List of posts, in place of those that name the target."),
    ] = None,
    size: Annotated[int, typer.Option(help="Posts to draw.")] = 200,
    blind: Annotated[
        bool, typer.Option("--blind", help="Hide id, time and platform from raters; a key is written beside the sheet.")
    ] = False,
    seed: options.SeedOption = 1,
    columns: options.MapOption = None,
    assume_zone: options.ZoneOption = None,
    encoding: options.EncodingOption = None,
    platform: options.PlatformOption = None,
    on_bad_row: options.BadRowOption = OnBadRow.stop,
    mapping: options.MappingOption = None,
    quiet: options.QuietOption = False,
) -> None:
    """Draw posts about a target, spread over time, and write a sheet for two people to label.

    A post is about the target if its text names it. Raters write 1 (for), 0 (neither) or -1 (against) into their
    column, and nothing where they cannot say. The sheet shows no account.
    """
    from crosscurrent.workflows.stance_sheet import Drawing, draw_sheet

    declared = options.with_mapping(read_options(columns, assume_zone, on_bad_row, encoding, platform), mapping)
    question = _question(target, role, alias)
    with TerminalProgress(quiet=quiet) as progress:
        drawn = draw_sheet(posts, question, out, Drawing(size, seed, blind, post_ids), declared, progress)
    _say(drawn.texts, _drawn_sentences(drawn))
    for path in drawn.paths:
        typer.echo(str(path))


def stance(
    posts: options.PostsArgument,
    target: TargetOption,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the findings.")],
    role: RoleOption = None,
    alias: AliasOption = None,
    labels: LabelsOption = None,
    key: KeyOption = None,
    classifier: ClassifierOption = None,
    boundary: BoundaryOption = None,
    scale: Annotated[int, typer.Option(help="Labels are whole numbers from -SCALE to SCALE.")] = 1,
    seed: options.SeedOption = 1,
    columns: options.MapOption = None,
    assume_zone: options.ZoneOption = None,
    encoding: options.EncodingOption = None,
    platform: options.PlatformOption = None,
    on_bad_row: options.BadRowOption = OnBadRow.stop,
    mapping: options.MappingOption = None,
    quiet: options.QuietOption = False,
) -> None:
    """Find phases of stance towards a target in posts that people labelled.

    Writes labels, agreement, posts, phases, contrasts and the series over time (Parquet), summary.json and method.json
    into DIR, and prints the main figures as JSON. A contrast is claimed only where two people agree far enough, the
    order of stances is no chance and intervals are disjoint. Stances belong to posts, never to accounts.
    """
    from crosscurrent.detectors.stance.parameters import Parameters
    from crosscurrent.workflows.detect_stance import LabelFiles, detect_stance

    declared = options.with_mapping(read_options(columns, assume_zone, on_bad_row, encoding, platform), mapping)
    question, files = _question(target, role, alias), LabelFiles(tuple(labels or ()), key, classifier)
    parameters = Parameters(scale=scale, seed=seed, boundaries_us=_boundaries(boundary, assume_zone))
    with TerminalProgress(quiet=quiet) as progress:
        run = detect_stance(posts, question, files, out, declared, parameters, progress)
    found = run.stance.summary
    _say(run.texts, found["words"])
    if not found["input"]["labels"]:
        typer.echo("Next: `crosscurrent detect stance-sample` draws a sheet for two people to fill in.", err=True)
    shown = ("status", "reason", "input", "agreement", "classifiers", "permutation_p", "phases", "contrasts")
    typer.echo(json.dumps({name: found[name] for name in shown}, indent=2))


def _question(target: str, role: str | None, alias: list[str] | None) -> StanceQuestion:
    from crosscurrent.detectors.stance.parameters import Target
    from crosscurrent.workflows.detect_stance import StanceQuestion

    return StanceQuestion(Target(target, role or ""), tuple(alias or ()))


def _boundaries(written: list[str] | None, zone: str | None) -> tuple[int, ...] | None:
    from crosscurrent.model.time import read_time, zone_named

    if not written:
        return None
    known = None if zone is None else zone_named(zone)
    return tuple(sorted({read_time(each, known, "--boundary").at_us for each in written}))


def _drawn_sentences(drawn: Drawn) -> list[str]:
    shown, left = drawn.sample.to_label.num_rows, drawn.about - drawn.sample.population
    said = [
        f"{drawn.about} of {drawn.texts.posts} posts are about the target.",
        f"{shown} of {drawn.sample.population} of them were drawn, spread over time.",
    ]
    if left:
        said.append(f"Without text or without a time to the day, and not drawn: {left}.")
    if drawn.unknown:
        said.append(f"Ids of the list that no post has: {drawn.unknown}.")
    if drawn.cut:
        said.append(f"Texts longer than a cell, of which raters see the beginning: {drawn.cut}.")
    return [
        *said,
        "Give two raters a copy each; each fills in one column alone: 1 for, 0 neither, -1 against, empty if unsure.",
    ]


def _say(texts: Texts, words: list[str]) -> None:
    said = [f"{name}: {reason}" for name, reasons in texts.reasons.items() for reason in reasons]
    for sentence in [*said, *words]:
        typer.echo(sentence, err=True)


# --- the same options on ``investigate`` -----------------------------------------------------------


def _on_another_command(
    target: Annotated[
        str | None,
        typer.Option(
            "--target", metavar="NAME", help="Party, minister, country …: also ask whether posts about it turned."
        ),
    ] = None,
    role: RoleOption = None,
    alias: AliasOption = None,
    labels: LabelsOption = None,
    key: KeyOption = None,
    classifier: ClassifierOption = None,
    boundary: BoundaryOption = None,
) -> None:
    """Hold the options that :func:`with_stance_options` adds."""


def with_stance_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of stance to a command, which gets them in one, as ``stance``.

    Args:
        command: A command with a parameter ``stance``.
    """
    whole = inspect.signature(command, eval_str=True)
    own = [each for name, each in whole.parameters.items() if name != "stance"]
    added = inspect.signature(_on_another_command, eval_str=True).parameters

    @wraps(command)
    def run(**given: Any) -> None:
        stance = {name: given.pop(name) for name in added}
        command(**given, stance={**stance, "zone": given.get("assume_zone")})

    signature = whole.replace(parameters=[*own, *added.values()])
    run.__signature__ = signature  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in signature.parameters.values()}
    return run


def stance_asked(given: StanceOptions | None) -> StanceAsked:
    """Return what was declared on the question of stance.

    Raises:
        TargetRefused: No public role, no name, or names and labels without a target.
        LabelsRefused: The labels have mistakes; each is named.
    """
    from crosscurrent.detectors.stance.parameters import Parameters
    from crosscurrent.workflows.detect_stance import LabelFiles
    from crosscurrent.workflows.investigate_stance import StanceAsked

    if given is None:
        return StanceAsked()
    files = LabelFiles(tuple(given["labels"] or ()), given["key"], given["classifier"])
    parameters = Parameters(boundaries_us=_boundaries(given["boundary"], given["zone"]))
    return StanceAsked(given["target"], given["role"] or "", tuple(given["alias"] or ()), files, parameters)
