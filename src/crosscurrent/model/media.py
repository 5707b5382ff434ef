"""media: a picture, video, sound or document that belongs to a post. The expiring URL is never its identity."""

from __future__ import annotations

import pyarrow as pa

from crosscurrent.model.table import ENUM, TIMESTAMP, TableSpec, not_empty, not_negative, one_of

KINDS = ("image", "video", "audio", "doc", "thumb")

SCHEMA = pa.schema(
    [
        pa.field("media_uid", pa.string(), nullable=False),  # sha256:… once sealed, else post_uid#ordinal
        pa.field("post_uid", pa.string(), nullable=False),
        pa.field("ordinal", pa.int32()),
        pa.field("kind", ENUM, nullable=False),
        pa.field("url", pa.string()),
        pa.field("expires_at", TIMESTAMP),
        pa.field("local_path", pa.string()),
        pa.field("mime", pa.string()),
        pa.field("width", pa.int32()),
        pa.field("height", pa.int32()),
        pa.field("duration_s", pa.float64()),
        pa.field("sha256", pa.string()),
        pa.field("phash", pa.string()),
        pa.field("pdq", pa.string()),
        pa.field("alt_text", pa.string()),
        pa.field("capture_id", pa.string(), nullable=False),
        pa.field("locator", pa.string(), nullable=False),
    ]
)

SPEC = TableSpec(
    name="media",
    schema=SCHEMA,
    rules=(
        not_empty("media_uid"),
        one_of("kind", KINDS),
        not_negative("width"),
        not_negative("height"),
        not_negative("duration_s"),
    ),
    meaning="One media file of one post.",
)
