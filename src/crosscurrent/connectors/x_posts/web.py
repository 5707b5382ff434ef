"""A post as the web of X holds it (GraphQL) -> rows, in each of its three generations.

Fields are looked for at the top of the record first, then in ``legacy``, which since May 2026 may be empty or absent.
``id`` is never read: it is a name of the cache, and Zeeschuimer writes numbers there that lost their last digits.
"""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import EMPTY, Json, at, flag, ident, sub, text
from crosscurrent.connectors.x_posts import entities
from crosscurrent.connectors.x_posts.accounts import first, part, v1_account, web_account
from crosscurrent.connectors.x_posts.posting import client_name, gone, plain, put, whole

_UNSEEN = ("TweetTombstone", "TweetUnavailable")
_DEEPEST = 4  # a repost of a quote of a quote; X itself shows two


def captured(record: Record, intake: Intake) -> None:
    """Read one line of Zeeschuimer: an envelope around one post."""
    intake.observed_us = intake.time_us(record.value.get("timestamp_collected"))
    value = sub(record.value, "data")
    if unwrapped(value).get("__typename") in _UNSEEN:
        raise NothingInIt.because("the place of a post that is not shown, without its id")
    post(value, intake)


def answered(record: Record, intake: Intake) -> None:
    """Read one thing found in an answer of the web: a post, an account, or the place of a post that is not shown."""
    if record.kind == "empty":
        raise NothingInIt.because("the answer holds neither a post nor an account")
    if record.kind == "account":
        web_account(record.value, intake)
    elif record.kind == "unseen":
        native = text(record.value.get("entryId")) or ""
        gone(intake, native.rpartition("-")[2], unseen_because(record.value))
    else:
        post(record.value, intake)


def unwrapped(value: Any) -> Json:
    """Return the post itself: some are wrapped once more, with a note on who may see them."""
    inner = value.get("tweet") if type(value) is dict else None
    if type(inner) is dict and "rest_id" not in value:
        return inner
    return value if type(value) is dict else EMPTY


def unseen_because(value: Json) -> str | None:
    """Return X's sentence on why a post is not shown."""
    return text(at(value, "tombstone", "text", "text")) or text(value.get("reason"))


def post(value: Any, intake: Intake, depth: int = 0) -> str:
    """Put in a post with its author, then the posts inside it; return its uid."""
    top = unwrapped(value)
    old = top.get("legacy")
    if type(old) is not dict:
        old = EMPTY
    every = {**old, **top} if old else top
    account_uid, handle = _author(top, every, intake)
    native = ident(top.get("rest_id")) or ident(old.get("id_str"))
    passed_on, quoted = _inner(every.get("retweeted_status_result")), _inner(every.get("quoted_status_result"))
    reposted = _id_of(passed_on) or ident(every.get("retweeted_status_id_str"))
    quotes = ident(every.get("quoted_status_id_str")) or _id_of(quoted)
    written, is_cut = _text(every)
    if reposted:
        written, is_cut = whole(written, _text(_merged(passed_on))[0] if passed_on else None)
    initial = _first_version(top)
    uid = put(
        intake, native, account_uid, every.get("created_at"),
        handle=handle, reposted=reposted, quoted=quotes,
        answered=ident(every.get("in_reply_to_status_id_str")),
        answered_account=ident(every.get("in_reply_to_user_id_str")),
        thread=ident(every.get("conversation_id_str")),
        text=written, text_is_truncated=is_cut,
        title=text(part(part(part(every, "article"), "article_results"), "result").get("title")),
        lang_declared=text(every.get("lang")),
        client_name=client_name(every.get("source")),
        is_promoted=flag(first(top.get("promoted"), value.get("promoted"))),
        container_id=text(part(part(top, "community_results"), "result").get("rest_id")),
        alt_ids={"first_version": initial} if initial and initial != native else {},
    )  # fmt: skip
    _counters(uid, top, every, reposted if passed_on is None else None, reposted is not None, intake)
    _belongings(uid, every, None if reposted else written, intake)
    if depth < _DEEPEST:
        _inside(passed_on, reposted, intake, depth)
        _inside(quoted, None if reposted else quotes, intake, depth)
    return uid


def _author(top: Json, every: Json, intake: Intake) -> tuple[str | None, str | None]:
    uid, handle = web_account(part(part(top, "core"), "user_results").get("result"), intake)
    if uid is None and type(top.get("user")) is dict:  # Zeeschuimer, until 2023
        uid, handle = v1_account(top["user"], intake)
    return uid or intake.author("x", ident(every.get("user_id_str"))), handle


def _inner(result: Any) -> Json | None:
    """Return the post inside a ``…_status_result``; ``None`` where there is none."""
    found = result.get("result") if type(result) is dict else None
    return unwrapped(found) if type(found) is dict and found else None


def _id_of(value: Json | None) -> str | None:
    return None if value is None else ident(value.get("rest_id")) or ident(at(value, "legacy", "id_str"))


def _merged(value: Json | None) -> Json:
    return EMPTY if value is None else {**sub(value, "legacy"), **value}


def _text(every: Json) -> tuple[str | None, bool | None]:
    """Return the whole text and whether it is cut: of long posts, ``full_text`` holds the first 280 signs only."""
    note = every.get("note_tweet")
    if type(note) is dict and note:
        found = plain(at(note, "note_tweet_results", "result", "text"))
        return (found, None) if found else (plain(every.get("full_text")), True)
    return plain(every.get("full_text")), None


def _first_version(top: Json) -> str | None:
    """Return the id of the first version of a post that was edited."""
    control = top.get("edit_control")
    if type(control) is not dict:
        return None
    versions = control.get("edit_tweet_ids") or part(control, "edit_control_initial").get("edit_tweet_ids")
    if type(versions) is not list:
        versions = ()
    return ident(versions[0]) if len(versions) > 1 else ident(control.get("initial_tweet_id"))


def _counters(uid: str, top: Json, every: Json, original: str | None, is_repost: bool, intake: Intake) -> None:
    """Put in the counters. Nobody can like a repost: X writes 0 there, and the count of reposts is the original's."""
    if is_repost:
        if original:
            intake.counted(f"x:{original}", share_count=every.get("retweet_count"))
        return
    intake.counted(
        uid,
        view_count=part(top, "views").get("count"),
        like_count=every.get("favorite_count"), comment_count=every.get("reply_count"),
        share_count=every.get("retweet_count"), quote_count=every.get("quote_count"),
        save_count=every.get("bookmark_count"),
    )  # fmt: skip


def _belongings(uid: str, every: Json, written: str | None, intake: Intake) -> None:
    """Put in what the post refers to; where nothing is listed, what its text shows. A repost's text is another's."""
    listed, note = every.get("entities"), every.get("note_tweet")
    entities.references(listed, intake)
    if type(note) is dict:
        entities.references(at(note, "note_tweet_results", "result", "entity_set"), intake)
    elif listed is None:
        intake.references(written, "x")
    entities.media(part(every, "extended_entities").get("media") or part(every, "entities").get("media"), intake)
    if every.get("place") or every.get("coordinates"):
        entities.place(uid, every, intake)


def _inside(value: Json | None, native: str | None, intake: Intake, depth: int) -> None:
    """Put in a post that stands inside another: whole, or the sentence on why it is not shown."""
    if value is None:
        return
    if value.get("__typename") in _UNSEEN or "tombstone" in value:
        gone(intake, native, unseen_because(value))
    elif _id_of(value) and (value.get("core") or value.get("legacy") or value.get("full_text")):
        post(value, intake, depth + 1)
