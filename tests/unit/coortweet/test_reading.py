"""How CooRTweet mode reads tables: as R would, and refusing what it cannot read to the end."""

from __future__ import annotations

import gzip
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from crosscurrent.errors import (
    CoortweetColumnMissing,
    CoortweetOutputRefused,
    CoortweetTableUnreadable,
    CoortweetTimeUnreadable,
)
from crosscurrent.workflows.compat_coortweet import compat_coortweet, read_shares

HEADER = "object_id,account_id,content_id,timestamp_share\n"


def written(folder: Path, text: str | bytes, name: str = "shares.csv") -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_ids_stay_strings_and_empty_and_na_are_missing(tmp_path: Path) -> None:
    # 007 must not become 7; a missing object is kept as a row, because the row counts for participation.
    shares = read_shares(written(tmp_path, HEADER + '007,1,NA,100\n,2,"",100.5\n"NA",3,x,NA\n'))
    assert shares.to_pylist() == [
        {"object_id": "007", "account_id": "1", "content_id": None, "timestamp_share": 100.0},
        {"object_id": None, "account_id": "2", "content_id": None, "timestamp_share": 100.5},
        {"object_id": None, "account_id": "3", "content_id": "x", "timestamp_share": None},
    ]


def test_other_columns_in_any_order_are_ignored(tmp_path: Path) -> None:
    # The cell with a separator and a line break belongs to a column nobody asked for.
    text = 'text;timestamp_share;account_id;content_id;object_id\n"a;\nb";100;A;a;h\n'
    assert read_shares(written(tmp_path, text)).to_pylist() == [
        {"object_id": "h", "account_id": "A", "content_id": "a", "timestamp_share": 100.0}
    ]


@pytest.mark.parametrize("form", ["comma", "tab", "gzip", "byte-order mark", "windows lines", "standard input"])
def test_every_form_of_the_same_table_reads_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    text = HEADER + "h,A,a,100\nh,Łódź,b,101\n"
    match form:
        case "tab":
            source = written(tmp_path, text.replace(",", "\t"))
        case "gzip":
            source = written(tmp_path, gzip.compress(text.encode()), "shares.csv.gz")
        case "byte-order mark":
            source = written(tmp_path, "\ufeff" + text)
        case "windows lines":
            source = written(tmp_path, text.replace("\n", "\r\n"))
        case "standard input":
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
            source = "-"
        case _:
            source = written(tmp_path, text)
    assert read_shares(source).column("account_id").to_pylist() == ["A", "Łódź"]


def test_parquet_may_hold_numbers_categories_and_timestamps(tmp_path: Path) -> None:
    path = tmp_path / "shares.parquet"
    table = pa.table(
        {
            "object_id": pa.array(["h", ""]).dictionary_encode(),
            "account_id": pa.array([12, 13]),
            "content_id": pa.array([1, None], pa.int64()),
            "timestamp_share": pa.array([datetime(2025, 3, 10, tzinfo=UTC), None], pa.timestamp("ms", "UTC")),
        }
    )
    pq.write_table(table, path)
    assert read_shares(str(path)).to_pylist() == [
        {"object_id": "h", "account_id": "12", "content_id": "1", "timestamp_share": 1_741_564_800.0},
        {"object_id": None, "account_id": "13", "content_id": None, "timestamp_share": None},
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [("object_id,account_id,timestamp_share\nh,A,1\n", "content_id not found"),
     ("object_id,object_id,account_id,content_id,timestamp_share\nh,h,A,a,1\n", "object_id not found")],
)  # fmt: skip
def test_a_column_missing_or_twice_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(CoortweetColumnMissing, match=named):
        read_shares(written(tmp_path, text))


def test_a_parquet_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"object_id": ["h"]}), tmp_path / "shares.parquet")
    with pytest.raises(CoortweetColumnMissing, match="account_id, content_id, timestamp_share not found"):
        read_shares(str(tmp_path / "shares.parquet"))


@pytest.mark.parametrize("cell", ["2025-03-10", "1e400", "inf", "nan", "12 s"])
def test_the_first_time_that_is_no_number_is_located(tmp_path: Path, cell: str) -> None:
    rows = ["h,A,a,100"] * 1000
    rows[616] = f"h,A,a,{cell}"
    rows[900] = "h,A,a,later"
    with pytest.raises(CoortweetTimeUnreadable) as refused:
        read_shares(written(tmp_path, HEADER + "\n".join(rows)))
    assert cell in ("1e400", "inf", "nan") or refused.value.where == "shares.csv, row 617, column timestamp_share"


def test_a_ragged_row_is_located_and_not_quoted(tmp_path: Path) -> None:
    with pytest.raises(CoortweetTableUnreadable, match="2 cells, the first line has 4") as refused:
        read_shares(written(tmp_path, HEADER + "h,A,a,100\nsecret,words\n"))
    assert refused.value.where == "shares.csv, row 2"
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (HEADER.encode() + b"h,\xff\xfe,a,100\n", "UTF-8 text"),
     (gzip.compress((HEADER + "h,A,a,100\n" * 999).encode(), mtime=0)[:-20], "gzip"), (b"PAR1 and no more", "Parquet"),
     (b"\x1f\x8b no gzip", "gzip")],
)  # fmt: skip
def test_files_that_cannot_be_read_to_the_end_are_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(CoortweetTableUnreadable, match=reason):
        read_shares(written(tmp_path, content))


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_edge_list_is_written_whole_or_not_at_all(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / "new" / f"edges{suffix}"
    counted = compat_coortweet(written(tmp_path, HEADER + "h,A,a,1\nh,B,b,2\n"), str(out), 10, 1, 0.5)
    table = pa_csv.read_csv(out) if suffix == ".csv" else pq.read_table(out)
    assert table.column("weight").to_pylist() == [1]
    assert (counted.rows, counted.accounts, counted.edges, counted.accounts_in_network, counted.flagged) == (
        2,
        2,
        1,
        2,
        0,
    )
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_an_output_form_nobody_writes_is_refused_before_reading(tmp_path: Path) -> None:
    with pytest.raises(CoortweetOutputRefused, match=r"edges\.xlsx"):
        compat_coortweet(str(tmp_path / "absent.csv"), str(tmp_path / "edges.xlsx"), 10, 2, 0.5)


def test_a_table_without_pairs_gives_an_edge_list_without_rows(tmp_path: Path) -> None:
    out = tmp_path / "edges.csv"
    counted = compat_coortweet(written(tmp_path, HEADER), str(out), 10, 2, 0.5)
    assert (counted.rows, counted.edges, counted.flagged) == (0, 0, 0)
    assert out.read_text().startswith('"from","to","weight"')
