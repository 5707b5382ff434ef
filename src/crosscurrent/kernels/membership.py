"""Does an account act with a group? Counts and chances per account, for growing and pruning groups."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from crosscurrent.kernels.chance import HOUR_US, MIN_RANKED, RANK_BINS

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@njit(cache=True, nogil=True)
def company(
    start: I64, t: I64, account: I32, objects: I64, member: Bools, block: I32, sizes: I64, rest_weight: F64,
    hour_w: F64, rank_w: F64, window: int,
) -> tuple[I32, F64]:  # fmt: skip
    """Count, for every account outside a group, the objects on which it acts together with the group.

    The group acts together on an object where two members act within the window of each other; another
    account joins in where it acts within the window of such an act. Given the group's acts, the acts of
    everyone else on the object are exchangeable, so the chance to fall inside is the share of their
    (class-weighted) acts that do.

    Args:
        start: Object starts over sorted events.
        t: Times, µs.
        account: Account per event.
        objects: Objects to look at (those the group acts on).
        member: True for accounts of the group.
        block: (resolutions, n_accounts) blocks.
        sizes: Blocks per resolution.
        rest_weight: (resolutions, largest size) 1 / incidences of the block outside the group.
        hour_w: (R, 24) hour weights.
        rank_w: (R, 10) rank weights.
        window: W, µs.

    Returns:
        joined: objects joined in on, per account (members: 0); and rate (resolutions, largest size, R): the
        expected number per object of an account of that block and class.
    """
    classes = hour_w.shape[0]
    joined = np.zeros(len(member), np.int32)
    rate = np.zeros((len(sizes), rest_weight.shape[1], classes))
    last_seen = np.full(len(member), -1, np.int64)
    last_joined = np.full(len(member), -1, np.int64)
    inside_w, all_w = np.zeros(classes), np.zeros(classes)
    share = np.zeros(rest_weight.shape)
    for k in range(len(objects)):
        first, last = start[objects[k]], start[objects[k] + 1]
        near = _acting_together(t, account, first, last, member, window)
        if not near.any():
            continue
        inside_w[:] = 0.0
        all_w[:] = 0.0
        share[:] = 0.0
        left, earlier, n = 0, 0, last - first
        for i in range(n):
            if i > 0 and t[first + i] != t[first + i - 1]:
                earlier = i
            a = account[first + i]
            if member[a]:
                continue
            while left < n and (not near[left] or t[first + left] < t[first + i] - window):
                left += 1
            inside = left < n and t[first + left] <= t[first + i] + window
            hour = (t[first + i] // HOUR_US) % 24
            decile = min(RANK_BINS * earlier // max(n - 1, 1), RANK_BINS - 1) if n >= MIN_RANKED else -1
            _add_weights(hour_w, rank_w, hour, decile, inside, inside_w, all_w)
            if inside and last_joined[a] != k:
                last_joined[a] = k
                joined[a] += 1
            if last_seen[a] != k:
                last_seen[a] = k
                _note_presence(a, block, rest_weight, share)
        _add_rate(share, sizes, inside_w, all_w, rate)
    return joined, rate


@njit(cache=True, nogil=True)
def _add_weights(hour_w: F64, rank_w: F64, hour: int, decile: int, inside: bool, inside_w: F64, all_w: F64) -> None:
    """Add one act's weight in every class; decile -1 stands for an object too small to rank in."""
    for r in range(len(all_w)):
        w = hour_w[r, hour] * (rank_w[r, decile] if decile >= 0 else 1.0)
        all_w[r] += w
        inside_w[r] += w if inside else 0.0


@njit(cache=True, nogil=True)
def _note_presence(a: int, block: I32, rest_weight: F64, share: F64) -> None:
    for level in range(block.shape[0]):
        share[level, block[level, a]] += rest_weight[level, block[level, a]]


@njit(cache=True, nogil=True)
def _add_rate(share: F64, sizes: I64, inside_w: F64, all_w: F64, rate: F64) -> None:
    for level in range(len(sizes)):
        for b in range(sizes[level]):
            if share[level, b] > 0.0:
                for r in range(len(all_w)):
                    if all_w[r] > 0.0:
                        rate[level, b, r] += share[level, b] * inside_w[r] / all_w[r]


@njit(cache=True, nogil=True)
def _acting_together(t: I64, account: I32, first: int, last: int, member: Bools, window: int) -> Bools:
    """Mark the acts of members that have an act of another member within the window."""
    near = np.zeros(last - first, np.bool_)
    for i in range(first, last):
        if not member[account[i]]:
            continue
        j = i + 1
        while j < last and t[j] <= t[i] + window:
            if member[account[j]] and account[j] != account[i]:
                near[i - first] = True
                near[j - first] = True
            j += 1
    return near


@njit(cache=True, nogil=True)
def _close_labels(t: I64, label: I32, window: int) -> int:
    """Count pairs of acts with different labels within the window; times ascend."""
    pairs = 0
    for i in range(len(t)):
        j = i + 1
        while j < len(t) and t[j] <= t[i] + window:
            if label[j] != label[i]:
                pairs += 1
            j += 1
    return pairs


@njit(cache=True, nogil=True)
def shuffled_member_pairs(
    start: I64, t: I64, account: I32, objects: I64, member: Bools, windows: I64, runs: int, seed: int
) -> I64:
    """Count windowed pairs of a group's acts, observed (row 0) and with accounts shuffled within objects.

    Only the places of the group's acts among all acts of an object matter, so only they are drawn.

    Args:
        start: Object starts.
        t: Times, µs.
        account: Account per event.
        objects: Objects the group acts on.
        member: True for accounts of the group.
        windows: Windows, µs.
        runs: Number of shuffles.
        seed: Seed.

    Returns:
        (runs + 1, windows) counts.
    """
    np.random.seed(seed)
    out = np.zeros((runs + 1, len(windows)), np.int64)
    for k in range(len(objects)):
        first, last = start[objects[k]], start[objects[k] + 1]
        acts = first + np.flatnonzero(member[account[first:last]])
        label = account[acts]
        for w in range(len(windows)):
            out[0, w] += _close_labels(t[acts], label, windows[w])
        place = np.arange(last - first)
        for run in range(runs):
            for i in range(len(acts)):
                j = np.random.randint(i, last - first)
                kept = place[i]
                place[i] = place[j]
                place[j] = kept
            by_time = np.argsort(place[: len(acts)])
            drawn = t[first + place[: len(acts)][by_time]]
            for w in range(len(windows)):
                out[run + 1, w] += _close_labels(drawn, label[by_time], windows[w])
    return out


@njit(cache=True, nogil=True)
def triggered_pairs(
    delay: F64, object_start: I64, median: F64, log_sd: float, window: float, runs: int, seed: int
) -> I64:
    """Count windowed pairs among members' delays after a trigger, observed (entry 0) and under the trigger null.

    Null: on each object the members react independently, with log-normal delays around that object's own
    median and spread ``log_sd``.

    Args:
        delay: Delays after the object first appeared, seconds, sorted within objects.
        object_start: Starts of each object's delays.
        median: Median delay per object, seconds.
        log_sd: Standard deviation of the log delay.
        window: W, seconds.
        runs: Number of simulated runs.
        seed: Seed.
    """
    np.random.seed(seed)
    out = np.zeros(runs + 1, np.int64)
    for k in range(len(object_start) - 1):
        first, last = object_start[k], object_start[k + 1]
        out[0] += _close_pairs(delay[first:last], window)
        drawn = np.empty(last - first)
        for run in range(runs):
            for i in range(last - first):
                drawn[i] = median[k] * np.exp(log_sd * np.random.normal())
            drawn.sort()
            out[run + 1] += _close_pairs(drawn, window)
    return out


@njit(cache=True, nogil=True)
def _close_pairs(ordered: F64, window: float) -> int:
    pairs, left = 0, 0
    for i in range(len(ordered)):
        while ordered[left] < ordered[i] - window:
            left += 1
        pairs += i - left
    return pairs


@njit(cache=True, nogil=True)
def busiest_windows(start: I64, t: I64, account: I32, objects: I64, member: Bools, window: int) -> I32:
    """Return, per object, the largest number of distinct members acting inside one sliding window."""
    out = np.zeros(len(objects), np.int32)
    inside = np.zeros(len(member), np.int32)
    for k in range(len(objects)):
        first, last = start[objects[k]], start[objects[k] + 1]
        left, distinct = first, 0
        for i in range(first, last):
            if member[account[i]]:
                inside[account[i]] += 1
                if inside[account[i]] == 1:
                    distinct += 1
            while t[left] < t[i] - window:
                if member[account[left]]:
                    inside[account[left]] -= 1
                    if inside[account[left]] == 0:
                        distinct -= 1
                left += 1
            out[k] = max(out[k], distinct)
        for i in range(left, last):
            inside[account[i]] = 0
    return out


@njit(cache=True, nogil=True)
def triple_shares(start: I64, t: I64, objects: I64, window: int) -> F64:
    """Return, per object, the share of triples of acts that span at most the window (1 with fewer than three)."""
    out = np.ones(len(objects))
    for k in range(len(objects)):
        first, last = start[objects[k]], start[objects[k] + 1]
        n = last - first
        if n < 3:
            continue
        close, left = 0.0, first
        for i in range(first, last):
            while t[left] < t[i] - window:
                left += 1
            before = float(i - left)
            close += before * (before - 1) / 2
        out[k] = close / (n * (n - 1.0) * (n - 2.0) / 6)
    return out
