"""Lists of articles: when something was seen is never taken for when it was published, and nothing is ever run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crosscurrent.connectors.news_lists.python_notation import NotReadable, parsed
from crosscurrent.connectors.records.days import NOTE
from tests.conformance.fixtures import document, table
from tests.conformance.fixtures import news_lists as captures
from tests.unit.connectors.archived import links, located, read, sample


def test_gdelt_says_when_it_saw_an_article(tmp_path: Path) -> None:
    # Only the day stands for the publication; the moment is that of the observation.
    found, _ = read(tmp_path, document({"articles": [captures.gdelt_article(1)]}), "news_lists/gdelt_doc")
    [post] = found["post"]
    assert post["created_at"] == datetime(2024, 1, 1, tzinfo=UTC)
    assert (post["created_at_precision"], post["created_at_source"]) == ("day", "feed")
    assert post["created_at_raw"] == "20240101T103000Z"
    assert found["account_obs"][0]["observed_at"] == datetime(2024, 1, 1, 10, 30, tzinfo=UTC)
    assert (post["account_uid"], post["is_partial"]) == ("web:harbour.example", True)
    assert "geo_signal" not in found  # GDELT's country of a site is its own attribution


def test_gkg_rows_hold_quotes_that_mean_nothing(tmp_path: Path) -> None:
    raw = captures.gkg(3) + b"20240101\tcut\n"
    found, tally = read(tmp_path, raw, "news_lists/gdelt_gkg")
    assert [each["title"] for each in found["post"]] == [f'The "toll", part {each}' for each in (1, 2, 3)]
    assert found["post"][0]["lang_declared"] == "fra"
    assert links(found) == [f"https://council.example/{each}" for each in (1, 2, 3)]
    assert [each.code for each in tally.rejected] == ["E-INPUT-101"]


def test_mediacloud_dates_are_days(tmp_path: Path) -> None:
    # indexed_date has no offset: without a declared zone it is no observation, and the analyst is told.
    found, tally = read(tmp_path, captures.stories_csv(1), "news_lists/mediacloud_csv")
    [post] = found["post"]
    assert (post["created_at"], post["created_at_precision"]) == (datetime(2024, 1, 1, tzinfo=UTC), "day")
    assert dict(post["alt_ids"])["mediacloud"] == captures.story(1)["id"]
    assert found["account_obs"][0]["observed_at"] is None
    assert NOTE in tally.notes
    found, _ = read(tmp_path, captures.stories_csv(1), "news_lists/mediacloud_csv", assume_zone="UTC")
    assert found["account_obs"][0]["observed_at"] == datetime(2024, 1, 1, 10, 30, tzinfo=UTC)


def test_an_index_shows_that_pages_were_there_or_gone(tmp_path: Path) -> None:
    rows = [
        "com,example)/a 20200102030405 http://example.com:80/a text/html 200 ABC 1000",
        "com,example)/b 20200102030406 http://example.com/b text/html 404 ABC 1000",
        "com,example)/c.png 20200102030407 http://example.com/c.png image/png 200 ABC 1000",
        "com,twitter)/a 20200102030408 https://twitter.com/a/status/898925911294132224 - 410 D 9",
        'com,example)/d 20200102030409 {"url": "https://example.com/d", "mime": "text/html", "status": "301"}',
        "com,example)/e 20200102030410 short",
    ]
    found, tally = read(tmp_path, "\n".join(rows), "news_lists/wayback_text")
    first, gone, tweet, moved = found["post"]
    assert (first["availability"], first["created_at"], first["deleted_seen_at"]) == ("public", None, None)
    assert gone["deleted_seen_at"] == datetime(2020, 1, 2, 3, 4, 6, tzinfo=UTC)
    # The address of a post of a platform names that post, and its id still tells when it was made.
    assert (tweet["post_uid"], tweet["availability"]) == ("x:898925911294132224", "unavailable")
    assert tweet["created_at"] == datetime(2017, 8, 19, 15, 13, 33, 145000, tzinfo=UTC)
    assert moved["availability"] == "unknown"
    assert [each.code for each in tally.rejected] == ["E-INPUT-103", "E-INPUT-101"]
    assert tally.fields.found() == []


def test_a_cut_index_gives_what_is_before_and_the_place(tmp_path: Path) -> None:
    raw = captures._index_json(5)
    found, tally = read(tmp_path, raw[:-30], "news_lists/wayback_json")
    assert len(found["post"]) == 4
    assert [each.code for each in tally.rejected] == ["E-INPUT-104"]
    assert str(len(raw) - 30) in tally.rejected[0].reason


def test_rows_of_another_width_are_rejected(tmp_path: Path) -> None:
    raw = document([captures.COLUMNS, captures.index_row(1), ["x"], captures.index_row(2)])
    found, tally = read(tmp_path, raw, "news_lists/wayback_json")
    assert (len(found["post"]), [each.row for each in tally.rejected]) == (2, [2])
    assert b"/page/2" in located(tmp_path, "news_lists", found["post"][1]["locator"])


def test_python_notation_is_read_and_never_run(tmp_path: Path) -> None:
    hostile = table(
        ["status", "metadata", "media"],
        [["ok", "{'url': __import__('os').system('true')}", "[]"], ["ok", "{'url': 'https://a.example/1'}", "[]"]],
    )
    found, tally = read(tmp_path, hostile, "news_lists/archiver_csv")
    assert len(found["post"]) == 1
    assert [each.code for each in tally.rejected] == ["E-INPUT-101"]


@pytest.mark.parametrize(
    "written",
    ["(" * 5000, "-" * 100_000 + "1", "{'a': lambda: 1}", "[x for x in y]", "open('x')", "f'{1}'", "\0", "'\ud800' + 1",
     "datetime.datetime('a')", "datetime.datetime(2026, 13, 1)", "1 if 2 else 3", "a.b.c", "{**x}", "-'a'", "9" * 9999],
)  # fmt: skip
def test_whatever_is_no_known_form_is_refused(written: str) -> None:
    with pytest.raises(NotReadable):
        parsed(written)


def test_files_auto_archiver_kept_are_media_of_the_post(tmp_path: Path) -> None:
    found, tally = read(tmp_path, document(captures.kept(1)), "news_lists/archiver_json")
    [media] = found["media"]
    assert (media["kind"], media["local_path"], media["sha256"]) == ("video", "archive/1.mp4", f"{1:064x}")
    assert found["post"][0]["created_at"] == datetime(2024, 1, 1, 10, 30, tzinfo=UTC)
    assert [each["dst"] for each in found["edge"]] == ["harbour"]
    assert tally.fields.found() == []


@pytest.mark.reference_data
def test_shared_samples(tmp_path: Path) -> None:
    gdelt, _ = read(tmp_path, sample("synthetic/NEWS_gdelt_doc_artlist.json"), "news_lists/gdelt_doc")
    cloud, _ = read(tmp_path, sample("synthetic/NEWS_mediacloud_stories.csv"), "news_lists/mediacloud_csv")
    # Two lists name one article, so it is one post.
    assert gdelt["post"][0]["post_uid"] == cloud["post"][0]["post_uid"]
    assert gdelt["post"][0]["account_uid"] == "web:globaltimes.cn"
    assert (cloud["post"][0]["title"], cloud["post"][0]["lang_declared"]) == ("Title", "en")
    assert cloud["post"][0]["created_at"] == datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.reference_data
def test_the_shared_sample_of_auto_archiver(tmp_path: Path) -> None:
    found, _ = read(tmp_path, sample("synthetic/ARCHIVE_auto-archiver_csv_db.csv"), "news_lists/archiver_csv")
    [post] = found["post"]
    # t.me is no publisher, and the address does not hold the number of its channel.
    assert (post["platform"], post["account_uid"], post["url"]) == ("web", None, "https://t.me/x/1")
    assert post["created_at"] == datetime(2023, 1, 2, 9, tzinfo=UTC)
    assert (post["title"], post["text"]) == ("t", "c")
    [media] = found["media"]
    assert (media["kind"], media["local_path"], media["sha256"], media["mime"]) == (
        "image", "archive/a.jpg", None, "image/jpeg",
    )  # fmt: skip
