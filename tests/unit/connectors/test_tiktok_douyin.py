"""TikTok and Douyin outside Zeeschuimer's NDJSON: the Research API, TikTokDownloader, minet, the mapped CSV."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors.base import ReadOptions, Recognition, Tally
from crosscurrent.connectors.platform_shapes.addresses import expires_us, led_to
from crosscurrent.connectors.tiktok_douyin import CONNECTOR
from crosscurrent.errors import ZoneMissing

Raw = dict[str, Any]
Rows = dict[str, list[Raw]]
CHINA = ReadOptions(assume_zone="Asia/Shanghai")
VIDEO: Raw = {
    "id": 7253412087585246221,
    "video_description": "Toll #harbour @bob https://a.example",
    "create_time": 1_688_816_612,
    "region_code": "CA",
    "username": "ann",
    "view_count": 100,
    "like_count": 0,
    "hashtag_names": ["harbour"],
    "video_mention_list": ["bob"],
    "voice_to_text": "the toll rises",
    "music_id": 71,
}
POSTS = (
    "作品类型,采集时间,UID,SEC_UID,ID,作品ID,作品描述,作品话题,视频时长,作品链接,发布时间,"
    "账号昵称,下载地址,点赞数量,收藏数量,播放数量\n"
)
COMMENTS = "采集时间,评论ID,评论时间,UID,SEC_UID,账号昵称,IP归属地,评论内容,点赞数量,回复数量,回复ID,回复对象\n"
ACCOUNTS = "采集时间,昵称昵称,账号链接,抖音号,国家,省份,城市,IP归属地,标签,SEC_UID,UID,作品数量,粉丝数量\n"


def read(
    path: Path, raw: str | bytes, options: ReadOptions = CHINA, name: str = "capture"
) -> tuple[Rows, Tally, Recognition]:
    """Write a file, read it, and return rows by table without what is empty."""
    target = path / name
    target.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    found, tally = CONNECTOR.recognise(target, options), Tally()
    rows: Rows = {}
    for table_name, table in CONNECTOR.tables(target, "c" * 64, found, options, tally):
        filled = ({key: value for key, value in row.items() if value is not None} for row in table.to_pylist())
        rows.setdefault(table_name, []).extend(filled)
    return rows, tally, found


def edges(rows: Rows) -> list[tuple[str, str]]:
    """Return (type, destination) of all edges."""
    return [(row["type"], row["dst"]) for row in rows.get("edge", [])]


def places(rows: Rows) -> list[tuple[Any, ...]]:
    """Return (subject, signal, as written, country, province) of all hints of place."""
    return [
        (row["subject_uid"], row["signal"], row["value_raw"], row.get("country_iso2"), row.get("admin1"))
        for row in rows.get("geo_signal", [])
    ]


class TestTheResearchAPI:
    """Videos and comments, however the answers were kept."""

    @pytest.mark.parametrize(
        "kept",
        [
            {"data": {"videos": [VIDEO], "cursor": 1}, "error": {"code": "ok"}},
            {"videos": [VIDEO]},
            [VIDEO],
            VIDEO,
            [{"data": {"videos": [VIDEO]}}],
        ],
    )
    def test_every_way_of_keeping_answers_gives_the_same_video(self, tmp_path: Path, kept: Any) -> None:
        rows, tally, found = read(tmp_path, json.dumps(kept))
        assert (found.format_id, tally.rows_in, list(tally.rejected)) == ("tiktok_douyin/research_videos", 1, [])
        assert [row["post_uid"] for row in rows["post"]] == ["tiktok:7253412087585246221"]
        locator = rows["post"][0]["locator"]
        assert b"7253412087585246221" in CONNECTOR.locate(tmp_path / "capture", locator, CHINA)

    def test_answers_a_line(self, tmp_path: Path) -> None:
        # Ids beyond 2^53 must not lose a digit (T6).
        more = {**VIDEO, "id": 7253412087585246223}
        answers = [{"data": {"videos": [VIDEO]}}, {"data": {"videos": [more]}}]
        rows, tally, _ = read(tmp_path, "".join(json.dumps(each) + "\n" for each in answers))
        assert [row["native_id"] for row in rows["post"]] == ["7253412087585246221", "7253412087585246223"]
        assert (tally.rows_in, list(tally.rejected)) == (2, [])

    def test_region_code_is_where_the_account_was_registered(self, tmp_path: Path) -> None:
        rows, _, _ = read(tmp_path, json.dumps(VIDEO))
        assert places(rows) == [("tiktok:@ann", "registration_country", "CA", "CA", None)]

    def test_what_it_refers_to_and_what_was_said(self, tmp_path: Path) -> None:
        rows, _, _ = read(tmp_path, json.dumps(VIDEO))
        assert edges(rows) == [
            ("uses_hashtag", "harbour"),
            ("mentions", "tiktok:@bob"),
            ("links_to", "https://a.example"),
            ("uses_sound", "tiktok:71"),
        ]
        assert rows["post"][0]["transcript"] == "the toll rises"
        assert (rows["engagement"][0]["like_count"], "share_count" in rows["engagement"][0]) == (0, False)

    def test_a_comment_answers_a_comment_or_the_video_and_has_no_author(self, tmp_path: Path) -> None:
        first = {
            "id": 8,
            "video_id": 7,
            "text": "no",
            "like_count": 1,
            "parent_comment_id": 7,
            "create_time": 1_688_816_700,
        }
        second = {**first, "id": 9, "parent_comment_id": 8}
        rows, _, found = read(tmp_path, json.dumps({"data": {"comments": [first, second]}}))
        assert found.format_id == "tiktok_douyin/research_comments"
        assert [row["parent_post_uid"] for row in rows["post"]] == ["tiktok:7", "tiktok:8"]
        assert "account" not in rows


class TestTikTokDownloader:
    """Tables with Chinese headers."""

    def post(self, **cells: str) -> str:
        usual = {
            "作品类型": "视频",
            "采集时间": "2024-09-10 08:00:00",
            "UID": "12",
            "SEC_UID": "MS4wx",
            "ID": "xiaowang",
            "作品ID": "7412345678901234567",
            "作品描述": "示例 #西湖",
            "作品话题": '"西湖, 海"',
            "视频时长": "00:01:05",
            "作品链接": "https://www.douyin.com/video/7412345678901234567",
            "发布时间": "2024-09-09 03:00:00",
            "账号昵称": "小王",
            "下载地址": "https://v3.example/a",
            "点赞数量": "12500",
            "收藏数量": "-1",
            "播放数量": "0",
        }
        return POSTS + ",".join({**usual, **cells}.values()) + "\n"

    def test_times_have_no_offset_so_the_zone_must_be_said(self, tmp_path: Path) -> None:
        # T1: the tool writes the local time of the computer it ran on.
        rows, _, found = read(tmp_path, self.post())
        assert found.format_id == "tiktok_douyin/downloader_posts"
        assert rows["post"][0]["created_at"] == datetime(2024, 9, 8, 19, tzinfo=UTC)
        assert rows["engagement"][0]["observed_at"] == datetime(2024, 9, 10, tzinfo=UTC)
        with pytest.raises(ZoneMissing):
            read(tmp_path, self.post(), ReadOptions())

    def test_a_wrong_zone_is_noticed_by_the_ids(self, tmp_path: Path) -> None:
        rows, _, _ = read(tmp_path, self.post(), ReadOptions(assume_zone="UTC"))
        assert rows["post"][0]["time_conflict"] is True

    def test_minus_one_and_views_of_zero_are_not_observed(self, tmp_path: Path) -> None:
        counts = read(tmp_path, self.post())[0]["engagement"][0]
        assert (counts["like_count"], "save_count" in counts, "view_count" in counts) == (12500, False, False)

    def test_the_id_in_place_of_a_text_is_no_text(self, tmp_path: Path) -> None:
        rows, _, _ = read(tmp_path, self.post(作品描述="7412345678901234567"))
        assert "text" not in rows["post"][0]

    def test_douyin_and_tiktok_name_accounts_by_different_ids(self, tmp_path: Path) -> None:
        assert read(tmp_path, self.post())[0]["post"][0]["account_uid"] == "douyin:MS4wx"
        tiktok = self.post(作品链接="https://www.tiktok.com/@xiaowang/video/7412345678901234567")
        assert read(tmp_path, tiktok)[0]["post"][0]["account_uid"] == "tiktok:12"

    def test_a_mark_at_the_start_and_a_tab_after_an_id_do_no_harm(self, tmp_path: Path) -> None:
        # T7: guards for Excel.
        raw = "\ufeff" + self.post(作品ID="7412345678901234567\t")
        assert read(tmp_path, raw)[0]["post"][0]["native_id"] == "7412345678901234567"

    def test_hashtags_and_media(self, tmp_path: Path) -> None:
        rows, _, _ = read(tmp_path, self.post())
        assert edges(rows) == [("uses_hashtag", "西湖"), ("uses_hashtag", "海")]
        assert [(row["kind"], row["url"], row["duration_s"]) for row in rows["media"]] == [
            ("video", "https://v3.example/a", 65.0)
        ]

    def test_the_post_of_comments_stands_in_the_name_of_the_file(self, tmp_path: Path) -> None:
        row = "2024-09-10 08:00:00,7412345678901239999,2024-09-09 04:00:00,12,MS4wx,小王,浙江,好,0,0,0,\n"
        named = read(tmp_path, COMMENTS + row, name="作品7412345678901234567_评论数据.csv")[0]
        assert named["post"][0]["root_post_uid"] == "douyin:7412345678901234567"
        assert edges(named) == [("reply_to", "douyin:7412345678901234567")]
        assert places(named) == [("douyin:7412345678901239999", "ip_region_comment", "浙江", None, "浙江")]
        assert "root_post_uid" not in read(tmp_path, COMMENTS + row)[0]["post"][0]

    def test_a_reply_answers_the_comment_it_names(self, tmp_path: Path) -> None:
        row = "2024-09-10 08:00:00,7412345678901239999,2024-09-09 04:00:00,12,MS4wx,小王,未知,好,0,0,71,72\n"
        rows, _, _ = read(tmp_path, COMMENTS + row)
        assert rows["post"][0]["parent_post_uid"] == "douyin:72"
        assert places(rows) == []  # 未知 means that the platform showed none

    def test_what_an_account_says_of_itself_is_not_where_its_address_is(self, tmp_path: Path) -> None:
        row = "2024-09-10 08:00:00,小王,https://www.douyin.com/user/MS4wx,xw,中国,浙江,宁波,IP属地：加拿大,报社,MS4wx,12,9,1.2万\n"
        rows, tally, found = read(tmp_path, ACCOUNTS + row)
        assert (found.format_id, list(tally.rejected)) == ("tiktok_douyin/downloader_accounts", [])
        assert places(rows) == [
            ("douyin:MS4wx", "ip_region_account", "IP属地：加拿大", None, None),
            ("douyin:MS4wx", "self_declared", "中国 浙江 宁波", None, "浙江"),
        ]
        seen = rows["account_obs"][0]
        assert (seen["follower_count"], seen["follower_is_rounded"], seen["verified_reason"]) == (12000, True, "报社")


class TestTables:
    """minet and the CSV of Zeeschuimer and 4CAT."""

    MAPPED = (
        "collected_from_url;id;author;body;timestamp;unix_timestamp;is_ad;music_id;tiktok_url;likes;plays;hashtags;"
        "location_created\n"
    )

    def test_minet(self, tmp_path: Path) -> None:
        head = (
            "id,description,timestamp,author_id,author_unique_id,digg_count,challenges_titles,"
            "duet_from_video_id,is_ad\n"
        )
        row = "7253412087585246221,Toll,1688816612,1000000007,ann,5,harbour|toll,7253412087585246000,false\n"
        rows, tally, found = read(tmp_path, head + row, ReadOptions())
        assert (found.format_id, list(tally.rejected)) == ("tiktok_douyin/minet", [])
        assert (rows["post"][0]["account_uid"], rows["post"][0]["is_promoted"]) == ("tiktok:1000000007", False)
        assert edges(rows) == [
            ("uses_hashtag", "harbour"),
            ("uses_hashtag", "toll"),
            ("quote_of", "tiktok:7253412087585246000"),
        ]

    def test_semicolons_and_times_in_utc(self, tmp_path: Path) -> None:
        # T1, T7: Zeeschuimer's CSV is in UTC and separated by semicolons; no zone has to be declared.
        row = "https://a.example;7253412087585246221;ann;a;2023-07-08 11:43:32;{};no;71;https://www.tiktok.com/@ann/video/7;5;;a,b;CA\n"
        for unix in ("1688816612", ""):
            rows, _, found = read(tmp_path, self.MAPPED + row.format(unix), ReadOptions())
            assert (found.format_id, found.certainty) == ("tiktok_douyin/mapped", 0.97)
            assert rows["post"][0]["created_at"] == datetime(2023, 7, 8, 11, 43, 32, tzinfo=UTC)
        assert rows["account"][0]["account_uid"] == "tiktok:@ann"
        assert places(rows) == [("tiktok:7253412087585246221", "upload_region", "CA", "CA", None)]
        assert ("view_count" in rows["engagement"][0], rows["engagement"][0]["like_count"]) == (False, 5)


class TestAddresses:
    """What addresses say."""

    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("https://p16.example/a?x-expires=1764936400&s=1", 1_764_936_400_000_000),
            ("https://s.cdninstagram.example/a.jpg?oh=1&oe=6931D2D0&x=1", 1_764_872_912_000_000),
            ("https://p16.example/a?x-expires=1", None),
            ("https://p16.example/a?oe=zz", None),
            (7, None),
            (None, None),
        ],
    )
    def test_when_it_stops_working(self, address: Any, expected: int | None) -> None:
        assert expires_us(address) == expected

    def test_only_redirects_are_followed_in_thought(self) -> None:
        assert led_to("https://l.threads.com/?u=https%3A%2F%2Fa.example&e=1") == "https://a.example"
        assert (
            led_to("https://live.example/?u=https%3A%2F%2Fa.example")
            == "https://live.example/?u=https%3A%2F%2Fa.example"
        )
        assert led_to("https://l.threads.com/?e=1") == "https://l.threads.com/?e=1"
        assert led_to("https://l[") == "https://l["
