"""Which files about YouTube there are, and how each is recognised by its shape."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source, table_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, TABLE, Peek
from crosscurrent.connectors.records.record import BadRecord, Layout, Record, Records
from crosscurrent.connectors.records.values import Json, ident, objects, sub
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.youtube import answers, downloaded, tables

_KINDS = ("video", "channel", "commentThread", "comment", "searchResult", "playlistItem")
OTHER = "other"
_PREFIX = "youtube#"
_DOWNLOADED = ("cid", "text", "author", "votes")


def kind_of(value: Json) -> str:
    """Return what a resource is: by its kind, else by its parts (tools leave the kind out).

    Example:
        >>> kind_of({"kind": "youtube#video"}), kind_of({"snippet": {"topLevelComment": {}}}), kind_of({"a": 1})
        ('video', 'commentThread', 'other')
    """
    named = (ident(value.get("kind")) or "").removeprefix(_PREFIX)
    if named in _KINDS:
        return named
    shown = sub(value, "snippet")
    if "topLevelComment" in shown:
        return "commentThread"
    if "textDisplay" in shown or "textOriginal" in shown:
        return "comment"
    if any(key in sub(value, "id") for key in ("videoId", "channelId", "playlistId")):
        return "searchResult"
    if "resourceId" in shown:
        return "playlistItem"
    if "publishedAt" in shown and "channelId" in shown and "title" in shown:
        return "video"
    is_channel = "subscriberCount" in sub(value, "statistics") or ("publishedAt" in shown and "customUrl" in shown)
    return "channel" if is_channel else OTHER


def _api(seen: Peek) -> float:
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    if any(_names_itself(each) or any(map(_names_itself, objects(each, "items"))) for each in seen.objects):
        return 0.95
    nested = (inner for each in seen.objects for inner in (each, *objects(each, "items")))
    return 0.9 if any(kind_of(each) != OTHER for each in nested) else 0.0


def _names_itself(value: Json) -> bool:
    kind = value.get("kind")
    return isinstance(kind, str) and kind.startswith(_PREFIX)


def _downloaded(seen: Peek) -> float:
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    nested = (inner for each in seen.objects for inner in (each, *objects(each, "comments")))
    return 0.95 if any(all(key in each for key in _DOWNLOADED) for each in nested) else 0.0


def _table(*columns: str) -> Callable[[Peek], float]:
    return lambda seen: 0.95 if seen.kind == TABLE and seen.columns(*columns) else 0.0


def _resources(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the resources of one answer, of several in an array or one a line, or bare resources."""
    if seen.kind == DOCUMENT and isinstance(seen.document, dict) and "items" in seen.document:
        numbers = count(1)
        for record in json_source.members(source, "items"):
            yield _named(record, next(numbers))
        return
    numbers = count(1)
    for record in json_source.objects(source, seen, options):
        items = None if isinstance(record, BadRecord) else record.value.get("items")
        if isinstance(record, BadRecord) or not isinstance(items, list):
            yield _named(record, next(numbers))
            continue
        for index, each in enumerate(items):
            if isinstance(each, dict):
                is_pointer = record.locator.startswith("pointer=")
                where = f"{record.locator}/items/{index}" if is_pointer else record.locator
                yield Record(next(numbers), where, each, kind_of(each))
        if not items:
            yield Record(next(numbers), record.locator, {}, OTHER)


def _named(record: Record | BadRecord, number: int) -> Record | BadRecord:
    if isinstance(record, BadRecord):
        return record._replace(number=number)
    return Record(number, record.locator, record.value, kind_of(record.value))


def _comments(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield comments: one a line, or the members of ``comments`` (``--pretty``) or of an array."""
    if isinstance(seen.document, dict) and isinstance(seen.document.get("comments"), list):
        yield from json_source.members(source, "comments")
    else:
        yield from json_source.objects(source, seen, options)


def _channels(seen: Peek) -> float:
    return max(
        _table(name, "title", "subscriberCount", "videoCount", "viewCount")(seen) for name in ("id", "channelId")
    )


LAYOUTS = (
    Layout("api", "an answer of the YouTube Data API (kind youtube#...)", _api, _resources, answers.resource),
    Layout("comment_downloader", "comments of youtube-comment-downloader (cid, votes)", _downloaded, _comments,
           downloaded.comment),
    Layout("tools_videos", "videos of YouTube Data Tools (videoId, videoTitle)",
           _table("videoId", "videoTitle", "channelId", "publishedAt"), table_source.table, tables.video, zone="UTC"),
    Layout("tools_comments", "comments of YouTube Data Tools (isReplyTo, authorChannelId)",
           _table("id", "text", "authorChannelId", "isReply", "isReplyTo"), table_source.table, tables.comment,
           zone="UTC"),
    Layout("tools_channels", "channels of YouTube Data Tools (subscriberCount, videoCount)",
           _channels, table_source.table, tables.channel, zone="UTC"),
)  # fmt: skip
