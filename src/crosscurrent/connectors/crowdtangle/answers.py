"""One post of an answer of the CrowdTangle API -> rows."""

from __future__ import annotations

from crosscurrent.connectors.crowdtangle.addresses import facebook_post, instagram_post, shortcode
from crosscurrent.connectors.crowdtangle.tables import REACTIONS, place_of_admins
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, at, flag, ident, number, objects, sub, text
from crosscurrent.model.native_id import instagram_media
from crosscurrent.model.time import ReadTime

_FILES = {"photo": "image", "video": "video"}


def post(record: Record, intake: Intake) -> None:
    """Read one post."""
    value = record.value
    platform = (text(value.get("platform")) or "facebook").lower()
    if platform not in ("facebook", "instagram"):
        raise NothingInIt.because("the post is neither of Facebook nor of Instagram")
    intake.observed_us = intake.time_us(value.get("updated"))
    address, whole = text(value.get("postUrl")), ident(value.get("platformId"))
    native = _native(platform, whole, address)
    account = _account(sub(value, "account"), platform, intake)
    written = text(value.get("message")) or (text(value.get("description")) if platform == "instagram" else None)
    uid = intake.post(
        platform, native, "post", intake.created(platform, native, value.get("date")), account,
        text=written,
        id_field="platformId",
        title=text(value.get("title")),
        text_ocr=text(value.get("imageText")),
        url=address,
        alt_ids={"crowdtangle": whole, "shortcode": shortcode(address) if platform == "instagram" else None},
        lang_declared=text(value.get("languageCode")),
        content_type_native=text(value.get("type")),
        is_promoted=True if sub(value, "brandedContentSponsor") else None,
    )  # fmt: skip
    _counters(uid, value, intake)
    expanded = [text(each.get("expanded")) or text(each.get("original")) for each in objects(value, "expandedLinks")]
    for link in filter(None, expanded or [text(value.get("link"))]):
        intake.link(link)
    intake.references(written, platform, links=not expanded, mentions=platform == "instagram")
    for each in objects(value, "media"):
        intake.media(
            _FILES.get(text(each.get("type")) or "", "doc"), each.get("full") or each.get("url"),
            width=_side(each.get("width")), height=_side(each.get("height")),
        )  # fmt: skip


def _native(platform: str, whole: str | None, address: str | None) -> str | None:
    """Return the id of a post out of two numbers: page and post on Facebook, media and account on Instagram."""
    if platform == "instagram":
        return (instagram_media(whole) if whole else None) or instagram_post(address)
    return (whole or "").rpartition("_")[2] or facebook_post(address)


def _account(value: Json, platform: str, intake: Intake) -> str | None:
    uid = intake.author(
        platform,
        ident(value.get("platformId")),
        alt_ids={"crowdtangle": ident(value.get("id"))},
        created=_day(value, intake),
        handle=text(value.get("handle")),
        display_name=text(value.get("name")),
        profile_url=text(value.get("url")),
        avatar_url=text(value.get("profileImage")),
        bio=text(value.get("pageDescription")),
        entity_type=text(value.get("pageCategory")) or text(value.get("accountType")),
        follower_count=value.get("subscriberCount"),
        verified=flag(value.get("verified")),
    )
    place_of_admins(uid, value.get("pageAdminTopCountry"), "account.pageAdminTopCountry", intake)
    return uid


def _day(value: Json, intake: Intake) -> ReadTime | None:
    return intake.time(value.get("pageCreatedDate"))


def _counters(uid: str, value: Json, intake: Intake) -> None:
    actual = sub(value, "statistics", "actual")
    score = number(value.get("score"))
    intake.counted(
        uid,
        view_count=at(actual, "viewCount") or at(value, "videoViewCount"),
        like_count=actual.get("likeCount") if "likeCount" in actual else actual.get("favoriteCount"),
        comment_count=actual.get("commentCount"),
        share_count=actual.get("shareCount"),
        reactions={name: actual.get(f"{name}Count") for name in REACTIONS},
        native_rating=score if score is not None and abs(score) < 1e12 else None,
    )


def _side(value: object) -> int | None:
    return value if type(value) is int and 0 < value < 1 << 31 else None
