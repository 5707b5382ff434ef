"""One record of a capture of Weibo -> rows."""

from __future__ import annotations

from typing import Any

from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.plain_text import both
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.records.values import Json, ident, sub, text
from crosscurrent.connectors.weibo import flat, people, site
from crosscurrent.connectors.weibo.written import PLATFORM, made, post_id

ACCOUNT, COMMENT, REPOST = "user", "comment", "repost"


def crawler_table(record: Record, intake: Intake) -> None:
    """Read a row of weibo-crawler; who wrote it is the name of the file, whom it reposts the second half of the row."""
    source = None
    if ident(record.value.get(flat.CRAWLER_CSV_SOURCE.id)):
        source = flat.put_in(record.value, flat.CRAWLER_CSV_SOURCE, intake)
    flat.put_in(record.value, flat.CRAWLER_CSV, intake, flat.author_of_file(intake), source)


def crawler_document(record: Record, intake: Intake) -> None:
    """Read the account or one post of a document of weibo-crawler."""
    if record.kind == ACCOUNT:
        people.only(record.value, people.SITE, intake)
        return
    reposted, source = sub(record.value, "retweet"), None
    if reposted.get("id"):
        source = flat.put_in(reposted, flat.CRAWLER, intake)
    flat.put_in(record.value, flat.CRAWLER, intake, flat.author_of_file(intake), source)


def crawler_row(record: Record, intake: Intake) -> None:
    """Read one row of a database of weibo-crawler."""
    if record.kind == ACCOUNT:
        people.only(record.value, people.ROW, intake)
    elif record.kind == "weibo":
        flat.put_in(record.value, flat.CRAWLER_ROW, intake)
    else:
        _answer(record.value, intake, is_repost=record.kind == "reposts")


def crawler_account(record: Record, intake: Intake) -> None:
    """Read a row of the table of accounts of weibo-crawler."""
    people.only(record.value, people.TABLE, intake)


def search(record: Record, intake: Intake) -> None:
    """Read a row of weibo-search."""
    flat.put_in(record.value, flat.SEARCH, intake)


def spider_table(record: Record, intake: Intake) -> None:
    """Read a row of weiboSpider; who wrote it is the name of the file."""
    flat.put_in(record.value, flat.SPIDER_CSV, intake, flat.author_of_file(intake))


def spider_document(record: Record, intake: Intake) -> None:
    """Read the account or one post of a document of weiboSpider."""
    if record.kind == ACCOUNT:
        people.only(record.value, people.SPIDER, intake)
    else:
        flat.put_in(record.value, flat.SPIDER, intake, flat.author_of_file(intake))


def thing(record: Record, intake: Intake) -> None:
    """Read one post or comment as the site hands it out."""
    if record.kind == COMMENT:
        site.comment(record.value, intake)
    else:
        site.post(record.value, intake)


def _answer(value: Json, intake: Intake, is_repost: bool) -> None:
    """Read a comment on a post, or a repost of it, from the database of weibo-crawler."""
    written, (thread, _) = ident(value.get("id")), post_id(value.get("weibo_id"))
    root = ident(value.get("root_id"))
    parent = f"comment-{root}" if root and root not in ("0", written) and not is_repost else thread
    native = written if is_repost or written is None else f"comment-{written}"
    html = text(value.get("text"))
    body, anchors = both(html) if html else (None, [])
    author = intake.author(
        PLATFORM, ident(value.get("user_id")), display_name=text(value.get("user_screen_name")),
        avatar_url=text(value.get("user_avatar_url")),
    )  # fmt: skip
    where: dict[str, Any] = {} if is_repost else {
        "parent_post_uid": f"{PLATFORM}:{parent}" if parent else None,
        "root_post_uid": f"{PLATFORM}:{thread}" if thread else None,
    }  # fmt: skip
    uid = intake.post(
        PLATFORM, native, "repost" if is_repost else "comment",
        made(native if is_repost else None, intake, value.get("created_at")), author, text=body, thread_id=thread,
        text_html=html if html != body else None, alt_ids={"id": written, "bid": text(value.get("bid"))}, **where,
    )  # fmt: skip
    intake.counted(uid, like_count=value.get("like_count"))
    if parent:
        intake.edge("repost_of" if is_repost else "reply_to", "post", f"{PLATFORM}:{parent}", parent)
    site.references({}, body, anchors, intake)
    intake.media("image", value.get("pic_url"))
