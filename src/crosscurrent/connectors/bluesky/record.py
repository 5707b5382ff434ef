"""The record of a Bluesky post: its text, its time, and what it refers to by byte positions."""

from __future__ import annotations

from typing import Any, NamedTuple

from crosscurrent.connectors.records.created import Created
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import Json, at, ident, members, objects, sub, text
from crosscurrent.errors import TimeUnreadable

PLATFORM = "bluesky"
_MINUTE_US, _DAY_US = 60_000_000, 86_400_000_000
#: A clock may go ahead by so much; a post may be seen so much later before its written time is doubted. A day is what
#: Bluesky's own application takes before it calls a post archived.
_AHEAD_US, _BEHIND_US = 10 * _MINUTE_US, _DAY_US


class PendingPost(NamedTuple):
    """A post before it is put in.

    Attributes:
        uri: Its at-uri.
        account_uid: Its author.
        record: Its record.
        seen_us: When the network first saw it, microseconds UTC.
        handle: Handle of its author, for its address.
        edited_us: When it was seen to be changed.
    """

    uri: str | None
    account_uid: str | None
    record: Json
    seen_us: int | None
    handle: str | None = None
    edited_us: int | None = None


def put_post(pending: PendingPost, intake: Intake) -> str:
    """Put in a post with its references; return its ``post_uid``."""
    record, uri = pending.record, pending.uri
    above, root = ident(at(record, "reply", "parent", "uri")), ident(at(record, "reply", "root", "uri"))
    quoted = quoted_uri(sub(record, "embed"))
    uid = intake.post(
        PLATFORM, uri, "reply" if above else "quote" if quoted else "post",
        settled(uri, record.get("createdAt"), pending.seen_us, intake), pending.account_uid,
        text=record.get("text"),
        id_field="uri",
        availability="public",
        edited_at=pending.edited_us,
        url=_address(uri, pending.handle),
        lang_declared=next((found for each in members(record, "langs") if (found := text(each))), None),
        client_name=text(record.get("via")),
        thread_id=root,
        parent_post_uid=f"{PLATFORM}:{above}" if above else None,
        root_post_uid=f"{PLATFORM}:{root}" if root else None,
    )  # fmt: skip
    if above:
        intake.edge("reply_to", "post", f"{PLATFORM}:{above}", above)
    if quoted:
        intake.edge("quote_of", "post", f"{PLATFORM}:{quoted}", quoted)
    _facets(record, intake)
    for tag in members(record, "tags"):
        intake.hashtag(tag)
    return uid


def quoted_uri(embed: Json) -> str | None:
    """Return the post a record embeds; lists, feeds and starter packs are embedded the same way and are none.

    Example:
        >>> quoted_uri({"record": {"uri": "at://did:plc:a/app.bsky.feed.post/3k"}})
        'at://did:plc:a/app.bsky.feed.post/3k'
        >>> quoted_uri({"record": {"uri": "at://did:plc:a/app.bsky.graph.list/3k"}})
    """
    inner = sub(embed, "record")
    uri = ident(inner.get("uri")) or ident(at(inner, "record", "uri"))
    return uri if uri and "/app.bsky.feed.post/" in uri else None


def settled(uri: str | None, written: Any, seen_us: int | None, intake: Intake) -> Created:
    """Return when a record was made. ``createdAt`` is what its author says: it stands, and contradictions are marked.

    Two witnesses can contradict it: the key of the record, which clients make of their clock, and the time the network
    saw it. A ``createdAt`` that is no time between 2003 and 2100 leaves the key's time.
    """
    try:
        created = intake.created(PLATFORM, uri, written)
    except TimeUnreadable:
        created = intake.created(PLATFORM, uri, None)._replace(raw=str(written)[:100], conflict=True)
    if written is None or seen_us is None or created.at_us is None:
        return created
    if not seen_us - _BEHIND_US <= created.at_us <= seen_us + _AHEAD_US:
        return created._replace(conflict=True)
    return created


def _facets(record: Json, intake: Intake) -> None:
    """Put in links, tags and mentions. Their positions count bytes of UTF-8; what they mean stands beside them."""
    raw = (text(record.get("text")) or "").encode("utf-8", "surrogatepass")
    for facet in objects(record, "facets"):
        for feature in objects(facet, "features"):
            kind = text(feature.get("$type")) or ""
            if kind.endswith("#link"):
                intake.link(feature.get("uri"))
            elif kind.endswith("#tag"):
                intake.hashtag(feature.get("tag"))
            elif kind.endswith("#mention"):
                intake.mention(PLATFORM, ident(feature.get("did")), _slice(raw, sub(facet, "index")))


def _slice(raw: bytes, index: Json) -> str | None:
    """Return what a mention reads, without its sign; ``None`` where the positions lie outside the text."""
    start, end = index.get("byteStart"), index.get("byteEnd")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(raw):
        return None
    return raw[start:end].decode("utf-8", "replace").lstrip("@").strip() or None


def _address(uri: str | None, handle: str | None) -> str | None:
    parts = (uri or "").split("/")
    if len(parts) != 5 or parts[3] != "app.bsky.feed.post":
        return None
    owner = handle if handle and handle != "handle.invalid" else parts[2]
    return f"https://bsky.app/profile/{owner}/post/{parts[4]}"
