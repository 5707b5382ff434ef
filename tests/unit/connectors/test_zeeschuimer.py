"""Captures of Zeeschuimer: what each platform's record must give, and what must never come out of it."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from crosscurrent.connectors.base import ReadOptions, Recognition, Tally
from crosscurrent.connectors.platform_shapes.ip_region import province_in
from crosscurrent.connectors.records.references import handle_uid
from crosscurrent.connectors.zeeschuimer import CONNECTOR
from crosscurrent.connectors.zeeschuimer.douyin import known
from crosscurrent.connectors.zeeschuimer.statuses import plain
from tests.reference import REFERENCE

SEEN_MS = 1_764_850_000_123
SEEN = datetime(2025, 12, 4, 12, 6, 40, 123_000, UTC)
SAMPLES = REFERENCE.parent / "samples" / "synthetic"
Raw = dict[str, Any]
Rows = dict[str, list[Raw]]


def envelope(platform: str, content: Any, **more: Any) -> Raw:
    """Return one record as the extension saves it."""
    return {
        "id": 1,
        "nav_index": "1:5:0",
        "item_id": "1",
        "timestamp_collected": SEEN_MS,
        "source_platform": platform,
        "source_platform_url": "https://a.example",
        "source_url": "https://a.example",
        "user_agent": "Mozilla/5.0",
        "data": content,
        **more,
    }


def read_file(path: Path) -> tuple[Rows, Tally, Recognition]:
    """Return rows by table without what is empty, the tally and the recognition."""
    found = CONNECTOR.recognise(path, ReadOptions())
    rows: Rows = {}
    tally = Tally()
    for name, table in CONNECTOR.tables(path, "c" * 64, found, ReadOptions(), tally):
        filled = ({key: value for key, value in row.items() if value is not None} for row in table.to_pylist())
        rows.setdefault(name, []).extend(filled)
    return rows, tally, found


def read(tmp_path: Path, *records: Any) -> tuple[Rows, Tally, Recognition]:
    """Write records as lines and read them."""
    path = tmp_path / "capture"
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), encoding="utf-8")
    return read_file(path)


def one(tmp_path: Path, platform: str, content: Raw) -> Rows:
    """Return the rows of one record that must be kept."""
    rows, tally, _ = read(tmp_path, envelope(platform, content))
    assert (tally.rows_kept, list(tally.rejected)) == (1, [])
    return rows


def edges(rows: Rows) -> list[tuple[str, str]]:
    """Return (type, destination) of all edges."""
    return [(row["type"], row["dst"]) for row in rows.get("edge", [])]


def places(rows: Rows) -> list[tuple[Any, ...]]:
    """Return (subject, signal, as written, country, province) of all hints of place."""
    return [
        (row["subject_uid"], row["signal"], row["value_raw"], row.get("country_iso2"), row.get("admin1"))
        for row in rows.get("geo_signal", [])
    ]


class TestTheEnvelope:
    """Every platform comes in the same envelope."""

    def test_when_the_extension_saw_it_is_milliseconds_of_the_envelope(self, tmp_path: Path) -> None:
        # T5: milliseconds, where the post itself is in seconds.
        rows = one(tmp_path, "tiktok.com", {"id": "7253412087585246221", "desc": "a", "stats": {"diggCount": 0}})
        assert rows["engagement"][0]["observed_at"] == SEEN

    def test_the_same_post_seen_twice_is_one_post_with_two_sightings(self, tmp_path: Path) -> None:
        # T17: the extension stores a post again at each navigation.
        def video(likes: int) -> Raw:
            return {
                "id": "7253412087585246221",
                "desc": "a",
                "createTime": 1_688_816_612,
                "stats": {"diggCount": likes},
            }

        later = {"nav_index": "1:6:0", "timestamp_collected": SEEN_MS + 60_000}
        rows, _, _ = read(tmp_path, envelope("tiktok.com", video(10)), envelope("tiktok.com", video(12), **later))
        assert len(rows["post"]) == 1
        assert [row["like_count"] for row in rows["engagement"]] == [10, 12]

    def test_a_partial_record_never_replaces_a_whole_one(self, tmp_path: Path) -> None:
        account = {"id": "41", "username": "ann"}
        whole = {"pk": "3000000000000000000", "caption": {"text": "a bridge"}, "user": account, "_zs_partial": False}
        part = {"pk": "3000000000000000000", "user": account, "_zs_partial": True}
        after = read(tmp_path, envelope("instagram.com", whole), envelope("instagram.com", part))[0]["post"]
        before = read(tmp_path, envelope("instagram.com", part), envelope("instagram.com", whole))[0]["post"]
        assert [(row.get("text"), row.get("is_partial")) for row in after] == [("a bridge", None)]
        assert [(row.get("text"), row.get("is_partial")) for row in before] == [(None, True), ("a bridge", None)]

    def test_captures_put_together_are_each_read_as_what_they_are(self, tmp_path: Path) -> None:
        rows, tally, found = read(
            tmp_path,
            envelope("tiktok.com", {"id": "7253412087585246221", "desc": "a"}),
            envelope("instagram.com", {"pk": "3000000000000000000", "user": {"id": "41", "username": "ann"}}),
        )
        assert found.format_id == "zeeschuimer/mixed"
        assert [row["platform"] for row in rows["post"]] == ["tiktok", "instagram"]
        assert [each.path for each in tally.fields.found()] == []

    def test_another_platform_after_the_first_look_is_not_lost(self, tmp_path: Path) -> None:
        # The first fifty records say TikTok; the fifty-first is of another capture.
        videos = [envelope("tiktok.com", {"id": str(7253412087585246221 + each), "desc": "a"}) for each in range(60)]
        note = envelope("xiaohongshu.com", {"id": "65f1a2b3000000001203abcd", "note_card": {"user": {"user_id": "5f"}}})
        rows, tally, found = read(tmp_path, *videos, note)
        assert found.format_id == "zeeschuimer/tiktok"
        assert (rows["post"][-1]["platform"], list(tally.rejected)) == ("xiaohongshu", [])
        assert [each.path for each in tally.fields.found()] == []

    def test_records_of_x_among_others_are_refused_with_the_reason(self, tmp_path: Path) -> None:
        rows, tally, found = read(
            tmp_path,
            envelope("twitter.com", {"rest_id": "1"}),
            envelope("tiktok.com", {"id": "7253412087585246221", "desc": "a"}),
            envelope("9gag.com", {"id": "a"}),
        )
        assert found.format_id == "zeeschuimer/mixed"
        assert len(rows["post"]) == 1
        assert [each.code for each in tally.rejected] == ["E-INPUT-103", "E-INPUT-103"]
        assert "X" in tally.rejected[0].reason
        assert "file of their own" in tally.notes[0]

    def test_a_capture_of_x_alone_is_not_ours(self, tmp_path: Path) -> None:
        path = tmp_path / "capture"
        path.write_text(json.dumps(envelope("twitter.com", {"rest_id": "1"})) + "\n")
        assert CONNECTOR.recognise(path, ReadOptions()).certainty == 0.0

    def test_what_4cat_keeps_of_a_capture_reads_the_same(self, tmp_path: Path) -> None:
        record = envelope("tiktok.com", {"id": "7253412087585246221", "desc": "a #b", "createTime": 1_688_816_612})
        content = record.pop("data")
        rows, tally, found = read(tmp_path, {**content, "__import_meta": record})
        assert (found.format_id, list(tally.rejected)) == ("zeeschuimer/tiktok", [])
        assert rows["post"][0]["text"] == "a #b"

    def test_packing_does_not_matter(self, tmp_path: Path) -> None:
        path = tmp_path / "capture.ndjson.gz"
        record = envelope("tiktok.com", {"id": "7253412087585246221", "desc": "a"})
        path.write_bytes(gzip.compress((json.dumps(record) + "\n").encode()))
        assert read_file(path)[2].format_id == "zeeschuimer/tiktok"

    @pytest.mark.parametrize("content", [None, {}, "text", 7, []])
    def test_an_envelope_with_nothing_in_it_is_refused(self, tmp_path: Path, content: Any) -> None:
        good = envelope("tiktok.com", {"id": "7253412087585246221", "desc": "a"})
        _, tally, _ = read(tmp_path, good, envelope("tiktok.com", content))
        assert (tally.rows_kept, [each.code for each in tally.rejected]) == (1, ["E-INPUT-103"])

    def test_a_post_without_an_id_is_refused_and_the_rest_is_read(self, tmp_path: Path) -> None:
        good = envelope("tiktok.com", {"id": "7253412087585246221", "desc": "a"})
        _, tally, _ = read(tmp_path, envelope("tiktok.com", {"desc": "a"}), good)
        assert (tally.rows_kept, [each.code for each in tally.rejected]) == (1, ["E-INPUT-102"])


class TestTikTok:
    """Posts and comments."""

    def test_the_account_is_its_number_and_a_handle_never_is(self, tmp_path: Path) -> None:
        author = {"id": "1000000007", "uniqueId": "Ann.Example", "secUid": "MS4wL", "nickname": "Ann"}
        rows = one(tmp_path, "tiktok.com", {"id": "7253412087585246221", "desc": "a", "author": author})
        assert rows["post"][0]["account_uid"] == "tiktok:1000000007"
        assert rows["account"][0]["alt_ids"] == [("sec_uid", "MS4wL")]
        assert rows["account_obs"][0]["handle"] == "Ann.Example"

    def test_pages_of_old_only_name_the_handle(self, tmp_path: Path) -> None:
        rows = one(tmp_path, "tiktok.com", {"id": "7253412087585246221", "author": "Ann.Example", "nickname": "Ann"})
        assert rows["account"][0]["account_uid"] == handle_uid("tiktok", "ann.example") == "tiktok:@ann.example"
        assert rows["account"][0]["account_id_kind"] == "handle_only"

    def test_the_time_may_be_text_and_the_id_is_seconds_earlier(self, tmp_path: Path) -> None:
        rows = one(tmp_path, "tiktok.com", {"id": "7253412087585246221", "desc": "a", "createTime": "1688816612"})
        post = rows["post"][0]
        assert post["created_at"] == datetime(2023, 7, 8, 11, 43, 32, tzinfo=UTC)
        assert post["created_at_id"] == datetime(2023, 7, 8, 11, 43, 25, tzinfo=UTC)
        assert (post["created_at_precision"], post["time_conflict"]) == ("s", False)

    def test_where_it_was_uploaded_is_not_where_anybody_is_from(self, tmp_path: Path) -> None:
        rows = one(tmp_path, "tiktok.com", {"id": "7253412087585246221", "desc": "a", "locationCreated": "CA"})
        assert places(rows) == [("tiktok:7253412087585246221", "upload_region", "CA", "CA", None)]

    def test_lists_stand_before_what_the_text_looks_like(self, tmp_path: Path) -> None:
        # "@user" in the text is the account user2 of the list; it must not become a second mention.
        marks = [{"hashtagName": "Tag"}, {"userUniqueId": "user2", "secUid": "MS4w"}]
        rows = one(
            tmp_path,
            "tiktok.com",
            {
                "id": "7253412087585246221",
                "desc": "#tag @user https://a.example",
                "textExtra": marks,
                "challenges": [{"title": "tag"}],
                "music": {"id": "71", "title": "t"},
                "duetInfo": {"duetFromId": "7253412087585246000"},
            },
        )
        assert edges(rows) == [
            ("uses_hashtag", "tag"),
            ("mentions", "tiktok:@user2"),
            ("links_to", "https://a.example"),
            ("uses_sound", "tiktok:71"),
            ("quote_of", "tiktok:7253412087585246000"),
        ]

    def test_a_missing_counter_is_not_zero(self, tmp_path: Path) -> None:
        stats = {"diggCount": 0, "collectCount": "3", "shareCount": -1}
        rows = one(tmp_path, "tiktok.com", {"id": "7253412087585246221", "desc": "a", "stats": stats})
        counts = rows["engagement"][0]
        assert (counts["like_count"], counts["save_count"]) == (0, 3)
        assert not {"view_count", "share_count", "comment_count"} & set(counts)

    def test_an_address_that_expires_says_when_and_is_not_all_that_names_the_file(self, tmp_path: Path) -> None:
        film = {"duration": 60, "downloadAddr": "https://v16.example/a?x-expires=1764936400&x-signature=b"}
        rows = one(tmp_path, "tiktok.com", {"id": "7253412087585246221", "desc": "a", "video": film})
        media = rows["media"][0]
        assert (media["kind"], media["duration_s"]) == ("video", 60.0)
        assert media["expires_at"] == datetime(2025, 12, 5, 12, 6, 40, tzinfo=UTC)

    def test_a_comment_answers_a_comment_or_else_the_video(self, tmp_path: Path) -> None:
        def comment(cid: str, head: str, direct: str) -> Raw:
            account = {"uid": "9", "unique_id": "bob", "sec_uid": "M"}
            return envelope(
                "tiktok-comments",
                {
                    "cid": cid,
                    "aweme_id": "7253412087585246221",
                    "text": "no",
                    "create_time": 1_688_820_000,
                    "digg_count": 4,
                    "reply_id": head,
                    "reply_to_reply_id": direct,
                    "user": account,
                },
            )

        rows, _, _ = read(
            tmp_path,
            comment("7253412087585246300", "0", "0"),
            comment("7253412087585246301", "12", "0"),
            comment("7253412087585246302", "12", "13"),
        )
        assert [row["parent_post_uid"] for row in rows["post"]] == [
            "tiktok:7253412087585246221",
            "tiktok:12",
            "tiktok:13",
        ]
        assert {row["root_post_uid"] for row in rows["post"]} == {"tiktok:7253412087585246221"}
        assert {row["account_uid"] for row in rows["post"]} == {"tiktok:9"}

    def test_answers_that_came_along_are_comments_too(self, tmp_path: Path) -> None:
        answer = {
            "cid": "7253412087585246301",
            "aweme_id": "7253412087585246221",
            "text": "yes",
            "reply_id": "7253412087585246300",
        }
        rows = one(
            tmp_path,
            "tiktok-comments",
            {
                "cid": "7253412087585246300",
                "aweme_id": "7253412087585246221",
                "text": "no",
                "reply_id": "0",
                "reply_comment": [answer],
            },
        )
        assert [(row["text"], row["parent_post_uid"]) for row in rows["post"]] == [
            ("no", "tiktok:7253412087585246221"),
            ("yes", "tiktok:7253412087585246300"),
        ]


class TestDouyin:
    """Posts in two casings, streams, mixes."""

    SNAKE: ClassVar[Raw] = {
        "aweme_id": "7412345678901234567",
        "desc": "示例 #西湖",
        "create_time": 1_725_822_000,
        "author_user_id": 12,
        "author": {"uid": "12", "sec_uid": "MS4wLjABAAAAx", "nickname": "小王", "follower_count": 0},
        "statistics": {"digg_count": 12500, "play_count": 0},
    }

    def test_views_are_always_zero_on_the_web_and_so_are_not_observed(self, tmp_path: Path) -> None:
        counts = one(tmp_path, "douyin.com", self.SNAKE)["engagement"][0]
        assert counts["like_count"] == 12500
        assert "view_count" not in counts

    def test_the_account_is_sec_uid_with_uid_beside_it(self, tmp_path: Path) -> None:
        rows = one(tmp_path, "douyin.com", self.SNAKE)
        assert rows["post"][0]["account_uid"] == "douyin:MS4wLjABAAAAx"
        assert rows["account"][0]["alt_ids"] == [("uid", "12")]
        assert "follower_count" not in rows["account_obs"][0]

    def test_both_casings_give_the_same_post(self, tmp_path: Path) -> None:
        camel = {
            "awemeId": "7412345678901234567",
            "desc": "示例 #西湖",
            "createTime": 1_725_822_000,
            "authorUserId": 12,
            "ZS_collected_from_embed": True,
            "authorInfo": {"secUid": "MS4wLjABAAAAx", "nickname": "小王"},
            "cellRoom": "$undefined",
            "stats": {"diggCount": 12500, "shareCount": "$undefined"},
            "music": "$undefined",
            "mixInfo": {"mixId": "$undefined"},
        }
        snake, embedded = one(tmp_path, "douyin.com", self.SNAKE), one(tmp_path, "douyin.com", camel)
        assert snake["post"] == embedded["post"]
        assert snake["account"] == embedded["account"]
        assert "share_count" not in embedded["engagement"][0]

    @pytest.mark.parametrize("written", ["$undefined", "N/A", "Unknown", "undefined", ""])
    def test_words_for_nothing_are_nothing(self, written: str) -> None:
        assert known(written) is None  # T11

    def test_regions_stay_apart_and_as_written(self, tmp_path: Path) -> None:
        author = {**self.SNAKE["author"], "ip_location": "IP属地：浙江", "region": "CN"}
        rows = one(tmp_path, "douyin.com", {**self.SNAKE, "author": author, "ip_label": "加拿大", "region": "CN"})
        assert places(rows) == [
            ("douyin:MS4wLjABAAAAx", "ip_region_account", "IP属地：浙江", None, "浙江"),
            ("douyin:MS4wLjABAAAAx", "registration_country", "CN", "CN", None),
            ("douyin:7412345678901234567", "ip_region_post", "加拿大", None, None),
            ("douyin:7412345678901234567", "upload_region", "CN", "CN", None),
        ]

    def test_only_names_of_provinces_are_provinces(self) -> None:
        assert [province_in(each) for each in ("IP属地：内蒙古", "广东", "美国", "IP属地：未知")] == [
            "内蒙古",
            "广东",
            None,
            None,
        ]

    def test_a_nickname_in_the_text_mentions_nobody(self, tmp_path: Path) -> None:
        marks = [{"hashtag_name": "西湖"}, {"sec_uid": "MS4wY", "user_id": "9"}]
        rows = one(tmp_path, "douyin.com", {**self.SNAKE, "desc": "@小李 #西湖", "text_extra": marks})
        assert edges(rows) == [("uses_hashtag", "西湖"), ("mentions", "douyin:MS4wY")]

    def test_a_stream_is_json_within_text(self, tmp_path: Path) -> None:
        room = {
            "id_str": "99",
            "title": "直播",
            "create_time": 1_725_822_000,
            "owner": {"sec_uid": "MS4wS", "nickname": "台"},
            "stats": {"total_user": "1.2万"},
        }
        for outer in ({"rawdata": json.dumps(room)}, {"cell_room": {"rawdata": json.dumps(room)}}):
            rows = one(tmp_path, "douyin.com", {"aweme_id": "7412345678901234567", **outer})
            post = rows["post"][0]
            assert (post["kind"], post["text"], post["account_uid"]) == ("livestream", "直播", "douyin:MS4wS")
            assert (rows["engagement"][0]["view_count"], rows["engagement"][0]["granularity"]) == (
                12000,
                [("view_count", 1000)],
            )

    def test_a_stream_without_a_time_has_that_of_its_id(self, tmp_path: Path) -> None:
        # 4CAT takes the time of collection instead; that would be an invented fact.
        room = json.dumps({"id_str": "99", "title": "直播"})
        post = one(tmp_path, "douyin.com", {"aweme_id": "7412345678901234567", "rawdata": room})["post"][0]
        assert (post["created_at"], post["created_at_source"]) == (datetime(2024, 9, 8, 18, 46, 55, tzinfo=UTC), "id")
        assert post["created_at_precision"] == "hour"

    def test_a_stream_that_is_no_json_is_refused(self, tmp_path: Path) -> None:
        good = envelope("douyin.com", self.SNAKE)
        _, tally, _ = read(
            tmp_path, good, envelope("douyin.com", {"aweme_id": "7412345678901234567", "rawdata": "{cut"})
        )
        assert [each.code for each in tally.rejected] == ["E-INPUT-101"]

    def test_later_parts_of_a_mix_are_said_to_be_perhaps_unseen(self, tmp_path: Path) -> None:
        part = {**self.SNAKE, "mix_info": {"mix_id": "73"}, "ZS_collected_from_mix": True, "ZS_first_mix_vid": False}
        rows, tally, _ = read(tmp_path, envelope("douyin.com", part))
        assert rows["post"][0]["container_id"] == "mix-73"
        assert "need not have seen" in tally.notes[0]


class TestInstagramAndThreads:
    """Three shapes of Instagram, and Threads."""

    ITEM: ClassVar[Raw] = {
        "pk": "482584233761418119",
        "id": "482584233761418119_25025320",
        "code": "aye83DjauH",
        "taken_at": 1_371_748_545,
        "caption": {"text": "Bridge #harbour"},
        "user": {"pk": "25025320", "username": "reader.1"},
        "media_type": 1,
        "like_count": 3,
    }

    def test_the_number_is_the_post_whatever_it_is_named_by(self, tmp_path: Path) -> None:
        # T15: pk, pk_account and shortcode are one id.
        forms = [
            {"pk": 482584233761418119},
            {"id": "482584233761418119_25025320"},
            {"code": "aye83DjauH"},
            {"shortcode": "aye83DjauH"},
        ]
        for form in forms:
            post = one(tmp_path, "instagram.com", {**form, "user": {"pk": "1", "username": "a"}})["post"][0]
            assert post["post_uid"] == "instagram:482584233761418119"
            assert post["alt_ids"] == [("shortcode", "aye83DjauH")]

    def test_hidden_likes_are_not_observed(self, tmp_path: Path) -> None:
        open_, hidden = self.ITEM, {**self.ITEM, "like_and_view_counts_disabled": True, "comment_count": 2}
        assert one(tmp_path, "instagram.com", open_)["engagement"][0]["like_count"] == 3
        counts = one(tmp_path, "instagram.com", hidden)["engagement"][0]
        assert ("like_count" in counts, counts["comment_count"]) == (False, 2)

    def test_hidden_likes_of_the_graph_shape_are_minus_one_and_not_observed(self, tmp_path: Path) -> None:
        graph = {
            "__typename": "GraphVideo",
            "shortcode": "aye83DjauH",
            "taken_at_timestamp": 1_371_748_545,
            "is_video": True,
            "edge_media_to_caption": {"edges": [{"node": {"text": "Bridge"}}]},
            "owner": {"id": "25025320"},
            "edge_media_preview_like": {"count": -1},
            "edge_media_preview_comment": {"count": 4},
            "video_view_count": 9,
        }
        rows = one(tmp_path, "instagram.com", graph)
        assert (rows["post"][0]["kind"], rows["post"][0]["text"]) == ("video", "Bridge")
        counts = rows["engagement"][0]
        assert (counts.get("like_count"), counts["comment_count"], counts["view_count"]) == (None, 4, 9)

    def test_a_polaris_record_has_the_time_its_id_tells_and_is_partial(self, tmp_path: Path) -> None:
        polaris = {"__typename": "XIGPolarisVideoMedia", "code": "aye83DjauH", "user": {"id": "1", "username": "a"}}
        post = one(tmp_path, "instagram.com", polaris)["post"][0]
        assert (post["is_partial"], post["created_at_source"], post["created_at_precision"]) == (True, "id", "min")
        assert post["created_at"].date().isoformat() == "2013-06-20"

    @pytest.mark.parametrize(
        "sign", [{"product_type": "ad"}, {"link": "https://www.facebook.com/ads/ig_redirect/?d=1"}]
    )
    def test_adverts_are_refused(self, tmp_path: Path, sign: Raw) -> None:
        _, tally, _ = read(
            tmp_path, envelope("instagram.com", self.ITEM), envelope("instagram.com", {**self.ITEM, **sign})
        )
        assert [each.code for each in tally.rejected] == ["E-INPUT-103"]
        assert "advert" in tally.rejected[0].reason

    def test_coauthors_tags_sound_and_place(self, tmp_path: Path) -> None:
        rows = one(
            tmp_path,
            "instagram.com",
            {
                **self.ITEM,
                "coauthor_producers": [{"id": "8", "username": "reader.8"}],
                "usertags": {"in": [{"user": {"pk": "9", "username": "reader.9"}}]},
                "location": {"pk": 5, "name": "Old Harbour", "lat": -36.84, "lng": 174.76},
            },
        )
        assert edges(rows) == [("uses_hashtag", "harbour"), ("mentions", "instagram:9"), ("coauthor", "instagram:8")]
        uid = "instagram:482584233761418119"
        assert places(rows) == [
            (uid, "gps_place", "Old Harbour", None, None),
            (uid, "gps_place", "-36.84,174.76", None, None),
        ]

    def test_a_carousel_keeps_its_order(self, tmp_path: Path) -> None:
        def image(name: str) -> Raw:
            return {
                "image_versions2": {
                    "candidates": [{"url": f"https://s.example/{name}?oe=6931D2D0", "width": 10, "height": 20}]
                }
            }

        film = {**image("still"), "media_type": 2, "video_versions": [{"url": "https://s.example/film"}]}
        rows = one(tmp_path, "instagram.com", {**self.ITEM, "media_type": 8, "carousel_media": [image("a"), film]})
        assert [(row["kind"], row["url"].partition("?")[0]) for row in rows["media"]] == [
            ("image", "https://s.example/a"),
            ("video", "https://s.example/film"),
            ("thumb", "https://s.example/still"),
        ]
        assert rows["media"][0]["expires_at"] == datetime(2025, 12, 4, 18, 28, 32, tzinfo=UTC)

    def test_a_threads_link_is_led_to_its_goal(self, tmp_path: Path) -> None:
        more = {
            "repost_count": 1,
            "direct_reply_count": 2,
            "quote_count": 3,
            "link_preview_attachment": {"url": "https://l.threads.com/?u=https%3A%2F%2Fnews.example%2Fa%3Fb%3D1&e=AT0"},
        }
        rows = one(tmp_path, "threads.net", {**self.ITEM, "text_post_app_info": more})
        assert edges(rows) == [("links_to", "https://news.example/a?b=1"), ("uses_hashtag", "harbour")]
        counts = rows["engagement"][0]
        assert (counts["share_count"], counts["comment_count"], counts["quote_count"]) == (1, 2, 3)
        assert rows["post"][0]["url"] == "https://www.threads.com/@reader.1/post/aye83DjauH"

    def test_a_quoted_thread_is_a_post_of_its_own(self, tmp_path: Path) -> None:
        quoted = {"pk": "482584233761418000", "caption": {"text": "old"}, "user": {"pk": "7", "username": "reader.7"}}
        more = {"share_info": {"quoted_post": quoted, "reposted_post": None}}
        rows = one(tmp_path, "threads.com", {**self.ITEM, "text_post_app_info": more})
        assert edges(rows)[-1] == ("quote_of", "threads:482584233761418000")
        assert [(row["account_uid"], row["text"]) for row in rows["post"]] == [
            ("threads:25025320", "Bridge #harbour"),
            ("threads:7", "old"),
        ]


class TestRedNote:
    """Notes in three shapes, and comments."""

    def test_the_api_shape(self, tmp_path: Path) -> None:
        rows = one(
            tmp_path,
            "xiaohongshu.com",
            {
                "id": "65f1a2b3000000001203abcd",
                "model_type": "note",
                "note_card": {
                    "display_title": "标题",
                    "desc": "看 @大红薯",
                    "time": 1_710_334_643_000,
                    "ip_location": "浙江",
                    "user": {"user_id": "5f8a", "nick_name": "小红薯"},
                    "tag_list": [{"name": "港口"}],
                    "interact_info": {"liked_count": "1.2万", "collected_count": "10万+", "comment_count": "评论"},
                },
            },
        )
        post, counts = rows["post"][0], rows["engagement"][0]
        assert (post["title"], post["kind"], post["account_uid"]) == ("标题", "note", "xiaohongshu:5f8a")
        assert post["created_at"] == datetime(2024, 3, 13, 12, 57, 23, tzinfo=UTC)  # T5: milliseconds
        assert (counts["like_count"], counts["save_count"], counts["lower_bound"]) == (12000, 100000, ["save_count"])
        assert "comment_count" not in counts
        assert places(rows) == [("xiaohongshu:65f1a2b3000000001203abcd", "ip_region_post", "浙江", None, "浙江")]
        assert edges(rows) == [("uses_hashtag", "港口")]

    def test_the_shape_that_pages_embed(self, tmp_path: Path) -> None:
        rows = one(
            tmp_path,
            "xiaohongshu.com",
            {
                "id": "65f1a2b3000000001203abcd",
                "note": {
                    "title": "标题",
                    "desc": "看",
                    "time": 1_710_334_643_000,
                    "user": {"userId": "5f8a", "nickname": "小红薯"},
                    "interactInfo": {"likedCount": "2341"},
                    "imageList": [{"urlDefault": "https://sns.example/a"}],
                },
            },
        )
        assert (rows["post"][0]["account_uid"], rows["engagement"][0]["like_count"]) == ("xiaohongshu:5f8a", 2341)
        assert rows["media"][0]["url"] == "https://sns.example/a"

    def test_the_page_itself_shows_a_nickname_which_is_no_account(self, tmp_path: Path) -> None:
        rows = one(
            tmp_path,
            "xiaohongshu.com",
            {
                "id": "65f1a2b3000000001203abcd",
                "url": "/explore/65",
                "title": "标题",
                "author_name": "小红薯",
                "likes": "赞",
                "_zs-origin": "html",
            },
        )
        assert set(rows) == {"post"}  # no account, and "赞" is the button's label, not a counter
        assert ("account_uid" in rows["post"][0], rows["post"][0]["created_at_precision"]) == (False, "hour")

    def test_tiles_are_refused(self, tmp_path: Path) -> None:
        note = {"id": "65f1a2b3000000001203abcd", "note_card": {"user": {"user_id": "5f"}, "desc": "a"}}
        tile = {"id": "65f1a2b3000000001203abce", "xsec_token": "T", "cover": {"url": "https://sns.example/a"}}
        _, tally, _ = read(tmp_path, envelope("xiaohongshu.com", note), envelope("xiaohongshu.com", tile))
        assert [each.code for each in tally.rejected] == ["E-INPUT-103"]

    def test_a_comment_and_the_answers_to_it(self, tmp_path: Path) -> None:
        answer = {
            "id": "65f1a2b3000000001203abcf",
            "content": "不",
            "create_time": 1_710_334_650_000,
            "user_info": {"user_id": "5f77"},
        }
        rows = one(
            tmp_path,
            "xiaohongshu-comments",
            {
                "id": "65f1a2b3000000001203abce",
                "note_id": "65f1a2b3000000001203abcd",
                "content": "好 @小红薯",
                "create_time": 1_710_334_643_000,
                "like_count": "3",
                "sub_comment_count": "1",
                "ip_location": "IP属地：广东",
                "user_info": {"user_id": "5f8a", "nickname": "薯"},
                "sub_comments": [answer],
            },
        )
        assert [row["parent_post_uid"] for row in rows["post"]] == [
            "xiaohongshu:65f1a2b3000000001203abcd",
            "xiaohongshu:65f1a2b3000000001203abce",
        ]
        assert {row["root_post_uid"] for row in rows["post"]} == {"xiaohongshu:65f1a2b3000000001203abcd"}
        assert places(rows) == [
            ("xiaohongshu:65f1a2b3000000001203abce", "ip_region_comment", "IP属地：广东", None, "广东")
        ]
        assert ("mentions", "xiaohongshu:@小红薯") not in edges(rows)


class TestLinkedIn:
    """Posts of Voyager V2."""

    def post(self, urn: str, shown: str) -> Raw:
        return {
            "updateMetadata": {"urn": urn},
            "commentary": {"text": {"text": "Hello #osint"}},
            "actor": {
                "name": {"text": "Ann Example"},
                "subDescription": {"text": shown},
                "navigationContext": {"actionTarget": "https://www.linkedin.com/in/Ann-Example?x=1"},
            },
        }

    def test_the_id_tells_the_time_and_18h_does_not_matter(self, tmp_path: Path) -> None:
        post = one(tmp_path, "linkedin.com", self.post("urn:li:activity:6960882777168695296", "18h • "))["post"][0]
        assert post["created_at"] == datetime(2022, 8, 4, 9, 3, 1, 25_000, tzinfo=UTC)
        assert (post["created_at_precision"], post["created_at_source"], post["created_at_raw"]) == (
            "ms",
            "id",
            "18h • ",
        )

    def test_where_the_id_tells_none_18h_is_taken_from_the_capture(self, tmp_path: Path) -> None:
        post = one(tmp_path, "linkedin.com", self.post("urn:li:activity:12345", "18h • Edited"))["post"][0]
        assert post["created_at"] == datetime(2025, 12, 3, 18, 6, 40, 123_000, tzinfo=UTC)
        assert (post["created_at_precision"], post["created_at_source"]) == ("hour", "relative")

    @pytest.mark.parametrize(
        ("shown", "precision"), [("3d", "day"), ("2w •", "week"), ("5mo", "month"), ("1yr", "year"), ("Nu", "unknown")]
    )
    def test_the_precision_is_that_of_the_unit(self, tmp_path: Path, shown: str, precision: str) -> None:
        post = one(tmp_path, "linkedin.com", self.post("urn:li:activity:12345", shown))["post"][0]
        assert post["created_at_precision"] == precision

    def test_without_a_digit_it_is_promoted(self, tmp_path: Path) -> None:
        urn = "urn:li:activity:6960882777168695296"
        assert one(tmp_path, "linkedin.com", self.post(urn, "Promoted"))["post"][0]["is_promoted"] is True
        assert one(tmp_path, "linkedin.com", self.post(urn, "18h • "))["post"][0]["is_promoted"] is False
        nothing = {"updateMetadata": {"urn": urn}, "commentary": {"text": {"text": "a"}}}
        assert "is_promoted" not in one(tmp_path, "linkedin.com", nothing)["post"][0]

    def test_of_posts_shown_as_one_the_first_counts(self, tmp_path: Path) -> None:
        urn = "urn:li:aggregate:(urn:li:activity:6960882777168695296,urn:li:activity:6960882777168690000)"
        assert one(tmp_path, "linkedin.com", self.post(urn, "18h"))["post"][0]["native_id"] == "6960882777168695296"

    def test_the_account_is_the_end_of_its_address(self, tmp_path: Path) -> None:
        rows = one(tmp_path, "linkedin.com", self.post("urn:li:activity:6960882777168695296", "18h"))
        assert (rows["account"][0]["account_uid"], rows["account"][0]["account_id_kind"]) == (
            "linkedin:@in/ann-example",
            "handle_only",
        )

    def test_reactions_and_both_ways_of_marking_text(self, tmp_path: Path) -> None:
        raw = self.post("urn:li:activity:6960882777168695296", "18h")
        raw["commentary"]["text"] |= {
            "attributes": [{"type": "PROFILE_MENTION", "*miniProfile": {"publicIdentifier": "bob"}}],
            "attributesV2": [{"detailData": {"*hashtag": {"trackingUrn": "urn:li:hashtag:OSINT"}}}],
        }
        raw["*socialDetail"] = {
            "*totalSocialActivityCounts": {
                "numLikes": 3,
                "numComments": 1,
                "numShares": 2,
                "reactionTypeCounts": [{"reactionType": "EMPATHY", "count": 3}],
            }
        }
        rows = one(tmp_path, "linkedin.com", raw)
        assert edges(rows) == [("mentions", "linkedin:@in/bob"), ("uses_hashtag", "osint")]
        assert rows["engagement"][0]["reactions"] == [("empathy", 3)]


class TestTruthSocialAndGab:
    """Descendants of Mastodon."""

    def test_a_truth_that_passes_on_another(self, tmp_path: Path) -> None:
        inner = {
            "id": "108",
            "content": "Old toll",
            "created_at": "2023-12-31T00:00:00.000Z",
            "account": {"id": "19", "acct": "bob"},
        }
        rows = one(
            tmp_path,
            "truthsocial.com",
            {
                "id": "110",
                "content": "",
                "created_at": "2024-01-01T00:00:00.123Z",
                "account": {"id": "11", "acct": "ann"},
                "reblog": inner,
            },
        )
        assert [(row["post_uid"], row["kind"], row["account_uid"]) for row in rows["post"]] == [
            ("truthsocial:110", "repost", "truthsocial:11"),
            ("truthsocial:108", "post", "truthsocial:19"),
        ]
        assert edges(rows) == [("repost_of", "truthsocial:108")]
        assert rows["post"][0]["created_at"] == datetime(2024, 1, 1, 0, 0, 0, 123_000, tzinfo=UTC)

    def test_gab_shortens_its_names(self, tmp_path: Path) -> None:
        rows = one(
            tmp_path,
            "gab.com",
            {
                "i": "111",
                "id": "111",
                "ca": "2024-01-01T00:00:00.000Z",
                "c": "Toll #harbour",
                "ul": "https://gab.com/r/111",
                "fc": 4,
                "rbc": 1,
                "rc": 2,
                "author_info": {"i": "21", "un": "ann", "dn": "Ann"},
                "link_info": {"url": "https://news.example/a"},
                "image_info": None,
            },
        )
        assert (rows["post"][0]["account_uid"], rows["account_obs"][0]["handle"]) == ("gab:21", "ann")
        counts = rows["engagement"][0]
        assert (counts["like_count"], counts["share_count"], counts["comment_count"]) == (4, 1, 2)
        assert edges(rows) == [("links_to", "https://news.example/a"), ("uses_hashtag", "harbour")]

    def test_marks_left_in_the_text_become_line_ends_or_go(self) -> None:
        assert plain("<p>one &amp; two<br>three</p><p>four</p>") == "one & two\nthree\nfour"  # T12
        assert plain("2 < 3 > 1") == "2 < 3 > 1"

    def test_a_group_beside_the_posts_is_refused(self, tmp_path: Path) -> None:
        good = {"i": "111", "c": "Toll", "ca": "2024-01-01T00:00:00.000Z"}
        _, tally, _ = read(tmp_path, envelope("gab.com", good), envelope("gab.com", {"id": "5", "type": "group"}))
        assert [each.code for each in tally.rejected] == ["E-INPUT-103"]


def sample(name: str) -> Path:
    """Return a reference file, or skip the test where it is absent."""
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"reference file {name} is not present beside the checkout")
    return path


@pytest.mark.reference_data
@pytest.mark.parametrize(
    ("name", "format_id", "post_uid", "account_uid", "created", "likes"),
    [
        (
            "DOUYIN_zeeschuimer.ndjson",
            "douyin",
            "douyin:7412345678901234567",
            "douyin:MS4wLjABAAAAx",
            "2024-09-08T19:00:00+00:00",
            12500,
        ),
        (
            "TIKTOK_zeeschuimer.ndjson",
            "tiktok",
            "tiktok:7253412087585246221",
            "tiktok:1000000007",
            "2023-07-08T11:43:32+00:00",
            10,
        ),
        (
            "XHS_zeeschuimer.ndjson",
            "rednote",
            "xiaohongshu:65f1a2b3000000001203abcd",
            "xiaohongshu:5f8a",
            "2024-03-13T12:57:23+00:00",
            2341,
        ),
        (
            "LINKEDIN_zeeschuimer_pre2026-06.ndjson",
            "linkedin",
            "linkedin:6960882777063424153",
            "linkedin:@in/ann-example",
            "2022-08-04T09:03:01+00:00",
            3,
        ),
    ],
)
def test_the_samples(name: str, format_id: str, post_uid: str, account_uid: str, created: str, likes: int) -> None:
    rows, tally, found = read_file(sample(name))
    assert (found.format_id, list(tally.rejected)) == (f"zeeschuimer/{format_id}", [])
    post = rows["post"][0]
    assert (post["post_uid"], post["account_uid"], post["created_at"].isoformat()) == (post_uid, account_uid, created)
    assert rows["engagement"][0]["like_count"] == likes
    assert [each.path for each in tally.fields.found()] == []
