"""Web archives: each part goes to who knows it, each record is accounted for, and nothing altered is read."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from unittest import mock

import pytest
from warcio.archiveiterator import ArchiveIterator

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.connectors.faults import CompressionDamaged
from crosscurrent.connectors.web_archive import parts, unpacked
from crosscurrent.connectors.web_archive.warc import WarcFile
from crosscurrent.errors import ZoneMissing
from tests.conformance.fixtures import Fixture, all_fixtures
from tests.conformance.fixtures import web_archive as made
from tests.unit.connectors.archived import located, read, sample

NEWS = "https://harbour.example/news/1"


def packed(*records: bytes) -> bytes:
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def response(url: str, body: bytes, mime: str = "text/html", status: int = 200, date: int = 1, *more: str) -> bytes:
    return made.warc_record("response", made.http(body, mime, status, *more), url, made.moment(date))


def reasons(tally: Tally) -> list[tuple[str, str]]:
    return [(each.code, each.reason.removeprefix("the record holds nothing to read: ")) for each in tally.rejected]


def test_parts_are_read_by_whoever_knows_them(tmp_path: Path) -> None:
    found, tally = read(tmp_path, made.warc(2), "web_archive/warc")
    article, submission = found["post"]
    assert (article["platform"], article["url"], article["created_at"]) == (
        "web", NEWS, datetime(2026, 3, 2, 14, 5, 9, tzinfo=UTC),
    )  # fmt: skip
    assert submission["post_uid"] == "reddit:t3_18ab0002"
    # What says nothing itself was seen when it was archived; what does, then.
    seen = {each["account_uid"]: each["observed_at"] for each in found["account_obs"]}
    assert seen["web:harbour.example"] == datetime(2026, 3, 3, 1, 0, 1, tzinfo=UTC)
    assert seen["reddit:t2_u2"] == datetime(2024, 1, 1, 1, 2, tzinfo=UTC)
    assert reasons(tally) == [
        ("E-INPUT-103", "the record describes the archive"), ("E-INPUT-103", "nobody reads a part of type image/png"),
    ]  # fmt: skip
    assert located(tmp_path, "web_archive", article["locator"]) == made.page(1)
    assert submission["locator"].startswith("offset=")
    assert json.loads(located(tmp_path, "web_archive", submission["locator"]))["data"]["id"] == "18ab0002"


def test_records_and_bodies_are_those_of_warcio(tmp_path: Path) -> None:
    # warcio is the oracle: same records at the same offsets, same bodies, whether packed, chunked or plain.
    chunked = b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    squeezed = gzip.compress(b"<p>squeezed</p>" * 50, mtime=0)
    records = [
        *made.warc_records(3),
        made.warc_record("response", made.http(chunked, "text/plain", 200, "Transfer-Encoding: chunked"), "https://a.example/c"),
        made.warc_record("response", made.http(squeezed, "text/html", 200, "Content-Encoding: gzip"), "https://a.example/z"),
    ]  # fmt: skip
    for raw in (packed(*records), b"".join(records)):
        oracle, iterator = [], ArchiveIterator(io.BytesIO(raw))
        for each in iterator:
            if each.rec_type == "response":
                url, body = each.rec_headers.get_header("WARC-Target-URI"), each.content_stream().read()
                oracle.append((f"offset={iterator.get_record_offset()};", url, body))
        (tmp_path / "x").write_bytes(raw)
        found = WarcFile(partial((tmp_path / "x").open, "rb"), "x")
        ours = [each for each in found.found() if isinstance(each, parts.Part)]
        assert [(each.locator, each.url, each.body) for each in ours] == oracle


def test_many_records_in_one_gzip_member_keep_places_of_their_own(tmp_path: Path) -> None:
    found, _ = read(tmp_path, gzip.compress(b"".join(made.warc_records(3))), "web_archive/warc")
    locators = [each["locator"] for each in found["post"]]
    assert all(each.startswith("offset=0+") for each in locators)
    assert located(tmp_path, "web_archive", locators[0]) == made.page(1)


def test_revisits_are_the_same_body_seen_again(tmp_path: Path) -> None:
    digest = "sha1:G7HRM7BGOKSKMSXZAHMUQTTV53QOFSMK"
    first = made.warc_record(
        "response", made.http(made.page(1), "text/html"), NEWS, made.moment(1), WARC_Payload_Digest=digest
    )
    again = made.warc_record("revisit", made.http(b"", "text/html"), NEWS, made.moment(9), WARC_Payload_Digest=digest)
    unknown = made.warc_record(
        "revisit", made.http(b"", "text/html"), NEWS, made.moment(9), WARC_Payload_Digest="sha1:X"
    )
    found, tally = read(tmp_path, packed(first, again, unknown), "web_archive/warc")
    assert len(found["post"]) == 1
    assert [each["observed_at"].second for each in found["account_obs"]] == [1, 9]
    assert reasons(tally) == [("E-INPUT-103", "a revisit of a body that this file does not hold before it")]
    assert located(tmp_path, "web_archive", found["account_obs"][1]["locator"]) == made.page(1)


def test_a_post_that_was_gone_is_evidence(tmp_path: Path) -> None:
    gone = response("https://twitter.com/a/status/898925911294132224", b"gone", status=404, date=5)
    other = response("https://harbour.example/missing", b"gone", status=404)
    moved = response("https://harbour.example/moved", b"", status=301)
    found, tally = read(tmp_path, packed(gone, other, moved), "web_archive/warc")
    [post] = found["post"]
    assert (post["post_uid"], post["availability"]) == ("x:898925911294132224", "unavailable")
    assert post["deleted_seen_at"] == datetime(2026, 3, 3, 1, 0, 5, tzinfo=UTC)
    assert b"404" in located(tmp_path, "web_archive", post["locator"])
    assert reasons(tally) == [
        ("E-INPUT-103", "the server answered with status 404"), ("E-INPUT-103", "the server answered with status 301"),
    ]  # fmt: skip


def test_a_block_that_was_changed_is_not_read(tmp_path: Path) -> None:
    raw = response(NEWS, made.page(1)).replace(b"a third this spring", b"a tenth this spring")
    found, tally = read(tmp_path, packed(raw, response(NEWS, made.page(2))), "web_archive/warc")
    assert len(found["post"]) == 1
    assert [each.code for each in tally.rejected] == ["E-INPUT-131"]


def test_damage_is_named_with_its_place_and_what_is_before_is_read(tmp_path: Path) -> None:
    first = packed(response(NEWS, made.page(1)))
    second = bytearray(packed(response(NEWS, made.page(2))))
    second[40:60] = b"\xff" * 20
    for raw in (first + bytes(second), first + packed(response(NEWS, made.page(2)))[:-30]):
        found, tally = read(tmp_path, raw, "web_archive/warc")
        assert len(found["post"]) == 1
        assert [each.code for each in tally.rejected] == ["E-INPUT-006"]
        assert f"offset={len(first)}" in tally.rejected[0].reason
        with pytest.raises(CompressionDamaged):
            read(tmp_path, raw, "web_archive/warc", on_bad_row="stop")


def test_a_plain_file_that_is_cut_names_the_place(tmp_path: Path) -> None:
    first = response(NEWS, made.page(1))
    found, tally = read(tmp_path, (first + first)[:-100], "web_archive/warc")
    assert (len(found["post"]), [each.code for each in tally.rejected]) == (1, ["E-INPUT-104"])
    assert f"offset={len(first)}" in tally.rejected[0].reason


def test_bombs_and_giants_are_refused_and_the_rest_goes_in(tmp_path: Path) -> None:
    bomb = gzip.compress(b" " * 3_000_000, mtime=0)
    records = [
        response("https://a.example/bomb", bomb, "text/html", 200, 1, "Content-Encoding: gzip"),
        response("https://a.example/giant", made.page(1) + bytes(range(256)) * 6_000),
        response(NEWS, made.page(1)),
    ]
    with (
        mock.patch.object(parts, "BODY_BYTES", 1 << 20),
        mock.patch("crosscurrent.connectors.web_archive.warc._BLOCK_BYTES", 1 << 20),
    ):
        found, tally = read(tmp_path, packed(*records), "web_archive/warc")
    assert [each.code for each in tally.rejected] == ["E-INPUT-106", "E-INPUT-105"]
    assert [each["url"] for each in found["post"]] == [NEWS]


def test_a_gzip_bomb_ends_the_reading(tmp_path: Path) -> None:
    huge = made.warc_record("resource", b"\0" * 5_000_000, "https://a.example/zeros", mime="text/plain")
    with mock.patch.object(unpacked, "_BOMB_BYTES", 1 << 20):
        found, tally = read(tmp_path, packed(response(NEWS, made.page(1)), huge), "web_archive/warc")
    assert (len(found["post"]), [each.code for each in tally.rejected]) == (1, ["E-INPUT-106"])


def test_a_part_without_zone_is_rejected_and_the_others_are_read(tmp_path: Path) -> None:
    naive = "<item><link>https://a.example/1</link><pubDate>Mon, 02 Mar 2026 09:05:09</pubDate></item>"
    feed = f"<rss><channel>{naive}</channel></rss>".encode()
    raw = packed(response("https://a.example/feed", feed, "application/rss+xml"), response(NEWS, made.page(1)))
    found, tally = read(tmp_path, raw, "web_archive/warc")
    assert [each["url"] for each in found["post"]] == [NEWS]
    assert [each.code for each in tally.rejected] == [ZoneMissing.code]
    assert any("--assume-zone" in each for each in tally.notes)
    found, _ = read(tmp_path, raw, "web_archive/warc", assume_zone="UTC")
    assert len(found["post"]) == 2


def test_guards_and_encodings_of_servers_are_undone(tmp_path: Path) -> None:
    guarded = b"for (;;);" + made.thing(4)
    chinese = made.page(1).decode().replace("Toll news", "过桥费").encode("gb18030")
    raw = packed(response("https://a.example/api", guarded, "text/javascript"),
                 response(NEWS, chinese, "text/html; charset=gb2312"))  # fmt: skip
    found, _ = read(tmp_path, raw, "web_archive/warc")
    assert [each["title"][:10] for each in found["post"]] == ["Bridge tol", "过桥费 1"]


@pytest.mark.parametrize("profile", ["wacz", "data-package"])
def test_a_wacz_is_checked_before_it_is_read(tmp_path: Path, profile: str) -> None:
    member = ("archive/crawl.warc.gz", made.warc(1))
    whole = made.zipped([member, ("datapackage.json", made.listed([member], profile))])
    found, _ = read(tmp_path, whole, "web_archive/wacz")
    [post] = found["post"]
    assert post["locator"].startswith("member=archive/crawl.warc.gz;offset=")
    assert located(tmp_path, "web_archive", post["locator"]) == made.page(1)


def test_altered_unlisted_and_absent_members_are_rejected(tmp_path: Path) -> None:
    good, bad = ("archive/good.warc.gz", made.warc(1)), ("archive/bad.warc.gz", made.warc(2))
    away, extra = ("archive/away.warc.gz", b"x"), ("archive/../../extra.warc.gz", made.warc(3))
    listed = made.listed([good, ("archive/bad.warc.gz", made.warc(4)), away])
    found, tally = read(tmp_path, made.zipped([good, bad, extra, ("datapackage.json", listed)]), "web_archive/wacz")
    assert len(found["post"]) == 1
    assert [each.code for each in tally.rejected] == [
        "E-INPUT-131",
        "E-INPUT-131",
        "E-INPUT-131",
        "E-INPUT-103",
        "E-INPUT-103",
    ]
    assert list(tmp_path.rglob("*")) == [tmp_path / "capture"]  # nothing was unpacked anywhere


def test_a_list_that_was_changed_is_reported(tmp_path: Path) -> None:
    member = ("archive/a.warc.gz", made.warc(1))
    noted = b'{"path": "datapackage.json", "hash": "sha256:00"}'
    contents = [member, ("datapackage.json", made.listed([member])), ("datapackage-digest.json", noted)]
    _, tally = read(tmp_path, made.zipped(contents), "web_archive/wacz")
    assert tally.rejected[0].code == "E-INPUT-131"


def test_har_entries_without_a_body_are_rejected(tmp_path: Path) -> None:
    empty, broken = made.entry(3), made.entry(2)
    del empty["response"]["content"]["text"]
    broken["response"]["content"]["text"] = "!"
    raw = json.dumps({"log": {"entries": [made.entry(1), empty, broken]}})
    found, tally = read(tmp_path, raw, "web_archive/har")
    assert len(found["post"]) == 1
    assert [each.code for each in tally.rejected] == ["E-INPUT-103", "E-INPUT-101"]
    assert found["post"][0]["locator"] == "entry=1;page=1"
    assert located(tmp_path, "web_archive", "entry=1;page=1") == made.page(1)


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    def peak(number: int) -> int:
        path = tmp_path / f"{number}.warc.gz"
        path.write_bytes(packed(*(response(f"https://a.example/{each}", made.thing(each), "application/json")
                                  for each in range(1, number + 1))))  # fmt: skip
        options, tally = ReadOptions(), Tally()
        connector, recognition = registry.recognise(path, options)
        tracemalloc.start()
        with mock.patch("crosscurrent.connectors.records.row_store.BATCH_ROWS", 200):
            for _ in connector.tables(path, "e" * 64, recognition, options, tally):
                pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert tally.rows_kept == number
        return found

    assert peak(600) < max(3 * peak(60), 8 << 20)


@pytest.mark.reference_data
@pytest.mark.parametrize(
    ("name", "format_id", "prefix"),
    [("WEB_warcio_example.warc.gz", "web_archive/warc", ""),
     ("WEB_wacz_example.wacz", "web_archive/wacz", "member=archive/WEB_warcio_example.warc.gz;")],
)  # fmt: skip
def test_the_shared_samples(tmp_path: Path, name: str, format_id: str, prefix: str) -> None:
    found, tally = read(tmp_path, sample(name), format_id)
    [post] = found["post"]
    assert (post["post_uid"], post["title"]) == ("web:100680ad546ce6a577f42f52df33b4cf", "Example Domain")
    assert post["locator"] == f"{prefix}offset=784;page=1"
    # Two records say what the archive is, two what was asked; one is the page, one the page seen again.
    assert (tally.rows_in, tally.rows_kept) == (6, 2)
    assert [each["observed_at"] for each in found["account_obs"]] == [
        datetime(2017, 3, 6, 4, 2, 6, tzinfo=UTC), datetime(2017, 3, 6, 4, 3, 48, tzinfo=UTC),
    ]  # fmt: skip


LOOSE = [each for each in all_fixtures() if each.connector != "web_archive" and each.options == ReadOptions()]


@pytest.mark.parametrize("capture", LOOSE, ids=lambda capture: capture.format_id)
def test_whatever_is_read_as_a_file_is_read_out_of_an_archive(tmp_path: Path, capture: Fixture) -> None:
    # Same rows kept as from the file itself, and every row leads back to its bytes inside the archive.
    raw = capture.make(3)
    loose, _ = counted(tmp_path / "loose", raw)
    kept, locator = counted(
        tmp_path / "packed.warc.gz", packed(response("https://a.example/x", raw, "application/x-any"))
    )
    assert kept == loose
    assert locator.startswith("offset=0;")
    connector = registry.connector_named("web_archive")
    assert connector.locate(tmp_path / "packed.warc.gz", locator, ReadOptions())


def counted(path: Path, raw: bytes) -> tuple[int, str]:
    """Return how many rows of a file are kept, and the locator of the first row of all."""
    path.write_bytes(raw)
    options, tally = ReadOptions(on_bad_row="report"), Tally()
    connector, recognition = registry.recognise(path, options)
    tables = [table for _, table in connector.tables(path, "e" * 64, recognition, options, tally)]
    return tally.rows_kept, tables[0].column("locator")[0].as_py()
