"""What an address names: a post of a platform, whose id stands in it, or a page of the web."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple
from urllib.parse import unquote

from crosscurrent.actions.canonical_url import canonical
from crosscurrent.actions.link_tables import PLATFORM_HOSTS
from crosscurrent.model import native_id as ids

WEB = "web"
_DIGEST_CHARS = 32


class Address(NamedTuple):
    """What an address names.

    Attributes:
        platform: Platform of the post; ``web`` for a page.
        native_id: Canonical id of the post on it; for a page, the beginning of the SHA-256 of its canonical address.
        kind: One of :data:`crosscurrent.model.post.KINDS`.
        host: The site, which stands for the publisher of its pages; ``None`` on platforms, where accounts publish.
        url: Canonical address.
    """

    platform: str
    native_id: str
    kind: str
    host: str | None
    url: str


#: Platform, kind of post, pattern of the canonical address without scheme, form of the id.
_FORMS = tuple(
    (platform, kind, re.compile(pattern), form)
    for platform, kind, pattern, form in (
        ("x", "post", r"x\.com/i/status/(\d{1,19})", r"\1"),
        ("youtube", "video", r"youtube\.com/watch\?v=([\w-]{11})", r"\1"),
        ("tiktok", "video", r"tiktok\.com/@[^/?]+/(?:video|photo)/(\d{1,19})(?:\?.*)?", r"\1"),
        ("douyin", "video", r"douyin\.com/(?:video|note)/(\d{1,19})(?:\?.*)?", r"\1"),
        ("xigua", "video", r"ixigua\.com/(?:video/|i)?(\d{12,19})(?:\?.*)?", r"\1"),
        ("weibo", "post", r"weibo\.com/(?:detail|\d+)/(\w+)(?:\?.*)?", r"\1"),
        ("instagram", "post", r"instagram\.com/p/([\w-]+)", r"\1"),
        ("bilibili", "video", r"bilibili\.com/video/(BV1\w{9}|av\d+)(?:\?.*)?", r"\1"),
        ("xiaohongshu", "note", r"xiaohongshu\.com/(?:explore|discovery/item)/([0-9a-f]{24})(?:\?.*)?", r"\1"),
        ("reddit", "comment", r"reddit\.com/r/\w+/comments/\w+/[^/?]+/(\w+)(?:\?.*)?", r"t1_\1"),
        ("reddit", "post", r"reddit\.com/(?:r/\w+/)?comments/(\w+)(?:[/?].*)?", r"t3_\1"),
        ("linkedin", "post", r"linkedin\.com/feed/update/urn:li:activity:(\d{1,19})(?:\?.*)?", r"\1"),
        ("medium", "article", r"medium\.com/(?:p/|[^?]*[/-])([0-9a-f]{12})(?:\?.*)?", r"\1"),
        ("bluesky", "post", r"bsky\.app/profile/(did:[\w:.%-]+)/post/([2-7a-z]{13})", r"at://\1/app.bsky.feed.post/\2"),
        ("wechat", "article",
         r"mp\.weixin\.qq\.com/s\?(?:.*&)?__biz=([^&]+)&(?:.*&)?idx=(\d+)&(?:.*&)?mid=(\d+)(?:&.*)?", r"\1:\3:\2"),
    )
)  # fmt: skip
_HOSTS = frozenset(pattern.pattern.partition("/")[0].replace("\\", "") for _, _, pattern, _ in _FORMS)
_OTHER_FORMS = {"weibo": ids.weibo_mid, "instagram": ids.instagram_media, "bilibili": ids.bilibili_bv}


def address_of(written: str) -> Address | None:
    """Return what an address names; ``None`` if it is no address of the public web.

    Example:
        >>> address_of("https://twitter.com/someone/status/898925911294132224?s=20")[:4]
        ('x', '898925911294132224', 'post', None)
        >>> address_of("https://www.news.example/a?utm_source=x")[:4]
        ('web', '95bbca1f9b4bae7d73e89dc2c1be3dbe', 'article', 'news.example')
        >>> address_of("about:blank") is None
        True
    """
    link = canonical(written)
    if link is None:
        return None
    place = link.url.removeprefix("https://")
    for platform, kind, pattern, form in _FORMS if link.host in _HOSTS else ():
        found = pattern.fullmatch(place)
        native = _in_canonical_form(platform, unquote(found.expand(form))) if found is not None else None
        if native:
            return Address(platform, native, kind, None, link.url)
    digest = hashlib.sha256(link.url.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARS]
    return Address(WEB, digest, "article", None if link.host in PLATFORM_HOSTS else link.host, link.url)


def _in_canonical_form(platform: str, written: str) -> str | None:
    turn = _OTHER_FORMS.get(platform)
    return written if turn is None else turn(written)
