"""The network file says what the pairs say, reads in other tools, and is the same on every run."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pyarrow as pa
import pytest

from crosscurrent.exchange.graph import network, write_network
from crosscurrent.exchange.graph_xml import Network, write_gexf, write_graphml

PAIRS = pa.schema(
    [
        ("account_a", pa.string()),
        ("account_b", pa.string()),
        ("behaviour", pa.string()),
        ("window_us", pa.int64()),
        ("objects", pa.int64()),
        ("p_joint", pa.float64()),
        ("p_when", pa.float64()),
        ("p_what", pa.float64()),
        ("q", pa.float64()),
        ("q_by", pa.float64()),
        ("significant", pa.bool_()),
        ("which", pa.string()),
        ("first_at_us", pa.int64()),
        ("last_at_us", pa.int64()),
        ("median_gap_us", pa.int64()),
    ]
)
GROUPS = pa.schema(
    [
        ("group_id", pa.string()),
        ("account_id", pa.string()),
        ("edges", pa.int64()),
        ("first_share", pa.float64()),
        ("p_member", pa.float64()),
        ("status", pa.string()),
    ]
)
NOON = 1_931_299_200_000_000  # 2031-03-15 00:00 UTC


def pair(a: str, b: str, behaviour: str, window_s: int, objects: int, **more: object) -> dict[str, object]:
    base = {
        "account_a": a, "account_b": b, "behaviour": behaviour, "window_us": window_s * 1_000_000, "objects": objects,
        "p_joint": 1e-5, "p_when": None, "p_what": 0.2, "q": 1e-4, "q_by": None, "significant": True, "which": "both",
        "first_at_us": NOON, "last_at_us": NOON + 60_000_000, "median_gap_us": 7_000_000,
    }  # fmt: skip
    return base | more


def table(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=PAIRS)


def groups(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=GROUPS)


MEMBER = {
    "group_id": "group-1", "account_id": "plaza:a", "edges": 1, "first_share": 0.5, "p_member": None,
    "status": "coordinated",
}  # fmt: skip
#: Four rows of one pair (two behaviours, two windows) and one pair that did not pass.
ROWS = table(
    pair("plaza:a", "plaza:b", "link", 60, 2),
    pair("plaza:a", "plaza:b", "link", 3600, 5, p_joint=1e-7, last_at_us=NOON + 3_600_000_000, median_gap_us=9),
    pair("plaza:a", "plaza:b", "repost", 60, 3),
    pair("plaza:a", "plaza:b", "repost", 3600, 3),
    pair("plaza:a", "plaza:c", "link", 60, 9, significant=False),
)


def test_one_edge_per_pair_sums_behaviours_and_takes_the_widest_window() -> None:
    built = network(ROWS, groups(MEMBER))
    assert built.nodes == {
        "plaza:a": {
            "account_id": "plaza:a",
            "group_id": "group-1",
            "status": "coordinated",
            "edges": 1,
            "first_share": 0.5,
        },
        "plaza:b": {"account_id": "plaza:b"},
    }
    assert built.edges == [
        (
            "plaza:a",
            "plaza:b",
            {
                "weight": 8,  # 5 links + 3 reposts
                "behaviours": "link repost",
                "windows_s": "60 3600",
                "median_gap_us": 9,
                "q": 1e-4,
                "significant": True,
                "which": "both",
                "p_joint": 1e-7,
                "p_what": 0.2,
                "first_at": "2031-03-15T00:00:00Z",
                "last_at": "2031-03-15T01:00:00Z",
            },
        )
    ]


def test_untested_pairs_come_only_when_asked_for() -> None:
    assert len(network(ROWS, groups(), significant_only=False).edges) == 2


def test_a_member_without_an_edge_is_a_node() -> None:
    built = network(table(), groups(MEMBER))
    assert list(built.nodes) == ["plaza:a"]
    assert built.edges == []


@pytest.mark.parametrize(("name", "read"), [("network.graphml", nx.read_graphml), ("network.gexf", nx.read_gexf)])
def test_other_tools_read_it_back(tmp_path: Path, name: str, read: object) -> None:
    files = write_network(ROWS, groups(MEMBER), tmp_path)
    assert (files.accounts, files.pairs) == (2, 1)
    graph = read(tmp_path / name)
    assert graph.nodes["plaza:a"]["group_id"] == "group-1"
    assert graph.nodes["plaza:a"]["first_share"] == 0.5
    found = graph.edges["plaza:a", "plaza:b"]
    assert (found["weight"], found["p_joint"], found["significant"]) == (8, 1e-7, True)
    assert "p_when" not in found  # not observed is left out, not written as zero


HOSTILE = ['=1+1"&<b>', "a\x00b", "ab", "\u202ereversed", "line\nfeed\ttab", "港湾日报 🗳️", "]]>", "'--"]


def test_hostile_names_stay_text_and_stay_apart(tmp_path: Path) -> None:
    rows = [pair(*sorted((HOSTILE[0], other)), "link", 60, 2) for other in HOSTILE[1:]]
    write_network(table(*rows), groups(), tmp_path)
    for graph in (nx.read_graphml(tmp_path / "network.graphml"), nx.read_gexf(tmp_path / "network.gexf")):
        assert graph.number_of_nodes() == len(HOSTILE)
        # The control character is gone, and the two names it kept apart are still two nodes.
        assert {"ab", "ab~2", '=1+1"&<b>', "\u202ereversed", "line\nfeed\ttab"} <= set(graph)


def test_the_same_rows_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "1", tmp_path / "2"
    one.mkdir()
    other.mkdir()
    rows = ROWS.to_pylist()
    write_network(ROWS, groups(MEMBER), one)
    write_network(table(*reversed(rows)), groups(MEMBER), other)
    for name in ("network.graphml", "network.gexf"):
        assert (one / name).read_bytes() == (other / name).read_bytes()
        assert b"date" not in (one / name).read_bytes()


def test_numbers_that_are_no_numbers_are_spelled_as_the_formats_do(tmp_path: Path) -> None:
    odd = Network({"a": {"x": float("nan"), "y": float("inf"), "z": 1}, "b": {"z": 0.5, "w": True}}, [("a", "b", {})])
    write_graphml(odd, tmp_path / "n.graphml")
    write_gexf(odd, tmp_path / "n.gexf")
    read = nx.read_graphml(tmp_path / "n.graphml").nodes["a"]
    assert read["y"] == float("inf")
    assert read["x"] != read["x"]
    assert (read["z"], type(read["z"])) == (1.0, float)  # one attribute, one type
    assert nx.read_gexf(tmp_path / "n.gexf").edges["a", "b"]["weight"] == 1.0
