"""Which files of Bluesky posts there are, and how each is recognised by its shape."""

from __future__ import annotations

from collections.abc import Iterator

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.bluesky import reading
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, Peek
from crosscurrent.connectors.records.record import Layout, Record, Records
from crosscurrent.connectors.records.values import Json, members, objects, sub
from crosscurrent.connectors.tabular.source import Source

#: Array of an answer -> kind of its members.
_ARRAYS = {"posts": "", "feed": "feed"}
_SCHEME = "at://"
_POSTS = ("app.bsky.feed.post", "app.bsky.feed.repost")


def _jetstream(seen: Peek) -> float:
    return 0.95 if seen.kind in (LINES, DOCUMENT) and seen.has("did", "time_us", "kind") else 0.0


def _frames(seen: Peek) -> float:
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    names = (str(part.get("$type")) for each in seen.objects for part in (each, sub(each, "payload")))
    return 0.95 if any("jetstream.subscribeEvents#" in name for name in names) else 0.0


def _appview(seen: Peek) -> float:
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    is_shown = any(_is_view(post) for each in seen.objects for post in (each, sub(each, "post"), *_within(each)))
    return 0.95 if is_shown else 0.0


def _is_view(value: Json) -> bool:
    return str(value.get("uri", "")).startswith(_SCHEME) and "author" in value and "record" in value


def _within(answer: Json) -> Iterator[Json]:
    yield from objects(answer, "posts")
    for entry in objects(answer, "feed"):
        yield sub(entry, "post")
    yield sub(answer, "thread", "post")
    for entry in objects(answer, "thread"):
        yield sub(entry, "value", "post")


def _events(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the events; those about anything but posts are of another kind: their fields differ with the lexicon."""
    for record in json_source.objects(source, seen, options):
        if isinstance(record, Record):
            value = record.value
            inner = sub(value, "payload") or sub(value, "commit") or value
            yield record if inner.get("collection") in _POSTS else record._replace(kind="other")
        else:
            yield record


def _views(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the posts of answers: of one, of several in an array, or of one a line; or posts that stand alone."""
    name = next((name for name in _ARRAYS if isinstance(seen.document, dict) and name in seen.document), None)
    if name is not None:
        yield from json_source.members(source, name, _ARRAYS[name])
        return
    if seen.kind == DOCUMENT and seen.has("thread"):
        yield from _spread(Record(1, "pointer=", {"thread": json_source.document(source).get("thread")}))
        return
    number = 0
    for record in json_source.objects(source, seen, options):
        if not isinstance(record, Record):
            number += 1
            yield record._replace(number=number)
            continue
        for part in _spread(record):
            number += 1
            yield part._replace(number=number)


def _spread(record: Record) -> Iterator[Record]:
    """Yield the posts of one answer, or the record itself if it is a post."""
    value = record.value
    found: list[tuple[str, Json, str]] = []
    for name, kind in _ARRAYS.items():
        found += [
            (f"/{name}/{index}", each, kind)
            for index, each in enumerate(members(value, name)) if isinstance(each, dict)
        ]  # fmt: skip
    if "thread" in value:
        found += _thread(value["thread"])
    if not found:
        yield record._replace(kind="feed" if "post" in value and "uri" not in value else "")
        return
    for number, (pointer, each, kind) in enumerate(found, record.number):
        locator = record.locator + pointer if record.locator.startswith("pointer=") else record.locator
        yield Record(number, locator, dict(each), kind)


def _thread(top: object) -> list[tuple[str, Json, str]]:
    """Return the posts of a thread, however deep: what a post answers, the post, and what answers it."""
    if isinstance(top, list):
        shown = ((index, sub(each, "value", "post")) for index, each in enumerate(top))
        return [(f"/thread/{index}/value/post", post, "") for index, post in shown if post]
    found: list[tuple[str, Json, str]] = []
    todo: list[tuple[str, object]] = [("/thread", top)]
    while todo:
        place, node = todo.pop()
        if isinstance(node, dict):
            if isinstance(node.get("post"), dict):
                found.append((f"{place}/post", node["post"], ""))
            answers = [(f"{place}/replies/{index}", each) for index, each in enumerate(members(node, "replies"))]
            todo += [*reversed(answers), (f"{place}/parent", node.get("parent"))]
    return found


LAYOUTS = (
    Layout("jetstream", "events of Jetstream, one a line (did, time_us, kind)", _jetstream,
           _events, reading.event),
    Layout("jetstream_v2", "frames of Jetstream's second protocol (subscribeEvents)", _frames,
           _events, reading.frame),
    Layout("appview", "posts as the Bluesky AppView shows them (at-uri, author, record)", _appview,
           _views, reading.view),
)  # fmt: skip
