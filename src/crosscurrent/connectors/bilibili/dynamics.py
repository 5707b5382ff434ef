"""One dynamic: a post on an account's page, with or without pictures, a video, or another dynamic inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crosscurrent.connectors.bilibili import accounts
from crosscurrent.connectors.bilibili.accounts import PLATFORM
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import Json, at, ident, number, objects, sub, text
from crosscurrent.model.native_id import bilibili_bv

_NODE = "RICH_TEXT_NODE_TYPE_"
_FORWARD = "DYNAMIC_TYPE_FORWARD"


def dynamic(value: Json, intake: Intake) -> None:
    """Read a dynamic, and before it the one it forwards."""
    forwarded = sub(value, "orig")
    if forwarded and _id(forwarded):
        _dynamic(forwarded, intake)
    _dynamic(value, intake)


def _id(value: Json) -> str | None:
    found = ident(value.get("id_str")) or ident(value.get("id"))
    return f"dynamic-{found}" if found and found != "0" else None


def _dynamic(value: Json, intake: Intake) -> None:
    native, writer = _id(value), sub(value, "modules", "module_author")
    inside, forwarded = sub(value, "modules", "module_dynamic"), _id(sub(value, "orig"))
    shown = sub(inside, "major")
    body = text(at(inside, "desc", "text")) or text(at(shown, "opus", "summary", "text"))
    kind = text(value.get("type"))
    uid = intake.post(
        PLATFORM, native, "repost" if forwarded or kind == _FORWARD else "post",
        intake.created(PLATFORM, native, writer.get("pub_ts")),
        accounts.author(writer, intake),
        text=body,
        id_field="id_str",
        title=text(at(shown, "opus", "title")) or text(at(shown, "article", "title")),
        url=f"https://t.bilibili.com/{native.removeprefix('dynamic-')}" if native else None,
        thread_id=native,
        content_type_native=kind,
        availability="private" if value.get("visible") is False else None,
    )  # fmt: skip
    _counters(uid, sub(value, "modules", "module_stat"), intake)
    if forwarded:
        intake.edge("repost_of", "post", f"{PLATFORM}:{forwarded}", forwarded.removeprefix("dynamic-"))
    _named(inside, body, intake)
    _shown(shown, intake)
    accounts.place(
        uid, "ip_region_post", writer.get("pub_location_text"), "modules.module_author.pub_location_text", intake
    )


def _counters(uid: str, stat: Json, intake: Intake) -> None:
    intake.counted(
        uid,
        like_count=at(stat, "like", "count"),
        comment_count=at(stat, "comment", "count"),
        share_count=at(stat, "forward", "count"),
    )


def _named(inside: Json, body: str | None, intake: Intake) -> None:
    """Put in what the text refers to: from its nodes where it has them, else from the text."""
    nodes = list(_nodes(inside))
    for node in nodes:
        kind, written = (text(node.get("type")) or "").removeprefix(_NODE), text(node.get("orig_text")) or ""
        shown = text(node.get("text")) or written
        if kind == "TOPIC":
            intake.hashtag(shown.strip("# "))
        elif kind == "AT":
            intake.mention(PLATFORM, ident(node.get("rid")), shown.lstrip("@").strip())
        elif kind == "BV":
            _video(ident(node.get("rid")) or "", "links_to", intake)
        elif kind == "WEB":
            address = text(node.get("jump_url")) or written
            intake.link(f"https:{address}" if address.startswith("//") else address)
    if not nodes:
        intake.references(body, PLATFORM)
    intake.hashtag(at(inside, "topic", "name"))


def _nodes(inside: Json) -> Iterator[Json]:
    yield from objects(inside, "desc", "rich_text_nodes")
    yield from objects(inside, "major", "opus", "summary", "rich_text_nodes")


def _shown(shown: Json, intake: Intake) -> None:
    """Put in pictures, and the video that a dynamic announces: to act on either is to act on the same video."""
    for each in objects(shown, "draw", "items"):
        intake.media("image", each.get("src"), width=_size(each.get("width")), height=_size(each.get("height")))
    for each in objects(shown, "opus", "pics"):
        intake.media("image", each.get("url"), width=_size(each.get("width")), height=_size(each.get("height")))
    archive = sub(shown, "archive")
    _video(ident(archive.get("bvid")) or ident(archive.get("aid")) or "", "same_entity", intake)
    intake.media("thumb", archive.get("cover"))


def _video(written: str, edge: str, intake: Intake) -> None:
    native = bilibili_bv(written)
    if native is not None:
        intake.edge(edge, "post", f"{PLATFORM}:{native}", written)


def _size(value: Any) -> int | None:
    found = number(value)
    return int(found) if found is not None and 0 <= found < 1 << 31 else None
