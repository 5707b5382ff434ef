"""Truth Social and Gab posts: both descend from Mastodon; Gab's web page shortens the names of all fields."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from crosscurrent.connectors.platform_shapes.addresses import pixels
from crosscurrent.connectors.platform_shapes.instagram import first_of
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import Json, at, flag, ident, number, objects, sub, text

_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_KINDS = {"image": "image", "video": "video", "gifv": "video", "audio": "audio"}


def truth(value: Json, intake: Intake) -> None:
    """Read one Truth Social post, and the one it passes on or quotes, if that came along."""
    _status(value, "truthsocial", intake)


def gab(value: Json, intake: Intake) -> None:
    """Read one Gab post, in short names or, in older captures, in those of Mastodon."""
    if "i" in value and ("ca" in value or "c" in value):
        _short(value, intake)
        return
    if value.get("type") in ("group", "user"):
        raise NothingInIt.because("it describes a group or an account beside the posts")
    _status(value, "gab", intake)


def _status(value: Json, platform: str, intake: Intake) -> None:
    inner, quoted = sub(value, "reblog"), sub(value, "quote")
    _one(value, platform, intake, inner, quoted)
    for each in (inner, quoted):
        if ident(each.get("id")):
            _one(each, platform, intake, {}, {})


def _one(value: Json, platform: str, intake: Intake, inner: Json, quoted: Json) -> None:
    native, written = ident(value.get("id")), text(value.get("content"))
    body, above = plain(written), ident(value.get("in_reply_to_id"))
    shared, cited = ident(inner.get("id")), ident(quoted.get("id")) or ident(value.get("quote_id"))
    uid = intake.post(
        platform, native, "repost" if shared else "quote" if cited else "reply" if above else "post",
        intake.created(platform, native, value.get("created_at")),
        _author(sub(value, "account"), platform, intake),
        text=body,
        text_html=written if written != body else None,
        thread_id=native,
        url=text(value.get("url")) or text(value.get("uri")),
        lang_declared=text(value.get("language")),
        title=text(value.get("title")) or text(value.get("spoiler_text")),
        parent_post_uid=f"{platform}:{above}" if above else None,
        container_id=_group(value),
        is_promoted=flag(value.get("sponsored")),
        edited_at=intake.time_us(value.get("edited_at")),
    )  # fmt: skip
    _counters(uid, value, intake)
    for edge, native_id in (("repost_of", shared), ("quote_of", cited), ("reply_to", above)):
        if native_id:
            intake.edge(edge, "post", f"{platform}:{native_id}", native_id)
    _references(value, body, platform, intake)
    for each in objects(value, "media_attachments"):
        size = sub(each, "meta", "original")
        intake.media(
            _KINDS.get(str(each.get("type")), "doc"), text(each.get("url")), alt_text=text(each.get("description")),
            width=pixels(size.get("width")), height=pixels(size.get("height")), duration_s=_seconds(size),
        )  # fmt: skip


def _counters(uid: str, value: Json, intake: Intake) -> None:
    intake.counted(
        uid,
        like_count=first_of(value, "favourites_count", "reaction_count"),
        share_count=first_of(value, "reblogs_count", "reposts_count"),
        comment_count=value.get("replies_count"),
        quote_count=value.get("quotes_count"),
        view_count=value.get("views_count"),
    )


def _group(value: Json) -> str | None:
    found = ident(at(value, "group", "id"))
    return f"group-{found}" if found else None


def _author(account: Json, platform: str, intake: Intake) -> str | None:
    return intake.author(
        platform,
        ident(account.get("id")),
        created=intake.time(account.get("created_at")),
        handle=text(account.get("acct")) or text(account.get("username")),
        display_name=text(account.get("display_name")),
        bio=plain(text(account.get("note"))),
        profile_url=text(account.get("url")),
        avatar_url=text(account.get("avatar")),
        follower_count=account.get("followers_count"),
        following_count=account.get("following_count"),
        post_count=account.get("statuses_count"),
        verified=first_of(account, "verified", "is_verified"),
        is_bot_declared=account.get("bot"),
        is_private=account.get("locked"),
        is_suspended=account.get("suspended"),
        location_declared=text(account.get("location")),
    )


def _references(value: Json, body: str | None, platform: str, intake: Intake) -> None:
    """Put in the lists of the post; the text only where there are none, for links are shortened in it."""
    has_tags = isinstance(value.get("tags"), list)
    for each in objects(value, "tags"):
        intake.hashtag(each.get("name"))
    named = [*objects(value, "mentions")]
    for each in named:
        intake.mention(platform, ident(each.get("id")), text(each.get("acct")) or text(each.get("username")))
    intake.link(at(value, "card", "url"))
    intake.references(body if not has_tags else None, platform, mentions=not named)


def _seconds(size: Json) -> float | None:
    lasts = number(size.get("duration"))
    return float(lasts) if lasts is not None and 0 < lasts < 1e7 else None


def _short(value: Json, intake: Intake) -> None:
    """Read one post in short names: ``i`` id, ``ca`` created at, ``c`` content, ``rbc`` reposts, ``rc`` replies."""
    native, body = ident(value.get("i")), plain(text(value.get("c")))
    account, link = sub(value, "author_info"), sub(value, "link_info")
    handle = text(account.get("ac")) or text(account.get("un"))
    uid = intake.post(
        "gab", native, "post", intake.created("gab", native, value.get("ca")),
        intake.author(
            "gab", ident(account.get("i")) or ident(value.get("ai")), handle=handle,
            display_name=text(account.get("dn")), bio=plain(text(account.get("nt"))),
        ),
        text=body,
        id_field="i",
        thread_id=native,
        url=text(value.get("ul")),
        container_id=f"group-{group}" if (group := ident(at(value, "g", "id"))) else None,
    )  # fmt: skip
    intake.counted(
        uid, like_count=value.get("fc"), share_count=value.get("rbc"), comment_count=value.get("rc"),
        quote_count=value.get("qc"),
    )  # fmt: skip
    intake.link(link.get("url"))
    intake.references(body, "gab")
    for each in objects(value, "image_info"):
        intake.media("image", text(each.get("u")))


def plain(written: Any) -> str | None:
    r"""Return the text of a post; paragraphs and line breaks become line ends, other marks go.

    Example:
        >>> plain("<p>a &amp; b<br>c</p>"), plain("1 < 2"), plain(None)
        ('a & b\nc', '1 < 2', None)
    """
    if not isinstance(written, str) or not written:
        return None
    if "<" not in written or not _TAG.search(written):
        return written
    return unescape(_TAG.sub("", _BREAK.sub("\n", written))).strip() or None
