"""One row of a 4CAT export -> rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from crosscurrent.connectors.fourcat.exports import BOTH, NEITHER, TEXT, UNIX, Export
from crosscurrent.connectors.records import values
from crosscurrent.connectors.records.created import UNKNOWN, Created, settle, written_time
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import flag, ident, text
from crosscurrent.model.native_id import instagram_media
from crosscurrent.model.post_address import post_address
from crosscurrent.model.time import ReadTime

#: Column of ours -> columns of the exports, the first that holds something is taken.
COUNTERS: Mapping[str, tuple[str, ...]] = {
    "view_count": ("plays", "play_count", "impression_count", "views", "view_count", "views_total"),
    "like_count": ("likes", "num_likes", "like_count", "digg_count"),
    "comment_count": ("comments", "num_comments", "comment_count", "reply_count", "replies"),
    "share_count": ("shares", "share_count", "retweet_count", "repost_count", "reposts", "forwards"),
    "quote_count": ("quote_count", "quotes"),
    "save_count": ("collects", "collect_count", "bookmark_count"),
    "reaction_count": ("reactions",),
}
_URLS = ("url", "link", "post_url", "tiktok_url", "comment_url")
_NAMES = ("author_fullname", "author_full", "author_name", "author_nickname")
_VERIFIED = ("verified", "is_verified", "author_is_verified")
_AVATARS = ("author_avatar_url", "author_avatar", "author_thumbnail_url")
_PROFILES = ("author_profile_url", "author_url")
_IMAGES = ("image_urls", "images", "image_url", "media_urls", "media_url")
_VIDEOS = ("video_url", "videos", "video_urls")
#: What stands in cells of fields that the item did not have.
_ABSENT = frozenset(("n/a", "unknown", "none", "$undefined", "missingmappedfield", "nan"))
_SEC_UID = re.compile(r"/user/([\w-]{20,})")
_QUARTER_US, _HOUR_US = 900_000_000, 3_600_000_000
_RIGHT = {BOTH: "unix_timestamp", UNIX: "unix_timestamp", TEXT: "timestamp", NEITHER: "neither"}

Cells = dict[str, Any]


def row(record: Record, intake: Intake, export: Export) -> None:
    """Read one row."""
    cells = _present(record.value)
    platform = export.platform or _platform(cells, intake)
    native, alt = _post_id(cells, platform)
    account = _account(cells, platform, intake)
    body = text(cells.get("body"))
    thread = _thread(cells, platform, native)
    uid = intake.post(
        platform, native, _kind(cells, export), _created(cells, platform, native, export, intake), account,
        text=body,
        title=text(cells.get("title")) or text(cells.get("subject")),
        alt_ids=alt,
        thread_id=thread,
        parent_post_uid=_parent(cells, platform),
        container_id=_first(cells, ("chat", "subreddit", "group_name", "page_name")),
        url=_first(cells, _URLS),
        lang_declared=text(cells.get("language_guess")),
        client_name=text(cells.get("source")),
        content_type_native=_first(cells, ("type", "media_type", "post_type", "attachment_type")),
        is_promoted=flag(cells.get("is_promoted")) or flag(cells.get("is_ad")),
        is_partial=bool(flag(cells.get("partial_item"))),
        edited_at=intake.time_us(cells.get("unix_timestamp_edited")),
    )  # fmt: skip
    _counters(cells, platform, uid, intake)
    _references(cells, platform, body, intake)
    for name, signal in (("long_lat", "gps_place"), ("place_name", "gps_place"), ("location_name", "gps_place"),
                         ("location_created", "upload_region")):  # fmt: skip
        intake.place(uid, signal, cells.get(name), name)


def _present(value: Mapping[str, Any]) -> Cells:
    """Return the cells of fields that the item had: those listed in ``missing_fields`` hold a filler."""
    listed = text(value.get("missing_fields")) or ""
    missing = {name.strip().lower() for name in listed.split(",")}
    return {
        name: cell
        for name, cell in value.items()
        if name not in missing and not (isinstance(cell, str) and cell.strip().lower() in _ABSENT)
    }


def _first(cells: Cells, names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := text(cells.get(name))) is not None), None)


def _platform(cells: Cells, intake: Intake) -> str:
    address = post_address(_first(cells, _URLS) or "")
    return intake.platform or (address.platform if address is not None else "unknown")


# --- ids --------------------------------------------------------------------------------------------------------


def _post_id(cells: Cells, platform: str) -> tuple[str | None, dict[str, str | None]]:
    written = ident(cells.get("id"))
    turn = _IDS.get(platform)
    if written is None or turn is None:
        return written, {}
    native = turn(written, cells)
    return native, {"written": written} if native != written else {}


def _shortcode(written: str, cells: Cells) -> str:
    return instagram_media(written) or written


def _message(written: str, cells: Cells) -> str:
    """Messages are numbered per chat; older exports put the chat before the number."""
    chat, number = ident(cells.get("thread_id")), written.rpartition("-")[2]
    return f"{chat.removeprefix('-100')}:{number}" if chat and number.isdecimal() else written


def _thing(written: str, cells: Cells) -> str:
    if written.startswith(("t1_", "t3_")):
        return written
    return f"t3_{written}" if ident(cells.get("thread_id")) in (written, f"t3_{written}") else f"t1_{written}"


def _record(written: str, cells: Cells) -> str:
    owner = ident(cells.get("author_id"))
    is_key = not written.startswith("at://") and owner is not None and owner.startswith("did:")
    return f"at://{owner}/app.bsky.feed.post/{written}" if is_key else written


_IDS: Mapping[str, Callable[[str, Cells], str]] = {
    "instagram": _shortcode, "threads": _shortcode, "telegram": _message, "reddit": _thing, "bluesky": _record,
}  # fmt: skip


def _account(cells: Cells, platform: str, intake: Intake) -> str | None:
    handle: str | None = _first(cells, ("author_username",)) or text(cells.get("author"))
    name, native, alt = _first(cells, _NAMES), ident(cells.get("author_id")), dict[str, str | None]()
    if platform == "douyin":
        found = _SEC_UID.search(_first(cells, _PROFILES) or "")
        native, alt = found[1] if found else None, {"uid": ident(cells.get("author_user_id"))}
    elif platform == "telegram":
        native, handle = _peer(cells), _first(cells, ("author_username",))
    elif platform == "youtube":
        native = _first(cells, ("author_channel_id", "channel_id"))
        name, handle = name or handle, None if native else handle
    return intake.author(
        platform, native, alt_ids=alt,
        handle=handle,
        display_name=name,
        bio=text(cells.get("author_bio")) or text(cells.get("author_description")),
        location_declared=text(cells.get("author_location")),
        follower_count=cells.get("author_followers"),
        following_count=cells.get("author_following"),
        verified=flag(_first(cells, _VERIFIED)),
        is_bot_declared=flag(cells.get("author_is_bot")),
        avatar_url=_first(cells, _AVATARS),
        profile_url=_first(cells, _PROFILES),
    )  # fmt: skip


def _peer(cells: Cells) -> str | None:
    number, chat = ident(cells.get("author")), ident(cells.get("thread_id"))
    if number is None or not number.lstrip("-").isdecimal():
        return None
    number = number.removeprefix("-100").lstrip("-")
    return f"channel{number}" if chat is not None and chat.removeprefix("-100") == number else f"user{number}"


def _thread(cells: Cells, platform: str, native: str | None) -> str | None:
    written = ident(cells.get("thread_id"))
    if written is None or written == ident(cells.get("id")):
        return native
    turn = _IDS.get(platform)
    return written if turn is None or platform == "telegram" else turn(written, {**cells, "thread_id": written})


# --- what happened ------------------------------------------------------------------------------------------------


def _kind(cells: Cells, export: Export) -> str:
    if flag(cells.get("is_retweet")):
        return "repost"
    if flag(cells.get("is_quote_tweet")):
        return "quote"
    if flag(cells.get("is_reply")) or text(cells.get("reply_to")):
        return "reply" if export.kind == "post" else export.kind
    if export.name == "reddit" and ident(cells.get("thread_id")) != ident(cells.get("id")):
        return "comment"
    return export.kind


def _created(cells: Cells, platform: str, native: str | None, export: Export, intake: Intake) -> Created:
    written, number = text(cells.get("timestamp")), text(cells.get("unix_timestamp"))
    _compare(written, number, export, intake)
    if native is None or export.time == NEITHER:
        return UNKNOWN if native is None else settle(platform, native, None, written)
    if export.time == TEXT and written is not None:
        return settle(platform, native, written_time(written, UTC, intake.locator), written)
    if number is not None:
        return settle(platform, native, intake.time(number), number)
    if export.time in (BOTH, TEXT):
        return settle(platform, native, written_time(written, UTC, intake.locator), written)
    return intake.created(platform, native, written)


def _compare(written: str | None, number: str | None, export: Export, intake: Intake) -> None:
    """Say it where the two times of a row lie whole hours apart: that is a zone, not a delay."""
    if export.time == NEITHER:
        intake.note("CrowdTangle imports of 4CAT lose the zone of their times: posts get no time but that of their id")
        return
    try:
        local, right = written_time(written, UTC), written_time(number, UTC)
    except Exception:  # noqa: BLE001  (a time that cannot be read is refused where it is used)
        return
    if local is None or right is None:
        return
    apart = _apart(local, right)
    if apart:
        intake.note(
            f"timestamp, read as UTC, and unix_timestamp lie {abs(apart):g} h apart in some rows: "
            f"{_RIGHT[export.time]} is used"
        )


def _apart(local: ReadTime, right: ReadTime) -> float:
    difference = local.at_us - right.at_us
    quarters = round(difference / _QUARTER_US)
    return (
        quarters / 4
        if abs(difference) >= _HOUR_US - 1_000_000 and abs(difference - quarters * _QUARTER_US) < 1_000_000
        else 0
    )


def _counters(cells: Cells, platform: str, uid: str, intake: Intake) -> None:
    counts: dict[str, Any] = {}
    for ours, names in COUNTERS.items():
        counts[ours] = next((cells[name] for name in names if values.count(cells.get(name)) is not None), None)
    if platform == "douyin" and text(counts["view_count"]) == "0":
        counts["view_count"] = None  # the site shows no plays: the field is always 0
    if flag(cells.get("likes_hidden")):
        counts["like_count"] = None
    score = values.number(cells.get("score")) if platform == "reddit" else None
    intake.counted(uid, native_rating=score, **counts)


def _parent(cells: Cells, platform: str) -> str | None:
    above = ident(cells.get("post_id")) if platform == "tiktok" else None
    return f"{platform}:{above}" if above else None


def _references(cells: Cells, platform: str, body: str | None, intake: Intake) -> None:
    if quoted := ident(cells.get("quote_tweet_id")):
        intake.edge("quote_of", "post", f"{platform}:{quoted}", quoted)
    if above := ident(cells.get("post_id")) if platform == "tiktok" else None:
        intake.edge("reply_to", "post", f"{platform}:{above}", above)
    answered, chat = ident(cells.get("reply_to")), ident(cells.get("thread_id"))
    if platform == "telegram" and answered and answered.isdecimal() and chat:
        intake.edge("reply_to", "post", f"telegram:{chat.removeprefix('-100')}:{answered}", answered)
    for tag in (text(cells.get("hashtags")) or "").split(","):
        intake.hashtag(tag.strip())
    links = [link for name in ("urls", "link_url", "link_attached") for link in _addresses(cells.get(name))]
    for link in links:
        intake.link(link)
    listed = text(cells.get("mentions")) or text(cells.get("usertags")) or ""
    for handle in listed.split(","):
        intake.mention(platform, None, handle.strip().lstrip("@"))
    intake.references(body, platform, links=not links, mentions=not listed)
    for kind, names in (("image", _IMAGES), ("video", _VIDEOS)):
        for address in _addresses(_first(cells, names)):
            intake.media(kind, address)


def _addresses(cell: object) -> list[str]:
    """Addresses between commas, which stand within addresses as well."""
    return [found for part in re.split(r",(?=\s*https?://)", text(cell) or "") if (found := part.strip())]
