"""Small worlds for the engine suite: events laid out for an engine, and arguments for every job on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from crosscurrent.detectors.coordination.citations import TableCitations
from crosscurrent.detectors.coordination.classes import COSINE, SINE
from crosscurrent.detectors.coordination.events import EventLog, LogBuilder
from crosscurrent.engines.base import ObjectEvents
from crosscurrent.kernels import order
from crosscurrent.simulate.organic import World, organic_actions, overlay, population
from crosscurrent.simulate.planted import Plan, plant

SECOND = 1_000_000
T0 = 1_700_000_000 * SECOND
TIMING, REPEATS, LEVELS = 4, 2, (1, 3)

Rows = Iterable[tuple[int, int, int]]


def laid_out(rows: Rows, n_objects: int, n_accounts: int, cuts: list[int]) -> ObjectEvents:
    """Lay out (account, object, seconds) rows; ``cuts`` are the borders of the partitions, first and last included."""
    account, obj, at = np.array(sorted(rows, key=lambda r: (r[1], r[2], r[0])), np.int64).reshape(-1, 3).T
    start = np.zeros(n_objects + 1, np.int64)
    np.cumsum(np.bincount(obj, minlength=n_objects), out=start[1:])
    by_start, by_account = order.counting_order(account.astype(np.int32), n_accounts)
    key = np.sort(np.random.default_rng(5).integers(0, 2**64, n_objects, dtype=np.uint64))
    return ObjectEvents(
        start, T0 + at * SECOND, account.astype(np.int32), obj.astype(np.int32), key, by_start, by_account,
        list(pairwise(cuts)),
    )  # fmt: skip


def nothing() -> ObjectEvents:
    # No action at all: no object, so no partition either.
    return laid_out([], 0, 3, [0])


def one_object() -> ObjectEvents:
    # Everybody on one thing. Accounts 2 and 3 in the same second, account 0 again two days later.
    return laid_out([(0, 0, 0), (1, 0, 9), (2, 0, 70), (3, 0, 70), (0, 0, 172_800)], 1, 4, [0, 1])


def ties() -> ObjectEvents:
    # Six objects in six partitions; the same second, the same account twice in a window, a lone action,
    # gaps of exactly the window (10 s) and one second more.
    rows = [(a, 0, 5) for a in range(5)]  # all five in one second
    rows += [(0, 1, 0), (0, 1, 3), (0, 1, 6), (1, 1, 3), (1, 1, 12)]  # repeated acts of both
    rows += [(2, 2, 100)]  # nobody to meet
    rows += [(0, 3, 0), (1, 3, 10), (2, 3, 21)]  # 10 s counts, 11 s does not
    rows += [(3, 4, 50), (3, 4, 55), (4, 4, 50), (4, 4, 55), (0, 4, 50)]
    rows += [(a, 5, 7 * a % 20) for a in range(5)]
    return laid_out(rows, 6, 5, [0, 1, 2, 3, 4, 5, 6])


def one_huge_object() -> ObjectEvents:
    # 600 actions on object 17, one or two on each of the other 40: a partition cannot be evened out by cutting it.
    rng = np.random.default_rng(11)
    rows = [(int(a), 17, int(t)) for a, t in zip(rng.integers(0, 40, 600), rng.integers(0, 3_000, 600), strict=True)]
    rows += [(int(rng.integers(40)), o, int(rng.integers(100))) for o in range(41) for _ in range(1 + o % 2) if o != 17]
    return laid_out(rows, 41, 40, [0, 8, 17, 18, 30, 41])


def gaps() -> ObjectEvents:
    # Objects 1, 2 and 5 have no events; the second partition has no events, the fourth not even an object.
    rows = [(0, 0, 1), (1, 0, 2), (0, 3, 1), (1, 3, 4), (2, 3, 5), (0, 4, 9), (2, 4, 9)]
    return laid_out(rows, 6, 3, [0, 1, 3, 4, 4, 6])


def many() -> ObjectEvents:
    # 2,500 actions of 80 accounts on 300 things, some far more popular than others, in 12 partitions: more than
    # an engine with two cores brings back at a time.
    rng = np.random.default_rng(3)
    obj = np.minimum(rng.pareto(0.8, 2_500) * 5, 299).astype(int)
    rows = list(
        zip(rng.integers(0, 80, 2_500).tolist(), obj.tolist(), rng.integers(0, 90_000, 2_500).tolist(), strict=True)
    )
    return laid_out(rows, 300, 80, [0, 1, 2, 4, 7, 12, 20, 40, 70, 110, 160, 220, 300])


def many_in_one_partition() -> ObjectEvents:
    events = many()
    return ObjectEvents(
        events.start, events.t, events.account, events.obj, events.key, events.by_start, events.by_account, [(0, 300)]
    )


WORLDS: dict[str, Callable[[], ObjectEvents]] = {
    world.__name__: world
    for world in (nothing, one_object, ties, one_huge_object, gaps, many, many_in_one_partition)
}  # fmt: skip


def arguments(
    job: str, events: ObjectEvents, half: int | None = None
) -> tuple[dict[str, Any], list[dict[str, Any]] | None]:
    """Return shared and per-partition arguments of a job; the same ones for the same events."""
    rng = np.random.default_rng(7)
    n = events.n_accounts
    weights = {"hour_w": rng.uniform(0.1, 3, (TIMING, 24)), "rank_w": rng.uniform(0.1, 3, (TIMING, 10))}
    blocks = {
        "block": np.array([rng.integers(0, size, n) for size in LEVELS], np.int32), "sizes": np.array(LEVELS, np.int64),
        "weight": rng.uniform(0.001, 0.3, (len(LEVELS), max(LEVELS))), "repeats": np.array([1.0, 2.5][:REPEATS]),
    }  # fmt: skip
    shared: dict[str, dict[str, Any]] = {
        "profiles": {"cosine": COSINE, "sine": SINE, "n_accounts": n},
        "histograms": {"klass": rng.integers(0, 5, n).astype(np.int32), "n_classes": 5},
        "rates": {**weights, **blocks, "window": 60 * SECOND, "half": half, "seed": 9},
        "pairs": {"window": 60 * SECOND, "min_objects": 1, "n_accounts": n},
        "entries": {**weights, "window": 600 * SECOND},
        "shuffle": {"seed": 12},
    }
    each = [_entries(b - a, rng) for a, b in events.partitions] if job == "entries" else None
    return shared[job], each


def _entries(n_objects: int, rng: np.random.Generator) -> dict[str, Any]:
    """Two entries for every second object of a partition."""
    objects = np.arange(0, n_objects, 2, dtype=np.int64)
    n = 2 * len(objects)
    draws = {name: rng.integers(0, TIMING, n).astype(np.int32) for name in ("class_i", "class_j")}
    acts = {name: rng.integers(1, 4, n).astype(np.int32) for name in ("acts_i", "acts_j")}
    return {"objects": objects, "entry_start": np.arange(len(objects) + 1, dtype=np.int64) * 2, **draws, **acts}


# --- worlds for the whole detector -------------------------------------------------------------------


def event_log(layers: dict[str, tuple[Any, Any, Any]]) -> EventLog:
    """Return a log of (accounts, objects, seconds) per behaviour; ids are written out as text."""
    citations = TableCitations()
    builder = LogBuilder(citations)
    for behaviour, (accounts, objects, seconds) in layers.items():
        at = (np.asarray(seconds, np.float64) * SECOND).astype(np.int64) + T0
        n = len(at)
        table = pa.table(
            {
                "account_uid": pa.array([f"a{a}" for a in accounts]), "object_id": pa.array([f"o{o}" for o in objects]),
                "at_us": pa.array(at, pa.timestamp("us", tz="UTC")),
                "behaviour": pa.array([behaviour] * n), "precision": pa.array(["s"] * n),
                "content_id": pa.array([f"{behaviour}{row}" for row in range(n)]),
                "capture_id": pa.array(["c" * 64] * n), "locator": pa.array([f"row={row + 1}" for row in range(n)]),
            }
        )  # fmt: skip
        builder.add(table)
        citations.add(table)
    return builder.finish()


def planted_log() -> EventLog:
    """Return 400 accounts that link and repost, ten of them planted to act together on eight objects."""
    rng = np.random.default_rng(2)
    world = World(accounts=400, draws=6_000, fan_clubs=1, fan_members=20, fan_objects=8)
    people = population(world, rng)
    base = organic_actions(world, people, rng)
    planted = plant(world, people, Plan(networks=1, members=10, boosts=8, jitter_s=8.0, turnout=0.9), rng)
    acts = overlay(base, planted.actions, planted.n_objects)
    again = rng.permutation(len(acts.account))[:2_000]  # a second behaviour: a third of the same, minutes later
    return event_log(
        {
            "link": (acts.account, acts.obj, acts.at_s),
            "repost": (acts.account[again], acts.obj[again], acts.at_s[again] + rng.uniform(0, 600, len(again))),
        }
    )
