"""Which saved pages of official accounts there are, and how each is recognised by its shape."""

from __future__ import annotations

import re

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import page_source
from crosscurrent.connectors.records.peek import HTML, XML, Peek
from crosscurrent.connectors.records.record import Layout, Record, Records
from crosscurrent.connectors.records.wechat import HOST, article_of
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.wechat_pages import reading
from crosscurrent.connectors.wechat_pages.page import page_record

#: Of these, each alone stands only in pages of mp.weixin.qq.com.
_ARTICLE = re.compile(
    r"cgiDataNew\s*=|id=[\"']?js_article\b|id=[\"']?js_content\b|\bvar\s+msg_link\s*=|wechat-enable-text-zoom-em"
    r"|<meta[^>]{1,40}og:url[^>]{1,40}//mp\.weixin\.qq\.com/s"
)
_ABOUT = re.compile(r"class=[\"'][^\"']{0,80}\bitem-desc\b|auth_3rd_list|class=[\"'][^\"']{0,80}\babout-page\b")
_GONE = re.compile(r"class=[\"'][^\"']{0,80}(?:\bweui-msg\b|\bweui-msg__title\b|\bmesg-block\b|\bglobal_error_msg\b)")
_OURS = re.compile(r"mp\.weixin\.qq\.com|mp\\\.weixin\\\.qq\\\.com|res\.wx\.qq\.com|WeixinJSBridge|微信")


def _is_page(seen: Peek) -> bool:
    return seen.kind in (HTML, XML) and not seen.text.lstrip().startswith("<?xml") and bool(_OURS.search(seen.text))


def _saved_from(seen: Peek) -> bool:
    address, _ = page_source.saved(seen.text[:20_000])
    return article_of(address).native_id is not None


def _gone(seen: Peek) -> float:
    if not _is_page(seen) or _ARTICLE.search(seen.text):
        return 0.0
    return 0.95 if _GONE.search(seen.text) else 0.0


def _about(seen: Peek) -> float:
    is_about = _is_page(seen) and "item-title" in seen.text and _ABOUT.search(seen.text) is not None
    return 0.95 if is_about else 0.0


def _article(seen: Peek) -> float:
    if not _is_page(seen) or _about(seen) or _gone(seen):
        return 0.0
    if _ARTICLE.search(seen.text) and (HOST in seen.text or "WeixinJSBridge" in seen.text or "cgiData" in seen.text):
        return 0.95
    return 0.9 if _saved_from(seen) else 0.0


def _pages(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the page, its fields read out; which kind it is, is told by the whole page, not by its beginning."""
    for record in page_source.page(source, seen, options):
        if not isinstance(record, Record):
            yield record
            continue
        kind, value = page_record(record.value["html"], source.name)
        value.update({name: record.value[name] for name in ("sha256", "saved_from", "saved_at")})
        yield Record(1, record.locator, value, kind)


LAYOUTS = (
    Layout("article", "a saved article of a WeChat official account (its scripts or its body)", _article, _pages,
           reading.page),
    Layout("about", "a saved About page of a WeChat official account (pairs of headings and statements)", _about,
           _pages, reading.page),
    Layout("gone", "a page WeChat shows in place of an article (deleted, against the rules, not to be seen)", _gone,
           _pages, reading.page),
)  # fmt: skip
