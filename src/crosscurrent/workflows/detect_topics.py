"""Propose topics in capture files, with no case: files in, a folder of findings and a list to write names into out."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.text_reuse.detect import TextReuse
from crosscurrent.detectors.topics.names import TopicName, read_names
from crosscurrent.detectors.topics.propose import Topics, propose
from crosscurrent.detectors.topics.tables import POSTS_SPEC
from crosscurrent.exchange.csv import guarded
from crosscurrent.model.table import validate
from crosscurrent.workflows.detect_texts import TextRun, find_text_reuse, load_encoder, read_texts, write_text_reuse
from crosscurrent.workflows.findings_files import write_tables
from crosscurrent.workflows.progress import NullProgress, Progress
from crosscurrent.workflows.texts_of_case import Texts
from crosscurrent.workflows.topic_posts import WatchedPosts, posts_of, shared_things

TABLES = ("topics", "facts", "days", "posts")
#: Files of a run.
FILES = (*(f"{name}.parquet" for name in TABLES), "summary.json", "method.json")
#: The list for people to write names into, and the one that is written where there is one already.
NAMES, NEW_NAMES = "topic-names.csv", "topic-names.new.csv"
#: Columns of that list: those that are read, and those that help people.
NAME_COLUMNS = ("topic_id", "name", "named_by", "date", "note")
HINT_COLUMNS = ("posts", "accounts", "platforms", "languages", "first", "last", "terms")


@dataclass(frozen=True, slots=True)
class Proposed:
    """Topics with the names people gave.

    Attributes:
        topics: What was proposed; its summary holds the names.
        posts: topic_posts: the posts of the topics as captured.
        names: Names of topics of this run.
        unknown: Names of topics that this run does not have.
    """

    topics: Topics
    posts: pa.Table
    names: tuple[TopicName, ...]
    unknown: tuple[TopicName, ...]


@dataclass(frozen=True, slots=True)
class TopicRun:
    """What a run did.

    Attributes:
        texts: The comparison it rests on.
        proposed: What was proposed, with names.
        listed: The list that was written for people to write names into; ``None`` if the one that is there is complete.
        paths: Files written.
    """

    texts: TextRun
    proposed: Proposed
    listed: Path | None
    paths: tuple[Path, ...]


def detect_topics(
    posts: Sequence[str],
    out: Path,
    options: ReadOptions,
    encoder: Path | None = None,
    names: Path | None = None,
    progress: Progress | None = None,
) -> TopicRun:
    """Read capture files, compare their texts, propose topics and write what was found.

    The comparison is written into ``out/text_reuse``, the topics into ``out``. Topics of an earlier run in ``out`` that
    are still together keep their ids.

    Args:
        posts: Files, folders and archives of any connector; ``-`` is standard input.
        out: Folder for the findings.
        options: What is declared about the files.
        encoder: As in :func:`crosscurrent.workflows.detect_texts.detect_text_reuse`.
        names: Names that people gave.
        progress: Told how far it is.

    Raises:
        NamesRefused: The names have mistakes; each is named.
        NoTexts: No post has a text.
        InputRefused: A file cannot be read.
    """
    listener = progress or NullProgress()
    given = [] if names is None else read_names(names)
    watched = WatchedPosts()
    texts = read_texts(posts, options, listener, watched)
    reuse = find_text_reuse(texts, load_encoder(encoder), listener)
    run = TextRun(texts, reuse, write_text_reuse(reuse, texts, out / "text_reuse"))
    topics, held = find_topics(texts, reuse, watched.gathered(), ids_before(out), listener)
    proposed = with_names(topics, held, given)
    paths = write_topics(proposed, out)
    return TopicRun(run, proposed, write_list(proposed, out), paths)


def find_topics(
    texts: Texts,
    reuse: TextReuse,
    gathered: tuple[pa.Table, pa.Table],
    earlier: Mapping[str, str],
    progress: Progress,
) -> tuple[Topics, pa.Table]:
    """Run the detector; return topics and their posts.

    Args:
        texts: The texts.
        reuse: What repeats what.
        gathered: Actions and posts, from :mod:`crosscurrent.workflows.topic_posts`.
        earlier: Post -> id of its topic in an earlier run.
        progress: Told how far it is.
    """
    actions, every = gathered
    posts = posts_of(texts, reuse.compared, every)
    progress.start("proposing topics", posts.num_rows, "posts")
    shared = shared_things(posts, reuse.groups, actions)
    topics = propose(posts, shared, inputs=texts.inputs, earlier=earlier)
    progress.advance(posts.num_rows)
    progress.finish()
    return topics, _held(topics, posts)


def _held(topics: Topics, posts: pa.Table) -> pa.Table:
    """Return the posts of the topics, topic by topic, by time; those without a time last."""
    row = pc.index_in(topics.topics.column("post_uid"), value_set=posts.column("post_uid").combine_chunks())
    held = posts.take(row).add_column(0, "topic_id", topics.topics.column("topic_id"))
    held = held.sort_by([(name, "ascending") for name in ("topic_id", "at", "post_uid")])
    return validate(POSTS_SPEC, held.select(POSTS_SPEC.schema.names).cast(POSTS_SPEC.schema))


def ids_before(folder: Path) -> dict[str, str]:
    """Return which post was in which topic of an earlier run; empty if there was none, or none that can be read."""
    path = folder / "topics.parquet"
    if not path.is_file():
        return {}
    try:
        table = pq.read_table(path, columns=["post_uid", "topic_id"])
        columns = (table.column(name).cast(pa.string()).to_pylist() for name in ("post_uid", "topic_id"))
        return {post: topic for post, topic in zip(*columns, strict=True) if post and topic}
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return {}


def unrelated_by(topics: pa.Table, texts: Texts) -> dict[str, str]:
    """Return text -> topic, from which pairs of texts that do not copy each other are drawn.

    A topic goes by the first of its posts, so that the draw does not hang on ids that an earlier run gave.

    Args:
        topics: Rows of the table of topics.
        texts: The texts.
    """
    columns = (topics.column(name).to_pylist() for name in ("post_uid", "topic_id"))
    topic_of = dict(zip(*columns, strict=True))
    first: dict[str, str] = {}
    for post, topic in topic_of.items():
        first[topic] = min(post, first.get(topic, post))
    written = (texts.table.column(name).to_pylist() for name in ("text_uid", "post_uid"))
    return {uid: first[topic_of[post]] for uid, post in zip(*written, strict=True) if post in topic_of}


def digest_of(topic_of: Mapping[str, str]) -> str:
    """Return the SHA-256 of such a mapping, for a method record."""
    rows = "\n".join(f"{uid}\t{topic}" for uid, topic in sorted(topic_of.items()))
    return hashlib.sha256(rows.encode("utf-8", "surrogatepass")).hexdigest()


# --- names -----------------------------------------------------------------------------------------


def with_names(topics: Topics, posts: pa.Table, given: Sequence[TopicName]) -> Proposed:
    """Put the names people gave to the topics they belong to; say which belong to none."""
    held = set(topics.facts.column("topic_id").to_pylist())
    used = tuple(one for one in given if one.topic_id in held)
    unknown = tuple(one for one in given if one.topic_id not in held)
    topics.summary["names"] = [
        {name: getattr(one, name) for name in NAME_COLUMNS} for one in sorted(used, key=lambda one: one.topic_id)
    ]
    topics.summary["names_not_used"] = [_not_used(one, topics.summary) for one in unknown]
    return Proposed(topics, posts, used, unknown)


def _not_used(one: TopicName, summary: Mapping[str, Any]) -> dict[str, object]:
    became = {gone["topic_id"]: gone["now_in"] for gone in summary["ids"]["gone"]}
    if one.topic_id not in became:
        reason = "no topic has this id, and none had it in the run before"
    elif became[one.topic_id] is None:
        reason = "the posts of this topic are no longer together"
    else:
        reason = "this topic was merged into another"
    return {"row": one.row, "topic_id": one.topic_id, "reason": reason, "now_in": became.get(one.topic_id)}


def name_sentences(proposed: Proposed, file: str | None) -> list[str]:
    """Say which names were not used, with the row of the file and what became of the topic. No name is repeated."""
    said = []
    for one in proposed.topics.summary["names_not_used"]:
        now = f" ({one['now_in']})" if one["now_in"] else ""
        said.append(
            f"{file}, row {one['row']}, column topic_id: {one['reason']}{now}; the name in this row was not used."
        )
    return said


def write_topics(proposed: Proposed, folder: Path) -> tuple[Path, ...]:
    """Write the files of a run; the list of names is no file of the run."""
    topics = proposed.topics
    tables = {"topics": topics.topics, "facts": topics.facts, "days": topics.days, "posts": proposed.posts}
    write_tables(folder, tables, topics.summary, topics.method)
    return tuple(folder / name for name in FILES)


def write_list(proposed: Proposed, folder: Path) -> Path | None:
    """Write the list in which people name topics; one that is there is theirs and is never changed.

    Returns:
        The list that was written. Where there is one already and topics are missing in it, that is another file with
        all topics and the names given so far; ``None`` where nothing is missing or there are no topics.
    """
    rows = proposed.topics.facts.to_pylist()
    path = folder / NAMES
    if not rows:
        return None
    if path.exists() or path.is_symlink():
        if {row["topic_id"] for row in rows} <= _listed(path):
            return None
        path = folder / NEW_NAMES
    given = {one.topic_id: one for one in proposed.names}
    part = path.with_name(path.name + ".part")
    # A byte order mark, because that is how a spreadsheet knows UTF-8.
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*NAME_COLUMNS, *HINT_COLUMNS])
        for row in rows:
            one = given.get(row["topic_id"])
            named = ["", "", "", ""] if one is None else [one.name, one.named_by, one.date, one.note]
            writer.writerow([guarded(str(cell)) for cell in (row["topic_id"], *named, *_hints(row))])
    part.replace(path)
    return path


def _hints(row: Mapping[str, Any]) -> list[str]:
    days = [str(row[name])[:10] if row[name] is not None else "" for name in ("first_at", "last_at")]
    lists = [", ".join(row[name]) for name in ("platforms", "languages", "terms")]
    return [str(row["posts"]), str(row["accounts"]), lists[0], lists[1], *days, lists[2]]


def _listed(path: Path) -> set[str]:
    """Return the ids in the first column of a list; of what is no such list, none."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row[0].strip() for row in csv.reader(file) if row}
    except (OSError, UnicodeDecodeError, csv.Error):
        return set()
