"""Workbooks made by hand, byte by byte, so that tests can also make broken and hostile ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = f'<Relationships xmlns="{_PACKAGE}/relationships">'
_TYPES = f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="a/b"/></Types>'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/></numFmts>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
Cell = str | int | float | bool | date | None
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  (serial numbers know no zone)


def workbook(**sheets: Sequence[Sequence[Cell]]) -> bytes:
    """Return an XLSX file with these sheets."""
    return packed({name: sheet_xml(rows) for name, rows in sheets.items()})


def sheet_xml(rows: Sequence[Sequence[Cell]]) -> str:
    """Return the cells of one sheet as XML."""
    lines = [
        f'<row r="{number}">{"".join(_cell(value, f"{_letters(at)}{number}") for at, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    ]
    return "".join(lines)


def packed(sheets: dict[str, str], more: dict[str, bytes] | None = None) -> bytes:
    """Return a package around the XML of sheets."""
    names = list(enumerate(sheets, 1))
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in names)
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at, _ in names
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:

        def put(name: str, content: str) -> None:
            package.writestr(zipfile.ZipInfo(name, (2025, 3, 10, 8, 0, 0)), content, zipfile.ZIP_DEFLATED)

        document = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        put("[Content_Types].xml", _TYPES)
        put("_rels/.rels", f"{_RELATIONS}{document}</Relationships>")
        put("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>')
        styles = f'<Relationship Id="rIdS" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        put("xl/_rels/workbook.xml.rels", f"{_RELATIONS}{related}{styles}</Relationships>")
        put("xl/styles.xml", _STYLES)
        for at, name in names:
            put(
                f"xl/worksheets/sheet{at}.xml",
                f'<worksheet xmlns="{_MAIN}"><sheetData>{sheets[name]}</sheetData></worksheet>',
            )
        for name, content in (more or {}).items():
            package.writestr(name, content)
    return target.getvalue()


def _cell(value: Cell, place: str) -> str:
    if value is None:
        return f'<c r="{place}" s="1"/>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime):
        return f'<c r="{place}" s="2"><v>{(value - _DAY_ZERO).total_seconds() / 86_400!r}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - _DAY_ZERO.date()).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = chr(65 + place) + letters
    return letters
