"""Which exports there are, and how each is recognised by its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source, sqlite_source, table_source, xml_source
from crosscurrent.connectors.records.faults import RecordUnreadable
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, SQLITE, Peek
from crosscurrent.connectors.records.record import BadRecord, Layout, Record, Records
from crosscurrent.connectors.records.values import at, members
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.wechat_exports import bridges, exporter, sogou

_JSON = (LINES, DOCUMENT)
_GUID = re.compile(r"<(?:guid|link)\b[^>]{0,60}>\s*(?:<!\[CDATA\[)?\s*https?://mp\.weixin\.qq\.com/s")
_ITEM_ID = re.compile(r"<item>\s*<id>")
COMMENT, REPLY, FEED, ACCOUNT = "comment", "reply", "feed", "account"


def _articles(seen: Peek) -> float:
    return 0.95 if seen.kind in _JSON and seen.has("fakeid", "aid", "create_time") else 0.0


def _accounts(seen: Peek) -> float:
    is_one = seen.kind == DOCUMENT and seen.has("accounts") and at(seen.document, "usefor") == "wechat-article-exporter"
    return 0.97 if is_one else 0.0


def _table(seen: Peek) -> float:
    return 0.95 if seen.columns("公众号", "链接", "标题", "创建时间", "发布时间") else 0.0


def _counters(seen: Peek) -> float:
    return 0.9 if seen.kind in _JSON and seen.has("appmsgstat") else 0.0


def _has_table(seen: Peek, name: str, *columns: str) -> bool:
    return seen.kind == SQLITE and set(columns) <= set(seen.tables.get(name, ()))


def _we_mp_rss(seen: Peek) -> float:
    is_one = _has_table(seen, "articles", "id", "mp_id", "title", "url", "publish_time") and _has_table(
        seen, "feeds", "id", "mp_name", "faker_id"
    )
    return 0.95 if is_one else 0.0


def _wewe_rss(seen: Peek) -> float:
    is_one = _has_table(seen, "articles", "id", "mp_id", "title", "publish_time") and _has_table(
        seen, "feeds", "id", "mp_name", "mp_intro"
    )
    return 0.95 if is_one and "url" not in seen.tables["articles"] and "faker_id" not in seen.tables["feeds"] else 0.0


def _rss(seen: Peek) -> float:
    if xml_source.root_name(seen) != "rss" or not _GUID.search(seen.text):
        return 0.0
    return 0.96 if _ITEM_ID.search(seen.text) or "Mp-We-Rss" in seen.text else 0.0


def _sogou(seen: Peek) -> float:
    if seen.kind not in _JSON:
        return 0.0
    is_account = seen.has("wechat_name", "wechat_id") or seen.has("wechat_name", "open_id", "profile_url")
    is_answer = seen.has("gzh.wechat_name") and seen.has("article")
    return 0.95 if is_account or is_answer else 0.0


def _threads(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield articles, and the comments and replies below each as records of their own."""
    number = 0
    for record in json_source.objects(source, seen, options):
        number += 1
        if not isinstance(record, Record):
            yield record._replace(number=number)
            continue
        comments = members(record.value, "comments")
        yield Record(number, record.locator, {**record.value, "comments": None} if comments else record.value)
        if not comments:
            continue
        above = exporter.native_id(record.value)
        for part in _below(comments, above, record.locator):
            number += 1
            yield part._replace(number=number)


def _below(comments: list[Any], article: str | None, where: str) -> Iterator[Record | BadRecord]:
    is_pointer = where.startswith("pointer=")
    for index, comment in enumerate(comments):
        place = f"{where}/comments/{index}" if is_pointer else where
        if not isinstance(comment, Mapping):
            yield BadRecord(0, RecordUnreadable.not_object(place))
            continue
        yield Record(0, place, {**comment, "_article": article}, COMMENT)
        for second, reply in enumerate(members(comment, "reply_new", "reply_list")):
            lower = f"{place}/reply_new/reply_list/{second}" if is_pointer else where
            if isinstance(reply, Mapping):
                yield Record(
                    0, lower, {**reply, "_article": article, "_above": exporter.comment_id(comment, article)}, REPLY
                )
            else:
                yield BadRecord(0, RecordUnreadable.not_object(lower))


def _of_accounts(source: Source, seen: Peek, options: ReadOptions) -> Records:
    return json_source.members(source, "accounts")


def _database(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the accounts, then the articles; other tables (which hold the tool's own logins) are not opened."""
    number, numbers = 0, {}
    for rowid, cells in sqlite_source.rows(source, "feeds"):
        number += 1
        numbers[cells.get("id")] = cells.get("faker_id")
        yield Record(number, f"table=feeds;rowid={rowid}", dict(cells), FEED)
    for rowid, cells in sqlite_source.rows(source, "articles"):
        number += 1
        value = {**cells, "_faker_id": numbers.get(cells.get("mp_id"))}
        yield Record(number, f"table=articles;rowid={rowid}", value)


def _answers(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield accounts and articles, which WechatSogou gives singly, in pairs, or as one account with many articles."""
    number = 0
    for record in json_source.objects(source, seen, options):
        number += 1
        if not isinstance(record, Record):
            yield record._replace(number=number)
            continue
        articles, account = record.value.get("article"), at(record.value, "gzh")
        if not isinstance(account, dict):
            yield record._replace(number=number, kind=ACCOUNT)
            continue
        beside = {key: value for key, value in record.value.items() if key not in ("gzh", "article")}
        yield Record(number, record.locator, {**beside, **account}, ACCOUNT)
        for index, article in enumerate(articles if isinstance(articles, list) else [articles]):
            where = f"{record.locator}/article" if record.locator.startswith("pointer=") else record.locator
            where = f"{where}/{index}" if isinstance(articles, list) and where != record.locator else where
            number += 1
            if isinstance(article, dict):
                yield Record(number, where, {**article, "_account": account})
            else:
                yield BadRecord(number, RecordUnreadable.not_object(where))


LAYOUTS = (
    Layout("articles", "articles of wechat-article-exporter (fakeid, aid, create_time)", _articles, _threads,
           exporter.part),
    Layout("accounts", "a list of accounts of wechat-article-exporter (usefor, accounts)", _accounts, _of_accounts,
           exporter.account),
    Layout("table", "a table of wechat-article-exporter (公众号, 链接, 标题, 创建时间, 发布时间)", _table,
           table_source.table, exporter.row),
    Layout("counters", "an answer of /mp/getappmsgext (appmsgstat)", _counters, json_source.objects, exporter.stat),
    Layout("we_mp_rss", "a database of we-mp-rss (articles with url, feeds with faker_id)", _we_mp_rss, _database,
           bridges.row),
    Layout("wewe_rss", "a database of wewe-rss (articles without url, feeds)", _wewe_rss, _database, bridges.row),
    Layout("rss", "a feed of we-mp-rss (items with an id, links to mp.weixin.qq.com)", _rss, xml_source.entries,
           bridges.entry),
    Layout("sogou", "an answer of WechatSogou (wechat_name, wechat_id; or gzh and article)", _sogou, _answers,
           sogou.part),
)  # fmt: skip
