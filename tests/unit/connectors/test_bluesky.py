"""Bluesky: events of the network, and posts as its AppView shows them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.conformance.fixtures.bluesky import CID, RECORD_CID, at, author, commit, did, moment, tid, uri, view
from tests.unit.connectors.captured import edges, read, read_lines, seconds

JETSTREAM, FRAMES, APPVIEW = "bluesky/jetstream", "bluesky/jetstream_v2", "bluesky/appview"
POST = "app.bsky.feed.post"


def event(
    record: dict[str, Any] | None, collection: str = POST, operation: str = "create", **head: Any
) -> dict[str, Any]:
    inner = {"operation": operation, "collection": collection, "rkey": tid(at(1)), "rev": "r"}
    if record is not None:
        inner["record"] = record
    return {"did": did(1), "time_us": at(1) + 500_000, "kind": "commit", "commit": inner, **head}


def written(**more: Any) -> dict[str, Any]:
    return {"$type": POST, "text": "hello", "createdAt": moment(at(1)), **more}


def test_a_post_is_named_by_its_at_uri_and_its_author_by_the_did(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, JETSTREAM, event(written(langs=["fr", "en"])), event(written()))
    post = found["post"][0]
    assert post["post_uid"] == f"bluesky:at://did:plc:{'3' * 24}/app.bsky.feed.post/{tid(at(1))}"
    assert post["account_uid"] == f"bluesky:did:plc:{'3' * 24}"
    assert (post["kind"], post["text"], post["lang_declared"], post["time_conflict"]) == ("post", "hello", "fr", False)
    assert post["url"] == f"https://bsky.app/profile/did:plc:{'3' * 24}/post/{tid(at(1))}"
    assert len(found["post"]) == 1  # the second event is the same post again


def test_positions_count_bytes_not_letters(tmp_path: Path) -> None:
    # Before the mention stand letters of two, three and four bytes; counted in letters it would read "example".
    text = "é 橋 🌉 @mara.example"
    start = text.encode().index(b"@")
    facet = {"index": {"byteStart": start, "byteEnd": start + 13},
             "features": [{"$type": "app.bsky.richtext.facet#mention", "did": did(9)}]}  # fmt: skip
    beyond = {"index": {"byteStart": 500, "byteEnd": 900},
              "features": [{"$type": "app.bsky.richtext.facet#mention", "did": did(8)}]}  # fmt: skip
    found, _ = read_lines(tmp_path, JETSTREAM, event(written(text=text, facets=[facet, beyond])))
    assert [(edge["dst"], edge["dst_raw"]) for edge in found["edge"]] == [
        (f"bluesky:{did(9)}", "mara.example"),
        (f"bluesky:{did(8)}", did(8)),  # the positions lie outside the text, what they mean is said all the same
    ]


def test_what_stands_in_the_text_without_a_facet_is_not_a_reference(tmp_path: Path) -> None:
    # Bluesky marks what is a link; text that looks like one is shown as text.
    found, _ = read_lines(tmp_path, JETSTREAM, event(written(text="https://plain.example #nothing @nobody")))
    assert found["edge"] == []


def test_a_forged_time_stands_and_is_marked(tmp_path: Path) -> None:
    # The key says 2025-12-01 12:01; the author says a year before. What is written is kept, the contradiction marked.
    found, _ = read_lines(tmp_path, JETSTREAM, event(written(createdAt="2024-12-01T12:01:00.123Z")))
    post = found["post"][0]
    assert seconds(post["created_at"]) == 1_733_054_460.123
    assert seconds(post["created_at_id"]) == 1_764_590_460.123
    assert post["time_conflict"] is True


def test_key_and_time_forged_together_are_betrayed_by_the_network(tmp_path: Path) -> None:
    # The same old time in the key as well: only the moment the network saw the post says otherwise.
    old = 1_733_054_460_123_000
    late = event(written(createdAt="2024-12-01T12:01:00.123Z"))
    late["commit"]["rkey"] = tid(old)
    ahead = event(written(createdAt=moment(at(1) + 3_600_000_000)))
    ahead["commit"]["rkey"] = tid(at(1) + 3_600_000_000)
    in_time = event(written(createdAt=moment(at(1) - 60_000_000)))
    in_time["commit"]["rkey"] = tid(at(1) - 60_000_000)
    found, _ = read_lines(tmp_path, JETSTREAM, late, ahead, in_time)
    assert [post["time_conflict"] for post in found["post"]] == [True, True, False]


def test_a_time_that_is_none_leaves_the_time_of_the_key(tmp_path: Path) -> None:
    found, tally = read_lines(tmp_path, JETSTREAM, event(written(createdAt="0001-01-01T00:00:00Z")))
    post = found["post"][0]
    assert (seconds(post["created_at"]), post["created_at_source"]) == (1_764_590_460.123, "id")
    assert (post["created_at_raw"], post["time_conflict"]) == ("0001-01-01T00:00:00Z", True)
    assert not tally.rejected


def test_a_deletion_is_a_row_of_its_own_even_in_the_file_that_brought_the_post(tmp_path: Path) -> None:
    gone = event(None, operation="delete", time_us=at(1) + 60_000_000)
    found, _ = read_lines(tmp_path, JETSTREAM, event(written()), gone)
    assert [(post["availability"], post["is_partial"]) for post in found["post"]] == [
        ("public", None), ("deleted_by_author", True)]  # fmt: skip
    assert seconds(found["post"][1]["deleted_seen_at"]) == 1_764_590_520.123
    assert len({post["post_uid"] for post in found["post"]}) == 1


def test_a_repost_is_a_post_and_a_like_is_none(tmp_path: Path) -> None:
    subject = {"subject": {"uri": uri(2), "cid": RECORD_CID}, "createdAt": moment(at(1))}
    like = event({"$type": "app.bsky.feed.like", **subject}, "app.bsky.feed.like")
    repost = event({"$type": "app.bsky.feed.repost", **subject}, "app.bsky.feed.repost")
    found, tally = read_lines(tmp_path, JETSTREAM, like, repost)
    assert [(each.row, each.code) for each in tally.rejected] == [(1, "E-INPUT-103")]
    assert [post["kind"] for post in found["post"]] == ["repost"]
    assert edges(found) == [("repost_of", "post", f"bluesky:{uri(2)}")]


def test_handles_suspensions_and_profiles_are_sightings_of_an_account(tmp_path: Path) -> None:
    head = {"did": did(1), "time_us": at(1)}
    profile = event(
        {"$type": "app.bsky.actor.profile", "displayName": "Mara", "description": "bio"}, "app.bsky.actor.profile"
    )
    found, tally = read_lines(
        tmp_path, JETSTREAM, {**head, "kind": "identity", "identity": {"did": did(1), "handle": "mara.example"}},
        {**head, "kind": "account", "account": {"active": False, "status": "takendown"}}, profile,
    )  # fmt: skip
    assert [(each["handle"], each["is_suspended"], each["display_name"]) for each in found["account_obs"]] == [
        ("mara.example", None, None), (None, True, None), (None, None, "Mara")]  # fmt: skip
    assert (found["post"], len(tally.rejected)) == ([], 0)


def test_an_answer_that_quotes_is_an_answer_with_both_edges(tmp_path: Path) -> None:
    above = {"uri": uri(2), "cid": RECORD_CID}
    embed = {"$type": "app.bsky.embed.recordWithMedia", "record": {"record": {"uri": uri(3), "cid": RECORD_CID}},
             "media": {"$type": "app.bsky.embed.external", "external": {"uri": "https://news.example/1"}}}  # fmt: skip
    found, _ = read_lines(
        tmp_path, JETSTREAM, event(written(reply={"parent": above, "root": {"uri": uri(4)}}, embed=embed))
    )
    post = found["post"][0]
    assert (post["kind"], post["parent_post_uid"]) == ("reply", f"bluesky:{uri(2)}")
    assert (post["root_post_uid"], post["thread_id"]) == (f"bluesky:{uri(4)}", uri(4))
    assert edges(found) == [
        ("reply_to", "post", f"bluesky:{uri(2)}"),
        ("quote_of", "post", f"bluesky:{uri(3)}"),
        ("links_to", "url", "https://news.example/1"),
    ]


def test_an_embedded_list_is_no_quote_and_a_moving_picture_no_link(tmp_path: Path) -> None:
    shared = event(written(embed={"record": {"uri": uri(3, "app.bsky.graph.list")}}))
    gif = event(written(embed={"external": {"uri": "https://media.tenor.com/x.gif", "description": "boat"}}))
    gif["commit"]["rkey"] = tid(at(2))
    found, _ = read_lines(tmp_path, JETSTREAM, shared, gif)
    assert [post["kind"] for post in found["post"]] == ["post", "post"]
    assert found["edge"] == []
    assert [(each["kind"], each["url"]) for each in found["media"]] == [("image", "https://media.tenor.com/x.gif")]


def test_a_file_is_known_by_the_hash_its_record_names(tmp_path: Path) -> None:
    # The content identifier of a file is the SHA-256 of its bytes; this one is that of no bytes at all.
    image = {"alt": "a bridge", "image": {"$type": "blob", "ref": {"$link": CID}, "mimeType": "image/png"}}
    found, _ = read_lines(tmp_path, JETSTREAM, event(written(embed={"images": [image]})))
    media = found["media"][0]
    assert media["sha256"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (media["alt_text"], media["mime"]) == ("a bridge", "image/png")


def test_frames_with_and_without_their_envelope_read_alike(tmp_path: Path) -> None:
    inner = commit(2)
    payload = {"$type": "network.bsky.jetstream.subscribeEvents#commit", "did": inner["did"], "seq": 9,
               "time": "2025-12-05T00:00:00.000001Z",
               "witnessedAt": moment(inner["time_us"]), **inner["commit"]}  # fmt: skip
    framed, _ = read_lines(tmp_path, FRAMES, {"$type": "message", "payload": payload})
    bare, _ = read_lines(tmp_path, FRAMES, payload)
    assert framed == bare
    assert framed["post"][0]["time_conflict"] is False  # time may have been set anew by an operator; witnessedAt not


def test_counters_of_the_appview_have_no_time_of_observation(tmp_path: Path) -> None:
    # indexedAt is when the post was seen, not when its likes were counted: taking it would date them too early.
    found, _ = read_lines(tmp_path, APPVIEW, view(5))
    counts = found["engagement"][0]
    assert (counts["like_count"], counts["share_count"], counts["comment_count"], counts["save_count"]) == (15, 2, 5, 0)
    assert counts["observed_at"] is None


def test_a_quoted_post_is_read_too(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, APPVIEW, view(2))
    assert [(post["native_id"], post["text"]) for post in found["post"]][1] == (uri(1), "first")
    assert ("quote_of", "post", f"bluesky:{uri(1)}") in edges(found, f"bluesky:{uri(2)}")
    handles = {each["handle"] for each in found["account_obs"]}
    assert handles == {"reader2.example", "reader1.example"}


def test_an_invalid_handle_is_no_handle(tmp_path: Path) -> None:
    shown = view(5)
    shown["author"] = {**author(5), "handle": "handle.invalid"}
    found, _ = read_lines(tmp_path, APPVIEW, shown)
    assert found["account_obs"][0]["handle"] is None
    assert found["post"][0]["url"].startswith("https://bsky.app/profile/did:plc:")


def test_who_passed_a_post_on_into_a_feed_has_a_repost(tmp_path: Path) -> None:
    # Older answers name no record of the repost; its id is then made of who and what, so that it stays one.
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": author(6), "indexedAt": moment(at(9))}
    path = tmp_path / "feed.json"
    path.write_text(json.dumps({"feed": [{"post": view(5), "reason": reason}]}))
    found, _ = read(path, APPVIEW)
    repost = found["post"][-1]
    assert (repost["kind"], repost["account_uid"]) == ("repost", f"bluesky:{did(6)}")
    assert repost["native_id"] == f"repost-{did(6)}-{uri(5)}"
    assert edges(found, repost["post_uid"]) == [("repost_of", "post", f"bluesky:{uri(5)}")]


def test_a_thread_is_read_to_its_depths(tmp_path: Path) -> None:
    node: dict[str, Any] = {"post": view(40)}
    for number in range(39, 2, -1):
        node = {"post": view(number), "replies": [node, {"$type": "app.bsky.feed.defs#notFoundPost", "uri": "x"}]}
    node["parent"] = {"post": view(1)}
    path = tmp_path / "thread.json"
    path.write_text(json.dumps({"thread": node}, indent=1))
    found, tally = read(path, APPVIEW)
    assert (tally.rows_in, len(tally.rejected)) == (39, 0)
    assert {post["native_id"] for post in found["post"]} >= {uri(number) for number in (1, *range(3, 41))}


def test_answers_one_a_line_are_taken_apart(tmp_path: Path) -> None:
    found, tally = read_lines(tmp_path, APPVIEW, {"posts": [view(5), view(6)]}, {"posts": [view(10)]})
    assert tally.rows_in == 3
    assert [post["locator"] for post in found["post"] if post["native_id"] in (uri(5), uri(10))] == ["line=1", "line=2"]


def test_a_record_without_a_key_names_no_post(tmp_path: Path) -> None:
    broken = event(written())
    del broken["commit"]["rkey"]
    _, tally = read_lines(tmp_path, JETSTREAM, broken, event(written()))
    assert [(each.row, each.code) for each in tally.rejected] == [(1, "E-INPUT-102")]
