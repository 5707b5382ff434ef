"""One record of yt-dlp -> rows."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from crosscurrent.connectors.records.created import Created
from crosscurrent.connectors.records.faults import IdMissing, NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, flag, ident, number, objects, text
from crosscurrent.connectors.yt_dlp import identity
from crosscurrent.connectors.yt_dlp.fragments import expires_us, file_name, transcript
from crosscurrent.connectors.yt_dlp.identity import Above
from crosscurrent.model.relative_time import read_relative
from crosscurrent.model.time import ReadTime, read_time

#: Platforms whose posts have no title: what stands there is the text once more, cut or put together by yt-dlp.
_WITHOUT_TITLES = frozenset(("tiktok", "douyin", "weibo", "x", "instagram", "threads", "bluesky", "telegram"))
_VIDEOS = frozenset(("youtube", "bilibili", "xigua", "tiktok", "douyin", "facebook", "kuaishou", "biliintl"))
_LIVE = ("is_live", "was_live", "is_upcoming", "post_live")
_AVAILABILITY = {"private": "private", "premium_only": "private", "subscriber_only": "private"}
#: What YouTube shows in lists in place of the title of a video that is gone.
_STUBS = {"[Private video]": "private", "[Deleted video]": "unavailable"}
#: YouTube rounds subscribers to three digits, so numbers below 1000 are exact.
_ROUNDED_FROM = 1_000
_HANDLES = frozenset(("instagram", "threads", "reddit", "x"))


def part(record: Record, intake: Intake) -> None:
    """Read one video, comment or list."""
    above = getattr(record.value, "above", None) or Above()
    if record.kind == "comment":
        _comment(record.value, above, intake)
    elif record.kind == "playlist":
        _playlist(record.value, above, intake)
    else:
        _video(record.value, above, intake)


def _platform(value: Json, above: Above, intake: Intake) -> str:
    platform = identity.platform_of(value) or above.platform or intake.platform
    if platform is None:
        raise IdMissing.of("extractor_key")
    return platform


def _playlist(value: Json, above: Above, intake: Intake) -> None:
    """Read what a list says of the account it belongs to; its videos are records of their own."""
    intake.observed_us = identity.observed_us(value) or above.epoch_us
    if _owner(_platform(value, above, intake), value, intake) is None:
        raise NothingInIt.because("a list of videos that names no account; its videos are read one by one")


def _video(value: Json, above: Above, intake: Intake) -> None:
    intake.observed_us = identity.observed_us(value) or above.epoch_us
    platform = _platform(value, above, intake)
    native = identity.post_id(platform, value)
    if identity.is_another_list(platform, native, value):
        raise NothingInIt.because("a link to another list of videos")
    title, body = _words(platform, value)
    uid = intake.post(
        platform, native, _kind(platform, value), _created(platform, native, value, intake),
        _owner(platform, value, intake),
        text=body,
        title=None if title in _STUBS else title,
        availability=_STUBS.get(title or "") or _AVAILABILITY.get(text(value.get("availability")) or ""),
        alt_ids=identity.other_ids(platform, native, value),
        edited_at=intake.time_us(value.get("modified_timestamp")),
        url=_address(value),
        container_id=text(value.get("channel_id")) if platform == "reddit" else None,
        thread_id=native,
        transcript=transcript(value),
        lang_declared=text(value.get("language")),
        is_partial=value.get("_type") in ("url", "url_transparent"),
    )  # fmt: skip
    _counters(uid, platform, value, intake)
    for written in (title, body):
        intake.references(written, platform)
    _media(value, intake)
    intake.place(uid, "gps_place", value.get("location"), "location")


def _words(platform: str, value: Json) -> tuple[str | None, str | None]:
    """Return title and text; posts without titles have what yt-dlp puts there only if there is nothing else."""
    title, body = text(value.get("title")) or text(value.get("fulltitle")), text(value.get("description"))
    return (None if platform in _WITHOUT_TITLES and body else title), body


def _kind(platform: str, value: Json) -> str:
    if text(value.get("live_status")) in _LIVE or flag(value.get("is_live")) or flag(value.get("was_live")):
        return "livestream"
    return "video" if platform in _VIDEOS or platform not in _WITHOUT_TITLES | {"reddit", "truthsocial"} else "post"


def _created(platform: str, native: str | None, value: Json, intake: Intake) -> Created:
    """Take the time to the second; else the day, which yt-dlp writes in UTC."""
    if raw := number(value.get("timestamp")) or number(value.get("release_timestamp")):
        return intake.created(platform, native, raw)
    for key in ("upload_date", "release_date"):
        day = text(value.get(key)) or ""
        if len(day) == 8 and day.isascii() and day.isdigit():
            read = read_time(f"{day[:4]}-{day[4:6]}-{day[6:]}", UTC, intake.locator)
            return intake.created(platform, native, read)._replace(raw=day)
    return intake.created(platform, native, None)


def _address(value: Json) -> str | None:
    written = text(value.get("webpage_url"))
    return written or (text(value.get("url")) if value.get("_type") in ("url", "url_transparent") else None)


def _owner(platform: str, value: Json, intake: Intake) -> str | None:
    found = identity.account_of(platform, value)
    followers = value.get("channel_follower_count")
    rounded = platform == "youtube" and isinstance(followers, int) and followers >= _ROUNDED_FROM
    return intake.author(
        platform,
        found.native_id,
        id_kind=found.id_kind,
        alt_ids=dict(found.alt_ids),
        handle=found.handle,
        display_name=found.display_name,
        profile_url=text(value.get("channel_url")) or text(value.get("uploader_url")),
        follower_count=followers,
        follower_is_rounded=True if rounded else None,
        verified=value.get("channel_is_verified"),
    )


def _counters(uid: str, platform: str, value: Json, intake: Intake) -> None:
    views = value.get("view_count")
    if platform == "douyin" and views == 0:
        views = None  # the page shows 0 to everybody but the author
    # Where comments were fetched, yt-dlp puts their number in place of the platform's own: there are at least as many.
    fetched = isinstance(value.get("comments"), list)
    intake.counted(
        uid,
        view_count=views,
        like_count=value.get("like_count"),
        dislike_count=value.get("dislike_count"),
        comment_count=value.get("comment_count"),
        share_count=value.get("repost_count"),
        save_count=value.get("save_count"),
        capped=("comment_count",) if fetched else (),
    )


def _media(value: Json, intake: Intake) -> None:
    is_link = value.get("_type") in ("url", "url_transparent")
    address = None if is_link else text(value.get("url"))
    path = file_name(at(next(objects(value, "requested_downloads"), {}), "filepath"))
    intake.media(
        "video", address,
        local_path=path,
        width=_size(value.get("width")), height=_size(value.get("height")),
        duration_s=_seconds(value.get("duration")),
        expires_at=expires_us(address),
    )  # fmt: skip
    picture = text(value.get("thumbnail"))
    if picture is None:
        picture = next((found for each in objects(value, "thumbnails") if (found := text(each.get("url")))), None)
    intake.media("thumb", picture, expires_at=expires_us(picture))


def _size(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31 else None


def _seconds(value: Any) -> float | None:
    found = number(value)
    return float(found) if found is not None and 0 <= found < 1e9 else None


def _comment(value: Json, above: Above, intake: Intake) -> None:
    intake.observed_us = above.epoch_us
    platform = above.platform or intake.platform
    if platform is None:
        raise IdMissing.of("extractor_key")
    native = identity.comment_id(platform, ident(value.get("id")))
    written, body = ident(value.get("parent")), text(value.get("text"))
    answered = None if written in (None, "root", "0") else identity.comment_id(platform, written)
    parent = answered or above.native_id
    uid = intake.post(
        platform, native, "comment", _commented(platform, native, value, above, intake),
        _commenter(platform, value, above, intake),
        text=body,
        thread_id=above.native_id,
        parent_post_uid=f"{platform}:{parent}" if parent else None,
        root_post_uid=f"{platform}:{above.native_id}" if above.native_id else None,
    )  # fmt: skip
    intake.counted(uid, like_count=value.get("like_count"), dislike_count=value.get("dislike_count"))
    intake.references(body, platform)
    if parent:
        intake.edge("reply_to", "post", f"{platform}:{parent}", written if answered else parent)


def _commented(platform: str, native: str | None, value: Json, above: Above, intake: Intake) -> Created:
    """A time worked out from "2 years ago" is no finer than those words; if those are unknown, so is that."""
    words = text(value.get("_time_text"))
    stamp = intake.time_us(value.get("timestamp"))
    if words is None:
        return intake.created(platform, native, value.get("timestamp"))
    read = read_relative(words, above.epoch_us or stamp, UTC)
    if stamp is not None:
        read = ReadTime(stamp, "unknown" if read is None else read.precision)
    return intake.created(platform, native, read, "relative")._replace(raw=words[:100])


def _commenter(platform: str, value: Json, above: Above, intake: Intake) -> str | None:
    name, native = text(value.get("author")), ident(value.get("author_id"))
    if native is None and flag(value.get("author_is_uploader")) and above.owner_uid:
        return above.owner_uid
    is_handle = name is not None and (name.startswith("@") if platform == "youtube" else platform in _HANDLES)
    return intake.author(
        platform,
        native,
        handle=name.removeprefix("@") if name and is_handle else None,
        display_name=None if is_handle else name,
        profile_url=text(value.get("author_url")),
        avatar_url=text(value.get("author_thumbnail")),
        verified=value.get("author_is_verified"),
    )
