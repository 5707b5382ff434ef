"""One status or account of the Mastodon API -> rows."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from crosscurrent.connectors.mastodon.addresses import account_address, platform_of
from crosscurrent.connectors.records import plain_text
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, flag, ident, number, objects, sub, text
from crosscurrent.model.time import ReadTime

_MEDIA = {"image": "image", "video": "video", "gifv": "video", "audio": "audio"}
_HIDDEN = ("private", "direct")
_DAY_US = 86_400_000_000


def status(record: Record, intake: Intake) -> None:
    """Read one status with what it boosts or quotes, or one account of a search."""
    if record.kind == "account":
        _account(record.value, platform_of(text(record.value.get("url"))), intake)
    else:
        _status(record.value, intake)


def _status(value: Json, intake: Intake) -> str | None:
    """Put in a status; return its ``post_uid``. What it boosts or quotes comes first, as a post of its own."""
    platform = platform_of(text(value.get("uri")), text(value.get("url")))
    boosted, quoted = sub(value, "reblog"), sub(value, "quote")
    quoted = sub(quoted, "quoted_status") or quoted
    near = _status(boosted or quoted, intake) if "account" in boosted or "account" in quoted else None
    account = _account(sub(value, "account"), platform, intake)
    native = _native(value, platform)
    if boosted:
        created = intake.created(platform, native, value.get("created_at"))
        intake.post(platform, native, "repost", created, account, id_field="uri", availability=_availability(value),
                    root_post_uid=near)  # fmt: skip
        intake.edge("repost_of", "post", near, text(boosted.get("uri")))
        return near
    uid = _written(value, platform, native, account, intake)
    intake.edge("quote_of", "post", near, text(quoted.get("uri")))
    return uid


def _written(value: Json, platform: str, native: str | None, account: str | None, intake: Intake) -> str:
    html = text(value.get("content")) or ""
    plain, links = plain_text.both(html)
    above = ident(value.get("in_reply_to_id"))
    parent = f"{platform}:{above}" if above and platform != "mastodon" else None
    uid = intake.post(
        platform, native, "reply" if above else "quote" if value.get("quote") else "post",
        intake.created(platform, native, value.get("created_at")), account,
        text="\n".join([*filter(None, [plain]), *_choices(value)]),
        id_field="uri",
        text_html=html or None,
        title=text(value.get("spoiler_text")),
        availability=_availability(value),
        edited_at=intake.time_us(value.get("edited_at")),
        url=text(value.get("url")),
        lang_declared=text(value.get("language")),
        client_name=text(at(value, "application", "name")),
        parent_post_uid=parent,
    )  # fmt: skip
    intake.counted(
        uid,
        like_count=value.get("favourites_count"),
        share_count=value.get("reblogs_count"),
        comment_count=value.get("replies_count"),
        quote_count=value.get("quotes_count"),
    )
    _answered(value, platform, parent, intake)
    written_links(links, intake)
    intake.link(at(value, "card", "url"))
    for tag in objects(value, "tags"):
        intake.hashtag(tag.get("name"))
    for mention in objects(value, "mentions"):
        intake.mention(platform, _account_id(mention, platform), text(mention.get("acct")))
    _media(value, intake)
    return uid


def written_links(links: list[tuple[str, str]], intake: Intake) -> None:
    """Put in the links of a text; the signs ``@`` and ``#`` mark those that only lead to an account or a tag."""
    for address, shown in links:
        if not shown.lstrip().startswith(("@", "#")):
            intake.link(address)


def _answered(value: Json, platform: str, parent: str | None, intake: Intake) -> None:
    """Put in what is answered: the post where its id is unique, else the account, whose address is in the mentions."""
    if parent:
        intake.edge("reply_to", "post", parent, ident(value.get("in_reply_to_id")))
        return
    wanted = ident(value.get("in_reply_to_account_id"))
    people = [*objects(value, "mentions"), sub(value, "account")] if wanted else []
    for each in people:
        if ident(each.get("id")) == wanted and (known := _account_id(each, platform)):
            intake.edge("reply_to", "account", f"{platform}:{known}", wanted)
            return


def _choices(value: Json) -> list[str]:
    return [found for each in objects(value, "poll", "options") if (found := text(each.get("title")))]


def _native(value: Json, platform: str) -> str | None:
    """Return the id that is unique: ``uri`` in the federation, the number on a platform of one server."""
    return ident(value.get("uri")) if platform == "mastodon" else ident(value.get("id"))


def _account_id(value: Json, platform: str) -> str | None:
    return account_address(ident(value.get("url"))) if platform == "mastodon" else ident(value.get("id"))


def _availability(value: Json) -> str:
    return "private" if value.get("visibility") in _HIDDEN else "public"


def _account(value: Json, platform: str, intake: Intake) -> str | None:
    bio = text(value.get("note"))
    uid = intake.author(
        platform,
        _account_id(value, platform),
        alt_ids={"id": ident(value.get("id")), "uri": ident(value.get("uri"))} if platform == "mastodon" else None,
        created=_joined(value.get("created_at"), intake),
        handle=text(value.get("acct")) or text(value.get("username")),
        display_name=text(value.get("display_name")),
        bio=_plain(bio) if bio else None,
        profile_url=text(value.get("url")),
        avatar_url=text(value.get("avatar")),
        follower_count=value.get("followers_count"),
        following_count=value.get("following_count"),
        post_count=value.get("statuses_count"),
        is_bot_declared=flag(value.get("bot")),
        is_suspended=flag(value.get("suspended")),
        verified=flag(value.get("verified")),
    )
    intake.place(uid, "self_declared", value.get("location"), "account.location")
    return uid


@lru_cache(maxsize=1024)
def _plain(html: str) -> str:
    """Return the text of a profile, which comes again with every post of its account."""
    return plain_text.plain(html)


def _joined(raw: Any, intake: Intake) -> ReadTime | None:
    """Return when an account was made; Mastodon cuts that to the day and writes midnight."""
    read = intake.time(raw)
    if read is not None and read.at_us % _DAY_US == 0:
        return ReadTime(read.at_us, "day")
    return read


def _media(value: Json, intake: Intake) -> None:
    for each in objects(value, "media_attachments"):
        kind = _MEDIA.get(text(each.get("type")) or "", "doc")
        original = sub(each, "meta", "original")
        intake.media(
            kind,
            each.get("remote_url") or each.get("url"),
            alt_text=text(each.get("description")),
            width=side(original.get("width")),
            height=side(original.get("height")),
            duration_s=length(original.get("duration")),
        )


def side(value: Any) -> int | None:
    """Return a number of pixels, ``None`` if it is none."""
    return value if type(value) is int and 0 < value < 1 << 31 else None


def length(value: Any) -> float | None:
    """Return a number of seconds, ``None`` if it is none."""
    found = number(value)
    return float(found) if found is not None and 0 <= found < 1e9 else None
