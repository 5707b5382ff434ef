"""Meta Content Library: tables of posts and comments, whose ids are valid nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conformance.fixtures.meta_content_library import comment, instagram, instagram_comment, post
from tests.unit.connectors.captured import edges, read, read_rows, sample, seconds

POSTS, INSTAGRAM, COMMENTS, INSTAGRAM_COMMENTS = (
    f"meta_content_library/{name}"
    for name in ("facebook_posts", "instagram_posts", "facebook_comments", "instagram_comments")
)


def row(number: int = 0, **more: Any) -> dict[str, Any]:
    return {**post(number), "shared_post_id": "", **more}


def test_ids_are_of_the_library_and_never_meet_others(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, POSTS, row())
    assert found["post"][0]["post_uid"] == "facebook:mcl-1234567890123400"
    assert found["post"][0]["account_uid"] == "facebook:mcl:111000"
    assert found["account"][0]["account_id_kind"] == "mcl"
    assert dict(found["post"][0]["alt_ids"]) == {"mcl": "1234567890123400"}


@pytest.mark.parametrize(("written", "code"), [
    ("9.6e+14", "E-INPUT-013"), ("9.6E+14", "E-INPUT-013"), ("12345678901234567.0", "E-INPUT-013"), ("", "E-INPUT-102"),
])  # fmt: skip
def test_an_id_that_went_through_a_number_is_refused_where_digits_are_lost(
    tmp_path: Path, written: str, code: str
) -> None:
    found, tally = read_rows(tmp_path, POSTS, row(1, id=written), row(2, id="960000000000000.0"))
    assert [(each.row, each.code) for each in tally.rejected] == [(1, code)]
    assert found["post"][0]["native_id"] == "mcl-960000000000000"  # short enough to be whole


def test_a_lossy_owner_refuses_the_post_too(tmp_path: Path) -> None:
    _, tally = read_rows(tmp_path, POSTS, row(1, **{"post_owner.id": "1.1e+15"}), row(2))
    assert [(each.row, each.code) for each in tally.rejected] == [(1, "E-INPUT-013")]


def test_views_are_missing_never_0(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, POSTS, row(1), row(2))
    assert [counts["view_count"] for counts in found["engagement"]] == [523, None]
    assert seconds(found["engagement"][0]["views_refreshed_at"]) == 1_741_132_800


def test_times_are_utc(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, POSTS, row(creation_time="2025-03-01 12:00:00"))
    assert seconds(found["post"][0]["created_at"]) == 1_740_830_400


def test_reactions_are_kept_apart(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, POSTS, row(4, **{"statistics.sad_count": ""}))
    counts = found["engagement"][0]
    assert dict(counts["reactions"]) == {"love": 4, "wow": 4, "haha": 4, "angry": 4, "care": 4}
    assert (counts["like_count"], counts["reaction_count"], counts["share_count"]) == (4, 11, 3)


def test_sharing_is_a_repost_and_with_words_a_quote(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, POSTS, row(1, shared_post_id="77"), row(2, shared_post_id="77", text=""))
    assert [each["kind"] for each in found["post"]] == ["quote", "repost"]
    shared = [each for each in edges(found) if each[1] == "post"]
    assert shared == [("quote_of", "post", "facebook:mcl-77"), ("repost_of", "post", "facebook:mcl-77")]


def test_links_and_tags_of_their_columns(tmp_path: Path) -> None:
    found, _ = read_rows(
        tmp_path,
        POSTS,
        row(hashtags='["Bridge","pont"]'),
        row(1, hashtags="", text="#port"),
        row(2, hashtags="[broken"),
    )
    assert edges(found, "facebook:mcl-1234567890123400") == [
        ("links_to", "url", "https://news.example/0"), ("uses_hashtag", "tag", "bridge"),
        ("uses_hashtag", "tag", "pont"), ("links_to", "url", "https://bit.example/0"),
    ]  # fmt: skip
    assert ("uses_hashtag", "tag", "port") in edges(found, "facebook:mcl-1234567890123401")
    assert ("uses_hashtag", "tag", "bridge") in edges(found, "facebook:mcl-1234567890123402")  # then from the text


def test_files_in_a_cell_and_cells_that_are_none(tmp_path: Path) -> None:
    found, _ = read_rows(
        tmp_path, POSTS, row(1), row(2, multimedia="[{broken"), row(3, multimedia='[{"type":"photo","id":"1"}]')
    )
    assert [(each["kind"], each["url"]) for each in found["media"]] == [("image", "https://cdn.example/1.jpg?oe=1")]


def test_instagram_is_told_by_what_it_lacks(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, INSTAGRAM, instagram(1))
    one = found["post"][0]
    assert (one["post_uid"], one["created_at_id"]) == ("instagram:mcl-1234567890123401", None)  # no clock in such ids
    assert ("mentions", "account", "instagram:@other") in edges(found)


def test_private_people_are_nobody(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, COMMENTS, comment(1), comment(2))
    assert [each["account_uid"] for each in found["post"]] == ["facebook:mcl:333000", None]
    assert {each["kind"] for each in found["post"]} == {"comment"}
    assert found["post"][0]["root_post_uid"] == "facebook:mcl-1234567890123401"


def test_comments_never_meet_posts_of_the_same_number(tmp_path: Path) -> None:
    found, _ = read_rows(tmp_path, INSTAGRAM_COMMENTS, instagram_comment(1))
    assert found["post"][0]["native_id"] == "mcl-comment-923456789012341"
    assert edges(found) == [("reply_to", "post", "instagram:mcl-comment-923456789012000")]


@pytest.mark.reference_data
def test_sample() -> None:
    found, tally = read(sample("FACEBOOK_meta_content_library_posts.csv"), POSTS)
    assert (tally.rows_kept, tally.fields.found()) == (1, [])
    one, counts = found["post"][0], found["engagement"][0]
    assert (one["post_uid"], one["text"], one["lang_declared"]) == (
        "facebook:mcl-1234567890123456", "Text was asked for", "en")  # fmt: skip
    assert seconds(one["created_at"]) == 1_740_830_400
    assert (counts["view_count"], counts["reaction_count"], counts["comment_count"]) == (523, 11, 2)
    assert one["account_uid"] == "facebook:mcl:111"
