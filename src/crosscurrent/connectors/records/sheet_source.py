"""Workbooks (XLSX) as rows of text. What is in the package is weighed before the reader, which trusts it, sees it.

The reader lays a sheet out as a full rectangle, so that two cells in opposite corners would ask for half a terabyte;
and it believes the sizes an archive declares. Both are checked first, by unpacking every member once and looking where
cells with a value stand. Nothing is calculated: a formula is the value that was saved with it.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any, BinaryIO
from xml.parsers import expat

import python_calamine

from crosscurrent.connectors.records.faults import PackedBomb, SheetUnreadable
from crosscurrent.connectors.tabular.parquet import text_of
from crosscurrent.connectors.tabular.source import Source

#: Cells of one sheet, empty ones within its rectangle included, and bytes of a whole unpacked workbook.
MAX_CELLS, MAX_BYTES = 1 << 23, 1 << 30
#: Real workbooks unfold to 5-40 times their size.
_BOMB_BYTES, _BOMB_RATIO = 1 << 26, 300
_LONG, _LARGEST_EXACT = 10**15, 1 << 53
_LOCAL_HEADER, _STORED, _DEFLATED = 30, 0, 8
_LETTERS = {chr(letter): letter - 64 for letter in range(65, 91)}
_DAMAGE = (python_calamine.CalamineError, OSError, ValueError, TypeError, OverflowError)

Row = list[str | None]


def is_workbook(source: Source) -> bool:
    """Tell whether a source is an XLSX package, by what is in it."""
    if "workbook" not in source.memo:
        source.memo["workbook"] = source.raw_head().startswith(b"PK\x03\x04") and _holds_a_workbook(source)
    return bool(source.memo["workbook"])


def sheets(source: Source) -> tuple[str, ...]:
    """Return the names of the worksheets, hidden ones too, in order.

    Raises:
        SheetUnreadable: The workbook is damaged, locked or too large.
        PackedBomb: It unfolds to far more than any workbook does.
    """
    book = _book(source)
    return tuple(each.name for each in book.sheets_metadata if each.typ == python_calamine.SheetTypeEnum.WorkSheet)


def rows(source: Source, sheet: str) -> Iterator[Row]:
    """Yield the rows of one sheet, blank ones too: text as a person would write it, ``None`` for an empty cell.

    Dates become naive ISO text; whole numbers lose their ``.0``; numbers that spreadsheets have cut to 15 digits show
    their exponent, so that nobody takes them for ids.

    Raises:
        SheetUnreadable: There is no such sheet, or it is damaged.
    """
    opened, cut = _sheet(source, sheet)
    for cells in opened.iter_rows():
        yield [_text(value, index in cut) for index, value in enumerate(cells)]


def _holds_a_workbook(source: Source) -> bool:
    raw = source.open_seekable()
    try:
        with zipfile.ZipFile(raw) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    finally:
        source.close(raw)


def _book(source: Source) -> Any:
    if "book" not in source.memo:
        raw = source.open_seekable()
        try:
            _weigh(raw, source.name)
            raw.seek(0)
            source.memo["book"] = _guarded(lambda: python_calamine.load_workbook(raw), source.name)
        finally:
            source.close(raw)
    return source.memo["book"]


def _sheet(source: Source, sheet: str) -> tuple[Any, frozenset[int]]:
    """Return a sheet and the columns whose long numbers have lost digits; the sheet opened last is kept."""
    if source.memo.get("sheet name") != sheet:
        book = _book(source)
        opened = _guarded(lambda: book.get_sheet_by_name(sheet), source.name)
        source.memo["sheet"] = opened, _cut_columns(opened)
        source.memo["sheet name"] = sheet
    found: tuple[Any, frozenset[int]] = source.memo["sheet"]
    return found


def _guarded(read: Callable[[], Any], name: str) -> Any:
    try:
        return read()
    except _DAMAGE as error:
        raise SheetUnreadable.of(name) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how the reader's own defects arrive; no child of Exception
            raise SheetUnreadable.of(name) from error
        raise


def _cut_columns(opened: Any) -> frozenset[int]:
    """Return the columns in which every whole number of 16 digits ends in 0: spreadsheets keep 15 digits."""
    long: dict[int, set[float]] = {}
    for cells in opened.iter_rows():
        for index, value in enumerate(cells):
            if type(value) is float and _LONG <= value < _LARGEST_EXACT:
                long.setdefault(index, set()).add(value)
    return frozenset(index for index, found in long.items() if len(found) > 1 and not any(v % 10 for v in found))


def _text(value: object, cut: bool) -> str | None:
    if type(value) is str:
        return value or None
    if type(value) is float:
        return f"{value:.15e}" if cut and value >= _LONG else text_of(value)
    if isinstance(value, datetime):
        moment = value + timedelta(microseconds=500)  # serial numbers of days are no finer than that
        exact = moment.microsecond // 1000
        return moment.replace(microsecond=0).isoformat(" ") + (f".{exact:03d}" if exact else "")
    if isinstance(value, time | timedelta):
        return str(value)
    return text_of(value)


# --- what the package weighs ---------------------------------------------------------------------------------


def _weigh(raw: BinaryIO, name: str) -> None:
    """Unpack every member once and refuse what the reader would choke on."""
    packed = raw.seek(0, 2)
    unpacked = 0
    try:
        with zipfile.ZipFile(raw) as archive:
            for member in archive.infolist():
                extent = _Extent(name) if member.filename.startswith("xl/worksheets/") else None
                for chunk in _unpacked(raw, member):
                    unpacked += len(chunk)
                    if unpacked > _BOMB_BYTES and unpacked > _BOMB_RATIO * packed:
                        raise PackedBomb.of(name, packed, unpacked)
                    if unpacked > MAX_BYTES:
                        raise SheetUnreadable.too_large(name)
                    if extent is not None:
                        extent.feed(chunk)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        NotImplementedError,
        KeyError,
        expat.ExpatError,
    ) as error:
        raise SheetUnreadable.of(name) from error


def _unpacked(raw: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a member really unfolds to, whatever size is declared for it.

    Raises:
        ValueError: It is locked, packed in a way workbooks are not, or its header is damaged.
    """
    raw.seek(member.header_offset)
    header = raw.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or member.flag_bits & 1 or member.compress_type not in (_STORED, _DEFLATED):
        raise ValueError("member")
    raw.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left, unpacker = member.compress_size, zlib.decompressobj(-15)
    while left and (chunk := raw.read(min(left, 1 << 16))):
        left -= len(chunk)
        if member.compress_type == _STORED:
            yield chunk
            continue
        while chunk and not unpacker.eof:
            yield unpacker.decompress(chunk, 1 << 20)
            chunk = unpacker.unconsumed_tail


class _Extent:
    """Watches one sheet go by and refuses it once the rectangle of its filled cells is too large.

    Args:
        name: Name of the file, for errors.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._row = self._column = self._bottom = self._right = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EntityDeclHandler = self._entity

    def feed(self, chunk: bytes) -> None:
        """Take in some bytes of the sheet."""
        if chunk:
            self._parser.Parse(chunk, False)

    def _entity(self, *_: object) -> None:
        raise PackedBomb.entities(self._name)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif kind == "c":
            self._place(attributes.get("r"))
        elif kind in ("v", "is"):
            self._bottom, self._right = max(self._bottom, self._row), max(self._right, self._column)
            if self._bottom * self._right > MAX_CELLS:
                raise SheetUnreadable.too_large(self._name)

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        self._row, self._column = int(reference[len(letters) :]), 0
        for letter in letters.upper():
            self._column = 26 * self._column + _LETTERS[letter]
