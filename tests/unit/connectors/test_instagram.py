"""What instaloader saves: posts in both shapes, stories, accounts, comments."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from crosscurrent.connectors.base import ReadOptions, Recognition, Tally
from crosscurrent.connectors.instagram import CONNECTOR
from crosscurrent.errors import CrosscurrentError

Raw = dict[str, Any]
Rows = dict[str, list[Raw]]


def read(path: Path, value: Any) -> tuple[Rows, Tally, Recognition]:
    """Write one JSON document, read it, and return rows by table without what is empty."""
    target = path / "capture"
    target.write_text(json.dumps(value, indent=1), encoding="utf-8")
    found, tally = CONNECTOR.recognise(target, ReadOptions()), Tally()
    rows: Rows = {}
    for name, table in CONNECTOR.tables(target, "c" * 64, found, ReadOptions(), tally):
        filled = ({key: value for key, value in row.items() if value is not None} for row in table.to_pylist())
        rows.setdefault(name, []).extend(filled)
    return rows, tally, found


def saved(node: Raw, kind: str = "Post") -> Raw:
    """Return a node in instaloader's envelope."""
    return {"node": node, "instaloader": {"version": "4.11", "node_type": kind}}


class TestInstaloader:
    """Both shapes, alone and together."""

    GRAPH: ClassVar[Raw] = {
        "__typename": "GraphImage",
        "id": "482584233761418119",
        "shortcode": "aye83DjauH",
        "taken_at_timestamp": 1_371_748_545,
        "edge_media_to_caption": {"edges": [{"node": {"text": "Bridge #harbour @bob"}}]},
        "owner": {"id": "25025320", "username": "ann"},
        "edge_media_preview_like": {"count": 5},
        "edge_media_to_comment": {"count": 2},
        "location": {"id": "5", "name": "Old Harbour"},
        "display_url": "https://s.example/a.jpg",
    }
    APP: ClassVar[Raw] = {
        "pk": 482584233761418119,
        "code": "aye83DjauH",
        "taken_at": 1_371_748_545,
        "caption": {"text": "Bridge #harbour @bob"},
        "user": {"pk": 25025320, "username": "ann"},
        "like_count": 5,
        "comment_count": 2,
        "media_type": 1,
        "location": {"name": "Old Harbour", "lat": 1.5, "lng": 2.5},
        "image_versions2": {"candidates": [{"url": "https://s.example/a.jpg", "width": 3, "height": 4}]},
    }

    @pytest.mark.parametrize("node", [GRAPH, APP, {**GRAPH, "iphone_struct": APP}])
    def test_every_shape_gives_the_same_post(self, tmp_path: Path, node: Raw) -> None:
        rows, tally, found = read(tmp_path, saved(node))
        assert (found.format_id, list(tally.rejected)) == ("instagram/instaloader", [])
        post = rows["post"][0]
        assert (post["post_uid"], post["account_uid"]) == ("instagram:482584233761418119", "instagram:25025320")
        assert (post["text"], post["kind"]) == ("Bridge #harbour @bob", "post")
        assert post["created_at"] == datetime(2013, 6, 20, 17, 15, 45, tzinfo=UTC)
        counts = rows["engagement"][0]
        assert (counts["like_count"], counts["comment_count"], "observed_at" in counts) == (5, 2, False)
        assert [row["url"] for row in rows["media"]] == ["https://s.example/a.jpg"]
        assert [(row["type"], row["dst"]) for row in rows["edge"]] == [
            ("uses_hashtag", "harbour"),
            ("mentions", "instagram:@bob"),
        ]

    def test_the_answer_of_the_app_knows_more_of_the_place(self, tmp_path: Path) -> None:
        rows, _, _ = read(tmp_path, saved({**self.GRAPH, "iphone_struct": self.APP}))
        assert [row["value_raw"] for row in rows["geo_signal"]] == ["Old Harbour", "1.5,2.5"]

    def test_the_shape_of_newer_versions(self, tmp_path: Path) -> None:
        node = {"shortcode": "aye83DjauH", "date": 1_371_748_545, "caption": "Bridge", "iphone_struct": self.APP}
        post = read(tmp_path, saved(node))[0]["post"][0]
        assert (post["text"], post["created_at"].year) == ("Bridge", 2013)

    def test_comments_that_were_saved_inside(self, tmp_path: Path) -> None:
        answer = {
            "node": {"id": "2", "text": "yes", "created_at": 1_371_748_700, "owner": {"id": "8", "username": "cy"}}
        }
        inner = {
            "id": "1",
            "text": "no",
            "created_at": 1_371_748_600,
            "owner": {"id": "7", "username": "bob"},
            "edge_liked_by": {"count": 3},
            "edge_threaded_comments": {"edges": [answer]},
        }
        rows, _, _ = read(tmp_path, saved({**self.GRAPH, "edge_media_to_parent_comment": {"edges": [{"node": inner}]}}))
        assert [(row["post_uid"], row.get("parent_post_uid")) for row in rows["post"][1:]] == [
            ("instagram:comment-1", "instagram:482584233761418119"),
            ("instagram:comment-2", "instagram:comment-1"),
        ]
        assert rows["engagement"][1]["like_count"] == 3

    def test_stories_are_stories(self, tmp_path: Path) -> None:
        assert read(tmp_path, saved(self.GRAPH, "StoryItem"))[0]["post"][0]["kind"] == "story"

    def test_an_account_alone(self, tmp_path: Path) -> None:
        node = {
            "id": "25025320",
            "username": "ann",
            "biography": "Harbour",
            "edge_followed_by": {"count": 12},
            "is_private": False,
        }
        rows, _, _ = read(tmp_path, saved(node, "Profile"))
        assert set(rows) == {"account", "account_obs"}
        assert (rows["account_obs"][0]["follower_count"], rows["account_obs"][0]["is_private"]) == (12, False)

    def test_a_hashtag_is_nobody(self, tmp_path: Path) -> None:
        _, tally, _ = read(tmp_path, saved({"name": "harbour"}, "Hashtag"))
        assert [each.code for each in tally.rejected] == ["E-INPUT-103"]

    def test_without_any_id_it_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(CrosscurrentError) as refused:
            read(tmp_path, saved({"taken_at_timestamp": 1_371_748_545}))
        assert refused.value.code == "E-INPUT-110"


def test_a_file_of_comments(tmp_path: Path) -> None:
    owner = {"id": "7", "username": "bob"}
    answer = {"id": 2, "created_at": 1_371_748_700, "text": "yes", "owner": owner, "likes_count": 0}
    comment = {
        "id": 1,
        "created_at": 1_371_748_600,
        "text": "no",
        "owner": owner,
        "likes_count": 2,
        "answers": [answer],
    }
    rows, _, found = read(tmp_path, [comment])
    assert found.format_id == "instagram/instaloader_comments"
    assert [(row["text"], row.get("parent_post_uid")) for row in rows["post"]] == [
        ("no", None),
        ("yes", "instagram:comment-1"),
    ]
    assert [row["like_count"] for row in rows["engagement"]] == [2, 0]
