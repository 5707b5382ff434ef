"""Labels: what each rater said of each post. People give them; a classifier may stand beside people, never alone."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from crosscurrent.detectors.stance.parameters import Target
from crosscurrent.errors import InputRefused

NEEDED = ("rater", "stance")
KNOWN = frozenset({*NEEDED, "post_uid", "label_id", "target", "text", "note"})
SHOWN = 20


class LabelsRefused(InputRefused):
    """The table of labels holds mistakes; all of them are named."""

    code = "E-STANCE-001"

    @classmethod
    def because(cls, mistakes: Sequence[str], name: str) -> LabelsRefused:
        """Build the error from all mistakes that were found."""
        listed = list(mistakes[:SHOWN])
        if len(mistakes) > SHOWN:
            listed.append(f"and {len(mistakes) - SHOWN} more")
        return cls(
            f"the labels have {len(mistakes)} mistake{'s' if len(mistakes) != 1 else ''}: " + "; ".join(listed),
            where=name,
            next_step="Correct the rows named. Columns: post_uid (or label_id, with the key of the sample), rater, "
            "stance (a whole number of the scale; empty where a rater could not say).",
        )


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """One rater's word on one post.

    Attributes:
        post_uid: The post.
        rater: The rater: initials or a pseudonym will do.
        stance: Whole number of the scale: below 0 against the target, above 0 for it.
    """

    post_uid: str
    rater: str
    stance: int


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


def labels_of(classifier: StanceClassifier, posts: pa.Table, target: Target) -> list[Label]:
    """Return a classifier's labels, as those of one more rater.

    Args:
        classifier: The classifier.
        posts: ``post_uid`` and ``text``.
        target: The target.
    """
    uids, texts = posts.column("post_uid").to_pylist(), posts.column("text").to_pylist()
    rater = f"classifier:{classifier.name}@{classifier.version}"
    stances = classifier.classify([text or "" for text in texts], target)
    return sorted(Label(uid, rater, one) for uid, one in zip(uids, stances, strict=True) if one is not None)


def read_labels(path: Path, scale: int = 1, key: pa.Table | None = None) -> list[Label]:
    """Read labels.

    Args:
        path: CSV (comma, semicolon or tab) in UTF-8.
        scale: Stances are whole numbers from -scale to scale.
        key: Key of the sample (stance_key), where the file has ``label_id`` and not ``post_uid``.

    Returns:
        Labels by post and rater. Rows without a stance are left out: the rater could not say.

    Raises:
        LabelsRefused: With every mistake, its row and its column.
    """
    return parse_labels(path.read_bytes(), path.name, scale, key)


def parse_labels(content: bytes, name: str, scale: int = 1, key: pa.Table | None = None) -> list[Label]:
    r"""Read the content of a table of labels; see :func:`read_labels`.

    Example:
        >>> parse_labels(b"post_uid,rater,stance\nweibo:1,AB,-1\n", "labels.csv")
        [Label(post_uid='weibo:1', rater='AB', stance=-1)]
    """
    head, rows = _cells(content, name)
    posts = (
        None if key is None else dict(zip(*(key.column(c).to_pylist() for c in ("label_id", "post_uid")), strict=True))
    )
    mistakes = _head_mistakes(head, posts)
    if mistakes:
        raise LabelsRefused.because(mistakes, name)
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for number, cells in rows:
        if len(cells) != len(head):
            mistakes.append(f"row {number}: {len(cells)} cells, the head has {len(head)}")
            continue
        label = _label(number, dict(zip(head, cells, strict=True)), scale, posts, mistakes)
        if label is None:
            continue
        row, stance = found.setdefault((label.post_uid, label.rater), (number, label.stance))
        if stance != label.stance:
            mistakes.append(f"row {number}, column stance: the same rater said otherwise of this post in row {row}")
    if mistakes:
        raise LabelsRefused.because(mistakes, name)
    return sorted(Label(uid, rater, stance) for (uid, rater), (_, stance) in found.items())


def _cells(content: bytes, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise LabelsRefused.because([f"row {row}: not UTF-8 text; save it as UTF-8"], name) from error
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise LabelsRefused.because([f"it is no table: {error}"], name) from error
    if not rows:
        raise LabelsRefused.because(["row 1: no head"], name)
    filled = [(number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    return [cell.strip().lower() for cell in rows[0]], filled


def _head_mistakes(head: list[str], posts: Mapping[str, str] | None) -> list[str]:
    mistakes = [f"row 1: no column {name}" for name in NEEDED if name not in head]
    mistakes += [
        f"row 1, column {at}: {name[:30]!r} is not known" for at, name in enumerate(head, 1) if name not in KNOWN
    ]
    mistakes += [f"row 1: column {name} is there twice" for name in sorted(KNOWN) if head.count(name) > 1]
    if "post_uid" not in head and "label_id" not in head:
        mistakes.append("row 1: neither a column post_uid nor label_id")
    elif "post_uid" not in head and posts is None:
        mistakes.append("row 1, column label_id: the key of the sample is needed to know the posts")
    return mistakes


def _label(
    number: int, cell: Mapping[str, str], scale: int, posts: Mapping[str, str] | None, mistakes: list[str]
) -> Label | None:
    """Return the label of a row, or note its mistakes; ``None`` without a mistake where there is no stance."""
    stance, rater = cell["stance"].strip().lstrip("'"), cell["rater"].strip()
    if not stance:
        return None
    before = len(mistakes)
    if not rater:
        mistakes.append(f"row {number}, column rater: empty")
    if stance not in {f"{sign}{size}" for size in range(scale + 1) for sign in ("", "+", "-")}:
        mistakes.append(f"row {number}, column stance: {stance[:20]!r} is no whole number from -{scale} to {scale}")
    column = "post_uid" if "post_uid" in cell else "label_id"
    uid: str | None = cell[column].strip()
    if column == "label_id" and posts is not None:
        uid = posts.get(cell[column].strip())
    if not uid:
        mistakes.append(f"row {number}, column {column}: {'empty' if uid == '' else 'not in the key of the sample'}")
    return Label(uid, rater, int(stance)) if uid and len(mistakes) == before else None


def settled(labels: Sequence[Label]) -> tuple[dict[str, tuple[int, int]], set[str]]:
    """Return the stance of each post and by how many raters, and the posts whose raters found no majority."""
    said: dict[str, list[int]] = defaultdict(list)
    for label in labels:
        said[label.post_uid].append(label.stance)
    stances: dict[str, tuple[int, int]] = {}
    disputed = set()
    for uid, found in said.items():
        stance, votes = Counter(found).most_common(1)[0]
        if votes * 2 > len(found):
            stances[uid] = (stance, len(found))
        else:
            disputed.add(uid)
    return stances, disputed
