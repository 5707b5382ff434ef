"""What posts about a target say of it over time: find them, draw a sheet for raters, and look for phases in labels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.stance.about import Sought, sought
from crosscurrent.detectors.stance.classifiers import read_classifier
from crosscurrent.detectors.stance.detect import Stance, detect
from crosscurrent.detectors.stance.labels import Label, read_key, read_labels
from crosscurrent.detectors.stance.parameters import Parameters, Target
from crosscurrent.model.table import TIMESTAMP
from crosscurrent.workflows.detect_texts import read_texts
from crosscurrent.workflows.findings_files import write_tables
from crosscurrent.workflows.progress import NullProgress, Progress
from crosscurrent.workflows.texts_of_case import Texts

TABLES = ("labels", "agreement", "classifiers", "posts", "phases", "contrasts", "series")
#: Files of a run.
FILES = (*(f"{name}.parquet" for name in TABLES), "texts.parquet", "summary.json", "method.json")
#: Of the labelled posts: what they say and where they were captured, and nothing of accounts.
TEXT_COLUMNS = ("post_uid", "part", "platform", "at", "precision", "text", "url", "capture_id", "locator")
#: Times coarser than a day give a post no place in a sequence.
_PLACED = ("us", "ms", "s", "min", "hour", "day")
_PARTS = ("title", "body", "ocr", "transcript")
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class StanceQuestion:
    """What is asked about.

    Attributes:
        target: The target.
        aliases: Other names it goes by in posts.
    """

    target: Target
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is looked for."""
        return tuple(dict.fromkeys((self.target.name, *self.aliases)))


@dataclass(frozen=True, slots=True)
class LabelFiles:
    """The files that labels come in.

    Attributes:
        labels: Tables filled in by raters; one, or one per rater.
        key: Key of a blind sample.
        classifier: Labels of a classifier.
    """

    labels: tuple[Path, ...] = ()
    key: Path | None = None
    classifier: Path | None = None

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file that was named."""
        return (*self.labels, *(path for path in (self.key, self.classifier) if path is not None))

    def read(self, scale: int) -> list[Label]:
        """Read all labels.

        Raises:
            LabelsRefused: With every mistake.
        """
        key = None if self.key is None else read_key(self.key)
        people = read_labels(self.labels, scale, key) if self.labels else []
        return people + ([] if self.classifier is None else read_classifier(self.classifier, scale))

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of each file by its name; files of one name are told apart by a number."""
        found: dict[str, str] = {}
        for path in self.all:
            alike = sum(name == path.name or name.startswith(f"{path.name} (") for name in found)
            name = f"{path.name} ({alike + 1})" if alike else path.name
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found


@dataclass(frozen=True, slots=True)
class StanceRun:
    """What a run did.

    Attributes:
        texts: What was read.
        stance: What was found.
        paths: Files written.
    """

    texts: Texts
    stance: Stance
    paths: tuple[Path, ...]


def detect_stance(
    posts: Sequence[str],
    question: StanceQuestion,
    files: LabelFiles,
    out: Path,
    options: ReadOptions,
    parameters: Parameters | None = None,
    progress: Progress | None = None,
) -> StanceRun:
    """Read capture files and labels of their posts, look for phases, and write what was found.

    Args:
        posts: Files, folders and archives of any connector; ``-`` is standard input.
        question: Target and names.
        files: Labels; without any the answer is that people have to be asked.
        out: Folder for the findings.
        options: What is declared about the files.
        parameters: Parameters.
        progress: Told how far it is.

    Raises:
        LabelsRefused: The labels have mistakes; each is named.
        TargetRefused: A name cannot be looked for.
        NoTexts: No post has a text.
        InputRefused: A file cannot be read.
    """
    listener, parameters = progress or NullProgress(), parameters or Parameters()
    labels = files.read(parameters.scale)
    sought(question.names)
    texts = read_texts(posts, options, listener)
    stance = find_stance(texts, labels, question, parameters, files.digests(), listener)
    return StanceRun(texts, stance, write_stance(stance, texts, out))


def find_stance(
    texts: Texts,
    labels: Sequence[Label],
    question: StanceQuestion,
    parameters: Parameters,
    inputs: Mapping[str, str],
    progress: Progress,
) -> Stance:
    """Run the detector over the labelled posts; posts that name the target are counted as what they were drawn from."""
    named = naming(texts.table, sought(question.names), progress)
    posts = posts_of(texts.table, {one.post_uid for one in labels})
    unnamed = len(set(posts.column("post_uid").to_pylist()) - named)
    # Posts of a list need not name the target: then nobody knows out of how many they were chosen.
    population = None if unnamed else readable(posts_of(texts.table, named)).num_rows
    stance = detect(labels, posts, question.target, parameters, {**texts.inputs, **inputs}, population)
    stance.summary["target"]["names"] = list(question.names)
    stance.summary["input"] |= {"posts_read": texts.posts, "unnamed": unnamed}
    if unnamed:
        stance.summary["words"].insert(0, f"Labelled posts that do not name {question.target.name}: {unnamed}.")
    # Other names or another role are another question: its findings must not stand under the same record.
    asked = {"target": dict(stance.summary["target"])}
    return replace(stance, method=replace(stance.method, parameters=stance.method.parameters | asked))


def posts_of(texts: pa.Table, uids: Iterable[str]) -> pa.Table:
    """Return one row for each of these posts, its written parts in one text; times coarser than a day are left out."""
    texts = texts.filter(pc.is_in(texts.column("post_uid"), value_set=pa.array(sorted(uids), pa.string())))
    parts: dict[str, list[tuple[int, str]]] = {}
    facts: dict[str, tuple[int | None, str, str, str | None]] = {}
    at, precision = texts.column("at").cast(pa.int64()).to_pylist(), _plain(texts, "precision")
    columns = (_plain(texts, name) for name in ("post_uid", "part", "platform", "account_uid", "text"))
    for time, exact, uid, part, platform, account, text in zip(at, precision, *columns, strict=True):
        parts.setdefault(uid, []).append((_PARTS.index(part), text))
        facts.setdefault(uid, (time if exact in _PLACED else None, exact, platform, account))
    rows = [
        {"post_uid": uid, "at": known[0], "precision": known[1], "platform": known[2], "account_uid": known[3]}
        | {"text": "\n\n".join(text for _, text in sorted(parts[uid]) if text.strip())}
        for uid, known in facts.items()
    ]
    return pa.Table.from_pylist(rows, _POSTS)


_POSTS = pa.schema(
    [
        pa.field("post_uid", pa.string()),
        pa.field("at", TIMESTAMP),
        pa.field("precision", pa.string()),
        pa.field("platform", pa.string()),
        pa.field("account_uid", pa.string()),
        pa.field("text", pa.string()),
    ]
)


def _plain(table: pa.Table, name: str) -> list[str]:
    found: list[str] = table.column(name).cast(pa.string()).to_pylist()
    return found


def naming(texts: pa.Table, names: Sought, progress: Progress) -> set[str]:
    """Return the posts of which any written part names the target."""
    progress.start("looking for posts about the target", texts.num_rows, "texts")
    found: set[str] = set()
    for batch in texts.select(["post_uid", "text"]).to_batches(max_chunksize=_AT_ONCE):
        uids, written = (batch.column(name).to_pylist() for name in ("post_uid", "text"))
        found |= {uid for uid, text in zip(uids, written, strict=True) if names.is_in(text)}
        progress.advance(batch.num_rows)
    progress.finish()
    return found


def readable(posts: pa.Table) -> pa.Table:
    """Return the posts that can be read and placed: with text and a time to the day or finer."""
    written = pc.not_equal(pc.utf8_trim_whitespace(posts.column("text")), "")
    return posts.filter(pc.and_(written, pc.is_valid(posts.column("at"))))


def write_stance(stance: Stance, texts: Texts, folder: Path) -> tuple[Path, ...]:
    """Write the files of a run; ``texts.parquet`` holds the texts of the labelled posts, without accounts."""
    labelled = pc.unique(stance.labels.column("post_uid"))
    cited = texts.table.filter(pc.is_in(texts.table.column("post_uid"), value_set=labelled))
    tables = {name: getattr(stance, name) for name in TABLES}
    write_tables(folder, {**tables, "texts": cited.select(list(TEXT_COLUMNS))}, stance.summary, stance.method)
    return tuple(folder / name for name in FILES)
