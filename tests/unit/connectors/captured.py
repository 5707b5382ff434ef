"""A capture written to disk and read by one connector, for the tests of tables, messengers and federated networks."""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors.base import ReadOptions, Tally
from tests.conformance.fixtures import lines, table

CAPTURE = "e" * 64
SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "synthetic"
Found = dict[str, list[dict[str, Any]]]


def sample(name: str) -> Path:
    """Return the path of a sample, or skip the test with a reason where it is absent."""
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"sample {name} is not present beside the checkout")
    return path


def read(path: Path, format_id: str, **options: Any) -> tuple[Found, Tally]:
    """Return the rows of a file by table, and the tally; its connector must recognise the layout."""
    declared, tally = ReadOptions(**options), Tally()
    connector = import_module(f"crosscurrent.connectors.{format_id.partition('/')[0]}").CONNECTOR
    recognition = connector.recognise(path, declared)
    assert recognition.format_id == format_id
    found: Found = defaultdict(list)
    for name, part in connector.tables(path, CAPTURE, recognition, declared, tally):
        found[name] += part.to_pylist()
    return found, tally


def read_lines(folder: Path, format_id: str, *records: dict[str, Any], **options: Any) -> tuple[Found, Tally]:
    """Read records as NDJSON."""
    path = folder / "capture.ndjson"
    path.write_bytes(lines(records))
    return read(path, format_id, **options)


def read_rows(folder: Path, format_id: str, *rows: dict[str, Any], **options: Any) -> tuple[Found, Tally]:
    """Read rows as a delimited table."""
    path = folder / "capture.csv"
    path.write_bytes(table(rows[0], (row.values() for row in rows)))
    return read(path, format_id, **options)


def edges(found: Found, source: str | None = None) -> list[tuple[str, str, str]]:
    """Return (type, kind of destination, destination) of the edges, of one post if it is named."""
    return [
        (edge["type"], edge["dst_kind"], edge["dst"])
        for edge in found["edge"]
        if source is None or edge["src_post_uid"] == source
    ]


def seconds(moment: Any) -> float:
    """Return a moment as seconds since 1970."""
    return float(moment.timestamp())
