"""Mastodon and its relatives: posts of the API and activities of an outbox."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.fixtures.mastodon import HOST, account, activity, moment, status, status_id
from tests.unit.connectors.captured import edges, read, read_lines, seconds

STATUSES, OUTBOX = "mastodon/statuses", "mastodon/outbox"


def toot(number: int = 1, **more: Any) -> dict[str, Any]:
    return {**status(1), "id": status_id(number), "uri": f"{HOST}/users/reader1/statuses/{status_id(number)}",
            "created_at": moment(number), "poll": None, **more}  # fmt: skip


def test_a_post_is_named_by_its_uri_and_an_account_by_its_address(tmp_path: Path) -> None:
    # Numbers are those of the server that answered: the same post has another one elsewhere.
    found, _ = read_lines(tmp_path, STATUSES, toot())
    post = found["post"][0]
    assert post["post_uid"] == f"mastodon:{HOST}/users/reader1/statuses/{status_id(1)}"
    assert post["account_uid"] == f"mastodon:{HOST}/@reader1"
    assert dict(found["account"][0]["alt_ids"]) == {"id": "109000000000000001", "uri": f"{HOST}/users/reader1"}
    assert (seconds(post["created_at"]), post["time_conflict"]) == (1_764_590_460.25, False)


def test_html_becomes_text_and_only_true_links_are_links(tmp_path: Path) -> None:
    # Mentions and hashtags are links in the HTML too; they lead to an account and a tag.
    found, _ = read_lines(tmp_path, STATUSES, toot())
    assert found["post"][0]["text"] == "@other Pont 1 https://news.example/toll/1 #pont"
    assert found["post"][0]["text_html"].startswith("<p><span")
    assert edges(found) == [
        ("links_to", "url", "https://news.example/toll/1"),
        ("uses_hashtag", "tag", "pont"),
        ("mentions", "account", f"mastodon:{HOST}/@other"),
    ]


def test_the_day_an_account_was_made_is_no_midnight(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, STATUSES, toot())
    made = found["account"][0]
    assert (seconds(made["created_at"]), made["created_at_precision"]) == (1_667_606_400, "day")
    seen = found["account_obs"][0]
    assert (seen["bio"], seen["is_bot_declared"], seen["post_count"]) == ("Harbour & bridges", False, 456)


def test_a_boost_is_a_post_of_its_own_beside_the_boosted_one(tmp_path: Path) -> None:
    origin = toot(1)
    boost = toot(2, account=account(4), uri=f"{HOST}/users/reader4/statuses/{status_id(2)}/activity", reblog=origin,
                 content="", favourites_count=0)  # fmt: skip
    found, _ = read_lines(tmp_path, STATUSES, boost)
    assert [(post["kind"], post["account_uid"][-8:]) for post in found["post"]] == [
        ("post", "@reader1"), ("repost", "@reader4")]  # fmt: skip
    assert edges(found, found["post"][1]["post_uid"]) == [("repost_of", "post", f"mastodon:{origin['uri']}")]
    assert [counts["like_count"] for counts in found["engagement"]] == [1]  # the boost's own counters mean nothing


def test_an_answer_names_the_account_for_the_number_names_no_post(tmp_path: Path) -> None:
    found, _ = read_lines(
        tmp_path, STATUSES, toot(1, in_reply_to_id="7", in_reply_to_account_id="109000000000000099"),
        toot(2, in_reply_to_id=status_id(1), in_reply_to_account_id="109000000000000001"),
        toot(3, in_reply_to_id="9", in_reply_to_account_id="5"),
    )  # fmt: skip
    answered = [edge["dst"] for edge in found["edge"] if edge["type"] == "reply_to"]
    assert answered == [f"mastodon:{HOST}/@other", f"mastodon:{HOST}/@reader1"]  # the third is not in the mentions
    assert {post["kind"] for post in found["post"]} == {"reply"}
    assert {post["parent_post_uid"] for post in found["post"]} == {None}


@pytest.mark.parametrize(("host", "platform"), [("truthsocial.com", "truthsocial"), ("gab.com", "gab")])
def test_platforms_of_one_server_keep_their_numbers(tmp_path: Path, host: str, platform: str) -> None:
    number = "113000000000000001"
    someone = {**account(1), "url": f"https://{host}/@reader1", "location": "Ottawa"}
    found, _ = read_lines(
        tmp_path, STATUSES, toot(1, id=number, uri=f"https://{host}/@reader1/{number}", account=someone,
                                 in_reply_to_id="113000000000000000"))  # fmt: skip
    post = found["post"][0]
    assert (post["post_uid"], post["account_uid"]) == (f"{platform}:{number}", f"{platform}:109000000000000001")
    assert post["parent_post_uid"] == f"{platform}:113000000000000000"
    assert [(place["signal"], place["value_raw"]) for place in found["geo_signal"]] == [("self_declared", "Ottawa")]


def test_choices_of_a_poll_follow_the_text(tmp_path: Path) -> None:
    poll = {"options": [{"title": "oui", "votes_count": 1}, {"title": "non", "votes_count": None}]}
    found, _ = read_lines(tmp_path, STATUSES, toot(1, content="<p>Ouvert ?</p>", poll=poll))
    assert found["post"][0]["text"] == "Ouvert ?\noui\nnon"


def test_a_quote_of_either_form_is_read(tmp_path: Path) -> None:
    old, new = toot(2, quote=toot(1)), toot(3, quote={"state": "accepted", "quoted_status": toot(1)})
    found, _ = read_lines(tmp_path, STATUSES, old, new, toot(4, quote={"state": "revoked", "quoted_status": None}))
    quotes = [edge["dst"] for edge in found["edge"] if edge["type"] == "quote_of"]
    assert quotes == [f"mastodon:{toot(1)['uri']}"] * 2


def test_messages_to_few_are_private(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, STATUSES, *(toot(number, visibility=each) for number, each in enumerate(
        ("public", "unlisted", "private", "direct"), 1)))  # fmt: skip
    assert [post["availability"] for post in found["post"]] == ["public", "public", "private", "private"]


def test_the_context_of_a_post_is_read_in_both_directions(tmp_path: Path) -> None:
    path = tmp_path / "context.json"
    path.write_text(json.dumps({"ancestors": [toot(1)], "descendants": [toot(2), 5, toot(3)]}))
    found, tally = read(path, STATUSES)
    assert [post["locator"] for post in found["post"]] == [
        "pointer=/ancestors/0", "pointer=/descendants/0", "pointer=/descendants/2"]  # fmt: skip
    assert [(each.row, each.code) for each in tally.rejected] == [(3, "E-INPUT-101")]


def test_accounts_of_a_search_are_sightings(tmp_path: Path) -> None:
    path = tmp_path / "search.json"
    path.write_text(json.dumps({"accounts": [account(7)], "statuses": [toot(1)], "hashtags": []}))
    found, _ = read(path, STATUSES)
    assert f"mastodon:{HOST}/@reader7" in {each["account_uid"] for each in found["account_obs"]}


def test_a_hostile_time_costs_one_record(tmp_path: Path) -> None:
    _, tally = read_lines(tmp_path, STATUSES, toot(1, created_at="yesterday"), toot(2))
    assert [(each.row, each.code) for each in tally.rejected] == [(1, "E-TIME-001")]
    assert tally.rows_kept == 1


def test_one_account_under_both_its_addresses(tmp_path: Path) -> None:
    # The outbox names …/users/mara, the API …/@mara: without one form, the same account would act as two.
    note = activity(3)
    outbox, _ = read_lines(tmp_path, OUTBOX, note, activity(4))
    api, _ = read_lines(tmp_path, STATUSES, toot(1, account={**account(1), "url": f"{HOST}/@mara"}))
    assert {post["account_uid"] for post in (*outbox["post"], *api["post"])} == {f"mastodon:{HOST}/@mara"}


def test_an_outbox_names_what_is_answered_and_boosted(tmp_path: Path) -> None:
    note, boost = activity(3), activity(2)
    found, _ = read_lines(tmp_path, OUTBOX, note, boost)
    written, passed = found["post"]
    assert (written["kind"], written["lang_declared"]) == ("reply", "fr")
    assert written["parent_post_uid"] == "mastodon:https://other.example/users/o/statuses/3"
    assert edges(found, written["post_uid"]) == [
        ("reply_to", "post", "mastodon:https://other.example/users/o/statuses/3"),
        ("links_to", "url", "https://news.example/3"),
        ("mentions", "account", "mastodon:https://other.example/@o"),
        ("uses_hashtag", "tag", "pont"),
    ]
    assert edges(found, passed["post_uid"]) == [("repost_of", "post", f"mastodon:{boost['object']}")]


def test_a_deletion_and_a_like_in_an_outbox(tmp_path: Path) -> None:
    head = {"actor": f"{HOST}/users/mara", "published": "2025-12-02T00:00:00Z", "id": f"{HOST}/x"}
    gone = {**head, "type": "Delete", "object": {"id": f"{HOST}/users/mara/statuses/5", "type": "Tombstone"}}
    found, tally = read_lines(tmp_path, OUTBOX, gone, {**head, "type": "Like", "object": f"{HOST}/y"})
    post = found["post"][0]
    assert (post["availability"], seconds(post["deleted_seen_at"])) == ("deleted_by_author", 1_764_633_600)
    assert [(each.row, each.code) for each in tally.rejected] == [(2, "E-INPUT-103")]
