"""text, text_relation, text_passage, text_group: what is compared when the question is who copied whom.

A text is one written part of a post: its body with title, the words in its picture, its transcript. These tables are
made from a case and written with the findings; they are not stored per capture.
"""

from __future__ import annotations

import pyarrow as pa

from crosscurrent.model.table import ENUM, TIMESTAMP, TableSpec, not_empty, not_negative, one_of
from crosscurrent.model.time import PRECISIONS

PARTS = ("body", "title", "ocr", "transcript")
#: Whether a text took part, and if not, why.
STATUSES = ("compared", "too_short", "empty", "emoji_only", "cut")
RELATIONS = ("copy", "rewording", "translation", "excerpt")
#: Of an excerpt: which of the two is contained in the other.
CONTAINED = ("a_in_b", "b_in_a")
#: What a reuse may be that needs no coordination and no concealment.
BENIGN = ("wire_copy", "share_button", "quotation", "petition", "boilerplate", "credited", "same_author")
#: In what two texts that otherwise agree differ; any of the first three keeps them apart as contrary.
DIFFERENCES = ("negation", "fact_check", "numbers", "quotation", "names", "addition", "omission")

SCHEMA = pa.schema(
    [
        pa.field("text_uid", pa.string(), nullable=False),  # post_uid#part
        pa.field("post_uid", pa.string(), nullable=False),
        pa.field("part", ENUM, nullable=False),
        pa.field("account_uid", pa.string()),
        pa.field("platform", ENUM, nullable=False),
        pa.field("kind", ENUM, nullable=False),
        pa.field("at", TIMESTAMP),
        pa.field("precision", ENUM, nullable=False),
        pa.field("lang_declared", pa.string()),
        pa.field("text", pa.string(), nullable=False),  # as written: what passages are cut from
        pa.field("url", pa.string()),
        pa.field("links", pa.list_(pa.string())),  # canonical
        pa.field("mentions", pa.list_(pa.string())),  # account_uid
        pa.field("byline", pa.string()),  # names the capture shows of the author
        pa.field("capture_id", pa.string(), nullable=False),
        pa.field("locator", pa.string(), nullable=False),
    ]
)
SPEC = TableSpec(
    name="text",
    schema=SCHEMA,
    rules=(
        not_empty("text_uid"), not_empty("post_uid"), one_of("part", PARTS), one_of("precision", PRECISIONS),
    ),
    meaning="One written part of one post.",
)  # fmt: skip

COMPARED_SCHEMA = pa.schema(
    [
        pa.field("text_uid", pa.string(), nullable=False),
        pa.field("status", ENUM, nullable=False),
        pa.field("script", pa.string()),  # ISO 15924: Hani, Latn, Cyrl …; the commonest in the text
        pa.field("lang", pa.string(), nullable=False),  # BCP 47, "und" where nobody can say
        pa.field("weight", pa.float64(), nullable=False),  # characters of an alphabet it is worth
        pa.field("distinct_id", pa.int64()),  # texts with equal normal forms share it
        pa.field("group_id", pa.string()),
    ]
)
COMPARED_SPEC = TableSpec(
    name="text_compared",
    schema=COMPARED_SCHEMA,
    rules=(not_empty("text_uid"), one_of("status", STATUSES)),
    meaning="What became of one text.",
)

RELATION_SCHEMA = pa.schema(
    [
        pa.field("text_a", pa.string(), nullable=False),  # the earlier; by uid where times are equal or unknown
        pa.field("text_b", pa.string(), nullable=False),
        pa.field("relation", ENUM, nullable=False),
        pa.field("contained", ENUM),  # excerpts only
        pa.field("coverage_a", pa.float64(), nullable=False),  # share of a that is found in b, 0-1
        pa.field("coverage_b", pa.float64(), nullable=False),
        pa.field("similarity", pa.float64(), nullable=False),  # of shingles, or cosine of the encoder
        pa.field("shared_chars", pa.int64()),
        pa.field("lag_us", pa.int64()),
        pa.field("contrary", pa.bool_(), nullable=False),
        pa.field("differences", pa.list_(pa.string()), nullable=False),
        pa.field("benign", pa.list_(pa.string()), nullable=False),
        pa.field("found_by", ENUM, nullable=False),  # shingles or encoder
    ]
)
RELATION_SPEC = TableSpec(
    name="text_relation",
    schema=RELATION_SCHEMA,
    rules=(
        one_of("relation", RELATIONS), one_of("contained", CONTAINED), not_negative("coverage_a"),
        not_negative("coverage_b"), one_of("found_by", ("shingles", "encoder")),
    ),
    meaning="Two texts of which one is likely made from the other, or both from a third.",
)  # fmt: skip

PASSAGE_SCHEMA = pa.schema(
    [
        pa.field("text_a", pa.string(), nullable=False),
        pa.field("text_b", pa.string(), nullable=False),
        pa.field("start_a", pa.int64(), nullable=False),  # characters of the text as written
        pa.field("end_a", pa.int64(), nullable=False),
        pa.field("start_b", pa.int64(), nullable=False),
        pa.field("end_b", pa.int64(), nullable=False),
    ]
)
PASSAGE_SPEC = TableSpec("text_passage", PASSAGE_SCHEMA, (), "One passage that two texts share, in each of them.")

GROUP_SCHEMA = pa.schema(
    [
        pa.field("group_id", pa.string(), nullable=False),  # text:<16 hex>, of the medoid's normal form
        pa.field("text_uid", pa.string(), nullable=False),
        pa.field("post_uid", pa.string(), nullable=False),
        pa.field("is_medoid", pa.bool_(), nullable=False),
        pa.field("relation", ENUM),  # to the medoid; null for the medoid itself and its equals
        pa.field("similarity", pa.float64(), nullable=False),  # to the medoid
        pa.field("benign", pa.list_(pa.string()), nullable=False),
    ]
)
GROUP_SPEC = TableSpec(
    name="text_group",
    schema=GROUP_SCHEMA,
    rules=(not_empty("group_id"), not_empty("text_uid"), one_of("relation", RELATIONS)),
    meaning="One text as a member of a group; every member was checked against the group's medoid.",
)

#: What two texts that echo each other have in common.
ANCHORS = (
    "number", "percent", "day", "time", "name", "mention", "hashtag", "quotation", "headline",
)  # fmt: skip
ECHO_SCHEMA = pa.schema(
    [
        pa.field("text_a", pa.string(), nullable=False),  # the earlier; by uid where times are equal or unknown
        pa.field("text_b", pa.string(), nullable=False),
        pa.field("part_a", ENUM, nullable=False),
        pa.field("part_b", ENUM, nullable=False),
        pa.field("lang_a", pa.string(), nullable=False),
        pa.field("lang_b", pa.string(), nullable=False),
        pa.field("anchors", pa.list_(pa.string()), nullable=False),  # kind:value, the rarest first
        pa.field("weight", pa.float64(), nullable=False),  # sum of -ln of how common each is
        pa.field("p", pa.float64(), nullable=False),  # at most: an unrelated text shares as much by chance
        pa.field("lag_us", pa.int64()),
        pa.field("contrary", pa.bool_(), nullable=False),  # figures of one kind that differ
        pa.field("other_a", pa.list_(pa.string()), nullable=False),  # those figures
        pa.field("other_b", pa.list_(pa.string()), nullable=False),
    ]
)
ECHO_SPEC = TableSpec(
    name="text_echo",
    schema=ECHO_SCHEMA,
    rules=(
        one_of("part_a", PARTS), one_of("part_b", PARTS), not_negative("weight"), not_negative("p"),
    ),
    meaning="Two texts of two posts that state the same rare particulars; no relation of copying.",
)  # fmt: skip

ECHO_ANCHOR_SCHEMA = pa.schema(
    [
        pa.field("text_a", pa.string(), nullable=False),
        pa.field("text_b", pa.string(), nullable=False),
        pa.field("kind", ENUM, nullable=False),
        pa.field("anchor", pa.string(), nullable=False),
        pa.field("weight", pa.float64(), nullable=False),
        pa.field("texts", pa.int64(), nullable=False),  # that state it; a post and its copies count once
        pa.field("start_a", pa.int64()),  # characters of the text as written; null where it cannot be located
        pa.field("end_a", pa.int64()),
        pa.field("start_b", pa.int64()),
        pa.field("end_b", pa.int64()),
    ]
)
ECHO_ANCHOR_SPEC = TableSpec(
    "text_echo_anchor", ECHO_ANCHOR_SCHEMA, (one_of("kind", ANCHORS),), "One particular that two texts share."
)
