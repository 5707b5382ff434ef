"""One operation on twelve platforms: one folder in, one case and one report out, and the network found across them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crosscurrent.cases.case import Case
from crosscurrent.simulate.captures import make_captures, write_captures
from crosscurrent.workflows.investigate import Investigation, investigate

FORMATS = {
    "x": "x_posts/api_v2_pages", "facebook": "crowdtangle/", "tiktok": "zeeschuimer/tiktok", "youtube": "youtube/",
    "reddit": "reddit/submissions", "telegram": "telegram/", "bluesky": "bluesky/appview",
    "mastodon": "mastodon/statuses", "weibo": "mediacrawler/weibo_contents", "wechat": "wechat_exports/",
    "medium": "medium/feed", "bilibili": "mediacrawler/bilibili_contents",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("world")
    write_captures(make_captures(seed=7), out)
    return out


@pytest.fixture(scope="module")
def case_dir(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = tmp_path_factory.mktemp("platforms") / "case"
    investigate([world / "captures"], case, "N. N.", Investigation(title="Twelve platforms"))
    return case


def truth(world: Path) -> dict[str, str]:
    with (world / "truth.csv").open(encoding="utf-8", newline="") as file:
        return {row["account_uid"]: row["role"] for row in csv.DictReader(file)}


def test_every_capture_is_read_to_the_last_record(world: Path, case_dir: Path) -> None:
    with Case.open(case_dir) as case:
        readings = [case.readings.report(capture.capture_id) for capture in case.captures.all()]
        posts = case.tables.dataset("post").to_table(columns=["platform", "account_uid", "time_conflict"])
    assert all(reading is not None and reading.rows_rejected == 0 for reading in readings)
    formats = [reading.format_id for reading in readings if reading is not None]
    for platform, format_id in FORMATS.items():
        assert any(each.startswith(format_id) for each in formats), platform
    assert set(posts.column("platform").to_pylist()) == set(FORMATS)
    # Ids and written times tell the same moment, in every zone the tools wrote in.
    assert True not in posts.column("time_conflict").to_pylist()
    # Every account is known under the id that the truth has, so none was split or merged.
    assert set(posts.column("account_uid").to_pylist()) == set(truth(world))


def test_the_network_is_found_across_platforms_and_nobody_else(world: Path, case_dir: Path) -> None:
    roles = truth(world)
    groups = pq.read_table(case_dir / "findings" / "coordination" / "groups.parquet").to_pylist()
    called = {row["account_id"] for row in groups if row["status"] == "coordinated"}
    assert {roles[account] for account in called} == {"network"}
    assert len(called) >= 30  # of 36
    assert len({account.partition(":")[0] for account in called}) >= 10


def test_one_link_is_one_object_however_a_platform_writes_it(case_dir: Path) -> None:
    actions = pq.read_table(case_dir / "findings" / "coordination" / "group_actions.parquet")
    platforms: dict[str, set[str]] = {}
    for row in actions.to_pylist():
        if row["behaviour"] == "link":
            platforms.setdefault(row["object_id"], set()).add(row["account_id"].partition(":")[0])
    assert max(len(each) for each in platforms.values()) >= 8
    assert all("utm_" not in link and "fbclid" not in link and "://www." not in link for link in platforms)


def test_there_is_one_report(case_dir: Path) -> None:
    assert (case_dir / "report" / "index.html").is_file()
    summary = json.loads((case_dir / "findings" / "coordination" / "summary.json").read_text(encoding="utf-8"))
    assert [group["status"] for group in summary["groups"]].count("coordinated") == 1
