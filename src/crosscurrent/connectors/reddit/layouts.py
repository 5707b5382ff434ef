"""Which files of Reddit posts there are, and how each is recognised by its shape."""

from __future__ import annotations

from collections.abc import Iterator

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, Peek
from crosscurrent.connectors.records.record import BadRecord, Layout, Record, Records
from crosscurrent.connectors.records.values import Json, at
from crosscurrent.connectors.reddit import reading
from crosscurrent.connectors.tabular.source import Source


def _submissions(seen: Peek) -> float:
    is_one = seen.has("subreddit", "selftext", "created_utc") or seen.has(
        "subreddit", "title", "num_comments", "permalink"
    )
    return 0.95 if seen.kind in (LINES, DOCUMENT) and is_one else 0.0


def _comments(seen: Peek) -> float:
    return 0.95 if seen.kind in (LINES, DOCUMENT) and seen.has("subreddit", "body", "link_id", "parent_id") else 0.0


def _listing(seen: Peek) -> float:
    return 0.95 if seen.has("kind", "data.children") or seen.has("kind", "data.subreddit", "data.author") else 0.0


def _things(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the things of an API answer (one listing, several in an array, or one a line) and the answers in them."""
    is_listing = isinstance(seen.document, dict) and seen.has("data.children")
    tops = json_source.members(source, "data.children") if is_listing else json_source.objects(source, seen, options)
    number = 0
    for record in tops:
        for where, value in _unfolded(record) if isinstance(record, Record) else ():
            number += 1
            yield Record(number, where, dict(value))
        if isinstance(record, BadRecord):
            number += 1
            yield record._replace(number=number)


def _unfolded(record: Record) -> Iterator[tuple[str, Json]]:
    """Yield (locator, thing): a listing gives its members, and a comment itself and then the answers below it."""
    in_document = record.locator.startswith("pointer=")
    stack: list[tuple[str, Json]] = [("", record.value)]
    while stack:
        path, value = stack.pop()
        children = at(value, "data", "children")
        if isinstance(children, list) and children:
            numbered = [(f"{path}/data/children/{index}", each) for index, each in enumerate(children)]
            stack += [pair for pair in reversed(numbered) if isinstance(pair[1], dict)]
            continue
        yield record.locator + path if in_document else record.locator, value
        below = at(value, "data", "replies")
        if isinstance(below, dict) and at(below, "data", "children"):
            stack.append((f"{path}/data/replies", below))


LAYOUTS = (
    Layout("submissions", "one Reddit submission a record (subreddit, selftext, created_utc)", _submissions,
           json_source.objects, reading.submission),
    Layout("comments", "one Reddit comment a record (body, link_id, parent_id)", _comments,
           json_source.objects, reading.comment),
    Layout("listing", "an answer of the Reddit API: things in a kind/data envelope", _listing, _things, reading.thing),
)  # fmt: skip
