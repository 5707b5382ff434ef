"""The rows of one file on their way into tables: collected record by record, taken back, flushed in batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from crosscurrent.connectors.records.tables import table_of
from crosscurrent.model import account, engagement, media, post
from crosscurrent.model.table import TableSpec

Cell = dict[str, Any]
_SPECS: tuple[TableSpec, ...] = (
    account.SPEC, post.SPEC, account.OBSERVATION_SPEC, post.EDGE_SPEC, engagement.SPEC, account.GEO_SPEC, media.SPEC,
)  # fmt: skip
BATCH_ROWS = 16_384
SEEN_POSTS = 1 << 18


class RowStore:
    """Rows by table.

    Args:
        capture_id: SHA-256 of the sealed file.

    Attributes:
        locator: Of the record being read.
        observed_us: When the tool saw it, microseconds UTC, or ``None``; layouts set it for each record.
    """

    def __init__(self, capture_id: str) -> None:
        self.capture_id = capture_id
        self.locator = ""
        self.observed_us: int | None = None
        self._rows: dict[str, list[Cell]] = {spec.name: [] for spec in _SPECS}
        self._accounts: dict[str, Cell] = {}
        self._marks: dict[str, int] = {}
        self._post: Cell | None = None
        self._edges: dict[tuple[str, str, str], None] = {}
        self._seen: tuple[dict[str, bool], dict[str, bool]] = ({}, {})

    def begin(self, locator: str) -> None:
        """Start a record; what a refused one had put in is taken out again by :meth:`undo`."""
        self.locator = locator
        self.observed_us = None
        self._post = None
        self._marks = {name: len(rows) for name, rows in self._rows.items()}

    def undo(self) -> None:
        """Take out the rows of the record being read."""
        for cells in self._rows[account.SPEC.name][self._marks[account.SPEC.name] :]:
            self._accounts.pop(cells["account_uid"], None)
        for cells in self._rows[post.SPEC.name][self._marks[post.SPEC.name] :]:
            self._seen[0].pop(cells["post_uid"], None)
        for name, mark in self._marks.items():
            del self._rows[name][mark:]

    def gave_rows(self) -> bool:
        """Tell whether the record being read has given a row, or belongs to an account that had one already."""
        return any(len(rows) > self._marks[name] for name, rows in self._rows.items()) or self._post is not None

    def is_full(self) -> bool:
        """Tell whether it is time to :meth:`flush`."""
        return sum(map(len, self._rows.values())) >= BATCH_ROWS

    def flush(self) -> Iterator[tuple[str, pa.Table]]:
        """Yield (table name, rows) of what was collected, and forget it."""
        for spec in _SPECS:
            rows = self._rows[spec.name]
            if rows:
                self._rows[spec.name] = []
                yield spec.name, table_of(spec, rows)
        self._accounts = {}

    def _put(self, table: str, cells: Cell) -> None:
        cells["capture_id"], cells["locator"] = self.capture_id, self.locator
        self._rows[table].append(cells)

    def _met(self, uid: str, is_partial: bool) -> bool:
        """Tell whether a post was put in before; remembers a bounded number of posts."""
        new, old = self._seen
        known = new.get(uid, old.get(uid))  # True: only in part
        if known is None or (known and not is_partial):
            new[uid] = is_partial
            if len(new) >= SEEN_POSTS:
                self._seen = ({}, new)
            return False
        return True
