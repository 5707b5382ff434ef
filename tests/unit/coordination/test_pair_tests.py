"""The numbers of pairs.parquet, worked out by hand from the formulas: expected, p_joint, p_when, p_what, q.

Accounts with fewer than five actions have no class of their own and fewer than four hundred accounts no communities, so
here everything follows from who acted on what and when.
"""

from __future__ import annotations

import math
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.oracle import chance, coaction
from tests.oracle.coaction import Row
from tests.unit.coordination.tables import SECOND_US, T0_US, detected, write_events

WINDOW = 10 * SECOND_US
times = st.sampled_from([T0_US + second * SECOND_US for second in (0, 3, 10, 11, 20, 40, 5_000)])
#: Three objects at most, so that nobody has five actions; nobody acts twice on one object.
worlds = st.dictionaries(
    st.tuples(st.sampled_from(["ann", "bob", "cem", "dan", "eve"]), st.sampled_from(["x", "y", "z"])), times, min_size=2
)
STRENGTHS = ("expected", "p_joint", "p_when", "p_what")


def by_hand(rows: list[Row]) -> dict[tuple[str, str], dict[str, float]]:
    acts, mine = defaultdict(dict), defaultdict(set)
    for row in rows:
        acts[row.obj][row.account] = row.at_us
        mine[row.account].add(row.obj)
    incidences = len(rows)
    share = {obj: len(who) / incidences for obj, who in acts.items()}
    q = {obj: chance.together_share(list(who.values()), WINDOW) for obj, who in acts.items() if len(who) > 1}
    found = {}
    for (a, b, _), pair in coaction.pairs(rows, WINDOW).items():
        both, k = mine[a] & mine[b], len(mine[a]) * len(mine[b])
        timed, untimed = (k * sum(share[o] ** 2 * w.get(o, 0.0) for o in acts) for w in (q, dict.fromkeys(acts, 1.0)))
        found[a, b] = {
            "expected": timed,
            "p_joint": stats.poisson.sf(pair.objects - 1, timed),
            "p_when": chance.tail([q[o] for o in both], pair.objects),
            "p_what": stats.poisson.sf(len(both) - 1, untimed),
        }
    return found


@settings(max_examples=40)
@given(world=worlds)
def test_tests_of_every_pair_follow_from_the_formulas(world: dict[tuple[str, str], int]) -> None:
    rows = [Row(account, obj, at_us) for (account, obj), at_us in world.items()]
    expected = by_hand(rows)
    assume(expected)
    with tempfile.TemporaryDirectory() as name:
        path = write_events(rows, Path(name) / "events.csv")
        found = detected(path, Path(name) / "out", windows_us=(WINDOW,), min_objects=1, all_pairs=True)
        written = {(row["account_a"], row["account_b"]): row for row in found.rows("pairs")}
        for names, numbers in expected.items():
            for strength in STRENGTHS:
                assert written[names][strength] == pytest.approx(numbers[strength], rel=1e-9), (names, strength)
        family = math.comb(len({row.account for row in rows}), 2)
        assert found.summary["tests"]["pairs_possible"] == family
        for names, q in adjusted(expected, family).items():
            assert written[names]["q"] == pytest.approx(q, rel=1e-9)


def adjusted(tests: dict[tuple[str, str], dict[str, float]], family: int) -> dict[tuple[str, str], float]:
    """Cauchy over the two tests of the one window, Benjamini-Hochberg over all possible pairs."""
    combined = {
        names: 0.5
        - math.atan(sum(math.tan((0.5 - min(one[p], 0.5)) * math.pi) for p in ("p_joint", "p_when")) / 2) / math.pi
        for names, one in tests.items()
    }
    everything = [*combined.values(), *[1.0] * (family - len(combined))]
    return dict(zip(combined, stats.false_discovery_control(everything), strict=False))


def test_a_viral_minute_is_no_evidence_and_a_quiet_object_is(tmp_path: Path) -> None:
    # ann and bob act within three seconds on two objects. One is a burst in which everybody does so; on the other,
    # ten others act hours apart. Synchrony is judged object by object: 1 and 1/66.
    others = [f"c{number}" for number in range(10)]
    rows = [Row("ann", "burst", T0_US), Row("bob", "burst", T0_US + 3 * SECOND_US)]
    rows += [Row(name, "burst", T0_US + (number % 7) * SECOND_US) for number, name in enumerate(others)]
    rows += [Row("ann", "quiet", T0_US), Row("bob", "quiet", T0_US + 3 * SECOND_US)]
    rows += [Row(name, "quiet", T0_US + (number + 1) * 3_600 * SECOND_US) for number, name in enumerate(others)]
    found = detected(
        write_events(rows, tmp_path / "events.csv"), tmp_path / "out", windows_us=(WINDOW,), min_objects=1,
        all_pairs=True,
    )  # fmt: skip
    pairs = {(row["account_a"], row["account_b"]): row for row in found.rows("pairs")}
    assert pairs["ann", "bob"]["p_when"] == pytest.approx(1 / 66)
    assert pairs["c0", "c1"]["p_when"] == 1.0  # together in the burst only


def test_which_evidence_carries_a_pair_is_said(tmp_path: Path) -> None:
    # sy1 and sy2 act in the same second on twenty objects that forty others act on over a day: synchrony, and more
    # co-action than taste explains. Of sh1 and sh2 it is only strange that they share twenty objects nobody else knows.
    rows = []
    for number in range(20):
        begin = T0_US + number * 86_400 * SECOND_US
        rows += [Row(f"c{k}", f"o{number}", begin + (k * 2_100 + number) * SECOND_US) for k in range(40)]
        rows += [Row(name, f"o{number}", begin + 44_444 * SECOND_US) for name in ("sy1", "sy2")]
        rows += [Row(name, f"p{number}", begin + 50_000 * SECOND_US) for name in ("sh1", "sh2")]
    found = detected(write_events(rows, tmp_path / "events.csv"), tmp_path / "out", windows_us=(WINDOW,))
    which = {(row["account_a"], row["account_b"]): row["which"] for row in found.rows("pairs") if row["significant"]}
    assert which == {("sh1", "sh2"): "co-sharing", ("sy1", "sy2"): "both"}
    # Shuffled, the synchrony is gone; sharing things that nobody else knows cannot be shuffled away.
    assert found.summary["permutation"]["pairs_surviving_synchrony"] == 0
    assert found.summary["permutation"]["pairs_surviving_co_sharing"] == 1
    assert found.summary["tests"]["which"] == {"co-sharing": 1, "synchrony": 0, "both": 1}


def test_another_seed_shuffles_otherwise_and_changes_no_pair(tmp_path: Path) -> None:
    rows = [Row(f"a{k}", f"o{o}", T0_US + (k * 37 + o * 11) % 101 * SECOND_US) for k in range(30) for o in range(10)]
    path = write_events(rows, tmp_path / "events.csv")
    runs = [
        detected(path, tmp_path / str(seed), windows_us=(WINDOW,), min_objects=3, all_pairs=True, seed=seed)
        for seed in (1, 2, 3)
    ]
    assert len({run.summary["aggregate_excess"]["pairs_permuted"] for run in runs}) > 1
    first, *others = (run.rows("pairs") for run in runs)
    for other in others:
        for row, expected in zip(other, first, strict=True):
            # The halves of the objects follow the seed, and with them the order in which floats are added.
            assert row == {k: pytest.approx(v, rel=1e-9) if isinstance(v, float) else v for k, v in expected.items()}
