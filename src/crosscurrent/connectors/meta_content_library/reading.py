"""One row of a table of the Meta Content Library -> rows. Its ids are its own: they never name a post elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crosscurrent.connectors.faults import IdLossy
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, flag, ident, text
from crosscurrent.connectors.tabular import cells

_REACTIONS = ("love", "wow", "haha", "sad", "angry", "care")
_FILES = {"photo": "image", "image": "image", "video": "video", "reel": "video"}
_FRACTION = re.compile(r"(\d+)\.0+")
_LARGEST_EXACT = 1 << 53


def facebook_post(record: Record, intake: Intake) -> None:
    """Read one Facebook post."""
    _post(record.value, "facebook", intake)


def instagram_post(record: Record, intake: Intake) -> None:
    """Read one Instagram post."""
    _post(record.value, "instagram", intake)


def facebook_comment(record: Record, intake: Intake) -> None:
    """Read one Facebook comment."""
    _comment(record.value, "facebook", intake)


def instagram_comment(record: Record, intake: Intake) -> None:
    """Read one Instagram comment."""
    _comment(record.value, "instagram", intake)


def _post(value: Json, platform: str, intake: Intake) -> None:
    number, shared = _exact(value.get("id")), _exact(value.get("shared_post_id"))
    native = f"mcl-{number}" if number else None
    account = _owner(value, "post_owner", platform, intake)
    surface = _exact(value.get("surface.id"))
    written = text(value.get("text"))
    origin = f"{platform}:mcl-{shared}" if shared else None
    uid = intake.post(
        platform, native, "repost" if shared and not written else "quote" if shared else "post",
        intake.created(platform, native, value.get("creation_time")), account,
        text=written,
        title=text(value.get("link_attachment.name")),
        alt_ids={"mcl": number},
        edited_at=intake.time_us(value.get("modified_time")),
        url=text(value.get("mcl_url")),
        container_id=f"mcl-{surface}" if surface and text(value.get("surface.type")) != "page" else None,
        root_post_uid=origin,
        lang_declared=text(value.get("lang")),
        is_promoted=flag(value.get("is_branded_content")),
        content_type_native=text(value.get("content_type")),
    )  # fmt: skip
    _counters(uid, value, intake)
    intake.edge("quote_of" if written else "repost_of", "post", origin, shared)
    intake.link(value.get("link_attachment.link"))
    tags = _listed(value.get("hashtags"))
    for tag in tags:
        intake.hashtag(tag)
    _refer(written, platform, not tags, intake)
    _files(value, intake)


def _comment(value: Json, platform: str, intake: Intake) -> None:
    number, above = _exact(value.get("id")), _exact(value.get("parent_comment_id"))
    thread = _exact(value.get("post_id")) or _exact(value.get("parent_post_id"))
    native = f"mcl-comment-{number}" if number else None
    root = f"{platform}:mcl-{thread}" if thread else None
    parent = f"{platform}:mcl-comment-{above}" if above else root
    written = text(value.get("text"))
    uid = intake.post(
        platform, native, "comment", intake.created(platform, native, value.get("creation_time")),
        _owner(value, "owner", platform, intake),
        text=written,
        alt_ids={"mcl": number},
        edited_at=intake.time_us(value.get("modified_time")),
        url=text(value.get("mcl_url")),
        thread_id=f"mcl-{thread}" if thread else None,
        parent_post_uid=parent,
        root_post_uid=root,
        lang_declared=text(value.get("lang")),
    )  # fmt: skip
    _counters(uid, value, intake)
    intake.edge("reply_to", "post", parent, above or thread)
    _refer(written, platform, True, intake)
    _files(value, intake)


def _owner(value: Json, prefix: str, platform: str, intake: Intake) -> str | None:
    """Return who wrote it. Private people have no id; ids are of the library, so they are never merged with others."""
    number = _exact(value.get(f"{prefix}.id"))
    kind = text(value.get(f"{prefix}.type"))
    if number is None:
        return None
    return intake.author(
        platform,
        number,
        id_kind="mcl",
        handle=text(value.get(f"{prefix}.username")),
        display_name=text(value.get(f"{prefix}.name")),
        entity_type=kind,
    )


def _counters(uid: str, value: Json, intake: Intake) -> None:
    """Put in the counters. Views are missing where they are not counted; they are never 0 for that."""
    reactions = value.get("statistics.reaction_count")
    intake.counted(
        uid,
        view_count=value.get("statistics.views"),
        views_refreshed_at=intake.time_us(value.get("statistics.views_date_last_refreshed")),
        like_count=value.get("statistics.like_count"),
        comment_count=value.get("statistics.comment_count") or value.get("statistics.reply_count"),
        share_count=value.get("statistics.share_count"),
        reaction_count=reactions,
        reactions={name: value.get(f"statistics.{name}_count") for name in _REACTIONS},
    )


def _exact(written: Any) -> str | None:
    """Return an id, without the ``.0`` of one that went through a number and is still whole.

    Raises:
        IdLossy: It lost digits on the way.
    """
    found = ident(written)
    whole = _FRACTION.fullmatch(found) if found else None
    if whole is None:
        return found
    if int(whole[1]) >= _LARGEST_EXACT:
        raise IdLossy.cell("")
    return whole[1]


def _refer(written: str | None, platform: str, tags_too: bool, intake: Intake) -> None:
    if tags_too or not written:
        intake.references(written, platform, mentions=platform == "instagram")
        return
    for link in re.findall(r"https?://\S+", written):
        intake.link(link.rstrip(".,;:!?)'\""))


def _listed(cell: Any) -> list[str]:
    """Return the entries of a list in a cell; of one that is broken, none."""
    try:
        return cells.listing(text(cell), commas=True)
    except ValueError:
        return []


def _files(value: Json, intake: Intake) -> None:
    """Put in pictures and videos that have an address; it is signed and expires, so it names nothing."""
    for each in _objects(text(value.get("multimedia"))):
        intake.media(_FILES.get(text(each.get("type")) or "", "doc"), each.get("url"))


def _objects(cell: str | None) -> Iterator[Json]:
    try:
        found = json.loads(cell) if cell else []
    except (ValueError, RecursionError):
        return
    if isinstance(found, list):
        yield from (each for each in found if isinstance(each, dict))
