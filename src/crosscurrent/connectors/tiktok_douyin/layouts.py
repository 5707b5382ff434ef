"""Which files of TikTok and Douyin posts there are, and how each is recognised by its shape."""

from __future__ import annotations

from functools import partial

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, Peek
from crosscurrent.connectors.records.record import Layout, Record, Records
from crosscurrent.connectors.records.table_source import table
from crosscurrent.connectors.records.values import at
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.tiktok_douyin import downloader, research, tables

#: Fields that tell what a member of an answer of the Research API is.
_VIDEO = ("video_description", "create_time", "username")
_COMMENT = ("video_id", "text", "parent_comment_id", "create_time")


def _answer(members: str, fields: tuple[str, ...], seen: Peek) -> float:
    """Tell an answer of the Research API: envelopes of it, its members alone, or one a line."""
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    if seen.has(*fields):
        return 0.95
    for each in seen.objects:
        for path in (("data", members), (members,)):
            inside = at(each, *path)
            if isinstance(inside, list) and inside and isinstance(inside[0], dict) and set(fields) <= set(inside[0]):
                return 0.95
    return 0.0


def _members(name: str, source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield the members of answers, in whichever way they were kept."""
    if isinstance(seen.document, dict) and seen.shape is None:
        path = f"data.{name}" if isinstance(at(seen.document, "data", name), list) else name
        if isinstance(at(seen.document, *path.split(".")), list):
            yield from json_source.members(source, path)
            return
    number = 0
    for record in json_source.objects(source, seen, options):
        inside = _inside(record, name) if isinstance(record, Record) else None
        if not isinstance(record, Record) or inside is None:
            number += 1
            yield record._replace(number=number)
            continue
        path, each_member = inside
        for index, member in enumerate(each_member):
            number += 1
            where = f"{record.locator}/{path}/{index}" if record.locator.startswith("pointer") else record.locator
            yield Record(number, where, member)


def _inside(record: Record, name: str) -> tuple[str, list[dict[str, object]]] | None:
    for keys in (("data", name), (name,)):
        found = at(record.value, *keys)
        if isinstance(found, list):
            return "/".join(keys), [each for each in found if isinstance(each, dict)]
    return None


def _columns(*names: str) -> partial[float]:
    return partial(_has_columns, names)


def _has_columns(names: tuple[str, ...], seen: Peek) -> float:
    return 0.95 if seen.columns(*names) else 0.0


def _mapped(seen: Peek) -> float:
    """Tell Zeeschuimer's own CSV, which it separates with semicolons; 4CAT makes the same columns with commas."""
    if not seen.columns("tiktok_url", "music_id", "location_created", "unix_timestamp"):
        return 0.0
    return 0.97 if seen.shape is not None and seen.shape.delimiter == ";" else 0.9


LAYOUTS = (
    Layout("research_videos", "videos of the TikTok Research API (video_description, create_time, username)",
           partial(_answer, "videos", _VIDEO), partial(_members, "videos"), research.video),
    Layout("research_comments", "comments of the TikTok Research API (video_id, parent_comment_id)",
           partial(_answer, "comments", _COMMENT), partial(_members, "comments"), research.comment),
    Layout("downloader_posts", "the columns of TikTokDownloader's table of posts (作品ID, 作品描述, 发布时间)",
           _columns("作品ID", "作品描述", "发布时间", "SEC_UID"), table, downloader.post),
    Layout("downloader_comments", "the columns of TikTokDownloader's table of comments (评论ID, 评论内容, IP归属地)",
           _columns("评论ID", "评论内容", "评论时间", "IP归属地"), table, downloader.comment),
    Layout("downloader_accounts", "the columns of TikTokDownloader's table of accounts (账号链接, 粉丝数量, SEC_UID)",
           _columns("账号链接", "粉丝数量", "SEC_UID", "作品数量"), table, downloader.account),
    Layout("minet", "the columns of minet's TikTok table (author_unique_id, digg_count, challenges_titles)",
           _columns("author_unique_id", "digg_count", "challenges_titles", "timestamp"), table, tables.minet),
    Layout("mapped", "the columns of Zeeschuimer's and 4CAT's TikTok CSV (tiktok_url, music_id, location_created)",
           _mapped, table, tables.mapped, zone="UTC"),
)  # fmt: skip
