"""What all captures of WeChat official accounts share: ids and addresses of articles, account numbers, notices."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from crosscurrent.connectors.records.regions import Region, region
from crosscurrent.connectors.records.values import Json, count, text

PLATFORM = "wechat"
HOST = "mp.weixin.qq.com"
ZONE = "Asia/Shanghai"
#: ``read_num`` stops here; what is shown then is ``10万+``.
READ_CAP = 100_001
#: ``item_show_type`` -> kind: 5 video, 8 pictures, 10 text, 17 short; 0 and the others are articles.
_KINDS = {"5": "video", "8": "post", "10": "post", "17": "post"}
_SHORT = re.compile(r"/s/([\w\-]{10,64})/?")
_SHORT_ADDRESS = re.compile(r"https?://mp\.weixin\.qq\.com/s/([\w\-]{10,64})")
_BIZ = re.compile(r"[A-Za-z0-9+/]{4,40}={0,2}")
_NUMBER = re.compile(r"\d{1,20}")
_NOTICES = (
    (
        "deleted_by_author",
        ("发布者删除", "作者删除", "作者已删除", "deleted by the author", "deleted by the publisher"),
    ),
    (
        "removed_by_platform",
        ("违规", "违反", "投诉", "屏蔽", "封禁", "封号", "涉嫌", "停止访问", "violat", "blocked", "complain"),
    ),
    (
        "unavailable",
        ("无法查看", "注销", "迁移", "不存在", "过期", "失效", "unavailable", "not available", "expired", "cancel"),
    ),
)


class Article(NamedTuple):
    """What an address says about an article.

    Attributes:
        biz: Account.
        mid: Message of the account.
        idx: Place in the message, from 1.
        sn: Check word.
        short: Code of the short address; it leads to the article but says nothing about it.
    """

    biz: str | None = None
    mid: str | None = None
    idx: str | None = None
    sn: str | None = None
    short: str | None = None

    @property
    def native_id(self) -> str | None:
        """``biz:mid:idx``; of a short address ``s-CODE``, by which captures of the same address still meet."""
        if self.biz and self.mid and self.idx:
            return f"{self.biz}:{self.mid}:{self.idx}"
        return f"s-{self.short}" if self.short else None


def article_of(url: Any) -> Article:
    """Return what an address of an article says; nothing, if it is another address.

    Example:
        >>> article_of("https://mp.weixin.qq.com/s?__biz=MzAw&amp;mid=22&amp;idx=1&amp;sn=ab#rd").native_id
        'MzAw:22:1'
        >>> article_of("https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv").native_id
        's-AbCdEfGhIjKlMnOpQrStUv'
    """
    if not isinstance(url, str) or HOST not in url:
        return Article()
    if bare := _SHORT_ADDRESS.fullmatch(url):
        return Article(short=bare[1])
    try:
        parts = urlsplit(unescape(url.strip()))
        asked = parse_qs(parts.query.replace("&amp;", "&"), max_num_fields=100)
        is_ours = parts.hostname == HOST
    except ValueError:
        return Article()
    if not is_ours:
        return Article()
    short = _SHORT.fullmatch(parts.path)
    biz = asked.get("__biz", [""])[0].replace(" ", "+")
    numbers = [asked.get(name, asked.get(other, [""]))[0] for name, other in (("mid", "appmsgid"), ("idx", "itemidx"))]
    mid, idx = (number if _NUMBER.fullmatch(number) else None for number in numbers)
    return Article(
        biz_of(biz), mid, idx, asked.get("sn", [""])[0][:64] or None, short[1] if short is not None else None
    )


def address_of(article: Article) -> str | None:
    """Return the long address of an article, if its parts are known."""
    if not (article.biz and article.mid and article.idx):
        return None
    end = f"&sn={article.sn}" if article.sn else ""
    return f"https://{HOST}/s?__biz={article.biz}&mid={article.mid}&idx={article.idx}{end}"


def biz_of(value: Any) -> str | None:
    """Return the id of an account, ``biz``: base 64 of its number, also out of the forms other tools give it.

    Example:
        >>> biz_of("MzAwMDAwMDAwMA=="), biz_of("MP_WXS_3000000000"), biz_of("SINGLE_ARTICLE_FAKEID")
        ('MzAwMDAwMDAwMA==', 'MzAwMDAwMDAwMA==', None)
    """
    written = unquote(value).strip() if isinstance(value, str) else str(value) if type(value) is int else ""
    number = written.removeprefix("MP_WXS_")
    if _NUMBER.fullmatch(number):
        return base64.b64encode(number.encode()).decode()
    if not _BIZ.fullmatch(written):
        return None
    try:
        told = base64.b64decode(written + "=" * (-len(written) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return written if told.isdigit() else None


def kind_of(shown_as: str | None) -> str:
    """Return the kind of post an ``item_show_type`` means."""
    return _KINDS.get(shown_as or "", "article")


def native_type(shown_as: str | None, is_original: bool) -> str | None:
    """Return ``item_show_type``, followed by ``original`` where WeChat marks the article so.

    Example:
        >>> native_type("0", True), native_type("8", False), native_type(None, False)
        ('0 original', '8', None)
    """
    return " ".join([shown_as or "", "original" if is_original else ""]).strip() or None


def known_by_name(name: str) -> str:
    """Return an id for an account of which only the displayed name is known; it never equals a WeChat id."""
    return f"name:{name.strip()}"


def notice(message: str) -> str | None:
    """Return the availability that a notice in place of an article tells; ``None`` if it tells nothing of an article.

    Example:
        >>> notice("该内容已被发布者删除"), notice("此内容因违规无法查看")
        ('deleted_by_author', 'removed_by_platform')
        >>> notice("该内容暂时无法查看"), notice("参数错误")
        ('unavailable', None)
    """
    lower = message.lower()
    for availability, words in _NOTICES:
        if any(word in lower for word in words):
            return availability
    return None


def place_of(wording: Any) -> Region | None:
    """Return a place out of ``ip_wording``, in either of its spellings, or a plain name."""
    if isinstance(wording, str):
        return region(None, None, wording)
    if not isinstance(wording, Mapping):
        return None

    def part(snake: str, camel: str) -> str | None:
        return text(wording.get(snake)) or text(wording.get(camel))

    return region(
        part("country_name", "countryName"), part("country_id", "countryId"), part("province_name", "provinceName"),
        part("city_name", "cityName"),
    )  # fmt: skip


def counters(shown: Json, names: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Return counters by our names, and which of them are bounds.

    All zero means that the tool saw none: whoever sees the counters has opened the article, so one read at least.

    Args:
        shown: Counters as captured.
        names: Our name -> the capture's.

    Example:
        >>> counters({"read_num": 100001, "n": "3"}, {"view_count": "read_num", "like_count": "n"})
        ({'view_count': 100000, 'like_count': 3}, ['view_count'])
        >>> counters({"read_num": 0, "n": 0}, {"view_count": "read_num", "like_count": "n"})
        ({}, [])
    """
    found = {ours: number for ours, theirs in names.items() if (number := count(shown.get(theirs))) is not None}
    if not any(number.value for number in found.values()):
        return {}, []
    capped = []
    read = found.get("view_count")
    if read is not None and (read.value >= READ_CAP - 1 or read.lower_bound):
        found["view_count"] = read._replace(value=READ_CAP - 1, lower_bound=True)
        capped.append("view_count")
    return {name: number.value for name, number in found.items()}, capped
