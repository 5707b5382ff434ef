"""Expected co-actions of a pair: community x class rates, the largest over resolutions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.coordination.blocks import Blocks
from crosscurrent.detectors.coordination.classes import Classes
from crosscurrent.engines.base import Loaded

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of one layer and window.

    Attributes:
        timed: Per resolution, T[g, h, r, s]: expected co-acted objects per k_i k_j.
        untimed: Per resolution, the same for sharing an object at any time, [g, h].
        blocks: The blocks the rates are for.
        kind: Class (timing x repetition) per account.
        objects: Distinct objects per account.
        windowed_pairs: Number of windowed pairs of events in the layer.
    """

    timed: tuple[F64, ...]
    untimed: tuple[F64, ...]
    blocks: Blocks
    kind: I32
    objects: npt.NDArray[np.int64]
    windowed_pairs: int

    def expected(self, i: I32, j: I32) -> F64:
        """Return lambda, the expected number of objects co-acted on within the window, for each pair."""
        rate = np.zeros(len(i))
        for level, table in zip(self.blocks.of, self.timed, strict=True):
            np.maximum(rate, table[level[i], level[j], self.kind[i], self.kind[j]], out=rate)
        return rate * self.objects[i] * self.objects[j]

    def expected_shared(self, i: I32, j: I32) -> F64:
        """Return the expected number of objects shared at any time, for each pair."""
        rate = np.zeros(len(i))
        for level, table in zip(self.blocks.of, self.untimed, strict=True):
            np.maximum(rate, table[level[i], level[j]], out=rate)
        return rate * self.objects[i] * self.objects[j]


def fit_rates(
    loaded: Loaded,
    blocks: Blocks,
    classes: Classes,
    window_us: int,
    half: int | None = None,
    seed: int = 0,
    objects: npt.NDArray[np.int64] | None = None,
) -> Rates:
    """Add up the rates of a layer over its partitions, in their fixed order.

    Args:
        loaded: The layer's events.
        blocks: Communities.
        classes: Account classes.
        window_us: Window, µs.
        half: Restrict to one random half of the objects (0 or 1); ``None`` for all.
        seed: Seed of the halves.
        objects: Distinct objects per account, if not those of the whole layer (for a half).
    """
    per_account = classes.objects if objects is None else objects
    weight = np.zeros((len(blocks.sizes), max(blocks.sizes)))
    for level, size in enumerate(blocks.sizes):
        incidences = np.bincount(blocks.of[level], weights=per_account, minlength=size)
        weight[level, :size] = 1.0 / np.maximum(incidences, 1.0)
    shared = {
        "block": blocks.of,
        "sizes": np.array(blocks.sizes, np.int64),
        "weight": weight,
        "hour_w": classes.hour_w,
        "rank_w": classes.rank_w,
        "repeats": classes.repeats,
        "window": window_us,
        "half": half,
        "seed": seed,
    }
    total, what, pairs = _summed(loaded, shared)
    kinds = classes.hour_w.shape[0] * len(classes.repeats)
    timed, untimed = _by_resolution(total, what, blocks.sizes, kinds)
    return Rates(timed, untimed, blocks, classes.kind, per_account, pairs)


def _summed(loaded: Loaded, shared: dict[str, object]) -> tuple[F64, F64, int]:
    """Add up the partitions' sums in their order; floating-point addition is not associative."""
    total: F64 = np.zeros(0)
    what: F64 = np.zeros(0)
    pairs = 0
    for part_total, part_what, part_pairs in loaded.run("rates", shared):
        total = total + part_total if len(total) else part_total
        what = what + part_what if len(what) else part_what
        pairs += int(part_pairs[0])
    return total, what, pairs


def _by_resolution(
    total: F64, what: F64, sizes: tuple[int, ...], kinds: int
) -> tuple[tuple[F64, ...], tuple[F64, ...]]:
    timed, untimed, cell = [], [], 0
    for size in sizes:
        here = what[cell : cell + size * size].reshape(size, size)
        untimed.append(here + np.triu(here, 1).T)
        block = slice(cell * kinds * kinds, (cell + size * size) * kinds * kinds)
        timed.append(_both_ways(total[block].reshape(size, size, kinds, kinds)))
        cell += size * size
    return tuple(timed), tuple(untimed)


def _both_ways(upper: F64) -> F64:
    """Fill T[h, g, s, r] = T[g, h, r, s] below the diagonal; classes swap with blocks."""
    full = upper.copy()
    for g in range(upper.shape[0]):
        for h in range(g + 1, upper.shape[0]):
            full[h, g] = upper[g, h].T
    return full
