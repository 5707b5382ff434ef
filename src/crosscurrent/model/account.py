"""account, account_obs, geo_signal: who acts, what was seen of them when, and hints of place kept apart."""

from __future__ import annotations

import pyarrow as pa

from crosscurrent.model.table import ENUM, TIMESTAMP, TableSpec, not_empty, not_negative, one_of, ordered
from crosscurrent.model.time import PRECISIONS

ID_KINDS = ("native", "handle_only", "x_archive_hash", "mediacrawler_sha256_16", "mcl", "crc32", "none")
GEO_SIGNALS = (
    "ip_region_post", "ip_region_account", "ip_region_comment", "account_based_in", "registration_country",
    "page_admin_top_country", "entity_country", "self_declared", "gps_place", "upload_region",
)  # fmt: skip

SCHEMA = pa.schema(
    [
        pa.field("account_uid", pa.string(), nullable=False),  # platform:id
        pa.field("platform", ENUM, nullable=False),
        pa.field("native_id", pa.string(), nullable=False),
        pa.field("account_id_kind", ENUM, nullable=False),
        pa.field("alt_ids", pa.map_(pa.string(), pa.string())),
        pa.field("created_at", TIMESTAMP),
        pa.field("created_at_precision", ENUM),
        pa.field("first_seen_at", TIMESTAMP),
        pa.field("last_seen_at", TIMESTAMP),
        pa.field("capture_id", pa.string(), nullable=False),
        pa.field("locator", pa.string(), nullable=False),
    ]
)

SPEC = TableSpec(
    name="account",
    schema=SCHEMA,
    rules=(
        not_empty("account_uid"),
        not_empty("native_id"),
        one_of("account_id_kind", ID_KINDS),
        one_of("created_at_precision", PRECISIONS),
        ordered("first_seen_at", "last_seen_at"),
    ),
    meaning="One identity on a platform; ids of different kinds are never merged.",
)

OBSERVATION_SCHEMA = pa.schema(
    [
        pa.field("account_uid", pa.string(), nullable=False),
        pa.field("observed_at", TIMESTAMP),
        pa.field("handle", pa.string()),
        pa.field("display_name", pa.string()),
        pa.field("bio", pa.string()),
        pa.field("profile_url", pa.string()),
        pa.field("avatar_url", pa.string()),
        pa.field("follower_count", pa.int64()),
        pa.field("follower_is_rounded", pa.bool_()),
        pa.field("following_count", pa.int64()),
        pa.field("post_count", pa.int64()),
        pa.field("likes_received_count", pa.int64()),
        pa.field("verified", pa.bool_()),
        pa.field("verified_type", pa.string()),
        pa.field("verified_reason", pa.string()),
        pa.field("entity_type", pa.string()),
        pa.field("entity_name", pa.string()),
        pa.field("is_bot_declared", pa.bool_()),
        pa.field("is_private", pa.bool_()),
        pa.field("is_suspended", pa.bool_()),
        pa.field("lang_declared", pa.string()),
        pa.field("location_declared", pa.string()),
        pa.field("name_change_count", pa.int64()),
        pa.field("name_changed_at", TIMESTAMP),
        pa.field("capture_id", pa.string(), nullable=False),
        pa.field("locator", pa.string(), nullable=False),
    ]
)

OBSERVATION_SPEC = TableSpec(
    name="account_obs",
    schema=OBSERVATION_SCHEMA,
    rules=(
        not_empty("account_uid"),
        not_negative("follower_count"),
        not_negative("following_count"),
        not_negative("post_count"),
        not_negative("likes_received_count"),
        not_negative("name_change_count"),
    ),
    meaning="What one sighting of an account showed.",
)

GEO_SCHEMA = pa.schema(
    [
        pa.field("subject_uid", pa.string(), nullable=False),
        pa.field("observed_at", TIMESTAMP),
        pa.field("signal", ENUM, nullable=False),
        pa.field("value_raw", pa.string(), nullable=False),
        pa.field("country_iso2", pa.string()),
        pa.field("admin1", pa.string()),
        pa.field("accuracy_flag", pa.bool_()),
        pa.field("source_field", pa.string(), nullable=False),
        pa.field("capture_id", pa.string(), nullable=False),
        pa.field("locator", pa.string(), nullable=False),
    ]
)

GEO_SPEC = TableSpec(
    name="geo_signal",
    schema=GEO_SCHEMA,
    rules=(not_empty("subject_uid"), one_of("signal", GEO_SIGNALS)),
    meaning="One hint of place, as written, under the name of the field it came from.",
)
