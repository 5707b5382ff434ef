"""Stance from files: the sheet raters get, what hostile text does to it, and what comes of their labels."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscurrent.cli import main
from crosscurrent.exchange.csv import guarded
from crosscurrent.workflows.detect_stance import FILES, LabelFiles, posts_of
from crosscurrent.workflows.stance_sheet import LONGEST_TEXT, shown_text

PARTY = ("--target", "Harbour Party", "--role", "party", "--alias", "北港党")
START = datetime(2031, 3, 1, tzinfo=UTC)
#: A formula, HTML, a hidden turn of direction, an address, a NUL: all in posts about the target.
HOSTILE = [
    '=HYPERLINK("https://evil.example","Harbour Party")',
    "<script>alert(1)</script> Harbour Party",
    "Harbour Party \u202egpj.exe",
    "+Harbour Party+",
    "＝Harbour Party",
    "\tHarbour Party https://evil.example/a",
    "Harbour Party\r\n=1+1",
]


def posts_file(folder: Path, texts: list[str], name: str = "posts.csv", days: int = 1) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["post_id", "user_id", "text", "created_at", "platform"])
        for n, text in enumerate(texts):
            at = (START + timedelta(days=days * n, seconds=n)).isoformat()
            writer.writerow([f"p{n}", f"acct{n}", text, at, "x"])
    return path


def sample(posts: Path, out: Path, *more: str | Path, target: tuple[str, ...] = PARTY) -> int:
    return main.run(["detect", "stance-sample", *map(str, (posts, *target, "--out", out, "--quiet", *more))])


def stance(posts: Path, out: Path, *more: str | Path, target: tuple[str, ...] = PARTY) -> int:
    return main.run(["detect", "stance", *map(str, (posts, *target, "--out", out, "--quiet", *more))])


def sheet(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def fill(path: Path, out: Path, says: dict[str, str], column: str = "rater_1") -> Path:
    """Fill one column of a sheet: text -> stance."""
    rows = sheet(path)
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(
            {**row, column: next(said for text, said in says.items() if text in row["text"])} for row in rows
        )
    return out


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    return posts_file(
        tmp_path, ["The Harbour Party did well", "北港黨讓人失望", "Kites by the river", "harbour parties"]
    )


# --- the sheet -------------------------------------------------------------------------------------


def test_the_sheet_holds_the_posts_about_the_target_and_room_for_two_raters(
    posts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sample(posts, tmp_path / "new" / "labels.csv") == 0
    rows = sorted(sheet(tmp_path / "new" / "labels.csv"), key=lambda row: row["post_uid"])
    assert rows == [
        {"post_uid": "x:p0", "time": "2031-03-01T00:00:00Z", "platform": "x", "text": "The Harbour Party did well",
         "rater_1": "", "rater_2": "", "note": ""},
        {"post_uid": "x:p1", "time": "2031-03-02T00:00:01Z", "platform": "x", "text": "北港黨讓人失望",
         "rater_1": "", "rater_2": "", "note": ""},
    ]  # fmt: skip
    out, err = capsys.readouterr()
    assert out == f"{tmp_path / 'new' / 'labels.csv'}\n"
    assert "2 of 4 posts are about the target.\n2 of 2 of them were drawn, spread over time." in err
    assert "acct" not in (tmp_path / "new" / "labels.csv").read_text(encoding="utf-8-sig")


def test_a_sheet_is_never_overwritten(posts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "labels.csv").write_text("hours of work")
    (tmp_path / "other.key.csv").write_text("a key")
    assert sample(posts, tmp_path / "labels.csv") == 2
    assert sample(posts, tmp_path / "other.csv", "--blind") == 2
    assert capsys.readouterr().err.count("E-STANCE-005") == 2
    assert (tmp_path / "labels.csv").read_text() == "hours of work"
    assert not (tmp_path / "other.csv").exists()


def test_no_cell_of_a_sheet_is_a_formula_a_link_or_hides_anything(tmp_path: Path) -> None:
    assert sample(posts_file(tmp_path, HOSTILE), tmp_path / "labels.csv") == 0
    shown = {row["post_uid"]: row["text"] for row in sheet(tmp_path / "labels.csv")}
    assert shown == {
        "x:p0": '\'=HYPERLINK("hxxps://evil[.]example","Harbour Party")',
        "x:p1": "<script>alert(1)</script> Harbour Party",
        "x:p2": "Harbour Party ⟦RLO⟧gpj.exe",
        "x:p3": "'+Harbour Party+",
        "x:p4": "'＝Harbour Party",
        "x:p5": "Harbour Party hxxps://evil[.]example/a",
        "x:p6": "Harbour Party\n=1+1",
    }


@given(st.text(max_size=200))
def test_whatever_a_post_holds_its_cell_is_one_cell_and_runs_nowhere(text: str) -> None:
    cell = guarded(shown_text(text))
    held = io.StringIO(newline="")
    csv.writer(held).writerow([cell, ""])
    assert list(csv.reader(io.StringIO(held.getvalue(), newline=""))) == [[cell, ""]]
    # A plain number, "-5" say, stays one; anything else that could begin a formula has an apostrophe in front.
    assert re.fullmatch(r"[+-]\d+(\.\d+)?", cell) or cell.lstrip("\u00a0\u3000 ")[:1] not in set("=@\t\r＝＠+-＋－")
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\x00") & set(cell)
    assert "http://" not in cell.lower()


def test_a_blind_sheet_shows_the_text_alone_and_its_key_says_which_post_it_is(posts: Path, tmp_path: Path) -> None:
    assert sample(posts, tmp_path / "labels.csv", "--blind") == 0
    assert list(sheet(tmp_path / "labels.csv")[0]) == ["label_id", "text", "rater_1", "rater_2", "note"]
    assert "x:p" not in (tmp_path / "labels.csv").read_text(encoding="utf-8-sig")
    assert {row["post_uid"] for row in sheet(tmp_path / "labels.key.csv")} == {"x:p0", "x:p1"}
    filled = fill(tmp_path / "labels.csv", tmp_path / "ann.csv", {"well": "1", "失望": "-1"})
    assert stance(posts, tmp_path / "out", "--labels", filled, "--key", tmp_path / "labels.key.csv") == 0
    labels = pq.read_table(tmp_path / "out" / "labels.parquet").to_pylist()
    assert {row["post_uid"]: row["stance"] for row in labels} == {"x:p0": 1, "x:p1": -1}


def test_posts_may_be_listed_in_place_of_names(posts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ids.txt").write_text("post_uid\r\nx:p2\r\n\r\nx:p2\r\nx:p99\r\n", encoding="utf-8-sig")
    assert sample(posts, tmp_path / "labels.csv", "--post-ids", tmp_path / "ids.txt") == 0
    assert [row["post_uid"] for row in sheet(tmp_path / "labels.csv")] == ["x:p2"]
    assert "Ids of the list that no post has: 1." in capsys.readouterr().err


@pytest.mark.parametrize(("content", "said"), [(b"", "names no post"), (b"x:\xff\n", "is no UTF-8 text")])
def test_a_list_of_posts_that_is_none_is_refused(
    posts: Path, tmp_path: Path, content: bytes, said: str, capsys
) -> None:
    (tmp_path / "ids.txt").write_bytes(content)
    assert sample(posts, tmp_path / "labels.csv", "--post-ids", tmp_path / "ids.txt") == 3
    assert f"E-STANCE-007: the list of posts {said}" in capsys.readouterr().err
    assert not (tmp_path / "labels.csv").exists()


def test_a_target_that_no_post_names_is_said_and_nothing_is_written(posts: Path, tmp_path: Path, capsys) -> None:
    assert sample(posts, tmp_path / "labels.csv", target=("--target", "River Party", "--role", "party")) == 3
    assert "E-STANCE-006: none of 4 posts can be drawn" in capsys.readouterr().err
    assert not (tmp_path / "labels.csv").exists()


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (("--target", "My neighbour"), "no public role was declared"),
        (("--target", "My neighbour", "--role", "neighbour"), "'neighbour' is not a public role"),
        (("--target", " ", "--role", "party"), "the target has no name"),
        (("--target", "!", "--role", "party"), "no letter and no digit"),
    ],
)
def test_private_persons_and_nameless_targets_are_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], target: tuple[str, ...], said: str
) -> None:
    absent = tmp_path / "absent.csv"
    assert sample(absent, tmp_path / "labels.csv", target=target) == 2
    assert stance(absent, tmp_path / "out", target=target) == 2
    err = capsys.readouterr().err
    assert err.count("E-STANCE-003") == 2
    assert err.count(said) == 2
    assert "neighbour" not in err.replace("'neighbour' is not", "")


def test_a_post_that_is_too_long_for_a_cell_is_cut_and_counted(tmp_path: Path, capsys) -> None:
    posts = posts_file(tmp_path, ["Harbour Party " + "很" * 40_000])
    assert sample(posts, tmp_path / "labels.csv") == 0
    (row,) = sheet(tmp_path / "labels.csv")
    assert row["text"].endswith("… [20014 characters left out]")
    assert len(row["text"]) < LONGEST_TEXT + 60
    assert "Texts longer than a cell, of which raters see the beginning: 1." in capsys.readouterr().err


def test_of_many_posts_so_many_are_drawn_over_the_whole_time(tmp_path: Path) -> None:
    posts = posts_file(tmp_path, [f"Harbour Party {n}" for n in range(100)])
    assert sample(posts, tmp_path / "labels.csv", "--size", "10") == 0
    drawn = sorted(int(row["post_uid"].removeprefix("x:p")) // 10 for row in sheet(tmp_path / "labels.csv"))
    assert drawn == list(range(10))
    assert sample(posts, tmp_path / "none.csv", "--size", "0") == 2


# --- labels ----------------------------------------------------------------------------------------


def labelled(tmp_path: Path) -> tuple[Path, list[Path]]:
    """Sixty posts that praise, then sixty that criticise, read by two people who differ on every twentieth."""
    posts = posts_file(
        tmp_path, [f"The Harbour Party {'kept' if n < 60 else 'broke'} its word {n}" for n in range(120)]
    )
    assert sample(posts, tmp_path / "labels.csv") == 0
    copies = [
        fill(tmp_path / "labels.csv", tmp_path / "ann.csv", {"kept": "1", "broke": "-1"}),
        fill(tmp_path / "labels.csv", tmp_path / "ben.csv", {"word 20": "0", "kept": "1", "broke": "-1"}, "rater_2"),
    ]
    return posts, copies


def test_two_raters_make_a_contrast_and_all_files_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    posts, (ann, ben) = labelled(tmp_path)
    capsys.readouterr()
    assert stance(posts, tmp_path / "out", "--labels", ann, "--labels", ben) == 0
    out, err = capsys.readouterr()
    figures = json.loads(out)
    assert figures["status"] == "answered"
    assert [(one["direction"], one["claimed"]) for one in figures["contrasts"]] == [("praise_to_criticism", True)]
    assert (figures["input"]["population"], figures["input"]["labels"], figures["input"]["disputed"]) == (120, 240, 1)
    assert "turned from praise to criticism between phases 1 and 2" in err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(FILES)
    method = json.loads((tmp_path / "out" / "method.json").read_text(encoding="utf-8"))
    assert set(method["inputs"]) == {"posts.csv", "ann.csv", "ben.csv"}
    for path in (tmp_path / "out").iterdir():  # nothing is said of an account
        held = str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text(encoding="utf-8")
        assert "acct" not in held


def test_phases_may_be_fixed_beforehand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    posts, (ann, ben) = labelled(tmp_path)
    declared = ("--labels", ann, "--labels", ben, "--boundary", "2031-04-30", "--assume-zone", "UTC")
    assert stance(posts, tmp_path / "out", *declared) == 0
    rows = pq.read_table(tmp_path / "out" / "phases.parquet").to_pylist()
    assert [row["n"] for row in rows] == [59, 60]  # day 60 is 30 April; post 20 is disputed
    method = json.loads((tmp_path / "out" / "method.json").read_text(encoding="utf-8"))
    assert method["parameters"]["boundaries_us"] == [int(datetime(2031, 4, 30, tzinfo=UTC).timestamp() * 1_000_000)]
    assert stance(posts, tmp_path / "b", "--boundary", "soon") == 3
    assert stance(posts, tmp_path / "b", "--boundary", "2031-04-30") == 3  # of which zone?
    err = capsys.readouterr().err
    assert "E-TIME-001" in err
    assert "E-TIME-002" in err


def test_equal_input_gives_equal_files(tmp_path: Path) -> None:
    posts, (ann, ben) = labelled(tmp_path)
    assert stance(posts, tmp_path / "a", "--labels", ann, "--labels", ben) == 0
    assert stance(posts, tmp_path / "b", "--labels", ben, "--labels", ann) == 0
    assert [
        name for name in FILES if (tmp_path / "a" / name).read_bytes() != (tmp_path / "b" / name).read_bytes()
    ] == []


def test_of_posts_that_were_listed_nobody_knows_how_many_there_are(posts: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "labels.csv").write_text("post_uid,rater_1,rater_2\nx:p0,1,1\nx:p2,1,1\n", encoding="utf-8")
    assert stance(posts, tmp_path / "out", "--labels", tmp_path / "labels.csv") == 0
    out, err = capsys.readouterr()
    assert (json.loads(out)["input"]["population"], json.loads(out)["input"]["unnamed"]) == (None, 1)
    assert "Labelled posts that do not name Harbour Party: 1." in err
    assert "posts that name Harbour Party have a stance" not in err


def test_nobody_has_labelled_anything(posts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stance(posts, tmp_path / "out") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["reason"] == "nobody has labelled posts yet"
    assert "Next: `crosscurrent detect stance-sample` draws a sheet for two people to fill in." in err
    assert sample(posts, tmp_path / "labels.csv") == 0
    assert stance(posts, tmp_path / "out", "--labels", tmp_path / "labels.csv") == 0  # the sheet as it was drawn
    assert json.loads(capsys.readouterr().out.partition("\n")[2])["input"]["labels"] == 0


def test_mistakes_in_labels_are_named_and_nothing_is_written(posts: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "labels.csv").write_text("post_uid,rater_1\nx:p0,2\nx:p1,good\n", encoding="utf-8")
    assert stance(posts, tmp_path / "out", "--labels", tmp_path / "labels.csv") == 3
    err = capsys.readouterr().err
    assert "E-STANCE-001: the labels have 2 mistakes: row 2, column rater_1: '2' is no whole number" in err
    assert stance(posts, tmp_path / "out", "--labels", tmp_path / "absent.csv") == 3
    assert "E-SYSTEM-001" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_labels_of_other_posts_are_counted_and_left_out(posts: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "labels.csv").write_text("post_uid,rater_1,rater_2\nx:p0,1,1\nweibo:7,1,1\n", encoding="utf-8")
    assert stance(posts, tmp_path / "out", "--labels", tmp_path / "labels.csv") == 0
    out, err = capsys.readouterr()
    assert (json.loads(out)["input"]["not_captured"], json.loads(out)["input"]["posts"]) == (1, 1)
    assert "Labelled posts that are not among the posts handed in were left out: 1." in err


def text_row(uid: str, part: str, text: str, precision: str) -> dict[str, Any]:
    return {"post_uid": uid, "part": part, "account_uid": "x:acct", "platform": "x", "at": START, "text": text,
            "precision": precision}  # fmt: skip


def test_a_time_coarser_than_a_day_gives_a_post_no_place_and_its_parts_are_read_as_one() -> None:
    rows = [
        text_row("x:1", "transcript", "spoken", "day"), text_row("x:1", "body", "written", "day"),
        text_row("x:2", "body", "some time in 2031", "year"),
    ]  # fmt: skip
    columns = ("post_uid", "part", "account_uid", "platform", "at", "text", "precision")
    texts = pa.table({name: [row[name] for row in rows] for name in columns})
    found = {row["post_uid"]: (row["text"], row["at"]) for row in posts_of(texts, {"x:1", "x:2"}).to_pylist()}
    assert found == {"x:1": ("written\n\nspoken", START), "x:2": ("some time in 2031", None)}


def test_a_classifier_is_measured_and_its_file_is_an_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    posts, (ann, ben) = labelled(tmp_path)
    rows = "".join(f"x:p{n},{1 if n < 60 else -1},m,1\n" for n in range(120))
    (tmp_path / "machine.csv").write_text("post_uid,stance,classifier,version\n" + rows, encoding="utf-8")
    capsys.readouterr()
    assert stance(posts, tmp_path / "alone", "--classifier", tmp_path / "machine.csv") == 0
    assert json.loads(capsys.readouterr().out)["status"] == "not_assessable"
    both = ("--labels", ann, "--labels", ben, "--classifier", tmp_path / "machine.csv")
    assert stance(posts, tmp_path / "out", *both) == 0
    (one,) = json.loads(capsys.readouterr().out)["classifiers"]
    assert (one["classifier"], one["n"], one["wrong"], one["used"]) == ("classifier:m@1", 119, 0.0, True)


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    paths = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        paths.append(tmp_path / name / "labels.csv")
        paths[-1].write_text(name)
    assert list(LabelFiles(tuple(paths)).digests()) == ["labels.csv", "labels.csv (2)"]


def test_names_and_labels_without_a_target_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words: list[Any] = ["investigate", tmp_path / "a.csv", "--case", tmp_path / "case", "--role", "party", "--quiet"]
    assert main.run([str(word) for word in words]) == 2
    assert "E-STANCE-003: the target has no name" in capsys.readouterr().err
    assert not (tmp_path / "case").exists()


def test_another_role_or_name_in_the_same_case_is_another_question(tmp_path: Path) -> None:
    # A nickname is remembered later, a role corrected: the case takes the new question beside the old one.
    rows = [f"{n},{n % 9},2031-05-{1 + n:02d}T10:00:00Z,Harbour Party did thing number {n} today,x" for n in range(28)]
    (tmp_path / "posts.csv").write_text(
        "\n".join(["post_id,account_id,created_at,text,platform", *rows, ""]), encoding="utf-8"
    )
    asked = ["investigate", str(tmp_path / "posts.csv"), "--case", str(tmp_path / "case"), "--by", "N. N.", "--quiet"]
    asked += ["--no-texts", "--target", "Harbour Party"]
    for more in (["--role", "party"], ["--role", "organisation"], ["--role", "organisation", "--alias", "HP"]):
        assert main.run([*asked, *more]) == 0
