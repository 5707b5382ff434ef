"""Weibo: what weiboSpider, weibo-crawler and weibo-search write, and what the site hands to its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.weibo import CONNECTOR
from tests.conformance.fixtures import document, lines, table
from tests.conformance.fixtures.weibo import (
    FIXTURES,
    account,
    bid,
    crawler_cells,
    crawler_post,
    mid,
    person_cells,
    search_cells,
    site_comment,
    site_post,
    spider_cells,
    spider_post,
)
from tests.unit.connectors.captured import Found, edges, read, read_lines, read_rows, sample, seconds

Row = dict[str, Any]


def post(**more: Any) -> Row:
    return {
        "id": mid(5), "mid": mid(5), "text": "好", "created_at": "Thu Dec 04 18:05:00 +0800 2025", "attitudes_count": 1,
        "comments_count": 2, "reposts_count": 3, "user": {"id": 1234567, "screen_name": "读者"}, **more,
    }  # fmt: skip


def read_site(folder: Path, *records: Row) -> Found:
    return read_lines(folder, "weibo/site", *records)[0]


# --- the site ------------------------------------------------------------------------------------------------------


def test_html_becomes_text_with_the_words_of_its_pictures_and_stays_beside_it(tmp_path: Path) -> None:
    html = '去了<a href="/n/x">@某报</a><br/>看 <span><img alt="[good]" src="x"></span> &lt;3'
    found = read_site(tmp_path, post(text=html))["post"][0]
    assert (found["text"], found["text_html"]) == ("去了@某报\n看 [good] <3", html)


def test_text_that_is_no_html_is_kept_once(tmp_path: Path) -> None:
    found = read_site(tmp_path, post(text="一 < 二"))["post"][0]
    assert (found["text"], found["text_html"]) == ("一 < 二", None)


def test_links_lead_where_the_gate_of_weibo_leads(tmp_path: Path) -> None:
    html = (
        '<a href="https://weibo.cn/sinaurl?u=https%3A%2F%2Fnews.example%2F1%3Fa%3D2">网页链接</a>'
        '<a href="https://m.weibo.cn/search?q=x">#桥#</a><a href="/n/某报">@某报</a><a href="https://o.example/">o</a>'
        '<a href="https://[broken">x</a>'
    )
    found = read_site(tmp_path, post(text=html))
    assert edges(found) == [
        ("uses_hashtag", "tag", "桥"),
        ("mentions", "account", "weibo:@某报"),
        ("links_to", "url", "https://news.example/1?a=2"),
        ("links_to", "url", "https://o.example/"),
    ]


def test_a_long_text_that_was_not_fetched_is_cut(tmp_path: Path) -> None:
    whole = post(mid=mid(6), id=mid(6), isLongText=True, longText={"longTextContent": "全文在此"})
    found = read_site(tmp_path, post(isLongText=True, text="开头...<a href='/status/1'>全文</a>"), whole)["post"]
    assert [(each["text"], each["text_is_truncated"]) for each in found] == [("开头...全文", True), ("全文在此", None)]


def test_a_repost_and_what_it_reposts_are_two_posts(tmp_path: Path) -> None:
    source = post(mid=mid(1), id=mid(1), created_at="Thu Dec 04 18:01:00 +0800 2025", text="原文")
    repost = post(
        text="转发微博//<a href='/n/甲'>@甲</a>:看", user={"id": 7654321, "screen_name": "乙"}, retweeted_status=source
    )
    found = read_site(tmp_path, repost)
    assert [(each["post_uid"], each["kind"], each["account_uid"]) for each in found["post"]] == [
        (f"weibo:{mid(1)}", "post", "weibo:1234567"),
        (f"weibo:{mid(5)}", "repost", "weibo:7654321"),
    ]
    assert found["post"][1]["text"] == "转发微博//@甲:看"
    assert edges(found) == [("repost_of", "post", f"weibo:{mid(1)}"), ("mentions", "account", "weibo:@甲")]


def test_a_post_that_is_gone_has_no_text_of_its_author(tmp_path: Path) -> None:
    gone = {
        "id": mid(1),
        "mid": mid(1),
        "text": "抱歉，此微博已被作者删除。",
        "created_at": "Thu Dec 04 18:01:00 +0800 2025",
    }
    hidden = {**gone, "id": mid(2), "mid": mid(2), "text": "抱歉，作者已设置仅展示半年内微博"}
    found = read_site(tmp_path, post(retweeted_status=gone), post(id=mid(6), mid=mid(6), retweeted_status=hidden))
    assert [(each["text"], each["availability"]) for each in found["post"]] == [
        (None, "deleted_by_author"),
        ("好", "public"),
        (None, "unavailable"),
        ("好", "public"),
    ]


def test_counts_may_be_bounds_and_regions_lose_the_words_before_them(tmp_path: Path) -> None:
    row = post(reposts_count="100万+", region_name="发布于 浙江", page_info={"play_count": "12万次播放"})
    found = read_site(tmp_path, row)
    counters = found["engagement"][0]
    assert (counters["share_count"], counters["lower_bound"], counters["view_count"]) == (
        1_000_000,
        ["share_count"],
        120_000,
    )
    assert counters["observed_at"] is None  # nothing in an answer of the site says when it was fetched
    place = found["geo_signal"][0]
    assert (place["signal"], place["value_raw"], place["source_field"]) == ("ip_region_post", "浙江", "region_name")


def test_a_relative_time_without_a_capture_time_leaves_the_time_to_the_number(tmp_path: Path) -> None:
    found = read_site(tmp_path, post(created_at="昨天 10:05"))["post"][0]
    assert (found["created_at_source"], found["created_at_precision"]) == ("id", "hour")
    assert found["created_at_raw"] == "昨天 10:05"


def test_verified_accounts_and_their_kinds(tmp_path: Path) -> None:
    plain = {
        "id": 1,
        "screen_name": "甲",
        "verified": False,
        "verified_type": -1,
        "followers_count": "32.1万",
        "friends_count": 5,
    }
    found = read_site(tmp_path, post(user=plain), post(mid=mid(6), id=mid(6), user={**account(2)}))["account_obs"]
    assert [(each["verified"], each["verified_type"]) for each in found] == [(False, None), (True, "3")]
    assert (found[0]["follower_count"], found[0]["follower_is_rounded"], found[0]["following_count"]) == (
        321_000,
        True,
        5,
    )


def test_comments_answer_their_root_or_the_comment_they_name(tmp_path: Path) -> None:
    first, second = site_comment(2), site_comment(5)  # the first is its own root and holds another below it
    found = read_site(tmp_path, first, second)
    thread, below = f"weibo:{mid(0)}", f"weibo:comment-{first['id']}9"
    parents = {each["post_uid"]: (each["parent_post_uid"], each["root_post_uid"]) for each in found["post"]}
    assert parents[f"weibo:comment-{first['id']}"] == (thread, thread)
    assert parents[below] == (f"weibo:comment-{first['id']}", thread)
    assert parents[f"weibo:comment-{second['id']}"] == (f"weibo:comment-{mid(3)}", thread)
    assert {each["value_raw"] for each in found["geo_signal"] if each["signal"] == "ip_region_comment"} == {
        "江苏",
        "北京",
    }


@pytest.mark.parametrize(
    ("wrapped", "pointer"),
    [
        (lambda posts: posts[0], "pointer="),
        (lambda posts: {"mblog": posts[0]}, "pointer=/mblog"),
        (lambda posts: posts, "pointer=/0"),
        (lambda posts: {"ok": 1, "data": {"cards": [{"card_type": 9, "mblog": each} for each in posts]}},
         "pointer=/data/cards/0/mblog"),
        (lambda posts: {"ok": 1, "data": {"cards": [{"card_group": [{"mblog": posts[0]}]}]}},
         "pointer=/data/cards/0/card_group/0/mblog"),
        (lambda posts: {"ok": 1, "data": {"list": posts}}, "pointer=/data/list/0"),
        (lambda posts: {"ok": 1, "data": {"data": [site_comment(1)]}}, "pointer=/data/data/0"),
        (lambda posts: {"statuses": posts}, "pointer=/statuses/0"),
    ],
)  # fmt: skip
def test_answers_of_every_shape_are_taken_apart(tmp_path: Path, wrapped: Any, pointer: str) -> None:
    path = tmp_path / "answer"
    path.write_bytes(document(wrapped([site_post(1), site_post(3)])))
    found, tally = read(path, "weibo/site")
    assert found["post"][0]["locator"] == pointer
    assert CONNECTOR.locate(path, pointer, ReadOptions())
    assert tally.rejected == [] or not len(tally.rejected)


def test_a_card_that_holds_no_post_is_said_to_hold_none(tmp_path: Path) -> None:
    answer = {"data": {"cards": [{"card_type": 9, "mblog": site_post(1)}, {"card_type": 58, "itemid": "x"}]}}
    path = tmp_path / "answer"
    path.write_bytes(document(answer))
    _, tally = read(path, "weibo/site")
    assert [(each.row, each.code) for each in tally.rejected] == [(2, "E-INPUT-102")]


def test_posts_of_others_are_not_claimed(tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_bytes(lines([{"id": "1", "text": "x", "created_at": "y", "user": {"id": 2}, "retweet_count": 3}]))
    assert CONNECTOR.recognise(path, ReadOptions()).certainty == 0


# --- weibo-crawler -------------------------------------------------------------------------------------------------


def test_the_author_of_a_table_is_the_number_in_its_name(tmp_path: Path) -> None:
    cells = crawler_cells(1)
    for name, uid in (("1669879400.csv", "weibo:1669879400"), ("posts.csv", None)):
        (tmp_path / name).write_bytes(table(cells, [cells.values()]))
        found, _ = read(tmp_path / name, "weibo/crawler_table")
        assert [each["account_uid"] for each in found["post"]] == [uid]


def test_ids_with_a_tab_and_times_without_offset(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, "weibo/crawler_table", crawler_cells(1))
    first = found["post"][0]
    assert (first["native_id"], dict(first["alt_ids"])["bid"]) == (str(int(mid(1)) + 1), crawler_cells(1)["bid"])
    assert (seconds(first["created_at"]), first["created_at_precision"]) == (1_764_842_460, "s")
    assert first["time_conflict"] is False  # Beijing time, as the number confirms
    counters = found["engagement"][0]
    assert (counters["like_count"], counters["share_count"], counters["lower_bound"]) == (1, 1_000_000, ["share_count"])


def test_a_wrong_zone_shows_against_the_numbers(tmp_path: Path) -> None:
    rows = [{**crawler_cells(n), "完整日期": f"2025-12-04 10:{n:02d}:00"} for n in (1, 3, 5, 7)]
    found, tally = read_rows(tmp_path, "weibo/crawler_table", *rows)
    assert all(each["time_conflict"] for each in found["post"])
    assert "8 h behind" in tally.notes[0]


def test_the_second_half_of_a_row_is_the_reposted_post(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, "weibo/crawler_table", crawler_cells(2))
    assert [(each["native_id"], each["kind"], each["account_uid"]) for each in found["post"]] == [
        (mid(0), "post", "weibo:1200000001"),
        (str(int(mid(2)) + 2), "repost", None),
    ]
    assert edges(found, found["post"][1]["post_uid"])[0] == ("repost_of", "post", f"weibo:{mid(0)}")
    assert found["post"][1]["text"] == "转发微博"


def test_tables_of_18_and_39_columns(tmp_path: Path) -> None:
    wide, narrow = FIXTURES[0].make(1), FIXTURES[1].make(1)
    assert [raw.decode("utf-8-sig").splitlines()[0].count(",") + 1 for raw in (wide, narrow)] == [39, 18]


def test_a_document_holds_the_account_and_its_posts(tmp_path: Path) -> None:
    path = tmp_path / "1200000001.json"
    path.write_bytes(document({"user": account(1), "weibo": [{**crawler_post(1), "retweet": crawler_post(2)}]}))
    found, tally = read(path, "weibo/crawler_document")
    assert (tally.rows_in, [each["locator"] for each in found["post"]]) == (2, ["pointer=/weibo/0"] * 2)
    assert [each["kind"] for each in found["post"]] == ["post", "repost"]
    first = found["account"][0]
    assert (seconds(first["created_at"]), first["created_at_precision"]) == (1_262_361_600, "day")
    assert found["account_obs"][0]["follower_count"] == 321_000
    assert {each["signal"] for each in found["geo_signal"]} == {"ip_region_account"}


def test_older_documents_know_only_the_day(tmp_path: Path) -> None:
    old = {name: value for name, value in crawler_post(1).items() if name != "full_created_at"}
    path = tmp_path / "old.json"
    path.write_bytes(document({"user": account(1), "weibo": [{**old, "created_at": "2025-12-04"}]}))
    first = read(path, "weibo/crawler_document")[0]["post"][0]
    # The day agrees with the number, which tells the hour: so the finer of the two stands.
    assert (first["created_at_source"], first["created_at_precision"], first["time_conflict"]) == ("id", "hour", False)


def test_topics_and_names_come_from_their_lists(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(document({"user": account(1), "weibo": [crawler_post(1)]}))
    found, _ = read(path, "weibo/crawler_document")
    assert edges(found) == [
        ("uses_hashtag", "tag", "收费桥"),
        ("mentions", "account", "weibo:@甲"),
        ("mentions", "account", "weibo:@乙"),
        ("links_to", "url", "https://weibo.com/ttarticle/p/show?id=1"),
        ("links_to", "url", "https://news.example/x"),
    ]


def test_a_database_holds_accounts_posts_comments_and_reposts(tmp_path: Path) -> None:
    path = tmp_path / "weibo.db"
    path.write_bytes(next(each for each in FIXTURES if each.format_id == "weibo/crawler_database").make(8))
    found, _ = read(path, "weibo/crawler_database")
    kinds = [(each["kind"], each["locator"].partition(";")[0]) for each in found["post"]]
    assert kinds.count(("comment", "table=comments")) == kinds.count(("repost", "table=reposts")) == 2
    comment = next(each for each in found["post"] if each["kind"] == "comment")
    assert (comment["text"], comment["parent_post_uid"]) == ("回复@某报:1[good]", f"weibo:{mid(0)}")
    assert seconds(comment["created_at"]) == 1_764_842_451  # with +0800, as the site writes it
    repost = next(each for each in found["post"] if each["locator"].startswith("table=reposts"))
    assert edges(found, repost["post_uid"]) == [("repost_of", "post", f"weibo:{mid(0)}")]


def test_a_table_of_accounts(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, "weibo/crawler_accounts", person_cells(1))
    seen = found["account_obs"][0]
    assert (seen["display_name"], seen["follower_count"], seen["verified"]) == ("某报1", 321_000, True)
    assert found["geo_signal"][0]["value_raw"] == "上海"


# --- weibo-search and weiboSpider ----------------------------------------------------------------------------------


def test_noughts_of_weibo_search_are_not_observed(tmp_path: Path) -> None:
    # The tool writes 0 for a counter that was not on the page.
    found, _ = read_rows(tmp_path, "weibo/search_table", search_cells(1), {**search_cells(2), "点赞数": 0, "转发数": 0})
    assert len(found["engagement"]) == 1
    counters = found["engagement"][0]
    assert (counters["like_count"], counters["comment_count"], counters["share_count"]) == (1, None, 1_000_000)
    assert counters["lower_bound"] == ["share_count"]


def test_a_repost_in_weibo_search_names_its_source(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, "weibo/search_table", search_cells(1), search_cells(2))
    assert [(each["kind"], each["created_at_precision"]) for each in found["post"]] == [
        ("post", "min"),
        ("repost", "min"),
    ]
    assert edges(found, found["post"][1]["post_uid"])[0] == ("repost_of", "post", f"weibo:{mid(0)}")
    assert [(each["verified"], each["verified_type"]) for each in found["account_obs"]] == [
        (True, "蓝V"),
        (False, "普通用户"),
    ]
    assert found["geo_signal"][0]["source_field"] == "ip"


def test_the_short_form_of_a_number_is_turned_back(tmp_path: Path) -> None:
    cells = {**spider_cells(1), "微博id": bid(1), "原始图片url": "无"}
    found, _ = read_rows(tmp_path, "weibo/spider_table", cells)
    first = found["post"][0]
    assert (first["post_uid"], dict(first["alt_ids"])) == (f"weibo:{mid(1)}", {"bid": bid(1)})
    assert (first["client_name"], found["media"], first["kind"]) == (None, [], "post")  # 无 is nothing


def test_a_repost_without_a_source_is_a_repost_all_the_same(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, "weibo/spider_table", spider_cells(2))
    assert (found["post"][0]["kind"], edges(found)) == ("repost", [("uses_hashtag", "tag", "收费桥")])


def test_documents_of_the_two_tools_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "spider.json"
    path.write_bytes(document({"user": {"id": "1", "nickname": "某报", "followers": 7}, "weibo": [spider_post(1)]}))
    found, _ = read(path, "weibo/spider_document")
    assert found["account_obs"][0]["follower_count"] == 7
    assert found["post"][0]["account_uid"] == "weibo:1200000001"


@pytest.mark.parametrize("written", ["昨天 10:05", "刚刚", "12月04日 18:05"])
def test_words_for_times_without_a_capture_time_are_unknown(tmp_path: Path, written: str) -> None:
    found, tally = read_rows(tmp_path, "weibo/spider_table", {**spider_cells(1), "发布时间": written})
    assert len(tally.rejected) == 0
    assert (found["post"][0]["created_at_source"], found["post"][0]["created_at_raw"]) == ("id", written)


# --- the samples beside the checkout -------------------------------------------------------------------------------


@pytest.mark.reference_data
@pytest.mark.parametrize(
    ("file", "layout", "posts"),
    [
        ("WEIBO_raw_m.weibo.cn_mblog.json", "site", ["weibo:5240191400805444"]),
        ("WEIBO_weibo-crawler.csv", "crawler_table", ["weibo:4454572600852753"]),
        ("WEIBO_weibo-crawler.json", "crawler_document", ["weibo:4454028461212467", "weibo:4454081095533090"]),
        ("WEIBO_weibo-search.csv", "search_table", ["weibo:4454572600852753"]),
        ("WEIBO_weiboSpider.csv", "spider_table", ["weibo:4454572600852753"]),
    ],
)
def test_samples(file: str, layout: str, posts: list[str]) -> None:
    found, tally = read(sample(file), f"weibo/{layout}")
    assert [each["post_uid"] for each in found["post"]] == posts
    assert [each["time_conflict"] for each in found["post"]] == [False] * len(posts)
    assert found["engagement"][-1]["share_count"] == 1_000_000
    assert found["engagement"][-1]["lower_bound"] == ["share_count"]
    assert [each.path for each in tally.fields.found()] == []
