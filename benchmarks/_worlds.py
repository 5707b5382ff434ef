"""Simulated worlds in memory: the actions that ``crosscurrent simulate`` writes, as an event log with its truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from crosscurrent.detectors.coordination.citations import FileCitations
from crosscurrent.detectors.coordination.detect import Findings, detect
from crosscurrent.detectors.coordination.events import EventLog, LogBuilder
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.engines.local import LocalEngine
from crosscurrent.simulate.organic import Actions, World, organic_actions, overlay, population
from crosscurrent.simulate.planted import Plan, plant
from crosscurrent.workflows.simulate import EPOCH_S

ALL_WINDOWS_S = (10, 60, 300, 3_600)
ONE_WINDOW_S = (60,)


@dataclass(frozen=True, slots=True)
class Simulated:
    """A world with its truth.

    Attributes:
        actions: One action per account and object.
        network: Planted network per account, 0 for organic accounts.
        n_objects: Number of objects.
    """

    actions: Actions
    network: npt.NDArray[np.int64]
    n_objects: int

    @property
    def planted(self) -> int:
        """Number of planted accounts."""
        return int((self.network > 0).sum())


def simulated(world: World, plan: Plan | None, seed: int) -> Simulated:
    """Draw a world as ``crosscurrent simulate`` does: same settings and seed, same actions."""
    rng = np.random.default_rng(seed)
    people = population(world, rng)
    actions = organic_actions(world, people, rng)
    network, n_objects = np.zeros(world.accounts, np.int64), len(people.topic)
    if plan is not None:
        planted = plant(world, people, plan, rng)
        actions, n_objects = overlay(actions, planted.actions, planted.n_objects), planted.n_objects
        for number, members in enumerate(planted.members, 1):
            network[members] = number
    return Simulated(actions, network, n_objects)


def sampled(one: Simulated, share: float, seed: int) -> Simulated:
    """Keep each action with probability ``share``: what a sampled stream would have captured."""
    keep = np.random.default_rng([seed, 77]).random(len(one.actions.at_s)) < share
    actions = Actions(one.actions.account[keep], one.actions.obj[keep], one.actions.at_s[keep])
    return Simulated(actions, one.network, one.n_objects)


def event_log(actions: Actions, behaviour: str = "link") -> EventLog:
    """Return actions as the detector reads them, in whole seconds; a log serves one run."""
    order = np.argsort(actions.at_s, kind="stable")
    n = len(order)
    citations = FileCitations()
    builder = LogBuilder(citations)
    builder.add(
        pa.record_batch(
            {
                "account_uid": _names("a", actions.account[order]),
                "behaviour": pa.array([behaviour] * n).dictionary_encode(),
                "object_id": _names("o", actions.obj[order]),
                "at_us": pa.array((actions.at_s[order].astype(np.int64) + EPOCH_S) * 1_000_000),
                "precision": pa.array(["s"] * n).dictionary_encode(),
            }
        )
    )
    citations.add(citations.source("simulated"), _text("c", np.arange(n)), pa.array(np.arange(1, n + 1)))
    return builder.finish()


def look(actions: Actions, windows_s: tuple[int, ...], behaviour: str = "link") -> Findings:
    """Run the detector with its defaults and the given windows."""
    parameters = Parameters(windows_us=tuple(w * 1_000_000 for w in windows_s))
    return detect(event_log(actions, behaviour), LocalEngine(), parameters, {})


def accounts_in_groups(findings: Findings, status: str) -> npt.NDArray[np.int64]:
    """Return the account numbers of the simulation in groups of a status, each once."""
    rows = findings.groups.to_pylist()
    return np.unique(np.array([int(r["account_id"][1:]) for r in rows if r["status"] == status], np.int64))


def accounts_in_significant_pairs(findings: Findings) -> int:
    """Count the accounts with at least one significant pair."""
    pairs = findings.pairs.filter(findings.pairs.column("significant"))
    return len(set(pairs.column("account_a").to_pylist()) | set(pairs.column("account_b").to_pylist()))


def _names(prefix: str, numbers: npt.NDArray[np.int64]) -> pa.DictionaryArray:
    known, codes = np.unique(numbers, return_inverse=True)
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), _text(prefix, known))


def _text(prefix: str, numbers: npt.NDArray[np.int64]) -> pa.Array:
    return pa.array([f"{prefix}{number}" for number in numbers.tolist()], pa.string())
