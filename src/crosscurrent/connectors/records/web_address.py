"""What an address names: a post of a platform, whose id stands in it, or a page of the web."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from crosscurrent.actions.canonical_url import canonical
from crosscurrent.actions.link_tables import PLATFORM_HOSTS
from crosscurrent.model.post_address import post_address

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
    found = post_address(written)
    if found is not None and found.native_id is not None:
        return Address(found.platform, found.native_id, found.kind, None, link.url)
    digest = hashlib.sha256(link.url.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARS]
    return Address(WEB, digest, "article", None if link.host in PLATFORM_HOSTS else link.host, link.url)
