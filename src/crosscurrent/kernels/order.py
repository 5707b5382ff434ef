"""Sort events by (object, time, account) and lay them out for scanning by object and by account."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

SMALL = 32


@njit(cache=True, nogil=True)
def group_sizes(group: I32, n_groups: int) -> I64:
    """Count the events of each group; unlike ``np.bincount`` without a 64-bit copy of the whole column."""
    sizes = np.zeros(n_groups, np.int64)
    for i in range(len(group)):
        sizes[group[i]] += 1
    return sizes


@njit(cache=True, nogil=True)
def work_sizes(account: I32, lo: I32, hi: I32, n_accounts: int) -> I64:
    """Add up, per account, the events in the windows of its events."""
    work = np.zeros(n_accounts, np.int64)
    for i in range(len(account)):
        work[account[i]] += hi[i] - lo[i]
    return work


@njit(cache=True, nogil=True)
def counting_order(group: I32, n_groups: int) -> tuple[I64, I32]:
    """Return group starts (n_groups + 1) and the stable order of events by group.

    Args:
        group: Group number per event, 0 … n_groups - 1.
        n_groups: Number of groups; empty ones get an empty slice.
    """
    start = np.zeros(n_groups + 1, np.int64)
    for i in range(len(group)):
        start[group[i] + 1] += 1
    for g in range(n_groups):
        start[g + 1] += start[g]
    place = start[:-1].copy()
    order = np.empty(len(group), np.int32)
    for i in range(len(group)):
        order[place[group[i]]] = i
        place[group[i]] += 1
    return start, order


@njit(cache=True, nogil=True)
def _insertion(order: I32, lo: int, hi: int, t: I64, account: I32) -> None:
    for i in range(lo + 1, hi):
        item = order[i]
        j = i - 1
        while j >= lo and (t[order[j]] > t[item] or (t[order[j]] == t[item] and account[order[j]] > account[item])):
            order[j + 1] = order[j]
            j -= 1
        order[j + 1] = item


@njit(cache=True, nogil=True)
def sort_within(start: I64, order: I32, t: I64, account: I32) -> None:
    """Sort each group's slice of ``order`` in place by (time, account); full ties keep their order."""
    for g in range(len(start) - 1):
        lo, hi = start[g], start[g + 1]
        if hi - lo <= SMALL:
            _insertion(order, lo, hi, t, account)
            continue
        by_time = np.argsort(t[order[lo:hi]], kind="mergesort")
        order[lo:hi] = order[lo:hi][by_time]
        run = lo
        for i in range(lo + 1, hi + 1):
            if i == hi or t[order[i]] != t[order[run]]:
                _sort_run(order, run, i, account)
                run = i


@njit(cache=True, nogil=True)
def _sort_run(order: I32, lo: int, hi: int, account: I32) -> None:
    if hi - lo > 1:
        by_account = np.argsort(account[order[lo:hi]], kind="mergesort")
        order[lo:hi] = order[lo:hi][by_account]


@njit(cache=True, nogil=True)
def distinct_moments(start: I64, t: I64, account: I32) -> npt.NDArray[np.bool_]:
    """Mark the first event of each (object, time, account); repeats of the same moment are one action.

    Args:
        start: Object starts over sorted events.
        t: Sorted times.
        account: Accounts in the same order.
    """
    keep = np.ones(len(t), np.bool_)
    for g in range(len(start) - 1):
        for i in range(start[g] + 1, start[g + 1]):
            if t[i] == t[i - 1] and account[i] == account[i - 1]:
                keep[i] = False
    return keep


@njit(cache=True, nogil=True)
def spread(start: I64, n: int) -> I32:
    """Return the group number of every event from group starts."""
    group = np.empty(n, np.int32)
    for g in range(len(start) - 1):
        for i in range(start[g], start[g + 1]):
            group[i] = g
    return group
