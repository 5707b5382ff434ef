"""A post of API v1.1 -> rows: with ``full_text``, cut to 140 signs, or as the stream gave it (``extended_tweet``)."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import EMPTY, Json, ident, sub, text
from crosscurrent.connectors.x_posts import entities
from crosscurrent.connectors.x_posts.accounts import v1_account
from crosscurrent.connectors.x_posts.posting import PLATFORM, client_name, plain, put, whole

_DEEPEST = 4


def streamed(record: Record, intake: Intake) -> None:
    """Read one line: a post, an account, or a notice of the stream."""
    value = record.value
    if type(value.get("delete")) is dict:
        _deleted(value["delete"], intake)
    elif "screen_name" in value and "user" not in value and "id_str" in value:
        v1_account(value, intake)
    elif "id_str" not in value and not {"text", "full_text", "user"}.intersection(value):
        raise NothingInIt.because("a notice of the stream without a post")
    else:
        post(value, intake)


def _deleted(notice: Json, intake: Intake) -> None:
    """Put in that an author deleted a post: all that may be kept of it is that it was there."""
    status, when = sub(notice, "status"), intake.time_us(notice.get("timestamp_ms"))
    native, account = ident(status.get("id_str")), ident(status.get("user_id_str"))
    intake.observed_us = when
    uid = intake.author("x", account)
    intake.post(
        PLATFORM, native, "post", intake.created(PLATFORM, native, None), uid,
        id_field="delete.status.id_str", is_partial=True, availability="deleted_by_author", deleted_seen_at=when,
    )  # fmt: skip


def post(value: Any, intake: Intake, depth: int = 0) -> str:
    """Put in a post with its author, then the posts inside it; return its uid."""
    account_uid, handle = v1_account(value.get("user"), intake)
    passed_on, quoted = sub(value, "retweeted_status"), sub(value, "quoted_status")
    reposted = ident(passed_on.get("id_str")) or ident(value.get("retweeted_status_id_str"))
    quotes = ident(value.get("quoted_status_id_str")) or ident(quoted.get("id_str"))
    longer = sub(value, "extended_tweet")
    written, is_cut = _text(value, longer)
    if reposted:
        written, is_cut = whole(written, _text(passed_on, sub(passed_on, "extended_tweet"))[0])
    uid = put(
        intake, ident(value.get("id_str")), account_uid or intake.author("x", ident(value.get("user_id_str"))),
        value.get("created_at"),
        handle=handle, reposted=reposted, quoted=quotes,
        answered=ident(value.get("in_reply_to_status_id_str")),
        answered_account=ident(value.get("in_reply_to_user_id_str")),
        thread=ident(value.get("conversation_id_str")),
        id_field="id_str",
        text=written, text_is_truncated=is_cut,
        lang_declared=text(value.get("lang")),
        client_name=client_name(value.get("source")),
    )  # fmt: skip
    _counters(uid, value, reposted, bool(passed_on), intake)
    _belongings(uid, value, longer, None if reposted else written, intake)
    if depth < _DEEPEST:
        for inner in (passed_on, EMPTY if reposted else quoted):
            if inner.get("id_str"):
                post(inner, intake, depth + 1)
    return uid


def _text(value: Json, longer: Json) -> tuple[str | None, bool | None]:
    """Return the text and whether it is cut."""
    found = plain(longer.get("full_text")) or plain(value.get("full_text"))
    if found is not None:
        return found, None
    return plain(value.get("text")), True if value.get("truncated") is True else None


def _counters(uid: str, value: Json, reposted: str | None, has_original: bool, intake: Intake) -> None:
    """Put in the counters. A repost cannot be liked; its count of reposts is the original's."""
    if reposted:
        if not has_original:
            intake.counted(f"x:{reposted}", share_count=value.get("retweet_count"))
        return
    intake.counted(
        uid,
        view_count=sub(value, "ext_views").get("count"), like_count=value.get("favorite_count"),
        comment_count=value.get("reply_count"), share_count=value.get("retweet_count"),
        quote_count=value.get("quote_count"), save_count=value.get("bookmark_count"),
    )  # fmt: skip


def _belongings(uid: str, value: Json, longer: Json, written: str | None, intake: Intake) -> None:
    short, long = value.get("entities"), longer.get("entities")
    entities.references(long, intake)
    entities.references(short, intake)
    if short is None and long is None:
        intake.references(written, "x")
    entities.media(
        sub(longer, "extended_entities").get("media") or sub(value, "extended_entities").get("media")
        or sub(longer, "entities").get("media") or sub(value, "entities").get("media"), intake,
    )  # fmt: skip
    entities.place(uid, value, intake)
