"""TikTok posts and comments as the web page receives them."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.platform_shapes.addresses import expires_us, first_address, pixels
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.references import links_in
from crosscurrent.connectors.records.values import Json, at, flag, ident, members, number, objects, sub, text

_PLATFORM = "tiktok"
_COUNTS = (("like_count", "diggCount"), ("comment_count", "commentCount"), ("share_count", "shareCount"),
           ("view_count", "playCount"), ("save_count", "collectCount"))  # fmt: skip
_OF_ACCOUNT = (("follower_count", "followerCount"), ("following_count", "followingCount"), ("post_count", "videoCount"),
               ("likes_received_count", "heartCount"))  # fmt: skip


def video(value: Json, intake: Intake) -> None:
    """Read one post."""
    native, body = ident(value.get("id")), text(value.get("desc"))
    account = _author(value, intake)
    is_album = "imagePost" in value
    uid = intake.post(
        _PLATFORM, native, "post" if is_album else "video",
        intake.created(_PLATFORM, native, value.get("createTime")), account,
        text=body,
        text_ocr=_overlaid(value),
        thread_id=native,
        url=_address(value, native, is_album),
        lang_declared=_language(value.get("textLanguage")),
        availability="private" if flag(value.get("privateItem")) else None,
        is_promoted=True if flag(value.get("isAd")) or flag(value.get("adAuthorization")) else flag(value.get("isAd")),
    )  # fmt: skip
    stats: dict[str, Any] = {**sub(value, "statsV2"), **sub(value, "stats")}
    counts: dict[str, Any] = {ours: stats.get(theirs) for ours, theirs in _COUNTS}
    intake.counted(uid, **counts)
    _references(value, body, intake)
    _places(uid, value, intake)
    _media(value, intake)


def _author(value: Json, intake: Intake) -> str | None:
    """Put in the account: an object in answers of the API, only its handle in what older pages embed."""
    inner = value.get("author")
    stats: dict[str, Any] = {**sub(value, "authorStatsV2"), **sub(value, "authorStats")}
    counts: dict[str, Any] = {ours: stats.get(theirs) for ours, theirs in _OF_ACCOUNT}
    if not isinstance(inner, dict):
        return intake.author(
            _PLATFORM, ident(value.get("authorId")), alt_ids={"sec_uid": text(value.get("authorSecId"))},
            handle=text(inner), display_name=text(value.get("nickname")), **counts,
        )  # fmt: skip
    return intake.author(
        _PLATFORM,
        ident(inner.get("id")),
        alt_ids={"sec_uid": text(inner.get("secUid"))},
        handle=text(inner.get("uniqueId")),
        display_name=text(inner.get("nickname")),
        bio=text(inner.get("signature")),
        avatar_url=text(inner.get("avatarThumb")),
        verified=inner.get("verified"),
        is_private=inner.get("privateAccount"),
        **counts,
    )


def _overlaid(value: Json) -> str | None:
    """Return the text of stickers put on the picture."""
    if not value.get("stickersOnItem"):
        return None
    lines = [" ".join(each for each in members(sticker, "stickerText") if isinstance(each, str))
             for sticker in objects(value, "stickersOnItem")]  # fmt: skip
    return "\n".join(line for line in lines if line) or None


def _address(value: Json, native: str | None, is_album: bool) -> str | None:
    handle = text(at(value, "author", "uniqueId")) or text(value.get("author"))
    return (
        f"https://www.tiktok.com/@{handle}/{'photo' if is_album else 'video'}/{native}" if handle and native else None
    )


def _language(value: Any) -> str | None:
    return None if value == "un" else text(value)


def _references(value: Json, body: str | None, intake: Intake) -> None:
    """Put in what a post refers to; its own list of hashtags and mentions stands before what the text looks like."""
    listed = members(value, "textExtra")
    for each in listed:
        if isinstance(each, dict):
            _mark(each, intake)
    for challenge in objects(value, "challenges"):
        intake.hashtag(challenge.get("title"))
    if body is not None:
        if listed:
            for link in links_in(body):
                intake.link(link)
        else:
            intake.references(body, _PLATFORM)
    sound = sub(value, "music")
    if sounded := ident(sound.get("id")):
        intake.edge("uses_sound", "sound", f"{_PLATFORM}:{sounded}", text(sound.get("title")) or sounded)
    duet = ident(at(value, "duetInfo", "duetFromId"))
    if duet is not None and duet != "0":  # a duet shows the other video beside its own
        intake.edge("quote_of", "post", f"{_PLATFORM}:{duet}", duet)


def _mark(each: Json, intake: Intake) -> None:
    tag = each.get("hashtagName") or each.get("hashtag_name")
    if tag:
        intake.hashtag(tag)
        return
    native = ident(each.get("userId") or each.get("user_id"))
    handle = text(each.get("userUniqueId") or each.get("user_unique_id"))
    if handle or (native and native != "0"):
        intake.mention(_PLATFORM, None if native == "0" else native, handle)


def _places(uid: str, value: Json, intake: Intake) -> None:
    region = text(value.get("locationCreated"))
    intake.place(uid, "upload_region", region, "locationCreated", country_iso2=_country(region))
    intake.place(uid, "gps_place", at(value, "poi", "name"), "poi.name")


def _country(region: str | None) -> str | None:
    return region if region is not None and len(region) == 2 and region.isascii() and region.isupper() else None


def _media(value: Json, intake: Intake) -> None:
    film = sub(value, "video")
    lasts = number(film.get("duration"))
    address = text(film.get("downloadAddr")) or text(film.get("playAddr"))
    if address:
        intake.media(
            "video", address,
            duration_s=float(lasts) if lasts is not None and 0 < lasts < 1e7 else None,
            width=pixels(film.get("width")), height=pixels(film.get("height")), expires_at=expires_us(address),
        )  # fmt: skip
    cover = text(film.get("cover"))
    if cover:
        intake.media("thumb", cover, expires_at=expires_us(cover))
    for picture in objects(value, "imagePost", "images"):
        address = first_address(picture, "imageURL", "urlList")
        intake.media(
            "image", address, width=pixels(picture.get("imageWidth")), height=pixels(picture.get("imageHeight")),
            expires_at=expires_us(address),
        )  # fmt: skip


def comment(value: Json, intake: Intake) -> None:
    """Read one comment, and the answers that came with it."""
    _comment(value, intake)
    for answer in objects(value, "reply_comment"):
        _comment(answer, intake)


def _comment(value: Json, intake: Intake) -> None:
    native, post, body = ident(value.get("cid")), ident(value.get("aweme_id")), text(value.get("text"))
    above = _answered(value) or post
    uid = intake.post(
        _PLATFORM, native, "comment", intake.created(_PLATFORM, native, value.get("create_time")),
        _commenter(sub(value, "user"), intake),
        text=body,
        id_field="cid",
        thread_id=post,
        parent_post_uid=f"{_PLATFORM}:{above}" if above else None,
        root_post_uid=f"{_PLATFORM}:{post}" if post else None,
        lang_declared=_language(value.get("comment_language")),
        url=text(at(value, "share_info", "url")),
    )  # fmt: skip
    intake.counted(uid, like_count=value.get("digg_count"), comment_count=value.get("reply_comment_total"))
    if above:
        intake.edge("reply_to", "post", f"{_PLATFORM}:{above}", above)
    listed = members(value, "text_extra")
    for each in listed:
        if isinstance(each, dict):
            _mark(each, intake)
    intake.references(body, _PLATFORM, mentions=not listed)
    for picture in objects(value, "image_list"):
        intake.media("image", first_address(picture, "origin_url", "url_list"))


def _answered(value: Json) -> str | None:
    """Return the comment that is answered: the one named directly, else the head of the thread; "0" is none."""
    for key in ("reply_to_reply_id", "reply_id"):
        found = ident(value.get(key))
        if found is not None and found != "0":
            return found
    return None


def _commenter(account: Json, intake: Intake) -> str | None:
    uid = intake.author(
        _PLATFORM,
        ident(account.get("uid")),
        alt_ids={"sec_uid": text(account.get("sec_uid"))},
        handle=text(account.get("unique_id")),
        display_name=text(account.get("nickname")),
        bio=text(account.get("signature")),
        avatar_url=first_address(account, "avatar_thumb", "url_list"),
    )
    region = text(account.get("region"))
    intake.place(uid, "registration_country", region, "user.region", country_iso2=_country(region))
    return uid
