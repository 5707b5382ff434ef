"""4CAT's CSV exports: which of the two times is right depends on the dataset, and fillers are not values."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.connectors.registry import recognise
from crosscurrent.connectors.tabular.source import Source
from tests.conformance.fixtures import fourcat, table

Rows = dict[str, list[dict[str, Any]]]


def taken_in(folder: Path, raw: bytes, options: ReadOptions | None = None) -> tuple[Rows, Tally, str]:
    path = folder / "export.csv"
    path.write_bytes(raw)
    source, tally, options = Source(path), Tally(), options or ReadOptions()
    connector, recognition = recognise(source, options)
    found: Rows = {}
    for name, rows in connector.tables(source, "c" * 64, recognition, options, tally):  # type: ignore[arg-type]
        found.setdefault(name, []).extend(
            {key: value for key, value in row.items() if value is not None} for row in rows.to_pylist()
        )
    return found, tally, recognition.format_id


def export(name: str, number: int = 3) -> bytes:
    return fourcat.export(fourcat.ROWS[name], number)


@pytest.mark.parametrize("name", sorted(set(fourcat.ROWS) - {"crowdtangle"}))
def test_the_right_one_of_two_times_is_taken(name: str, tmp_path: Path) -> None:
    # T1: whatever the server's zone did to one of them, the time that comes out is the one the row was made at.
    found, _, format_id = taken_in(tmp_path, export(name), ReadOptions(platform="web" if name == "other" else None))
    assert format_id == f"fourcat/{name}"
    times = [int(row["created_at"].timestamp()) for row in found["post"]]
    assert times == [fourcat.at(number) for number in (1, 2, 3)]
    assert not any(row.get("time_conflict") for row in found["post"])


@pytest.mark.parametrize(
    ("name", "hours"), [("instagram", "2"), ("rednote", "8"), ("twitter_v2", "2"), ("telegram", "1")]
)
def test_whole_hours_between_the_two_times_are_said(name: str, hours: str, tmp_path: Path) -> None:
    _, tally, _ = taken_in(tmp_path, export(name))
    used = "timestamp" if name == "twitter_v2" else "unix_timestamp"
    assert [note for note in tally.notes if f"lie {hours} h apart" in note and note.endswith(f"{used} is used")]


def test_times_that_agree_are_not_talked_about(tmp_path: Path) -> None:
    assert not any("apart" in note for note in taken_in(tmp_path, export("twitter"))[1].notes)


def test_crowdtangle_imports_have_no_time_to_rely_on(tmp_path: Path) -> None:
    # T2: EST and EDT were cut off before the text was read as local time; both columns are wrong by unknown hours.
    found, tally, _ = taken_in(tmp_path, export("crowdtangle"))
    assert all("created_at" not in row and row["created_at_precision"] == "unknown" for row in found["post"])
    assert any("CrowdTangle" in note for note in tally.notes)


def test_missing_fields_are_null_and_lists_are_parted_at_commas(tmp_path: Path) -> None:
    found, _, _ = taken_in(tmp_path, export("twitter"))
    by_post = {row["post_uid"]: row for row in found["engagement"]}
    counts = [by_post[f"x:{fourcat.tweet_id(number)}"].get("view_count") for number in (1, 2, 3)]
    assert counts == [40, None, 40]
    links = [row["dst"] for row in found["edge"] if row["type"] == "links_to"][:2]
    assert links == ["https://news.example/1?a=1,2", "https://news.example/b"]  # the comma inside an address stays
    assert {row["account_uid"] for row in found["account"]} == {"x:901", "x:902", "x:903"}
    assert [row["dst"] for row in found["edge"] if row["type"] == "quote_of"] == [f"x:{fourcat.tweet_id(900)}"] * 2


def test_ids_are_the_canonical_ones(tmp_path: Path) -> None:
    instagram, _, _ = taken_in(tmp_path, export("instagram"))
    assert instagram["post"][0]["native_id"].isdecimal()
    assert instagram["post"][0]["alt_ids"] == [("written", fourcat.shortcode(1))]
    telegram, _, _ = taken_in(tmp_path, export("telegram"))
    assert [row["post_uid"] for row in telegram["post"]][:2] == ["telegram:1400500600:1", "telegram:1400500600:2"]
    assert telegram["account"][0]["account_uid"] == "telegram:user501"
    replies = [row["dst"] for row in telegram["edge"] if row["type"] == "reply_to"]
    assert replies == ["telegram:1400500600:1", "telegram:1400500600:2"]
    douyin, _, _ = taken_in(tmp_path, export("douyin"))
    assert douyin["account"][0]["native_id"] == "MS4wLjABAAAAinvented1xyz"
    assert douyin["account"][0]["alt_ids"] == [("uid", "89")]
    assert all("view_count" not in row for row in douyin["engagement"])  # always 0 on the site: not observed
    rednote, _, _ = taken_in(tmp_path, export("rednote"))
    assert rednote["engagement"][0]["like_count"] == 12_000


def test_an_export_without_unix_times_needs_the_zone_of_its_server(tmp_path: Path) -> None:
    rows = [{key: value for key, value in fourcat.instagram(1).items() if key != "unix_timestamp"}]
    raw = table(rows[0], (row.values() for row in rows))
    with pytest.raises(Exception, match="E-TIME-002"):
        taken_in(tmp_path, raw)
    found, _, _ = taken_in(tmp_path, raw, ReadOptions(assume_zone="+02:00"))
    assert found["post"][0]["created_at"] == datetime.fromtimestamp(fourcat.at(1), UTC)


def test_semicolons_of_zeeschuimer_change_nothing(tmp_path: Path) -> None:
    rows = [fourcat.threads(number) for number in (1, 2)]
    straight, _, _ = taken_in(tmp_path, table(rows[0], (row.values() for row in rows)))
    turned, _, _ = taken_in(tmp_path, table(rows[0], (row.values() for row in rows), ";"))
    assert [row["post_uid"] for row in turned["post"]] == [row["post_uid"] for row in straight["post"]]
