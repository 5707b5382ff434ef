"""Jobs: what an engine runs on one partition of objects. Arrays in, arrays out; importable by name.

A partition holds whole objects, numbered from 0. Every engine runs exactly these functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from crosscurrent.kernels import chance, coaction, order

Arrays = tuple[npt.NDArray[Any], ...]
Shared = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Events of a range of whole objects, sorted by (object, time, account).

    Attributes:
        start: Object starts, from 0 (n_objects + 1).
        t: Times, µs.
        account: Account numbers of the whole run.
        key: Stable hash per object.
    """

    start: npt.NDArray[np.int64]
    t: npt.NDArray[np.int64]
    account: npt.NDArray[np.int32]
    key: npt.NDArray[np.uint64]


def profiles(part: Part, shared: Shared) -> Arrays:
    """Sum what account classes are made from; see :func:`crosscurrent.kernels.chance.account_profiles`."""
    sums = chance.account_profiles(
        part.start, part.t, part.account, shared["cosine"], shared["sine"], 0, len(part.key), shared["n_accounts"]
    )
    return (sums,)


def histograms(part: Part, shared: Shared) -> Arrays:
    """Count events per class and hour, and per class and rank."""
    return chance.class_histograms(
        part.start, part.t, part.account, shared["klass"], shared["n_classes"], 0, len(part.key)
    )


def rates(part: Part, shared: Shared) -> Arrays:
    """Add up expected co-actions per pair of (block, class) kinds; with ``half`` only over one half of the objects."""
    part = _half(part, shared)
    timed, untimed, pairs = chance.expected_rates(
        part.start, part.t, part.account, shared["block"], shared["sizes"], shared["weight"], shared["hour_w"],
        shared["rank_w"], shared["repeats"], shared["window"], 0, len(part.key),
    )  # fmt: skip
    return timed, untimed, np.array([pairs])


def pairs(part: Part, shared: Shared) -> Arrays:
    """Count the distinct objects of every pair that co-acts at least once in this partition."""
    obj = order.spread(part.start, len(part.t))
    by_start, by_account = order.counting_order(part.account, shared["n_accounts"])
    lo, hi = np.empty(len(part.t), np.int32), np.empty(len(part.t), np.int32)
    coaction.window_bounds(part.start, part.t, shared["window"], 0, len(part.key), lo, hi)
    return coaction.count_pairs(
        part.account, obj, lo, hi, by_start, by_account, 0, shared["n_accounts"], shared["min_objects"]
    )


def entries(part: Part, shared: Shared) -> Arrays:
    """Chance per listed (pair, object) entry of this partition that the acts fall within the window."""
    chances = chance.entry_chances(
        part.start, part.t, shared["hour_w"], shared["rank_w"], shared["window"], shared["entry_start"],
        shared["objects"], shared["class_i"], shared["class_j"], shared["acts_i"], shared["acts_j"],
    )  # fmt: skip
    return (chances,)


def shuffle(part: Part, shared: Shared) -> Arrays:
    """Shuffle times within objects."""
    return (chance.shuffle_accounts(part.start, part.account, part.key, shared["seed"]),)


JOBS: dict[str, Callable[[Part, Shared], Arrays]] = {
    "profiles": profiles,
    "histograms": histograms,
    "rates": rates,
    "pairs": pairs,
    "entries": entries,
    "shuffle": shuffle,
}


def half_mask(key: npt.NDArray[np.uint64], half: int, seed: int) -> npt.NDArray[np.bool_]:
    """Mark the objects of one random half (0 or 1); the halves follow the objects' hashes and the seed."""
    mixed = (key ^ np.uint64(seed * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF)) * np.uint64(0xBF58476D1CE4E5B9)
    side: npt.NDArray[np.bool_] = (mixed >> np.uint64(63)) == half
    return side


def _half(part: Part, shared: Shared) -> Part:
    if shared.get("half") is None:
        return part
    objects = half_mask(part.key, shared["half"], shared["seed"])
    sizes = np.diff(part.start)
    events = np.repeat(objects, sizes)
    start = np.concatenate(([0], np.cumsum(sizes[objects])))
    return Part(start, part.t[events], part.account[events], part.key[objects])
