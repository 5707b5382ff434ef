"""The coordinated network exactly as CooRTweet 2.1.3 counts it, with symmetry columns that are right.

Source: CooRTweet 2.1.3 (Righetti & Balluff), functions ``detect_groups`` and ``generate_coordinated_network``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from crosscurrent.detectors.coortweet.windows import (
    Flags,
    Floats,
    Ints,
    contents_in_pairs,
    ordered_edges,
    window_bounds,
)
from crosscurrent.errors import CoortweetParameterRefused

#: The four columns CooRTweet reads; ids are strings, times are seconds, null is missing.
EVENTS_SCHEMA = pa.schema(
    [
        pa.field("object_id", pa.string()),
        pa.field("account_id", pa.string()),
        pa.field("content_id", pa.string()),
        pa.field("timestamp_share", pa.float64()),
    ]
)
EDGES_SCHEMA = pa.schema(
    [
        pa.field("from", pa.string(), nullable=False),
        pa.field("to", pa.string(), nullable=False),
        pa.field("weight", pa.int64(), nullable=False),
        pa.field("avg_time_delta", pa.float64(), nullable=False),
        pa.field("n_content_from", pa.int64(), nullable=False),
        pa.field("n_content_to", pa.int64(), nullable=False),
        pa.field("edge_symmetry_score", pa.float64(), nullable=False),
        pa.field("weight_threshold", pa.int8(), nullable=False),
    ]
)
DEFAULT_TIME_WINDOW, DEFAULT_MIN_PARTICIPATION, DEFAULT_EDGE_WEIGHT = 10.0, 2, 0.5


@dataclass(frozen=True, slots=True)
class _Shares:
    """Shares that can form a pair, sorted by (object, time); codes are dense, accounts in name order."""

    objects: Ints
    accounts: Ints
    contents: Ints
    times: Floats


def coordinated_network(
    events: pa.Table,
    time_window: float = DEFAULT_TIME_WINDOW,
    min_participation: int = DEFAULT_MIN_PARTICIPATION,
    edge_weight: float = DEFAULT_EDGE_WEIGHT,
) -> pa.Table:
    """Count content pairs per account pair as CooRTweet 2.1.3 does, and flag the heavy edges.

    Rows are counted for participation even where their object is missing, and twice: before pairing, and again among
    the rows whose content is in some pair. Nothing is de-duplicated and no row is dropped silently.

    Args:
        events: :data:`EVENTS_SCHEMA`, any row order; null is missing.
        time_window: Seconds, inclusive, >= 0.
        min_participation: Least number of *rows* of an account, >= 1.
        edge_weight: Quantile of the weights, 0-1; an edge is flagged if it weighs strictly more.

    Returns:
        :data:`EDGES_SCHEMA`, sorted, one row per unordered account pair with ``from`` < ``to`` in code-point order.
        *All* edges are returned, as CooRTweet does by default; ``weight_threshold`` is 1 for the flagged ones. Empty
        input gives no rows.

    Raises:
        CoortweetParameterRefused: A parameter lies outside its range.

    Does not:
        Test anything against chance. A flagged edge is heavier than the median edge, no more; see
        :mod:`crosscurrent.detectors.coordination` for tests.

    Source:
        CooRTweet 2.1.3; R's ``quantile`` type 7 (Hyndman & Fan 1996).

    Example:
        >>> events = pa.table({"object_id": ["h1", "h2", "h1", "h2"], "account_id": ["A", "A", "B", "B"],
        ...                    "content_id": ["a1", "a1", "b1", "b2"], "timestamp_share": [100.0, 100.0, 101.0, 99.0]})
        >>> coordinated_network(events).select(["weight", "n_content_from", "n_content_to"]).to_pylist()
        [{'weight': 2, 'n_content_from': 1, 'n_content_to': 2}]
    """
    _check(time_window, min_participation, edge_weight)
    names, accounts = _codes(events.column("account_id"), in_name_order=True)
    _, contents = _codes(events.column("content_id"))
    _, objects = _codes(events.column("object_id"))
    active = _with_rows(accounts, min_participation, np.ones(accounts.size, np.bool_))
    shares = _pairable(events, active, objects, accounts, contents)
    first, stop = window_bounds(shares.objects, shares.times, float(time_window))
    n_contents = int(contents.max(initial=-1)) + 1
    paired = contents_in_pairs(shares.accounts, shares.contents, first, stop, n_contents)
    again = active & (contents >= 0) & _looked_up(paired, contents)
    qualified = np.zeros(n_contents, np.bool_)
    qualified[contents[_with_rows(accounts, min_participation, again)]] = True
    by_account = np.lexsort((shares.contents, shares.accounts))
    columns = ordered_edges(
        shares.accounts, shares.contents, shares.times, first, stop, qualified, by_account, len(names)
    )
    return _edges(names, columns, edge_weight)


def quantile_type_7(numbers: NDArray[np.int64], share: float) -> float:
    """Return R's default quantile: linear interpolation between the order statistics around 1 + (n - 1) * share.

    Args:
        numbers: At least one number, any order.
        share: 0-1.

    Source:
        Hyndman & Fan (1996), definition 7, with the rounding of R's ``stats::quantile``.

    Example:
        >>> quantile_type_7(np.array([4, 1, 2, 3]), 0.5)
        2.5
    """
    position = (numbers.size - 1) * share
    low = math.floor(position)
    high = math.ceil(position)
    ranked = np.partition(numbers, (low, high))
    below, above = float(ranked[low]), float(ranked[high])
    if below == above:
        return below
    part = position - low
    return (1 - part) * below + part * above


def _check(time_window: float, min_participation: int, edge_weight: float) -> None:
    if not (math.isfinite(time_window) and time_window >= 0):
        raise CoortweetParameterRefused.outside("time-window", time_window, "0 seconds or more")
    if min_participation < 1:
        raise CoortweetParameterRefused.outside("min-participation", min_participation, "1 row or more")
    if not 0 <= edge_weight <= 1:
        raise CoortweetParameterRefused.outside("edge-weight", edge_weight, "between 0 and 1")


def _codes(column: pa.ChunkedArray, *, in_name_order: bool = False) -> tuple[pa.Array, Ints]:
    """Return the distinct strings and each row's place among them, -1 where the cell is missing."""
    encoded = column.dictionary_encode().combine_chunks()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    names = encoded.dictionary
    if in_name_order:
        order = pc.sort_indices(names).to_numpy(zero_copy_only=False)
        place = np.empty(order.size + 1, np.int64)
        place[order] = np.arange(order.size)
        place[-1] = -1
        names, codes = names.take(pa.array(order)), place[codes]
    return names, codes


def _with_rows(accounts: Ints, least: int, among: Flags) -> Flags:
    """Mark the rows in ``among`` whose account has at least ``least`` rows there; a missing account never has."""
    counted = among & (accounts >= 0)
    rows = np.bincount(accounts[counted], minlength=int(accounts.max(initial=-1)) + 1)
    return counted & _looked_up(rows >= least, accounts)


def _looked_up(flags: Flags, codes: Ints) -> Flags:
    """Return ``flags[codes]``, false where the code is -1."""
    return np.append(flags, False)[codes]


def _pairable(events: pa.Table, active: Flags, objects: Ints, accounts: Ints, contents: Ints) -> _Shares:
    """Keep rows that can be in a pair: nothing missing, and the object is not the content itself."""
    times = pc.fill_null(events.column("timestamp_share"), math.nan).to_numpy().astype(np.float64)
    loops = pc.fill_null(pc.equal(events.column("object_id"), events.column("content_id")), False).to_numpy()
    kept = active & (objects >= 0) & (contents >= 0) & np.isfinite(times) & ~loops
    order = np.flatnonzero(kept)
    order = order[np.lexsort((times[order], objects[order]))]
    return _Shares(objects[order], accounts[order], contents[order], times[order])


def _edges(names: pa.Array, columns: tuple[Ints, Ints, Ints, Floats, Ints], edge_weight: float) -> pa.Table:
    account, partner, weight, gaps, distinct = columns
    if account.size == 0:
        return EDGES_SCHEMA.empty_table()
    forth = np.flatnonzero(account < partner)
    forth = forth[np.lexsort((partner[forth], account[forth]))]
    back = np.flatnonzero(account > partner)
    back = back[np.lexsort((account[back], partner[back]))]
    n_from, n_to, weights = distinct[forth], distinct[back], weight[forth]
    heavy = weights > quantile_type_7(weights, edge_weight)
    return pa.table(
        {
            "from": names.take(pa.array(account[forth])),
            "to": names.take(pa.array(partner[forth])),
            "weight": weights,
            "avg_time_delta": gaps[forth] / weights,
            "n_content_from": n_from,
            "n_content_to": n_to,
            "edge_symmetry_score": np.minimum(n_from, n_to) / np.maximum(n_from, n_to),
            "weight_threshold": heavy.astype(np.int8),
        },
        schema=EDGES_SCHEMA,
    )
