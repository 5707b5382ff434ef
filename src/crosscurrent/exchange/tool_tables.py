"""Posts and actions as the tables that 4CAT, CooRTweet and the Coordination Network Toolkit read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.exchange.post_views import PostView, native

#: Columns of a table 4CAT imports ("Custom dataset"): the first five are required, the rest become columns of its own.
FOURCAT = (
    "id", "thread_id", "author", "body", "timestamp", "unix_timestamp", "subject", "author_id", "author_full",
    "platform", "kind", "url", "language", "likes", "comments", "shares", "quotes", "views", "hashtags",
    "mentions", "urls", "in_reply_to", "repost_of", "time_precision", "crosscurrent_post", "crosscurrent_locator",
)  # fmt: skip
#: Columns of the toolkit's input, in its order.
TOOLKIT = ("message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls")
#: Columns CooRTweet's ``detect_groups`` expects.
COORTWEET = ("object_id", "account_id", "content_id", "timestamp_share")
_REPOSTS = ("repost_of", "forward_of", "crosspost_of")


def fourcat_rows(posts: Iterable[PostView]) -> Iterator[Mapping[str, object]]:
    """Yield one row per post for 4CAT.

    ``timestamp`` is UTC text without an offset, as 4CAT writes it, and ``unix_timestamp`` the same in seconds; a post
    without a time has neither. Counters that were not observed stay empty, and 4CAT shows them as missing.
    """
    for post in posts:
        row, at = post.row, post.at
        yield {
            "id": row["native_id"],
            "thread_id": row.get("thread_id") or native(str(row.get("root_post_uid") or "")) or row["native_id"],
            "author": post.account.get("handle") or native(str(row.get("account_uid") or "")),
            "body": row.get("text") or "",
            "timestamp": at.strftime("%Y-%m-%d %H:%M:%S") if at else "",
            "unix_timestamp": int(at.timestamp()) if at else "",
            "subject": row.get("title") or "",
            "author_id": native(str(row.get("account_uid") or "")),
            "author_full": post.account.get("display_name") or "",
            "platform": row["platform"],
            "kind": row["kind"],
            "url": row.get("url") or "",
            "language": row.get("lang_declared") or "",
            "likes": post.counts.get("like_count", ""),
            "comments": post.counts.get("comment_count", ""),
            "shares": post.counts.get("share_count", ""),
            "quotes": post.counts.get("quote_count", ""),
            "views": post.counts.get("view_count", ""),
            "hashtags": _commas(each.dst for each in post.targets("uses_hashtag")),
            "mentions": _commas(native(each.dst).lstrip("@") for each in post.targets("mentions")),
            "urls": _commas(each.dst for each in post.targets("links_to")),
            "in_reply_to": _first(post, "reply_to"),
            "repost_of": _first(post, *_REPOSTS),
            "time_precision": row["created_at_precision"],
            "crosscurrent_post": post.uid,
            "crosscurrent_locator": f"{row['capture_id']}#{row['locator']}",
        }


def toolkit_rows(posts: Iterable[PostView]) -> Iterator[Mapping[str, object]]:
    """Yield one row per post with an author and a time, for the Coordination Network Toolkit.

    Ids carry their platform in front: the toolkit knows only one. ``timestamp`` is in seconds since 1970.
    """
    for post in posts:
        account, at = post.row.get("account_uid"), post.at
        if account is None or at is None:
            continue
        reposted, answered = post.targets(*_REPOSTS), post.targets("reply_to")
        yield {
            "message_id": post.uid,
            "user_id": account,
            "username": post.account.get("handle") or native(str(account)),
            "repost_id": reposted[0].dst if reposted else "",
            "reply_id": answered[0].dst if answered else "",
            "message": post.text,
            "timestamp": _seconds(at),
            "urls": " ".join(each.dst.replace(" ", "%20") for each in post.targets("links_to")),
        }


def coortweet_table(actions: pa.Table, behaviour: str) -> pa.Table:
    """Return the actions of one behaviour as CooRTweet reads them.

    Args:
        actions: Rows of the action table.
        behaviour: One behaviour; CooRTweet takes one kind of object at a time.

    Returns:
        Columns of :data:`COORTWEET`, ``timestamp_share`` in whole seconds since 1970 (it knows no finer time).
    """
    ours = actions.filter(pc.equal(actions.column("behaviour").cast(pa.string()), behaviour))
    seconds = pc.divide(ours.column("acted_at").cast(pa.int64()), 1_000_000)
    columns = [ours.column("object_id"), ours.column("account_uid"), ours.column("content_id"), seconds]
    return pa.table(columns, names=list(COORTWEET))


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _commas(values: Iterable[str]) -> str:
    return ",".join(value.replace(",", "%2C") for value in values)


def _first(post: PostView, *types: str) -> str:
    found = post.targets(*types)
    return native(found[0].dst) if found else ""
