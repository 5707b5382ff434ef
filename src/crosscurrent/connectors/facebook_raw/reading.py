"""One story as Facebook's pages load it -> rows. It holds no counters, and its time stands in its layout."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import EMPTY, Json, at, ident, objects, sub, text

_PLATFORM = "facebook"
#: Objects a story may be wrapped into: lines of collecting extensions, answers of the page's interface.
WRAPS = ("data", "node", "data.node")
_STAMP = "CometFeedStoryMinimizedTimestampStrategy"
_GROUP = re.compile(r"/groups/([^/?#]+)")
_FILES = {"Photo": "image", "Video": "video"}


def story(record: Record, intake: Intake) -> None:
    """Read one story."""
    value = _unwrapped(record.value)
    intake.observed_us = intake.time_us(record.value.get("timestamp_collected"))
    main = sub(value, "comet_sections", "content", "story")
    stamp = _stamp(value)
    native = ident(main.get("post_id")) or ident(value.get("post_id"))
    address = text(main.get("wwwURL")) or text(stamp.get("url"))
    actor = next(objects(main, "actors"), EMPTY)
    group = _GROUP.search(text(stamp.get("url")) or address or "")
    written = text(at(main, "message", "text"))
    shared = sub(main, "attached_story")
    origin = ident(shared.get("post_id"))
    intake.post(
        _PLATFORM, native, ("quote" if written else "repost") if origin else "post",
        intake.created(_PLATFORM, native, stamp.get("creation_time")), _account(actor, intake),
        text=written,
        id_field="post_id",
        url=address,
        container_id=group[1] if group else None,
        root_post_uid=f"{_PLATFORM}:{origin}" if origin else None,
    )  # fmt: skip
    if origin:
        intake.edge("quote_of" if written else "repost_of", "post", f"{_PLATFORM}:{origin}", origin)
    _marks(main, written, intake)
    for attachment in objects(main, "attachments"):
        _attached(attachment, intake)


def _unwrapped(value: Json) -> Json:
    for place in ("", *WRAPS):
        found = sub(value, *place.split(".")) if place else value
        if "comet_sections" in found:
            return found
    return value


def _stamp(value: Json) -> Json:
    """Return the part of the layout that shows the time."""
    layout = sub(value, "comet_sections", "context_layout", "story", "comet_sections")
    parts: list[Json] = [*objects(layout, "metadata"), sub(layout, "timestamp")]
    found = [part for part in parts if part.get("__typename") == _STAMP] or parts
    return next((sub(part, "story") for part in found if "creation_time" in sub(part, "story")), EMPTY)


def _account(actor: Json, intake: Intake) -> str | None:
    """Return who wrote it; without an id, the last part of the profile's address is a handle or again the id."""
    address = text(actor.get("url"))
    native, parts = ident(actor.get("id")), urlsplit(address or "")
    handle = parts.path.rstrip("/").rpartition("/")[2] or None
    if handle == "profile.php":
        native, handle = native or parse_qs(parts.query).get("id", [None])[0], None
    elif handle and handle.isdecimal():
        native, handle = native or handle, None
    return intake.author(
        _PLATFORM, native, handle=handle, display_name=text(actor.get("name")), profile_url=address,
        entity_type=text(actor.get("__typename")),
    )  # fmt: skip


def _marks(main: Json, written: str | None, intake: Intake) -> None:
    """Put in what the text refers to; Facebook lists the things it made links of, at their places in the text."""
    for each in objects(main, "message", "ranges"):
        entity: Any = sub(each, "entity")
        kind, address = text(entity.get("__typename")), text(entity.get("url"))
        if kind in ("User", "Page", "Group"):
            intake.mention(_PLATFORM, ident(entity.get("id")))
        elif kind == "ExternalUrl" and address:
            intake.link(_behind(address))
    intake.references(written, _PLATFORM, mentions=False)


def _attached(attachment: Json, intake: Intake) -> None:
    target = sub(attachment, "target")
    styles = sub(attachment, "styles", "attachment")
    media = sub(attachment, "media") or sub(styles, "media")
    kind = _FILES.get(text(target.get("__typename")) or text(media.get("__typename")) or "")
    picture = at(media, "photo_image", "uri") or at(media, "image", "uri")
    if kind == "video":
        intake.media("video", media.get("playable_url") or media.get("url"))
    elif kind:
        intake.media(kind, picture)
    link = text(attachment.get("url")) or text(at(styles, "story_attachment_link_renderer", "attachment", "url"))
    if link and kind is None:
        intake.link(_behind(link))


def _behind(address: str) -> str:
    """Return the address behind Facebook's own redirection.

    Example:
        >>> _behind("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fx&h=AT0")
        'https://a.example/x'
    """
    parts = urlsplit(address)
    if parts.netloc in ("l.facebook.com", "lm.facebook.com", "l.instagram.com"):
        return parse_qs(parts.query).get("u", [address])[0]
    return address
