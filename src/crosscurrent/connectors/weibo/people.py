"""Accounts as the tools for Weibo and the site itself describe them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import Json, flag, ident
from crosscurrent.connectors.weibo.written import PLATFORM, region, said
from crosscurrent.model.time import ReadTime

#: Our column -> theirs; ``id``, ``created`` and ``region`` are read apart from the rest.
SITE: Mapping[str, str] = {
    "id": "id", "display_name": "screen_name", "bio": "description", "profile_url": "profile_url",
    "avatar_url": "avatar_hd", "follower_count": "followers_count", "following_count": "follow_count",
    "post_count": "statuses_count", "verified": "verified", "verified_type": "verified_type",
    "verified_reason": "verified_reason", "location_declared": "location", "created": "registration_time",
    "region": "ip_location",
}  # fmt: skip
SPIDER: Mapping[str, str] = {
    "id": "id", "display_name": "nickname", "bio": "description", "follower_count": "followers",
    "following_count": "following", "post_count": "weibo_num", "verified_reason": "verified_reason",
    "location_declared": "location", "created": "registration_time",
}  # fmt: skip
ROW: Mapping[str, str] = {
    "id": "id", "display_name": "nick_name", "bio": "bio", "profile_url": "main_page_url", "avatar_url": "avatar_url",
    "follower_count": "follower_count", "following_count": "follow_count", "location_declared": "location",
    "created": "reg_date", "region": "ip_location",
}  # fmt: skip
TABLE: Mapping[str, str] = {
    "id": "用户id", "display_name": "昵称", "bio": "简介", "profile_url": "主页", "avatar_url": "高清头像",
    "follower_count": "粉丝数", "following_count": "关注数", "post_count": "微博数", "verified": "是否认证",
    "verified_type": "认证类型", "verified_reason": "认证信息", "location_declared": "所在地", "created": "注册时间",
    "region": "ip属地",
}  # fmt: skip


def put_in(value: Json, names: Mapping[str, str], intake: Intake) -> str | None:
    """Put in an account; return its uid, ``None`` if there is none.

    Args:
        value: What describes it.
        names: Our column -> theirs.
        intake: Takes the rows.
    """
    native = ident(value.get(names["id"]))
    if native is None or native == "0":
        return None
    shown: dict[str, Any] = {
        ours: value.get(theirs) for ours, theirs in names.items() if ours not in ("id", "created", "region")
    }
    shown["verified"] = flag(shown.get("verified"))
    kind = said(shown.get("verified_type"))
    shown["verified_type"] = None if kind == "-1" else kind
    if names is SITE and shown["following_count"] is None:
        shown["following_count"] = value.get("friends_count")
    for name in ("display_name", "bio", "location_declared", "verified_reason"):
        shown[name] = said(shown.get(name))
    uid = intake.author(PLATFORM, native, created=_created(value.get(names.get("created", "")), intake), **shown)
    if "region" in names:
        intake.place(uid, "ip_region_account", region(value.get(names["region"])), names["region"])
    return uid


def only(value: Json, names: Mapping[str, str], intake: Intake) -> None:
    """Put in the account of a record that describes nothing else.

    Raises:
        NothingInIt: It names none.
    """
    if put_in(value, names, intake) is None:
        raise NothingInIt.because("the record names no account")


def _created(written: object, intake: Intake) -> ReadTime | None:
    said_so = said(written)
    return intake.time(said_so) if said_so is not None and said_so[:4].isdecimal() and said_so[4:5] == "-" else None
