"""One row of a table of YouTube Data Tools -> rows. Columns differ between versions; absent ones are not observed."""

from __future__ import annotations

import re

from crosscurrent.connectors.records.faults import IdMissing
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import flag, ident, number, text
from crosscurrent.connectors.youtube import channels
from crosscurrent.connectors.youtube.channels import PLATFORM

_CHANNEL_ID = re.compile(r"UC[\w-]{22}")


def video(record: Record, intake: Intake) -> None:
    """Read one row of the videos."""
    value = record.value
    native, title, body = (
        ident(value.get("videoid")),
        text(value.get("videotitle")),
        text(value.get("videodescription")),
    )
    uid = intake.post(
        PLATFORM, native, "video",
        intake.created(PLATFORM, native, text(value.get("publishedat")) or text(value.get("publishedatsql"))),
        channels.author(intake, ident(value.get("channelid")), text(value.get("channeltitle"))),
        text=body,
        id_field="videoId",
        title=title,
        url=f"https://www.youtube.com/watch?v={native}" if native else None,
        thread_id=native,
        lang_declared=_first(value, "defaultlaudiolanguage", "defaultaudiolanguage", "defaultlanguage"),
    )  # fmt: skip
    intake.counted(
        uid,
        view_count=value.get("viewcount"),
        like_count=value.get("likecount"),
        dislike_count=value.get("dislikecount"),
        comment_count=value.get("commentcount"),
    )
    for written in (title, body):
        intake.references(written, PLATFORM)
    intake.media("thumb", text(value.get("thumbnail_maxres")))
    latitude, longitude = number(value.get("latitude")), number(value.get("longitude"))
    if latitude is not None and longitude is not None:
        intake.place(uid, "gps_place", f"{value['latitude']},{value['longitude']}", "latitude, longitude")
    intake.place(uid, "gps_place", value.get("locationdescription"), "locationDescription")


def _first(value: dict[str, object], *keys: str) -> str | None:
    return next((found for key in keys if (found := text(value.get(key)))), None)


def comment(record: Record, intake: Intake) -> None:
    """Read one row of the comments. The rows do not say of which video; the name of the file may."""
    value = record.value
    native, video_id = ident(value.get("id")), channels.video_in_name(intake.file)
    above = ident(value.get("isreplyto")) if flag(value.get("isreply")) is not False else None
    above = None if above in ("0", "False", "false") else above
    answered = above or video_id
    body = text(value.get("text"))
    name, address = text(value.get("authorname")), text(value.get("authorchannelurl"))
    uid = intake.post(
        PLATFORM, native, "comment", intake.created(PLATFORM, native, text(value.get("publishedat"))),
        channels.author(intake, _channel_id(value.get("authorchannelid"), address), name, address),
        text=body,
        thread_id=video_id,
        parent_post_uid=f"{PLATFORM}:{answered}" if answered else None,
        root_post_uid=f"{PLATFORM}:{video_id}" if video_id else None,
    )  # fmt: skip
    intake.counted(uid, like_count=value.get("likecount"), comment_count=value.get("replycount"))
    if answered:
        intake.edge("reply_to", "post", f"{PLATFORM}:{answered}", answered)
    intake.references(body, PLATFORM)


def _channel_id(written: object, address: str | None) -> str | None:
    """Return the channel, from its own column or from its address: some versions leave the column empty."""
    if native := ident(written):
        return native
    found = _CHANNEL_ID.search(address or "")
    return found[0] if found is not None else None


def channel(record: Record, intake: Intake) -> None:
    """Read one row of the channels."""
    value = record.value
    custom = text(value.get("customurl"))
    uid = intake.author(
        PLATFORM, ident(value.get("channelid")) or ident(value.get("id")),
        created=intake.time(text(value.get("publishedat"))),
        handle=custom[1:] if custom and custom.startswith("@") else None,
        alt_ids={"custom_url": custom if custom and not custom.startswith("@") else None},
        display_name=text(value.get("title")),
        bio=text(value.get("description")),
        avatar_url=text(value.get("thumbnail")),
        post_count=value.get("videocount"),
        lang_declared=text(value.get("defaultlanguage")),
        **channels.followers(value.get("subscribercount"), value.get("hiddensubscribercount")),
    )  # fmt: skip
    if uid is None:
        raise IdMissing.of("id")
    channels.country(intake, uid, value.get("country"), "country")
