"""Which files of MediaCrawler there are, and how each is recognised: by its columns, in JSON, CSV and SQLite alike."""

from __future__ import annotations

from collections.abc import Iterable

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.mediacrawler.parts import BY_TABLE, PARTS, Part
from crosscurrent.connectors.mediacrawler.reading import reader, row
from crosscurrent.connectors.records import json_source, sqlite_source, table_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, SQLITE, TABLE, Peek
from crosscurrent.connectors.records.record import Layout, Record, Records
from crosscurrent.connectors.tabular.source import Source

#: Columns that the tool puts into every record, one or the other.
_SIGNS = frozenset(("last_modify_ts", "add_ts", "creator_hash"))
#: Baidu's servers print the clock of Beijing into the pages that the tool reads.
_TIEBA_ZONE = "Asia/Shanghai"


def _certainty(part: Part, keys: Iterable[str]) -> float:
    have = set(keys)
    if not have.issuperset(part.needs) or have.intersection(part.lacks):
        return 0.0
    return 0.95 if have & _SIGNS else 0.7


def _fits(part: Part, seen: Peek) -> float:
    if seen.kind == TABLE and seen.shape is not None and seen.shape.named:
        return _certainty(part, (column.strip().lower() for column in seen.shape.columns))
    if seen.kind in (LINES, DOCUMENT):
        return max((_certainty(part, each) for each in seen.objects), default=0.0)
    return 0.0


def _database(seen: Peek) -> float:
    if seen.kind != SQLITE:
        return 0.0
    known = (part for table, part in BY_TABLE.items() if table in seen.tables)
    return max((_certainty(part, seen.tables[part.table]) for part in known), default=0.0)


def _records(source: Source, seen: Peek, options: ReadOptions) -> Records:
    if seen.kind == TABLE:
        return table_source.table(source, seen, options)
    return json_source.objects(source, seen, options)


def _rows(source: Source, seen: Peek, options: ReadOptions) -> Records:
    number = 0
    for table in sorted(BY_TABLE.keys() & seen.tables.keys()):
        for rowid, cells in sqlite_source.rows(source, table):
            number += 1
            yield Record(number, f"table={table};rowid={rowid}", dict(cells), table)


def _layout(part: Part) -> Layout:
    return Layout(
        f"{part.platform}_{part.name}",
        f"the columns MediaCrawler writes for {part.platform} {part.name.replace('_', ' ')} ({', '.join(part.needs)})",
        lambda seen: _fits(part, seen), _records, reader(part),
        zone=_TIEBA_ZONE if part.platform == "tieba" else None,
    )  # fmt: skip


LAYOUTS = (
    *(_layout(part) for part in PARTS),
    Layout("sqlite", "a database of MediaCrawler, told by its tables", _database, _rows, row, zone=_TIEBA_ZONE),
)
