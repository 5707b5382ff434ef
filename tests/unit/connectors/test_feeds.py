"""Feeds: what an announcement says comes out as the article it announces, and nothing in it is run or fetched."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crosscurrent.connectors.records.faults import PackedBomb
from crosscurrent.errors import ZoneMissing
from tests.unit.connectors.archived import links, located, read


def rss(*items: str, spaces: str = "") -> str:
    inside = f"<channel><title>Herald</title>{''.join(items)}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}>{inside}</rss>'


ENTRY = (
    "<item><title>AT&T &nbsp;on tolls</title><link>https://www.herald.example/a?utm_source=rss</link>"
    "<pubDate>Mon, 02 Mar 2026 09:05:09 -0500</pubDate><description>Tolls rise […]</description></item>"
)


def test_an_entry_is_the_article_it_links_to(tmp_path: Path) -> None:
    # The id is that of the address without its tracking, so that feeds, lists and archives name one article once. The
    # excerpt is cut by its own mark; a bare ampersand and an entity only HTML knows do not stop the reading.
    found, tally = read(tmp_path, rss(ENTRY), "feeds/rss")
    [post] = found["post"]
    assert post["native_id"] == hashlib.sha256(b"https://herald.example/a").hexdigest()[:32]
    assert (post["title"], post["account_uid"]) == ("AT&T \xa0on tolls", "web:herald.example")
    assert post["created_at"] == datetime(2026, 3, 2, 14, 5, 9, tzinfo=UTC)
    assert (post["created_at_source"], post["created_at_precision"]) == ("feed", "s")
    assert (post["is_partial"], post["text_is_truncated"]) == (True, True)
    assert found["account_obs"][0]["display_name"] == "Herald"
    assert (tally.rows_in, tally.rows_kept) == (1, 1)
    assert b"AT&amp;T" in located(tmp_path, "feeds", "item=1")


def test_a_time_without_offset_needs_a_zone(tmp_path: Path) -> None:
    naive = rss(ENTRY.replace(" -0500", ""))
    with pytest.raises(ZoneMissing):
        read(tmp_path, naive, "feeds/rss")
    found, _ = read(tmp_path, naive, "feeds/rss", assume_zone="America/Toronto")
    assert found["post"][0]["created_at"] == datetime(2026, 3, 2, 14, 5, 9, tzinfo=UTC)


def test_a_time_in_no_known_form_is_kept_as_written(tmp_path: Path) -> None:
    found, tally = read(tmp_path, rss(ENTRY.replace("Mon, 02 Mar 2026 09:05:09 -0500", "le 2 mars")), "feeds/rss")
    [post] = found["post"]
    assert (post["created_at"], post["created_at_raw"], post["created_at_precision"]) == (None, "le 2 mars", "unknown")
    assert "some times are in no form that can be read; they are kept as written, and not used" in tally.notes


def test_the_time_of_a_change_is_not_that_of_publication(tmp_path: Path) -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><entry><title>T</title><id>urn:1</id>'
        '<link href="https://blog.example/1"/><updated>2026-03-02T06:00:00Z</updated><summary>s</summary></entry></feed>'
    )
    [post] = read(tmp_path, atom, "feeds/atom")[0]["post"]
    assert (post["created_at"], post["edited_at"]) == (None, datetime(2026, 3, 2, 6, tzinfo=UTC))
    assert post["alt_ids"] == [("guid", "urn:1")]


def test_links_of_the_whole_text_are_edges_and_its_pictures_media(tmp_path: Path) -> None:
    body = (
        "<content:encoded><![CDATA[<p>The <a href='https://council.example/act'>act</a> &amp; more</p>"
        "<img src='https://cdn.example/1.jpg'>]]></content:encoded></item>"
    )
    raw = rss(ENTRY.replace("</item>", body), spaces='xmlns:content="http://purl.org/rss/1.0/modules/content/"')
    found, _ = read(tmp_path, raw, "feeds/rss")
    assert links(found) == ["https://council.example/act"]
    assert found["post"][0]["text"] == "The act & more"
    assert [(each["kind"], each["url"]) for each in found["media"]] == [("image", "https://cdn.example/1.jpg")]
    assert found["post"][0]["is_partial"] in (None, False)


@pytest.mark.parametrize(
    "declared",
    ['<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]>',
     '<!-- <rss> --><!DOCTYPE r [\n<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
)  # fmt: skip
def test_entities_are_refused_before_any_parser_sees_them(tmp_path: Path, declared: str) -> None:
    with pytest.raises(PackedBomb) as caught:
        read(tmp_path, rss(ENTRY).replace("<rss", f"{declared}<rss"), "feeds/rss")
    assert caught.value.code == "E-INPUT-106"


def test_a_feed_that_breaks_off_gives_what_is_before_and_the_place(tmp_path: Path) -> None:
    whole = rss(ENTRY, ENTRY.replace("/a?", "/b?"))
    cut = whole[: whole.rindex("<pubDate>")]
    found, tally = read(tmp_path, cut, "feeds/rss")
    assert len(found["post"]) == 1
    assert [(each.code, each.reason) for each in tally.rejected] == [
        ("E-INPUT-104", f"the XML document is broken or ends after {len(cut.encode())} bytes")
    ]


def test_an_entry_without_address_is_rejected(tmp_path: Path) -> None:
    _, tally = read(tmp_path, rss("<item><title>no link</title></item>", ENTRY), "feeds/rss")
    assert [each.code for each in tally.rejected] == ["E-INPUT-102"]


def test_old_chinese_encodings_are_read(tmp_path: Path) -> None:
    raw = rss(ENTRY.replace("AT&T &nbsp;on tolls", "过桥费")).replace('"1.0"?', '"1.0" encoding="gb2312"?')
    [post] = read(tmp_path, raw.encode("gb18030"), "feeds/rss")[0]["post"]
    assert post["title"] == "过桥费"


def test_links_to_posts_of_platforms_name_those_posts(tmp_path: Path) -> None:
    # A feed of a video channel announces videos of that platform: the host is not their author.
    raw = rss("<item><title>v</title><link>https://youtu.be/dQw4w9WgXcQ</link></item>")
    [post] = read(tmp_path, raw, "feeds/rss")[0]["post"]
    assert (post["post_uid"], post["kind"], post["account_uid"]) == ("youtube:dQw4w9WgXcQ", "video", None)
