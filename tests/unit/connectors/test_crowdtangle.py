"""CrowdTangle: tables of Facebook and Instagram posts, answers of its API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.errors import CrosscurrentError
from tests.conformance.fixtures.crowdtangle import PAGE, answer, facebook, group, instagram, media_number
from tests.unit.connectors.captured import edges, read, read_lines, read_rows, sample, seconds

FACEBOOK, INSTAGRAM, API = "crowdtangle/facebook", "crowdtangle/instagram", "crowdtangle/api"


def row(number: int = 0, **more: Any) -> dict[str, Any]:
    return {**facebook(number), **more}


@pytest.mark.parametrize(("written", "at"), [
    ("2021-07-06 16:45:20 EDT", 1_625_604_320),
    ("2021-12-06 16:45:20 EST", 1_638_827_120),
    ("2021-07-06 13:45:20 PDT", 1_625_604_320),
])  # fmt: skip
def test_the_zone_behind_a_time_is_heeded(tmp_path: Path, written: str, at: int) -> None:
    # 4CAT drops those letters and reads the rest as its server's local time; every post is then off by hours.
    found, _ = read_rows(tmp_path, FACEBOOK, row(**{"Post Created": written}))
    assert seconds(found["post"][0]["created_at"]) == at


def test_an_unknown_zone_is_refused_and_none_must_be_declared(tmp_path: Path) -> None:
    _, tally = read_rows(tmp_path, FACEBOOK, row(**{"Post Created": "2021-07-06 16:45:20 XYZT"}), row(1))
    assert [(each.row, each.code) for each in tally.rejected] == [(1, "E-INPUT-111")]
    with pytest.raises(CrosscurrentError) as refused:
        read_rows(tmp_path, FACEBOOK, row(**{"Post Created": "2021-07-06 16:45:20"}))
    assert refused.value.code == "E-TIME-002"


def test_the_day_a_page_was_made_is_all_that_is_kept(tmp_path: Path) -> None:
    # The column states no zone; a time read from it would be false by up to 14 hours.
    found, tally = read_rows(tmp_path, FACEBOOK, row())
    page = found["account"][0]
    assert (seconds(page["created_at"]), page["created_at_precision"]) == (1_262_390_400, "day")
    assert any("Page Created states no zone" in note for note in tally.notes)


@pytest.mark.parametrize(("address", "native"), [
    (f"https://www.facebook.com/{PAGE}/posts/10160000000000000", "10160000000000000"),
    ("https://www.facebook.com/harbour/posts/pfbid02abc", "pfbid02abc"),
    ("https://www.facebook.com/harbour/videos/a-title/123456789/", "123456789"),
    ("https://www.facebook.com/groups/4444444/permalink/5555555/", "5555555"),
    ("https://www.facebook.com/permalink.php?story_fbid=777777&id=1", "777777"),
])  # fmt: skip
def test_a_post_is_named_by_the_last_part_of_its_address(tmp_path: Path, address: str, native: str) -> None:
    found, _ = read_rows(tmp_path, FACEBOOK, row(URL=address))
    assert found["post"][0]["post_uid"] == f"facebook:{native}"


def test_a_post_without_an_address_is_rejected(tmp_path: Path) -> None:
    _, tally = read_rows(tmp_path, FACEBOOK, row(URL=""), row(1))
    assert [(each.row, each.code) for each in tally.rejected] == [(1, "E-INPUT-102")]


def test_an_id_that_lost_digits_is_refused(tmp_path: Path) -> None:
    _, tally = read_rows(tmp_path, FACEBOOK, row(**{"Facebook Id": "1.0e+14"}), row(1))
    assert [(each.row, each.code) for each in tally.rejected] == [(1, "E-INPUT-013")]


def test_counters_with_commas_and_empty_ones(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, FACEBOOK, row(Likes="12,345", Shares="", Love=""))
    counts = found["engagement"][0]
    assert (counts["like_count"], counts["share_count"], counts["comment_count"]) == (12_345, None, 100)
    assert dict(counts["reactions"]) == {"wow": 5, "haha": 5, "sad": 4, "angry": 5, "care": 5}
    assert counts["score_native"] == -8.57  # the name of that column tells the weights; its beginning names it


def test_views_of_what_is_no_video_are_not_0(tmp_path: Path) -> None:
    views = {"Total Views": 0}
    found, _ = read_rows(tmp_path, FACEBOOK, row(1, Type="Photo", **views), row(2, Type="Native Video", **views))
    assert [counts["view_count"] for counts in found["engagement"]] == [None, 0]


def test_followers_were_seen_at_the_time_of_posting(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, FACEBOOK, row())
    at_export, at_posting = found["account_obs"]
    assert (at_export["observed_at"], at_export["follower_count"]) == (None, None)
    assert (seconds(at_posting["observed_at"]), at_posting["follower_count"]) == (1_625_604_320, 1_100_000)
    place = found["geo_signal"][0]
    assert (place["signal"], place["country_iso2"], place["subject_uid"]) == (
        "page_admin_top_country", "CA", f"facebook:{PAGE}")  # fmt: skip


def test_the_resolved_link_is_the_link(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, FACEBOOK, row(), row(1, **{"Final Link": "", "Message": "no link"}))
    assert edges(found, "facebook:10160000000000000") == [
        ("links_to", "url", "https://news.example/0"),
        ("uses_hashtag", "tag", "bridge"),
        ("links_to", "url", "https://bit.example/0"),
    ]
    assert edges(found, "facebook:10160000000000001") == [("links_to", "url", "http://bit.example/1")]
    assert found["post"][0]["text_ocr"] == "TOLL 5$"


def test_in_a_group_the_account_is_the_group(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, FACEBOOK, group(1))
    assert (found["post"][0]["container_id"], found["post"][0]["account_uid"]) == (PAGE, f"facebook:{PAGE}")
    assert found["account_obs"][0]["entity_type"] == "group"


def test_an_instagram_post_has_the_number_its_code_writes(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, INSTAGRAM, instagram(1))
    post = found["post"][0]
    assert post["post_uid"] == f"instagram:{media_number(1)}"
    assert (seconds(post["created_at"]), post["time_conflict"]) == (1_625_604_380, False)
    assert post["account_uid"] == "instagram:@harbour"
    assert found["account"][0]["account_id_kind"] == "handle_only"
    assert ("mentions", "account", "instagram:@harbour") in edges(found)


def test_times_of_the_api_are_utc_and_counters_were_seen_when_updated(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, API, answer(0))
    assert seconds(found["post"][0]["created_at"]) == 1_625_604_320
    assert seconds(found["engagement"][0]["observed_at"]) == 1_625_604_320 + 36_000
    assert found["post"][0]["post_uid"] == "facebook:10160000000000000"
    assert dict(found["post"][0]["alt_ids"]) == {"crowdtangle": f"{PAGE}_10160000000000000"}
    assert edges(found) == [("links_to", "url", "https://news.example/0")]


def test_table_and_api_name_the_same_post_and_page(tmp_path: Path) -> None:
    rows, _ = read_rows(tmp_path, FACEBOOK, row(3))
    api, _ = read_lines(tmp_path, API, answer(3))
    for name in ("post_uid", "account_uid", "created_at"):
        assert rows["post"][0][name] == api["post"][0][name]


def test_instagram_of_the_api(tmp_path: Path) -> None:
    shown = {**answer(1), "platform": "Instagram", "platformId": f"{media_number(1)}_777", "message": None}
    shown |= {"description": "Bridge @other", "statistics": {"actual": {"favoriteCount": 3, "commentCount": 1}}}
    found, _ = read_lines(tmp_path, API, shown)
    assert found["post"][0]["post_uid"] == f"instagram:{media_number(1)}"
    assert (found["post"][0]["text"], found["engagement"][0]["like_count"]) == ("Bridge @other", 3)


def test_an_answer_is_taken_apart(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"status": 200, "result": {"posts": [answer(1), answer(2)], "pagination": {}}}))
    found, tally = read(path, API)
    assert (tally.rows_in, [post["locator"] for post in found["post"]]) == (
        2, ["pointer=/result/posts/0", "pointer=/result/posts/1"])  # fmt: skip


@pytest.mark.reference_data
def test_sample() -> None:
    found, tally = read(sample("FACEBOOK_crowdtangle_posts.csv"), FACEBOOK)
    assert (tally.rows_kept, tally.fields.found()) == (1, [])
    post, counts = found["post"][0], found["engagement"][0]
    assert (post["post_uid"], post["account_uid"]) == ("facebook:10160000000000000", "facebook:1000000000001")
    assert (seconds(post["created_at"]), post["text"]) == (1_625_604_320, "Message text")
    assert (counts["like_count"], counts["score_native"], counts["view_count"]) == (1000, 8.57, None)
    assert found["geo_signal"][0]["value_raw"] == "CN"
    assert edges(found) == [("links_to", "url", "https://example.org/a")]
