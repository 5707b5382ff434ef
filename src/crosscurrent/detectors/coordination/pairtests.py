"""Three tests per pair: is it when, is it what, is it both?

* p_when: given who acted on what and each object's own times, do the two fall together too often? Exact
  Poisson-binomial tail over the shared objects.
* p_what: do they share too many objects for their communities and activity? Poisson tail.
* p_joint: do they co-act on too many objects for their communities, classes and activity? Poisson tail.

Derivations: ``docs/explanation/the-three-tests.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from crosscurrent.detectors.coordination.classes import Classes
from crosscurrent.detectors.coordination.rates import Rates
from crosscurrent.engines.base import Loaded, ObjectEvents
from crosscurrent.kernels import chance, coaction

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

#: Pairs whose three tests are computed at a time; bounds the memory of shared-object lists.
CHUNK_PAIRS = 200_000
#: Up to this many pairs of a layer and window all get every test; with more, p_when and p_what are computed
#: where p_joint is at most :data:`INTERESTING`.
TEST_ALL = 2_000_000
INTERESTING = 0.05


@dataclass(frozen=True, slots=True)
class PairTests:
    """Co-acting pairs of one layer and window with their tests; arrays aligned, sorted by (i, j).

    Attributes:
        i: First account.
        j: Second account, j > i.
        objects: Distinct objects co-acted on within the window (C).
        expected: Expected C under the joint null (lambda).
        p_joint: P(C or more) under the joint null.
        p_when: P(C or more) given who acted on what and when each object was acted on; NaN if not tested.
        p_what: P(as many shared objects or more) under the block null; NaN if not tested.
    """

    i: I32
    j: I32
    objects: I32
    expected: F64
    p_joint: F64
    p_when: F64
    p_what: F64


def poisson_tail(count: npt.NDArray[np.integer], mean: F64) -> F64:
    """P(Poisson(mean) >= count), accurate in the far tail; 1 where count is 0.

    Example:
        >>> poisson_tail(np.array([0, 1]), np.array([0.5, 1e-9])).round(12).tolist()
        [1.0, 1e-09]
    """
    tail = special.gammainc(np.maximum(count, 1).astype(np.float64), mean)
    return np.where(count > 0, tail, 1.0)


def run_pair_tests(
    loaded: Loaded, events: ObjectEvents, classes: Classes, rates: Rates, window_us: int, min_objects: int
) -> PairTests:
    """Count the co-acting pairs of a layer and test each.

    Args:
        loaded: Events held by the engine.
        events: The same events, here.
        classes: Account classes.
        rates: Rates for this window.
        window_us: Window, µs, inclusive.
        min_objects: Pairs with fewer co-acted objects are not tested (their p counts as 1).
    """
    i, j, objects = loaded.pairs(window_us, min_objects)
    expected = rates.expected(i, j)
    p_joint = poisson_tail(objects, expected)
    tested = np.arange(len(i)) if len(i) <= TEST_ALL else np.flatnonzero(p_joint <= INTERESTING)
    p_when, p_what = np.full(len(i), np.nan), np.full(len(i), np.nan)
    for first in range(0, len(tested), CHUNK_PAIRS):
        cut = tested[first : first + CHUNK_PAIRS]
        p_when[cut], shared = _when(loaded, events, classes, window_us, i[cut], j[cut], objects[cut])
        p_what[cut] = poisson_tail(shared, rates.expected_shared(i[cut], j[cut]))
    return PairTests(i, j, objects, expected, p_joint, p_when, p_what)


def _when(
    loaded: Loaded, events: ObjectEvents, classes: Classes, window_us: int, i: I32, j: I32, objects: I32
) -> tuple[F64, I64]:
    """Return p_when and the number of shared objects of each pair."""
    start, shared_obj, acts_i, acts_j = coaction.shared_objects(events.obj, events.by_start, events.by_account, i, j)
    pair = np.repeat(np.arange(len(i)), np.diff(start))
    by_object = np.argsort(shared_obj, kind="stable")
    each = _per_partition(events, shared_obj[by_object])
    columns = {
        "class_i": classes.timing[i[pair]][by_object],
        "class_j": classes.timing[j[pair]][by_object],
        "acts_i": acts_i[by_object],
        "acts_j": acts_j[by_object],
    }
    arguments = [{**part, **{name: column[cut] for name, column in columns.items()}} for part, cut in each]
    shared = {"hour_w": classes.hour_w, "rank_w": classes.rank_w, "window": window_us}
    chances = [part for (part,) in loaded.run("entries", shared, arguments)]
    q = np.empty(len(shared_obj))
    q[by_object] = np.concatenate(chances) if chances else np.empty(0)
    return chance.poisson_binomial_tails(start, q, objects), np.diff(start)


def _per_partition(events: ObjectEvents, sorted_obj: I32) -> list[tuple[dict[str, I64], slice]]:
    """Cut entries sorted by object at the partitions' borders; list each partition's objects and their slices."""
    cut = []
    for first, last in events.partitions:
        lo, hi = np.searchsorted(sorted_obj, (first, last))
        here = sorted_obj[lo:hi]
        objects, begin = np.unique(here, return_index=True)
        starts = np.append(begin, len(here)).astype(np.int64)
        cut.append(({"objects": (objects - first).astype(np.int64), "entry_start": starts}, slice(int(lo), int(hi))))
    return cut
