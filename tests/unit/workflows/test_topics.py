"""Topics out of captures, with and without a case: what is written, names, ids that stay, what chance shares."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from crosscurrent.cases.case import Case
from crosscurrent.cli import main
from crosscurrent.workflows import detect_topics
from tests.golden.text_case import FIRST, ORDINARY, SECOND, write_case

OPTIONS = ("--encoder", "none", "--assume-zone", "UTC", "--quiet")
Row = tuple[str, str, str, str]


def topics(*words: str | Path) -> int:
    return main.run(["detect", "topics", *map(str, words), *OPTIONS])


def investigate(*words: str | Path) -> int:
    return main.run(["investigate", *map(str, words), "--by", "N. N.", *OPTIONS])


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return pq.read_table(folder / f"{name}.parquet").to_pylist()


def write_posts(path: Path, posts: Iterable[Row]) -> Path:
    """Posts as (id, account, time, text)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["post_id", "platform", "account_id", "created_at", "text"])
        for post, account, at, text in posts:
            write([post, "weibo", account, at, text])
    return path


def name(path: Path, topic_id: str, called: str, **more: str) -> Path:
    cells = {"topic_id": topic_id, "name": called, "named_by": "A. Chen", "date": "2031-05-08", "note": ""} | more
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(cells))
        writer.writeheader()
        writer.writerow(cells)
    return path


@pytest.fixture(scope="module")
def captures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_case(tmp_path_factory.mktemp("captures"))


def test_the_article_its_copies_and_its_echoes_are_one_topic(
    captures: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert topics(*captures, "--out", tmp_path) == 0
    out, err = capsys.readouterr()
    (topic,) = json.loads(out)["proposed"]
    assert (topic["posts"], topic["platforms"], topic["name"]) == (8, ["wechat", "douyin", "web"], None)
    assert "北港市长" in topic["terms"]
    assert "1 topic was proposed for 8 of 35 posts. People name them." in err
    why = {row["post_uid"]: row["why"] for row in rows(tmp_path, "topics")}
    # The one who links to the article is tied to it by the link as well.
    assert (why["wechat:w4"], why["web:a1"]) == (["link", "text_group"], ["link", "text_group"])
    assert [uid for uid in why if uid.startswith("wechat:o")] == []
    posts = {row["post_uid"]: row for row in rows(tmp_path, "posts")}
    assert (posts["wechat:w1"]["byline"], posts["wechat:w1"]["locator"]) == ("北港新鲜事", "row=1")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == sorted(
        [*detect_topics.FILES, detect_topics.NAMES]
    )


def test_a_case_gives_the_same_topics_as_its_files(captures: list[Path], tmp_path: Path) -> None:
    assert topics(*captures, "--out", tmp_path / "out") == 0
    assert investigate(*captures, "--case", tmp_path / "case") == 0
    for table in detect_topics.TABLES:
        assert rows(tmp_path / "case" / "findings" / "topics", table) == rows(tmp_path / "out", table)


def test_the_list_of_names_is_written_once_and_then_belongs_to_people(captures: list[Path], tmp_path: Path) -> None:
    paper, wechat, *videos = captures
    assert topics(paper, wechat, "--out", tmp_path) == 0
    with (tmp_path / "topic-names.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], row["named_by"], row["posts"], row["first"]) == ("", "", "5", "2031-05-06")
    written = (tmp_path / "topic-names.csv").read_bytes() + b"my own remark\r\n"
    (tmp_path / "topic-names.csv").write_bytes(written)
    assert topics(paper, wechat, *videos, "--out", tmp_path) == 0
    assert (tmp_path / "topic-names.csv").read_bytes() == written
    assert not (tmp_path / "topic-names.new.csv").exists()  # no topic is missing in it
    (tmp_path / "topic-names.csv").write_text("topic_id,name\n", encoding="utf-8")
    assert topics(paper, wechat, *videos, "--out", tmp_path) == 0
    assert row["topic_id"] in (tmp_path / "topic-names.new.csv").read_text(encoding="utf-8-sig")


def test_a_name_holds_when_a_capture_is_added_to_the_case(
    captures: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, (paper, wechat, *videos) = tmp_path / "case", captures
    assert investigate(paper, wechat, "--case", case) == 0
    (before,) = rows(case / "findings" / "topics", "facts")
    names = name(tmp_path / "names.csv", before["topic_id"], "Ferry closure")
    assert investigate(*videos, "--case", case, "--topic-names", names) == 0
    (after,) = rows(case / "findings" / "topics", "facts")
    assert after["topic_id"] == before["topic_id"]
    assert (before["posts"], after["posts"]) == (5, 8)
    summary = json.loads((case / "findings" / "topics" / "summary.json").read_text(encoding="utf-8"))
    assert summary["ids"] == {"kept": 1, "new": 0, "gone": []}
    assert [row["name"] for row in summary["names"]] == ["Ferry closure"]
    assert "was not used" not in capsys.readouterr().err
    assert main.run(["capture", "verify", "--case", str(case)]) == 0


def test_naming_a_topic_does_not_do_the_investigation_again(
    captures: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case"
    assert investigate(*captures, "--case", case) == 0
    (topic,) = rows(case / "findings" / "topics", "facts")
    names = name(tmp_path / "names.csv", topic["topic_id"], "Ferry closure")
    capsys.readouterr()
    again: list[str | Path] = [*captures, "--case", case, "--topic-names", names]
    assert investigate(*again) == 0
    assert "Finished before and not repeated: texts, actions, coordination, lineage." in capsys.readouterr().err
    assert "Ferry closure" in (case / "report" / "index.html").read_text(encoding="utf-8")
    # The same command once more does it all, as it always did; so does one over files that were tampered with.
    assert investigate(*again) == 0
    assert "not repeated" not in capsys.readouterr().err
    (case / "findings" / "text_reuse" / "groups.parquet").write_bytes(b"changed")
    assert investigate(*again, "--title", "Harbour week") == 0
    assert "not repeated" not in capsys.readouterr().err
    assert main.run(["capture", "verify", "--case", str(case)]) == 0


def test_pages_are_not_written_through_a_link_out_of_the_case(
    captures: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, elsewhere = tmp_path / "case", tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert investigate(captures[0], "--case", case) == 0
    (case / "report" / "narratives").symlink_to(elsewhere)
    assert investigate(*captures, "--case", case) == 3
    assert "E-CASE" in capsys.readouterr().err
    assert list(elsewhere.iterdir()) == []


def test_a_name_of_an_unknown_topic_is_reported_by_row_and_not_used(
    captures: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = name(tmp_path / "names.csv", "topic:0123456789abcdef", "Ferry closure")
    assert topics(*captures, "--out", tmp_path / "out", "--names", names) == 0
    out, err = capsys.readouterr()
    assert "names.csv, row 2, column topic_id: no topic has this id" in err
    assert "the name in this row was not used" in err
    assert "Ferry" not in err
    assert json.loads(out)["names"] == 0


def test_mistakes_in_the_names_stop_everything_before_anything_is_written(
    captures: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = name(tmp_path / "names.csv", "=cmd|' /C calc'!A0", "Ferry closure", named_by="")
    assert topics(*captures, "--out", tmp_path / "out", "--names", names) == 3
    assert investigate(*captures, "--case", tmp_path / "case", "--topic-names", names) == 3
    err = capsys.readouterr().err
    assert err.count("E-TOPIC-003") == 2
    assert "row 2, column topic_id" in err
    assert "calc" not in err
    assert not (tmp_path / "out").exists()


def test_names_without_texts_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["posts.csv", "--case", tmp_path / "case", "--no-texts", "--topic-names", "names.csv"]
    assert main.run(["investigate", *map(str, words)]) == 2
    assert "leave out --no-texts" in " ".join(capsys.readouterr().err.split())


def test_one_post_and_posts_that_share_nothing_make_no_topic(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = write_posts(tmp_path / "one.csv", [("p1", "a1", "2031-05-06T02:00:00Z", ORDINARY[0])])
    assert topics(one, "--out", tmp_path / "out") == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["status"], figures["reason"], figures["topics"]) == (
        "not_assessable", "no two posts share anything", 0,
    )  # fmt: skip
    assert not (tmp_path / "out" / "topic-names.csv").exists()
    assert investigate(one, "--case", tmp_path / "case") == 0
    page = (tmp_path / "case" / "report" / "index.html").read_text(encoding="utf-8")
    assert "0 topics were proposed" in page
    assert not (tmp_path / "case" / "report" / "narratives").exists()


def test_posts_without_any_text_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "events.csv"
    path.write_text("object_id,account_id,content_id,timestamp_share\nx,ann,c1,1700000000\n", encoding="utf-8")
    assert topics(path, "--out", tmp_path / "out") == 3
    assert "E-DETECT-005" in capsys.readouterr().err


def test_a_post_without_text_is_in_the_topic_it_shares_a_link_with(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["post_id", "platform", "account_id", "created_at", "text", "links"])
        for n in range(6):
            text = "" if n == 5 else ORDINARY[n]
            write([f"p{n}", "weibo", f"a{n}", f"2031-05-0{n + 1}T02:00:00Z", text, "https://news.example/ferry"])
    assert topics(path, "--out", tmp_path / "out") == 0
    (row,) = rows(tmp_path / "out", "facts")
    assert (row["posts"], row["accounts"], row["shared"]) == (6, 6, ["link:https://news.example/ferry"])


def test_a_table_of_topics_that_was_tampered_with_gives_no_ids(captures: list[Path], tmp_path: Path) -> None:
    (tmp_path / "topics.parquet").write_bytes(b"PAR1 not a table PAR1")
    assert detect_topics.ids_before(tmp_path) == {}
    assert topics(*captures, "--out", tmp_path) == 0


# --- what chance shares ----------------------------------------------------------------------------


def _week() -> list[Row]:
    """Twenty-two accounts talk about one ferry in one week, each in words of its own; one copies an article."""
    day = "2031-05-0{}T{:02}:00:00Z"
    talk = [(f"p{n}", f"a{n}", day.format(5 + n % 3, n), f"{text}#北港渡轮") for n, text in enumerate(ORDINARY[:22])]
    return [
        *talk, ("first", "paper", day.format(5, 1), f"{FIRST}#北港渡轮"),
        ("copy", "copier", day.format(6, 9), f"{FIRST}你怎么看？#北港渡轮"),
    ]  # fmt: skip


def test_a_copy_is_held_against_what_unrelated_texts_of_its_topic_and_week_share(tmp_path: Path) -> None:
    posts = write_posts(tmp_path / "posts.csv", _week())
    assert investigate(posts, "--case", tmp_path / "case") == 0
    with Case.open(tmp_path / "case") as case:
        found = [row for row in case.findings.findings().to_pylist() if row["question"] == "lineage.unattributed"]
    assert [row["subject"] for row in found] == ["weibo:copy#body"]
    # Texts that repeat nothing: 23 by 23 accounts in one week, so 506 ordered pairs. None of them shares so much, and
    # with so many no p below 1/507 can be said.
    assert 1 / 507 <= found[0]["p"] < 0.01
    assert found[0]["null_model"] is not None
    assert main.run(["detect", "lineage", str(posts), "--out", str(tmp_path / "out"), *OPTIONS]) == 0
    (row,) = rows(tmp_path / "out", "unattributed")
    assert row["p_coverage"] == found[0]["p"]
    method = json.loads((tmp_path / "out" / "method.json").read_text(encoding="utf-8"))
    assert len(method["inputs"]["topics"]) == 64


def test_too_few_unrelated_texts_give_no_p(tmp_path: Path) -> None:
    posts = write_posts(
        tmp_path / "posts.csv",
        [("first", "paper", "2031-05-05T01:00:00Z", SECOND), ("copy", "b", "2031-05-06T01:00:00Z", SECOND)],
    )
    assert main.run(["detect", "lineage", str(posts), "--out", str(tmp_path / "out"), *OPTIONS]) == 0
    assert [row["p_coverage"] for row in rows(tmp_path / "out", "unattributed")] == [None]
