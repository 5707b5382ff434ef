"""capture: one sealed input file."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.model.table import TIMESTAMP, Rule, TableSpec, not_empty, not_negative

SCHEMA = pa.schema(
    [
        pa.field("capture_id", pa.string(), nullable=False),  # SHA-256 of the bytes, 64 hex digits
        pa.field("path", pa.string(), nullable=False),  # file name as handed in, without folders
        pa.field("size_bytes", pa.int64(), nullable=False),
        pa.field("format_id", pa.string()),  # connector that read it; null while unread
        pa.field("reader_version", pa.string()),
        pa.field("tool", pa.string()),
        pa.field("tool_version", pa.string()),
        pa.field("captured_by", pa.string(), nullable=False),
        pa.field("captured_at_min", TIMESTAMP),
        pa.field("captured_at_max", TIMESTAMP),
        pa.field("source_query", pa.string()),
        pa.field("source_note", pa.string()),
        pa.field("declared_tz", pa.string()),
        pa.field("n_records", pa.int64()),
        pa.field("n_rejected", pa.int64()),
        pa.field("licence_note", pa.string()),
        pa.field("imported_at", TIMESTAMP, nullable=False),
    ]
)

SPEC = TableSpec(
    name="capture",
    schema=SCHEMA,
    rules=(
        Rule(
            "capture_id is 64 lower-case hex digits",
            lambda table: pc.match_substring_regex(table.column("capture_id"), r"^[0-9a-f]{64}$"),
        ),
        not_empty("captured_by"),
        not_negative("size_bytes"),
        not_negative("n_records"),
        not_negative("n_rejected"),
    ),
    meaning="One input file, sealed as it was received.",
)


@dataclass(frozen=True, slots=True)
class Capture:
    """One sealed file and what is known of how it came to be.

    Attributes:
        capture_id: SHA-256 of the bytes, hexadecimal.
        path: Name of the file as handed in.
        size_bytes: Number of bytes.
        captured_by: Who handed it in.
        imported_at_us: When, microseconds UTC.
        tool: Tool that wrote the file, if stated.
        source_note: What the analyst wrote about where it comes from.
    """

    capture_id: str
    path: str
    size_bytes: int
    captured_by: str
    imported_at_us: int
    tool: str | None = None
    source_note: str | None = None
