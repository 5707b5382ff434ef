"""One item of a feed -> rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from crosscurrent.connectors.records import plain_text
from crosscurrent.connectors.records.created import UNKNOWN, Created
from crosscurrent.connectors.records.faults import IdMissing, ZoneUnknown
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, ident, objects, sub, text
from crosscurrent.connectors.records.web_address import WEB, Address, address_of
from crosscurrent.connectors.records.xml_source import attributes, each, text_of, texts
from crosscurrent.errors import TimeUnreadable

_CUT = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.)\]|(?:continue reading|read more|read the full story|阅读全文|查看全文)\W{0,3})$",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"<img\b[^>]{0,2000}?\bsrc\s*=\s*[\"']([^\"'>]{1,4000})", re.IGNORECASE)
_PEOPLE, _LANGUAGES = ("dc:creator", "author", "itunes:author"), ("language", "dc:language")
_MEDIA_KINDS = ("image", "video", "audio")


@dataclass(slots=True)
class _Found:
    """What one item says, whatever the format of its feed."""

    link: str | None
    guid: str | None
    title: str | None
    written: Any
    changed: Any
    whole: str | None
    excerpt: str | None
    byline: str | None
    site: str | None
    lang: str | None
    comments: Any = None
    media: list[tuple[str, str | None, str | None]] = field(default_factory=list)


def rss_entry(record: Record, intake: Intake) -> None:
    """Read one item of RSS 2.0 or RDF."""
    item, channel = sub(record.value, "item"), sub(record.value, "channel")
    guid = text_of(item.get("guid"))
    link = text_of(item.get("feedburner:origLink")) or text_of(item.get("link")) or _permalink(item.get("guid"))
    _put(_Found(
        link=link or next(iter(attributes(item.get("link"), "href")), None) or _about(item),
        guid=guid,
        title=_plain(text_of(item.get("title"))),
        written=text_of(item.get("pubDate")) or text_of(item.get("dc:date")) or text_of(item.get("dcterms:created")),
        changed=text_of(item.get("updated")) or text_of(item.get("dcterms:modified")),
        whole=text_of(item.get("content:encoded")),
        excerpt=text_of(item.get("description")) or text_of(item.get("itunes:summary")),
        byline=", ".join(next(filter(None, (texts(item.get(name)) for name in _PEOPLE)), [])),
        site=text_of(channel.get("title")),
        lang=text_of([*each(item.get("dc:language")), *(one for key in _LANGUAGES for one in each(channel.get(key)))]),
        comments=text_of(item.get("slash:comments")),
        media=[*_enclosed(item.get("enclosure"), "url"), *_media_rss(item)],
    ), intake)  # fmt: skip


def atom_entry(record: Record, intake: Intake) -> None:
    """Read one entry of an Atom feed."""
    entry, feed = sub(record.value, "item"), sub(record.value, "channel")
    links = [each_link for each_link in each(entry.get("link")) if isinstance(each_link, dict)]
    people = [text_of(one.get("name")) for one in each(entry.get("author")) if isinstance(one, dict)]
    source = next((one for one in each(entry.get("source")) if isinstance(one, dict)), {})
    _put(_Found(
        link=text_of(entry.get("feedburner:origLink")) or _alternate(links),
        guid=text_of(entry.get("id")),
        title=_plain(text_of(entry.get("title"))),
        written=text_of(entry.get("published")) or text_of(entry.get("issued")) or text_of(entry.get("created")),
        changed=text_of(entry.get("updated")) or text_of(entry.get("modified")),
        whole=text_of(entry.get("content")),
        excerpt=text_of(entry.get("summary")),
        byline=", ".join(name for name in people if name),
        site=text_of(source.get("title")) or text_of(feed.get("title")),
        lang=text(entry.get("@xml:lang")),
        comments=text_of(entry.get("thr:total")),
        media=[
            *_enclosed([one for one in links if one.get("@rel") == "enclosure"], "href"), *_media_rss(entry),
        ],
    ), intake)  # fmt: skip


def json_entry(record: Record, intake: Intake) -> None:
    """Read one item of a JSON Feed."""
    item, feed = sub(record.value, "item"), sub(record.value, "channel")
    people = [*objects(item, "authors"), sub(item, "author")]
    files = [(text(one.get("url")), text(one.get("mime_type"))) for one in objects(item, "attachments")]
    _put(_Found(
        link=text(item.get("url")) or text(item.get("external_url")),
        guid=ident(item.get("id")),
        title=text(item.get("title")),
        written=text(item.get("date_published")),
        changed=text(item.get("date_modified")),
        whole=text(item.get("content_html")) or text(item.get("content_text")),
        excerpt=text(item.get("summary")),
        byline=", ".join(name for one in people if (name := text(one.get("name")))),
        site=text(feed.get("title")),
        lang=text(item.get("language")) or text(feed.get("language")),
        media=[("image", text(item.get("image")) or text(item.get("banner_image")), None),
               *((_kind(mime), address, mime) for address, mime in files)],
    ), intake)  # fmt: skip


def _put(found: _Found, intake: Intake) -> None:
    address = address_of(found.link) if found.link else None
    if address is None and found.guid and found.guid.startswith(("http://", "https://")):
        address = address_of(found.guid)
    if address is None:
        raise IdMissing.of("link")
    markup = found.whole or found.excerpt
    body, anchors = plain_text.both(markup) if markup else (None, [])
    account = intake.author(
        WEB, address.host, display_name=found.site, profile_url=f"https://{address.host}", lang_declared=found.lang
    )
    uid = intake.post(
        address.platform, address.native_id, address.kind, _created(found, address, intake), account,
        text=body,
        id_field="link",
        is_partial=found.whole is None,
        title=found.title,
        url=found.link or found.guid,
        edited_at=_changed(found, intake),
        text_html=markup if markup and markup != body else None,
        text_is_truncated=_is_cut(found, body),
        lang_declared=found.lang,
        alt_ids={"guid": found.guid if found.guid != found.link else None, "byline": found.byline},
        availability="public",
    )  # fmt: skip
    intake.counted(uid, comment_count=found.comments)
    for written, _ in anchors:
        intake.link(written)
    intake.references(body if not anchors else None, address.platform, mentions=False)
    for kind, place, mime in (*found.media, *(("image", place, None) for place in _IMAGE.findall(markup or ""))):
        intake.media(kind, plain_text.plain(place) if place and not place.startswith("data:") else None, mime=mime)


def _created(found: _Found, address: Address, intake: Intake) -> Created:
    """Return when an item was published; a time in no known form is kept as written, for the text is still there."""
    if found.written is None:
        if found.changed is not None:
            intake.note("items that only say when they were last changed have no time of publication")
        return intake.created(address.platform, address.native_id, None, "feed")
    try:
        return intake.created(address.platform, address.native_id, found.written, "feed")
    except (TimeUnreadable, ZoneUnknown):
        return _unread(found, intake)


def _unread(found: _Found, intake: Intake) -> Created:
    intake.note("some times are in no form that can be read; they are kept as written, and not used")
    return UNKNOWN._replace(raw=str(found.written)[:100])


def _changed(found: _Found, intake: Intake) -> int | None:
    try:
        return intake.time_us(found.changed)
    except (TimeUnreadable, ZoneUnknown):
        return None


def _is_cut(found: _Found, body: str | None) -> bool | None:
    """An excerpt that says so is cut; whether any other is, nobody knows."""
    return True if body and found.whole is None and _CUT.search(body.rstrip()) else None


def _permalink(guid: Any) -> str | None:
    """A guid is the address unless it says that it is none."""
    if "false" in attributes(guid, "isPermaLink"):
        return None
    written = text_of(guid) or ""
    return written if written.startswith(("http://", "https://")) else None


def _about(item: Json) -> str | None:
    written = text(item.get("@rdf:about")) or ""
    return written if written.startswith(("http://", "https://")) else None


def _alternate(links: Iterable[Json]) -> str | None:
    """The page an entry stands for is its link without a relation, or with that of an alternate."""
    return next((text(one.get("@href")) for one in links if one.get("@rel", "alternate") == "alternate"), None)


def _plain(written: str | None) -> str | None:
    return plain_text.plain(written) if written else None


def _enclosed(value: Any, name: str) -> list[tuple[str, str | None, str | None]]:
    return [
        (_kind(one.get("@type")), text(one.get(f"@{name}")), text(one.get("@type")))
        for one in each(value)
        if isinstance(one, dict)
    ]


def _media_rss(item: Json) -> list[tuple[str, str | None, str | None]]:
    groups = [item, *(one for one in each(item.get("media:group")) if isinstance(one, dict))]
    found: list[tuple[str, str | None, str | None]] = []
    for group in groups:
        for one in each(group.get("media:content")):
            if isinstance(one, dict):
                kind = text(one.get("@medium"))
                mime = text(one.get("@type"))
                found.append((kind if kind in _MEDIA_KINDS else _kind(mime), text(one.get("@url")), mime))
        found += [("thumb", address, None) for address in attributes(group.get("media:thumbnail"), "url")]
    return found


def _kind(mime: Any) -> str:
    start = mime.partition("/")[0] if isinstance(mime, str) else ""
    return start if start in _MEDIA_KINDS else "doc" if start else "image"
