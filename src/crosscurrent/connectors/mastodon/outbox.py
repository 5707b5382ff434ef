"""One activity of an ActivityPub outbox -> rows."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.mastodon.addresses import account_address, platform_of
from crosscurrent.connectors.mastodon.reading import side, written_links
from crosscurrent.connectors.records import plain_text
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, ident, objects, sub, text

_NOTES = ("Note", "Question", "Article", "Page", "Video", "Image", "Audio", "Event")
_PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
_FILES = ("image", "video", "audio")


def activity(record: Record, intake: Intake) -> None:
    """Read one activity: what an account wrote, changed, passed on or deleted."""
    value = record.value
    kind, inner = value.get("type"), sub(value, "object")
    if kind == "Announce":
        _announced(value, intake)
    elif kind == "Delete":
        _deleted(value, intake)
    elif kind in ("Create", "Update") and inner.get("type") in _NOTES:
        _note(inner, _actor(value, intake), intake)
    else:
        raise NothingInIt.because("the activity is neither a post nor a boost")


def _actor(value: Json, intake: Intake) -> str | None:
    written = _named(value.get("actor"))
    address = account_address(written)
    return intake.author(platform_of(address), address, alt_ids={"uri": written})


def _announced(value: Json, intake: Intake) -> None:
    native, origin = ident(value.get("id")), _named(value.get("object"))
    platform, account = platform_of(native), _actor(value, intake)
    root = f"{platform_of(origin)}:{origin}" if origin else None
    intake.post(
        platform, native, "repost", intake.created(platform, native, value.get("published")), account,
        availability=_availability(value), root_post_uid=root,
    )  # fmt: skip
    intake.edge("repost_of", "post", root, origin)


def _deleted(value: Json, intake: Intake) -> None:
    gone = _named(value.get("object"))
    platform = platform_of(gone)
    intake.post(
        platform, gone, "post", intake.created(platform, gone, None), _actor(value, intake),
        id_field="object", is_partial=True, availability="deleted_by_author",
        deleted_seen_at=intake.time_us(value.get("published")),
    )  # fmt: skip


def _note(value: Json, account: str | None, intake: Intake) -> None:
    native, above = ident(value.get("id")), _named(value.get("inReplyTo"))
    platform = platform_of(native)
    html = text(value.get("content")) or ""
    plain, links = plain_text.both(html)
    choices = [text(each.get("name")) for name in ("oneOf", "anyOf") for each in objects(value, name)]
    parent = f"{platform_of(above)}:{above}" if above else None
    uid = intake.post(
        platform, native, "reply" if above else "post", intake.created(platform, native, value.get("published")),
        account,
        text="\n".join(filter(None, [plain, *choices])),
        id_field="object.id",
        text_html=html or None,
        title=text(value.get("summary")) or text(value.get("name")),
        availability=_availability(value),
        edited_at=intake.time_us(value.get("updated")),
        url=text(value.get("url")),
        lang_declared=_language(value),
        thread_id=text(value.get("conversation")),
        parent_post_uid=parent,
    )  # fmt: skip
    intake.counted(
        uid,
        like_count=at(value, "likes", "totalItems"),
        share_count=at(value, "shares", "totalItems"),
        comment_count=at(value, "replies", "totalItems"),
    )
    intake.edge("reply_to", "post", parent, above)
    written_links(links, intake)
    _tags(value, platform, intake)
    _files(value, intake)


def _files(value: Json, intake: Intake) -> None:
    for each in objects(value, "attachment"):
        mime = text(each.get("mediaType")) or ""
        kind = mime.partition("/")[0]
        intake.media(
            kind if kind in _FILES else "doc",
            each.get("url"),
            mime=mime or None,
            alt_text=text(each.get("name")),
            width=side(each.get("width")),
            height=side(each.get("height")),
        )


def _tags(value: Json, platform: str, intake: Intake) -> None:
    for each in objects(value, "tag"):
        if each.get("type") == "Hashtag":
            intake.hashtag(each.get("name"))
        elif each.get("type") == "Mention":
            handle = text(each.get("name"))
            intake.mention(platform, account_address(ident(each.get("href"))), handle.lstrip("@") if handle else None)
    quoted = _named(value.get("quote")) or _named(value.get("quoteUri"))
    intake.edge("quote_of", "post", f"{platform_of(quoted)}:{quoted}" if quoted else None, quoted)


def _named(value: Any) -> str | None:
    """Return the id of a thing that is written as its id or as an object that holds it."""
    return ident(value.get("id") if isinstance(value, dict) else value)


def _language(value: Json) -> str | None:
    """Return the language of a text that is given in one language only."""
    languages = sub(value, "contentMap")
    return text(next(iter(languages))) if len(languages) == 1 else None


def _availability(value: Json) -> str:
    seen_by = [each for name in ("to", "cc") for each in _listed(value.get(name))]
    return "public" if not seen_by or any(each in _PUBLIC for each in seen_by) else "private"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []
