"""Phases of even stance, and whether the order of the stances could be chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.stance.agreement import wilson

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
#: Longer sequences are cut at this many places, evenly laid: a classifier may label a million posts.
MOST_PLACES = 4000
#: Posts shuffled at once.
_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True, order=True)
class Placed:
    """One labelled post in the sequence.

    Attributes:
        at_us: Its time.
        post_uid: The post.
        stance: What the majority of its raters said.
        raters: People who labelled it; 0 where only a classifier did.
        account_uid: Its account, only to count posts of one account together.
    """

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
        by_classifier: Posts that only a classifier labelled.
        mean: Mean stance.
        low: Lower end of its interval.
        high: Upper end.
    """

    first: int
    stop: int
    n_effective: float
    accounts: int | None
    by_classifier: int
    mean: float
    low: float
    high: float


def cuts(stances: Sequence[int], price: float, fewest: int) -> list[int]:
    """Return the best cuts of a sequence, both ends included: multinomial cost plus a price per cut.

    Above :data:`MOST_PLACES` posts, cuts are looked for at that many evenly laid places.

    Example:
        >>> cuts([1] * 10 + [-1] * 10, 9.0, 5)
        [0, 10, 20]
    """
    places = _places(len(stances))
    running = _running(stances)[places]
    last = len(places) - 1
    best, came_from = np.full(last + 1, np.inf), np.zeros(last + 1, np.int64)
    best[0] = -price
    for j in range(1, last + 1):
        stop = int(np.searchsorted(places, places[j] - fewest, side="right"))
        if stop:
            total = best[:stop] + _cost(running[j] - running[:stop]) + price
            came_from[j] = int(np.argmin(total))
            best[j] = total[came_from[j]]
    if not np.isfinite(best[last]):
        return [0, len(stances)]
    edges = [last]
    while edges[-1] > 0:
        edges.append(int(came_from[edges[-1]]))
    return [int(places[edge]) for edge in edges[::-1]]


def _places(n: int) -> I64:
    """Return where a sequence of n posts may be cut, both ends included."""
    return np.unique(np.linspace(0, n, min(n, MOST_PLACES) + 1).round().astype(np.int64))


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
    places = _places(n)
    inner = np.flatnonzero((places >= fewest) & (places <= n - fewest))
    observed = _largest(_running(stances)[places][None], inner)[0]
    rng = np.random.Generator(np.random.PCG64(seed))
    sequence, reached = np.array(stances, np.int8), 0
    at_once = max(1, min(200, _AT_ONCE // n))
    for begin in range(0, permutations, at_once):
        runs = min(at_once, permutations - begin)
        shuffled = rng.permuted(np.tile(sequence, (runs, 1)), axis=1)
        running = np.stack([_running_like(shuffled, one, places) for one in sorted(set(stances))], axis=-1)
        reached += int((_largest(running, inner) >= observed - 1e-9).sum())
    return (1 + reached) / (permutations + 1)


def _running_like(shuffled: npt.NDArray[np.int8], stance: int, places: I64) -> F64:
    flags = np.cumsum(shuffled == stance, axis=1, dtype=np.int64)
    whole = np.hstack([np.zeros((len(shuffled), 1), np.int64), flags])
    return whole[:, places].astype(np.float64)


def _largest(running: F64, inner: I64) -> F64:
    """Return the largest gain of one cut, for each of several sequences: (runs, places, stances)."""
    left, whole = running[:, inner], running[:, -1:]
    gain: F64 = _cost(whole) - (_cost(left) + _cost(whole - left))
    largest: F64 = gain.max(axis=1)
    return largest


def phase(
    sequence: Sequence[Placed],
    first: int,
    stop: int,
    scale: int,
    alpha: float,
    machine: Mapping[str, int] | None = None,
) -> Phase:
    """Describe one stretch of the sequence.

    The scale is stretched to 0 … 1, where no variable has a larger variance than a yes or no of the same mean: Wilson's
    interval is therefore never too narrow for independent posts, and it has width where all say the same. Where a
    classifier labelled a share of the posts, the interval grows on both sides by the most that its error, as measured
    on the posts of this stretch that people labelled, can shift the mean: as if all errors went one way.

    Args:
        sequence: All posts by time.
        first: First post of the stretch.
        stop: The post after its last.
        scale: Stances run from -scale to scale.
        alpha: Level of the interval.
        machine: What classifiers say of posts, also of those that people labelled.
    """
    members = sequence[first:stop]
    accounts = [one.account_uid for one in members]
    sizes = Counter(account for account in accounts if account is not None)
    known = any(one.account_uid is not None for one in sequence)
    alone = sum(account is None for account in accounts)
    # Where accounts are known, posts without one may all be of one: they count as one account's.
    effective = len(members) ** 2 / (sum(size * size for size in (*sizes.values(), alone))) if known else len(members)
    mean = sum(one.stance for one in members) / len(members)
    low, high = wilson((mean + scale) / (2 * scale), effective, alpha)
    by_classifier = sum(one.raters == 0 for one in members)
    doubt = by_classifier / len(members) * _worst_shift(members, scale, alpha, machine or {})
    return Phase(
        first,
        stop,
        effective,
        len(sizes) if known else None,
        by_classifier,
        mean,
        max(-float(scale), low * 2 * scale - scale - doubt),
        min(float(scale), high * 2 * scale - scale + doubt),
    )


def _worst_shift(members: Sequence[Placed], scale: int, alpha: float, machine: Mapping[str, int]) -> float:
    """Return how far a classifier's errors can shift a mean, from the posts that people labelled as well."""
    apart = [abs(one.stance - machine[one.post_uid]) for one in members if one.raters and one.post_uid in machine]
    if not apart:
        return 2.0 * scale
    return wilson(sum(apart) / len(apart) / (2 * scale), len(apart), alpha)[1] * 2 * scale
