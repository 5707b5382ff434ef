"""Addresses of posts and accounts on servers of the Mastodon family: what names them, and whose platform they are."""

from __future__ import annotations

import re

_HOST = re.compile(r"https?://(?:www\.)?([^/:?#]+)")
_ACTOR = re.compile(r"(https?://[^/]+)/users/([^/?#]+)/?")
#: Hosts of platforms of their own that answer in Mastodon's form. They are one server each, so their ids are unique.
_OWN = {"truthsocial.com": "truthsocial", "gab.com": "gab"}


def platform_of(*addresses: str | None) -> str:
    """Return the platform that the first address names.

    Example:
        >>> platform_of(None, "https://truthsocial.com/@a/1"), platform_of("https://social.example/users/a/statuses/1")
        ('truthsocial', 'mastodon')
    """
    for address in addresses:
        found = _HOST.match(address or "")
        if found:
            return _OWN.get(found[1].lower(), "mastodon")
    return "mastodon"


def account_address(address: str | None) -> str | None:
    """Return the one address of an account: servers give its profile in one place and its actor in another.

    Example:
        >>> account_address("https://social.example/users/mara"), account_address("https://social.example/@mara")
        ('https://social.example/@mara', 'https://social.example/@mara')
    """
    found = _ACTOR.fullmatch(address or "")
    return f"{found[1]}/@{found[2]}" if found else address
