"""The coordination network for graph tools: GraphML and GEXF, from the pairs and groups of a finding.

Nodes are accounts, edges are pairs of accounts; nothing else leaves the house. The files hold no date of writing and
list nodes and edges in sorted order, so equal findings give equal bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.exchange.graph_xml import Network, write_gexf, write_graphml, xml_text

#: Columns of groups.parquet that become attributes of a node, where the table has them.
NODE_COLUMNS = (
    "group_id", "status", "membership", "which", "edges", "objects", "actions", "first_share", "median_lag_us",
    "p_member", "p_group",
)  # fmt: skip
#: Columns of pairs.parquet that belong to the pair as a whole: equal in all its rows.
PAIR_COLUMNS = ("q", "q_by", "significant", "which")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NetworkFiles:
    """Where the two files were written, and what they hold.

    Attributes:
        graphml: Path of the GraphML file.
        gexf: Path of the GEXF file.
        accounts: Number of nodes.
        pairs: Number of edges.
    """

    graphml: Path
    gexf: Path
    accounts: int
    pairs: int


def write_network(pairs: pa.Table, groups: pa.Table, folder: Path, significant_only: bool = True) -> NetworkFiles:
    """Write ``network.graphml`` and ``network.gexf``.

    Args:
        pairs: Columns of pairs.parquet: one row per pair, behaviour and window.
        groups: Columns of groups.parquet: one row per group and account; may be empty.
        folder: Existing folder; the two files are replaced.
        significant_only: Leave out pairs that did not pass the test.

    Returns:
        The paths and the counts.
    """
    graph = network(pairs, groups, significant_only)
    files = NetworkFiles(folder / "network.graphml", folder / "network.gexf", len(graph.nodes), len(graph.edges))
    write_graphml(graph, files.graphml)
    write_gexf(graph, files.gexf)
    return files


def network(pairs: pa.Table, groups: pa.Table, significant_only: bool = True) -> Network:
    """Build the graph that both files hold.

    Args:
        pairs: As in :func:`write_network`.
        groups: As in :func:`write_network`. Accounts of groups are nodes even without an edge of their own.
        significant_only: As in :func:`write_network`.

    Returns:
        Undirected graph. Node: account; attributes ``account_id`` and :data:`NODE_COLUMNS`. Edge: pair; attributes
        ``behaviours`` and ``windows_s`` (sorted, joined by a space), ``weight`` (sum over behaviours of the objects in
        the widest window), :data:`PAIR_COLUMNS`, ``p_joint``/``p_when``/``p_what`` (smallest over its rows),
        ``first_at``, ``last_at`` (ISO 8601), ``median_gap_us`` (of the row with most objects). Nulls are left out.
        Characters that XML forbids are taken out of every text.
    """
    if significant_only:
        pairs = pairs.filter(pc.fill_null(pairs.column("significant"), False))
    members = _members(groups)
    rows = _rows_by_pair(pairs)
    ids = _node_ids({account for pair in rows for account in pair} | members.keys())
    nodes = {node: {"account_id": node, **members.get(account, {})} for account, node in ids.items()}
    edges = [(ids[one], ids[other], _edge(of_pair)) for (one, other), of_pair in sorted(rows.items())]
    return Network(nodes, edges)


def _node_ids(accounts: set[str]) -> dict[str, str]:
    """Account -> node id: the account without forbidden characters; ``~2`` … where two would fall together."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for account in sorted(accounts):
        clean = xml_text(account)
        node, number = clean, 2
        while node in taken:
            node, number = f"{clean}~{number}", number + 1
        taken.add(node)
        ids[account] = node
    return ids


def _clean(value: object) -> object:
    return xml_text(value) if isinstance(value, str) else value


def _members(groups: pa.Table) -> dict[str, dict[str, Any]]:
    """Account -> attributes; an account in two groups keeps its first."""
    members: dict[str, dict[str, Any]] = {}
    for row in groups.to_pylist():
        given = {name: _clean(row[name]) for name in NODE_COLUMNS if row.get(name) is not None}
        members.setdefault(row["account_id"], given)
    return members


def _rows_by_pair(pairs: pa.Table) -> dict[tuple[str, str], list[dict[str, Any]]]:
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in pairs.to_pylist():
        rows.setdefault((row["account_a"], row["account_b"]), []).append(row)
    return rows


def _edge(rows: list[dict[str, Any]]) -> dict[str, Any]:
    most: dict[str, int] = {}
    for row in rows:
        most[row["behaviour"]] = max(most.get(row["behaviour"], 0), row["objects"])
    fullest = max(rows, key=lambda row: (row["objects"], -row["window_us"], row["behaviour"]))
    found: dict[str, Any] = {
        "weight": sum(most.values()),
        "behaviours": " ".join(sorted(most)),
        "windows_s": " ".join(f"{width / 1e6:g}" for width in sorted({row["window_us"] for row in rows})),
        "median_gap_us": fullest.get("median_gap_us"),
    }
    found |= {name: rows[0].get(name) for name in PAIR_COLUMNS}
    for name in ("p_joint", "p_when", "p_what"):
        found[name] = min((row[name] for row in rows if row.get(name) is not None), default=None)
    found["first_at"] = _iso(min((row["first_at_us"] for row in rows if row["first_at_us"] is not None), default=None))
    found["last_at"] = _iso(max((row["last_at_us"] for row in rows if row["last_at_us"] is not None), default=None))
    return {name: _clean(value) for name, value in found.items() if value is not None}


def _iso(at_us: int | None) -> str | None:
    return None if at_us is None else (_EPOCH + timedelta(microseconds=at_us)).isoformat().replace("+00:00", "Z")
