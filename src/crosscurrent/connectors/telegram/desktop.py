"""One message of an export of Telegram Desktop -> rows."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, ident, members, objects, sub, text
from crosscurrent.connectors.telegram.names import PLATFORM, account_name, chat_name, message_id
from crosscurrent.errors import TimeUnreadable

_KINDS = {"sticker": "image", "animation": "video", "video_file": "video", "video_message": "video",
          "voice_message": "audio", "audio_file": "audio"}  # fmt: skip
_PRIVATE = ("personal", "private", "saved", "bot")


def message(record: Record, intake: Intake) -> None:
    """Read one message with the head of its chat beside it."""
    value = record.value
    if value.get("type") != "message":
        raise NothingInIt.because("it is a note of the service, or of a kind the export does not support")
    chat = sub(value, "_chat")
    place = chat_name(chat)
    native = message_id(place, value.get("id"))
    account = _author(value, place, chat, intake)
    answered = message_id(
        account_name(value.get("reply_to_peer_id")) or place, value.get("reply_to_message_id") or None
    )
    parent = f"{PLATFORM}:{answered}" if answered else None
    written = _written(value)
    uid = intake.post(
        PLATFORM, native, "repost" if "forwarded_from" in value or "forwarded_from_id" in value else "message",
        intake.created(PLATFORM, native, value.get("date_unixtime") or value.get("date")), account,
        text=written or "\n".join(_poll(sub(value, "poll"))),
        availability="private" if str(chat.get("type")).startswith(_PRIVATE) else "public",
        edited_at=_edited(value, intake),
        container_id=place,
        parent_post_uid=parent,
        client_name=text(value.get("via_bot")),
        content_type_native=text(value.get("media_type")),
    )  # fmt: skip
    intake.edge("reply_to", "post", parent, ident(value.get("reply_to_message_id")))
    _forwarded(value, intake)
    _marks(value, intake)
    _files(value, intake)
    spot = sub(value, "location_information")
    if "latitude" in spot and "longitude" in spot:
        intake.place(uid, "gps_place", f"{spot['latitude']},{spot['longitude']}", "location_information")
    intake.counted(uid, reactions={_reaction(each): each.get("count") for each in objects(value, "reactions")})


def _author(value: Json, place: str | None, chat: Json, intake: Intake) -> str | None:
    """Return who wrote it; what stands in a channel without a name is the channel's."""
    known = account_name(value.get("from_id"))
    if known is None and "channel" in str(chat.get("type")):
        return intake.author(PLATFORM, place, display_name=text(chat.get("name")))
    return intake.author(PLATFORM, known, display_name=text(value.get("from"))) if known else None


def _forwarded(value: Json, intake: Intake) -> None:
    """Put in where a message was forwarded from: an account, by id in new exports, by its shown name alone in old."""
    name = text(value.get("forwarded_from"))
    source = intake.author(
        PLATFORM, account_name(value.get("forwarded_from_id")) or name,
        id_kind="native" if value.get("forwarded_from_id") else "none", display_name=name,
    )  # fmt: skip
    intake.edge("forward_of", "account", source, name)


def _parts(value: Json) -> list[Any]:
    """Return a text in parts. It stands in ``text`` whole or in parts, and in new exports in ``text_entities`` too."""
    for key in ("text_entities", "text"):
        if parts := members(value, key):
            return parts
    return [value.get("text")]


def _written(value: Json) -> str:
    parts = (each.get("text") if isinstance(each, dict) else each for each in _parts(value))
    return "".join(part for part in parts if isinstance(part, str))


def _marks(value: Json, intake: Intake) -> None:
    """Put in links, hashtags and mentions. Telegram marks them all, so a text without marks has none."""
    for each in _parts(value):
        if not isinstance(each, dict):
            continue
        kind, shown = each.get("type"), text(each.get("text")) or ""
        if kind == "link":
            put_link(shown, intake)
        elif kind == "text_link":
            put_link(text(each.get("href")) or "", intake)
        elif kind == "hashtag":
            intake.hashtag(shown)
        elif kind == "mention":
            intake.mention(PLATFORM, None, shown.lstrip("@"))
        elif kind == "mention_name" and (number := ident(each.get("user_id"))):
            intake.mention(PLATFORM, f"user{number}", shown)


def put_link(written: str, intake: Intake) -> None:
    """Put in a link that Telegram marked: it may be written without its scheme, and applications then take http."""
    if "://" in written:
        intake.link(written)
    elif "." in written and not written.startswith("mailto:"):
        intake.edge("links_to", "url", f"http://{written}", written)


def _edited(value: Json, intake: Intake) -> int | None:
    """Return when it was changed; exports before 2021 wrote 1970 for "never"."""
    try:
        return intake.time_us(value.get("edited_unixtime") or value.get("edited"))
    except TimeUnreadable:
        return None


def _poll(poll: Json) -> list[str]:
    """Return question and choices of a poll, which is all such a message says."""
    found = [plain(poll.get("question")), *(plain(each.get("text")) for each in objects(poll, "answers"))]
    return [each for each in found if each]


def plain(value: Any) -> str | None:
    """Return a text that newer versions wrap into an object."""
    return text(value) or text(at(value, "text"))


def _reaction(value: Json) -> str:
    return text(value.get("emoji")) or f"{text(value.get('type')) or 'reaction'}:{text(value.get('document_id')) or ''}"


def _files(value: Json, intake: Intake) -> None:
    """Put in the files beside the export; what was not exported has a sentence in brackets for a path."""
    for key in ("photo", "file"):
        path = text(value.get(key))
        if path is None or "(File " in path or "(Photo " in path:
            continue
        kind = "image" if key == "photo" else _KINDS.get(text(value.get("media_type")) or "", _by_mime(value))
        intake.media(
            kind,
            local_path=path,
            mime=text(value.get("mime_type")),
            width=_side(value.get("width")),
            height=_side(value.get("height")),
            duration_s=_seconds(value.get("duration_seconds")),
        )
    thumbnail = text(value.get("thumbnail"))
    if thumbnail and "(File " not in thumbnail:
        intake.media("thumb", local_path=thumbnail)


def _by_mime(value: Json) -> str:
    kind = (text(value.get("mime_type")) or "").partition("/")[0]
    return kind if kind in ("image", "video", "audio") else "doc"


def _side(value: Any) -> int | None:
    return value if type(value) is int and 0 < value < 1 << 31 else None


def _seconds(value: Any) -> float | None:
    return float(value) if type(value) in (int, float) and 0 <= value < 1e9 else None
