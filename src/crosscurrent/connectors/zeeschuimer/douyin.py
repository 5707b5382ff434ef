"""Douyin posts and streams, in the casing of the API and in that of what pages embed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crosscurrent.connectors.platform_shapes.addresses import expires_us, first_address, pixels
from crosscurrent.connectors.platform_shapes.ip_region import put_region
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.faults import RecordUnreadable
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.references import links_in
from crosscurrent.connectors.records.values import Json, at, flag, ident, members, number, objects, sub, text

_PLATFORM = "douyin"
#: What stands for "nothing" in captures: JavaScript's undefined as the page writes it, words of the interface.
_NOTHING = ("$undefined", "undefined", "N/A", "Unknown", "")
_OF_MIX = (
    "some videos came along as further parts of a mix (ZS_collected_from_mix without ZS_first_mix_vid): the browser "
    "loaded them, the person need not have seen them"
)


@dataclass(frozen=True, slots=True)
class Casing:
    """Names of the fields in one of the two casings."""

    native: str
    created: str
    author: str
    sec_uid: str
    avatar: str
    addresses: str
    counts: str
    like: str
    comment: str
    share: str
    save: str
    view: str
    marks: str
    hashtag: str
    mix: str
    mix_id: str
    room: str
    bit_rates: str
    bit_rate: str


SNAKE = Casing(
    "aweme_id", "create_time", "author", "sec_uid", "avatar_thumb", "url_list", "statistics", "digg_count",
    "comment_count", "share_count", "collect_count", "play_count", "text_extra", "hashtag_name", "mix_info", "mix_id",
    "cell_room", "bit_rate", "bit_rate",
)  # fmt: skip
CAMEL = Casing(
    "awemeId", "createTime", "authorInfo", "secUid", "avatarThumb", "urlList", "stats", "diggCount", "commentCount",
    "shareCount", "collectCount", "playCount", "textExtra", "hashtagName", "mixInfo", "mixId", "cellRoom",
    "bitRateList", "bitRate",
)  # fmt: skip


def known(value: Any) -> Any:
    """Return a value, ``None`` for what stands for nothing."""
    return None if isinstance(value, str) and value in _NOTHING else value


def video(value: Json, intake: Intake) -> None:
    """Read one post, or one stream where the record is of one."""
    names = CAMEL if "awemeId" in value else SNAKE
    raw = known(value.get("rawdata")) or known(at(value, names.room, "rawdata"))
    if raw:
        _stream(value, raw, names, intake)
    else:
        _video(value, names, intake)


def _video(value: Json, names: Casing, intake: Intake) -> None:
    native, body = ident(known(value.get(names.native))), text(known(value.get("desc")))
    is_album = bool(members(value, "images"))
    uid = intake.post(
        _PLATFORM, native, "post" if is_album else "video",
        intake.created(_PLATFORM, native, known(value.get(names.created))),
        _author(sub(value, names.author), value, names, intake),
        text=body,
        id_field=names.native,
        thread_id=native,
        container_id=_mix(value, names, intake),
        url=f"https://www.douyin.com/{'note' if is_album else 'video'}/{native}" if native else None,
        is_promoted=flag(value.get("is_ads")),
    )  # fmt: skip
    counts = sub(value, names.counts)
    intake.counted(
        uid,
        like_count=counts.get(names.like),
        comment_count=counts.get(names.comment),
        share_count=counts.get(names.share),
        save_count=counts.get(names.save),
        view_count=counts.get(names.view) or None,  # the web page always shows 0
    )
    _references(value, names, body, intake)
    _places(uid, value, intake)
    _media(value, names, intake)


def _author(account: Json, value: Json, names: Casing, intake: Intake) -> str | None:
    sec_uid, number_id = text(known(account.get(names.sec_uid))), ident(known(account.get("uid")))
    if number_id is None:
        number_id = ident(known(value.get("author_user_id"))) or ident(known(value.get("authorUserId")))
    uid = intake.author(
        _PLATFORM,
        sec_uid,
        alt_ids={"uid": number_id, "short_id": _set(account.get("short_id"))},
        handle=_set(account.get("unique_id")),
        display_name=text(known(account.get("nickname"))),
        bio=text(known(account.get("signature"))),
        avatar_url=first_address(account, names.avatar, names.addresses),
        # Lists of posts write 0 for what only the profile shows.
        follower_count=account.get("follower_count") or account.get("followerCount") or None,
        following_count=account.get("following_count") or None,
        post_count=account.get("aweme_count") or None,
        likes_received_count=account.get("total_favorited") or None,
        verified_reason=text(known(account.get("custom_verify")))
        or text(known(account.get("enterprise_verify_reason"))),
    )
    put_region(intake, uid, "ip_region_account", account.get("ip_location"), f"{names.author}.ip_location")
    region = text(known(account.get("region")))
    intake.place(uid, "registration_country", region, f"{names.author}.region", country_iso2=_country(region))
    return uid


def _set(value: Any) -> str | None:
    """Return an id; "0" is none."""
    found = ident(known(value))
    return None if found == "0" else found


def _mix(value: Json, names: Casing, intake: Intake) -> str | None:
    if flag(value.get("ZS_collected_from_mix")) and not flag(value.get("ZS_first_mix_vid")):
        intake.note(_OF_MIX)
    found = ident(known(at(value, names.mix, names.mix_id)))
    return f"mix-{found}" if found else None


def _references(value: Json, names: Casing, body: str | None, intake: Intake) -> None:
    """Put in hashtags and mentions from the post's own list. An ``@`` in the text is a nickname, which names nobody."""
    listed = members(value, names.marks)
    for each in listed:
        tag, account = known(at(each, names.hashtag)), text(known(at(each, names.sec_uid)))
        if tag:
            intake.hashtag(tag)
        elif account:
            intake.mention(_PLATFORM, account, ident(at(each, "user_id") or at(each, "userId")))
    if body is not None and listed:
        for link in links_in(body):
            intake.link(link)
    else:
        intake.references(body, _PLATFORM, mentions=False)
    sound = sub(value, "music")
    if sounded := ident(known(sound.get("id_str"))) or ident(known(sound.get("id"))):
        intake.edge("uses_sound", "sound", f"{_PLATFORM}:{sounded}", text(known(sound.get("title"))) or sounded)


def _places(uid: str, value: Json, intake: Intake) -> None:
    for field in ("ip_label", "ip_attribution", "ipLabel", "ipAttribution"):
        put_region(intake, uid, "ip_region_post", value.get(field), field)
    region = text(known(value.get("region")))
    intake.place(uid, "upload_region", region, "region", country_iso2=_country(region))
    intake.place(uid, "gps_place", known(at(value, "poi_info", "poi_name")), "poi_info.poi_name")


def _country(region: str | None) -> str | None:
    return region if region is not None and len(region) == 2 and region.isascii() and region.isupper() else None


def _media(value: Json, names: Casing, intake: Intake) -> None:
    for picture in objects(value, "images"):
        address = first_address(picture, names.addresses)
        intake.media("image", address, width=pixels(picture.get("width")), height=pixels(picture.get("height")),
                     expires_at=expires_us(address))  # fmt: skip
    film = sub(value, "video")
    if address := _best(film, names):
        lasts = number(film.get("duration")) or number(value.get("duration"))
        intake.media(
            "video", address, expires_at=expires_us(address),
            duration_s=lasts / 1000 if lasts is not None and 0 < lasts < 1e10 else None,
            width=pixels(film.get("width")), height=pixels(film.get("height")),
        )  # fmt: skip
    if cover := first_address(film, "cover", names.addresses) or text(known(film.get("cover"))):
        intake.media("thumb", cover, expires_at=expires_us(cover))


def _best(film: Json, names: Casing) -> str | None:
    """Return the address of the best of several files."""
    rates = sorted(objects(film, names.bit_rates), key=lambda each: -(number(each.get(names.bit_rate)) or 0))
    for each in rates:
        address = first_address(each, "play_addr", "url_list") or first_address(each, "playApi")
        if address:
            return f"https:{address}" if address.startswith("//") else address
    return first_address(film, "play_addr", "url_list")


def _stream(value: Json, raw: Any, names: Casing, intake: Intake) -> None:
    """Read one stream: the page packs it as JSON in text, and sometimes gives no time but that in its id.

    Raises:
        RecordUnreadable: The packed text is no JSON.
    """
    room = raw
    if isinstance(raw, str):
        try:
            room = json_source.loads(raw.encode("utf-8", "surrogatepass"))
        except ValueError as error:
            raise RecordUnreadable.not_json(f"{intake.locator}, rawdata", 0) from error
    if not isinstance(room, dict):
        raise RecordUnreadable.not_object(f"{intake.locator}, rawdata")
    number_id = ident(known(room.get("id_str"))) or ident(known(room.get("id")))
    native = ident(known(value.get(names.native))) or (f"live-{number_id}" if number_id else None)
    written = known(room.get("create_time")) or known(room.get("createtime")) or known(value.get(names.created))
    body, counts = text(known(room.get("title"))), sub(room, "stats")
    uid = intake.post(
        _PLATFORM, native, "livestream", intake.created(_PLATFORM, native, written),
        _author(sub(room, "owner"), {}, SNAKE, intake),
        text=body,
        id_field=names.native,
        thread_id=native,
        alt_ids={"room": number_id},
        url=f"https://live.douyin.com/{web}" if (web := _set(at(room, "owner", "web_rid"))) else None,
    )  # fmt: skip
    intake.counted(
        uid,
        view_count=known(counts.get("total_user")) or known(counts.get("total_user_str")),
        like_count=known(counts.get("like_count")) or known(room.get("like_count")),
    )
    intake.references(body, _PLATFORM, mentions=False)
    _places(uid, value, intake)
    pulled = sub(room, "stream_url", "flv_pull_url")
    intake.media("video", first_address(pulled, "FULL_HD1") or first_address(pulled, "HD1"))
    intake.media("thumb", first_address(room, "cover", "url_list"))
