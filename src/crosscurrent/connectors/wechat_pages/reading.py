"""One saved page -> rows."""

from __future__ import annotations

import re
from datetime import timedelta, timezone
from html import unescape
from typing import Any

from crosscurrent.connectors.records.created import UNKNOWN, Created, written_time
from crosscurrent.connectors.records.faults import IdMissing, NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.references import links_in
from crosscurrent.connectors.records.regions import country_iso2
from crosscurrent.connectors.records.values import Json, count, members, number, objects, sub, text
from crosscurrent.connectors.records.wechat import (
    PLATFORM,
    Article,
    address_of,
    article_of,
    biz_of,
    counters,
    kind_of,
    known_by_name,
    native_type,
    notice,
    place_of,
)
from crosscurrent.connectors.wechat_pages.page import ABOUT, GONE
from crosscurrent.errors import TimeUnreadable
from crosscurrent.model.time import ReadTime

_BEIJING = timezone(timedelta(hours=8))
_SHOWN_TIME = re.compile(r"(\d{4})[年/-](\d{1,2})[月/-](\d{1,2})日?(?:\s+(\d{1,2}):(\d\d))?")
_COUNTERS = {
    "view_count": "read_num", "like_count": "old_like_count", "share_count": "share_count",
    "comment_count": "comment_count", "save_count": "collect_count",
}  # fmt: skip
_OLDER_COUNTERS = {"view_count": "read_num", "like_count": "old_like_num"}
_TITLES = {
    "微信号": "handle", "公众号简介": "bio", "服务号简介": "bio", "认证类型": "entity_type", "主体类型": "entity_type",
    "账号类型": "entity_type", "认证主体": "entity_name", "账号主体": "entity_name",
}  # fmt: skip
#: Shown as a heading only; found elsewhere; and the telephone number, which is left out on purpose.
_NOT_KEPT = frozenset(("基础信息", "IP属地", "授权第三方服务", "客服电话"))
_COUNTRY = re.compile("国家|注册地")


def page(record: Record, intake: Intake) -> None:
    """Read one page: an article, an account's About page, or a notice in place of an article."""
    value = record.value
    intake.observed_us = _observed(value, intake)
    if record.kind == ABOUT:
        _about(value, intake)
    elif record.kind == GONE:
        _gone(value, intake)
    else:
        _article(value, intake)


def _observed(value: Json, intake: Intake) -> int | None:
    """Return when the page was made, by the server's clock, else by the browser's that saved it."""
    for moment in (value.get("svr_time"), value.get("saved_at")):
        try:
            found = intake.time_us(moment)
        except TimeUnreadable:
            continue
        if found is not None:
            return found
    return None


def _of(value: Json) -> Article:
    """Return which article a page is, by its own words, else by the address it was saved from."""
    saved = article_of(value.get("saved_from"))
    return Article(*(text(value.get(name)) or saved[place] for place, name in enumerate(Article._fields)))


def _account(value: Json, which: Article, intake: Intake, **shown: Any) -> str | None:
    """Put in the account: by its number, else by its raw id, else by the name the page shows, and never mixed up."""
    raw_id, name = text(value.get("gh_id")), text(shown.get("display_name"))
    if which.biz is not None:
        others = {"gh_id": raw_id, "alias": text(shown.get("handle"))}
        return intake.author(PLATFORM, which.biz, alt_ids=others, **shown)
    if raw_id is not None:
        return intake.author(PLATFORM, raw_id, id_kind="handle_only", **shown)
    if name is None:
        return None
    intake.note("the page names its account only as it is displayed: it is kept apart from accounts known by an id")
    return intake.author(PLATFORM, known_by_name(name), id_kind="handle_only", **shown)


def _name(value: Json) -> dict[str, Any]:
    return {
        "handle": text(value.get("alias")) or text(value.get("shown_alias")),
        "display_name": text(value.get("nick_name")) or text(value.get("shown_name")),
        "avatar_url": text(value.get("round_head_img")),
    }


def _article(value: Json, intake: Intake) -> None:
    which, body = _of(value), text(value.get("body"))
    native = which.native_id
    title = text(value.get("title")) or text(value.get("shown_title"))
    if native is None and body is None and title is None:
        raise NothingInIt.because("the page shows neither an article nor a notice about one")
    shown_as = text(value.get("item_show_type")) or ""
    comments = text(value.get("comment_id"))
    uid = intake.post(
        PLATFORM, native or _derived(value), kind_of(shown_as), _created(value, intake),
        _account(value, which, intake, **_name(value)),
        text=body,
        title=title,
        text_html=text(value.get("body_html")),
        url=text(value.get("og_url")) or address_of(which) or text(value.get("saved_from")),
        alt_ids={"short": which.short, "sn": which.sn},
        thread_id=comments if comments not in (None, "0") else None,
        content_type_native=native_type(shown_as, text(value.get("copyright_stat")) == "1"),
    )  # fmt: skip
    _counters(uid, value, intake)
    _place(uid, value, intake)
    _references(value, body, shown_as, intake)
    _media(value, intake)


def _derived(value: Json) -> str:
    """Return an id for a page that names no article: what it proves must not be lost, and is counted once."""
    digest = text(value.get("sha256"))
    if digest is None:
        raise IdMissing.of("mid")
    return f"page-{digest[:16]}"


def _created(value: Json, intake: Intake) -> Created:
    """Return when it was published: seconds UTC, checked against the minute in Beijing that readers see."""
    shown, raw = _beijing(value.get("create_time")), value.get("ori_create_time")
    try:
        written = intake.time(raw)
    except TimeUnreadable:
        written, raw = None, None
    if written is not None:
        created = Created(written.at_us, written.precision, "field", str(raw)[:100])
        if shown is None or shown.precision != "min" or 0 <= written.at_us - shown.at_us < 60_000_000:
            return created
        intake.note(
            "the time in seconds and the Beijing time shown on the page contradict each other: see time_conflict"
        )
        return created._replace(conflict=True)
    for source, moment in (("field", value.get("create_time")), ("page", value.get("shown_time"))):
        found = _beijing(moment)
        if found is not None:
            return Created(found.at_us, found.precision, source, str(moment)[:100])
    return UNKNOWN


def _beijing(written: Any) -> ReadTime | None:
    """Read a time as WeChat shows it, always that of Beijing."""
    found = _SHOWN_TIME.search(written) if isinstance(written, str) else None
    if found is None:
        return None
    year, month, day, hour, minute = found.groups()
    clock = f"T{int(hour):02d}:{minute}" if hour is not None else ""
    try:
        return written_time(f"{year}-{int(month):02d}-{int(day):02d}{clock}", _BEIJING)
    except TimeUnreadable:
        return None


def _counters(uid: str, value: Json, intake: Intake) -> None:
    bar = sub(value, "bar")
    shown, capped = counters(bar, {**_COUNTERS, "recommend": "like_count"})
    if not shown:
        shown, capped = counters(bar, _OLDER_COUNTERS)
    recommended = shown.pop("recommend", None)
    intake.counted(uid, reactions={"recommend": recommended}, capped=capped, **shown)


def _place(uid: str, value: Json, intake: Intake) -> None:
    wording, field = value.get("ip_wording"), "ip_wording"
    if not wording:
        wording, field = text(value.get("shown_place")), "js_ip_wording"
    place = place_of(wording)
    if place is not None:
        intake.place(uid, "ip_region_post", place.shown, field, country_iso2=place.iso2, admin1=place.province)


def _references(value: Json, body: str | None, shown_as: str, intake: Intake) -> None:
    """Put in what the article leads to: its links, "read the original", articles it recommends, accounts it shows."""
    for pair in members(value, "links"):
        if pair[0].startswith("//"):
            intake.link(f"https:{pair[0]}")
        intake.link(pair[0])
    for address in links_in(body or ""):
        intake.link(address)
    intake.link(_address(value.get("source_url")))
    for linked in objects(value, "ainfos"):
        intake.link(_address(linked.get("url")))
    for topic in (*members(value, "topics"), *members(value, "albums")):
        intake.hashtag(topic)
    if kind_of(shown_as) == "post":  # shares are short posts, where # means a topic; in articles it means anything
        intake.references(body, PLATFORM, links=False, mentions=False)
    for card in objects(value, "frames"):
        if card.get("tag") == "mp-common-profile":
            intake.mention(PLATFORM, biz_of(card.get("id")), None)


def _media(value: Json, intake: Intake) -> None:
    for image in objects(value, "images"):
        intake.media(
            "image", text(image.get("url")), width=_pixels(image.get("width")), alt_text=text(image.get("alt"))
        )
    for picture in objects(value, "pictures"):
        wide, high = _pixels(picture.get("width")), _pixels(picture.get("height"))
        intake.media("image", _address(picture.get("cdn_url")), width=wide, height=high)
    for frame in objects(value, "frames"):
        tag, address = text(frame.get("tag")) or "", text(frame.get("url"))
        if tag in ("iframe", "video", "mp-common-videosnap"):
            intake.media("video", address)
        elif "voice" in tag or "audio" in tag or "music" in tag:
            intake.media("audio", address or _voice(frame))
    for video in objects(value, "videos"):
        for stream in objects(video, "mp_video_trans_info"):
            length = number(stream.get("duration_ms"))
            seconds = length / 1000 if length is not None and length > 0 else None
            wide, high = _pixels(stream.get("width")), _pixels(stream.get("height"))
            intake.media("video", _address(stream.get("url")), width=wide, height=high, duration_s=seconds)


def _address(written: Any) -> str | None:
    """Return an address out of a script, where its ampersands may be written as entities, twice over."""
    found = text(written)
    return unescape(unescape(found)) if found is not None and "&amp;" in found else found


def _voice(frame: Json) -> str | None:
    """Return the address from which the page plays a recording."""
    found = text(frame.get("id"))
    return f"https://res.wx.qq.com/voice/getvoice?mediaid={found}" if found is not None else None


def _pixels(value: Any) -> int | None:
    found = count(value)
    return found.value if found is not None and 0 < found.value < 1 << 31 else None


def _about(value: Json, intake: Intake) -> None:
    which, pairs = _of(value), sub(value, "pairs")
    shown: dict[str, Any] = {name: found for name, found in _name(value).items() if found}
    for title, column in _TITLES.items():
        if text(pairs.get(title)) is not None:
            shown.setdefault(column, pairs[title])
    rest = [
        f"{title}：{written}" for title, written in pairs.items() if title not in _TITLES and title not in _NOT_KEPT
    ]
    if operators := [each for each in members(value, "operators") if isinstance(each, str)]:
        rest.append(f"授权第三方服务：{'、'.join(operators)}")
    shown["verified"] = True if {"认证类型", "认证主体"} & set(pairs) else None
    shown["verified_type"], shown["verified_reason"] = text(pairs.get("认证类型")), "\n".join(rest)
    if which.biz is None and text(value.get("gh_id")) is None and shown.get("handle") is not None:
        uid = intake.author(PLATFORM, None, **shown)  # by its WeChat id, which the owner may change
    else:
        uid = _account(value, which, intake, **shown)
    if uid is None:
        raise IdMissing.of("biz")
    place = place_of(value.get("ip_wording")) or place_of(text(pairs.get("IP属地")))
    if place is not None:
        intake.place(
            uid, "ip_region_account", place.shown, "ip_wording", country_iso2=place.iso2, admin1=place.province
        )
    for title, written in pairs.items():
        if _COUNTRY.search(title):
            intake.place(uid, "entity_country", written, title, country_iso2=country_iso2(text(written)))


def _gone(value: Json, intake: Intake) -> None:
    which, message = _of(value), text(value.get("message")) or ""
    availability = notice(message) or notice(text(value.get("description")) or "")
    if availability is None and which.native_id is None:
        raise NothingInIt.because("the page is an error or a check of the visitor and names no article")
    intake.post(
        PLATFORM, which.native_id or _derived(value), "article", UNKNOWN,
        _account(value, which, intake, **_name(value)),
        availability=availability or "unknown",
        deleted_seen_at=intake.observed_us if availability not in (None, "unavailable") else None,
        url=address_of(which) or text(value.get("saved_from")) or text(value.get("og_url")),
        alt_ids={"short": which.short, "sn": which.sn},
        content_type_native=message or None,
    )  # fmt: skip
