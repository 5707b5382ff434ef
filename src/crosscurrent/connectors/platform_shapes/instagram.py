"""One Instagram or Threads post -> rows, whichever of Instagram's shapes it has.

The *item list* shape is that of the app and of today's web page (``taken_at``, ``caption.text``, ``image_versions2``),
the *graph* shape that of the web page until 2023 and of instaloader (``taken_at_timestamp``,
``edge_media_to_caption``), the *Polaris* shape (2026) a partial one without a time. They differ in where a fact stands
and not in what it means, so each fact is looked for in all its places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crosscurrent.connectors.platform_shapes.addresses import expires_us, pixels
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import Json, at, flag, ident, number, objects, sub, text
from crosscurrent.model.id_clock import instagram_number, instagram_shortcode

_PK = re.compile(r"(\d{13,20})(?:_\d+)?")
_SHORTCODE = re.compile(r"[A-Za-z0-9_-]{5,11}")
#: Shortcodes of posts of private accounts have a key of this length behind them.
_KEY_LENGTH = 28
_VIDEO = ("GraphVideo", "XDTGraphVideo", "GraphStoryVideo", "XIGPolarisVideoMedia")
_ADVERTS = "https://www.facebook.com/ads/"


def first_of(value: Json, *keys: str) -> Any:
    """Return the first of some keys that holds something other than null."""
    for key in keys:
        found = value.get(key)
        if found is not None:
            return found
    return None


def media_number(value: Json) -> str | None:
    """Return the number of a post from ``pk``, ``id`` or its shortcode.

    Example:
        >>> media_number({"id": "482584233761418119_25025320"}), media_number({"code": "aye83DjauH"})
        ('482584233761418119', '482584233761418119')
    """
    for key in ("pk", "id"):
        found = _PK.fullmatch(ident(value.get(key)) or "")
        if found is not None:
            return found[1]
    code = shortcode(value)
    return instagram_number(code) if code else None


def shortcode(value: Json) -> str | None:
    """Return the shortcode of a post, without the key that those of private accounts carry."""
    code = text(value.get("code")) or text(value.get("shortcode"))
    if code is not None and len(code) > _KEY_LENGTH:
        code = code[:-_KEY_LENGTH]
    return code if code is not None and _SHORTCODE.fullmatch(code) else None


def refuse_advert(value: Json) -> None:
    """Refuse what Instagram mixed in for money and the tool kept.

    Raises:
        NothingInIt: It is an advert.
    """
    link = value.get("link")
    if value.get("product_type") == "ad" or (isinstance(link, str) and link.startswith(_ADVERTS)):
        raise NothingInIt.because("it is an advert that was loaded beside the posts")


def author(value: Json, intake: Intake, platform: str = "instagram") -> str | None:
    """Put in an account in any of Instagram's shapes; return its uid."""
    if not value:
        return None
    return intake.author(
        platform,
        ident(first_of(value, "pk", "id", "pk_id")),
        handle=text(value.get("username")),
        display_name=text(value.get("full_name")),
        verified=value.get("is_verified"),
        is_private=value.get("is_private"),
        avatar_url=text(value.get("profile_pic_url")),
        follower_count=first_of(sub(value, "edge_followed_by"), "count"),
    )


def post(value: Json, intake: Intake, *, kind: str | None = None, is_partial: bool = False) -> str:
    """Put in one Instagram post with all that belongs to it; return its uid.

    Args:
        value: The post in any shape.
        intake: Takes the rows.
        kind: Where the capture says it is something else (``story``).
        is_partial: Whether the capture shows it only in part.

    Raises:
        NothingInIt: It is an advert.
        IdMissing: There is no id.
    """
    refuse_advert(value)
    native, code, body = media_number(value), shortcode(value), caption(value)
    if code is None and native is not None:
        code = instagram_shortcode(native)
    uid = intake.post(
        "instagram", native, kind or ("video" if is_video(value) else "post"),
        intake.created("instagram", native, first_of(value, "taken_at", "taken_at_timestamp", "date")),
        author(sub(value, "user") or sub(value, "owner"), intake),
        text=body,
        id_field="pk",
        is_partial=is_partial,
        alt_ids={"shortcode": code},
        title=text(value.get("title")),
        url=f"https://www.instagram.com/p/{code}/" if code else None,
        thread_id=native,
        is_promoted=True if flag(value.get("is_paid_partnership")) else None,
        content_type_native=text(value.get("product_type")) or text(value.get("__typename")),
    )  # fmt: skip
    _counters(uid, value, intake)
    intake.references(body, "instagram")
    _people(value, intake)
    _places(uid, value, intake)
    put_media(value, intake)
    return uid


def caption(value: Json) -> str | None:
    """Return the text under a post; ``None`` if there is none or the capture does not show it."""
    written = value.get("caption")
    if isinstance(written, dict):
        return text(written.get("text"))
    if isinstance(written, str):
        return written or None
    for edge in objects(value, "edge_media_to_caption", "edges"):
        return text(at(edge, "node", "text"))
    return None


def is_video(value: Json) -> bool:
    """Tell whether a post is one video."""
    kind = value.get("media_type")
    return kind == 2 if isinstance(kind, int) else bool(value.get("is_video")) or value.get("__typename") in _VIDEO


def _counters(uid: str, value: Json, intake: Intake) -> None:
    """Put in the counters. Where the author hides likes, the number delivered is not the number of likes: null."""
    likes = first_of(value, "like_count")
    if likes is None:
        likes = first_of(sub(value, "edge_media_preview_like") or sub(value, "edge_liked_by"), "count")
    comments = first_of(value, "comment_count")
    if comments is None:
        comments = _edge_count(
            value, "edge_media_to_comment", "edge_media_to_parent_comment", "edge_media_preview_comment"
        )
    intake.counted(
        uid,
        like_count=None if flag(value.get("like_and_view_counts_disabled")) else likes,
        comment_count=comments,
        view_count=first_of(value, "play_count", "ig_play_count", "view_count", "video_play_count", "video_view_count"),
        share_count=first_of(value, "reshare_count", "media_repost_count"),
    )


def _edge_count(value: Json, *names: str) -> Any:
    for name in names:
        found = at(value, name, "count")
        if found is not None:
            return found
    return None


def _people(value: Json, intake: Intake) -> None:
    """Put in who is tagged in the picture, who posted it together, and the sound."""
    tagged = [sub(each, "user") for each in objects(value, "usertags", "in")]
    tagged += [sub(each, "node", "user") for each in objects(value, "edge_media_to_tagged_user", "edges")]
    for account in tagged:
        intake.mention("instagram", ident(first_of(account, "pk", "id")), text(account.get("username")))
    for account in (*objects(value, "coauthor_producers"), *objects(value, "coauthors")):
        intake.edge("coauthor", "account", author(account, intake), text(account.get("username")))
    sound = sub(value, "clips_metadata")
    asset = sub(sound, "music_info", "music_asset_info") or sub(sound, "original_sound_info")
    if sounded := ident(first_of(asset, "audio_cluster_id", "audio_asset_id")):
        intake.edge("uses_sound", "sound", f"instagram:{sounded}", text(asset.get("title")) or sounded)


def _places(uid: str, value: Json, intake: Intake) -> None:
    place = sub(value, "location")
    intake.place(uid, "gps_place", text(place.get("name")), "location.name")
    latitude, longitude = number(place.get("lat")), number(place.get("lng"))
    if latitude is not None and longitude is not None:
        intake.place(uid, "gps_place", f"{latitude},{longitude}", "location.lat,location.lng")


def put_media(value: Json, intake: Intake) -> None:
    """Put in the pictures and videos of a post, those of a carousel in their order."""
    children = [*objects(value, "carousel_media")]
    if not children:
        children = [sub(each, "node") for each in objects(value, "edge_sidecar_to_children", "edges")]
    for each in children or (value,):
        for kind, address, width, height in _files(each):
            intake.media(
                kind, address,
                width=pixels(width), height=pixels(height), expires_at=expires_us(address),
                duration_s=_seconds(each.get("video_duration")) if kind == "video" else None,
                alt_text=text(each.get("accessibility_caption")) if kind != "video" else None,
            )  # fmt: skip


def _files(value: Json) -> Iterator[tuple[str, Any, Any, Any]]:
    """Yield (kind, address, width, height) of one picture, or of a video and its still."""
    video = next(objects(value, "video_versions"), None)
    if video is not None:
        yield "video", video.get("url"), video.get("width"), video.get("height")
    elif isinstance(address := value.get("video_url"), str):
        yield "video", address, None, None
    still = next(objects(value, "image_versions2", "candidates"), None)
    kind = "thumb" if is_video(value) else "image"
    if still is not None:
        yield kind, still.get("url"), still.get("width"), still.get("height")
    elif isinstance(address := first_of(value, "display_url", "display_uri"), str):
        size = sub(value, "dimensions")
        yield kind, address, size.get("width"), size.get("height")


def _seconds(value: Any) -> float | None:
    found = number(value)
    return float(found) if found is not None and 0 <= found < 1e7 else None


def comment(value: Json, intake: Intake, post_number: str | None, parent: str | None = None) -> str:
    """Put in one comment of a web answer or of instaloader, and the answers to it; return its uid.

    Args:
        value: The comment: ``id``, ``text``, ``created_at``, ``owner``.
        intake: Takes the rows.
        post_number: Media number of the post, where the capture says it.
        parent: Id of the comment it answers.
    """
    native, body = ident(first_of(value, "id", "pk")), text(value.get("text"))
    above = f"comment-{parent}" if parent else post_number
    uid = intake.post(
        "instagram", f"comment-{native}" if native else None, "comment",
        intake.created("instagram", None, first_of(value, "created_at", "created_at_utc")),
        author(sub(value, "owner") or sub(value, "user"), intake),
        text=body,
        thread_id=post_number,
        parent_post_uid=f"instagram:{above}" if above else None,
        root_post_uid=f"instagram:{post_number}" if post_number else None,
    )  # fmt: skip
    likes = first_of(value, "likes_count", "comment_like_count")
    intake.counted(uid, like_count=likes if likes is not None else _edge_count(value, "edge_liked_by"))
    if above:
        intake.edge("reply_to", "post", f"instagram:{above}", parent or post_number)
    intake.references(body, "instagram")
    if parent is None:  # answers have no answers of their own on Instagram
        answers = [sub(each, "node") for each in objects(value, "edge_threaded_comments", "edges")]
        for answer in (*objects(value, "answers"), *answers):
            comment(answer, intake, post_number, native or "")
    return uid
