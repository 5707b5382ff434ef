"""action: an account does something to an object at a time. The one thing the coordination detector reads."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from crosscurrent.model.table import ENUM, TIMESTAMP, TableSpec, not_empty, one_of
from crosscurrent.model.time import PRECISIONS

#: Behaviours that code in this version derives, the last from found groups of texts; a table may bring others.
BEHAVIOURS = (
    "link", "domain", "repost", "reply", "mention", "hashtag", "hashtag_sequence", "same_text",
    "text_group",
)  # fmt: skip
#: Behaviour that only a comparison of texts gives.
TEXT_GROUP = "text_group"
#: Behaviour of an events table that does not name one.
UNNAMED_BEHAVIOUR = "act"

SCHEMA = pa.schema(
    [
        pa.field("account_uid", pa.string(), nullable=False),
        pa.field("behaviour", ENUM, nullable=False),
        pa.field("object_id", pa.string(), nullable=False),
        pa.field("content_id", pa.string()),  # post that carries the action; null if the capture has no ids
        pa.field("acted_at", TIMESTAMP, nullable=False),
        pa.field("precision", ENUM, nullable=False),
        pa.field("derivation", ENUM, nullable=False),  # how the action was read out of the post
        pa.field("capture_id", pa.string(), nullable=False),
        pa.field("locator", pa.string(), nullable=False),
    ]
)

SPEC = TableSpec(
    name="action",
    schema=SCHEMA,
    rules=(
        not_empty("account_uid"),
        not_empty("object_id"),
        not_empty("behaviour"),
        one_of("precision", PRECISIONS),
    ),
    meaning="One account acting on one object at one time through one behaviour.",
)


@dataclass(frozen=True, slots=True)
class Action:
    """One action, as a row.

    Attributes:
        account_uid: Who.
        behaviour: Through what (link, repost …).
        object_id: On what; unique within the behaviour.
        acted_at_us: When, microseconds UTC.
        content_id: Post that carries it, or ``None``.
    """

    account_uid: str
    behaviour: str
    object_id: str
    acted_at_us: int
    content_id: str | None = None
