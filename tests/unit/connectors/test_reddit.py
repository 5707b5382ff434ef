"""Reddit: dumps of Arctic Shift and Pushshift, and answers of the API as PRAW and others save them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import zstandard

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.reddit import CONNECTOR
from tests.conformance.fixtures import lines
from tests.unit.connectors.captured import edges, read, read_lines, sample, seconds

SUBMISSION: dict[str, Any] = {
    "id": "18abcd", "name": "t3_18abcd", "author": "ann", "author_fullname": "t2_abc", "created_utc": 1_704_067_200,
    "retrieved_on": 1_704_070_000, "subreddit": "harbour", "title": "Toll", "selftext": "see #toll",
    "url": "https://news.example/1", "permalink": "/r/harbour/comments/18abcd/toll/", "is_self": False, "score": 12,
    "ups": 12, "num_comments": 3, "num_crossposts": 1, "edited": False,
}  # fmt: skip
COMMENT: dict[str, Any] = {
    "id": "kab1", "author": "bob", "author_fullname": "t2_b", "created_utc": "1704067260", "subreddit": "harbour",
    "body": "so https://news.example/2", "link_id": "t3_18abcd", "parent_id": "t3_18abcd", "score": -4,
}  # fmt: skip


def test_a_submission_is_a_post_with_its_link_and_a_score_that_is_no_count(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, "reddit/submissions", {**SUBMISSION, "crosspost_parent": "t3_xyz"})
    [post] = found["post"]
    assert (post["post_uid"], post["account_uid"], post["container_id"]) == (
        "reddit:t3_18abcd", "reddit:t2_abc", "harbour",
    )  # fmt: skip
    assert (seconds(post["created_at"]), post["created_at_precision"], post["edited_at"]) == (1_704_067_200, "s", None)
    assert post["url"] == "https://www.reddit.com/r/harbour/comments/18abcd/toll/"
    [counts] = found["engagement"]
    # Up-votes minus down-votes, blurred: neither likes nor reactions.
    assert (counts["score_native"], counts["like_count"], counts["comment_count"], counts["share_count"]) == (
        12.0, None, 3, 1,
    )  # fmt: skip
    assert seconds(counts["observed_at"]) == 1_704_070_000
    assert edges(found) == [
        ("links_to", "url", "https://news.example/1"),
        ("uses_hashtag", "tag", "toll"),
        ("crosspost_of", "post", "reddit:t3_xyz"),
    ]


def test_a_comment_answers_what_stands_above_it_and_belongs_to_its_submission(tmp_path: Path) -> None:
    # Older dumps write the time as text.
    found, _ = read_lines(tmp_path, "reddit/comments", COMMENT, {**COMMENT, "id": "kab2", "parent_id": "t1_kab1"})
    assert [
        (each["post_uid"], each["parent_post_uid"], each["root_post_uid"], seconds(each["created_at"]))
        for each in found["post"]
    ] == [
        ("reddit:t1_kab1", "reddit:t3_18abcd", "reddit:t3_18abcd", 1_704_067_260),
        ("reddit:t1_kab2", "reddit:t1_kab1", "reddit:t3_18abcd", 1_704_067_260),
    ]
    assert ("reply_to", "post", "reddit:t1_kab1") in edges(found, "reddit:t1_kab2")


@pytest.mark.parametrize(
    ("changed", "availability"),
    [
        ({"author": "[deleted]", "author_fullname": None, "body": "[deleted]"}, "deleted_by_author"),
        ({"author": "[deleted]", "author_fullname": None, "body": "[removed]"}, "removed_by_platform"),
        ({"_meta": {"was_deleted_later": True, "removal_type": "removed by reddit"}}, "removed_by_platform"),
        ({"_meta": {"was_deleted_later": True, "removal_type": "deleted"}}, "deleted_by_author"),
        ({"removed_by_category": "moderator"}, "removed_by_platform"),
    ],
)
def test_what_is_gone_says_by_whose_hand_and_deleted_is_nobody(
    tmp_path: Path, changed: dict[str, Any], availability: str
) -> None:
    found, _ = read_lines(tmp_path, "reddit/comments", {**COMMENT, **changed})
    [post] = found["post"]
    assert post["availability"] == availability
    if "author" in changed:
        assert (post["account_uid"], post["text"], found["account"]) == (None, None, [])


def test_dumps_are_packed_with_a_window_of_two_gigabytes(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=31, enable_ldm=True, compression_level=1)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    path = tmp_path / "RC_2024-01.zst"
    path.write_bytes(packer.compress(lines([COMMENT, {**COMMENT, "id": "kab2"}])) + packer.flush())
    found, tally = read(path, "reddit/comments")
    assert (tally.rows_in, [each["native_id"] for each in found["post"]]) == (2, ["t1_kab1", "t1_kab2"])


def test_a_page_of_comments_is_read_down_to_the_last_answer(tmp_path: Path) -> None:
    # What the API gives for one submission: two listings, and comments below comments. Nothing of that is lost.
    def listing(*things: dict[str, Any]) -> dict[str, Any]:
        return {"kind": "Listing", "data": {"after": None, "children": list(things)}}

    def comment(native: str, above: str, *below: dict[str, Any]) -> dict[str, Any]:
        replies = listing(*below) if below else ""
        return {"kind": "t1", "data": {**COMMENT, "id": native, "parent_id": above, "replies": replies}}

    deepest = comment("k3", "t1_k2")
    tree = comment("k1", "t3_18abcd", comment("k2", "t1_k1", deepest), {"kind": "more", "data": {"count": 7}})
    path = tmp_path / "thread.json"
    path.write_text(
        json.dumps([listing({"kind": "t3", "data": SUBMISSION}), listing(tree, comment("k4", "t3_18abcd"))])
    )
    found, tally = read(path, "reddit/listing")
    assert [each["native_id"] for each in found["post"]] == ["t3_18abcd", "t1_k1", "t1_k2", "t1_k3", "t1_k4"]
    assert (tally.rows_in, [each.code for each in tally.rejected]) == (6, ["E-INPUT-103"])
    [third] = [each for each in found["post"] if each["native_id"] == "t1_k3"]
    assert third["locator"] == "pointer=/1/data/children/0/data/replies/data/children/0/data/replies/data/children/0"
    assert json.loads(CONNECTOR.locate(path, third["locator"], ReadOptions()))["data"]["id"] == "k3"


@pytest.mark.reference_data
def test_samples() -> None:
    found, _ = read(sample("REDDIT_arctic_shift_RS.jsonl"), "reddit/submissions")
    assert (found["post"][0]["post_uid"], edges(found)) == (
        "reddit:t3_18abcd",
        [
            ("links_to", "url", "https://www.globaltimes.cn/page/202401/1.shtml"),
            ("crosspost_of", "post", "reddit:t3_xyz"),
        ],
    )
    found, _ = read(sample("REDDIT_arctic_shift_RC.jsonl"), "reddit/comments")
    [post] = found["post"]
    assert (post["account_uid"], post["availability"], seconds(post["edited_at"])) == (
        None, "removed_by_platform", 1_704_069_000,
    )  # fmt: skip
