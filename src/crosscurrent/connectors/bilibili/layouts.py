"""Which files hold what Bilibili's interface answers, and where their records are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.bilibili import danmaku, reading
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.faults import DocumentCut
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, Peek
from crosscurrent.connectors.records.record import BadRecord, Layout, Record, Records
from crosscurrent.connectors.records.values import Json, at, members, objects, sub
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import InputRefused

VIEW, REPLY, DYNAMIC, CARD, OTHER = "view", "reply", "dynamic", "card", "other"
#: Lists of records below ``data``, in the order they are shown in: pinned and hot comments, comments, dynamics.
_LISTS = {"top_replies": REPLY, "hots": REPLY, "replies": REPLY, "Reply.replies": REPLY, "items": DYNAMIC}
#: Single records below ``data``.
_SINGLES = (
    (("View",), VIEW), (("Card",), CARD), (("top", "upper"), REPLY), (("top", "admin"), REPLY),
    (("top", "vote"), REPLY), (("upper", "top"), REPLY), (("root",), REPLY), (("item",), DYNAMIC),
)  # fmt: skip


def kind_of(value: Json) -> str | None:
    """Return what a record is by its keys; ``None`` if it is none of Bilibili's.

    Example:
        >>> kind_of({"rpid": 1, "content": {}, "ctime": 2}), kind_of({"bvid": "BV1", "stat": {}}), kind_of({"a": 1})
        ('reply', 'view', None)
    """
    if "rpid" in value and ("content" in value or "ctime" in value):
        return REPLY
    if "bvid" in value and ("stat" in value or "owner" in value or "pubdate" in value):
        return VIEW
    if "modules" in value and ("id_str" in value or "type" in value):
        return DYNAMIC
    is_card = "mid" in value and ("fans" in value or "face" in value or "follower" in value)
    return CARD if "card" in value or (is_card and ("sign" in value or "following" in value)) else None


def _answer(seen: Peek) -> float:
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    if any(_is_answer(each) for each in seen.objects):
        return 0.95
    return 0.9 if any(_is_record(each) for each in seen.objects) else 0.0


def _is_answer(value: Json) -> bool:
    """Tell an answer in its envelope, however much of it stands at the beginning."""
    inner = at(value, "data")
    if isinstance(inner, list):
        inner = {"items": inner, "replies": inner}
    if not isinstance(inner, dict):
        return False
    lists = any(kind_of(each) == kind for name, kind in _LISTS.items() for each in objects(inner, *name.split(".")))
    singles = any(kind_of(sub(inner, *path)) == kind for path, kind in _SINGLES)
    return lists or singles or _is_record(inner)


def _is_record(value: Json) -> bool:
    """Tell a record without an envelope by more than the keys any site has."""
    kind = kind_of(value)
    if kind == REPLY:
        return "member" in value or "oid" in value or "mid" in value
    if kind == DYNAMIC:
        return "module_author" in sub(value, "modules")
    if kind == CARD:
        return "official_verify" in value or "official_verify" in sub(value, "card") or "follower" in value
    return kind == VIEW


def _records(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield what the answers of a file hold: comments, dynamics, a video, an account."""
    if seen.kind == DOCUMENT and isinstance(seen.document, dict):
        yield from _of_document(source)
        return
    found = json_source.objects(source, seen, options)
    number = 0
    for record in found:
        if isinstance(record, BadRecord):
            number += 1
            yield record._replace(number=number)
            continue
        for locator, value, kind in _parts(record.value, record.locator):
            number += 1
            yield Record(number, locator, value, kind)


def _of_document(source: Source) -> Records:
    """Yield what one answer holds; its lists are read member by member, however long."""
    head, is_whole = json_source.split(source, [f"data.{name}" for name in _LISTS])
    is_bare = not isinstance(head.get("data"), dict)
    number, end = 0, None
    for locator, value, kind in _parts(head, "pointer=") if is_bare else _singles(sub(head, "data"), "pointer=/data"):
        number += 1
        yield Record(number, locator, value, kind)
    for name, kind in _LISTS.items():
        if isinstance(at(head, "data", *name.split(".")), list):
            for record in json_source.members(source, f"data.{name}", kind, number + 1):
                if isinstance(record, BadRecord) and record.is_end:
                    end = record
                else:
                    number = record.number
                    yield record
    if not is_whole:
        yield end._replace(number=number + 1) if end is not None else _cut(source, number + 1)
    elif not number:
        yield Record(1, "pointer=", {}, OTHER)


def _cut(source: Source, number: int) -> BadRecord:
    try:
        json_source.document(source)
    except InputRefused as error:
        return BadRecord(number, error, is_end=True)
    return BadRecord(number, DocumentCut.at(source.name, source.position()), is_end=True)


def _parts(value: Json, locator: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield (locator, value, kind) of what one object in memory holds; the parts of a line have its locator."""
    data = value.get("data")
    is_pointer = locator.startswith("pointer=")
    if isinstance(data, list):
        data = {"items": data}
    if not isinstance(data, dict):
        yield locator, dict(value), kind_of(value) or OTHER
        return
    found = 0
    for where, inner, kind in _singles(data, f"{locator}/data" if is_pointer else locator):
        found += 1
        yield where, inner, kind
    for name, kind in _LISTS.items():
        path = "" if value.get("data") is not data else f"/{name.replace('.', '/')}"
        for index, inner in enumerate(members(data, *name.split("."))):
            if not isinstance(inner, dict):
                continue
            found += 1
            yield f"{locator}/data{path}/{index}" if is_pointer else locator, inner, kind_of(inner) or kind
    if not found:
        yield locator, {}, OTHER


def _singles(data: Json, locator: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    kind = kind_of(data)
    if kind is not None:
        yield locator, dict(data), kind
        return
    is_pointer = locator.startswith("pointer=")
    for path, kind in _SINGLES:
        inner = sub(data, *path)
        if inner:
            yield locator + "".join(f"/{key}" for key in path) if is_pointer else locator, dict(inner), kind


LAYOUTS = (
    Layout("answer", "an answer of Bilibili's interface: a video, comments (rpid), dynamics (modules) or an account",
           _answer, _records, reading.thing),
    Layout("danmaku", "a danmaku file: <d p=\"...\"> elements", danmaku.fits, danmaku.elements, danmaku.read),
)  # fmt: skip
