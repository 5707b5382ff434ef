"""On generated cascades the bars hold, with seeds on which nothing was set (benchmarks/lineage.py has the full run)."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from crosscurrent.detectors.lineage.detect import Lineage, detect
from crosscurrent.detectors.lineage.material import Material
from crosscurrent.detectors.lineage.outlets import read_outlets, shipped_outlets
from crosscurrent.simulate.cascades import Cascades, make_cascades

SEEDS = (201, 202)


@cache
def run(seed: int, labelled: bool = False, missing: float = 0.12) -> tuple[Cascades, Lineage]:
    made = make_cascades(seed, 40, labelled=labelled, missing=missing)
    material = Material(made.texts, made.relations, made.groups, made.compared, made.names)
    return made, detect(material, outlets=read_outlets(made.outlets, shipped_outlets()))


def test_nine_in_ten_decided_parents_are_right() -> None:
    decided = right = related = 0
    for made, found in map(run, SEEDS):
        for row in found.nodes.to_pylist():
            related += made.facts[row["text_uid"]].parent is not None
            decided += row["decided"]
            right += row["decided"] and row["parent_text"] == made.facts[row["text_uid"]].parent
    assert decided >= 0.3 * related
    assert right >= 0.9 * decided


def test_the_stated_probability_is_kept() -> None:
    # With as much missing as is assumed, what is stated on average is what is right; with less, more is.
    stated, right = [], []
    for made, found in (run(seed, missing=0.4) for seed in SEEDS):
        rows = [row for row in found.nodes.to_pylist() if row["decided"]]
        stated += [row["parent_confidence"] for row in rows]
        right += [row["parent_text"] == made.facts[row["text_uid"]].parent for row in rows]
    assert sum(right) / len(right) == pytest.approx(sum(stated) / len(stated), abs=0.04)


@pytest.mark.parametrize("labelled", [False, True])
def test_unattributed_copying_is_found_and_its_likes_are_not(labelled: bool) -> None:
    found_rightly = flagged = findable = findable_found = planted = 0
    for seed in SEEDS:
        made, found = run(seed, labelled)
        named = set(found.unattributed["text_uid"].to_pylist())
        flagged += len(named)
        found_rightly += sum(made.facts[uid].unattributed for uid in named)
        findable += sum(fact.findable for fact in made.facts.values())
        findable_found += sum(fact.findable and uid in named for uid, fact in made.facts.items())
        planted += sum(fact.unattributed for fact in made.facts.values())
    assert found_rightly >= 0.95 * flagged
    assert findable_found >= 0.9 * findable
    assert (
        found_rightly >= 0.9 * planted
    )  # those included of which nobody can say when, or whose source was not captured


def test_the_traps_are_there() -> None:
    made, _ = run(SEEDS[0])
    kinds = Counter(fact.kind for fact in made.facts.values())
    expected = {"plain", "edited", "commented", "shortened", "credited", "kept_credit", "quote", "share_button",
                "translation", "wire", "root", "own_again"}  # fmt: skip
    assert set(kinds) == expected
    assert sum(fact.hidden for fact in made.facts.values()) > 20
    assert {row["lang_declared"] for row in made.texts.to_pylist()} == {"zh", "en", "fr"}
    assert {"s", "min", "day", "unknown"} <= {row["precision"] for row in made.texts.to_pylist()}


def test_the_same_seed_gives_the_same_cascades() -> None:
    one, other = make_cascades(7, 5), make_cascades(7, 5)
    assert one.texts.equals(other.texts)
    assert one.relations.equals(other.relations)
    assert one.facts == other.facts
    assert not one.texts.equals(make_cascades(8, 5).texts)


def test_truth_is_consistent() -> None:
    made, _ = run(SEEDS[0])
    for uid, fact in made.facts.items():
        if fact.parent is not None:
            assert made.facts[fact.parent].cascade == fact.cascade
            assert fact.parent != uid
        assert not fact.findable or fact.unattributed
        assert not fact.direct or not fact.hidden
