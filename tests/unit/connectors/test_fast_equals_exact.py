"""The compiled reader and the exact one give the same rows and the same tally, whatever the table holds."""

from __future__ import annotations

import csv
import io
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscurrent.connectors.base import Tally
from crosscurrent.connectors.events_table import fast
from crosscurrent.connectors.tabular import blocks
from crosscurrent.errors import CrosscurrentError
from tests.unit.connectors.tables import HEAD, read_events

IDS = st.sampled_from(
    ["a1", "007", "7", "", "NA", "NaN", " a1", "a1\t", "9.6e+14", "12e7", "0x1F", '5" tv', 'say "hi"', "a,b",
     "two\nlines", "cr\rcr", "nul\0", "x\r\n", "\u202eRTL", "😀", "=1+1", "@x", "id e+ plus", "\ud83d", "  "]
)  # fmt: skip
TIMES = st.sampled_from(
    ["1700000000", "1700000001", "1700000060", " 1700000000 ", "+1700000000", "1700000000.5", "1700000000000",
     "0x6553F100",
     "2023-11-14T22:13:20Z", "2023-11-14 22:13:20", "2023-11-14T22:13:20.123+08:00", "", "NA", "noon", "0",
     "99999999999999999999"]
)  # fmt: skip
ROW = st.tuples(IDS, IDS, IDS, TIMES)
GOOD = st.tuples(
    st.sampled_from(["o1", "o2", "o3"]),
    st.sampled_from(["a1", "a2"]),
    st.sampled_from(["c1", "", "c2"]),
    st.integers(1_700_000_000, 1_700_001_000).map(str),
)
STYLES = st.sampled_from(["as needed", "all", "none", "ragged"])


def as_text(rows: list[tuple[str, ...]], style: str, end: str) -> bytes:
    """Write rows as CSV; "none" writes cells as they are, so quotes and delimiters in them break rows."""
    if style in ("none", "ragged"):
        lines = [
            ",".join(row) + (",extra" if style == "ragged" and index % 3 == 1 else "") for index, row in enumerate(rows)
        ]
        return (HEAD + end.join(lines)).encode("utf-8", "surrogatepass")
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if style == "all" else csv.QUOTE_MINIMAL
    csv.writer(out, lineterminator=end, quoting=quoting).writerows(rows)
    return (HEAD + out.getvalue()).encode("utf-8", "surrogatepass")


def outcome(raw: bytes, on_bad_row: str) -> tuple[object, ...]:
    """Return everything a reading gives: the error if it stops, the events and the tally before it."""
    try:
        events, tally = read_events(raw, on_bad_row=on_bad_row, assume_zone="UTC")
    except CrosscurrentError as error:
        return (str(error),)
    return events, tally.rows_in, tally.rows_kept, list(tally.rejected)


def exact_outcome(raw: bytes, on_bad_row: str) -> tuple[object, ...]:
    """The same with the compiled reader switched off."""
    with mock.patch.object(blocks, "_fast", return_value=None):
        return outcome(raw, on_bad_row)


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.one_of(GOOD, GOOD, GOOD, ROW), max_size=30),
    style=STYLES,
    end=st.sampled_from(["\n", "\r\n"]),
    block=st.sampled_from([16, 64, 1 << 20]),
    small=st.sampled_from([1, 4, 1000]),
    on_bad_row=st.sampled_from(["stop", "report"]),
)
def test_both_readers_agree(
    rows: list[tuple[str, ...]], style: str, end: str, block: int, small: int, on_bad_row: str
) -> None:
    raw = as_text(rows, style, end)
    with (
        mock.patch.object(blocks, "READ_BYTES", block),
        mock.patch.object(blocks, "_SMALL_BYTES", small * 20),
        mock.patch.object(fast, "_SMALL_ROWS", small),
    ):
        quick = outcome(raw, on_bad_row)
    assert quick == exact_outcome(raw, on_bad_row)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.one_of(GOOD, ROW), max_size=25), style=STYLES)
def test_every_row_is_kept_or_rejected(rows: list[tuple[str, ...]], style: str) -> None:
    tally = Tally()
    try:
        _, tally = read_events(as_text(rows, style, "\n"), on_bad_row="report", assume_zone="UTC")
    except CrosscurrentError:
        return  # quotes that make row ends unknowable stop the reading; nothing is counted wrongly then
    assert tally.rows_in == tally.rows_kept + len(tally.rejected)
    if style in ("as needed", "all"):
        assert tally.rows_in == len(rows)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(GOOD, max_size=40), style=st.sampled_from(["as needed", "all"]))
def test_well_formed_rows_are_those_of_the_standard_library(rows: list[tuple[str, ...]], style: str) -> None:
    events, tally = read_events(as_text(rows, style, "\r\n"))
    expected = [
        (number, account, target, content or None, int(at) * 1_000_000)
        for number, (target, account, content, at) in enumerate(rows, start=1)
    ]
    found = [(e["row"], e["account_uid"], e["object_id"], e["content_id"], e["at_us"]) for e in events]
    assert found == expected
    assert tally.rows_kept == len(rows)


@pytest.mark.parametrize("style", ["as needed", "all"])
def test_the_fast_reader_is_really_used_for_clean_rows(style: str) -> None:
    # A clean table must never reach the exact reader, or the speed the connector promises is gone.
    rows = [(f"o{number}", f"a{number % 7}", str(number), str(1_700_000_000 + number)) for number in range(5000)]
    with mock.patch.object(blocks, "split", side_effect=AssertionError("exact reader called")):
        _, tally = read_events(as_text(rows, style, "\n"))
    assert tally.rows_kept == 5000
