"""engagement: what the counters under a post showed at one moment. Missing is null; capped is flagged."""

from __future__ import annotations

import pyarrow as pa

from crosscurrent.model.table import TIMESTAMP, TableSpec, not_empty, not_negative

COUNTS = (
    "view_count", "like_count", "dislike_count", "comment_count", "share_count", "quote_count", "save_count",
    "coin_count", "danmaku_count", "reaction_count",
)  # fmt: skip

SCHEMA = pa.schema(
    [
        pa.field("post_uid", pa.string(), nullable=False),
        pa.field("observed_at", TIMESTAMP),
        *(pa.field(name, pa.int64()) for name in COUNTS),
        pa.field("reactions", pa.map_(pa.string(), pa.int64())),
        pa.field("score_native", pa.float64()),
        pa.field("lower_bound", pa.list_(pa.string())),  # names of counts that are only lower bounds
        pa.field("granularity", pa.map_(pa.string(), pa.int64())),  # view_count -> 10000
        pa.field("views_refreshed_at", TIMESTAMP),
        pa.field("capture_id", pa.string(), nullable=False),
        pa.field("locator", pa.string(), nullable=False),
    ]
)

SPEC = TableSpec(
    name="engagement",
    schema=SCHEMA,
    rules=(not_empty("post_uid"), *(not_negative(name) for name in COUNTS)),
    meaning="The counters of one post at one moment.",
)
