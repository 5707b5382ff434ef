"""Videos and comments of the TikTok Research API -> rows."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.references import links_in
from crosscurrent.connectors.records.values import Json, ident, members, number, objects, text

_PLATFORM = "tiktok"


def video(record: Record, intake: Intake) -> None:
    """Read one video. The API names accounts by their handle and says where each was registered."""
    value = record.value
    native, body, handle = ident(value.get("id")), text(value.get("video_description")), text(value.get("username"))
    account = intake.author(_PLATFORM, None, handle=handle)
    uid = intake.post(
        _PLATFORM, native, "video", intake.created(_PLATFORM, native, value.get("create_time")), account,
        text=body,
        transcript=text(value.get("voice_to_text")),
        text_ocr=_stickers(value),
        thread_id=native,
        url=f"https://www.tiktok.com/@{handle}/video/{native}" if handle and native else None,
    )  # fmt: skip
    intake.counted(
        uid,
        view_count=value.get("view_count"),
        like_count=value.get("like_count"),
        comment_count=value.get("comment_count"),
        share_count=value.get("share_count"),
        save_count=first(value, "favorites_count", "favourites_count"),
    )
    _references(value, body, intake)
    region = text(value.get("region_code"))
    intake.place(account, "registration_country", region, "region_code", country_iso2=_country(region))


def first(value: Json, *keys: str) -> Any:
    """Return the first of some keys that holds something other than null."""
    return next((value[key] for key in keys if value.get(key) is not None), None)


def _stickers(value: Json) -> str | None:
    shown = [text(each.get("sticker_name")) for each in objects(value, "sticker_info_list")]
    return "\n".join(each for each in shown if each) or None


def _country(region: str | None) -> str | None:
    return region if region is not None and len(region) == 2 and region.isascii() and region.isupper() else None


def _references(value: Json, body: str | None, intake: Intake) -> None:
    """Put in the lists of the API; only links have to be looked for in the text."""
    has_tags = isinstance(value.get("hashtag_names"), list) or isinstance(value.get("hashtag_info_list"), list)
    for tag in members(value, "hashtag_names"):
        intake.hashtag(tag)
    for each in objects(value, "hashtag_info_list"):
        intake.hashtag(each.get("hashtag_name"))
    named = members(value, "video_mention_list")
    for handle in named:
        intake.mention(_PLATFORM, None, text(handle))
    for link in links_in(body or ""):
        intake.link(link)
    if not has_tags:
        intake.references(body, _PLATFORM, links=False, mentions=not named)
    if sound := ident(value.get("music_id")):
        intake.edge("uses_sound", "sound", f"{_PLATFORM}:{sound}", sound)


def comment(record: Record, intake: Intake) -> None:
    """Read one comment. The API does not say who wrote it."""
    value = record.value
    native, under, body = ident(value.get("id")), ident(value.get("video_id")), text(value.get("text"))
    above = ident(value.get("parent_comment_id"))
    if above in (None, "0", ""):
        above = under
    uid = intake.post(
        _PLATFORM, native, "comment", intake.created(_PLATFORM, native, value.get("create_time")),
        intake.author(_PLATFORM, None, handle=text(value.get("username"))),
        text=body,
        thread_id=under,
        parent_post_uid=f"{_PLATFORM}:{above}" if above else None,
        root_post_uid=f"{_PLATFORM}:{under}" if under else None,
    )  # fmt: skip
    intake.counted(uid, like_count=value.get("like_count"), comment_count=number(value.get("reply_count")))
    if above:
        intake.edge("reply_to", "post", f"{_PLATFORM}:{above}", above)
    intake.references(body, _PLATFORM)
