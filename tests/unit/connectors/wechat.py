"""Reading one capture of WeChat and looking at its rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.connectors.registry import recognise

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "synthetic"


@dataclass(frozen=True)
class Found:
    """What a capture gave.

    Attributes:
        format_id: How it was recognised.
        rows: Table -> rows, without empty cells.
        tally: Counts of the reading.
    """

    format_id: str
    rows: dict[str, list[dict[str, Any]]]
    tally: Tally

    @property
    def post(self) -> dict[str, Any]:
        """The first post."""
        return self.rows["post"][0]

    def column(self, table: str, name: str) -> list[Any]:
        """Return one column of a table, empty cells left out."""
        return [row[name] for row in self.rows.get(table, []) if name in row]


def read(raw: bytes | str | Path, folder: Path, options: ReadOptions | None = None, name: str = "capture") -> Found:
    """Read a capture with the connector that recognises it."""
    declared = options or ReadOptions()
    path = raw if isinstance(raw, Path) else folder / name
    if not isinstance(raw, Path):
        path.write_bytes(raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw)
    connector, recognition = recognise(path, declared)
    tally = Tally()
    rows: dict[str, list[dict[str, Any]]] = {}
    for table, batch in connector.tables(path, "d" * 64, recognition, declared, tally):
        rows.setdefault(table, []).extend(
            {key: value for key, value in row.items() if value is not None} for row in batch.to_pylist()
        )
    return Found(recognition.format_id, rows, tally)
