"""The crowd of the demo scenario: people who post, pass on, answer and share news, each for themselves.

The shape follows the calibration world (homophilous communities, time zones that go with them, waking hours, fast
reactors, breaking news, long-tailed activity), written out as posts with texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from crosscurrent.simulate import scenario_texts as texts

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

DAYS = 35
DAY_S, HOUR_S = 86_400.0, 3_600.0
PERIOD_S = DAYS * DAY_S
COMMUNITIES = 12
ZH_COMMUNITIES = 5
ZONES_H = np.array([8.0, -5.0, 1.0])
HOMOPHILY = 0.8
AWAKE_FROM_H, AWAKE_TO_H, ASLEEP_SHARE = 7.0, 23.0, 0.08
REDRAWS = 12
NEWS_SHARE, FAST_SHARE, FAST_FACTOR = 0.15, 0.05, 0.15


@dataclass(frozen=True, slots=True)
class People:
    """Accounts of the scenario, as arrays by account number.

    Attributes:
        activity: Weight with which an account acts of its own accord (Pareto 1.3, at most 300).
        home: Its community; the first :data:`ZH_COMMUNITIES` write Chinese.
        zone_h: Its hours east of UTC.
        fast: True for those who react at once to everything.
    """

    activity: Floats
    home: Ints
    zone_h: Floats
    fast: npt.NDArray[np.bool_]


@dataclass(slots=True)
class Draft:
    """Posts under construction, column by column; a post is known by its place in the lists."""

    account: list[int] = field(default_factory=list)
    at_s: list[float] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    link: list[str | None] = field(default_factory=list)
    lang: list[str] = field(default_factory=list)
    repost_of: list[int | None] = field(default_factory=list)
    reply_to: list[int | None] = field(default_factory=list)

    def add(
        self,
        account: int,
        at_s: float,
        text: str,
        lang: str,
        *,
        link: str | None = None,
        repost_of: int | None = None,
        reply_to: int | None = None,
    ) -> int:
        """Append a post and return its place."""
        self.account.append(account)
        self.at_s.append(at_s)
        self.text.append(text)
        self.lang.append(lang)
        self.link.append(link)
        self.repost_of.append(repost_of)
        self.reply_to.append(reply_to)
        return len(self.account) - 1


@dataclass(frozen=True, slots=True)
class Objects:
    """Posts that can be passed on, as arrays.

    Attributes:
        post: Place in the draft.
        topic: Community that cares.
        popularity: Weight.
        news: True for breaking news: reactions within minutes.
    """

    post: Ints
    topic: Ints
    popularity: Floats
    news: npt.NDArray[np.bool_]


def people(accounts: int, rng: np.random.Generator) -> People:
    """Draw the accounts."""
    home = rng.integers(0, COMMUNITIES, accounts)
    zone = np.where(rng.random(accounts) < 0.7, home % 3, rng.choice(3, accounts, p=[0.5, 0.3, 0.2]))
    activity = np.minimum((1 - rng.random(accounts)) ** (-1 / 1.3), 300.0)
    return People(activity, home, ZONES_H[zone], rng.random(accounts) < FAST_SHARE)


def language(crowd: People, account: int) -> str:
    """Return the language an account writes."""
    return texts.ZH if crowd.home[account] < ZH_COMMUNITIES else texts.EN


def awake(at_s: Floats, zone_h: Floats) -> npt.NDArray[np.bool_]:
    """Mark the times at which the local hour lies within waking hours."""
    hour = (at_s / HOUR_S + zone_h) % 24
    return (hour >= AWAKE_FROM_H) & (hour < AWAKE_TO_H)


def reaction_times(born_s: Floats, median_s: Floats, sigma: Floats, zone_h: Floats, rng: np.random.Generator) -> Floats:
    """Draw log-normal reactions; those that fall into the night are mostly drawn again.

    Args:
        born_s: When each object appeared, seconds.
        median_s: Median delay, seconds.
        sigma: Spread of the logarithm.
        zone_h: Time zone of the one who reacts.
        rng: Source of randomness.

    Returns:
        Times in seconds; some lie after the end of the period and are to be dropped.
    """
    at_s = born_s + median_s * np.exp(sigma * rng.standard_normal(len(born_s)))
    for _ in range(REDRAWS):
        again = ~awake(at_s, zone_h) & (rng.random(len(at_s)) > ASLEEP_SHARE)
        if not again.any():
            break
        at_s[again] = born_s[again] + median_s[again] * np.exp(sigma[again] * rng.standard_normal(int(again.sum())))
    return at_s


def posting_times(zone_h: Floats, rng: np.random.Generator) -> Floats:
    """Draw times over the whole period, in waking hours."""
    at_s = rng.random(len(zone_h)) * PERIOD_S
    for _ in range(REDRAWS):
        again = ~awake(at_s, zone_h) & (rng.random(len(at_s)) > ASLEEP_SHARE)
        at_s[again] = rng.random(int(again.sum())) * PERIOD_S
    return at_s


def weighted(weights: Floats, size: int, rng: np.random.Generator) -> Ints:
    """Draw places with probability proportional to weight."""
    edges = np.cumsum(weights)
    drawn: Ints = np.searchsorted(edges, rng.random(size) * edges[-1]).astype(np.int64)
    return np.minimum(drawn, len(weights) - 1)


def write_own_posts(draft: Draft, crowd: People, count: int, rng: np.random.Generator) -> None:
    """Add everyday posts: chatter with up to four tags, stock greetings, now and then a name or an awkward text."""
    author = weighted(crowd.activity, count, rng)
    at_s = posting_times(crowd.zone_h[author], rng)
    draws = rng.random((count, 3))
    for number in range(count):
        account, (kind, tagging, naming) = int(author[number]), draws[number]
        lang = language(crowd, account)
        text = texts.STOCK[lang == texts.ZH] if kind < 0.01 else texts.chatter(lang, rng)
        if number < len(texts.AWKWARD):
            text = texts.AWKWARD[number]
        elif tagging < 0.3:
            text += "".join(f" #{tag}" for tag in _tags(int(crowd.home[account]), tagging, rng))
        elif naming < 0.05:
            text += f" @{texts.NEWS_ACCOUNT if naming < 0.01 else texts.SINGER_ACCOUNT}"
        draft.add(account, float(at_s[number]), text, lang)


def _tags(home: int, draw: float, rng: np.random.Generator) -> list[str]:
    """One tag of the community in most cases, else up to four of any in any order."""
    if draw < 0.2:
        return [texts.TAGS[home]]
    return [texts.TAGS[place] for place in rng.permutation(len(texts.TAGS))[: int(rng.integers(2, 5))]]


def share_news(draft: Draft, crowd: People, count: int, rng: np.random.Generator) -> None:
    """Add posts with links to articles of several outlets: many with the headline as the share button writes it."""
    articles = max(20, count // 12)
    born_s = rng.random(articles) * PERIOD_S
    topic = rng.integers(0, COMMUNITIES, articles)
    objects = Objects(np.arange(articles), topic, _zipf(articles, rng), np.ones(articles, dtype=bool))
    account, article = _who_on_what(crowd, objects, count, rng)
    median = np.where(crowd.fast[account], FAST_FACTOR, 1.0) * 2_700.0
    at_s = reaction_times(born_s[article], median, np.full(len(account), 1.2), crowd.zone_h[account], rng)
    lang = [texts.ZH if home < ZH_COMMUNITIES else texts.EN for home in topic]
    title = [texts.headline(each, rng, 100 + number) for number, each in enumerate(lang)]
    host = rng.integers(0, len(texts.OUTLETS), articles)
    for who, what, when in zip(account.tolist(), article.tolist(), at_s.tolist(), strict=True):
        address = f"https://{texts.OUTLETS[host[what]]}/{what // 30}/{what}"
        own = rng.random() < 0.6
        text = f"{_remark(lang[what], rng)} {texts.chatter(lang[what], rng)}" if own else title[what]
        draft.add(who, when, text, lang[what], link=texts.tracked(address, rng))


def _remark(lang: str, rng: np.random.Generator) -> str:
    remarks = texts.REMARKS[lang]
    return remarks[int(rng.integers(len(remarks)))]


def _zipf(count: int, rng: np.random.Generator) -> Floats:
    return rng.permutation((np.arange(count) + 1.0) ** -0.8)


def own_objects(draft: Draft, crowd: People, upto: int, rng: np.random.Generator) -> Objects:
    """Make the first ``upto`` posts of the draft objects that can be passed on."""
    home = crowd.home[np.array(draft.account[:upto])]
    return Objects(np.arange(upto), home, _zipf(upto, rng), rng.random(upto) < NEWS_SHARE)


def pass_on(draft: Draft, crowd: People, objects: Objects, count: int, rng: np.random.Generator) -> None:
    """Add reposts (nine in ten) and answers of the crowd to objects."""
    account, place = _who_on_what(crowd, objects, count, rng)
    post = objects.post[place]
    author, born_s = np.array(draft.account)[post], np.array(draft.at_s)[post]
    median = np.where(objects.news[place], 900.0, 7_200.0) * np.where(crowd.fast[account], FAST_FACTOR, 1.0)
    at_s = reaction_times(born_s, median, np.where(objects.news[place], 1.0, 1.6), crowd.zone_h[account], rng)
    others = author != account
    react(draft, crowd, account[others], post[others], at_s[others], rng)


def react(
    draft: Draft, crowd: People, account: Ints, post: Ints, at_s: Floats, rng: np.random.Generator, answers: float = 0.1
) -> None:
    """Add one repost, or with probability ``answers`` one answer, per (account, post)."""
    draws = rng.random((len(account), 2))
    columns = zip(account.tolist(), post.tolist(), at_s.tolist(), draws.tolist(), strict=True)
    for who, what, when, (answering, remarking) in columns:
        lang = language(crowd, who)
        if answering < answers:
            draft.add(who, when, _remark(lang, rng), lang, reply_to=what)
        else:
            draft.add(who, when, _remark(lang, rng) if remarking < 0.15 else "", lang, repost_of=what)


def spread_reactions(
    draft: Draft, crowd: People, post: int, count: int, median_s: float, rng: np.random.Generator
) -> None:
    """Add ``count`` reactions of ordinary readers to one post, spread over days."""
    reader = np.unique(weighted(crowd.activity * (crowd.home < ZH_COMMUNITIES), count, rng))
    reader = reader[reader != draft.account[post]]
    born = np.full(len(reader), draft.at_s[post])
    at_s = reaction_times(born, np.full(len(reader), median_s), np.full(len(reader), 1.2), crowd.zone_h[reader], rng)
    react(draft, crowd, reader, np.full(len(reader), post), at_s, rng)


def _who_on_what(crowd: People, objects: Objects, count: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw distinct (account, object): 80 % of an account's choices fall into its home community."""
    account = weighted(crowd.activity, count, rng)
    chosen = weighted(objects.popularity, count, rng)
    at_home = rng.random(count) < HOMOPHILY
    for community in range(COMMUNITIES):
        mine = at_home & (crowd.home[account] == community)
        own = np.flatnonzero(objects.topic == community)
        if len(own) and mine.any():
            chosen[mine] = own[weighted(objects.popularity[own], int(mine.sum()), rng)]
    first = np.unique(account * len(objects.post) + chosen, return_index=True)[1]
    return account[first], chosen[first]


def in_order(draft: Draft) -> list[int]:
    """Return the places of the posts inside the period, in order of time."""
    at_s = np.array(draft.at_s)
    order = np.argsort(at_s, kind="stable")
    return [int(place) for place in order if at_s[place] < PERIOD_S]
