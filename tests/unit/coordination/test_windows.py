"""A window that is not wider than the precision of the times would see the rounding: it is refused, and said so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.coordination.parameters import ParameterRefused, Parameters
from tests.unit.coordination.tables import HOUR_US, MINUTE_US, SECOND_US, Found, detected

MINUTES = "%Y-%m-%dT%H:%MZ"


def found(folder: Path, form: str, windows: tuple[int, ...]) -> Found:
    """Detect on six accounts that act on each of four objects two minutes apart."""
    begin = datetime(2025, 3, 10, 8, 0, 20, tzinfo=UTC)
    lines = ["object_id,account_id,content_id,timestamp_share,behaviour"]
    for number in range(24):
        at = begin + timedelta(hours=number // 6, minutes=2 * (number % 6), milliseconds=7 * number)
        lines.append(f"o{number // 6},a{number % 6},c{number},{at.strftime(form)},link")
    path = folder / "events.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return detected(path, folder / "out", ReadOptions(), windows_us=windows, all_pairs=True)


def windows_of(one: Found) -> dict[int, str | None]:
    return {window["window_us"]: window["refused"] for window in one.summary["windows"]}


def test_minute_precise_times_refuse_a_minute_and_take_five(tmp_path: Path) -> None:
    one = found(tmp_path, MINUTES, (10 * SECOND_US, MINUTE_US, 5 * MINUTE_US))
    reason = "not wider than the precision of the times of: link"
    assert windows_of(one) == {10 * SECOND_US: reason, MINUTE_US: reason, 5 * MINUTE_US: None}
    assert {row["window_us"] for row in one.rows("pairs")} == {5 * MINUTE_US}
    assert "Times of link are coarser than a second: narrow windows were refused." in one.summary["limits"]


def test_second_precise_times_take_ten_seconds_and_refuse_one(tmp_path: Path) -> None:
    one = found(tmp_path, "%Y-%m-%dT%H:%M:%SZ", (SECOND_US, 10 * SECOND_US))
    assert [bool(refused) for refused in windows_of(one).values()] == [True, False]
    assert not any("coarser" in sentence for sentence in one.summary["limits"])


def test_microseconds_take_any_window(tmp_path: Path) -> None:
    one = found(tmp_path, "%Y-%m-%dT%H:%M:%S.%fZ", (1_000, SECOND_US, HOUR_US))
    assert set(windows_of(one).values()) == {None}


def test_only_the_behaviour_with_coarse_times_loses_its_window(tmp_path: Path) -> None:
    # The file itself says that its domains are precise to the minute.
    lines = ["object_id,account_id,timestamp,behaviour,precision"]
    for number in range(4):
        lines += [f"o{number},{name},{1_700_000_000 + 7_200 * number},link,s" for name in ("ann", "bob")]
        lines += [f"o{number},{name},{1_700_000_000 + 7_200 * number},domain,min" for name in ("ann", "bob")]
    path = tmp_path / "events.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    one = detected(path, tmp_path / "out", windows_us=(10 * SECOND_US, 5 * MINUTE_US), all_pairs=True)
    assert windows_of(one) == {
        10 * SECOND_US: "not wider than the precision of the times of: domain", 5 * MINUTE_US: None,
    }  # fmt: skip
    assert {(row["behaviour"], row["window_us"]) for row in one.rows("pairs")} == {
        ("link", 10 * SECOND_US), ("link", 5 * MINUTE_US), ("domain", 5 * MINUTE_US),
    }  # fmt: skip


def test_no_usable_window_gives_no_pairs_and_says_so(tmp_path: Path) -> None:
    one = found(tmp_path, MINUTES, (10 * SECOND_US,))
    assert one.rows("pairs") == one.rows("evidence") == one.rows("groups") == []
    assert one.summary["status"] == "not_assessable"
    assert one.summary["tests"]["pairs_co_acting"] == 0


def test_seconds_that_are_always_zero_are_minutes(tmp_path: Path) -> None:
    # A tool that cuts seconds off writes 08:02:00: precise to the minute, whatever it looks like.
    one = found(tmp_path, "%Y-%m-%dT%H:%M:00Z", (MINUTE_US, 5 * MINUTE_US))
    assert [bool(refused) for refused in windows_of(one).values()] == [True, False]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("windows_us", ()), ("windows_us", (0,)), ("windows_us", (-1,)), ("windows_us", (2, 1)),
        ("windows_us", (1, 1)), ("min_objects", 0), ("fdr", 0.0), ("fdr", 1.0), ("screen", 1.5), ("min_group", 2),
        ("seed", -1), ("seed", 2**31),
    ],
)  # fmt: skip
def test_parameters_out_of_range_are_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ParameterRefused) as refused:
        Parameters(**{name: value})
    assert refused.value.code == "E-DETECT-001"
    assert name.removesuffix("_us") in str(refused.value)
