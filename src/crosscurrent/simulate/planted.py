"""Planted networks: coordinated accounts hidden in an organic world, with the truth known.

Each network boosts objects together: half of them organic objects that others act on too, half of them
objects nobody else touches. Members keep their organic activity as camouflage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crosscurrent.errors import PlanTooLarge
from crosscurrent.simulate.organic import DAY_S, Actions, Ints, Population, World


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planted.

    Attributes:
        networks: Number of separate networks.
        members: Accounts per network.
        boosts: Objects each network boosts.
        jitter_s: Each member acts at the boost's time plus or minus up to this, uniformly.
        turnout: Probability that a member takes part in a boost.
        private_share: Share of boosts on objects nobody else touches.
        max_activity: Members are taken from accounts below this organic activity.
    """

    networks: int = 4
    members: int = 30
    boosts: int = 10
    jitter_s: float = 180.0
    turnout: float = 0.6
    private_share: float = 0.5
    max_activity: float = 20.0


@dataclass(frozen=True, slots=True)
class Planted:
    """Planted actions and the truth.

    Attributes:
        actions: One layer of actions per network.
        members: Account numbers per network.
        n_objects: Number of objects, organic and private ones together.
    """

    actions: list[Actions]
    members: list[Ints]
    n_objects: int


def plant(world: World, people: Population, plan: Plan, rng: np.random.Generator) -> Planted:
    """Draw the planted networks of a world.

    Raises:
        PlanTooLarge: There are not enough quiet accounts or objects for the plan.
    """
    quiet = rng.permutation(np.flatnonzero(people.activity < plan.max_activity))
    needed = plan.networks * plan.members
    if len(quiet) < needed:
        raise PlanTooLarge.of("quiet accounts", needed, len(quiet))
    n_objects = len(people.topic)
    layers, members = [], []
    private = round(plan.boosts * plan.private_share)
    if plan.boosts - private > n_objects:
        raise PlanTooLarge.of("objects", plan.boosts - private, n_objects)
    for network in range(plan.networks):
        who = quiet[network * plan.members : (network + 1) * plan.members]
        members.append(who)
        fresh = n_objects + np.arange(private)
        n_objects += private
        layers.append(_boosts(world, people, plan, who, fresh, rng))
    return Planted(layers, members, n_objects)


def _boosts(world: World, people: Population, plan: Plan, who: Ints, fresh: Ints, rng: np.random.Generator) -> Actions:
    public = rng.choice(len(people.topic), plan.boosts - len(fresh), replace=False)
    start = people.birth_s[public] + np.exp(np.log(7_200.0) + rng.standard_normal(len(public)))
    start = np.concatenate([start, rng.random(len(fresh)) * world.days * DAY_S])
    objects = np.concatenate([public, fresh])
    member, boost = np.nonzero(rng.random((len(who), plan.boosts)) < plan.turnout)
    at_s = start[boost] + rng.uniform(-plan.jitter_s, plan.jitter_s, len(member))
    return Actions(who[member], objects[boost], np.maximum(at_s, 0.0))
