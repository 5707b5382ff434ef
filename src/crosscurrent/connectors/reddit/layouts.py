"""Which files of Reddit posts there are, and how each is recognised by its shape."""

from __future__ import annotations

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, Peek
from crosscurrent.connectors.records.record import Layout, Record, Records
from crosscurrent.connectors.records.values import at
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
    """Yield the things of an API answer: the members of one listing, of several in an array, or one a line."""
    if isinstance(seen.document, dict) and seen.has("data.children"):
        yield from json_source.members(source, "data.children")
        return
    for record in json_source.objects(source, seen, options):
        children = at(record.value, "data", "children") if isinstance(record, Record) else None
        if not isinstance(record, Record) or not isinstance(children, list):
            yield record
            continue
        for index, child in enumerate(children):
            if isinstance(child, dict):
                where = f"{record.locator}/data/children/{index}" if "pointer" in record.locator else record.locator
                yield Record(record.number, where, child)


LAYOUTS = (
    Layout("submissions", "one Reddit submission a record (subreddit, selftext, created_utc)", _submissions,
           json_source.objects, reading.submission),
    Layout("comments", "one Reddit comment a record (body, link_id, parent_id)", _comments,
           json_source.objects, reading.comment),
    Layout("listing", "an answer of the Reddit API: things in a kind/data envelope", _listing, _things, reading.thing),
)  # fmt: skip
