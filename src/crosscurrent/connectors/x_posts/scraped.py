"""Posts and accounts as snscrape and twscrape write them, one a line -> rows. Their ids are exact."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, ident, members, number, objects, sub, text
from crosscurrent.connectors.x_posts import entities
from crosscurrent.connectors.x_posts.accounts import about_row, birth, declared
from crosscurrent.connectors.x_posts.posting import client_name, gone, plain, put, whole

_DEEPEST = 4
_NOT_SHOWN = ("Tombstone", "TweetRef")


def scraped(record: Record, intake: Intake) -> None:
    """Read one line."""
    kind = (text(record.value.get("_type")) or "").rpartition(".")[2]
    if kind in ("User", "UserRef"):
        account(record.value, intake)
    elif kind in _NOT_SHOWN:
        gone(intake, _id(record.value), text(record.value.get("text")))
    elif kind == "Trend":
        raise NothingInIt.because("a trend, not a post")
    else:
        post(record.value, intake)


def about(record: Record, intake: Intake) -> None:
    """Read one row of ``twscrape about``."""
    about_row(record.value, intake)


def _id(value: Json) -> str | None:
    return ident(value.get("id_str")) or ident(value.get("id"))


def account(value: Any, intake: Intake) -> tuple[str | None, str | None]:
    """Put in an account; return its uid and handle."""
    if type(value) is not dict:
        return None, None
    handle, site = text(value.get("username")), sub(value, "link")
    blue = value.get("blue") is True
    uid = intake.author(
        "x", _id(value),
        created=birth(value.get("created")),
        handle=handle,
        display_name=value.get("displayname"),
        bio=value.get("rawDescription") or value.get("description"),
        profile_url=text(site.get("url")) or text(value.get("linkUrl")),
        avatar_url=value.get("profileImageUrl"),
        follower_count=value.get("followersCount"),
        following_count=value.get("friendsCount"),
        post_count=value.get("statusesCount"),
        verified=True if blue else value.get("verified"),
        verified_type=text(value.get("blueType")) or ("Blue" if blue else None),
        is_private=value.get("protected"),
        entity_name=text(at(value, "label", "description")),
        location_declared=declared(value.get("location")),
    )  # fmt: skip
    intake.place(uid, "self_declared", value.get("location"), "user.location")
    return uid, handle


def post(value: Json, intake: Intake, depth: int = 0) -> str:
    """Put in a post with its author, then the posts inside it; return its uid."""
    account_uid, handle = account(value.get("user"), intake)
    passed_on, quoted = sub(value, "retweetedTweet"), sub(value, "quotedTweet")
    reposted, quotes = _id(passed_on), _id(quoted)
    written, is_cut = _text(value), None
    if reposted:
        written, is_cut = whole(written, _text(passed_on))
    uid = put(
        intake, _id(value), account_uid, value.get("date"),
        handle=handle, reposted=reposted, quoted=quotes,
        answered=ident(value.get("inReplyToTweetIdStr")) or ident(value.get("inReplyToTweetId")),
        answered_account=_id(sub(value, "inReplyToUser")),
        thread=ident(value.get("conversationIdStr")) or ident(value.get("conversationId")),
        id_field="id",
        text=written, text_is_truncated=is_cut,
        lang_declared=text(value.get("lang")),
        client_name=text(value.get("sourceLabel")) or client_name(value.get("source")),
    )  # fmt: skip
    if not reposted:
        intake.counted(
            uid,
            view_count=value.get("viewCount"), like_count=value.get("likeCount"),
            comment_count=value.get("replyCount"), share_count=value.get("retweetCount"),
            quote_count=value.get("quoteCount"),
            save_count=_first(value.get("bookmarkCount"), value.get("bookmarkedCount")),
        )  # fmt: skip
    _belongings(uid, value, None if reposted else written, intake)
    if depth < _DEEPEST:
        for inner in (passed_on, {} if reposted else quoted):
            _inside(inner, intake, depth)
    return uid


def _first(one: Any, other: Any) -> Any:
    return other if one is None else one


def _inside(inner: Json, intake: Intake, depth: int) -> None:
    """Put in a post inside another; of some, the tools know the id only."""
    if "user" in inner or "date" in inner:
        post(inner, intake, depth + 1)
    elif (text(inner.get("_type")) or "").endswith(_NOT_SHOWN):
        gone(intake, _id(inner), text(inner.get("text")))


def _text(value: Json) -> str | None:
    return plain(value.get("rawContent")) or plain(value.get("content"))


def _belongings(uid: str, value: Json, written: str | None, intake: Intake) -> None:
    for each in objects(value, "links"):
        intake.link(each.get("url"))
    for address in members(value, "outlinks"):
        intake.link(address)
    for tag in members(value, "hashtags"):
        intake.hashtag(tag)
    for each in objects(value, "mentionedUsers"):
        intake.mention("x", _id(each), text(each.get("username")))
    if "links" not in value and "outlinks" not in value:  # snscrape of 2020 and before lists nothing
        intake.references(written, "x", mentions="mentionedUsers" not in value)
    _media(value.get("media"), intake)
    named, point = sub(value, "place"), sub(value, "coordinates")
    intake.place(
        uid, "gps_place", named.get("fullName") or named.get("name"), "place",
        country_iso2=entities.country(named.get("countryCode")),
    )  # fmt: skip
    if point:
        entities.spot(uid, intake, [point.get("longitude"), point.get("latitude")], "coordinates")


def _media(found: Any, intake: Intake) -> None:
    """Put in media: a list with types in snscrape, a list for each type in twscrape."""
    named = found if type(found) is dict else {}
    for each in [*objects(found), *objects(named, "photos")]:
        if "variants" not in each:
            intake.media(
                "image", text(each.get("fullUrl")) or text(each.get("url")), alt_text=text(each.get("altText"))
            )
    for each in [*objects(found), *objects(named, "videos"), *objects(named, "animated")]:
        if "variants" in each or "videoUrl" in each:
            address = entities.best_variant(each.get("variants"), "bitrate") or text(each.get("videoUrl"))
            intake.media("video", address, duration_s=_seconds(each.get("duration"), type(found) is dict))


def _seconds(duration: Any, is_milliseconds: bool) -> float | None:
    found = number(duration)
    if found is None or not 0 <= found < 1 << 40:
        return None
    return found / 1000 if is_milliseconds else float(found)
