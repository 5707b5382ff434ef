"""Counters of posts and accounts -> columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crosscurrent.connectors.records import values


def columns(counts: Mapping[str, Any], capped: Iterable[str] = ()) -> dict[str, Any]:
    """Return the columns of counters: values, names of lower bounds, steps of rounding.

    Args:
        counts: Column -> raw value or :class:`crosscurrent.connectors.records.values.Count`.
        capped: Names of counters that the platform shows only up to a bound.

    Example:
        >>> columns({"like_count": "1.2万", "share_count": "100万+", "view_count": None})
        {'like_count': 12000, 'share_count': 1000000, 'lower_bound': ['share_count'], \
'granularity': [('like_count', 1000), ('share_count', 10000)]}
    """
    cells: dict[str, Any] = {}
    bounds, steps = list(capped) if capped else [], []
    for name, raw in counts.items():
        if raw is None or raw == "":
            continue
        if type(raw) is str and raw.isdecimal() and len(raw) < 19:  # nearly all of them
            cells[name] = int(raw)
            continue
        counted = raw if isinstance(raw, values.Count) else values.count(raw)
        if counted is None:
            continue
        cells[name] = counted.value
        if counted.lower_bound and name not in bounds:
            bounds.append(name)
        if counted.granularity > 1:
            steps.append((name, counted.granularity))
    if bounds and (known := [name for name in bounds if name in cells]):
        cells["lower_bound"] = known
    if steps:
        cells["granularity"] = steps
    return cells


def of_account(name: str, raw: Any, cells: dict[str, Any]) -> int | None:
    """Return one counter of an account, ``None`` if it is none; notes in ``cells`` that followers are rounded."""
    counted = values.count(raw)
    if counted is None:
        return None
    if name == "follower_count" and (counted.granularity > 1 or counted.lower_bound):
        cells["follower_is_rounded"] = True
    return counted.value
