"""Which files of Mastodon posts there are, and how each is recognised by its shape."""

from __future__ import annotations

from collections.abc import Iterator

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.mastodon import outbox, reading
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, Peek
from crosscurrent.connectors.records.record import Layout, Record, Records
from crosscurrent.connectors.records.values import Json, objects, sub
from crosscurrent.connectors.tabular.source import Source

#: Arrays of an answer -> kind of their members: search, context of a post, accounts of a search.
_ARRAYS = {"statuses": "", "ancestors": "", "descendants": "", "accounts": "account"}
_ACTIVITIES = ("Create", "Announce", "Update", "Delete")


def _statuses(seen: Peek) -> float:
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    found = (part for each in seen.objects for part in (each, *_members(each)))
    return 0.95 if any(_is_status(part) for part in found) else 0.0


def _is_status(value: Json) -> bool:
    has_host = "uri" in value or "url" in value
    return has_host and "favourites_count" in value and "content" in value and "account" in value


def _members(answer: Json) -> Iterator[Json]:
    for name in ("statuses", "ancestors", "descendants"):
        yield from objects(answer, name)


def _outbox(seen: Peek) -> float:
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    found = (part for each in seen.objects for part in (each, *objects(each, "orderedItems"), sub(each, "first")))
    return 0.95 if any(_is_activity(part) for part in found) else 0.0


def _is_activity(value: Json) -> bool:
    return value.get("type") in _ACTIVITIES and "actor" in value and "object" in value


def _answers(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield posts: the arrays of one answer, of several one a line, or posts that stand alone."""
    is_answer = isinstance(seen.document, dict) and any(name in seen.document for name in _ARRAYS)
    if is_answer and not _is_status(seen.document):
        number = 0
        for name, kind in _ARRAYS.items():
            for record in json_source.members(source, name, kind, number + 1):
                number = record.number
                yield record
        return
    for record in json_source.objects(source, seen, options):
        if not isinstance(record, Record) or _is_status(record.value):
            yield record
            continue
        parts = [(each, kind) for name, kind in _ARRAYS.items() for each in objects(record.value, name)]
        if not parts:
            yield record
        for each, kind in parts:
            yield Record(record.number, record.locator, dict(each), kind)


def _activities(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield activities: the members of a collection, or one a line."""
    if isinstance(seen.document, dict) and "orderedItems" in seen.document:
        yield from json_source.members(source, "orderedItems")
    else:
        yield from json_source.objects(source, seen, options)


LAYOUTS = (
    Layout("statuses", "posts of the Mastodon API (account, content, favourites_count)", _statuses,
           _answers, reading.status),
    Layout("outbox", "activities of an ActivityPub outbox (type, actor, object)", _outbox, _activities,
           outbox.activity),
)  # fmt: skip
