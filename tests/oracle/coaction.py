"""Windowed co-action in plain Python: slow, obvious, every two rows of every two accounts looked at."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import NamedTuple


class Row(NamedTuple):
    """One action; ``None`` is a missing cell, time is in microseconds."""

    account: str
    obj: str | None
    at_us: int
    content: str | None = None
    behaviour: str = "link"


class Pair(NamedTuple):
    """What a row of pairs.parquet says of two accounts, first name smaller, but for the tests."""

    objects: int
    contents_a: int | None
    contents_b: int | None
    first_at_us: int
    last_at_us: int
    median_gap_us: int


class Proof(NamedTuple):
    """What a row of evidence.parquet says: the closest two actions; places of rows count from 1."""

    at_a_us: int
    at_b_us: int
    row_a: int
    row_b: int
    co_actions: int


Names = tuple[str, str, str]  # account_a, account_b, behaviour


def pairs(rows: list[Row], window_us: int, min_objects: int = 1) -> dict[Names, Pair]:
    """Return every pair of accounts that co-acts on at least so many objects."""
    found = {}
    for names, by_object in _meetings(rows, window_us).items():
        if len(by_object) < min_objects:
            continue
        meetings = [meeting for on_object in by_object.values() for meeting in on_object]
        times = [rows[place].at_us for meeting in meetings for place in meeting]
        gaps = sorted(min(_gap(rows, meeting) for meeting in on_object) for on_object in by_object.values())
        found[names] = Pair(
            objects=len(by_object),
            contents_a=_contents(rows, {x for x, _ in meetings}),
            contents_b=_contents(rows, {y for _, y in meetings}),
            first_at_us=min(times),
            last_at_us=max(times),
            median_gap_us=gaps[(len(gaps) - 1) // 2],
        )
    return found


def evidence(rows: list[Row], window_us: int, min_objects: int = 1) -> dict[tuple[str, str, str, str], Proof]:
    """Return one proof per pair, behaviour and object: the closest two actions, the earliest of equally close ones."""
    found = {}
    for (a, b, behaviour), by_object in _meetings(rows, window_us).items():
        if len(by_object) < min_objects:
            continue
        for obj, meetings in by_object.items():
            x, y = min(meetings, key=lambda m: (_gap(rows, m), rows[m[0]].at_us + rows[m[1]].at_us, m))
            moments = {(rows[x].at_us, rows[y].at_us) for x, y in meetings}
            found[a, b, behaviour, obj] = Proof(rows[x].at_us, rows[y].at_us, x + 1, y + 1, len(moments))
    return found


def _meetings(rows: list[Row], window_us: int) -> dict[Names, dict[str, list[tuple[int, int]]]]:
    """Pair and behaviour -> object -> places (x, y) of rows of a and b within the window, both ends inside."""
    found: dict[Names, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for x, y in combinations(range(len(rows)), 2):
        one, other = rows[x], rows[y]
        if one.obj is None or one.account == other.account:
            continue
        if (one.obj, one.behaviour) == (other.obj, other.behaviour) and _gap(rows, (x, y)) <= window_us:
            a, b = (x, y) if one.account < other.account else (y, x)
            found[rows[a].account, rows[b].account, one.behaviour][one.obj].append((a, b))
    return found


def _gap(rows: list[Row], meeting: tuple[int, int]) -> int:
    return abs(rows[meeting[0]].at_us - rows[meeting[1]].at_us)


def _contents(rows: list[Row], places: set[int]) -> int | None:
    return len({rows[place].content for place in places} - {None}) or None
