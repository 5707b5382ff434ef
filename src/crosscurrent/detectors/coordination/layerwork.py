"""One layer under study: its events held by an engine, its classes, blocks and rates per window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.coordination.blocks import Blocks, find_blocks
from crosscurrent.detectors.coordination.classes import Classes, classify
from crosscurrent.detectors.coordination.events import Layer
from crosscurrent.detectors.coordination.pairtests import PairTests, run_pair_tests
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.detectors.coordination.rates import Rates, fit_rates
from crosscurrent.engines.base import Engine, Loaded, ObjectEvents


@dataclass(frozen=True, slots=True)
class LayerWork:
    """What is known of one layer before and after testing its pairs.

    Attributes:
        layer: The events.
        events: The same, as the engine sees them.
        loaded: The same, held by the engine.
        classes: Account classes.
        blocks: Communities.
        windows_us: Windows wider than the precision of the times.
        rates: Rates per window.
        tests: Tested pairs per window.
    """

    layer: Layer
    events: ObjectEvents
    loaded: Loaded
    classes: Classes
    blocks: Blocks
    windows_us: tuple[int, ...]
    rates: tuple[Rates, ...]
    tests: tuple[PairTests, ...]


def object_events(layer: Layer, partition_events: int, account: npt.NDArray[np.int32] | None = None) -> ObjectEvents:
    """Return a layer as an engine takes it; with ``account`` given, the same events done by other accounts."""
    from crosscurrent.kernels import order

    by_start, by_account = layer.by_start, layer.by_account
    if account is not None:
        by_start, by_account = order.counting_order(account, layer.n_accounts)
    return ObjectEvents(
        layer.start, layer.t, layer.account if account is None else account, layer.obj, layer.key, by_start,
        by_account, layer.partitions(partition_events),
    )  # fmt: skip


def usable_windows(layer: Layer, windows_us: Sequence[int]) -> tuple[int, ...]:
    """Return the windows wider than the precision of the layer's times; the others are refused.

    Minute-precise times that lie sixty seconds apart may have been anything up to two minutes apart: a window of
    a minute would see the rounding, not the accounts.
    """
    return tuple(w for w in windows_us if w > layer.coarsest_us)


def study(
    layer: Layer, engine: Engine, parameters: Parameters, advance: Callable[[int], None] = lambda _: None
) -> LayerWork:
    """Fit a layer's null models and test its pairs at every usable window; ``advance`` is told of each window."""
    events = object_events(layer, parameters.partition_events)
    loaded = engine.load(events)
    classes = classify(loaded, layer.n_accounts)
    blocks = find_blocks(layer.obj, layer.by_start, layer.by_account, layer.n_objects, parameters.seed)
    windows = usable_windows(layer, parameters.windows_us)
    rates, tests = [], []
    for window in windows:
        rates.append(fit_rates(loaded, blocks, classes, window, parameters.seed))
        tests.append(run_pair_tests(loaded, events, classes, rates[-1], window, parameters.min_objects))
        advance(1)
    return LayerWork(layer, events, loaded, classes, blocks, windows, tuple(rates), tuple(tests))
