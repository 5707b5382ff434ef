"""Small tables on disk and the reading of them, shared by the connector tests."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.connectors.events_table import EventsTable
from crosscurrent.connectors.posts_table import PostsTable
from crosscurrent.connectors.tabular.source import Source

CAPTURE = "c" * 64
HEAD = "object_id,account_id,content_id,timestamp_share\n"


def written(path: Path, text: str | bytes, packed: bool = False) -> Path:
    """Write text (or bytes) to a file, packed if asked, and return its path."""
    raw = text.encode() if isinstance(text, str) else text
    path.write_bytes(gzip.compress(raw) if packed else raw)
    return path


def parquet(path: Path, columns: dict[str, object]) -> Path:
    """Write columns as Parquet."""
    pq.write_table(pa.table(columns), path)
    return path


def ndjson(path: Path, rows: list[dict[str, object]]) -> Path:
    """Write one object per line."""
    return written(path, "".join(json.dumps(row) + "\n" for row in rows))


def read_events(origin: Path | bytes | Source, **options: object) -> tuple[list[dict[str, object]], Tally]:
    """Return all events of a table and the tally."""
    choices = ReadOptions(**options)  # type: ignore[arg-type]
    source = Source(io.BytesIO(origin), "table") if isinstance(origin, bytes) else Source.of(origin)
    connector, recognition = registry.recognise(source, choices)
    assert isinstance(connector, EventsTable)
    tally = Tally()
    batches = list(connector.events(source, recognition, choices, tally))
    return [row for batch in batches for row in batch.to_pylist()], tally


def slim(events: list[dict[str, object]]) -> list[tuple[object, ...]]:
    """Return (row, account, behaviour, object, content, seconds, precision) of events."""
    return [
        (
            event["row"],
            event["account_uid"],
            event["behaviour"],
            event["object_id"],
            event["content_id"],
            event["at_us"] / 1_000_000,  # type: ignore[operator]
            event["precision"],
        )
        for event in events
    ]


def read_posts(path: Path | Source, **options: object) -> tuple[dict[str, list[dict[str, object]]], Tally]:
    """Return all rows of all tables of a table of posts, and the tally."""
    choices = ReadOptions(**options)  # type: ignore[arg-type]
    source = Source.of(path)
    connector, recognition = registry.recognise(source, choices)
    assert isinstance(connector, PostsTable)
    tally = Tally()
    found: dict[str, list[dict[str, object]]] = {}
    for name, table in connector.tables(source, CAPTURE, recognition, choices, tally):
        found.setdefault(name, []).extend(table.to_pylist())
    return found, tally
