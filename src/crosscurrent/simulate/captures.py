"""One operation on twelve platforms, in the captures an analyst would be handed, with its truth."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crosscurrent.simulate.capture_shapes import SHAPES, CaptureShape, SimulatedPost
from crosscurrent.simulate.organic import Actions, World, organic_actions, overlay, population
from crosscurrent.simulate.planted import Plan, plant

#: First second of the period: 2031-03-03 00:00 UTC, a Monday.
EPOCH_S = 1_930_348_800
_WORDS = (
    "harbour", "bridge", "toll", "council", "vote", "ferry", "budget", "school", "market", "storm", "station", "museum",
    "river", "mayor", "strike", "garden", "airport", "library", "stadium", "factory", "coast", "festival", "road",
    "tower",
)  # fmt: skip
#: How people write one address: the detector must see through all of these.
_WAYS = (
    "https://{0}",
    "https://www.{0}",
    "http://{0}",
    "https://m.{0}",
    "https://{0}?utm_source={1}",
    "https://{0}?fbclid=x{2}",
)


@dataclass(frozen=True, slots=True)
class SimulatedCaptures:
    """Generated captures and what is true of them.

    Attributes:
        files: Relative path -> bytes.
        truth: ``account_uid`` -> ``network`` or ``organic``; every account that posted.
        posts: Number of posts.
    """

    files: Mapping[str, bytes]
    truth: Mapping[str, str]
    posts: int


def make_captures(seed: int = 1, accounts: int = 1_200) -> SimulatedCaptures:
    """Generate the captures.

    Args:
        seed: Same seed and number, same bytes.
        accounts: Accounts in all, dealt out to twelve platforms.

    Returns:
        Thirty days in which everybody shares links of invented news sites. 36 accounts, three on each platform, share
        sixteen of them within three minutes to either side of an agreed time; nobody else is coordinated.

    Raises:
        PlanTooLarge: Fewer accounts than the plan needs.

    Example:
        >>> made = make_captures(seed=1, accounts=240)
        >>> len(made.files), sum(role == "network" for role in made.truth.values())
        (12, 36)
    """
    rng = np.random.default_rng([seed, accounts])
    world = World(accounts=accounts, draws=accounts * 30)
    people = population(world, rng)
    organic = organic_actions(world, people, rng)
    planted = plant(world, people, Plan(networks=1, members=36, boosts=16, turnout=0.7), rng)
    actions = overlay(organic, planted.actions, planted.n_objects)
    members = {int(each) for each in planted.members[0]}
    home = _dealt_out(accounts, members)
    posts = _posts(actions, home, rng)
    files, truth = {}, {}
    for place, shape in enumerate(SHAPES):
        ours = [post for post in posts if home[post.account] == place]
        files[shape.file] = shape.write(ours)
        truth.update(_truth(shape, ours, members))
    return SimulatedCaptures(files, truth, len(posts))


def write_captures(made: SimulatedCaptures, out: Path) -> Path:
    """Write the captures below ``out/captures`` and ``out/truth.csv``; return the folder of the captures."""
    folder = out / "captures"
    for name, raw in made.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    with (out / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("account_uid", "role"))
        writer.writerows(sorted(made.truth.items()))
    return folder


def _dealt_out(accounts: int, members: set[int]) -> list[int]:
    """Return the platform of every account: members and others are dealt out evenly, each in their order."""
    home, turn = [0] * accounts, [0, 0]
    for account in range(accounts):
        kind = int(account in members)
        home[account] = turn[kind] % len(SHAPES)
        turn[kind] += 1
    return home


def _posts(actions: Actions, home: list[int], rng: np.random.Generator) -> list[SimulatedPost]:
    order = np.argsort(actions.at_s, kind="stable")
    ways, likes = rng.integers(0, len(_WAYS), len(order)), rng.integers(1, 200, len(order))
    words = rng.integers(0, len(_WORDS), (len(order), 6))
    found = []
    for number, row in enumerate(order.tolist()):
        account, obj = int(actions.account[row]), int(actions.obj[row])
        page = f"news{obj % 40}.example/{_WORDS[obj % 24]}-{obj}"
        link = _WAYS[ways[number]].format(page, SHAPES[home[account]].platform, number)
        text = " ".join(_WORDS[place] for place in words[number])
        at_s = EPOCH_S + int(actions.at_s[row])
        found.append(SimulatedPost(number, account, at_s, text, link, int(likes[number])))
    return found


def _truth(shape: CaptureShape, posts: list[SimulatedPost], members: set[int]) -> dict[str, str]:
    return {
        f"{shape.platform}:{shape.account_id(account)}": "network" if account in members else "organic"
        for account in sorted({post.account for post in posts})
    }
