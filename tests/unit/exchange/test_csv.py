"""A spreadsheet that opens the file runs nothing; numbers stay numbers."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscurrent.exchange.csv import guarded, write_csv

RUN = ["=1+1", "+1+1", "-1+A2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "-", "=", '=HYPERLINK("x")']
RUN_IN_ASIA = ["＝1", "＋x", "－x", "＠x", "\u3000=1"]


@pytest.mark.parametrize("cell", RUN + RUN_IN_ASIA)
def test_what_could_start_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "a=1", "-5", "+3.25", "1,5", "港湾", "'=1", "<script>", "#tag", "a\t=1"])
def test_other_text_stays(cell: str) -> None:
    assert guarded(cell) == cell


def test_a_nul_is_taken_out_and_cannot_hide_a_formula() -> None:
    assert guarded("\x00=1") == "'=1"


def test_the_file_as_a_whole(tmp_path: Path) -> None:
    table = pa.table(
        {
            "account": pa.array(["=cmd", 'quo"te', None]).dictionary_encode(),
            "n": [-5, 0, None],
            "share": [-0.5, 1e-7, None],
            "ok": [True, False, None],
            "at": pa.array([datetime(2031, 3, 10, 8, 0, 1, tzinfo=UTC)] * 2 + [None], pa.timestamp("us", tz="UTC")),
            "=header": [["a", "=b"], [], None],
            "text": ["two\nlines", "comma, here", "=港"],
        }
    )
    write_csv(table, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes().decode() == (
        "account,n,share,ok,at,'=header,text\r\n"
        "'=cmd,-5,-0.5,true,2031-03-10T08:00:01Z,\"[\"\"a\"\", \"\"=b\"\"]\",\"two\nlines\"\r\n"
        '"quo""te",0,1e-07,false,2031-03-10T08:00:01Z,[],"comma, here"\r\n'
        ",,,,,,'=港\r\n"
    )  # fmt: skip


def test_an_empty_table_is_its_header(tmp_path: Path) -> None:
    write_csv(pa.table({"a": pa.array([], pa.string())}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == b"a\r\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5))
def test_no_cell_of_text_opens_as_a_formula(tmp_path_factory: pytest.TempPathFactory, cells: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    write_csv(pa.table({"text": pa.array(cells, pa.string())}), path)
    with path.open(encoding="utf-8", newline="") as file:
        read = [row[0] if row else "" for row in csv.reader(file)][1:]
    assert len(read) == len(cells)
    for cell, given_cell in zip(read, cells, strict=True):
        assert cell[:1] not in tuple("=@\t\r＝＋－＠")
        assert cell.removeprefix("'") == given_cell.replace("\x00", "").removeprefix("'")
