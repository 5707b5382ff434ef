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
class Sums:
    """Unnormalised sums over one half of the objects, all resolutions one after the other.

    Attributes:
        timed: Flattened (size, size, K, K) per resolution: blocks' incidences multiplied, times the chance of
            falling together.
        untimed: Flattened (size, size) per resolution: the same without timing.
        pairs: Windowed pairs of events.
    """

    timed: F64
    untimed: F64
    pairs: int


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of one layer and window.

    Attributes:
        timed: Per resolution, T[g, h, r, s]: expected co-acted objects per k_i k_j.
        untimed: Per resolution, the same for sharing an object at any time, [g, h].
        blocks: The blocks the rates are for.
        kind: Class (timing x repetition) per account.
        objects: Distinct objects per account.
        halves: The sums over either half of the objects that the rates are made from.
    """

    timed: tuple[F64, ...]
    untimed: tuple[F64, ...]
    blocks: Blocks
    kind: I32
    objects: npt.NDArray[np.int64]
    halves: tuple[Sums, ...]

    @property
    def windowed_pairs(self) -> int:
        """Number of windowed pairs of events in the layer."""
        return sum(half.pairs for half in self.halves)

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


def fit_rates(loaded: Loaded, blocks: Blocks, classes: Classes, window_us: int, seed: int) -> Rates:
    """Add up the rates of a layer, one half of its objects after the other, over partitions in their fixed order.

    Args:
        loaded: The layer's events.
        blocks: Communities.
        classes: Account classes.
        window_us: Window, µs.
        seed: Seed of the halves; see :func:`crosscurrent.kernels.jobs.half_mask`.
    """
    shared = {
        "block": blocks.of,
        "sizes": np.array(blocks.sizes, np.int64),
        "weight": np.ones((len(blocks.sizes), max(blocks.sizes))),
        "hour_w": classes.hour_w,
        "rank_w": classes.rank_w,
        "repeats": classes.repeats,
        "window": window_us,
        "seed": seed,
    }
    halves = tuple(_summed(loaded, {**shared, "half": half}) for half in (0, 1))
    return _normalised(halves, blocks, classes, classes.objects)


def half_rates(rates: Rates, half: int, classes: Classes, objects: npt.NDArray[np.int64]) -> Rates:
    """Return the rates of one half of the objects.

    Args:
        rates: Rates of the whole layer.
        half: 0 or 1.
        classes: Account classes.
        objects: Distinct objects per account in that half.
    """
    return _normalised((rates.halves[half],), rates.blocks, classes, objects)


def _summed(loaded: Loaded, shared: dict[str, object]) -> Sums:
    """Add up the partitions' sums in their order; floating-point addition is not associative."""
    timed: F64 = np.zeros(0)
    untimed: F64 = np.zeros(0)
    pairs = 0
    for part_timed, part_untimed, part_pairs in loaded.run("rates", shared):
        timed = timed + part_timed if len(timed) else part_timed
        untimed = untimed + part_untimed if len(untimed) else part_untimed
        pairs += int(part_pairs[0])
    return Sums(timed, untimed, pairs)


def _normalised(halves: tuple[Sums, ...], blocks: Blocks, classes: Classes, objects: npt.NDArray[np.int64]) -> Rates:
    """Divide the sums by the blocks' incidences and shape them by resolution."""
    timed_sum, untimed_sum = halves[0].timed, halves[0].untimed
    for half in halves[1:]:
        timed_sum, untimed_sum = timed_sum + half.timed, untimed_sum + half.untimed
    kinds = classes.hour_w.shape[0] * len(classes.repeats)
    timed, untimed, cell = [], [], 0
    for level, size in zip(blocks.of, blocks.sizes, strict=True):
        weight = 1.0 / np.maximum(np.bincount(level, weights=objects, minlength=size), 1.0)
        both = weight[:, None] * weight[None, :]
        here = untimed_sum[cell : cell + size * size].reshape(size, size) * both
        untimed.append(here + np.triu(here, 1).T)
        span = slice(cell * kinds * kinds, (cell + size * size) * kinds * kinds)
        timed.append(_both_ways(timed_sum[span].reshape(size, size, kinds, kinds) * both[:, :, None, None]))
        cell += size * size
    return Rates(tuple(timed), tuple(untimed), blocks, classes.kind, objects, halves)


def _both_ways(upper: F64) -> F64:
    """Fill T[h, g, s, r] = T[g, h, r, s] below the diagonal; classes swap with blocks."""
    full = upper.copy()
    for g in range(upper.shape[0]):
        for h in range(g + 1, upper.shape[0]):
            full[h, g] = upper[g, h].T
    return full
