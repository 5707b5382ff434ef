"""The demonstration: thirty accounts boost a news account, sixty fans adore a singer; only the thirty are named."""

from __future__ import annotations

import csv
import fcntl
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from crosscurrent.cli import main

FINDINGS = "findings/coordination"
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with ``input/``, ``case/`` and what the command printed; made once, also for parallel workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / "demo"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            assert main.run(["simulate", "scenario", "--seed", "7", "--out", str(folder / "input")]) == 0
            words = ["investigate", str(folder / "input" / "posts.csv"), "--case", str(folder / "case")]
            assert main.run([*words, "--by", "N. N.", "--quiet"]) == 0
            (folder / "done").touch()
    return folder


@pytest.fixture(scope="module")
def truth(demo: Path) -> dict[str, set[str]]:
    """Role -> accounts, under the names they have in the case."""
    roles = defaultdict(set)
    with (demo / "input" / "truth.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            roles[row["role"]].add(f"plaza:{row['account_id']}")
    return roles


@pytest.fixture(scope="module")
def posts(demo: Path) -> Rows:
    with (demo / "input" / "posts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def summary(demo: Path) -> dict[str, Any]:
    return json.loads((demo / "case" / FINDINGS / "summary.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page(demo: Path) -> str:
    return (demo / "case" / "report" / "index.html").read_text(encoding="utf-8")


def table(demo: Path, name: str) -> Rows:
    return pq.read_table(demo / "case" / FINDINGS / f"{name}.parquet").to_pylist()


def accounts(demo: Path, status: str) -> set[str]:
    return {row["account_id"] for row in table(demo, "groups") if row["status"] == status}


def test_the_thirty_boosters_are_coordinated_and_nobody_else(demo: Path, truth: dict[str, set[str]]) -> None:
    assert len(truth["booster"]) == 30
    assert accounts(demo, "coordinated") == truth["booster"]


def test_fans_are_a_shared_trigger_and_the_crowd_is_left_alone(demo: Path, truth: dict[str, set[str]]) -> None:
    assert accounts(demo, "coordinated") & (truth["fan"] | truth["organic"]) == set()
    explained = accounts(demo, "trigger_explained")
    assert len(explained & truth["fan"]) >= 45
    assert len(explained - truth["fan"]) <= 2  # a listener as quick and faithful as a fan; no accusation either way
    assert not explained & truth["booster"]
    assert {row["status"] for row in table(demo, "groups")} == {"coordinated", "trigger_explained"}


def test_the_thirty_are_one_group_by_co_sharing_and_synchrony(demo: Path, summary: dict[str, Any]) -> None:
    (group,) = [group for group in summary["groups"] if group["status"] == "coordinated"]
    assert group["which"] == "both"
    assert group["accounts"] == 30
    assert group["p_synchrony"] <= 0.001
    assert group["p_trigger"] <= 0.001
    assert group["p_group"] <= 0.001
    assert {"link", "repost", "same_text"} <= set(group["behaviours"])
    # The waves go on for days: at least four lie between the first and the last act.
    assert group["last_at_us"] - group["first_at_us"] > 4 * 86_400_000_000


def test_the_five_numbers(demo: Path, summary: dict[str, Any], posts: Rows) -> None:
    report = json.loads((demo / "case" / "report" / "summary.json").read_text(encoding="utf-8"))
    numbers = report["five_numbers"]
    assert set(numbers) == {"groups", "accounts", "pairs", "shuffled", "rows"}
    assert (numbers["groups"], numbers["accounts"], numbers["rows"]) == (1, 30, len(posts))
    assert numbers["pairs"] == summary["tests"]["pairs_significant"] > 400
    assert numbers["shuffled"] == summary["permutation"]["pairs_surviving"] < numbers["pairs"] / 10


def test_the_words_say_what_was_found_and_no_more(summary: dict[str, Any]) -> None:
    coordinated, explained, shuffled, judged = summary["words"]
    assert coordinated.startswith("1 group of accounts acted in coordination (30 accounts in all): ")
    assert explained.endswith("this is not a finding of coordination.")
    assert "with times shuffled within each object" in shuffled
    assert judged == "Whether any account is inauthentic or foreign was not assessed; only a named person can do that."
    assert summary["status"] == "answered"
    assert summary["power"]["assessable"] is True


def test_nothing_that_the_shuffle_leaves_is_synchrony(summary: dict[str, Any]) -> None:
    assert summary["permutation"]["runs"] == 1
    assert summary["permutation"]["pairs_surviving_synchrony"] == 0


def test_the_report_stands_alone_and_shows_the_permutation_line(page: str, summary: dict[str, Any]) -> None:
    assert "not assessed" in page
    survived = summary["permutation"]["pairs_surviving"]
    assert re.search(rf"shuffled within each object, {survived} pairs would have survived \(1 shuffle\)", page)
    # Nothing in the page makes a browser fetch anything.
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']?(?:https?:)?//", page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    ("name", "sides"), [("evidence", ("_a", "_b")), ("group_actions", ("",))], ids=["evidence", "group_actions"]
)
def test_every_row_leads_back_to_its_post(demo: Path, posts: Rows, name: str, sides: tuple[str, ...]) -> None:
    rows = table(demo, name)
    assert len(rows) > 1_000
    (capture,) = {row[f"capture{side}" if side else "capture_id"] for row in rows for side in sides}
    assert (demo / "case" / "captures" / capture[:2] / capture).read_bytes() == (
        demo / "input" / "posts.csv"
    ).read_bytes()
    for row in rows:
        for side in sides:
            post = posts[int(row[f"locator{side}"].removeprefix("row=")) - 1]
            account, content = (row[f"{what}{side}" if side else f"{what}_id"] for what in ("account", "content"))
            assert (f"plaza:{post['account_id']}", f"plaza:{post['post_id']}") == (account, content)


def test_the_case_verifies(demo: Path) -> None:
    assert main.run(["capture", "verify", "--case", str(demo / "case")]) == 0
