"""One message as the Telegram API gives it to Telethon -> rows. 4CAT writes the same with times as numbers."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, flag, ident, objects, sub, text
from crosscurrent.connectors.telegram.desktop import plain, put_link
from crosscurrent.connectors.telegram.names import PLATFORM, message_id, peer_name


def message(record: Record, intake: Intake) -> None:
    """Read one message."""
    value = record.value
    if value.get("_") in ("MessageService", "MessageEmpty") or value.get("action"):
        raise NothingInIt.because("it is a note of the service")
    place = peer_name(sub(value, "peer_id")) or peer_name(sub(value, "to_id"))
    native = message_id(place, value.get("id"))
    account = _author(value, place, intake)
    above, top = _answered(value, place)
    uid = intake.post(
        PLATFORM, native, "repost" if value.get("fwd_from") else "message",
        intake.created(PLATFORM, native, value.get("date")), account,
        text=text(value.get("message")) or "\n".join(_poll(sub(value, "media"))),
        edited_at=intake.time_us(value.get("edit_date")),
        url=_address(value),
        container_id=place,
        thread_id=top,
        parent_post_uid=f"{PLATFORM}:{above}" if above else None,
        content_type_native=_type(sub(value, "media")),
    )  # fmt: skip
    intake.counted(
        uid,
        view_count=value.get("views"),
        share_count=value.get("forwards"),
        comment_count=at(value, "replies", "replies"),
        reactions={_reaction(each): each.get("count") for each in objects(value, "reactions", "results")},
    )
    intake.edge("reply_to", "post", f"{PLATFORM}:{above}" if above else None, above)
    _forwarded(sub(value, "fwd_from"), intake)
    _marks(value, intake)
    _attached(sub(value, "media"), uid, intake)


def _author(value: Json, place: str | None, intake: Intake) -> str | None:
    """Return who wrote it: in a channel the channel, in a chat of two the other one unless it is one's own."""
    known, sender, chat = peer_name(sub(value, "from_id")), sub(value, "_sender"), sub(value, "_chat")
    if known is None and place and not (place.startswith("user") and value.get("out")):
        known = None if place.startswith("chat") else place
    if known is None:
        return None
    shown = sender or (chat if known == place else {})
    names = (text(shown.get("first_name")), text(shown.get("last_name")))
    return intake.author(
        PLATFORM,
        known,
        handle=text(shown.get("username")),
        display_name=text(shown.get("title")) or " ".join(filter(None, names)),
        is_bot_declared=flag(shown.get("bot")),
        verified=flag(shown.get("verified")),
        follower_count=shown.get("participants_count"),
    )


def _answered(value: Json, place: str | None) -> tuple[str | None, str | None]:
    """Return the message that is answered and the one at the top of its thread."""
    reply = sub(value, "reply_to")
    chat = peer_name(sub(reply, "reply_to_peer_id")) or place
    number = reply.get("reply_to_msg_id") or value.get("reply_to_msg_id") or None
    return message_id(chat, number), message_id(chat, reply.get("reply_to_top_id") or None)


def _forwarded(head: Json, intake: Intake) -> None:
    """Put in the message that was forwarded, where it stood in a channel, else whose it was."""
    source = peer_name(sub(head, "from_id")) or peer_name(head)
    origin = message_id(source, head.get("channel_post") or None)
    if origin:
        intake.edge("forward_of", "post", f"{PLATFORM}:{origin}", origin)
    elif source:
        intake.edge("forward_of", "account", f"{PLATFORM}:{source}", source)
    elif name := text(head.get("from_name")):
        uid = intake.author(PLATFORM, name, id_kind="none", display_name=name)
        intake.edge("forward_of", "account", uid, name)


def _marks(value: Json, intake: Intake) -> None:
    """Put in links, hashtags and mentions. Their places count units of UTF-16, two for an emoji."""
    raw = (text(value.get("message")) or "").encode("utf-16-le", "surrogatepass")
    for each in objects(value, "entities"):
        shown = _slice(raw, each)
        kind = text(each.get("_")) or text(each.get("_type")) or _told(each, shown)
        if kind == "MessageEntityTextUrl":
            put_link(text(each.get("url")) or "", intake)
        elif kind == "MessageEntityUrl":
            put_link(shown, intake)
        elif kind == "MessageEntityHashtag":
            intake.hashtag(shown)
        elif kind == "MessageEntityMention":
            intake.mention(PLATFORM, None, shown.lstrip("@"))
        elif kind == "MessageEntityMentionName" and (number := ident(each.get("user_id"))):
            intake.mention(PLATFORM, f"user{number}", shown)


def _slice(raw: bytes, entity: Json) -> str:
    start, length = entity.get("offset"), entity.get("length")
    if type(start) is not int or type(length) is not int or start < 0 or length <= 0:
        return ""
    return raw[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")


def _told(entity: Json, shown: str) -> str:
    """Return the type of an entity from what it marks: 4CAT leaves the type out of lists."""
    if text(entity.get("url")):
        return "MessageEntityTextUrl"
    if "user_id" in entity:
        return "MessageEntityMentionName"
    if shown.startswith(("#", "@")):
        return "MessageEntityHashtag" if shown[0] == "#" else "MessageEntityMention"
    return "MessageEntityUrl" if shown.startswith(("http://", "https://")) else ""


def _attached(media: Json, uid: str, intake: Intake) -> None:
    """Put in the link of a preview and a shared place; files have no address in these captures."""
    intake.link(at(media, "webpage", "url"))
    spot = sub(media, "geo")
    if "lat" in spot and "long" in spot:
        intake.place(uid, "gps_place", f"{spot['lat']},{spot['long']}", "media.geo")


def _poll(media: Json) -> list[str]:
    poll = sub(media, "poll")
    found = [plain(poll.get("question")), *(plain(each.get("text")) for each in objects(poll, "answers"))]
    return [each for each in found if each]


def _type(media: Json) -> str | None:
    return text(media.get("_")) or text(media.get("_type"))


def _reaction(value: Json) -> str:
    inner = sub(value, "reaction")
    return text(inner.get("emoticon")) or f"custom:{text(inner.get('document_id')) or ''}"


def _address(value: Json) -> str | None:
    """Return the public address, where the capture names the channel."""
    name: Any = text(at(value, "_chat", "username"))
    number = ident(value.get("id"))
    return f"https://t.me/{name}/{number}" if name and number else None
