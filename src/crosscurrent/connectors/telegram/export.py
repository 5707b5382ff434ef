"""Where the messages are in an export of Telegram Desktop: each comes with the head of its chat, under ``_chat``."""

from __future__ import annotations

from typing import Any

import ijson

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.faults import DocumentCut, RecordUnreadable
from crosscurrent.connectors.records.peek import Peek
from crosscurrent.connectors.records.record import BadRecord, Record, Records
from crosscurrent.connectors.tabular.source import Source

_LISTS = ("chats", "left_chats")
_HEAD = ("id", "name", "type")
_ENDS = ("end_map", "end_array", "map_key")
_BROKEN = (ijson.JSONError, ValueError, RecursionError)


def one_chat(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the messages of an export of one chat."""
    document, _ = json_source.split(source, ("messages",))
    head = {key: document.get(key) for key in _HEAD if key in document}
    for record in json_source.members(source, "messages"):
        yield record._replace(value={**record.value, "_chat": head}) if isinstance(record, Record) else record


def all_chats(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the messages of an export of a whole account, chat by chat; chats may be of any length."""
    number = 0
    for name in _LISTS:
        for record in _messages(source, name, _chats(source, name), number):
            number = record.number
            yield record


def _chats(source: Source, name: str) -> list[tuple[dict[str, Any], int]]:
    """Return the head of every chat and how many messages it has, up to where the document breaks."""
    place = f"{name}.list.item"
    message, heads = f"{place}.messages.item", {f"{place}.{key}": key for key in _HEAD}
    found: list[tuple[dict[str, Any], int]] = []
    with source.open() as reader:
        try:
            for prefix, event, value in ijson.parse(reader, use_float=True):
                if event in _ENDS:
                    continue
                if prefix == message:
                    found[-1] = (found[-1][0], found[-1][1] + 1)
                elif prefix == place:
                    found.append(({}, 0))
                elif prefix in heads:
                    found[-1][0][heads[prefix]] = value
        except _BROKEN:
            pass  # the reading of the messages, which comes next, says where
    return found


def _messages(source: Source, name: str, chats: list[tuple[dict[str, Any], int]], number: int) -> Records:
    with source.open() as reader:
        try:
            values = ijson.items(reader, f"{name}.list.item.messages.item", use_float=True)
            for chat, (head, count) in enumerate(chats):
                for index in range(count):
                    number += 1
                    value, place = next(values), f"/{name}/list/{chat}/messages/{index}"
                    if isinstance(value, dict):
                        yield Record(number, f"pointer={place}", {**value, "_chat": head})
                    else:
                        yield BadRecord(number, RecordUnreadable.not_object(f"{source.name}, {place}"))
            next(values, None)
        except (*_BROKEN, StopIteration):
            yield BadRecord(number, DocumentCut.at(source.name, reader.offset), is_end=True)
