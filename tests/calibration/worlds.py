"""Simulated worlds for the tests here: written and read as files, because that is the way users go."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.coordination.detect import Findings, detect
from crosscurrent.detectors.coordination.events import EventLog
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.engines.local import LocalEngine
from crosscurrent.simulate.organic import World
from crosscurrent.simulate.planted import Plan
from crosscurrent.workflows.detect_coordination import read_events
from crosscurrent.workflows.progress import NullProgress
from crosscurrent.workflows.simulate import simulate_world

MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class WorldFiles:
    """A written world: its events, and the planted accounts."""

    events: Path
    planted: frozenset[str]

    def log(self, behaviour: str | None = None) -> EventLog:
        log = read_events([str(self.events)], ReadOptions(), NullProgress()).log
        if behaviour is not None:
            log.behaviours = (behaviour,)
        return log

    def look(self, parameters: Parameters | None = None, behaviour: str | None = None) -> Findings:
        return detect(self.log(behaviour), LocalEngine(), parameters or Parameters(), {})


def written(folder: Path, world: World, plan: Plan | None, seed: int) -> WorldFiles:
    files = simulate_world(world, plan, seed, folder)
    with files.truth.open(encoding="utf-8", newline="") as truth:
        planted = frozenset(row["account_id"] for row in csv.DictReader(truth) if row["network"])
    return WorldFiles(files.events, planted)


def accounts_called(findings: Findings, status: str) -> set[str]:
    return {row["account_id"] for row in findings.groups.to_pylist() if row["status"] == status}
