"""Bursts: what is one, what is only the rhythm of the week, and how precisely its begin is known."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from crosscurrent.detectors.timing.bursts import overdispersion, read_bursts
from crosscurrent.detectors.timing.detect import Timing, detect
from crosscurrent.detectors.timing.parameters import (
    DAY_US,
    HOUR_US,
    WEEK_US,
    Parameters,
    TimingParameterRefused,
    specification,
)
from crosscurrent.detectors.timing.rhythm import exposure
from crosscurrent.detectors.timing.series import TimesRefused, each_series
from tests.unit.timing.worlds import T0_US, after_debate, at, posts, table

EIGHT_WEEKS = Parameters(observed_us=(T0_US, T0_US + 8 * WEEK_US))


def bursts(found: Timing) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = found.bursts.to_pylist()
    return rows


def micros(moment: object) -> int:
    return int(pa.scalar(moment, pa.timestamp("us", "UTC")).cast(pa.int64()).as_py())


def test_waking_hours_and_weekends_are_no_burst() -> None:
    # 40 posts a day for eight weeks, five times as many by day as by night, and nothing happens.
    for seed in range(20):
        times = posts(np.random.default_rng(seed), 8, 40, own_bursts=False, drift=0.0)
        assert bursts(detect(table({"topic": times}), [], EIGHT_WEEKS)) == []


def test_a_day_at_twelve_times_the_rate_is_found_with_its_begin() -> None:
    times = posts(np.random.default_rng(1), 8, 40, [after_debate(5)], own_bursts=False)
    (burst,) = bursts(detect(table({"topic": times}), [], EIGHT_WEEKS))
    began = at(5, 3, 22)
    assert micros(burst["begin_earliest"]) <= began <= micros(burst["begin_latest"])
    assert micros(burst["begin_latest"]) - micros(burst["begin_earliest"]) <= 6 * HOUR_US
    assert abs(micros(burst["end"]) - (began + DAY_US)) <= 3 * HOUR_US
    assert 8 < burst["ratio"] < 16  # type: ignore[operator]


def test_a_second_rise_within_a_burst_is_a_burst_of_its_own() -> None:
    # A week at five times the rate, and on its Thursday a day at forty times: the second may have a trigger of its own.
    boosts = [(5 * 168, 168, 5.0), (5 * 168 + 94, 24, 8.0)]
    found = bursts(detect(table({"topic": posts(np.random.default_rng(2), 8, 40, boosts, False)}), [], EIGHT_WEEKS))
    begins = [round((micros(one["begin"]) - T0_US) / HOUR_US) for one in found]
    assert [abs(begin - true) <= 3 for begin, true in zip(begins[:2], (5 * 168, 5 * 168 + 94), strict=True)] == [
        True
    ] * 2


def test_a_burst_that_was_under_way_when_the_capture_begins_has_no_begin() -> None:
    times = posts(np.random.default_rng(3), 8, 40, [(0, 60, 15.0)], own_bursts=False)
    first = bursts(detect(table({"topic": times}), [], EIGHT_WEEKS))[0]
    assert first["begin_earliest"] is None
    assert first["begin_latest"] is None


def test_dates_make_daily_bins_that_begin_where_the_days_do() -> None:
    # Times known to the day in Shanghai come as 16:00 UTC of the day before.
    days = [at(0, day) - 8 * HOUR_US for day in range(1, 57) for _ in range(3)]
    days += [at(6, 2) - 8 * HOUR_US] * 40
    found = detect(table({"topic": days}, "day"), [])
    (subject,) = found.subjects.to_pylist()
    assert (subject["bin"], subject["left_out"]) == ("day", 0)
    (burst,) = bursts(found)
    assert micros(burst["begin"]) == at(6, 2) - 8 * HOUR_US
    assert micros(burst["begin_latest"]) - micros(burst["begin_earliest"]) == DAY_US


def test_times_known_to_the_week_are_refused_and_said() -> None:
    found = detect(table({"topic": [at(week) for week in range(40)]}, "week"), [])
    (subject,) = found.subjects.to_pylist()
    assert (subject["status"], subject["bin"], subject["left_out"]) == ("not_assessable", None, 40)
    assert found.summary["words"] == ["topic: not assessable: its times are known less precisely than to the day."]
    assert found.summary["status"] == "not_assessable"


def test_a_few_dates_among_seconds_are_left_out_and_counted_many_make_the_bins_daily() -> None:
    fine, coarse = posts(np.random.default_rng(4), 8, 20, own_bursts=False), [at(0, day) for day in range(56)]
    few = pa.concat_tables([table({"topic": fine}), table({"topic": coarse[:5]}, "day")])
    many = pa.concat_tables([table({"topic": fine[:200]}), table({"topic": coarse}, "day")])
    (hourly,), (daily,) = (detect(one, [], EIGHT_WEEKS).subjects.to_pylist() for one in (few, many))
    assert (hourly["bin"], hourly["left_out"], hourly["status"]) == ("hour", 5, "partial")
    assert (daily["bin"], daily["left_out"]) == ("day", 0)


def test_posts_without_a_time_are_left_out_and_counted() -> None:
    times = table({"topic": posts(np.random.default_rng(4), 8, 20, own_bursts=False)})
    untimed = pa.table({"subject_id": ["topic"] * 3, "at": pa.array([None] * 3, times.schema.field("at").type),
                        "precision": ["unknown"] * 3})  # fmt: skip
    (subject,) = detect(pa.concat_tables([times, untimed]), [], EIGHT_WEEKS).subjects.to_pylist()
    assert (subject["posts"], subject["left_out"]) == (times.num_rows, 3)


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        ([at(1)] * 19, "19 posts are fewer than the 20 a baseline needs"),
        ([at(30)] * 50, "no post lies in the period"),
    ],
)
def test_what_cannot_be_read_says_why(times: list[int], reason: str) -> None:
    (subject,) = detect(table({"topic": times}), [], EIGHT_WEEKS).subjects.to_pylist()
    assert (subject["status"], subject["reason"]) == ("not_assessable", reason)


def test_nothing_at_all_is_not_assessable() -> None:
    found = detect(table({}), [])
    assert (found.subjects.num_rows, found.summary["status"]) == (0, "not_assessable")


def test_a_series_shorter_than_two_weeks_keeps_its_rhythm_and_says_so() -> None:
    times = posts(np.random.default_rng(5), 1, 60, own_bursts=False)
    (subject,) = detect(table({"topic": times}), []).subjects.to_pylist()
    assert (subject["status"], subject["reason"]) == (
        "partial", "shorter than two weeks: the weekly rhythm could not be taken out",
    )  # fmt: skip


def test_one_moment_ten_thousand_times_is_one_bin() -> None:
    found = detect(table({"topic": [at(1, 2, 3)] * 10_000}), [])
    assert found.series.num_rows == 1
    assert found.bursts.num_rows == 0  # it fills the whole observed period: there is nothing to rise from


def test_weights_are_summed_and_nonsense_is_refused() -> None:
    times = table({"topic": posts(np.random.default_rng(1), 8, 40, own_bursts=False)})
    doubled = times.append_column("weight", pa.array([2.0] * times.num_rows))
    n = sum(row["n"] for row in detect(doubled, [], EIGHT_WEEKS).series.to_pylist())
    assert n == 2 * times.num_rows
    for weight in (-1.0, float("nan"), None):
        wrong = times.append_column("weight", pa.array([weight] * times.num_rows, pa.float64()))
        with pytest.raises(TimesRefused):
            detect(wrong, [])


@pytest.mark.parametrize("columns", [["subject_id"], ["at"]])
def test_a_table_without_its_columns_is_refused(columns: list[str]) -> None:
    with pytest.raises(TimesRefused):
        detect(table({"topic": [at()]}).select(columns), [])


def test_a_time_that_is_no_timestamp_is_refused() -> None:
    with pytest.raises(TimesRefused, match="at is int64"):
        detect(pa.table({"subject_id": ["topic"], "at": [at()]}), [])


def test_the_order_of_the_rows_does_not_matter() -> None:
    rng = np.random.default_rng(6)
    times = table({"a": posts(rng, 8, 30), "b": posts(rng, 8, 20)})
    shuffled = times.take(pa.array(rng.permutation(times.num_rows)))
    one, other = detect(times, [], EIGHT_WEEKS), detect(shuffled, [], EIGHT_WEEKS)
    assert one.summary == other.summary
    assert one.bursts.equals(other.bursts)
    assert one.series.equals(other.series)


# --- parts -----------------------------------------------------------------------------------------


def test_the_rhythm_of_the_week_is_learnt_and_a_short_series_has_none() -> None:
    hours = np.arange(26 * 168)
    true = np.where(hours % 24 < 8, 0.2, 1.4)
    counts = np.random.default_rng(0).poisson(true * 3).astype(float)
    learnt = exposure(counts, T0_US, HOUR_US, np.ones(len(counts), np.bool_), 1.0)
    assert abs(learnt.mean() - 1) < 1e-9
    assert np.corrcoef(learnt, true)[0, 1] > 0.98
    assert (exposure(counts[:200], T0_US, HOUR_US, np.ones(200, np.bool_), 1.0) == 1).all()


@pytest.mark.parametrize("dispersion", [1.0, 4.0])
def test_overdispersion_is_measured_whatever_the_rate(dispersion: float) -> None:
    rng = np.random.default_rng(0)
    worth = np.tile([0.5, 1.5], 20_000)
    mean = 6 * worth
    # Negative binomial whose variance is a multiple of its mean.
    counts = rng.poisson(mean) if dispersion == 1 else rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion)
    measured = overdispersion(counts.astype(float), worth, np.array([0, len(counts)]), np.ones(len(counts), np.bool_))
    assert abs(measured - dispersion) < 0.1 * dispersion


def test_clustered_posts_make_no_more_bursts_than_single_ones() -> None:
    # Every post drags four copies with it: variance five times the mean. Read as Poisson this would be full of bursts.
    times = np.repeat(posts(np.random.default_rng(8), 8, 20, own_bursts=False), 5)
    (series,) = each_series(table({"topic": times}), EIGHT_WEEKS)
    reading = read_bursts(series, EIGHT_WEEKS)
    assert reading.dispersion > 4
    assert len(reading.bursts) == 0


# --- parameters ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [{"horizons_us": ()}, {"horizons_us": (0,)}, {"horizons_us": (5, 5)}, {"reaction_us": 0}, {"before_us": DAY_US},
     {"penalty": 0}, {"lift": 1.0}, {"fewest_posts": 0}, {"fewest_in_series": 0}, {"alpha": 1.0},
     {"reaction_alpha": 0.0}, {"coarse_share": 0.6}, {"observed_us": (5, 5)}],
)  # fmt: skip
def test_parameters_outside_their_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(TimingParameterRefused, match=next(iter(wrong))):
        Parameters(**wrong)  # type: ignore[arg-type]


def test_the_specification_states_the_defaults_of_the_code() -> None:
    stated, code = specification()["parameters"], Parameters().as_record()
    assert stated.keys() == code.keys()
    observed = stated.pop("observed_us")
    assert observed["default"] == "from the first to the last time of all subjects"
    assert code.pop("observed_us") is None
    assert {name: one["default"] for name, one in stated.items()} == code
