"""post: one authored item, be it a comment, message, article or video; and the edges that leave it."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.model.table import ENUM, TIMESTAMP, Rule, TableSpec, not_empty, one_of
from crosscurrent.model.time import PRECISIONS

KINDS = (
    "post", "comment", "repost", "quote", "reply", "article", "video", "note", "message", "livestream",
    "danmaku", "story",
)  # fmt: skip
TIME_SOURCES = ("field", "id", "relative", "page", "feed")
AVAILABILITIES = ("public", "deleted_by_author", "removed_by_platform", "unavailable", "private", "unknown")
EDGE_TYPES = (
    "repost_of", "quote_of", "reply_to", "mentions", "links_to", "uses_hashtag", "uses_media", "uses_sound",
    "crosspost_of", "forward_of", "coauthor", "same_entity",
)  # fmt: skip
DESTINATION_KINDS = ("post", "account", "url", "tag", "media", "sound")

SCHEMA = pa.schema(
    [
        pa.field("post_uid", pa.string(), nullable=False),  # platform:canonical id
        pa.field("platform", ENUM, nullable=False),
        pa.field("native_id", pa.string(), nullable=False),
        pa.field("alt_ids", pa.map_(pa.string(), pa.string())),
        pa.field("kind", ENUM, nullable=False),
        pa.field("account_uid", pa.string()),
        pa.field("container_id", pa.string()),
        pa.field("thread_id", pa.string()),
        pa.field("parent_post_uid", pa.string()),
        pa.field("root_post_uid", pa.string()),
        pa.field("created_at", TIMESTAMP),
        pa.field("created_at_raw", pa.string()),
        pa.field("created_at_precision", ENUM, nullable=False),
        pa.field("created_at_source", ENUM),
        pa.field("created_at_id", TIMESTAMP),
        pa.field("time_conflict", pa.bool_()),
        pa.field("edited_at", TIMESTAMP),
        pa.field("deleted_seen_at", TIMESTAMP),
        pa.field("availability", ENUM, nullable=False),
        pa.field("title", pa.string()),
        pa.field("text", pa.string()),
        pa.field("text_html", pa.string()),
        pa.field("text_is_truncated", pa.bool_()),
        pa.field("text_ocr", pa.string()),
        pa.field("transcript", pa.string()),
        pa.field("lang_declared", pa.string()),
        pa.field("lang_detected", pa.string()),
        pa.field("url", pa.string()),
        pa.field("client_name", pa.string()),
        pa.field("is_promoted", pa.bool_()),
        pa.field("is_partial", pa.bool_()),
        pa.field("content_type_native", pa.string()),
        pa.field("sha256_text", pa.string()),
        pa.field("capture_id", pa.string(), nullable=False),
        pa.field("locator", pa.string(), nullable=False),
    ]
)

SPEC = TableSpec(
    name="post",
    schema=SCHEMA,
    rules=(
        not_empty("post_uid"),
        not_empty("native_id"),
        not_empty("locator"),
        one_of("kind", KINDS),
        one_of("created_at_precision", PRECISIONS),
        one_of("created_at_source", TIME_SOURCES),
        one_of("availability", AVAILABILITIES),
        Rule(
            "a post without a time has precision unknown",
            lambda table: pc.or_(
                pc.is_valid(table.column("created_at")),
                pc.equal(table.column("created_at_precision").cast(pa.string()), "unknown"),
            ),
        ),
    ),
    meaning="One authored item and what never changes about it.",
)

EDGE_SCHEMA = pa.schema(
    [
        pa.field("src_post_uid", pa.string(), nullable=False),
        pa.field("src_account_uid", pa.string()),
        pa.field("type", ENUM, nullable=False),
        pa.field("dst_kind", ENUM, nullable=False),
        pa.field("dst", pa.string(), nullable=False),
        pa.field("dst_raw", pa.string()),
        pa.field("position", pa.int32()),
        pa.field("at", TIMESTAMP),
        pa.field("capture_id", pa.string(), nullable=False),
        pa.field("locator", pa.string(), nullable=False),
    ]
)

EDGE_SPEC = TableSpec(
    name="edge",
    schema=EDGE_SCHEMA,
    rules=(
        not_empty("dst"),
        one_of("type", EDGE_TYPES),
        one_of("dst_kind", DESTINATION_KINDS),
    ),
    meaning="One reference from a post to a post, account, link, tag, file or sound.",
)


@dataclass(frozen=True, slots=True)
class Post:
    """The few facts about a post that actions are derived from.

    Attributes:
        post_uid: ``platform:canonical id``.
        account_uid: ``platform:account id``; ``None`` if the capture does not say who wrote it.
        created_at_us: Microseconds UTC; ``None`` if unknown.
        precision: One of :data:`crosscurrent.model.time.PRECISIONS`.
        kind: One of :data:`KINDS`.
        text: Plain text, raw (not normalised); ``None`` if not captured.
        lang: Declared or detected language tag, or ``None``.
    """

    post_uid: str
    account_uid: str | None
    created_at_us: int | None
    precision: str
    kind: str
    text: str | None
    lang: str | None = None
