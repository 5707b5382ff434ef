"""Hold posts against a list of events, with no case: files in, a folder of findings out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.text_reuse.detect import TextReuse
from crosscurrent.detectors.timing.detect import Timing, detect
from crosscurrent.detectors.timing.events import Event, EventsRefused, read_events
from crosscurrent.workflows.detect_texts import find_text_reuse, read_texts
from crosscurrent.workflows.findings_files import write_tables
from crosscurrent.workflows.progress import NullProgress, Progress
from crosscurrent.workflows.texts_of_case import Texts

TABLES = ("subjects", "series", "bursts", "after", "reactions", "contrasts")
#: Files of a run.
FILES = (*(f"{name}.parquet" for name in TABLES), "events.parquet", "summary.json", "method.json")
#: Subjects that are no group of texts.
ALL_POSTS, ALL_GROUPS = "all", "all_groups"
#: Groups with a series of their own, the largest; every further one weakens all tests by correction.
MOST_GROUPS = 20
FEWEST_TEXTS = 20


@dataclass(frozen=True, slots=True)
class TimingRun:
    """What a run did.

    Attributes:
        texts: What was counted.
        timing: What was found.
        paths: Files written.
    """

    texts: Texts
    timing: Timing
    paths: tuple[Path, ...]


def detect_timing(
    posts: Sequence[str], events: Path, out: Path, options: ReadOptions, progress: Progress | None = None
) -> TimingRun:
    """Read capture files and a list of events, look for bursts and whether they follow events, and write it.

    Args:
        posts: Files, folders and archives of any connector; ``-`` is standard input.
        events: List of events.
        out: Folder for the findings.
        options: What is declared about the files; its zone also holds for the events.
        progress: Told how far it is.

    Raises:
        EventsRefused: The list of events has mistakes; each is named.
        NoTexts: No post has a text.
        InputRefused: A file cannot be read.
    """
    listener = progress or NullProgress()
    listed = load_events(events, options.assume_zone)
    texts = read_texts(posts, options, listener)
    reuse = find_text_reuse(texts, None, listener)
    timing = find_timing(texts, reuse, listed, sha256_of(events), listener)
    return TimingRun(texts, timing, write_timing(timing, listed, out))


def load_events(path: Path, zone: str | None) -> list[Event]:
    """Read a list of events.

    Raises:
        EventsRefused: It is absent, or has mistakes.
    """
    if not path.is_file():
        raise EventsRefused.because(["there is no such file"], path.name)
    return read_events(path, zone)


def sha256_of(path: Path) -> dict[str, str]:
    """Return name and SHA-256 of a file, for the method record."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}


def find_timing(
    texts: Texts, reuse: TextReuse, events: Sequence[Event], inputs: dict[str, str], progress: Progress
) -> Timing:
    """Run the detector over all posts, over all posts in groups of texts, and over each of the largest groups."""
    progress.start("holding posts against events", len(events), "events")
    timing = detect(times_of(texts.table, reuse.groups), events, inputs={**texts.inputs, **inputs})
    progress.advance(len(events))
    progress.finish()
    return timing


def times_of(texts: pa.Table, groups: pa.Table) -> pa.Table:
    """Return ``subject_id``, ``at`` and ``precision`` of every post with a time, once per subject it belongs to."""
    told = pa.table(
        {name: texts[name] for name in ("post_uid", "at")} | {"precision": texts["precision"].cast(pa.string())}
    )
    posts = told.group_by("post_uid", use_threads=False).aggregate([("at", "first"), ("precision", "first")])
    posts = posts.rename_columns([name.removesuffix("_first") for name in posts.column_names])
    posts = posts.filter(pc.is_valid(posts["at"]))
    members = groups.group_by(["group_id", "post_uid"], use_threads=False).aggregate([])
    inside = posts.filter(pc.is_in(posts["post_uid"], value_set=pc.unique(members["post_uid"])))
    pieces = [_subject(ALL_POSTS, posts), _subject(ALL_GROUPS, inside)]
    sizes = (
        members.group_by("group_id")
        .aggregate([("post_uid", "count")])
        .sort_by([("post_uid_count", "descending"), ("group_id", "ascending")])
    )
    for row in sizes.slice(0, MOST_GROUPS).to_pylist():
        if row["post_uid_count"] >= FEWEST_TEXTS:
            mine = members.filter(pc.equal(members["group_id"], row["group_id"]))["post_uid"].combine_chunks()
            pieces.append(_subject(row["group_id"], posts.filter(pc.is_in(posts["post_uid"], value_set=mine))))
    return pa.concat_tables(pieces)


def _subject(name: str, posts: pa.Table) -> pa.Table:
    return posts.select(["at", "precision"]).append_column("subject_id", pa.array([name] * posts.num_rows, pa.string()))


def event_table(events: Sequence[Event]) -> pa.Table:
    """Return the events as a table: ``event`` (row of the file), ``at``, ``precision``, ``label``, ``kind``."""
    return pa.table(
        {
            "event": pa.array([event.row for event in events], pa.int32()),
            "at": pa.array([event.at_us for event in events], pa.timestamp("us", tz="UTC")),
            "precision": pa.array([event.precision for event in events], pa.string()),
            "label": pa.array([event.label for event in events], pa.string()),
            "kind": pa.array([event.kind for event in events], pa.string()),
        }
    )


def write_timing(timing: Timing, events: Sequence[Event], folder: Path) -> tuple[Path, ...]:
    """Write the files of a run."""
    tables = {name: getattr(timing, name) for name in TABLES}
    write_tables(folder, {**tables, "events": event_table(events)}, timing.summary, timing.method)
    return tuple(folder / name for name in FILES)
