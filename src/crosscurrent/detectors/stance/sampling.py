"""Which posts people should read: spread over time, shown without account, platform or time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from crosscurrent.detectors.stance.parameters import StanceParameterRefused, Target
from crosscurrent.errors import InputRefused
from crosscurrent.model.stance import KEY_SPEC, TO_LABEL_SPEC
from crosscurrent.model.table import validate


class PostsRefused(InputRefused):
    """The table of posts lacks a column that is needed."""

    code = "E-STANCE-004"

    @classmethod
    def columns(cls, missing: list[str]) -> PostsRefused:
        """Build the error for the columns that are missing."""
        return cls(
            f"the posts lack {', '.join(missing)}",
            where="table of posts",
            next_step="Hand over post_uid, at (timestamp[us, UTC]) and, to be sampled, text; account_uid is optional.",
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """Posts to be read by people.

    Attributes:
        to_label: What raters see, in an order that says nothing (stance_to_label).
        key: Which post each is; kept from the raters until they are done (stance_key).
        population: Posts with text and time it was drawn from.
    """

    to_label: pa.Table
    key: pa.Table
    population: int


def sample_for_labelling(posts: pa.Table, target: Target, n: int, seed: int = 1) -> Sample:
    """Draw posts for people to label.

    The posts are laid out by time and cut into n stretches of equal number; one is drawn of each. Every post has the
    same chance, and no stretch of time is missed.

    Args:
        posts: ``post_uid``, ``at``, ``text``; rows without time or text are not drawn.
        target: What the posts are about.
        n: How many to draw; all, if there are fewer.
        seed: Seed.

    Returns:
        The same sample whatever the order of the posts.

    Raises:
        PostsRefused: A column is missing.
        StanceParameterRefused: n is not positive.
    """
    if n < 1:
        raise StanceParameterRefused.out_of_range("n", n, "1, 2, 3 …")
    check_columns(posts, ("post_uid", "at", "text"))
    rows = sorted(_readable(posts))
    drawn = []
    for stratum, stretch in enumerate(np.array_split(np.arange(len(rows)), min(n, len(rows)) or 1)):
        if len(stretch):
            at = min(stretch.tolist(), key=lambda row: _mark(seed, "draw", rows[row][1]))
            # A letter in front: a spreadsheet takes 12e456… for a number and writes another one back.
            label_id = f"p{_mark(seed, 'label', rows[at][1])[:12]}"
            drawn.append((label_id, stratum, len(stretch), *rows[at][1:]))
    drawn.sort()
    shown = [
        {"label_id": one[0], "target": target.name, "text": one[4], "rater": None, "stance": None} for one in drawn
    ]
    key = [{"label_id": one[0], "post_uid": one[3], "stratum": one[1], "stratum_posts": one[2]} for one in drawn]
    return Sample(
        validate(TO_LABEL_SPEC, pa.Table.from_pylist(shown, schema=TO_LABEL_SPEC.schema)),
        validate(KEY_SPEC, pa.Table.from_pylist(key, schema=KEY_SPEC.schema)),
        len(rows),
    )


def check_columns(posts: pa.Table, needed: tuple[str, ...]) -> None:
    """Refuse a table of posts that lacks a column.

    Raises:
        PostsRefused: With the columns that are missing.
    """
    missing = [name for name in needed if name not in posts.column_names]
    if missing:
        raise PostsRefused.columns(missing)


def _readable(posts: pa.Table) -> set[tuple[int, str, str]]:
    columns = [posts.column("at").cast(pa.int64()), posts.column("post_uid"), posts.column("text")]
    rows = zip(*(column.to_pylist() for column in columns), strict=True)
    first: dict[str, tuple[int, str, str]] = {}
    for at, uid, text in rows:
        if at is not None and uid and text and text.strip():
            first[uid] = min((at, uid, text), first.get(uid, (at, uid, text)))
    return set(first.values())


def _mark(seed: int, purpose: str, uid: str) -> str:
    return hashlib.sha256(f"{seed}\0{purpose}\0{uid}".encode("utf-8", "surrogatepass")).hexdigest()
