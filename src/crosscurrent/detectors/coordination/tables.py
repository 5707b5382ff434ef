"""Findings as tables: pairs, groups, the evidence behind pairs and the actions of groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.detectors.coordination.events import EventLog, Layer
from crosscurrent.detectors.coordination.layerwork import LayerWork
from crosscurrent.detectors.coordination.pairtable import PairTable
from crosscurrent.detectors.coordination.pairtests import PairTests
from crosscurrent.kernels import coaction

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

PAIRS_SCHEMA = pa.schema(
    [
        ("account_a", pa.string()), ("account_b", pa.string()), ("behaviour", pa.string()), ("window_us", pa.int64()),
        ("objects", pa.int64()), ("contents_a", pa.int64()), ("contents_b", pa.int64()), ("expected", pa.float64()),
        ("p_joint", pa.float64()), ("p_when", pa.float64()), ("p_what", pa.float64()), ("q", pa.float64()),
        ("q_by", pa.float64()), ("significant", pa.bool_()), ("which", pa.string()), ("first_at_us", pa.int64()),
        ("last_at_us", pa.int64()), ("median_gap_us", pa.int64()),
    ]
)  # fmt: skip
EVIDENCE_SCHEMA = pa.schema(
    [
        ("account_a", pa.string()), ("account_b", pa.string()), ("behaviour", pa.string()), ("object_id", pa.string()),
        ("content_a", pa.string()), ("content_b", pa.string()), ("at_a_us", pa.int64()), ("at_b_us", pa.int64()),
        ("gap_us", pa.int64()), ("co_actions", pa.int64()), ("capture_a", pa.string()), ("locator_a", pa.string()),
        ("capture_b", pa.string()), ("locator_b", pa.string()),
    ]
)  # fmt: skip
#: Pairs looked up at a time for pairs.parquet and for evidence.parquet; a pair may have hundreds of co-actions.
CHUNK_PAIRS = 4_000
CHUNK_EVIDENCE = 500


def kept_pairs(pairs: PairTable, inside_groups: Bools, all_pairs: bool) -> Bools:
    """Mark the pairs to write: those more extreme than chance fills (q < 1), those inside groups, or all."""
    return np.ones(len(pairs.i), np.bool_) if all_pairs else (pairs.q < 1.0) | inside_groups


def by_name(log: EventLog, pairs: PairTable, keep: Bools) -> I64:
    """Return the kept pairs' places in the order of their accounts' names, the smaller name of a pair first."""
    rank = np.empty(len(log.accounts), np.int64)
    rank[pc.sort_indices(log.accounts).to_numpy()] = np.arange(len(log.accounts))
    kept = np.flatnonzero(keep)
    one, other = rank[pairs.i[kept]], rank[pairs.j[kept]]
    return kept[np.lexsort((np.maximum(one, other), np.minimum(one, other)))]


def pair_batches(
    log: EventLog, layers: Sequence[LayerWork], pairs: PairTable, order: I64, fdr: float
) -> Iterator[pa.Table]:
    """Yield rows of pairs.parquet: one per kept pair, behaviour and window, accounts in the order of their names.

    Args:
        log: Names and citations.
        layers: The layers with their tests.
        pairs: Combined pairs.
        order: Places of the kept pairs, in the order to write them; see :func:`by_name`.
        fdr: Level of significance.
    """
    which = np.array(pairs.which(fdr), object)
    wanted = np.full(len(pairs.i), -1, np.int64)
    wanted[order] = np.arange(len(order))
    for work in layers:
        for window, tests in zip(work.windows_us, work.tests, strict=True):
            row = _rows_of(pairs, tests)
            chosen = np.flatnonzero(wanted[row] >= 0)
            chosen = chosen[np.argsort(wanted[row[chosen]], kind="stable")]
            for first in range(0, len(chosen), CHUNK_PAIRS):
                cut = chosen[first : first + CHUNK_PAIRS]
                yield _pair_rows(log, work.layer, window, _cut(tests, cut), pairs, row[cut], which, fdr)


def _cut(tests: PairTests, at: I64) -> PairTests:
    return PairTests(
        tests.i[at], tests.j[at], tests.objects[at], tests.expected[at], tests.p_joint[at], tests.p_when[at],
        tests.p_what[at],
    )  # fmt: skip


def _rows_of(pairs: PairTable, tests: PairTests) -> I64:
    every = (pairs.i.astype(np.uint64) << np.uint64(32)) | pairs.j.astype(np.uint64)
    wanted = (tests.i.astype(np.uint64) << np.uint64(32)) | tests.j.astype(np.uint64)
    place: I64 = np.searchsorted(every, wanted)
    return place


def _pair_rows(
    log: EventLog, layer: Layer, window: int, tests: PairTests, pairs: PairTable, row: I64,
    which: npt.NDArray[np.object_], fdr: float,
) -> pa.Table:  # fmt: skip
    account_a, account_b, swapped = _named(log, tests.i, tests.j)
    first_at, last_at, contents_i, contents_j = _span(log, layer, window, tests)
    start, _, event_i, event_j, _ = coaction.co_actions(
        layer.t, layer.obj, layer.by_start, layer.by_account, tests.i, tests.j, window
    )
    gaps = _medians(start, np.abs(layer.t[event_i] - layer.t[event_j]))
    contents_a, contents_b = _swapped(contents_i, contents_j, swapped)
    columns = {
        "account_a": account_a, "account_b": account_b, "behaviour": pa.array([layer.behaviour] * len(row)),
        "window_us": np.full(len(row), window), "objects": tests.objects.astype(np.int64),
        "contents_a": contents_a, "contents_b": contents_b, "expected": tests.expected, "p_joint": tests.p_joint,
        "p_when": pa.array(tests.p_when, from_pandas=True), "p_what": pa.array(tests.p_what, from_pandas=True),
        "q": pairs.q[row], "q_by": pairs.q_by[row], "significant": pairs.q[row] <= fdr,
        "which": pa.array(which[row].tolist(), pa.string()), "first_at_us": first_at, "last_at_us": last_at,
        "median_gap_us": gaps,
    }  # fmt: skip
    return pa.table(columns, schema=PAIRS_SCHEMA)


def _named(log: EventLog, i: I32, j: I32) -> tuple[pa.Array, pa.Array, Bools]:
    """Return both account ids, the smaller name first, and where that swapped the two."""
    a, b = log.accounts.take(pa.array(i)), log.accounts.take(pa.array(j))
    swapped = pc.greater(a, b)
    return pc.if_else(swapped, b, a), pc.if_else(swapped, a, b), swapped.to_numpy(zero_copy_only=False)


def _swapped(first: pa.Array, second: pa.Array, swapped: Bools) -> tuple[pa.Array, pa.Array]:
    mask = pa.array(swapped)
    return pc.if_else(mask, second, first), pc.if_else(mask, first, second)


def _span(log: EventLog, layer: Layer, window: int, tests: PairTests) -> tuple[I64, I64, pa.Array, pa.Array]:
    """First and last co-acting moment and the distinct contents of either side, per pair."""
    start, events, second = coaction.participants(
        layer.t, layer.obj, layer.by_start, layer.by_account, tests.i, tests.j, window
    )
    if not len(tests.i):
        none = pa.array([], pa.int64())
        return np.empty(0, np.int64), np.empty(0, np.int64), none, none
    t = layer.t[events]
    first_at, last_at = np.minimum.reduceat(t, start[:-1]), np.maximum.reduceat(t, start[:-1])
    pair = np.repeat(np.arange(len(tests.i)), np.diff(start))
    contents = _distinct_contents(log, layer, events, 2 * pair + second, 2 * len(tests.i))
    return (
        first_at,
        last_at,
        contents.take(pa.array(np.arange(0, len(contents), 2))),
        contents.take(pa.array(np.arange(1, len(contents), 2))),
    )


def _distinct_contents(log: EventLog, layer: Layer, events: I32, side: I64, sides: int) -> pa.Array:
    """Count distinct content ids per side of a pair; null where no action on that side has one."""
    rows, repeats = layer.rows_of(events)
    content = log.citations.take(rows).column("content_id").combine_chunks().dictionary_encode()
    known = content.is_valid().to_numpy(zero_copy_only=False)
    code = pc.fill_null(content.indices, 0).to_numpy(zero_copy_only=False).astype(np.int64)
    of_side = np.repeat(side, repeats)[known]
    width = max(len(content.dictionary), 1)
    ordered = np.sort(of_side * width + code[known])  # a sort: on millions of integers np.unique is far slower
    distinct = ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered
    counts = np.bincount(distinct // width, minlength=sides)
    return pa.array(counts, pa.int64(), mask=counts == 0)


def _medians(start: I64, values: I64) -> I64:
    """Median of each slice, the lower of two middle values, so that it is a gap that was seen."""
    order = np.lexsort((values, np.repeat(np.arange(len(start) - 1), np.diff(start))))
    medians: I64 = values[order][start[:-1] + (np.diff(start) - 1) // 2]
    return medians


class Evidence:
    """Rows of evidence.parquet for given pairs, in pieces: per behaviour and object, the closest two actions.

    Args:
        log: Names and citations.
        layers: The layers.
        i: First account of each pair, in the order to write them.
        j: Second account.
    """

    def __init__(self, log: EventLog, layers: Sequence[LayerWork], i: I32, j: I32) -> None:
        self._log, self._i, self._j = log, i, j
        self._layers = [(work.layer, max(work.windows_us)) for work in layers if work.windows_us]

    def __iter__(self) -> Iterator[pa.Table]:
        """Yield the rows by behaviour, then in the order of the pairs."""
        for layer, window in self._layers:
            for first in range(0, len(self._i), CHUNK_EVIDENCE):
                cut = slice(first, first + CHUNK_EVIDENCE)
                yield _evidence_rows(self._log, layer, window, self._i[cut], self._j[cut])


def _evidence_rows(log: EventLog, layer: Layer, window: int, i: I32, j: I32) -> pa.Table:
    start, objects, event_i, event_j, near = coaction.co_actions(
        layer.t, layer.obj, layer.by_start, layer.by_account, i, j, window
    )
    pair = np.repeat(np.arange(len(i)), np.diff(start))
    account_a, account_b, swapped = _named(log, i[pair], j[pair])
    event_a, event_b = np.where(swapped, event_j, event_i), np.where(swapped, event_i, event_j)
    cited_a, cited_b = (log.citations.take(layer.row_of(event)) for event in (event_a, event_b))
    columns = {
        "account_a": account_a, "account_b": account_b, "behaviour": pa.array([layer.behaviour] * len(pair)),
        "object_id": log.objects.text(layer.object_number[objects]),
        "content_a": cited_a.column("content_id"), "content_b": cited_b.column("content_id"),
        "at_a_us": layer.t[event_a], "at_b_us": layer.t[event_b],
        "gap_us": np.abs(layer.t[event_a] - layer.t[event_b]), "co_actions": near.astype(np.int64),
        "capture_a": cited_a.column("capture_id"), "locator_a": cited_a.column("locator"),
        "capture_b": cited_b.column("capture_id"), "locator_b": cited_b.column("locator"),
    }  # fmt: skip
    return pa.table({name: _plain(column) for name, column in columns.items()}, schema=EVIDENCE_SCHEMA)


def _plain(column: object) -> object:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
