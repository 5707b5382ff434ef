"""The section on stance: what it says in both languages of every outcome, and what its picture holds."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pytest

from crosscurrent.detectors.stance.detect import Stance, detect
from crosscurrent.detectors.stance.labels import Label
from crosscurrent.detectors.stance.lacks import SENTENCES
from crosscurrent.detectors.stance.parameters import Parameters, Target
from crosscurrent.model.stance import DIRECTIONS, PUBLIC_ROLES
from crosscurrent.reports.coordination import write_report
from crosscurrent.reports.stance import lead_sentences, stance_section
from crosscurrent.reports.stance_material import StanceMaterial
from crosscurrent.reports.wording import words_of
from tests.unit.reports import sample

T0_US, HOUR_US = 1_741_564_800_000_000, 3_600_000_000
HOSTILE_NAME = 'Party <img src=x onerror="alert(1)"> \u202e https://evil.example/a'
ENGLISH, FRENCH = words_of("en"), words_of("fr")


def found(first: list[int], second: list[int], name: str = "Harbour Party", **parameters: object) -> Stance:
    labels = [Label(f"x:{n}", "AB", stance) for n, stance in enumerate(first)]
    labels += [Label(f"x:{n}", "<b>CD", stance) for n, stance in enumerate(second)]
    at = pa.array([T0_US + n * HOUR_US for n in range(len(first))], pa.int64()).cast(pa.timestamp("us", "UTC"))
    posts = pa.table({"post_uid": pa.array([f"x:{n}" for n in range(len(first))], pa.string()), "at": at})
    target = Target(name, "party")
    made = detect(labels, posts, target, Parameters(**parameters), population=len(first) + 7)  # type: ignore[arg-type]
    made.summary["target"]["names"] = [name]
    return made


def material(stance: Stance, **more: object) -> StanceMaterial:
    names = ("labels", "agreement", "classifiers", "posts", "phases", "contrasts", "series")
    tables = {name: getattr(stance, name) for name in names}
    return StanceMaterial(stance.summary, **tables, method={"inputs": {}}, **more)  # type: ignore[arg-type]


TURNED = [1] * 60 + [-1] * 60


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(found(TURNED, TURNED, HOSTILE_NAME), tmp_path_factory.mktemp("report"))


def written(stance: Stance, folder: Path) -> str:
    """Return the page without its scripts and their content."""
    page = write_report(replace(sample.material(5), stance=material(stance)), folder).read_text(encoding="utf-8")
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_every_outcome_has_words_in_both_languages() -> None:
    for words in (ENGLISH, FRENCH):
        assert [code for code in SENTENCES if words.known("stance_lack", code) is None] == []
        assert [role for role in PUBLIC_ROLES if words.known("role", role) is None] == []
        assert [one for one in DIRECTIONS if words.known("stance", one) is None] == []


@pytest.mark.parametrize("code", SENTENCES)
def test_what_is_missing_names_the_same_figures_in_all_words(code: str) -> None:
    def figures(sentence: str) -> set[str]:
        return set(re.findall(r"\{(\w+)", sentence))

    english, french = (words.entries[f"stance_lack.{code}"] for words in (ENGLISH, FRENCH))
    assert figures(english) == figures(french)
    known = {"classifier_kappa": {"kappa", "needed"}}.get(code, figures(SENTENCES[code]))
    assert figures(english) <= known


def test_a_change_is_said_with_its_days_its_means_and_its_p() -> None:
    (english,) = lead_sentences(material(found(TURNED, TURNED)), ENGLISH)
    assert english.replace("\u00a0", " ") == (
        "Posts about Harbour Party turned from praise to criticism between 2025-03-12 11:00 UTC and 2025-03-12 12:00 "
        "UTC: mean stance +1.00 (+0.88 to +1.00), then −1.00 (−1.00 to −0.88); p = 5.0 × 10⁻⁴ against random order."
    )
    (french,) = lead_sentences(material(found(TURNED, TURNED)), FRENCH)
    assert "sont passées de l’éloge à la critique entre le 2025-03-12 11:00 UTC" in french
    assert "+1,00 (+0,88 à +1,00), puis −1,00" in french


def test_no_change_is_an_answer() -> None:
    mixed = [1, -1] * 60
    (said,) = lead_sentences(material(found(mixed, mixed)), ENGLISH)
    assert said.startswith("No change of stance towards Harbour Party was found in 120 labelled posts (p = ")


def test_raters_who_disagree_are_the_reason_that_is_given() -> None:
    stance = found(TURNED, [1, 0, -1] * 40)
    (said,) = lead_sentences(material(stance), ENGLISH)
    assert said.startswith(
        "Whether the stance of posts towards Harbour Party changed cannot be said; missing: agreement"
    )
    (french,) = lead_sentences(material(stance), FRENCH)
    assert "l’accord des codeurs" in french
    assert "il faut 0,60" in french


def test_a_contrast_that_is_not_claimed_lists_what_is_missing() -> None:
    nearly = [1, -1, 1, 1, -1] * 8 + [1, -1, -1, 1, -1] * 8
    stance = found(nearly, nearly, boundaries_us=(T0_US + 40 * HOUR_US,))
    (row,) = stance_section(material(stance), ENGLISH)["contrasts"]
    assert row["claimed"] is False
    assert row["sentence"].startswith("No contrast is claimed. Means: +0.20")
    assert row["missing"][0] == "intervals that do not meet; more labelled posts may part them"
    assert lead_sentences(material(stance), ENGLISH) == [
        "Posts about Harbour Party fall into several phases, but no contrast between them is claimed; what is missing "
        "is said below."
    ]


def test_without_labels_there_are_steps_and_nothing_else() -> None:
    section = stance_section(material(found([], [])), FRENCH)
    assert set(section) == {"target", "role", "lead", "steps"}
    assert [bool(step["command"]) for step in section["steps"]] == [True, False, True]


def test_a_name_cannot_break_out_of_the_command_that_is_shown() -> None:
    section = stance_section(material(found([], [], "P'; rm -rf / #")), ENGLISH)
    assert "--target 'P'\"'\"'; rm -rf / #' --role party" in section["steps"][0]["command"]


def test_what_was_not_read_is_said_to_be_unknown() -> None:
    unknown = stance_section(material(found(TURNED, TURNED)), ENGLISH)["unknown"]
    assert unknown[0] == "What the other posts say: 120 of 127 posts that name the target have a stance."
    assert any(said.startswith("Why the stance changed or did not") for said in unknown)


# --- the page --------------------------------------------------------------------------------------


def test_hostile_names_of_targets_and_raters_stay_text(page: str) -> None:
    assert "<img src=x" not in page
    assert "<b>CD" not in page
    assert "\u202e" not in page
    assert "https://evil.example" not in page
    assert "AB, <b>CD" in html.unescape(page) or "<b>CD, AB" in html.unescape(page)


def test_the_picture_is_sound_and_its_figures_are_in_a_table(page: str) -> None:
    section = page[page.index('<section id="stance"') : page.index('<section id="groups"')]
    (svg,) = re.findall(r"<svg.*?</svg>", section, re.DOTALL)
    root = ElementTree.fromstring(svg)  # noqa: S314  (our own picture)
    assert root.get("aria-label", "").startswith("Posts for and against Party")
    tags = [node.tag.rpartition("}")[2] for node in root.iter()]
    assert {"script", "a", "image", "foreignObject"} & set(tags) == set()
    assert "NaN" not in svg
    width, height = (float(root.get(name, "0")) for name in ("width", "height"))
    for node in root.iter():
        for name, most in (("x", width), ("y", height), ("cx", width), ("cy", height)):
            assert 0 <= float(node.get(name, "0")) <= most
    rows = section[section.index("The figures of the picture") : section.index("Phases")].count("<tr>") - 1
    assert rows == tags.count("circle")


@pytest.mark.parametrize("scale", [1, 3])
def test_one_post_alone_can_be_drawn(scale: int, tmp_path: Path) -> None:
    page = written(found([scale], [scale], scale=scale), tmp_path)
    assert page.count('class="drawn"') == 2  # in both languages
    assert "NaN" not in page
