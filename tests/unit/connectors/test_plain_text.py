"""HTML becomes the text a reader sees, whatever is in it; saved pages become one record."""

from __future__ import annotations

import gzip
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest import mock

import pytest

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import locate, page_source
from crosscurrent.connectors.records.faults import RecordTooLarge
from crosscurrent.connectors.records.peek import peek
from crosscurrent.connectors.records.plain_text import both, links, mended, plain
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import InputRefused


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("no markup\n at all ", "no markup\n at all "),
        ("5 < 6 &amp; 7 > 6\nnext", "5 < 6 & 7 > 6\nnext"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br>two<br/><br/>three", "one\ntwo\n\nthree"),
        ("<div><div>a</div>  <div> b\n c</div></div>", "a\nb c"),
        ("<p>a&nbsp;&lt;b&gt; &#x4f60;</p>", "a <b> 你"),
        ("<p>so <img alt='[good]'> <img class='emoji' alt='😀'> <img alt=':cat:'></p>", "so [good] 😀 :cat:"),
        ("<p>look <img alt='a bridge at night'></p>", "look"),
        ("<p>a<script>alert('</p>')</script><style>p{}</style>b</p>", "ab"),
        ("<title>t</title><noscript>n</noscript><p>b</p>", "b"),
        ("<a href='https://a.example'>#话题</a> 好", "#话题 好"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>one\n  two</pre>", "one\ntwo"),
        ("<p>a</p><p></p><p> </p><p>b</p>", "a\nb"),
        ("<p>un<b>closed", "unclosed"),
        ("a\0<b>b\ud800</b>", "a\ufffdb\ufffd"),
        ("", ""),
    ],
)  # fmt: skip
def test_plain_text_is_what_a_reader_sees(html: str, text: str) -> None:
    assert plain(html) == text


def test_links_keep_their_address_as_written_and_their_text() -> None:
    html = (
        "<p><a href=' https://a.example/?x=1&amp;y=2 '>see <b>here</b></a><a>none</a><a href='javascript:x()'>j</a></p>"
    )
    assert links(html) == [("https://a.example/?x=1&y=2", "see here"), ("javascript:x()", "j")]
    assert both(html) == (plain(html), links(html))
    assert links("plain") == []
    assert both("a &amp; b") == ("a & b", [])
    assert both("5 < 6") == ("5 < 6", [])


def test_pairs_of_surrogates_become_one_character_and_lone_ones_a_mark() -> None:
    assert mended("\ud83d\ude00 \ud83d") == "😀 \ufffd"


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<a href=x>", "<", "&", "<p a='", "<!--", "<script>", "<table><tr><td>", "\0<p>", "\ud800<b>", "]]>"],
)
def test_hostile_markup_takes_no_longer_than_its_length(piece: str) -> None:
    # A parser that builds a tree needs minutes for a million nested elements.
    start = time.perf_counter()
    plain(piece * (1_000_000 // len(piece)) + "<p>end")
    assert time.perf_counter() - start < 20


def test_nothing_of_one_text_is_left_for_the_next_whatever_thread_reads_it() -> None:
    texts = ["<p>a<script>", "<pre>b", "<a href=x>c", "<iframe>", "<b>plain</b> text"] * 200
    straight = [(plain(text), links(text)) for text in texts]
    assert straight[:5] == straight[-5:]
    assert straight[4] == ("plain text", [])
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: (plain(text), links(text)), texts)) == straight


# --- saved pages -------------------------------------------------------------------------------------------


def _record(raw: bytes, folder: Path, options: ReadOptions | None = None) -> Record:
    path = folder / "page"
    path.write_bytes(raw)
    source, declared = Source(path), options or ReadOptions()
    (found,) = page_source.page(source, peek(source, declared), declared)
    assert isinstance(found, Record)
    return found


@pytest.mark.parametrize(
    ("raw", "options"),
    [
        ("<html>你好".encode(), None),
        ("\ufeff<html>你好".encode(), None),
        ("<html>你好".encode("utf-16"), None),
        ('<html><meta charset="gb2312">你好'.encode("gb18030"), None),
        ('<html><meta http-equiv="Content-Type" content="text/html; charset=gbk">你好'.encode("gb18030"), None),
        ('<html><meta charset="gbk">你好'.encode(), None),
        ('<html><meta charset="no-such">你好'.encode(), None),
        ("<html>你好".encode("gb18030"), ReadOptions(encoding="gb18030")),
    ],
)
def test_a_page_is_decoded_by_its_mark_its_meta_tag_or_as_utf_8(
    raw: bytes, options: ReadOptions | None, tmp_path: Path
) -> None:
    assert _record(raw, tmp_path, options).value["html"].endswith("你好")


def test_a_page_is_one_record_that_leads_back_to_its_bytes(tmp_path: Path) -> None:
    raw = b"<html><p>one</p></html>"
    found = _record(gzip.compress(raw), tmp_path)
    assert (found.number, found.locator) == (1, "page=1")
    assert found.value["saved_from"] is None
    assert locate.record_bytes(Source(tmp_path / "page"), "page=1", ReadOptions()) == raw
    with pytest.raises(InputRefused):
        locate.record_bytes(Source(tmp_path / "page"), "page=2", ReadOptions())


def test_a_page_beyond_any_real_one_is_refused(tmp_path: Path) -> None:
    with mock.patch.object(page_source, "PAGE_BYTES", 20), pytest.raises(RecordTooLarge):
        _record(b"<html>" + b"x" * 30, tmp_path)


def test_where_and_when_a_page_was_saved_is_read_from_its_first_comment(tmp_path: Path) -> None:
    single = (
        b"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://news.example/a?b=1 \n"
        b" saved date: Sat Nov 21 2026 20:02:39 GMT-0330 (Newfoundland) \n-->"
    )
    found = _record(single, tmp_path).value
    assert (found["saved_from"], found["saved_at"]) == ("https://news.example/a?b=1", "2026-11-21T20:02:39-03:30")
    browser = b"<!-- saved from url=(0022)https://news.example/a --><html>"
    assert _record(browser, tmp_path).value["saved_from"] == "https://news.example/a"
    assert page_source.saved("<!-- saved from url=(0022)https://news.example/a b -->") == (None, None)
    assert page_source.saved("<!-- Page saved with SingleFile saved date: Sat Xyz 21 2026 20:02:39 GMT-0330 -->") == (
        None,
        None,
    )
