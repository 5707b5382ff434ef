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
        default_observed_us: When records were seen that do not say so themselves: the date of the archive record they
            are packed in.
    """

    def __init__(self, capture_id: str) -> None:
        self.capture_id = capture_id
        self.locator = ""
        self.default_observed_us: int | None = None
        self._observed_us: int | None = None
        self._rows: dict[str, list[Cell]] = {spec.name: [] for spec in _SPECS}
        self._accounts: dict[str, Cell] = {}
        self._held = 0
        self._given: list[list[Cell]] = []  # of the record being read: the list each of its rows went into
        self._post: Cell | None = None
        self._edges: dict[tuple[str, str, str], None] = {}
        self._seen: tuple[dict[str, bool], dict[str, bool]] = ({}, {})

    @property
    def observed_us(self) -> int | None:
        """When the tool saw the record, microseconds UTC, or ``None``; layouts set it for each record."""
        return self._observed_us if self._observed_us is not None else self.default_observed_us

    @observed_us.setter
    def observed_us(self, at_us: int | None) -> None:
        self._observed_us = at_us

    def begin(self, locator: str) -> None:
        """Start a record; what a refused one had put in is taken out again by :meth:`undo`."""
        self.locator = locator
        self._observed_us = None
        self._post = None
        self._given.clear()

    def undo(self) -> None:
        """Take out the rows of the record being read."""
        accounts, posts = self._rows[account.SPEC.name], self._rows[post.SPEC.name]
        self._held -= len(self._given)
        while self._given:
            rows = self._given.pop()
            cells = rows.pop()
            if rows is accounts:
                self._accounts.pop(cells["account_uid"], None)
            elif rows is posts:
                self._seen[0].pop(cells["post_uid"], None)

    def gave_rows(self) -> bool:
        """Tell whether the record being read has given a row, or belongs to an account that had one already."""
        return bool(self._given) or self._post is not None

    def is_full(self) -> bool:
        """Tell whether it is time to :meth:`flush`."""
        return self._held >= BATCH_ROWS

    def flush(self) -> Iterator[tuple[str, pa.Table]]:
        """Yield (table name, rows) of what was collected, and forget it."""
        for spec in _SPECS:
            rows = self._rows[spec.name]
            if rows:
                self._rows[spec.name] = []
                yield spec.name, table_of(spec, rows, {"capture_id": self.capture_id})
        self._accounts, self._held = {}, 0

    def _put(self, table: str, cells: Cell) -> None:
        cells["locator"] = self.locator
        rows = self._rows[table]
        rows.append(cells)
        self._given.append(rows)
        self._held += 1

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
