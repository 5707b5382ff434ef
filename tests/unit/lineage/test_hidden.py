"""The stemma rule: two copies share an error that the earliest lacks, and neither can have it from the other."""

from __future__ import annotations

from tests.unit.lineage.written import T, look, node

FIRST = "The port board will close the old ferry landing on Friday and move all evening crossings to the northern pier."
SECOND = "Residents were told by letter that the works take eleven weeks and that no shuttle is planned for that time."
REPORT = f"{FIRST} {SECOND}"
SHARED = REPORT.replace("old ferry landing", "old fery landing")


def test_two_children_of_a_text_that_is_missing_betray_it() -> None:
    one, other = SHARED.replace("by letter", "by post"), SHARED.replace("no shuttle", "no bus")
    found = look([T("a", 0, REPORT), T("b", 5, one), T("c", 9, other)])
    rows = found.hidden.to_pylist()
    assert [row["children"] for row in rows] == [["b", "c"]]
    assert "old fery land" in rows[0]["variant"]
    assert rows[0]["earliest_text"] == "a"
    assert node(found, "c")["parent_text"] is None or node(found, "c")["parent_text"] == "a"
    assert "likely stood between" in " ".join(found.summary["words"])


def test_a_copy_of_the_text_that_made_the_error_betrays_nothing() -> None:
    found = look([T("a", 0, REPORT), T("b", 5, SHARED), T("c", 9, SHARED.replace("no shuttle", "no bus"))])
    assert found.hidden.num_rows == 0
    assert node(found, "c")["parent_text"] == "b"


def test_without_a_sure_earliest_text_nothing_is_a_change() -> None:
    one, other = SHARED.replace("by letter", "by post"), SHARED.replace("no shuttle", "no bus")
    found = look([T("a", 0, REPORT), T("b", 0, one), T("c", 9, other)])
    assert found.hidden.num_rows == 0


def test_comments_at_the_edges_are_no_variants() -> None:
    remark = "Please pass this on to everybody along the bay."
    one, other = SECOND.replace("by letter", "by post"), SECOND.replace("no shuttle", "no bus")
    found = look([T("a", 0, REPORT), T("b", 5, f"{FIRST} {one} {remark}"), T("c", 9, f"{FIRST} {other} {remark}")])
    assert found.hidden.num_rows == 0
