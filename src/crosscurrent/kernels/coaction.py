"""Exact windowed co-actions: which pairs of accounts act on the same objects within W of each other.

Row accumulation (Gustavson's sparse product restricted to windows): for each account, walk its events,
scan the window around each, and count the distinct objects met with every other account. No object is
capped and no bins are used, so no pair is lost at a border. Cost: one visit per windowed pair of events;
memory: two integers per account and the pairs kept.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]


@njit(cache=True, nogil=True)
def window_bounds(start: I64, t: I64, window: int, from_object: int, to_object: int, lo: I32, hi: I32) -> int:
    """Fill, for each event, the slice of events of its object within ``window`` (inclusive).

    Args:
        start: Object starts over events sorted by (object, time).
        t: Times, µs.
        window: Window, µs.
        from_object: First object to fill.
        to_object: One past the last object to fill.
        lo: Output: first event with time >= t - window.
        hi: Output: one past the last event with time <= t + window.

    Returns:
        Number of windowed pairs of events (unordered, same account included).
    """
    pairs = 0
    for g in range(from_object, to_object):
        first, last = start[g], start[g + 1]
        left = first
        right = first
        for i in range(first, last):
            while t[left] < t[i] - window:
                left += 1
            while right < last and t[right] <= t[i] + window:
                right += 1
            lo[i] = left
            hi[i] = right
            pairs += i - left
    return pairs


@njit(cache=True, nogil=True)
def _grow_i32(array: I32) -> I32:
    bigger = np.empty(2 * len(array), np.int32)
    bigger[: len(array)] = array
    return bigger


@njit(cache=True, nogil=True)
def _keep(touched: I32, n_touched: int, count: I32, last: I32, min_objects: int) -> int:
    """Move the accounts met often enough to the front of ``touched``, forget the others, return how many."""
    kept = 0
    for k in range(n_touched):
        j = touched[k]
        last[j] = -1
        if count[j] >= min_objects:
            touched[kept] = j
            kept += 1
        else:
            count[j] = 0
    return kept


@njit(cache=True, nogil=True)
def count_pairs(
    account: I32, obj: I32, lo: I32, hi: I32, by_start: I64, by_account: I32,
    from_account: int, to_account: int, min_objects: int,
) -> tuple[I32, I32, I32]:  # fmt: skip
    """Count, for pairs (i, j) with i < j, the distinct objects both act on within the window.

    Args:
        account: Account per event, events sorted by (object, time).
        obj: Object per event.
        lo: Window starts from :func:`window_bounds`.
        hi: Window ends.
        by_start: Starts of each account's slice in ``by_account``.
        by_account: Event numbers sorted by (account, event).
        from_account: First row i.
        to_account: One past the last row i. Rows are independent, so they can be split over threads.
        min_objects: Pairs with fewer objects are not returned.

    Returns:
        (i, j, objects), sorted by (i, j).
    """
    n = len(by_start) - 1
    count = np.zeros(n, np.int32)
    last = np.full(n, -1, np.int32)
    touched = np.empty(n, np.int32)
    out_i, out_j, out_c = np.empty(1024, np.int32), np.empty(1024, np.int32), np.empty(1024, np.int32)
    size = 0
    for i in range(from_account, to_account):
        n_touched = 0
        for k in range(by_start[i], by_start[i + 1]):
            event = by_account[k]
            here = obj[event]
            for q in range(lo[event], hi[event]):
                j = account[q]
                if j > i and last[j] != here:
                    last[j] = here
                    if count[j] == 0:
                        touched[n_touched] = j
                        n_touched += 1
                    count[j] += 1
        kept = _keep(touched, n_touched, count, last, min_objects)
        if kept == 0:
            continue
        partners = np.sort(touched[:kept])
        while size + kept > len(out_i):
            out_i, out_j, out_c = _grow_i32(out_i), _grow_i32(out_j), _grow_i32(out_c)
        for j in partners:
            out_i[size] = i
            out_j[size] = j
            out_c[size] = count[j]
            count[j] = 0
            size += 1
    return out_i[:size].copy(), out_j[:size].copy(), out_c[:size].copy()


@njit(cache=True, nogil=True)
def _gather(
    obj: I32, by_start: I64, by_account: I32, accounts: I32, start: I64, events: I32, objects: I32
) -> None:  # fmt: skip
    for k in range(len(accounts)):
        first = by_start[accounts[k]]
        for s in range(start[k], start[k + 1]):
            event = by_account[first + s - start[k]]
            events[s] = event
            objects[s] = obj[event]


def _gathered(
    obj: I32, by_start: I64, by_account: I32, pair_i: I32, pair_j: I32
) -> tuple[I32, I64, I32, I32, I32]:  # fmt: skip
    """Lay the events of the accounts in question side by side, objects beside them, and renumber the accounts.

    Merging two accounts' lists then reads memory in a row; going through the event numbers to the objects would
    miss the cache at nearly every step.
    """
    accounts, place = np.unique(np.concatenate((pair_i, pair_j)), return_inverse=True)
    start = np.concatenate((np.zeros(1, np.int64), np.cumsum(by_start[accounts + 1] - by_start[accounts])))
    events, objects = np.empty(start[-1], np.int32), np.empty(start[-1], np.int32)
    _gather(obj, by_start, by_account, accounts.astype(np.int32), start, events, objects)
    one: I32 = place[: len(pair_i)].astype(np.int32)
    other: I32 = place[len(pair_i) :].astype(np.int32)
    return objects, start, events, one, other


def shared_objects(
    obj: I32, by_start: I64, by_account: I32, pair_i: I32, pair_j: I32
) -> tuple[I64, I32, I32, I32]:  # fmt: skip
    """List, for each pair, the objects both accounts act on at any time.

    Returns:
        Starts per pair, and aligned arrays: object, number of moments i acts on it, number j does.
        Objects ascend within a pair.
    """
    objects, start, _, one, other = _gathered(obj, by_start, by_account, pair_i, pair_j)
    found: tuple[I64, I32, I32, I32] = _shared_objects(objects, start, one, other)
    return found


@njit(cache=True, nogil=True)
def _shared_objects(obj: I32, by_start: I64, pair_i: I32, pair_j: I32) -> tuple[I64, I32, I32, I32]:
    n_pairs = len(pair_i)
    start = np.zeros(n_pairs + 1, np.int64)
    out_o, out_a, out_b = np.empty(1024, np.int32), np.empty(1024, np.int32), np.empty(1024, np.int32)
    size = 0
    for p in range(n_pairs):
        a, a_end = by_start[pair_i[p]], by_start[pair_i[p] + 1]
        b, b_end = by_start[pair_j[p]], by_start[pair_j[p] + 1]
        while a < a_end and b < b_end:
            oa, ob = obj[a], obj[b]
            if oa != ob:  # no branch on which is smaller: it could not be predicted
                a += np.int64(oa < ob)
                b += np.int64(ob < oa)
            else:
                if size == len(out_o):
                    out_o, out_a, out_b = _grow_i32(out_o), _grow_i32(out_a), _grow_i32(out_b)
                a0, b0 = a, b
                while a < a_end and obj[a] == oa:
                    a += 1
                while b < b_end and obj[b] == oa:
                    b += 1
                out_o[size], out_a[size], out_b[size] = oa, a - a0, b - b0
                size += 1
        start[p + 1] = size
    return start, out_o[:size].copy(), out_a[:size].copy(), out_b[:size].copy()


def co_actions(
    t: I64, obj: I32, by_start: I64, by_account: I32, pair_i: I32, pair_j: I32, window: int
) -> tuple[I64, I32, I32, I32, I32]:  # fmt: skip
    """List, for each pair, the objects co-acted on within ``window`` and the closest two events on each.

    Returns:
        Starts per pair, and aligned arrays: object, event of i, event of j (the closest two, the earliest
        such on ties), number of event pairs within the window.
    """
    objects, start, events, one, other = _gathered(obj, by_start, by_account, pair_i, pair_j)
    found: tuple[I64, I32, I32, I32, I32] = _co_actions(t, objects, start, events, one, other, window)
    return found


@njit(cache=True, nogil=True)
def _co_actions(
    t: I64, obj: I32, by_start: I64, by_account: I32, pair_i: I32, pair_j: I32, window: int
) -> tuple[I64, I32, I32, I32, I32]:  # fmt: skip
    n_pairs = len(pair_i)
    start = np.zeros(n_pairs + 1, np.int64)
    out = np.empty((4, 1024), np.int32)
    size = 0
    for p in range(n_pairs):
        a, a_end = by_start[pair_i[p]], by_start[pair_i[p] + 1]
        b, b_end = by_start[pair_j[p]], by_start[pair_j[p] + 1]
        while a < a_end and b < b_end:
            oa, ob = obj[a], obj[b]
            if oa != ob:  # no branch on which is smaller: it could not be predicted
                a += np.int64(oa < ob)
                b += np.int64(ob < oa)
            else:
                a0, b0 = a, b
                while a < a_end and obj[a] == oa:
                    a += 1
                while b < b_end and obj[b] == oa:
                    b += 1
                near, ea, eb = _closest(t, by_account, a0, a, b0, b, window)
                if near > 0:
                    if size == out.shape[1]:
                        bigger = np.empty((4, 2 * size), np.int32)
                        bigger[:, :size] = out
                        out = bigger
                    out[0, size], out[1, size], out[2, size], out[3, size] = oa, ea, eb, near
                    size += 1
        start[p + 1] = size
    return start, out[0, :size].copy(), out[1, :size].copy(), out[2, :size].copy(), out[3, :size].copy()


@njit(cache=True, nogil=True)
def _closest(t: I64, by_account: I32, a0: int, a1: int, b0: int, b1: int, window: int) -> tuple[int, int, int]:
    """Count the event pairs within the window and find the closest; both slices ascend in time."""
    near = 0
    best = window + 1
    event_a, event_b = 0, 0
    left = b0
    for a in range(a0, a1):
        ta = t[by_account[a]]
        while left < b1 and t[by_account[left]] < ta - window:
            left += 1
        b = left
        while b < b1 and t[by_account[b]] <= ta + window:
            near += 1
            gap = abs(t[by_account[b]] - ta)
            if gap < best:
                best, event_a, event_b = gap, by_account[a], by_account[b]
            b += 1
    return near, event_a, event_b


@njit(cache=True, nogil=True)
def participants(
    t: I64, obj: I32, by_start: I64, by_account: I32, pair_i: I32, pair_j: I32, window: int
) -> tuple[I64, I32, npt.NDArray[np.bool_]]:  # fmt: skip
    """List, for each pair, the events of either account that lie within ``window`` of one of the other.

    Returns:
        Starts per pair, and aligned arrays: event, and True where it is an event of the second account.
    """
    n_pairs = len(pair_i)
    start = np.zeros(n_pairs + 1, np.int64)
    events, second = np.empty(1024, np.int32), np.empty(1024, np.bool_)
    size = 0
    for p in range(n_pairs):
        for side in range(2):
            mine, other = (pair_i[p], pair_j[p]) if side == 0 else (pair_j[p], pair_i[p])
            b = by_start[other]
            for a in range(by_start[mine], by_start[mine + 1]):
                event = by_account[a]
                while b < by_start[other + 1] and (
                    obj[by_account[b]] < obj[event]
                    or (obj[by_account[b]] == obj[event] and t[by_account[b]] < t[event] - window)
                ):
                    b += 1
                if b == by_start[other + 1]:
                    break
                partner = by_account[b]
                if obj[partner] == obj[event] and t[partner] <= t[event] + window:
                    if size == len(events):
                        events, more = _grow_i32(events), np.empty(2 * size, np.bool_)
                        more[:size] = second
                        second = more
                    events[size], second[size] = event, side == 1
                    size += 1
        start[p + 1] = size
    return start, events[:size].copy(), second[:size].copy()
