"""A world in which nobody is coordinated, with the confounders that fool detectors.

Accounts differ in activity (Pareto), live in homophilous communities and in time zones that go with the
community, some react within seconds, some objects are breaking news, and fan clubs react together to
what their star publishes. Planted networks (:mod:`crosscurrent.simulate.planted`) are laid over it.

All numbers are assumptions of one simulator family; they are stated in :class:`World` so that they can be
varied. Times are seconds from the start of the observation period until :func:`to_events` adds an epoch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

HOUR_S = 3600.0
DAY_S = 86_400.0
ZONE_OFFSETS_H = np.array([0.0, 8.0, 16.0])
ZONE_SHARES = np.array([0.5, 0.3, 0.2])
AWAKE_FROM_H, AWAKE_TO_H = 7.0, 23.0
ASLEEP_ACCEPTANCE = 0.08
SLEEP_ROUNDS = 12
MAX_DELAY_S = 15 * DAY_S


@dataclass(frozen=True, slots=True)
class World:
    """Size and shape of an organic world.

    Attributes:
        accounts: Number of accounts.
        objects: Number of objects; ``None`` means as many as accounts.
        draws: Raw actions before repeated ones are dropped; ``None`` means 50 an account.
        communities: Number of communities accounts are at home in.
        homophily: Share of actions on objects of the home community.
        days: Length of the observation period.
        fan_clubs: Number of fan clubs (0 for none).
        fan_members: Accounts per fan club.
        fan_objects: Objects each club reacts to.
        fan_delay_s: Median delay of a fan after publication, seconds.
        fan_turnout: Probability that a fan reacts to an object.
    """

    accounts: int = 6_000
    objects: int | None = None
    draws: int | None = None
    communities: int = 12
    homophily: float = 0.8
    days: float = 30.0
    fan_clubs: int = 0
    fan_members: int = 150
    fan_objects: int = 40
    fan_delay_s: float = 180.0
    fan_turnout: float = 0.3


@dataclass(frozen=True, slots=True)
class Population:
    """Accounts and objects of a world; all arrays are aligned by account or by object number.

    Attributes:
        activity: Expected activity weight per account (Pareto 1.3, capped at 300).
        home: Home community per account.
        offset_h: Time zone of each account, hours east of UTC.
        fast: True for fast reactors.
        topic: Community per object.
        popularity: Popularity weight per object.
        birth_s: Publication time per object, seconds.
        news: True for breaking news.
    """

    activity: Floats
    home: Ints
    offset_h: Floats
    fast: npt.NDArray[np.bool_]
    topic: Ints
    popularity: Floats
    birth_s: Floats
    news: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Actions:
    """Actions as three aligned arrays; one action per account and object.

    Attributes:
        account: Account numbers.
        obj: Object numbers.
        at_s: Seconds from the start of the period.
    """

    account: Ints
    obj: Ints
    at_s: Floats


def population(world: World, rng: np.random.Generator) -> Population:
    """Draw the accounts and objects of a world."""
    n, n_objects = world.accounts, world.objects or world.accounts
    home = rng.integers(0, world.communities, n)
    zone = rng.choice(3, n, p=ZONE_SHARES)
    zone = np.where(rng.random(n) < 0.7, home % 3, zone)
    return Population(
        activity=np.minimum((1 - rng.random(n)) ** (-1 / 1.3), 300.0),
        home=home,
        offset_h=ZONE_OFFSETS_H[zone],
        fast=rng.random(n) < 0.05,
        topic=rng.integers(0, world.communities, n_objects),
        popularity=rng.permutation((np.arange(n_objects) + 1.0) ** -0.8),
        birth_s=rng.random(n_objects) * world.days * DAY_S,
        news=rng.random(n_objects) < 0.15,
    )


def organic_actions(world: World, people: Population, rng: np.random.Generator) -> Actions:
    """Draw who acts on what and when, with no coordination whatsoever.

    Args:
        world: Size and shape.
        people: Accounts and objects from :func:`population`.
        rng: Source of randomness.

    Returns:
        One action per account and object.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> world = World(accounts=300)
        >>> actions = organic_actions(world, population(world, rng), rng)
        >>> bool(np.all(actions.at_s >= 0))
        True
    """
    draws = world.draws or 50 * world.accounts
    account = _weighted(rng, people.activity, draws)
    obj = _objects_for(world, people, people.home[account], rng)
    account, obj = _first_of_each(account, obj, len(people.topic))
    at_s = _awake_times(people, account, obj, rng)
    clubs = [_fan_club(world, people, club, rng) for club in range(world.fan_clubs)]
    return overlay(Actions(account, obj, at_s), clubs, len(people.topic))


def overlay(base: Actions, layers: list[Actions], n_objects: int) -> Actions:
    """Lay actions over others; on a repeated (account, object) the later layer wins."""
    if not layers:
        return base
    account = np.concatenate([layer.account for layer in reversed(layers)] + [base.account])
    obj = np.concatenate([layer.obj for layer in reversed(layers)] + [base.obj])
    at_s = np.concatenate([layer.at_s for layer in reversed(layers)] + [base.at_s])
    _, first = np.unique(account * n_objects + obj, return_index=True)
    return Actions(account[first], obj[first], at_s[first])


def _weighted(rng: np.random.Generator, weights: Floats, size: int) -> Ints:
    cumulative = np.cumsum(weights)
    drawn: Ints = np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right")
    return drawn.clip(0, len(weights) - 1)


def _objects_for(world: World, people: Population, home: Ints, rng: np.random.Generator) -> Ints:
    """Draw an object per action: of the home community with probability ``homophily``, else any."""
    obj = _weighted(rng, people.popularity, len(home))
    at_home = rng.random(len(home)) < world.homophily
    for community in range(world.communities):
        of_topic = np.flatnonzero(people.topic == community)
        drawing = np.flatnonzero(at_home & (home == community))
        if len(of_topic):
            obj[drawing] = of_topic[_weighted(rng, people.popularity[of_topic], len(drawing))]
    return obj


def _first_of_each(account: Ints, obj: Ints, n_objects: int) -> tuple[Ints, Ints]:
    _, first = np.unique(account * n_objects + obj, return_index=True)
    first.sort()
    return account[first], obj[first]


def _awake_times(people: Population, account: Ints, obj: Ints, rng: np.random.Generator) -> Floats:
    """Draw delays after publication and redraw those that fall into the account's night."""
    median = np.where(people.news[obj], 900.0, 7_200.0)
    sigma = np.where(people.news[obj], 1.0, 1.6)
    pace = np.where(people.fast[account], 0.15, 1.0)
    at_s = np.empty(len(account))
    todo = np.arange(len(account))
    for _ in range(SLEEP_ROUNDS):
        delay = np.exp(np.log(median[todo]) + sigma[todo] * rng.standard_normal(len(todo))) * pace[todo]
        at_s[todo] = people.birth_s[obj[todo]] + np.minimum(delay, MAX_DELAY_S)
        local = (at_s[todo] / HOUR_S + people.offset_h[account[todo]]) % 24
        awake = (local >= AWAKE_FROM_H) & (local < AWAKE_TO_H)
        todo = todo[~awake & (rng.random(len(todo)) >= ASLEEP_ACCEPTANCE)]
        if not len(todo):
            break
    return at_s


def _fan_club(world: World, people: Population, club: int, rng: np.random.Generator) -> Actions:
    """Draw the reactions of one fan club: members act minutes after publication, each on their own."""
    community = club % world.communities
    members = rng.permutation(np.flatnonzero(people.home == community))[: world.fan_members]
    objects = rng.permutation(np.flatnonzero(people.topic == community))[: world.fan_objects]
    joins = rng.random((len(members), len(objects))) < world.fan_turnout
    who, what = np.nonzero(joins)
    delay = np.exp(np.log(world.fan_delay_s) + rng.standard_normal(len(who)))
    return Actions(members[who], objects[what], people.birth_s[objects[what]] + delay)
