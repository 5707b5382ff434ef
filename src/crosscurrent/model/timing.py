"""timing_subject, timing_burst, timing_after and others: bursts, and what they follow.

A subject is whatever was counted: a group of texts, a topic, a narrative. Times are UTC; every begin of a burst has the
interval in which it lies. These tables are written with the findings; they are not stored per capture.
"""

from __future__ import annotations

import pyarrow as pa

from crosscurrent.model.table import ENUM, TIMESTAMP, TableSpec, not_empty, not_negative, one_of, ordered

STATUSES = ("answered", "partial", "not_assessable")
BINS = ("hour", "day")
SHIFTS = ("week", "day")

SUBJECT_SCHEMA = pa.schema(
    [
        pa.field("subject_id", pa.string(), nullable=False),
        pa.field("posts", pa.int64(), nullable=False),  # rows that were counted
        pa.field("left_out", pa.int64(), nullable=False),  # rows whose time is coarser than the bins
        pa.field("bin", ENUM),  # null where the series was refused
        pa.field("begin", TIMESTAMP),
        pa.field("end", TIMESTAMP),
        pa.field("whole_weeks", pa.int64(), nullable=False),
        pa.field("dispersion", pa.float64()),  # variance over mean of neighbouring bins; 1 is Poisson
        pa.field("baseline", pa.float64()),  # a bin, at the average hour of the week
        pa.field("bursts", pa.int64(), nullable=False),
        pa.field("status", ENUM, nullable=False),
        pa.field("reason", pa.string()),
    ]
)
SUBJECT_SPEC = TableSpec(
    name="timing_subject",
    schema=SUBJECT_SCHEMA,
    rules=(not_empty("subject_id"), one_of("bin", BINS), one_of("status", STATUSES), not_negative("left_out")),
    meaning="One series of counts and how far it could be read.",
)

BURST_SCHEMA = pa.schema(
    [
        pa.field("subject_id", pa.string(), nullable=False),
        pa.field("burst", pa.int32(), nullable=False),  # 1, 2, 3 … within the subject
        pa.field("begin", TIMESTAMP, nullable=False),  # left edge of its first bin
        pa.field("begin_earliest", TIMESTAMP),  # null: under way when the series begins
        pa.field("begin_latest", TIMESTAMP),
        pa.field("end", TIMESTAMP, nullable=False),  # right edge of its last bin
        pa.field("peak_at", TIMESTAMP, nullable=False),  # left edge of the fullest bin
        pa.field("n", pa.float64(), nullable=False),
        pa.field("expected", pa.float64(), nullable=False),  # at the baseline, at these hours of the week
        pa.field("ratio", pa.float64()),  # null where nothing was expected
    ]
)
BURST_SPEC = TableSpec(
    name="timing_burst",
    schema=BURST_SCHEMA,
    rules=(not_empty("subject_id"), ordered("begin", "end"), ordered("begin_earliest", "begin_latest")),
    meaning="One stretch of time in which a subject was posted about more than its baseline and rhythm explain.",
)

AFTER_SCHEMA = pa.schema(
    [
        pa.field("subject_id", pa.string(), nullable=False),
        pa.field("shift", ENUM, nullable=False),  # by what the events were shifted to see what chance does
        pa.field("horizon_us", pa.int64(), nullable=False),
        pa.field("events", pa.int64(), nullable=False),  # inside the series
        pa.field("bursts", pa.int64(), nullable=False),  # whose begin was seen, inside the whole weeks
        pa.field("after", pa.int64(), nullable=False),  # begin within the horizon after an event
        pa.field("by_chance", pa.float64(), nullable=False),  # mean over the shifts
        pa.field("covered", pa.float64(), nullable=False),  # share of the time that lies within the horizon
        pa.field("shifts", pa.int64(), nullable=False),  # all that there are, none drawn at random
        pa.field("smallest_p", pa.float64(), nullable=False),
        pa.field("p", pa.float64()),  # (1 + shifts that reach it) / (shifts + 1)
        pa.field("p_horizons", pa.float64()),  # corrected for the horizons tried
        pa.field("q", pa.float64()),  # corrected for the subjects, of the best horizon of each
        pa.field("status", ENUM, nullable=False),
        pa.field("reason", pa.string()),
    ]
)
AFTER_SPEC = TableSpec(
    name="timing_after",
    schema=AFTER_SCHEMA,
    rules=(not_empty("subject_id"), one_of("shift", SHIFTS), one_of("status", STATUSES)),
    meaning="Whether the bursts of one subject begin after events more often than the same events shifted in time.",
)

REACTION_STATUSES = ("assessed", "outside", "not_assessable")
REACTION_SCHEMA = pa.schema(
    [
        pa.field("subject_id", pa.string(), nullable=False),
        pa.field("group", pa.string(), nullable=False),  # triggers that are compared with each other
        pa.field("event", pa.int32(), nullable=False),  # row of the events file, as a spreadsheet counts
        pa.field("at", TIMESTAMP, nullable=False),
        pa.field("precision", ENUM, nullable=False),
        pa.field("label", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("asked", pa.bool_(), nullable=False),  # the trigger asked about; else a comparable one
        pa.field("horizon_us", pa.int64(), nullable=False),
        pa.field("n", pa.float64()),
        pa.field("expected", pa.float64()),  # from the time before it, at the same hours of the week
        pa.field("ratio", pa.float64()),
        pa.field("p", pa.float64()),
        pa.field("reacted", pa.bool_()),
        pa.field("overlaps", pa.bool_(), nullable=False),  # another event lies within the horizon of it
        pa.field("status", ENUM, nullable=False),
    ]
)
REACTION_SPEC = TableSpec(
    name="timing_reaction",
    schema=REACTION_SCHEMA,
    rules=(not_empty("subject_id"), one_of("status", REACTION_STATUSES)),
    meaning="One trigger and how much was posted after it: the dog that barked, or did not.",
)

CONTRAST_SCHEMA = pa.schema(
    [
        pa.field("subject_id", pa.string(), nullable=False),
        pa.field("group", pa.string(), nullable=False),
        pa.field("asked", pa.int64(), nullable=False),
        pa.field("asked_reacted", pa.int64(), nullable=False),
        pa.field("comparable", pa.int64(), nullable=False),
        pa.field("comparable_reacted", pa.int64(), nullable=False),
        pa.field("chosen_by", ENUM, nullable=False),  # who said which trigger is asked about: file or order
        pa.field("p_fisher", pa.float64()),
        pa.field("p_barnard", pa.float64()),
        pa.field("smallest_p", pa.float64()),  # the smallest that Fisher's test can give with so many triggers
        pa.field("status", ENUM, nullable=False),
        pa.field("reason", pa.string()),
    ]
)
CONTRAST_SPEC = TableSpec(
    name="timing_contrast",
    schema=CONTRAST_SCHEMA,
    rules=(not_empty("subject_id"), one_of("chosen_by", ("file", "order")), one_of("status", STATUSES)),
    meaning="Whether the trigger asked about drew a reaction where comparable earlier ones did not.",
)

SERIES_SCHEMA = pa.schema(
    [
        pa.field("subject_id", pa.string(), nullable=False),
        pa.field("at", TIMESTAMP, nullable=False),  # left edge of the bin
        pa.field("n", pa.float64(), nullable=False),
        pa.field("expected", pa.float64(), nullable=False),  # at the baseline, at this hour of the week
    ]
)
SERIES_SPEC = TableSpec(
    "timing_series", SERIES_SCHEMA, (), "One bin of a series; bins with nothing in them are left out."
)
