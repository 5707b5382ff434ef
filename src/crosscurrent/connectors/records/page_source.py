"""A saved HTML page as one record."""

from __future__ import annotations

import codecs
import hashlib
import re
from typing import Any

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records.faults import RecordTooLarge
from crosscurrent.connectors.records.peek import Peek
from crosscurrent.connectors.records.record import Record, Records
from crosscurrent.connectors.tabular.source import Source

#: Pages with all their pictures inside (SingleFile) reach some ten MiB.
PAGE_BYTES = 1 << 26
LOCATOR = "page=1"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:\-]{1,40})", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)([^\s<>\"']{1,4000})\s*-->")
#: What SingleFile writes at the top; the date is that of ``Date.prototype.toString``.
_SINGLE_FILE = re.compile(r"<!--[^<>]{0,40}Page saved with SingleFile([^<>]{0,5000}?)-->")
_SF_URL = re.compile(r"\burl:\s*(\S{1,4000})")
_SF_DATE = re.compile(r"saved date:\s*\w{3} (\w{3}) (\d\d) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d\d)(\d\d)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def page(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the one record of a saved page.

    Its fields: ``html`` (text), ``sha256`` (of the bytes), ``saved_from`` (address) and ``saved_at`` (ISO 8601), as the
    browser or SingleFile noted them, else ``None``.

    Raises:
        RecordTooLarge: The page is longer than :data:`PAGE_BYTES`.
    """
    raw = page_bytes(source)
    html = decoded(raw, options.encoding)
    address, moment = saved(html[:20_000])
    value: dict[str, Any] = {
        "html": html, "sha256": hashlib.sha256(raw).hexdigest(), "saved_from": address, "saved_at": moment,
    }  # fmt: skip
    yield Record(1, LOCATOR, value)


def page_bytes(source: Source) -> bytes:
    """Return the unpacked bytes of a page.

    Raises:
        RecordTooLarge: There are more than :data:`PAGE_BYTES`.
    """
    with source.open() as reader:
        raw = reader.read(PAGE_BYTES + 1)
    if len(raw) > PAGE_BYTES:
        raise RecordTooLarge.over(source.name, PAGE_BYTES)
    return raw


def decoded(raw: bytes, encoding: str | None = None) -> str:
    """Return a page as text: as declared by a person, else by its byte-order mark, else its meta tag, else UTF-8.

    Bytes that are no text become U+FFFD. A meta tag that is wrong, as when a tool saved the page anew, gives way to
    UTF-8 where the bytes are that.

    Example:
        >>> decoded("<meta charset=gb2312>你".encode("gb18030")), decoded("<meta charset=gbk>你".encode())
        ('<meta charset=gb2312>你', '<meta charset=gbk>你')
    """
    for mark, name in _MARKS if encoding is None else ():
        if raw.startswith(mark):
            return raw.decode(name, "replace").removeprefix("\ufeff")
    if encoding is None:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            found = _CHARSET.search(raw[:65_536])
            encoding = found[1].decode("ascii") if found else "utf-8"
    return raw.decode(_codec(encoding), "replace")


def _codec(name: str) -> str:
    """Return a codec of text by its name in a page; browsers read gb2312 and gbk as the larger GB 18030."""
    if name.lower() in ("gb2312", "gbk", "x-gbk", "gb18030"):
        return "gb18030"
    try:
        "".encode(name)
    except (LookupError, UnicodeError):
        return "utf-8"
    return name


def saved(head: str) -> tuple[str | None, str | None]:
    """Return the address a page was saved from and when, as a browser ("Save page as") or SingleFile noted it.

    Example:
        >>> saved("<!-- saved from url=(0022)https://news.example/a -->")
        ('https://news.example/a', None)
        >>> saved('''<!--
        ...  Page saved with SingleFile
        ...  url: https://news.example/a
        ...  saved date: Sat Nov 21 2026 20:02:39 GMT+0800 (China Standard Time)
        ... -->''')
        ('https://news.example/a', '2026-11-21T20:02:39+08:00')
    """
    single = _SINGLE_FILE.search(head)
    if single is None:
        browser = _SAVED_FROM.search(head)
        return (browser[1] if browser is not None else None), None
    address, date = _SF_URL.search(single[1]), _SF_DATE.search(single[1])
    moment = None
    if date is not None and date[1] in _MONTHS:
        moment = f"{date[3]}-{_MONTHS.index(date[1]) + 1:02d}-{date[2]}T{date[4]}{date[5]}:{date[6]}"
    return (address[1] if address is not None else None), moment
