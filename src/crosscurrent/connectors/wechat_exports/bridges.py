"""Records of the RSS bridges we-mp-rss and wewe-rss -> rows."""

from __future__ import annotations

from crosscurrent.connectors.records import xml_source
from crosscurrent.connectors.records.faults import NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.plain_text import both
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, ident, sub, text
from crosscurrent.connectors.records.wechat import PLATFORM, Article, article_of, biz_of, known_by_name


def row(record: Record, intake: Intake) -> None:
    """Read one row of a database: an account or an article."""
    value = record.value
    if record.kind == "feed":
        _feed(value, intake)
        return
    biz = biz_of(value.get("_faker_id")) or biz_of(value.get("mp_id"))
    which = _which(ident(value.get("id")), text(value.get("url")), biz)
    native = which.native_id
    created = intake.created(PLATFORM, native, value.get("publish_time"))
    uid = intake.author(PLATFORM, biz) if biz is not None else None
    markup = text(value.get("content"))
    body, links = both(markup) if markup is not None else (None, [])
    digest = text(value.get("description"))
    intake.post(
        PLATFORM, native, "article", created, uid,
        text=body or digest,
        text_is_truncated=True if not body and digest else None,
        text_html=markup,
        title=text(value.get("title")),
        url=text(value.get("url")) or (f"https://mp.weixin.qq.com/s/{which.short}" if which.short else None),
        alt_ids={"short": which.short, "sn": which.sn},
    )  # fmt: skip
    for address, _ in links:
        intake.link(address)
    intake.media("thumb", text(value.get("pic_url")))


def _feed(value: Json, intake: Intake) -> None:
    biz = biz_of(value.get("faker_id")) or biz_of(value.get("id"))
    if biz is None:
        raise NothingInIt.because("the entry stands for a selection of the tool, not for an account")
    intake.observed_us = intake.time_us(value.get("sync_time"))
    intake.author(
        PLATFORM, biz, display_name=text(value.get("mp_name")), bio=text(value.get("mp_intro")),
        avatar_url=text(value.get("mp_cover")),
    )  # fmt: skip


def _which(written: str | None, url: str | None, biz: str | None) -> Article:
    """Return which article it is: ``ACCOUNT-MID_IDX`` in we-mp-rss, the code of the short address in wewe-rss."""
    linked = article_of(url)
    account, _, rest = (written or "").rpartition("-")
    mid, _, idx = rest.partition("_")
    if mid.isascii() and mid.isdigit() and idx.isascii() and idx.isdigit() and len(rest) <= 30:
        return Article(biz or biz_of(account) or linked.biz, mid, idx, linked.sn, linked.short)
    if linked.native_id is not None:
        return linked
    return article_of(f"https://mp.weixin.qq.com/s/{written}") if written else linked


def entry(record: Record, intake: Intake) -> None:
    """Read one entry of a feed of we-mp-rss. Its times are naive: the zone of the server has to be declared."""
    item, channel = sub(record.value, "item"), sub(record.value, "channel")
    url = xml_source.text_of(item.get("link")) or xml_source.text_of(item.get("guid"))
    which = _which(xml_source.text_of(item.get("id")), url, None)
    native = which.native_id
    markup = xml_source.text_of(item.get("content:encoded"))
    body, links = both(markup) if markup is not None else (None, [])
    digest = both(xml_source.text_of(item.get("description")) or "")[0] or None
    name = xml_source.text_of(channel.get("title"))
    intake.post(
        PLATFORM, native, "article",
        intake.created(PLATFORM, native, xml_source.text_of(item.get("pubDate")), source="feed"),
        _owner(which, name, intake),
        text=body or digest,
        text_is_truncated=True if not body and digest else None,
        text_html=markup,
        title=xml_source.text_of(item.get("title")),
        url=url,
        alt_ids={"short": which.short, "sn": which.sn},
    )  # fmt: skip
    for address, _ in links:
        intake.link(address)
    for picture in xml_source.attributes(item.get("enclosure"), "url"):
        intake.media("thumb", picture)


def _owner(which: Article, name: str | None, intake: Intake) -> str | None:
    if which.biz is not None:
        return intake.author(PLATFORM, which.biz, display_name=name)
    return intake.author(PLATFORM, known_by_name(name), id_kind="handle_only", display_name=name) if name else None
