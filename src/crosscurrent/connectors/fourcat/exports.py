"""The datasets 4CAT exports as CSV: how each is told by its columns, and which of its times is the right one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: Which column holds the right time. BOTH: both are UTC. UNIX: ``timestamp`` is in the zone of the server. TEXT: the
#: server read UTC text as its own time, so ``unix_timestamp`` is off and ``timestamp`` is UTC. NEITHER: both are off.
BOTH, UNIX, TEXT, NEITHER = "both", "unix", "text", "neither"
BASE = ("id", "author", "body", "timestamp")
_BESIDE = ("unix_timestamp", "thread_id")


@dataclass(frozen=True, slots=True)
class Export:
    """One dataset.

    Attributes:
        name: Name of the layout.
        platform: Platform; ``None`` where rows or a person say it.
        signs: Sets of columns, each of which tells the dataset apart.
        time: Which time is right; one of the constants above.
        kind: Usual kind of a post.
        hosts: Platform of the addresses in the first rows, for datasets whose columns do not tell them apart.
    """

    name: str
    platform: str | None
    signs: tuple[tuple[str, ...], ...]
    time: str
    kind: str = "post"
    hosts: str | None = None


#: In this order: the first whose signs are all there is taken.
EXPORTS = (
    Export("twitter", "x", (("retweet_count", "quote_tweet_id"), ("retweet_count", "is_withheld"),
                            ("retweet_count", "collected_from_url")), BOTH),
    Export("twitter_v2", "x", (("retweet_count", "possibly_sensitive", "author_id"),), TEXT),
    Export("tiktok_comments", "tiktok", (("is_liked_by_post_author", "post_id"),), UNIX, "comment"),
    Export("tiktok", "tiktok", (("tiktok_url", "plays"),), BOTH, "video"),
    Export("douyin", "douyin", (("digg_count", "author_is_ad_fake"),), UNIX, "video"),
    Export("instagram", "instagram", (("num_likes", "num_comments", "num_media"), ("num_likes", "usertags")), UNIX),
    Export("threads", "threads", (("link_thumbnail_url", "quotes"),), UNIX),
    Export("linkedin", "linkedin", (("timestamp_ago", "inclusion_context"), ("timestamp_ago", "post_url")), BOTH),
    Export("telegram", "telegram", (("chat", "author_is_bot"),), UNIX, "message"),
    Export("crowdtangle", "facebook", (("page_shared_from",), ("likes_love", "likes_wow", "views_total")), NEITHER),
    Export("youtube_data_tools", "youtube", (("video_category_label",), ("licensed_content", "duration"),
                                             ("author_channel_id", "reply_count")), TEXT, "video"),
    Export("facebook", "facebook", (("is_in_group", "group_name"),), UNIX),
    Export("reddit", "reddit", (("subreddit", "score"),), UNIX),
    Export("bluesky", "bluesky", (), UNIX, hosts="bluesky"),
    Export("rednote", "xiaohongshu", (), UNIX, "note", hosts="xiaohongshu"),
    Export("other", None, (), UNIX),
)  # fmt: skip
BY_NAME = {export.name: export for export in EXPORTS}


def export_of(columns: Iterable[str], host: str | None) -> Export | None:
    """Return the dataset a table was exported from; ``None`` if it is no export of 4CAT.

    Args:
        columns: Columns in lower case.
        host: Platform most addresses in the first rows lead to.

    Example:
        >>> export_of(["id", "thread_id", "author", "body", "timestamp", "tiktok_url", "plays"], None).name
        'tiktok'
    """
    have = set(columns)
    if not have.issuperset(BASE) or have.isdisjoint(_BESIDE):
        return None
    for export in EXPORTS:
        if any(have.issuperset(sign) for sign in export.signs):
            return export
        if export.hosts is not None and export.hosts == host:
            return export
    return BY_NAME["other"]
