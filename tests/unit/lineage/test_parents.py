"""The parent of a text is the earlier one that explains it best; what is not clear is left open and says why."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from crosscurrent.detectors.lineage.detect import detect
from crosscurrent.detectors.lineage.parameters import LineageParameterRefused, Parameters, specification
from crosscurrent.model import text as model
from tests.unit.lineage.written import R, T, look, material, node, parents, rows, text_row

REPORT = (
    "The port board will close the old ferry landing on Friday and move all evening crossings to the northern pier. "
    "Residents were told by letter that the works take eleven weeks and that no shuttle is planned for that time."
)
ERROR = REPORT.replace("eleven weeks", "eleventy weeks")
ZH = "港务局周五起关闭旧渡轮码头，晚间班次全部改到北码头。居民收到的信里说，工程要做十一个星期，期间没有接驳车。"


def test_a_copy_of_a_copy_inherits_its_error() -> None:
    found = look([T("a", 0, REPORT), T("b", 5, ERROR), T("c", 30, ERROR + " Tell your neighbours about it today.")])
    assert parents(found) == {"a": None, "b": "a", "c": "b"}
    assert [node(found, uid)["depth"] for uid in "abc"] == [0, 1, 2]
    assert node(found, "c")["delay_us"] == 25 * 3_600_000_000
    assert {"time", "shared_variants", "comments_added"} <= set(node(found, "c")["cues"])


def test_a_later_text_is_never_the_parent_even_if_it_reads_the_same() -> None:
    found = look([T("a", 0, REPORT), T("b", 5, ERROR), T("c", 4, ERROR)])
    assert parents(found)["c"] == "a"


def test_of_texts_that_read_the_same_none_is_picked() -> None:
    found = look([T("a", 0, REPORT), T("b", 1, REPORT), T("c", 2, REPORT)])
    assert parents(found) == {"a": None, "b": "a", "c": None}
    assert node(found, "c")["undecided_because"] == "identical_rivals"
    assert node(found, "c")["candidates"] == 2


def test_a_link_picks_among_texts_that_read_the_same() -> None:
    link = "https://a.example/1"
    found = look([T("a", 0, REPORT, url=link), T("b", 1, REPORT), T("c", 2, REPORT, links=[link])])
    assert parents(found)["c"] == "a"
    assert "reference" in node(found, "c")["cues"]


def test_equal_times_do_not_decide() -> None:
    found = look([T("a", 0, REPORT), T("b", 0, REPORT)])
    assert parents(found) == {"a": None, "b": None}
    assert {node(found, uid)["undecided_because"] for uid in "ab"} == {"time_overlaps"}
    assert [node(found, uid)["earliest"] for uid in "ab"] == [True, True]


def test_a_day_overlaps_every_hour_of_it_and_is_before_the_next() -> None:
    day = T("a", -12, REPORT, precision="day")
    assert parents(look([day, T("b", 6, REPORT)]))["b"] is None
    assert parents(look([day, T("b", 13, REPORT)]))["b"] == "a"


def test_without_a_time_only_cues_decide() -> None:
    found = look([T("a", None, REPORT), T("b", 3, REPORT)])
    assert {node(found, uid)["undecided_because"] for uid in "ab"} == {"time_unknown"}
    named = [T("a", None, REPORT, names=[("display_name", "Ferry Gazette")]),
             T("b", 3, REPORT + " Source: Ferry Gazette")]  # fmt: skip
    found = look(named)
    assert parents(found) == {"a": None, "b": "a"}
    assert node(found, "b")["delay_us"] is None
    assert "credit" in node(found, "b")["cues"]


def test_parents_without_times_make_no_circle() -> None:
    texts = [
        T(uid, None, f"{REPORT} Source: {other} Gazette", names=[("display_name", f"{uid} Gazette")])
        for uid, other in (("anna", "bert"), ("bert", "carl"), ("carl", "anna"))
    ]
    above = parents(look(texts))
    assert sum(parent is not None for parent in above.values()) <= 2
    reasons = {node(look(texts), uid)["undecided_because"] for uid in above if above[uid] is None}
    assert reasons <= {"would_close_a_circle", "close_rivals", "time_unknown"}


def test_a_text_that_two_earlier_ones_explain_in_part_has_no_parent() -> None:
    first, second = REPORT.split(". ")
    one = f"{first.replace('northern', 'nothern')}. {second}"
    other = f"{first}. {second.replace('no shuttle', 'no shutle')}"
    both = f"{first.replace('northern', 'nothern')}. {second.replace('no shuttle', 'no shutle')}"
    found = look([T("a", 0, REPORT), T("b", 2, one), T("c", 3, other), T("d", 20, both)])
    assert node(found, "d")["parent_text"] is None
    assert node(found, "d")["undecided_because"] in ("hidden_intermediate", "close_rivals")


def test_a_translation_is_told_by_time_and_said_to_be_one() -> None:
    found = look([T("a", 0, ZH, lang="zh"), T("b", 8, REPORT)], [R("a", "b")])
    assert parents(found) == {"a": None, "b": "a"}
    assert "translated" in node(found, "b")["cues"]


def test_a_copy_of_a_translation_comes_from_the_translation() -> None:
    texts = [T("a", 0, ZH, lang="zh"), T("b", 8, REPORT), T("c", 9, REPORT)]
    assert parents(look(texts, [R("a", "b"), R("a", "c")]))["c"] == "b"


def test_wire_copy_of_one_agency_has_no_parent_among_its_like() -> None:
    found = look([T("a", 0, f"OTTAWA (Reuters) - {REPORT}"), T("b", 1, f"OTTAWA (Reuters) - {REPORT}")])
    assert node(found, "b")["undecided_because"] == "common_source"


def test_two_parts_of_one_post_are_not_copies_of_each_other() -> None:
    body, picture = T("p#body", 0, REPORT), T("p#ocr", 0, REPORT)
    tables = material([body, picture])
    posts = tables.texts.set_column(1, "post_uid", [["p", "p"]])
    found = detect(replace(tables, texts=posts))
    assert found.nodes["candidates"].to_pylist() == [0, 0]


def test_the_order_of_rows_changes_nothing() -> None:
    texts = [
        T("a", 0, REPORT), T("b", 5, ERROR), T("c", 30, ERROR + " Tell your neighbours."), T("d", 30, REPORT),
        T("e", None, ERROR), T("f", 2, REPORT, precision="day"),
    ]  # fmt: skip
    expected = look(texts)
    for seed in range(5):
        shuffled = random.Random(seed).sample(texts, len(texts))
        found = look(shuffled)
        assert found.nodes.equals(expected.nodes)
        assert found.unattributed.equals(expected.unattributed)
        assert found.summary == expected.summary


def test_nothing_related_is_not_assessable() -> None:
    found = look([T("a", 0, REPORT, group=None), T("b", 1, "something else entirely, about gardens", group=None)])
    assert found.nodes.num_rows == 0
    assert found.summary["status"] == "not_assessable"


@pytest.mark.parametrize("text", ["", " ", "🙂🙂", "\ufffd"])
def test_texts_of_which_nothing_is_left_are_no_copies_of_each_other(text: str) -> None:
    found = look([T("a", 0, text), T("b", 1, text)], [])
    assert parents(found) == {"a": None, "b": None}


def test_many_equal_texts_stay_linear() -> None:
    texts = [T(f"t{n:05}", n / 60, REPORT) for n in range(1_500)]
    tables = material(texts[:2])
    groups = [
        {"group_id": "text:1", "text_uid": one.uid, "post_uid": f"post-{one.uid}", "is_medoid": one is texts[0],
         "relation": None, "similarity": 1.0, "benign": []}
        for one in texts
    ]  # fmt: skip
    found = detect(
        replace(
            tables, texts=rows(model.SCHEMA, [text_row(one) for one in texts]), groups=rows(model.GROUP_SCHEMA, groups)
        )
    )
    assert max(found.nodes["candidates"].to_pylist()) < Parameters().nearest
    assert found.nodes["decided"].to_pylist().count(True) == 1


def test_parameters_say_what_their_specification_says() -> None:
    specified = {name: one["default"] for name, one in specification()["parameters"].items()}
    assert specified == Parameters().as_record()


@pytest.mark.parametrize(
    ("name", "value"), [("decide", 0.0), ("coverage", 1.0), ("nearest", 3), ("seed", -1), ("weigh_edit", -0.1)]
)
def test_parameters_outside_their_range_are_refused(name: str, value: float) -> None:
    with pytest.raises(LineageParameterRefused) as refused:
        Parameters(**{name: value})
    assert name in str(refused.value)
