"""The sheet that raters fill in: posts about a target, drawn over time, written so that no spreadsheet runs them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.stance.about import sought
from crosscurrent.detectors.stance.sampling import Sample, sample_for_labelling
from crosscurrent.errors import InputRefused, UsageRefused
from crosscurrent.exchange.csv import guarded
from crosscurrent.exchange.defang import defang
from crosscurrent.reports.hostile import visible
from crosscurrent.workflows.detect_stance import StanceQuestion, naming, posts_of, readable
from crosscurrent.workflows.detect_texts import read_texts
from crosscurrent.workflows.progress import NullProgress, Progress
from crosscurrent.workflows.texts_of_case import Texts

COLUMNS = ("post_uid", "time", "platform", "text", "rater_1", "rater_2", "note")
#: Without what might tell raters when or where a post was written.
BLIND_COLUMNS = ("label_id", "text", "rater_1", "rater_2", "note")
KEY_COLUMNS = ("label_id", "post_uid")
#: Spreadsheets cut a cell at 32,767 characters, and the marks of hidden characters need room.
LONGEST_TEXT = 20_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SheetThere(UsageRefused):
    """A sheet of that name is there already; labels are people's work and are never overwritten."""

    code = "E-STANCE-005"

    @classmethod
    def at(cls, path: Path) -> SheetThere:
        """Build the error."""
        return cls(
            "there is a file already, and labels are never overwritten",
            where=str(path),
            next_step="Name another file with --out, or move this one away.",
        )


class NothingAbout(InputRefused):
    """No post is about the target."""

    code = "E-STANCE-006"

    @classmethod
    def among(cls, posts: int, without: int) -> NothingAbout:
        """Build the error from how many posts were read, and how many name the target without text or time."""
        left = f"; {without} do and have no text or no time to the day" if without else ""
        return cls(
            f"none of {posts} posts can be drawn as a post about the target{left}",
            where="posts",
            next_step="Give the names that posts use with --alias (also in other scripts and languages, and @names), "
            "or list the posts yourself with --post-ids.",
        )


class IdsUnreadable(InputRefused):
    """The list of posts cannot be read."""

    code = "E-STANCE-007"

    @classmethod
    def because(cls, reason: str, path: Path) -> IdsUnreadable:
        """Build the error."""
        return cls(
            f"the list of posts {reason}",
            where=path.name,
            next_step="Write one post_uid per line, for example weibo:4978123456789012, in UTF-8.",
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a sheet is drawn.

    Attributes:
        size: Posts to draw.
        seed: Seed.
        blind: Leave out id, time and platform, and write a key.
        post_ids: List of posts, in place of those that name the target.
    """

    size: int = 200
    seed: int = 1
    blind: bool = False
    post_ids: Path | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn.

    Attributes:
        texts: What was read.
        sample: The sample.
        about: Posts about the target, with or without text and time.
        unknown: Ids of the list that no post has.
        cut: Texts that are longer than a sheet shows.
        paths: The sheet, and its key if it is blind.
    """

    texts: Texts
    sample: Sample
    about: int
    unknown: int
    cut: int
    paths: tuple[Path, ...]


def draw_sheet(
    posts: Sequence[str],
    question: StanceQuestion,
    out: Path,
    drawing: Drawing,
    options: ReadOptions,
    progress: Progress | None = None,
) -> Drawn:
    """Read capture files, draw posts about a target and write a sheet for two raters.

    Args:
        posts: Files, folders and archives of any connector; ``-`` is standard input.
        question: Target and names.
        out: The sheet; never overwritten.
        drawing: How it is drawn.
        options: What is declared about the files.
        progress: Told how far it is.

    Raises:
        SheetThere: There is a file already.
        NothingAbout: No post is about the target.
        IdsUnreadable: The list of posts cannot be read.
        InputRefused: A file cannot be read.
    """
    listener = progress or NullProgress()
    paths: tuple[Path, ...] = (out, key_beside(out)) if drawing.blind else (out,)
    _raise_if_there(paths)
    listed = None if drawing.post_ids is None else read_ids(drawing.post_ids)
    names = sought(question.names)
    texts = read_texts(posts, options, listener)
    about = posts_of(texts.table, naming(texts.table, names, listener) if listed is None else listed)
    offered = readable(about)
    if not offered.num_rows:
        raise NothingAbout.among(texts.posts, about.num_rows)
    sample = sample_for_labelling(offered, question.target, drawing.size, drawing.seed)
    rows = list(sheet_rows(sample, offered))
    _write(out, BLIND_COLUMNS if drawing.blind else COLUMNS, rows)
    if drawing.blind:
        _write(paths[1], KEY_COLUMNS, rows)
    unknown = 0 if listed is None else len(listed) - about.num_rows
    cut = sum(len(row["whole"]) > LONGEST_TEXT for row in rows)
    return Drawn(texts, sample, about.num_rows, unknown, cut, paths)


def key_beside(sheet: Path) -> Path:
    """Return where the key of a blind sheet lies: ``labels.csv`` has ``labels.key.csv``."""
    return sheet.with_name(f"{sheet.stem}.key.csv")


def _raise_if_there(paths: Sequence[Path]) -> None:
    for path in paths:
        if path.exists() or path.is_symlink():
            raise SheetThere.at(path)


def read_ids(path: Path) -> list[str]:
    """Read a list of posts: one id per line; empty lines and a head ``post_uid`` are passed over.

    Raises:
        IdsUnreadable: It is no UTF-8 text, or names nothing.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise IdsUnreadable.because("is no UTF-8 text", path) from error
    found = [line.strip() for line in lines if line.strip() and line.strip() != "post_uid"]
    if not found:
        raise IdsUnreadable.because("names no post", path)
    return list(dict.fromkeys(found))


def sheet_rows(sample: Sample, posts: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield the rows of a sheet, in an order that says nothing of time."""
    facts = {row["post_uid"]: row for row in posts.append_column("us", posts.column("at").cast(pa.int64())).to_pylist()}
    pairs = zip(sample.to_label.to_pylist(), sample.key.to_pylist(), strict=True)
    for shown, key in pairs:
        post = facts[key["post_uid"]]
        yield {
            "label_id": shown["label_id"],
            "post_uid": key["post_uid"],
            "time": written_time(post["us"], post["precision"]),
            "platform": post["platform"],
            "whole": shown["text"],
            "text": shown_text(shown["text"]),
        }


def written_time(at_us: int, precision: str) -> str:
    """Write a time as exactly as it is known.

    Example:
        >>> written_time(1_741_593_600_000_000, "s"), written_time(1_741_564_800_000_000, "day")
        ('2025-03-10T08:00:00Z', '2025-03-10')
    """
    at = _EPOCH + timedelta(microseconds=at_us)
    return at.strftime("%Y-%m-%d" if precision == "day" else "%Y-%m-%dT%H:%M:%SZ")


def shown_text(text: str) -> str:
    """Return a text as raters see it: hidden characters visible, addresses defanged, cut where a cell would end.

    Example:
        >>> shown_text("see https://a.example/x\u202e")
        'see hxxps://a[.]example/x⟦RLO⟧'
    """
    left_out = len(text) - LONGEST_TEXT
    kept = f"{text[:LONGEST_TEXT]} … [{left_out} characters left out]" if left_out > 0 else text
    return defang(visible(kept.replace("\r\n", "\n").strip()))


def _write(path: Path, columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(str(row.get(name) or "")) for name in columns] for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            # A spreadsheet takes a file without the mark for another encoding than UTF-8.
            file.write(held.getvalue().encode("utf-8-sig", "replace"))
    except FileExistsError as error:
        raise SheetThere.at(path) from error
