"""YouTube: the Data API, youtube-comment-downloader, YouTube Data Tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors.youtube.channels import video_in_name
from tests.unit.connectors.video_captures import Read, read, sample, seconds

VIDEO: dict[str, Any] = {
    "kind": "youtube#video", "id": "AbCdEfGh1_0",
    "snippet": {"publishedAt": "2023-11-14T22:13:20Z", "channelId": "UCharbour", "channelTitle": "Harbour",
                "title": "Bridge", "description": "https://news.example/a #toll", "tags": ["opening"]},
    "statistics": {"viewCount": "18446744", "likeCount": "0", "favoriteCount": "0"},
}  # fmt: skip


def _comment(native: str = "Ugx1", **shown: Any) -> dict[str, Any]:
    return {
        "kind": "youtube#comment", "id": native,
        "snippet": {"textOriginal": "hi", "authorDisplayName": "@A", "authorChannelId": {"value": "UCa"},
                    "publishedAt": "2023-12-04T12:00:00Z", "updatedAt": "2023-12-04T12:00:00Z", **shown},
    }  # fmt: skip


def _answer(*items: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "youtube#listResponse", "etag": "e", "items": list(items), "pageInfo": {}}


def test_counters_are_text_absent_ones_are_not_observed_and_0_is_0(tmp_path: Path) -> None:
    found = read(tmp_path, _answer(VIDEO))
    counted = found.one("engagement")
    assert (counted["view_count"], counted["like_count"], counted["comment_count"]) == (18_446_744, 0, None)
    # The API does not say when it was asked.
    assert counted["observed_at"] is None
    assert found.edges() == [
        ("youtube:AbCdEfGh1_0", "uses_hashtag", "toll"),
        ("youtube:AbCdEfGh1_0", "links_to", "https://news.example/a"),
    ]


def test_lines_of_whole_answers_and_of_bare_resources_give_the_same_rows(tmp_path: Path) -> None:
    whole = read(tmp_path, [_answer(VIDEO, _comment()), _answer()])
    bare = read(tmp_path, [VIDEO, _comment()])
    assert whole.posts().keys() == bare.posts().keys() == {"youtube:AbCdEfGh1_0", "youtube:Ugx1"}
    assert [row["locator"] for row in whole.of("post")] == ["line=1", "line=1"]
    assert whole.refused() == ["E-INPUT-103"]  # the answer that is empty


def test_a_channel_says_when_it_was_made_and_where_it_claims_to_be(tmp_path: Path) -> None:
    shown = {"title": "Harbour", "customUrl": "@Harbour", "publishedAt": "2011-02-03T04:05:06.5Z", "country": "CA"}
    counted = {"subscriberCount": "1230", "hiddenSubscriberCount": False, "videoCount": "7"}
    found = read(tmp_path, _answer({"kind": "youtube#channel", "id": "UCx", "snippet": shown, "statistics": counted}))
    assert seconds(found.one("account")) == 1_296_705_906
    seen, place = found.one("account_obs"), found.one("geo_signal")
    assert (seen["handle"], seen["follower_count"], seen["follower_is_rounded"], seen["post_count"]) == (
        "Harbour", 1_230, True, 7,
    )  # fmt: skip
    assert (place["signal"], place["value_raw"], place["country_iso2"], place["source_field"]) == (
        "self_declared", "CA", "CA", "snippet.country",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("counted", "followers", "rounded"),
    [
        ({"subscriberCount": "999", "hiddenSubscriberCount": False}, 999, None),
        ({"subscriberCount": "0", "hiddenSubscriberCount": True}, None, None),
        ({"hiddenSubscriberCount": True}, None, None),
    ],
)
def test_hidden_subscribers_are_null_and_small_numbers_exact(
    tmp_path: Path, counted: dict[str, Any], followers: int | None, rounded: bool | None
) -> None:
    value = {"kind": "youtube#channel", "id": "UCx", "snippet": {"title": "C"}, "statistics": counted}
    seen = read(tmp_path, _answer(value)).one("account_obs")
    assert (seen["follower_count"], seen["follower_is_rounded"]) == (followers, rounded)


def test_an_old_custom_name_is_no_handle(tmp_path: Path) -> None:
    value = {"kind": "youtube#channel", "id": "UCx", "snippet": {"title": "C", "customUrl": "harbourtv"}}
    found = read(tmp_path, _answer(value))
    assert (found.one("account_obs")["handle"], found.one("account")["alt_ids"]) == (
        None,
        [("custom_url", "harbourtv")],
    )


def test_threads_give_the_comment_and_its_answers(tmp_path: Path) -> None:
    value = {
        "kind": "youtube#commentThread", "id": "Ugx1",
        "snippet": {"videoId": "AbCdEfGh1_0", "topLevelComment": _comment(likeCount=3), "totalReplyCount": 2},
        "replies": {"comments": [_comment("Ugx1.8a", parentId="Ugx1", updatedAt="2023-12-05T12:00:00Z")]},
    }  # fmt: skip
    found = read(tmp_path, _answer(value))
    top, answer = found.posts()["youtube:Ugx1"], found.posts()["youtube:Ugx1.8a"]
    assert (top["parent_post_uid"], top["edited_at"]) == ("youtube:AbCdEfGh1_0", None)
    assert (answer["parent_post_uid"], answer["thread_id"]) == ("youtube:Ugx1", "AbCdEfGh1_0")
    assert seconds(answer, "edited_at") == 1_701_777_600
    assert (found.of("engagement")[0]["like_count"], found.of("engagement")[0]["comment_count"]) == (3, 2)


def test_t12_marked_text_is_read_only_where_the_original_is_missing(tmp_path: Path) -> None:
    marked = 'see <a href="https://news.example/a-long-address">https://news.exa...</a><br>a &amp; b'
    both, only = _comment(textDisplay=marked), _comment("Ugx2", textDisplay=marked)
    del only["snippet"]["textOriginal"]
    posts = read(tmp_path, _answer(both, only))
    assert (posts.posts()["youtube:Ugx1"]["text"], posts.posts()["youtube:Ugx1"]["text_html"]) == ("hi", marked)
    assert posts.posts()["youtube:Ugx2"]["text"] == "see https://news.exa...\na & b"
    # The address in the text is shortened; the one it leads to is not.
    assert posts.edges() == [("youtube:Ugx2", "links_to", "https://news.example/a-long-address")]


def test_the_time_of_a_member_of_a_list_is_not_when_it_was_listed(tmp_path: Path) -> None:
    def listed(native: str, title: str, **details: Any) -> dict[str, Any]:
        shown = {"publishedAt": "2026-01-01T00:00:00Z", "channelId": "UCcollector", "title": title, "description": "d",
                 "resourceId": {"videoId": native}, "videoOwnerChannelId": "UCharbour"}  # fmt: skip
        return {"kind": "youtube#playlistItem", "id": "UE", "snippet": shown, "contentDetails": details}

    posts = read(tmp_path, _answer(
        listed("AbCdEfGh1_0", "Bridge", videoPublishedAt="2023-11-14T22:13:20Z"), listed("AbCdEfGh2_0", "Bridge 2"),
        listed("AbCdEfGh3_0", "Deleted video"),
    )).posts()  # fmt: skip
    first, second, third = (posts[f"youtube:AbCdEfGh{each}_0"] for each in "123")
    assert (seconds(first), first["account_uid"]) == (1_700_000_000, "youtube:UCharbour")
    assert (second["created_at"], second["created_at_precision"]) == (None, "unknown")
    assert (third["availability"], third["title"], third["text"]) == ("unavailable", None, None)


def test_results_of_a_search_are_partial_and_their_titles_are_freed_of_entities(tmp_path: Path) -> None:
    shown = {"publishedAt": "2023-11-14T22:13:20Z", "channelId": "UCharbour", "channelTitle": "Harbour",
             "title": "Tom &amp; Ann&#39;s bridge", "description": "It is ..."}  # fmt: skip
    values = [
        {"kind": "youtube#searchResult", "id": {"kind": "youtube#video", "videoId": "AbCdEfGh1_0"}, "snippet": shown},
        {"kind": "youtube#searchResult", "id": {"kind": "youtube#channel", "channelId": "UCharbour"}, "snippet": shown},
    ]  # fmt: skip
    found = read(tmp_path, _answer(*values))
    post = found.one("post")
    assert (post["title"], post["text_is_truncated"], post["is_partial"]) == ("Tom & Ann's bridge", True, True)
    assert found.of("engagement") == []


def test_downloaded_comments_take_the_precision_of_their_words(tmp_path: Path) -> None:
    rows = [
        {"cid": "Ugx1", "text": "hi", "time": "2 years ago", "time_parsed": 1_701_691_200.25, "author": "@A",
         "channel": "UCa", "votes": "1.2K", "replies": "3"},
        {"cid": "Ugx1.8a", "text": "no", "time": "1 hour ago (edited)", "author": "@B", "channel": "UCb", "votes": "0",
         "replies": ""},
    ]  # fmt: skip
    found = read(tmp_path, rows, name="AbCdEfGh1_0.json")
    first, second = found.of("post")
    assert (seconds(first), first["created_at_precision"], first["created_at_source"]) == (
        1_701_691_200,
        "year",
        "relative",
    )
    # Nobody knows when the second was seen, so the hour says nothing; the words are kept.
    assert (second["created_at"], second["created_at_raw"]) == (None, "1 hour ago (edited)")
    assert (first["parent_post_uid"], second["parent_post_uid"]) == ("youtube:AbCdEfGh1_0", "youtube:Ugx1")
    counted = found.of("engagement")
    assert (counted[0]["like_count"], counted[0]["granularity"], counted[0]["comment_count"]) == (
        1_200, [("like_count", 100)], 3,
    )  # fmt: skip
    assert (counted[1]["like_count"], counted[1]["comment_count"]) == (0, None)


def test_without_a_name_that_is_an_id_the_video_stays_unknown(tmp_path: Path) -> None:
    row = {"cid": "Ugx1", "text": "hi", "time": "2 years ago", "author": "@A", "channel": "UCa", "votes": "1"}
    pretty = read(tmp_path, {"comments": [row]}, name="comments.json")
    assert (pretty.one("post")["thread_id"], pretty.one("post")["locator"]) == (None, "pointer=/comments/0")


@pytest.mark.parametrize(
    ("name", "native"),
    [
        ("AbCdEfGh1_0.jsonl.gz", "AbCdEfGh1_0"),
        ("comments_AbCdEfGh1_0.json", "AbCdEfGh1_0"),
        ("Bridge. Part 2 [AbCdEfGh1_0].json", "AbCdEfGh1_0"),
        ("videoinfo_AbCdEfGh1_0_2023_01_01-12_00_00_comments.csv", "AbCdEfGh1_0"),
        ("information.json", None),
        ("my_informations.json", None),
        ("20240101120.json", None),
        ("capture", None),
    ],
)
def test_only_ids_in_names_are_taken_for_ids(name: str, native: str | None) -> None:
    assert video_in_name(name) == native


def test_t1_tables_of_the_tools_are_utc_whatever_zone_is_declared(tmp_path: Path) -> None:
    text = (
        "id,replyCount,likeCount,publishedAt,authorName,text,authorChannelId,authorChannelUrl,isReply,isReplyTo,isReplyToName\n"
        'Ugx1,1,2,2023-12-04 12:00:00,@A,"hi, ""you""",UCa,http://www.youtube.com/@A,0,,\n'
        "Ugx1.8a,0,0,2023-12-04 13:00:00,Bea,no,,http://www.youtube.com/channel/UCbbbbbbbbbbbbbbbbbbbbbb,1,Ugx1,@A\n"
    )
    found = read(tmp_path, text, assume_zone="Asia/Shanghai")
    first, second = found.of("post")
    assert (found.recognition.format_id, seconds(first)) == ("youtube/tools_comments", 1_701_691_200)
    assert (first["text"], first["parent_post_uid"]) == ('hi, "you"', None)
    assert (second["account_uid"], second["parent_post_uid"]) == (
        "youtube:UCbbbbbbbbbbbbbbbbbbbbbb", "youtube:Ugx1",
    )  # fmt: skip
    assert [row["handle"] for row in found.of("account_obs")] == ["A", None]


def test_tables_of_videos_and_channels_need_only_their_core(tmp_path: Path) -> None:
    videos = read(tmp_path, "videoId,videoTitle,channelId,publishedAt,viewCount\n"
                            "AbCdEfGh1_0,Bridge,UCharbour,2023-11-14T22:13:20Z,5\n"
                            "AbCdEfGh2_0,Bridge,UCharbour,2023-11-14 22:13:20,\n")  # fmt: skip
    assert [seconds(row) for row in videos.of("post")] == [1_700_000_000, 1_700_000_000]
    assert [row["view_count"] for row in videos.of("engagement")] == [5]
    channels = read(tmp_path, "id,title,publishedAt,country,viewCount,subscriberCount,videoCount\n"
                              "UCharbour,Harbour,2011-02-03T04:05:06Z,CA,9,12300,7\n")  # fmt: skip
    assert seconds(channels.one("account")) == 1_296_705_906
    assert (channels.one("account_obs")["follower_is_rounded"], channels.one("geo_signal")["country_iso2"]) == (
        True,
        "CA",
    )


def test_wrong_types_are_rejected_with_a_code(tmp_path: Path) -> None:
    bad = [{**VIDEO, "id": None}, {**VIDEO, "id": 9.6e18},
           {**VIDEO, "snippet": {**VIDEO["snippet"], "publishedAt": "soon"}},
           {**VIDEO, "snippet": 5, "statistics": [1]}]  # fmt: skip
    found = read(tmp_path, bad)
    assert found.refused() == ["E-INPUT-102", "E-INPUT-013", "E-TIME-001"]
    assert found.tally.rows_kept == 1


@pytest.mark.reference_data
def test_sample_threads_of_the_api() -> None:
    found = Read(sample("YOUTUBE_data_api_v3_commentThreads.list.json"))
    posts = found.posts()
    assert (posts["youtube:Ugx1"]["text"], posts["youtube:Ugx1"]["text_html"]) == ("hi\n", "hi<br>")
    assert posts["youtube:Ugx1.a"]["parent_post_uid"] == "youtube:Ugx1"
    assert seconds(posts["youtube:Ugx1.a"]) == 1_701_777_600
    assert (found.recognition.format_id, found.unknown()) == ("youtube/api", [])


@pytest.mark.reference_data
def test_sample_videos_of_the_api() -> None:
    found = Read(sample("YOUTUBE_data_api_v3_videos.list.json"))
    post, counted = found.one("post"), found.one("engagement")
    assert (post["post_uid"], seconds(post), post["lang_declared"]) == ("youtube:AAAAAAAAAAA", 1_256_453_853, "en")
    assert (counted["view_count"], counted["like_count"], counted["comment_count"]) == (1, 2, 1)
    assert found.unknown() == []


@pytest.mark.reference_data
def test_sample_of_the_comment_downloader() -> None:
    found = Read(sample("YOUTUBE_youtube-comment-downloader.jsonl"))
    post = found.one("post")
    assert (post["post_uid"], post["thread_id"]) == ("youtube:Ugx1", None)
    assert (seconds(post), post["created_at_precision"]) == (1_701_691_200, "year")
    assert found.unknown() == []
