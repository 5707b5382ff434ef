"""Which files yt-dlp writes about videos, and where their records are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.faults import RecordUnreadable
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, Peek
from crosscurrent.connectors.records.record import BadRecord, Layout, Record, Records
from crosscurrent.connectors.records.values import Json, objects
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.yt_dlp import reading
from crosscurrent.connectors.yt_dlp.identity import Above, Part
from crosscurrent.errors import InputRefused

VIDEO, PLAYLIST, COMMENT = "", "playlist", "comment"
_COMMENT_KEYS = ("id", "text", "parent", "author_id")


def _video(seen: Peek) -> float:
    """Tell how surely it is yt-dlp's; the extractor's name may stand behind a megabyte of subtitle addresses."""
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    if seen.has("extractor_key", "id") or seen.has("ie_key", "_type") or seen.has("extractor_key", "entries"):
        return 0.95
    if any(_has_formats(each) or _lists_videos(each) for each in seen.objects):
        return 0.9
    return 0.85 if any(_has_comments(each) for each in seen.objects) else 0.0


def _has_formats(value: Json) -> bool:
    found = next(objects(value, "formats"), {})
    return "id" in value and "format_id" in found and ("protocol" in found or "url" in found)


def _lists_videos(value: Json) -> bool:
    found = next(objects(value, "entries"), {})
    return value.get("_type") in ("playlist", "multi_video") and ("extractor_key" in found or "ie_key" in found)


def _has_comments(value: Json) -> bool:
    found = next(objects(value, "comments"), {})
    return all(key in found for key in _COMMENT_KEYS) and ("_time_text" in found or "author_is_uploader" in found)


def _records(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield videos, each followed by its comments, and lists, each followed by the videos in it."""
    numbers = count(1)
    if _is_lines(source, seen):
        yield from _renumbered(json_source.lines(source), numbers)
    elif isinstance(seen.document, list):
        yield from _renumbered(json_source.members(source, ""), numbers)
    else:
        yield from _of_document(source, numbers)


def _is_lines(source: Source, seen: Peek) -> bool:
    """Tell lines from one document also where the first line is longer than the first look."""
    if seen.kind == LINES:
        return True
    if not isinstance(seen.document, dict) or source.head_is_whole() or b"\n" in source.head():
        return False
    try:
        with source.open() as reader:
            while chunk := reader.read(json_source.READ_BYTES):
                place = chunk.find(b"\n")
                if place >= 0:
                    return (chunk[place:] + reader.read(64)).lstrip()[:1] == b"{"
    except InputRefused:  # the reading proper will say where it is damaged
        pass
    return False


def _renumbered(records: Records, numbers: Iterator[int]) -> Records:
    for record in records:
        if isinstance(record, BadRecord):
            yield record._replace(number=next(numbers))
        else:
            yield from _parts(record.value, record.locator, numbers, None)


def _of_document(source: Source, numbers: Iterator[int]) -> Records:
    """Yield what is in one document without holding more than a part of it."""
    head, _ = json_source.split(source, ("comments", "entries"))
    is_list = isinstance(head.get("entries"), list)
    above = Above.of(head)
    yield Record(next(numbers), "pointer=", head, PLAYLIST if is_list else VIDEO)
    for record in json_source.members(source, "entries" if is_list else "comments"):
        if isinstance(record, BadRecord):
            yield record._replace(number=next(numbers))
        elif is_list:
            yield from _parts(record.value, record.locator, numbers, above)
        else:
            yield Record(next(numbers), record.locator, Part(record.value, above), COMMENT)


def _parts(value: Any, locator: str, numbers: Iterator[int], above: Above | None) -> Records:
    """Yield a video or list and all that is in it. The records of a line have the locator of the line."""
    waiting: list[tuple[Any, str, Above | None]] = [(value, locator, above)]
    while waiting:
        value, locator, above = waiting.pop()
        if not isinstance(value, dict):
            yield BadRecord(next(numbers), RecordUnreadable.not_object(locator))
            continue
        entries, comments = value.get("entries"), value.get("comments")
        is_list = isinstance(entries, list)
        here = Above.of(value, above) if comments or entries else Above()
        head = {key: [] if key in ("comments", "entries") and isinstance(inner, list) else inner
                for key, inner in value.items()}  # fmt: skip
        yield Record(next(numbers), locator, Part(head, above or Above()), PLAYLIST if is_list else VIDEO)
        yield from _comments(comments, locator, numbers, here)
        if isinstance(entries, list):
            inside = [(each, _below(locator, "entries", index), here) for index, each in enumerate(entries)]
            waiting.extend(reversed(inside))


def _comments(found: Any, locator: str, numbers: Iterator[int], above: Above) -> Records:
    for index, each in enumerate(found if isinstance(found, list) else ()):
        where = _below(locator, "comments", index)
        if isinstance(each, dict):
            yield Record(next(numbers), where, Part(each, above), COMMENT)
        else:
            yield BadRecord(next(numbers), RecordUnreadable.not_object(where))


def _below(locator: str, key: str, index: int) -> str:
    return f"{locator}/{key}/{index}" if locator.startswith("pointer=") else locator


LAYOUTS = (
    Layout("video", "what yt-dlp notes of a video or list of videos (extractor_key, formats, comments)", _video,
           _records, reading.part),
)  # fmt: skip
