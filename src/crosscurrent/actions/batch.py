"""A batch of posts with the edges that leave them, laid out as columns for the behaviours to read.

Every behaviour file is a pure function from one :class:`PostBatch` to one :class:`Harvest`. Who may act is
decided here, once: a post without account or time cannot act, a repost speaks somebody else's words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

#: One action found: row of the batch, object, derivation.
Found = tuple[int, str, str]

_REPOST_EDGES = ("repost_of", "forward_of", "crosspost_of")
_REPOST_IN_TEXT = re.compile(r"\s*RT\s+@[\w.\-]{1,50}\s*[:：]")


class Target(NamedTuple):
    """Where an edge leads: kind of destination, destination, and how the capture wrote it."""

    kind: str
    dst: str
    raw: str | None


#: Edge type -> row of the batch -> targets in the order of their position.
EdgeIndex = Mapping[str, Mapping[int, list[Target]]]


@dataclass(slots=True)
class Harvest:
    """What one behaviour found in one batch.

    Attributes:
        found: Actions, in row order.
        passed_over: Reason -> how many candidates gave no action for it; nothing is dropped silently.
    """

    found: list[Found] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class PostBatch:
    """Posts that can act, as parallel lists.

    Attributes:
        posts: The rows themselves (model.post schema), for the columns that are only copied.
        platform: Platform of each post.
        text: Text, else title, else the empty string; raw.
        edges: Their edges by type and row.
        own: Rows in which the account speaks for itself: everything but reposts.
        reposts: Rows that re-publish a post the capture names.
        unnamed_reposts: Rows that re-publish a post the capture does not name.
    """

    posts: pa.Table
    platform: list[str]
    text: list[str]
    edges: EdgeIndex
    own: list[int]
    reposts: dict[int, list[Target]]
    unnamed_reposts: list[int]


def read_batch(posts: pa.Table, edges: pa.Table) -> tuple[PostBatch, dict[str, int]]:
    """Lay out posts and edges for the behaviours and count what cannot act.

    Args:
        posts: Rows in ``model.post.SCHEMA``.
        edges: Rows in ``model.post.EDGE_SCHEMA`` that leave those posts, in any order.

    Returns:
        The batch, and how many rows were left out by reason: ``duplicate_posts`` (same ``post_uid`` earlier in
        the batch), ``skipped_no_account``, ``skipped_no_time`` (account known, time not) and
        ``edges_without_post``. A post is counted under the first reason that applies.
    """
    has_account = pc.fill_null(pc.not_equal(posts.column("account_uid"), ""), False)
    has_time = pc.is_valid(posts.column("created_at"))
    first = _first_of_each(posts.column("post_uid"), posts.column("is_partial"))
    may_act = _numpy(has_account) & _numpy(has_time) & first
    counts = {
        "duplicate_posts": int((~first).sum()),
        "skipped_no_account": int((first & ~_numpy(has_account)).sum()),
        "skipped_no_time": int((first & _numpy(has_account) & ~_numpy(has_time)).sum()),
    }
    acting = posts.filter(pa.array(may_act))
    index, lost = _index_edges(posts, acting, edges)
    return _lay_out(acting, index), {**counts, "edges_without_post": lost}


def _numpy(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.to_numpy(), dtype=bool)


def _first_of_each(uids: pa.ChunkedArray, is_partial: pa.ChunkedArray) -> np.ndarray:
    """Mark one row of every post_uid: the first that shows the post whole, else the first."""
    codes = uids.combine_chunks().dictionary_encode().indices.to_numpy()
    partial = _numpy(pc.fill_null(is_partial, False))
    order = np.argsort(partial, kind="stable")
    first = np.zeros(len(codes), dtype=bool)
    first[order[np.unique(codes[order], return_index=True)[1]]] = True
    return first


def _index_edges(posts: pa.Table, acting: pa.Table, edges: pa.Table) -> tuple[EdgeIndex, int]:
    """Group edges by type and by row of the acting posts; count edges whose post is not in the batch at all."""
    index: dict[str, dict[int, list[Target]]] = {}
    if edges.num_rows == 0:
        return index, 0
    source = edges.column("src_post_uid")
    lost = edges.num_rows - int(pc.sum(pc.is_in(source, value_set=posts.column("post_uid"))).as_py())
    placed = edges.append_column("row", pc.index_in(source, value_set=acting.column("post_uid")))
    placed = placed.append_column("written", pa.array(np.arange(edges.num_rows)))
    placed = placed.filter(pc.is_valid(placed.column("row")))
    order = pc.sort_indices(
        placed, sort_keys=[("row", "ascending"), ("position", "ascending"), ("written", "ascending")]
    )
    placed = placed.take(order)
    columns = [placed.column(name).to_pylist() for name in ("type", "row", "dst_kind", "dst", "dst_raw")]
    for edge_type, row, kind, dst, raw in zip(*columns, strict=True):
        index.setdefault(edge_type, {}).setdefault(row, []).append(Target(kind, dst, raw))
    return index, lost


def _lay_out(acting: pa.Table, edges: EdgeIndex) -> PostBatch:
    text = pc.coalesce(acting.column("text"), acting.column("title"), "").to_pylist()
    kinds = acting.column("kind").to_pylist()
    named = _named_reposts(acting, kinds, edges)
    unnamed = [
        row
        for row, kind in enumerate(kinds)
        if row not in named and (kind == "repost" or _REPOST_IN_TEXT.match(text[row]))
    ]
    passed_on = named.keys() | set(unnamed)
    own = [row for row in range(acting.num_rows) if row not in passed_on]
    platform = acting.column("platform").to_pylist()
    return PostBatch(acting, platform, text, edges, own, named, unnamed)


def _named_reposts(acting: pa.Table, kinds: list[str], edges: EdgeIndex) -> dict[int, list[Target]]:
    """Rows with an edge to the re-published post; for kind ``repost`` without one, its root or parent post."""
    named: dict[int, list[Target]] = {}
    for edge_type in _REPOST_EDGES:
        for row, targets in edges.get(edge_type, {}).items():
            posts = [target for target in targets if target.kind == "post"]  # an account forwarded from is no post
            if posts:
                named.setdefault(row, []).extend(posts)
    origin = pc.coalesce(acting.column("root_post_uid"), acting.column("parent_post_uid")).to_pylist()
    for row, kind in enumerate(kinds):
        if kind == "repost" and row not in named and origin[row]:
            named[row] = [Target("post", origin[row], None)]
    return named
