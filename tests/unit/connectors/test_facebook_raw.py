"""Facebook stories as its pages load them: the post in one place, its time in another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.conformance.fixtures.facebook_raw import story
from tests.unit.connectors.captured import edges, read, read_lines, seconds

STORY = "facebook_raw/story"


def content(value: dict[str, Any]) -> dict[str, Any]:
    inner: dict[str, Any] = value["comet_sections"]["content"]["story"]
    return inner


def test_text_and_time_come_from_two_places(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, STORY, story(2))
    post = found["post"][0]
    assert (post["post_uid"], post["account_uid"]) == ("facebook:7160000000000002", "facebook:10002")
    assert (seconds(post["created_at"]), post["container_id"]) == (1_700_000_120, "harbourtalk")
    assert (post["text"], post["kind"]) == ("Mara says 2 🌉 #bridge", "post")
    assert seconds(found["account_obs"][0]["observed_at"]) == 1_700_086_400
    assert "engagement" not in found  # the story holds no counters


def test_what_facebook_redirects_leads_to_its_target(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, STORY, story(2))
    assert edges(found) == [
        ("mentions", "account", "facebook:100099"),
        ("links_to", "url", "https://b.example/"),
        ("uses_hashtag", "tag", "bridge"),
        ("links_to", "url", "https://news.example/2"),
    ]
    assert [(each["kind"], each["url"]) for each in found["media"]] == [("image", "https://cdn.example/2.jpg")]


def test_a_shared_story_makes_a_repost_or_a_quote(tmp_path: Path) -> None:
    silent = story(3)
    content(silent)["message"] = None
    found, _ = read_lines(tmp_path, STORY, story(1), silent)
    assert [post["kind"] for post in found["post"]] == ["quote", "repost"]
    shared = [each for each in edges(found) if each[1] == "post"]
    assert shared == [
        ("quote_of", "post", "facebook:7150000000000000"), ("repost_of", "post", "facebook:7150000000000000")
    ]  # fmt: skip


def test_an_account_without_an_id_is_known_by_its_address(tmp_path: Path) -> None:
    by_handle, by_number, hidden = story(2), story(4), story(6)
    content(by_handle)["actors"] = [{"name": "Reader", "url": "https://www.facebook.com/reader.two"}]
    content(by_number)["actors"] = [{"name": "Reader", "url": "https://www.facebook.com/profile.php?id=100044"}]
    content(hidden)["actors"] = []
    found, _ = read_lines(tmp_path, STORY, by_handle, by_number, hidden)
    assert [post["account_uid"] for post in found["post"]] == ["facebook:@reader.two", "facebook:100044", None]


def test_a_story_without_a_time_has_none(tmp_path: Path) -> None:
    timeless = story(2)
    timeless["comet_sections"]["context_layout"]["story"]["comet_sections"]["metadata"] = [None, {"__typename": "x"}]
    found, _ = read_lines(tmp_path, STORY, timeless)
    assert (found["post"][0]["created_at"], found["post"][0]["created_at_precision"]) == (None, "unknown")


def test_stories_may_be_wrapped_and_in_an_array(tmp_path: Path) -> None:
    path = tmp_path / "stories.json"
    path.write_text(json.dumps([{"data": {"node": story(2)}}, {"node": story(4)}, story(6)]))
    found, _ = read(path, STORY)
    assert [post["native_id"] for post in found["post"]] == ["7160000000000002", "7160000000000004", "7160000000000006"]


def test_a_story_without_an_id_is_rejected(tmp_path: Path) -> None:
    nameless = story(2)
    del content(nameless)["post_id"], nameless["post_id"]
    _, tally = read_lines(tmp_path, STORY, nameless, story(4))
    assert [(each.row, each.code) for each in tally.rejected] == [(1, "E-INPUT-102")]
