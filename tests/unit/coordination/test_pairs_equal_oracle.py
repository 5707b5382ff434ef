"""Pairs and evidence are those of the O(n²) oracle, on files with everything a file can hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.oracle import coaction
from tests.oracle.coaction import Pair, Proof, Row
from tests.unit.coordination.tables import SECOND_US, T0_US, Found, detected, write_events

WINDOWS = (SECOND_US, 10 * SECOND_US)
#: Offsets at and around the windows' edges, equal ones included; microseconds, so nothing is a whole second by luck.
OFFSETS = (0, 1, 5, SECOND_US - 1, SECOND_US, SECOND_US + 1, 4_500_000, 10 * SECOND_US, 10 * SECOND_US + 1, 11_000_001)
PAIR_COLUMNS = Pair._fields

actions = st.builds(
    Row,
    account=st.sampled_from(["ann", "bob", "Ann", "çem", "浪"]),
    obj=st.sampled_from(["x", "y", "z", "https://a.example/?q=1,2", None]),
    at_us=st.sampled_from([T0_US + offset for offset in OFFSETS]),
    content=st.sampled_from([None, "c1", "c2", "c3"]),
    behaviour=st.sampled_from(["link", "repost"]),
)


def found_pairs(found: Found, window_us: int) -> dict[coaction.Names, Pair]:
    rows = [row for row in found.rows("pairs") if row["window_us"] == window_us]
    keyed = {
        (row["account_a"], row["account_b"], row["behaviour"]): Pair(*(row[name] for name in PAIR_COLUMNS))
        for row in rows
    }
    assert len(keyed) == len(rows)  # one row per pair, behaviour and window
    return keyed


def found_evidence(found: Found) -> dict[tuple[str, str, str, str], Proof]:
    rows = found.rows("evidence")
    keyed = {
        (row["account_a"], row["account_b"], row["behaviour"], row["object_id"]): Proof(
            row["at_a_us"], row["at_b_us"], _number(row["locator_a"]), _number(row["locator_b"]), row["co_actions"]
        )
        for row in rows
    }
    assert len(keyed) == len(rows)  # one row per pair, behaviour and object
    assert all(row["gap_us"] == abs(row["at_a_us"] - row["at_b_us"]) for row in rows)
    return keyed


def _number(locator: str) -> int:
    return int(locator.removeprefix("row="))


def detected_rows(rows: list[Row], folder: Path, min_objects: int) -> Found:
    path = write_events(rows, folder / "events.csv")
    return detected(path, folder / "out", windows_us=WINDOWS, min_objects=min_objects, all_pairs=True)


@settings(max_examples=60)
@given(rows=st.lists(actions, min_size=1, max_size=40), min_objects=st.integers(1, 3))
@example([Row("ann", "x", T0_US), Row("ann", "x", T0_US + 1)], 1)
@example([Row("ann", None, T0_US), Row("bob", None, T0_US)], 1)
def test_pairs_and_evidence_are_those_of_brute_force(rows: list[Row], min_objects: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        found = detected_rows(rows, Path(name), min_objects)
        wide = coaction.pairs(rows, WINDOWS[1], min_objects)
        assert found_pairs(found, WINDOWS[0]) == coaction.pairs(rows, WINDOWS[0], min_objects)
        assert found_pairs(found, WINDOWS[1]) == wide
        proofs = coaction.evidence(rows, WINDOWS[1])
        # Evidence is given for a pair in every behaviour once any behaviour has enough objects.
        named = {names[:2] for names in wide}
        assert found_evidence(found) == {key: proof for key, proof in proofs.items() if key[:2] in named}
        without_object = sum(row.obj is None for row in rows)
        read = found.summary["input"]
        assert (read["rows_in"], read["rows_kept"], read["rows_rejected"]) == (
            len(rows), len(rows) - without_object, without_object,
        )  # fmt: skip


def test_one_case_by_hand(tmp_path: Path) -> None:
    # ann and bob meet on x (three rows of ann, one of them a repeat of the same moment under another content) and on y
    # exactly at the window's edge; on z they miss each other by a microsecond. cem is alone with himself.
    rows = [
        Row("bob", "x", T0_US + 4_000_000, "b1"),
        Row("ann", "x", T0_US, "a1"),
        Row("ann", "x", T0_US + 5_000_000, "a2"),
        Row("ann", "x", T0_US + 5_000_000, "a3"),
        Row("ann", "y", T0_US, None),
        Row("bob", "y", T0_US + 10_000_000, None),
        Row("ann", "z", T0_US, "a4"),
        Row("bob", "z", T0_US + 10_000_001, "b2"),
        Row("cem", "x", T0_US + 60_000_000, "c1"),
        Row("cem", "x", T0_US + 60_000_001, "c2"),
    ]
    found = detected_rows(rows, tmp_path, min_objects=2)
    assert found_pairs(found, 10 * SECOND_US) == {
        ("ann", "bob", "link"): Pair(
            objects=2, contents_a=3, contents_b=1, first_at_us=T0_US, last_at_us=T0_US + 10_000_000,
            median_gap_us=1_000_000,
        )
    }  # fmt: skip
    assert found_evidence(found) == {
        # The closest two, not the first two; rows are counted from 1 and the repeated moment is cited by its first.
        ("ann", "bob", "link", "x"): Proof(T0_US + 5_000_000, T0_US + 4_000_000, 3, 1, 2),
        ("ann", "bob", "link", "y"): Proof(T0_US, T0_US + 10_000_000, 5, 6, 1),
    }


@pytest.mark.parametrize("copies", [2, 5])
def test_exact_duplicate_rows_change_nothing(copies: int, tmp_path: Path) -> None:
    rows = [
        Row("ann", "x", T0_US, "a1"),
        Row("bob", "x", T0_US + 7, "b1"),
        Row("ann", "y", T0_US),
        Row("bob", "y", T0_US),
    ]
    (tmp_path / "once").mkdir()
    (tmp_path / "often").mkdir()
    once = detected_rows(rows, tmp_path / "once", 1)
    often = detected_rows(rows * copies, tmp_path / "often", 1)
    assert once.rows("pairs") == often.rows("pairs")
    assert found_evidence(once) == found_evidence(often)
    assert often.summary["input"]["actions"] == 4 * copies
