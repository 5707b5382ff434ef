"""Write simulated worlds with their truth."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from crosscurrent.simulate.organic import Actions, Population, World, organic_actions, overlay, population
from crosscurrent.simulate.planted import Plan, plant

#: Simulated periods begin here: 2031-03-03 00:00 UTC, a Monday.
EPOCH_S = 1_930_348_800


@dataclass(frozen=True, slots=True)
class WrittenWorld:
    """What was written.

    Attributes:
        events: Path of events.csv.
        truth: Path of truth.csv.
        rows: Number of events.
        planted: Number of planted accounts.
    """

    events: Path
    truth: Path
    rows: int
    planted: int


def simulate_world(world: World, plan: Plan | None, seed: int, out: Path) -> WrittenWorld:
    """Simulate an organic world, with planted networks if there is a plan, and write events and truth.

    Args:
        world: Size and shape.
        plan: What to plant; ``None`` for nothing.
        seed: Same seed, same bytes.
        out: Folder, made if absent.

    Returns:
        Paths and counts. ``events.csv`` has the columns of the CooRTweet layout; ``truth.csv`` has account_id,
        network (empty for organic accounts) and community; ``world.json`` the settings.
    """
    rng = np.random.default_rng(seed)
    people = population(world, rng)
    actions, members = organic_actions(world, people, rng), []
    n_objects = len(people.topic)
    if plan is not None:
        planted = plant(world, people, plan, rng)
        actions, members = overlay(actions, planted.actions, planted.n_objects), planted.members
        n_objects = planted.n_objects
    out.mkdir(parents=True, exist_ok=True)
    rows = _write_events(actions, out / "events.csv")
    _write_truth(people, [set(m.tolist()) for m in members], out / "truth.csv")
    settings = {"seed": seed, "world": asdict(world), "plan": asdict(plan) if plan else None, "objects": n_objects}
    (out / "world.json").write_text(json.dumps(settings, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return WrittenWorld(out / "events.csv", out / "truth.csv", rows, sum(len(m) for m in members))


def _write_events(actions: Actions, path: Path) -> int:
    order = np.argsort(actions.at_s, kind="stable")
    table = pa.table(
        {
            "object_id": _labels("o", actions.obj[order]),
            "account_id": _labels("a", actions.account[order]),
            "content_id": _labels("c", np.arange(len(order))),
            "timestamp_share": pa.array(actions.at_s[order].astype(np.int64) + EPOCH_S),
        }
    )
    pa_csv.write_csv(table, path, pa_csv.WriteOptions(quoting_style="none"))
    return len(order)


def _write_truth(people: Population, networks: list[set[int]], path: Path) -> None:
    network = [""] * len(people.home)
    for number, members in enumerate(networks, 1):
        for account in members:
            network[account] = f"network-{number}"
    table = pa.table(
        {
            "account_id": _labels("a", np.arange(len(network))),
            "network": network,
            "community": pa.array(people.home),
        }
    )
    pa_csv.write_csv(table, path, pa_csv.WriteOptions(quoting_style="none"))


def _labels(prefix: str, numbers: np.ndarray) -> pa.Array:
    return pa.array([f"{prefix}{number}" for number in numbers.tolist()], pa.string())
