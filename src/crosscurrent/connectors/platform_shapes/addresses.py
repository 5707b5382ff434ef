"""Addresses of media files: until when they work, and which of several is taken."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crosscurrent.connectors.records.values import at, members
from crosscurrent.model.time import EARLIEST_US, LATEST_US

_SECONDS = re.compile(r"[?&]x-expires=(\d{9,11})(?![\d.])")
_HEX = re.compile(r"[?&]oe=([0-9A-Fa-f]{8})(?![0-9A-Fa-f])")
_REDIRECTS = ("l.threads.com", "l.threads.net", "l.instagram.com", "l.facebook.com", "lm.facebook.com")


def expires_us(address: Any) -> int | None:
    """Return when a signed address stops working, in microseconds UTC; ``None`` if it does not say.

    TikTok and Douyin write ``x-expires`` in seconds, Instagram and Threads ``oe`` in hexadecimal seconds.

    Example:
        >>> expires_us("https://p16.example/a.jpg?x-expires=1688900000&x=1"), expires_us("https://a.example/")
        (1688900000000000, None)
    """
    if not isinstance(address, str) or "=" not in address:
        return None
    found = _SECONDS.search(address)
    if found is not None:
        seconds = int(found[1])
    elif (found := _HEX.search(address)) is not None:
        seconds = int(found[1], 16)
    else:
        return None
    at_us = seconds * 1_000_000
    return at_us if EARLIEST_US <= at_us < LATEST_US else None


def first_address(value: Any, *path: str) -> str | None:
    """Return the first address of a list at a path, or the address itself where there is no list.

    Example:
        >>> first_address({"url_list": ["https://a.example"]}, "url_list"), first_address({"u": "x"}, "u")
        ('https://a.example', 'x')
    """
    found = at(value, *path)
    for address in members(found) if isinstance(found, list) else (found,):
        if isinstance(address, str) and address:
            return address
    return None


def pixels(value: Any) -> int | None:
    """Return a width or height; ``None`` if it is none."""
    return value if type(value) is int and 0 < value < 1 << 31 else None


def led_to(address: Any) -> Any:
    """Return where a redirect of Meta's link counter leads to; anything else as it is.

    Example:
        >>> led_to("https://l.threads.com/?u=https%3A%2F%2Fnews.example%2Fa&e=AT0"), led_to("https://a.example/?u=1")
        ('https://news.example/a', 'https://a.example/?u=1')
    """
    if not isinstance(address, str) or not address.startswith(("https://l", "http://l")):
        return address
    try:
        parts = urlsplit(address)
        if parts.hostname not in _REDIRECTS:
            return address
        return parse_qs(parts.query)["u"][0]
    except (ValueError, KeyError):
        return address
