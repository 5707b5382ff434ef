"""finding: what a detector says, with n, p, the null it was tested against, and a status. Never a bare score."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from crosscurrent.model.table import ENUM, TableSpec, not_empty, one_of

STATUSES = ("answered", "partial", "not_assessable")

SCHEMA = pa.schema(
    [
        pa.field("finding_id", pa.string(), nullable=False),
        pa.field("method_id", pa.string(), nullable=False),
        pa.field("question", ENUM, nullable=False),  # e.g. coordination.group
        pa.field("subject", pa.string(), nullable=False),  # e.g. group id
        pa.field("status", ENUM, nullable=False),
        pa.field("value_json", pa.string()),  # the answer, with units in the keys
        pa.field("n", pa.int64()),
        pa.field("p", pa.float64()),
        pa.field("null_model", pa.string()),
        pa.field("evidence", pa.string()),  # table and filter that give the rows behind it
        pa.field("reason", pa.string()),  # why partial or not assessable
    ]
)

SPEC = TableSpec(
    name="finding",
    schema=SCHEMA,
    rules=(not_empty("finding_id"), not_empty("subject"), one_of("status", STATUSES)),
    meaning="One answer of one detector to one question about one subject.",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, as a row.

    Attributes:
        finding_id: Stable id: same input, parameters and seed give the same id.
        question: What was asked.
        subject: What it was asked about.
        status: One of :data:`STATUSES`.
        value: The answer; keys carry units.
        n: Number of independent units behind it.
        p: p-value, if tested.
        null_model: The chance model of ``p`` in one sentence.
        evidence: Where the rows behind it are.
        reason: Why the status is not ``answered``.
    """

    finding_id: str
    question: str
    subject: str
    status: str
    value: dict[str, object] | None = None
    n: int | None = None
    p: float | None = None
    null_model: str | None = None
    evidence: str | None = None
    reason: str | None = None
