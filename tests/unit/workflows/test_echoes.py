"""Echoes from captures to files and report: headlines apart from bodies, speech from a file beside, no copy counted."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crosscurrent.cli import main
from crosscurrent.connectors.base import ReadOptions
from crosscurrent.workflows.detect_texts import FILES
from crosscurrent.workflows.progress import NullProgress
from crosscurrent.workflows.texts_of_case import texts_of_files

PAPER = (
    "post_id,account_id,created_at,title,text,platform\n"
    "a1,paper.example,2031-03-03T02:00:00Z,特鲁多3月3日在渥太华说：12437人被拦在码头外,"
    "码头工会说从未有人商量。记者看到很多人等了一整天才知道没有船。,web\n"
    "a2,paper.example,2031-03-04T02:00:00Z,周末天气,周末天气不错，适合出门走走看看花。,web\n"
)
CLIP = "post_id,account_id,created_at,text,platform\n7301234567890,ann,2031-03-04T02:00:00Z,what happened,tiktok\n"
SPOKEN = (
    "1\n00:00:01,000 --> 00:00:03,000\nso mr trudeau said in ottawa\n\n"
    "2\n00:00:03,000 --> 00:00:06,000\non march third that 12,437 people were locked out\n"
)


@pytest.fixture
def captures(tmp_path: Path) -> Path:
    folder = tmp_path / "captures"
    folder.mkdir()
    (folder / "paper.csv").write_text(PAPER, encoding="utf-8")
    (folder / "clip.csv").write_text(CLIP, encoding="utf-8")
    (folder / "7301234567890.en.srt").write_text(SPOKEN, encoding="utf-8")
    return folder


def test_a_headline_is_a_text_of_its_own_only_beside_those_that_are_compared(captures: Path) -> None:
    # In the table of texts it would make every body an excerpt of its own headline.
    found = texts_of_files([str(captures)], ReadOptions(), NullProgress())
    assert {row["text_uid"]: row["text"] for row in found.titles.to_pylist()} == {
        "web:a1#title": "特鲁多3月3日在渥太华说：12437人被拦在码头外", "web:a2#title": "周末天气",
    }  # fmt: skip
    assert sorted(found.table.column("text_uid").to_pylist()) == [
        "tiktok:7301234567890#body", "tiktok:7301234567890#transcript", "web:a1#body", "web:a2#body",
    ]  # fmt: skip
    assert {row["account_uid"] for row in found.titles.to_pylist()} == {"web:paper.example"}


def test_without_an_encoder_the_headline_and_what_is_said_are_found_and_no_copy_is_counted(
    captures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main.run(["detect", "text-reuse", str(captures), "--encoder", "none", "--out", str(out), "--quiet"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["echoes"] == {"echoes": 1, "contrary": 0, "by_parts": {"title - transcript": 1}}
    assert sum(figures["relations"].values()) == 0
    assert [row["question"] for row in figures["unanswered"]] == ["rewording", "translation"]
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
    (row,) = pq.read_table(out / "echoes.parquet").to_pylist()
    assert (row["text_a"], row["text_b"]) == ("web:a1#title", "tiktok:7301234567890#transcript")
    assert row["anchors"] == ["number:12437", "day:3-3", "name:Ottawa", "name:Trudeau"]
    assert row["lag_us"] == 86_400_000_000
    kept = pq.read_table(out / "texts.parquet").column("text_uid").to_pylist()
    assert kept == ["tiktok:7301234567890#transcript", "web:a1#title"]
    limits = json.loads((out / "summary.json").read_text(encoding="utf-8"))["echoes"]["limits"]
    assert limits[1] == "Echoes are not counted as copying, as copying without credit, or as actions."


def test_an_investigation_shows_the_echo_and_neither_groups_it_nor_acts_on_it(captures: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    words = ["investigate", str(captures), "--case", str(case), "--by", "N.", "--encoder", "none", "--quiet"]
    assert main.run(words) == 0
    page = (case / "report" / "index.html").read_text(encoding="utf-8")
    assert "headline → spoken" in page
    assert "titre → paroles" in page
    assert pq.read_table(case / "findings" / "text_reuse" / "groups.parquet").num_rows == 0
    assert pq.read_table(case / "findings" / "lineage" / "unattributed.parquet").num_rows == 0
    before = (case / "findings" / "text_reuse" / "echoes.parquet").read_bytes()
    assert main.run(words) == 0
    assert (case / "findings" / "text_reuse" / "echoes.parquet").read_bytes() == before
