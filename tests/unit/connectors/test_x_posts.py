"""Posts of X: all generations of the web, API v2 and v1.1, snscrape and twscrape, and what X says about accounts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import REPORT, ReadOptions, Tally
from crosscurrent.connectors.x_posts.answers import things

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "synthetic"
ID, ABOVE = "2074976613713031490", "2074976611333046579"  # 21:59:10.567 and 21:59:10.000 UTC on 2026-07-08
RUBY = "Wed Jul 08 21:59:10 +0000 2026"
AT = datetime(2026, 7, 8, 21, 59, 10, 567_000, tzinfo=UTC)
Rows = dict[str, list[dict[str, Any]]]


def read(path: Path, options: ReadOptions | None = None) -> tuple[Rows, Tally, str]:
    """Return the rows of a file by table, the tally and the format."""
    options = options or ReadOptions()
    connector, recognition = registry.recognise(path, options)
    tally, found = Tally(), {}
    for name, table in connector.tables(path, "c" * 64, recognition, options, tally):
        found.setdefault(name, []).extend(table.to_pylist())
    return found, tally, recognition.format_id


def rows(folder: Path, *records: Any) -> tuple[Rows, Tally, str]:
    """Return the rows of records, one a line."""
    path = folder / "capture"
    path.write_text("".join(json.dumps(each) + "\n" for each in records))
    return read(path)


def author(**fields: Any) -> dict[str, Any]:
    return {"__typename": "User", "rest_id": "44", "core": {"screen_name": "Mara", "name": "Mara"}, **fields}


def post(native: str = ID, *, user: Any = None, **fields: Any) -> dict[str, Any]:
    """Return a post of the web without ``legacy``."""
    return {"__typename": "Tweet", "rest_id": native, "created_at": RUBY, "full_text": "hello",
            "core": {"user_results": {"result": user or author()}}, **fields}  # fmt: skip


def captured(value: dict[str, Any], number: int = 1) -> dict[str, Any]:
    return {"nav_index": number, "item_id": "1", "timestamp_collected": 1_783_550_000_123,
            "source_platform": "twitter.com", "data": value}  # fmt: skip


def edges(found: Rows) -> list[tuple[str, str]]:
    return [(each["type"], each["dst"]) for each in found.get("edge", [])]


# --- the web -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("generation", [1, 2, 3])
def test_all_generations_of_the_web_give_the_same_rows(tmp_path: Path, generation: int) -> None:
    # In 2025 names moved from legacy to core; since May 2026 legacy is empty and everything stands elsewhere.
    fields = {
        "full_text": "Q&amp;A #Toll https://t.co/a @joan", "created_at": RUBY, "conversation_id_str": ID, "lang": "en",
        "favorite_count": 7, "retweet_count": 0, "reply_count": 1, "quote_count": 2, "bookmark_count": 3,
        "entities": {"hashtags": [{"text": "Toll"}], "urls": [{"url": "https://t.co/a", "expanded_url":
                     "https://news.example/1"}], "user_mentions": [{"id_str": "45", "screen_name": "joan"}]},
    }  # fmt: skip
    named = {"screen_name": "Mara", "name": "Mara M.", "created_at": "Tue Mar 06 02:13:20 +0000 2012"}
    old = {"followers_count": 10, "friends_count": 2, "statuses_count": 30, "description": "bio", "location": "Ottawa",
           "verified": False, "protected": False, "profile_image_url_https": "https://pbs.example/a"}  # fmt: skip
    base = {"__typename": "User", "rest_id": "44", "is_blue_verified": True, "id": "VXNlcjo0NA=="}
    user = {
        1: {**base, "legacy": {**named, **old}},
        2: {**base, "core": named, "legacy": old},
        3: {**base, "core": named, "legacy": {}, "relationship_counts": {"followers": 10, "following": 2},
            "tweet_counts": {"tweets": 30}, "profile_bio": {"description": "bio"}, "location": {"location": "Ottawa"},
            "verification": {"verified": False}, "privacy": {"protected": False},
            "avatar": {"image_url": "https://pbs.example/a"}},
    }[generation]  # fmt: skip
    value = {"__typename": "Tweet", "rest_id": ID, "id": 2074976613713031400, "views": {"count": "900"},
             "source": '<a href="https://x.com">Twitter Web App</a>', "core": {"user_results": {
                 "result": user}}}  # fmt: skip
    value |= fields if generation == 3 else {"legacy": fields}
    found, tally, format_id = rows(tmp_path, captured(value))
    assert (format_id, tally.rows_kept, list(tally.fields.found())) == ("x_posts/zeeschuimer", 1, [])
    [seen] = found["post"]
    # The id comes from rest_id: ``id`` of Zeeschuimer went through a floating-point number and lost its last digits.
    assert (seen["post_uid"], seen["account_uid"], seen["kind"]) == (f"x:{ID}", "x:44", "post")
    assert (seen["text"], seen["client_name"], seen["lang_declared"]) == (
        "Q&A #Toll https://t.co/a @joan", "Twitter Web App", "en",
    )  # fmt: skip
    # Written to the second, the id gives the millisecond.
    assert (seen["created_at"], seen["created_at_precision"], seen["created_at_source"]) == (AT, "ms", "id")
    assert edges(found) == [
        ("links_to", "https://news.example/1"), ("uses_hashtag", "toll"), ("mentions", "x:45"),
    ]  # fmt: skip
    [counts] = found["engagement"]
    assert [counts[name] for name in ("view_count", "like_count", "comment_count", "share_count", "quote_count")] == [
        900, 7, 1, 0, 2,
    ]  # fmt: skip
    assert counts["save_count"] == 3
    assert counts["observed_at"] == datetime(2026, 7, 8, 22, 33, 20, 123_000, tzinfo=UTC)
    [shown] = found["account_obs"]
    assert (shown["handle"], shown["display_name"], shown["bio"]) == ("Mara", "Mara M.", "bio")
    assert (shown["follower_count"], shown["following_count"], shown["post_count"]) == (10, 2, 30)
    assert (shown["verified"], shown["verified_type"], shown["is_private"]) == (True, "Blue", False)
    assert shown["location_declared"] == "Ottawa"
    assert found["account"][0]["created_at"] == datetime(2012, 3, 6, 2, 13, 20, tzinfo=UTC)
    [place] = found["geo_signal"]
    assert (place["signal"], place["value_raw"], place["source_field"]) == ("self_declared", "Ottawa", "location")


def test_likes_an_account_gave_are_not_likes_it_received(tmp_path: Path) -> None:
    found, _, _ = rows(tmp_path, captured(post(user=author(action_counts={"favorites_count": 9}))))
    assert found["account_obs"][0]["likes_received_count"] is None


def test_views_that_x_does_not_show_are_null(tmp_path: Path) -> None:
    found, _, _ = rows(tmp_path, captured(post(views={"state": "Enabled"}, favorite_count=0)))
    assert (found["engagement"][0]["view_count"], found["engagement"][0]["like_count"]) == (None, 0)


def test_long_posts_are_whole_and_bring_their_own_list_of_references(tmp_path: Path) -> None:
    note = {"note_tweet_results": {"result": {"text": "b" * 400, "entity_set": {"hashtags": [{"text": "End"}]}}}}
    cut = post(ABOVE, full_text="b" * 279 + "…", note_tweet={"is_expandable": True})
    found, _, _ = rows(
        tmp_path, captured(post(full_text="b" * 279 + "…", note_tweet=note, entities={"hashtags": []})), captured(cut)
    )
    whole, partial = found["post"]
    assert (len(whole["text"]), whole["text_is_truncated"]) == (400, None)
    assert (len(partial["text"]), partial["text_is_truncated"]) == (280, True)
    assert edges(found) == [("uses_hashtag", "end")]


def test_a_repost_is_made_whole_and_its_original_is_a_post_of_its_own(tmp_path: Path) -> None:
    joan = author(rest_id="45", core={"screen_name": "joan", "name": "Joan"})
    inner = post(ABOVE, user=joan, full_text="the whole of it &gt; the part", favorite_count=50, reply_count=4)
    # The original may be wrapped in a note on who may see it.
    wrapped = {"result": {"__typename": "TweetWithVisibilityResults", "tweet": inner}}
    outer = post(full_text="RT @joan: the whole of…", retweet_count=8, favorite_count=0, reply_count=0,
                 retweeted_status_result=wrapped, is_quote_status=False)  # fmt: skip
    found, _, _ = rows(tmp_path, captured(outer))
    assert [(each["native_id"], each["kind"], each["account_uid"], each["text"]) for each in found["post"]] == [
        (ID, "repost", "x:44", "RT @joan: the whole of it > the part"),
        (ABOVE, "post", "x:45", "the whole of it > the part"),
    ]
    assert edges(found) == [("repost_of", f"x:{ABOVE}")]
    # Nobody can like a repost: the zeros X writes there are no counts.
    assert [(each["post_uid"], each["like_count"]) for each in found["engagement"]] == [(f"x:{ABOVE}", 50)]


def test_a_quote_brings_the_quoted_post_or_why_it_is_not_shown(tmp_path: Path) -> None:
    tombstone = {"__typename": "TweetTombstone", "tombstone": {"text": {"text":
                 "This Post was deleted by the Post author. Learn more"}}}  # fmt: skip
    found, _, _ = rows(tmp_path, captured(post(quoted_status_id_str=ABOVE, quoted_status_result={"result": tombstone})))
    quote, gone = found["post"]
    assert (quote["kind"], edges(found)) == ("quote", [("quote_of", f"x:{ABOVE}")])
    assert (gone["native_id"], gone["availability"], gone["is_partial"], gone["text"], gone["account_uid"]) == (
        ABOVE, "deleted_by_author", True, None, None,
    )  # fmt: skip
    assert gone["deleted_seen_at"] == datetime(2026, 7, 8, 22, 33, 20, 123_000, tzinfo=UTC)


def test_answers_places_media_and_versions(tmp_path: Path) -> None:
    picture = {"type": "photo", "media_url_https": "https://pbs.example/a.jpg", "ext_alt_text": "a bridge",
               "original_info": {"width": 3, "height": 2}}  # fmt: skip
    film = {"type": "animated_gif", "media_url_https": "https://pbs.example/t.jpg", "video_info": {
        "duration_millis": 1_500, "variants": [{"bitrate": 1, "url": "https://v.example/low"},
                                               {"bitrate": 2, "url": "https://v.example/high"}]}}  # fmt: skip
    found, _, _ = rows(tmp_path, captured(post(
        in_reply_to_status_id_str=ABOVE, in_reply_to_user_id_str="45", conversation_id_str="20",
        extended_entities={"media": [picture, film]}, promoted=True,
        place={"full_name": "Ottawa, Ontario", "country_code": "CA", "country": "Canada"},
        coordinates={"coordinates": [-75.69, 45.42]},
        edit_control={"initial_tweet_id": ABOVE, "edit_control_initial": {"edit_tweet_ids": [ABOVE, ID]}},
    )))  # fmt: skip
    [seen] = found["post"]
    assert (seen["kind"], seen["parent_post_uid"], seen["root_post_uid"]) == ("reply", f"x:{ABOVE}", "x:20")
    assert (seen["is_promoted"], seen["alt_ids"]) == (True, [("first_version", ABOVE)])
    assert edges(found) == [("reply_to", f"x:{ABOVE}")]
    assert [(each["kind"], each["url"], each["alt_text"], each["duration_s"]) for each in found["media"]] == [
        ("image", "https://pbs.example/a.jpg", "a bridge", None), ("video", "https://v.example/high", None, 1.5),
    ]  # fmt: skip
    assert [(each["signal"], each["value_raw"], each["country_iso2"]) for each in found["geo_signal"]] == [
        ("gps_place", "Ottawa, Ontario", "CA"), ("gps_place", "45.42,-75.69", None),
    ]  # fmt: skip


def test_what_x_says_of_an_account_is_kept_as_it_says_it(tmp_path: Path) -> None:
    label = {"label": {"userLabelType": "AutomatedLabel", "description": "Automated by @joan"}}
    found, _, _ = rows(tmp_path, captured(post(user=author(affiliates_highlighted_label=label))))
    [shown] = found["account_obs"]
    assert (shown["is_bot_declared"], shown["entity_type"], shown["entity_name"]) == (
        True, "AutomatedLabel", "Automated by @joan",
    )  # fmt: skip


def test_an_account_that_is_not_shown_is_still_named_by_its_id(tmp_path: Path) -> None:
    unseen = {"__typename": "UserUnavailable", "reason": "Suspended"}
    found, _, _ = rows(tmp_path, captured(post(user=unseen, user_id_str="44")))
    assert (found["post"][0]["account_uid"], "account_obs" in found) == ("x:44", False)


def test_the_same_post_met_again_is_one_post_and_two_sightings(tmp_path: Path) -> None:
    found, tally, _ = rows(tmp_path, captured(post(favorite_count=1)), captured(post(favorite_count=2), 2))
    assert (tally.rows_kept, len(found["post"])) == (2, 1)
    assert [each["like_count"] for each in found["engagement"]] == [1, 2]


def test_zeeschuimer_of_2023_keeps_the_account_beside_the_post(tmp_path: Path) -> None:
    value = {"id": 2074976613713031400, "type": "adaptive", "user": {"id_str": "44", "screen_name": "Mara"},
             "legacy": {"id_str": ID, "created_at": RUBY, "full_text": "RT @joan: cut…", "user_id_str": "44",
                        "retweeted_status_id_str": ABOVE, "retweet_count": 5}}  # fmt: skip
    found, _, _ = rows(tmp_path, captured(value))
    [seen] = found["post"]
    assert (seen["native_id"], seen["account_uid"], seen["text_is_truncated"]) == (ID, "x:44", True)
    assert edges(found) == [("repost_of", f"x:{ABOVE}")]
    # The count of reposts that stands there is the original's.
    assert [(each["post_uid"], each["share_count"]) for each in found["engagement"]] == [(f"x:{ABOVE}", 5)]


def test_other_platforms_of_zeeschuimer_are_left_to_others(tmp_path: Path) -> None:
    path = tmp_path / "capture"
    path.write_text(json.dumps({**captured({"id": "1"}), "source_platform": "example.com"}) + "\n")
    assert registry.connector_named("x_posts").recognise(path, ReadOptions()).certainty == 0


# --- raw answers ---------------------------------------------------------------------------------------------------


def timeline(*results: dict[str, Any]) -> dict[str, Any]:
    entries = [{"entryId": f"tweet-{ABOVE}", "content": {"itemContent": {"tweet_results": {"result": each}}}}
               for each in results]  # fmt: skip
    return {"data": {"user": {"result": {"__typename": "User", "timeline_v2": {"timeline": {"instructions": [
        {"type": "TimelineAddEntries", "entries": entries}]}}}}}}  # fmt: skip


def test_posts_are_found_wherever_they_stand_in_an_answer(tmp_path: Path) -> None:
    suspended = {"__typename": "TweetTombstone", "tombstone": {"text": {"text":
                 "This Post is from a suspended account. Learn more"}}}  # fmt: skip
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(timeline(post(), suspended), indent=1))
    found, tally, format_id = read(path)
    assert (format_id, tally.rows_in) == ("x_posts/web", 2)
    entry = "pointer=/data/user/result/timeline_v2/timeline/instructions/0/entries"
    assert [(each["native_id"], each["availability"], each["locator"]) for each in found["post"]] == [
        (ID, "public", f"{entry}/0/content/itemContent/tweet_results/result"),
        (ABOVE, "removed_by_platform", f"{entry}/1"),
    ]


def test_promoted_posts_are_told_from_others_by_what_stands_beside_them() -> None:
    item = {"itemContent": {"promotedMetadata": {"advertiser_results": {}}, "tweet_results": {"result": post()}}}
    [(_, kind, value)] = things(item)
    assert (kind, value["promoted"]) == ("post", True)


def test_an_answer_without_anything_is_rejected_with_its_reason(tmp_path: Path) -> None:
    _, tally, _ = rows(tmp_path, timeline(post()), {"data": {"user": {}}, "errors": []})
    assert [(each.row, each.code) for each in tally.rejected] == [(2, "E-INPUT-103")]


def test_a_cut_answer_gives_what_it_has_if_bad_rows_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(timeline(post(), post(ABOVE)), indent=1)[:-60])
    found, tally, _ = read(path, ReadOptions(on_bad_row=REPORT))
    assert len(found["post"]) == 2
    assert [each.code for each in tally.rejected] == ["E-INPUT-104"]


def test_where_an_account_is_based_keeps_the_doubt_x_has(tmp_path: Path) -> None:
    user = author(
        about_profile={"account_based_in": "Nigeria", "location_accurate": False, "created_country_accurate": True,
                       "source": "Nigeria App Store", "username_changes": {"count": "3", "last_changed_at_msec":
                                                                           "1690335192280"}},
        verification_info={"is_identity_verified": True}, location={"location": "Texas"},
    )  # fmt: skip
    found, _, format_id = rows(tmp_path, {"data": {"user_result_by_screen_name": {"result": user}}})
    assert format_id == "x_posts/web"
    # Three hints, three rows; nothing makes one country of them.
    assert [(g["signal"], g["value_raw"], g["accuracy_flag"], g["source_field"]) for g in found["geo_signal"]] == [
        ("self_declared", "Texas", None, "location"),
        ("account_based_in", "Nigeria", False, "about_profile.account_based_in"),
        ("registration_country", "Nigeria App Store", True, "about_profile.source"),
    ]
    [shown] = found["account_obs"]
    assert (shown["name_change_count"], shown["verified_reason"]) == (3, "identity verified")
    assert shown["name_changed_at"] == datetime(2023, 7, 26, 1, 33, 12, 280_000, tzinfo=UTC)


def test_rows_of_twscrape_about_say_the_same(tmp_path: Path) -> None:
    row = {"screen_name": "Mara", "name": "M", "rest_id": 44, "account_based_in": "Nigeria", "location_accurate": False,
           "affiliate_username": None, "source": "Web", "username_changes": None, "username_last_changed_at": None,
           "is_identity_verified": None, "verified_since_msec": None}  # fmt: skip
    found, _, format_id = rows(tmp_path, row)
    assert format_id == "x_posts/about"
    # "Web" is no store and names no country; an unknown number of renamings is not 0.
    assert [(g["signal"], g["accuracy_flag"]) for g in found["geo_signal"]] == [("account_based_in", False)]
    assert found["account_obs"][0]["name_change_count"] is None


# --- API v2 and v1.1 -----------------------------------------------------------------------------------------------


def test_a_page_of_api_v2_gives_posts_accounts_and_what_could_not_be_seen(tmp_path: Path) -> None:
    page = {
        "data": [{"id": ID, "author_id": "44", "text": "RT @joan: the whole of…", "created_at":
                  "2026-07-08T21:59:10.000Z", "referenced_tweets": [{"type": "retweeted", "id": ABOVE}],
                  "public_metrics": {"retweet_count": 8, "like_count": 0}}],
        "includes": {
            "tweets": [{"id": ABOVE, "author_id": "45", "text": "the whole of it &amp; m…", "created_at":
                        "2026-07-08T21:59:10.000Z", "note_tweet": {"text": "the whole of it &amp; more"},
                        "attachments": {"media_keys": ["3_1"]}, "geo": {"place_id": "p"},
                        "public_metrics": {"retweet_count": 8, "like_count": 50, "impression_count": 900},
                        "entities": {"mentions": [{"username": "Mara"}], "urls": [
                            {"url": "https://t.co/a", "expanded_url": "https://bit.example/1",
                             "unwound_url": "https://news.example/1"},
                            {"url": "https://t.co/b", "expanded_url": "https://x.com/p", "media_key": "3_1"}]}}],
            "users": [{"id": "44", "username": "Mara", "name": "M"}, {"id": "45", "username": "joan", "name": "J"}],
            "media": [{"media_key": "3_1", "type": "photo", "url": "https://pbs.example/a.jpg", "alt_text": "a"}],
            "places": [{"id": "p", "full_name": "Ottawa, Ontario", "country_code": "CA"}],
        },
        "errors": [{"resource_type": "tweet", "resource_id": "20", "detail": "Could not find tweet"}],
        "meta": {"result_count": 1}, "__twarc": {"retrieved_at": "2026-07-09T00:00:00+00:00"},
    }  # fmt: skip
    found, tally, format_id = rows(tmp_path, page)
    assert (format_id, tally.rows_in, tally.rows_kept) == ("x_posts/api_v2_pages", 5, 5)
    assert [(each["native_id"], each["kind"], each["text"], each["availability"]) for each in found["post"]] == [
        (ID, "repost", "RT @joan: the whole of it & more", "public"),
        (ABOVE, "post", "the whole of it & more", "public"),
        ("20", "post", None, "unavailable"),
    ]
    assert edges(found) == [
        ("repost_of", f"x:{ABOVE}"), ("links_to", "https://news.example/1"), ("mentions", "x:44"),
    ]  # fmt: skip
    [link] = [each for each in found["edge"] if each["type"] == "links_to"]
    assert link["dst_raw"] == "https://bit.example/1"
    likes = [(each["post_uid"], each["share_count"], each["like_count"]) for each in found["engagement"]]
    assert likes == [(f"x:{ABOVE}", 8, None), (f"x:{ABOVE}", 8, 50)]
    assert [(each["url"], each["alt_text"]) for each in found["media"]] == [("https://pbs.example/a.jpg", "a")]
    assert [(each["value_raw"], each["country_iso2"]) for each in found["geo_signal"]] == [("Ottawa, Ontario", "CA")]
    assert [each["handle"] for each in found["account_obs"]] == ["Mara", "joan"]
    assert {each["observed_at"] for each in found["engagement"]} == {datetime(2026, 7, 9, tzinfo=UTC)}


def test_a_flattened_line_holds_everything_itself(tmp_path: Path) -> None:
    line = {"id": ID, "text": "yes", "author_id": "44", "author": {"id": "44", "username": "Mara"}, "created_at":
            "2026-07-08T21:59:10.000Z", "in_reply_to_user_id": "45", "conversation_id": ABOVE, "referenced_tweets": [
                {"type": "replied_to", "id": ABOVE, "text": "no?", "author_id": "45",
                 "author": {"id": "45", "username": "joan"}}]}  # fmt: skip
    found, _, format_id = rows(tmp_path, line)
    assert format_id == "x_posts/api_v2_lines"
    assert [(each["native_id"], each["kind"], each["text"]) for each in found["post"]] == [
        (ID, "reply", "yes"), (ABOVE, "post", "no?"),
    ]  # fmt: skip
    [answer, _] = found["post"]
    assert answer["url"] == f"https://x.com/Mara/status/{ID}"
    # API v2 writes .000Z whatever the millisecond was; the id tells it.
    assert (answer["created_at"], answer["created_at_raw"]) == (AT, "2026-07-08T21:59:10.000Z")


def test_streams_of_api_v1_cut_texts_and_give_notice_of_deletion(tmp_path: Path) -> None:
    user = {"id_str": "44", "screen_name": "Mara"}
    longer = {"created_at": RUBY, "id_str": ID, "text": "cut… https://t.co/x", "truncated": True, "user": user,
              "extended_tweet": {"full_text": "whole &lt;3 text", "entities": {
                  "hashtags": [{"text": "End"}]}}}  # fmt: skip
    cut = {"created_at": RUBY, "id_str": ABOVE, "text": "cut… https://t.co/x", "truncated": True, "user": user}
    notice = {"delete": {"status": {"id_str": "20", "user_id_str": "44"}, "timestamp_ms": "1783547950000"}}
    found, tally, format_id = rows(tmp_path, longer, cut, notice, {"limit": {"track": 5}})
    assert (format_id, [each.code for each in tally.rejected]) == ("x_posts/api_v1", ["E-INPUT-103"])
    assert [(each["native_id"], each["text"], each["text_is_truncated"]) for each in found["post"]] == [
        (ID, "whole <3 text", None), (ABOVE, "cut… https://t.co/x", True), ("20", None, None),
    ]  # fmt: skip
    gone = found["post"][2]
    assert (gone["availability"], gone["account_uid"]) == ("deleted_by_author", "x:44")
    assert gone["deleted_seen_at"] == datetime(2026, 7, 8, 21, 59, 10, tzinfo=UTC)


def test_an_id_that_lost_its_digits_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "capture"
    good = '{"id_str": "20", "created_at": "' + RUBY + '", "text": "a", "user": {"id_str": "44", "screen_name": "M"}}\n'
    path.write_text(good + good.replace('"20"', "2.07497661371303e+18"))
    found, tally, _ = read(path)
    assert ([each["native_id"] for each in found["post"]], [each.code for each in tally.rejected]) == (
        ["20"], ["E-INPUT-013"],
    )  # fmt: skip


def test_a_time_that_the_id_contradicts_stands_and_is_flagged(tmp_path: Path) -> None:
    found, _, _ = rows(tmp_path, captured(post(created_at="Thu Jul 09 05:59:10 +0000 2026")))
    [seen] = found["post"]
    assert (seen["time_conflict"], seen["created_at_source"], seen["created_at_id"]) == (True, "field", AT)
    assert seen["created_at"] == datetime(2026, 7, 9, 5, 59, 10, tzinfo=UTC)


# --- snscrape and twscrape -----------------------------------------------------------------------------------------


def test_an_account_made_in_1970_is_one_of_which_twscrape_knew_no_date(tmp_path: Path) -> None:
    line = {"_type": "snscrape.modules.twitter.User", "id": 44, "id_str": "44", "username": "Mara", "displayname": "M",
            "created": "1970-01-01 00:00:00+00:00", "followersCount": 0}  # fmt: skip
    found, _, format_id = rows(tmp_path, line)
    assert format_id == "x_posts/scraped"
    assert (found["account"][0]["created_at"], found["account_obs"][0]["follower_count"]) == (None, 0)


def test_reposts_and_posts_that_are_gone_in_snscrape(tmp_path: Path) -> None:
    kind = "snscrape.modules.twitter."
    inner = {"_type": f"{kind}Tweet", "id": int(ABOVE), "date": "2026-07-08T21:59:10+00:00", "rawContent": "whole",
             "user": {"_type": f"{kind}User", "id": 45, "username": "joan"}, "likeCount": 9}  # fmt: skip
    line = {"_type": f"{kind}Tweet", "id": int(ID), "date": "2026-07-08T21:59:10+00:00", "likeCount": 0,
            "rawContent": "RT @joan: who…", "user": {"id": 44, "username": "Mara"},
            "retweetedTweet": inner}  # fmt: skip
    found, _, _ = rows(tmp_path, line, {"_type": f"{kind}Tombstone", "id": 20, "text": "protected"})
    assert [(each["native_id"], each["text"], each["availability"]) for each in found["post"]] == [
        (ID, "RT @joan: whole", "public"), (ABOVE, "whole", "public"), ("20", None, "private"),
    ]  # fmt: skip
    assert [each["like_count"] for each in found["engagement"]] == [9]


# --- the samples beside the checkout -------------------------------------------------------------------------------


def sample(name: str) -> Path:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"sample {name} is not present beside the checkout")
    return path


@pytest.mark.reference_data
def test_sample_of_snscrape() -> None:
    found, tally, format_id = read(sample("X_snscrape.jsonl"))
    [seen] = found["post"]
    assert (format_id, tally.rows_kept, tally.fields.found()) == ("x_posts/scraped", 1, [])
    assert (seen["post_uid"], seen["account_uid"], seen["text"]) == ("x:1576180123038646305", "x:1", "text")
    assert (seen["created_at"].replace(microsecond=0), seen["time_conflict"]) == (
        datetime(2022, 10, 1, 12, 0, tzinfo=UTC), False,
    )  # fmt: skip
    assert edges(found) == [("links_to", "https://e"), ("uses_hashtag", "tag")]
    assert found["engagement"][0]["view_count"] is None


@pytest.mark.reference_data
def test_sample_of_twscrape() -> None:
    found, tally, format_id = read(sample("X_twscrape.jsonl"))
    [seen] = found["post"]
    assert (format_id, tally.rows_kept, tally.fields.found()) == ("x_posts/scraped", 1, [])
    assert (seen["post_uid"], seen["account_uid"], seen["client_name"]) == (
        "x:2074976611333046579", "x:1000000004", "Twitter Web App",
    )  # fmt: skip
    assert found["engagement"][0] | {"view_count": 2500, "like_count": 30, "save_count": 4} == found["engagement"][0]
    assert found["account_obs"][0]["verified_type"] == "Blue"
