"""Medium: the twelve digits name a story wherever they stand; the author is who the address names, never a byline."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crosscurrent.connectors.records.faults import NoRecordRead
from tests.conformance.fixtures import medium as captures
from tests.unit.connectors.archived import links, read, sample


def test_a_feed_gives_stories_with_tags_and_links(tmp_path: Path) -> None:
    found, _ = read(tmp_path, captures.feed(1), "medium/feed")
    [post] = found["post"]
    assert (post["post_uid"], post["account_uid"]) == ("medium:000000000001", "medium:@harbour.pen")
    assert post["url"] == "https://medium.com/@harbour.pen/story-000000000001"
    assert post["created_at"] == datetime(2026, 9, 11, 21, 39, 13, tzinfo=UTC)
    assert post["edited_at"] == datetime(2026, 9, 11, 22, 39, 13, tzinfo=UTC)
    assert (post["text"], post["text_is_truncated"]) == ("On tolls", None)
    assert links(found) == ["https://council.example/1"]
    assert [each["dst"] for each in found["edge"] if each["type"] == "uses_hashtag"] == ["harbour"]


def test_a_story_for_members_is_cut_and_says_so(tmp_path: Path) -> None:
    cut = (
        '<div class="medium-feed-item"><p class="medium-feed-snippet">On</p><p class="medium-feed-link">'
        '<a href="https://medium.com/@harbour.pen/story-000000000001?source=rss-0a------2">Continue reading on Medium »'
        "</a></p></div>"
    )
    raw = captures.feed(1).replace(b"<p>On <a href='https://council.example/1'>tolls</a></p>", cut.encode())
    found, _ = read(tmp_path, raw, "medium/feed")
    [post] = found["post"]
    assert (post["text_is_truncated"], post["is_partial"]) == (True, True)
    assert links(found) == []  # the link back to the story is Medium's, not the author's


def test_a_display_name_names_no_account(tmp_path: Path) -> None:
    raw = captures.feed(1).replace(b"https://medium.com/@harbour.pen", b"https://medium.com/harbour-review")
    [post] = read(tmp_path, raw, "medium/feed")[0]["post"]
    assert (post["account_uid"], post["alt_ids"]) == (None, [("byline", "Harbour Pen")])


def test_a_page_gives_claps_followers_and_the_recommended_stories(tmp_path: Path) -> None:
    found, tally = read(tmp_path, captures.page(2), "medium/page")
    shown, recommended = found["post"]
    assert (shown["post_uid"], shown["account_uid"]) == ("medium:000000000001", "medium:0a1b2c3d4e5f")
    assert (shown["text"], shown["is_partial"], recommended["is_partial"]) == ("The toll rises.", None, True)
    assert shown["created_at"] == datetime(2026, 9, 11, 21, 39, 13, tzinfo=UTC)
    counts = found["engagement"][0]
    # Claps are no likes: one reader may clap fifty times.
    assert (counts["reactions"], counts["like_count"], counts["comment_count"]) == ([("claps", 311)], 40, 3)
    assert found["account_obs"][0]["follower_count"] == 1200
    assert links(found) == ["https://council.example/act"]
    assert tally.rows_in == 2


def test_a_page_whose_state_cannot_be_read_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(NoRecordRead) as caught:
        read(tmp_path, captures.page(1).replace(b"__ = {", b"__ = {{"), "medium/page")
    assert "__APOLLO_STATE__" in caught.value.what


@pytest.mark.reference_data
def test_the_shared_sample(tmp_path: Path) -> None:
    found, tally = read(tmp_path, sample("synthetic/MEDIUM_feed.xml"), "medium/feed")
    [post] = found["post"]
    assert (post["post_uid"], post["account_uid"], post["title"], post["text"]) == (
        "medium:00000000abcd", "medium:@a", "T", "Body",
    )  # fmt: skip
    assert post["created_at"] == datetime(2026, 9, 11, 20, 39, 13, tzinfo=UTC)
    assert (post["edited_at"], post["url"]) == (None, "https://medium.com/@a/t-00000000abcd")
    assert [each["dst"] for each in found["edge"]] == ["china"]
    assert [each.path for each in tally.fields.found()] == []
