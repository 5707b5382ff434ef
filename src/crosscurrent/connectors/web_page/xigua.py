"""A saved page of a Xigua video -> rows."""

from __future__ import annotations

import json
import re
from typing import Any

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import page_source
from crosscurrent.connectors.records.faults import RecordUnreadable
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import Peek
from crosscurrent.connectors.records.record import BadRecord, Record, Records
from crosscurrent.connectors.records.values import at, ident, sub, text
from crosscurrent.connectors.tabular.source import Source

_PLATFORM = "xigua"
_STATE = re.compile(r"window\._SSR_HYDRATED_DATA\s*=\s*")
_SCRIPT_END = "</script"
#: The state is JavaScript: what stands outside of texts and is no JSON becomes null.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\b(?:undefined|NaN|Infinity)\b')
_ID = re.compile(r"(?:www|m)\.ixigua\.com/(?:video/|i)?(\d{12,19})")
_DECODER = json.JSONDecoder(strict=False)


def videos(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the video of a page: ``video`` as the state has it, ``gid``, ``id`` out of its addresses, ``saved_at``."""
    for record in page_source.page(source, seen, options):
        if isinstance(record, BadRecord):
            yield record
            continue
        html = str(record.value["html"])
        state = _state(html)
        if state is None:
            error = RecordUnreadable.misshapen(f"{source.name}, {record.locator}", "no readable _SSR_HYDRATED_DATA")
            yield BadRecord(record.number, error)
            continue
        found = sub(state, "anyVideo", "gidInformation")
        address = _ID.search(html)
        value = {
            "video": sub(found, "packerData", "video"), "gid": found.get("gid"), "saved_at": record.value["saved_at"],
            "id": address[1] if address is not None else None,
        }  # fmt: skip
        yield Record(record.number, record.locator, value)


def _state(html: str) -> dict[str, Any] | None:
    start = _STATE.search(html)
    if start is None:
        return None
    end = html.find(_SCRIPT_END, start.end())
    script = html[start.end() : end if end >= 0 else len(html)]
    strict = _TOKEN.sub(lambda token: token[0] if token[0][0] == '"' else "null", script)
    try:
        found, _ = _DECODER.raw_decode(strict)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def video(record: Record, intake: Intake) -> None:
    """Read one video; its id tells when it was made."""
    value, found = record.value, sub(record.value, "video")
    intake.observed_us = intake.time_us(value.get("saved_at"))
    native = _item_id(found.get("group_id")) or _item_id(value.get("gid")) or _item_id(value.get("id"))
    person = sub(found, "user_info")
    account = intake.author(
        _PLATFORM,
        ident(person.get("user_id")),
        display_name=text(person.get("name")),
        avatar_url=text(person.get("avatar_url")),
        bio=text(person.get("description")),
    )
    uid = intake.post(
        _PLATFORM, native, "video",
        intake.created(_PLATFORM, native, text(found.get("video_publish_time")), "page"),
        account,
        text=text(found.get("video_abstract")),
        id_field="gid",
        title=text(found.get("title")),
        url=f"https://www.ixigua.com/{native}",
        availability="public" if found else "unknown",
    )  # fmt: skip
    intake.counted(
        uid,
        view_count=found.get("video_watch_count"),
        like_count=found.get("video_like_count"),
        dislike_count=found.get("video_unlike_count"),
        comment_count=found.get("comment_count"),
    )
    intake.references(text(found.get("video_abstract")), _PLATFORM)
    intake.media("thumb", at(found, "poster_url"))


def _item_id(written: Any) -> str | None:
    found = ident(written)
    return found if found and found.isascii() and found.isdigit() and len(found) >= 12 else None
