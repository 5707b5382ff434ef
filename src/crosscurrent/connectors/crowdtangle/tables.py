"""One row of CrowdTangle's tables -> rows. Empty cells are not 0; times end in the zone they are in."""

from __future__ import annotations

import re
from typing import Any

from crosscurrent.connectors.crowdtangle.addresses import facebook_post, instagram_post, shortcode
from crosscurrent.connectors.records.created import Created
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, count, ident, number, text
from crosscurrent.errors import TimeUnreadable
from crosscurrent.model.time import ReadTime

REACTIONS = ("love", "wow", "haha", "sad", "angry", "care", "thankful")
_OVERPERFORMING = "overperforming score"
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?: |T|$)")
_COUNTRY = re.compile(r"[A-Z]{2}")
_PAGE_NOTE = "Page Created states no zone: only its day is kept, and that may be off by one"


def facebook(record: Record, intake: Intake) -> None:
    """Read one post of a Facebook page or group. CrowdTangle never says who wrote in a group."""
    value, platform = record.value, "facebook"
    native = facebook_post(text(value.get("url")))
    created = intake.created(platform, native, value.get("post created"))
    is_group = "group name" in value
    page = ident(value.get("facebook id"))
    account = intake.author(
        platform, page,
        created=_day(value.get("page created"), intake),
        handle=text(value.get("user name")),
        display_name=text(value.get("group name" if is_group else "page name")),
        bio=text(value.get("page description")),
        entity_type="group" if is_group else text(value.get("page category")),
    )  # fmt: skip
    _followers(platform, page, value, created, intake)
    uid = intake.post(
        platform, native, "post", created, account,
        text=text(value.get("message")),
        id_field="URL",
        title=text(value.get("link text")),
        text_ocr=text(value.get("image text")),
        url=text(value.get("url")),
        alt_ids={"crowdtangle": f"{page}_{native}"} if page and native else None,
        container_id=page if is_group else None,
        content_type_native=text(value.get("type")),
        is_promoted=True if text(value.get("sponsor id")) else None,
    )  # fmt: skip
    intake.counted(
        uid,
        view_count=_views(value, "total views"),
        like_count=value.get("likes"),
        comment_count=value.get("comments"),
        share_count=value.get("shares"),
        reactions={name: value.get(name) for name in REACTIONS},
        native_rating=_overperforming(value),
    )
    _refer(value, text(value.get("message")), platform, intake)
    place_of_admins(account, value.get("page admin top country"), "Page Admin Top Country", intake)


def instagram(record: Record, intake: Intake) -> None:
    """Read one Instagram post. Accounts are known by their handle only."""
    value, platform = record.value, "instagram"
    address = text(value.get("url"))
    native = instagram_post(address)
    created = intake.created(platform, native, value.get("post created"))
    handle = text(value.get("user name"))
    account = intake.author(platform, None, handle=handle, display_name=text(value.get("account")))
    _followers(platform, None, value, created, intake)
    uid = intake.post(
        platform, native, "post", created, account,
        text=text(value.get("description")),
        id_field="URL",
        title=text(value.get("title")),
        text_ocr=text(value.get("image text")),
        url=address,
        alt_ids={"shortcode": shortcode(address)},
        content_type_native=text(value.get("type")),
        is_promoted=True if text(value.get("sponsor id")) else None,
    )  # fmt: skip
    intake.counted(
        uid,
        view_count=_views(value, "views"),
        like_count=value.get("likes"),
        comment_count=value.get("comments"),
        native_rating=_overperforming(value),
    )
    _refer(value, text(value.get("description")), platform, intake)
    intake.media("image", value.get("photo"))


def place_of_admins(account: str | None, country: Any, source_field: str, intake: Intake) -> None:
    """Put in the country most administrators of a page are in, as the platform says."""
    shown = text(country)
    iso2 = shown if shown and _COUNTRY.fullmatch(shown) else None
    intake.place(account, "page_admin_top_country", shown, source_field, country_iso2=iso2)


def _followers(platform: str, native: str | None, value: Json, created: Created, intake: Intake) -> None:
    """Put in the followers, which the table gives as of the time of posting, unlike all else it says."""
    shown = value.get("followers at posting")
    if shown is None or created.at_us is None:
        return
    before, intake.observed_us = intake.observed_us, created.at_us
    intake.author(
        platform, native, handle=text(value.get("user name")) if native is None else None, follower_count=shown
    )
    intake.observed_us = before


def _day(raw: Any, intake: Intake) -> ReadTime | None:
    found = _DAY.match(text(raw) or "")
    if found is None:
        return None
    try:
        read = intake.time(f"{found[1]}T00:00:00Z")
    except TimeUnreadable:
        return None
    intake.note(_PAGE_NOTE)
    return ReadTime(read.at_us, "day") if read else None


def _views(value: Json, column: str) -> Any:
    """Return the views; 0 beside anything but a video means that nothing was counted."""
    shown = value.get(column)
    counted = count(shown)
    is_video = any(word in (text(value.get("type")) or "").lower() for word in ("video", "igtv", "reel", "live"))
    return shown if is_video or (counted is not None and counted.value) else None


def _overperforming(value: Json) -> float | None:
    """Return CrowdTangle's score; the name of its column tells how it is weighted."""
    for column, cell in value.items():
        if column.startswith(_OVERPERFORMING):
            found = number(cell.replace(",", "") if isinstance(cell, str) else cell)
            return float(found) if found is not None and abs(found) < 1e12 else None
    return None


def _refer(value: Json, written: str | None, platform: str, intake: Intake) -> None:
    """Put in the link, resolved where CrowdTangle resolved it, and what the text refers to."""
    intake.link(text(value.get("final link")) or text(value.get("link")))
    intake.references(written, platform, mentions=platform == "instagram")
