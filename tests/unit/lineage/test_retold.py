"""A short text retold in another language has no measured share: no parent, but not “nothing earlier” either."""

from __future__ import annotations

from tests.unit.lineage.written import R, T, look, node

ZH = "渡轮码头一关三十一天"
EN = "The ferry pier shuts for thirty-one days"


def test_a_retold_text_says_that_the_share_is_not_measured() -> None:
    found = look([T("a", 0, ZH, lang="zh"), T("b", 5, EN, lang="en")], [R("a", "b", "translation", 0.0, 0.0)])
    assert (node(found, "a")["undecided_because"], node(found, "b")["undecided_because"]) == (
        "nothing_earlier", "share_not_measured",
    )  # fmt: skip
    assert node(found, "b")["parent_text"] is None
    assert found.unattributed.num_rows == 0


def test_of_what_is_not_surely_earlier_it_is_not_said() -> None:
    # Of b only the day is known, and a was posted in it.
    found = look(
        [T("a", 5, ZH, lang="zh"), T("b", 0, EN, lang="en", precision="day")], [R("a", "b", "translation", 0.0, 0.0)]
    )
    assert {row["undecided_because"] for row in found.nodes.to_pylist()} == {"nothing_earlier"}
