"""Which post of which platform a record of yt-dlp is, and whose: the extractor decides what its id fields mean."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import NamedTuple

from crosscurrent.actions.canonical_url import Link, canonical
from crosscurrent.connectors.faults import IdLossy
from crosscurrent.connectors.records.intake import account_uid
from crosscurrent.connectors.records.values import Json, ident, number, text
from crosscurrent.model.id_clock import instagram_shortcode
from crosscurrent.model.native_id import bilibili_av, bilibili_bv, instagram_media, weibo_bid, weibo_mid
from crosscurrent.model.time import EARLIEST_US, LATEST_US

#: Beginning of an extractor's key -> platform; any other key is the platform's name itself.
_STARTS = (
    ("youtube", "youtube"), ("biliintl", "biliintl"), ("bili", "bilibili"), ("ixigua", "xigua"), ("douyin", "douyin"),
    ("tiktok", "tiktok"), ("facebook", "facebook"), ("weibo", "weibo"), ("twitter", "x"), ("instagram", "instagram"),
    ("threads", "threads"), ("reddit", "reddit"), ("xiaohongshu", "xiaohongshu"), ("bluesky", "bluesky"),
    ("telegram", "telegram"), ("zhihu", "zhihu"), ("linkedin", "linkedin"), ("kuaishou", "kuaishou"),
    ("medium", "medium"), ("generic", "web"), ("html5mediaembed", "web"),
)  # fmt: skip
_EXACT = {"truth": "truthsocial", "gab": "gab", "gabtv": "gab"}
_LINKS = ("url", "url_transparent")
_EARLIEST_S, _LATEST_S = EARLIEST_US // 1_000_000, LATEST_US // 1_000_000
_PART = re.compile(r"(BV\w{10})(?:_p\d{1,4})?")
_YOUTUBE_VIDEO = re.compile(r"[\w-]{11}")


class _Owner(NamedTuple):
    """Where an extractor puts what it knows of the account that posted."""

    ids: tuple[str, ...] = ("uploader_id", "channel_id")
    handle: str = ""
    names: tuple[str, ...] = ("uploader", "channel")
    alt_ids: tuple[tuple[str, str], ...] = ()


_OWNERS = {
    "youtube": _Owner(("channel_id", "uploader_id"), "uploader_id", ("channel", "uploader")),
    "bilibili": _Owner(("uploader_id",)),
    "xigua": _Owner(("uploader_id",)),
    "weibo": _Owner(("uploader_id",)),
    "facebook": _Owner(("uploader_id",)),
    "douyin": _Owner(("channel_id", "uploader_id"), "uploader", ("channel", "creator"), (("uid", "uploader_id"),)),
    "tiktok": _Owner(("uploader_id",), "uploader", ("channel", "creator"), (("sec_uid", "channel_id"),)),
    "x": _Owner(("channel_id",), "uploader_id", ("uploader",)),
    "bluesky": _Owner(("channel_id",), "uploader_id", ("uploader",)),
    "instagram": _Owner(("uploader_id",), "channel", ("uploader",)),
    "threads": _Owner(("uploader_id",), "channel", ("uploader",)),
    "reddit": _Owner((), "uploader", ()),
}  # fmt: skip


class Account(NamedTuple):
    """The account that posted, as far as a record names it; without an id and a handle it is nobody."""

    native_id: str | None = None
    id_kind: str = "native"
    handle: str | None = None
    display_name: str | None = None
    alt_ids: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Above:
    """What a comment or a member of a list must know of the record it was in.

    Attributes:
        platform: Platform in lower case.
        native_id: Canonical id of the video.
        owner_uid: ``account_uid`` of the account that posted it.
        epoch_us: When yt-dlp saw it, microseconds UTC.
    """

    platform: str | None = None
    native_id: str | None = None
    owner_uid: str | None = None
    epoch_us: int | None = None

    @classmethod
    def of(cls, value: Json, above: Above | None = None) -> Above:
        """Return what a record passes on to what is in it; a record that cannot be identified passes on nothing."""
        epoch_us = observed_us(value) or (above.epoch_us if above is not None else None)
        platform = platform_of(value) or (above.platform if above is not None else None)
        if platform is None:
            return cls(epoch_us=epoch_us)
        try:
            account = account_of(platform, value)
            owner = account.native_id and account_uid(platform, account.native_id, account.id_kind)
            return cls(platform, post_id(platform, value), owner or None, epoch_us)
        except (IdLossy, ValueError):
            return cls(platform, epoch_us=epoch_us)


class Part(dict[str, object]):
    """A record out of another one, with what it must know of that; else it is as it stands in the file."""

    __slots__ = ("above",)

    def __init__(self, value: Json, above: Above) -> None:
        super().__init__(value)
        self.above = above


def platform_of(value: Json) -> str | None:
    """Return the platform, from the extractor.

    Example:
        >>> platform_of({"extractor_key": "BiliBiliBangumi"}), platform_of({"extractor": "youtube:tab"})
        ('bilibili', 'youtube')
        >>> platform_of({"extractor_key": "Rumble"}), platform_of({"id": "1"})
        ('rumble', None)
    """
    named = extractor(value)
    if named is None:
        return None
    exact = _EXACT.get(named)
    return exact or next((platform for start, platform in _STARTS if named.startswith(start)), named)


def extractor(value: Json) -> str | None:
    """Return the extractor's key in lower case; of a link to another page, the key of who would read that."""
    keys = (
        ("ie_key", "extractor_key", "extractor")
        if value.get("_type") in _LINKS
        else ("extractor_key", "extractor", "ie_key")
    )
    named = next((found for key in keys if (found := text(value.get(key)))), None)
    return None if named is None else named.partition(":")[0].strip().lower() or None


def is_another_list(platform: str, native_id: str | None, value: Json) -> bool:
    """Tell whether a member of a list is but a link to a further list (a tab of a channel, a playlist)."""
    if value.get("_type") not in _LINKS:
        return False
    named = extractor(value) or ""
    is_list = named.endswith(("tab", "playlist"))
    return is_list or (platform == "youtube" and native_id is not None and not _YOUTUBE_VIDEO.fullmatch(native_id))


def post_id(platform: str, value: Json) -> str | None:
    """Return the canonical id of the post a video belongs to."""
    written, shown = ident(value.get("id")), ident(value.get("display_id"))
    if platform == "bilibili":
        return None if written is None else _bilibili(extractor(value) or "", written)
    if platform == "weibo":
        return None if written is None else weibo_mid(written) or written
    if platform in ("instagram", "threads"):
        return None if written is None else instagram_media(written) or written
    if platform == "x":  # the id is that of the video file where a post has one; the post's own is shown in addresses
        return shown if shown and shown.isdecimal() else written
    if platform == "reddit":
        native = shown or written
        return None if native is None else f"t3_{native.removeprefix('t3_')}"
    if platform == "bluesky":
        did = ident(value.get("channel_id"))
        return f"at://{did}/app.bsky.feed.post/{written}" if written and did and did.startswith("did:") else written
    if platform == "telegram":
        channel = ident(value.get("channel_id"))
        return f"{channel}:{written}" if channel and written else None
    return _page_id(value) if platform == "web" else written


def _bilibili(named: str, written: str) -> str:
    """Videos by their BV id, whichever form is written and whichever part it is; other works keep a mark of their kind.

    Example:
        >>> _bilibili("bilibili", "BV13x41117TL_p2"), _bilibili("bilibilibangumi", "7")
        ('BV13x41117TL', 'bangumi-7')
    """
    if part := _PART.fullmatch(written):
        return part[1]
    if named == "bilibili" and (found := bilibili_bv(written.partition("_")[0])):
        return found
    return f"{named.removeprefix('bilibili').removeprefix('bili') or 'other'}-{written}"


def _page_id(value: Json) -> str | None:
    """Pages of no known platform are known by their address: their ids are names of files."""
    link = _page(value)
    return None if link is None else hashlib.sha256(link.url.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def other_ids(platform: str, native_id: str | None, value: Json) -> dict[str, str | None]:
    """Return the other ids of the same post."""
    written = ident(value.get("id"))
    found: dict[str, str | None] = {"yt_dlp": written if written != native_id else None}
    if native_id is None:
        return found
    if platform == "bilibili":
        found["av"] = bilibili_av(native_id) if native_id.startswith("BV") else None
    elif platform == "weibo":
        found["bid"] = weibo_bid(native_id)
    elif platform in ("instagram", "threads"):
        found["shortcode"] = instagram_shortcode(native_id)
    return found


def account_of(platform: str, value: Json) -> Account:
    """Return the account that posted."""
    if platform == "web":
        link = _page(value)
        return Account(None if link is None else link.host)
    owner = _OWNERS.get(platform, _Owner())
    ids = [found for key in owner.ids if (found := ident(value.get(key)))]
    name = next((found for key in owner.names if (found := text(value.get(key)))), None)
    handle = text(value.get(owner.handle)) if owner.handle else None
    if platform == "youtube":
        ids = [each for each in ids if each.startswith("UC")]
        handle = handle[1:] if handle and handle.startswith("@") else None
    native = ids[0] if ids else None
    # Facebook hides ids behind tokens that change from view to view: they name the account for one capture only.
    kind = "none" if platform == "facebook" and native and not native.isdecimal() else "native"
    others = tuple((name, ident(value.get(key))) for name, key in owner.alt_ids)
    return Account(native, kind, handle, name, tuple(pair for pair in others if pair[1] != native))


def _page(value: Json) -> Link | None:
    address = text(value.get("webpage_url")) or text(value.get("url"))
    return None if address is None else canonical(address)


def comment_id(platform: str, written: str | None) -> str | None:
    """Return the canonical id of a comment; where ids of comments and posts may be equal, they bear a mark.

    Example:
        >>> comment_id("youtube", "Ugx1"), comment_id("bilibili", "123"), comment_id("instagram", "17")
        ('Ugx1', 'reply-123', 'comment-17')
    """
    if written is None or platform in ("youtube", "douyin", "tiktok"):
        return written
    return f"{'reply' if platform == 'bilibili' else 'comment'}-{written}"


def observed_us(value: Json) -> int | None:
    """Return when yt-dlp saw the page: ``epoch``, seconds UTC."""
    seconds = number(value.get("epoch"))
    if seconds is None or not _EARLIEST_S <= seconds < _LATEST_S:
        return None
    return int(seconds * 1_000_000)
