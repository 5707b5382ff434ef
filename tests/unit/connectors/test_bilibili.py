"""Bilibili: answers of its interface, and danmaku."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from crosscurrent.connectors.base import REPORT, ReadOptions
from crosscurrent.connectors.faults import IdLossy
from crosscurrent.connectors.registry import connector_named
from crosscurrent.errors import InputRefused
from tests.unit.connectors.video_captures import read, seconds

VIEW: dict[str, Any] = {
    "bvid": "BV13x41117TL", "aid": 8903802, "title": "大桥", "desc": "见 https://news.example/a",
    "pubdate": 1_488_353_834, "pic": "https://i.example/a.jpg", "owner": {"mid": 7000, "name": "港口", "face": "https://i.example/f.jpg"},
    "stat": {"view": 10, "danmaku": 3, "reply": 4, "favorite": 5, "coin": 6, "share": 7, "like": 8, "dislike": 0},
}  # fmt: skip


def _reply(number: int = 123, **changes: Any) -> dict[str, Any]:
    return {
        "rpid": number, "oid": 8903802, "type": 1, "root": 0, "parent": 0, "ctime": 1_488_360_000, "like": 2,
        "rcount": 1, "member": {"mid": "7001", "uname": "读者", "official_verify": {"type": -1, "desc": ""}},
        "content": {"message": "好"}, "reply_control": {"location": "IP属地：广东"}, **changes,
    }  # fmt: skip


def _answer(**inner: Any) -> dict[str, Any]:
    return {"code": 0, "message": "0", "ttl": 1, "data": inner}


@pytest.mark.parametrize("value", [_answer(**VIEW), _answer(View=VIEW, Related=[])])
def test_a_video_goes_by_its_bv_id_with_all_counters_but_the_dislikes_nobody_sees(
    tmp_path: Path, value: dict[str, Any]
) -> None:
    found = read(tmp_path, value)
    post, counted = found.one("post"), found.one("engagement")
    assert (post["post_uid"], post["alt_ids"]) == ("bilibili:BV13x41117TL", [("av", "8903802")])
    assert (post["account_uid"], seconds(post), post["text"]) == (
        "bilibili:7000", 1_488_353_834, "见 https://news.example/a",
    )  # fmt: skip
    names = ("view", "like", "comment", "share", "save", "coin", "danmaku", "dislike")
    assert [counted[f"{name}_count"] for name in names] == [10, 8, 4, 7, 5, 6, 3, None]


def test_t15_an_av_number_alone_gives_the_same_post(tmp_path: Path) -> None:
    assert read(tmp_path, _answer(**{**VIEW, "bvid": ""})).one("post")["post_uid"] == "bilibili:BV13x41117TL"


def test_comments_their_answers_and_their_places(tmp_path: Path) -> None:
    inner = _reply(124, root=123, parent=123, reply_control={"location": "IP属地：加拿大"})
    found = read(tmp_path, _answer(replies=[_reply(replies=[inner])], top={"upper": _reply(99)}))
    posts = found.posts()
    assert list(posts) == ["bilibili:reply-99", "bilibili:reply-123", "bilibili:reply-124"]
    assert posts["bilibili:reply-123"]["parent_post_uid"] == "bilibili:BV13x41117TL"
    assert posts["bilibili:reply-124"]["parent_post_uid"] == "bilibili:reply-123"
    assert posts["bilibili:reply-124"]["root_post_uid"] == "bilibili:BV13x41117TL"
    assert posts["bilibili:reply-124"]["locator"] == "pointer=/data/replies/0"
    # Two hints of place of two comments, as written; a province of China is one beyond doubt, so is a country.
    places = [(row["signal"], row["value_raw"], row["country_iso2"], row["admin1"]) for row in found.of("geo_signal")]
    assert places[1:] == [
        ("ip_region_comment", "IP属地：广东", "CN", "广东"), ("ip_region_comment", "IP属地：加拿大", "CA", None),
    ]  # fmt: skip
    assert {row["source_field"] for row in found.of("geo_signal")} == {"reply_control.location"}


def test_a_pinned_comment_that_is_shown_twice_is_one_post_with_two_sightings(tmp_path: Path) -> None:
    found = read(tmp_path, _answer(replies=[_reply()], top_replies=[_reply()]))
    assert (len(found.of("post")), len(found.of("engagement"))) == (1, 2)


def test_long_numbers_are_taken_from_the_text_beside_them(tmp_path: Path) -> None:
    # Readers in a browser write 9007199254740993 as …992; the text beside it is right.
    found = read(tmp_path, _answer(replies=[_reply(9_007_199_254_740_992, rpid_str="9007199254740993")]))
    assert found.one("post")["post_uid"] == "bilibili:reply-9007199254740993"


@pytest.mark.parametrize(
    ("kind", "below"), [(1, "BV13x41117TL"), (11, "album-8903802"), (12, "article-8903802"), (17, "dynamic-8903802")]
)
def test_what_a_comment_stands_under_depends_on_its_type(tmp_path: Path, kind: int, below: str) -> None:
    assert read(tmp_path, _answer(replies=[_reply(type=kind)])).one("post")["thread_id"] == below


def test_mentions_come_from_the_list_with_the_numbers_of_accounts(tmp_path: Path) -> None:
    content = {"message": "@甲 @乙乙 https://news.example/a", "at_name_to_mid": {"甲": 9001},
               "jump_url": {"https://news.example/b": {}, "大桥": {}}}  # fmt: skip
    found = read(tmp_path, _answer(replies=[_reply(content=content)]))
    assert [edge[1:] for edge in found.edges()] == [
        ("reply_to", "bilibili:BV13x41117TL"), ("mentions", "bilibili:9001"), ("links_to", "https://news.example/a"),
        ("links_to", "https://news.example/b"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "verified", "named"), [(-1, False, None), (0, True, "person"), (1, True, "organisation")]
)
def test_the_card_of_an_account(tmp_path: Path, kind: int, verified: bool, named: str | None) -> None:
    card = {"mid": "7000", "name": "港口", "fans": 12_345, "attention": 0, "sign": "新闻",
            "official_verify": {"type": kind, "desc": "官方账号"}}  # fmt: skip
    found = read(tmp_path, _answer(card=card, following=False, archive_count=321, follower=12_345, like_num=99))
    seen = found.one("account_obs")
    assert (seen["account_uid"], seen["follower_count"], seen["following_count"], seen["post_count"]) == (
        "bilibili:7000", 12_345, 0, 321,
    )  # fmt: skip
    assert (seen["verified"], seen["verified_type"], seen["follower_is_rounded"]) == (verified, named, None)
    assert found.one("account")["created_at"] is None  # the site does not say


def _dynamic(native: str, **changes: Any) -> dict[str, Any]:
    nodes = [{"type": "RICH_TEXT_NODE_TYPE_TOPIC", "text": "#大 桥#"},
             {"type": "RICH_TEXT_NODE_TYPE_AT", "text": "@甲", "rid": "9001"},
             {"type": "RICH_TEXT_NODE_TYPE_WEB", "text": "网页链接", "jump_url": "https://news.example/a"}]  # fmt: skip
    author = {"mid": 7000, "name": "港口", "pub_ts": 1_488_353_834, "pub_location_text": "IP属地：上海"}
    return {
        "id_str": native, "type": "DYNAMIC_TYPE_WORD",
        "modules": {
            "module_author": author,
            "module_stat": {"comment": {"count": 1}, "forward": {"count": 2}, "like": {"count": 3}},
            "module_dynamic": {"desc": {"text": "#大 桥# @甲 网页链接", "rich_text_nodes": nodes}},
        },
        **changes,
    }  # fmt: skip


def test_dynamics_are_posts_and_what_they_forward_is_one_too(tmp_path: Path) -> None:
    value = _dynamic("880000000000000002", type="DYNAMIC_TYPE_FORWARD", orig=_dynamic("880000000000000001"))
    found = read(tmp_path, _answer(items=[value]))
    first, second = found.of("post")
    assert [(row["post_uid"], row["kind"]) for row in (first, second)] == [
        ("bilibili:dynamic-880000000000000001", "post"), ("bilibili:dynamic-880000000000000002", "repost"),
    ]  # fmt: skip
    assert [edge[1:] for edge in found.edges() if edge[0] == second["post_uid"]] == [
        ("repost_of", "bilibili:dynamic-880000000000000001"), ("uses_hashtag", "大 桥"), ("mentions", "bilibili:9001"),
        ("links_to", "https://news.example/a"),
    ]  # fmt: skip
    counted = found.of("engagement")[0]
    assert (counted["comment_count"], counted["share_count"], counted["like_count"]) == (1, 2, 3)
    assert found.of("geo_signal")[0]["signal"] == "ip_region_post"


def test_a_dynamic_that_announces_a_video_is_tied_to_it(tmp_path: Path) -> None:
    value = _dynamic("880000000000000001")
    value["modules"]["module_dynamic"] = {"major": {"archive": {"bvid": "BV13x41117TL", "aid": "8903802"}}}
    assert [edge[1:] for edge in read(tmp_path, _answer(items=[value])).edges()] == [
        ("same_entity", "bilibili:BV13x41117TL")
    ]


def test_answers_of_all_kinds_may_stand_in_one_file(tmp_path: Path) -> None:
    found = read(tmp_path, [_answer(**VIEW), _answer(replies=[_reply()]), _reply(125), {"code": -404, "message": "no"}])
    assert [row["locator"] for row in found.of("post")] == ["line=1", "line=2", "line=3"]
    assert found.refused() == ["E-INPUT-103"]


def test_long_lists_are_read_in_parts_with_the_same_result(tmp_path: Path) -> None:
    value = _answer(replies=[_reply(each) for each in range(1, 200)], top_replies=[_reply(500)])
    whole = read(tmp_path, value)
    with mock.patch("crosscurrent.connectors.records.json_source.WHOLE_BYTES", 1_000):
        parts = read(tmp_path, value)
    assert len(whole.of("post")) == 200
    assert whole.rows == parts.rows


def test_a_cut_answer_is_refused_or_read_up_to_the_cut(tmp_path: Path) -> None:
    for value in (_answer(**VIEW), _answer(replies=[_reply(each) for each in range(1, 30)])):
        raw = json.dumps(value).encode()[:-3]
        with pytest.raises(InputRefused, match=r"after \d+ bytes"):
            read(tmp_path, raw)
        assert read(tmp_path, raw, on_bad_row=REPORT).refused() == ["E-INPUT-104"]


def test_a_comment_without_its_number_or_with_a_shortened_one_is_rejected(tmp_path: Path) -> None:
    found = read(
        tmp_path, _answer(replies=[_reply(rpid=None), _reply(rpid=1e18), _reply(content=[], member=5), _reply()])
    )
    assert found.refused() == ["E-INPUT-102", IdLossy.code]
    assert found.tally.rows_kept == 2


# --- danmaku -----------------------------------------------------------------------------------------------

ELEMENT = '<d p="23.826,1,25,16777215,1488360000,0,057075E9,757076900,10">好 &amp; \x0c#桥</d>'


def _xml(*elements: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f"{head}<i><chatserver>chat.example</chatserver><chatid>5150</chatid>{''.join(elements)}</i>"


def test_a_danmaku_has_a_checksum_for_an_author_and_the_time_it_was_sent(tmp_path: Path) -> None:
    found = read(tmp_path, _xml(ELEMENT))
    post, account = found.one("post"), found.one("account")
    assert (post["post_uid"], post["kind"], seconds(post)) == ("bilibili:danmaku-757076900", "danmaku", 1_488_360_000)
    # The form feed, for which XML has no place, is left out; the site writes such signs.
    assert (post["text"], post["container_id"], post["root_post_uid"]) == ("好 & #桥", "5150", None)
    assert (account["account_uid"], account["account_id_kind"]) == ("bilibili:crc32:057075e9", "crc32")
    assert found.edges() == [("bilibili:danmaku-757076900", "uses_hashtag", "桥")]


def test_a_file_named_after_its_video_hangs_the_danmaku_on_it(tmp_path: Path) -> None:
    found = read(tmp_path, _xml(ELEMENT), name="大桥 [BV13x41117TL].danmaku.xml")
    assert found.one("post")["root_post_uid"] == "bilibili:BV13x41117TL"
    assert ("bilibili:danmaku-757076900", "reply_to", "bilibili:BV13x41117TL") in found.edges()


def test_a_danmaku_is_found_again_by_its_locator(tmp_path: Path) -> None:
    read(tmp_path, _xml(ELEMENT, ELEMENT.replace("757076900", "757076901")))
    connector = connector_named("bilibili")
    raw = connector.locate(tmp_path / "capture", "danmaku=2", ReadOptions())
    assert b"757076901" in raw
    for wrong in ("danmaku=3", "danmaku=0"):
        with pytest.raises(InputRefused):
            connector.locate(tmp_path / "capture", wrong, ReadOptions())


def test_entities_are_refused_before_anything_unfolds(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE i [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(InputRefused, match="entities"):
        read(tmp_path, _xml(ELEMENT, head=bomb))


def test_an_element_that_does_not_end_is_refused(tmp_path: Path) -> None:
    with (
        mock.patch("crosscurrent.connectors.bilibili.danmaku._MAX_CHARS", 1 << 20),
        pytest.raises(InputRefused, match="larger than 1 MiB"),
    ):
        read(tmp_path, _xml(ELEMENT.replace("好", "好" * (1 << 20))))


def test_a_cut_file_keeps_what_lies_before_the_cut_if_asked_to(tmp_path: Path) -> None:
    raw = _xml(*[ELEMENT] * 3).encode()[:-30]
    with pytest.raises(InputRefused, match=r"after \d+ bytes"):
        read(tmp_path, raw)
    found = read(tmp_path, raw, on_bad_row=REPORT)
    assert (found.tally.rows_kept, found.refused()) == (2, ["E-INPUT-104"])


def test_elements_without_an_id_are_rejected(tmp_path: Path) -> None:
    short, nobody = '<d p="1,1,25,1,1488360000,0">a</d>', ELEMENT.replace("757076900", "0")
    assert read(tmp_path, _xml(ELEMENT, short, nobody, "<d>b</d>")).refused() == ["E-INPUT-102"] * 3
