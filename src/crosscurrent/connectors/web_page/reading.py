"""A saved page of any site -> rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from crosscurrent.connectors.records.created import UNKNOWN, Created
from crosscurrent.connectors.records.days import clocked, day_of, time_or_day
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, text
from crosscurrent.connectors.records.web_address import WEB, Address, address_of
from crosscurrent.connectors.web_page import article_text, page_head
from crosscurrent.connectors.web_page.page_head import PageHead

#: Where pages say when they were published, the surest first; linked data comes before all of them.
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "pubdate", "publishdate", "publish_date", "publish-date", "publication_date", "publicationdate",
    "article.published", "published_time", "weibo: article:create_at", "citation_publication_date", "dc.date.issued",
    "dcterms.created", "dcterms.date", "dc.date", "date", "originalpublicationdate", "cxenseparse:recs:publishtime",
    "bt:pubdate", "rnews:datepublished", "apub:time", "_pubtime",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_BYLINES = ("author", "article:author", "parsely-author", "byl", "dc.creator", "sailthru.author", "citation_author")
_WAYBACK = re.compile(r"https?://web\.archive\.org/web/(\d{14})[a-z_]{0,4}/(https?:/.+)")
_SHARE = re.compile(
    r"//(?:www\.)?(?:facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:intent|share|home\?status)"
    r"|linkedin\.com/share|pinterest\.\w+/pin/create|reddit\.com/submit|t\.me/share|service\.weibo\.com/share"
    r"|api\.whatsapp\.com/send|wa\.me/\?|tumblr\.com/(?:share|widgets)|connect\.qq\.com/widget|news\.google\.\w+/pub)",
    re.IGNORECASE,
)
#: Pages that stand in front of an article or in its place (trap: they look like articles).
_GATE = re.compile(
    r"just a moment|attention required|access denied|are you a (?:human|robot)|verify you are human|security check"
    r"|安全验证|人机验证|访问受限", re.IGNORECASE
)  # fmt: skip
_GONE = re.compile(
    r"\b(?:404|410)\b|page not found|not found|page introuvable|页面不存在|页面找不到|文章不存在", re.IGNORECASE
)
_LONGEST_GATE_CHARS = 1500


def article(record: Record, intake: Intake) -> None:
    """Read one page."""
    html = str(record.value["html"])
    head = page_head.read(html)
    place, seen_us = _place(record.value, intake)
    intake.observed_us = seen_us
    written, how = article_text.extract(html, head)
    title = _title(head)
    if title is None and written is None:
        raise NothingInIt.because("the page has neither a title nor a text")
    if _GATE.search(title or "") and len(written or "") < _LONGEST_GATE_CHARS:
        raise NothingInIt.because("the page stands before another one and asks for proof")
    (address, base), is_gone = _address(head, place, record, intake), _is_gone(title, written)
    intake.note(how)
    created = _published(html, head, address, intake)
    _put(head, address, base, None if is_gone else written, title, created, is_gone, intake)


def _put(
    head: PageHead, address: Address, base: str, written: str | None, title: str | None, created: Created,
    is_gone: bool, intake: Intake,
) -> None:  # fmt: skip
    account = None
    lang = text(head.article.get("inLanguage")) or head.lang or head.meta("og:locale", "language")
    if address.host is not None:
        site = next(iter(page_head.names(head.article.get("publisher"))), None)
        account = intake.author(
            WEB, address.host,
            display_name=head.meta("og:site_name", "application-name") or site,
            profile_url=f"https://{address.host}",
        )  # fmt: skip
    byline = ", ".join(page_head.names(head.article.get("author"))) or head.meta(*_BYLINES)
    uid = intake.post(
        address.platform, address.native_id, address.kind, created, account,
        text=written,
        is_partial=is_gone or address.platform != WEB,
        title=title,
        url=base or None,
        edited_at=_modified(head, created, intake),
        lang_declared=lang,
        content_type_native=_kind(head),
        alt_ids={"byline": byline},
        availability="unavailable" if is_gone else "public",
        deleted_seen_at=intake.observed_us if is_gone else None,
    )  # fmt: skip
    if is_gone:
        return
    intake.counted(uid, comment_count=head.article.get("commentCount"))
    for link in article_text.body_links(head):
        joined = _joined(base, link)
        if joined is not None and not _SHARE.search(joined):
            intake.link(joined)
    _pictures(head, base, intake)


def _pictures(head: PageHead, base: str, intake: Intake) -> None:
    first = [head.meta("og:image:secure_url", "og:image", "twitter:image"), *_ld_images(head.article)]
    for link, alt in ((one, None) for one in first if one):
        intake.media("image", _joined(base, link), alt_text=alt)
    for link, alt in article_text.images(head):
        intake.media("image", _joined(base, link), alt_text=alt or None)


def _ld_images(found: Json) -> Iterator[str]:
    yield from page_head.addresses(found.get("image"))
    yield from page_head.addresses(found.get("thumbnailUrl"))


def _place(value: Json, intake: Intake) -> tuple[str | None, int | None]:
    """Return where a page was saved from and when; a copy in the Wayback Machine stands for the page it shows."""
    written = text(value.get("saved_from")) or (intake.file if "://" in intake.file else None)
    kept = _WAYBACK.match(written) if written else None
    if kept is not None:
        stamp = kept[1]
        moment = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T{stamp[8:10]}:{stamp[10:12]}:{stamp[12:]}+00:00"
        return kept[2], clocked(moment, intake)
    return written, clocked(value.get("saved_at"), intake)


def _address(head: PageHead, place: str | None, record: Record, intake: Intake) -> tuple[Address, str]:
    """Return what the page is, and its address as written.

    That is its canonical address, unless it belongs to another site than the page was saved from.
    """
    saved = address_of(place) if place else None
    own = (head.canonical, head.meta("og:url"), *page_head.addresses(head.article.get("mainEntityOfPage")),
           *page_head.addresses(head.article.get("url")))  # fmt: skip
    for written in own:
        whole = _joined(place or "", written) if written else None
        found = address_of(whole) if whole else None
        if found is not None and (saved is None or (found.platform, found.host) == (saved.platform, saved.host)):
            return found, whole or ""
    if saved is not None:
        return saved, place or ""
    intake.note("a page that does not say its address is known by the digest of its bytes")
    return Address(WEB, f"page-{str(record.value['sha256'])[:32]}", "article", None, ""), ""


def _published(html: str, head: PageHead, address: Address, intake: Intake) -> Created:
    for written in (head.article.get("datePublished"), head.article.get("uploadDate"), *map(head.meta, _PUBLISHED)):
        if isinstance(written, str) and (read := time_or_day(written, intake)) is not None:
            found = intake.created(address.platform, address.native_id, read, "page")
            return found._replace(raw=written[:100])
    day = article_text.published_day(html, address.url or None, intake.observed_us)
    read = day_of(day)
    if read is not None:
        return Created(read.at_us, read.precision, "page", day)
    return UNKNOWN if address.platform == WEB else intake.created(address.platform, address.native_id, None)


def _modified(head: PageHead, created: Created, intake: Intake) -> int | None:
    for written in (head.article.get("dateModified"), *map(head.meta, _MODIFIED)):
        read = time_or_day(written, intake) if isinstance(written, str) else None
        if read is not None and read.precision != "day" and read.at_us != created.at_us:
            return read.at_us
    return None


def _title(head: PageHead) -> str | None:
    written = text(head.article.get("headline")) or head.meta("og:title", "twitter:title")
    if written is None and (first := head.tree.css_first("h1")) is not None:
        written = first.text(strip=True) or None
    return written or head.title


def _is_gone(title: str | None, written: str | None) -> bool:
    return bool(title and _GONE.search(title) and len(title) < 80 and len(written or "") < _LONGEST_GATE_CHARS)


def _kind(head: PageHead) -> str | None:
    found: Any = head.article.get("@type")
    return text(found[0] if isinstance(found, list) and found else found) or head.meta("og:type")


def _joined(base: str, link: str) -> str | None:
    """Return a link as a whole address; places on the same page and pictures inside the page give ``None``."""
    if link.startswith(("#", "data:", "javascript:", "mailto:", "tel:", "blob:")):
        return None
    try:
        joined = urljoin(base, link)
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None
