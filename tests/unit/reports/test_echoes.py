"""Echoes in the report: both texts with what they share marked, what differs, and what an echo does not say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from crosscurrent.detectors.text_reuse.echoes import find
from crosscurrent.reports.coordination import write_report
from crosscurrent.reports.echoes import MOST_SHOWN, echo_section
from crosscurrent.reports.text_material import TextMaterial
from crosscurrent.reports.wording import words_of
from tests.unit.reports import sample
from tests.unit.reports.text_sample import HOSTILE, text_material
from tests.unit.text_reuse.rows import texts

HEADLINE = "特鲁多3月3日在渥太华说：12437人受伤，30人死亡"
SPOKEN = "trudeau said in ottawa on march third that 12,437 people were hurt and 45 are dead"


def told(*rows: dict[str, Any], encoder: str | None = None) -> TextMaterial:
    """Return the material of a page on which only echoes stand."""
    written = texts(*rows)
    found = find(written)
    base = text_material()
    return replace(
        base,
        texts=pa.concat_tables([base.texts.cast(written.schema), written]),
        echoes=found.echoes,
        echo_anchors=found.echo_anchors,
        summary={**base.summary, "echoes": found.summary},
        encoder=encoder,
    )


def pair(**more: Any) -> TextMaterial:
    return told(
        {"text": HEADLINE, "part": "title", "text_uid": "plaza:t0#title", "byline": "北港日报"},
        {"text": SPOKEN, "part": "transcript", "text_uid": "plaza:t1#transcript", **more},
    )


def test_both_texts_stand_side_by_side_with_their_medium_their_lag_and_what_they_share() -> None:
    said = echo_section(pair(), words_of("en"))
    assert said is not None
    assert said["lead"][0].startswith("1 further pair of texts by different accounts states the same rare particulars")
    assert said["lead"][1] == (
        "An echo is weaker than a copy or a translation, and is counted as neither: two reports of one event echo each "
        "other as well."
    )
    (one,) = said["pairs"]
    assert one["media"] == "headline → spoken"
    assert one["lag"] == "1\xa0min later"
    assert [(row["kind"], row["value"]) for row in one["shared"]] == [
        ("Number", "12,437"), ("Day", "3 March"), ("Name", "Ottawa"), ("Name", "Trudeau"),
    ]  # fmt: skip
    assert one["otherwise"] == "The first also states 30, the second 45."
    assert [[part["text"] for part in side["segments"] if part["mark"] > 0] for side in one["sides"]] == [
        ["特鲁多", "3月3日", "渥太华", "12437"], ["trudeau", "ottawa", "march third", "12,437"],
    ]  # fmt: skip
    assert [[part["mark"] for part in side["segments"] if part["mark"] > 0] for side in one["sides"]] == [
        [4, 2, 3, 1], [4, 3, 2, 1],
    ]  # fmt: skip
    assert (one["sides"][0]["account"], one["sides"][0]["part"]) == ("北港日报", "headline")


def test_french_says_the_same_in_its_own_numbers_and_days() -> None:
    said = echo_section(pair(), words_of("fr"))
    assert said is not None
    (one,) = said["pairs"]
    assert one["media"] == "titre → paroles"
    assert [row["value"] for row in one["shared"]] == ["12\u202f437", "3 mars", "Ottawa", "Trudeau"]


def test_what_an_echo_leaves_open_is_said_and_more_where_there_was_no_encoder() -> None:
    without, having = echo_section(pair(), words_of("en")), echo_section(replace(pair(), encoder="e 1"), words_of("en"))
    assert without is not None
    assert having is not None
    assert "cannot be determined from an echo" in without["open"][0]
    assert len(without["open"]) == len(having["open"]) + 1
    assert without["open"][-1].startswith("Without a sentence encoder nobody looked")


def test_nothing_found_is_said_and_nobody_having_looked_says_nothing() -> None:
    nothing = echo_section(told({"text": "300 boats"}, {"text": "nice day"}), words_of("en"))
    assert nothing is not None
    assert nothing["pairs"] == []
    assert nothing["lead"] == [
        "No two texts by different accounts state the same rare particulars beyond those listed above."
    ]
    assert echo_section(text_material(), words_of("en")) is None


def test_of_many_only_the_surest_are_shown_and_the_rest_is_counted() -> None:
    rows = [{"text": f"特鲁多在渥太华说：{number}人受伤，{number + 1111}人死亡"} for number in range(20_001, 20_041, 3)]
    rows += [{"text": f"Trudeau in Ottawa: {n:,} hurt, {n + 1111:,} dead"} for n in range(20_001, 20_041, 3)]
    said = echo_section(told(*rows), words_of("en"))
    assert said is not None
    assert len(said["pairs"]) == MOST_SHOWN
    assert said["cut"] == "The 12 surest of 14 are shown; all are in echoes.parquet."


def test_hostile_text_stays_text_on_the_page(tmp_path: Path) -> None:
    material = pair(byline=HOSTILE)
    page = write_report(replace(sample.material(5), texts=material), tmp_path).read_text(encoding="utf-8")
    assert "Echoes" in page
    assert "Échos" in page
    assert 'onerror="alert(1)"' not in page.split("<script")[0]
    assert "<mark><sup>1</sup>12437</mark>" in page
