"""stance_label, stance_agreement, stance_post, stance_phase … : what people said posts say of a target.

A stance belongs to a post about a target in a public role. No table gives a stance to an account or a person. These
tables are written with the findings; they are not stored per capture.
"""

from __future__ import annotations

import pyarrow as pa

from crosscurrent.model.table import ENUM, TIMESTAMP, TableSpec, not_empty, not_negative, one_of, ordered

STATUSES = ("answered", "partial", "not_assessable")
#: Where a target stands in public life; nothing else may be a target.
PUBLIC_ROLES = (
    "head_of_government", "minister", "legislator", "candidate", "party", "party_leader", "public_official",
    "government", "public_institution", "media_outlet", "company", "organisation", "country", "policy", "event",
)  # fmt: skip

TO_LABEL_SCHEMA = pa.schema(
    [
        pa.field("label_id", pa.string(), nullable=False),  # says nothing of the account, the platform or the time
        pa.field("target", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("rater", pa.string()),  # these two are for people to fill in
        pa.field("stance", pa.string()),
    ]
)
TO_LABEL_SPEC = TableSpec(
    "stance_to_label", TO_LABEL_SCHEMA, (not_empty("label_id"),), "One post for a person to read."
)

KEY_SCHEMA = pa.schema(
    [
        pa.field("label_id", pa.string(), nullable=False),
        pa.field("post_uid", pa.string(), nullable=False),
        pa.field("stratum", pa.int32(), nullable=False),  # stretch of time it was drawn from
        pa.field("stratum_posts", pa.int64(), nullable=False),
    ]
)
KEY_SPEC = TableSpec("stance_key", KEY_SCHEMA, (not_empty("label_id"), not_empty("post_uid")), "Which post it was.")

LABEL_SCHEMA = pa.schema(
    [
        pa.field("post_uid", pa.string(), nullable=False),
        pa.field("rater", pa.string(), nullable=False),
        pa.field("stance", pa.int32(), nullable=False),
        pa.field("disputed", pa.bool_(), nullable=False),  # the raters of this post found no majority
    ]
)
LABEL_SPEC = TableSpec("stance_label", LABEL_SCHEMA, (not_empty("post_uid"), not_empty("rater")), "One label.")

AGREEMENT_SCHEMA = pa.schema(
    [
        pa.field("rater_a", pa.string(), nullable=False),
        pa.field("rater_b", pa.string(), nullable=False),
        pa.field("n", pa.int64(), nullable=False),  # posts both have labelled
        pa.field("agreement", pa.float64(), nullable=False),
        pa.field("kappa", pa.float64()),  # null where both used one label only
        pa.field("kappa_low", pa.float64()),
        pa.field("kappa_high", pa.float64()),
    ]
)
AGREEMENT_SPEC = TableSpec("stance_agreement", AGREEMENT_SCHEMA, (not_negative("n"),), "How far two raters agree.")

CLASSIFIER_SCHEMA = pa.schema(
    [
        pa.field("classifier", pa.string(), nullable=False),  # classifier:NAME@VERSION
        pa.field("labels", pa.int64(), nullable=False),
        pa.field("n", pa.int64(), nullable=False),  # of these, posts on which people settled a stance
        pa.field("wrong", pa.float64()),  # share of the n on which it says otherwise
        pa.field("wrong_low", pa.float64()),
        pa.field("wrong_high", pa.float64()),
        pa.field("kappa", pa.float64()),
        pa.field("kappa_low", pa.float64()),
        pa.field("kappa_high", pa.float64()),
        pa.field("used", pa.bool_(), nullable=False),  # its labels stand for posts that no person labelled
        pa.field("missing", pa.string()),  # why not
    ]
)
CLASSIFIER_SPEC = TableSpec(
    "stance_classifier", CLASSIFIER_SCHEMA, (not_empty("classifier"), not_negative("n")), "A classifier against people."
)

POST_SCHEMA = pa.schema(
    [
        pa.field("post_uid", pa.string(), nullable=False),
        pa.field("at", TIMESTAMP, nullable=False),
        pa.field("stance", pa.int32(), nullable=False),  # of the majority of its raters
        pa.field("raters", pa.int32(), nullable=False),  # people; 0 where only a classifier labelled it
        pa.field("phase", pa.int32(), nullable=False),
    ]
)
POST_SPEC = TableSpec("stance_post", POST_SCHEMA, (not_empty("post_uid"),), "One post, its stance and its phase.")

PHASE_SCHEMA = pa.schema(
    [
        pa.field("phase", pa.int32(), nullable=False),  # 1, 2, 3 … by time
        pa.field("begin", TIMESTAMP, nullable=False),  # its first labelled post
        pa.field("end", TIMESTAMP, nullable=False),  # its last
        pa.field("n", pa.int64(), nullable=False),
        pa.field("accounts", pa.int64()),  # null where the posts were handed in without
        pa.field("n_effective", pa.float64(), nullable=False),  # posts of one account count together
        pa.field("by_classifier", pa.int64(), nullable=False),  # posts that only a classifier labelled
        pa.field("favourable", pa.int64(), nullable=False),
        pa.field("neutral", pa.int64(), nullable=False),
        pa.field("critical", pa.int64(), nullable=False),
        pa.field("mean", pa.float64(), nullable=False),
        pa.field("low", pa.float64(), nullable=False),
        pa.field("high", pa.float64(), nullable=False),
    ]
)
PHASE_SPEC = TableSpec("stance_phase", PHASE_SCHEMA, (ordered("begin", "end"),), "One stretch of even stance.")

DIRECTIONS = ("praise_to_criticism", "criticism_to_praise", "towards_criticism", "towards_praise")
CONTRAST_SCHEMA = pa.schema(
    [
        pa.field("phase_a", pa.int32(), nullable=False),
        pa.field("phase_b", pa.int32(), nullable=False),
        pa.field("difference", pa.float64(), nullable=False),  # mean of b minus mean of a
        pa.field("direction", ENUM),
        pa.field("disjoint", pa.bool_(), nullable=False),
        pa.field("claimed", pa.bool_(), nullable=False),
        pa.field("missing", pa.list_(pa.string()), nullable=False),  # what would be needed to claim it
    ]
)
CONTRAST_SPEC = TableSpec(
    name="stance_contrast",
    schema=CONTRAST_SCHEMA,
    rules=(one_of("direction", DIRECTIONS),),
    meaning="Two phases that follow each other and whether the stance changed between them.",
)

SERIES_SCHEMA = pa.schema(
    [
        pa.field("begin", TIMESTAMP, nullable=False),  # stretches of equal length; those without posts are left out
        pa.field("end", TIMESTAMP, nullable=False),
        pa.field("n", pa.int64(), nullable=False),
        pa.field("favourable", pa.int64(), nullable=False),
        pa.field("neutral", pa.int64(), nullable=False),
        pa.field("critical", pa.int64(), nullable=False),
        pa.field("mean", pa.float64(), nullable=False),
        pa.field("low", pa.float64(), nullable=False),
        pa.field("high", pa.float64(), nullable=False),
    ]
)
SERIES_SPEC = TableSpec("stance_series", SERIES_SCHEMA, (ordered("begin", "end"),), "Stances in a stretch of time.")
