"""One Reddit submission or comment -> rows."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, flag, ident, number, objects, sub, text

_PLATFORM = "reddit"
_GONE = ("[deleted]", "[removed]", "[ Removed by Reddit ]", "[ Removed by reddit in response to a copyright notice. ]")


def submission(record: Record, intake: Intake) -> None:
    """Read one submission (RS record of a dump, ``t3`` of the API)."""
    _submission(record.value, intake)


def comment(record: Record, intake: Intake) -> None:
    """Read one comment (RC record of a dump, ``t1`` of the API)."""
    _comment(record.value, intake)


def thing(record: Record, intake: Intake) -> None:
    """Read one thing of an API answer."""
    kind, inner = record.value.get("kind"), sub(record.value, "data")
    if kind == "t3":
        _submission(inner, intake)
    elif kind == "t1":
        _comment(inner, intake)
    else:
        raise NothingInIt.because("the thing is neither a submission nor a comment")


def _submission(value: Json, intake: Intake) -> None:
    intake.observed_us = intake.time_us(value.get("retrieved_on"))
    body, native = text(value.get("selftext")), _fullname(value, "t3_")
    uid = intake.post(
        _PLATFORM, native, "post", intake.created(_PLATFORM, native, value.get("created_utc")), _author(value, intake),
        text=None if body in _GONE else body,
        title=text(value.get("title")),
        availability=_availability(value, body),
        edited_at=_edited(value, intake),
        url=_address(value),
        container_id=text(value.get("subreddit")),
        thread_id=native,
        is_promoted=flag(value.get("promoted")),
    )  # fmt: skip
    _counters(uid, value, intake, comment_count=value.get("num_comments"), share_count=value.get("num_crossposts"))
    if not flag(value.get("is_self")):
        intake.link(value.get("url"))
    intake.references(body if body not in _GONE else None, _PLATFORM, mentions=False)
    if parent := ident(value.get("crosspost_parent")):
        intake.edge("crosspost_of", "post", f"{_PLATFORM}:{parent}", parent)
    if (address := text(at(value, "media", "reddit_video", "fallback_url"))) is not None:
        intake.media("video", address, duration_s=number(at(value, "media", "reddit_video", "duration")))
    for item in objects(value, "gallery_data", "items"):
        picture = sub(value, "media_metadata", text(item.get("media_id")) or "", "s")
        intake.media("image", picture.get("u"), width=_pixels(picture.get("x")), height=_pixels(picture.get("y")))


def _comment(value: Json, intake: Intake) -> None:
    intake.observed_us = intake.time_us(value.get("retrieved_on"))
    body, native = text(value.get("body")), _fullname(value, "t1_")
    above, thread = ident(value.get("parent_id")), ident(value.get("link_id"))
    uid = intake.post(
        _PLATFORM, native, "comment", intake.created(_PLATFORM, native, value.get("created_utc")),
        _author(value, intake),
        text=None if body in _GONE else body,
        availability=_availability(value, body),
        edited_at=_edited(value, intake),
        url=_address(value),
        container_id=text(value.get("subreddit")),
        thread_id=thread,
        parent_post_uid=f"{_PLATFORM}:{above}" if above else None,
        root_post_uid=f"{_PLATFORM}:{thread}" if thread else None,
    )  # fmt: skip
    _counters(uid, value, intake)
    intake.references(body if body not in _GONE else None, _PLATFORM, mentions=False)
    if above:
        intake.edge("reply_to", "post", f"{_PLATFORM}:{above}", above)


def _author(value: Json, intake: Intake) -> str | None:
    """Return the account; a deleted one is nobody, not an account of that name."""
    name = text(value.get("author"))
    if name in _GONE:
        return None
    return intake.author(
        _PLATFORM,
        ident(value.get("author_fullname")),
        created=intake.time(value.get("author_created_utc")),
        handle=name,
    )


def _fullname(value: Json, prefix: str) -> str | None:
    native = ident(value.get("id")) or (ident(value.get("name")) or "").removeprefix(prefix)
    return f"{prefix}{native.removeprefix(prefix)}" if native else None


def _counters(uid: str, value: Json, intake: Intake, **more: Any) -> None:
    """Put in the counters. The score is ups minus downs, blurred by Reddit, so it is no count; ``ups`` repeats it."""
    score = number(value.get("score"))
    intake.counted(uid, native_rating=score, **more)


def _availability(value: Json, body: str | None) -> str:
    """``[deleted]`` is what authors leave, ``[removed]`` what moderators and Reddit leave."""
    if text(value.get("removed_by_category")) == "deleted" or body == "[deleted]":
        return "deleted_by_author"
    if text(value.get("removed_by_category")) is not None or (body in _GONE):
        return "removed_by_platform"
    later = sub(value, "_meta")
    if flag(later.get("was_deleted_later")):
        return (
            "removed_by_platform" if text(later.get("removal_type")) not in (None, "deleted") else "deleted_by_author"
        )
    return "public"


def _edited(value: Json, intake: Intake) -> int | None:
    edited = value.get("edited")
    return None if isinstance(edited, bool) else intake.time_us(edited)


def _address(value: Json) -> str | None:
    path = text(value.get("permalink"))
    return f"https://www.reddit.com{path}" if path and path.startswith("/") else path


def _pixels(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31 else None
