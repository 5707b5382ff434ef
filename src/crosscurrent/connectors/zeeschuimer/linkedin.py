"""LinkedIn posts in the form called Voyager V2, which Zeeschuimer recorded until version 1.13."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from crosscurrent.connectors.platform_shapes.addresses import pixels
from crosscurrent.connectors.records.created import Created
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import Json, at, members, number, objects, sub, text
from crosscurrent.model.time import EARLIEST_US, ReadTime

_PLATFORM = "linkedin"
_ACTIVITY = re.compile(r"urn:li:activity:(\d+)")
_AGO = re.compile(r"\s*(\d{1,4})\s*([a-z]{1,3})\b")
_SECOND = 1_000_000
#: Unit in the English and Dutch page -> (length in µs, precision). A month is taken as 30 days.
_UNITS = {
    "s": (_SECOND, "s"), "m": (60 * _SECOND, "min"), "h": (3_600 * _SECOND, "hour"), "u": (3_600 * _SECOND, "hour"),
    "d": (86_400 * _SECOND, "day"), "w": (604_800 * _SECOND, "week"), "mo": (2_592_000 * _SECOND, "month"),
    "mnd": (2_592_000 * _SECOND, "month"), "yr": (31_557_600 * _SECOND, "year"), "y": (31_557_600 * _SECOND, "year"),
    "j": (31_557_600 * _SECOND, "year"),
}  # fmt: skip


def post(value: Json, intake: Intake) -> None:
    """Read one post, and the one it shares, if that came along."""
    _post(value, intake)
    inner = _reshared(value)
    if inner and _activity(inner) is not None:
        _post(inner, intake)


def _post(value: Json, intake: Intake) -> None:
    native, actor = _activity(value), sub(value, "actor")
    shown = text(at(actor, "subDescription", "text")) or text(at(actor, "subDescription", "accessibilityText"))
    commentary = sub(value, "commentary", "text")
    body, inner = text(commentary.get("text")), _reshared(value)
    uid = intake.post(
        _PLATFORM, native, ("quote" if body else "repost") if inner else "post",
        _created(native, shown, intake),
        _author(actor, intake),
        text=body,
        id_field="updateMetadata.urn",
        thread_id=native,
        url=f"https://www.linkedin.com/feed/update/urn:li:activity:{native}" if native else None,
        is_promoted=None if shown is None else not any(letter.isdigit() for letter in shown),
    )  # fmt: skip
    _counters(uid, value, intake)
    _references(commentary, body, intake)
    if inner and (shared := _activity(inner)) is not None:
        intake.edge("quote_of" if body else "repost_of", "post", f"{_PLATFORM}:{shared}", shared)
    _content(sub(value, "content"), intake)


def _activity(value: Json) -> str | None:
    """Return the activity id; of posts shown as one, the first, as both ids lead to the same post."""
    for urn in (at(value, "updateMetadata", "urn"), value.get("preDashEntityUrn"), value.get("entityUrn"),
                value.get("id")):  # fmt: skip
        found = _ACTIVITY.search(urn) if isinstance(urn, str) else None
        if found is not None:
            return found[1]
    return None


def _reshared(value: Json) -> Json:
    return sub(value, "*resharedUpdate") or sub(value, "resharedUpdate")


def _created(native: str | None, shown: str | None, intake: Intake) -> Created:
    """Return the time the id tells; where it tells none, what "18h" means at the time of the capture."""
    if native is None:
        return intake.created(_PLATFORM, None, None)
    told = intake.created(_PLATFORM, native, None)
    raw = shown[:100] if shown else None
    if told.at_us is not None or shown is None:
        return told._replace(raw=raw)
    ago = _ago(shown, intake.observed_us)
    if ago is None:
        return told._replace(raw=raw)
    return intake.created(_PLATFORM, native, ago, source="relative")._replace(raw=raw)


def _ago(shown: str, observed_us: int | None) -> ReadTime | None:
    found = _AGO.match(shown)
    unit = _UNITS.get(found[2]) if found is not None else None
    if found is None or unit is None or observed_us is None:
        return None
    at_us = observed_us - int(found[1]) * unit[0]
    return ReadTime(at_us, unit[1]) if at_us >= EARLIEST_US else None


def _author(actor: Json, intake: Intake) -> str | None:
    """Put in the account. What is stable in the page is the end of its address (``in/name``, ``company/name``)."""
    slug = _slug(at(actor, "navigationContext", "actionTarget"))
    if slug is None:
        return None
    return intake.author(
        _PLATFORM,
        None,
        alt_ids={"urn": text(actor.get("urn"))},
        handle=slug,
        display_name=text(at(actor, "name", "text")),
        bio=text(at(actor, "description", "text")),
        profile_url=f"https://www.linkedin.com/{slug}/",
        avatar_url=_avatar(actor),
        entity_type="company" if slug.startswith(("company/", "showcase/", "school/")) else None,
    )


def _slug(address: Any) -> str | None:
    if not isinstance(address, str):
        return None
    try:
        parts = urlsplit(address).path.strip("/").split("/")
    except ValueError:
        return None
    return "/".join(parts[:2]) if len(parts) >= 2 and all(parts[:2]) else None


def _avatar(actor: Json) -> str | None:
    for each in objects(actor, "image", "attributes"):
        shown = sub(each, "detailData", "nonEntityProfilePicture", "vectorImage")
        return next((address for address, _, _ in _pictures(shown)), None)
    return None


def _counters(uid: str, value: Json, intake: Intake) -> None:
    social = sub(value, "*socialDetail") or sub(value, "socialDetail")
    totals = sub(social, "*totalSocialActivityCounts") or sub(social, "totalSocialActivityCounts")
    if not totals:
        intake.counted(
            uid,
            like_count=at(social, "likes", "paging", "total"),
            comment_count=at(social, "comments", "paging", "total"),
            share_count=social.get("totalShares"),
        )
        return
    kinds = {name: each.get("count") for each in objects(totals, "reactionTypeCounts")
             if (name := text(each.get("reactionType")))}  # fmt: skip
    intake.counted(
        uid,
        reactions={name.lower(): count for name, count in kinds.items()},
        like_count=totals.get("numLikes"),
        comment_count=totals.get("numComments"),
        share_count=totals.get("numShares"),
        view_count=totals.get("numImpressions"),
    )


def _references(commentary: Json, body: str | None, intake: Intake) -> None:
    """Put in hashtags and mentions from the marked parts of the text, else from the text itself."""
    old, new = members(commentary, "attributes"), members(commentary, "attributesV2")
    for each in old:
        kind = at(each, "type")
        if kind == "HASHTAG":
            intake.hashtag(_last(at(each, "trackingUrn")))
        elif kind == "PROFILE_MENTION":
            _mention("in", at(each, "*miniProfile", "publicIdentifier"), intake)
        elif kind == "COMPANY_NAME":
            _mention("company", at(each, "*miniCompany", "universalName"), intake)
    for each in new:
        intake.hashtag(_last(at(each, "detailData", "*hashtag", "trackingUrn")))
        _mention("in", at(each, "detailData", "*profileFullName", "publicIdentifier"), intake)
        _mention("company", at(each, "detailData", "*companyName", "universalName"), intake)
    intake.references(body, _PLATFORM, mentions=False)


def _last(urn: Any) -> str | None:
    return urn.rpartition(":")[2] if isinstance(urn, str) else None


def _mention(kind: str, name: Any, intake: Intake) -> None:
    if isinstance(name, str) and name:
        intake.mention(_PLATFORM, None, f"{kind}/{name}")


def _content(content: Json, intake: Intake) -> None:
    """Put in the link and the media under the text."""
    article = sub(content, "articleComponent")
    intake.link(at(content, "navigationContext", "actionTarget"))
    intake.link(at(article, "navigationContext", "actionTarget"))
    pictures = [*objects(content, "images"), *objects(content, "imageComponent", "images")]
    for picture in (*pictures, sub(article, "largeImage"), sub(article, "smallImage")):
        for address, width, height in _of_attributes(picture):
            intake.media("image", address, width=width, height=height)
    for name in ("linkedInVideoComponent", "externalVideoComponent", ""):
        film = sub(content, name, "*videoPlayMetadata") if name else sub(content, "*videoPlayMetadata")
        if film:
            _film(film, intake)


def _film(film: Json, intake: Intake) -> None:
    lasts = number(film.get("duration"))
    for each in objects(film, "progressiveStreams"):
        place = next(objects(each, "streamingLocations"), None)
        if place is not None:
            intake.media(
                "video", text(place.get("url")), width=pixels(each.get("width")), height=pixels(each.get("height")),
                duration_s=lasts / 1000 if lasts is not None and 0 < lasts < 1e10 else None,
            )  # fmt: skip
            break
    for address, width, height in _pictures(sub(film, "thumbnail")):
        intake.media("thumb", address, width=width, height=height)


def _of_attributes(picture: Json) -> Iterator[tuple[str, int | None, int | None]]:
    for each in objects(picture, "attributes"):
        yield from _pictures(sub(each, "vectorImage") or sub(each, "detailData", "vectorImage"))
        return


def _pictures(shown: Json) -> Iterator[tuple[str, int | None, int | None]]:
    """Yield the largest of the sizes a picture is offered in."""
    root = shown.get("rootUrl")
    sizes = sorted(objects(shown, "artifacts"), key=lambda each: -(number(each.get("width")) or 0))
    if isinstance(root, str) and sizes:
        end = sizes[0].get("fileIdentifyingUrlPathSegment")
        if isinstance(end, str):
            yield f"{root}{end}", pixels(sizes[0].get("width")), pixels(sizes[0].get("height"))
    elif isinstance(root, str) and root:
        yield root, None, None
