"""MediaCrawler: seven platforms, two generations, four forms of file."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.mediacrawler import CONNECTOR
from crosscurrent.connectors.mediacrawler.accounts import digest
from crosscurrent.connectors.mediacrawler.parts import PARTS
from tests.conformance.fixtures.mediacrawler import (
    MAKERS,
    as_csv,
    as_database,
    bilibili_comments,
    bilibili_contents,
    douyin_comments,
    douyin_contents,
    douyin_creators,
    kuaishou_comments,
    kuaishou_contents,
    kuaishou_creators,
    records,
    tieba_comments,
    tieba_contents,
    weibo_comments,
    weibo_contents,
    weibo_creators,
    xiaohongshu_contents,
    xiaohongshu_creators,
    zhihu_comments,
    zhihu_contents,
)
from tests.unit.connectors.captured import edges, read, read_lines, sample, seconds

A, B = 1, 3  # numbers of fixture records: of the generation with accounts, and of the one without


def test_generation_a_names_the_account_and_b_a_digest_of_it(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, "mediacrawler/weibo_contents", weibo_contents(A), weibo_contents(B))
    assert [(each["account_uid"], each["account_id_kind"]) for each in found["account"]] == [
        ("weibo:9100000001", "native"),
        (f"weibo:mediacrawler_sha256_16:{digest('9100000003')}", "mediacrawler_sha256_16"),
    ]
    assert [each["display_name"] for each in found["account_obs"]] == ["读者1号", "读***号"]


def test_the_digest_joins_the_generations_but_the_accounts_stay_two(tmp_path: Path) -> None:
    # The same person, first named and then masked: whoever has the number finds the digest again. That they are one is
    # the analyst's finding; in the tables they stay two accounts.
    named = {**weibo_contents(A), "user_id": "1234567890", "creator_hash": ""}
    masked = {**weibo_contents(B), "creator_hash": "c775e7b757ede630"}
    found, _ = read_lines(tmp_path, "mediacrawler/weibo_contents", named, masked)
    first, second = found["account"]
    assert digest(first["native_id"]) == second["native_id"] == "c775e7b757ede630"
    assert first["account_uid"] != second["account_uid"]
    assert len({post["account_uid"] for post in found["post"]}) == 2


def test_counters_are_texts_and_may_be_rounded_or_capped(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, "mediacrawler/weibo_contents", {**weibo_contents(A), "comments_count": "None"})
    counters = found["engagement"][0]
    assert (counters["like_count"], counters["comment_count"], counters["share_count"]) == (12_000, None, 1_000_000)
    assert counters["lower_bound"] == ["share_count"]
    assert dict(counters["granularity"]) == {"like_count": 1000, "share_count": 10_000}


def test_what_the_tool_saw_when_is_in_milliseconds(tmp_path: Path) -> None:
    row = {**weibo_contents(A), "last_modify_ts": 1_764_850_000_123, "add_ts": 1_764_800_000_000}
    found, _ = read_lines(tmp_path, "mediacrawler/weibo_contents", row, {**weibo_contents(2), "last_modify_ts": None})
    assert [seconds(each["observed_at"]) for each in found["engagement"]] == [1_764_850_000.123, 1_764_846_171.0]
    assert "add_ts" in row


def test_escaped_signs_are_put_back(tmp_path: Path) -> None:
    # The tool takes the tags out of the HTML and leaves the rest as it was.
    row = {**weibo_contents(A), "content": "&lt;b&gt; &amp;amp; &quot;港口&quot; &copy=2"}
    found, _ = read_lines(tmp_path, "mediacrawler/weibo_contents", row)
    assert found["post"][0]["text"] == '<b> &amp; "港口" &copy=2'


@pytest.mark.parametrize("platform", ["weibo", "xiaohongshu"])
def test_seconds_and_milliseconds_are_told_apart(tmp_path: Path, platform: str) -> None:
    make = weibo_contents if platform == "weibo" else xiaohongshu_contents
    found, _ = read_lines(tmp_path, f"mediacrawler/{platform}_contents", make(A))
    assert seconds(found["post"][0]["created_at"]) == 1_764_842_511
    assert found["post"][0]["time_conflict"] is False  # the id tells the same


def test_a_comment_that_is_its_own_root_answers_the_post(tmp_path: Path) -> None:
    top, below = weibo_comments(1), weibo_comments(2)
    assert top["parent_comment_id"] == top["comment_id"]
    found, _ = read_lines(tmp_path, "mediacrawler/weibo_comments", top, below)
    thread = f"weibo:{top['note_id']}"
    assert [(post["parent_post_uid"], post["root_post_uid"]) for post in found["post"]] == [
        (thread, thread),
        (f"weibo:comment-{below['parent_comment_id']}", thread),
    ]
    assert edges(found)[0] == ("reply_to", "post", thread)
    assert found["geo_signal"][0]["signal"] == "ip_region_comment"


def test_a_parent_of_nought_is_no_comment(tmp_path: Path) -> None:
    # Douyin writes "0", Xiaohongshu 0, Bilibili "0": the comment answers the video.
    found, _ = read_lines(tmp_path, "mediacrawler/douyin_comments", douyin_comments(1), douyin_comments(2))
    video, parent = douyin_comments(1)["aweme_id"], douyin_comments(2)["parent_comment_id"]
    assert [post["parent_post_uid"] for post in found["post"]] == [f"douyin:{video}", f"douyin:{parent}"]


def test_a_douyin_account_is_its_long_id_and_a_short_id_of_nought_is_none(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, "mediacrawler/douyin_contents", douyin_contents(A))
    account = found["account"][0]
    assert account["account_uid"] == "douyin:MS4wLjABAAAA1"
    assert dict(account["alt_ids"]) == {"uid": "9100000001", "unique_id": "reader1"}
    assert found["account_obs"][0]["handle"] == "reader1"


def test_a_title_that_repeats_the_text_is_the_tools(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, "mediacrawler/douyin_contents", douyin_contents(A))
    assert (found["post"][0]["title"], found["post"][0]["text"]) == (None, "桥 1 #收费桥")
    long = "桥" * 300
    note = {**xiaohongshu_contents(A), "title": long[:255], "desc": long}
    found, _ = read_lines(tmp_path, "mediacrawler/xiaohongshu_contents", note, xiaohongshu_contents(2))
    assert [post["title"] for post in found["post"]] == [None, "标题2"]


def test_addresses_in_one_cell_are_parted_at_the_next_address(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, "mediacrawler/douyin_contents", douyin_contents(A))
    assert [each["url"] for each in found["media"] if each["kind"] == "image"] == [
        "https://p.example/1.jpg?a=1,2",
        "https://p.example/2.jpg",
    ]


def test_bilibili_videos_are_named_by_bv_and_texts_of_500_letters_are_cut(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, "mediacrawler/bilibili_contents", bilibili_contents(1), bilibili_contents(2))
    first, second = found["post"]
    assert (first["post_uid"], dict(first["alt_ids"])) == ("bilibili:BV1WxYn1h7vC", {"aid": "900000000001"})
    assert first["text"] is None  # "-" is what Bilibili writes for no description: equal in half of all videos
    assert (first["text_is_truncated"], second["text_is_truncated"]) == (None, True)
    counters = found["engagement"][0]
    assert (counters["coin_count"], counters["danmaku_count"], counters["dislike_count"]) == (1, 3, None)
    found, _ = read_lines(tmp_path, "mediacrawler/bilibili_comments", bilibili_comments(1))
    assert found["post"][0]["root_post_uid"] == first["post_uid"]
    assert found["post"][0]["post_uid"] == "bilibili:reply-250000000001"


def test_topics_of_xiaohongshu_come_from_their_list(tmp_path: Path) -> None:
    # In the text a topic reads "#桥[话题]#", which no rule for hashtags takes apart.
    found, _ = read_lines(tmp_path, "mediacrawler/xiaohongshu_contents", xiaohongshu_contents(A))
    assert edges(found) == [("uses_hashtag", "tag", "桥"), ("uses_hashtag", "tag", "港口")]
    assert found["post"][0]["url"].endswith("/" + xiaohongshu_contents(A)["note_id"])  # without the session's token
    assert seconds(found["post"][0]["edited_at"]) == 1_764_842_601


def test_names_in_texts_are_mentions_only_where_names_are_unique(tmp_path: Path) -> None:
    text = "看 @某人 说"
    found, _ = read_lines(tmp_path, "mediacrawler/weibo_contents", {**weibo_contents(A), "content": text})
    assert edges(found) == [("mentions", "account", "weibo:@某人")]
    chain = {**weibo_contents(A), "content": "转发微博//@甲:好//@乙:看"}
    found, _ = read_lines(tmp_path, "mediacrawler/weibo_contents", chain)
    assert edges(found) == [("mentions", "account", "weibo:@甲"), ("mentions", "account", "weibo:@乙")]
    found, _ = read_lines(tmp_path, "mediacrawler/douyin_contents", {**douyin_contents(A), "desc": text})
    assert edges(found) == []


def test_kuaishou_counts_in_milliseconds_and_wan(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, "mediacrawler/kuaishou_contents", kuaishou_contents(A))
    assert seconds(found["post"][0]["created_at"]) == 1_764_842_452
    assert found["engagement"][0]["view_count"] == 25_000
    found, _ = read_lines(tmp_path, "mediacrawler/kuaishou_comments", kuaishou_comments(A))
    assert found["post"][0]["parent_post_uid"] == "kuaishou:3xk000001abcdef"


def test_tieba_times_are_texts_of_beijing(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, "mediacrawler/tieba_contents", tieba_contents(A))
    post = found["post"][0]
    assert (seconds(post["created_at"]), post["created_at_precision"]) == (1_764_842_400, "min")
    assert found["account"][0]["native_id"] == "tb.1.ab1cd.x-Y_z"
    assert post["container_id"] == "港口吧"
    # "昨天" is of the day before the tool saw it: 2025-12-04T19:02 in Beijing.
    found, _ = read_lines(tmp_path, "mediacrawler/tieba_comments", {**tieba_comments(A), "publish_time": "昨天 10:05"})
    post = found["post"][0]
    assert (seconds(post["created_at"]), post["created_at_source"]) == (1_764_727_500, "relative")
    assert post["created_at_raw"] == "昨天 10:05"


def test_zhihu_counts_its_kinds_apart(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, "mediacrawler/zhihu_contents", *(zhihu_contents(n) for n in (1, 2, 3)))
    assert [(post["native_id"], post["kind"]) for post in found["post"]] == [
        ("article-3000000001", "article"),
        ("zvideo-3000000002", "video"),
        ("answer-3000000003", "post"),
    ]
    found, _ = read_lines(tmp_path, "mediacrawler/zhihu_comments", zhihu_comments(A))
    assert found["post"][0]["parent_post_uid"] == "zhihu:article-3000000001"


@pytest.mark.parametrize(
    ("make", "layout", "likes", "posts"),
    [
        (weibo_creators, "weibo", None, None),
        (douyin_creators, "douyin", 1000, 12),
        (xiaohongshu_creators, "xiaohongshu", None, None),  # its interaction adds likes and saves
        (kuaishou_creators, "kuaishou", None, 33),  # its interaction is the number of videos
    ],
)
def test_creators_differ_by_what_interaction_means(
    tmp_path: Path, make: Any, layout: str, likes: int | None, posts: int | None
) -> None:
    found, _ = read_lines(tmp_path, f"mediacrawler/{layout}_creators", make(A))
    seen = found["account_obs"][0]
    assert (seen["follower_count"], seen["follower_is_rounded"]) == (34_000, True)
    assert (seen["likes_received_count"], seen["post_count"]) == (likes, posts)
    assert found["geo_signal"][0]["signal"] == "ip_region_account"


@pytest.mark.parametrize("name", ["weibo_contents", "douyin_comments", "tieba_contents"])
def test_lines_arrays_tables_and_databases_give_the_same_posts(tmp_path: Path, name: str) -> None:
    rows, part = records(MAKERS[name], 5), next(each for each in PARTS if f"{each.platform}_{each.name}" == name)
    first, _ = read_lines(tmp_path, f"mediacrawler/{name}", *rows)
    (tmp_path / "array").write_text(json.dumps(rows), encoding="utf-8")
    (tmp_path / "table").write_bytes(as_csv(rows))
    (tmp_path / "database").write_bytes(as_database({part.table: rows}))
    for form, layout in (("array", name), ("table", name), ("database", "sqlite")):
        other, _ = read(tmp_path / form, f"mediacrawler/{layout}")
        for table in ("post", "account", "edge", "engagement", "geo_signal"):
            assert [_without_place(row) for row in other[table]] == [_without_place(row) for row in first[table]], form


def _without_place(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("locator", "capture_id")}


def test_a_row_of_a_database_is_found_again_by_its_table(tmp_path: Path) -> None:
    path = tmp_path / "sqlite_tables.db"
    path.write_bytes(as_database({"weibo_note": records(weibo_contents, 3), "other": [{"x": 1}]}))
    found, tally = read(path, "mediacrawler/sqlite")
    assert [post["locator"] for post in found["post"]][2] == "table=weibo_note;rowid=3"
    assert json.loads(CONNECTOR.locate(path, "table=weibo_note;rowid=3", ReadOptions()))["id"] == 3
    assert tally.rows_in == 3  # the other table is not MediaCrawler's


def test_an_empty_database_has_no_records(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    database = sqlite3.connect(path)
    database.execute(f"CREATE TABLE weibo_note (id INTEGER, {', '.join(weibo_contents(1))})")
    database.close()
    assert read(path, "mediacrawler/sqlite")[1].rows_in == 0


def test_a_record_without_an_id_is_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    _, tally = read_lines(
        tmp_path, "mediacrawler/weibo_contents", weibo_contents(1), {**weibo_contents(2), "note_id": ""}
    )
    assert [(each.row, each.code) for each in tally.rejected] == [(2, "E-INPUT-102")]


def test_an_account_written_as_none_is_nobody(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, "mediacrawler/weibo_contents", {**weibo_contents(A), "user_id": "None"})
    assert found["account"] == []
    assert found["post"][0]["account_uid"] is None


def test_every_field_that_is_read_is_declared() -> None:
    for part in PARTS:
        declared = set(CONNECTOR.used_fields(f"{part.platform}_{part.name}"))
        read_by_part = {part.id, *(theirs for _, theirs in (*part.counts, *part.shown, *part.media))}
        if part.kind:
            read_by_part |= {
                part.time,
                part.text,
                part.title,
                part.url,
                part.thread,
                part.container,
                part.type,
                part.edited,
            }
        assert read_by_part - {""} <= declared, part.table


# --- the samples beside the checkout -------------------------------------------------------------------------------


@pytest.mark.reference_data
@pytest.mark.parametrize(
    ("file", "layout", "post", "account"),
    [
        ("BILIBILI_MediaCrawler_post2026-07_search_contents.jsonl", "bilibili_contents", "bilibili:BV1WxYn1h7eC",
         "bilibili:mediacrawler_sha256_16:c0a5d7964029b777"),
        ("DOUYIN_MediaCrawler_pre2026-07_search_comments.jsonl", "douyin_comments", "douyin:7412999888777666",
         "douyin:MS4w"),
        ("DOUYIN_MediaCrawler_pre2026-07_search_contents.csv", "douyin_contents", "douyin:7412345678901234567",
         "douyin:MS4wLjABAAAAx"),
        ("WEIBO_MediaCrawler_post2026-07_search_contents_2026-07-10.jsonl", "weibo_contents", "weibo:5240191400805444",
         "weibo:mediacrawler_sha256_16:c775e7b757ede630"),
        ("WEIBO_MediaCrawler_pre2026-07_search_contents_2025-12-04.jsonl", "weibo_contents", "weibo:5240191400805444",
         "weibo:1234567890"),
        ("XHS_MediaCrawler_pre2026-07_search_contents.jsonl", "xiaohongshu_contents",
         "xiaohongshu:65f1a2b3000000001203abcd", "xiaohongshu:5f8a1b2c0000000001"),
    ],
)  # fmt: skip
def test_samples(file: str, layout: str, post: str, account: str) -> None:
    found, tally = read(sample(file), f"mediacrawler/{layout}")
    assert [(each["post_uid"], each["account_uid"]) for each in found["post"]] == [(post, account)]
    assert [each.path for each in tally.fields.found()] == []


@pytest.mark.reference_data
def test_the_samples_of_both_generations_join_by_the_digest() -> None:
    old, _ = read(
        sample("WEIBO_MediaCrawler_pre2026-07_search_contents_2025-12-04.jsonl"), "mediacrawler/weibo_contents"
    )
    new, _ = read(
        sample("WEIBO_MediaCrawler_post2026-07_search_contents_2026-07-10.jsonl"), "mediacrawler/weibo_contents"
    )
    assert digest(old["account"][0]["native_id"]) == new["account"][0]["native_id"]
    assert old["account"][0]["account_uid"] != new["account"][0]["account_uid"]
    assert old["post"][0]["sha256_text"] == new["post"][0]["sha256_text"]
