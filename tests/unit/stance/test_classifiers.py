"""A classifier beside people: measured against them, used only if it agrees far enough, and never with less doubt."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crosscurrent.detectors.stance.classifiers import read_classifier
from crosscurrent.detectors.stance.detect import Stance, detect
from crosscurrent.detectors.stance.labels import Label, LabelsRefused
from crosscurrent.detectors.stance.parameters import Target
from crosscurrent.detectors.stance.phases import MOST_PLACES, cuts, permutation_p

T0_US, HOUR_US = 1_741_564_800_000_000, 3_600_000_000
PARTY = Target("Harbour Party", "party")
MODEL = "classifier:m@1"


def case(said: list[int], people_read_every: int, machine: list[int]) -> Stance:
    """Two people agree on every so-manieth post; a classifier labels all of them."""
    labels = [Label(f"x:{n}", rater, said[n]) for n in range(0, len(said), people_read_every) for rater in ("A", "B")]
    labels += [Label(f"x:{n}", MODEL, stance) for n, stance in enumerate(machine)]
    at = pa.array([T0_US + n * HOUR_US for n in range(len(said))], pa.int64()).cast(pa.timestamp("us", "UTC"))
    return detect(labels, pa.table({"post_uid": [f"x:{n}" for n in range(len(said))], "at": at}), PARTY)


def mostly(rng: random.Random, said: list[int], wrong: float) -> list[int]:
    return [-one if rng.random() < wrong else one for one in said]


def test_a_good_classifier_stands_for_the_posts_that_nobody_read() -> None:
    rng = random.Random(1)
    said = [1] * 300 + [-1] * 300
    found = case(said, 5, mostly(rng, said, 0.04))
    (one,) = found.classifiers.to_pylist()
    assert (one["classifier"], one["labels"], one["n"], one["used"], one["missing"]) == (MODEL, 600, 120, True, None)
    assert one["wrong_low"] < one["wrong"] < one["wrong_high"] < 0.12
    assert found.posts.num_rows == 600
    assert sum(row["by_classifier"] for row in found.phases.to_pylist()) == 480
    assert [row["claimed"] for row in found.contrasts.to_pylist()] == [True]
    assert any("says otherwise than people on" in said for said in found.summary["words"])


def test_its_error_makes_the_intervals_wider_than_people_alone_would_have_them() -> None:
    rng = random.Random(1)
    said = [1] * 300 + [-1] * 300
    with_error, without = case(said, 5, mostly(rng, said, 0.1)), case(said, 1, said)
    wide, narrow = (found.phases.to_pylist()[0] for found in (with_error, without))
    assert wide["high"] - wide["low"] > 3 * (narrow["high"] - narrow["low"])


def test_a_classifier_that_errs_one_way_later_makes_no_change_out_of_nothing() -> None:
    # Posts are half for and half against all along. The classifier turns praise into criticism in the second half.
    rng = random.Random(3)
    said = [rng.choice((1, -1)) for _ in range(800)]
    machine = [-1 if n >= 400 and rng.random() < 0.35 else stance for n, stance in enumerate(said)]
    found = case(said, 5, machine)
    assert found.classifiers.to_pylist()[0]["used"] is True
    assert found.summary["permutation_p"] <= 0.05  # its labels do change
    assert [row["claimed"] for row in found.contrasts.to_pylist() if row["claimed"]] == []


def test_a_bad_classifier_is_not_used() -> None:
    rng = random.Random(1)
    said = [1] * 300 + [-1] * 300
    found = case(said, 5, mostly(rng, said, 0.3))
    (one,) = found.classifiers.to_pylist()
    assert one["used"] is False
    assert one["missing"] == "agreement of the classifier with people: 0.6 is needed"
    assert found.posts.num_rows == 120  # those that people read


def test_too_few_posts_read_by_people_measure_no_classifier() -> None:
    said = [1] * 300 + [-1] * 300
    found = case(said, 15, said)
    assert found.classifiers.to_pylist()[0]["missing"].startswith("labels of two people who agree")
    assert found.summary["status"] == "not_assessable"


def test_without_people_nothing_is_assessable() -> None:
    labels = [Label(f"x:{n}", MODEL, 1 if n < 60 else -1) for n in range(120)]
    at = pa.array([T0_US + n for n in range(120)], pa.int64()).cast(pa.timestamp("us", "UTC"))
    found = detect(labels, pa.table({"post_uid": [f"x:{n}" for n in range(120)], "at": at}), PARTY)
    assert found.summary["status"] == "not_assessable"
    assert found.posts.num_rows == 0
    assert "without them the error of a classifier is not assessable" in " ".join(found.summary["words"])


def test_one_person_and_a_classifier_are_not_two_raters() -> None:
    said = [1] * 60 + [-1] * 60
    labels = [Label(f"x:{n}", rater, stance) for n, stance in enumerate(said) for rater in ("A", MODEL)]
    at = pa.array([T0_US + n for n in range(120)], pa.int64()).cast(pa.timestamp("us", "UTC"))
    found = detect(labels, pa.table({"post_uid": [f"x:{n}" for n in range(120)], "at": at}), PARTY)
    assert found.summary["reason"] == "missing: a second rater: one person's labels cannot be checked"
    assert found.classifiers.to_pylist()[0]["used"] is False


def test_a_classifier_never_outvotes_people_and_breaks_no_tie() -> None:
    labels = [Label("x:1", "A", 1), Label("x:1", "B", -1), Label("x:1", MODEL, -1), Label("x:1", "classifier:n@1", -1)]
    at = pa.array([T0_US], pa.int64()).cast(pa.timestamp("us", "UTC"))
    found = detect(labels, pa.table({"post_uid": ["x:1"], "at": at}), PARTY)
    assert found.posts.num_rows == 0
    assert {row["disputed"] for row in found.labels.to_pylist()} == {True}


# --- its file --------------------------------------------------------------------------------------


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "machine.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_labels_come_as_csv_or_parquet(tmp_path: Path) -> None:
    expected = [Label("x:1", "classifier:m@1.2", -1), Label("x:2", "classifier:m@1.2", 0)]
    table = "post_uid,stance,classifier,version,note\nx:2,0,m,1.2,\nx:1,-1,m,1.2,a\nx:3,,m,1.2,cannot say\n"
    assert read_classifier(written(tmp_path, table)) == expected
    path = tmp_path / "machine.parquet"
    rows = {"post_uid": ["x:2", "x:1", "x:3"], "stance": [0, -1, None], "classifier": ["m"] * 3, "version": ["1.2"] * 3}
    pq.write_table(pa.table(rows), path)
    assert read_classifier(path) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("post_uid,stance\nx:1,1\n", "row 1: no column classifier; row 1: no column version"),
        ("post_uid,stance,classifier,version\nx:1,1,,1\n", "row 2, column classifier: empty"),
        ("post_uid,stance,classifier,version\nx:1,0.7,m,1\n", "row 2, column stance: '0.7' is no whole number"),
        ("post_uid,stance,classifier,version\nx:1,1,m,1\nx:2,1,m,2\n", "row 3, column classifier: another classifier"),
        ("post_uid,stance,classifier,version\nx:1,1,m,1\nx:1,-1,m,1\n", "another stance of this post than in row 2"),
        ("post_uid,stance,classifier,version,rank\nx:1,1,m,1,2\n", "row 1, column 5: 'rank' is not known"),
        ("", "row 1: no head"),
        ("PAR1 but no Parquet", "begins like Parquet and cannot be read"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LabelsRefused) as refused:
        read_classifier(written(tmp_path, text))
    assert said in refused.value.what
    assert refused.value.where == "machine.csv"


# --- long sequences --------------------------------------------------------------------------------


def test_a_sequence_longer_than_its_places_is_still_cut_where_it_turns() -> None:
    n = 5 * MOST_PLACES
    sequence = [1] * (n // 2) + [-1] * (n // 2)
    first, turn, last = cuts(sequence, 30.0, 8)
    assert (first, last) == (0, n)
    assert abs(turn - n // 2) <= 5
    assert permutation_p(sequence[::10], 8, 999, 1) == 1 / 1000


def test_parquet_whose_text_is_not_utf_8_is_refused_with_its_column(tmp_path: Path) -> None:
    offsets, letters = pa.array([0, 3, 6], pa.int32()).buffers()[1], pa.py_buffer(b"x:0x:\xff")
    ids = pa.StringArray.from_buffers(2, offsets, letters)
    path = tmp_path / "machine.parquet"
    pq.write_table(
        pa.table({"post_uid": ids, "classifier": ["m", "m"], "version": ["1", "1"], "stance": [1, -1]}), path
    )
    with pytest.raises(LabelsRefused) as raised:
        read_classifier(path, 1)
    assert raised.value.code == "E-STANCE-001"
    assert "column post_uid: cannot be read; write it as UTF-8 text or whole numbers" in str(raised.value)
