"""TikTok posts in the tables of minet, and of Zeeschuimer and 4CAT -> rows."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.platform_shapes.addresses import expires_us
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, flag, ident, text

_PLATFORM = "tiktok"


def minet(record: Record, intake: Intake) -> None:
    """Read one row of ``minet tiktok``; lists in cells are joined by ``|``."""
    value = record.value
    native, body, handle = ident(value.get("id")), text(value.get("description")), text(value.get("author_unique_id"))
    uid = intake.post(
        _PLATFORM, native, "video",
        intake.created(_PLATFORM, native, value.get("timestamp") or value.get("utc_time")),
        _minet_author(value, handle, intake),
        text=body,
        text_ocr=_lines(value.get("stickers_texts")),
        thread_id=native,
        url=f"https://www.tiktok.com/@{handle}/video/{native}" if handle and native else None,
        is_promoted=flag(value.get("is_ad")),
    )  # fmt: skip
    intake.counted(
        uid,
        like_count=value.get("digg_count"),
        comment_count=value.get("comment_count"),
        share_count=value.get("share_count"),
        view_count=value.get("play_count"),
        save_count=value.get("collect_count"),
    )
    for tag in (text(value.get("challenges_titles")) or "").split("|"):
        intake.hashtag(tag)
    intake.references(body, _PLATFORM)
    _sound(value, "music_title", intake)
    if duet := ident(value.get("duet_from_video_id")):
        intake.edge("quote_of", "post", f"{_PLATFORM}:{duet}", duet)
    cover = text(value.get("video_cover"))
    intake.media("thumb", cover, expires_at=expires_us(cover))


def _minet_author(value: Json, handle: str | None, intake: Intake) -> str | None:
    return intake.author(
        _PLATFORM,
        ident(value.get("author_id")),
        handle=handle,
        display_name=text(value.get("author_nickname")),
        bio=text(value.get("author_signature")),
        avatar_url=text(value.get("author_avatar")),
        verified=value.get("author_verified"),
        is_private=value.get("author_secret"),
        follower_count=value.get("author_follower_count"),
        following_count=value.get("author_following_count"),
        post_count=value.get("author_video_count"),
        likes_received_count=value.get("author_heart_count"),
    )


def mapped(record: Record, intake: Intake) -> None:
    """Read one row of the CSV that Zeeschuimer and 4CAT make of TikTok posts; accounts are only named by handle."""
    value = record.value
    native, body, handle = ident(value.get("id")), text(value.get("body")), text(value.get("author"))
    account = intake.author(
        _PLATFORM,
        None,
        handle=handle,
        display_name=text(value.get("author_full")),
        avatar_url=text(value.get("author_avatar")),
        follower_count=value.get("author_followers"),
        post_count=value.get("author_videos"),
    )
    promoted = [flag(value.get(column)) for column in ("is_ad", "is_paid_partnership")]
    uid = intake.post(
        _PLATFORM, native, "video",
        intake.created(_PLATFORM, native, value.get("unix_timestamp") or value.get("timestamp")), account,
        text=body,
        text_ocr=text(value.get("stickers")),
        thread_id=native,
        url=text(value.get("tiktok_url")),
        is_promoted=None if promoted == [None, None] else True in promoted,
    )  # fmt: skip
    intake.counted(
        uid,
        like_count=value.get("likes"),
        comment_count=value.get("comments"),
        share_count=value.get("shares"),
        view_count=value.get("plays"),
    )
    for column in ("hashtags", "challenges"):
        for tag in (text(value.get(column)) or "").split(","):
            intake.hashtag(tag.strip())
    intake.references(body, _PLATFORM)
    _sound(value, "music_name", intake)
    region = text(value.get("location_created"))
    known = region if region is not None and len(region) == 2 and region.isascii() and region.isupper() else None
    intake.place(uid, "upload_region", region, "location_created", country_iso2=known)
    for kind, column in (("video", "video_url"), ("thumb", "thumbnail_url")):
        address = text(value.get(column))
        intake.media(kind, address, expires_at=expires_us(address))


def _sound(value: Json, title: str, intake: Intake) -> None:
    if sound := ident(value.get("music_id")):
        intake.edge("uses_sound", "sound", f"{_PLATFORM}:{sound}", text(value.get(title)) or sound)


def _lines(cell: Any) -> str | None:
    return "\n".join(part for part in (text(cell) or "").split("|") if part) or None
