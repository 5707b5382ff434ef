"""CooRTweet 2.1.3 in plain Python: slow, obvious, every pair of rows looked at, its rules in their order."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import combinations
from typing import NamedTuple


class Share(NamedTuple):
    """One row; ``None`` is a missing cell, time is in seconds."""

    object_id: str | None
    account_id: str | None
    content_id: str | None
    timestamp_share: float | None


class Edge(NamedTuple):
    """One account pair, first name smaller."""

    weight: int
    avg_time_delta: float
    n_content_from: int
    n_content_to: int
    weight_threshold: int


def network(rows: list[Share], window: float, least: int, edge_weight: float) -> dict[tuple[str, str], Edge]:
    # 1. Accounts with enough rows, whatever is in the rows.
    row_count = Counter(row.account_id for row in rows if row.account_id is not None)
    rows = [row for row in rows if row.account_id is not None and row_count[row.account_id] >= least]
    # 2. and 3. All pairs of rows of one object inside the window, but no loops.
    pairs = [(x, y) for x, y in combinations(rows, 2) if _is_pair(x, y, window)]
    # 4. Accounts with enough rows whose content is in some pair; a pair stays if either content is one of theirs.
    in_pairs = {share.content_id for pair in pairs for share in pair}
    again = [row for row in rows if row.content_id in in_pairs]
    count_again = Counter(row.account_id for row in again)
    qualified = {row.content_id for row in again if count_again[row.account_id] >= least}
    pairs = [(x, y) for x, y in pairs if x.content_id in qualified or y.content_id in qualified]
    # 5. Edges.
    by_accounts = defaultdict(list)
    for x, y in pairs:
        x, y = sorted((x, y), key=lambda share: share.account_id or "")
        by_accounts[x.account_id, y.account_id].append((x, y))
    # 6. The flag.
    threshold = _quantile([len(edge) for edge in by_accounts.values()], edge_weight)
    return {
        names: Edge(
            weight=len(edge),
            avg_time_delta=math.fsum(abs(x.timestamp_share - y.timestamp_share) for x, y in edge) / len(edge),
            n_content_from=len({x.content_id for x, _ in edge}),
            n_content_to=len({y.content_id for _, y in edge}),
            weight_threshold=int(len(edge) > threshold),
        )
        for names, edge in by_accounts.items()
    }


def _is_pair(x: Share, y: Share, window: float) -> bool:
    if None in x or None in y or x.object_id != y.object_id:
        return False
    if x.account_id == y.account_id or x.content_id == y.content_id:
        return False
    if x.object_id in (x.content_id, y.content_id):
        return False
    return abs(x.timestamp_share - y.timestamp_share) <= window


def _quantile(numbers: list[int], share: float) -> float:
    if not numbers:
        return math.nan
    ranked = sorted(numbers)
    position = (len(ranked) - 1) * share
    low, high = ranked[math.floor(position)], ranked[math.ceil(position)]
    return low + (high - low) * (position - math.floor(position))
