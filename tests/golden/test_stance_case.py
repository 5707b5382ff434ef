"""Posts praise a party, then criticise it: drawn, labelled by two people, claimed; of two posts nothing is."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crosscurrent.cases.case import Case
from crosscurrent.cli import main
from tests.golden.stance_case import NAMES, START, rate, write, write_posts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stance-case")


def investigate(folder: Path, case: str, *more: str | Path, posts: str = "posts.csv") -> int:
    words = ["investigate", folder / posts, "--case", folder / case, "--by", "N. N.", "--quiet", "--no-texts"]
    return main.run([*map(str, words), *NAMES, *map(str, more)])


@pytest.fixture(scope="module")
def case(folder: Path) -> Path:
    posts, truth = write_posts(folder)
    sheet = folder / "labels.csv"
    assert main.run(["detect", "stance-sample", str(posts), *NAMES, "--out", str(sheet), "--quiet"]) == 0
    ann = rate(sheet, folder / "ann.csv", "rater_1", truth, 0.05, 1)
    ben = rate(sheet, folder / "ben.csv", "rater_2", truth, 0.05, 2)
    assert investigate(folder, "case", "--labels", ann, "--labels", ben) == 0
    return folder / "case"


def halves(case: Path) -> tuple[str, str, str]:
    """Return the page, and its English and French views as text."""
    page = (case / "report" / "index.html").read_text(encoding="utf-8")
    english, french = page.split('<template id="other-view"')
    return page, plain(english), plain(french)


def plain(markup: str) -> str:
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", markup, flags=re.S))).split()
    )


def test_praise_then_criticism_is_claimed_with_its_day_its_intervals_and_its_p(case: Path) -> None:
    (contrast,) = pq.read_table(case / "findings" / "stance" / "contrasts.parquet").to_pylist()
    before, after = pq.read_table(case / "findings" / "stance" / "phases.parquet").to_pylist()
    assert (contrast["direction"], contrast["claimed"], contrast["missing"]) == ("praise_to_criticism", True, [])
    assert before["low"] > 0 > after["high"]
    turned = (after["begin"] - START).total_seconds() / 3600 / 11
    assert abs(turned - 70) <= 4  # the planted turn, to a few posts
    _, english, french = halves(case)
    assert "Posts about Harbour Party turned from praise to criticism between" in english
    assert "p = 5.0 × 10⁻⁴ against random order." in english
    assert "Les publications au sujet de Harbour Party sont passées de l’éloge à la critique entre le" in french


def test_posts_in_three_languages_are_about_the_target_and_others_are_not(case: Path) -> None:
    summary = json.loads((case / "findings" / "stance" / "summary.json").read_text(encoding="utf-8"))
    assert summary["input"]["population"] == 141
    assert summary["input"]["posts_read"] == 181
    assert summary["agreement"][0]["n"] == 141
    assert summary["agreement"][0]["kappa"] > 0.8


def test_the_report_says_how_far_raters_agree_and_what_is_not_known(case: Path) -> None:
    _, english, french = halves(case)
    part = english[english.index("How far raters agree") :]
    assert "rater_1, rater_2 141 9" in part
    for said in (
        "Why the stance changed or did not, and whether anybody wanted it so.",
        "What an account or a person thinks of Harbour Party: nothing here was added up by account.",
        "Whether the same accounts changed, or others began to post.",
        "The phases were found in the same sequence whose intervals are shown.",
        "without a name that was looked for (Harbour Party, 北港党 and Parti du Port)",
    ):
        assert said in part
    assert "Pourquoi la position a changé ou non, et si quelqu’un l’a voulu." in french
    assert "Aucune n’a été attribuée à un compte ni à une personne." in french


def test_posts_of_the_target_lead_back_to_the_capture_and_hostile_text_is_text(case: Path) -> None:
    page, _, _ = halves(case)
    section = page[page.index('<section id="stance"') : page.index('<section id="groups"')]
    assert "posts.csv" in section
    assert "row=" in section
    assert "<img src=x" not in section
    assert "\u202e" not in section
    assert "https://evil.example" not in section
    assert "⟦RLO⟧" in html.unescape(section)
    assert "acct" not in section  # the section names no account


def test_findings_are_recorded_without_post_texts_or_accounts_and_the_case_verifies(case: Path) -> None:
    with Case.open(case) as opened:
        found = [row for row in opened.findings.findings().to_pylist() if row["question"].startswith("stance")]
        detectors = {row["detector"] for row in opened.findings.methods().to_pylist()}
    assert "stance" in detectors
    assert {row["question"]: (row["subject"], row["status"]) for row in found} == {
        "stance": ("Harbour Party", "answered"),
        "stance.contrast": ("Harbour Party: phases 1 and 2", "answered"),
    }
    assert all(row["p"] == 1 / 2000 for row in found)
    assert "acct" not in json.dumps(found, default=str)
    assert "ferries" not in json.dumps(found, default=str)
    assert main.run(["capture", "verify", "--case", str(case)]) == 0


def test_with_a_target_and_no_labels_the_report_says_what_to_do_next_and_nothing_else(case: Path, folder: Path) -> None:
    assert investigate(folder, "unlabelled") == 0
    page, english, french = halves(folder / "unlabelled")
    section = page[page.index('<section id="stance"') : page.index('<section id="groups"')]
    assert "<svg" not in section
    assert "<table" not in section
    assert "nobody has labelled posts yet. 141 captured posts name it." in english
    said = (
        "crosscurrent detect stance-sample FILES --target 'Harbour Party' --role party --alias '北港党' "
        "--alias 'Parti du Port' --out labels.csv"
    )
    assert said in english
    assert "Que faire ensuite" in french
    with Case.open(folder / "unlabelled") as opened:
        found = {row["question"]: row for row in opened.findings.findings().to_pylist()}
    assert (found["stance"]["status"], found["stance"]["reason"]) == ("not_assessable", "nobody has labelled posts yet")


def test_labels_handed_in_later_are_taken_into_the_same_case(case: Path, folder: Path) -> None:
    assert investigate(folder, "unlabelled") == 0
    assert investigate(folder, "unlabelled", "--labels", folder / "ann.csv", "--labels", folder / "ben.csv") == 0
    _, english, _ = halves(folder / "unlabelled")
    assert "turned from praise to criticism" in english
    assert "What to do next" not in english
    assert main.run(["capture", "verify", "--case", str(folder / "unlabelled")]) == 0


def test_without_a_target_nothing_is_said_of_stance(case: Path, folder: Path) -> None:
    words = ["investigate", folder / "posts.csv", "--case", folder / "plain", "--by", "N. N.", "--quiet", "--no-texts"]
    assert main.run([str(word) for word in words]) == 0
    assert 'id="stance"' not in (folder / "plain" / "report" / "index.html").read_text(encoding="utf-8")
    assert not (folder / "plain" / "findings" / "stance").exists()


def test_two_posts_praise_then_criticise_and_nothing_is_claimed(folder: Path) -> None:
    folder = folder / "two"
    folder.mkdir()
    later = START.replace(month=4)
    write(
        folder / "posts.csv", [("a", "acct1", "北港黨這次做得對。", START), ("b", "acct1", "北港党让人失望。", later)]
    )
    (folder / "labels.csv").write_text("post_uid,rater_1,rater_2\nx:a,1,1\nx:b,-1,-1\n", encoding="utf-8")
    assert investigate(folder, "case", "--labels", folder / "labels.csv") == 0
    page, english, french = halves(folder / "case")
    assert (
        "Whether the stance of posts towards Harbour Party changed cannot be said; missing: posts labelled by two"
        in english
    )
    assert "il y en a 2, il en faut 50." in french
    assert "turned from praise" not in english
    # The sequence is shown all the same: one post for, one against, each with its text and place.
    section = page[page.index('<section id="stance"') : page.index('<section id="groups"')]
    assert [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r'<td><span class="tag">.*?</span></td>', section)] == [
        "for", "against",
    ]  # fmt: skip
    assert '<details class="members" open><summary><h4>Labelled posts' in section
