"""The same search on the same data with times shuffled within each object: what chance alone leaves standing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from crosscurrent.detectors.coordination.layerwork import LayerWork, object_events
from crosscurrent.detectors.coordination.pairtable import BOTH, CO_SHARING, SYNCHRONY, PairTable, combine
from crosscurrent.detectors.coordination.pairtests import PairTests, run_pair_tests
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.engines.base import Engine


@dataclass(frozen=True, slots=True)
class Excess:
    """More pairs with repeated co-action than shuffling leaves, even if no single pair can be named.

    Attributes:
        behaviour: Behaviour.
        window_us: Window.
        observed: Pairs co-acting on at least ``min_objects`` objects.
        permuted: The same after shuffling.
        p: Binomial comparison of the two counts; pairs that share accounts are not independent, so this
            is a rough guide, not a test to act on alone.
    """

    behaviour: str
    window_us: int
    observed: int
    permuted: int
    p: float


@dataclass(frozen=True, slots=True)
class Permutation:
    """What survives when times are shuffled within objects.

    Attributes:
        surviving: Significant pairs after shuffling.
        surviving_co_sharing: Of these, pairs carried by co-sharing. Shuffling keeps who acted on what, so co-sharing
            of rare objects survives it by design.
        surviving_synchrony: Of these, pairs carried by synchrony: the figure to hold against synchrony.
        excess: Aggregate comparison per layer and window.
    """

    surviving: int
    surviving_co_sharing: int
    surviving_synchrony: int
    excess: tuple[Excess, ...]


def permute(
    layers: Sequence[LayerWork],
    engine: Engine,
    parameters: Parameters,
    family: int,
    advance: Callable[[int], None] = lambda _: None,
) -> Permutation:
    """Shuffle times within objects and test all pairs again with the same null models."""
    tests = [_permuted_tests(work, engine, parameters, advance) for work in layers]
    table: PairTable = combine(layers, tests, family)
    which = [kind for kind in table.which(parameters.fdr) if kind is not None]
    return Permutation(
        surviving=len(which),
        surviving_co_sharing=sum(kind in (CO_SHARING, BOTH) for kind in which),
        surviving_synchrony=sum(kind in (SYNCHRONY, BOTH) for kind in which),
        excess=_all_excess(layers, tests),
    )


def _permuted_tests(
    work: LayerWork, engine: Engine, parameters: Parameters, advance: Callable[[int], None]
) -> list[PairTests]:
    shuffled = np.concatenate([part for (part,) in work.loaded.run("shuffle", {"seed": parameters.seed})])
    events = object_events(work.layer, parameters.partition_events, shuffled)
    # Shuffled acts are exchangeable between all accounts of an object, whatever their classes: p_when is judged so.
    flat = replace(work.classes, hour_w=np.ones_like(work.classes.hour_w), rank_w=np.ones_like(work.classes.rank_w))
    loaded = engine.load(events)
    try:
        tests = []
        for window, rate in zip(work.windows_us, work.rates, strict=True):
            tests.append(run_pair_tests(loaded, events, flat, rate, window, parameters.min_objects))
            advance(1)
        return tests
    finally:
        loaded.close()


def _all_excess(layers: Sequence[LayerWork], tests: Sequence[Sequence[PairTests]]) -> tuple[Excess, ...]:
    found = []
    for work, permuted in zip(layers, tests, strict=True):
        for window, seen, shuffled in zip(work.windows_us, work.tests, permuted, strict=True):
            observed, chance = len(seen.i), len(shuffled.i)
            p = float(special.betainc(observed, chance + 1, 0.5)) if observed else 1.0
            found.append(Excess(work.layer.behaviour, window, observed, chance, p))
    return tuple(found)
