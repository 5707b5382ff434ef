"""On a simulated world of tens of thousands of events the kernel's pairs are those of a bucketed join in SQL."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from crosscurrent.simulate.organic import World
from crosscurrent.simulate.planted import Plan
from crosscurrent.workflows.simulate import simulate_world
from tests.oracle import sql_twin
from tests.unit.coordination.tables import SECOND_US, Found, detected

WINDOWS_S = (60, 300)


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = World(accounts=1_200, objects=600, fan_clubs=1, fan_members=80)
    return simulate_world(world, Plan(networks=2, members=20), 5, tmp_path_factory.mktemp("world")).events


@pytest.fixture(scope="module")
def found(events: Path, tmp_path_factory: pytest.TempPathFactory) -> Found:
    windows = tuple(seconds * SECOND_US for seconds in WINDOWS_S)
    return detected(events, tmp_path_factory.mktemp("found"), windows_us=windows, all_pairs=True)


@pytest.mark.parametrize("seconds", WINDOWS_S)
def test_pairs_and_their_objects_are_the_same(events: Path, found: Found, seconds: int) -> None:
    twin = {names: objects for names, (objects, _) in sql_twin.pairs(events, seconds, 2).items()}
    ours = {
        (row["account_a"], row["account_b"]): row["objects"]
        for row in found.rows("pairs")
        if row["window_us"] == seconds * SECOND_US
    }
    assert len(ours) > 1_000
    assert ours == twin


def test_every_windowed_pair_of_acts_is_in_the_evidence(events: Path, found: Found) -> None:
    co_actions: Counter[tuple[str, str]] = Counter()
    for row in found.rows("evidence"):
        co_actions[row["account_a"], row["account_b"]] += row["co_actions"]
    assert co_actions == {names: acts for names, (_, acts) in sql_twin.pairs(events, max(WINDOWS_S), 2).items()}
