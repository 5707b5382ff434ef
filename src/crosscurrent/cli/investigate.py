"""``crosscurrent investigate``: files in, a checkable report out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crosscurrent.cli import options
from crosscurrent.cli.capture import ACTOR_VARIABLE, actor_name, added_sentences
from crosscurrent.cli.durations import read_windows_us
from crosscurrent.cli.options import OnBadRow, read_options
from crosscurrent.cli.progress import TerminalProgress
from crosscurrent.cli.stance import StanceOptions, stance_asked, with_stance_options
from crosscurrent.evidence.layout import printable

if TYPE_CHECKING:
    from crosscurrent.workflows.investigate import Outcome
    from crosscurrent.workflows.investigate_texts import TextQuestions

LABELS = {
    "groups": "coordinated groups",
    "accounts": "accounts in them",
    "pairs": "pairs of accounts that stand out",
    "shuffled": "pairs that would with times shuffled",
    "rows": "rows kept",
}

FilesArgument = Annotated[
    list[Path], typer.Argument(metavar="ANYTHING...", help="Files, folders and archives to seal, read and examine.")
]
ByOption = Annotated[str | None, typer.Option(help=f"Who investigates; else {ACTOR_VARIABLE}, else your login name.")]
EventsOption = Annotated[
    Path | None,
    typer.Option("--events", metavar="FILE.csv", help="List of events (at, label, kind) to hold the posts against."),
]

TopicNamesOption = Annotated[
    Path | None,
    typer.Option(
        "--topic-names", metavar="FILE.csv", help="Names people gave to topics; see topic-names.csv of the case."
    ),
]


@with_stance_options
def investigate(
    files: FilesArgument,
    case: Annotated[Path, typer.Option("--case", metavar="DIR", help="Folder of the case; made if new or empty.")],
    window: options.WindowOption = None,
    min_objects: options.MinObjectsOption = 2,
    fdr: options.FdrOption = 0.001,
    seed: options.SeedOption = 1,
    engine: options.EngineOption = "local",
    texts: Annotated[bool, typer.Option("--texts/--no-texts", help="Whether to ask who copied whom.")] = True,
    events: EventsOption = None,
    encoder: options.EncoderOption = None,
    tiers: options.TiersOption = None,
    topic_names: TopicNamesOption = None,
    title: Annotated[str | None, typer.Option(help="Title of the report; the folder's name by default.")] = None,
    language: Annotated[str, typer.Option(help="Language the report opens in: en or fr.")] = "en",
    tool: Annotated[str | None, typer.Option(help="Tool that wrote the files.")] = None,
    note: Annotated[str | None, typer.Option(help="Where the files come from, in your words.")] = None,
    by: ByOption = None,
    columns: options.MapOption = None,
    assume_zone: options.ZoneOption = None,
    encoding: options.EncodingOption = None,
    platform: options.PlatformOption = None,
    on_bad_row: options.BadRowOption = OnBadRow.stop,
    mapping: options.MappingOption = None,
    quiet: options.QuietOption = False,
    stance: StanceOptions | None = None,
) -> None:
    """Seal files, read them, look for coordination and copied texts, and write a report that leads back to every post.

    Reading texts for rewordings and translations takes about 2 ms for each different one; --encoder none looks for
    copies and excerpts only, --no-texts for neither.

    Prints where the report is and the five numbers that matter. Interrupted, the same command goes on where it was.

    Examples:
    - `crosscurrent investigate posts.csv --case my-case`

    - `crosscurrent investigate captures/ --case my-case --assume-zone UTC`

    - `crosscurrent investigate *.csv.gz --case my-case --assume-zone UTC --window 60s --window 5m`

    - `crosscurrent investigate posts.csv --case my-case --on-bad-row report --language fr`

    - `crosscurrent investigate captures/ --case my-case --events debates.csv --assume-zone America/Toronto`
    """
    from crosscurrent.detectors.coordination.parameters import Parameters
    from crosscurrent.evidence.captures import CaptureFacts
    from crosscurrent.workflows.investigate import Investigation
    from crosscurrent.workflows.investigate import investigate as run

    questions = _questions(texts, encoder, tiers, events, assume_zone, topic_names)
    read = options.with_mapping(read_options(columns, assume_zone, on_bad_row, encoding, platform), mapping)
    parameters = Parameters(read_windows_us(window), min_objects, fdr, seed=seed)
    facts = CaptureFacts(tool=tool, source_note=note)
    with TerminalProgress(quiet=quiet) as progress:
        declared = Investigation(read, parameters, facts, engine, title, language, questions, stance_asked(stance))
        _print(run(files, case, actor_name(by), declared, progress))


def _questions(
    texts: bool, encoder: Path | None, tiers: Path | None, events: Path | None, zone: str | None, names: Path | None
) -> TextQuestions:
    from crosscurrent.workflows.investigate_texts import TextQuestions

    if not texts and any(each is not None for each in (encoder, tiers, events, names)):
        raise typer.BadParameter("--encoder, --tiers, --events and --topic-names need texts: leave out --no-texts.")
    return TextQuestions(texts, encoder, tiers, events, zone, names)


def _print(outcome: Outcome) -> None:
    said = [f"{printable(added.place)}: {sentence}" for added in outcome.added for sentence in added_sentences(added)]
    if outcome.resumed:
        said.append(f"Finished before and not repeated: {', '.join(outcome.resumed)}.")
    for sentence in [*said, *outcome.words]:
        typer.echo(sentence, err=True)
    typer.echo(f"report: {outcome.report}")
    for name, value in outcome.numbers.items():
        typer.echo(f"{LABELS[name]}: {'not run' if value is None else value}")
