"""What a connector is: a function from sealed bytes to rows, with every row accounted for."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any, Protocol, overload

import pyarrow as pa

from crosscurrent.connectors.records.declared import DeclaredMapping
from crosscurrent.connectors.records.fields import FieldAudit

#: What :meth:`Connector.events` yields: actions in the slim form the detector reads. ``row`` is the
#: 1-based number of the record in its file; the locator is made from it when a row is cited.
EVENT_SCHEMA = pa.schema(
    [
        pa.field("account_uid", pa.string(), nullable=False),
        pa.field("behaviour", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("object_id", pa.string(), nullable=False),
        pa.field("content_id", pa.string()),
        pa.field("at_us", pa.int64(), nullable=False),
        pa.field("precision", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("row", pa.int64(), nullable=False),
    ]
)

STOP, REPORT = "stop", "report"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person declared about a file.

    Attributes:
        mapping: Our column -> column of the file, for files no layout matches.
        assume_zone: Zone of times written without an offset; ``None`` refuses such times.
        on_bad_row: :data:`STOP` raises at the first bad row, :data:`REPORT` rejects it and goes on.
        platform: Platform of the posts, where the file does not say.
        encoding: Text encoding; ``None`` means UTF-8, with or without byte-order mark.
        declared: A saved mapping of the file; see :mod:`crosscurrent.connectors.records.declared_toml`.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    assume_zone: str | None = None
    on_bad_row: str = STOP
    platform: str | None = None
    encoding: str | None = None
    declared: DeclaredMapping | None = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """Why a connector thinks it can read a file.

    Attributes:
        format_id: Connector and layout, e.g. ``events_table/coortweet``.
        certainty: 0-1; the highest wins, 0 means "not mine".
        mapping: Our column -> column of the file.
        reasons: Sentences for the analyst: what was recognised, what was guessed and why.
    """

    format_id: str
    certainty: float
    mapping: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row that was not kept.

    Attributes:
        row: 1-based record number in the file.
        column: Column at fault, or ``None`` if the row as a whole is.
        code: Error code, e.g. ``E-INPUT-004``.
        reason: What was wrong, without the cell's text.
    """

    row: int
    column: str | None
    code: str
    reason: str


class RejectedRows(Sequence[RejectedRow]):
    """The rejected rows of a file, in the order they were met; reads like a list of :class:`RejectedRow`.

    A real table may hold millions of rows without an object, so the rows that share a reason share one entry:
    ten bytes a row instead of some hundreds.

    Example:
        >>> rows = RejectedRows()
        >>> rows.extend_same([2, 5], "object_id", "E-INPUT-012", "no object")
        >>> len(rows), rows[1].row
        (2, 5)
    """

    __slots__ = ("_kind", "_kinds", "_known", "_row")

    def __init__(self) -> None:
        self._row, self._kind = array("q"), array("l")
        self._kinds: list[tuple[str | None, str, str]] = []
        self._known: dict[tuple[str | None, str, str], int] = {}

    def append(self, rejected: RejectedRow) -> None:
        """Add one row."""
        self.extend_same((rejected.row,), rejected.column, rejected.code, rejected.reason)

    def extend_same(self, rows: Iterable[int], column: str | None, code: str, reason: str) -> None:
        """Add rows, by number, that were rejected for one reason."""
        kind = (column, code, reason)
        if kind not in self._known:
            self._known[kind] = len(self._kinds)
            self._kinds.append(kind)
        before = len(self._row)
        self._row.extend(rows)
        self._kind.extend(repeat(self._known[kind], len(self._row) - before))

    def reasons(self) -> dict[tuple[str | None, str, str], int]:
        """Return (column, code, reason) -> number of rows."""
        numbers = Counter(self._kind)
        return {kind: numbers[index] for index, kind in enumerate(self._kinds)}

    def __len__(self) -> int:
        return len(self._row)

    @overload
    def __getitem__(self, index: int) -> RejectedRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[RejectedRow]: ...
    def __getitem__(self, index: int | slice) -> RejectedRow | list[RejectedRow]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        return RejectedRow(self._row[index], *self._kinds[self._kind[index]])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"RejectedRows({len(self)} rows)"


@dataclass(slots=True)
class Tally:
    """Count of rows of one file; filled while its rows are read. rows_in = rows_kept + len(rejected), always.

    Attributes:
        rows_in: Rows met so far; in the end, all rows of the file.
        rows_kept: Rows whose contents were handed on.
        bytes_read: Size of the file as it lies on disk; 0 for a stream.
        rejected: The others, each with its reason.
        fields: Fields that the layout does not know: shape drift.
        notes: Sentences for the analyst that only reading could tell.
    """

    rows_in: int = 0
    rows_kept: int = 0
    bytes_read: int = 0
    rejected: RejectedRows = field(default_factory=RejectedRows)
    fields: FieldAudit = field(default_factory=FieldAudit)
    notes: list[str] = field(default_factory=list)


class Connector(Protocol):
    """One capture format. Implementations are stateless: the same bytes give the same rows."""

    @property
    def name(self) -> str:
        """Name of its folder, first half of every ``format_id``."""
        ...

    @property
    def version(self) -> str:
        """Version of the reader; recorded with every reading."""
        ...

    @property
    def spec(self) -> Mapping[str, Any]:
        """What it reads and what it cannot show: the contents of its ``spec.toml``."""
        ...

    def recognise(self, path: Path, options: ReadOptions) -> Recognition:
        """Look at the shape of a file (first kilobytes) and say how sure we are that it is ours."""
        ...

    def tables(
        self, path: Path, capture_id: str, recognition: Recognition, options: ReadOptions, tally: Tally
    ) -> Iterator[tuple[str, pa.Table]]:
        """Yield (table name, rows in the model's schema), streaming; memory does not grow with the file."""
        ...

    def locate(self, path: Path, locator: str, options: ReadOptions) -> bytes:
        """Return the bytes of the record that a locator names.

        Raises:
            LocatorUnknown: The locator has another form, or the file has no such record.
        """
        ...
