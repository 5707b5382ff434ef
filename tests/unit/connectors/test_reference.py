"""Real tables beside the checkout: the counts are those their publishers and our notes give."""

from __future__ import annotations

import pytest

from tests.reference import reference_path
from tests.unit.connectors.tables import read_events, read_posts

pytestmark = pytest.mark.reference_data


def test_coortweet_russian_retweets() -> None:
    events, tally = read_events(reference_path("coortweet_russian_coord_tweets.parquet"))
    assert (tally.rows_in, tally.rows_kept) == (35_125, 35_125)
    assert len({event["account_uid"] for event in events}) == 9_509
    assert len({event["object_id"] for event in events}) == 7_285
    # 2021-01-17 07:56:33 to 2021-08-30 10:21:00 UTC
    times = [int(event["at_us"]) for event in events]  # type: ignore[call-overload]
    assert (min(times), max(times)) == (1_610_870_193_000_000, 1_630_318_860_000_000)


@pytest.mark.parametrize(("column", "rows", "objects"), [("url_id", 50_785, 11_960), ("phash_id", 20_068, 6_915)])
def test_coortweet_german_elections_through_a_mapping(column: str, rows: int, objects: int) -> None:
    events, tally = read_events(reference_path("coortweet_german_elections.parquet"), mapping={"object_id": column})
    assert (tally.rows_in, tally.rows_kept, len(tally.rejected)) == (218_971, rows, 218_971 - rows)
    assert len({event["object_id"] for event in events}) == objects
    assert tally.rejected.reasons() == {(column, "E-INPUT-012", "no object: the cell is empty or NA"): 218_971 - rows}


def test_coortweet_simulation() -> None:
    events, tally = read_events(reference_path("sim_coortweet_data.csv.gz"))
    assert tally.rows_kept == 1_510
    assert len({event["account_uid"] for event in events}) == 55
    assert len({event["object_id"] for event in events}) == 40
    assert len({event["content_id"] for event in events}) == 1_510


def test_ira_canada() -> None:
    # The file repeats 7,132 rows exactly twice. Its distinct rows number 7,809; the id is derived from author, time
    # and text, so it tells apart no more than those.
    found, tally = read_posts(reference_path("ira_tweets_canada.parquet"), assume_zone="UTC")
    assert (tally.rows_in, tally.rows_kept) == (14_941, 14_941)
    distinct = {post["post_uid"] for post in found["post"]}
    assert 7_700 <= len(distinct) <= 7_809
    assert {post["created_at_precision"] for post in found["post"]} == {"min"}
    assert sum(post["kind"] == "repost" for post in found["post"]) == 6_241


def test_weibo_originals_without_a_time_are_rejected() -> None:
    found, tally = read_posts(reference_path("zh_weibo_ced_originals.parquet"), on_bad_row="report")
    assert (tally.rows_in, tally.rows_kept, len(tally.rejected)) == (3_387, 3_300, 87)
    assert len({post["post_uid"] for post in found["post"]}) == 3_300


def test_weibo_comments_and_their_regions() -> None:
    path = reference_path("zh_weibo_commentr_comments.parquet")
    found, tally = read_posts(path, assume_zone="Asia/Shanghai")
    assert tally.rows_kept == 1_735
    assert len({account["account_uid"] for account in found["account"]}) == 1_079
    assert len(found["geo_signal"]) == 1_730  # five comments show no region
    assert len({edge["dst"] for edge in found["edge"] if edge["type"] == "reply_to"}) == 531
