"""Phases of even stance, and whether the order of the stances could be chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.stance.agreement import wilson

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, order=True)
class Placed:
    """One labelled post in the sequence."""

    at_us: int
    post_uid: str
    stance: int
    raters: int
    account_uid: str | None


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of the sequence.

    Attributes:
        first: Its first post.
        stop: The post after its last.
        n_effective: Posts, with those of one account counted together (Kish); n where accounts are unknown.
        accounts: Accounts; ``None`` where they are unknown.
        mean: Mean stance.
        low: Lower end of its interval.
        high: Upper end.
    """

    first: int
    stop: int
    n_effective: float
    accounts: int | None
    mean: float
    low: float
    high: float


def cuts(stances: Sequence[int], price: float, fewest: int) -> list[int]:
    """Return the best cuts of a sequence, both ends included: multinomial cost plus a price per cut.

    Example:
        >>> cuts([1] * 10 + [-1] * 10, 9.0, 5)
        [0, 10, 20]
    """
    running = _running(stances)
    n = len(stances)
    best, came_from = np.full(n + 1, np.inf), np.zeros(n + 1, np.int64)
    best[0] = -price
    for j in range(fewest, n + 1):
        at = np.arange(j - fewest + 1)
        total = best[at] + _cost(running[j] - running[at]) + price
        came_from[j] = int(np.argmin(total))
        best[j] = total[came_from[j]]
    if not np.isfinite(best[n]):
        return [0, n]
    edges = [n]
    while edges[-1] > 0:
        edges.append(int(came_from[edges[-1]]))
    return edges[::-1]


def _running(stances: Sequence[int]) -> F64:
    """Return counts of each stance before every place, (n + 1, stances used)."""
    used = sorted(set(stances))
    flags = np.array([[stance == one for one in used] for stance in stances], np.float64).reshape(-1, len(used))
    return np.vstack([np.zeros((1, len(used))), np.cumsum(flags, axis=0)])


def _cost(counts: F64) -> F64:
    """Return minus twice the log-likelihood of segments with such counts, each at its own shares."""
    total = counts.sum(-1, keepdims=True)
    shares = np.divide(counts, total, out=np.ones_like(counts), where=(counts > 0) & (total > 0))
    cost: F64 = -2 * (counts * np.log(shares)).sum(-1)
    return cost


def permutation_p(stances: Sequence[int], fewest: int, permutations: int, seed: int) -> float | None:
    """Return the p of the sequence against its own stances in random order.

    The statistic is the largest likelihood ratio over all places of one change, so that the search for the place is
    part of the chance. ``None`` where the sequence is too short for two phases or holds one stance only.
    """
    n = len(stances)
    if n < 2 * fewest or len(set(stances)) < 2:
        return None
    observed = _largest(_running(stances)[None], fewest)[0]
    rng = np.random.Generator(np.random.PCG64(seed))
    sequence, reached = np.array(stances), 0
    for begin in range(0, permutations, 200):
        runs = min(200, permutations - begin)
        shuffled = rng.permuted(np.tile(sequence, (runs, 1)), axis=1)
        running = np.stack([_running_like(shuffled, one) for one in sorted(set(stances))], axis=-1)
        reached += int((_largest(running, fewest) >= observed - 1e-9).sum())
    return (1 + reached) / (permutations + 1)


def _running_like(shuffled: I64, stance: int) -> F64:
    flags = np.cumsum(shuffled == stance, axis=1, dtype=np.float64)
    return np.hstack([np.zeros((len(shuffled), 1)), flags])


def _largest(running: F64, fewest: int) -> F64:
    """Return the largest gain of one cut, for each of several sequences: (runs, n + 1, stances)."""
    places = slice(fewest, running.shape[1] - fewest)
    left, whole = running[:, places], running[:, -1:]
    gain: F64 = _cost(whole) - (_cost(left) + _cost(whole - left))
    largest: F64 = gain.max(axis=1)
    return largest


def phase(sequence: Sequence[Placed], first: int, stop: int, scale: int, alpha: float) -> Phase:
    """Describe one stretch of the sequence.

    The scale is stretched to 0 … 1, where no variable has a larger variance than a yes or no of the same mean: Wilson's
    interval is therefore never too narrow for independent posts, and it has width where all say the same.
    """
    members = sequence[first:stop]
    accounts = [one.account_uid for one in members]
    sizes = Counter(account for account in accounts if account is not None)
    known = bool(sizes)
    alone = sum(account is None for account in accounts)
    effective = len(members) ** 2 / (sum(size * size for size in sizes.values()) + alone) if known else len(members)
    mean = sum(one.stance for one in members) / len(members)
    low, high = wilson((mean + scale) / (2 * scale), effective, alpha)
    return Phase(
        first, stop, effective, len(sizes) if known else None, mean, low * 2 * scale - scale, high * 2 * scale - scale
    )
