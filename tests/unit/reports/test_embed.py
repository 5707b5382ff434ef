"""What the page holds: groups first, cuts even and told, places that never move."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from crosscurrent.reports.embed import Limits, page_content
from crosscurrent.reports.layout import network_positions
from tests.unit.reports import sample, tables


def test_everything_fits_and_nothing_is_said_to_be_left_out() -> None:
    content, cuts = page_content(sample.material())
    assert cuts == []
    # 30 planted accounts and 40 fans; the insignificant pair of the sample must not appear.
    assert [content["group_of"].count(group) for group in (0, 1, -1)] == [30, 40, 0]
    assert not any("aside" in account for account in content["accounts"])
    shown = {(content["accounts"][a], content["accounts"][b]) for a, b, *_ in content["edges"]}
    rows = sample.material().evidence.to_pylist()
    assert len(content["evidence"]) == sum((row["account_a"], row["account_b"]) in shown for row in rows)


def test_a_pair_leads_to_both_posts_with_times_and_locators() -> None:
    content, _ = page_content(sample.material())
    named = {(content["accounts"][a], content["accounts"][b]): i for i, (a, b, *_) in enumerate(content["edges"])}
    pair = named["weibo:maple_reader_05", "weibo:maple_reader_10"]
    row = next(row for row in content["evidence"] if row[0] == pair)
    _, behaviour, acted, post_a, post_b, at_a, at_b, co_actions, capture_a, locator_a, _, locator_b = row
    assert (content["behaviours"][behaviour], content["objects"][acted]) == ("link", tables._object(0, 0, "link"))
    assert (content["contents"][post_a], content["contents"][post_b]) == ("weibo:post00005", "weibo:post00010")
    assert (at_a - tables.START_US, at_b - tables.START_US) == (15 * tables.SECOND_US, 30 * tables.SECOND_US)
    assert (content["captures"][capture_a], locator_a, locator_b, co_actions) == (tables.CAPTURE, "row=6", "row=11", 1)


def test_accounts_of_groups_stay_when_the_picture_is_full() -> None:
    content, cuts = page_content(sample.material(2000), Limits(accounts=80, edges=100))
    assert [content["group_of"].count(group) for group in (0, 1, -1)] == [30, 40, 10]
    assert len(content["edges"]) == 100
    assert {(cut.what, cut.shown) for cut in cuts} >= {("accounts", 80), ("edges", 100)}
    assert all(cut.shown < cut.held for cut in cuts)


def test_evidence_is_cut_evenly_and_closest_first() -> None:
    whole, _ = page_content(sample.material())
    content, cuts = page_content(sample.material(), Limits(evidence=len(whole["edges"])))
    # One row for every pair: none loses all its posts, and each keeps its smallest gap.
    assert sorted(row[0] for row in content["evidence"]) == list(range(len(content["edges"])))
    for row in content["evidence"]:
        gaps = [abs(r[6] - r[5]) for r in whole["evidence"] if r[0] == row[0]]
        assert abs(row[6] - row[5]) == min(gaps)
    (cut,) = [cut for cut in cuts if cut.what == "evidence"]
    assert (cut.shown, cut.table) == (len(whole["edges"]), "evidence.parquet")


def test_long_texts_are_cut_and_the_rest_is_counted() -> None:
    content, _ = page_content(sample.material(), Limits(text_chars=40))
    texts = [post for post in content["posts"] if post and post[0]]
    assert max(len(text) for text, *_ in texts) == 40
    assert {left for text, _, _, left in texts if text == tables.PLAIN_TEXT[:40]} == {
        len(tables.PLAIN_TEXT) - 40,
        len(tables.PLAIN_TEXT + " https://evil.example.com/a?b=1 " + "All of it is here. " * 30) - 40,
    }


def test_posts_beyond_the_budget_are_left_out_and_told() -> None:
    content, cuts = page_content(sample.material(), Limits(texts_chars=1000))
    assert sum(len(post[0]) for post in content["posts"] if post) <= 1000
    (cut,) = [cut for cut in cuts if cut.what == "texts"]
    assert cut.shown == sum(post is not None for post in content["posts"])


def test_times_of_day_one_and_null_contents_are_read() -> None:
    held = sample.material()
    acted = held.group_actions.set_column(4, "content_id", pa.nulls(held.group_actions.num_rows, pa.string()))
    content, _ = page_content(sample.material(group_actions=acted, posts={}))
    assert {row[4] for row in content["actions"]} == {-1}
    assert [row[5] for row in content["actions"]] == sorted(row[5] for row in content["actions"])


def test_the_picture_never_moves_and_groups_keep_apart() -> None:
    groups = [0] * 30 + [1] * 40 + [-1] * 50
    edges = np.array([(a, b) for a in range(30) for b in range(a)] + [(70 + i, 71 + i) for i in range(40)])
    at = network_positions(groups, edges)
    assert np.array_equal(at, network_positions(groups, edges))
    assert np.isfinite(at).all()
    centre = [at[:30].mean(axis=0), at[30:70].mean(axis=0)]
    reach = [np.hypot(*(at[:30] - centre[0]).T).max(), np.hypot(*(at[30:70] - centre[1]).T).max()]
    assert np.hypot(*(centre[0] - centre[1])) > reach[0] + reach[1]


def test_one_account_alone_and_no_account_at_all_have_a_picture() -> None:
    assert network_positions([], np.empty((0, 2), np.int64)).shape == (0, 2)
    assert network_positions([0], np.empty((0, 2), np.int64)).tolist() == [[0.0, 0.0]]
