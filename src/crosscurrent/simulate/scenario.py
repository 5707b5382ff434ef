"""The demo scenario: a news account whose articles are boosted by 30 small accounts, among people and one fan club.

Its shape follows a case that a government has described in public; every name in it is invented.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from crosscurrent.errors import ScenarioTooSmall
from crosscurrent.simulate import scenario_texts as texts
from crosscurrent.simulate.scenario_boost import (
    FIRST_BOOSTER,
    FIRST_FAN,
    FIRST_ORGANIC,
    NEWS_AT,
    SINGER_AT,
    boost,
    cast_roles,
    publish_news,
    sing,
)
from crosscurrent.simulate.scenario_crowd import (
    DAYS,
    Draft,
    in_order,
    own_objects,
    pass_on,
    people,
    share_news,
    write_own_posts,
)

#: First moment of the period.
START = datetime(2031, 5, 5, tzinfo=UTC)
LEAST_ACCOUNTS = 400
POSTS_PER_ACCOUNT = 15
BOOSTER, SEED, FAN, FAN_SOURCE, ORGANIC = "booster", "seed", "fan", "fan_source", "organic"

#: Columns of posts.csv.
SCHEMA = pa.schema(
    [
        pa.field("post_id", pa.string(), nullable=False),
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("created_at", pa.string(), nullable=False),  # ISO 8601, seconds, Z
        pa.field("text", pa.string(), nullable=False),
        pa.field("repost_of", pa.string()),  # post_id; the post is a repost
        pa.field("reply_to", pa.string()),  # post_id; the post is an answer
        pa.field("links", pa.string()),
        pa.field("lang", pa.string(), nullable=False),
        pa.field("platform", pa.string(), nullable=False),
        pa.field("likes", pa.int64(), nullable=False),
        pa.field("reposts", pa.int64(), nullable=False),
        pa.field("replies", pa.int64(), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A generated capture and what is true of it.

    Attributes:
        posts: Rows in :data:`SCHEMA`, in order of time.
        truth: account_id -> ``booster``, ``seed``, ``fan``, ``fan_source`` or ``organic``; every account, also those
            that never post.
        seed: Seed it was made with.
    """

    posts: pa.Table
    truth: Mapping[str, str]
    seed: int


def make_news_boost(seed: int = 1, accounts: int = 4_000) -> Scenario:
    """Generate the scenario.

    Args:
        seed: Same seed and number, same rows.
        accounts: Accounts in all, planted ones included; about 15 posts each.

    Returns:
        35 days on one platform. One news account publishes daily; seven of its articles, two above all, are copied and
        passed on by 30 accounts in waves of at most three minutes over one to five days each; 60 fans pass on 60 posts
        of a singer within minutes; everybody else acts for themselves.

    Raises:
        ScenarioTooSmall: Fewer than :data:`LEAST_ACCOUNTS` accounts.

    Example:
        >>> scenario = make_news_boost(seed=1, accounts=400)
        >>> sum(role == "booster" for role in scenario.truth.values())
        30
    """
    if accounts < LEAST_ACCOUNTS:
        raise ScenarioTooSmall.accounts(accounts, LEAST_ACCOUNTS)
    rng = np.random.default_rng([seed, accounts])
    crowd = people(accounts, rng)
    cast_roles(crowd, rng)
    draft = Draft()
    size = accounts * POSTS_PER_ACCOUNT
    write_own_posts(draft, crowd, round(size * 0.25), rng)
    boosted = publish_news(draft, rng)
    objects = own_objects(draft, crowd, len(draft.account), rng)
    share_news(draft, crowd, round(size * 0.14), rng)
    pass_on(draft, crowd, objects, round(size * 0.65), rng)
    for article in boosted:
        boost(draft, crowd, article, rng)
    sing(draft, crowd, rng)
    names = _names(accounts, rng)
    truth = {name: _role(account) for account, name in enumerate(names)}
    return Scenario(_table(draft, names, rng), dict(sorted(truth.items())), seed)


def _names(accounts: int, rng: np.random.Generator) -> list[str]:
    """Account ids that say nothing of the role, but for the two public figures."""
    numbers = rng.choice(900_000, accounts, replace=False) + 100_000
    names = [f"plaza-{number}" for number in numbers.tolist()]
    names[NEWS_AT], names[SINGER_AT] = texts.NEWS_ACCOUNT, texts.SINGER_ACCOUNT
    return names


def _role(account: int) -> str:
    if account in (NEWS_AT, SINGER_AT):
        return SEED if account == NEWS_AT else FAN_SOURCE
    if FIRST_BOOSTER <= account < FIRST_FAN:
        return BOOSTER
    return FAN if account < FIRST_ORGANIC else ORGANIC


def _table(draft: Draft, names: list[str], rng: np.random.Generator) -> pa.Table:
    """Number the posts in order of time and count what each drew in the capture."""
    order = in_order(draft)
    post_id = {place: f"p{number:06d}" for number, place in enumerate(order, 1)}
    reposted = Counter(draft.repost_of[place] for place in order)
    answered = Counter(draft.reply_to[place] for place in order)
    likes = rng.poisson([0.5 + 2.5 * reposted[place] for place in order])
    columns = [
        [post_id[place] for place in order],
        [names[draft.account[place]] for place in order],
        [(START + timedelta(seconds=int(draft.at_s[place]))).strftime("%Y-%m-%dT%H:%M:%SZ") for place in order],
        [draft.text[place] for place in order],
        [_named(post_id, draft.repost_of[place]) for place in order],
        [_named(post_id, draft.reply_to[place]) for place in order],
        [draft.link[place] for place in order],
        [draft.lang[place] for place in order],
        [texts.PLATFORM] * len(order),
        likes,
        [reposted[place] for place in order],
        [answered[place] for place in order],
    ]
    return pa.table(columns, schema=SCHEMA)


def _named(post_id: Mapping[int, str], place: int | None) -> str | None:
    return None if place is None else post_id[place]


def write_scenario(scenario: Scenario, out_dir: Path) -> None:
    """Write ``posts.csv``, ``truth.csv`` and ``README.txt``.

    Args:
        scenario: From :func:`make_news_boost`.
        out_dir: Folder; made if absent, the three files are replaced. Texts are written as they are, awkward ones
            included: this is a capture, not an export.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    rows = zip(*(column.to_pylist() for column in scenario.posts.columns), strict=True)
    _write(out_dir / "posts.csv", scenario.posts.schema.names, rows)
    _write(out_dir / "truth.csv", ["account_id", "role"], scenario.truth.items())
    (out_dir / "README.txt").write_text(_readme(scenario), encoding="utf-8")


def _write(path: Path, header: list[str], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)


def _readme(scenario: Scenario) -> str:
    roles = Counter(scenario.truth.values())
    counted = "\n".join(f"  {role:<11} {roles[role]:>6}" for role in (SEED, BOOSTER, FAN_SOURCE, FAN, ORGANIC))
    return f"""A generated capture: {scenario.posts.num_rows} posts of {DAYS} days on one platform, {texts.PLATFORM}.
Every account, person, outlet and place is invented; hosts end in .example and lead nowhere.

posts.csv  one row per post. repost_of and reply_to name a post_id; a row with repost_of is a repost.
           created_at is UTC. likes, reposts and replies are the counts within this capture.
truth.csv  account_id and role:
{counted}
seed       {scenario.seed}

The boosters copy and pass on seven articles of one news account, in waves of at most three minutes.
The fans pass on a singer's posts within minutes, each for themselves: a shared trigger, not coordination.
"""
