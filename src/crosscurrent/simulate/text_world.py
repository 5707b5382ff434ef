"""A world of posts in which people reuse each other's words for ordinary reasons, and nobody is coordinated.

Who acts on what and when comes from the organic world (:mod:`crosscurrent.simulate.organic`); here every act becomes a
post with a text: a retweet, the text a share button writes, a meme passed on by hand, a signed petition. Newsrooms that
print the wire and campaigns that ask for one letter come beside them, and every account also writes words of its own.

All shares and sizes are assumptions of one simulator family; they are stated in :class:`TextWorld` so that they can be
varied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from crosscurrent.model.table import ENUM
from crosscurrent.model.text import SCHEMA
from crosscurrent.simulate.organic import DAY_S, Actions, World, organic_actions, population
from crosscurrent.simulate.text_world_words import Words

EPOCH_S = 1_767_225_600
#: What the things are that people pass on.
KINDS = ("repost", "page", "meme", "petition")
#: A meme passed on by hand is unchanged, else carries a comment, else differs in a word.
UNCHANGED, COMMENTED = 0.6, 0.25
#: Wire stories that a newsroom credits; letters that are sent as they are.
CREDITED, AS_IT_IS = 0.7, 0.7


@dataclass(frozen=True, slots=True)
class TextWorld:
    """Size and shape of a world of texts.

    Attributes:
        accounts: Accounts that post of their own accord.
        communities: Communities they are at home in.
        things: Things to pass on.
        kinds: Share of the things that are reposts, pages with a share button, memes and petitions.
        passed_on: Things an account passes on, on average (long-tailed).
        own: Texts of its own, on average.
        days: Length of the observation period.
        fan_clubs: Fan clubs that react to what their star publishes.
        fan_delay_s: Median delay of a fan, seconds.
        fan_turnout: Probability that a fan reacts.
        newsrooms: Newsrooms that print the wire.
        wires: Stories on the wire.
        printed: Probability that a newsroom prints a story.
        letters: Campaigns that ask for one letter each.
        senders: People who send it.
    """

    accounts: int = 1_500
    communities: int = 12
    things: int = 1_500
    kinds: tuple[float, float, float, float] = (0.45, 0.3, 0.2, 0.05)
    passed_on: float = 12.0
    own: float = 8.0
    days: float = 30.0
    fan_clubs: int = 2
    fan_delay_s: float = 180.0
    fan_turnout: float = 0.3
    newsrooms: int = 8
    wires: int = 120
    printed: float = 0.35
    letters: int = 3
    senders: int = 120


@dataclass(slots=True)
class Posts:
    """Posts of a world, column by column.

    Attributes:
        account: Account names.
        at_s: Seconds from the start of the period.
        text: Texts.
        what: What each is: ``own``, one of :data:`KINDS`, ``wire`` or ``letter``.
    """

    account: list[str] = field(default_factory=list)
    at_s: list[float] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    what: list[str] = field(default_factory=list)

    def add(self, account: str, at_s: float, text: str, what: str) -> None:
        """Append a post."""
        self.account.append(account)
        self.at_s.append(at_s)
        self.text.append(text)
        self.what.append(what)

    def table(self) -> pa.Table:
        """Return rows in ``model.text.SCHEMA``; a repost is of kind ``repost`` and its original is not named."""
        n = len(self.text)
        uids = [f"plaza:p{row}" for row in range(n)]
        given: dict[str, Sequence[object]] = {
            "text_uid": [f"{uid}#body" for uid in uids], "post_uid": uids, "part": ["body"] * n,
            "account_uid": self.account, "platform": ["plaza"] * n,
            "kind": ["repost" if what == "repost" else "post" for what in self.what],
            "at": [round(at + EPOCH_S) * 1_000_000 for at in self.at_s], "precision": ["s"] * n, "text": self.text,
            "capture_id": ["simulated"] * n, "locator": [f"row={row + 1}" for row in range(n)],
        }  # fmt: skip
        return pa.table([_column(given.get(each.name), each.type, n) for each in SCHEMA], schema=SCHEMA)


def _column(cells: Sequence[object] | None, of: pa.DataType, n: int) -> pa.Array:
    if cells is None:
        return pa.nulls(n, of)
    return pa.array(cells, pa.string()).dictionary_encode().cast(of) if of == ENUM else pa.array(cells, of)


def posts_of(world: TextWorld, seed: int) -> Posts:
    """Draw the posts of a world.

    Example:
        >>> posts = posts_of(TextWorld(accounts=200, things=100, wires=10, newsrooms=2, letters=1, senders=10), 1)
        >>> sorted(set(posts.what))
        ['letter', 'meme', 'own', 'page', 'petition', 'repost', 'wire']
    """
    rng = np.random.default_rng(seed)
    words = Words(rng)
    organic = World(
        accounts=world.accounts, objects=world.things, draws=round(world.accounts * world.passed_on),
        communities=world.communities, days=world.days, fan_clubs=world.fan_clubs, fan_delay_s=world.fan_delay_s,
        fan_turnout=world.fan_turnout,
    )  # fmt: skip
    people = population(organic, rng)
    posts = Posts()
    of_kind = rng.choice(KINDS, world.things, p=world.kinds).tolist()
    _passed_on(posts, organic_actions(organic, people, rng), of_kind, words, rng)
    _wires(posts, world, words, rng)
    for number in range(world.letters):
        _letter(posts, world, np.flatnonzero(people.home == number % world.communities), words, rng)
    share = people.activity / people.activity.sum()
    for account in rng.choice(world.accounts, round(world.accounts * world.own), p=share).tolist():
        posts.add(_name(account), rng.random() * world.days * DAY_S, words.sentence(8, 24), "own")
    return posts


def _name(account: int) -> str:
    return f"plaza:a{account}"


def _passed_on(
    posts: Posts, actions: Actions, of_kind: list[str], words: Words, rng: np.random.Generator
) -> None:  # fmt: skip
    """Write out every act on a thing as a post."""
    written = [words.sentence(10, 22) for _ in of_kind]
    site = [words.name() for _ in of_kind]
    write: dict[str, Callable[[int], str]] = {
        "repost": lambda thing: written[thing],
        "page": lambda thing: f"{written[thing]} https://{site[thing]}.example/{thing} via @{site[thing]}",
        "petition": lambda thing: f"I just signed: {written[thing]}. Please sign! https://sign.example/{thing}",
        "meme": lambda thing: _meme(written[thing], words, rng),
    }
    for account, thing, at_s in zip(actions.account.tolist(), actions.obj.tolist(), actions.at_s.tolist(), strict=True):
        posts.add(_name(account), at_s, write[of_kind[thing]](thing), of_kind[thing])


def _meme(text: str, words: Words, rng: np.random.Generator) -> str:
    draw = rng.random()
    if draw < UNCHANGED:
        return text
    if draw < UNCHANGED + COMMENTED:
        return f"{words.sentence(2, 6)} {text}"
    parts = text.split()
    parts[int(rng.integers(len(parts)))] = words.name()
    return " ".join(parts)


def _wires(posts: Posts, world: TextWorld, words: Words, rng: np.random.Generator) -> None:
    """Newsrooms print what the agency sends, within hours, most of them with its name."""
    for _ in range(world.wires):
        out, story = rng.random() * world.days * DAY_S, words.sentence(35, 60)
        for newsroom in np.flatnonzero(rng.random(world.newsrooms) < world.printed).tolist():
            at_s = out + float(np.exp(np.log(2_400.0) + rng.standard_normal()))
            credit = f"{words.name().upper()} (Reuters) - " if rng.random() < CREDITED else ""
            posts.add(f"plaza:news{newsroom}", at_s, f"{credit}{story}", "wire")


def _letter(posts: Posts, world: TextWorld, members: np.ndarray, words: Words, rng: np.random.Generator) -> None:
    """A campaign asks for a letter; people of one community send it over three days, some with a line of their own."""
    start, letter = rng.random() * (world.days - 3) * DAY_S, f"Dear member, {words.sentence(40, 60)}"
    for account in rng.permutation(members)[: world.senders].tolist():
        text = letter if rng.random() < AS_IT_IS else f"{words.sentence(6, 14)}. {letter}"
        posts.add(_name(account), start + rng.random() * 3 * DAY_S, text, "letter")


def with_network(posts: Posts, members: int, texts: int, spread_s: float, seed: int) -> set[str]:
    """Add accounts that post the same texts at agreed times, and return their names: a control that must be found.

    Args:
        posts: Posts of a world; the network's are appended.
        members: Accounts, each a new one.
        texts: Texts; six in ten members post each.
        spread_s: Time within which a text is posted by all.
        seed: Seed.

    Example:
        >>> posts = Posts()
        >>> sorted(with_network(posts, 3, 5, 60.0, 1))
        ['plaza:n0', 'plaza:n1', 'plaza:n2']
    """
    rng = np.random.default_rng([seed, 7])
    words, period = Words(rng), max(posts.at_s, default=30 * DAY_S)
    for _ in range(texts):
        start, text = rng.random() * period, words.sentence(10, 22)
        for member in np.flatnonzero(rng.random(members) < 0.6).tolist():
            posts.add(f"plaza:n{member}", start + rng.random() * spread_s, text, "own")
    return {f"plaza:n{member}" for member in range(members)}
