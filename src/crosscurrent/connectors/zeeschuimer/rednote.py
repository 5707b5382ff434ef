"""RedNote (Xiaohongshu) notes and comments, from the API, from what pages embed, and from the page itself."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.platform_shapes.addresses import expires_us, first_address, pixels
from crosscurrent.connectors.platform_shapes.instagram import first_of
from crosscurrent.connectors.platform_shapes.ip_region import put_region
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.references import links_in
from crosscurrent.connectors.records.values import Json, at, ident, number, objects, sub, text

_PLATFORM = "xiaohongshu"


def note(value: Json, intake: Intake) -> None:
    """Read one note in whichever shape it came.

    Raises:
        NothingInIt: It is a tile: a picture with an id, loaded for a list, without author, text or counters.
    """
    if value.get("_zs-origin") == "html":
        _from_page(value, intake)
        return
    inner = sub(value, "note_card") or sub(value, "note") or value
    if inner is value and not sub(value, "user"):
        raise NothingInIt.because("it is the tile of a note: it shows neither author nor text nor counters")
    native = ident(first_of(value, "id", "note_id")) or ident(first_of(inner, "note_id", "noteId"))
    body = text(inner.get("desc"))
    uid = intake.post(
        _PLATFORM, native, "note", intake.created(_PLATFORM, native, inner.get("time")),
        _author(sub(inner, "user"), intake),
        text=body,
        title=text(first_of(inner, "title", "display_title", "displayTitle")),
        thread_id=native,
        url=_address(native),
        content_type_native=text(inner.get("type")),
        is_partial="desc" not in inner,
    )  # fmt: skip
    _counters(uid, inner, intake)
    _references(inner, body, intake)
    field = "ip_location" if "ip_location" in inner else "ipLocation"
    put_region(intake, uid, "ip_region_post", inner.get(field), field)
    _media(inner, intake)


def _from_page(value: Json, intake: Intake) -> None:
    """Read what the extension took from a rendered page. It shows a nickname, which names no account."""
    native = ident(value.get("id"))
    uid = intake.post(
        _PLATFORM, native, "note", intake.created(_PLATFORM, native, None),
        title=text(value.get("title")),
        thread_id=native,
        url=_address(native),
        is_partial=True,
    )  # fmt: skip
    intake.counted(uid, like_count=value.get("likes"))
    put_region(intake, uid, "ip_region_post", value.get("location"), "location")
    intake.media("thumb", value.get("thumbnail_url"), expires_at=expires_us(value.get("thumbnail_url")))


def _author(account: Json, intake: Intake) -> str | None:
    native = ident(first_of(account, "user_id", "userId", "userid"))
    if native is None:
        return None
    return intake.author(
        _PLATFORM,
        native,
        display_name=text(first_of(account, "nickname", "nick_name", "nickName")),
        avatar_url=text(first_of(account, "avatar", "image", "images")),
    )


def _address(native: str | None) -> str | None:
    return f"https://www.xiaohongshu.com/explore/{native}" if native else None


def _counters(uid: str, value: Json, intake: Intake) -> None:
    counts = sub(value, "interact_info") or sub(value, "interactInfo")
    intake.counted(
        uid,
        like_count=first_of(counts, "liked_count", "likedCount") or first_of(value, "likes"),
        save_count=first_of(counts, "collected_count", "collectedCount"),
        comment_count=first_of(counts, "comment_count", "commentCount"),
        share_count=first_of(counts, "share_count", "shareCount", "shared_count", "sharedCount"),
    )


def _references(value: Json, body: str | None, intake: Intake) -> None:
    """Put in topics and people from the lists of the note. An ``@`` in the text is a nickname, which names nobody."""
    tags = [each.get("name") for each in (*objects(value, "tag_list"), *objects(value, "tagList"))]
    for tag in tags:
        intake.hashtag(tag)
    for account in (*objects(value, "at_user_list"), *objects(value, "atUserList")):
        intake.mention(_PLATFORM, ident(first_of(account, "user_id", "userId")), None)
    if tags and body is not None:
        for link in links_in(body):
            intake.link(link)
    else:
        intake.references(body, _PLATFORM, mentions=False)


def _media(value: Json, intake: Intake) -> None:
    pictures = [*objects(value, "image_list"), *objects(value, "imageList")]
    for picture in pictures:
        address = _picture(picture)
        intake.media("image", address, width=pixels(picture.get("width")), height=pixels(picture.get("height")),
                     expires_at=expires_us(address))  # fmt: skip
    film = sub(value, "video")
    stream = next(objects(film, "media", "stream", "h264"), None) or next(
        objects(film, "media", "stream", "h265"), None
    )
    if stream is not None:
        lasts = number(at(film, "capa", "duration"))
        intake.media(
            "video", text(first_of(stream, "master_url", "masterUrl")),
            duration_s=float(lasts) if lasts is not None and 0 < lasts < 1e7 else None,
            width=pixels(stream.get("width")), height=pixels(stream.get("height")),
        )  # fmt: skip
    if not pictures:
        intake.media("thumb", _picture(sub(value, "cover")))


def _picture(picture: Json) -> str | None:
    """Return the address of a picture: the default one, else that of the scene meant for notes, else the first."""
    address = text(first_of(picture, "url_default", "urlDefault")) or text(picture.get("url"))
    if address:
        return address
    scenes = [*objects(picture, "info_list"), *objects(picture, "infoList")]
    for each in scenes:
        if first_of(each, "image_scene", "imageScene") == "WB_DFT":
            return text(each.get("url"))
    return first_address(scenes[0], "url") if scenes else None


def comment(value: Json, intake: Intake) -> None:
    """Read one comment, and the answers that came with it."""
    native = _comment(value, intake, None, None)
    noted = ident(first_of(value, "note_id", "noteId"))
    for answer in (*objects(value, "sub_comments"), *objects(value, "subComments")):
        _comment(answer, intake, noted, native)


def _comment(value: Json, intake: Intake, noted: str | None, head: str | None) -> str | None:
    native, body = ident(value.get("id")), text(value.get("content"))
    noted = ident(first_of(value, "note_id", "noteId")) or noted
    above = ident(first_of(sub(value, "target_comment") or sub(value, "targetComment"), "id")) or head or noted
    uid = intake.post(
        _PLATFORM, native, "comment",
        intake.created(_PLATFORM, native, first_of(value, "create_time", "createTime")),
        _author(sub(value, "user_info") or sub(value, "userInfo"), intake),
        text=body,
        thread_id=noted,
        parent_post_uid=f"{_PLATFORM}:{above}" if above else None,
        root_post_uid=f"{_PLATFORM}:{noted}" if noted else None,
    )  # fmt: skip
    intake.counted(
        uid,
        like_count=first_of(value, "like_count", "likeCount"),
        comment_count=first_of(value, "sub_comment_count", "subCommentCount"),
    )
    field = "ip_location" if "ip_location" in value else "ipLocation"
    put_region(intake, uid, "ip_region_comment", value.get(field), field)
    if above:
        intake.edge("reply_to", "post", f"{_PLATFORM}:{above}", above)
    _mentions(value, intake)
    intake.references(body, _PLATFORM, mentions=False)
    for picture in objects(value, "pictures"):
        intake.media("image", _picture(picture))
    return native


def _mentions(value: Json, intake: Intake) -> None:
    accounts: list[Any] = [*objects(value, "at_users"), *objects(value, "atUsers")]
    for account in accounts:
        intake.mention(_PLATFORM, ident(first_of(account, "user_id", "userId")), None)
