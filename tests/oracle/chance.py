"""What chance explains, in plain Python: every pair of acts, every subset of objects, every account looked at."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from math import comb, prod

HOUR_US = 3_600_000_000
Weights = Sequence[Sequence[float]]  # class x hour, or class x decile of rank
Act = tuple[int, int]  # account, time in µs


def together_share(times: Sequence[int], window: int) -> float:
    """q_o: share of the pairs of acts that lie within the window."""
    pairs = list(combinations(times, 2))
    return sum(abs(s - t) <= window for s, t in pairs) / len(pairs)


def weighted_share(times: Sequence[int], hour_w: Weights, rank_w: Weights, window: int, r: int, s: int) -> float:
    """q_o[r, s]: the same share, each ordered pair weighted by how much the classes act at these hours and ranks."""
    w = [act_weights(times, time, hour_w, rank_w) for time in times]
    pairs = [(k, m) for k, m in product(range(len(times)), repeat=2) if k != m]
    every = sum(w[k][r] * w[m][s] for k, m in pairs)
    return sum(w[k][r] * w[m][s] for k, m in pairs if abs(times[k] - times[m]) <= window) / every


def act_weights(times: Sequence[int], time: int, hour_w: Weights, rank_w: Weights) -> list[float]:
    """Weight of one act for every class; ranks count from five acts on, equal times have the rank of their first."""
    hour, n = time // HOUR_US % 24, len(times)
    decile = min(10 * sum(other < time for other in times) // (n - 1), 9) if n >= 5 else None
    return [hour_w[c][hour] * (1.0 if decile is None else rank_w[c][decile]) for c in range(len(hour_w))]


def tail(chances: Sequence[float], at_least: int) -> float:
    """P(at least so many of independent events happen): every subset looked at."""
    total = 0.0
    for happens in product((False, True), repeat=len(chances)):
        if sum(happens) >= at_least:
            total += prod(p if yes else 1 - p for p, yes in zip(chances, happens, strict=True))
    return total


def joined(acts: Sequence[Act], group: set[int], window: int) -> set[int]:
    """Accounts outside a group that act within the window of an act of a member who has another member near."""
    near = _acting_together(acts, group, window)
    return {a for a, t in acts if a not in group and any(abs(t - s) <= window for s in near)}


def share_inside(acts: Sequence[Act], group: set[int], window: int, weights: dict[int, float]) -> float:
    """Weighted share of the outsiders' acts (weights by time) that lie within the window of the group's acts."""
    near = _acting_together(acts, group, window)
    outside = [t for a, t in acts if a not in group]
    return sum(weights[t] for t in outside if any(abs(t - s) <= window for s in near)) / sum(
        weights[t] for t in outside
    )


def _acting_together(acts: Sequence[Act], group: set[int], window: int) -> list[int]:
    mine = [(a, t) for a, t in acts if a in group]
    return [t for a, t in mine if any(b != a and abs(t - s) <= window for b, s in mine)]


def busiest(acts: Sequence[Act], group: set[int], window: int) -> int:
    """Largest number of distinct members inside one window that begins with an act."""
    mine = [(a, t) for a, t in acts if a in group]
    return max((len({a for a, t in mine if begin <= t <= begin + window}) for _, begin in mine), default=0)


def triple_share(times: Sequence[int], window: int) -> float:
    """Share of triples of acts that span at most the window."""
    if len(times) < 3:
        return 1.0
    return sum(max(triple) - min(triple) <= window for triple in combinations(times, 3)) / comb(len(times), 3)


def member_pairs(acts: Sequence[Act], group: set[int], window: int) -> int:
    """Pairs of acts of two different members within the window."""
    mine = [(a, t) for a, t in acts if a in group]
    return sum(a != b and abs(s - t) <= window for (a, s), (b, t) in combinations(mine, 2))
