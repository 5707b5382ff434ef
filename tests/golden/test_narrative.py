"""The tabloid's article, its WeChat copies and its video echoes as one narrative: named, and handed over alone."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from crosscurrent.cases.case import Case
from crosscurrent.cli import main
from tests.golden.text_case import FIRST, PAPER, write_case

OPTIONS = ("--by", "N. N.", "--assume-zone", "UTC", "--quiet", "--encoder", "none")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An investigation, and a second one after the analyst wrote a name into the list of the first."""
    folder = tmp_path_factory.mktemp("narrative")
    captures = [str(path) for path in write_case(folder / "input")]
    words = ["investigate", *captures, "--case", str(folder / "case"), *OPTIONS, "--title", "Harbour week"]
    words += ["--events", str(folder / "input" / "events.csv")]
    assert main.run(words) == 0
    listed = folder / "case" / "topic-names.csv"
    head, row = listed.read_text(encoding="utf-8-sig").splitlines()
    (folder / "names.csv").write_text(f"{head}\n{row.replace(',,,,', ',Ferry closure,A. Chen,2031-05-08,', 1)}\n")
    assert main.run([*words, "--topic-names", str(folder / "names.csv")]) == 0
    return folder / "case"


@pytest.fixture(scope="module")
def page(case: Path) -> str:
    (path,) = (case / "report" / "narratives").iterdir()
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def english(page: str) -> str:
    return plain(page.split('<div class="in-fr"')[0])


@pytest.fixture(scope="module")
def french(page: str) -> str:
    return plain(page.split('<div class="in-fr"')[1])


def plain(markup: str) -> str:
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", markup, flags=re.S))).split()
    )


def test_the_narrative_has_the_name_a_person_gave_it(english: str, french: str) -> None:
    assert "Name: Ferry closure named by A. Chen on 2031-05-08" in english
    assert "Nom : Ferry closure nommé par A. Chen le 2031-05-08" in french
    assert "Words that set these posts apart from the others of the case. They are no name and no summary." in english


def test_the_path_from_the_tabloid_over_wechat_to_the_videos_is_told(english: str, french: str) -> None:
    assert f"8 posts by 8 accounts on WeChat, Douyin and web. Earliest known post: {PAPER} on web" in english
    assert (
        f"8 publications par 8 comptes sur WeChat, Douyin et web. Plus ancienne publication connue : {PAPER}" in french
    )
    assert f"Platform web 1 1 2031-05-06 02:00:00 UTC {PAPER}" in english
    assert "Platform WeChat 4 4 2031-05-07 03:00:00 UTC 北港新鲜事" in english
    # Of one caption only the day is known, so that it or another may be the first on its platform.
    assert "Platform Douyin 3 3 2031-05-07, known to the day only 一点快讯 or one of 1 others" in english
    assert "Plateforme Douyin 3 3 2031-05-07, connue seulement à cette précision : jour" in french


def test_copies_without_credit_are_on_it_and_those_who_gave_credit_are_not_among_them(english: str) -> None:
    copies = english[english.index("Copied without credit At least") : english.index("Who most probably copied whom")]
    table = copies[: copies.index("Text 1 8 posts")]
    assert "北港新鲜事" in table
    assert "华人生活圈" in table
    assert "读书与城市" not in table
    assert "老周评论" not in table


def test_tree_timeline_events_and_every_post_with_its_place_are_on_it(page: str, english: str) -> None:
    assert page.count("<svg") == 6
    assert "3 2031-05-06 20:00:00 UTC Mayors’ debate debate" in english
    assert "paper.csv · locator row=1 · hxxps://huanshi[.]example/a1" in english
    assert FIRST[:60] in english
    assert "孩子们放学去哪儿" not in english  # a copy of the other article, which is another matter


def test_the_fact_check_is_no_post_of_the_claim_and_is_not_lost(english: str) -> None:
    before, listed = english.rsplit("Time Account Text Shares", 1)
    assert "事实核查站" in before[before.index("Alike, but not the same claim") :]
    assert before.count("网传消息不实") == 1  # once, and not once for every copy of what it denies
    assert "老周评论" in listed
    assert "事实核查站" not in listed


def test_what_is_not_known_is_said_plainly(english: str, french: str) -> None:
    for sentence in (
        "Whether an earlier post exists that these captures do not hold, and who wrote the text first.",
        "Which posts agree with what is said and which deny it",
        "No sentence encoder was there, so nobody looked for rewordings and translations",
        "Whether anything here is coordinated, inauthentic or foreign: this page does not assess it.",
    ):
        assert sentence in english
    assert "Si quelque chose ici est coordonné, inauthentique ou étranger : cette page ne l’évalue pas." in french


def test_the_page_can_be_handed_over_alone(page: str) -> None:
    assert re.findall(r'(?:href|src)="(?!#|data:,")[^"]*"', page) == []
    assert "<script" not in page
    for sealed in re.findall(r"[0-9a-f]{64}", page):
        assert len(sealed) == 64


def test_every_anchor_leads_somewhere(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) - set(ids) == set()


def test_the_report_lists_it_and_the_case_verifies(case: Path, page: str) -> None:
    report = (case / "report" / "index.html").read_text(encoding="utf-8")
    (link,) = set(re.findall(r'href="(narratives/[^"]+)"', report))
    assert (case / "report" / link).read_text(encoding="utf-8") == page
    assert "1 topic was proposed" in plain(report)
    (topic,) = json.loads((case / "report" / "summary.json").read_text(encoding="utf-8"))["topics"]
    assert (topic["name"], topic["named_by"], topic["page"]) == ("Ferry closure", "A. Chen", link)
    assert main.run(["capture", "verify", "--case", str(case)]) == 0


def test_the_topic_is_a_finding_and_its_name_is_not(case: Path) -> None:
    with Case.open(case) as opened:
        found = [row for row in opened.findings.findings().to_pylist() if row["question"].startswith("topics")]
    # The two runs had the same captures and parameters, so that they found the same.
    assert [row["question"] for row in found] == ["topics", "topics.topic"]
    assert found[1]["n"] == 8
    assert "Ferry" not in json.dumps(found, default=str)
    assert FIRST[:6] not in json.dumps(found, ensure_ascii=False, default=str)


def test_the_same_case_with_its_narratives_is_the_same_bytes(case: Path, tmp_path: Path) -> None:
    first = (case / "findings" / "topics" / "topics.parquet").read_bytes()
    captures = [str(path) for path in write_case(tmp_path / "input")]
    assert main.run(["investigate", *captures, "--case", str(tmp_path / "case"), *OPTIONS]) == 0
    assert (tmp_path / "case" / "findings" / "topics" / "topics.parquet").read_bytes() == first
