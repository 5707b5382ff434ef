"""topic, topic_facts, topic_days, topic_posts: which posts were put together, why, and what can be counted."""

from __future__ import annotations

import pyarrow as pa

from crosscurrent.model.table import TIMESTAMP, TableSpec, not_empty, not_negative, ordered

TOPIC_SPEC = TableSpec(
    name="topic",
    schema=pa.schema(
        [
            pa.field("topic_id", pa.string(), nullable=False),  # topic:<16 hex>, of what most of its posts share
            pa.field("post_uid", pa.string(), nullable=False),
            pa.field("why", pa.list_(pa.string()), nullable=False),  # text_group, link, hashtag …
            pa.field("inside", pa.float64(), nullable=False),  # share of what ties the post that lies in the topic, 0-1
        ]
    ),
    rules=(not_empty("topic_id"), not_empty("post_uid"), not_negative("inside")),
    meaning="One post of one topic, and by what kinds of shared things it belongs there.",
)

FACTS_SPEC = TableSpec(
    name="topic_facts",
    schema=pa.schema(
        [
            pa.field("topic_id", pa.string(), nullable=False),
            pa.field("posts", pa.int64(), nullable=False),
            pa.field("accounts", pa.int64(), nullable=False),
            pa.field("posts_without_account", pa.int64(), nullable=False),
            pa.field("posts_without_time", pa.int64(), nullable=False),
            pa.field("platforms", pa.list_(pa.string()), nullable=False),  # most posts first
            pa.field("languages", pa.list_(pa.string()), nullable=False),  # most posts first; unknown is left out
            pa.field("posts_without_language", pa.int64(), nullable=False),
            pa.field("first_at", TIMESTAMP),
            pa.field("last_at", TIMESTAMP),
            pa.field("terms", pa.list_(pa.string()), nullable=False),  # set it apart from the other posts
            pa.field("shared", pa.list_(pa.string()), nullable=False),  # why:object, most posts first
        ]
    ),
    rules=(not_empty("topic_id"), ordered("first_at", "last_at")),
    meaning="What can be counted about one topic.",
)

DAYS_SPEC = TableSpec(
    name="topic_days",
    schema=pa.schema(
        [
            pa.field("topic_id", pa.string(), nullable=False),
            pa.field("day", pa.date32(), nullable=False),  # UTC
            pa.field("platform", pa.string(), nullable=False),
            pa.field("posts", pa.int64(), nullable=False),
        ]
    ),
    rules=(not_empty("topic_id"),),
    meaning="Posts of one topic on one day on one platform; days without are left out.",
)

POSTS_SPEC = TableSpec(
    name="topic_posts",
    schema=pa.schema(
        [
            pa.field("topic_id", pa.string(), nullable=False),
            pa.field("post_uid", pa.string(), nullable=False),
            pa.field("account_uid", pa.string()),
            pa.field("byline", pa.string()),  # name a reader sees
            pa.field("platform", pa.string(), nullable=False),
            pa.field("at", TIMESTAMP),
            pa.field("precision", pa.string(), nullable=False),  # how finely the time is known
            pa.field("lang", pa.string()),  # null where nobody can say
            pa.field("text", pa.string(), nullable=False),  # of its parts the first that is not empty
            pa.field("url", pa.string()),
            pa.field("capture_id", pa.string(), nullable=False),
            pa.field("locator", pa.string(), nullable=False),
        ]
    ),
    rules=(not_empty("topic_id"), not_empty("post_uid")),
    meaning="One post of one topic as it was captured, and where.",
)
