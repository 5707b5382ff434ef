"""Simulated worlds: same seed, same bytes; the truth file is true; the confounders are there."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from crosscurrent.cli import main
from crosscurrent.simulate.organic import Actions, World, organic_actions, overlay, population
from crosscurrent.workflows.simulate import EPOCH_S

FILES = ["events.csv", "truth.csv", "world.json"]


def simulate(kind: str, out: Path, seed: int, *words: str) -> dict[str, bytes]:
    assert main.run(["simulate", kind, "--accounts", "600", "--seed", str(seed), "--out", str(out), *words]) == 0
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("kind", ["organic", "planted"])
def test_the_seed_decides_every_byte(kind: str, tmp_path: Path) -> None:
    first, again, other = (simulate(kind, tmp_path / name, seed) for name, seed in (("a", 4), ("b", 4), ("c", 5)))
    assert list(first) == FILES
    assert first == again
    assert all(first[name] != other[name] for name in FILES)


def test_the_scenario_too(tmp_path: Path) -> None:
    written = {}
    for name, seed in (("a", "4"), ("b", "4"), ("c", "5")):
        out = tmp_path / name
        assert main.run(["simulate", "scenario", "--accounts", "400", "--seed", seed, "--out", str(out)]) == 0
        written[name] = {path.name: path.read_bytes() for path in sorted(out.iterdir())}
    assert list(written["a"]) == ["README.txt", "posts.csv", "truth.csv"]
    assert written["a"] == written["b"]
    assert written["a"]["posts.csv"] != written["c"]["posts.csv"]


def test_nobody_is_planted_in_an_organic_world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    simulate("organic", tmp_path, 1)
    truth, events = rows(tmp_path / "truth.csv"), rows(tmp_path / "events.csv")
    assert [row["account_id"] for row in truth] == [f"a{number}" for number in range(600)]
    assert {row["network"] for row in truth} == {""}
    assert {row["community"] for row in truth} == {str(number) for number in range(12)}
    assert capsys.readouterr().out == f"{len(events)} events: {tmp_path / 'events.csv'}\n"
    settings = json.loads((tmp_path / "world.json").read_text(encoding="utf-8"))
    assert (settings["seed"], settings["plan"], settings["world"]["accounts"]) == (1, None, 600)


def test_the_truth_file_names_the_networks_and_they_act_as_planned(tmp_path: Path) -> None:
    plan = ("--networks", "2", "--members", "20", "--boosts", "8", "--jitter", "60s")
    simulate("planted", tmp_path, 3, *plan)
    network = {row["account_id"]: row["network"] for row in rows(tmp_path / "truth.csv")}
    assert Counter(network.values()) == {"": 560, "network-1": 20, "network-2": 20}
    # Objects beyond the 600 organic ones are private: four to each network, acted on by its members alone, within
    # two minutes, by about 60 % of them.
    private = defaultdict(list)
    for row in rows(tmp_path / "events.csv"):
        if int(row["object_id"][1:]) >= 600:
            private[row["object_id"]].append(row)
    assert sorted(private) == [f"o{number}" for number in range(600, 608)]
    turnout = 0
    for number, name in enumerate(sorted(private)):
        assert {network[row["account_id"]] for row in private[name]} == {f"network-{1 + number // 4}"}
        times = [int(row["timestamp_share"]) for row in private[name]]
        assert max(times) - min(times) <= 120
        turnout += len(times)
    assert 0.4 < turnout / (8 * 20) < 0.8


def test_each_account_acts_once_on_an_object_and_rows_are_in_order_of_time(tmp_path: Path) -> None:
    simulate("planted", tmp_path, 2, "--fan-clubs", "1", "--members", "5")
    events = rows(tmp_path / "events.csv")
    assert len({(row["account_id"], row["object_id"]) for row in events}) == len(events)
    times = [int(row["timestamp_share"]) for row in events]
    assert times == sorted(times)
    assert min(times) >= EPOCH_S
    assert [row["content_id"] for row in events] == [f"c{number}" for number in range(len(events))]


def test_the_confounders_are_there() -> None:
    world, rng = World(accounts=2_000), np.random.default_rng(8)
    people = population(world, rng)
    actions = organic_actions(world, people, rng)
    # Homophily: four in five actions are meant for home, and one in twelve of the rest falls there by chance.
    assert np.mean(people.home[actions.account] == people.topic[actions.obj]) > 0.7
    # Waking hours: eight of 24 hours hold few actions, those of fast reactors to what appears at night.
    local = (actions.at_s / 3_600 + people.offset_h[actions.account]) % 24
    assert np.mean((local < 7) | (local >= 23)) < 0.15  # a third of the day
    # Fast reactors are several times faster than the others on the same kind of object.
    delay = actions.at_s - people.birth_s[actions.obj]
    fast = people.fast[actions.account]
    assert np.median(delay[fast]) < np.median(delay[~fast]) / 3
    # Time zones go with communities.
    by_home = [Counter(people.offset_h[people.home == home].tolist()).most_common(1)[0][0] for home in range(3)]
    assert sorted(by_home) == [0.0, 8.0, 16.0]


def test_a_fan_club_reacts_within_minutes_to_what_its_community_publishes() -> None:
    world = World(accounts=600, fan_clubs=1, fan_members=30, fan_objects=10)
    rng = np.random.default_rng(8)
    people = population(world, rng)
    actions = organic_actions(world, people, rng)
    quick = (actions.at_s - people.birth_s[actions.obj] < 600) & (people.home[actions.account] == 0)
    per_object = Counter(actions.obj[quick & (people.topic[actions.obj] == 0)].tolist())
    assert sum(count >= 5 for count in per_object.values()) >= 8  # 30 fans, 30 % turnout, median 180 s


def test_the_later_layer_wins_where_two_hold_the_same_action() -> None:
    base = Actions(np.array([0, 1]), np.array([0, 0]), np.array([1.0, 2.0]))
    later = Actions(np.array([1, 2]), np.array([0, 0]), np.array([7.0, 8.0]))
    both = overlay(base, [later], 1)
    assert list(zip(both.account.tolist(), both.at_s.tolist(), strict=True)) == [(0, 1.0), (1, 7.0), (2, 8.0)]


@pytest.mark.parametrize("words", [("--accounts", "99"), ("--seed", "-1"), ("--jitter", "soon"), ("--members", "2")])
def test_numbers_that_make_no_world_are_wrong_usage(words: tuple[str, str], tmp_path: Path) -> None:
    assert main.run(["simulate", "planted", "--out", str(tmp_path / "out"), *words]) == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ((), "the planted networks need 120 quiet accounts, and the world has "),
        (("--members", "3", "--boosts", "400"), "the planted networks need 200 objects, and the world has 100"),
    ],
)
def test_a_plan_too_large_for_its_world_is_refused(words, what: str, tmp_path: Path, capsys) -> None:
    assert main.run(["simulate", "planted", "--accounts", "100", "--out", str(tmp_path / "out"), *words]) == 2
    assert capsys.readouterr().err.startswith(f"E-SCENARIO-002: {what}")
    assert not (tmp_path / "out").exists()
