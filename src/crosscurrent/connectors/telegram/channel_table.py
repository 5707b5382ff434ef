"""One row of minet's table of channel messages, scraped from the public pages of t.me -> rows."""

from __future__ import annotations

import re
from typing import Any

from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, text
from crosscurrent.connectors.telegram.names import PLATFORM

_ADDRESS = re.compile(r"https?://t\.me/(?:s/)?([A-Za-z0-9_]+)/(\d+)")


def message(record: Record, intake: Intake) -> None:
    """Read one row. The pages name channels by handle only, so ids begin with ``@``."""
    value = record.value
    found = _ADDRESS.search(text(value.get("link_to_message")) or "")
    channel = found[1].lower() if found else None
    native = f"@{channel}:{found[2]}" if found else None
    account = intake.author(
        PLATFORM, None, handle=channel, display_name=text(value.get("user")), avatar_url=text(value.get("user_img")),
        profile_url=text(value.get("user_link")),
    )  # fmt: skip
    uid = intake.post(
        PLATFORM, native, "message", intake.created(PLATFORM, native, value.get("datetime")), account,
        text=text(value.get("text")),
        id_field="link_to_message",
        url=text(value.get("link_to_message")),
        container_id=f"@{channel}" if channel else None,
    )  # fmt: skip
    intake.counted(uid, view_count=value.get("views"))
    for tag in _listed(value, "hashtags"):
        intake.hashtag(tag)
    for link in _listed(value, "links"):
        intake.link(link)
    for kind, column in (("image", "photos"), ("video", "videos")):
        for address in _listed(value, column):
            if address.startswith("http"):
                intake.media(kind, address)


def _listed(value: Json, column: str) -> list[Any]:
    return [part for part in (text(value.get(column)) or "").split("|") if part]
