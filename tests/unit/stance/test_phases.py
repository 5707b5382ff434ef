"""Phases: praise that turns into criticism is claimed when raters agree, intervals part and chance is out; else not."""

from __future__ import annotations

import random
from itertools import combinations, pairwise
from math import log

import pyarrow as pa
import pytest

from crosscurrent.detectors.stance.agreement import agreements, kappa
from crosscurrent.detectors.stance.detect import Stance, detect
from crosscurrent.detectors.stance.labels import Label
from crosscurrent.detectors.stance.parameters import Parameters, StanceParameterRefused, Target, specification
from crosscurrent.detectors.stance.phases import cuts, permutation_p
from crosscurrent.detectors.stance.sampling import PostsRefused

T0_US, HOUR_US = 1_741_564_800_000_000, 3_600_000_000
MINISTER = Target("the prime minister", "head_of_government")


def stances(rng: random.Random, n: int, favour: float) -> list[int]:
    """Stances of n posts, ``favour`` of them in favour and most of the rest against."""
    return [1 if rng.random() < favour else rng.choice((-1, -1, 0)) for _ in range(n)]


def second_rater(rng: random.Random, first: list[int], agree: float) -> list[int]:
    return [one if rng.random() < agree else rng.choice((-1, 0, 1)) for one in first]


def case(
    first: list[int], second: list[int] | None, accounts: list[str | None] | None = None, **parameters: object
) -> Stance:
    labels = [Label(f"x:{n}", "AB", stance) for n, stance in enumerate(first)]
    labels += [Label(f"x:{n}", "CD", stance) for n, stance in enumerate(second or [])]
    posts = {
        "post_uid": pa.array([f"x:{n}" for n in range(len(first))], pa.string()),
        "at": pa.array([T0_US + n * HOUR_US for n in range(len(first))], pa.int64()).cast(pa.timestamp("us", "UTC")),
    }
    if accounts is not None:
        posts["account_uid"] = pa.array(accounts, pa.string())
    return detect(labels, pa.table(posts), MINISTER, Parameters(**parameters))  # type: ignore[arg-type]


def praise_then_criticism(
    agree: float = 0.95, accounts: list[str | None] | None = None, **parameters: object
) -> Stance:
    """Sixty posts of which nine in ten are favourable, then sixty of which one in ten is."""
    rng = random.Random(1)
    first = stances(rng, 60, 0.9) + stances(rng, 60, 0.1)
    return case(first, second_rater(rng, first, agree), accounts, **parameters)


def test_praise_then_criticism_is_claimed_when_nothing_is_missing() -> None:
    found = praise_then_criticism()
    (contrast,) = found.contrasts.to_pylist()
    assert (contrast["direction"], contrast["disjoint"], contrast["claimed"]) == ("praise_to_criticism", True, True)
    before, after = found.phases.to_pylist()
    assert before["low"] > 0 > after["high"]
    assert abs(before["n"] - 60) <= 5
    assert found.summary["status"] == "answered"
    assert found.summary["permutation_p"] == 1 / 2000
    assert any("turned from praise to criticism between phases 1 and 2" in said for said in found.summary["words"])


def test_raters_who_do_not_agree_carry_no_claim_and_the_kappa_is_said() -> None:
    found = praise_then_criticism(agree=0.4)
    assert [row["claimed"] for row in found.contrasts.to_pylist()] == [False] * found.contrasts.num_rows
    assert found.summary["status"] == "not_assessable"
    assert "agreement of the raters: kappa is" in found.summary["reason"]
    assert "0.6 is needed" in found.summary["reason"]
    assert not any("turned from" in said for said in found.summary["words"])


def test_one_rater_alone_carries_no_claim() -> None:
    rng = random.Random(1)
    found = case(stances(rng, 60, 0.9) + stances(rng, 60, 0.1), None)
    (contrast,) = found.contrasts.to_pylist()
    assert contrast["missing"] == ["a second rater: one person's labels cannot be checked"]
    assert found.summary["reason"] == "missing: a second rater: one person's labels cannot be checked"


def test_too_few_posts_read_by_both_carry_no_claim() -> None:
    rng = random.Random(1)
    first = stances(rng, 60, 0.9) + stances(rng, 60, 0.1)
    found = case(first, first[:30])
    assert found.summary["reason"] == "missing: posts labelled by two raters: 30 are, 50 are needed"


def test_two_classifiers_that_agree_prove_nothing() -> None:
    rng = random.Random(1)
    first = stances(rng, 60, 0.9) + stances(rng, 60, 0.1)
    labels = [Label(f"x:{n}", f"classifier:{k}@1", stance) for n, stance in enumerate(first) for k in "ab"]
    at = pa.array([T0_US + n for n in range(120)], pa.int64()).cast(pa.timestamp("us", "UTC"))
    found = detect(labels, pa.table({"post_uid": [f"x:{n}" for n in range(120)], "at": at}), MINISTER)
    assert "a person among the raters" in found.summary["reason"]


def test_a_mixed_sequence_has_one_phase_and_that_is_an_answer() -> None:
    rng = random.Random(2)
    first = stances(rng, 120, 0.5)
    found = case(first, second_rater(rng, first, 0.97))
    assert (found.phases.num_rows, found.contrasts.num_rows, found.summary["status"]) == (1, 0, "answered")
    assert found.summary["permutation_p"] > 0.05
    assert any("No change of stance towards the prime minister was found" in said for said in found.summary["words"])


def test_phases_declared_beforehand_with_intervals_that_meet_are_no_contrast() -> None:
    rng = random.Random(3)
    first = stances(rng, 40, 0.55) + stances(rng, 40, 0.45)
    found = case(first, first, boundaries_us=(T0_US + 40 * HOUR_US,))
    (contrast,) = found.contrasts.to_pylist()
    assert (contrast["disjoint"], contrast["claimed"]) == (False, False)
    assert contrast["missing"][0] == "intervals that do not meet: label more posts"
    assert any("no contrast is claimed" in said for said in found.summary["words"])


def test_a_phase_that_one_account_wrote_counts_as_one_voice() -> None:
    # The criticism comes from one account that posts sixty times: its interval is that of about one post.
    accounts: list[str | None] = [f"x:a{n}" for n in range(60)] + ["x:loud"] * 60
    found = praise_then_criticism(1.0, accounts, boundaries_us=(T0_US + 60 * HOUR_US,))
    before, after = found.phases.to_pylist()
    assert (before["accounts"], round(before["n_effective"]), after["accounts"], after["n_effective"]) == (
        60,
        60,
        1,
        1.0,
    )
    assert [row["claimed"] for row in found.contrasts.to_pylist()] == [False]


def test_posts_without_an_account_are_no_sixty_voices() -> None:
    # The praise is that of sixty accounts; of the criticism nobody knows whose it is: it may be one account's.
    accounts: list[str | None] = [f"x:a{n}" for n in range(60)] + [None] * 60
    found = praise_then_criticism(1.0, accounts, boundaries_us=(T0_US + 60 * HOUR_US,))
    assert [row["n_effective"] for row in found.phases.to_pylist()] == [60.0, 1.0]
    assert [row["claimed"] for row in found.contrasts.to_pylist()] == [False]
    assert "Posts whose account is not known count as posts of one account." in found.summary["limits"]


@pytest.mark.parametrize("seed", range(12))
def test_accounts_that_post_in_bursts_and_never_change_make_no_change(seed: int) -> None:
    # Each account has one opinion and writes up to 14 posts in a row: the order is no chance, and nobody changed.
    rng = random.Random(seed)
    said: list[int] = []
    accounts: list[str | None] = []
    while len(said) < 150:
        opinion, posts = rng.choice((1, -1)), rng.randrange(1, 15)
        said += [opinion if rng.random() < 0.9 else -opinion for _ in range(posts)]
        accounts += [f"x:a{len(said)}"] * posts
    found = case(said[:150], said[:150], accounts[:150], permutations=999)
    assert found.summary["contrasts_claimed"] == 0


def test_no_table_names_an_account() -> None:
    found = praise_then_criticism(accounts=[f"x:account{n}" for n in range(120)])
    for one in (found.labels, found.agreement, found.posts, found.phases, found.contrasts):
        assert "x:account" not in str(one.to_pylist())
        assert "account_uid" not in one.column_names
    assert found.summary["words"][-1] == (
        "Stances belong to posts about a public role; none was given to an account or a person."
    )


def test_disputed_posts_are_listed_and_left_out() -> None:
    found = praise_then_criticism()
    disputed = {row["post_uid"] for row in found.labels.to_pylist() if row["disputed"]}
    assert len(disputed) == 120 - found.posts.num_rows > 0
    assert disputed.isdisjoint(found.posts.column("post_uid").to_pylist())


def test_nobody_has_labelled_anything_yet() -> None:
    posts = pa.table({"post_uid": ["x:1"], "at": pa.array([T0_US], pa.timestamp("us", "UTC"))})
    found = detect([], posts, MINISTER)
    assert (found.summary["status"], found.summary["reason"]) == ("not_assessable", "nobody has labelled posts yet")
    assert found.phases.num_rows == 0
    with pytest.raises(PostsRefused):
        detect([], posts.drop_columns(["at"]), MINISTER)


def test_posts_the_table_does_not_time_are_counted() -> None:
    rng = random.Random(1)
    first = stances(rng, 60, 0.9) + stances(rng, 60, 0.1)
    labels = [Label(f"x:{n}", rater, stance) for n, stance in enumerate(first) for rater in ("AB", "CD")]
    at = pa.array([None, *(T0_US + n for n in range(1, 120))], pa.int64()).cast(pa.timestamp("us", "UTC"))
    found = detect(labels, pa.table({"post_uid": [f"x:{n}" for n in range(120)], "at": at}), MINISTER)
    assert (found.summary["input"]["without_time"], found.summary["status"]) == (1, "partial")


def test_the_order_of_labels_and_posts_does_not_matter() -> None:
    rng = random.Random(1)
    first = stances(rng, 60, 0.9) + stances(rng, 60, 0.1)
    labels = [Label(f"x:{n}", rater, stance) for n, stance in enumerate(first) for rater in ("AB", "CD")]
    at = pa.array([T0_US + n for n in range(120)], pa.int64()).cast(pa.timestamp("us", "UTC"))
    posts = pa.table({"post_uid": [f"x:{n}" for n in range(120)], "at": at})
    turned = posts.take(pa.array(list(range(119, -1, -1))))
    assert detect(labels, posts, MINISTER) == detect(labels[::-1], turned, MINISTER)


# --- parts, against slow ways ----------------------------------------------------------------------


def test_kappa_of_a_published_table() -> None:
    # Cohen 1960 in the form of every textbook: 50 grants, 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: kappa 0.4.
    a, b = [1] * 25 + [-1] * 25, [1] * 20 + [-1] * 5 + [1] * 10 + [-1] * 15
    found = kappa(a, b, 0.05)
    assert found is not None
    value, low, high = found
    assert value == pytest.approx(0.4)
    assert low < 0.15 < 0.6 < high


def test_raters_who_never_disagree_still_have_an_interval_and_one_label_has_no_kappa() -> None:
    value, low, high = kappa([1] * 25 + [-1] * 25, [1] * 25 + [-1] * 25, 0.05) or (0, 0, 0)
    assert (value, high) == (1.0, 1.0)
    assert 0.8 < low < 0.9
    assert kappa([1] * 50, [1] * 50, 0.05) is None
    (one,) = agreements([Label(f"x:{n}", rater, 1) for n in range(9) for rater in "AB"], 0.05)
    assert (one.n, one.agreement, one.kappa) == (9, 1.0, None)


def spent(sequence: list[int], edges: tuple[int, ...], price: float) -> float:
    total = 0.0
    for a, b in pairwise(edges):
        part = sequence[a:b]
        total += sum(-2 * log(part.count(stance) / len(part)) for stance in part)
    return total + price * (len(edges) - 2)


@pytest.mark.parametrize("seed", range(5))
def test_no_other_cuts_are_cheaper(seed: int) -> None:
    rng = random.Random(seed)
    sequence, price, fewest = stances(rng, 8, 0.9) + stances(rng, 6, 0.2), 2.0, 3
    n = len(sequence)
    every = [(0, *inner, n) for k in range(4) for inner in combinations(range(1, n), k)]
    allowed = [edges for edges in every if all(b - a >= fewest for a, b in pairwise(edges))]
    best = min(spent(sequence, edges, price) for edges in allowed)
    assert spent(sequence, tuple(cuts(sequence, price, fewest)), price) == pytest.approx(best)


def test_a_sequence_in_random_order_is_rarely_called_ordered() -> None:
    rng = random.Random(0)
    ps = [permutation_p(stances(rng, 60, 0.5), 8, 999, 1) for _ in range(100)]
    assert sum(p is not None and p <= 0.05 for p in ps) <= 5 + 3 * 2.2


def test_too_short_or_uniform_sequences_have_no_p() -> None:
    assert permutation_p([1, -1] * 7, 8, 999, 1) is None
    assert permutation_p([1] * 50, 8, 999, 1) is None


@pytest.mark.parametrize(
    "wrong",
    [{"scale": 6}, {"least_kappa": 1.0}, {"fewest_shared": 9}, {"fewest_in_phase": 1}, {"penalty": 0}, {"alpha": 0},
     {"permutations": 998}, {"seed": -1}, {"boundaries_us": (5, 4)}],
)  # fmt: skip
def test_parameters_outside_their_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(StanceParameterRefused, match=next(iter(wrong))):
        Parameters(**wrong)  # type: ignore[arg-type]


def test_the_specification_states_the_defaults_of_the_code() -> None:
    code = Parameters().as_record()
    assert code.pop("boundaries_us") is None  # declared by people or not at all
    assert {name: one["default"] for name, one in specification()["parameters"].items()} == code
