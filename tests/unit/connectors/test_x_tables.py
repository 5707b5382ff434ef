"""Tables of X: hashed accounts of the archive, lists joined by bars, columns with dots, ids that pandas spoilt."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.connectors.x_tables.reading import an_id
from tests.conformance.fixtures import table
from tests.conformance.fixtures.x_tables import ARCHIVE

ID, ABOVE = "2074976613713031490", "2074976611333046579"
HASH = "eDa+jyCmoMVuXPFnUUgz6kQAM0fk9i2vDi0cd6g8UUk="
AT = datetime(2026, 7, 8, 21, 59, 10, 567_000, tzinfo=UTC)
Rows = dict[str, list[dict[str, Any]]]


def read(folder: Path, *cells: dict[str, Any], options: ReadOptions | None = None) -> tuple[Rows, Tally, str]:
    """Return the rows of a table by table of the model, the tally and the format."""
    path, options = folder / "capture", options or ReadOptions()
    path.write_bytes(table(cells[0], [each.values() for each in cells]))
    connector, recognition = registry.recognise(path, options)
    tally, found = Tally(), {}
    for name, part in connector.tables(path, "c" * 64, recognition, options, tally):
        found.setdefault(name, []).extend(part.to_pylist())
    return found, tally, recognition.format_id


def edges(found: Rows) -> list[tuple[str, str]]:
    return [(each["type"], each["dst"]) for each in found.get("edge", [])]


def archived(*cells: Any) -> dict[str, Any]:
    return dict(zip(ARCHIVE, cells, strict=True))


def test_hashed_accounts_of_the_archive_have_a_kind_of_their_own_and_no_name(tmp_path: Path) -> None:
    found, _, format_id = read(
        tmp_path,
        archived(HASH, HASH, HASH, "", "bio", "", 10, 20, "2016-11-30", "en"),
        archived("1000000003", "Mara M.", "Mara", "Texas", "", "https://m.example/", 9000, 20, "2012-03-06", "en"),
    )
    assert format_id == "x_tables/archive_accounts"
    hashed, known = found["account"]
    assert (hashed["account_uid"], hashed["account_id_kind"]) == (f"x:{HASH}", "x_archive_hash")
    assert (known["account_uid"], known["account_id_kind"]) == ("x:1000000003", "native")
    assert (known["created_at"], known["created_at_precision"]) == (datetime(2012, 3, 6, tzinfo=UTC), "day")
    assert [(each["handle"], each["display_name"], each["bio"]) for each in found["account_obs"]] == [
        (None, None, "bio"), ("Mara", "Mara M.", None),
    ]  # fmt: skip
    assert [(each["subject_uid"], each["signal"], each["value_raw"]) for each in found["geo_signal"]] == [
        ("x:1000000003", "self_declared", "Texas")
    ]


def test_the_posts_of_the_archive_stay_with_the_table_of_posts(tmp_path: Path) -> None:
    row = archived("1", "a", "a", "", "", "", 1, 2, "2016-11-30", "en")
    row = {"tweetid": "898925911292772693", **row, "tweet_text": "hi", "tweet_time": "2017-08-19 15:13"}
    assert read(tmp_path, row)[2] == "posts_table/x_archive"


def minet(**cells: Any) -> dict[str, Any]:
    row = dict.fromkeys(
        ("id", "timestamp_utc", "local_time", "user_screen_name", "text", "retweet_count", "like_count", "reply_count",
         "to_userid", "to_tweetid", "user_id", "retweeted_id", "quoted_id", "collection_time", "links", "media_urls",
         "media_types", "media_alt_texts", "mentioned_names", "mentioned_ids", "hashtags"), "",
    )  # fmt: skip
    return row | {"id": ID, "timestamp_utc": 1_783_547_950, "local_time": "2026-07-08T17:59:10", "user_id": "44",
                  "user_screen_name": "Mara", "text": "hello"} | cells  # fmt: skip


def test_minet_joins_lists_by_bars_and_has_one_time_that_counts(tmp_path: Path) -> None:
    found, tally, format_id = read(tmp_path, minet(
        links="https://a.example/1|https://b.example/2", hashtags="toll|bridge", mentioned_names="joan|xu",
        mentioned_ids="45|46", media_urls="https://pbs.example/a.jpg|https://v.example/b.mp4",
        media_types="photo|video", media_alt_texts="a bridge|", to_tweetid=ABOVE, to_userid="45", like_count=0,
        collection_time="2026-07-08T20:00:00.5",
    ))  # fmt: skip
    assert (format_id, tally.rows_kept, tally.fields.found()) == ("x_tables/minet", 1, [])
    [post] = found["post"]
    # local_time, four hours off, is the collector's; the id tells the millisecond.
    assert (post["created_at"], post["time_conflict"], post["kind"]) == (AT, False, "reply")
    assert edges(found) == [
        ("reply_to", f"x:{ABOVE}"), ("links_to", "https://a.example/1"), ("links_to", "https://b.example/2"),
        ("uses_hashtag", "toll"), ("uses_hashtag", "bridge"), ("mentions", "x:45"), ("mentions", "x:46"),
    ]  # fmt: skip
    assert [(each["kind"], each["alt_text"]) for each in found["media"]] == [("image", "a bridge"), ("video", None)]
    # An empty counter was not observed; a 0 was. The collector's clock has no offset, so it says nothing by itself.
    [counts] = found["engagement"]
    assert (counts["like_count"], counts["comment_count"], counts["observed_at"]) == (0, None, None)


def test_the_collectors_clock_is_read_where_its_zone_is_declared(tmp_path: Path) -> None:
    row = minet(collection_time="2026-07-08T20:00:00.500000", like_count=1)
    found, _, _ = read(tmp_path, row, options=ReadOptions(assume_zone="America/Toronto"))
    assert found["engagement"][0]["observed_at"] == datetime(2026, 7, 9, 0, 0, 0, 500_000, tzinfo=UTC)


def test_a_repost_in_minet_has_no_counters(tmp_path: Path) -> None:
    found, _, _ = read(tmp_path, minet(retweeted_id=ABOVE, retweet_count=8, like_count=0, text="RT @joan: whole"))
    assert (found["post"][0]["kind"], edges(found)) == ("repost", [("repost_of", f"x:{ABOVE}")])
    assert [(each["post_uid"], each["share_count"], each["like_count"]) for each in found["engagement"]] == [
        (f"x:{ABOVE}", 8, None)
    ]


def twarc(**cells: Any) -> dict[str, Any]:
    names = ("id", "referenced_tweets.retweeted.id", "author_id", "in_reply_to_user_id", "created_at", "text",
             "public_metrics.like_count", "public_metrics.retweet_count", "entities.hashtags", "entities.mentions",
             "entities.urls", "author.username", "author.public_metrics.followers_count",
             "geo.coordinates.coordinates", "__twarc.retrieved_at")  # fmt: skip
    return dict.fromkeys(names, "") | {"id": ID, "author_id": "44", "text": "Q&amp;A", "author.username": "Mara",
                                       "created_at": "2026-07-08T21:59:10.000Z"} | cells  # fmt: skip


def test_twarc_csv_gives_the_counters_of_a_repost_to_the_original(tmp_path: Path) -> None:
    cells = {"referenced_tweets.retweeted.id": ABOVE, "public_metrics.like_count": 50,
             "public_metrics.retweet_count": 8, "entities.urls": '["https://a.example/1"]',
             "entities.hashtags": '["#Toll"]', "entities.mentions": "['@joan']",
             "geo.coordinates.coordinates": "[-75.69, 45.42]", "author.public_metrics.followers_count": "12.0",
             "__twarc.retrieved_at": "2026-07-09T00:00:00+00:00"}  # fmt: skip
    found, tally, format_id = read(tmp_path, twarc(**cells))
    assert (format_id, tally.fields.found()) == ("x_tables/twarc_posts", [])
    [post] = found["post"]
    assert (post["kind"], post["text"], post["created_at"]) == ("repost", "Q&A", AT)
    assert edges(found) == [
        ("repost_of", f"x:{ABOVE}"), ("links_to", "https://a.example/1"), ("uses_hashtag", "toll"),
        ("mentions", "x:@joan"),
    ]  # fmt: skip
    [counts] = found["engagement"]
    assert (counts["post_uid"], counts["like_count"], counts["share_count"]) == (f"x:{ABOVE}", 50, 8)
    assert (found["account_obs"][0]["handle"], found["account_obs"][0]["follower_count"]) == ("Mara", 12)
    assert [each["value_raw"] for each in found["geo_signal"]] == ["45.42,-75.69"]


def test_ids_that_pandas_spoilt_are_refused(tmp_path: Path) -> None:
    # 2.0749766137130314e+18 lost its last digits, and so did 2074976613713031424.0, which only looks whole.
    _, tally, _ = read(
        tmp_path, twarc(), twarc(author_id="2.0749766137130314e+18"), twarc(author_id="2074976613713031424.0")
    )
    assert [(each.row, each.code) for each in tally.rejected] == [(2, "E-INPUT-013"), (3, "E-INPUT-013")]
    assert (an_id("44.0"), an_id("nan"), an_id("absent"), an_id("0.0")) == ("44", None, None, None)


def test_accounts_of_twarc_csv(tmp_path: Path) -> None:
    row = {"id": "44", "username": "Mara", "created_at": "2012-03-06T02:13:20.000Z", "verified_type": "none",
           "public_metrics.followers_count": 12, "protected": "False", "location": "Texas"}  # fmt: skip
    found, _, format_id = read(tmp_path, row)
    assert format_id == "x_tables/twarc_accounts"
    [shown] = found["account_obs"]
    assert (shown["follower_count"], shown["is_private"], shown["verified_type"]) == (12, False, None)


def test_where_an_account_is_based_keeps_the_doubt_x_has(tmp_path: Path) -> None:
    row = {"screen_name": "Mara", "name": "M", "rest_id": "44", "account_based_in": "Nigeria", "location_accurate":
           "False", "affiliate_username": "", "source": "Nigeria App Store", "username_changes": "2",
           "username_last_changed_at": "1690335192280", "is_identity_verified": "",
           "verified_since_msec": ""}  # fmt: skip
    found, tally, format_id = read(tmp_path, row, {**row, "rest_id": "", "screen_name": ""})
    assert (format_id, [each.code for each in tally.rejected]) == ("x_tables/about", ["E-INPUT-102"])
    assert [(each["signal"], each["value_raw"], each["accuracy_flag"]) for each in found["geo_signal"]] == [
        ("account_based_in", "Nigeria", False), ("registration_country", "Nigeria App Store", None),
    ]  # fmt: skip
    [shown] = found["account_obs"]
    assert shown["name_change_count"] == 2
    assert shown["name_changed_at"] == datetime(2023, 7, 26, 1, 33, 12, 280_000, tzinfo=UTC)
