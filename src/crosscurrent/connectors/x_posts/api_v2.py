"""Posts of API v2: pages of an answer, and lines as ``twarc2 flatten`` writes them.

In a page, a post names its author, media, place and the posts it refers to by id; what they are stands in
``includes``. Each part is read where it stands, so that a locator leads to the bytes a row came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import Peek
from crosscurrent.connectors.records.record import BadRecord, Record, Records
from crosscurrent.connectors.records.values import Json, at, ident, members, objects, sub, text
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.x_posts import entities
from crosscurrent.connectors.x_posts.accounts import v2_account
from crosscurrent.connectors.x_posts.answers import placed
from crosscurrent.connectors.x_posts.posting import client_name, gone, plain, put, whole

_DEEPEST = 4
_PICTURE = ("pic.twitter.com/", "pic.x.com/")
#: Under this key the parts of the page stand beside a post.
_PAGE = "includes"
_ENVELOPE = frozenset(("data", "includes", "errors", "meta", "__twarc", "matching_rules"))


def pages(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield what stands in each page: posts, then the posts and accounts they refer to, then what was not found."""
    for page in json_source.objects(source, seen, options):
        if isinstance(page, BadRecord):
            yield page
            continue
        yield from placed(page, _parts(page.value), _ENVELOPE)


def _parts(page: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    beside = _beside(page)
    found = page.get("data")
    several = found if isinstance(found, list) else [found]
    for index, each in enumerate(several):
        if isinstance(each, dict):
            pointer = f"/data/{index}" if several is found else "/data"
            yield pointer, _kind(each), {**each, **beside}
    for index, each in enumerate(members(page, "includes", "tweets")):
        if isinstance(each, dict):
            yield f"/includes/tweets/{index}", "post", {**each, **beside}
    for index, each in enumerate(members(page, "includes", "users")):
        if isinstance(each, dict):
            yield f"/includes/users/{index}", "account", each
    for index, each in enumerate(members(page, "errors")):
        if isinstance(each, dict) and each.get("resource_type") == "tweet":
            yield f"/errors/{index}", "unseen", each


def _kind(value: Json) -> str:
    return "account" if "username" in value and "text" not in value else "post"


def _beside(page: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a page by their names, and when it was fetched."""
    includes = sub(page, "includes")
    parts = {
        "tweets": _by(includes, "tweets", "id"), "users": _by(includes, "users", "id"),
        "names": _by(includes, "users", "username"), "media": _by(includes, "media", "media_key"),
        "places": _by(includes, "places", "id"),
    }  # fmt: skip
    return {_PAGE: parts, **({"__twarc": page["__twarc"]} if "__twarc" in page else {})}


def _by(includes: Json, name: str, key: str) -> dict[str, Json]:
    return {found: each for each in objects(includes, name) if (found := text(each.get(key)))}


def found(record: Record, intake: Intake) -> None:
    """Read one part of a page, or one flattened line."""
    value = record.value
    intake.observed_us = intake.time_us(at(value, "__twarc", "retrieved_at"))
    if record.kind == "empty":
        raise NothingInIt.because("the page holds no result")
    if record.kind == "account" or (not record.kind and _kind(value) == "account"):
        v2_account(value, intake)
    elif record.kind == "unseen":
        gone(intake, ident(value.get("resource_id")) or ident(value.get("value")), text(value.get("detail")))
    else:
        post(value, intake, sub(value, _PAGE))


def post(value: Json, intake: Intake, page: Json, depth: int = 0) -> str:
    """Put in a post, with its author if that stands inside it, then the posts inside it; return its uid."""
    author, author_id = sub(value, "author"), ident(value.get("author_id"))
    account_uid = v2_account(author, intake) if author else intake.author("x", author_id)
    refs = {text(each.get("type")): each for each in objects(value, "referenced_tweets")}
    reposted, quoted, answered = (_referred(refs, each) for each in ("retweeted", "quoted", "replied_to"))
    written, original = _text(value), refs.get("retweeted")
    is_cut = None
    if reposted:
        whole_text = _text({**sub(page, "tweets", reposted), **(original or {})})
        written, is_cut = whole(written, whole_text)
    uid = put(
        intake, ident(value.get("id")), account_uid, value.get("created_at"),
        handle=text(author.get("username")) or text(at(page, "users", author_id or "", "username")),
        reposted=reposted, quoted=quoted, answered=answered,
        answered_account=ident(value.get("in_reply_to_user_id")),
        thread=ident(value.get("conversation_id")),
        id_field="id",
        text=written, text_is_truncated=is_cut,
        lang_declared=text(value.get("lang")), client_name=client_name(value.get("source")),
        alt_ids=_versions(value),
    )  # fmt: skip
    _counters(uid, value, reposted, intake)
    _references(value, None if reposted else written, page, intake)
    _media(value, page, intake)
    _place(uid, value, page, intake)
    if depth < _DEEPEST:
        for each in refs.values():
            if "text" in each:
                post(each, intake, page, depth + 1)
    return uid


def _referred(refs: Mapping[str | None, Json], name: str) -> str | None:
    return ident(refs[name].get("id")) if name in refs else None


def _text(value: Json) -> str | None:
    return plain(at(value, "note_tweet", "text")) or plain(value.get("text"))


def _versions(value: Json) -> dict[str, str | None]:
    """Return the id of the first version of a post that was edited."""
    versions = members(value, "edit_history_tweet_ids")
    return {"first_version": ident(versions[0])} if len(versions) > 1 else {}


def _counters(uid: str, value: Json, reposted: str | None, intake: Intake) -> None:
    """Put in the counters. A repost cannot be liked or seen by itself: the API writes 0 and the original's reposts."""
    counts = sub(value, "public_metrics")
    if reposted:
        intake.counted(f"x:{reposted}", share_count=counts.get("retweet_count"))
        return
    intake.counted(
        uid,
        view_count=counts.get("impression_count"), like_count=counts.get("like_count"),
        comment_count=counts.get("reply_count"), share_count=counts.get("retweet_count"),
        quote_count=counts.get("quote_count"), save_count=counts.get("bookmark_count"),
    )  # fmt: skip


def _references(value: Json, written: str | None, page: Json, intake: Intake) -> None:
    listed = [part for part in (value.get("entities"), at(value, "note_tweet", "entities")) if isinstance(part, dict)]
    for part in listed:
        for each in objects(part, "urls"):
            shown = text(each.get("display_url")) or ""
            if "media_key" not in each and not shown.startswith(_PICTURE):
                entities.link(intake, each.get("expanded_url") or each.get("url"), each.get("unwound_url"))
        for each in objects(part, "hashtags"):
            intake.hashtag(each.get("tag"))
        for each in objects(part, "mentions"):
            name = text(each.get("username"))
            native = ident(each.get("id")) or ident(at(page, "names", name or "", "id"))
            intake.mention("x", native, name)
    if not listed:  # the API leaves entities out where a text has none; tools leave them out as well
        intake.references(written, "x")


def _media(value: Json, page: Json, intake: Intake) -> None:
    inline = list(objects(value, "attachments", "media"))
    keys = members(value, "attachments", "media_keys")
    for each in inline or [sub(page, "media", key) for key in keys if isinstance(key, str)]:
        is_moving = each.get("type") in ("video", "animated_gif")
        address = entities.best_variant(each.get("variants"), "bit_rate") if is_moving else None
        intake.media(
            "video" if is_moving else "image",
            address or text(each.get("url")) or text(each.get("preview_image_url")),
            width=entities.pixels(each.get("width")), height=entities.pixels(each.get("height")),
            duration_s=entities.seconds_of(each.get("duration_ms")), alt_text=text(each.get("alt_text")),
        )  # fmt: skip


def _place(uid: str, value: Json, page: Json, intake: Intake) -> None:
    where = sub(value, "geo")
    named = where if "full_name" in where else sub(page, "places", text(where.get("place_id")) or "")
    intake.place(
        uid, "gps_place", named.get("full_name") or named.get("country"), "geo.place_id",
        country_iso2=entities.country(named.get("country_code")),
    )  # fmt: skip
    entities.spot(uid, intake, at(where, "coordinates", "coordinates"), "geo.coordinates")
