"""Groups of texts as actions."""

from __future__ import annotations

import pyarrow as pa
import pytest

from crosscurrent.actions.derive import ALL
from crosscurrent.actions.text_group import derive_text_groups, explained
from crosscurrent.detectors.coordination.grouptests import AUTHORED, RECURRING
from crosscurrent.model import action, table
from crosscurrent.model.action import BEHAVIOURS
from crosscurrent.model.text import GROUP_SCHEMA
from tests.unit.actions.rows import edge, edges, posts


def groups(*rows: tuple[str, str, str | None], labels: dict[str, list[str]] | None = None) -> pa.Table:
    """Rows from (post, part, relation to the medoid), the first being the medoid, and labels by post."""
    return pa.Table.from_pylist(
        [
            {"group_id": "text:0", "text_uid": f"{post}#{part}", "post_uid": post, "is_medoid": number == 0,
             "relation": relation, "similarity": 1.0, "benign": (labels or {}).get(post, [])}
            for number, (post, part, relation) in enumerate(rows)
        ],
        schema=GROUP_SCHEMA,
    )  # fmt: skip


def who(actions: pa.Table) -> list[str]:
    found: list[str] = actions.column("content_id").to_pylist()
    return [uid.removeprefix("plaza:") for uid in found]


def test_every_post_of_a_group_acts_on_it_once() -> None:
    given = posts({}, {}, {"account_uid": None}, {"created_at": None})
    uids = given.column("post_uid").to_pylist()
    rows = [(uids[0], "body", None), (uids[1], "ocr", "translation"), (uids[1], "body", "excerpt"),
            *((uid, "body", "copy") for uid in uids[2:]), ("plaza:elsewhere", "body", "copy")]  # fmt: skip
    actions = derive_text_groups(groups(*rows), given)
    assert table.validate(action.SPEC, actions).num_rows == 2
    assert actions.column("content_id").to_pylist() == uids[:2]
    assert set(actions.column("object_id").to_pylist()) == {"text:0"}
    assert actions.column("derivation").to_pylist() == ["text_group: the text itself", "text_group: excerpt"]


def test_a_repost_acts_on_the_group_only_where_nothing_else_tells_of_what() -> None:
    # p2 names the post it passes on, p3 the root of its thread: both give `repost`. Of p4 (an export without ids) and
    # p5 ("RT @name:" typed by hand) the text is the only trace.
    given = posts(
        {}, {"kind": "repost"}, {"kind": "repost", "root_post_uid": "plaza:p1"}, {"kind": "repost"},
        {"text": "RT @ana: the bridge closes in June"},
    )  # fmt: skip
    rows = [("plaza:p1", "body", None), *((f"plaza:p{n}", "body", "copy") for n in (2, 3, 4, 5))]
    actions = derive_text_groups(groups(*rows), given, edges(edge("p2", "repost_of", "plaza:p1")))
    assert who(actions) == ["p1", "p4", "p5"]
    assert actions.column("derivation").to_pylist() == [
        "text_group: the text itself", *["text_group: repost whose original the capture does not name"] * 2
    ]  # fmt: skip


@pytest.mark.parametrize("label", ["wire_copy", "share_button", "quotation", "petition", "boilerplate", "credited"])
def test_reuse_that_the_text_itself_explains_is_no_action(label: str) -> None:
    # p2 says where its text is from, so that it equals others needs no agreement; p3 to p5 say nothing of the kind.
    rows = [(f"plaza:p{n}", "body", None if n == 1 else "copy") for n in range(1, 6)]
    actions = derive_text_groups(groups(*rows, labels={"plaza:p2": [label]}), posts({}, {}, {}, {}, {}))
    assert who(actions) == ["p1", "p3", "p4", "p5"]


def test_that_an_account_repeats_itself_explains_nobody_else() -> None:
    rows = [("plaza:p1", "body", None), ("plaza:p2", "body", "copy"), ("plaza:p3", "body", "copy")]
    found = groups(*rows, labels={"plaza:p2": ["same_author"]})
    assert who(derive_text_groups(found, posts({}, {}, {}))) == ["p1", "p2", "p3"]


def test_a_group_of_which_half_is_wire_copy_is_the_wire() -> None:
    # Four newsrooms print one agency's story; two leave the credit out. It is the wire all the same.
    rows = [(f"plaza:p{n}", "body", None if n == 1 else "copy") for n in range(1, 6)]
    credited = {"plaza:p2": ["wire_copy"], "plaza:p3": ["wire_copy"]}
    assert who(derive_text_groups(groups(*rows, labels=credited), posts({}, {}, {}, {}, {}))) == []
    assert explained(groups(*rows, labels=credited))[1:] == (5, 1)


def test_words_of_the_original_do_not_explain_a_repost() -> None:
    # A repost carries the share button's words of somebody else's post; that it was passed on is still an action.
    rows = [("plaza:p1", "body", None), ("plaza:p2", "body", "copy"), ("plaza:p3", "body", "copy")]
    found = groups(*rows, labels={"plaza:p2": ["share_button"], "plaza:p3": ["share_button"]})
    given = posts({"kind": "repost"}, {"kind": "repost"}, {})
    assert who(derive_text_groups(found, given)) == ["p1", "p2"]


def test_no_groups_and_no_posts_give_no_actions() -> None:
    assert derive_text_groups(groups(), posts({})).schema == action.SCHEMA
    assert derive_text_groups(groups(("plaza:p1", "body", None)), posts()).num_rows == 0


def test_text_groups_are_known_but_not_read_out_of_posts() -> None:
    assert "text_group" in BEHAVIOURS
    assert "text_group" not in ALL


def test_whether_a_shared_trigger_explains_copies_is_asked() -> None:
    # Texts that came from outside a group may have triggered it; its own words did not.
    assert "text_group" not in RECURRING
    assert "text_group" in AUTHORED
