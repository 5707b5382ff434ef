"""Groups of texts as actions."""

from __future__ import annotations

import pyarrow as pa

from crosscurrent.actions.derive import ALL
from crosscurrent.actions.text_group import derive_text_groups
from crosscurrent.detectors.coordination.grouptests import RECURRING
from crosscurrent.model import action, table
from crosscurrent.model.action import BEHAVIOURS
from crosscurrent.model.text import GROUP_SCHEMA
from tests.unit.actions.rows import posts


def groups(*rows: tuple[str, str, str | None]) -> pa.Table:
    """Rows from (post, part, relation to the medoid)."""
    return pa.Table.from_pylist(
        [
            {"group_id": "text:0", "text_uid": f"{post}#{part}", "post_uid": post, "is_medoid": relation is None,
             "relation": relation, "similarity": 1.0, "benign": []}
            for post, part, relation in rows
        ],
        schema=GROUP_SCHEMA,
    )  # fmt: skip


def test_every_post_of_a_group_acts_on_it_once() -> None:
    given = posts({}, {}, {"kind": "repost"}, {"account_uid": None}, {"created_at": None})
    uids = given.column("post_uid").to_pylist()
    rows = [(uids[0], "body", None), (uids[1], "ocr", "translation"), (uids[1], "body", "excerpt"),
            *((uid, "body", "copy") for uid in uids[2:]), ("plaza:elsewhere", "body", "copy")]  # fmt: skip
    actions = derive_text_groups(groups(*rows), given)
    assert table.validate(action.SPEC, actions).num_rows == 2
    assert actions.column("content_id").to_pylist() == uids[:2]
    assert set(actions.column("object_id").to_pylist()) == {"text:0"}
    assert actions.column("derivation").to_pylist() == ["text_group: the text itself", "text_group: excerpt"]


def test_no_groups_give_no_actions() -> None:
    assert derive_text_groups(groups(), posts({})).schema == action.SCHEMA


def test_text_groups_are_known_but_not_read_out_of_posts() -> None:
    assert "text_group" in BEHAVIOURS
    assert "text_group" not in ALL
    assert "text_group" in RECURRING
