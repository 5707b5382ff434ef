"""Reading of captures for the tests of news and archives: bytes in, rows by table out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import REPORT, ReadOptions, Tally

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"
Rows = dict[str, list[dict[str, Any]]]


def sample(name: str) -> bytes:
    """Return a shared sample, or skip the test with a reason."""
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"sample {name} is not present beside the checkout")
    return path.read_bytes()


def read(folder: Path, raw: bytes | str, format_id: str, **options: Any) -> tuple[Rows, Tally]:
    """Read a capture with the connector that answers for it, which must be the expected one; bad rows are reported."""
    path = folder / "capture"
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    choices = ReadOptions(**{"on_bad_row": REPORT, **options})
    connector, recognition = registry.recognise(path, choices)
    assert recognition.format_id == format_id
    tally, found = Tally(), {}
    for name, table in connector.tables(path, "e" * 64, recognition, choices, tally):
        found.setdefault(name, []).extend(table.to_pylist())
    assert tally.rows_in == tally.rows_kept + len(tally.rejected)
    return found, tally


def located(folder: Path, format_id: str, locator: str) -> bytes:
    """Return what a locator of the capture read last names."""
    return registry.connector_named(format_id).locate(folder / "capture", locator, ReadOptions())


def links(found: Rows) -> list[str]:
    """Return where the posts link to."""
    return [each["dst"] for each in found.get("edge", ()) if each["type"] == "links_to"]
