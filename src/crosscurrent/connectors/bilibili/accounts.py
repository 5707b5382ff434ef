"""Accounts of Bilibili: as authors of something, and as cards of their own."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.records.faults import IdMissing
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.regions import country_iso2
from crosscurrent.connectors.records.values import Json, ident, number, sub, text

PLATFORM = "bilibili"
_BANNED = -2
_VERIFIED = {0: "person", 1: "organisation"}
#: What stands before the name of a place, in the two ways of writing it.
_PREFIXES = ("IP属地：", "IP属地:", "IP 属地：")
_PROVINCES = frozenset(
    ("北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江",
     "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆",
     "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆")
)  # fmt: skip


def author(value: Json, intake: Intake) -> str | None:
    """Put in an account shown beside something it wrote: ``owner``, ``member``, ``module_author``."""
    return _seen(value, intake, {})


def card(value: Json, intake: Intake) -> None:
    """Read the card or the page of an account.

    Raises:
        IdMissing: It names no account.
    """
    inner = sub(value, "card") or value
    follower = value.get("follower")
    found = _seen(
        inner, intake,
        {
            "follower_count": follower if follower is not None else inner.get("fans"),
            "following_count": inner.get("attention") if "attention" in inner else value.get("following"),
            "post_count": value.get("archive_count"),
            "likes_received_count": value.get("like_num"),
            "is_suspended": True if inner.get("spacesta") == _BANNED or inner.get("silence") == 1 else None,
        },
    )  # fmt: skip
    if found is None:
        raise IdMissing.of("mid")


def _seen(value: Json, intake: Intake, more: dict[str, Any]) -> str | None:
    native = ident(value.get("mid"))
    verification = sub(value, "official_verify") or sub(value, "official") or sub(value, "Official")
    kind = number(verification.get("type"))
    name = text(value.get("uname")) or text(value.get("name"))
    if isinstance(more.get("following_count"), bool):
        more["following_count"] = None  # whether the reader follows this account, not how many it follows
    return intake.author(
        PLATFORM,
        native if native != "0" else None,
        display_name=name,
        bio=text(value.get("sign")),
        avatar_url=text(value.get("avatar")) or text(value.get("face")),
        verified=None if kind is None else kind in _VERIFIED,
        verified_type=None if kind is None else _VERIFIED.get(int(kind)),
        verified_reason=text(verification.get("desc")) or text(verification.get("title")),
        **more,
    )


def place(subject_uid: str, signal: str, written: Any, source_field: str, intake: Intake) -> None:
    """Put in "IP属地：广东" as written, with the province or country that it names beyond doubt."""
    name = text(written)
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix).strip() if name else name
    province = name if name in _PROVINCES else None
    intake.place(
        subject_uid, signal, written, source_field,
        country_iso2="CN" if province else country_iso2(name),
        admin1=province,
    )  # fmt: skip
