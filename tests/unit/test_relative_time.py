"""Times written as "how long ago": resolved against the capture, never our clock, and as coarse as written."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from crosscurrent.errors import ZoneMissing
from crosscurrent.model.relative_time import read_chinese, read_relative
from crosscurrent.model.time import ReadTime

SHANGHAI = ZoneInfo("Asia/Shanghai")
CAPTURED = 1_764_842_451_000_000  # 2025-12-04T18:00:51+08:00


def shown(read: ReadTime | None) -> tuple[str, str] | None:
    """Return a time as it reads in Shanghai, with its precision."""
    if read is None:
        return None
    return datetime.fromtimestamp(read.at_us // 10**6, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"), read.precision


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("刚刚", ("2025-12-04 18:00:51", "min")),
        ("just now", ("2025-12-04 18:00:51", "min")),
        ("30秒前", ("2025-12-04 18:00:21", "min")),
        ("5分钟前", ("2025-12-04 17:55:51", "min")),
        (" 5 分鐘前 ", ("2025-12-04 17:55:51", "min")),
        ("3小时前", ("2025-12-04 15:00:51", "hour")),
        ("2天前", ("2025-12-02 18:00:51", "day")),
        ("1周前", ("2025-11-27 18:00:51", "week")),
        ("2个月前", ("2025-10-04 18:00:51", "month")),
        ("3年前", ("2022-12-04 18:00:51", "year")),
        ("今天 08:05", ("2025-12-04 08:05:00", "min")),
        ("昨天 23:59", ("2025-12-03 23:59:00", "min")),
        ("昨天", ("2025-12-03 00:00:00", "day")),
        ("前天", ("2025-12-02 00:00:00", "day")),
        ("前天 10:00", ("2025-12-02 10:00:00", "min")),
        ("发布于 昨天 12:30", ("2025-12-03 12:30:00", "min")),
        ("2 years ago", ("2023-12-04 18:00:51", "year")),
        ("1 day ago (edited)", ("2025-12-03 18:00:51", "day")),
        ("Streamed 3 weeks ago", ("2025-11-13 18:00:51", "week")),
        ("an hour ago", ("2025-12-04 17:00:51", "hour")),
        ("Yesterday at 14:05", ("2025-12-03 14:05:00", "min")),
        ("18h", ("2025-12-04 00:00:51", "hour")),
        ("18h • Edited •", ("2025-12-04 00:00:51", "hour")),
        ("5m", ("2025-12-04 17:55:51", "min")),
        ("3d", ("2025-12-01 18:00:51", "day")),
        ("2w", ("2025-11-20 18:00:51", "week")),
        ("1mo", ("2025-11-04 18:00:51", "month")),
        ("2yr", ("2023-12-04 18:00:51", "year")),
        ("il y a 2 ans", ("2023-12-04 18:00:51", "year")),
        ("il y a une heure", ("2025-12-04 17:00:51", "hour")),
        ("Il y a 3 mois", ("2025-09-04 18:00:51", "month")),
        ("hier", ("2025-12-03 00:00:00", "day")),
    ],
)
def test_each_form_has_the_precision_of_its_unit(written: str, expected: tuple[str, str]) -> None:
    assert shown(read_relative(written, CAPTURED, SHANGHAI)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12-04 18:00", ("2025-12-04 18:00:00", "min")),
        ("12-04 18:01", ("2024-12-04 18:01:00", "min")),  # one minute later would lie after the capture
        ("12-05", ("2024-12-05 00:00:00", "day")),
        ("12-04", ("2025-12-04 00:00:00", "day")),
        ("7月8日 21:59", ("2025-07-08 21:59:00", "min")),
        ("02-29 10:00", ("2024-02-29 10:00:00", "min")),  # 2025 has no such day
    ],
)
def test_a_day_without_a_year_lies_before_the_capture(written: str, expected: tuple[str, str]) -> None:
    assert shown(read_relative(written, CAPTURED, SHANGHAI)) == expected


def test_the_end_of_a_month_stays_in_the_month() -> None:
    captured = 1_774_951_200_000_000  # 2026-03-31T18:00:00+08:00
    assert shown(read_relative("1个月前", captured, SHANGHAI)) == ("2026-02-28 18:00:00", "month")


def test_the_day_is_that_of_the_collectors_calendar() -> None:
    # 2025-12-03T23:00 UTC is 4 December in Shanghai, so "yesterday" is the 3rd there and the 2nd in London.
    captured = 1_764_802_800_000_000
    assert shown(read_relative("昨天", captured, SHANGHAI)) == ("2025-12-03 00:00:00", "day")
    london = read_relative("昨天", captured, ZoneInfo("Europe/London"))
    assert london == ReadTime(1_764_633_600_000_000, "day")


def test_without_the_time_of_the_capture_nothing_is_known() -> None:
    assert read_relative("2 years ago", None, SHANGHAI) is None
    assert read_relative("昨天", None, SHANGHAI) is None


def test_a_named_day_without_a_zone_is_refused_and_a_distance_is_not() -> None:
    with pytest.raises(ZoneMissing):
        read_relative("昨天 10:00", CAPTURED, None)
    assert shown(read_relative("3小时前", CAPTURED, None)) == ("2025-12-04 15:00:51", "hour")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "hello",
        "5 foo ago",
        "前",
        "13-45",
        "昨天 25:00",
        "12:30",
        "99年前",
        "99999年前",
        "5前",
        "2025",
        "天前",
        "x" * 10_000,
    ],
)
def test_what_is_no_such_time_is_none(written: str) -> None:
    assert read_relative(written, CAPTURED, SHANGHAI) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026年3月1日", ("2026-03-01 00:00:00", "day")),
        ("2026年3月1日 下午5点", ("2026-03-01 17:00:00", "hour")),
        ("2026年3月1日 下午5点30分", ("2026-03-01 17:30:00", "min")),
        ("2026年3月1日 17:30", ("2026-03-01 17:30:00", "min")),
        ("2026年03月01日17:30:05", ("2026-03-01 17:30:05", "s")),
        ("２０２６年３月１日　上午１２：０５", ("2026-03-01 00:05:00", "min")),
        ("2026年3月1日 中午12点", ("2026-03-01 12:00:00", "hour")),
        ("2026年3月1日 晚上8点15分", ("2026-03-01 20:15:00", "min")),
        ("2026年2月30日", None),
        ("3月1日", None),
    ],
)
def test_chinese_dates_need_no_capture(written: str, expected: tuple[str, str] | None) -> None:
    assert shown(read_chinese(written, SHANGHAI)) == expected
    assert shown(read_relative(written, None, SHANGHAI)) == expected
