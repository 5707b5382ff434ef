"""CooRTweet's rules one by one, each on a handful of shares."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscurrent.detectors.coortweet.network import EDGES_SCHEMA, EVENTS_SCHEMA, coordinated_network, quantile_type_7
from crosscurrent.errors import CoortweetParameterRefused
from tests.oracle import coortweet as oracle
from tests.oracle.coortweet import Share


def table(*rows: tuple[str | None, str | None, str | None, float | None]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [[], [], [], []]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, EVENTS_SCHEMA, strict=True)], schema=EVENTS_SCHEMA)


def weights(events: pa.Table, window: float = 10, least: int = 1) -> dict[tuple[str, str], int]:
    edges = coordinated_network(events, window, least).to_pylist()
    return {(edge["from"], edge["to"]): edge["weight"] for edge in edges}


def test_the_window_includes_its_end() -> None:
    # A and B are exactly 10 s apart: in. C is 11 s after A but 1 s after B: only with B.
    events = table(("h", "A", "a", 100), ("h", "B", "b", 110), ("h", "C", "c", 111))
    assert weights(events, window=10) == {("A", "B"): 1, ("B", "C"): 1}


def test_a_window_of_zero_keeps_shares_of_the_same_second() -> None:
    events = table(("h", "A", "a", 100), ("h", "B", "b", 100), ("h", "C", "c", 100.5))
    assert weights(events, window=0) == {("A", "B"): 1}


def test_shares_of_different_objects_never_pair() -> None:
    events = table(("h1", "A", "a", 100), ("h2", "B", "b", 100))
    assert weights(events) == {}


def test_weight_counts_content_pairs_not_objects() -> None:
    # B shares one link three times within the window of A's single share: 3, although it is one object.
    events = table(("h", "A", "a", 100), ("h", "B", "b1", 101), ("h", "B", "b2", 102), ("h", "B", "b3", 103))
    assert weights(events) == {("A", "B"): 3}


def test_loops_make_no_pair() -> None:
    events = table(
        ("h1", "A", "a1", 100), ("h1", "A", "a2", 101),  # one account
        ("h2", "A", "same", 100), ("h2", "B", "same", 101),  # one content
        ("h3", "A", None, 100), ("h3", "B", "b3", 101),  # a content is missing
        ("h4", "A", "h4", 100), ("h4", "B", "b4", 101),  # the object is the content of A
    )  # fmt: skip
    assert weights(events) == {}


def test_rows_without_object_time_or_account_make_no_pair() -> None:
    events = table(
        (None, "A", "a1", 100), (None, "B", "b1", 100),
        ("h", "A", "a2", None), ("h", "B", "b2", 100),
        ("h", None, "c1", 100),
    )  # fmt: skip
    assert weights(events) == {}


def test_participation_counts_rows_without_an_object() -> None:
    # A's second row has no object. It counts, or the pair would be gone; B's second row pairs with nothing.
    # Second count: contents in a pair are a1 and b1. A's other row carries a1 again, so A has 2 rows there: qualified.
    events = table(("h", "A", "a1", 100), (None, "A", "a1", None), ("h", "B", "b1", 101), ("g", "B", "b2", 500))
    assert weights(events, least=2) == {("A", "B"): 1}


def test_participation_is_asked_again_among_rows_whose_content_is_in_a_pair() -> None:
    # Both have two rows, but each only one whose content is in a pair: neither qualifies the second time.
    events = table(("h", "A", "a1", 100), ("g", "A", "a2", 900), ("h", "B", "b1", 101), ("k", "B", "b2", 500))
    assert weights(events, least=1) == {("A", "B"): 1}
    assert weights(events, least=2) == {}


def test_one_qualified_side_is_enough() -> None:
    # A is in pairs with two contents, B and C with one each (their second rows pair with nothing).
    # A qualifies, so both pairs stay, although B and C do not.
    events = table(
        ("h", "A", "a1", 100), ("h", "B", "b1", 101), ("x", "B", "b2", 900),
        ("g", "A", "a2", 200), ("g", "C", "c1", 201), ("y", "C", "c2", 900),
    )  # fmt: skip
    assert weights(events, least=2) == {("A", "B"): 1, ("A", "C"): 1}


def test_symmetry_counts_each_accounts_own_contents() -> None:
    # A posts one item with both links, B posts two, one after A and one before. CooRTweet 2.1.3 says 2, 2 and 1,
    # because it sorts the accounts of a pair by name and leaves their contents sorted by time.
    events = table(("h1", "A", "a1", 100), ("h2", "A", "a1", 100), ("h1", "B", "b1", 101), ("h2", "B", "b2", 99))
    assert coordinated_network(events, 10, 2).to_pylist() == [
        {
            "from": "A",
            "to": "B",
            "weight": 2,
            "avg_time_delta": 1.0,
            "n_content_from": 1,
            "n_content_to": 2,
            "edge_symmetry_score": 0.5,
            "weight_threshold": 0,
        }
    ]


def test_only_edges_heavier_than_the_quantile_are_flagged() -> None:
    # Weights 1, 1, 2: the median is 1, and "strictly more" leaves one edge. With >= all three would be flagged.
    events = table(
        ("h", "A", "a1", 100), ("h", "B", "b1", 101), ("g", "A", "a2", 100), ("g", "B", "b2", 101),
        ("k", "C", "c1", 100), ("k", "D", "d1", 101), ("m", "E", "e1", 100), ("m", "F", "f1", 101),
    )  # fmt: skip
    edges = coordinated_network(events, 10, 1, 0.5).to_pylist()
    assert [(e["from"], e["weight"], e["weight_threshold"]) for e in edges] == [("A", 2, 1), ("C", 1, 0), ("E", 1, 0)]


def test_empty_input_gives_an_empty_typed_table() -> None:
    edges = coordinated_network(table())
    assert edges.num_rows == 0
    assert edges.schema == EDGES_SCHEMA


@pytest.mark.parametrize(
    ("window", "least", "edge_weight", "named"),
    [(-1, 2, 0.5, "time-window"), (float("nan"), 2, 0.5, "time-window"), (10, 0, 0.5, "min-participation"),
     (10, 2, 1.5, "edge-weight"), (10, 2, float("nan"), "edge-weight")],
)  # fmt: skip
def test_parameters_outside_their_range_are_refused(window: float, least: int, edge_weight: float, named: str) -> None:
    with pytest.raises(CoortweetParameterRefused, match=named):
        coordinated_network(table(), window, least, edge_weight)


@pytest.mark.parametrize(
    ("numbers", "share", "expected"),
    # quantile(c(1, 2, 3, 10), c(0, .25, .5, .9, 1)) in R: 1.00 1.75 2.50 7.90 10.00
    [([1, 2, 3, 10], 0, 1), ([1, 2, 3, 10], 0.25, 1.75), ([1, 2, 3, 10], 0.5, 2.5), ([1, 2, 3, 10], 0.9, 7.9),
     ([1, 2, 3, 10], 1, 10), ([3, 3, 3], 1 / 3, 3)],
)  # fmt: skip
def test_quantiles_are_those_of_r(numbers: list[int], share: float, expected: float) -> None:
    assert quantile_type_7(np.array(numbers), share) == pytest.approx(expected, abs=1e-12)


names = st.sampled_from(["A", "B", "C", "D", "É", None])
contents = st.sampled_from(["c1", "c2", "c3", "c4", "c5", "c6", "h1", None])  # h1 is an object, too
objects = st.sampled_from(["h1", "h2", "h3", None])
times = st.one_of(st.integers(0, 12).map(float), st.sampled_from([0.5, 2.25, 7.75]), st.none())
shares = st.builds(Share, objects, names, contents, times)


@given(
    rows=st.lists(shares, max_size=24),
    window=st.sampled_from([0, 1, 2.5, 10, 100]),
    least=st.integers(1, 4),
    edge_weight=st.sampled_from([0, 0.25, 0.5, 1]),
)
def test_equal_to_the_plain_python_twin(rows: list[Share], window: float, least: int, edge_weight: float) -> None:
    # Small worlds full of ties, repeated rows, contents shared by accounts, missing cells and object = content.
    found = {
        (edge["from"], edge["to"]): oracle.Edge(
            edge["weight"],
            edge["avg_time_delta"],
            edge["n_content_from"],
            edge["n_content_to"],
            edge["weight_threshold"],
        )
        for edge in coordinated_network(table(*rows), window, least, edge_weight).to_pylist()
    }
    expected = oracle.network(rows, window, least, edge_weight)
    assert found.keys() == expected.keys()
    for pair, edge in expected.items():
        assert found[pair] == pytest.approx(edge, abs=1e-9)


@given(rows=st.lists(shares, max_size=24), order=st.randoms(use_true_random=False))
def test_row_order_changes_nothing(rows: list[Share], order) -> None:
    shuffled = list(rows)
    order.shuffle(shuffled)
    assert coordinated_network(table(*rows), 2.5, 2).equals(coordinated_network(table(*shuffled), 2.5, 2))


def test_chunks_of_a_table_change_nothing() -> None:
    events = table(("h", "A", "a", 100), ("h", "B", "b", 101), ("h", "C", "c", 102))
    pieces = pa.concat_tables([events.slice(2), events.slice(0, 0), events.slice(0, 2)])
    assert coordinated_network(pieces, 10, 1).equals(coordinated_network(events, 10, 1))
