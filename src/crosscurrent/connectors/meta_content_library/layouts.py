"""Which tables of the Meta Content Library there are, and how each is recognised by its columns."""

from __future__ import annotations

from crosscurrent.connectors.meta_content_library import reading
from crosscurrent.connectors.records import table_source
from crosscurrent.connectors.records.peek import TABLE, Peek
from crosscurrent.connectors.records.record import Layout

#: Columns that only Facebook has: Instagram knows no reactions but likes, and no surfaces.
_FACEBOOK = (
    "statistics.love_count",
    "statistics.reaction_count",
    "statistics.haha_count",
    "surface.id",
    "surface.type",
)


def _is_posts(seen: Peek) -> bool:
    return seen.kind == TABLE and seen.columns("id", "creation_time", "post_owner.id")


def _is_comments(seen: Peek) -> bool:
    return (
        seen.kind == TABLE
        and seen.columns("id", "creation_time")
        and (seen.columns("owner.id") or seen.columns("owner.type"))
    )


def _is_facebook(seen: Peek) -> bool:
    return any(seen.columns(name) for name in _FACEBOOK)


LAYOUTS = (
    Layout("facebook_posts", "columns of Facebook posts in the Meta Content Library (post_owner.id, reactions)",
           lambda seen: 0.95 if _is_posts(seen) and _is_facebook(seen) else 0.0,
           table_source.table, reading.facebook_post, zone="UTC"),
    Layout("instagram_posts", "columns of Instagram posts in the Meta Content Library (post_owner.id, no reactions)",
           lambda seen: 0.95 if _is_posts(seen) and not _is_facebook(seen) else 0.0,
           table_source.table, reading.instagram_post, zone="UTC"),
    Layout("facebook_comments", "columns of Facebook comments in the Meta Content Library (owner.id, reactions)",
           lambda seen: 0.95 if _is_comments(seen) and _is_facebook(seen) else 0.0,
           table_source.table, reading.facebook_comment, zone="UTC"),
    Layout("instagram_comments", "columns of Instagram comments in the Meta Content Library (owner.id, no reactions)",
           lambda seen: 0.95 if _is_comments(seen) and not _is_facebook(seen) else 0.0,
           table_source.table, reading.instagram_comment, zone="UTC"),
)  # fmt: skip
