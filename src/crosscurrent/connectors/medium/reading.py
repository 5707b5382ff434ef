"""One Medium story, out of a feed or a page -> rows."""

from __future__ import annotations

import re
from typing import Any

from crosscurrent.connectors.medium import page
from crosscurrent.connectors.records import plain_text
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, flag, ident, number, objects, sub, text
from crosscurrent.connectors.records.xml_source import text_of, texts

_PLATFORM = "medium"
_ID = re.compile(r"(?:/p/|[/-])([0-9a-f]{10,12})(?:[?#].*)?$")
_HANDLE = re.compile(r"https?://medium\.com/@([\w.\-]{1,60})")
_IMAGE = re.compile(r"<img\b[^>]{0,2000}?\bsrc\s*=\s*[\"']([^\"'>]{1,4000})", re.IGNORECASE)
#: What stands at the end of a body that was cut for readers who do not pay.
_CUT = re.compile(r"medium-feed-(?:snippet|link)|Continue reading on [^<]{1,200}»", re.IGNORECASE)
_IMAGES = "https://miro.medium.com/v2/"


def feed_entry(record: Record, intake: Intake) -> None:
    """Read one item of a feed."""
    item, channel = sub(record.value, "item"), sub(record.value, "channel")
    link = _without_source(text_of(item.get("link")))
    native = _native(text_of(item.get("guid"))) or _native(link)
    markup = text_of(item.get("content:encoded")) or text_of(item.get("description"))
    body, anchors = plain_text.both(markup) if markup else (None, [])
    is_cut = bool(markup and _CUT.search(markup))
    byline = text_of(item.get("dc:creator"))
    handle = _handle(link) or _handle(text_of(channel.get("link")))
    intake.post(
        _PLATFORM, native, "article",
        intake.created(_PLATFORM, native, text_of(item.get("pubDate")), "feed"),
        intake.author(_PLATFORM, None, handle=handle, display_name=byline,
                      profile_url=f"https://medium.com/@{handle}" if handle else None),
        text=body,
        id_field="guid",
        is_partial=is_cut,
        title=text_of(item.get("title")),
        edited_at=_later(intake.time_us(text_of(item.get("updated"))), intake.time_us(text_of(item.get("pubDate")))),
        url=link,
        text_html=markup if markup != body else None,
        text_is_truncated=True if is_cut else None,
        alt_ids={"byline": None if handle else byline},
        availability="public",
    )  # fmt: skip
    for tag in texts(item.get("category")):
        intake.hashtag(tag)
    for written, _ in anchors:
        if not _is_own(written):
            intake.link(written)
    for address in _IMAGE.findall(markup or ""):
        if "medium.com/_/stat" not in address:  # a counter of readers, no picture
            intake.media("image", plain_text.plain(address))


def page_post(record: Record, intake: Intake) -> None:
    """Read one post of the state of a page; only the one it shows has its body."""
    value = record.value
    intake.observed_us = intake.time_us(value.get("saved_at"))
    native, body = ident(value.get("id")), [one for one in value.get("body", ()) if isinstance(one, dict)]
    written = "\n".join(line for one in body if (line := text(one.get("text"))))
    uid = intake.post(
        _PLATFORM, native, "article",
        intake.created(_PLATFORM, native, value.get("firstPublishedAt") or None, "page"),
        _creator(sub(value, "creator"), intake),
        text=written or None,
        id_field="Post.id",
        is_partial=not written,
        title=text(value.get("title")),
        edited_at=_later(intake.time_us(value.get("latestPublishedAt")), intake.time_us(value.get("firstPublishedAt"))),
        url=_without_source(text(value.get("mediumUrl"))),
        container_id=ident(at(value, "collection", "id")),
        text_is_truncated=True if written and flag(value.get("isLockedPreviewOnly")) else None,
        lang_declared=text(value.get("detectedLanguage")),
        availability="public",
    )  # fmt: skip
    intake.counted(
        uid,
        reactions={"claps": value.get("clapCount")},
        reaction_count=value.get("clapCount"),
        like_count=value.get("voterCount"),
        comment_count=at(value, "postResponses", "count"),
    )
    for tag in objects(value, "tags"):
        intake.hashtag(tag.get("displayTitle") or tag.get("normalizedTagSlug") or tag.get("id"))
    for address in page.links(body):
        intake.link(address)
    for picture in page.images(body):
        intake.media(
            "image", f"{_IMAGES}{picture['id']}",
            width=_pixels(picture.get("originalWidth")), height=_pixels(picture.get("originalHeight")),
            alt_text=text(picture.get("alt")),
        )  # fmt: skip


def _creator(value: Json, intake: Intake) -> str | None:
    handle = text(value.get("username"))
    return intake.author(
        _PLATFORM,
        ident(value.get("id")),
        handle=handle,
        display_name=text(value.get("name")),
        bio=text(value.get("bio")),
        profile_url=f"https://medium.com/@{handle}" if handle else None,
        follower_count=at(value, "socialStats", "followerCount"),
        following_count=at(value, "socialStats", "followingCount"),
    )


def _native(address: str | None) -> str | None:
    found = _ID.search(address) if address else None
    return found[1] if found is not None else None


def _handle(address: str | None) -> str | None:
    """The author's name stands in the address, unless the story belongs to a publication."""
    found = _HANDLE.match(address) if address else None
    return found[1] if found is not None else None


def _without_source(address: str | None) -> str | None:
    """Cut what only says by which feed the reader came."""
    return re.sub(r"\?source=[^#]*", "", address) if address else None


def _is_own(address: str) -> bool:
    """Links that Medium adds itself: to the story, to its readers, to the member's page."""
    return "source=rss" in address or address.startswith("https://medium.com/m/")


def _later(changed: int | None, first: int | None) -> int | None:
    return changed if changed is not None and (first is None or changed > first) else None


def _pixels(value: Any) -> int | None:
    found = number(value)
    return int(found) if found is not None and 0 <= found < 1 << 31 else None
