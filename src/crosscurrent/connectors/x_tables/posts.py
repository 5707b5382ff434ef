"""Rows of posts of X, as minet, gazouilloire and twarc-csv write them -> rows of the model."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from crosscurrent.connectors.records.created import Created, settle
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.json_source import loads
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, number, objects
from crosscurrent.connectors.x_tables.accounts import dotted
from crosscurrent.connectors.x_tables.reading import an_id, country, listed, piped, plain

_MOVING = ("video", "animated_gif")


def minet(record: Record, intake: Intake) -> None:
    """Read one row of minet or gazouilloire. Lists are joined by bars; of the two times, ``timestamp_utc`` is read.

    ``collection_time`` is the collector's local time: it is read only where a person declared that zone.
    """
    value = record.value
    if intake.zone is not None:
        intake.observed_us = intake.time_us(value.get("collection_time"))
    reposted, quoted = an_id(value.get("retweeted_id")), an_id(value.get("quoted_id"))
    uid = _post(
        value, intake, _minet_author(value, intake),
        created=value.get("timestamp_utc"), handle=value.get("user_screen_name"), text=value.get("text"),
        client=value.get("source_name"), reposted=reposted, quoted=quoted, answered=an_id(value.get("to_tweetid")),
        answered_account=an_id(value.get("to_userid")), thread=None,
    )  # fmt: skip
    _count(uid, reposted, intake, value, "impression_count", "like_count", "reply_count", "retweet_count",
           "quote_count", "bookmark_count")  # fmt: skip
    for address in piped(value.get("links")):
        intake.link(address)
    for tag in piped(value.get("hashtags")):
        intake.hashtag(tag)
    names = piped(value.get("mentioned_names"))
    for native, name in zip_longest(piped(value.get("mentioned_ids")), names):
        intake.mention("x", an_id(native), name)
    kinds, alts = piped(value.get("media_types")), piped(value.get("media_alt_texts"))
    for address, kind, alt in zip_longest(piped(value.get("media_urls")), kinds, alts):
        intake.media("video" if kind in _MOVING else "image", address, alt_text=alt or None)
    intake.place(
        uid, "gps_place", value.get("place_name"), "place_name",
        country_iso2=country(value.get("place_country_code")),
    )  # fmt: skip
    _point(uid, value.get("lat"), value.get("lng"), "lat,lng", intake)


def _minet_author(value: Json, intake: Intake) -> str | None:
    location = value.get("user_location")
    uid = intake.author(
        "x", an_id(value.get("user_id")),
        created=intake.time(value.get("user_timestamp_utc")),
        handle=value.get("user_screen_name"),
        display_name=value.get("user_name"),
        bio=value.get("user_description"),
        profile_url=value.get("user_url"),
        avatar_url=value.get("user_image"),
        follower_count=value.get("user_followers"),
        following_count=value.get("user_friends"),
        post_count=value.get("user_tweets"),
        verified=value.get("user_verified"),
        verified_type=value.get("user_verified_type"),
        location_declared=location,
    )  # fmt: skip
    intake.place(uid, "self_declared", location, "user_location")
    return uid


def twarc(record: Record, intake: Intake) -> None:
    """Read one row of twarc-csv.

    twarc-csv writes text, lists and counters of the original into the row of a repost; the counters go to the original.
    """
    value = record.value
    intake.observed_us = intake.time_us(value.get("__twarc.retrieved_at"))
    reposted = an_id(value.get("referenced_tweets.retweeted.id"))
    uid = _post(
        value, intake, dotted(value, "author.", intake, "author_id"),
        created=value.get("created_at"), handle=value.get("author.username"), text=plain(value.get("text")),
        client=value.get("source"), reposted=reposted, quoted=an_id(value.get("referenced_tweets.quoted.id")),
        answered=an_id(value.get("referenced_tweets.replied_to.id")),
        answered_account=an_id(value.get("in_reply_to_user_id")), thread=an_id(value.get("conversation_id")),
    )  # fmt: skip
    metrics = "public_metrics."
    columns = ("impression_count", "like_count", "reply_count", "retweet_count", "quote_count", "bookmark_count")
    _count(f"x:{reposted}" if reposted else uid, None, intake, value, *(metrics + name for name in columns))
    _twarc_references(value, intake)
    intake.place(
        uid,
        "gps_place",
        value.get("geo.full_name"),
        "geo.full_name",
        country_iso2=country(value.get("geo.country_code")),
    )
    point = listed(value.get("geo.coordinates.coordinates"))
    if len(point) == 2:
        _point(uid, point[1], point[0], "geo.coordinates", intake)


def _twarc_references(value: Json, intake: Intake) -> None:
    for address in listed(value.get("entities.urls")):
        intake.link(address)
    for tag in listed(value.get("entities.hashtags")):
        intake.hashtag(tag)
    for name in listed(value.get("entities.mentions")):
        intake.mention("x", None, name.lstrip("@"))
    for each in _media_of(value.get("attachments.media")):
        is_moving = each.get("type") in _MOVING
        files = [one for one in objects(each, "variants") if isinstance(one.get("url"), str)]
        best = max(files, key=lambda one: number(one.get("bit_rate")) or 0, default={})
        address = best.get("url") or each.get("url") or each.get("preview_image_url")
        intake.media("video" if is_moving else "image", address, alt_text=_text(each.get("alt_text")))


def _media_of(cell: str | None) -> list[Any]:
    try:
        found = loads(cell.encode("utf-8", "replace")) if cell else None
    except ValueError:
        return []
    return list(objects(found))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _post(
    value: Json, intake: Intake, account_uid: str | None, *, created: Any, handle: str | None, text: str | None,
    client: str | None, reposted: str | None, quoted: str | None, answered: str | None, answered_account: str | None,
    thread: str | None,
) -> str:  # fmt: skip
    """Put in a post and its edges to other posts; return its uid."""
    native = an_id(value.get("id"))
    is_answer = answered or answered_account
    uid = intake.post(
        "x", native, "repost" if reposted else "quote" if quoted else "reply" if is_answer else "post",
        _made(intake, native, created), account_uid,
        text=text, lang_declared=value.get("lang"), client_name=client, thread_id=thread,
        url=f"https://x.com/{handle or 'i'}/status/{native}",
        parent_post_uid=f"x:{answered}" if answered else None,
        root_post_uid=f"x:{reposted}" if reposted else f"x:{thread}" if answered and thread else None,
    )  # fmt: skip
    if reposted:
        intake.edge("repost_of", "post", f"x:{reposted}", reposted)
    elif quoted:
        intake.edge("quote_of", "post", f"x:{quoted}", quoted)
    if answered:
        intake.edge("reply_to", "post", f"x:{answered}", answered)
    elif answered_account:
        intake.edge("reply_to", "account", f"x:{answered_account}", answered_account)
    return uid


def _made(intake: Intake, native: str | None, written: Any) -> Created:
    """Return when a post was made. API v2 always writes ``.000Z``: its milliseconds are not known, its id's are."""
    if native and isinstance(written, str) and written.endswith(".000Z"):
        return settle("x", native, intake.time(f"{written[:-5]}Z"), written)
    return intake.created("x", native, written)


def _count(
    uid: str, reposted: str | None, intake: Intake, value: Json,
    view: str, like: str, comment: str, share: str, quote: str, save: str,
) -> None:  # fmt: skip
    """Put in the counters. A repost has none: minet writes 0 there, and the reposts of the original."""
    if reposted is not None:
        intake.counted(f"x:{reposted}", share_count=value.get(share))
        return
    intake.counted(
        uid,
        view_count=value.get(view), like_count=value.get(like), comment_count=value.get(comment),
        share_count=value.get(share), quote_count=value.get(quote), save_count=value.get(save),
    )  # fmt: skip


def _point(uid: str, latitude: Any, longitude: Any, source_field: str, intake: Intake) -> None:
    if number(latitude) is not None and number(longitude) is not None:
        intake.place(uid, "gps_place", f"{latitude},{longitude}", source_field)
