"""Whatever is wrong with a file: a coded error that names file, row, column and the next step; or a listed row."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path

import pytest

from crosscurrent.connectors import faults as module
from crosscurrent.connectors import registry
from crosscurrent.connectors.base import ReadOptions, RejectedRow
from crosscurrent.connectors.faults import (
    CellMissing,
    CellTooLarge,
    ColumnMissing,
    ColumnRepeated,
    CompressionDamaged,
    EncodingWrong,
    FileAbsent,
    FileEmpty,
    FormatUnknown,
    IdLossy,
    JsonBroken,
    MappingUnreadable,
    NotATable,
    NulByte,
    ParquetDamaged,
    QuoteUnbalanced,
    RowRagged,
    TimeMixed,
)
from crosscurrent.connectors.records.faults import ArchiveRefused, DatabaseUnreadable, LocatorUnknown
from crosscurrent.connectors.tabular.locate import row_bytes
from crosscurrent.errors import CrosscurrentError, TimeUnreadable, ZoneMissing
from tests.unit.connectors.tables import HEAD, ndjson, parquet, read_events, read_posts, slim, written

T0 = 1_700_000_000
GOOD = f"o1,a1,c1,{T0}\n"


def stops(path: Path, kind: type[CrosscurrentError], where: str, **options: object) -> str:
    """Assert that reading stops with one kind of error at one place, and return the whole message."""
    with pytest.raises(kind) as caught:
        read_events(path, **options)
    assert caught.value.where == where
    assert caught.value.next_step
    return str(caught.value)


TIME = "timestamp_share"
AT_TIME = f"e.csv, row 2, column {TIME!r}"
BAD_ROWS = [
    ("a cell too few", f"o1,a1,{T0}\n", RowRagged, "e.csv, row 2", None),
    ("a cell too many", f"o1,a1,c1,{T0},x\n", RowRagged, "e.csv, row 2", None),
    ("a NUL", f"o1,a\0,c1,{T0}\n", NulByte, "e.csv, row 2, column 'account_id'", "account_id"),
    ("no account", f"o1,,c1,{T0}\n", CellMissing, "e.csv, row 2, column 'account_id'", "account_id"),
    ("no time", "o1,a1,c1,NA\n", CellMissing, AT_TIME, TIME),
    ("lost digits", f"o1,9.6e+14,c1,{T0}\n", IdLossy, "e.csv, row 2, column 'account_id'", "account_id"),
    ("lost digits in content", f"o1,a1,9.6E+14,{T0}\n", IdLossy, "e.csv, row 2, column 'content_id'", "content_id"),
    ("no time at all", "o1,a1,c1,noon\n", TimeUnreadable, AT_TIME, TIME),
    ("another unit", f"o1,a1,c1,{T0}000\n", TimeMixed, AT_TIME, TIME),
    ("another form", "o1,a1,c1,2023-11-14T22:13:20Z\n", TimeMixed, AT_TIME, TIME),
    ("text after a quote", f'o1,"a"1,c1,{T0}\n', QuoteUnbalanced, "e.csv, row 2", None),
    ("10 MB", f"o1,{'a' * 10_000_000},c1,{T0}\n", CellTooLarge, "e.csv, row 2, column 'account_id'", "account_id"),
    (
        "a quoted cell of 10 MB",
        'o1,"' + "a\n" * 5_000_000 + f'",c1,{T0}\n',
        CellTooLarge,
        "e.csv, row 2, column 'account_id'",
        "account_id",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "kind", "where", "column"), [case[1:] for case in BAD_ROWS], ids=[case[0] for case in BAD_ROWS]
)
def test_a_bad_row_stops_or_is_listed(
    tmp_path: Path, row: str, kind: type[CrosscurrentError], where: str, column: str | None
) -> None:
    path = written(tmp_path / "e.csv", HEAD + GOOD + row + GOOD)
    message = stops(path, kind, where)
    assert len(message) < 600  # never the cell
    events, tally = read_events(path, on_bad_row="report")
    assert [event["row"] for event in events] == [1, 3]
    [rejected] = tally.rejected
    assert (rejected.row, rejected.column, rejected.code) == (2, column, kind.code)
    assert len(rejected.reason) < 200
    assert (tally.rows_in, tally.rows_kept) == (3, 2)


def test_bytes_that_are_no_utf8_are_placed_and_their_encoding_is_suggested(tmp_path: Path) -> None:
    chinese = written(
        tmp_path / "e.csv", HEAD.encode() + GOOD.encode() + f"o1,加拿大选举干预账号,c1,{T0}\n".encode("gb18030")
    )
    message = stops(chinese, EncodingWrong, "e.csv, row 2, column 'account_id'")
    assert "--encoding gb18030" in message
    western = written(tmp_path / "w.csv", HEAD.encode() + GOOD.encode() + f"o1,Montréal,c1,{T0}\n".encode("latin-1"))
    assert "--encoding cp1252" in stops(western, EncodingWrong, "w.csv, row 2, column 'account_id'")
    # Declared, both are read in full.
    assert [event["account_uid"] for event in read_events(chinese, encoding="gb18030")[0]][1] == "加拿大选举干预账号"
    assert [event["account_uid"] for event in read_events(western, encoding="latin-1")[0]][1] == "Montréal"
    # Undeclared under "report", only the row is lost, and that is said.
    assert [rejected.row for rejected in read_events(western, on_bad_row="report")[1].rejected] == [2]


def test_a_declared_encoding_that_does_not_fit_is_placed_too(tmp_path: Path) -> None:
    raw = (HEAD + GOOD).encode() + b"o1,a\xff\xff,c1,1700000000\n"
    stops(written(tmp_path / "e.csv", raw), EncodingWrong, "e.csv, row 2, column 'account_id'", encoding="gb18030")
    with pytest.raises(EncodingWrong, match="not a text encoding"):
        read_events(tmp_path / "e.csv", encoding="klingon")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_is_refused_with_the_option_that_reads_it(tmp_path: Path, codec: str) -> None:
    path = written(tmp_path / "e.csv", (HEAD + GOOD).encode(codec))
    with pytest.raises(EncodingWrong) as caught:
        read_events(path)
    assert "--encoding utf-" in caught.value.next_step
    assert slim(read_events(path, encoding=codec)[0])[0][:4] == (1, "a1", "act", "o1")


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    events, _ = read_events(written(tmp_path / "e.csv", codecs.BOM_UTF8 + (HEAD + GOOD).encode()))
    assert len(events) == 1


def test_a_truncated_gzip_names_how_far_it_was_read(tmp_path: Path) -> None:
    rows = "".join(f"o{n},a{n * 7919 % 1009},c{n},{T0 + n}\n" for n in range(60_000))
    whole = gzip.compress((HEAD + rows).encode())
    path = written(tmp_path / "e.csv.gz", whole[: len(whole) // 2])
    with pytest.raises(CompressionDamaged, match=r"ends early, after \d{5,} bytes"):
        read_events(path)
    with pytest.raises(CompressionDamaged, match="ends early, after 0 bytes"):
        read_events(written(tmp_path / "short.gz", whole[:10]))
    broken = bytearray(whole)
    broken[len(whole) // 2] ^= 0xFF
    with pytest.raises(CompressionDamaged):
        read_events(written(tmp_path / "broken.gz", bytes(broken)), on_bad_row="report")


def test_a_quote_that_never_closes_stops_even_when_bad_rows_are_reported(tmp_path: Path) -> None:
    # Where the next row begins cannot be known; guessing would let hostile text write rows of its own.
    path = written(tmp_path / "e.csv", HEAD + GOOD + f'o1,"a1,c1,{T0}\n' + GOOD * 3)
    stops(path, QuoteUnbalanced, "e.csv, row 2", on_bad_row="report")
    swapped = written(tmp_path / "s.csv", HEAD + GOOD + f'o1,"a1,c1,{T0}\no2,a"2,c,{T0}\n')
    stops(swapped, QuoteUnbalanced, "s.csv, row 2", on_bad_row="report")


def test_a_quote_inside_an_unquoted_cell_is_text(tmp_path: Path) -> None:
    events, _ = read_events(written(tmp_path / "e.csv", HEAD + f'o1,5" tv,c1,{T0}\n' + GOOD))
    assert [event["account_uid"] for event in events] == ['5" tv', "a1"]


def test_a_row_that_never_ends_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", HEAD.encode() + GOOD.encode() + b'o1,"' + b"a" * (70 << 20))
    stops(path, CellTooLarge, "e.csv, row 2", on_bad_row="report")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"", FileEmpty),
        (b"\n\n", FileEmpty),
        (gzip.compress(b"", mtime=0), FileEmpty),
        (b"PK\x03\x04rest", ArchiveRefused),
        (b"SQLite format 3\x00rest", DatabaseUnreadable),
        (b"[\n{}\n]", FormatUnknown),
        (b'{\n "a": 1\n}', FormatUnknown),
        (b"one\ntwo\nthree\n", NotATable),
        (bytes(range(256)) * 8, NotATable),
        (b"PAR1 and then nothing", ParquetDamaged),
        (b"a,a,b\n1,2,3\n", ColumnRepeated),
    ],
    ids=[
        "nothing",
        "blank lines",
        "packed nothing",
        "zip",
        "sqlite",
        "json array",
        "json object",
        "prose",
        "binary",
        "parquet stump",
        "names twice",
    ],
)
def test_files_that_are_no_table_say_what_they_are(tmp_path: Path, raw: bytes, kind: type[CrosscurrentError]) -> None:
    with pytest.raises(kind) as caught:
        registry.recognise(written(tmp_path / "f", raw), ReadOptions())
    assert caught.value.where is not None
    assert caught.value.where.startswith("f")


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(FileAbsent):
        registry.recognise(tmp_path / "absent.csv", ReadOptions())


def test_a_truncated_parquet_is_refused(tmp_path: Path) -> None:
    columns = {name: [f"{name}{n}" for n in range(3000)] for name in ("object_id", "account_id", "content_id")}
    whole = parquet(tmp_path / "e.parquet", {**columns, "timestamp_share": list(range(T0, T0 + 3000))}).read_bytes()
    with pytest.raises(ParquetDamaged):
        read_events(written(tmp_path / "cut.parquet", whole[:-100]))
    hollow = whole[:4] + bytes(len(whole) // 2) + whole[4 + len(whole) // 2 :]
    with pytest.raises(ParquetDamaged):
        read_events(written(tmp_path / "hollow.parquet", hollow))


def test_a_broken_ndjson_line_is_placed(tmp_path: Path) -> None:
    good = '{"object_id": "o", "account_id": "a", "timestamp": 1700000000}\n'
    path = written(tmp_path / "e.ndjson", good + "\n" + good[:20] + "\n" + good)
    stops(path, JsonBroken, "e.ndjson, line 3")
    events, tally = read_events(path, on_bad_row="report")
    assert [event["row"] for event in events] == [1, 4]
    [rejected] = tally.rejected
    assert (rejected.row, rejected.code) == (3, "E-INPUT-015")
    nul = ndjson(tmp_path / "n.ndjson", [{"object_id": "o", "account_id": "a\0", "timestamp": T0}])
    stops(nul, NulByte, "n.ndjson, line 1, column 'account_id'")


def test_notes_before_the_header_are_skipped_and_said(tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", f"Exported by a tool\nwith a note, and a comma\n{HEAD}{GOOD}{GOOD}")
    _, recognition = registry.recognise(path, ReadOptions())
    assert "2 lines of notes before the table were skipped" in recognition.reasons
    events, _ = read_events(path)
    assert [event["row"] for event in events] == [1, 2]


def test_a_header_that_does_not_fit_its_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", "object_id,account_id,timestamp\n" + GOOD * 9)
    stops(path, RowRagged, "e.csv")


def test_local_times_need_a_zone_and_the_first_place_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", f"{HEAD}o1,a1,c1,2023-11-14 22:13:20\n")
    message = stops(path, ZoneMissing, "e.csv, row 1, column 'timestamp_share'", on_bad_row="report")
    assert "--assume-zone" in message


def test_a_table_nobody_knows_lists_its_columns_and_a_ready_mapping(tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", f"acount_id,obj,wann\na1,o1,{T0}\n")
    with pytest.raises(FormatUnknown) as caught:
        registry.recognise(path, ReadOptions())
    assert "Columns found: 'acount_id', 'obj', 'wann'" in caught.value.what
    assert "No table that is known is like it" in caught.value.what
    # The misspelt name is found, the time by its values; what cannot be guessed is left for a person.
    assert caught.value.next_step.endswith("--map account_id=acount_id,object_id=COLUMN,timestamp=wann")
    path.write_text("object_id,account_id,share\no1,a1,x\n")
    with pytest.raises(FormatUnknown, match=r"Most like: events_table/coortweet \(shares account_id, object_id\)"):
        registry.recognise(path, ReadOptions())


def test_mappings_that_cannot_work(tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", f"acount,url,time\na1,o1,{T0}\n")
    with pytest.raises(ColumnMissing) as missing:
        registry.recognise(path, ReadOptions(mapping={"object_id": "url", "account_id": "account"}))
    assert "Did you mean 'acount'?" in missing.value.next_step
    with pytest.raises(ColumnMissing, match="no column is mapped to account_id") as unmapped:
        registry.recognise(path, ReadOptions(mapping={"object_id": "url"}))
    assert "--map account_id=acount,object_id=url,timestamp=time" in unmapped.value.next_step
    with pytest.raises(MappingUnreadable):
        registry.recognise(path, ReadOptions(mapping={"acount": "account_id"}))
    with pytest.raises(MappingUnreadable, match="either an object"):
        registry.recognise(path, ReadOptions(mapping={"object_id": "url", "text": "url"}))


def test_reasons_never_repeat_the_cell(tmp_path: Path) -> None:
    secret = "somebodys words"
    path = written(tmp_path / "e.csv", f"{HEAD}o1,a1,c1,{secret}\n" + GOOD)
    _, tally = read_events(path, on_bad_row="report")
    assert [secret in rejected.reason for rejected in tally.rejected] == [False]
    with pytest.raises(TimeUnreadable) as caught:
        read_events(path)
    assert secret not in str(caught.value)


def test_posts_are_held_to_the_same_rules(tmp_path: Path) -> None:
    head = "post_id,account_id,created_at,text,likes\n"
    rows = [
        "p1,a1,1700000000,hi,3",
        ",a1,1700000001,hi,3",
        "p3,,1700000002,hi,3",
        "p4,a1,,hi,3",
        "p5,a1,1700000004,hi,many",
        "p6",
    ]
    path = written(tmp_path / "p.csv", head + "\n".join(rows) + "\n")
    found, tally = read_posts(path, on_bad_row="report")
    assert [post["native_id"] for post in found["post"]] == ["p1"]
    assert list(tally.rejected) == [
        RejectedRow(2, "post_id", "E-INPUT-012", "no post id: the cell is empty or NA"),
        RejectedRow(3, "account_id", "E-INPUT-012", "no account: the cell is empty or NA"),
        RejectedRow(4, "created_at", "E-INPUT-012", "no time: the cell is empty or NA"),
        RejectedRow(5, "likes", "E-INPUT-017", "the cell is not a count"),
        RejectedRow(6, None, "E-INPUT-004", "the row has 1 cells where the header has 5"),
    ]
    assert tally.rows_in == 6


def test_every_fault_tells_where_to_go_from_here() -> None:
    # Every error class of this package is raised somewhere above or in the other connector tests; here only the words
    # that people and scripts rely on are held still.
    faults = [kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__]
    codes = [kind.code for kind in faults if issubclass(kind, CrosscurrentError)]
    assert sorted(codes) == [f"E-INPUT-{number:03d}" for number in (*range(1, 19), 20)] + ["E-USAGE-101"]


def test_locators_lead_to_rows_or_say_that_there_is_none(tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", HEAD + GOOD + f'"o\n2",a2,c2,{T0}\n')
    assert row_bytes(path, "row=2", ReadOptions()) == f'"o\n2",a2,c2,{T0}'.encode()
    for locator in ("row=3", "row=0", "line=1"):
        with pytest.raises(LocatorUnknown):
            row_bytes(path, locator, ReadOptions())
    lines = ndjson(tmp_path / "e.ndjson", [{"object_id": "o", "account_id": "a", "timestamp": T0}] * 2)
    assert (
        row_bytes(lines, "line=2", ReadOptions()) == b'{"object_id": "o", "account_id": "a", "timestamp": 1700000000}'
    )
    columns = parquet(
        tmp_path / "e.parquet", {"object_id": ["o", "p"], "account_id": ["a", "b"], "timestamp": [T0, T0]}
    )
    assert (
        row_bytes(columns, "row=2", ReadOptions()) == b'{"account_id": "b", "object_id": "p", "timestamp": 1700000000}'
    )
