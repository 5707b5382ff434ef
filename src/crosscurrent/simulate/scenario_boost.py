"""The planted part of the demo scenario: one news account, the accounts that boost it, a singer and her fans.

Boosting is co-action in the plain sense: many accounts act on the same posts within three minutes, over and over.
The fans do nearly the same, but each of them reacts to the singer for herself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crosscurrent.simulate import scenario_texts as texts
from crosscurrent.simulate.scenario_crowd import (
    DAY_S,
    DAYS,
    HOUR_S,
    ZH_COMMUNITIES,
    Draft,
    Ints,
    People,
    reaction_times,
    spread_reactions,
)

BOOSTERS, FANS = 30, 60
NEWS_AT, SINGER_AT = 0, 1
FIRST_BOOSTER, FIRST_FAN, FIRST_ORGANIC = 2, 2 + BOOSTERS, 2 + BOOSTERS + FANS
WAVE_S = 180.0
TURNOUT = 0.6
COPY_TURNOUT_MAIN, COPY_TURNOUT_OTHER = 0.9, 0.5
#: Hours after publication at which bursts of copies and waves of reposts start.
COPY_BURSTS_H = {True: (2.6, 8.4, 25.2), False: (3.1,)}
WAVES_H = {True: (5.5, 11.2, 27.7, 34.9, 52.3, 76.4, 83.6, 99.8), False: (6.2, 28.4)}
#: Reactions of ordinary readers to a boosted original and to each copy.
READERS = {True: (140, 24), False: (60, 12)}
SONGS = 60
FAN_TURNOUT, FAN_DELAY_S, FAN_SIGMA = 0.35, 240.0, 0.9
PUBLISHING_HOUR_UTC = 1.0  # nine in the morning at UTC+8


@dataclass(frozen=True, slots=True)
class Boosted:
    """One boosted article while its waves run.

    Attributes:
        article: What is boosted.
        original: Place of the news account's post.
        born_s: Its time.
        address: Canonical address of the article.
    """

    article: texts.Article
    original: int
    born_s: float
    address: str


def cast_roles(crowd: People, rng: np.random.Generator) -> None:
    """Fit the first accounts to their roles: two that only publish, small boosters, fans of two communities."""
    crowd.activity[[NEWS_AT, SINGER_AT]] = 0.0
    crowd.home[NEWS_AT] = 0
    boosters = slice(FIRST_BOOSTER, FIRST_FAN)
    crowd.activity[boosters] = np.minimum(crowd.activity[boosters], 3.0)
    crowd.home[boosters] = rng.integers(0, ZH_COMMUNITIES, BOOSTERS)
    crowd.zone_h[boosters] = 8.0
    crowd.fast[boosters] = False
    fans = slice(FIRST_FAN, FIRST_ORGANIC)
    crowd.home[fans] = np.where(rng.random(FANS) < 0.6, 1, 7)
    crowd.activity[fans] = np.minimum(crowd.activity[fans], 20.0)


def publish_news(draft: Draft, rng: np.random.Generator) -> list[Boosted]:
    """Add the news account's posts, one or two a day for weeks, and return those that will be boosted."""
    by_day = {article.day: article for article in texts.BOOSTED}
    boosted = []
    for day in range(DAYS):
        born_s = day * DAY_S + (PUBLISHING_HOUR_UTC + 3 * rng.random()) * HOUR_S
        article = by_day.get(day)
        slug = article.slug if article else f"daily-{day}"
        text = article.text if article else texts.headline(texts.ZH, rng, day)
        address = f"https://{texts.NEWS_HOST}/2031/{slug}-{4_000 + day}"
        post = draft.add(NEWS_AT, born_s, f"{text} #蓝汐港", texts.ZH, link=address)
        if article:
            boosted.append(Boosted(article, post, born_s, address))
        if rng.random() < 0.4:
            draft.add(NEWS_AT, born_s + 7 * HOUR_S, texts.headline(texts.ZH, rng, 100 + day), texts.ZH)
    return boosted


def boost(draft: Draft, crowd: People, boosted: Boosted, rng: np.random.Generator) -> None:
    """Add everything the boosters do to one article, and what ordinary readers then do with it."""
    copies = _republish(draft, boosted, rng)
    _waves(draft, boosted, copies, rng)
    to_original, to_copy = READERS[boosted.article.main]
    spread_reactions(draft, crowd, boosted.original, to_original, 22 * HOUR_S, rng)
    for copy in copies:
        spread_reactions(draft, crowd, copy, int(rng.poisson(to_copy)), 20 * HOUR_S, rng)


def _republish(draft: Draft, boosted: Boosted, rng: np.random.Generator) -> list[int]:
    """Own copies with the same article behind differently tracked addresses, in bursts of at most three minutes."""
    bursts = COPY_BURSTS_H[boosted.article.main]
    turnout = COPY_TURNOUT_MAIN if boosted.article.main else COPY_TURNOUT_OTHER
    copies = []
    for account in range(FIRST_BOOSTER, FIRST_FAN):
        if rng.random() > turnout:
            continue
        start_s = boosted.born_s + bursts[int(rng.integers(len(bursts)))] * HOUR_S
        text = texts.boosted_copy(boosted.article.text, rng)
        at_s = start_s + rng.random() * WAVE_S
        copies.append(draft.add(account, at_s, text, texts.ZH, link=texts.tracked(boosted.address, rng)))
    return copies


def _waves(draft: Draft, boosted: Boosted, copies: list[int], rng: np.random.Generator) -> None:
    """Waves of reposts: the original in two of them, otherwise copies that are out by then; nobody twice."""
    done: set[tuple[int, int]] = set()
    for number, hours in enumerate(WAVES_H[boosted.article.main]):
        start_s = boosted.born_s + hours * HOUR_S
        out = [copy for copy in copies if draft.at_s[copy] < start_s]
        targets = [int(copy) for copy in rng.permutation(out)[:2]]
        if number in (0, 4):
            targets[0] = boosted.original
        for account in range(FIRST_BOOSTER, FIRST_FAN):
            if rng.random() < TURNOUT:
                _join(draft, account, targets, start_s, done, rng)


def _join(
    draft: Draft,
    account: int,
    targets: list[int],
    start_s: float,
    done: set[tuple[int, int]],
    rng: np.random.Generator,
) -> None:
    for target in targets:
        if draft.account[target] == account or (account, target) in done:
            continue
        done.add((account, target))
        at_s = start_s + rng.random() * WAVE_S
        remark = texts.BOOST_REMARKS[int(rng.integers(len(texts.BOOST_REMARKS)))] if rng.random() < 0.25 else ""
        draft.add(account, at_s, remark, texts.ZH, repost_of=target)
        if rng.random() < 0.15:
            draft.add(account, at_s + 20 + rng.random() * 40, remark or "顶", texts.ZH, reply_to=target)


def sing(draft: Draft, crowd: People, rng: np.random.Generator) -> None:
    """Add the singer's posts over the whole period, what her fans do within minutes, and other listeners."""
    born = np.sort(rng.random(SONGS)) * (DAYS - 1) * DAY_S
    fans: Ints = np.arange(FIRST_FAN, FIRST_ORGANIC)
    for number, born_s in enumerate(born.tolist()):
        text = f"{texts.SINGER} 🎤 {'new song' if number % 3 else '新歌'} no. {number + 1}, rehearsal notes #MirelleOto"
        post = draft.add(SINGER_AT, born_s, text, texts.EN)
        there = fans[rng.random(FANS) < FAN_TURNOUT]
        at_s = reaction_times(
            np.full(len(there), born_s),
            np.full(len(there), FAN_DELAY_S),
            np.full(len(there), FAN_SIGMA),
            crowd.zone_h[there],
            rng,
        )
        for fan, when in zip(there.tolist(), at_s.tolist(), strict=True):
            draft.add(fan, when, "❤️" if rng.random() < 0.1 else "", texts.EN, repost_of=post)
        spread_reactions(draft, crowd, post, int(rng.poisson(12)), 6 * HOUR_S, rng)
