"""Telegram: exports of Telegram Desktop, messages of Telethon and 4CAT, minet's table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.actions.batch import read_batch
from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.connectors.records import json_source
from crosscurrent.connectors.telegram import CONNECTOR
from crosscurrent.errors import CrosscurrentError
from tests.conformance.fixtures.telegram import CHANNEL, api, at, exported, fourcat, service
from tests.unit.connectors.captured import CAPTURE, edges, read, read_lines, read_rows, sample, seconds

CHAT, ACCOUNT, TELETHON, MINET = (
    f"telegram/{name}" for name in ("desktop_chat", "desktop_account", "telethon", "minet")
)


def export(folder: Path, *messages: Any, kind: str = "public_channel", number: int = CHANNEL) -> Path:
    path = folder / "result.json"
    path.write_text(json.dumps({"name": "Harbour", "type": kind, "id": number, "messages": messages}, indent=1))
    return path


def plain(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": 1000 + number, "type": "message", "date": "2023-01-02T11:01:00", "date_unixtime": str(at(number)),
            "from": "Mara", "from_id": "user77", "text": "hello", **more}  # fmt: skip


def test_a_message_is_named_by_its_channel_and_number(tmp_path: Path) -> None:
    found, _ = read(export(tmp_path, plain(), plain(2, from_id=f"channel{CHANNEL}")), CHAT)
    assert [(post["post_uid"], post["account_uid"]) for post in found["post"]] == [
        ("telegram:1234567890:1001", "telegram:user77"), ("telegram:1234567890:1002", "telegram:channel1234567890")
    ]  # fmt: skip
    assert {post["container_id"] for post in found["post"]} == {"channel1234567890"}


def test_numbers_of_small_groups_never_meet_those_of_channels(tmp_path: Path) -> None:
    # In chats of two and in small groups every member has message numbers of their own.
    names = []
    for kind, number in (
        ("private_group", 5),
        ("personal_chat", 5),
        ("private_supergroup", 5),
        ("public_channel", -1005),
    ):
        found, _ = read(export(tmp_path, plain(), kind=kind, number=number), CHAT)
        names.append((found["post"][0]["native_id"], found["post"][0]["availability"]))
    assert names[:3] == [("chat5:1001", "private"), ("user5:1001", "private"), ("5:1001", "private")]
    assert names[3] == ("5:1001", "public")


def test_the_time_is_the_one_with_an_offset(tmp_path: Path) -> None:
    # date is local time of the computer that exported, here two hours ahead; date_unixtime is UTC.
    found, _ = read(export(tmp_path, plain()), CHAT)
    assert seconds(found["post"][0]["created_at"]) == at(1)


def test_old_exports_need_a_declared_zone(tmp_path: Path) -> None:
    # Before 2021 there was no date_unixtime, accounts were bare numbers, and "never edited" was 1970.
    old = plain(from_id=77, edited="1970-01-01T03:00:00")
    del old["date_unixtime"]
    path = export(tmp_path, old)
    with pytest.raises(CrosscurrentError) as refused:
        read(path, CHAT)
    assert refused.value.code == "E-TIME-002"
    found, _ = read(path, CHAT, assume_zone="+02:00")
    post = found["post"][0]
    assert (seconds(post["created_at"]), post["edited_at"], post["account_uid"]) == (
        1_672_650_060,
        None,
        "telegram:user77",
    )


@pytest.mark.parametrize("text", [
    "see https://a.example/1",
    ["see ", {"type": "link", "text": "https://a.example/1"}],
])  # fmt: skip
def test_text_is_read_in_every_form(tmp_path: Path, text: Any) -> None:
    found, _ = read(export(tmp_path, plain(text=text)), CHAT)
    assert found["post"][0]["text"] == "see https://a.example/1"
    # What Telegram did not mark is no link: in the first form it was never one.
    assert edges(found) == ([] if isinstance(text, str) else [("links_to", "url", "https://a.example/1")])


def test_entities_give_links_tags_and_mentions(tmp_path: Path) -> None:
    found, _ = read(export(tmp_path, exported(1)), CHAT)
    assert [each for each in edges(found) if each[0] not in ("reply_to", "forward_of")] == [
        ("links_to", "url", "https://news.example/1"),
        ("uses_hashtag", "tag", "pont"),
        ("mentions", "account", "telegram:@harbour"),
        ("links_to", "url", "https://b.example/"),
        ("mentions", "account", "telegram:user77"),
    ]


def test_a_link_without_its_scheme_is_a_link(tmp_path: Path) -> None:
    marks = [{"type": "link", "text": "news.example/a"}, {"type": "link", "text": "mailto:a@b.example"}]
    found, _ = read(export(tmp_path, plain(text_entities=marks)), CHAT)
    assert [(edge["dst"], edge["dst_raw"]) for edge in found["edge"]] == [("http://news.example/a", "news.example/a")]


def test_a_forward_known_by_name_leads_to_no_post(tmp_path: Path) -> None:
    # Desktop names the source only by its shown name, which anybody may have: never an id, never a post.
    by_id = plain(2, forwarded_from="Other", forwarded_from_id="channel999")
    found, _ = read(export(tmp_path, plain(forwarded_from="Other"), by_id), CHAT)
    assert edges(found) == [
        ("forward_of", "account", "telegram:none:Other"), ("forward_of", "account", "telegram:channel999")]  # fmt: skip
    assert [post["kind"] for post in found["post"]] == ["repost", "repost"]
    assert [each["account_id_kind"] for each in found["account"]][1] == "none"


def test_forwards_from_one_channel_are_not_passing_on_one_post(tmp_path: Path) -> None:
    # Two accounts that forward different messages of the same channel did not pass on the same thing.
    path = export(tmp_path, plain(forwarded_from="Other"), plain(2, forwarded_from="Other", from_id="user78"))
    tally, recognition = Tally(), CONNECTOR.recognise(path, ReadOptions())
    tables = dict(CONNECTOR.tables(path, CAPTURE, recognition, ReadOptions(), tally))
    batch, _ = read_batch(tables["post"], tables["edge"])
    assert (batch.reposts, batch.unnamed_reposts) == ({}, [0, 1])


def test_answers_lead_to_the_message_also_across_chats(tmp_path: Path) -> None:
    across = plain(2, reply_to_message_id=7, reply_to_peer_id="channel999")
    found, _ = read(export(tmp_path, plain(reply_to_message_id=999), across), CHAT)
    assert edges(found) == [
        ("reply_to", "post", "telegram:1234567890:999"), ("reply_to", "post", "telegram:999:7")]  # fmt: skip


def test_reactions_are_counted_by_sign_and_nothing_else_is(tmp_path: Path) -> None:
    found, _ = read(export(tmp_path, exported(1), plain(2)), CHAT)
    counts = found["engagement"]
    assert [dict(each["reactions"]) for each in counts] == [{"👍": 3, "custom_emoji:x.webp": 1}]
    assert (counts[0]["view_count"], counts[0]["share_count"]) == (None, None)  # an export has neither


def test_files_beside_the_export_are_named_and_missing_ones_are_not(tmp_path: Path) -> None:
    absent = "(File not included. Change data exporting settings to download.)"
    found, _ = read(export(tmp_path, plain(photo="photos/p1.jpg", width=4, height=3), plain(2, photo=absent),
                           plain(3, file=f"x.pdf {absent}", thumbnail="t.jpg"),
                           plain(4, file="v.ogg", media_type="voice_message", duration_seconds=7)), CHAT)  # fmt: skip
    assert [(each["kind"], each["local_path"], each["width"], each["duration_s"]) for each in found["media"]] == [
        ("image", "photos/p1.jpg", 4, None), ("thumb", "t.jpg", None, None), ("audio", "v.ogg", None, 7.0)]  # fmt: skip


def test_a_poll_says_its_question_and_choices(tmp_path: Path) -> None:
    poll = {"question": "Open?", "answers": [{"text": "yes", "voters": 3}, {"text": "no", "voters": 1}]}
    found, _ = read(export(tmp_path, plain(text="", poll=poll)), CHAT)
    assert found["post"][0]["text"] == "Open?\nyes\nno"


def test_notes_of_the_service_hold_no_post(tmp_path: Path) -> None:
    _, tally = read(export(tmp_path, service(), {"id": 3, "type": "unsupported"}, plain()), CHAT)
    assert [(each.row, each.code) for each in tally.rejected] == [(1, "E-INPUT-103"), (2, "E-INPUT-103")]


def test_a_whole_account_is_read_chat_by_chat_however_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing of the document is held but one message; the head of a chat may come after its messages.
    monkeypatch.setattr(json_source, "WHOLE_BYTES", 256)
    chats = [{"messages": [plain(number) for number in range(1, 6)], "name": "A", "type": "public_channel", "id": 7},
             {"type": "saved_messages", "id": 5, "messages": [7, plain(9)]}]  # fmt: skip
    left = [{"name": "Left", "type": "private_supergroup", "id": 8, "messages": [plain(3)]}]
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"about": "x", "chats": {"list": chats}, "left_chats": {"list": left}}))
    found, tally = read(path, ACCOUNT)
    assert [post["native_id"] for post in found["post"]] == [
        "7:1001", "7:1002", "7:1003", "7:1004", "7:1005", "user5:1009", "8:1003"]  # fmt: skip
    assert found["post"][5]["locator"] == "pointer=/chats/list/1/messages/1"
    assert found["post"][6]["locator"] == "pointer=/left_chats/list/0/messages/0"
    assert [(each.row, each.code) for each in tally.rejected] == [(6, "E-INPUT-101")]


def test_telethon_forwards_lead_to_the_post_where_its_number_is_known(tmp_path: Path) -> None:
    by_person = {**api(2), "fwd_from": {"from_id": {"_": "PeerUser", "user_id": 5}}, "reply_to": None, "entities": [],
                 "media": None}  # fmt: skip
    by_name = {**by_person, "id": 1003, "fwd_from": {"from_id": None, "from_name": "Hidden"}}
    found, _ = read_lines(tmp_path, TELETHON, api(1), by_person, by_name)
    assert [each for each in edges(found) if each[0] == "forward_of"] == [
        ("forward_of", "post", "telegram:999:55"),
        ("forward_of", "account", "telegram:user5"),
        ("forward_of", "account", "telegram:none:Hidden"),
    ]


def test_positions_count_units_of_utf_16(tmp_path: Path) -> None:
    # The bridge before the link is two units; counted in letters the link would begin with a blank less.
    found, _ = read_lines(tmp_path, TELETHON, api(1))
    assert [each for each in edges(found) if each[0] in ("links_to", "uses_hashtag", "mentions")] == [
        ("links_to", "url", "https://news.example/1"),
        ("uses_hashtag", "tag", "pont"),
        ("mentions", "account", "telegram:@harbour"),
        ("links_to", "url", "https://b.example/"),
    ]


def test_4cat_writes_the_same_without_types(tmp_path: Path) -> None:
    one, _ = read_lines(tmp_path, TELETHON, api(1))
    other, _ = read_lines(tmp_path, TELETHON, fourcat(1))
    assert edges(one) == edges(other)
    post = other["post"][0]
    assert (seconds(post["created_at"]), post["url"]) == (at(1), "https://t.me/harbournews/1001")
    assert other["account_obs"][0]["handle"] == "harbournews"


def test_one_counter_is_not_another(tmp_path: Path) -> None:
    found, _ = read_lines(tmp_path, TELETHON, api(1), {**api(2), "views": None, "forwards": 0, "replies": None,
                                                      "reactions": None})  # fmt: skip
    assert [(each["view_count"], each["share_count"], each["comment_count"]) for each in found["engagement"]] == [
        (1200, 34, 5), (None, 0, None)]  # fmt: skip


def test_minet_knows_channels_by_handle_only(tmp_path: Path) -> None:
    row = {"link_to_message": "https://t.me/s/HarbourNews/55", "could_be_displayed": "true", "user": "Harbour",
           "user_link": "https://t.me/HarbourNews", "text": "hello", "hashtags": "pont|port",
           "links": "https://a.example/1|https://a.example/2", "views": "1200",
           "datetime": "2023-01-02T09:00:00+00:00"}  # fmt: skip
    found, _ = read_rows(tmp_path, MINET, row)
    post = found["post"][0]
    assert (post["native_id"], post["account_uid"]) == ("@harbournews:55", "telegram:@harbournews")
    assert [each[2] for each in edges(found)] == ["pont", "port", "https://a.example/1", "https://a.example/2"]


@pytest.mark.reference_data
def test_sample_of_desktop() -> None:
    found, tally = read(sample("TELEGRAM_desktop_result.json"), CHAT)
    assert (tally.rows_in, tally.rows_kept, tally.fields.found()) == (2, 1, [])
    post = found["post"][0]
    assert (post["post_uid"], post["text"]) == ("telegram:1234567890:2", "Hello https://example.org #tag")
    assert (seconds(post["created_at"]), seconds(post["edited_at"])) == (1_672_650_000, 1_672_653_600)
    assert edges(found) == [
        ("reply_to", "post", "telegram:1234567890:1"),
        ("forward_of", "account", "telegram:none:Other channel"),
        ("links_to", "url", "https://example.org"),
        ("uses_hashtag", "tag", "tag"),
    ]


@pytest.mark.reference_data
def test_sample_of_telethon() -> None:
    found, tally = read(sample("TELEGRAM_telethon_to_dict.jsonl"), TELETHON)
    assert (tally.rows_kept, tally.fields.found()) == (1, [])
    assert (found["post"][0]["post_uid"], seconds(found["post"][0]["created_at"])) == (
        "telegram:1234567890:2", 1_672_650_000)  # fmt: skip
    assert edges(found) == [("forward_of", "post", "telegram:999:55"), ("links_to", "url", "https://example.org")]
    assert found["engagement"][0]["view_count"] == 1200
