"""The eighteen traps of captures, one by one: a capture in, whichever connector answers, and what must come out.

Each capture is written out as its tool writes it and each expected value is a literal, so that the tests stand on their
own whatever the connectors share. What else a connector must do stands in the test named like it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.errors import CrosscurrentError
from crosscurrent.model.id_clock import told_by_id

Row = dict[str, Any]
BIZ = "MzAwMDAwMDAwMQ=="


class Read:
    """The rows of a capture, by table and without empty cells, its tally, and what it was taken for."""

    def __init__(self, folder: Path, raw: str | bytes, name: str, options: ReadOptions) -> None:
        path = folder / name
        path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
        connector, recognition = registry.recognise(path, options)
        self.format_id, self.reasons = recognition.format_id, recognition.reasons
        self.tally, self.rows = Tally(), dict[str, list[Row]]()
        for table, part in connector.tables(path, "e" * 64, recognition, options, self.tally):
            filled = ({key: value for key, value in row.items() if value is not None} for row in part.to_pylist())
            self.rows.setdefault(table, []).extend(filled)

    def of(self, table: str) -> list[Row]:
        return self.rows.get(table, [])

    @property
    def post(self) -> Row:
        return self.of("post")[0]

    @property
    def counts(self) -> Row:
        return self.of("engagement")[0]

    def times(self) -> list[str]:
        return [row["created_at"].isoformat() for row in self.of("post")]

    def edges(self, kind: str) -> list[str]:
        return [row["dst"] for row in self.of("edge") if row["type"] == kind]

    def refused(self) -> list[str]:
        return [each.code for each in self.tally.rejected]


def read(folder: Path, raw: str | bytes, name: str = "capture", **options: Any) -> Read:
    return Read(folder, raw, name, ReadOptions(**options))


def lines(*records: Row) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def caught(platform: str, content: Row, number: int = 1) -> Row:
    """Return a record of Zeeschuimer, seen at 2025-12-04T12:06:40.123Z and in every further number a minute later."""
    return {
        "id": number, "nav_index": f"{number}:5:0", "item_id": "1", "source_platform": platform,
        "timestamp_collected": 1_764_850_000_123 + 60_000 * (number - 1), "data": content,
    }  # fmt: skip


# --- T1: naive local time ------------------------------------------------------------------------------------------


def test_t1_4cat_writes_the_clock_of_its_server_beside_a_right_unix_time(tmp_path: Path) -> None:
    found = read(tmp_path, "id,thread_id,author,body,timestamp,unix_timestamp,num_likes,num_comments,num_media\n"
                           "aye83DjauH,aye83DjauH,naomi,hi,2013-06-20 19:15:45,1371748545,3,1,1\n")  # fmt: skip
    assert (found.format_id, found.times()) == ("fourcat/instagram", ["2013-06-20T17:15:45+00:00"])
    assert [note for note in found.tally.notes if "lie 2 h apart" in note]


def test_t1_for_api_v2_it_is_the_other_way_round(tmp_path: Path) -> None:
    # The server read UTC text as its own time: the text is right, the unix time is two hours early.
    found = read(
        tmp_path,
        "id,thread_id,author,body,timestamp,unix_timestamp,retweet_count,possibly_sensitive,author_id\n"
        "2074976613713031490,2074976613713031490,mara,hi,2026-07-08 21:59:10,1783540750,1,no,44\n",
    )
    assert (found.format_id, found.times()) == ("fourcat/twitter_v2", ["2026-07-08T21:59:10.567000+00:00"])
    assert "time_conflict" not in found.post or found.post["time_conflict"] is False
    assert [note for note in found.tally.notes if "lie 2 h apart" in note]


def test_t1_a_local_time_without_a_zone_is_refused_until_one_is_declared(tmp_path: Path) -> None:
    raw = "post_id,account_id,created_at,text\n1,ann,2025-03-10 08:00:00,hello\n"
    with pytest.raises(CrosscurrentError, match="E-TIME-002"):
        read(tmp_path, raw)
    assert read(tmp_path, raw, assume_zone="Asia/Shanghai").times() == ["2025-03-10T00:00:00+00:00"]


# --- T2: an offset that is stripped, or written as letters ---------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2021-07-06 16:45:20 EDT", "2021-07-06T20:45:20+00:00"),
        ("2021-12-06 16:45:20 EST", "2021-12-06T21:45:20+00:00"),
    ],
)
def test_t2_crowdtangle_names_its_zone_by_letters(tmp_path: Path, written: str, at: str) -> None:
    raw = f"Page Name,User Name,Facebook Id,Post Created,Likes,URL,Message\nHarbour,h,100,{written},1,{FACEBOOK},hi\n"
    assert read(tmp_path, raw).times() == [at]


FACEBOOK = "https://www.facebook.com/100/posts/10160000000000000"


def test_t2_letters_that_name_no_known_zone_are_refused(tmp_path: Path) -> None:
    head = "Page Name,User Name,Facebook Id,Post Created,Likes,URL,Message\n"
    good = f"Harbour,h,100,2021-07-06 16:45:20 EDT,1,{FACEBOOK},hi\n"
    found = read(tmp_path, head + good + good.replace("EDT", "XYZT").replace("posts/1", "posts/2"))
    assert (len(found.of("post")), found.refused()) == (1, ["E-INPUT-111"])


def test_t2_4cat_cut_the_letters_off_so_its_crowdtangle_imports_have_no_time(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "id,thread_id,author,body,timestamp,unix_timestamp,page_shared_from\n"
        "1_2,1_2,Harbour,hi,2021-07-06 16:45:20,1625582720,\n",
    )
    assert found.format_id == "fourcat/crowdtangle"
    assert ("created_at" in found.post, found.post["created_at_precision"]) == (False, "unknown")


# --- T3: relative times resolved on the collector's clock ----------------------------------------------------------


def test_t3_tables_of_weibo_are_on_the_clock_of_beijing_and_held_against_the_id(tmp_path: Path) -> None:
    head = "微博id,微博正文,头条文章url,原始图片url,微博视频url,发布位置,发布时间,发布工具,点赞数,转发数,评论数\n"
    right = "ImTGkcdDn,正文,,无,无,无,2019-12-28 20:32,iPhone,1,2,3\n"
    found = read(tmp_path, head + right)
    assert (found.post["post_uid"], found.times()) == ("weibo:4454572602912349", ["2019-12-28T12:32:00+00:00"])
    assert (found.post["created_at_precision"], found.post["time_conflict"]) == ("min", False)
    # The same row by a collector whose clock is on Greenwich time: the written time stands and is contradicted.
    # Three such rows and the analyst is told which zone is off by how much.
    rows = ("ImTGkcdDn,{}2019-12-28 12:32", "ImGTzxJJt,{}2019-12-27 03:59", "ImTGkcdDo,{}2019-12-28 12:32")
    wrong = read(tmp_path, head + "".join(row.format("正文,,无,无,无,") + ",iPhone,1,2,3\n" for row in rows))
    assert (wrong.times()[0], wrong.post["time_conflict"]) == ("2019-12-28T04:32:00+00:00", True)
    assert any("3 of 3 posts are 8 h behind the times their ids tell" in note for note in wrong.tally.notes)


def test_t3_yesterday_without_a_capture_time_is_not_yesterday_of_the_reader(tmp_path: Path) -> None:
    post = {"id": "4454572602912349", "mid": "4454572602912349", "text": "好", "created_at": "昨天 10:05",
            "attitudes_count": 1, "comments_count": 2, "reposts_count": 3,
            "user": {"id": 7, "screen_name": "甲"}}  # fmt: skip
    found = read(tmp_path, lines(post))
    assert (found.times(), found.post["created_at_source"]) == (["2019-12-28T12:32:13+00:00"], "id")
    assert (found.post["created_at_precision"], found.post["created_at_raw"]) == ("hour", "昨天 10:05")


# --- T4: relative text only ----------------------------------------------------------------------------------------


def test_t4_two_years_ago_is_no_finer_than_a_year(tmp_path: Path) -> None:
    row = {"cid": "Ugx1", "text": "hi", "time": "2 years ago", "author": "@a", "channel": "UC1", "votes": "1.2K",
           "replies": "", "photo": "", "heart": False, "reply": False, "time_parsed": 1701691200.0}  # fmt: skip
    post = read(tmp_path, lines(row)).post
    assert (post["created_at_precision"], post["created_at_source"]) == ("year", "relative")
    assert post["created_at"] == datetime(2023, 12, 4, 12, tzinfo=UTC)


def test_t4_words_without_a_capture_time_tell_nothing(tmp_path: Path) -> None:
    row = {"cid": "Ugx1", "text": "hi", "time": "2 years ago", "author": "@a", "channel": "UC1", "votes": "3",
           "replies": "", "photo": "", "heart": False, "reply": False}  # fmt: skip
    post = read(tmp_path, lines(row)).post
    assert ("created_at" in post, post["created_at_precision"]) == (False, "unknown")


def test_t4_linkedin_writes_18h_and_its_id_tells_the_millisecond(tmp_path: Path) -> None:
    urn = "urn:li:activity:6960882777168695296"
    post = {"id": urn, "updateMetadata": {"urn": urn}, "commentary": {"text": {"text": "hi"}},
            "actor": {"name": {"text": "Ann"}, "subDescription": {"text": "18h • "},
                      "navigationContext": {"actionTarget": "https://www.linkedin.com/in/ann?x=1"}}}  # fmt: skip
    found = read(tmp_path, lines(caught("linkedin.com", post)))
    assert found.times() == ["2022-08-04T09:03:01.025000+00:00"]
    assert (found.post["created_at_precision"], found.post["created_at_source"]) == ("ms", "id")


# --- T5: seconds, milliseconds, microseconds -----------------------------------------------------------------------


def test_t5_units_follow_from_the_size_of_the_number(tmp_path: Path) -> None:
    xiaohongshu = {"note_id": "65f1a2b3000000001203abcd", "type": "normal", "title": "t", "desc": "d", "user_id": "u",
                   "time": 1710334643000, "liked_count": "1", "collected_count": "1", "tag_list": "",
                   "last_modify_ts": 1764850000123}  # fmt: skip
    kuaishou = {"video_id": "3x", "video_type": "1", "title": "t", "desc": "d", "create_time": 1710334643000,
                "liked_count": "1", "viewd_count": "2", "video_play_url": "", "user_id": "u",
                "last_modify_ts": 1764850000123}  # fmt: skip
    weibo = {"note_id": "5240191400805444", "content": "c", "create_time": 1764842451, "liked_count": "1",
             "comments_count": "1", "shared_count": "1", "user_id": "u", "last_modify_ts": 1764850000123}  # fmt: skip
    assert read(tmp_path, lines(xiaohongshu)).times() == ["2024-03-13T12:57:23+00:00"]
    assert read(tmp_path, lines(kuaishou)).times() == ["2024-03-13T12:57:23+00:00"]
    found = read(tmp_path, lines(weibo))
    assert found.times() == ["2025-12-04T10:00:51+00:00"]
    assert found.counts["observed_at"] == datetime(2025, 12, 4, 12, 6, 40, 123_000, tzinfo=UTC)


def test_t5_jetstream_counts_microseconds(tmp_path: Path) -> None:
    event = {"did": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "time_us": 1725911162329308, "kind": "commit", "commit": {
        "rev": "3l3qo2vuowo2b", "operation": "create", "collection": "app.bsky.feed.post", "rkey": "3l3qo2vutsw2b",
        "cid": "bafy", "record": {"$type": "app.bsky.feed.post", "text": "hi"}}}  # fmt: skip
    post = read(tmp_path, lines(event)).post
    assert post["created_at"] == datetime(2024, 9, 9, 19, 46, 2, 251_036, tzinfo=UTC)


def test_t5_times_outside_the_years_of_the_platforms_are_refused(tmp_path: Path) -> None:
    head = "post_id,account_id,created_at,text\n1,ann,1741593600,hello\n"
    found = read(tmp_path, f"{head}2,ann,17415936,early\n3,ann,9999999999,late\n", on_bad_row="report")
    assert (len(found.of("post")), found.refused()) == (1, ["E-TIME-001", "E-TIME-001"])


# --- T6: big ids as floating-point numbers -------------------------------------------------------------------------


def test_t6_the_id_of_x_is_rest_id_never_the_number_that_lost_its_digits(tmp_path: Path) -> None:
    post = {"__typename": "Tweet", "id": 2074976613713031400, "rest_id": "2074976613713031490", "full_text": "hi",
            "core": {"user_results": {"result": {"rest_id": "44", "core": {"screen_name": "mara"}}}}}  # fmt: skip
    assert read(tmp_path, lines(caught("twitter.com", post))).post["post_uid"] == "x:2074976613713031490"


def test_t6_ids_in_scientific_notation_are_refused(tmp_path: Path) -> None:
    head = "id,creation_time,statistics.like_count,statistics.views,post_owner.id,post_owner.type,content_type,"
    head += "statistics.reaction_count,statistics.love_count,surface.id,text\n"
    row = "{},2025-03-01T12:00:00+00:00,10,5,111,page,photos,11,1,111,hi\n"
    found = read(tmp_path, head + row.format("9.6e+14") + row.format("1234567890123456"))
    assert found.format_id == "meta_content_library/facebook_posts"
    assert ([row["native_id"] for row in found.of("post")], found.refused()) == (
        ["mcl-1234567890123456"],
        ["E-INPUT-013"],
    )


ARCHIVE = (
    "tweetid,userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,"
    "user_profile_url,follower_count,following_count,account_creation_date,account_language,tweet_language,tweet_text,"
    "tweet_time,tweet_client_name,in_reply_to_userid,in_reply_to_tweetid,quoted_tweet_tweetid,is_retweet,retweet_userid,"
    "retweet_tweetid,latitude,longitude,quote_count,reply_count,like_count,retweet_count,hashtags,urls,user_mentions\n"
)
HASH = "eDa+jyCmoMVuXPFnUUgz6kQAM0fk9i2vDi0cd6g8UUk="


def archived(number: str = "898925911294132224", reply: str = "", hashtags: str = "[]", urls: str = "[]") -> str:
    return (
        f"{number},{HASH},{HASH},{HASH},,desc,,10,20,2016-11-30,en,zh,hi,2017-08-19 15:13,Web,,{reply},,False,,,absent,"
        f'absent,0.0,0.0,0.0,0.0,"{hashtags}","{urls}",[]\n'
    )


def test_t6_a_reply_id_that_pandas_made_a_number_names_no_post(tmp_path: Path) -> None:
    spoilt = ARCHIVE + archived(reply="8.98902368056246e+17") + archived("898925911292772693", "898902368056246338")
    found = read(tmp_path, spoilt, on_bad_row="report")
    assert found.edges("reply_to") == ["x:898902368056246338"]
    assert found.refused() == ["E-INPUT-013"]


# --- T7: guards for Excel ------------------------------------------------------------------------------------------


def test_t7_a_mark_at_the_beginning_and_a_tab_after_the_id_are_no_part_of_them(tmp_path: Path) -> None:
    raw = (
        "\ufeffid,bid,正文,头条文章url,原始图片url,视频url,Live Photo视频url,位置,日期,工具,点赞数,评论数,转发数,话题,"
        "@用户,完整日期,是否编辑过,编辑次数\n"
        "4454572602912349\t,ImTGkcdDn,正文,,,,,,2019-12-28T20:32:13,iPhone,5,1,2,,,2019-12-28 20:32:13,False,0\n"
    )
    found = read(tmp_path, raw)
    assert (found.post["post_uid"], found.post["alt_ids"]) == ("weibo:4454572602912349", [("bid", "ImTGkcdDn")])


def test_t7_semicolons_separate_the_cells_of_zeeschuimer(tmp_path: Path) -> None:
    raw = "post_id;account_id;created_at;text\n1;ann;2025-03-10T08:00:00Z;one, two\n"
    assert read(tmp_path, raw).post["text"] == "one, two"


# --- T8: notes before the header -----------------------------------------------------------------------------------


def test_t8_notes_before_the_header_are_passed_over_and_said(tmp_path: Path) -> None:
    raw = "Exported for the harbour desk\nwith commas, here and there\npost_id,account_id,created_at,text\n"
    found = read(tmp_path, raw + "1,ann,2025-03-10T08:00:00Z,hello\n")
    assert (found.post["text"], found.tally.rows_in) == ("hello", 1)
    assert "2 lines of notes before the table were skipped" in found.reasons


# --- T9: lists in cells --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["['https://a.example/1', 'https://b.example/']", "[https://a.example/1, https://b.example/]"]
)
def test_t9_lists_of_the_x_archive_with_and_without_quotes(tmp_path: Path, written: str) -> None:
    found = read(tmp_path, ARCHIVE + archived(urls=written, hashtags="['toll', 'bridge']"))
    assert found.edges("links_to") == ["https://a.example/1", "https://b.example/"]
    assert found.edges("uses_hashtag") == ["toll", "bridge"]


def test_t9_commas_of_4cat_bars_of_minet_and_json_of_the_library(tmp_path: Path) -> None:
    fourcat = (
        "id,thread_id,author,body,timestamp,unix_timestamp,retweet_count,quote_tweet_id,urls\n"
        "2074976613713031490,1,mara,hi,2026-07-08 21:59:10,1783547950,1,,"
        '"https://a.example/1,2,https://b.example/"\n'
    )
    assert read(tmp_path, fourcat).edges("links_to") == ["https://a.example/1,2", "https://b.example/"]
    minet = (
        "id,timestamp_utc,local_time,user_screen_name,text,user_id,retweeted_id,to_tweetid,links,mentioned_ids,hashtags\n"
        "2074976613713031490,1783547950,2026-07-08T23:59:10,mara,hi,44,,,https://a.example/1|https://b.example/,7|8,a|b\n"
    )
    found = read(tmp_path, minet)
    assert found.format_id == "x_tables/minet"
    assert (found.edges("links_to"), found.edges("mentions"), found.edges("uses_hashtag")) == (
        ["https://a.example/1", "https://b.example/"], ["x:7", "x:8"], ["a", "b"],
    )  # fmt: skip
    library = (
        "id,creation_time,statistics.like_count,statistics.views,post_owner.id,post_owner.type,content_type,"
        "statistics.reaction_count,statistics.love_count,surface.id,text,hashtags\n"
        '1234567890123456,2025-03-01T12:00:00+00:00,10,5,111,page,photos,11,1,111,hi,"[""Bridge"",""pont""]"\n'
    )
    assert read(tmp_path, library).edges("uses_hashtag") == ["bridge", "pont"]


# --- T10: Chinese magnitudes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value", "bound", "step"),
    [
        ("1.2万", 12_000, None, 1_000), ("10万+", 100_000, ["like_count"], 10_000),
        ("3亿", 300_000_000, None, 100_000_000),
        ("100万+", 1_000_000, ["like_count"], 10_000), ("876", 876, None, None), ("", None, None, None),
    ],
)  # fmt: skip
def test_t10_ten_thousands_keep_their_bound_and_their_step(
    tmp_path: Path, written: str, value: int | None, bound: list[str] | None, step: int | None
) -> None:
    note = {"note_id": "65f1a2b3000000001203abcd", "type": "normal", "title": "t", "desc": "d", "user_id": "u",
            "time": 1710334643000, "liked_count": written, "collected_count": "7", "tag_list": "",
            "last_modify_ts": 1764850000123}  # fmt: skip
    counts = read(tmp_path, lines(note)).counts
    steps = dict(counts.get("granularity", {}))
    assert (counts.get("like_count"), counts.get("lower_bound"), steps.get("like_count")) == (value, bound, step)


def test_t10_wechat_stops_counting_at_100001(tmp_path: Path) -> None:
    article = {"fakeid": BIZ, "aid": "2247500001_1", "appmsgid": 2247500001, "itemidx": 1, "title": "t", "digest": "",
               "link": "https://mp.weixin.qq.com/s/AAAAAAAAAAAAAAAAAAAAAA", "create_time": 1764842451,
               "update_time": 1764842451, "readNum": 100001, "oldLikeNum": 3, "shareNum": 0, "likeNum": 0,
               "commentNum": 0}  # fmt: skip
    counts = read(tmp_path, json.dumps([article])).counts
    assert (counts["view_count"], counts["lower_bound"], counts["share_count"]) == (100_000, ["view_count"], 0)
    # All five at nought: the tool found an empty object and wrote noughts. Nothing was observed.
    empty = {**article, "readNum": 0, "oldLikeNum": 0}
    assert read(tmp_path, json.dumps([empty])).of("engagement") == []


# --- T11: words that stand for nothing -----------------------------------------------------------------------------


def test_t11_absent_and_none_are_null(tmp_path: Path) -> None:
    found = read(tmp_path, ARCHIVE + archived())
    assert found.of("geo_signal") == []  # latitude and longitude are "absent", the location is empty
    head = "微博id,微博正文,头条文章url,原始图片url,微博视频url,发布位置,发布时间,发布工具,点赞数,转发数,评论数\n"
    weibo = read(tmp_path, f"{head}ImTGkcdDn,正文,无,无,无,无,2019-12-28 20:32,无,1,2,3\n")
    assert (weibo.of("media"), weibo.of("geo_signal"), weibo.edges("links_to")) == ([], [], [])
    assert "client_name" not in weibo.post


def test_t11_undefined_of_douyin_and_the_missing_field_of_4cat_are_null(tmp_path: Path) -> None:
    post = {"awemeId": "6961737553342991651", "desc": "d", "createTime": 1620905839, "ZS_collected_from_embed": True,
            "authorInfo": {"uid": "1", "secUid": "MS4w", "nickname": "$undefined"}, "ipLabel": "$undefined",
            "stats": {"diggCount": 3, "shareCount": "$undefined", "playCount": 0}, "music": "$undefined"}  # fmt: skip
    found = read(tmp_path, lines(caught("douyin.com", post)))
    assert (found.of("geo_signal"), found.counts.get("share_count"), found.counts.get("view_count")) == ([], None, None)
    assert found.counts["like_count"] == 3
    fourcat = (
        "id,thread_id,author,body,timestamp,unix_timestamp,retweet_count,quote_tweet_id,impression_count,missing_fields\n"
        "2074976613713031490,1,mara,hi,2026-07-08 21:59:10,1783547950,1,,0,impression_count\n"
    )
    assert "view_count" not in read(tmp_path, fourcat).counts


# --- T12: HTML in text ---------------------------------------------------------------------------------------------


def test_t12_markup_is_kept_beside_plain_text_and_emoji_keep_their_words(tmp_path: Path) -> None:
    weibo = {"id": "5240191400805444", "mid": "5240191400805444", "created_at": "Thu Dec 04 18:00:51 +0800 2025",
             "text": '去<br/><img alt="[good]" src="x"> &lt;3', "attitudes_count": 1, "comments_count": 2,
             "reposts_count": 3, "user": {"id": 7, "screen_name": "甲"}}  # fmt: skip
    post = read(tmp_path, lines(weibo)).post
    assert (post["text"], post["text_html"]) == ("去\n[good] <3", '去<br/><img alt="[good]" src="x"> &lt;3')
    status = {"id": "103270115826048975", "uri": "https://social.example/users/a/statuses/103270115826048975",
              "url": "https://social.example/@a/103270115826048975", "created_at": "2019-12-08T03:48:33.901Z",
              "content": "<p>one &amp; two</p><p>three</p>", "favourites_count": 1, "reblogs_count": 0,
              "account": {"id": "1", "acct": "a", "username": "a", "url": "https://social.example/@a"}}  # fmt: skip
    post = read(tmp_path, json.dumps([status])).post
    assert (post["text"], post["text_html"]) == ("one & two\nthree", "<p>one &amp; two</p><p>three</p>")


def test_t12_youtube_is_read_from_the_original_text(tmp_path: Path) -> None:
    comment = {"kind": "youtube#comment", "id": "Ugx1", "snippet": {
        "textOriginal": "a <b> & c", "textDisplay": "a &lt;b&gt; &amp; c", "publishedAt": "2023-12-04T12:00:00Z",
        "authorDisplayName": "@A", "authorChannelId": {"value": "UCa"}}}  # fmt: skip
    answer = {"kind": "youtube#commentListResponse", "items": [comment]}
    assert read(tmp_path, json.dumps(answer)).post["text"] == "a <b> & c"


def test_t12_the_body_of_medium_stands_in_content_encoded(tmp_path: Path) -> None:
    raw = (
        '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'version="2.0"><channel><title>A</title><link>https://medium.com/@a</link><item><title>T</title>'
        '<link>https://medium.com/@a/t-00000000abcd?source=rss</link><guid isPermaLink="false">'
        "https://medium.com/p/00000000abcd</guid><dc:creator>A</dc:creator><pubDate>Fri, 11 Sep 2026 20:39:13 GMT"
        "</pubDate><content:encoded><![CDATA[<p>Body &amp; more</p>]]></content:encoded></item></channel></rss>"
    )
    post = read(tmp_path, raw).post
    assert (post["text"], post["text_html"]) == ("Body & more", "<p>Body &amp; more</p>")


# --- T13: text that is cut -----------------------------------------------------------------------------------------


def test_t13_the_note_of_x_is_taken_whole_and_a_cut_repost_from_the_post_inside_it(tmp_path: Path) -> None:
    person = {"user_results": {"result": {"rest_id": "44", "core": {"screen_name": "mara"}}}}
    inner = {"__typename": "Tweet", "rest_id": "2074976611333046579", "core": person, "full_text": "the beginning…",
             "note_tweet": {"note_tweet_results": {"result": {"text": "the beginning and the end"}}}}  # fmt: skip
    outer = {"__typename": "Tweet", "rest_id": "2074976613713031490", "core": person,
             "full_text": "RT @mara: the beginn…", "retweeted_status_result": {"result": inner}}  # fmt: skip
    found = read(tmp_path, lines(caught("twitter.com", outer)))
    texts = {row["native_id"]: (row["text"], row.get("text_is_truncated")) for row in found.of("post")}
    assert texts["2074976611333046579"] == ("the beginning and the end", None)
    assert texts["2074976613713031490"] == ("RT @mara: the beginning and the end", None)


def test_t13_what_stays_cut_says_so(tmp_path: Path) -> None:
    weibo = {"id": "5240191400805444", "mid": "5240191400805444", "created_at": "Thu Dec 04 18:00:51 +0800 2025",
             "text": "开头...全文", "isLongText": True, "attitudes_count": 1, "comments_count": 2, "reposts_count": 3,
             "user": {"id": 7, "screen_name": "甲"}}  # fmt: skip
    assert read(tmp_path, lines(weibo)).post["text_is_truncated"] is True
    bilibili = {"video_id": "8903802", "video_type": "video", "title": "t", "desc": "d" * 500,
                "create_time": 1488353834, "user_id": "1", "liked_count": "1", "video_play_count": "1",
                "video_danmaku": "0", "last_modify_ts": 1764850000123}  # fmt: skip
    assert read(tmp_path, lines(bilibili)).post["text_is_truncated"] is True


# --- T14: pseudonymous ids -----------------------------------------------------------------------------------------


def test_t14_ids_of_different_kinds_are_different_accounts(tmp_path: Path) -> None:
    hashed = read(tmp_path, ARCHIVE + archived()).of("account")[0]
    assert (hashed["account_uid"], hashed["account_id_kind"]) == (f"x:{HASH}", "x_archive_hash")
    note = {"note_id": "5240191400805444", "content": "c", "create_time": 1764842451, "liked_count": "1",
            "comments_count": "1", "shared_count": "1", "creator_hash": "c775e7b757ede630",
            "last_modify_ts": 1764850000123}  # fmt: skip
    masked = read(tmp_path, lines(note)).of("account")[0]
    assert masked["account_uid"] == "weibo:mediacrawler_sha256_16:c775e7b757ede630"
    library = (
        "id,creation_time,statistics.like_count,statistics.views,post_owner.id,post_owner.type,content_type,"
        "statistics.reaction_count,statistics.love_count,surface.id,text\n"
        "1234567890123456,2025-03-01T12:00:00+00:00,10,5,111,page,photos,11,1,111,hi\n"
    )
    assert read(tmp_path, library).of("account")[0]["account_uid"] == "facebook:mcl:111"


def test_t14_deleted_is_the_name_of_nobody(tmp_path: Path) -> None:
    comment = {"id": "kabcd1", "author": "[deleted]", "body": "[removed]", "created_utc": 1704068000,
               "link_id": "t3_18abcd", "parent_id": "t3_18abcd", "subreddit": "harbour", "score": 1}  # fmt: skip
    found = read(tmp_path, lines(comment))
    assert (found.of("account"), "account_uid" in found.post, "text" in found.post) == ([], False, False)


# --- T15: one post, two ids ----------------------------------------------------------------------------------------


def test_t15_links_in_whatever_form_lead_to_one_post(tmp_path: Path) -> None:
    head = "post_id,account_id,created_at,text,url\n"
    row = "{},ann,2025-03-10T08:00:00Z,hello,{}\n"
    urls = (
        "https://twitter.com/a/status/898925911294132224", "https://x.com/b/status/898925911294132224?s=20",
        "https://weibo.com/7/ImTGkcdDn", "https://m.weibo.cn/detail/4454572602912349",
        "https://www.bilibili.com/video/av8903802", "https://www.bilibili.com/video/BV13x41117TL?p=2",
        "https://www.instagram.com/p/aye83DjauH/", "https://www.instagram.com/reel/aye83DjauH/?igsh=1",
    )  # fmt: skip
    raw = head.replace("post_id,", "") + "".join(row.format("", url)[1:] for url in urls)
    uids = [each["post_uid"] for each in read(tmp_path, raw, platform="web").of("post")]
    assert len(uids) == len(urls)
    assert uids[0::2] == uids[1::2]


def test_t15_both_ids_of_a_platform_give_one_post(tmp_path: Path) -> None:
    video = {"video_id": "8903802", "video_type": "video", "title": "t", "desc": "d", "create_time": 1488353834,
             "user_id": "1", "liked_count": "1", "video_play_count": "1", "video_danmaku": "0",
             "last_modify_ts": 1764850000123}  # fmt: skip
    info = {"id": "BV13x41117TL", "extractor_key": "BiliBili", "title": "t", "timestamp": 1488353834}
    assert read(tmp_path, lines(video)).post["post_uid"] == "bilibili:BV13x41117TL"
    assert read(tmp_path, json.dumps(info)).post["post_uid"] == "bilibili:BV13x41117TL"
    for shown in ({"pk": "482584233761418119"}, {"code": "aye83DjauH"}):
        post = {**shown, "taken_at": 1371748545, "caption": {"text": "hi"}, "user": {"pk": "1", "username": "a"}}
        assert read(tmp_path, lines(caught("instagram.com", post))).post["post_uid"] == "instagram:482584233761418119"


def test_t15_the_short_address_of_wechat_becomes_the_long_id_only_where_the_page_tells_it(tmp_path: Path) -> None:
    page = (
        '<html><head><meta property="og:url" content="https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv">'
        "<script>window.cgiDataNew = { " + WECHAT_IDS + " };</script></head><body><div id='js_article'></div></body>"
    )
    post = read(tmp_path, page).post
    assert (post["post_uid"], post["alt_ids"]) == (
        f"wechat:{BIZ}:2247500017:1", [("short", "AbCdEfGhIjKlMnOpQrStUv")],
    )  # fmt: skip


WECHAT_IDS = (
    "bizuin: JsDecode('MzAwMDAwMDAwMQ=='), mid: '2247500017' * 1, idx: '1' * 1, ori_create_time: '1762747210', "
    "title: JsDecode('t')"
)


# --- T16: addresses that expire ------------------------------------------------------------------------------------


def test_t16_a_signed_address_is_kept_with_its_end_and_names_nothing(tmp_path: Path) -> None:
    def video(signature: str) -> str:
        cover = f"https://p16.example/c.jpg?x-expires={signature}&x-signature=ab"
        return lines(caught("tiktok.com", {
            "id": "7253412088251534594", "desc": "d", "createTime": 1688816612, "author": {"id": "7", "uniqueId": "a"},
            "stats": {"diggCount": 1}, "video": {"duration": 60, "cover": cover}}))  # fmt: skip

    first, second = (read(tmp_path, video(end)).of("media") for end in ("1688900000", "1699900000"))
    assert first[0]["expires_at"] == datetime(2023, 7, 9, 10, 53, 20, tzinfo=UTC)
    assert first[0]["media_uid"] == second[0]["media_uid"] == "tiktok:7253412088251534594#0"
    assert first[0]["url"] != second[0]["url"]


# --- T17: duplicates by design -------------------------------------------------------------------------------------


def test_t17_a_post_met_again_is_one_post_with_two_sightings(tmp_path: Path) -> None:
    def seen(number: int, likes: int) -> Row:
        post = {"pk": "482584233761418119", "code": "aye83DjauH", "taken_at": 1371748545, "caption": {"text": "hi"},
                "user": {"pk": "1", "username": "a"}, "like_count": likes}  # fmt: skip
        return caught("instagram.com", post, number)

    found = read(tmp_path, lines(seen(1, 3), seen(2, 5)))
    assert (found.tally.rows_kept, len(found.of("post"))) == (2, 1)
    assert [(each["like_count"], each["observed_at"].minute) for each in found.of("engagement")] == [(3, 6), (5, 7)]


def test_t17_what_a_grid_shows_in_part_never_stands_for_the_whole(tmp_path: Path) -> None:
    whole = {"pk": "482584233761418119", "code": "aye83DjauH", "taken_at": 1371748545, "caption": {"text": "hi"},
             "user": {"pk": "1", "username": "a"}}  # fmt: skip
    part = {"code": "aye83DjauH", "_zs_partial": True, "user": {"pk": "1", "username": "a"}}
    found = read(tmp_path, lines(caught("instagram.com", whole), caught("instagram.com", part, 2)))
    assert [(each.get("text"), each.get("is_partial")) for each in found.of("post")] == [("hi", None)]
    later = read(tmp_path, lines(caught("instagram.com", part), caught("instagram.com", whole, 2)))
    assert [(each.get("text"), each.get("is_partial")) for each in later.of("post")] == [(None, True), ("hi", None)]


# --- T18: notices in place of articles -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notice", "availability"),
    [
        ('<div class="weui-msg"><h2 class="weui-msg__title">该内容已被发布者删除</h2></div>', "deleted_by_author"),
        ('<div class="weui-msg"><h2 class="weui-msg__title">此内容因违规无法查看</h2></div>', "removed_by_platform"),
        ('<div class="mesg-block"><p>该内容暂时无法查看</p></div>', "unavailable"),
    ],
)
def test_t18_a_notice_is_evidence_that_an_article_is_gone_not_an_article(
    tmp_path: Path, notice: str, availability: str
) -> None:
    saved = f"<!-- saved from url=(0073)https://mp.weixin.qq.com/s?__biz={BIZ}&mid=2247500018&idx=1&sn=ab -->"
    found = read(tmp_path, f"<!DOCTYPE html>\n{saved}<html><head></head><body>{notice}</body></html>")
    assert (found.format_id, found.post["post_uid"]) == ("wechat_pages/gone", f"wechat:{BIZ}:2247500018:1")
    assert (found.post["availability"], "text" in found.post, "title" in found.post) == (availability, False, False)


# --- ids that tell the time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "native_id", "at"),
    [
        ("x", "2074976613713031490", "2026-07-08T21:59:10.567000"),
        ("x", "898925911294132224", "2017-08-19T15:13:33.145000"),
        ("douyin", "6961737553342991651", "2021-05-13T11:37:15"),
        ("tiktok", "7253412088251534594", "2023-07-08T11:43:25"),
        ("xigua", "6996881461559165471", "2021-08-16T04:33:34"),
        ("linkedin", "6960882777168695296", "2022-08-04T09:03:01.025000"),
        ("mastodon", "https://mastodon.social/users/a/statuses/103270115826048975", "2019-12-08T03:48:33.849000"),
        ("bluesky", "at://did:plc:a/app.bsky.feed.post/3l3qo2vuowo2b", "2024-09-09T19:46:02.246000"),
        ("bluesky", "at://did:plc:a/app.bsky.feed.post/3mptbyoeyc22k", "2026-07-04T14:38:06.240000"),
        ("instagram", "482584233761418119", "2013-06-20T17:15:45"),
        ("weibo", "4454572602912349", "2019-12-28T12:32:13"),
        ("weibo", "4454081098040623", "2019-12-27T03:59:09"),
        ("xiaohongshu", "65f1a2b3000000001203abcd", "2024-03-13T12:57:23"),
    ],
)
def test_ids_tell_the_verified_times(platform: str, native_id: str, at: str) -> None:
    told = told_by_id(platform, native_id)
    assert told is not None
    resolution_us = 1_000_000 if platform == "instagram" else 1_000
    expected = datetime.fromisoformat(f"{at}+00:00")
    assert told.at_us // resolution_us == int(expected.timestamp() * 1_000_000) // resolution_us


def test_ids_of_other_platforms_tell_nothing() -> None:
    others = (("wechat", f"{BIZ}:2247500017:1"), ("bilibili", "BV13x41117TL"), ("youtube", "dQw4w9WgXcQ"),
              ("reddit", "t3_18abcd"), ("facebook", "10160000000000000"), ("telegram", "1400500600:1"))  # fmt: skip
    assert [told_by_id(*each) for each in others] == [None] * 6


def test_the_archive_of_x_is_known_to_the_millisecond_again(tmp_path: Path) -> None:
    post = read(tmp_path, ARCHIVE + archived()).post
    assert post["created_at"] == datetime(2017, 8, 19, 15, 13, 33, 145_000, tzinfo=UTC)
    assert (post["created_at_raw"], post["created_at_precision"], post["created_at_source"]) == (
        "2017-08-19 15:13", "ms", "id",
    )  # fmt: skip
    shifted = read(tmp_path, ARCHIVE + archived().replace("2017-08-19 15:13", "2017-08-19 23:13")).post
    assert (shifted["time_conflict"], shifted["created_at"]) == (True, datetime(2017, 8, 19, 23, 13, tzinfo=UTC))
