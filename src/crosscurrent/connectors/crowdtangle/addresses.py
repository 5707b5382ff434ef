"""Which post an address on Facebook or Instagram leads to."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from crosscurrent.model.native_id import instagram_media

_NAMING = ("story_fbid", "fbid", "v", "multi_permalinks")
_ID = re.compile(r"\d{5,}|pfbid\w+")
_SHORTCODE = re.compile(r"/(?:p|reel|reels|tv)/([A-Za-z0-9_-]+)")


def facebook_post(address: str | None) -> str | None:
    """Return the id of a Facebook post: the last part of its address that is one.

    Example:
        >>> facebook_post("https://www.facebook.com/1000000000001/posts/10160000000000000")
        '10160000000000000'
        >>> facebook_post("https://www.facebook.com/permalink.php?story_fbid=123456&id=99999")
        '123456'
        >>> facebook_post("https://www.facebook.com/groups/4444444/permalink/5555555/")
        '5555555'
    """
    parts = urlsplit(address or "")
    query = parse_qs(parts.query)
    for name in _NAMING:
        if query.get(name):
            return query[name][0]
    found = [part for part in parts.path.split("/") if _ID.fullmatch(part)]
    if found:
        return found[-1]
    last = parts.path.rstrip("/").rpartition("/")[2]
    return last.rpartition("-")[2] or None


def shortcode(address: str | None) -> str | None:
    """Return the code of an Instagram post.

    Example:
        >>> shortcode("https://www.instagram.com/p/aye83DjauH/")
        'aye83DjauH'
    """
    found = _SHORTCODE.search(address or "")
    return found[1] if found else None


def instagram_post(address: str | None) -> str | None:
    """Return the number of an Instagram post, which its code writes in base 64.

    Example:
        >>> instagram_post("https://www.instagram.com/p/aye83DjauH/")
        '482584233761418119'
    """
    code = shortcode(address)
    return instagram_media(code) if code else None
