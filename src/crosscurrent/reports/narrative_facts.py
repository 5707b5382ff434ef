"""The rows behind a narrative's page, chosen and joined once for both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.model.time import PRECISION_WIDTH_US
from crosscurrent.reports.text_facts import TextFacts, rows_of, text_facts
from crosscurrent.reports.text_material import TextMaterial, TopicMaterial

#: Topics with a page of their own: those with a name first, then those with most posts.
MOST_PAGES = 30
#: Topics listed in the report, and posts listed on a page.
MOST_LISTED, MOST_POSTS = 60, 200
#: Posts that a group of texts must have in a topic to be shown there.
FEWEST_OF_GROUP = 2
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Appearance:
    """The earliest known post of a topic on one platform or in one language.

    Attributes:
        dimension: ``platform`` or ``lang``.
        value: Which.
        posts: Posts of this value, those without a time included.
        accounts: Accounts of them that are known.
        first: The earliest by captured time; ``None`` if no post has one.
        may_be_first: Posts that the precision of times leaves as first.
    """

    dimension: str
    value: str
    posts: int
    accounts: int
    first: Row | None
    may_be_first: int


@dataclass(frozen=True, slots=True)
class Narrative:
    """One topic as its page shows it.

    Attributes:
        topic_id: Its id.
        facts: Its row in the table of facts; times as ``<name>_us``.
        name: What people call it: ``name``, ``named_by``, ``date``, ``note``; ``None`` if nobody named it.
        posts: Its posts by time, at most :data:`MOST_POSTS`, with ``why`` and ``at_us``.
        appearances: By platform, then by language, the earliest first.
        times_us: Platform -> times of its posts, most posts first.
        why: Kind of shared thing -> posts that are tied by it.
        texts: Groups of texts in it.
        material: The tables those come from.
    """

    topic_id: str
    facts: Row
    name: Row | None
    posts: list[Row]
    appearances: list[Appearance]
    times_us: dict[str, list[int]]
    why: dict[str, int]
    texts: TextFacts
    material: TextMaterial


def page_name(topic_id: str) -> str:
    """Return the name of a topic's page.

    Example:
        >>> page_name("topic:2a46348087e40776")
        '2a46348087e40776.html'
    """
    return f"{topic_id.partition(':')[2]}.html"


def names_by_topic(topics: TopicMaterial) -> dict[str, Row]:
    """Return what people call the topics."""
    return {str(row["topic_id"]): dict(row) for row in topics.summary.get("names") or ()}


def ranked(topics: TopicMaterial) -> list[Row]:
    """Return the facts of all topics: those with a name first, then those with most posts."""
    names = names_by_topic(topics)
    rows: list[Row] = _with_us(topics.facts).to_pylist()
    return sorted(rows, key=lambda row: (row["topic_id"] not in names, -row["posts"], row["topic_id"]))


def narrative(row: Row, material: TextMaterial, topics: TopicMaterial) -> Narrative:
    """Join what one page says.

    Args:
        row: The topic's row, of :func:`ranked`.
        material: Who copied whom in the whole case.
        topics: All topics.
    """
    topic_id = str(row["topic_id"])
    posts = rows_of(topics.posts, "topic_id", topic_id)
    why = {one["post_uid"]: one["why"] for one in rows_of(topics.topics, "topic_id", topic_id)}
    own = texts_of(material, [post["post_uid"] for post in posts])
    times: dict[str, list[int]] = {name: [] for name in row["platforms"]}
    for post in posts:
        if post["at_us"] is not None:
            times.setdefault(post["platform"], []).append(post["at_us"])
    return Narrative(
        topic_id, row, names_by_topic(topics).get(topic_id),
        [post | {"why": why.get(post["post_uid"], [])} for post in posts[:MOST_POSTS]],
        [*appearances(posts, "platform"), *appearances(posts, "lang")],
        times, dict(Counter(kind for kinds in why.values() for kind in kinds).most_common()),
        text_facts(own), own,
    )  # fmt: skip


def appearances(posts: Iterable[Mapping[str, Any]], dimension: str) -> list[Appearance]:
    """Return the earliest known post by platform or language; an unknown language is no language.

    A post of which only the day is known may have come at any time of that day.
    """
    by_value: dict[str, list[Row]] = {}
    for post in posts:
        if post[dimension] is not None:
            by_value.setdefault(post[dimension], []).append(dict(post))
    found = []
    for value, own in by_value.items():
        timed = sorted((p for p in own if p["at_us"] is not None), key=lambda p: (p["at_us"], p["post_uid"]))
        surely_by = min((_end_us(post) for post in timed), default=0)
        found.append(
            Appearance(
                dimension, value, len(own), len({post["account_uid"] for post in own} - {None}),
                timed[0] if timed else None, sum(post["at_us"] < surely_by for post in timed),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.first is None, one.first["at_us"] if one.first else 0, one.value))


def _end_us(post: Mapping[str, Any]) -> int:
    return int(post["at_us"]) + max(PRECISION_WIDTH_US.get(post["precision"], 1), 1)


def texts_of(material: TextMaterial, posts: Iterable[str]) -> TextMaterial:
    """Return the part of the comparison that is about some posts.

    Groups with :data:`FEWEST_OF_GROUP` or more of the posts are shown whole; of relations, those with a text of these
    posts or groups on either side, so that a text that denies what they say is not lost.
    """
    ours = pa.array(sorted(set(posts)), pa.string())
    here = material.groups.filter(pc.is_in(material.groups.column("post_uid"), value_set=ours))
    counts = here.group_by("group_id").aggregate([("post_uid", "count_distinct")])
    enough = pc.greater_equal(counts.column("post_uid_count_distinct"), FEWEST_OF_GROUP)
    kept = counts.filter(enough).column("group_id").combine_chunks()
    groups = material.groups.filter(pc.is_in(material.groups.column("group_id"), value_set=kept))
    own = material.texts.filter(pc.is_in(material.texts.column("post_uid"), value_set=ours))
    uids = _values(groups.column("text_uid"), own.column("text_uid"))
    relations = material.relations
    touched = pc.or_(*(pc.is_in(relations.column(name), value_set=uids) for name in ("text_a", "text_b")))
    relations = _denied_once(relations.filter(touched), set(uids.to_pylist()))
    unattributed = material.unattributed.filter(pc.is_in(material.unattributed.column("text_uid"), value_set=uids))
    every = _values(
        groups.column("text_uid"), own.column("text_uid"), relations.column("text_a"), relations.column("text_b"),
        unattributed.column("source_text"),
    )  # fmt: skip
    return replace(
        material,
        texts=material.texts.filter(pc.is_in(material.texts.column("text_uid"), value_set=every)),
        relations=relations,
        groups=groups,
        nodes=material.nodes.filter(pc.is_in(material.nodes.column("group_id"), value_set=kept)),
        unattributed=unattributed,
    )


def _denied_once(relations: pa.Table, ours: set[str]) -> pa.Table:
    """Keep, of the pairs that may say the opposite, one per text: against the text it is most like.

    One denial is contrary to every copy of what it denies.
    """
    chosen: dict[str, int] = {}
    kept: list[int] = []
    columns = [relations.column(name).to_pylist() for name in ("text_a", "text_b", "contrary", "similarity")]
    for row, (a, b, contrary, similarity) in enumerate(zip(*columns, strict=True)):
        if not contrary:
            kept.append(row)
            continue
        denial = a if b in ours and a not in ours else b
        best = chosen.setdefault(denial, row)
        if (similarity, a, b) > tuple(columns[place][best] for place in (3, 0, 1)):
            chosen[denial] = row
    return relations.take(pa.array(sorted([*kept, *chosen.values()]), pa.int64()))


def _values(*columns: pa.ChunkedArray) -> pa.Array:
    found = pa.chunked_array([chunk.cast(pa.string()) for column in columns for chunk in column.chunks], pa.string())
    return pc.unique(found)


def _with_us(table: pa.Table) -> pa.Table:
    for name in ("first_at", "last_at"):
        table = table.append_column(f"{name}_us", table.column(name).cast(pa.int64())).drop_columns([name])
    return table
