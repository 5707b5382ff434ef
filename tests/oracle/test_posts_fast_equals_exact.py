"""Many posts at once give the rows that reading them one by one gives, whatever stands in the cells."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosscurrent.connectors.base import REPORT, ReadOptions, Tally
from crosscurrent.connectors.posts_table import CONNECTOR, fast

HEADER = (
    "post_id", "account_id", "created_at", "text", "repost_of", "reply_to", "quote_of", "links", "hashtags", "platform",
    "lang", "likes", "reposts", "views", "kind", "title", "url", "screen_name", "followers",
)  # fmt: skip
TEXT = st.sampled_from(
    [
        "", "plain", "see https://news.example/a?x=1, ok", "#tag and ＃全角 @ann", "发布 #话题# 好", "RT @bob: no",
        "NA",
        " padded ", '"quoted", and, commas', "line\nbreak", "🌉 bridge", "a@b.example", "http://t.cn/Ab转发", "x" * 300,
    ]
)  # fmt: skip
ID = st.sampled_from(["", "NA", "1", "898925911294132224", "898925911294132225", "007", " 8 ", "9.6e+14", "abc", "0"])
CELLS = (
    ID, st.sampled_from(["ann", "bob", "Ann", "@cat", "7", "NA", "", "9.6e+14"]),
    st.sampled_from(["2017-08-19T15:13:33Z", "2017-08-19 15:13", "2017-08-19T15:13:33+08:00", "1503155613", "soon",
    ""]),
    TEXT, ID, ID, ID, st.sampled_from(["", "https://a.example/b", "['https://a.example/c', 'https://b.example']",
    "[open"]),
    st.sampled_from(["", "one,two", "['#Three']"]), st.sampled_from(["", "x", "Twitter", "weibo", "NA"]),
    st.sampled_from(["", "en", " fr "]), st.sampled_from(["", "5", "1.2万", "10万+", "1,234", "many"]),
    st.sampled_from(["", "0", "NA"]), st.sampled_from(["", "3亿"]), st.sampled_from(["", "retweet", "quote", "odd"]),
    TEXT, st.sampled_from(["", "https://x.example/1"]), st.sampled_from(["", "Ann_1"]), st.sampled_from(["", "12",
    "1.2k"]),
)  # fmt: skip
USUAL = ("1", "ann", "2017-08-19T15:13:33Z", "plain", *[""] * 15)


@st.composite
def tables(draw: st.DrawFn) -> tuple[tuple[str, ...], list[list[str]]]:
    """Tables of which most rows are ordinary, with some columns left out."""
    kept = [0, 1, 2, 3, *draw(st.lists(st.integers(4, len(HEADER) - 1), unique=True, max_size=8))]
    rows = []
    for number in range(draw(st.integers(3, 12))):
        row = [f"{10**17 + number}", *USUAL[1:]]
        for place in draw(st.lists(st.sampled_from(kept), max_size=4)):
            row[place] = draw(CELLS[place])
        rows.append([row[place] for place in kept])
    return tuple(HEADER[place] for place in kept), rows


def read(path: Path, exactly: bool) -> tuple[dict[str, list[Any]], list[Any]]:
    options, tally = ReadOptions(assume_zone="UTC", on_bad_row=REPORT, platform="x"), Tally()
    recognition = CONNECTOR.recognise(path, options)
    found: dict[str, list[Any]] = {}
    with mock.patch.object(fast, "part_of", (lambda *_: None) if exactly else fast.part_of):
        for name, table in CONNECTOR.tables(path, "d" * 64, recognition, options, tally):
            found.setdefault(name, []).extend(table.to_pylist())
    assert tally.rows_in == tally.rows_kept + len(tally.rejected)
    by_place = {name: sorted(rows, key=lambda row: (row["locator"], str(row))) for name, rows in found.items()}
    return by_place, list(tally.rejected)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=tables())
def test_fast_equals_exact(made: tuple[tuple[str, ...], list[list[str]]], tmp_path: Path) -> None:
    header, rows = made
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([header, *rows])
    path = tmp_path / "posts.csv"
    path.write_text(target.getvalue(), encoding="utf-8")
    assert read(path, exactly=False) == read(path, exactly=True)


def test_an_ordinary_table_takes_the_fast_way(tmp_path: Path) -> None:
    # Otherwise the test above would compare the exact reader with itself.
    path = tmp_path / "posts.csv"
    path.write_text("post_id,account_id,created_at,text\n1,ann,2017-08-19T15:13:33Z,see #tag\n")
    with mock.patch.object(fast, "tables_of", wraps=fast.tables_of) as asked:
        found, _ = read(path, exactly=False)
    assert asked.call_count == 1
    assert [row["dst"] for row in found["edge"]] == ["tag"]
    with mock.patch("crosscurrent.connectors.posts_table.connector._one_by_one", side_effect=AssertionError("slow")):
        read(path, exactly=False)
