"""One record of MediaCrawler -> rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from crosscurrent.connectors.mediacrawler import accounts
from crosscurrent.connectors.mediacrawler.parts import BY_TABLE, COMMENT, CONTACT, CREATOR, UNDER, Part
from crosscurrent.connectors.records.created import Created
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.references import links_in
from crosscurrent.connectors.records.values import Json, ident, text
from crosscurrent.model.relative_time import read_relative

Read = Callable[[Record, Intake], None]
_TITLE_FROM_TEXT = 255  # Xiaohongshu: so much of the text stands in for a title that is not there
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&"))
_PARTING = re.compile(r",(?=https?://)")


def reader(part: Part) -> Read:
    """Return the function that reads the records of one part."""
    role = part.role
    if role == CREATOR:
        return lambda record, intake: _creator(part, record.value, intake)
    if role == CONTACT:
        return lambda record, intake: accounts.pair(record.value, intake)
    return lambda record, intake: _post(part, record.value, intake, is_comment=role == COMMENT)


def row(record: Record, intake: Intake) -> None:
    """Read one row of the database; its kind is the name of its table."""
    _OF_TABLE[record.kind](record, intake)


def _post(part: Part, value: Json, intake: Intake, is_comment: bool) -> None:
    get, platform = value.get, part.platform
    written = ident(get(part.id))
    if part.table == "bilibili_video" and written:
        alt_ids = {"aid": written.removeprefix("av")}
        native: str | None = _video(written)
    else:
        alt_ids = {"id": written} if part.prefix and written else {}
        native = part.native_id(written, text(get("content_type"))) if written else None
    intake.observed_us = intake.time_us(get("last_modify_ts") or get("add_ts"))
    author = accounts.put_in(part, value, intake)
    title, body = _texts(part, value)
    created = _created(part, native, value, intake)
    columns: dict[str, Any] = {}
    if is_comment:
        _above(part, value, written, columns)
    if part.type:
        columns["content_type_native"] = text(get(part.type))
    if part.cut and max(len(body or ""), len(title or "")) >= part.cut:
        columns["text_is_truncated"] = True
    uid = intake.post(
        platform, native, part.kinds.get(text(get(part.type)) or "", part.kind) if part.kinds else part.kind, created,
        author, text=body, title=title, id_field=part.id, alt_ids=alt_ids or None, url=_address(part, get(part.url)),
        container_id=text(get(part.container)) if part.container else None,
        edited_at=_edited(part, value, created, intake) if part.edited else None, **columns,
    )  # fmt: skip
    counts: dict[str, Any] = {ours: get(theirs) for ours, theirs in part.counts}
    intake.counted(uid, **counts)
    region = get("ip_location")
    if region:
        intake.place(uid, "ip_region_comment" if is_comment else "ip_region_post", region, "ip_location")
    if is_comment:
        parent = columns.get("parent_post_uid")
        intake.edge("reply_to", "post", parent, parent and parent.partition(":")[2])
    _references(part, value, body, intake)
    if part.media:
        _media(part, value, intake)


def _creator(part: Part, value: Json, intake: Intake) -> None:
    intake.observed_us = intake.time_us(value.get("last_modify_ts") or value.get("add_ts"))
    uid = accounts.put_in(part, value, intake)
    if uid is None:
        raise NothingInIt.because("the record names no account")
    intake.place(uid, "ip_region_account", value.get("ip_location"), "ip_location")


def _created(part: Part, native: str | None, value: Json, intake: Intake) -> Created:
    raw = value.get(part.time)
    if part.platform == "tieba" and isinstance(raw, str):
        relative = read_relative(raw, intake.observed_us, intake.zone)
        if relative is not None:
            return intake.created(part.platform, native, relative, "relative")._replace(raw=raw[:100])
    return intake.created(part.platform, native, raw)


def _texts(part: Part, value: Json) -> tuple[str | None, str | None]:
    """Return title and text as the author wrote them; a title the tool took from the text is none."""
    body = text(value.get(part.text))
    if body is not None and part.is_html and "&" in body:
        for mark, letter in _ESCAPED:
            body = body.replace(mark, letter)
    if body == "-" and part.platform == "bilibili":  # what Bilibili itself writes for no description
        body = None
    title = text(value.get(part.title)) if part.title else None
    if part.copies_title and body and title in (body, body[:_TITLE_FROM_TEXT]):
        title = None
    return title, body


def _above(part: Part, value: Json, written: str | None, columns: dict[str, Any]) -> None:
    """Fill in what a comment stands under: the post, or the comment it answers."""
    platform, under = part.platform, UNDER[part.table]
    thread, parent = ident(value.get(part.thread)), ident(value.get("parent_comment_id"))
    if thread:
        native = _video(thread) if under.table == "bilibili_video" else None
        native = native or under.native_id(thread, text(value.get("content_type")))
        columns["thread_id"] = native
        columns["root_post_uid"] = columns["parent_post_uid"] = f"{platform}:{native}"
    if parent and parent not in ("0", "None", written):  # Weibo: a comment at the top is its own root
        columns["parent_post_uid"] = f"{platform}:{part.prefix}{parent}"


def _edited(part: Part, value: Json, created: Created, intake: Intake) -> int | None:
    changed_us = intake.time_us(value.get(part.edited))
    return None if changed_us is None or created.at_us is None or changed_us <= created.at_us else changed_us


def _address(part: Part, written: Any) -> str | None:
    """Return the address of a post; the token in one of Xiaohongshu belongs to the session of the tool."""
    address = text(written) if part.url else None
    return address.partition("?")[0] if address and part.platform == "xiaohongshu" else address


def _references(part: Part, value: Json, body: str | None, intake: Intake) -> None:
    tags = text(value.get("tag_list")) if part.platform == "xiaohongshu" and part.thread == "" else None
    if tags is None:
        if body is not None:  # "//@name:" is how Weibo writes the chain of a repost
            written = body.replace("//@", " @") if part.is_html else body
            intake.references(written, part.platform, mentions=part.names_are_unique)
        return
    for tag in tags.split(","):
        intake.hashtag(tag.strip())
    for link in links_in(body or ""):
        intake.link(link)


def _media(part: Part, value: Json, intake: Intake) -> None:
    for kind, field in part.media:
        written = value.get(field)
        if not isinstance(written, str) or not written:
            continue
        for address in _PARTING.split(written) if "," in written else (written,):
            intake.media(kind, address)


@lru_cache(maxsize=4096)
def _video(written: str) -> str:
    return BY_TABLE["bilibili_video"].native_id(written)


_OF_TABLE = {table: reader(part) for table, part in BY_TABLE.items()}
