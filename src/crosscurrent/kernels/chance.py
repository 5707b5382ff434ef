"""What chance explains: classes of accounts, timing profiles, and the probability that two acts fall together.

Sources: the conditional exchangeability argument and its class weights are derived in
``docs/explanation/the-three-tests.md``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

HOUR_US = 3_600_000_000
RANK_BINS = 10
#: Objects with fewer actions say nothing about who is early.
MIN_RANKED = 5
#: Fixed point of ranks and of cosines: sums stay integers, so they do not depend on the order of adding.
FIXED = 1 << 20


@njit(cache=True, nogil=True)
def account_profiles(
    start: I64, t: I64, account: I32, cosine: I64, sine: I64, from_object: int, to_object: int, n_accounts: int
) -> I64:
    """Sum, per account, what its classes are made from. Integers only: any partition adds up to the same.

    Args:
        start: Object starts over sorted events.
        t: Times, µs UTC.
        account: Account per event.
        cosine: cos(2 pi h / 24) in fixed point for h = 0 … 23.
        sine: sin, likewise.
        from_object: First object.
        to_object: One past the last object.
        n_accounts: Number of accounts.

    Returns:
        Array (n_accounts, 6): moments, cosine sum, sine sum, rank sum, ranked events, distinct objects.
    """
    out = np.zeros((n_accounts, 6), np.int64)
    seen = np.full(n_accounts, -1, np.int64)
    for g in range(from_object, to_object):
        first, last = start[g], start[g + 1]
        n = last - first
        earlier = 0
        for i in range(first, last):
            if i > first and t[i] != t[i - 1]:
                earlier = i - first
            a = account[i]
            hour = (t[i] // HOUR_US) % 24
            out[a, 0] += 1
            out[a, 1] += cosine[hour]
            out[a, 2] += sine[hour]
            if n >= MIN_RANKED:
                out[a, 3] += (earlier * FIXED) // (n - 1)
                out[a, 4] += 1
            if seen[a] != g:
                seen[a] = g
                out[a, 5] += 1
    return out


@njit(cache=True, nogil=True)
def class_histograms(
    start: I64, t: I64, account: I32, klass: I32, n_classes: int, from_object: int, to_object: int
) -> tuple[I64, I64]:
    """Count events per class and hour of day, and per class and decile of rank in the object.

    Returns:
        hours (n_classes, 24) and ranks (n_classes, 10); ranks only from objects with five actions or more.
    """
    hours = np.zeros((n_classes, 24), np.int64)
    ranks = np.zeros((n_classes, RANK_BINS), np.int64)
    for g in range(from_object, to_object):
        first, last = start[g], start[g + 1]
        n = last - first
        earlier = 0
        for i in range(first, last):
            if i > first and t[i] != t[i - 1]:
                earlier = i - first
            c = klass[account[i]]
            hours[c, (t[i] // HOUR_US) % 24] += 1
            if n >= MIN_RANKED:
                ranks[c, min(RANK_BINS * earlier // (n - 1), RANK_BINS - 1)] += 1
    return hours, ranks


@njit(cache=True, nogil=True)
def together(t: I64, first: int, last: int, hour_w: F64, rank_w: F64, window: int, work: F64, q: F64) -> int:
    """Compute, for one object, the chance that an act of class r and an act of class s fall within W.

    The acts of the object are exchangeable between accounts within what the class profiles allow:
    q[r, s] = sum over k != l with |t_k - t_l| <= W of w_r(t_k) w_s(t_l), divided by the same sum without
    the window.

    Args:
        t: Times, µs.
        first: First event of the object.
        last: One past its last event.
        hour_w: (R, 24) weight of a class at an hour against all classes.
        rank_w: (R, 10) weight of a class at a rank decile.
        window: W, µs.
        work: Scratch, at least (n + 2, R).
        q: Output (R, R), symmetric.

    Returns:
        Number of windowed pairs of events; if it is 0, ``q`` is not filled.
    """
    n = last - first
    classes = hour_w.shape[0]
    pairs = 0
    left = first
    for i in range(first, last):
        while t[left] < t[i] - window:
            left += 1
        pairs += i - left
    if pairs == 0:
        return 0
    earlier = 0
    for i in range(n):
        if i > 0 and t[first + i] != t[first + i - 1]:
            earlier = i
        hour = (t[first + i] // HOUR_US) % 24
        decile = min(RANK_BINS * earlier // (n - 1), RANK_BINS - 1)
        for r in range(classes):
            work[i, r] = hour_w[r, hour] * rank_w[r, decile] if n >= MIN_RANKED else hour_w[r, hour]
    _windowed_ratio(t, first, n, work, classes, window, q)
    return pairs


@njit(cache=True, nogil=True)
def _windowed_ratio(t: I64, first: int, n: int, w: F64, classes: int, window: int, q: F64) -> None:
    inside, total = w[n], w[n + 1]
    near, same = np.zeros((classes, classes)), np.zeros((classes, classes))
    inside[:] = 0.0
    total[:] = 0.0
    left = 0
    for i in range(n):
        while t[first + left] < t[first + i] - window:
            for r in range(classes):
                inside[r] -= w[left, r]
            left += 1
        if left == i:
            inside[:] = 0.0  # an empty window is exactly zero; rounding must not leave a residue
        else:
            for r in range(classes):
                for s in range(classes):
                    near[r, s] += w[i, r] * inside[s]
        for r in range(classes):
            for s in range(r, classes):
                same[r, s] += w[i, r] * w[i, s]
            inside[r] += w[i, r]
            total[r] += w[i, r]
    for r in range(classes):
        for s in range(r, classes):
            apart = max(total[r] * total[s] - same[r, s], 1e-12)
            q[r, s] = min(max((near[r, s] + near[s, r]) / apart, 1e-9), 1.0)
            q[s, r] = q[r, s]


@njit(cache=True, nogil=True)
def expected_rates(
    start: I64, t: I64, account: I32, block: I32, sizes: I64, weight: F64, hour_w: F64, rank_w: F64,
    repeats: F64, window: int, from_object: int, to_object: int,
) -> tuple[F64, F64, int]:  # fmt: skip
    """Add up, over objects, the chance that accounts of two (block, class) kinds meet on an object within W.

    T[g, h, r, s] = sum over objects of pi[g] pi[h] min(1, m_r m_s q[r, s]), where pi[g] is the share of the
    block's (account, object) incidences that fall on the object, q comes from :func:`together`, and m is
    the mean number of times accounts of a class act on one object (union bound over repeated acts).

    Args:
        start: Object starts over sorted events.
        t: Times, µs.
        account: Account per event.
        block: (resolutions, n_accounts) block per account at each resolution.
        sizes: Number of blocks per resolution.
        weight: (resolutions, largest size) 1 / incidences of the block.
        hour_w: (R, 24) hour weights.
        rank_w: (R, 10) rank weights.
        repeats: Largest mean repeats per repetition class.
        window: W, µs.
        from_object: First object.
        to_object: One past the last.

    Returns:
        All T one after the other, each flattened from (size, size, K, K) with K = R * repetition classes
        and filled for g <= h; the same sums without timing, each (size, size); the number of windowed pairs.
    """
    levels, timing, kinds = len(sizes), hour_w.shape[0], hour_w.shape[0] * len(repeats)
    cells = 0
    for level in range(levels):
        cells += sizes[level] * sizes[level]
    rates, what = np.zeros(cells * kinds * kinds), np.zeros(cells)
    largest = 2
    for g in range(from_object, to_object):
        largest = max(largest, start[g + 1] - start[g])
    work = np.empty((largest + 2, timing))
    q, met = np.empty((timing, timing)), np.empty((kinds, kinds))
    share, present = np.zeros(weight.shape), np.empty(weight.shape, np.int32)
    n_present = np.zeros(levels, np.int64)
    seen = np.full(block.shape[1], -1, np.int32)
    pairs = 0
    for g in range(from_object, to_object):
        first, last = start[g], start[g + 1]
        n_present[:] = 0
        for i in range(first, last):
            if seen[account[i]] != g:
                seen[account[i]] = g
                _add_share(block, weight, account[i], share, present, n_present)
        here = together(t, first, last, hour_w, rank_w, window, work, q) if last - first > 1 else 0
        pairs += here
        if here > 0:
            _saturate(q, repeats, timing, met)
        offset = 0
        for level in range(levels):
            size = sizes[level]
            _add_rates(share[level], present[level], n_present[level], met, here > 0, size, offset, rates, what)
            offset += size * size
            for k in range(n_present[level]):
                share[level, present[level, k]] = 0.0
    return rates, what, pairs


@njit(cache=True, nogil=True)
def _add_share(block: I32, weight: F64, a: int, share: F64, present: I32, n_present: I64) -> None:
    for level in range(block.shape[0]):
        b = block[level, a]
        if share[level, b] == 0.0:
            present[level, n_present[level]] = b
            n_present[level] += 1
        share[level, b] += weight[level, b]


@njit(cache=True, nogil=True)
def _saturate(q: F64, repeats: F64, timing: int, met: F64) -> None:
    for u in range(len(repeats)):
        for v in range(len(repeats)):
            for r in range(timing):
                for s in range(timing):
                    met[u * timing + r, v * timing + s] = min(1.0, repeats[u] * repeats[v] * q[r, s])


@njit(cache=True, nogil=True)
def _add_rates(
    share: F64, present: I32, n_present: int, met: F64, timed: bool, size: int, offset: int, rates: F64, what: F64
) -> None:
    cells = met.size
    flat = met.reshape(cells)
    for x in range(n_present):
        for y in range(n_present):
            g, h = present[x], present[y]
            if g <= h:
                both = share[g] * share[h]
                cell = offset + g * size + h
                what[cell] += both
                if timed:
                    for k in range(cells):
                        rates[cell * cells + k] += both * flat[k]


@njit(cache=True, nogil=True)
def entry_chances(
    start: I64, t: I64, hour_w: F64, rank_w: F64, window: int,
    entry_start: I64, objects: I32, class_i: I32, class_j: I32, acts_i: I32, acts_j: I32,
) -> F64:  # fmt: skip
    """Chance, for listed (pair, object) entries, that the two accounts' acts on the object fall within W.

    Args:
        start: Object starts over sorted events.
        t: Times, µs.
        hour_w: (R, 24) hour weights.
        rank_w: (R, 10) rank weights.
        window: W, µs.
        entry_start: Starts of the entries of each object in ``objects``.
        objects: Objects that have entries, ascending.
        class_i: Timing class of the first account, per entry.
        class_j: Timing class of the second account.
        acts_i: Moments the first account acts on the object.
        acts_j: Moments the second does.

    Returns:
        min(1, acts_i acts_j q) per entry (union bound; exact for single acts).
    """
    out = np.zeros(len(class_i))
    timing = hour_w.shape[0]
    largest = 2
    for k in range(len(objects)):
        largest = max(largest, start[objects[k] + 1] - start[objects[k]])
    work = np.empty((largest + 2, timing))
    q = np.empty((timing, timing))
    for k in range(len(objects)):
        first, last = start[objects[k]], start[objects[k] + 1]
        if together(t, first, last, hour_w, rank_w, window, work, q) == 0:
            continue
        for e in range(entry_start[k], entry_start[k + 1]):
            out[e] = min(1.0, acts_i[e] * acts_j[e] * q[class_i[e], class_j[e]])
    return out


@njit(cache=True, nogil=True)
def poisson_binomial_tails(start: I64, q: F64, at_least: I32) -> F64:
    """P(at least c of independent events with probabilities q happen), for many lists at once.

    Dynamic programming with an absorbing top; all terms are positive, so tiny tails keep their relative
    accuracy. O(len(q) * c) per list.

    Args:
        start: Starts of each list in ``q``.
        q: Probabilities.
        at_least: c per list; 0 gives 1.

    Example:
        >>> import numpy as np
        >>> tails = poisson_binomial_tails(np.array([0, 2]), np.array([0.5, 0.5]), np.array([2], np.int32))
        >>> float(tails[0])
        0.25
    """
    out = np.ones(len(at_least))
    most = 1
    for p in range(len(at_least)):
        most = max(most, at_least[p])
    f = np.empty(most + 1)
    for p in range(len(at_least)):
        sure = 0
        for e in range(start[p], start[p + 1]):
            if q[e] >= 1.0:
                sure += 1
        c = at_least[p] - sure
        if c <= 0:
            continue
        f[: c + 1] = 0.0
        f[0] = 1.0
        for e in range(start[p], start[p + 1]):
            if q[e] < 1.0:
                f[c] += f[c - 1] * q[e]
                for k in range(c - 1, 0, -1):
                    f[k] = f[k] * (1.0 - q[e]) + f[k - 1] * q[e]
                f[0] *= 1.0 - q[e]
        out[p] = f[c]
    return out


@njit(cache=True, nogil=True)
def shuffle_accounts(start: I64, account: I32, object_key: npt.NDArray[np.uint64], seed: int) -> I32:
    """Return accounts with their times shuffled within each object (Fisher-Yates, SplitMix64).

    The random stream of an object depends on the seed and on the object's own key, not on its place, so
    every engine and partition shuffles alike.
    """
    out = account.copy()
    for g in range(len(start) - 1):
        state = object_key[g] ^ (np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15))
        first = start[g]
        for i in range(start[g + 1] - first - 1, 0, -1):
            state += np.uint64(0x9E3779B97F4A7C15)
            z = state
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
            j = np.int64(z % np.uint64(i + 1))
            kept = out[first + i]
            out[first + i] = out[first + j]
            out[first + j] = kept
    return out
