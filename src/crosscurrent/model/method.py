"""method record: everything needed to run a detector again and get the same findings."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from crosscurrent.model.table import TIMESTAMP, TableSpec, not_empty

SCHEMA = pa.schema(
    [
        pa.field("method_id", pa.string(), nullable=False),
        pa.field("detector", pa.string(), nullable=False),
        pa.field("detector_version", pa.string(), nullable=False),
        pa.field("parameters_json", pa.string(), nullable=False),
        pa.field("inputs_json", pa.string(), nullable=False),  # name -> SHA-256 of what was read
        pa.field("engine", pa.string(), nullable=False),
        pa.field("seed", pa.int64(), nullable=False),
        pa.field("software_json", pa.string(), nullable=False),  # package -> version
        pa.field("ran_at", TIMESTAMP),  # null in outputs that must be equal byte for byte
    ]
)

SPEC = TableSpec(
    name="method_record",
    schema=SCHEMA,
    rules=(not_empty("method_id"), not_empty("detector")),
    meaning="How a set of findings was made.",
)


@dataclass(frozen=True, slots=True)
class MethodRecord:
    """One run of one detector.

    Attributes:
        detector: Name of the detector.
        detector_version: Version of its rules; rises whenever the same input may give other findings.
        parameters: Every parameter with the value used, defaults included.
        inputs: Name of each input and the SHA-256 of its content.
        engine: ``local`` or ``spark``.
        seed: Seed of everything random.
        software: Versions of the packages whose arithmetic the findings depend on.
        notes: Sentences that belong under the numbers (what was refused, skipped or estimated).
    """

    detector: str
    detector_version: str
    parameters: dict[str, object]
    inputs: dict[str, str]
    engine: str
    seed: int
    software: dict[str, str]
    notes: tuple[str, ...] = field(default=())
