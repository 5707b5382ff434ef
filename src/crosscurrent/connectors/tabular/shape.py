"""Shape: what kind of table a file holds, under which names, and where its rows begin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import pyarrow as pa

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.faults import ColumnRepeated, EncodingWrong, FileEmpty, NotATable, RowRagged
from crosscurrent.connectors.records import sheet_source
from crosscurrent.connectors.records.faults import SheetUnreadable
from crosscurrent.connectors.tabular import encoding, ndjson, parquet
from crosscurrent.connectors.tabular.records import EndUnknown, Record, split
from crosscurrent.connectors.tabular.source import PARQUET, Source

DELIMITED, NDJSON, SHEET = "delimited", "ndjson", "sheet"
DELIMITERS = (",", "\t", ";", "|")
SAMPLE_ROWS = 200
_CONTROLS = (*range(9), *range(14, 32))
_VALUE = re.compile(r"[+-]?\d{9,}(\.\d+)?|\d{4}-\d\d-\d\d([T ]\d\d:.*)?|https?://.*", re.DOTALL)
_NAMES = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file looks like.

    Attributes:
        kind: :data:`DELIMITED`, :data:`NDJSON`, :data:`SHEET` or ``parquet``.
        columns: Unique names in order; ``column_1`` … where the file has no header.
        sample: Texts of up to 200 rows, by column; absent cells are left out.
        unit: ``row`` or ``line``: how a locator counts.
        named: False if the names were made up because there is no header.
        notes: What was noticed, as sentences for the analyst.
        delimiter: Of delimited text.
        start: Offset of the first row, in bytes of UTF-8 text; of a sheet, in rows.
        types: Arrow type of each Parquet column.
        sheet: Of a workbook, the sheet the table stands on.
    """

    kind: str
    columns: tuple[str, ...]
    sample: tuple[Mapping[str, str], ...] = ()
    unit: str = "row"
    named: bool = True
    notes: tuple[str, ...] = ()
    delimiter: str = ","
    start: int = 0
    types: Mapping[str, pa.DataType] = field(default_factory=dict)
    sheet: str = ""

    def values(self, column: str) -> list[str]:
        """Return the sampled texts of one column, without absent and empty cells."""
        return [row[column] for row in self.sample if row.get(column)]


def look(source: Source, options: ReadOptions) -> Shape:
    """Find out what kind of table a source holds.

    Raises:
        InputRefused: A child of it with a code, if the file is empty, damaged, in another encoding, no table, or
            a table whose header cannot be used.
    """
    if sheet_source.is_workbook(source):
        return _workbook(source, options.declared.sheet if options.declared is not None else None)
    if source.packing() == PARQUET:
        names, types, sample = parquet.look(source, SAMPLE_ROWS)
        _unique(names, source.name)
        return Shape("parquet", tuple(names), tuple(sample), types=types)
    head, note, mark = _text_head(source, options)
    if ndjson.likely(head):
        columns, sample = ndjson.look(head, SAMPLE_ROWS)
        return Shape(NDJSON, tuple(columns), tuple(sample), unit="line", notes=note, start=mark)
    _refuse_documents(head, source.name)
    said = options.declared.delimiter if options.declared is not None else None
    return _delimited(head, source, note, mark, (said,) if said else DELIMITERS)


def _workbook(source: Source, wanted: str | None) -> Shape:
    """Return the table on the sheet that was asked for, or on the first that holds one."""
    names = sheet_source.sheets(source)
    if wanted is not None and wanted not in names:
        raise SheetUnreadable.no_sheet(source.name, wanted, names)
    found: Shape | None = None
    others = []
    for name in (wanted,) if wanted is not None else names:
        shape = _sheet(source, name)
        if found is None:
            found = shape
        elif shape is not None:
            others.append(name)
    if found is None:
        raise NotATable.other(source.name, "a workbook without a table", "Put names above the columns of the table.")
    left = f"not read: {', '.join(map(repr, others))}, which hold tables too; a saved mapping can name its sheet"
    return replace(found, notes=(f"the table on sheet {found.sheet!r}", *found.notes, *([left] if others else [])))


def _sheet(source: Source, name: str) -> Shape | None:
    rows = list(islice(sheet_source.rows(source, name), SAMPLE_ROWS + 40))
    first = _header_row(rows)
    if first is None:
        return None
    used = range(1 + max(index for row in rows[first:] for index, cell in enumerate(row) if cell))
    cells = [(rows[first][index] or "").strip() for index in used]
    named = not any(_VALUE.fullmatch(cell) for cell in cells)
    names = [(cell if named else "") or f"column_{index + 1}" for index, cell in enumerate(cells)]
    _unique(names, f"{source.name}, sheet {name}")
    start = first + 1 if named else first
    sample = [
        {title: cell.strip() for title, cell in zip(names, row, strict=False) if cell}
        for row in rows[start:]
        if any(row)
    ]
    return Shape(SHEET, tuple(names), tuple(sample[:SAMPLE_ROWS]), "row", named, tuple(_header_notes(first, named)),
                 start=start, sheet=name)  # fmt: skip


def _header_row(rows: Sequence[sheet_source.Row]) -> int | None:
    """Return the first row that names most of the columns that hold something further down.

    Example:
        >>> _header_row([["made by hand", None], [None, None], ["a", "b"], ["1", "2"]])
        2
    """
    shares = []
    for place, row in enumerate(rows[:40]):
        below = {index for later in rows[place + 1 :] for index, cell in enumerate(later) if cell}
        named = {index for index, cell in enumerate(row) if cell}
        shares.append(len(named & below) / len(below) if len(named) > 1 and below else 0.0)
    best = max(shares, default=0.0)
    return next((place for place, share in enumerate(shares) if share >= min(0.8, best)), None) if best >= 0.5 else None


def _text_head(source: Source, options: ReadOptions) -> tuple[bytes, tuple[str, ...], int]:
    """Return the head as UTF-8 without its mark, what to tell about it, and the size of the mark."""
    raw, codec = source.head(), encoding.declared(options.encoding)
    if codec is not None:
        text = raw.decode(codec, "replace").removeprefix("\ufeff")
        return text.encode("utf-8", "replace"), (f"text read as {codec}, as declared",), 0
    encoding.check_head(raw, source.name)
    mark = len(encoding.UTF8_MARK) if raw.startswith(encoding.UTF8_MARK) else 0
    if not raw[mark:].strip():
        raise FileEmpty.bytes_missing(source.name)
    return raw[mark:], (), mark


def _refuse_documents(head: bytes, name: str) -> None:
    start = head.lstrip()[:1]
    if start == b"<":
        raise NotATable.other(name, "a web page or XML document", "Hand in a table: CSV, TSV, NDJSON or Parquet.")
    if start in b"[{":
        advice = "Write one object per line, for example with `jq -c '.[]' FILE`."
        raise NotATable.other(name, "a JSON document and not one object per line", advice)
    if sum(head.count(byte) for byte in _CONTROLS) > 0.05 * len(head):
        raise NotATable.other(name, "a binary file", "Hand in a table: CSV, TSV, NDJSON or Parquet.")


def _delimited(
    head: bytes, source: Source, note: tuple[str, ...], mark: int, delimiters: Sequence[str] = DELIMITERS
) -> Shape:
    delimiter, records = _best_delimiter(head, source.head_is_whole(), delimiters)
    counts = [len(record.cells or ()) for record in records]
    width, share = _usual(counts)
    if width < 2 or share < 0.2:
        raise NotATable.other(source.name, "text without columns", "Hand in a table: CSV, TSV, NDJSON or Parquet.")
    first = _first_row(records, width)
    cells = [_shown(cell) for cell in records[first].cells or ()]
    named = not any(_VALUE.fullmatch(cell) for cell in cells)
    before = [_shown(cell) for cell in (records[first - 1].cells or ())] if first else []
    if not named and len(before) > 1 and not any(_VALUE.fullmatch(cell) for cell in before):
        raise RowRagged.header(source.name, len(before), width)
    names = [(cell if named else "") or f"column_{index + 1}" for index, cell in enumerate(cells)]
    _check_names(names, records[first], source)
    rows = records[first + 1 :] if named else records[first:]
    notes = (*note, f"{_NAMES[delimiter]} separate the cells", *_header_notes(first, named))
    start = mark + _offset(head, records, first + 1 if named else first)
    return Shape(DELIMITED, tuple(names), _sample(rows, names), "row", named, notes, delimiter, start)


def _first_row(records: Sequence[Record], width: int) -> int:
    """Return the first row of the table; notes above it may be padded with delimiters to the same width."""
    first = next(index for index, record in enumerate(records) if len(record.cells or ()) == width)
    rows: list[sheet_source.Row] = [
        [_shown(cell) or None for cell in record.cells or ()] if len(record.cells or ()) == width else []
        for record in records[first : first + 60]
    ]
    if sum(map(bool, rows[0])) >= 0.5 * width:
        return first
    return first + (_header_row(rows) or 0)


def _header_notes(first: int, named: bool) -> list[str]:
    notes = [f"{first} lines of notes before the table were skipped"] if first else []
    return notes if named else [*notes, "the first line already holds values, so there is no header"]


def _best_delimiter(head: bytes, whole: bool, delimiters: Sequence[str]) -> tuple[str, list[Record]]:
    """Return the delimiter that cuts most rows into the same number of cells, and the rows it gives."""
    tried = {delimiter: _first_records(head, delimiter, whole) for delimiter in delimiters}

    def quality(delimiter: str) -> tuple[bool, float, int]:
        width, share = _usual([len(record.cells or ()) for record in tried[delimiter]])
        return width > 1, share, width

    best = max(delimiters, key=quality)
    return best, tried[best]


def _first_records(head: bytes, delimiter: str, whole: bool) -> list[Record]:
    records: list[Record] = []
    try:
        records.extend(islice(split((head,), delimiter.encode()), SAMPLE_ROWS + 20))
    except EndUnknown:
        return records
    return records if whole or len(records) > SAMPLE_ROWS else records[:-1]


def _usual(counts: Sequence[int]) -> tuple[int, float]:
    """Return how many cells a row should have and the share of rows that do.

    That is the number of the first line, if a fifth of the rows share it; else the commonest one (there are notes
    before the header, or the header is wrong).

    Example:
        >>> _usual([1, 4, 4, 3]), _usual([4, 5, 5, 4]), _usual([])
        ((4, 0.5), (4, 0.5), (0, 0.0))
    """
    if not counts:
        return 0, 0.0
    if counts[0] > 1 and counts.count(counts[0]) >= max(2 if len(counts) > 4 else 1, 0.2 * len(counts)):
        return counts[0], counts.count(counts[0]) / len(counts)
    tally = Counter(count for count in counts if count > 1) or Counter(counts)
    width, rows = tally.most_common(1)[0]
    return width, rows / len(counts)


def _shown(cell: bytes) -> str:
    return (encoding.decode(cell) or cell.decode("latin-1")).strip().removeprefix("\ufeff")


def _check_names(names: list[str], header: Record, source: Source) -> None:
    _unique(names, source.name)
    for index, cell in enumerate(header.cells or ()):
        if encoding.decode(cell) is None:
            where = f"{source.name}, header, column {index + 1}"
            raise EncodingWrong.cell(where, "UTF-8", encoding.guess(source.head()))


def _unique(names: Sequence[str], where: str) -> None:
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        raise ColumnRepeated.twice(where, repeated)


def _offset(head: bytes, records: list[Record], skipped: int) -> int:
    """Return where record ``skipped`` begins: behind the line ends of those before it."""
    at = 0
    for record in records[:skipped]:
        at = head.index(record.raw, at) + len(record.raw)
        at = head.find(b"\n", at) + 1 or len(head)
    return at


def _sample(records: list[Record], names: list[str]) -> tuple[dict[str, str], ...]:
    rows = [record.cells for record in records[:SAMPLE_ROWS] if record.cells and len(record.cells) == len(names)]
    return tuple({name: _shown(cell) for name, cell in zip(names, cells, strict=True)} for cells in rows)
