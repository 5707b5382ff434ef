"""How the tools for Weibo write ids, times, regions and the author who stands only in a file's name."""

from __future__ import annotations

import re
from typing import Any

from crosscurrent.connectors.records.created import Created
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.references import mentions_in
from crosscurrent.connectors.records.values import ident, text
from crosscurrent.model.native_id import weibo_bid, weibo_mid
from crosscurrent.model.relative_time import read_relative

PLATFORM = "weibo"
#: What the tools write where there is nothing.
_NOTHING = frozenset(("", "无", "None", "null"))
_DIGITS = re.compile(r"(\d{5,12})(?:\D.*)?")
_REGION = re.compile(r"^(?:发布于|來自|来自|IP属地[:：]?)\s*")


def said(value: Any) -> str | None:
    """Return text, ``None`` where it stands for nothing (``无``)."""
    found = text(value)
    return None if found is None or found in _NOTHING else found


def post_id(value: Any) -> tuple[str | None, dict[str, str | None]]:
    """Return the number of a post and its other form, from either form.

    Example:
        >>> post_id("ImTGkcdDn")
        ('4454572602912349', {'bid': 'ImTGkcdDn'})
    """
    written = ident(value)
    if written is None or written in _NOTHING or written == "0":
        return None, {}
    mid = weibo_mid(written)
    if mid is None:
        return written, {}
    return mid, {"bid": written if mid != written else weibo_bid(mid)}


def made(native: str | None, intake: Intake, *written: Any) -> Created:
    """Return when a post was made, from the first of the fields that says it.

    Times are of any form the tools write; words such as ``昨天 10:05`` are resolved against the moment the tool saw the
    record. The time the number tells is brought in as for every post.
    """
    raw = next((each for each in written if each not in (None, "") and each not in _NOTHING), None)
    if isinstance(raw, str):
        relative = read_relative(raw, intake.observed_us, intake.zone)
        if relative is not None:
            return intake.created(PLATFORM, native, relative, "relative")._replace(raw=raw[:100])
        if not raw[:1].isascii() or not (raw[:4].isdigit() or raw[:1].isalpha()):
            return intake.created(PLATFORM, native, None)._replace(raw=raw[:100])  # 昨天, and nobody knows when
    return intake.created(PLATFORM, native, raw)


def region(value: Any) -> str | None:
    """Return a region without the words before it.

    Example:
        >>> region("发布于 浙江"), region("来自江苏"), region("IP属地：广东"), region(None)
        ('浙江', '江苏', '广东', None)
    """
    found = text(value)
    return _REGION.sub("", found).strip() or None if found else None


def author_in_name(file: str) -> str | None:
    """Return the account whose number is the name of a file, as weibo-crawler and weiboSpider name theirs.

    Example:
        >>> author_in_name("1669879400.csv"), author_in_name("posts.csv")
        ('1669879400', None)
    """
    found = _DIGITS.fullmatch(file.rpartition("/")[2])
    return found[1] if found else None


def parted(value: Any) -> list[str]:
    """Return the parts of a cell that holds several names, parted by commas."""
    return [part for raw in re.split(r"[,，]", said(value) or "") if (part := raw.strip())]


def addresses(value: Any) -> list[str]:
    """Return the addresses in a cell; they may hold commas themselves."""
    found = re.split(r"[,;\s]+(?=https?://)", said(value) or "")
    return [address for part in found if (address := part.strip()).startswith(("http://", "https://"))]


def names_in(body: str | None) -> list[str]:
    """Return the names mentioned in a text, those of the chain of a repost (``//@name:``) too.

    Example:
        >>> names_in("看//@甲:好//@乙: @丙")
        ['甲', '乙', '丙']
    """
    return mentions_in((body or "").replace("//@", " @"))
