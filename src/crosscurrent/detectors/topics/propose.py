"""The detector: posts and what they share in, topics and facts about them out. Nothing here names a topic."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib import metadata
from typing import Any

import numpy as np
import pyarrow as pa

from crosscurrent import __version__
from crosscurrent.detectors.topics.communities import communities
from crosscurrent.detectors.topics.ids import Carried, carried_over, new_id
from crosscurrent.detectors.topics.parameters import Parameters
from crosscurrent.detectors.topics.sharing import Sharing, check_columns, lay_out
from crosscurrent.detectors.topics.tables import DAYS_SPEC, FACTS_SPEC, TOPIC_SPEC
from crosscurrent.detectors.topics.terms import document_counts, top_terms
from crosscurrent.model.method import MethodRecord
from crosscurrent.model.table import TableSpec, validate

DETECTOR, VERSION = "topics", "1"
#: Packages whose arithmetic the findings depend on.
SOFTWARE = ("crosscurrent", "graspologic-native", "numpy", "pyarrow", "scipy")
POST_COLUMNS = ("post_uid", "account_uid", "platform", "at", "lang", "text")
SHARED_COLUMNS = ("post_uid", "why", "object_id")
#: Shared things listed per topic.
MOST_SHARED = 10
UNKNOWN_LANGUAGES = frozenset({"", "und"})


@dataclass(frozen=True, slots=True)
class Topics:
    """Everything a run proposed.

    Attributes:
        topics: topic: which post belongs to which topic, and why.
        facts: topic_facts, most posts first.
        days: topic_days.
        summary: Content of summary.json.
        method: How it was done.
    """

    topics: pa.Table
    facts: pa.Table
    days: pa.Table
    summary: dict[str, Any]
    method: MethodRecord


def propose(
    posts: pa.Table,
    shared: pa.Table,
    parameters: Parameters | None = None,
    inputs: Mapping[str, str] | None = None,
    earlier: Mapping[str, str] | None = None,
) -> Topics:
    """Propose topics.

    Args:
        posts: ``post_uid``, ``account_uid``, ``platform``, ``at``, ``lang``, ``text``.
        shared: ``post_uid``, ``why``, ``object_id``, of :func:`crosscurrent.detectors.topics.sharing.shared_of`.
        parameters: Parameters.
        inputs: Name and SHA-256 of each input, for the method record.
        earlier: Post -> id of its topic in an earlier run. Only ids depend on it: a topic that still holds more than
            half of the posts of an earlier one keeps its id.

    Returns:
        The same topics whatever the order of the rows.

    Raises:
        TopicTableRefused: A column is missing.
    """
    parameters = parameters or Parameters()
    check_columns(posts, "posts", POST_COLUMNS)
    check_columns(shared, "what they share", SHARED_COLUMNS)
    sharing = lay_out(posts, shared, parameters)
    members, carried = _with_ids(_members(sharing, communities(sharing, parameters), parameters), earlier or {})
    written = _posts(posts)
    facts = _facts(members, written, parameters)
    return Topics(
        _table(TOPIC_SPEC, [row for one in members for row in one.rows()]),
        _table(FACTS_SPEC, facts),
        _table(DAYS_SPEC, [row for one in members for row in _days(one, written)]),
        _summary(members, sharing, parameters, carried),
        _method(parameters, inputs or {}, carried, members),
    )


@dataclass(frozen=True, slots=True)
class _Members:
    """One topic: its posts, why each belongs, and what they share; its own id comes from what most of them share."""

    named: str
    topic_id: str
    why: dict[str, set[str]]
    inside: dict[str, float]
    shared: list[tuple[int, str]]

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"topic_id": self.topic_id, "post_uid": uid, "why": sorted(self.why[uid]), "inside": self.inside[uid]}
            for uid in sorted(self.why)
        ]


def _members(sharing: Sharing, label: np.ndarray, parameters: Parameters) -> list[_Members]:
    """Collect the communities with enough posts, most posts first."""
    at_post, at_thing = label[sharing.post], label[len(sharing.posts) + sharing.thing]
    tied = np.bincount(sharing.post, weights=sharing.weight, minlength=len(sharing.posts))
    ties: dict[int, list[int]] = defaultdict(list)
    for tie in np.flatnonzero(at_post == at_thing).tolist():
        ties[int(at_post[tie])].append(tie)
    enough = [own for own in ties.values() if len(np.unique(sharing.post[own])) >= parameters.fewest_posts]
    found = [_one(sharing, own, tied) for own in enough]
    return sorted(found, key=lambda one: (-len(one.why), one.named))


def _with_ids(members: list[_Members], earlier: Mapping[str, str]) -> tuple[list[_Members], Carried]:
    """Give every topic its id: the one it had in an earlier run, if it is still together."""
    carried = carried_over([(one.named, one.why) for one in members], earlier)
    return [replace(one, topic_id=own) for one, own in zip(members, carried.ids, strict=True)], carried


def _one(sharing: Sharing, ties: Sequence[int], tied: np.ndarray) -> _Members:
    why: dict[str, set[str]] = defaultdict(set)
    inside: dict[str, float] = defaultdict(float)
    uses: Counter[int] = Counter()
    for tie in ties:
        post, thing = int(sharing.post[tie]), int(sharing.thing[tie])
        why[sharing.posts[post]].add(sharing.things[thing][0])
        inside[sharing.posts[post]] += float(sharing.weight[tie] / tied[post])
        uses[thing] += 1
    ranked = sorted((-n, sharing.things[thing]) for thing, n in uses.items())
    # A shared thing lies in one community, so that the thing most of a topic's posts share names no other topic.
    named = "\0".join(map(str, ranked[0][1]))
    shared = [(-n, f"{thing[0]}:{thing[1]}") for n, thing in ranked[:MOST_SHARED]]
    return _Members(named, "", dict(why), {uid: min(one, 1.0) for uid, one in inside.items()}, shared)


# --- facts -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Written:
    """What the table of posts says of one post."""

    account: str | None
    platform: str
    at_us: int | None
    lang: str | None
    text: str


def _posts(posts: pa.Table) -> dict[str, _Written]:
    columns = {name: posts.column(name) for name in POST_COLUMNS}
    columns["at"] = columns["at"].cast(pa.int64())
    rows = zip(*(columns[name].to_pylist() for name in POST_COLUMNS), strict=True)
    found: dict[str, _Written] = {}
    # A post captured twice counts once: the row that sorts first, so that the order of the rows does not matter.
    for uid, account, site, at, lang, text in sorted(rows, key=lambda row: [str(cell) for cell in row]):
        known = None if (lang or "") in UNKNOWN_LANGUAGES else lang
        found.setdefault(uid, _Written(account or None, site or "unknown", at, known, text or ""))
    return found


def _facts(
    members: Sequence[_Members], written: Mapping[str, _Written], parameters: Parameters
) -> list[dict[str, Any]]:
    everywhere = document_counts(one.text for one in written.values()) if members else Counter()
    rows = []
    for one in members:
        posts = [written[uid] for uid in sorted(one.why)]
        times = [post.at_us for post in posts if post.at_us is not None]
        rows.append(
            {
                "topic_id": one.topic_id,
                "posts": len(posts),
                "accounts": len({post.account for post in posts if post.account is not None}),
                "posts_without_account": sum(post.account is None for post in posts),
                "posts_without_time": len(posts) - len(times),
                "platforms": _ranked([post.platform for post in posts]),
                "languages": _ranked([post.lang for post in posts if post.lang is not None]),
                "posts_without_language": sum(post.lang is None for post in posts),
                "first_at": min(times) if times else None,
                "last_at": max(times) if times else None,
                "terms": top_terms([post.text for post in posts], everywhere, len(written), parameters.terms),
                "shared": [name for _, name in one.shared],
            }
        )
    return rows


def _ranked(names: Sequence[str]) -> list[str]:
    return [name for name, _ in sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0]))]


def _days(one: _Members, written: Mapping[str, _Written]) -> list[dict[str, Any]]:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    days: Counter[tuple[Any, str]] = Counter()
    for uid in one.why:
        post = written[uid]
        if post.at_us is not None:
            days[(epoch + timedelta(microseconds=post.at_us)).date(), post.platform] += 1
    return [
        {"topic_id": one.topic_id, "day": day, "platform": site, "posts": n} for (day, site), n in sorted(days.items())
    ]


def _table(spec: TableSpec, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return validate(spec, pa.Table.from_pylist([dict(row) for row in rows], schema=spec.schema))


def _summary(members: Sequence[_Members], sharing: Sharing, parameters: Parameters, carried: Carried) -> dict[str, Any]:
    placed = sum(len(one.why) for one in members)
    status, reason = ("answered", None) if len(sharing.post) else ("not_assessable", "no two posts share anything")
    topics = "1 topic was" if len(members) == 1 else f"{len(members)} topics were"
    said = [f"{topics} proposed for {placed} of {len(sharing.posts)} posts. People name them."]
    if sharing.too_widespread:
        said.append(f"{sharing.too_widespread} things that too many posts share were left out.")
    if reason is not None:
        said = [f"Topics are not assessable: {reason}."]
    return {
        "crosscurrent": __version__,
        "status": status,
        "reason": reason,
        "posts": len(sharing.posts),
        "posts_placed": placed,
        "topics": len(members),
        "too_widespread": sharing.too_widespread,
        "shared_by_unknown_posts": sharing.strangers,
        "ids": {
            "kept": len(carried.kept),
            "new": len(carried.ids) - len(carried.kept),
            "gone": [{"topic_id": old, "now_in": now} for old, now in carried.gone.items()],
        },
        "parameters": parameters.as_record(),
        "limits": [
            "Posts that share nothing are in no topic, whatever they are about.",
            "A topic is a proposal: what it is called and means is for people to say.",
            "Being in one topic says nothing of acting together.",
        ],
        "words": said,
    }


def _method(
    parameters: Parameters, inputs: Mapping[str, str], carried: Carried, members: Sequence[_Members]
) -> MethodRecord:
    """Return the record of how a run was made; no clock, so that equal runs have equal records.

    Ids that an earlier run gave belong to it: without them the same posts would get others.
    """
    others = [f"{one.named} {one.topic_id}" for one in members if one.topic_id != new_id(one.named)]
    digest = hashlib.sha256("\n".join(others).encode("utf-8", "surrogatepass")).hexdigest()
    notes = (f"{len(others)} topics carry the id of an earlier run (SHA-256 {digest})",) if others else ()
    software = {name: metadata.version(name) for name in SOFTWARE}
    software["python"] = platform.python_version()
    return MethodRecord(
        DETECTOR, VERSION, parameters.as_record(), dict(inputs), "local", parameters.seed, software, notes
    )
