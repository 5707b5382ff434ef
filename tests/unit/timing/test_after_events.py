"""Do bursts follow events? Where nothing does, nothing is found; what does is; what cannot be known is said."""

from __future__ import annotations

import numpy as np
import pytest

from crosscurrent.detectors.timing.after import shifted_counts
from crosscurrent.detectors.timing.detect import Timing, detect
from crosscurrent.detectors.timing.events import Event
from crosscurrent.detectors.timing.parameters import DAY_US, HOUR_US, WEEK_US, Parameters
from tests.unit.timing.worlds import T0_US, after_debate, at, debates, posts, table

WORLDS = 200
#: 110 weeks: shifts by weeks can give p = .0091, so that the level .01 means something.
NULL_WEEKS = 110


def observed(weeks: int, **others: object) -> Parameters:
    return Parameters(observed_us=(T0_US, T0_US + weeks * WEEK_US), **others)  # type: ignore[arg-type]


def rows(found: Timing, shift: str, subject: str = "topic") -> list[dict[str, object]]:
    return [row for row in found.after.to_pylist() if (row["shift"], row["subject_id"]) == (shift, subject)]


def smallest(found: Timing, shift: str) -> float:
    return min(1.0 if row["p_horizons"] is None else float(row["p_horizons"]) for row in rows(found, shift))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def null() -> list[Timing]:
    """200 worlds with rhythm, drift, clusters and bursts of their own; eight debates that nobody reacts to."""
    found = []
    for seed in range(WORLDS):
        rng = np.random.default_rng(seed)
        weeks = np.sort(rng.choice(NULL_WEEKS, 8, replace=False)).tolist()
        found.append(detect(table({"topic": posts(rng, NULL_WEEKS, 1.5)}), debates(weeks), observed(NULL_WEEKS)))
    return found


@pytest.mark.parametrize("shift", ["week", "day"])
@pytest.mark.parametrize("level", [0.05, 0.01])
def test_where_nothing_follows_the_events_it_is_rarely_said_to(null: list[Timing], shift: str, level: float) -> None:
    # The corrected p of the best horizon. Three standard deviations of 200 draws are allowed for on top of the level.
    rejected = sum(smallest(one, shift) <= level for one in null)
    assert rejected <= WORLDS * level + 3 * (WORLDS * level * (1 - level)) ** 0.5
    assert sum(one.summary["subjects"][0]["bursts"] > 0 for one in null) > 0.9 * WORLDS  # there was something to reject


def test_six_of_eight_debates_followed_by_a_burst_are_found() -> None:
    found_in = 0
    for seed in range(5):
        rng = np.random.default_rng(seed)
        weeks = [3, 10, 14, 20, 26, 31, 37, 40]
        times = posts(rng, 44, 20, [after_debate(week) for week in weeks[:6]])
        found = detect(table({"topic": times}), debates(weeks), observed(44))
        found_in += smallest(found, "week") <= 0.05
        assert max(row["after"] for row in rows(found, "week")) >= 5  # type: ignore[type-var]
    assert found_in == 5


def test_the_sentence_says_how_many_shifts_there_were_and_the_smallest_p_they_can_give() -> None:
    weeks = [3, 10, 14, 20, 26, 31]
    times = posts(np.random.default_rng(1), 44, 20, [after_debate(week) for week in weeks], own_bursts=False)
    found = detect(table({"topic": times}), debates(weeks), observed(44))
    sentence = found.summary["words"][1]
    assert "6 of 7 bursts began within" in sentence
    assert "more often than chance explains" in sentence
    assert "from 43 shifts by whole weeks, which can give no p below 0.023" in sentence
    (row, *_) = rows(found, "week")
    assert (row["events"], row["bursts"], row["after"], row["shifts"], row["p"]) == (6, 7, 6, 43, 1 / 44)


def test_twelve_weeks_are_too_few_for_weeks_so_that_days_are_shifted_and_that_is_said() -> None:
    weeks = [2, 4, 6, 8, 10]
    times = posts(np.random.default_rng(1), 12, 40, [after_debate(week) for week in weeks], own_bursts=False)
    found = detect(table({"topic": times}), debates(weeks), observed(12))
    assert {row["status"] for row in rows(found, "week")} == {"not_assessable"}
    assert rows(found, "week")[0]["reason"] == "12 whole weeks can give no p below 0.083; 20 are needed for 0.05"
    assert smallest(found, "day") <= 0.05
    assert found.summary["questions"]["after_events"]["status"] == "partial"
    assert found.summary["words"][1].endswith("Shifting by days assumes that bursts favour no weekday.")


def test_two_weeks_are_not_assessable() -> None:
    times = posts(np.random.default_rng(1), 2, 60, [after_debate(1)], own_bursts=False)
    found = detect(table({"topic": times}), debates([1]), observed(2))
    assert found.summary["questions"]["after_events"]["status"] == "not_assessable"
    assert (
        "is not assessable: 14 whole days can give no p below 0.071; 20 are needed for 0.05"
        in found.summary["words"][1]
    )


def test_without_bursts_or_events_inside_there_is_nothing_to_test() -> None:
    quiet = table({"topic": posts(np.random.default_rng(1), 30, 20, own_bursts=False)})
    assert {row["reason"] for row in detect(quiet, debates([5]), observed(30)).after.to_pylist()} == {
        "there is no burst whose begin was seen"
    }
    assert {row["reason"] for row in detect(quiet, debates([50]), observed(30)).after.to_pylist()} == {
        "no event lies in the series"
    }
    without = detect(quiet, [], observed(30))
    assert without.after.num_rows == 0
    assert without.summary["questions"]["after_events"] == {
        "status": "not_assessable",
        "reason": "no events were given",
    }


def test_horizons_finer_than_the_bins_are_not_tried() -> None:
    days = [at(0, day) for day in range(210) for _ in range(3)] + [at(10, 3)] * 30
    found = detect(table({"topic": days}, "day"), debates([10]), Parameters(horizons_us=(HOUR_US, 2 * DAY_US)))
    assert {row["horizon_us"] for row in found.after.to_pylist()} == {2 * DAY_US}


def test_an_event_known_to_the_day_reaches_from_its_begin_to_the_horizon_after_its_end() -> None:
    # The burst begins at 22:00 of the day after: 22 hours after the end of the day, within the horizon of a day.
    times = posts(np.random.default_rng(1), 30, 20, [(10 * 168 + 4 * 24 + 22, 24, 15.0)], own_bursts=False)
    event = Event(at(10, 3), "poll", "poll", "poll", None, "day", 2)
    found = detect(table({"topic": times}), [event], observed(30, horizons_us=(DAY_US,)))
    assert [row["after"] for row in rows(found, "week")] == [1]
    assert any("known to the day only" in limit for limit in found.summary["limits"])


def test_more_horizons_and_more_subjects_cost() -> None:
    weeks = [3, 10, 14, 20, 26, 31]
    hit = posts(np.random.default_rng(1), 44, 20, [after_debate(week) for week in weeks], own_bursts=False)
    others = {f"other {n}": posts(np.random.default_rng(90 + n), 44, 20) for n in range(3)}
    found = detect(table({"topic": hit, **others}), debates(weeks), observed(44))
    for row in rows(found, "week"):
        assert row["p"] <= row["p_horizons"] <= row["q"]  # type: ignore[operator]
    assert rows(found, "week")[0]["q"] == pytest.approx(4 * rows(found, "week")[0]["p_horizons"])  # type: ignore[operator]


def test_shifted_marks_meet_a_burst_where_the_circle_brings_them() -> None:
    marked = np.zeros(28, np.bool_)
    marked[3:5] = True  # days 3 and 4 of week 0
    # A burst on day 4 of week 0 and one on day 3 of week 2: shifts by 0 and by 2 weeks meet one each.
    assert shifted_counts(marked, np.array([4, 17]), 7).tolist() == [1, 0, 1, 0]
