"""The way a text went: first appearances, hops between platforms, delays, tiers passed through."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crosscurrent.detectors.lineage.credit import CreditSearch
from crosscurrent.detectors.lineage.intervals import NEVER, Ints
from crosscurrent.detectors.lineage.material import Corpus, host_of
from crosscurrent.detectors.lineage.parents import Parents
from crosscurrent.detectors.lineage.tiers import UNKNOWN, TierEntry, TierRegistry, keys_of
from crosscurrent.model.lineage import DIMENSIONS

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Spread:
    """Where texts went.

    Attributes:
        group: Group of each text; one without takes that of its parent.
        tier: Tier of each text's account.
        entries: Registry entry of each text's account.
        earliest: Texts of which no other of the group is surely earlier.
        appearances: Rows of ``lineage_appearance``.
        hops: Rows of ``lineage_hop``.
    """

    group: list[str | None]
    tier: list[str]
    entries: list[TierEntry | None]
    earliest: list[bool]
    appearances: list[dict[str, Any]]
    hops: list[dict[str, Any]]


def find_spread(texts: Corpus, parents: Parents, search: CreditSearch, registry: TierRegistry) -> Spread:
    """Find first appearances, hops and tiers."""
    group = groups_with_children(texts.group, parents)
    entries = [_entry(texts, search, registry, n) for n in range(len(texts.uid))]
    tier = [entry.tier if entry else UNKNOWN for entry in entries]
    members: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(group):
        if one is not None:
            members[one].append(n)
    earliest = [False] * len(group)
    for texts_of_group in members.values():
        for n in may_be_first(texts, texts_of_group):
            earliest[n] = True
    values = dict(zip(DIMENSIONS, (texts.platform, texts.lang, tier), strict=True))
    appearances = [
        row
        for one in sorted(members)
        for dimension in DIMENSIONS
        for row in _appearances(texts, one, dimension, values[dimension], members[one])
    ]
    return Spread(group, tier, entries, earliest, appearances, _hops(texts, group, parents))


def groups_with_children(group: Sequence[str | None], parents: Parents) -> list[str | None]:
    """Give a text that is in no group the group of its parent, parents before children."""
    found = list(group)
    for n in np.argsort(parents.depth, kind="stable").tolist():
        parent = int(parents.parent[n])
        if found[n] is None and parent >= 0:
            found[n] = found[parent]
    return found


def may_be_first(texts: Corpus, members: Iterable[int]) -> list[int]:
    """Return the texts with a time of which no other is surely earlier, the likeliest first."""
    timed = [n for n in members if texts.low[n] != NEVER]
    if not timed:
        return []
    end = min(int(texts.high[n]) for n in timed)
    first = [n for n in timed if int(texts.low[n]) < end]
    return sorted(first, key=lambda n: (int(texts.low[n]), int(texts.high[n]), texts.uid[n]))


def _entry(texts: Corpus, search: CreditSearch, registry: TierRegistry, n: int) -> TierEntry | None:
    account = texts.account[n]
    if account is None:
        return None
    platform = account.partition(":")[0]
    source = search.source(n)
    hosts = [host for host in (host_of(texts.url[n]), account.partition(":")[2]) if host] if platform == "web" else []
    handles = [f"{platform}:{handle}" for handle in source.handles]
    return registry.entry_for(keys_of(account, handles, hosts), texts.at[n])


def _appearances(
    texts: Corpus, group: str, dimension: str, values: Sequence[str], members: Sequence[int]
) -> Iterable[dict[str, Any]]:
    by_value: dict[str, list[int]] = defaultdict(list)
    for n in members:
        by_value[values[n]].append(n)
    for value in sorted(by_value):
        first = may_be_first(texts, by_value[value])
        if not first:
            continue
        yield {
            "group_id": group,
            "dimension": dimension,
            "value": value,
            "text_uid": texts.uid[first[0]],
            "at": texts.at[first[0]],
            "precision": texts.precision[first[0]],
            "texts": len({texts.post[n] for n in by_value[value]}),
            "may_be_first": len({texts.post[n] for n in first}),
        }


def _hops(texts: Corpus, group: Sequence[str | None], parents: Parents) -> list[dict[str, Any]]:
    lags: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for n in timed_children(texts, parents).tolist():
        one, parent = group[n], int(parents.parent[n])
        if one is not None and texts.platform[n] != texts.platform[parent]:
            lags[one, texts.platform[parent], texts.platform[n]].append(int(parents.delay_us[n]))
    return [
        {
            "group_id": one,
            "from_platform": start,
            "to_platform": end,
            "n": len(lags[one, start, end]),
            "median_lag_us": int(np.median(lags[one, start, end])),
            "q25_lag_us": int(np.quantile(lags[one, start, end], 0.25)),
            "q75_lag_us": int(np.quantile(lags[one, start, end], 0.75)),
        }
        for one, start, end in sorted(lags)
    ]


def steps(texts: Corpus, parents: Parents) -> Ints:
    """Return the texts with a decided parent; of several parts of one post that come from one other post, the first."""
    children = np.flatnonzero(parents.parent >= 0)
    pairs = [(texts.post[n], texts.post[int(parents.parent[n])]) for n in children.tolist()]
    firsts = {pair: place for place, pair in reversed(list(enumerate(pairs)))}
    found: Ints = children[sorted(firsts.values())]
    return found


def timed_children(texts: Corpus, parents: Parents) -> Ints:
    """Return the texts of :func:`steps` where both have a time."""
    children = steps(texts, parents)
    known = (texts.low[children] != NEVER) & (texts.low[parents.parent[children]] != NEVER)
    timed: Ints = children[known]
    return timed


def lag_quantiles(lags: Ints) -> dict[str, int] | None:
    """Return quantiles of delays in microseconds; ``None`` without any.

    Example:
        >>> lag_quantiles(np.array([1, 2, 3]))["q50"]
        2
    """
    if not len(lags):
        return None
    return {f"q{round(100 * q):02d}": int(np.quantile(lags, q)) for q in QUANTILES}


def tier_steps(texts: Corpus, tier: Sequence[str], parents: Parents) -> list[dict[str, Any]]:
    """Count decided steps from tier to tier."""
    counted = Counter((tier[int(parents.parent[n])], tier[n]) for n in steps(texts, parents).tolist())
    return [{"from_tier": start, "to_tier": end, "n": n} for (start, end), n in sorted(counted.items())]
