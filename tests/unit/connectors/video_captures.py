"""Reading small captures of videos and comments, for the tests of the video platforms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import ReadOptions, Tally

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "synthetic"
CAPTURE = "e" * 64


class Read:
    """What came out of a file: rows by table, the tally, and what it was recognised as."""

    def __init__(self, path: Path, **options: Any) -> None:
        declared = ReadOptions(**options)
        connector, self.recognition = registry.recognise(path, declared)
        self.tally, self.rows = Tally(), {}
        for name, table in connector.tables(path, CAPTURE, self.recognition, declared, self.tally):  # type: ignore[attr-defined]
            self.rows.setdefault(name, []).extend(table.to_pylist())

    rows: dict[str, list[dict[str, Any]]]

    def of(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table."""
        return self.rows.get(table, [])

    def one(self, table: str) -> dict[str, Any]:
        """Return the only row of a table."""
        (found,) = self.of(table)
        return found

    def posts(self) -> dict[str, dict[str, Any]]:
        """Return the posts by their ids."""
        return {row["post_uid"]: row for row in self.of("post")}

    def edges(self) -> list[tuple[str, str, str]]:
        """Return (post, type, destination) of the references."""
        return [(row["src_post_uid"], row["type"], row["dst"]) for row in self.of("edge")]

    def unknown(self) -> list[str]:
        """Return the keys that no layout knows."""
        return [each.path for each in self.tally.fields.found()]

    def refused(self) -> list[str]:
        """Return the codes of the records that were rejected."""
        return [each.code for each in self.tally.rejected]


def read(folder: Path, value: Any, name: str = "capture", **options: Any) -> Read:
    """Write a capture (bytes or text as they are, a list one object a line, else a document) and read it."""
    path = folder / name
    if isinstance(value, bytes):
        path.write_bytes(value)
    elif isinstance(value, str):
        path.write_text(value, encoding="utf-8")
    elif isinstance(value, list):
        path.write_text("".join(json.dumps(each) + "\n" for each in value), encoding="utf-8")
    else:
        path.write_text(json.dumps(value, indent=1), encoding="utf-8")
    return Read(path, **options)


def sample(name: str) -> Path:
    """Return a sample file, or skip the test where it is absent."""
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"sample {name} is not present beside the checkout")
    return path


def seconds(row: dict[str, Any], column: str = "created_at") -> int:
    """Return a time of a row in seconds UTC."""
    return int(row[column].timestamp())
