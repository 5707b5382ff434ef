"""Sliding-window loops over shares of one object: arrays in, arrays out. No pair of shares is ever stored.

Shares are sorted by (object, time). Two shares of one object whose times differ by no more than the window
form a *content pair* unless they come from one account or carry one content id; both ends are inclusive.
"""
# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@njit(cache=True)
def window_bounds(objects: Ints, times: Floats, window: float) -> tuple[Ints, Ints]:
    """Find for every share the run of shares of its object within the window.

    Args:
        objects: Object code per share, n, sorted.
        times: Seconds per share, n, ascending within an object; no NaN.
        window: Seconds, inclusive.

    Returns:
        ``first`` and ``stop``, n each: shares ``first[i] … stop[i] - 1`` are in the window of share ``i``, itself among
        them.
    """
    n = objects.size
    first, stop = np.empty(n, np.int64), np.empty(n, np.int64)
    low, high = 0, 0
    for i in range(n):
        while objects[low] != objects[i] or times[i] - times[low] > window:
            low += 1
        high = max(high, i + 1)
        while high < n and objects[high] == objects[i] and times[high] - times[i] <= window:
            high += 1
        first[i], stop[i] = low, high
    return first, stop


@njit(cache=True)
def contents_in_pairs(accounts: Ints, contents: Ints, first: Ints, stop: Ints, n_contents: int) -> Flags:
    """Mark the contents that occur in at least one content pair.

    Args:
        accounts: Account code per share, n.
        contents: Content code per share, n, in 0 … ``n_contents`` - 1.
        first: From :func:`window_bounds`.
        stop: From :func:`window_bounds`.
        n_contents: Number of content codes.

    Returns:
        One flag per content code.
    """
    paired = np.zeros(n_contents, np.bool_)
    for i in range(accounts.size):
        if paired[contents[i]]:
            continue
        for j in range(first[i], stop[i]):
            if accounts[j] != accounts[i] and contents[j] != contents[i]:
                paired[contents[i]] = True
                break
    return paired


@njit(cache=True)
def _fill(
    row: int, partner_of: Ints, contents: Ints, times: Floats, first: Ints, stop: Ints, counts: Flags,
    weight: Ints, gaps: Floats, distinct: Ints, latest: Ints, touched: Ints, n_touched: int,
) -> int:  # fmt: skip
    """Add the content pairs of one share to its account's row; return how many partners the row has now."""
    account, content = partner_of[row], contents[row]
    for j in range(first[row], stop[row]):
        other = partner_of[j]
        if other == account or contents[j] == content or not (counts[content] or counts[contents[j]]):
            continue
        if weight[other] == 0:
            touched[n_touched] = other
            n_touched += 1
        weight[other] += 1
        gaps[other] += abs(times[j] - times[row])
        if latest[other] != content:
            latest[other] = content
            distinct[other] += 1
    return n_touched


@njit(cache=True)
def ordered_edges(
    accounts: Ints, contents: Ints, times: Floats, first: Ints, stop: Ints, counts: Flags, by_account: Ints,
    n_accounts: int,
) -> tuple[Ints, Ints, Ints, Floats, Ints]:  # fmt: skip
    """Accumulate content pairs per ordered account pair, one account's row at a time.

    Args:
        accounts: Account code per share, n.
        contents: Content code per share, n.
        times: Seconds per share, n.
        first: From :func:`window_bounds`.
        stop: From :func:`window_bounds`.
        counts: One flag per content code; a content pair counts if either of its contents is flagged.
        by_account: Positions of the shares sorted by (account, content), n.
        n_accounts: Number of account codes.

    Returns:
        Five columns, one row per ordered pair (account, partner): account, partner, number of content pairs, sum of
        absolute time gaps in seconds, and distinct contents *of account* in these pairs. Every unordered pair appears
        twice. Memory grows with edges and accounts, never with content pairs.
    """
    weight, gaps = np.zeros(n_accounts, np.int64), np.zeros(n_accounts, np.float64)
    distinct, latest = np.zeros(n_accounts, np.int64), np.full(n_accounts, -1, np.int64)
    touched = np.empty(n_accounts, np.int64)
    room, used = 1024, 0
    keys, sums = np.empty((room, 4), np.int64), np.empty(room, np.float64)
    at = 0
    while at < by_account.size:
        account = accounts[by_account[at]]
        n_touched = 0
        while at < by_account.size and accounts[by_account[at]] == account:
            n_touched = _fill(by_account[at], accounts, contents, times, first, stop, counts,
                              weight, gaps, distinct, latest, touched, n_touched)  # fmt: skip
            at += 1
        while used + n_touched > room:
            room *= 2
            keys, sums = _grown(keys, sums, room)
        for k in range(n_touched):
            other = touched[k]
            keys[used, 0], keys[used, 1], keys[used, 2], keys[used, 3] = account, other, weight[other], distinct[other]
            sums[used] = gaps[other]
            used += 1
            weight[other], gaps[other], distinct[other], latest[other] = 0, 0.0, 0, -1
    return (
        keys[:used, 0].copy(),
        keys[:used, 1].copy(),
        keys[:used, 2].copy(),
        sums[:used].copy(),
        keys[:used, 3].copy(),
    )


@njit(cache=True)
def _grown(keys: Ints, sums: Floats, room: int) -> tuple[Ints, Floats]:
    """Return copies with room for more rows."""
    more_keys, more_sums = np.empty((room, 4), np.int64), np.empty(room, np.float64)
    more_keys[: keys.shape[0]] = keys
    more_sums[: sums.size] = sums
    return more_keys, more_sums
