"""One comment of youtube-comment-downloader -> rows."""

from __future__ import annotations

from datetime import UTC

from crosscurrent.connectors.records.created import Created
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, ident, text
from crosscurrent.connectors.youtube import channels
from crosscurrent.connectors.youtube.channels import PLATFORM
from crosscurrent.model.relative_time import read_relative
from crosscurrent.model.time import ReadTime


def comment(record: Record, intake: Intake) -> None:
    """Read one comment. The rows do not say of which video; the name of the file may."""
    value = record.value
    native, video = ident(value.get("cid")), channels.video_in_name(intake.file)
    above = native.partition(".")[0] if native and "." in native else None
    answered = above or video
    body = text(value.get("text"))
    uid = intake.post(
        PLATFORM, native, "comment", _created(native, value, intake),
        channels.author(intake, ident(value.get("channel")), text(value.get("author")),
                        avatar_url=text(value.get("photo"))),
        text=body,
        id_field="cid",
        thread_id=video,
        parent_post_uid=f"{PLATFORM}:{answered}" if answered else None,
        root_post_uid=f"{PLATFORM}:{video}" if video else None,
    )  # fmt: skip
    intake.counted(uid, like_count=value.get("votes"), comment_count=value.get("replies"))
    if answered:
        intake.edge("reply_to", "post", f"{PLATFORM}:{answered}", answered)
    intake.references(body, PLATFORM)


def _created(native: str | None, value: Json, intake: Intake) -> Created:
    """Take the time the tool worked out from "2 years ago" as finely as those words; without it nothing is known."""
    words, stamp = text(value.get("time")), intake.time_us(value.get("time_parsed"))
    read = None
    if stamp is not None:
        told = read_relative(words, stamp, UTC) if words else None
        read = ReadTime(stamp, "unknown" if told is None else told.precision)
    found = intake.created(PLATFORM, native, read, "relative")
    return found._replace(raw=words[:100] if words else None)
