"""Ids that carry the time they were made at: what each platform's id tells, how finely, and how far it may be off.

Only platforms whose ids were checked against written times are listed; for all others (WeChat, Bilibili, YouTube,
Facebook, Reddit, Telegram) an id tells nothing and :func:`told_by_id` returns ``None``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crosscurrent.model.time import EARLIEST_US, LATEST_US

_SECOND, _MINUTE, _HOUR = 1_000_000, 60_000_000, 3_600_000_000
_FIRST_X = 29_700_859_247  # the first snowflake; ids below it are plain counters (before November 2010)
_INSTAGRAM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_TID = re.compile(r"[234567a-z]{13}")
_HEX_ID = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class IdTime:
    """The time an id tells.

    Attributes:
        at_us: Microseconds since 1970-01-01 UTC.
        precision: How finely it may be used as a time of posting: one of
            :data:`crosscurrent.model.time.PRECISIONS`.
        tolerance_us: How far a true written time may lie from it, in microseconds.
    """

    at_us: int
    precision: str
    tolerance_us: int


def told_by_id(platform: str, native_id: str) -> IdTime | None:
    """Return when a post was made as its id tells it; ``None`` if ids of this platform or form tell nothing.

    Args:
        platform: Platform in lower case.
        native_id: Canonical id of the post on it.

    Example:
        >>> told_by_id("x", "898925911294132224").at_us, told_by_id("youtube", "dQw4w9WgXcQ")
        (1503155613145000, None)
        >>> told_by_id("tiktok", "7253412088251534594").at_us // 10**6
        1688816605
    """
    clock = _CLOCKS.get(platform)
    if clock is None:
        return None
    read, precision, tolerance_us = clock
    at_us = read(native_id)
    if at_us is None or not EARLIEST_US <= at_us < LATEST_US:
        return None
    return IdTime(at_us, precision, tolerance_us)


def _number(native_id: str) -> int | None:
    return int(native_id) if native_id.isascii() and native_id.isdigit() and len(native_id) <= 19 else None


def _x(native_id: str) -> int | None:
    number = _number(native_id)
    return None if number is None or number < _FIRST_X else ((number >> 22) + 1_288_834_974_657) * 1000


def _bytedance(native_id: str) -> int | None:
    number = _number(native_id)
    return None if number is None else (number >> 32) * _SECOND


def _linkedin(native_id: str) -> int | None:
    number = _number(native_id)
    return None if number is None else (number >> 22) * 1000


def _mastodon(native_id: str) -> int | None:
    """The last part of a status address; servers with ids of another kind fall outside the years that are allowed."""
    number = _number(native_id.rstrip("/").rpartition("/")[2])
    return None if number is None else (number >> 16) * 1000


def _weibo(native_id: str) -> int | None:
    number = _number(native_id)
    return None if number is None or number < 1 << 50 else ((number >> 22) + 515_483_463) * _SECOND


def _instagram(native_id: str) -> int | None:
    number = _number(native_id)
    return None if number is None else ((number >> 23) + 1_314_220_021_721) * 1000


def _xiaohongshu(native_id: str) -> int | None:
    return int(native_id[:8], 16) * _SECOND if _HEX_ID.fullmatch(native_id) else None


def _bluesky(native_id: str) -> int | None:
    key = native_id.rpartition("/")[2]
    if not _TID.fullmatch(key):
        return None
    number = 0
    for letter in key:
        number = number * 32 + _SORTABLE.index(letter)
    return number >> 10


#: Platform -> (decoder to µs, precision as a time of posting, tolerance). Sources: X/Twitter snowflake repository
#: (2010); "Sharding & IDs at Instagram" (2012); AT Protocol TID specification; Mastodon ``timestamp_id`` migration;
#: the others were checked against written times (7 s at most for TikTok and Douyin, where the id is made when the
#: upload begins; some minutes for Weibo). Xiaohongshu's ids have the form of an ObjectId and were not checked, so they
#: may contradict a written time but are taken as no finer than the hour.
_CLOCKS: Mapping[str, tuple[Callable[[str], int | None], str, int]] = {
    "x": (_x, "ms", 2 * _SECOND),
    "tiktok": (_bytedance, "hour", _HOUR),
    "douyin": (_bytedance, "hour", _HOUR),
    "xigua": (_bytedance, "hour", _HOUR),
    "linkedin": (_linkedin, "ms", 2 * _SECOND),
    "instagram": (_instagram, "min", 5 * _SECOND),
    "threads": (_instagram, "min", 5 * _SECOND),
    "bluesky": (_bluesky, "ms", 2 * _SECOND),
    "mastodon": (_mastodon, "s", 2 * _SECOND),
    "xiaohongshu": (_xiaohongshu, "hour", _HOUR),
    "weibo": (_weibo, "hour", 10 * _MINUTE),
}


def instagram_number(shortcode: str) -> str | None:
    """Return the media number a shortcode writes in base 64; ``None`` if it is none.

    Example:
        >>> instagram_number("aye83DjauH"), instagram_number("no way")
        ('482584233761418119', None)
    """
    number = 0
    for letter in shortcode:
        place = _INSTAGRAM.find(letter)
        if place < 0:
            return None
        number = number * 64 + place
    return str(number) if shortcode else None


def instagram_shortcode(number: str) -> str | None:
    """Return the shortcode of a media number; the inverse of :func:`instagram_number`.

    Example:
        >>> instagram_shortcode("482584233761418119")
        'aye83DjauH'
    """
    left = _number(number.partition("_")[0])
    if left is None:
        return None
    letters = ""
    while left:
        left, place = divmod(left, 64)
        letters = _INSTAGRAM[place] + letters
    return letters or None
