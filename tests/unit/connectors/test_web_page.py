"""Saved pages of any site: who published what when, with the times no finer than the page says them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pytest

from crosscurrent.connectors.records.days import NOTE
from crosscurrent.connectors.web_page import article_text
from tests.conformance.fixtures import web_page as captures
from tests.unit.connectors.archived import links, located, read

BODY = "".join(f"<p>{paragraph}</p>" for paragraph in captures.PARAGRAPHS)


def page(head: str = "", body: str = BODY, comment: str = "") -> str:
    return (
        f"<!DOCTYPE html>{comment}<html lang='en'><head><meta charset='utf-8'><title>Toll to rise</title>{head}</head>"
        f"<body><article>{body}</article></body></html>"
    )


CANONICAL = '<link rel="canonical" href="https://www.harbour.example/toll/1">'


def test_a_page_saved_with_singlefile(tmp_path: Path) -> None:
    found, tally = read(tmp_path, captures.article(), "web_page/article")
    [post] = found["post"]
    assert (post["post_uid"], post["account_uid"]) == ("web:f99e8617bc9401ba61b29af8124ca7da", "web:harbour.example")
    # Linked data come first, with their offset: 14:05:09 in a zone five hours behind.
    assert post["created_at"] == datetime(2026, 3, 2, 19, 5, 9, tzinfo=UTC)
    assert (post["created_at_source"], post["created_at_precision"]) == ("page", "s")
    assert (post["title"], post["lang_declared"], post["alt_ids"]) == (
        "Toll to rise, part 1 🌉", "en-CA", [("byline", "Ann Reporter")],
    )  # fmt: skip
    assert all(paragraph in post["text"] for paragraph in captures.PARAGRAPHS)
    assert links(found) == ["https://council.example/act/7", "https://www.harbour.example/toll/0"]
    assert [each["url"] for each in found["media"]] == [
        "https://cdn.example/toll.jpg", "https://www.harbour.example/pictures/bridge.jpg",
    ]  # fmt: skip
    # SingleFile wrote when it saved the page: that is when the comments were counted.
    assert found["engagement"][0]["comment_count"] == 12
    assert found["engagement"][0]["observed_at"] == datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
    assert tally.rows_kept == 1
    assert located(tmp_path, "web_page", "page=1") == captures.article()


def test_without_the_extra_the_text_is_found_by_its_paragraphs(tmp_path: Path) -> None:
    with mock.patch.object(article_text, "_library", return_value=None):
        found, tally = read(tmp_path, captures.article(), "web_page/article")
    assert found["post"][0]["text"].splitlines()[:3] == list(captures.PARAGRAPHS)
    assert tally.notes == ["texts of articles were taken out of their pages by the places of their paragraphs"]


def test_a_time_without_offset_is_kept_as_a_day_unless_a_zone_is_declared(tmp_path: Path) -> None:
    raw = page(CANONICAL + '<meta property="article:published_time" content="2026-03-02 23:30:00">')
    found, tally = read(tmp_path, raw, "web_page/article")
    [post] = found["post"]
    assert (post["created_at"], post["created_at_precision"]) == (datetime(2026, 3, 2, tzinfo=UTC), "day")
    assert post["created_at_raw"] == "2026-03-02 23:30:00"
    assert NOTE in tally.notes
    found, _ = read(tmp_path, raw, "web_page/article", assume_zone="America/Toronto")
    assert found["post"][0]["created_at"] == datetime(2026, 3, 3, 4, 30, tzinfo=UTC)


def test_a_day_is_taken_from_the_markup_where_nothing_else_is_said(tmp_path: Path) -> None:
    raw = page('<link rel="canonical" href="https://www.harbour.example/2026/02/28/toll">')
    [post] = read(tmp_path, raw, "web_page/article")[0]["post"]
    assert (post["created_at"], post["created_at_precision"]) == (datetime(2026, 2, 28, tzinfo=UTC), "day")


def test_a_canonical_address_of_another_site_does_not_move_the_page(tmp_path: Path) -> None:
    # Syndicated pages name the original; the copy was published by the site it was saved from.
    comment = "<!-- saved from url=(0031)https://copies.example/toll/copy -->"
    [post] = read(tmp_path, page(CANONICAL, comment=comment), "web_page/article")[0]["post"]
    assert (post["account_uid"], post["url"]) == ("web:copies.example", "https://copies.example/toll/copy")


def test_a_copy_in_the_wayback_machine_stands_for_the_page(tmp_path: Path) -> None:
    comment = "<!-- saved from url=(0060)https://web.archive.org/web/20260304050607/https://harbour.example/toll/9 -->"
    found, _ = read(tmp_path, page(comment=comment), "web_page/article")
    assert found["post"][0]["url"] == "https://harbour.example/toll/9"
    assert found["account_obs"][0]["observed_at"] == datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_a_page_that_only_says_that_something_is_gone_is_no_article(tmp_path: Path) -> None:
    raw = page(CANONICAL, body="<p>Sorry.</p>").replace("Toll to rise", "404 - Page not found")
    [post] = read(tmp_path, raw, "web_page/article")[0]["post"]
    assert (post["availability"], post["text"]) == ("unavailable", None)


def test_a_page_that_asks_for_proof_is_rejected(tmp_path: Path) -> None:
    raw = page(CANONICAL, body="<p>Checking.</p>").replace("Toll to rise", "Just a moment...")
    found, tally = read(tmp_path, raw, "web_page/article")
    assert (found, [each.code for each in tally.rejected]) == ({}, ["E-INPUT-103"])


def test_a_page_that_does_not_say_its_address_is_known_by_its_bytes(tmp_path: Path) -> None:
    found, tally = read(tmp_path, page(), "web_page/article")
    [post] = found["post"]
    assert post["native_id"].startswith("page-")
    assert (post["account_uid"], post["url"]) == (None, None)
    assert "a page that does not say its address is known by the digest of its bytes" in tally.notes


@pytest.mark.parametrize(
    "linked",
    ['{"@type": "NewsArticle", "datePublished": 7, "author": [[{}]], "image": 3, "publisher": []}', "[" * 5000, "{",
     "null", '{"@graph": [{"@graph": 1}], "@type": {"a": 1}}', '"text"'],
)  # fmt: skip
def test_odd_linked_data_do_no_harm(tmp_path: Path, linked: str) -> None:
    found, _ = read(
        tmp_path, page(f'{CANONICAL}<script type="application/ld+json">{linked}</script>'), "web_page/article"
    )
    assert found["post"][0]["title"] == "Toll to rise"


def test_deep_nesting_and_nul_are_survived(tmp_path: Path) -> None:
    found, _ = read(tmp_path, page(CANONICAL, body="<div>" * 20_000 + BODY + "\0 end"), "web_page/article")
    assert found["post"][0]["title"] == "Toll to rise"


def test_a_xigua_page_whose_state_is_no_strict_json(tmp_path: Path) -> None:
    found, tally = read(tmp_path, captures.xigua(0), "web_page/xigua")
    [post] = found["post"]
    # The word undefined within a text stays; outside it is null. The id tells the second of the publication.
    assert (post["post_uid"], post["text"]) == ("xigua:6996881460422508551", "过桥费 undefined")
    assert post["created_at"] == post["created_at_id"] == datetime(2021, 8, 16, 4, 33, 34, tzinfo=UTC)
    assert post["time_conflict"] is False
    [counts] = found["engagement"]
    assert (counts["view_count"], counts["like_count"], counts["dislike_count"], counts["comment_count"]) == (
        4100, 31, 2, None,
    )  # fmt: skip
    assert [each.path for each in tally.fields.found()] == []
