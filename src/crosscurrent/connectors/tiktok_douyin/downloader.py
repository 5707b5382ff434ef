"""Rows of TikTokDownloader's tables (Chinese headers) -> rows of the model.

The tool writes -1 for a counter that is 0 or missing, the id for a text that is empty, and takes characters that file
names must not have out of texts. Its times have no offset: they are in the zone of the computer it ran on.
"""

from __future__ import annotations

import re
from typing import Any

from crosscurrent.connectors.platform_shapes.addresses import expires_us
from crosscurrent.connectors.platform_shapes.ip_region import province_in, put_region
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, flag, ident, number, text

_CLOCK = re.compile(r"(\d{1,3}):(\d\d):(\d\d)")
_TAGS = re.compile(r"[\s,，;；\[\]'\"]+")
_UNDER = re.compile(r"作品(\d{15,20})_评论")
_VIDEO = ("视频", "Video", "video")


def post(record: Record, intake: Intake) -> None:
    """Read one post."""
    value = record.value
    intake.observed_us = intake.time_us(value.get("采集时间"))
    platform = _platform(value.get("作品链接"), intake)
    native, body = ident(value.get("作品id")), text(value.get("作品描述"))
    body = None if body == native else body
    uid = intake.post(
        platform, native, "video" if value.get("作品类型") in _VIDEO else "post",
        intake.created(platform, native, value.get("发布时间")), _author(value, platform, intake),
        text=body,
        id_field="作品ID",
        thread_id=native,
        url=text(value.get("作品链接")),
        content_type_native=text(value.get("作品类型")),
    )  # fmt: skip
    intake.counted(
        uid,
        like_count=value.get("点赞数量"),
        comment_count=value.get("评论数量"),
        save_count=value.get("收藏数量"),
        share_count=value.get("分享数量"),
        view_count=value.get("播放数量") if value.get("播放数量") != "0" else None,
    )
    for tag in _TAGS.split(text(value.get("作品话题")) or ""):
        intake.hashtag(tag)
    intake.references(body, platform, mentions=platform == "tiktok")
    _media(value, intake)


def _platform(address: Any, intake: Intake) -> str:
    """Return the platform an address is of; the tool writes the same tables for both."""
    if isinstance(address, str) and "tiktok.com/" in address:
        return "tiktok"
    if isinstance(address, str) and "douyin.com/" in address:
        return "douyin"
    return intake.platform if intake.platform in ("tiktok", "douyin") else "douyin"


def _author(value: Json, platform: str, intake: Intake) -> str | None:
    """Put in the account: Douyin's is its SEC_UID, TikTok's its number."""
    number_id, sec_uid = ident(value.get("uid")), ident(value.get("sec_uid"))
    native, other = (sec_uid, {"uid": number_id}) if platform == "douyin" else (number_id, {"sec_uid": sec_uid})
    return intake.author(
        platform, native, alt_ids=other, handle=ident(value.get("id")),
        display_name=text(value.get("账号昵称")), bio=text(value.get("账号签名")),
    )  # fmt: skip


def _media(value: Json, intake: Intake) -> None:
    is_video = value.get("作品类型") in _VIDEO
    for address in (text(value.get("下载地址")) or "").split():
        if address.startswith(("http://", "https://")):
            intake.media(
                "video" if is_video else "image", address, expires_at=expires_us(address),
                duration_s=_seconds(value.get("视频时长")) if is_video else None,
                width=_pixels(value.get("视频宽度")) if is_video else None,
                height=_pixels(value.get("视频高度")) if is_video else None,
            )  # fmt: skip
    cover = text(value.get("静态封面"))
    intake.media("thumb", cover, expires_at=expires_us(cover))


def _seconds(clock: Any) -> float | None:
    found = _CLOCK.fullmatch(clock) if isinstance(clock, str) else None
    seconds = int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3]) if found is not None else 0
    return float(seconds) if seconds else None


def _pixels(written: Any) -> int | None:
    found = number(written)
    return found if isinstance(found, int) and 0 < found < 1 << 31 else None


def comment(record: Record, intake: Intake) -> None:
    """Read one comment. Which post it is under stands only in the name the tool gave the file."""
    value = record.value
    intake.observed_us = intake.time_us(value.get("采集时间"))
    platform = intake.platform if intake.platform == "tiktok" else "douyin"
    named = _UNDER.search(intake.file)
    under = named[1] if named is not None else None
    native, body = ident(value.get("评论id")), text(value.get("评论内容"))
    above = _answered(value) or under
    uid = intake.post(
        platform, native, "comment", intake.created(platform, native, value.get("评论时间")),
        _author(value, platform, intake),
        text=body,
        id_field="评论ID",
        thread_id=under,
        parent_post_uid=f"{platform}:{above}" if above else None,
        root_post_uid=f"{platform}:{under}" if under else None,
    )  # fmt: skip
    intake.counted(uid, like_count=value.get("点赞数量"), comment_count=value.get("回复数量"))
    put_region(intake, uid, "ip_region_comment", value.get("ip归属地"), "IP归属地")
    if above:
        intake.edge("reply_to", "post", f"{platform}:{above}", above)
    intake.references(body, platform, mentions=False)
    intake.media("image", text(value.get("评论图片")))
    intake.media("image", text(value.get("评论表情")))


def _answered(value: Json) -> str | None:
    """Return the comment that is answered: the one named directly, else the head of the thread; "0" is none."""
    for key in ("回复对象", "回复id"):
        found = ident(value.get(key))
        if found is not None and found.isdecimal() and found != "0":
            return found
    return None


def account(record: Record, intake: Intake) -> None:
    """Read one account."""
    value = record.value
    intake.observed_us = intake.time_us(value.get("采集时间"))
    platform = _platform(value.get("账号链接"), intake)
    number_id, sec_uid, handle = ident(value.get("uid")), ident(value.get("sec_uid")), ident(value.get("抖音号"))
    verified, said = flag(value.get("标签")), text(value.get("标签"))
    uid = intake.author(
        platform,
        sec_uid if platform == "douyin" else number_id,
        alt_ids={"uid": number_id, "short_id": _set(value.get("short_id"))}
        if platform == "douyin" else {"sec_uid": sec_uid},
        handle=handle,
        display_name=text(value.get("昵称昵称")) or text(value.get("账号昵称")),
        bio=text(value.get("账号签名")),
        profile_url=text(value.get("账号链接")),
        avatar_url=text(value.get("头像链接")) or text(value.get("缩略头像链接")),
        follower_count=value.get("粉丝数量"),
        following_count=value.get("关注数量"),
        post_count=value.get("作品数量"),
        likes_received_count=value.get("获赞数量"),
        verified=verified,
        verified_reason=(said if verified is None else None) or text(value.get("企业")),
        is_private=value.get("是否为私有账户"),
    )  # fmt: skip
    put_region(intake, uid, "ip_region_account", value.get("ip归属地"), "IP归属地")
    _declared(uid, value, intake)


def _set(value: Any) -> str | None:
    found = ident(value)
    return None if found == "0" else found


def _declared(uid: str | None, value: Json, intake: Intake) -> None:
    """Put in the place that the account says of itself."""
    named = [text(value.get(column)) for column in ("国家", "省份", "城市", "地区")]
    province = named[1]
    intake.place(
        uid, "self_declared", " ".join(each for each in named if each), "国家, 省份, 城市, 地区",
        admin1=province_in(province) if province else None,
    )  # fmt: skip
