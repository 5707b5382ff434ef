"""Classifiers beside people: their labels are used only as far as they were measured against people's."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from crosscurrent.detectors.stance.agreement import kappa, wilson
from crosscurrent.detectors.stance.labels import (
    Label,
    LabelsRefused,
    Row,
    head_problems,
    settled,
    stance_in,
    table_rows,
)
from crosscurrent.detectors.stance.lacks import Lack
from crosscurrent.detectors.stance.parameters import Parameters, Target

PREFIX = "classifier:"
COLUMNS = ("post_uid", "stance", "classifier", "version")
_KNOWN = frozenset({*COLUMNS, "text", "note", "confidence"})
_PARQUET = b"PAR1"


class StanceClassifier(Protocol):
    """What may label posts beside people.

    Attributes:
        name: Name.
        version: Version of its rules or weights.
        sha256: Hash of its weights; the empty string if it has none.
    """

    name: str
    version: str
    sha256: str

    def classify(self, texts: Sequence[str], target: Target) -> Sequence[int | None]:
        """Return one stance per text, ``None`` where it cannot say."""
        ...


@dataclass(frozen=True, slots=True)
class AskPeople:
    """The default: it says nothing of any post, so that people are asked."""

    name: str = "ask_people"
    version: str = "1"
    sha256: str = ""

    def classify(self, texts: Sequence[str], target: Target) -> Sequence[int | None]:
        """Return ``None`` for every text."""
        return [None] * len(texts)


@dataclass(frozen=True, slots=True)
class Measured:
    """A classifier held against people.

    Attributes:
        classifier: ``classifier:NAME@VERSION``.
        labels: Posts it labelled.
        n: Of these, posts on which people settled a stance.
        wrong: Share of the n on which it says otherwise; ``None`` without any.
        wrong_low: Lower end of its interval.
        wrong_high: Upper end.
        kappa: Its agreement with people beyond chance.
        kappa_low: Lower end of its interval.
        kappa_high: Upper end.
        lack: Why its labels are not used; ``None`` if they are.
    """

    classifier: str
    labels: int
    n: int
    wrong: float | None
    wrong_low: float | None
    wrong_high: float | None
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None
    lack: Lack | None

    @property
    def used(self) -> bool:
        """Whether its labels stand for posts that no person labelled."""
        return self.lack is None


def is_classifier(rater: str) -> bool:
    """Return whether a rater is no person."""
    return rater.startswith(PREFIX)


def labels_of(classifier: StanceClassifier, posts: pa.Table, target: Target) -> list[Label]:
    """Return a classifier's labels, as those of one more rater.

    Args:
        classifier: The classifier.
        posts: ``post_uid`` and ``text``.
        target: The target.
    """
    uids, texts = posts.column("post_uid").to_pylist(), posts.column("text").to_pylist()
    rater = f"{PREFIX}{classifier.name}@{classifier.version}"
    stances = classifier.classify([text or "" for text in texts], target)
    return sorted(Label(uid, rater, one) for uid, one in zip(uids, stances, strict=True) if one is not None)


def read_classifier(path: Path, scale: int = 1) -> list[Label]:
    """Read the labels of one classifier: a CSV or Parquet file with post_uid, stance, classifier and version.

    Raises:
        LabelsRefused: With every mistake, its row and its column; also where a file holds two classifiers.
    """
    content = path.read_bytes()
    mistakes: list[str] = []
    rows = _parquet_rows(content, mistakes) if content.startswith(_PARQUET) else _csv_rows(content, mistakes)
    found: dict[str, tuple[Label, str]] = {}
    first = ""
    for row in rows:
        label = _label(row, scale, mistakes)
        if label is None:
            continue
        first = first or label.rater
        if label.rater != first:
            mistakes.append(f"{row.at('classifier')}: another classifier or version than in the rows before")
        before, place = found.setdefault(label.post_uid, (label, row.place))
        if before.stance != label.stance:
            mistakes.append(f"{row.at('stance')}: another stance of this post than in {place}")
    if mistakes:
        raise LabelsRefused.because(mistakes, path.name)
    return sorted(label for label, _ in found.values())


def _csv_rows(content: bytes, mistakes: list[str]) -> list[Row]:
    return table_rows(content, "", mistakes, lambda head: head_problems(head, COLUMNS, _KNOWN))


def _parquet_rows(content: bytes, mistakes: list[str]) -> list[Row]:
    try:
        table = pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError):
        mistakes.append("it begins like Parquet and cannot be read as Parquet")
        return []
    head = [name.lower() for name in table.schema.names]
    wrong = head_problems(head, COLUMNS, _KNOWN)
    mistakes += wrong
    if wrong:
        return []
    columns: list[list[str]] = []
    for name in COLUMNS:
        try:  # Parquet does not say whether its text is UTF-8; a cell is decoded where it is read
            cells = table.column(head.index(name)).to_pylist()
        except (ValueError, OverflowError):
            mistakes.append(f"column {name}: cannot be read; write it as UTF-8 text or whole numbers")
            continue
        columns.append(["" if value is None else str(value) for value in cells])
    if len(columns) < len(COLUMNS):
        return []
    rows = zip(*columns, strict=True)
    return [Row(f"row {number}", dict(zip(COLUMNS, row, strict=True))) for number, row in enumerate(rows, 1)]


def _label(row: Row, scale: int, mistakes: list[str]) -> Label | None:
    if not row.cell["stance"].strip():
        return None
    empty = [name for name in COLUMNS if not row.cell[name].strip()]
    mistakes += [f"{row.at(name)}: empty" for name in empty]
    stance = stance_in(row.cell["stance"], scale)
    if stance is None:
        mistakes.append(f"{row.at('stance')}: {row.cell['stance'][:20]!r} is no whole number from -{scale} to {scale}")
    if empty or stance is None:
        return None
    rater = f"{PREFIX}{row.cell['classifier'].strip()}@{row.cell['version'].strip()}"
    return Label(row.cell["post_uid"].strip(), rater, stance)


def measured(
    labels: Sequence[Label], people: Mapping[str, tuple[int, int]], raters: Lack | None, parameters: Parameters
) -> list[Measured]:
    """Hold every classifier against the stances that people settled.

    Args:
        labels: Labels of all raters.
        people: Stance of each post that people settled.
        raters: What is missing of the agreement of people; with it no classifier can be measured.
        parameters: A classifier must agree with people as far, and on as many posts, as people with each other.
    """
    said: dict[str, dict[str, int]] = defaultdict(dict)
    for label in labels:
        if is_classifier(label.rater):
            said[label.rater][label.post_uid] = label.stance
    return [_measured(name, said[name], people, raters, parameters) for name in sorted(said)]


def _measured(
    name: str,
    said: Mapping[str, int],
    people: Mapping[str, tuple[int, int]],
    raters: Lack | None,
    parameters: Parameters,
) -> Measured:
    shared = sorted(said.keys() & people.keys())
    n = len(shared)
    if not n:
        unknown = Lack.of("classifier_unmeasured")
        return Measured(name, len(said), 0, None, None, None, None, None, None, unknown)
    ours, theirs = [said[uid] for uid in shared], [people[uid][0] for uid in shared]
    wrong = sum(a != b for a, b in zip(ours, theirs, strict=True)) / n
    low, high = wilson(wrong, n, parameters.alpha)
    value, *ends = kappa(ours, theirs, parameters.alpha) or (None, None, None)
    lack = None
    if raters is not None:
        lack = Lack.of("classifier_unmeasured")
    elif n < parameters.fewest_shared:
        lack = Lack.of("classifier_few", n=n, needed=parameters.fewest_shared)
    elif value is None or value < parameters.least_kappa:
        lack = Lack.of("classifier_kappa", kappa=value, needed=parameters.least_kappa)
    return Measured(name, len(said), n, wrong, low, high, value, ends[0], ends[1], lack)


def said_by_classifiers(labels: Sequence[Label], found: Sequence[Measured]) -> dict[str, int]:
    """Return what the classifiers that may be used say of each post; ties are left out."""
    used = {one.classifier for one in found if one.used}
    stances, _ = settled([label for label in labels if label.rater in used])
    return {uid: stance for uid, (stance, _) in stances.items()}
