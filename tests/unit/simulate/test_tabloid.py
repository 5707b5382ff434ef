"""The invented tabloid case: what is in it, that it is the same each time, and that nothing in it is real."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

from crosscurrent.cli import main
from crosscurrent.detectors.timing.events import read_events
from crosscurrent.simulate.tabloid import make_tabloid, write_tabloid
from crosscurrent.workflows.detect_lineage import load_tiers


def test_every_role_of_the_case_is_there() -> None:
    roles = Counter(post.role for post in make_tabloid(7))
    assert roles == {
        "source": 2, "earlier_coverage": 3, "copy": 6, "credited": 1, "quotation": 1, "denial": 1, "echo": 4,
        "translation": 2, "ordinary": 54,
    }  # fmt: skip


def test_a_copy_comes_after_what_it_was_made_from_and_from_somebody_else() -> None:
    for seed in range(20):
        posts = {post.post: post for post in make_tabloid(seed)}
        for post in posts.values():
            if post.made_from:
                source = posts[post.made_from]
                assert source.at < post.at
                assert source.account != post.account


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_tabloid(make_tabloid(3), tmp_path / name)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert [str(file) for file in files] == [
        "README.txt", "captures/douyin.csv", "captures/web.csv", "captures/wechat.csv", "captures/weibo.csv",
        "captures/youtube.csv", "events.csv", "tiers.toml", "truth.csv",
    ]  # fmt: skip
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)


def test_every_address_is_one_that_never_resolves(tmp_path: Path) -> None:
    write_tabloid(make_tabloid(7), tmp_path)
    for path in tmp_path.rglob("*.*"):
        if path.is_file():
            hosts = re.findall(r"https?://([^/\s\",]+)", path.read_text(encoding="utf-8"))
            assert [host for host in hosts if not host.endswith(".example")] == []


def test_the_command_writes_lists_that_the_detectors_accept(tmp_path: Path) -> None:
    assert main.run(["simulate", "tabloid", "--out", str(tmp_path)]) == 0
    assert [event.comparable for event in read_events(tmp_path / "events.csv")] == [True, True, True, False]
    assert len(load_tiers(tmp_path / "tiers.toml").entries) == 2
    with (tmp_path / "truth.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 74
