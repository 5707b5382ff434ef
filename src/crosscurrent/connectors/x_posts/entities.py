"""What X lists beside a text: links, hashtags, mentions, media, places. API v1.1 and the web share this form."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import Json, at, ident, number, objects, sub, text

_MOVING = ("video", "animated_gif")


def references(entities: Any, intake: Intake) -> None:
    """Put in the links, hashtags and mentions that an ``entities`` object lists.

    The links of a text are short ones of X; the address they lead to stands beside them, and where a tool or the API
    has followed that further, so does the end of the chain.
    """
    if type(entities) is not dict:
        return
    for each in _listed(entities, "urls"):
        if type(each) is dict:
            link(intake, each.get("expanded_url") or each.get("url"), _end_of(each))
    for each in _listed(entities, "hashtags"):
        if type(each) is dict:
            intake.hashtag(each.get("text"))
    for each in _listed(entities, "user_mentions"):
        if type(each) is dict:
            intake.mention("x", ident(each.get("id_str")), text(each.get("screen_name")))


def _listed(value: Json, key: str) -> list[Any] | tuple[()]:
    found = value.get(key)
    return found if type(found) is list else ()


def link(intake: Intake, written: Any, end: Any = None) -> None:
    """Put in a link: the end of its chain where that is known, beside what was written."""
    if isinstance(end, str) and end.startswith(("http://", "https://")) and isinstance(written, str):
        intake.edge("links_to", "url", end, written)
    else:
        intake.link(written)


def _end_of(url: Json) -> Any:
    found = url.get("unwound_url") or url.get("unshortened_url")
    return found or at(url, "unwound", "url") if "unwound" in url else found


def media(found: Any, intake: Intake) -> None:
    """Put in the media of a list in the form of ``extended_entities.media``."""
    if not found:
        return
    for each in objects(found):
        kind, size = each.get("type"), sub(each, "original_info")
        address, wide, high = text(each.get("media_url_https")), size.get("width"), size.get("height")
        if kind in _MOVING:
            film = sub(each, "video_info")
            address = best_variant(film.get("variants"), "bitrate") or address
            seconds = seconds_of(film.get("duration_millis"))
        else:
            seconds = None
        intake.media(
            "video" if kind in _MOVING else "image", address,
            width=pixels(wide), height=pixels(high), duration_s=seconds, alt_text=text(each.get("ext_alt_text")),
        )  # fmt: skip


def best_variant(variants: Any, rate: str) -> str | None:
    """Return the address of the finest file of a video."""
    best, finest = None, -1.0
    for each in objects(variants):
        address, speed = text(each.get("url")), number(each.get(rate)) or 0
        if address is not None and speed > finest:
            best, finest = address, speed
    return best


def seconds_of(milliseconds: Any) -> float | None:
    """Return a duration in seconds."""
    found = number(milliseconds)
    return found / 1000 if found is not None and 0 <= found < 1 << 40 else None


def pixels(value: Any) -> int | None:
    """Return a width or height."""
    return value if type(value) is int and 0 <= value < 1 << 31 else None


def place(uid: str, value: Json, intake: Intake) -> None:
    """Put in where a post says it was written: a named place, and a point."""
    named = value.get("place")
    if type(named) is dict:
        intake.place(
            uid, "gps_place", named.get("full_name") or named.get("name") or named.get("country"), "place",
            country_iso2=country(named.get("country_code")),
        )  # fmt: skip
    point = at(value, "coordinates", "coordinates")
    if point:
        spot(uid, intake, point, "coordinates")


def spot(uid: str, intake: Intake, point: Any, source_field: str) -> None:
    """Put in a point written as longitude, latitude (GeoJSON); it is kept as latitude, longitude."""
    if isinstance(point, list) and len(point) == 2:
        longitude, latitude = number(point[0]), number(point[1])
        if longitude is not None and latitude is not None:
            intake.place(uid, "gps_place", f"{latitude},{longitude}", source_field)


def country(code: Any) -> str | None:
    """Return a country code of two letters."""
    return code.upper() if isinstance(code, str) and len(code) == 2 and code.isalpha() else None
