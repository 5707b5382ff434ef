"""Regions that Chinese platforms show for the network address of a writer."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.values import text

_LABELS = ("IP属地：", "IP属地:", "IP归属地：", "IP归属地:", "IP 属地：", "发布于", "来自")
#: Words that say that the platform or the tool does not know.
_UNKNOWN = frozenset(("未知", "$undefined", "N/A", "Unknown", "undefined", "null"))
#: Names of provinces, regions and municipalities as the platforms shorten them. Any other name (a foreign country, a
#: city) is kept as written only, for a bare name does not say what level it is of.
_PROVINCES = frozenset((
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏",
    "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西",
    "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏",
    "新疆", "香港", "澳门", "台湾", "中国香港", "中国澳门", "中国台湾",
))  # fmt: skip


def province_in(written: str) -> str | None:
    """Return the province that a shown region names, without its label; ``None`` if it names something else.

    Example:
        >>> province_in("IP属地：浙江"), province_in("浙江"), province_in("加拿大")
        ('浙江', '浙江', None)
    """
    name = written.strip()
    for label in _LABELS:
        name = name.removeprefix(label)
    name = name.strip()
    return name if name in _PROVINCES else None


def put_region(intake: Intake, subject_uid: str | None, signal: str, written: Any, source_field: str) -> None:
    """Put in a shown region as written; its province too, where it names one.

    Args:
        intake: Takes the row.
        subject_uid: The post or account; ``None`` puts in nothing.
        signal: ``ip_region_post``, ``ip_region_comment`` or ``ip_region_account``.
        written: As written, with its label; words for "unknown" put in nothing.
        source_field: Name of the field.
    """
    shown = text(written)
    if shown is None or shown.strip() in _UNKNOWN:
        return
    intake.place(subject_uid, signal, shown, source_field, admin1=province_in(shown))
