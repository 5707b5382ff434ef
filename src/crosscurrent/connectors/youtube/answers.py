"""One resource of the Data API -> rows."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from crosscurrent.connectors.records import plain_text
from crosscurrent.connectors.records.created import UNKNOWN
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, flag, ident, number, objects, sub, text
from crosscurrent.connectors.youtube import channels
from crosscurrent.connectors.youtube.channels import PLATFORM

_LIVE = ("live", "upcoming")
_REMOVED = ("rejected", "deleted", "failed")
#: Titles that lists show in place of those of videos that are gone.
_STUBS = {"Private video": "private", "Deleted video": "unavailable"}
_SIZES = ("maxres", "standard", "high", "medium", "default")
#: Descriptions in results of a search are cut to about this many letters.
_CUT = ("...", "…")


def resource(record: Record, intake: Intake) -> None:
    """Read one resource by its kind."""
    read = _READERS.get(record.kind)
    if read is None:
        raise NothingInIt.because("the answer holds no video, channel or comment")
    read(record.value, intake)


def _video(value: Json, intake: Intake) -> None:
    shown, native = sub(value, "snippet"), ident(value.get("id"))
    title, body = text(shown.get("title")), text(shown.get("description"))
    is_live = text(shown.get("liveBroadcastContent")) in _LIVE or bool(sub(value, "liveStreamingDetails"))
    uid = intake.post(
        PLATFORM, native, "livestream" if is_live else "video",
        intake.created(PLATFORM, native, shown.get("publishedAt")),
        channels.author(intake, ident(shown.get("channelId")), text(shown.get("channelTitle"))),
        text=body,
        title=title,
        availability=_availability(sub(value, "status")),
        url=_watch(native),
        thread_id=native,
        lang_declared=text(shown.get("defaultAudioLanguage")) or text(shown.get("defaultLanguage")),
        is_promoted=flag(at(value, "paidProductPlacementDetails", "hasPaidProductPlacement")),
    )  # fmt: skip
    counted = sub(value, "statistics")
    intake.counted(
        uid,
        view_count=counted.get("viewCount"),
        like_count=counted.get("likeCount"),
        dislike_count=counted.get("dislikeCount"),
        comment_count=counted.get("commentCount"),
    )
    for written in (title, body):
        intake.references(written, PLATFORM)
    _picture(shown, intake)
    _places(uid, sub(value, "recordingDetails"), intake)


def _availability(status: Json) -> str | None:
    if text(status.get("uploadStatus")) in _REMOVED:
        return "removed_by_platform" if text(status.get("uploadStatus")) == "rejected" else "unavailable"
    return "private" if text(status.get("privacyStatus")) == "private" else None


def _places(uid: str, recorded: Json, intake: Intake) -> None:
    where = sub(recorded, "location")
    latitude, longitude = number(where.get("latitude")), number(where.get("longitude"))
    if latitude is not None and longitude is not None:
        intake.place(uid, "gps_place", f"{latitude},{longitude}", "recordingDetails.location")
    intake.place(uid, "gps_place", recorded.get("locationDescription"), "recordingDetails.locationDescription")


def _picture(shown: Json, intake: Intake) -> None:
    pictures = sub(shown, "thumbnails")
    found = next((each for name in _SIZES if (each := sub(pictures, name)).get("url")), None)
    if found is not None:
        intake.media(
            "thumb", text(found.get("url")), width=_size(found.get("width")), height=_size(found.get("height"))
        )


def _size(value: Any) -> int | None:
    found = number(value)
    return int(found) if found is not None and 0 <= found < 1 << 31 else None


def _watch(native: str | None) -> str | None:
    return f"https://www.youtube.com/watch?v={native}" if native else None


def _channel(value: Json, intake: Intake, native: str | None = None) -> None:
    shown, counted = sub(value, "snippet"), sub(value, "statistics")
    own = sub(value, "brandingSettings", "channel")
    custom = text(shown.get("customUrl"))
    handle = custom if custom and custom.startswith("@") else None
    uid = intake.author(
        PLATFORM, native or ident(value.get("id")),
        alt_ids={"custom_url": custom if handle is None else None},
        created=intake.time(shown.get("publishedAt")),
        handle=handle and handle[1:],
        display_name=text(shown.get("title")) or text(own.get("title")),
        bio=text(shown.get("description")) or text(own.get("description")),
        avatar_url=next((found for name in _SIZES if (found := text(at(shown, "thumbnails", name, "url")))), None),
        post_count=counted.get("videoCount"),
        lang_declared=text(shown.get("defaultLanguage")) or text(own.get("defaultLanguage")),
        is_private=True if text(at(value, "status", "privacyStatus")) == "private" else None,
        **channels.followers(counted.get("subscriberCount"), counted.get("hiddenSubscriberCount")),
    )  # fmt: skip
    if uid is None:
        raise NothingInIt.because("a channel without an id")
    if text(shown.get("country")):
        channels.country(intake, uid, shown.get("country"), "snippet.country")
    else:
        channels.country(intake, uid, own.get("country"), "brandingSettings.channel.country")


def _found(value: Json, intake: Intake) -> None:
    """Read a result of a search: titles come with the entities of HTML, descriptions cut, and no counters."""
    shown, native = sub(value, "snippet"), ident(at(value, "id", "videoId"))
    channel = ident(shown.get("channelId"))
    title, body = (html.unescape(text(shown.get(key)) or "") or None for key in ("title", "description"))
    if native is None:
        if (found := ident(at(value, "id", "channelId"))) is not None:
            _channel({"snippet": {"publishedAt": shown.get("publishedAt"), "title": title}}, intake, found)
        elif channels.author(intake, channel, text(shown.get("channelTitle"))) is None:
            raise NothingInIt.because("a result of a search that is no video")
        return
    intake.post(
        PLATFORM, native, "livestream" if text(shown.get("liveBroadcastContent")) in _LIVE else "video",
        intake.created(PLATFORM, native, shown.get("publishedAt")),
        channels.author(intake, channel, text(shown.get("channelTitle"))),
        text=body,
        title=title,
        text_is_truncated=True if body and body.rstrip().endswith(_CUT) else None,
        url=_watch(native),
        thread_id=native,
        is_partial=True,
    )  # fmt: skip
    for written in (title, body):
        intake.references(written, PLATFORM)
    _picture(shown, intake)


def _listed(value: Json, intake: Intake) -> None:
    """Read a member of a list: its ``publishedAt`` is when it was put there, and ``channelId`` whose list it is."""
    shown, known = sub(value, "snippet"), sub(value, "contentDetails")
    native = ident(at(shown, "resourceId", "videoId")) or ident(known.get("videoId"))
    title, body = text(shown.get("title")), text(shown.get("description"))
    made = known.get("videoPublishedAt")
    owner, name = ident(shown.get("videoOwnerChannelId")), text(shown.get("videoOwnerChannelTitle"))
    intake.post(
        PLATFORM, native, "video", intake.created(PLATFORM, native, made) if made else UNKNOWN,
        channels.author(intake, owner, name),
        text=None if title in _STUBS else body,
        id_field="snippet.resourceId.videoId",
        title=None if title in _STUBS else title,
        availability=_STUBS.get(title or ""),
        url=_watch(native),
        thread_id=native,
        is_partial=True,
    )  # fmt: skip
    if title not in _STUBS:
        for written in (title, body):
            intake.references(written, PLATFORM)
        _picture(shown, intake)


# --- comments ----------------------------------------------------------------------------------------------


def _thread(value: Json, intake: Intake) -> None:
    """Read a comment and the answers below it."""
    shown = sub(value, "snippet")
    video, top = ident(shown.get("videoId")), sub(shown, "topLevelComment")
    _one(top, intake, video, None, shown.get("totalReplyCount"))
    native = ident(top.get("id")) or ident(value.get("id"))
    for each in objects(value, "replies", "comments"):
        _one(each, intake, video or ident(at(top, "snippet", "videoId")), native)


def _comment(value: Json, intake: Intake) -> None:
    _one(value, intake, None, None)


def _one(value: Json, intake: Intake, video: str | None, above: str | None, replies: Any = None) -> None:
    shown, native = sub(value, "snippet"), ident(value.get("id"))
    video = ident(shown.get("videoId")) or video
    parent = ident(shown.get("parentId")) or above
    answered = parent or video
    written, marked = text(shown.get("textOriginal")), text(shown.get("textDisplay"))
    body = written if written is not None else plain_text.plain(marked) if marked else None
    made, changed = shown.get("publishedAt"), shown.get("updatedAt")
    uid = intake.post(
        PLATFORM, native, "comment", intake.created(PLATFORM, native, made),
        _writer(shown, intake),
        text=body,
        text_html=marked if marked and ("<" in marked or "&" in marked) else None,
        edited_at=intake.time_us(changed) if changed != made else None,
        thread_id=video,
        parent_post_uid=f"{PLATFORM}:{answered}" if answered else None,
        root_post_uid=f"{PLATFORM}:{video}" if video else None,
    )  # fmt: skip
    intake.counted(uid, like_count=shown.get("likeCount"), comment_count=replies)
    if answered:
        intake.edge("reply_to", "post", f"{PLATFORM}:{answered}", answered)
    is_cut = written is None and marked is not None  # links in marked text are shown shortened; their addresses are not
    intake.references(body, PLATFORM, links=not is_cut)
    for address, _ in plain_text.links(marked) if is_cut and marked else ():
        intake.link(address)


def _writer(shown: Json, intake: Intake) -> str | None:
    address = text(shown.get("authorChannelUrl"))
    return channels.author(
        intake,
        ident(at(shown, "authorChannelId", "value")),
        text(shown.get("authorDisplayName")),
        address,
        avatar_url=text(shown.get("authorProfileImageUrl")),
    )


_READERS: Mapping[str, Any] = {
    "video": _video, "channel": _channel, "searchResult": _found, "playlistItem": _listed, "commentThread": _thread,
    "comment": _comment,
}  # fmt: skip
