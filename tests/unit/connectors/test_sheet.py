"""A workbook is a table like any other: typed cells become text as a person would write it, and no package can harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from crosscurrent.connectors.base import REPORT, ReadOptions, Tally
from crosscurrent.connectors.records.declared_toml import parsed
from crosscurrent.connectors.records.faults import PackedBomb, SheetUnreadable
from crosscurrent.connectors.records.peek import TABLE, peek
from crosscurrent.connectors.records.sheet_source import rows, sheets
from crosscurrent.connectors.registry import recognise
from crosscurrent.connectors.tabular.shape import SHEET
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import CrosscurrentError
from tests.workbooks import packed, sheet_xml, workbook

HEADER = ["post_id", "account_id", "created_at", "text", "likes"]
REPORTED = ReadOptions(on_bad_row=REPORT)


def saved(folder: Path, raw: bytes) -> Source:
    path = folder / "log.xlsx"
    path.write_bytes(raw)
    return Source(path)


def posts(source: Source, options: ReadOptions = REPORTED) -> tuple[list[dict[str, object]], Tally]:
    connector, recognition = recognise(source, options)
    tally, found = Tally(), []
    for name, table in connector.tables(source, "c" * 64, recognition, options, tally):  # type: ignore[arg-type]
        found += table.to_pylist() if name == "post" else []
    return found, tally


def test_cells_become_text_as_a_person_would_write_it(tmp_path: Path) -> None:
    # A whole number loses its ".0", a day stays a day, a clock time keeps its minutes and not the noise of serials.
    cells = [7, 1.5, True, date(2025, 3, 10), datetime(2025, 3, 10, 8, 59), "10万+", None, "x"]  # noqa: DTZ001
    source = saved(tmp_path, workbook(Log=[cells]))
    assert sheets(source) == ("Log",)
    assert list(rows(source, "Log")) == [
        ["7", "1.5", "true", "2025-03-10", "2025-03-10 08:59:00", "10万+", None, "x"]
    ]  # fmt: skip


def test_ids_that_a_spreadsheet_cut_show_it_and_are_refused(tmp_path: Path) -> None:
    # 19 digits do not fit a float; 16 digits that all end in 0 were cut to 15. 16 digits that do not are whole.
    table = [HEADER, [1.89892591129413e18, "7", "2025-03-10T08:00:00Z", "a", 1],
             ["898925911294132224", 4454572602912340, "2025-03-10T08:00:00Z", "b", 2],
             ["898925911294132225", 4454572602912350, "2025-03-10T08:00:00Z", "c", 3],
             ["898925911294132226", "8", "2025-03-10T08:00:00Z", "d", 3]]  # fmt: skip
    found, tally = posts(saved(tmp_path, workbook(Log=table)))
    assert [row["native_id"] for row in found] == ["898925911294132226"]
    assert [(each.row, each.code) for each in tally.rejected] == [
        (1, "E-INPUT-013"),
        (2, "E-INPUT-013"),
        (3, "E-INPUT-013"),
    ]
    whole = [HEADER, ["a1", 4454572602912349, "2025-03-10T08:00:00Z", "b", 2]]
    assert posts(saved(tmp_path, workbook(Log=whole)))[0][0]["account_uid"] == "unknown:4454572602912349"


def test_the_header_is_found_under_notes_and_the_first_sheet_with_a_table_is_read(tmp_path: Path) -> None:
    table = [["Posts seen in March", None], ["compiled", "by hand", None], [], HEADER,
             ["a1", "7", "2025-03-10T08:00:00Z", "one", 1], [],
             ["a2", "7", "2025-03-11T08:00:00Z", "two", None]]  # fmt: skip
    source = saved(
        tmp_path, workbook(About=[["nothing here"]], Log=table, Old=[HEADER, ["z", "1", "2020-01-01", "t", 1]])
    )
    seen = peek(source, ReadOptions())
    assert seen.kind == TABLE
    assert seen.shape is not None
    assert (seen.shape.kind, seen.shape.sheet, seen.shape.columns) == (SHEET, "Log", tuple(HEADER))
    assert "not read: 'Old'" in seen.shape.notes[-1]
    found, tally = posts(source)
    assert [(row["native_id"], row["locator"]) for row in found] == [("a1", "row=1"), ("a2", "row=2")]
    connector, _ = recognise(source, REPORTED)
    raw = connector.locate(source, "row=2", REPORTED)  # type: ignore[arg-type]
    assert raw == (
        b'{"account_id": "7", "created_at": "2025-03-11T08:00:00Z", "likes": null, "post_id": "a2", "text": "two"}'
    )
    assert (tally.rows_in, tally.rows_kept) == (2, 2)


def test_a_mapping_names_another_sheet_or_one_that_is_not_there(tmp_path: Path) -> None:
    source = saved(
        tmp_path, workbook(A=[HEADER, ["a", "1", "2025-01-01", "t", 1]], B=[["k", "w"], ["id-1", "words here"]])
    )
    other = ReadOptions(declared=parsed('sheet = "B"\ncolumns.post_id = "k"\ncolumns.text = "w"'))
    assert [row["native_id"] for row in posts(source, other)[0]] == ["id-1"]
    absent = ReadOptions(declared=parsed('sheet = "C"\ncolumns.text = "w"'))
    with pytest.raises(SheetUnreadable, match="no sheet 'C'"):
        recognise(saved(tmp_path, (tmp_path / "log.xlsx").read_bytes()), absent)


def test_two_cells_in_opposite_corners_do_not_ask_for_half_a_terabyte(tmp_path: Path) -> None:
    xml = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    with pytest.raises(SheetUnreadable, match="too large"):
        recognise(saved(tmp_path, packed({"Log": xml})), ReadOptions())
    # Cells that hold nothing but a format reach far in many real sheets and ask for nothing.
    styled = (
        sheet_xml([HEADER, ["a", "1", "2025-01-01T00:00:00Z", "t", 1]])
        + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    assert len(posts(saved(tmp_path, packed({"Log": styled})))[0]) == 1


def test_bombs_and_lies_about_sizes_are_refused(tmp_path: Path) -> None:
    zeros = packed({"Log": sheet_xml([HEADER])}, {"xl/media/a.bin": b"\0" * (1 << 27)})
    with pytest.raises(PackedBomb, match="bomb"):
        recognise(saved(tmp_path, zeros), ReadOptions())
    with zipfile.ZipFile(io.BytesIO(zeros)) as package:
        place = package.getinfo("xl/media/a.bin")
    lying = bytearray(zeros)
    for size_at in (place.header_offset + 22, zeros.rindex(b"PK\1\2") + 24):  # in its own header and in the directory
        lying[size_at : size_at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(PackedBomb, match="bomb"):
        recognise(saved(tmp_path, bytes(lying)), ReadOptions())
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'
    with pytest.raises(CrosscurrentError, match="entities"):
        recognise(saved(tmp_path, packed({"Log": ""}, {"xl/worksheets/more.xml": entity})), ReadOptions())


def test_damage_is_a_coded_refusal_wherever_it_is(tmp_path: Path) -> None:
    raw = workbook(Log=[HEADER, *([f"a{n}", "1", "2025-01-01T00:00:00Z", "t", 1] for n in range(50))])
    for cut in range(100, len(raw), 97):
        broken = raw[:cut] + bytes(len(raw) - cut)
        with pytest.raises(CrosscurrentError):
            recognise(saved(tmp_path, broken), ReadOptions())
    for place in range(0, len(raw), 41):
        turned = raw[:place] + bytes([raw[place] ^ 0x55]) + raw[place + 1 :]
        try:
            posts(saved(tmp_path, turned))
        except CrosscurrentError as error:
            assert error.code  # noqa: PT017


def test_a_zip_that_is_no_workbook_stays_an_archive(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("posts.csv", "a,b\n1,2\n")
    assert peek(saved(tmp_path, target.getvalue()), ReadOptions()).kind == "archive"
