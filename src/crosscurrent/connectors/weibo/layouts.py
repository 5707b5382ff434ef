"""Which captures of Weibo there are, where their records are, and how each is recognised by its shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source, sqlite_source, table_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, SQLITE, TABLE, Peek
from crosscurrent.connectors.records.record import BadRecord, Layout, Record, Records
from crosscurrent.connectors.records.values import Json, at, members, objects, sub
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.weibo import reading, site
from crosscurrent.connectors.weibo.reading import ACCOUNT, COMMENT

_ZONE = "Asia/Shanghai"  # the tools cut the offset off, or never had one: they write the clock of Beijing
_TABLES = (ACCOUNT, "weibo", "comments", "reposts")
#: Where the answers of the site keep their posts and comments.
_ARRAYS = ("data.cards", "data.list", "data.data", "data.statuses", "cards", "statuses", "data")


def _columns(*names: str) -> Callable[[Peek], float]:
    return lambda seen: 0.95 if seen.kind == TABLE and seen.columns(*names) else 0.0


def _crawler_document(seen: Peek) -> float:
    is_one = seen.kind == DOCUMENT and seen.has("user", "weibo")
    return 0.95 if is_one and not seen.has("user.nickname") and not _spider_posts(seen) else 0.0


def _spider_document(seen: Peek) -> float:
    return 0.95 if seen.kind == DOCUMENT and seen.has("user", "weibo") and not _crawler_document(seen) else 0.0


def _spider_posts(seen: Peek) -> bool:
    return any("up_num" in each for document in seen.objects[:1] for each in objects(document, "weibo"))


def _crawler_database(seen: Peek) -> float:
    columns = seen.tables.get("weibo", ())
    return (
        0.95 if seen.kind == SQLITE and {"bid", "text", "attitudes_count", "reposts_count"}.issubset(columns) else 0.0
    )


def _things(seen: Peek) -> float:
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    return 0.95 if any(next(_unfolded(each), None) for each in seen.objects) or _array(seen) else 0.0


def _array(seen: Peek) -> str | None:
    """Return where a single document keeps its things."""
    if not isinstance(seen.document, dict):
        return None
    for path in _ARRAYS:
        for each in objects(seen.document, *path.split(".")):
            if next(_unfolded(each), None) is not None:
                return path
    return None


def _is_thing(value: Json) -> bool:
    if not {"text", "created_at"}.issubset(value) or not ("user" in value and ("id" in value or "mid" in value)):
        return False
    if {"reposts_count", "attitudes_count"}.issubset(value):
        return True
    is_liked = "like_count" in value or "like_counts" in value
    return is_liked and site.is_comment(value) and "screen_name" in sub(value, "user")


def _unfolded(value: Json) -> Iterator[tuple[str, Json]]:
    """Yield the posts and comments in a record with the rest of their pointers: itself, or what a card holds."""
    if _is_thing(value):
        yield "", value
    elif isinstance(value.get("mblog"), dict):
        yield "/mblog", value["mblog"]
    else:
        for index, card in enumerate(members(value, "card_group")):
            if isinstance(at(card, "mblog"), dict):
                yield f"/card_group/{index}/mblog", card["mblog"]


def _site(source: Source, seen: Peek, options: ReadOptions) -> Records:
    path = _array(seen)
    found = json_source.members(source, path) if path else json_source.objects(source, seen, options)
    number = 0
    for record in found:
        if isinstance(record, BadRecord):
            yield record._replace(number=number + 1)
            continue
        for rest, value in _held(record):
            number += 1
            locator = record.locator + rest if record.locator.startswith("pointer=") else record.locator
            yield Record(number, locator, dict(value), COMMENT if site.is_comment(value) else "")


def _held(record: Record) -> Iterator[tuple[str, Json]]:
    """Yield what a record holds; one line may hold a whole answer, and what holds nothing is a record all the same."""
    inner = [pair for path in _ARRAYS for each in objects(record.value, *path.split(".")) for pair in _unfolded(each)]
    found = inner or list(_unfolded(record.value))
    return iter(found or [("", record.value)])


def _parts(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the account, then the posts of a document."""
    head, _ = json_source.split(source, ("weibo",))
    number = 1
    if isinstance(head.get("user"), dict):
        yield Record(1, "pointer=/user", head["user"], ACCOUNT)
        number = 2
    yield from json_source.members(source, "weibo", first=number)


def _rows(source: Source, seen: Peek, options: ReadOptions) -> Records:
    number = 0
    for table in _TABLES:
        if table in seen.tables:
            for rowid, cells in sqlite_source.rows(source, table):
                number += 1
                yield Record(number, f"table={table};rowid={rowid}", dict(cells), table)


LAYOUTS = (
    Layout("crawler_table", "the columns of weibo-crawler (id, bid, 正文, 工具, 点赞数)",
           _columns("id", "bid", "正文", "工具", "点赞数"), table_source.table, reading.crawler_table, _ZONE),
    Layout("crawler_document", "a document of weibo-crawler: an account and its posts", _crawler_document, _parts,
           reading.crawler_document, _ZONE),
    Layout("crawler_database", "a database of weibo-crawler, told by its table weibo", _crawler_database, _rows,
           reading.crawler_row, _ZONE),
    Layout("crawler_accounts", "the columns of weibo-crawler's table of accounts (用户id, 昵称, 粉丝数)",
           _columns("用户id", "昵称", "粉丝数", "关注数"), table_source.table, reading.crawler_account, _ZONE),
    Layout("search_table", "the columns of weibo-search (id, bid, user_id, 用户昵称, 微博正文)",
           _columns("id", "bid", "user_id", "用户昵称", "微博正文"), table_source.table, reading.search, _ZONE),
    Layout("spider_table", "the columns of weiboSpider (微博id, 微博正文, 发布时间)",
           _columns("微博id", "微博正文", "发布时间", "点赞数"), table_source.table, reading.spider_table, _ZONE),
    Layout("spider_document", "a document of weiboSpider: an account and its posts", _spider_document, _parts,
           reading.spider_document, _ZONE),
    Layout("site", "posts or comments as m.weibo.cn or weibo.com hands them to its pages", _things, _site,
           reading.thing, _ZONE),
)  # fmt: skip
