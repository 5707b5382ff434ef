"""Posts to actions: all behaviours over one batch, or over a stream of batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from crosscurrent.actions.batch import Found, Harvest, PostBatch, read_batch
from crosscurrent.actions.domain import derive_domains
from crosscurrent.actions.hashtag import derive_hashtags
from crosscurrent.actions.hashtag_sequence import derive_hashtag_sequences
from crosscurrent.actions.link import derive_links
from crosscurrent.actions.mention import derive_mentions
from crosscurrent.actions.reply import derive_replies
from crosscurrent.actions.repost import derive_reposts
from crosscurrent.actions.same_text import derive_same_texts
from crosscurrent.errors import BehaviourUnknown
from crosscurrent.model.action import BEHAVIOURS, SCHEMA
from crosscurrent.model.post import EDGE_SCHEMA
from crosscurrent.model.post import EDGE_SPEC as EDGE
from crosscurrent.model.post import SPEC as POST

#: Version of the folding rules, for the method record; it changes whenever an object id could.
RULES_VERSION = "1"
_DERIVE: Mapping[str, Callable[[PostBatch], Harvest]] = {
    "link": derive_links,
    "domain": derive_domains,
    "repost": derive_reposts,
    "reply": derive_replies,
    "mention": derive_mentions,
    "hashtag": derive_hashtags,
    "hashtag_sequence": derive_hashtag_sequences,
    "same_text": derive_same_texts,
}
#: Every behaviour that posts alone give, in the order of its rows in the output.
ALL = tuple(behaviour for behaviour in BEHAVIOURS if behaviour in _DERIVE)


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the posts; counts of batches add up.

    Attributes:
        posts: Posts offered = acting + duplicate_posts + skipped_no_account + skipped_no_time, always.
        acting: Posts with an account and a time.
        duplicate_posts: Posts whose ``post_uid`` came earlier in the same batch.
        skipped_no_account: Posts without an account.
        skipped_no_time: Posts with an account but no time.
        edges_without_post: Edges whose post is not in their batch.
        actions: Behaviour -> actions derived.
        passed_over: ``behaviour: reason`` -> candidates that gave no action.
    """

    posts: int = 0
    acting: int = 0
    duplicate_posts: int = 0
    skipped_no_account: int = 0
    skipped_no_time: int = 0
    edges_without_post: int = 0
    actions: Mapping[str, int] = field(default_factory=dict)
    passed_over: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Counts) -> Counts:
        """Return the counts of both batches together."""
        return Counts(
            self.posts + other.posts,
            self.acting + other.acting,
            self.duplicate_posts + other.duplicate_posts,
            self.skipped_no_account + other.skipped_no_account,
            self.skipped_no_time + other.skipped_no_time,
            self.edges_without_post + other.edges_without_post,
            _sum(self.actions, other.actions),
            _sum(self.passed_over, other.passed_over),
        )


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Add two tallies; a zero stays, it says that something was looked for."""
    return {name: one.get(name, 0) + other.get(name, 0) for name in dict.fromkeys((*one, *other))}


@dataclass(frozen=True, slots=True)
class Derived:
    """Actions of one batch.

    Attributes:
        actions: Rows in ``model.action.SCHEMA``, by behaviour in the order of :data:`ALL`, then by post.
        counts: What became of the posts.
    """

    actions: pa.Table
    counts: Counts


def derive(posts: pa.Table, edges: pa.Table, behaviours: Sequence[str] = ALL) -> pa.Table:
    """Derive the actions of posts.

    Args:
        posts: Rows in ``model.post.SCHEMA``.
        edges: Rows in ``model.post.EDGE_SCHEMA`` that leave those posts.
        behaviours: Which to derive; any subset of :data:`ALL`.

    Returns:
        Rows in ``model.action.SCHEMA``.

    Raises:
        BehaviourUnknown: A name is not in :data:`ALL`.
    """
    return derive_counted(posts, edges, behaviours).actions


def derive_counted(posts: pa.Table, edges: pa.Table, behaviours: Sequence[str] = ALL) -> Derived:
    """Derive the actions of posts and count what gave none. Arguments and errors as :func:`derive`."""
    wanted = _checked(behaviours)
    batch, left_out = read_batch(posts, edges)
    tables: list[pa.Table] = []
    actions: dict[str, int] = {}
    passed_over: dict[str, int] = {}
    for behaviour in wanted:
        harvest = _DERIVE[behaviour](batch)
        tables.append(_table(batch, behaviour, harvest.found))
        actions[behaviour] = len(harvest.found)
        passed_over |= {f"{behaviour}: {reason}": n for reason, n in sorted(harvest.passed_over.items())}
    table = pa.concat_tables(tables).unify_dictionaries() if tables else SCHEMA.empty_table()
    counts = Counts(
        posts=posts.num_rows, acting=batch.posts.num_rows, actions=actions, passed_over=passed_over, **left_out
    )
    return Derived(table, counts)


def derive_batches(batches: Iterable[tuple[pa.Table, pa.Table]], behaviours: Sequence[str] = ALL) -> Iterator[Derived]:
    """Derive batch by batch; memory does not grow with the number of batches.

    Args:
        batches: (posts, edges that leave those posts).
        behaviours: As in :func:`derive`.

    Yields:
        One :class:`Derived` per batch; add up their counts for the whole.

    Raises:
        BehaviourUnknown: A name is not in :data:`ALL`.
    """
    for posts, edges in batches:
        yield derive_counted(posts, edges, behaviours)


def batches_of(tables: Iterable[tuple[str, pa.Table]]) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Pair the posts and edges of a connector's stream.

    Args:
        tables: (table name, rows) as ``Connector.tables`` yields them: every ``post`` table is followed by the ``edge``
            tables of its posts before the next one comes. Other tables are passed by.

    Yields:
        (posts, edges); edges may be empty.
    """
    posts: pa.Table | None = None
    edges: list[pa.Table] = []
    for name, rows in tables:
        if name == POST.name:
            if posts is not None:
                yield posts, pa.concat_tables([EDGE_SCHEMA.empty_table(), *edges])
            posts, edges = rows, []
        elif name == EDGE.name:
            edges.append(rows)
    if posts is not None:
        yield posts, pa.concat_tables([EDGE_SCHEMA.empty_table(), *edges])


def _checked(behaviours: Sequence[str]) -> list[str]:
    unknown = sorted(set(behaviours) - set(ALL))
    if unknown:
        raise BehaviourUnknown.named(unknown[0], ALL)
    return [behaviour for behaviour in ALL if behaviour in behaviours]


def _table(batch: PostBatch, behaviour: str, found: list[Found]) -> pa.Table:
    """Lay found actions out as rows; columns that come from the post are taken, not rebuilt."""
    rows = pa.array(np.fromiter((row for row, _, _ in found), dtype=np.int32, count=len(found)))
    acting = batch.posts.select(
        ["account_uid", "post_uid", "created_at", "created_at_precision", "capture_id", "locator"]
    ).take(rows)
    account, content, at, precision, capture, locator = acting.columns
    constant = pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(len(found), dtype=np.int16)), pa.array([behaviour], pa.string())
    )
    objects = pa.array([object_id for _, object_id, _ in found], pa.string())
    how = pa.array([derivation for _, _, derivation in found], pa.string()).dictionary_encode()
    columns = [account, constant, objects, content, at, precision, how.cast(SCHEMA.field("derivation").type), capture]
    return pa.table([*columns, locator], names=SCHEMA.names).cast(SCHEMA)
