"""One event of the Bluesky network, or one post as its AppView shows it -> rows."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.bluesky import embeds
from crosscurrent.connectors.bluesky.record import PLATFORM, PendingPost, put_post, settled
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, ident, objects, sub, text
from crosscurrent.errors import TimeUnreadable
from crosscurrent.model.time import ReadTime

_POST, _REPOST, _PROFILE = "app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.actor.profile"
_SUSPENDED = frozenset(("suspended", "takendown"))


def event(record: Record, intake: Intake) -> None:
    """Read one line of Jetstream's first protocol."""
    value = record.value
    kind = text(value.get("kind"))
    _event(value, f"#{kind}", sub(value, "commit"), value.get("time_us"), intake)


def frame(record: Record, intake: Intake) -> None:
    """Read one frame of Jetstream's second protocol, with or without its envelope."""
    inner = sub(record.value, "payload") if "payload" in record.value else record.value
    seen = inner.get("witnessedAt") or inner.get("time")
    _event(inner, text(inner.get("$type")) or "", inner, seen, intake)


def view(record: Record, intake: Intake) -> None:
    """Read one post of the AppView, or one entry of a feed: a post with what it answers and who passed it on."""
    value = record.value
    if "post" not in value:
        _view(value, intake)
        return
    above = sub(value, "reply")
    for near in (sub(above, "root"), sub(above, "parent"), sub(value, "post")):
        if near.get("uri") and isinstance(near.get("record"), dict):
            _view(near, intake)
    if "by" in sub(value, "reason"):
        _passed_on(sub(value, "reason"), sub(value, "post"), intake)


def _event(value: Json, kind: str, commit: Json, seen: Any, intake: Intake) -> None:
    intake.observed_us = intake.time_us(seen)
    did = ident(value.get("did"))
    if kind.endswith("#commit"):
        _commit(did, commit, intake)
    elif kind.endswith("#identity"):
        intake.author(PLATFORM, did, handle=text(at(value, "identity", "handle")))
    elif kind.endswith("#account"):
        status = text(at(value, "account", "status"))
        intake.author(PLATFORM, did, is_suspended=True if status in _SUSPENDED else None)
    else:
        raise NothingInIt.because("the event concerns no record, handle or account")


def _commit(did: str | None, commit: Json, intake: Intake) -> None:
    collection, record = text(commit.get("collection")) or "", sub(commit, "record")
    key = ident(commit.get("rkey"))
    uri = f"at://{did}/{collection}/{key}" if did and key else None
    if collection == _PROFILE and record:
        intake.author(PLATFORM, did, display_name=text(record.get("displayName")), bio=text(record.get("description")))
    elif collection not in (_POST, _REPOST):
        raise NothingInIt.because("it is a like, follow, block or list, not a post")
    elif commit.get("operation") == "delete":
        _deleted(uri, did, "post" if collection == _POST else "repost", intake)
    elif collection == _POST:
        pending = PendingPost(uri, intake.author(PLATFORM, did), record, intake.observed_us)
        if commit.get("operation") == "update":
            pending = pending._replace(edited_us=intake.observed_us)
        put_post(pending, intake)
        embeds.read_record(sub(record, "embed"), did, intake)
    else:
        _repost(uri, did, record, intake)


def _deleted(uri: str | None, did: str | None, kind: str, intake: Intake) -> None:
    """Put in what a deletion shows: which post is gone and when that was seen. Only owners delete records."""
    intake.post(
        PLATFORM, uri, kind, intake.created(PLATFORM, uri, None), intake.author(PLATFORM, did),
        id_field="rkey", is_partial=True, availability="deleted_by_author", deleted_seen_at=intake.observed_us,
    )  # fmt: skip


def _repost(uri: str | None, did: str | None, record: Json, intake: Intake) -> None:
    origin = ident(at(record, "subject", "uri"))
    created = settled(uri, record.get("createdAt"), intake.observed_us, intake)
    intake.post(
        PLATFORM, uri, "repost", created, intake.author(PLATFORM, did), id_field="rkey", availability="public",
        root_post_uid=f"{PLATFORM}:{origin}" if origin else None,
    )  # fmt: skip
    intake.edge("repost_of", "post", f"{PLATFORM}:{origin}" if origin else None, origin)


def _passed_on(reason: Json, post: Json, intake: Intake) -> None:
    """Put in the repost that brought a post into a feed; older answers name no record of it, so its id is made up."""
    did, origin = ident(at(reason, "by", "did")), ident(post.get("uri"))
    if did is None or origin is None:
        return
    uri = ident(reason.get("uri")) or f"repost-{did}-{origin}"
    account = _account(sub(reason, "by"), intake)
    intake.post(
        PLATFORM, uri, "repost", intake.created(PLATFORM, uri, reason.get("indexedAt")), account,
        availability="public", root_post_uid=f"{PLATFORM}:{origin}",
    )  # fmt: skip
    intake.edge("repost_of", "post", f"{PLATFORM}:{origin}", origin)


def _view(value: Json, intake: Intake) -> None:
    """Put in a post of the AppView and the posts it quotes."""
    uri = ident(value.get("uri"))
    record = sub(value, "record") or sub(value, "value")
    seen = intake.time_us(value.get("indexedAt"))
    account = _account(sub(value, "author"), intake)
    handle = text(at(value, "author", "handle"))
    uid = put_post(PendingPost(uri, account, record, seen, handle=handle), intake)
    intake.counted(
        uid,
        like_count=value.get("likeCount"),
        share_count=value.get("repostCount"),
        comment_count=value.get("replyCount"),
        quote_count=value.get("quoteCount"),
        save_count=value.get("bookmarkCount"),
    )
    shown = [sub(value, "embed")] if "embed" in value else list(objects(value, "embeds"))
    if shown:
        for each in shown:
            embeds.read_shown(each, intake)
        embeds.read_record(sub(record, "embed"), None, intake)
    else:
        embeds.read_record(sub(record, "embed"), ident(at(value, "author", "did")), intake)
    for each in shown:
        quoted = sub(each, "record", "record") or sub(each, "record")
        if isinstance(quoted.get("value"), dict) and at(quoted, "author", "did"):
            _view(quoted, intake)


def _account(author: Json, intake: Intake) -> str | None:
    handle = text(author.get("handle"))
    verified = text(at(author, "verification", "verifiedStatus"))
    return intake.author(
        PLATFORM,
        ident(author.get("did")),
        created=_made(author.get("createdAt"), intake),
        handle=None if handle == "handle.invalid" else handle,
        display_name=text(author.get("displayName")),
        avatar_url=text(author.get("avatar")),
        verified=verified == "valid" if verified else None,
    )


def _made(raw: Any, intake: Intake) -> ReadTime | None:
    """Return when an account was made; some servers say year 1 where they do not know."""
    try:
        return intake.time(raw)
    except TimeUnreadable:
        return None
