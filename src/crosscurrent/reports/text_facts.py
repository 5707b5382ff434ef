"""The rows behind the sections on texts, chosen and joined once for both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.reports.embed import plain
from crosscurrent.reports.text_material import TextMaterial

#: Groups with a card of their own, posts listed in each, and pairs shown side by side.
MOST_GROUPS, MOST_POSTS, MOST_PAIRS = 6, 60, 3
#: Rows of the list of groups, of copies without credit, and pairs of contrary texts.
MOST_LISTED, MOST_COPIES, MOST_CONTRARY = 25, 15, 8
#: Pairs of contrary texts in which one denial stands.
MOST_SAME = 2
Row = dict[str, Any]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """One group as it will be shown.

    Attributes:
        group_id: Its id.
        number: 1, 2, 3 … in the order shown.
        nodes: Its texts by time (those without a time last), at most :data:`MOST_POSTS`: columns of the lineage table
            with ``relation``, ``benign`` and ``is_medoid`` of the group table.
        texts: Texts it has.
        posts: Posts.
        accounts: Accounts that are known.
        platforms: Platform -> texts.
        languages: Language -> texts.
        benign: Benign label -> texts that carry it.
        first_us: Its first time.
        last_us: Its last time.
        times_us: Platform -> all times, for the timeline.
        undecided: Reason -> texts.
        tiers: Tier -> texts.
        untimed: Texts without a time.
        copies: Copies without credit in it.
        pairs: Texts to show side by side.
    """

    group_id: str
    number: int
    nodes: list[Row]
    texts: int
    posts: int
    accounts: int
    platforms: dict[str, int]
    languages: dict[str, int]
    benign: dict[str, int]
    first_us: int | None
    last_us: int | None
    times_us: dict[str, list[int]]
    undecided: dict[str, int]
    tiers: dict[str, int]
    untimed: int
    copies: list[Row] = field(default_factory=list)
    pairs: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What the sections on texts say, before words.

    Attributes:
        groups: The groups shown.
        listed: The groups named in a list, those shown among them: ``group_id``, ``texts``, ``accounts``,
            ``coordinated`` (those of the accounts that are in a coordinated group), ``platforms``, ``copies``,
            ``first_us``, ``last_us``.
        held: Groups there are.
        texts: The texts that are quoted, by id; ``at_us`` is the time.
        copies: Copies without credit, those that repeat most first; each with ``group`` (number shown, or ``None``).
        contrary: Pairs that agree except that one denies, or changes a number.
        passages: Pair of texts -> shared passages as (span in a, span in b).
        group_of: Text -> number of its group.
    """

    groups: list[GroupFacts]
    listed: list[Row]
    held: int
    texts: dict[str, Row]
    copies: list[Row]
    contrary: list[Row]
    passages: dict[tuple[str, str], list[tuple[Span, Span]]]
    group_of: dict[str, int]


def text_facts(material: TextMaterial) -> TextFacts:
    """Choose what is shown; :func:`_rank` says in which order."""
    nodes, unattributed = _with_membership(material), _by_amount(material)
    ranked = _ranked(nodes, unattributed, material.coordinated)
    shown = [row["group_id"] for row in ranked[:MOST_GROUPS]]
    groups = [_group(group_id, number, nodes) for number, group_id in enumerate(shown, 1)]
    number_of = {group.group_id: group.number for group in groups}
    group_of = {
        row["text_uid"]: number_of[row["group_id"]]
        for row in nodes.filter(_among(nodes, "group_id", shown)).select(["text_uid", "group_id"]).to_pylist()
    }
    relations = _plain_times(material.relations)
    copies = [row | {"group": group_of.get(row["text_uid"])} for row in _rows(unattributed)]
    for group in groups:
        group.copies.extend(row for row in copies if row["group"] == group.number)
        group.pairs.extend(_pairs(group, relations))
    contrary = _contrary(relations)
    asked = [pair for group in groups for pair in group.pairs] + contrary
    wanted = {uid for row in asked for uid in (row["text_a"], row["text_b"])}
    wanted |= {row["text_uid"] for group in groups for row in group.nodes}
    wanted |= {uid for row in copies[:MOST_COPIES] for uid in (row["text_uid"], row["source_text"])}
    texts = {row["text_uid"]: row for row in _rows(_plain_times(_where(material.texts, "text_uid", wanted)))}
    passages = _passages(material, wanted)
    return TextFacts(groups, ranked[:MOST_LISTED], len(ranked), texts, copies, contrary, passages, group_of)


def _plain_times(table: pa.Table) -> pa.Table:
    """Return plain columns, and times as whole microseconds under ``<name>_us``."""
    table = plain(table)
    for name in table.schema.names:
        if pa.types.is_timestamp(table.schema.field(name).type):
            table = table.append_column(f"{name}_us", table.column(name).cast(pa.int64())).drop_columns([name])
    return table


def _rows(table: pa.Table) -> list[Row]:
    return list(table.to_pylist())


def _among(table: pa.Table, column: str, values: Iterable[str]) -> pa.ChunkedArray:
    return pc.is_in(table.column(column), value_set=pa.array(sorted(values), pa.string()))


def _where(table: pa.Table, column: str, values: Iterable[str]) -> pa.Table:
    return table.filter(_among(table, column, values))


def rows_of(table: pa.Table, column: str, value: str) -> list[Row]:
    """Return the rows of one group, times as ``<name>_us``."""
    return _rows(_plain_times(_where(table, column, [value])))


def openings(material: TextMaterial, group_ids: Iterable[str]) -> dict[str, str]:
    """Return how the text of each group begins that all its members are held against."""
    medoids = material.groups.filter(material.groups.column("is_medoid"))
    medoids = _where(medoids, "group_id", group_ids)
    group_of = {row["text_uid"]: row["group_id"] for row in _rows(medoids.select(["text_uid", "group_id"]))}
    texts = _where(material.texts.select(["text_uid", "text"]), "text_uid", group_of)
    return {group_of[row["text_uid"]]: row["text"][:200] for row in _rows(texts)}


def _with_membership(material: TextMaterial) -> pa.Table:
    """Return the lineage of every text in a group, with what the group says of it."""
    nodes, members = _plain_times(material.nodes), plain(material.groups)
    nodes = nodes.filter(pc.is_valid(nodes.column("group_id")))
    rows = pc.index_in(nodes.column("text_uid"), value_set=members.column("text_uid").combine_chunks())
    for name in ("relation", "benign", "is_medoid", "similarity"):
        nodes = nodes.append_column(name, members.column(name).take(rows))
    return nodes.sort_by([("at_us", "ascending"), ("text_uid", "ascending")])


def _by_amount(material: TextMaterial) -> pa.Table:
    """Return copies without credit with ``chars``: about how many characters each repeats, the most first."""
    found = material.unattributed
    rows = pc.index_in(found.column("text_uid"), value_set=material.texts.column("text_uid").combine_chunks())
    lengths = pc.fill_null(pc.utf8_length(material.texts.column("text").take(rows)), 0)
    found = found.append_column("chars", pc.multiply(pc.cast(lengths, pa.float64()), found.column("coverage")))
    return found.sort_by([("chars", "descending"), ("text_uid", "ascending")])


def _contrary(relations: pa.Table) -> list[Row]:
    """Return the pairs of contrary texts to show: denials and fact-checks before figures, the most alike first."""
    rows = _rows(relations.filter(relations.column("contrary")))
    spoken = [row for row in rows if not row["benign"]] or rows

    def rank(row: Row) -> tuple[bool, float, str, str]:
        denied = bool({"fact_check", "negation"} & set(row["differences"]))
        return not denied, -max(row["coverage_a"], row["coverage_b"], row["similarity"]), row["text_a"], row["text_b"]

    chosen: list[Row] = []
    for row in sorted(spoken, key=rank):
        if len(chosen) == MOST_CONTRARY:
            break
        if sum(row["text_b"] == other["text_b"] for other in chosen) < MOST_SAME:
            chosen.append(row)
    return chosen


def _ranked(nodes: pa.Table, unattributed: pa.Table, coordinated: frozenset[str]) -> list[Row]:
    rows = pc.index_in(nodes.column("text_uid"), value_set=unattributed.column("text_uid").combine_chunks())
    nodes = nodes.append_column("chars", pc.fill_null(unattributed.column("chars").take(rows), 0.0))
    nodes = nodes.append_column("copy", pc.is_valid(rows).cast(pa.int64()))
    found = nodes.group_by("group_id").aggregate(
        [
            ("text_uid", "count"), ("account_uid", "count_distinct"), ("platform", "count_distinct"), ("copy", "sum"),
            ("chars", "sum"), ("at_us", "min"), ("at_us", "max"),
        ]
    )  # fmt: skip
    names = {
        "group_id": "group_id", "text_uid_count": "texts", "account_uid_count_distinct": "accounts",
        "platform_count_distinct": "platforms", "copy_sum": "copies", "chars_sum": "chars", "at_us_min": "first_us",
        "at_us_max": "last_us",
    }  # fmt: skip
    acting = (
        _where(nodes, "account_uid", coordinated).group_by("group_id").aggregate([("account_uid", "count_distinct")])
    )
    of_them = {row["group_id"]: row["account_uid_count_distinct"] for row in _rows(acting)}
    listed = [{ours: row[name] for name, ours in names.items()} for row in _rows(found)]
    return sorted((row | {"coordinated": of_them.get(row["group_id"], 0)} for row in listed), key=_rank)


def _rank(row: Row) -> tuple[int, int, int, int, str]:
    """Order groups: texts mostly of accounts that act together first, then by text copied without credit and reach.

    A greeting that some of these accounts post among many others does not come first.
    """
    together = row["coordinated"] if row["coordinated"] > 1 and 2 * row["coordinated"] >= row["accounts"] else 0
    return -together, -round(row["chars"]), -row["platforms"], -row["texts"], str(row["group_id"])


def _group(group_id: str, number: int, nodes: pa.Table) -> GroupFacts:
    mine = _where(nodes, "group_id", [group_id])
    times = mine.column("at_us")
    timed = mine.filter(pc.is_valid(times))
    platforms = _counted(mine, "platform")
    undecided = mine.filter(pc.invert(mine.column("decided")))
    return GroupFacts(
        group_id, number, _rows(mine.slice(0, MOST_POSTS)), mine.num_rows,
        pc.count_distinct(mine.column("post_uid")).as_py(),
        pc.count_distinct(mine.column("account_uid")).as_py(),
        platforms, _counted(mine, "lang"), _labels(mine.column("benign")),
        pc.min(times).as_py(), pc.max(times).as_py(),
        {name: _where(timed, "platform", [name]).column("at_us").to_pylist() for name in platforms},
        _counted(undecided, "undecided_because"), _counted(mine, "tier"), times.null_count,
    )  # fmt: skip


def _counted(table: pa.Table, column: str) -> dict[str, int]:
    """Return value -> rows, the commonest first."""
    found = [(row["values"], row["counts"]) for row in pc.value_counts(table.column(column)).to_pylist()]
    return dict(sorted(((v, n) for v, n in found if v is not None), key=lambda pair: (-pair[1], pair[0])))


def _labels(column: pa.ChunkedArray) -> dict[str, int]:
    labels = pc.list_flatten(column)
    return _counted(pa.table({"label": labels}), "label")


def _pairs(group: GroupFacts, relations: pa.Table) -> list[Row]:
    """Return the pairs of a group to show side by side: copies without credit, then the fullest of other relations."""
    pairs = [
        {"text_a": row["source_text"], "text_b": row["text_uid"], "relation": None, "differences": [], "copy": row}
        for row in group.copies[:MOST_PAIRS]
    ]
    uids = [row["text_uid"] for row in group.nodes]
    inside = relations.filter(pc.and_(_among(relations, "text_a", uids), _among(relations, "text_b", uids)))
    by_ends = {(row["text_a"], row["text_b"]): row for row in _rows(inside)}
    known = {
        (pair["text_a"], pair["text_b"]): by_ends.get((pair["text_a"], pair["text_b"]))
        or by_ends.get((pair["text_b"], pair["text_a"]))
        for pair in pairs
    }
    for pair in pairs:
        found: Mapping[str, Any] = known[pair["text_a"], pair["text_b"]] or {}
        pair |= {name: found.get(name) or pair[name] for name in ("relation", "differences")}
        pair["benign"] = found.get("benign") or []
    others = sorted(by_ends.values(), key=lambda row: (-row["coverage_b"], row["lag_us"] or 0, row["text_b"]))
    for row in others:
        if len(pairs) >= MOST_PAIRS:
            break
        if (row["text_a"], row["text_b"]) not in known and (row["text_b"], row["text_a"]) not in known:
            pairs.append({**row, "copy": None})
    return pairs


def _passages(material: TextMaterial, texts: set[str]) -> dict[tuple[str, str], list[tuple[Span, Span]]]:
    table = material.passages
    table = table.filter(pc.and_(_among(table, "text_a", texts), _among(table, "text_b", texts)))
    found: dict[tuple[str, str], list[tuple[Span, Span]]] = {}
    for row in _rows(table):
        spans = ((row["start_a"], row["end_a"]), (row["start_b"], row["end_b"]))
        found.setdefault((row["text_a"], row["text_b"]), []).append(spans)
        found.setdefault((row["text_b"], row["text_a"]), []).append((spans[1], spans[0]))
    return found
