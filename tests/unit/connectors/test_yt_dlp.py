"""yt-dlp: one reader for what it notes of videos on every platform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import REPORT, ReadOptions
from crosscurrent.errors import InputRefused
from tests.unit.connectors.video_captures import Read, read, sample, seconds

EPOCH = 1_764_850_000  # 2025-12-04T12:06:40Z
YOUTUBE: dict[str, Any] = {
    "id": "AbCdEfGh1_0", "title": "Bridge #opening", "description": "https://news.example/a, by @harbour",
    "channel": "Harbour", "channel_id": "UCharbour", "uploader": "Harbour", "uploader_id": "@harbour",
    "channel_follower_count": 12_300, "timestamp": 1_700_000_000, "view_count": 5, "comment_count": 9,
    "extractor_key": "Youtube", "tags": ["toll"], "epoch": EPOCH, "webpage_url": "https://www.youtube.com/watch?v=AbCdEfGh1_0",
}  # fmt: skip


def _video(**changes: Any) -> dict[str, Any]:
    return {**YOUTUBE, **changes}


def _comment(**changes: Any) -> dict[str, Any]:
    return {
        "id": "Ugx1",
        "parent": "root",
        "text": "hi",
        "author": "@a",
        "author_id": "UCa",
        "like_count": 3,
        **changes,
    }


def test_a_video_its_channel_and_counters_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, _video())
    post = found.one("post")
    assert (post["post_uid"], post["kind"], post["account_uid"]) == (
        "youtube:AbCdEfGh1_0", "video", "youtube:UCharbour",
    )  # fmt: skip
    assert (seconds(post), post["created_at_precision"], post["created_at_source"]) == (1_700_000_000, "s", "field")
    assert (post["title"], post["text"]) == ("Bridge #opening", "https://news.example/a, by @harbour")
    # The moment of the capture is the tool's, never ours.
    assert seconds(found.one("engagement"), "observed_at") == EPOCH
    assert (found.one("engagement")["view_count"], found.one("engagement")["like_count"]) == (5, None)
    # YouTube rounds subscribers to three digits; the sign of a handle is no part of it.
    seen = found.one("account_obs")
    assert (seen["handle"], seen["follower_count"], seen["follower_is_rounded"]) == ("harbour", 12_300, True)


def test_tags_of_the_form_are_no_hashtags_but_those_in_title_and_text_are(tmp_path: Path) -> None:
    assert read(tmp_path, _video()).edges() == [
        ("youtube:AbCdEfGh1_0", "uses_hashtag", "opening"),
        ("youtube:AbCdEfGh1_0", "links_to", "https://news.example/a"),
        ("youtube:AbCdEfGh1_0", "mentions", "youtube:@harbour"),
    ]


@pytest.mark.parametrize(
    ("words", "precision"),
    [("2 years ago", "year"), ("3 months ago (edited)", "month"), ("1 week ago", "week"), ("vor 2 Jahren", "unknown")],
)
def test_t4_a_time_made_from_words_is_no_finer_than_the_words(tmp_path: Path, words: str, precision: str) -> None:
    found = read(tmp_path, _video(comments=[_comment(timestamp=1_701_691_200, _time_text=words)]))
    comment = found.posts()["youtube:Ugx1"]
    assert (seconds(comment), comment["created_at_precision"]) == (1_701_691_200, precision)
    assert (comment["created_at_source"], comment["created_at_raw"]) == ("relative", words)


def test_words_alone_are_resolved_against_the_capture_and_without_it_the_time_is_unknown(tmp_path: Path) -> None:
    told = read(tmp_path, _video(comments=[_comment(_time_text="2 days ago")]))
    assert seconds(told.posts()["youtube:Ugx1"]) == EPOCH - 2 * 86_400
    silent = read(tmp_path, _video(epoch=None, comments=[_comment(_time_text="2 days ago")]))
    assert silent.posts()["youtube:Ugx1"]["created_at"] is None
    assert silent.posts()["youtube:Ugx1"]["created_at_raw"] == "2 days ago"


def test_answers_hang_on_their_comment_and_comments_on_the_video(tmp_path: Path) -> None:
    found = read(tmp_path, _video(comments=[_comment(), _comment(id="Ugx1.8a", parent="Ugx1")]))
    first, answer = found.posts()["youtube:Ugx1"], found.posts()["youtube:Ugx1.8a"]
    assert (first["parent_post_uid"], first["thread_id"]) == ("youtube:AbCdEfGh1_0", "AbCdEfGh1_0")
    assert (answer["parent_post_uid"], answer["root_post_uid"]) == ("youtube:Ugx1", "youtube:AbCdEfGh1_0")
    assert ("youtube:Ugx1.8a", "reply_to", "youtube:Ugx1") in found.edges()
    assert [row["locator"] for row in found.of("post")] == ["pointer=", "pointer=/comments/0", "pointer=/comments/1"]


def test_a_commentator_is_a_channel_never_a_display_name(tmp_path: Path) -> None:
    comments = [
        _comment(id="1", author="Some Name", author_id=None), _comment(id="2", author_id=None),
        _comment(id="3", author=None, author_id=None, author_is_uploader=True),
    ]  # fmt: skip
    posts = read(tmp_path, _video(comments=comments)).posts()
    assert [posts[f"youtube:{each}"]["account_uid"] for each in "123"] == [None, "youtube:@a", "youtube:UCharbour"]


def test_the_number_of_fetched_comments_is_a_lower_bound_of_the_counter(tmp_path: Path) -> None:
    # yt-dlp overwrites the platform's counter with the number of comments it fetched, which may have been limited.
    assert read(tmp_path, _video(comments=[_comment()])).of("engagement")[0]["lower_bound"] == ["comment_count"]
    assert read(tmp_path, _video()).one("engagement")["lower_bound"] is None


def test_without_a_time_the_day_of_upload_stands_for_it_and_is_no_finer(tmp_path: Path) -> None:
    post = read(tmp_path, _video(timestamp=None, upload_date="20231114")).one("post")
    assert (seconds(post), post["created_at_precision"], post["created_at_raw"]) == (1_699_920_000, "day", "20231114")


@pytest.mark.parametrize("written", ["BV13x41117TL", "BV13x41117TL_p2", "8903802"])
def test_t15_a_bilibili_video_has_one_id_however_it_is_written(tmp_path: Path, written: str) -> None:
    value = {"id": written, "extractor_key": "BiliBili", "title": "t", "timestamp": 1_488_353_834, "uploader_id": "5",
             "comments": [{"id": 123, "parent": 77, "text": "评论", "author": "u", "author_id": 1}]}  # fmt: skip
    found = read(tmp_path, value)
    video, comment = found.of("post")
    assert video["post_uid"] == "bilibili:BV13x41117TL"
    assert ("av", "8903802") in video["alt_ids"]
    assert (comment["post_uid"], comment["parent_post_uid"]) == ("bilibili:reply-123", "bilibili:reply-77")
    assert comment["root_post_uid"] == "bilibili:BV13x41117TL"


def test_an_episode_number_of_bilibili_is_no_av_number(tmp_path: Path) -> None:
    post = read(tmp_path, {"id": "8903802", "extractor_key": "BiliBiliBangumi", "title": "t"}).one("post")
    assert post["post_uid"] == "bilibili:bangumi-8903802"


def test_douyin_goes_by_sec_uid_its_id_tells_the_time_and_views_of_0_are_none(tmp_path: Path) -> None:
    value = {"id": "6961737553342991651", "extractor_key": "Douyin", "title": "d #x", "description": "d #x 全文",
             "uploader": "unique", "uploader_id": "110403406559", "channel_id": "MS4wLjABAAAA", "channel": "昵称",
             "timestamp": 1_620_905_839, "view_count": 0, "like_count": 4,
             "thumbnail": "https://p3.example/a.jpg?x-expires=1700000000&x-signature=1"}  # fmt: skip
    found = read(tmp_path, value)
    post, account, seen = found.one("post"), found.one("account"), found.one("account_obs")
    assert post["account_uid"] == "douyin:MS4wLjABAAAA"
    assert account["alt_ids"] == [("uid", "110403406559")]
    assert (seen["handle"], seen["display_name"]) == ("unique", "昵称")
    assert (seconds(post, "created_at_id"), post["time_conflict"]) == (1_620_905_835, False)
    assert (post["title"], post["text"]) == (None, "d #x 全文")  # posts there have no titles
    assert (found.one("engagement")["view_count"], found.one("engagement")["like_count"]) == (None, 4)
    # T16: the address of the picture is signed and expires.
    assert (found.one("media")["kind"], seconds(found.one("media"), "expires_at")) == ("thumb", 1_700_000_000)


def test_a_tiktok_id_contradicts_a_wrong_time(tmp_path: Path) -> None:
    value = {"id": "7253412088251534594", "extractor_key": "TikTok", "title": "t", "timestamp": 1_688_816_612 + 90_000,
             "uploader_id": "70001", "channel_id": "MS4w", "uploader": "name"}  # fmt: skip
    post = read(tmp_path, value).one("post")
    assert (post["time_conflict"], post["account_uid"]) == (True, "tiktok:70001")


def test_an_xigua_id_tells_the_time_where_none_is_written(tmp_path: Path) -> None:
    post = read(tmp_path, {"id": "6996881461559165471", "extractor_key": "Ixigua", "title": "t"}).one("post")
    assert (post["post_uid"], seconds(post)) == ("xigua:6996881461559165471", 1_629_088_414)
    assert (post["created_at_source"], post["created_at_precision"]) == ("id", "hour")


def test_other_platforms_keep_their_own_forms_of_ids(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [
        {"id": "4454572602912349", "extractor_key": "Weibo", "title": "t", "uploader_id": "7"},
        {"id": "643211870443208704", "display_id": "643211948184596480", "extractor_key": "Twitter", "title": "t",
         "uploader_id": "Harbour", "channel_id": "549749560"},
        {"id": "10153231379946729", "extractor_key": "Facebook", "title": "t", "uploader_id": "pfbid02abc"},
        {"id": "zv89", "display_id": "6rrwyj", "extractor_key": "Reddit", "title": "t", "uploader": "Reader",
         "channel_id": "videos"},
        {"id": "aye83DjauH", "extractor_key": "Instagram", "title": "t", "uploader_id": "2815873", "channel": "naomi"},
        {"id": "v1abc", "extractor_key": "Rumble", "title": "t", "uploader": "Someone"},
        {"id": "clip", "extractor_key": "Generic", "title": "t", "webpage_url": "https://www.news.example/a?utm_source=x"},
    ]  # fmt: skip
    posts = read(tmp_path, records).of("post")
    assert [(row["post_uid"], row["account_uid"]) for row in posts] == [
        ("weibo:4454572602912349", "weibo:7"),
        ("x:643211948184596480", "x:549749560"),
        ("facebook:10153231379946729", "facebook:none:pfbid02abc"),  # that token changes from view to view
        ("reddit:t3_6rrwyj", "reddit:@reader"),
        ("instagram:482584233761418119", "instagram:2815873"),
        ("rumble:v1abc", None),  # a display name is no identity
        ("web:95bbca1f9b4bae7d73e89dc2c1be3dbe", "web:news.example"),
    ]
    assert dict(posts[0]["alt_ids"])["bid"] == "ImTGkcdDn"


def test_a_playlist_gives_its_channel_and_the_videos_in_it(tmp_path: Path) -> None:
    gone = {
        "_type": "url",
        "ie_key": "Youtube",
        "id": "Ab_private0",
        "url": "https://y.example",
        "title": "[Private video]",
    }
    tab = {
        "_type": "url",
        "ie_key": "YoutubeTab",
        "id": "UCharbour",
        "url": "https://y.example/shorts",
        "title": "Shorts",
    }
    value = {
        "_type": "playlist", "id": "PL1", "extractor_key": "YoutubeTab", "channel": "Harbour",
        "channel_id": "UCharbour", "channel_follower_count": 999, "epoch": EPOCH,
        "entries": [_video(epoch=None, comments=[_comment()]), gone, tab, None],
    }  # fmt: skip
    found = read(tmp_path, value)
    assert found.tally.rows_in == 6
    # The link to a further list holds no video; a member that is null was not available when the list was read.
    assert found.refused() == ["E-INPUT-103", "E-INPUT-101"]
    assert [row["locator"] for row in found.of("post")] == [
        "pointer=/entries/0", "pointer=/entries/0/comments/0", "pointer=/entries/1",
    ]  # fmt: skip
    hidden = found.posts()["youtube:Ab_private0"]
    assert (hidden["availability"], hidden["title"], hidden["is_partial"]) == ("private", None, True)
    assert seconds(found.of("engagement")[0], "observed_at") == EPOCH  # as told by the list
    assert found.of("account_obs")[0]["follower_is_rounded"] is None  # below 1000 nothing is rounded


def test_lines_longer_than_the_first_look_are_lines_all_the_same(tmp_path: Path) -> None:
    captions = {f"l{each}": [{"url": "https://y.example/" + "x" * 1_000}] for each in range(300)}
    long = {key: value for key, value in _video(automatic_captions=captions).items() if key != "extractor_key"}
    long = {"formats": [{"format_id": "18", "url": "https://y.example", "protocol": "https"}], **long}
    records = [{**long, "extractor_key": "Youtube", "id": f"AbCdEfGh{each}_0"} for each in range(3)]
    found = read(tmp_path, records)
    assert found.recognition.format_id == "yt_dlp/video"
    assert [row["locator"] for row in found.of("post")] == ["line=1", "line=2", "line=3"]


def test_words_of_subtitles_that_stand_in_the_record_are_its_transcript(tmp_path: Path) -> None:
    tracks = {"zh-Hans": [{"ext": "srt", "data": "1\n00:00:01,000 --> 00:00:02,000\n大桥\n"}],
              "danmaku": [{"ext": "srt", "data": "no speech"}],
              "en": [{"ext": "vtt", "url": "https://y.example"}]}  # fmt: skip
    assert read(tmp_path, _video(subtitles=tracks)).one("post")["transcript"] == "大桥"


def test_a_document_with_many_comments_is_read_in_parts_with_the_same_result(tmp_path: Path) -> None:
    value = _video(comments=[_comment(id=f"Ugx{each}") for each in range(300)])
    whole = read(tmp_path, value)
    with mock.patch("crosscurrent.connectors.records.json_source.WHOLE_BYTES", 1_000):
        parts = read(tmp_path, value)
    assert len(whole.of("post")) == 301
    assert whole.rows == parts.rows


def test_a_cut_document_keeps_what_lies_before_the_cut_if_asked_to(tmp_path: Path) -> None:
    raw = json.dumps(_video(comments=[_comment(id=f"Ugx{each}") for each in range(30)])).encode()[:-900]
    with pytest.raises(InputRefused, match=r"after \d+ bytes"):
        read(tmp_path, raw)
    found = read(tmp_path, raw, on_bad_row=REPORT)
    assert found.refused() == ["E-INPUT-104"]
    assert 10 < len(found.of("post")) < 30


def test_wrong_types_are_rejected_with_a_code_and_take_no_other_record_along(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [
        _video(id=None), _video(id=9.6e18), _video(timestamp=1e300),
        _video(epoch="soon", channel_id={}, comments=[5, {}]),
    ]  # fmt: skip
    found = read(tmp_path, records)
    assert found.refused() == ["E-INPUT-102", "E-INPUT-013", "E-TIME-001", "E-INPUT-101", "E-INPUT-102"]
    assert found.tally.rows_kept == 1


def test_the_tools_name_may_be_anything_the_shape_decides(tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    path.write_text(json.dumps(_video()))
    assert registry.recognise(path, ReadOptions())[1].format_id == "yt_dlp/video"


@pytest.mark.reference_data
def test_sample_youtube_with_comments() -> None:
    found = Read(sample("YOUTUBE_yt-dlp_with_comments.info.json"))
    video, comment = found.of("post")
    assert (video["post_uid"], seconds(video)) == ("youtube:AAAAAAAAAAA", 1_256_453_827)
    assert (comment["created_at_precision"], seconds(comment)) == ("year", 1_701_691_200)
    assert [edge[1:] for edge in found.edges()] == [
        ("uses_hashtag", "tag"), ("links_to", "https://example.org"), ("reply_to", "youtube:AAAAAAAAAAA"),
    ]  # fmt: skip
    assert found.unknown() == []


@pytest.mark.reference_data
def test_sample_bilibili() -> None:
    found = Read(sample("BILIBILI_yt-dlp.info.json"))
    video, comment = found.of("post")
    assert (video["post_uid"], video["alt_ids"]) == ("bilibili:BV1WxYn1h7eC", [("av", "900000000123")])
    assert (comment["post_uid"], comment["created_at_precision"]) == ("bilibili:reply-123", "s")
    assert found.unknown() == []


@pytest.mark.reference_data
def test_sample_xigua() -> None:
    found = Read(sample("XIGUA_yt-dlp.info.json"))
    post = found.one("post")
    assert (post["post_uid"], post["time_conflict"]) == ("xigua:6996881460591004685", False)
    assert found.one("engagement")["dislike_count"] == 0
    assert found.unknown() == []
