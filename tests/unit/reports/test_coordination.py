"""The report as a reader meets it: what it says, in which order, and what it never says."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path

import pytest

from crosscurrent.errors import AssessmentUnsigned, MaterialIncomplete
from crosscurrent.model.judgement import Assessment
from crosscurrent.reports.coordination import asset, write_report
from crosscurrent.reports.embed import Limits
from crosscurrent.reports.material import ReportMaterial
from crosscurrent.reports.sections import five_numbers
from tests.unit.reports import sample, tables

WEB = Path(__file__).parents[3] / "web"


def page_of(material: ReportMaterial, folder: Path, limits: Limits | None = None) -> str:
    return write_report(material, folder, limits).read_text(encoding="utf-8")


def shown(page: str) -> str:
    """The words of the view that is open, without markup."""
    view = page[page.index('<div id="view"') : page.index("<template")]
    text = html.unescape(re.sub(r"<[^>]+>", " ", view))
    return re.sub(r"\s+", " ", text)


def test_the_answer_comes_first_in_words_the_evidence_supports(tmp_path: Path) -> None:
    words = shown(page_of(sample.material(), tmp_path))
    assert (
        "Between 8 March 2025 and 16 March 2025, 30 accounts in 1 group acted on the same objects together more often "
        "than chance, popularity and shared interests explain. They did so by reposting the same post and sharing the "
        "same link; the earliest such action in this capture is from 10 March 2025. 1 further group (40 accounts) is a "
        "synchronised reaction to a shared trigger, as fans and notification followers show; that is not an accusation."
    ) in words
    assert "Whether any of these accounts is inauthentic or acts for a foreign state was not assessed." in words
    assert (
        "Not available in this capture, so not tested: domain, reply, mention, hashtag, hashtag sequence, same text."
        in words
    )
    sections = ("The answer", "What was captured", "Groups", "Network", "Timeline", "Compared with chance")
    after = words[words.index("Skip to the answer") + 400 :]
    assert sorted(sections, key=after.index) == list(sections)


def test_french_says_the_same(tmp_path: Path) -> None:
    words = shown(page_of(sample.material(language="fr"), tmp_path))
    assert (
        "Entre le 8 mars 2025 et le 16 mars 2025, 30 comptes en 1 groupe ont agi ensemble sur les mêmes objets plus "
        "souvent que ne l’expliquent le hasard, la popularité et les intérêts communs." in words
    )
    assert "n’a pas été évalué" in words


def test_coordinated_inauthentic_and_foreign_are_three_answers_for_every_group(tmp_path: Path) -> None:
    words = shown(page_of(sample.material(), tmp_path))
    assert words.count("Coordinated yes: a finding of the test Inauthentic not assessed Foreign not assessed") == 1
    assert (
        words.count("Coordinated no: a shared trigger explains it Inauthentic not assessed Foreign not assessed") == 1
    )


def test_a_judgement_appears_with_the_name_of_its_author_and_only_where_it_was_made(tmp_path: Path) -> None:
    judged = Assessment("group-1", "inauthentic", "likely, moderate confidence", "B. Reviewer")
    words = shown(page_of(sample.material(assessments=(judged,)), tmp_path))
    assert "Inauthentic likely, moderate confidence assessed by B. Reviewer Foreign not assessed" in words
    assert "no: a shared trigger explains it Inauthentic not assessed Foreign not assessed" in words
    answers = json.loads((tmp_path / "summary.json").read_text())["assessments"]
    assert [(a["subject"], a["question"], a["verdict"], a["by"]) for a in answers] == [
        ("group-1", "inauthentic", "likely, moderate confidence", "B. Reviewer"),
        ("group-1", "foreign", "not assessed", None),
        ("group-2", "inauthentic", "not assessed", None),
        ("group-2", "foreign", "not assessed", None),
    ]


@pytest.mark.parametrize("name", [None, "", "  "])
def test_a_judgement_without_a_name_is_refused(name: str | None, tmp_path: Path) -> None:
    with pytest.raises(AssessmentUnsigned) as refused:
        write_report(sample.material(assessments=(Assessment("group-1", "foreign", "yes", name),)), tmp_path)
    assert str(refused.value) == (
        "E-REPORT-002: the answer to 'foreign' has no name under it\n"
        "  where: assessment of group-1\n"
        "  next:  Give the name of the person who judged, or leave the question not assessed."
    )
    assert not (tmp_path / "index.html").exists()


def test_coordinated_is_not_a_question_for_an_assessment(tmp_path: Path) -> None:
    with pytest.raises(AssessmentUnsigned, match="'coordinated' is not a question"):
        write_report(sample.material(assessments=(Assessment("group-1", "coordinated", "no", "B"),)), tmp_path)


def test_the_permutation_line_stands_beside_every_result(tmp_path: Path) -> None:
    page = page_of(sample.material(), tmp_path)
    line = "Had the times been shuffled within each object, 4 pairs would have survived (20 shuffles); 363 were found."
    # The answer, two groups, network, timeline, comparison with chance.
    assert shown(page).count(line) == 6


def test_five_numbers() -> None:
    held = sample.material().summary
    assert five_numbers(held) == {"groups": 1, "accounts": 30, "pairs": 363, "shuffled": 4, "rows": 48_198}
    # A run that could not test has no pairs to count: that is not zero.
    assert five_numbers(sample.not_assessable().summary)["pairs"] is None


def test_nothing_found_reads_well(tmp_path: Path) -> None:
    words = shown(page_of(sample.nothing_found(), tmp_path))
    assert (
        "no group of accounts acted together more often than chance, popularity and shared interests explain." in words
    )
    assert (
        "Had a group of 30 accounts acted together 10 times each, this test would have found it with probability 98%"
        in words
    )
    assert "No group was found. The table of what was captured" in words
    assert "There are no pairs beyond chance to draw." in words
    assert "–  –" not in words


def test_not_assessable_claims_nothing(tmp_path: Path) -> None:
    words = shown(page_of(sample.not_assessable(), tmp_path))
    assert (
        "This capture cannot answer whether accounts acted together: only 41 accounts acted on two objects or more. "
        "That nothing was found here means nothing." in words
    )
    assert "could not be tested" in words
    assert "no group of accounts acted together" not in words
    assert "No shuffled comparison was run, so there is no line to compare these results with." in words


def test_a_capture_without_texts_still_shows_times_and_locators(tmp_path: Path) -> None:
    words = shown(page_of(sample.material(posts={}), tmp_path))
    assert "The text of this post is not in the captures. posts.csv · locator row=1" in words


def test_every_capture_and_every_rejected_row_is_accounted_for(tmp_path: Path) -> None:
    words = shown(page_of(sample.material(), tmp_path))
    assert f"SHA-256 {tables.CAPTURE}" in words
    assert "Rows in 40,101 Kept 40,089 Rejected 12" in words
    assert "E-INPUT-004 the time cell is empty posts.csv 9 2,114" in words
    assert "The window of 10 s was refused: times in posts.csv are written to the minute" in words


def test_explanations_the_detector_did_not_test_stay_open(tmp_path: Path) -> None:
    words = shown(page_of(sample.material(), tmp_path))
    assert "Bursts within two minutes of a post by the followed account 0.08 against it" in words
    assert "Bursts within two minutes of a post by the followed account 0.97 for it" in words
    question = "Is there a public call with prepared wording or links? – open"
    assert words.count(f"A declared campaign: share buttons, petitions, prepared letters {question}") == 2


def test_the_method_record_is_printed_exactly(tmp_path: Path) -> None:
    words = shown(page_of(sample.material(), tmp_path))
    assert "min_objects 2 fdr 0.001 permutations 20 all_pairs false" in words
    assert "Seed 20250310" in words
    assert "windows_us [10000000, 60000000, 300000000]" in words
    assert "scipy 1.16.3" in words
    assert "(Benjamini–Hochberg, q ≤ 0.001) 363" in words
    assert "(Benjamini–Yekutieli) 302" in words


def test_what_is_left_out_is_said_with_the_table_that_holds_it(tmp_path: Path) -> None:
    words = shown(page_of(sample.material(2000), tmp_path, Limits(accounts=80, edges=100)))
    assert "The picture shows 80 of 250 accounts; groups.parquet in findings/coordination holds all of them." in words
    assert (
        "The page holds 100 of 2,294 pairs beyond chance; pairs.parquet in findings/coordination holds all of them."
        in words
    )


def test_hostile_text_is_shown_and_never_markup(tmp_path: Path) -> None:
    hostile = "<b onmouseover=alert(1)>\u202e"
    page = page_of(sample.material(title=hostile), tmp_path)
    outside = page.replace(asset("report.js"), "").replace(asset("report.css"), "")
    assert "onmouseover=alert(1)&gt;⟦RLO⟧" in outside
    assert "<b onmouseover" not in outside
    assert "<img src=x" not in outside
    assert "&lt;img src=x onerror=" in outside  # the example post, as text
    assert "weibo:=cmd|&#39; /C calc&#39;!A0⟦RLO⟧txt" in outside
    assert "\u202e" not in outside.split('<script type="application/json"')[0]
    assert outside.count("</script>") == 2  # the content and the code, closed once each
    assert "evil.example.com" not in shown(page)


def test_no_request_can_leave_the_page(tmp_path: Path) -> None:
    page = page_of(sample.material(), tmp_path)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    code = page[page.rindex("<script>") + 8 : page.rindex("</script>")]
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    assert policy
    assert html.unescape(policy[1]) == (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    markup = page.replace(code, "")
    assert re.findall(r'(?:src|href|action|srcset)="(?!#|data:,)[^"]*"', markup) == []
    assert "url(" not in asset("report.css")
    assert "@import" not in asset("report.css")


def test_same_material_same_bytes(tmp_path: Path) -> None:
    first, second = (write_report(sample.material(40), tmp_path / name) for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()
    assert (tmp_path / "a" / "summary.json").read_bytes() == (tmp_path / "b" / "summary.json").read_bytes()


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    held = sample.material(40)
    turned = {
        name: getattr(held, name).take(list(range(getattr(held, name).num_rows))[::-1])
        for name in ("pairs", "groups", "evidence", "group_actions")
    }
    first = write_report(held, tmp_path / "a").read_bytes()
    assert write_report(sample.material(40, **turned), tmp_path / "b").read_bytes() == first


def test_material_that_lacks_a_column_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    held = sample.material()
    with pytest.raises(MaterialIncomplete, match="table 'pairs' lacks the columns q_by"):
        write_report(sample.material(pairs=held.pairs.drop_columns("q_by")), tmp_path / "out")
    without = {key: value for key, value in held.summary.items() if key != "groups"}
    with pytest.raises(MaterialIncomplete, match="the summary lacks groups"):
        write_report(sample.material(summary=without), tmp_path / "out")
    # A group that is in the table but not in the summary belongs to another run.
    fewer = {**held.summary, "groups": held.summary["groups"][:1]}
    with pytest.raises(MaterialIncomplete, match="the summary lacks group group-2"):
        write_report(sample.material(summary=fewer), tmp_path / "out")
    assert not (tmp_path / "out").exists()


# --- the built browser code -----------------------------------------------------------------------------


def test_the_bundle_is_small_and_cannot_close_its_own_element() -> None:
    code = asset("report.js")
    assert len(code.encode()) < 900_000
    assert "</script" not in code.lower()
    assert "<!--" not in code


def test_the_bundle_was_built_from_the_sources_that_are_here() -> None:
    if not WEB.exists():
        pytest.skip("the browser sources are not part of an installed package")
    listed = dict(reversed(line.split("  ")) for line in asset("SOURCES.txt").splitlines())
    sources = {path.name for path in (WEB / "src").iterdir()}
    assert {Path(name).name for name in listed} == sources | {"build.mjs", "package-lock.json", "tsconfig.json"}
    held = {name: hashlib.sha256((WEB.parent / name).read_bytes()).hexdigest() for name in listed}
    assert held == listed, "run `make web` and commit what it builds"


def test_every_package_in_the_bundle_has_its_licence_beside_it() -> None:
    licences = asset("LICENSES.txt")
    found = re.findall(r"^(\S+) [\d.]+ \((.+)\)$", licences, re.MULTILINE)
    assert dict(found) == {
        "echarts": "Apache-2.0", "events": "MIT", "graphology": "MIT", "graphology-utils": "MIT", "sigma": "MIT",
        "tslib": "0BSD", "zrender": "BSD-3-Clause",
    }  # fmt: skip
    assert "Copyright" in licences
    assert "Apache ECharts" in licences  # its NOTICE goes with it


def test_our_browser_code_never_turns_text_into_markup() -> None:
    if not WEB.exists():
        pytest.skip("the browser sources are not part of an installed package")
    code = "\n".join(path.read_text(encoding="utf-8") for path in (WEB / "src").glob("*.ts"))
    for maker in ("innerHTML =", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser"):
        assert maker not in code
    assert 'renderMode: "richText"' in code  # ECharts' own tooltips would be HTML


def test_the_lock_file_holds_no_address() -> None:
    if not WEB.exists():
        pytest.skip("the browser sources are not part of an installed package")
    lock = (WEB / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in lock
    assert lock.count('"integrity"') >= 8
