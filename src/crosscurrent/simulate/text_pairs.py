"""Posts in Chinese, English and French of which it is known who copied, reworded, translated or contradicted whom.

The claims are written by hand, in several wordings per language (``text_pairs_*.toml``); a story is a claim with names
and numbers; every story is posted several times. Pairs of different stories are unrelated, also where they make the
same claim about another place: those are the hard negatives.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import opencc
import pyarrow as pa

from crosscurrent.model.text import SCHEMA
from crosscurrent.simulate.text_pairs_words import (
    ENDINGS,
    LANGUAGES,
    NUMBER_SLOTS,
    OPENERS,
    PEOPLE,
    PLACES,
    REMARKS,
    VAGUE,
    WORDINGS,
    Claim,
    claims,
    drawn,
    opinions,
    written,
)

#: What two posts of one story can be to each other; ``none`` are hard negatives of two stories.
TRUTHS = ("copy", "rewording", "translation", "excerpt", "contrary", "none")
TRUTH_SCHEMA = pa.schema(
    [
        pa.field("text_a", pa.string(), nullable=False),
        pa.field("text_b", pa.string(), nullable=False),
        pa.field("relation", pa.string(), nullable=False),
        # False where a second change lies on top: a reworded translation, a rewording with remarks added.
        pa.field("plain", pa.bool_(), nullable=False),
    ]
)
#: French drops the e of "de" and "que" before a vowel, which names in slots may begin with.
_ELIDED = re.compile(r"\b([dD]|[qQ]u)e (?=[AEIOUÉÈ])")
#: Share of stories that state no counts.
_VAGUE_SHARE = 0.15
#: Share of stories that are a single opinion, about a fifth of the posts; most are about the same few persons.
_OPINION, _OPINION_SHARE, _MUCH_NAMED, _DRAWS = "opinion", 0.45, 8, 20
_TOWNS, _MOST_USED = 30, 75
_START_US = 1_740_000_000_000_000
_HOUR_US = 3_600_000_000
_PLATFORMS = ("weibo", "x", "telegram", "facebook", "wechat")


@dataclass(frozen=True, slots=True)
class TextPairs:
    """Generated posts and what they are to each other.

    Attributes:
        texts: Rows of :data:`crosscurrent.model.text.SCHEMA`.
        truth: Rows of :data:`TRUTH_SCHEMA`: every pair inside a story, and hard negatives across stories. Pairs that
            are not listed are unrelated.
        stories: Story of each text, in the order of ``texts``.
        claims: Name of the claim each text makes or denies; ``opinion`` for the others.
    """

    texts: pa.Table
    truth: pa.Table
    stories: np.ndarray
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Posted:
    lang: str
    wording: int  # from WORDINGS on: contradicts
    numbers: tuple[tuple[str, int], ...]
    remarks: bool
    text: str
    traditional: bool = False

    @property
    def denies(self) -> bool:
        return self.wording >= WORDINGS


def make_pairs(seed: int, n: int, only: Collection[str] | None = None) -> TextPairs:
    """Generate posts and the truth about them.

    Args:
        seed: Same seed, same posts.
        n: Fewest posts; the last story is finished.
        only: Names of the claims to use; all where ``None``.

    Returns:
        Texts, truth, and the story and the claim of each text.

    Example:
        >>> made = make_pairs(1, 50)
        >>> made.texts.num_rows >= 50, sorted(set(made.truth["relation"].to_pylist()) - {"none"})
        (True, ['contrary', 'copy', 'excerpt', 'rewording', 'translation'])
    """
    random = np.random.default_rng(seed)
    offered = [claim for claim in claims() if only is None or claim.name in only]
    posts: list[_Posted] = []
    stories: list[int] = []
    made_of: list[str] = []
    left: dict[str, list[int]] = {}
    used: dict[tuple[str, str], set[int]] = {}
    said: set[tuple[int, int]] = set()
    while len(posts) < n:
        if random.random() < _OPINION_SHARE and (opinion := _opinion(said, random)):
            stories.append(len(made_of))
            made_of.append(_OPINION)
            posts.append(opinion)
            continue
        claim = offered[int(random.integers(len(offered)))]
        if not left.get(claim.name):
            left[claim.name] = _places(random)
        told = _story(claim, left[claim.name].pop(), used, random)
        stories += [len(made_of)] * len(told)
        made_of.append(claim.name)
        posts += told
    story = np.asarray(stories, dtype=np.int64)
    texts = _table(posts, story, random)
    uids = texts.column("text_uid").to_pylist()
    rows = _inside(posts, story, uids, made_of) + _across(story, made_of, uids, random)
    truth = pa.Table.from_pylist([dict(zip(TRUTH_SCHEMA.names, row, strict=True)) for row in rows], schema=TRUTH_SCHEMA)
    return TextPairs(texts, truth, story, tuple(made_of[number] for number in stories))


def _opinion(said: set[tuple[int, int]], random: np.random.Generator) -> _Posted | None:
    """Post what somebody thinks of a person: much like what others think, and made from none of it."""
    for _ in range(_DRAWS):
        number = int(random.integers(len(opinions())))
        person = int(random.integers(_MUCH_NAMED if random.random() < 0.7 else len(PEOPLE)))
        if (number, person) not in said:
            said.add((number, person))
            offered = sorted(opinions()[number])
            lang = offered[int(random.integers(len(offered)))]
            place = PLACES[int(random.integers(_TOWNS))][lang]
            text = opinions()[number][lang].format(w=PEOPLE[person][lang], p=place)
            return _decorated(_Posted(lang, 0, (), False, text), text, random)
    return None


def _places(random: np.random.Generator) -> list[int]:
    """Put the places in the order in which a claim uses them up: no two stories make one claim of one place."""
    towns, quarters = random.permutation(_TOWNS), _TOWNS + random.permutation(len(PLACES) - _TOWNS)
    return [*quarters.tolist(), *towns.tolist()]


def _story(
    claim: Claim, place: int, used: dict[tuple[str, str], set[int]], random: np.random.Generator
) -> list[_Posted]:
    """Post one claim: the first post, then some of copy, rewording, translation, excerpt, denial, changed number."""
    names = {slot: values[k] for slot, values, k in _named(place, random)}
    vague = VAGUE if random.random() < _VAGUE_SHARE else {}
    numbers = tuple((slot, -1 if slot in vague else _unused(claim, slot, used, random)) for slot in NUMBER_SLOTS)
    lang, wording = LANGUAGES[int(random.integers(3))], int(random.integers(WORDINGS))
    other = LANGUAGES[(LANGUAGES.index(lang) + int(random.integers(1, 3))) % 3]
    again = (wording + int(random.integers(1, WORDINGS))) % WORDINGS
    denial = WORDINGS + int(random.integers(len(claim.contrary[lang])))
    first = _Posted(lang, wording, numbers, False, "")
    told = [first]
    likely = (
        (0.5, first),
        (0.6, replace(first, wording=again)),
        (0.6, replace(first, lang=other)),
        (0.35, replace(first, remarks=True)),
        (0.3, replace(first, wording=denial, lang=lang if random.random() < 0.6 else other)),
        (0.3, replace(first, numbers=_changed(claim, first, random), lang=lang if random.random() < 0.7 else other)),
    )
    told += [post for chance, post in likely if random.random() < chance]
    return [_told(claim, post, names, random) for post in told]


def _unused(claim: Claim, slot: str, used: dict[tuple[str, str], set[int]], random: np.random.Generator) -> int:
    """Draw a number no other story of the claim states: a coincidence would be an altered copy to any reader."""
    taken = used.setdefault((claim.name, slot), set())
    if len(taken) > _MOST_USED:
        taken.clear()
    number = drawn(slot, random)
    while number in taken:
        number = drawn(slot, random)
    taken.add(number)
    return number


def _named(place: int, random: np.random.Generator) -> list[tuple[str, tuple[dict[str, str], ...], int]]:
    other = (place + int(random.integers(1, _TOWNS))) % _TOWNS
    people = random.permutation(len(PEOPLE))[:2]
    return [("p", PLACES, place), ("q", PLACES, other if other != place else (place + 1) % _TOWNS),
            ("w", PEOPLE, int(people[0])), ("v", PEOPLE, int(people[1]))]  # fmt: skip


def _changed(claim: Claim, post: _Posted, random: np.random.Generator) -> tuple[tuple[str, int], ...]:
    """Change one number that the wording states in every language."""
    known = dict(post.numbers)
    stated = [
        slot
        for slot in "nkmc"
        if known[slot] > 0 and all(f"{{{slot}}}" in claim.wordings[lang][post.wording] for lang in LANGUAGES)
    ]
    if not stated:
        return post.numbers
    slot = stated[int(random.integers(len(stated)))]
    old = known[slot]
    new = old
    while not (new > old * 1.25 or new < old * 0.8):
        new = drawn(slot, random)
    return tuple((name, new if name == slot else number) for name, number in post.numbers)


def _template(claim: Claim, post: _Posted) -> str:
    if not post.denies:
        return claim.wordings[post.lang][post.wording]
    offered = claim.contrary[post.lang]
    return offered[(post.wording - WORDINGS) % len(offered)]


def _told(claim: Claim, post: _Posted, names: dict[str, dict[str, str]], random: np.random.Generator) -> _Posted:
    lang = post.lang
    filled = {slot: forms[lang] for slot, forms in names.items()}
    filled |= {slot: written(slot, number, lang, float(random.random())) for slot, number in post.numbers}
    text = _template(claim, post).format(**filled)
    text = _ELIDED.sub(r"\1'", text) if lang == "fr" else text
    text = text[0].upper() + text[1:]
    if post.remarks:
        chosen = random.permutation(len(REMARKS[lang]))[: int(random.integers(1, 4))]
        remarks = ("" if lang == "zh" else " ").join(REMARKS[lang][int(k)] for k in chosen)
        between = "" if lang == "zh" else " "
        text = f"{text}{between}{remarks}" if random.random() < 0.5 else f"{remarks}{between}{text}"
    return _decorated(post, text, random)


def _decorated(post: _Posted, text: str, random: np.random.Generator) -> _Posted:
    lang = post.lang
    text = _ELIDED.sub(r"\1'", text) if lang == "fr" else text
    text = text[0].upper() + text[1:]
    if random.random() < 0.35:
        text = OPENERS[lang][int(random.integers(len(OPENERS[lang])))] + text
    if random.random() < 0.4:
        text += ENDINGS[lang][int(random.integers(len(ENDINGS[lang])))]
    traditional = lang == "zh" and random.random() < 0.35
    return replace(post, text=_traditional().convert(text) if traditional else text, traditional=traditional)


@cache
def _traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")


def _inside(posts: list[_Posted], story: np.ndarray, uids: list[str], made_of: list[str]) -> list[tuple[Any, ...]]:
    by_name = {claim.name: claim for claim in claims()}
    starts = np.flatnonzero(np.diff(story, prepend=-1))
    rows = []
    for start, end in zip(starts, [*starts[1:], len(posts)], strict=True):
        if end - start == 1:
            continue
        claim = by_name[made_of[story[start]]]
        for a, b in combinations(range(start, end), 2):
            relation, plain = _relation(claim, posts[a], posts[b])
            rows.append((uids[a], uids[b], relation, plain))
    return rows


def _relation(claim: Claim, a: _Posted, b: _Posted) -> tuple[str, bool]:
    """Return what two posts of one story are to each other, and whether nothing else was changed as well."""
    shared = [slot for slot, _ in a.numbers if all(f"{{{slot}}}" in _template(claim, post) for post in (a, b))]
    differ = [slot for slot in shared if dict(a.numbers)[slot] != dict(b.numbers)[slot]]
    if a.denies != b.denies or differ:
        return "contrary", a.denies != b.denies or _template(claim, a) == _template(claim, b)
    remarks = a.remarks or b.remarks
    same = a.numbers == b.numbers
    if a.lang != b.lang:
        return "translation", a.wording == b.wording and not remarks and same and not a.denies
    if _template(claim, a) != _template(claim, b):
        return "rewording", not remarks and same
    return ("excerpt" if a.remarks != b.remarks else "copy"), not (a.remarks and b.remarks)


def _across(
    story: np.ndarray, made_of: list[str], uids: list[str], random: np.random.Generator
) -> list[tuple[Any, ...]]:
    """Pair the first post of each story with one of another story that makes the same claim of somebody else."""
    starts = np.flatnonzero(np.diff(story, prepend=-1))
    last: dict[str, int] = {}
    rows = []
    for start in starts.tolist():
        name = made_of[story[start]]
        if name in last:
            earlier = np.flatnonzero(story == story[last[name]])
            rows.append((uids[int(earlier[int(random.integers(len(earlier)))])], uids[start], "none", True))
        last[name] = start
    return rows


def _table(posts: list[_Posted], story: np.ndarray, random: np.random.Generator) -> pa.Table:
    n = len(posts)
    platforms = [_PLATFORMS[int(k)] for k in random.integers(len(_PLATFORMS), size=n)]
    accounts = [
        f"{platform}:a{k}" for platform, k in zip(platforms, random.integers(max(n // 3, 1), size=n), strict=True)
    ]
    uids = [f"{platform}:{number}" for number, platform in enumerate(platforms)]
    begun = random.integers(0, 24 * 60, size=int(story[-1]) + 1)
    first = np.flatnonzero(np.diff(story, prepend=-1))
    later = np.arange(n) - np.repeat(first, np.diff(np.append(first, n)))
    at = _START_US + (begun[story] + later * 3) * _HOUR_US + random.integers(0, _HOUR_US, size=n)
    columns: dict[str, Any] = {
        "text_uid": [f"{uid}#body" for uid in uids],
        "post_uid": uids,
        "part": ["body"] * n,
        "account_uid": accounts,
        "platform": platforms,
        "kind": ["post"] * n,
        "at": pa.array(at, pa.int64()),
        "precision": ["s"] * n,
        "lang_declared": pa.nulls(n, pa.string()),
        "text": [post.text for post in posts],
        "url": pa.nulls(n, pa.string()),
        "links": pa.nulls(n, pa.list_(pa.string())),
        "mentions": pa.nulls(n, pa.list_(pa.string())),
        "byline": pa.nulls(n, pa.string()),
        "capture_id": ["generated"] * n,
        "locator": [f"row={number}" for number in range(n)],
    }
    return pa.table(columns).cast(SCHEMA)
