"""Tables of posts: what each layout is read into, and that memory stays where it is however long the file."""

from __future__ import annotations

import hashlib
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pyarrow as pa

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.connectors.posts_table import connector
from crosscurrent.connectors.tabular import blocks
from tests.unit.connectors.tables import CAPTURE, ndjson, parquet, read_posts, written

T0 = 1_700_000_000
OWN = "post_id,account_id,created_at,text,repost_of,reply_to,links,lang,platform,likes,reposts,replies\n"
ARCHIVE = (
    "tweetid,userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,user_profile_url,"
    "follower_count,following_count,account_creation_date,account_language,tweet_language,tweet_text,tweet_time,"
    "tweet_client_name,in_reply_to_userid,in_reply_to_tweetid,quoted_tweet_tweetid,is_retweet,retweet_userid,"
    "retweet_tweetid,latitude,longitude,quote_count,reply_count,like_count,retweet_count,hashtags,urls,user_mentions\n"
)
HASHED = "A" * 43 + "="


def at(moment: object) -> datetime:
    assert isinstance(moment, datetime)
    return moment


def test_own_layout_gives_posts_edges_and_counters(tmp_path: Path) -> None:
    text = "#Ottawa says hi to @Name, see https://t.example/1"
    path = written(
        tmp_path / "p.csv", f'{OWN}9,7,2023-11-14T22:13:20Z,"{text}",5,,https://b.example/2,en,telegram,1.2k,0,\n'
    )
    found, tally = read_posts(path)
    [post] = found["post"]
    assert (post["post_uid"], post["account_uid"], post["kind"]) == ("telegram:9", "telegram:7", "repost")
    assert (post["text"], post["lang_declared"], post["created_at_raw"]) == (text, "en", "2023-11-14T22:13:20Z")
    assert at(post["created_at"]) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert post["sha256_text"] == hashlib.sha256(text.encode()).hexdigest()
    assert (post["locator"], post["capture_id"]) == ("row=1", CAPTURE)
    # Links: those of the text first, then what only the column holds; each type counts its own positions.
    assert [(e["type"], e["dst"], e["dst_raw"], e["position"]) for e in found["edge"]] == [
        ("repost_of", "telegram:5", "5", 0),
        ("uses_hashtag", "ottawa", "Ottawa", 0),
        ("links_to", "https://t.example/1", "https://t.example/1", 0),
        ("links_to", "https://b.example/2", "https://b.example/2", 1),
        ("mentions", "telegram:@name", "Name", 0),
    ]
    # Missing is null, not 0; 1.2k is known to the hundred only.
    [counts] = found["engagement"]
    assert (counts["like_count"], counts["share_count"], counts["comment_count"]) == (1200, 0, None)
    assert (counts["granularity"], counts["lower_bound"]) == ([("like_count", 100)], None)
    assert (tally.rows_in, tally.rows_kept) == (1, 1)


def test_x_archive_ids_give_back_the_milliseconds_the_archive_cut_off(tmp_path: Path) -> None:
    # 898925911294132224 was minted at 15:13:33.145; the archive prints 15:13.
    row = (
        f"898925911294132224,{HASHED},n,h,,bio,,10,20,2016-11-30,en,en,RT @a: x,2017-08-19 15:13,Web,,,,True,1,8,"
        "absent,absent,0.0,0.0,3.0,0.0,[a],['http://a.example/x'],['77']\n"
    )
    found, _ = read_posts(written(tmp_path / "ioa.csv", ARCHIVE + row))
    [post] = found["post"]
    assert at(post["created_at"]) == datetime(2017, 8, 19, 15, 13, 33, 145_000, tzinfo=UTC)
    assert (post["created_at_precision"], post["created_at_source"], post["time_conflict"]) == ("ms", "id", False)
    assert (post["kind"], post["root_post_uid"]) == ("repost", "x:8")
    [account] = found["account"]
    assert (account["account_id_kind"], account["created_at_precision"]) == ("x_archive_hash", "day")
    assert [(edge["type"], edge["dst"]) for edge in found["edge"]] == [
        ("repost_of", "x:8"),
        ("uses_hashtag", "a"),
        ("links_to", "http://a.example/x"),
        ("mentions", "x:77"),
    ]
    assert found["engagement"][0]["like_count"] == 3
    assert found["account_obs"][0]["follower_count"] == 10


def test_x_archive_times_that_contradict_the_id_are_kept_and_flagged(tmp_path: Path) -> None:
    # Shifted by eight hours, as one published copy was: the written time stays, the flag says what the id holds.
    row = f"898925911294132224,{HASHED},,,,,,,,,,,t,2017-08-19 23:13,,,9.6e+17,,False,,,,,,,,,[],[],[]\n"
    found, tally = read_posts(written(tmp_path / "ioa.csv", ARCHIVE + row), on_bad_row="report")
    assert (found, [(r.column, r.code) for r in tally.rejected]) == ({}, [("in_reply_to_tweetid", "E-INPUT-013")])
    found, _ = read_posts(written(tmp_path / "ioa.csv", ARCHIVE + row.replace("9.6e+17", "")))
    [post] = found["post"]
    assert (post["time_conflict"], post["created_at_source"], post["created_at_precision"]) == (True, "field", "min")
    assert at(post["created_at"]).hour == 23


def test_ira_posts_get_an_id_of_their_own(tmp_path: Path) -> None:
    # No tweet ids in that release: equal author, time and text are one post however often the file repeats it.
    stamps = pa.array([1_475_000_000_000_000 // 60_000_000 * 60_000_000] * 25, pa.timestamp("us"))
    columns = {
        "author": ["TEN_GOP"] * 24 + ["ten_gop"],
        "account_category": ["RightTroll"] * 25,
        "content": ["same #tag"] * 25,
        "publish_date": stamps,
        "post_type": ["RETWEET"] * 24 + ["QUOTE"],
        "followers": pa.array(range(25), pa.int32()),
    }
    path = parquet(tmp_path / "ira.parquet", columns)
    found, _ = read_posts(path, assume_zone="UTC")
    assert len({post["post_uid"] for post in found["post"]}) == 1
    # Handles differ in case between files, so they are one account; only the handle is known.
    assert [(a["account_uid"], a["account_id_kind"]) for a in found["account"]] == [("x:@ten_gop", "handle_only")]
    assert [post["kind"] for post in found["post"]][-2:] == ["repost", "quote"]
    assert {post["created_at_precision"] for post in found["post"]} == {"min"}
    assert found["account_obs"][3]["follower_count"] == 3


def test_weibo_cascades_carry_their_own_zone(tmp_path: Path) -> None:
    # Originals are written in UTC, reposts in UTC+8: noon there is 04:00 here.
    noon = pa.array([datetime(2012, 9, 11, 12)], pa.timestamp("us"))  # noqa: DTZ001
    columns = {
        "cascade_id": ["yB"], "row_id": pa.array([5], pa.int32()), "parent_row_id": pa.array([4], pa.int32()),
        "user_id": pa.array([7], pa.int32()), "time_cst": noon, "text": ["#话题# 转发 @某人 http://t.cn/Ab转发"],
    }  # fmt: skip
    found, _ = read_posts(parquet(tmp_path / "w.parquet", columns))
    [post] = found["post"]
    assert at(post["created_at"]) == datetime(2012, 9, 11, 4, tzinfo=UTC)
    assert (post["post_uid"], post["parent_post_uid"], post["root_post_uid"]) == (
        "weibo:ced-5",
        "weibo:ced-4",
        "weibo:yB",
    )
    assert [(edge["type"], edge["dst"]) for edge in found["edge"]] == [
        ("repost_of", "weibo:yB"),
        ("uses_hashtag", "话题"),
        ("links_to", "http://t.cn/Ab"),
        ("mentions", "weibo:@某人"),
    ]


def test_regions_beside_weibo_comments_are_kept_as_shown(tmp_path: Path) -> None:
    row = {
        "comment_id": "c1", "post_id": "p1", "root_comment_id": "c1", "user": "u1", "created_at": "2024-01-04 20:51:11",
        "ip_location": "来自广东", "content": "好", "likes": 2, "followers": 3, "statuses": 4,
    }  # fmt: skip
    found, _ = read_posts(ndjson(tmp_path / "c.ndjson", [row]), assume_zone="Asia/Shanghai")
    [region] = found["geo_signal"]
    assert (region["signal"], region["value_raw"], region["admin1"], region["country_iso2"]) == (
        "ip_region_comment",
        "来自广东",
        "广东",
        None,  # a region shown by the platform is a hint, never turned into a country here
    )
    [post] = found["post"]
    assert (post["kind"], post["parent_post_uid"], post["locator"]) == ("comment", "weibo:p1", "line=1")


def test_any_table_through_a_mapping(tmp_path: Path) -> None:
    path = written(tmp_path / "p.tsv", f"wer\twann\twas\tziel\nA\t{T0}\thello #a\tB\n")
    mapping = {"account_id": "wer", "timestamp": "wann", "text": "was", "reply_to": "ziel"}
    found, _ = read_posts(path, mapping=mapping, platform="VK")
    [post] = found["post"]
    assert (post["platform"], post["account_uid"], post["kind"]) == ("vk", "vk:A", "reply")
    assert str(post["native_id"]).startswith("derived-")


def test_text_survives_unchanged(tmp_path: Path) -> None:
    texts = ["=HYPERLINK(1)", "\u202eabc", "👩‍👩‍👧 ok", "NA", " leading", "a\r\nb", "+cmd|x", ""]
    rows = [{"post_id": str(n), "account_id": "a", "created_at": T0 + n, "text": text} for n, text in enumerate(texts)]
    found, _ = read_posts(ndjson(tmp_path / "p.ndjson", rows))  # type: ignore[arg-type]
    assert [post["text"] for post in found["post"]] == texts
    quoted = "".join(f'{n},a,{T0 + n},"{text}"\n' for n, text in enumerate(texts))
    found, _ = read_posts(written(tmp_path / "p.csv", "post_id,account_id,created_at,text\n" + quoted))
    assert [post["text"] for post in found["post"]] == texts


def _peak_bytes(path: Path) -> int:
    reader, recognition = registry.recognise(path, ReadOptions())
    tally = Tally()
    tracemalloc.start()
    pool = 0
    for _, table in reader.tables(path, CAPTURE, recognition, ReadOptions(), tally):
        pool = max(pool, table.nbytes)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak + pool


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    # 20 times the rows must not need more than a little more memory than 1 times.
    def posts(count: int) -> str:
        return "post_id,account_id,created_at,text\n" + "".join(
            f"{n},a{n % 500},{T0 + n},some words about nothing in particular #{n % 50}\n" for n in range(count)
        )

    # With small reads and batches, 1,500 rows already fill both; beyond that nothing may grow.
    with mock.patch.object(blocks, "READ_BYTES", 1 << 14), mock.patch.object(connector, "BATCH_POSTS", 256):
        small = _peak_bytes(written(tmp_path / "small.csv", posts(1_500)))
        large = _peak_bytes(written(tmp_path / "large.csv", posts(20 * 1_500)))
    assert large < 2 * small


def test_what_is_spoken_and_what_stands_in_a_picture_come_along(tmp_path: Path) -> None:
    # A table of videos with the speech and the words in the picture a tool wrote down; the second row has neither.
    path = written(
        tmp_path / "videos.csv",
        "post_id,account_id,created_at,text,transcript,ocr,platform\n"
        '1,7,2031-05-06T10:00:00Z,Ferry news,"Thirty-one days, they say","码头关闭",douyin\n'
        "2,7,2031-05-06T11:00:00Z,More ferry news,,,douyin\n",
    )
    found, _ = read_posts(path)
    assert [(post["transcript"], post["text_ocr"]) for post in found["post"]] == [
        ("Thirty-one days, they say", "码头关闭"), (None, None),
    ]  # fmt: skip
