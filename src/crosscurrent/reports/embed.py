"""What of the tables goes into the page: cut to a size a browser bears, with every cut counted and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from crosscurrent.reports.layout import network_positions
from crosscurrent.reports.material import ReportMaterial


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one page holds.

    Attributes:
        accounts: Accounts in the network picture.
        edges: Pairs of accounts.
        evidence: Rows of the evidence table.
        actions: Actions in the timelines.
        text_chars: Characters of one post.
        texts_chars: Characters of all posts together.
    """

    accounts: int = 2_000
    edges: int = 20_000
    evidence: int = 50_000
    actions: int = 50_000
    text_chars: int = 2_000
    texts_chars: int = 8_000_000


@dataclass(frozen=True, slots=True)
class Cut:
    """How much of a table is on the page.

    Attributes:
        what: ``accounts``, ``edges``, ``evidence``, ``actions`` or ``texts``.
        shown: Rows on the page.
        held: Rows there are.
        table: File that holds them all.
    """

    what: str
    shown: int
    held: int
    table: str


@dataclass(slots=True)
class _Names:
    """Strings that many rows share, kept once and referred to by number."""

    numbers: dict[str, int]

    def number(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    def column(self, values: list[str | None]) -> list[int]:
        return [-1 if value is None else self.number(value) for value in values]


def plain(table: pa.Table) -> pa.Table:
    """Return the table with dictionary columns written out as strings."""
    columns = [
        column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    return pa.table(dict(zip(table.schema.names, columns, strict=True)))


def page_content(material: ReportMaterial, limits: Limits | None = None) -> tuple[dict[str, Any], list[Cut]]:
    """Select what the page shows and write it as numbers and shared strings.

    Accounts of groups come first, then the others by number of edges; edges need both ends, smaller q first;
    evidence is taken evenly over the edges, smallest gap first. Nothing is sampled at random.

    Args:
        material: Checked material.
        limits: The most that goes in; ``None`` for the defaults.

    Returns:
        The content as JSON-ready values, and one :class:`Cut` per part that was left out in part.
    """
    most = limits or Limits()
    groups, significant = plain(material.groups), _significant(plain(material.pairs))
    ends = _ends(significant)
    group_ids = [str(group["group_id"]) for group in material.summary["groups"]]
    accounts, group_of = _accounts(groups, group_ids, ends, most.accounts)
    names = {kind: _Names({}) for kind in ("behaviours", "objects", "contents", "captures")}
    number = {account: i for i, account in enumerate(accounts)}
    edges, tests = _edges(significant, number, names["behaviours"], most.edges)
    evidence, held_evidence = _evidence(plain(material.evidence), edges, number, names, most.evidence)
    actions, held_actions = _actions(plain(material.group_actions), group_ids, number, names, most.actions)
    posts, held_posts = _posts(material, list(names["contents"].numbers), most)
    content = {
        **_picture(accounts, group_of, edges),
        "groups": [_group(material, group_id) for group_id in group_ids],
        "members": _members(groups, group_ids, number),
        "edges": edges,
        "tests": tests,
        "evidence": evidence,
        "actions": actions,
        "posts": posts,
        **{kind: list(shared.numbers) for kind, shared in names.items()},
        "files": {capture_key(row): str(row.get("path") or "") for row in material.captures},
        "activity": _activity(material),
    }
    held_accounts = len({*groups.column("account_id").to_pylist(), *chain(*ends)})
    held = (held_accounts, len(set(ends)), held_evidence, held_actions, held_posts)
    return content, _cuts((accounts, edges, evidence, actions, posts), held)


def _cuts(parts: Sequence[Sequence[object]], held: Sequence[int]) -> list[Cut]:
    tables = ("groups", "pairs", "evidence", "group_actions", "")
    rows = zip(("accounts", "edges", "evidence", "actions", "texts"), parts, held, tables, strict=True)
    cuts = [
        Cut(what, sum(row is not None for row in part), n, f"{t}.parquet" if t else "") for what, part, n, t in rows
    ]
    return [cut for cut in cuts if cut.shown < cut.held]


def _significant(pairs: pa.Table) -> pa.Table:
    found = pairs.filter(pc.fill_null(pairs.column("significant"), False))
    return found.sort_by([("account_a", "ascending"), ("account_b", "ascending")])


def _picture(accounts: list[str], group_of: list[int], edges: list[list[Any]]) -> dict[str, Any]:
    at = network_positions(group_of, np.array([row[:2] for row in edges], np.int64).reshape(-1, 2))
    return {"accounts": accounts, "x": at[:, 0].tolist(), "y": at[:, 1].tolist(), "group_of": group_of}


def capture_key(row: Any) -> str:
    """Return the SHA-256 of a capture mapping, whichever of its two names it goes by."""
    return str(row.get("capture_id") or row.get("sha256") or "")


def _ends(pairs: pa.Table) -> list[tuple[str, str]]:
    return list(zip(pairs.column("account_a").to_pylist(), pairs.column("account_b").to_pylist(), strict=True))


def _accounts(
    groups: pa.Table, group_ids: list[str], ends: list[tuple[str, str]], most: int
) -> tuple[list[str], list[int]]:
    """Choose the accounts of the picture; return their names and group numbers."""
    degree: dict[str, int] = {}
    for pair in dict.fromkeys(ends):
        for account in pair:
            degree[account] = degree.get(account, 0) + 1
    rank = {group_id: i for i, group_id in enumerate(group_ids)}
    group_of: dict[str, int] = {}
    rows = zip(groups.column("group_id").to_pylist(), groups.column("account_id").to_pylist(), strict=True)
    for group_id, account in rows:
        if group_id in rank:
            group_of.setdefault(account, rank[group_id])
    known = dict.fromkeys([*group_of, *degree])
    last = len(group_ids)
    chosen = sorted(known, key=lambda account: (group_of.get(account, last), -degree.get(account, 0), account))[:most]
    return chosen, [group_of.get(account, -1) for account in chosen]


def _edges(
    pairs: pa.Table, number: dict[str, int], behaviours: _Names, most: int
) -> tuple[list[list[Any]], list[list[Any]]]:
    """Return edges [a, b, objects, which, q, q_by] and their tests [edge, behaviour, window_us, …]."""
    by_pair: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in pairs.to_pylist():
        a, b = number.get(row["account_a"]), number.get(row["account_b"])
        if a is not None and b is not None:
            by_pair.setdefault((a, b), []).append(row)
    strongest = sorted(by_pair, key=lambda pair: (_q(by_pair[pair][0]), -_objects(by_pair[pair]), pair))[:most]
    edges, tests = [], []
    for edge, pair in enumerate(sorted(strongest)):
        rows = by_pair[pair]
        first = rows[0]
        edges.append([*pair, _objects(rows), first["which"], _finite(first["q"]), _finite(first["q_by"])])
        for row in sorted(rows, key=lambda row: (row["behaviour"], row["window_us"])):
            figures = [_finite(row[name]) for name in ("expected", "p_joint", "p_when", "p_what")]
            span = [row["first_at_us"], row["last_at_us"], row["median_gap_us"]]
            behaviour = behaviours.number(row["behaviour"])
            tests.append([edge, behaviour, row["window_us"], row["objects"], *figures, *span])
    return edges, tests


def _q(row: dict[str, Any]) -> float:
    return 1.0 if row["q"] is None else float(row["q"])


def _objects(rows: list[dict[str, Any]]) -> int:
    return max(int(row["objects"] or 0) for row in rows)


def _finite(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)


def _evidence(
    table: pa.Table, edges: list[list[Any]], number: dict[str, int], names: dict[str, _Names], most: int
) -> tuple[list[list[Any]], int]:
    """Return rows [edge, behaviour, object, content a, b, at a, at b, co-actions, capture a, locator a, b …]."""
    accounts = pa.array(list(number), pa.string())
    a, b = (
        np.asarray(pc.fill_null(pc.index_in(table.column(name), value_set=accounts), -1).to_numpy(), np.int64)
        for name in ("account_a", "account_b")
    )
    of_row = _edge_numbers(edges, a, b, len(accounts))
    known = table.take(pa.array(np.flatnonzero(of_row >= 0)))
    known = known.append_column("edge", pa.array(of_row[of_row >= 0]))
    known = known.sort_by([(name, "ascending") for name in ("edge", "behaviour", "object_id", "at_a_us", "at_b_us")])
    chosen = known.take(pa.array(_evenly(known.column("edge").to_numpy(), _gaps(known), most)))
    written = [
        [
            row["edge"],
            names["behaviours"].number(row["behaviour"]),
            names["objects"].number(row["object_id"]),
            *names["contents"].column([row["content_a"], row["content_b"]]),
            row["at_a_us"],
            row["at_b_us"],
            row["co_actions"],
            *names["captures"].column([row["capture_a"]]),
            row["locator_a"],
            *names["captures"].column([row["capture_b"]]),
            row["locator_b"],
        ]
        for row in chosen.to_pylist()
    ]
    return written, table.num_rows


def _edge_numbers(edges: list[list[Any]], a: NDArray[np.int64], b: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return the edge of each row with ends ``a`` and ``b``; -1 where that pair is not on the page."""
    keys = np.array([row[0] * n + row[1] for row in edges], np.int64)  # edges are sorted, so keys are too
    wanted = np.where((a >= 0) & (b >= 0), a * n + b, -1)
    place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    found = keys[place] == wanted if len(keys) else np.zeros(len(wanted), bool)
    return np.where(found, place, -1)


def _gaps(table: pa.Table) -> NDArray[np.int64]:
    gaps = pc.abs(pc.subtract(table.column("at_b_us"), table.column("at_a_us")))
    return np.asarray(pc.fill_null(gaps, 2**62).to_numpy(), np.int64)


def _evenly(edge: NDArray[np.int64], gap: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return at most ``most`` row numbers: every edge's closest row, then every edge's second closest, and so on."""
    order = np.lexsort((gap, edge))
    starts = np.flatnonzero(np.r_[True, edge[order][1:] != edge[order][:-1]]) if len(order) else order
    turn = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    taken = np.argsort(turn, kind="stable")[:most]
    return np.asarray(order[np.sort(taken)], np.int64)


def _actions(
    table: pa.Table, group_ids: list[str], number: dict[str, int], names: dict[str, _Names], most: int
) -> tuple[list[list[Any]], int]:
    """Return rows [group, account, behaviour, object, content, at_us, capture, locator] in order of time."""
    rank = {group_id: i for i, group_id in enumerate(group_ids)}
    rows = table.sort_by([(name, "ascending") for name in ("at_us", "account_id", "behaviour", "object_id", "locator")])
    written: list[list[Any]] = []
    for row in rows.to_pylist():
        if len(written) == most:
            break
        if row["group_id"] in rank and row["account_id"] in number:
            place = [rank[row["group_id"]], number[row["account_id"]], names["behaviours"].number(row["behaviour"])]
            shared = [names["objects"].number(row["object_id"]), *names["contents"].column([row["content_id"]])]
            capture = names["captures"].column([row["capture_id"]])
            written.append([*place, *shared, row["at_us"], *capture, row["locator"]])
    return written, table.num_rows


def _members(groups: pa.Table, group_ids: list[str], number: dict[str, int]) -> list[list[Any]]:
    """Return rows [group, account, edges, objects, actions, first share, lag, membership, p]."""
    rank = {group_id: i for i, group_id in enumerate(group_ids)}
    rows = [row for row in groups.to_pylist() if row["group_id"] in rank and row["account_id"] in number]
    rows.sort(key=lambda row: (rank[row["group_id"]], -(row["edges"] or 0), row["account_id"]))
    figures = ("edges", "objects", "actions", "first_share", "median_lag_us", "membership", "p_member")
    return [[rank[row["group_id"]], number[row["account_id"]], *(row[name] for name in figures)] for row in rows]


def _group(material: ReportMaterial, group_id: str) -> dict[str, Any]:
    found = next(group for group in material.summary["groups"] if group["group_id"] == group_id)
    return {"id": group_id, "status": found["status"], "which": found.get("which"), "accounts": found["accounts"]}


def _posts(material: ReportMaterial, contents: list[str], most: Limits) -> tuple[list[list[Any] | None], int]:
    """Return [text, url, language, characters left out] per content id, ``None`` where nothing was captured."""
    posts: list[list[Any] | None] = []
    budget, held = most.texts_chars, 0
    for content in contents:
        post = material.posts.get(content)
        text = None if post is None else post.get("text")
        held += post is not None
        kept = None if text is None else str(text)[: most.text_chars]
        if post is None or budget < len(kept or ""):
            posts.append(None)
            continue
        budget -= len(kept or "")
        left_out = 0 if text is None else len(str(text)) - len(kept or "")
        posts.append([kept, post.get("url"), post.get("lang"), left_out])
    return posts, held


def _activity(material: ReportMaterial) -> list[list[int]]:
    if material.activity is None:
        return []
    table = material.activity.sort_by("start_us")
    return [
        list(row) for row in zip(*(table.column(name).to_pylist() for name in ("start_us", "actions")), strict=True)
    ]
