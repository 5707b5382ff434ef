"""Channels: what a capture shows of the account, and which name of it is which."""

from __future__ import annotations

import re
from typing import Any

from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import count, flag, text

PLATFORM = "youtube"
#: Subscribers are rounded down to three digits; smaller numbers are exact.
_ROUNDED_FROM = 1_000
_HANDLE_IN = re.compile(r"https?://(?:www\.)?youtube\.com/(@[^/?#\s]{1,60})")
_ISO2 = re.compile(r"[A-Z]{2}")
#: Ids have eleven signs of 64; the last one holds four bits only.
_VIDEO_ID = r"[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]"
_IN_NAME = re.compile(rf"videoinfo_({_VIDEO_ID})_|\[({_VIDEO_ID})\]|(?:^|[_ ])({_VIDEO_ID})(?:[_ -][Cc]omments?)?$")
_WHOLE_NAME = re.compile(_VIDEO_ID)
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def author(
    intake: Intake, channel_id: str | None, name: str | None, address: str | None = None, **shown: Any
) -> str | None:
    """Put in a channel by its id; its name is a handle if it has the sign of one (since 2023), else a display name."""
    handle = name if name and name.startswith("@") else None
    if handle is None and address and (found := _HANDLE_IN.match(address)):
        handle = found[1]
    return intake.author(
        PLATFORM, channel_id,
        handle=handle and handle.lstrip("@"),
        display_name=None if handle == name else name,
        profile_url=address,
        **shown,
    )  # fmt: skip


def followers(written: Any, hidden: Any) -> dict[str, Any]:
    """Return the columns of a number of subscribers: none if it is hidden, marked if it is rounded.

    Example:
        >>> followers("1230", False), followers("999", None), followers("0", True)
        ({'follower_count': '1230', 'follower_is_rounded': True}, {'follower_count': '999'}, {})
    """
    found = None if flag(hidden) else count(written)
    if found is None:
        return {}
    return {"follower_count": written, **({"follower_is_rounded": True} if found.value >= _ROUNDED_FROM else {})}


def country(intake: Intake, uid: str | None, written: Any, source_field: str) -> None:
    """Put in the country a channel says it is in."""
    code = text(written)
    is_code = code is not None and _ISO2.fullmatch(code) is not None
    intake.place(uid, "self_declared", code, source_field, country_iso2=code if is_code else None)


def video_in_name(file: str) -> str | None:
    """Return the video a file of comments is named after; ``None`` if its name holds no id.

    Example:
        >>> video_in_name("comments_AbCdEfGh1_0.jsonl"), video_in_name("my_information.json"), video_in_name("capture")
        ('AbCdEfGh1_0', None, None)
    """
    stem = file
    while (shorter := _SUFFIX.sub("", stem)) != stem:
        stem = shorter
    if _WHOLE_NAME.fullmatch(stem):
        return stem if _is_mixed(stem) else None
    found = next((each for match in _IN_NAME.finditer(stem) for each in match.groups() if each), None)
    return found if found is not None and _is_mixed(found) else None


def _is_mixed(written: str) -> bool:
    """Tell an id from a word or number: ids have capitals in odd places, or letters and digits."""
    rest = written[1:]
    return rest != rest.lower() or (any(map(str.isdigit, rest)) and any(map(str.isalpha, rest)))
