"""A tabloid's articles, published by others as their own and echoed in captions: what the report must say."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from crosscurrent.cases.case import Case
from crosscurrent.cli import main
from tests.golden.text_case import COMMENT, FIRST, PAPER, write_case

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("text-case")


def investigate(folder: Path, *more: str | Path) -> int:
    captures = write_case(folder / "input")
    words = ["investigate", *captures, "--case", folder / "case", "--by", "N. N.", "--assume-zone", "UTC", "--quiet"]
    return main.run([*map(str, words), "--encoder", "none", *map(str, more)])


@pytest.fixture(scope="module")
def case(folder: Path) -> Path:
    assert investigate(folder, "--events", folder / "input" / "events.csv") == 0
    return folder / "case"


@pytest.fixture(scope="module")
def page(case: Path) -> str:
    return (case / "report" / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def english(page: str) -> str:
    return plain(page.split('<template id="other-view"')[0])


@pytest.fixture(scope="module")
def french(page: str) -> str:
    return plain(page.split('<template id="other-view"')[1])


def plain(markup: str) -> str:
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", markup, flags=re.S))).split()
    )


def table(case: Path, name: str) -> Rows:
    return pq.read_table(case / "findings" / f"{name}.parquet").to_pylist()


def test_the_articles_are_the_earliest_known_posts(case: Path, english: str, french: str) -> None:
    first = [row["text_uid"] for row in table(case, "lineage/nodes") if row["earliest"]]
    assert first == ["web:a1#body", "web:a2#body"]
    assert f"Earliest known post: {PAPER} on web, 2031-05-06 02:00:00 UTC. Earlier ones may exist" in english
    assert f"Plus ancienne publication connue : {PAPER} sur web, 2031-05-06 02:00:00 UTC. Il peut en exister" in french


def test_copies_without_credit_are_named_and_nobody_who_gave_it(case: Path, english: str, french: str) -> None:
    copied = {row["text_uid"] for row in table(case, "lineage/unattributed")}
    assert {"wechat:w1#body", "wechat:w2#body", "wechat:w3#body"} <= copied
    assert copied & {"wechat:w4#body", "wechat:w5#body"} == set()  # one names the paper and links it, one quotes it
    for said, until in ((english, "Texts that repeat each other Text Texts"), (french, "Textes qui se répètent Texte")):
        heading = "Copied without credit" if said is english else "Copié sans mention de la source"
        part = said[said.index(heading) : said.index(until)]
        assert {name for name in ("北港新鲜事", "华人生活圈", "今日热点谈") if name in part} == {
            "北港新鲜事", "华人生活圈", "今日热点谈",
        }  # fmt: skip
        assert "读书与城市" not in part
        assert "老周评论" not in part


def test_the_copy_of_a_copy_hangs_on_it_because_it_shares_what_the_article_lacks(case: Path) -> None:
    parents = {row["text_uid"]: row["parent_text"] for row in table(case, "lineage/nodes")}
    assert parents["wechat:w1#body"] == "web:a1#body"
    assert parents["wechat:w2#body"] == "wechat:w1#body"
    assert parents["wechat:w3#body"] == "web:a2#body"
    assert parents["wechat:w4#body"] == "web:a1#body"


def test_article_and_copy_stand_side_by_side_with_the_shared_passage_marked(page: str) -> None:
    card = page[page.index("Side by side") :]
    shared = [html.unescape(text) for _, text in re.findall(r"<mark><sup>(\d+)</sup>([^<]*)</mark>", card)]
    assert any(FIRST[:60] in text for text in shared)
    assert not any(COMMENT in text and FIRST in text and PAPER in text for text in shared)


def test_the_first_appearance_on_each_platform_is_told(case: Path, english: str, french: str) -> None:
    (group,) = {row["group_id"] for row in table(case, "lineage/nodes") if row["text_uid"] == "web:a1#body"}
    first = {
        row["value"]: row["text_uid"]
        for row in table(case, "lineage/appearances")
        if (row["dimension"], row["group_id"]) == ("platform", group)
    }
    assert (first["web"], first["wechat"]) == ("web:a1#body", "wechat:w1#body")
    assert first["douyin"] in {"douyin:v1#body", "douyin:v3#body"}  # of v3 only the day is known
    assert "Platform WeChat 2031-05-07 03:00:00 UTC 北港新鲜事" in english
    assert "Plateforme WeChat 2031-05-07 03:00:00 UTC 北港新鲜事" in french
    assert "or one of 1 others: times too coarse" in english


def test_benign_reuse_is_labelled_and_shown_first(case: Path, english: str) -> None:
    labels = {row["text_uid"]: set(row["benign"]) for row in table(case, "text_reuse/groups")}
    assert "credited" in labels["wechat:w4#body"]
    assert "quotation" in labels["wechat:w5#body"]
    assert english.index("What this reuse may be") < english.index("Earliest known post")


def test_ordinary_posts_are_in_no_group(case: Path) -> None:
    assert [row["text_uid"] for row in table(case, "text_reuse/groups") if row["text_uid"].startswith("wechat:o")] == []


def test_what_cannot_be_determined_is_said_in_both_languages(english: str, french: str) -> None:
    for said, sentences in (
        (english, (
            "No sentence encoder was there, so nobody looked for rewordings and translations",
            "Whether an earlier post exists that these captures do not hold, and who wrote the text first.",
            "reuse is not coordination",
            "they are in no registry used here, and nothing is assumed.",
            "Whether there is coordination", "with so few no p below",
        )),
        (french, (
            "Il n’y avait pas d’encodeur de phrases",
            "S’il existe une publication plus ancienne que ces captures ne contiennent pas",
            "la reprise n’est pas la coordination",
            "ils ne sont dans aucun registre utilisé ici, et rien n’est supposé.",
            "cela ne peut rien montrer à soi seul",
        )),
    ):  # fmt: skip
        assert [sentence for sentence in sentences if sentence not in said] == []


def test_every_trigger_and_the_reaction_to_it_is_listed(case: Path, english: str) -> None:
    assert [row["label"] for row in table(case, "timing/events")] == [
        "Budget debate",
        "Harbour debate",
        "Mayors’ debate",
    ]
    assert "3. Mayors’ debate asked about 2031-05-06 20:00:00 UTC" in english


def test_groups_of_texts_are_actions_that_the_coordination_detector_reads(case: Path) -> None:
    with Case.open(case) as opened:
        acts = [row for batch in opened.tables.read_table("action") for row in batch.to_pylist()]
    grouped = {row["content_id"] for row in acts if row["behaviour"] == "text_group"}
    assert {"web:a1", "wechat:w1", "wechat:w2", "douyin:v1"} <= grouped
    summary = json.loads((case / "findings" / "coordination" / "summary.json").read_text(encoding="utf-8"))
    assert "text_group" in {row["behaviour"] for row in summary["input"]["behaviours"]}


def test_findings_are_recorded_with_their_methods_and_the_case_verifies(case: Path) -> None:
    with Case.open(case) as opened:
        detectors = {row["detector"] for row in opened.findings.methods().to_pylist()}
        found = opened.findings.findings().to_pylist()
    assert detectors == {"coordination", "lineage", "text_reuse", "timing", "topics"}
    whole = {row["question"]: row for row in found if row["subject"] == "all captures"}
    assert whole["text_reuse"]["status"] == "partial"
    assert whole["text_reuse"]["reason"].startswith("no sentence encoder")
    copies = [row for row in found if row["question"] == "lineage.unattributed"]
    assert {"wechat:w1#body", "wechat:w2#body", "wechat:w3#body"} <= {row["subject"] for row in copies}
    assert FIRST[:10] not in json.dumps(found, ensure_ascii=False, default=str)  # no post text among the findings
    assert main.run(["capture", "verify", "--case", str(case)]) == 0


def test_without_events_the_report_says_nothing_of_timing(case: Path, folder: Path, page: str) -> None:
    assert 'id="events"' in page
    assert investigate(folder) == 0
    again = (case / "report" / "index.html").read_text(encoding="utf-8")
    assert 'id="events"' not in again
    assert "No list of events was given, so nothing is said about what these posts followed." in plain(again)
