"""Groups: who is in them, what explains them, and what their tables say, in worlds of a few hundred rows."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.oracle.coaction import Row
from tests.unit.coordination.tables import HOUR_US, SECOND_US, T0_US, Found, detected, write_events

DAY_US = 24 * HOUR_US
WINDOWS = (10 * SECOND_US, 60 * SECOND_US, 300 * SECOND_US)
MEMBERS = [f"m{number}" for number in range(6)]


def crowd(rng: random.Random, accounts: int = 150, objects: int = 120, rows: int = 1_500) -> list[Row]:
    """People who act for themselves over thirty days."""
    return [
        Row(f"c{rng.randrange(accounts)}", f"o{rng.randrange(objects)}", T0_US + rng.randrange(30 * DAY_US))
        for _ in range(rows)
    ]


def found(rows: list[Row], folder: Path, **parameters: object) -> Found:
    path = write_events(rows, folder / "events.csv")
    return detected(path, folder / "out", windows_us=WINDOWS, **parameters)


def appointments(rng: random.Random, number: int, spread_us: int) -> list[Row]:
    """Members act on crowd objects at agreed times, each within ``spread_us``, one of six staying away."""
    rows = []
    for _ in range(number):
        begin, obj = T0_US + rng.randrange(30 * DAY_US), f"o{rng.randrange(120)}"
        rows += [Row(name, obj, begin + rng.randrange(spread_us)) for name in rng.sample(MEMBERS, 5)]
    return rows


def test_accounts_that_keep_appointments_are_coordinated_and_the_crowd_is_not(tmp_path: Path) -> None:
    rng = random.Random(1)
    one = found(crowd(rng) + appointments(rng, 15, 8 * SECOND_US), tmp_path)
    assert one.groups() == one.groups("coordinated") == [set(MEMBERS)]
    (group,) = one.summary["groups"]
    assert (group["which"], group["accounts"], group["behaviours"]) == ("both", 6, ["link"])
    assert max(group["p_synchrony"], group["p_trigger"]) <= 0.001
    assert one.summary["words"][0].startswith("1 group of accounts acted in coordination (6 accounts in all)")


def test_followers_of_one_account_are_explained_by_their_trigger(tmp_path: Path) -> None:
    # A star publishes forty times; six faithful followers react minutes later, each for herself (log-normal, median
    # four minutes). They share more, and closer in time, than the crowd: a group, but not an accusation.
    rng = random.Random(2)
    rows = crowd(rng)
    for number in range(40):
        born = T0_US + rng.randrange(30 * DAY_US)
        rows.append(Row("star", f"song{number}", born))
        rows += [
            Row(name, f"song{number}", born + int(240 * SECOND_US * rng.lognormvariate(0, 0.9)))
            for name in MEMBERS
            if rng.random() < 0.7
        ]
    one = found(rows, tmp_path)
    assert one.groups("coordinated") == []
    # In a table of events the star's publication is a row like any other, so she acts together with them.
    assert one.groups("trigger_explained") == [{*MEMBERS, "star"}]
    (group,) = one.summary["groups"]
    assert group["p_trigger"] > 0.001
    trigger = group["benign"][0]
    assert (trigger["explanation"], trigger["weighs"]) == ("shared_trigger", "for")
    assert "this is no finding of coordination" in " ".join(one.summary["words"])


def test_a_crowd_without_a_group_has_none(tmp_path: Path) -> None:
    one = found(crowd(random.Random(3), rows=4_000), tmp_path)
    assert one.groups() == []
    assert one.rows("group_actions") == []
    assert one.summary["tests"]["pairs_significant"] == 0


def test_two_groups_stay_two(tmp_path: Path) -> None:
    rng = random.Random(4)
    rows = crowd(rng)
    for net in "ab":
        for number in range(14):
            begin = T0_US + rng.randrange(30 * DAY_US)
            rows += [Row(f"{net}{k}", f"{net}-{number}", begin + rng.randrange(3 * SECOND_US)) for k in range(5)]
    one = found(rows, tmp_path)
    assert sorted(map(sorted, one.groups())) == [[f"{net}{k}" for k in range(5)] for net in "ab"]
    assert [group["group_id"] for group in one.summary["groups"]] == ["group-1", "group-2"]


def test_role_figures_by_hand(tmp_path: Path) -> None:
    # lead is always first, echo one second and tail four seconds later; tail stays away from the last two of twelve
    # objects and acts twice on the first.
    rows = crowd(random.Random(5))
    for number in range(12):
        begin = T0_US + number * DAY_US
        rows += [Row("lead", f"p{number}", begin, f"l{number}"), Row("echo", f"p{number}", begin + SECOND_US)]
        if number < 10:
            rows.append(Row("tail", f"p{number}", begin + 4 * SECOND_US))
    rows.append(Row("tail", "p0", T0_US + 6 * SECOND_US))
    one = found(rows, tmp_path)
    figures = {
        row["account_id"]: tuple(row[name] for name in ("objects", "actions", "first_share", "median_lag_us", "edges"))
        for row in one.rows("groups")
    }
    assert figures == {
        "lead": (12, 12, 1.0, 0, 2), "echo": (12, 12, 0.0, SECOND_US, 2), "tail": (10, 11, 0.0, 4 * SECOND_US, 2),
    }  # fmt: skip
    acts = one.rows("group_actions")
    assert len(acts) == 35
    assert [act["at_us"] for act in acts] == sorted(act["at_us"] for act in acts)
    assert [act["content_id"] for act in acts if act["account_id"] == "lead"] == [f"l{number}" for number in range(12)]
    first = acts[0]
    written = (tmp_path / "events.csv").read_text(encoding="utf-8").splitlines()
    assert written[int(first["locator"].removeprefix("row="))] == f"p0,lead,l0,{T0_US},link"


@pytest.mark.parametrize("least", [3, 7])
def test_a_group_smaller_than_asked_for_is_none(least: int, tmp_path: Path) -> None:
    rng = random.Random(1)
    one = found(crowd(rng) + appointments(rng, 15, 8 * SECOND_US), tmp_path, min_group=least)
    assert [len(group) for group in one.groups()] == ([6] if least == 3 else [])


def test_pairs_of_a_group_are_written_whether_significant_or_not(tmp_path: Path) -> None:
    rng = random.Random(1)
    one = found(crowd(rng) + appointments(rng, 15, 8 * SECOND_US), tmp_path)
    pairs = {(row["account_a"], row["account_b"]) for row in one.rows("pairs") if row["account_a"] in MEMBERS}
    assert len(pairs) == 15
    proven = {(row["account_a"], row["account_b"]) for row in one.rows("evidence")}
    assert pairs <= proven


def test_the_strict_level_decides_how_many_stand_out(tmp_path: Path) -> None:
    rng = random.Random(6)
    rows = crowd(rng) + appointments(rng, 4, 8 * SECOND_US)
    counts = []
    for number, fdr in enumerate((0.2, 0.001, 1e-9)):
        (tmp_path / str(number)).mkdir()
        counts.append(found(rows, tmp_path / str(number), fdr=fdr).summary["tests"]["pairs_significant"])
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[2]


# --- power -------------------------------------------------------------------------------------------


def test_power_says_how_small_a_group_could_have_been_seen(tmp_path: Path) -> None:
    one = found(crowd(random.Random(7), accounts=1_000, objects=2_000, rows=8_000), tmp_path)
    power = one.summary["power"]
    assert power["assessable"] is True
    assert power["reason"] is None
    assert power["reference"]["accounts"] == 30
    assert power["reference"]["power"] > 0.9
    assert [one["accounts"] for one in power["smallest"]] == [5, 10, 20, 30, 50, 100]
    assert one.summary["status"] == "answered"
    assert one.summary["words"][0] == (
        "No group of coordinated accounts was found, and a group of the reference size would have been."
    )


def test_without_power_the_question_is_not_assessable_and_says_why(tmp_path: Path) -> None:
    # Everybody acts on everything at once: no group could stand out.
    rows = [Row(f"c{k}", f"o{o}", T0_US + k * SECOND_US) for k in range(30) for o in range(3)]
    one = found(rows, tmp_path)
    assert one.summary["status"] == "not_assessable"
    assert "below one half" in one.summary["reason"]
    assert any(
        sentence.startswith("Whether there is coordination is not fully assessable")
        for sentence in one.summary["words"]
    )
    assert not any(sentence.startswith("No group") for sentence in one.summary["words"])


def test_partitions_of_the_objects_change_nothing(tmp_path: Path) -> None:
    rng = random.Random(1)
    rows = crowd(rng) + appointments(rng, 15, 8 * SECOND_US)
    written = []
    for size in (500_000, 100):
        (tmp_path / str(size)).mkdir()
        one = found(rows, tmp_path / str(size), partition_events=size)
        assert one.groups() == [set(MEMBERS)]
        summary = {name: figures for name, figures in one.summary.items() if name not in ("parameters", "groups")}
        written.append((json.dumps(summary, sort_keys=True), one.rows("pairs")))
    assert written[0][0] == written[1][0]
    for ours, theirs in zip(written[0][1], written[1][1], strict=True):
        # Sums of floats are added in another order: equal but for the last digits.
        assert ours == {k: pytest.approx(v, rel=1e-9) if isinstance(v, float) else v for k, v in theirs.items()}
