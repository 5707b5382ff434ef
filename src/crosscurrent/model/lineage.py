"""lineage_node, lineage_unattributed, lineage_appearance, lineage_hop, lineage_hidden: what is said of who copied whom.

Nothing here names an origin: the tables know the earliest *known* post and the most probable earlier parent among what
was captured. Where the evidence does not decide, the row says so and why.
"""

from __future__ import annotations

import pyarrow as pa

from crosscurrent.model.table import ENUM, TIMESTAMP, TableSpec, not_empty, not_negative, one_of
from crosscurrent.model.time import PRECISIONS

#: What an account openly is, by a dated and sourced registry. "unattributed": the registry says that nobody has shown
#: whose it is; "unknown": the registry does not mention it.
TIERS = (
    "official", "state_controlled", "state_linked", "state_aligned", "independent", "unattributed", "unknown",
)  # fmt: skip
#: Why a text has no parent here.
UNDECIDED = (
    "nothing_earlier",  # no captured text it could be made from is earlier
    "share_not_measured",  # an earlier one tells the same in other words or another language; how much is not measured
    "identical_rivals",  # several earlier texts read the same
    "close_rivals",  # several earlier texts explain it about as well
    "common_source",  # both carry one agency's line, or were written by a share button
    "time_overlaps",  # times are too coarse to say which was first, and no cue decides
    "time_unknown",  # one of the two has no time, and no cue decides
    "hidden_intermediate",  # it shares variants with a text that it cannot be made from
    "not_captured",  # the best candidate may well be a relative of a text it comes from and that was not captured
    "would_close_a_circle",  # parents without times would have followed from each other
)
#: What spoke for a parent.
CUES = (
    "time", "containment", "comments_added", "credit", "removed_credit", "house_style", "shared_variants", "reference",
    "shared_numbers", "translated", "contrary", "part_title", "part_ocr", "part_transcript",
)  # fmt: skip
#: How it is known that what an unattributed copy repeats is earlier: by times, or likely by the number of its kin.
ORDERS = ("certain", "likely")
DIMENSIONS = ("platform", "lang", "tier")

SCHEMA = pa.schema(
    [
        pa.field("text_uid", pa.string(), nullable=False),
        pa.field("post_uid", pa.string(), nullable=False),
        pa.field("group_id", pa.string()),
        pa.field("account_uid", pa.string()),
        pa.field("platform", ENUM, nullable=False),
        pa.field("lang", pa.string(), nullable=False),  # BCP 47, "und" where nobody can say
        pa.field("at", TIMESTAMP),
        pa.field("precision", ENUM, nullable=False),
        pa.field("depth", pa.int32(), nullable=False),  # decided parents above it
        pa.field("parent_text", pa.string()),  # null unless decided
        pa.field("best_candidate", pa.string()),  # most probable of the captured texts, decided or not
        pa.field("parent_confidence", pa.float64()),  # probability that the best candidate is right, 0-1; null without
        pa.field("decided", pa.bool_(), nullable=False),
        pa.field("undecided_because", ENUM),
        pa.field("candidates", pa.int32(), nullable=False),  # captured texts it could be made from
        pa.field("delay_us", pa.int64()),  # after the parent
        pa.field("cues", pa.list_(pa.string()), nullable=False),  # of CUES, for the parent or the best candidate
        pa.field("tier", ENUM, nullable=False),
        pa.field("earliest", pa.bool_(), nullable=False),  # no text of its group is surely earlier
    ]
)
SPEC = TableSpec(
    name="lineage_node",
    schema=SCHEMA,
    rules=(
        not_empty("text_uid"), not_empty("post_uid"), one_of("precision", PRECISIONS), not_negative("depth"),
        one_of("undecided_because", UNDECIDED), one_of("tier", TIERS),
    ),
    meaning="One text with its most probable earlier parent among the captured ones, or the reason for none.",
)  # fmt: skip

UNATTRIBUTED_SCHEMA = pa.schema(
    [
        pa.field("text_uid", pa.string(), nullable=False),
        pa.field("source_text", pa.string(), nullable=False),  # the text it is compared with; not its origin
        pa.field("coverage", pa.float64(), nullable=False),  # share of the text that is found in the other, 0-1
        pa.field("p_coverage", pa.float64()),  # null where too few unrelated texts were there to measure it
        pa.field("translated", pa.bool_(), nullable=False),
        pa.field("credit", pa.list_(pa.string()), nullable=False),  # "where: what was looked for and was not there"
        pa.field("lag_us", pa.int64()),  # null where the order is likely only
        pa.field("order", ENUM, nullable=False),  # of ORDERS
        pa.field("chance_later", pa.float64(), nullable=False),  # that a text it repeats is earlier; 1 where certain
    ]
)
UNATTRIBUTED_SPEC = TableSpec(
    name="lineage_unattributed",
    schema=UNATTRIBUTED_SCHEMA,
    rules=(
        not_empty("text_uid"),
        not_empty("source_text"),
        not_negative("coverage"),
        not_negative("lag_us"),
        one_of("order", ORDERS),
    ),
    meaning="One text that repeats an earlier one of another account and names it nowhere that was captured.",
)

APPEARANCE_SCHEMA = pa.schema(
    [
        pa.field("group_id", pa.string(), nullable=False),
        pa.field("dimension", ENUM, nullable=False),
        pa.field("value", pa.string(), nullable=False),
        pa.field("text_uid", pa.string(), nullable=False),  # earliest known; by uid where several may be
        pa.field("at", TIMESTAMP, nullable=False),
        pa.field("precision", ENUM, nullable=False),
        pa.field(
            "texts", pa.int64(), nullable=False
        ),  # posts of this value in the group, those without a time included
        pa.field("may_be_first", pa.int64(), nullable=False),  # posts that the precision of times leaves as first
    ]
)
APPEARANCE_SPEC = TableSpec(
    name="lineage_appearance",
    schema=APPEARANCE_SCHEMA,
    rules=(not_empty("group_id"), one_of("dimension", DIMENSIONS), one_of("precision", PRECISIONS)),
    meaning="The earliest known text of a group on one platform, in one language or in one tier.",
)

HOP_SCHEMA = pa.schema(
    [
        pa.field("group_id", pa.string(), nullable=False),
        pa.field("from_platform", pa.string(), nullable=False),
        pa.field("to_platform", pa.string(), nullable=False),
        pa.field("n", pa.int64(), nullable=False),  # decided parents only
        pa.field("median_lag_us", pa.int64(), nullable=False),
        pa.field("q25_lag_us", pa.int64(), nullable=False),
        pa.field("q75_lag_us", pa.int64(), nullable=False),
    ]
)
HOP_SPEC = TableSpec(
    name="lineage_hop",
    schema=HOP_SCHEMA,
    rules=(not_empty("group_id"), not_negative("n")),
    meaning="How often and how fast a group's text went from one platform to another.",
)

HIDDEN_SCHEMA = pa.schema(
    [
        pa.field("group_id", pa.string(), nullable=False),
        pa.field("children", pa.list_(pa.string()), nullable=False),  # text_uids, two or more
        pa.field("variant", pa.string(), nullable=False),  # normal form of the passage they share
        pa.field("earliest_text", pa.string(), nullable=False),  # the text that lacks it
    ]
)
HIDDEN_SPEC = TableSpec(
    name="lineage_hidden",
    schema=HIDDEN_SCHEMA,
    rules=(not_empty("group_id"), not_empty("variant")),
    meaning="A text that was not captured must have stood between: these share what the earliest does not have.",
)
