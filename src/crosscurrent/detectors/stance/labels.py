"""Labels: what each rater said of each post. People give them; a classifier may stand beside people, never alone."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from crosscurrent.errors import InputRefused

#: One row per post, one column per rater, as the sheet that is drawn for raters; or one row per post and rater.
RATER_COLUMN = re.compile(r"rater_\d{1,2}")
NEEDED = ("rater", "stance")
KNOWN = frozenset({*NEEDED, "post_uid", "label_id", "target", "time", "platform", "text", "note"})
KEY_COLUMNS = ("label_id", "post_uid")
SHOWN = 20
_WHOLE = re.compile(r"([+-]?\d{1,2})(?:\.0+)?")


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
            next_step="Correct the rows named. Columns: post_uid (or label_id, with the key of the sample) and either "
            "rater_1, rater_2 … or rater, stance; a stance is a whole number of the scale, empty where a rater could "
            "not say.",
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


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, and how its place is named in a mistake."""

    place: str
    cell: Mapping[str, str]

    def at(self, column: str) -> str:
        """Name a cell of this row."""
        return f"{self.place}, column {column}"


@dataclass(frozen=True, slots=True)
class Said:
    """One label and where it was read."""

    label: Label
    row: str
    column: str


def read_labels(paths: Path | Sequence[Path], scale: int = 1, key: pa.Table | None = None) -> list[Label]:
    """Read labels of one file, or of several: one per rater, say.

    Args:
        paths: CSV (comma, semicolon or tab) in UTF-8.
        scale: Stances are whole numbers from -scale to scale.
        key: Key of the sample (stance_key), where files have ``label_id`` and not ``post_uid``.

    Returns:
        Labels by post and rater. Cells without a stance are left out: the rater could not say.

    Raises:
        LabelsRefused: With every mistake, its file, its row and its column.
    """
    files = [paths] if isinstance(paths, Path) else list(paths)
    return parse_all([(path.name, path.read_bytes()) for path in files], scale, key)


def parse_labels(content: bytes, name: str, scale: int = 1, key: pa.Table | None = None) -> list[Label]:
    r"""Read the content of one table of labels; see :func:`read_labels`.

    Example:
        >>> parse_labels(b"post_uid,rater,stance\nweibo:1,AB,-1\n", "labels.csv")
        [Label(post_uid='weibo:1', rater='AB', stance=-1)]
        >>> parse_labels(b"post_uid,rater_1,rater_2\nweibo:1,1,\n", "labels.csv")
        [Label(post_uid='weibo:1', rater='rater_1', stance=1)]
    """
    return parse_all([(name, content)], scale, key)


def parse_all(files: Sequence[tuple[str, bytes]], scale: int = 1, key: pa.Table | None = None) -> list[Label]:
    """Read the contents of several tables of labels, given with their names; see :func:`read_labels`."""
    posts = None if key is None else dict(zip(*(key.column(name).to_pylist() for name in KEY_COLUMNS), strict=True))
    mistakes: list[str] = []
    found: dict[tuple[str, str], Said] = {}
    for name, content in files:
        prefix = f"{name}: " if len(files) > 1 else ""
        for said in _labels_in(content, prefix, scale, posts, mistakes):
            before = found.setdefault((said.label.post_uid, said.label.rater), said)
            if before.label.stance != said.label.stance:
                mistakes.append(
                    f"{said.row}, column {said.column}: the same rater said otherwise of this post in {before.row}"
                )
    if mistakes:
        raise LabelsRefused.because(mistakes, ", ".join(name for name, _ in files))
    return sorted(said.label for said in found.values())


def _labels_in(
    content: bytes, prefix: str, scale: int, posts: Mapping[str, str] | None, mistakes: list[str]
) -> Iterator[Said]:
    read = table_rows(content, prefix, mistakes, lambda head: _head_mistakes(head, posts))
    for row in read:
        wide = [column for column in row.cell if RATER_COLUMN.fullmatch(column)]
        for column in wide or ["stance"]:
            rater = column if wide else row.cell["rater"].strip()
            label = _label(row, column, rater, scale, posts, mistakes)
            if label is not None:
                yield Said(label, row.place, column)


def table_rows(
    content: bytes, prefix: str, mistakes: list[str], head_mistakes: Callable[[Sequence[str]], Iterable[str]]
) -> list[Row]:
    """Take a table in UTF-8 apart.

    Args:
        content: The bytes of the file.
        prefix: What stands before each place that is named.
        mistakes: Gets what is wrong with the table.
        head_mistakes: Says what is wrong with a head.

    Returns:
        Rows with as many cells as the head; none if the head is wrong.
    """
    try:
        head, rows = _cells(content)
    except ValueError as error:
        mistakes.append(f"{prefix}{error}")
        return []
    wrong = [f"{prefix}{mistake}" for mistake in head_mistakes(head)]
    mistakes += wrong
    found = []
    for number, cells in [] if wrong else rows:
        if len(cells) == len(head):
            found.append(Row(f"{prefix}row {number}", dict(zip(head, cells, strict=True))))
        else:
            mistakes.append(f"{prefix}row {number}: {len(cells)} cells, the head has {len(head)}")
    return found


def _cells(content: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise ValueError(f"row {row}: not UTF-8 text; save it as UTF-8") from error
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ValueError(f"it is no table: {error}") from error
    if not rows:
        raise ValueError("row 1: no head")
    filled = [(number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    return [cell.strip().lower() for cell in rows[0]], filled


def head_problems(head: Sequence[str], needed: Iterable[str], known: frozenset[str]) -> list[str]:
    """Return what a head lacks, what it has that is not known, and what it has twice."""
    problems = [f"row 1: no column {name}" for name in needed if name not in head]
    problems += [
        f"row 1, column {at}: {name[:30]!r} is not known"
        for at, name in enumerate(head, 1)
        if name not in known and not RATER_COLUMN.fullmatch(name)
    ]
    return problems + [
        f"row 1: column {name[:30]} is there twice" for name in sorted(set(head)) if head.count(name) > 1
    ]


def _head_mistakes(head: Sequence[str], posts: Mapping[str, str] | None) -> list[str]:
    wide = any(RATER_COLUMN.fullmatch(name) for name in head)
    mistakes = head_problems(head, () if wide else NEEDED, KNOWN - set(NEEDED) if wide else KNOWN)
    if "post_uid" not in head and "label_id" not in head:
        mistakes.append("row 1: neither a column post_uid nor label_id")
    elif "post_uid" not in head and posts is None:
        mistakes.append("row 1, column label_id: the key of the sample is needed to know the posts")
    return mistakes


def stance_in(cell: str, scale: int) -> int | None:
    """Return the stance a cell holds, ``None`` if it is no whole number of the scale.

    Example:
        >>> stance_in(" +1", 1), stance_in("−1", 1), stance_in("-1.0", 1), stance_in("2", 1)
        (1, -1, -1, None)
    """
    written = unicodedata.normalize("NFKC", cell).strip().lstrip("'").replace("−", "-")
    found = _WHOLE.fullmatch(written)
    return int(found[1]) if found and abs(int(found[1])) <= scale else None


def _label(
    row: Row, column: str, rater: str, scale: int, posts: Mapping[str, str] | None, mistakes: list[str]
) -> Label | None:
    """Return the label of a cell, or note its mistakes; ``None`` without a mistake where there is no stance."""
    written = row.cell[column].strip().lstrip("'")
    if not written:
        return None
    before = len(mistakes)
    if not rater:
        mistakes.append(f"{row.at('rater')}: empty")
    stance = stance_in(written, scale)
    if stance is None:
        mistakes.append(f"{row.at(column)}: {written[:20]!r} is no whole number from -{scale} to {scale}")
    named = "post_uid" if "post_uid" in row.cell else "label_id"
    uid: str | None = row.cell[named].strip()
    if named == "label_id" and posts is not None:
        uid = posts.get(row.cell[named].strip())
    if not uid:
        mistakes.append(f"{row.at(named)}: {'empty' if uid == '' else 'not in the key of the sample'}")
    return Label(uid, rater, stance) if uid and stance is not None and len(mistakes) == before else None


def read_key(path: Path) -> pa.Table:
    """Read the key of a blind sample: which post each ``label_id`` is.

    Raises:
        LabelsRefused: With every mistake, its row and its column.
    """
    known = frozenset({*KEY_COLUMNS, "stratum", "stratum_posts"})
    mistakes: list[str] = []
    rows = table_rows(path.read_bytes(), "", mistakes, lambda head: head_problems(head, KEY_COLUMNS, known))
    found = {name: [row.cell[name].strip() for row in rows] for name in KEY_COLUMNS}
    mistakes += [f"{row.at(name)}: empty" for row in rows for name in KEY_COLUMNS if not row.cell[name].strip()]
    if mistakes:
        raise LabelsRefused.because(mistakes, path.name)
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in found.items()})


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
