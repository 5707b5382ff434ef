"""What posts share, laid out as a graph of posts and shared things, with the weight each tie carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.detectors.topics.parameters import Parameters, TopicTableRefused

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

#: How much a shared thing of each kind says that two posts are about the same; assumptions, in this order for a reason:
#: the same text is about the same, a link nearly always, a hashtag often.
WEIGHTS = {"text_group": 3.0, "same_text": 3.0, "media": 2.0, "link": 2.0, "reply": 2.0, "repost": 3.0, "hashtag": 1.0}
OTHER_WEIGHT = 1.0
#: Below so many posts nothing is too common.
FEWEST_FOR_WIDESPREAD = 50


@dataclass(frozen=True, slots=True)
class Sharing:
    """Ties between posts and the things they share.

    Attributes:
        posts: Post uids, ascending; ties name them by place.
        things: ``(why, object_id, begin of the episode)`` of every thing that two posts or more share.
        post: Post of each tie.
        thing: Thing of each tie.
        weight: Weight of each tie.
        too_widespread: Things left out because too many posts share them.
        strangers: Rows about posts that are not in the table of posts.
    """

    posts: list[str]
    things: list[tuple[str, str, int]]
    post: I64
    thing: I64
    weight: F64
    too_widespread: int
    strangers: int


def shared_of(text_groups: pa.Table, actions: pa.Table, behaviours: Sequence[str] = ("link", "hashtag")) -> pa.Table:
    """Return what posts share, from text groups and from actions.

    Args:
        text_groups: ``model.text.GROUP_SCHEMA``.
        actions: ``model.action.SCHEMA``; actions without a post are left out.
        behaviours: Which of them say something of the subject of a post.

    Returns:
        Columns post_uid, why, object_id.
    """
    behaviour = actions.column("behaviour").cast(pa.string())
    kept = pc.and_(
        pc.is_in(behaviour, pa.array(list(behaviours), pa.string())), pc.is_valid(actions.column("content_id"))
    )
    chosen = actions.filter(kept)
    groups = text_groups.num_rows
    return pa.table(
        {
            "post_uid": _joined(text_groups.column("post_uid"), chosen.column("content_id")),
            "why": _joined(
                pa.chunked_array([pa.array(["text_group"] * groups, pa.string())]), chosen.column("behaviour")
            ),
            "object_id": _joined(text_groups.column("group_id"), chosen.column("object_id")),
        }
    )


def _joined(first: pa.ChunkedArray, second: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([*first.cast(pa.string()).chunks, *second.cast(pa.string()).chunks], pa.string())


def check_columns(table: pa.Table, name: str, needed: Sequence[str]) -> None:
    """Refuse a table that lacks a column.

    Raises:
        TopicTableRefused: With the columns that are missing.
    """
    missing = [column for column in needed if column not in table.column_names]
    if missing:
        raise TopicTableRefused.columns(name, missing)


def lay_out(posts: pa.Table, shared: pa.Table, parameters: Parameters) -> Sharing:
    """Lay out the graph: every thing in its episodes, without what too many share and what only one has."""
    uids = sorted(set(posts.column("post_uid").to_pylist()))
    place = {uid: at for at, uid in enumerate(uids)}
    times = _times(posts, place)
    columns = (shared.column(name).cast(pa.string()).to_pylist() for name in ("why", "object_id", "post_uid"))
    rows = set(zip(*columns, strict=True))
    known = sorted((why, thing, place[uid]) for why, thing, uid in rows if uid in place and thing)
    most = parameters.commonest_share * len(uids) if len(uids) >= FEWEST_FOR_WIDESPREAD else len(uids)
    things: list[tuple[str, str, int]] = []
    post: list[int] = []
    thing: list[int] = []
    weight: list[float] = []
    too_widespread = 0
    for (why, name), members in _grouped(known):
        if len(members) > most and why != "text_group":
            too_widespread += 1
            continue
        for begin, episode in _episodes(members, times, parameters.quiet_us):
            things.append((why, name, begin))
            post += episode
            thing += [len(things) - 1] * len(episode)
            weight += [WEIGHTS.get(why, OTHER_WEIGHT) / np.log2(1 + len(episode))] * len(episode)
    strangers = sum(uid not in place for _, _, uid in rows)
    return Sharing(
        uids, things, np.array(post, np.int64), np.array(thing, np.int64), np.array(weight), too_widespread, strangers
    )


def _times(posts: pa.Table, place: dict[str, int]) -> dict[int, int]:
    uids, at = posts.column("post_uid").to_pylist(), posts.column("at").cast(pa.int64()).to_pylist()
    found: dict[int, int] = {}
    for uid, moment in zip(uids, at, strict=True):
        if moment is not None:
            found[place[uid]] = min(moment, found.get(place[uid], moment))
    return found


def _grouped(rows: Sequence[tuple[str, str, int]]) -> list[tuple[tuple[str, str], list[int]]]:
    groups: dict[tuple[str, str], list[int]] = {}
    for why, name, post in rows:
        groups.setdefault((why, name), []).append(post)
    return list(groups.items())


def _episodes(members: Sequence[int], times: dict[int, int], quiet_us: int) -> list[tuple[int, list[int]]]:
    """Cut the posts that share a thing where it rests; posts without a time go to the first episode.

    Only episodes of two posts or more tie anything.
    """
    timed = sorted((times[post], post) for post in members if post in times)
    found: list[tuple[int, list[int]]] = []
    last: int | None = None
    for at, post in timed:
        if last is None or at - last > quiet_us:
            found.append((at, []))
        found[-1][1].append(post)
        last = at
    timeless = [post for post in members if post not in times]
    if timeless:
        if not found:
            found.append((0, []))
        found[0][1].extend(timeless)
    return [(begin, posts) for begin, posts in found if len(posts) > 1]
