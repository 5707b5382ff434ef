"""Which files of CrowdTangle there are, and how each is recognised by its shape."""

from __future__ import annotations

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.crowdtangle import answers, tables
from crosscurrent.connectors.records import json_source, table_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, TABLE, Peek
from crosscurrent.connectors.records.record import Layout, Record, Records
from crosscurrent.connectors.records.values import at, objects
from crosscurrent.connectors.tabular.source import Source


def _facebook(seen: Peek) -> float:
    if seen.kind != TABLE or not seen.columns("facebook id", "post created", "url"):
        return 0.0
    return 0.95 if seen.columns("page name") or seen.columns("group name") else 0.0


def _instagram(seen: Peek) -> float:
    is_one = seen.columns("account", "user name", "followers at posting", "post created", "url")
    return 0.95 if seen.kind == TABLE and is_one else 0.0


def _api(seen: Peek) -> float:
    if seen.kind not in (LINES, DOCUMENT):
        return 0.0
    posts = (part for each in seen.objects for part in (each, *objects(each, "result", "posts")))
    is_one = any("platformId" in part and "statistics" in part and "account" in part for part in posts)
    return 0.95 if is_one else 0.0


def _posts(source: Source, seen: Peek, options: ReadOptions) -> Records:
    """Yield posts: those of one answer, of several one a line, or posts that stand alone."""
    if isinstance(seen.document, dict) and isinstance(at(seen.document, "result", "posts"), list):
        yield from json_source.members(source, "result.posts")
        return
    for record in json_source.objects(source, seen, options):
        if not isinstance(record, Record) or not isinstance(at(record.value, "result", "posts"), list):
            yield record
            continue
        for post in objects(record.value, "result", "posts"):
            yield Record(record.number, record.locator, dict(post))


LAYOUTS = (
    Layout("facebook", "the columns of CrowdTangle's Facebook posts (Facebook Id, Post Created)", _facebook,
           table_source.table, tables.facebook),
    Layout("instagram", "the columns of CrowdTangle's Instagram posts (Account, Followers at Posting)", _instagram,
           table_source.table, tables.instagram),
    Layout("api", "answers of the CrowdTangle API (platformId, statistics, account)", _api, _posts, answers.post,
           zone="UTC"),
)  # fmt: skip
