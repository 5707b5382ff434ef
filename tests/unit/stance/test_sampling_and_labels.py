"""Asking people: which posts they read, what they see of them, and what they hand back."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from crosscurrent.detectors.stance.classifiers import AskPeople, labels_of
from crosscurrent.detectors.stance.labels import (
    Label,
    LabelsRefused,
    parse_all,
    parse_labels,
    read_key,
    read_labels,
    settled,
)
from crosscurrent.detectors.stance.parameters import StanceParameterRefused, Target, TargetRefused
from crosscurrent.detectors.stance.sampling import PostsRefused, sample_for_labelling

T0_US, HOUR_US = 1_741_564_800_000_000, 3_600_000_000
MINISTER = Target("the prime minister", "head_of_government")


def table(rows: list[tuple[str, int | None, str | None]]) -> pa.Table:
    return pa.table(
        {
            "post_uid": pa.array([uid for uid, _, _ in rows], pa.string()),
            "at": pa.array([at for _, at, _ in rows], pa.int64()).cast(pa.timestamp("us", "UTC")),
            "text": pa.array([text for _, _, text in rows], pa.string()),
            "account_uid": pa.array(["x:secret"] * len(rows), pa.string()),
        }
    )


HUNDRED = [(f"x:{n}", T0_US + n * HOUR_US, f"post {n}") for n in range(100)]


def mistakes(content: str | bytes, key: pa.Table | None = None) -> str:
    with pytest.raises(LabelsRefused) as refused:
        parse_labels(content.encode() if isinstance(content, str) else content, "labels.csv", 1, key)
    return refused.value.what


# --- targets ---------------------------------------------------------------------------------------


def test_a_private_person_is_no_target() -> None:
    with pytest.raises(TargetRefused) as refused:
        Target("my neighbour", "private_person")
    assert "never towards private persons" in refused.value.next_step
    assert "neighbour" not in str(refused.value)  # names stay out of messages


@pytest.mark.parametrize(("name", "role"), [("", "party"), ("  ", "party"), ("a party", "")])
def test_a_target_needs_a_name_and_a_public_role(name: str, role: str) -> None:
    with pytest.raises(TargetRefused):
        Target(name, role)


# --- the sample ------------------------------------------------------------------------------------


def test_one_post_is_drawn_of_every_stretch_of_time() -> None:
    sample = sample_for_labelling(table(HUNDRED), MINISTER, 20)
    drawn = sorted(int(uid.split(":")[1]) for uid in sample.key.column("post_uid").to_pylist())
    assert [number // 5 for number in drawn] == list(range(20))
    assert set(sample.key.column("stratum_posts").to_pylist()) == {5}
    assert sample.population == 100


def test_raters_see_the_text_and_nothing_of_account_platform_or_time() -> None:
    sample = sample_for_labelling(table(HUNDRED), MINISTER, 20)
    assert sample.to_label.column_names == ["label_id", "target", "text", "rater", "stance"]
    written = str(sample.to_label.to_pylist())
    assert "secret" not in written
    assert "x:" not in written
    order = [int(text.split()[1]) for text in sample.to_label.column("text").to_pylist()]
    assert order != sorted(order)  # their order does not give the time away either


def test_the_same_posts_give_the_same_sample_in_any_order_and_another_seed_another() -> None:
    one = sample_for_labelling(table(HUNDRED), MINISTER, 20, seed=3)
    assert one == sample_for_labelling(table(HUNDRED[::-1] + HUNDRED[:7]), MINISTER, 20, seed=3)
    assert one.key != sample_for_labelling(table(HUNDRED), MINISTER, 20, seed=4).key


def test_posts_without_text_or_time_are_not_drawn_and_few_posts_are_all_drawn() -> None:
    rows = [("x:1", T0_US, "a"), ("x:2", None, "b"), ("x:3", T0_US, "  "), ("x:4", T0_US, None), ("x:5", T0_US, "c")]
    assert set(sample_for_labelling(table(rows), MINISTER, 50).key.column("post_uid").to_pylist()) == {"x:1", "x:5"}
    assert sample_for_labelling(table([]), MINISTER, 50).to_label.num_rows == 0


def test_a_sample_of_nothing_or_of_a_table_without_text_is_refused() -> None:
    with pytest.raises(StanceParameterRefused):
        sample_for_labelling(table(HUNDRED), MINISTER, 0)
    with pytest.raises(PostsRefused, match="lack text"):
        sample_for_labelling(table(HUNDRED).drop_columns(["text"]), MINISTER, 5)


# --- labels ----------------------------------------------------------------------------------------


def test_labels_of_two_raters_come_back_through_the_key(tmp_path: Path) -> None:
    sample = sample_for_labelling(table(HUNDRED), MINISTER, 2)
    first, second = sample.key.to_pylist()
    path = tmp_path / "labels.csv"
    path.write_text(
        "label_id;rater;stance;note\r\n"
        f"{first['label_id']};AB;1;\r\n{first['label_id']};CD;+1;\r\n"
        f"{second['label_id']};AB;'-1;ironic?\r\n{second['label_id']};CD;;cannot say\r\n",
        encoding="utf-8-sig",
    )
    expected = [
        Label(first["post_uid"], "AB", 1),
        Label(first["post_uid"], "CD", 1),
        Label(second["post_uid"], "AB", -1),
    ]
    assert read_labels(path, key=sample.key) == sorted(expected)


def test_every_mistake_is_named_with_its_row_and_column() -> None:
    said = mistakes(
        "post_uid,rater,stance\nx:1,AB,2\nx:2,,1\n,AB,1\nx:3,AB,good\nx:4,AB,1\nx:4,AB,-1\nx:5,AB\n"
    )  # fmt: skip
    assert said.startswith("the labels have 6 mistakes: ")
    for one in (
        "row 2, column stance: '2' is no whole number from -1 to 1",
        "row 3, column rater: empty",
        "row 4, column post_uid: empty",
        "row 5, column stance: 'good' is no whole number",
        "row 7, column stance: the same rater said otherwise of this post in row 6",
        "row 8: 2 cells, the head has 3",
    ):
        assert one in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "row 1: no head"),
        ("post_uid,stance\nx:1,1\n", "row 1: no column rater"),
        ("rater,stance\nAB,1\n", "row 1: neither a column post_uid nor label_id"),
        ("label_id,rater,stance\nabc,AB,1\n", "the key of the sample is needed"),
        ("post_uid,rater,stance,mood\nx:1,AB,1,\n", "row 1, column 4: 'mood' is not known"),
        (b"post_uid,rater,stance\nx:1,\xff,1\n", "row 2: not UTF-8 text"),
    ],
)
def test_labels_with_a_mistake_are_not_read_in_part(content: str | bytes, said: str) -> None:
    assert said in mistakes(content)


def test_a_label_that_the_key_does_not_hold_is_a_mistake() -> None:
    key = sample_for_labelling(table(HUNDRED), MINISTER, 2).key
    assert "row 2, column label_id: not in the key of the sample" in mistakes("label_id,rater,stance\nabc,AB,1\n", key)


def test_a_finer_scale_may_be_agreed_on() -> None:
    assert parse_labels(b"post_uid,rater,stance\nx:1,AB,-2\n", "l.csv", scale=2) == [Label("x:1", "AB", -2)]


def test_the_majority_settles_a_post_and_a_tie_leaves_it_disputed() -> None:
    labels = [Label("x:1", rater, stance) for rater, stance in (("A", 1), ("B", 1), ("C", -1))]
    labels += [Label("x:2", "A", 1), Label("x:2", "B", -1), Label("x:3", "A", 0)]
    assert settled(labels) == ({"x:1": (1, 3), "x:3": (0, 1)}, {"x:2"})


class Praises:
    """A classifier that hears praise where it reads the word."""

    name, version, sha256 = "praises", "1", ""

    def classify(self, texts: list[str], target: Target) -> list[int | None]:
        return [1 if "great" in text else None for text in texts]


def test_a_classifier_is_one_more_rater_and_the_default_says_nothing() -> None:
    posts = table([("x:1", T0_US, "great"), ("x:2", T0_US, "hm"), ("x:3", T0_US, None)])
    assert labels_of(Praises(), posts, MINISTER) == [Label("x:1", "classifier:praises@1", 1)]  # type: ignore[arg-type]
    assert labels_of(AskPeople(), posts, MINISTER) == []


# --- sheets of several raters ----------------------------------------------------------------------


def test_a_sheet_has_a_column_per_rater() -> None:
    sheet = "post_uid,time,platform,text,rater_1,rater_2,note\nx:1,2031-03-01,x,a,1,'-1,\nx:2,2031-03-02,x,b,,0.0,\n"
    assert parse_labels(sheet.encode(), "labels.csv") == [
        Label("x:1", "rater_1", 1), Label("x:1", "rater_2", -1), Label("x:2", "rater_2", 0),
    ]  # fmt: skip


def test_each_rater_may_hand_in_a_copy_and_a_contradiction_names_both_places() -> None:
    ann, ben = b"post_uid,rater_1,rater_2\nx:1,1,\n", b"post_uid,rater_1,rater_2\nx:1,,-1\n"
    assert parse_all([("ann.csv", ann), ("ben.csv", ben)]) == [Label("x:1", "rater_1", 1), Label("x:1", "rater_2", -1)]
    with pytest.raises(LabelsRefused) as refused:
        parse_all([("ann.csv", ann), ("ben.csv", b"post_uid,rater_1\nx:2,1\nx:1,-1\n")])
    assert refused.value.where == "ann.csv, ben.csv"
    assert refused.value.what == (
        "the labels have 1 mistake: ben.csv: row 3, column rater_1: the same rater said otherwise of this post in "
        "ann.csv: row 2"
    )


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("post_uid,rater_1,rater_2\nx:1,1,yes\n", "row 2, column rater_2: 'yes' is no whole number from -1 to 1"),
        ("post_uid,rater_1,stance\nx:1,1,1\n", "row 1, column 3: 'stance' is not known"),
        ("post_uid,rater_1,rater_1\nx:1,1,1\n", "row 1: column rater_1 is there twice"),
        ("rater_1,rater_2\n1,1\n", "row 1: neither a column post_uid nor label_id"),
        ("post_uid,rater_1\n,1\n", "row 2, column post_uid: empty"),
        ('post_uid,rater_1\n"x:1,1\n', "it is no table"),
        ("post_uid,rater_1\nx:1,٣\n", "is no whole number"),
    ],
)
def test_mistakes_in_a_sheet_are_named_with_row_and_column(sheet: str, said: str) -> None:
    assert said in mistakes(sheet)


def test_twenty_mistakes_are_listed_and_the_rest_counted() -> None:
    said = mistakes("post_uid,rater_1\n" + "".join(f"x:{n},9\n" for n in range(50)))
    assert said.startswith("the labels have 50 mistakes: ")
    assert said.endswith("; and 30 more")


def test_the_key_of_a_blind_sheet_is_read_and_its_mistakes_are_named(tmp_path: Path) -> None:
    path = tmp_path / "labels.key.csv"
    path.write_text("label_id,post_uid\np1,x:1\n", encoding="utf-8-sig")
    assert read_key(path).to_pylist() == [{"label_id": "p1", "post_uid": "x:1"}]
    path.write_text("label_id,post\np1,x:1\n", encoding="utf-8")
    with pytest.raises(LabelsRefused, match="no column post_uid"):
        read_key(path)


def test_a_label_id_is_no_number_to_a_spreadsheet() -> None:
    ids = sample_for_labelling(table(HUNDRED), MINISTER, 100).key.column("label_id").to_pylist()
    assert {one[0] for one in ids} == {"p"}
    assert len(set(ids)) == 100
