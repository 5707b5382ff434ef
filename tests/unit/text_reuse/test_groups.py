"""Groups hold together through their medoid alone."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from crosscurrent.detectors.text_reuse.groups import Tie, find, group_id


def tie(a: int, b: int, similarity: float = 0.9, contrary: bool = False, benign: tuple[str, ...] = ()) -> Tie:
    return Tie(min(a, b), max(a, b), "copy", similarity, benign, contrary)


def members(n: int, ties: list[Tie], copies: list[int] | None = None) -> list[tuple[int, list[int]]]:
    groups = find([f"text {k}" for k in range(n)], copies or [1] * n, ties)
    return [(group.medoid, [text for text, _ in group.members]) for group in groups]


def test_a_chain_does_not_become_a_group() -> None:
    chain = [tie(k, k + 1) for k in range(9)]
    for medoid, others in members(10, chain):
        assert all(abs(medoid - other) == 1 for other in others)


def test_the_text_with_most_relatives_is_the_medoid() -> None:
    assert members(5, [tie(3, k) for k in (0, 1, 2, 4)] + [tie(0, 1)]) == [(3, [0, 1, 2, 4])]


def test_copies_count_as_relatives() -> None:
    assert members(4, [tie(0, 1), tie(1, 2), tie(2, 3)], [1, 1, 1, 50])[-1] == (2, [1, 3])


def test_equal_texts_are_a_group_and_single_ones_are_none() -> None:
    assert members(3, [], [2, 1, 1]) == [(0, [])]


def test_contradictions_never_share_a_group() -> None:
    assert members(3, [tie(0, 1, 0.9), tie(0, 2, 0.8), tie(1, 2, contrary=True)]) == [(0, [1])]
    assert members(2, [tie(0, 1, contrary=True)]) == []


def test_boilerplate_holds_nothing_together() -> None:
    assert members(2, [tie(0, 1, benign=("boilerplate",))]) == []


def test_the_name_is_that_of_the_medoid() -> None:
    (group,) = find(["vote now", "vote later"], [1, 1], [tie(0, 1)])
    assert group.group_id == group_id("vote now")


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from((0.5, 0.7, 0.9)), st.booleans()), max_size=30
    ),
    st.integers(0, 99),
)
def test_every_member_is_tied_to_its_medoid_and_to_no_enemy(
    drawn: list[tuple[int, int, float, bool]], seed: int
) -> None:
    pairs = {(min(a, b), max(a, b)): tie(a, b, s, c) for a, b, s, c in drawn if a != b}
    ties = list(pairs.values())
    groups = members(10, ties)
    everyone = [text for medoid, others in groups for text in (medoid, *others)]
    assert len(everyone) == len(set(everyone))
    for medoid, others in groups:
        for other in others:
            assert not pairs[min(medoid, other), max(medoid, other)].contrary
        inside = sorted((medoid, *others))
        assert not any(pairs[a, b].contrary for a in inside for b in inside if (a, b) in pairs)
    random.Random(seed).shuffle(ties)
    assert members(10, ties) == groups
