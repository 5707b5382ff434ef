"""Actions as numbers, and their layout for scanning: one :class:`Layer` per behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.detectors.coordination.citations import Citations
from crosscurrent.detectors.coordination.names import Names
from crosscurrent.kernels import order
from crosscurrent.model.time import PRECISION_WIDTH_US

I16 = npt.NDArray[np.int16]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]

#: Events per partition of a layer. Sums of floats are added partition by partition in this fixed cut, so
#: that every engine adds in the same order and gets the same bits.
PARTITION_EVENTS = 500_000


@dataclass(slots=True)
class EventLog:
    """All actions of a run, numbered.

    The four columns of the actions are given up once they are laid out (:func:`layers`); what is needed of
    them afterwards is kept in ``n_actions``, ``first_at`` and ``last_at``.

    Attributes:
        accounts: Account ids by account number. Numbers ascend with the hash of the id, so they do not
            depend on the order of the rows.
        objects: Object ids by object number.
        behaviours: Behaviour names by behaviour number.
        account: Account number per action.
        obj: Object number per action.
        behaviour: Behaviour number per action.
        t: Time per action, µs UTC.
        coarsest_us: Width of the coarsest time precision met, per behaviour number.
        citations: Leads an action back to its post and capture.
        published_at: When each object was published, µs, where that is known from elsewhere; ``None`` if nowhere.
        published_by: Account number of its author, -1 if it is nobody who acts; ``None`` with the former.
        n_actions: Number of actions.
        first_at: Earliest time, µs; ``None`` without actions.
        last_at: Latest time, µs.
    """

    accounts: pa.Array
    objects: Names
    behaviours: tuple[str, ...]
    account: I32
    obj: I32
    behaviour: I16
    t: I64
    coarsest_us: tuple[int, ...]
    citations: Citations
    published_at: I64 | None = None
    published_by: I32 | None = None
    n_actions: int = field(init=False)
    first_at: int | None = field(init=False)
    last_at: int | None = field(init=False)

    def __post_init__(self) -> None:
        """Note what outlives the columns."""
        self.n_actions = len(self.t)
        self.first_at = int(self.t.min()) if len(self.t) else None
        self.last_at = int(self.t.max()) if len(self.t) else None

    def release(self) -> None:
        """Give up the columns of the actions."""
        self.account, self.obj = np.empty(0, np.int32), np.empty(0, np.int32)
        self.behaviour, self.t = np.empty(0, np.int16), np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Layer:
    """The actions of one behaviour, sorted by (object, time, account).

    Repeats of the same account on the same object at the same microsecond are one event.

    Attributes:
        behaviour: Name of the behaviour.
        n_accounts: Number of accounts of the whole run.
        start: Object starts, (n_objects + 1).
        t: Time per event, µs.
        account: Account per event.
        obj: Layer object per event.
        key: Stable 64-bit hash per layer object; objects ascend with it.
        object_number: Number of each layer object in the log.
        first_row: For each event, the place in ``rows`` of its first action (n_events + 1); ``None`` where every
            action is an event of its own.
        rows: Actions (numbers in the log) in sorted order.
        by_start: Starts of each account's events in ``by_account``.
        by_account: Event numbers by (account, event).
        coarsest_us: Width of the coarsest time precision in the layer.
        born: When each object appeared: its publication where known, else its first event.
        born_by: Account that brought it about; -1 where that is nobody who acts.
    """

    behaviour: str
    n_accounts: int
    start: I64
    t: I64
    account: I32
    obj: I32
    key: U64
    object_number: I32
    first_row: I64 | None
    rows: I32
    by_start: I64
    by_account: I32
    coarsest_us: int
    born: I64
    born_by: I32

    @property
    def n_objects(self) -> int:
        """Number of objects of the layer."""
        return len(self.start) - 1

    def row_of(self, events: npt.NDArray[np.integer]) -> I32:
        """Return the first action of each event, as a number in the log."""
        rows: I32 = self.rows[events if self.first_row is None else self.first_row[events]]
        return rows

    def rows_of(self, events: npt.NDArray[np.integer]) -> tuple[I32, I64]:
        """Return all actions of the given events, one event after the other, and how many each has."""
        if self.first_row is None:
            return self.rows[events], np.ones(len(events), np.int64)
        repeats = self.first_row[np.asarray(events) + 1] - self.first_row[events]
        offset = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        return self.rows[np.repeat(self.first_row[events], repeats) + offset], repeats

    def partitions(self, events: int = PARTITION_EVENTS) -> list[tuple[int, int]]:
        """Cut the objects into ranges of about ``events`` events each; an object is never cut."""
        total = int(self.start[-1])
        parts = max(1, -(-total // events))
        cuts = np.searchsorted(self.start, np.linspace(0, total, parts + 1)[1:-1].astype(np.int64))
        edges = np.unique(np.concatenate(([0], cuts, [self.n_objects])))
        return [(int(a), int(b)) for a, b in pairwise(edges.tolist())]


class LogBuilder:
    """Collect batches of actions into an :class:`EventLog`.

    Args:
        citations: Where the rows' content ids and locators are kept.
    """

    def __init__(self, citations: Citations) -> None:
        self._citations = citations
        self._accounts, self._objects = Names(), Names()
        self._behaviours: dict[str, int] = {}
        self._coarsest: dict[int, int] = {}
        self._chunks: list[tuple[I32, I32, I16, I64]] = []

    def add(self, batch: pa.RecordBatch | pa.Table) -> int:
        """Add a batch with columns account_uid, behaviour, object_id, at_us and precision; return its rows."""
        for piece in batch.to_batches() if isinstance(batch, pa.Table) else [batch]:
            behaviour = self._behaviour_numbers(piece.column("behaviour"))
            self._note_precision(behaviour, piece.column("precision"))
            self._chunks.append(
                (
                    self._accounts.number(piece.column("account_uid")),
                    self._objects.number(piece.column("object_id")),
                    behaviour,
                    piece.column("at_us").cast(pa.int64()).to_numpy(zero_copy_only=False),
                )
            )
        return int(batch.num_rows)

    def finish(self, published: pa.Table | None = None) -> EventLog:
        """Number the accounts for good and return the log; the builder is spent.

        Args:
            published: Known publications: object_id, at_us, account_uid (may be null). Objects nobody acted on
                are passed over.
        """
        account, obj, behaviour, t = _joined(self._chunks)
        pa.default_memory_pool().release_unused()
        by_hash = np.argsort(self._accounts.hashes(), kind="stable")
        rank = np.empty(len(by_hash), np.int32)
        rank[by_hash] = np.arange(len(by_hash), dtype=np.int32)
        published_at, published_by = self._publications(published, rank)
        return EventLog(
            accounts=self._accounts.text(by_hash),
            objects=self._objects,
            behaviours=tuple(self._behaviours),
            account=rank[account] if len(account) else account,
            obj=obj,
            behaviour=behaviour,
            t=t,
            coarsest_us=tuple(self._coarsest.get(b, 1) for b in range(len(self._behaviours))),
            citations=self._citations,
            published_at=published_at,
            published_by=published_by,
        )

    def _publications(self, published: pa.Table | None, rank: I32) -> tuple[I64 | None, I32 | None]:
        if published is None:
            return None, None
        at, by = np.full(len(self._objects), -1, np.int64), np.full(len(self._objects), -1, np.int32)
        place = pc.index_in(published.column("object_id"), value_set=self._objects.all().cast(pa.string()))
        acted_on = place.is_valid()
        place = place.drop_null().to_numpy().astype(np.int64)
        at[place] = published.column("at_us").filter(acted_on).to_numpy()
        author = pc.index_in(published.column("account_uid"), value_set=self._accounts.all().cast(pa.string()))
        number = pc.fill_null(author, -1).filter(acted_on).to_numpy()
        by[place] = np.where(number >= 0, rank[np.maximum(number, 0)] if len(rank) else -1, -1)
        return at, by

    def _behaviour_numbers(self, column: pa.Array) -> I16:
        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        known = [self._behaviours.setdefault(name, len(self._behaviours)) for name in encoded.dictionary.to_pylist()]
        lookup = np.array(known, np.int16)
        indices = encoded.indices.to_numpy(zero_copy_only=False)
        return lookup[indices] if len(lookup) else np.empty(0, np.int16)

    def _note_precision(self, behaviour: I16, column: pa.Array) -> None:
        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        widths = np.array([PRECISION_WIDTH_US.get(p, 2**62) for p in encoded.dictionary.to_pylist()], np.int64)
        if not len(behaviour):
            return
        index = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        met = np.bincount(behaviour.astype(np.int64) * len(widths) + index, minlength=len(widths))
        for cell in np.flatnonzero(met).tolist():
            b, width = cell // len(widths), int(widths[cell % len(widths)])
            self._coarsest[b] = max(self._coarsest.get(b, 1), width)


def _joined(chunks: list[tuple[I32, I32, I16, I64]]) -> tuple[I32, I32, I16, I64]:
    """Concatenate column by column, freeing each chunk's column as it goes."""
    if not chunks:
        return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int16), np.empty(0, np.int64)
    columns = [list(column) for column in zip(*chunks, strict=True)]
    chunks.clear()
    joined = []
    while columns:
        joined.append(np.concatenate(columns.pop(0)))
    return joined[0], joined[1], joined[2], joined[3]


def layers(log: EventLog) -> list[Layer]:
    """Lay out the actions of each behaviour, in the order of the behaviours' names; the log's columns are spent."""
    if len(log.behaviours) == 1 and log.n_actions:
        whole: list[npt.NDArray[Any]] = [log.account, log.obj, log.t]
        log.release()
        return [_layer(log, 0, whole, None)]
    chosen = {b: np.flatnonzero(log.behaviour == b).astype(np.int32) for b in range(len(log.behaviours))}
    by_name = sorted((b for b, rows in chosen.items() if len(rows)), key=lambda b: log.behaviours[b])
    laid_out = []
    for b in by_name:
        columns = [column[chosen[b]] for column in (log.account, log.obj, log.t)]
        if b == by_name[-1]:
            log.release()
        laid_out.append(_layer(log, b, columns, chosen.pop(b)))
    return laid_out


def _layer(log: EventLog, number: int, columns: list[npt.NDArray[Any]], chosen: I32 | None) -> Layer:
    """Lay out one behaviour; ``columns`` (account, object, time) is emptied on the way, to free memory early."""
    obj_of, key, object_number = _objects_by_hash(log, columns.pop(1))
    start, rows = order.counting_order(obj_of, len(key))
    del obj_of
    order.sort_within(start, rows, columns[1], columns[0])
    t, account = columns.pop()[rows], columns.pop()[rows]
    rows = rows if chosen is None else chosen[rows]
    keep, first_row = order.distinct_moments(start, t, account), None
    obj = order.spread(start, len(t))
    if not keep.all():
        t, account, obj = t[keep], account[keep], obj[keep]
        first_row = np.append(np.flatnonzero(keep), len(rows))
        start = np.concatenate(([0], np.cumsum(order.group_sizes(obj, len(key)))))
    by_start, by_account = order.counting_order(account, len(log.accounts))
    born, born_by = _births(log, start, t, account, object_number)
    return Layer(
        behaviour=log.behaviours[number],
        n_accounts=len(log.accounts),
        start=start,
        t=t,
        account=account,
        obj=obj,
        key=key,
        object_number=object_number,
        first_row=first_row,
        rows=rows,
        by_start=by_start,
        by_account=by_account,
        coarsest_us=log.coarsest_us[number],
        born=born,
        born_by=born_by,
    )


def _births(log: EventLog, start: I64, t: I64, account: I32, object_number: I32) -> tuple[I64, I32]:
    """Return when each object appeared and through whom: published if that is known and earlier, else first event."""
    born, born_by = t[start[:-1]], account[start[:-1]]
    if log.published_at is None or log.published_by is None:
        return born, born_by
    known_at = log.published_at[object_number]
    earlier = (known_at >= 0) & (known_at <= born)
    return np.where(earlier, known_at, born), np.where(earlier, log.published_by[object_number], born_by).astype(
        np.int32
    )


def _objects_by_hash(log: EventLog, obj: I32) -> tuple[I32, U64, I32]:
    """Renumber the objects that occur, ascending by hash."""
    present = np.flatnonzero(order.group_sizes(obj, len(log.objects)))
    hashes = log.objects.hashes()[present]
    by_hash = np.argsort(hashes, kind="stable")
    rank = np.full(len(log.objects), -1, np.int32)
    rank[present[by_hash]] = np.arange(len(present), dtype=np.int32)
    return rank[obj], hashes[by_hash], present[by_hash].astype(np.int32)
