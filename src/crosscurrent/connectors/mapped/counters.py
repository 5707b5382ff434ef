"""Counters as people write them down."""

from __future__ import annotations

import re
import unicodedata

from crosscurrent.connectors.records import values
from crosscurrent.connectors.records.declared import COMMA
from crosscurrent.connectors.records.values import Count

_LABEL = re.compile(r"^[\u3400-\u9fff:\s约約]{1,8}(?=[\d十百千])")
_MORE = re.compile(r"^(?:>=?|≥|超过|超過|plus de|over|more than|au moins|at least)\s*", re.IGNORECASE)
_LESS = re.compile(r"^(?:<|≤|moins de|less than|under)", re.IGNORECASE)
_WORDS = {"十万": "10万", "百万": "100万", "千万": "1000万", "十亿": "10亿"}
_GROUPS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
#: What WeChat shows as 10万+, its interface counts as this.
_WECHAT_CAP = 100_001


def count_written(cell: object, decimal: str = ".", platform: str = "") -> Count | None:
    """Return a counter; ``None`` if the cell shows none.

    Args:
        cell: Number or text.
        decimal: The sign before a fraction.
        platform: On ``wechat`` the number 100001 means "more than 100,000".

    Example:
        >>> count_written("10万+"), count_written("10w+"), count_written("1 234"), count_written("> 500")
        (Count(value=100000, lower_bound=True, granularity=10000), Count(value=100000, lower_bound=True, \
granularity=10000), Count(value=1234, lower_bound=False, granularity=1), Count(value=500, lower_bound=True, \
granularity=1))
        >>> count_written("1.234,5k", ",").value, count_written("十万+").value, count_written("n/a")
        (1234500, 100000, None)
    """
    is_plain = not isinstance(cell, str) or (cell.isascii() and cell.isdecimal())
    found = values.count(cell if is_plain else _plain(str(cell), decimal))
    if found is not None and platform == "wechat" and found.value == _WECHAT_CAP:
        return Count(_WECHAT_CAP - 1, True)
    return found


def _plain(text: str, decimal: str) -> str:
    written = unicodedata.normalize("NFKC", text).strip()
    if _LESS.match(written):
        return ""
    more = _MORE.match(written)
    written = _GROUPS.sub("", _LABEL.sub("", _MORE.sub("", written)))
    for word, number in _WORDS.items():
        if written.startswith(word):
            written = number + written.removeprefix(word)
    if decimal == COMMA:
        written = written.replace(".", "").replace(",", ".")
    written = re.sub(r"(?<=\d)\s*[wW](?=\+|$)", "万", written)
    written = re.sub(r"(?<=\d)千", "k", written).replace("萬", "万").replace("億", "亿").replace("次", "")
    return written + "+" if more and not written.endswith("+") else written
