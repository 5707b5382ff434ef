"""Which lists there are, and how each is recognised by its shape."""

from __future__ import annotations

import re

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.news_lists import archiver, listing, wayback
from crosscurrent.connectors.records import json_source, table_source
from crosscurrent.connectors.records.peek import DOCUMENT, LINES, OTHER, TABLE, Peek
from crosscurrent.connectors.records.record import Layout, Records
from crosscurrent.connectors.records.values import at, members
from crosscurrent.connectors.tabular.source import Source

_STORY = ("id", "indexed_date", "media_name", "publish_date", "title", "url")
_SHEET = ("archive status", "archive location", "archive date")
_GKG_DATE, _GKG_ID = re.compile(r"\d{14}"), re.compile(r"\d{14}-T?\d+")


def _gdelt_doc(seen: Peek) -> float:
    first = next((one for one in members(seen.document, "articles") if isinstance(one, dict)), {})
    return 0.95 if seen.kind == DOCUMENT and "seendate" in first and "url" in first else 0.0


def _gdelt_articles(source: Source, seen: Peek, options: ReadOptions) -> Records:
    return json_source.members(source, "articles")


def _gkg(seen: Peek) -> float:
    line = wayback.line_of(seen, "\t")
    cells = line.split("\t") if line else []
    is_one = len(cells) == 27 and _GKG_ID.fullmatch(cells[0]) and _GKG_DATE.fullmatch(cells[1])
    return 0.95 if is_one else 0.0


def _mediacloud_csv(seen: Peek) -> float:
    return 0.96 if seen.kind == TABLE and seen.columns(*_STORY) else 0.0


def _mediacloud_json(seen: Peek) -> float:
    return 0.96 if seen.kind in (LINES, DOCUMENT) and (seen.has(*_STORY) or _wrapped(seen)) else 0.0


def _wrapped(seen: Peek) -> bool:
    first = next((one for one in members(seen.document, "stories") if isinstance(one, dict)), {})
    return all(name in first for name in _STORY)


def _stories(source: Source, seen: Peek, options: ReadOptions) -> Records:
    if isinstance(seen.document, dict) and isinstance(at(seen.document, "stories"), list):
        return json_source.members(source, "stories")
    return json_source.objects(source, seen, options)


def _cdx_json(seen: Peek) -> float:
    rows = seen.document if seen.kind == DOCUMENT and isinstance(seen.document, list) else []
    first = rows[0] if rows and isinstance(rows[0], list) else []
    return 0.95 if {"timestamp", "original"} <= {one for one in first if isinstance(one, str)} else 0.0


def _cdx_text(seen: Peek) -> float:
    if seen.kind not in (TABLE, OTHER):
        return 0.0
    return 0.95 if wayback.is_index_line(wayback.line_of(seen, " ")) else 0.0


def _archiver_csv(seen: Peek) -> float:
    if seen.kind != TABLE or not seen.columns("status", "metadata", "media") or seen.shape is None:
        return 0.0
    cells = [row.get("metadata") or "" for row in seen.shape.sample]
    return 0.95 if any(cell.startswith("{") for cell in cells) else 0.0


def _archiver_sheet(seen: Peek) -> float:
    return 0.95 if seen.kind == TABLE and seen.columns("link", *_SHEET) else 0.0


def _archiver_json(seen: Peek) -> float:
    is_one = seen.has("status", "metadata.url", "media") or seen.has("status", "metadata._processed_at", "media")
    return 0.95 if seen.kind in (LINES, DOCUMENT) and is_one else 0.0


LAYOUTS = (
    Layout("gdelt_doc", "an answer of GDELT DOC 2: articles with url and seendate", _gdelt_doc, _gdelt_articles,
           listing.gdelt_article),
    Layout("gdelt_gkg", "a GDELT GKG 2.1 table: 27 columns between tabs, without header", _gkg, listing.gkg_lines,
           listing.gkg_row),
    Layout("mediacloud_csv", "a Media Cloud story list: indexed_date, media_name, publish_date", _mediacloud_csv,
           table_source.table, listing.story),
    Layout("mediacloud_json", "Media Cloud stories: indexed_date, media_name, publish_date", _mediacloud_json, _stories,
           listing.story),
    Layout("wayback_json", "an index of the Wayback Machine: rows under urlkey, timestamp, original …", _cdx_json,
           wayback.array_rows, wayback.capture),
    Layout("wayback_text", "an index of archived pages (CDX): SURT key, 14 digits, address …", _cdx_text,
           wayback.text_rows, wayback.capture),
    Layout("archiver_csv", "auto-archiver csv_db: status, metadata and media in Python's notation", _archiver_csv,
           table_source.table, archiver.csv_row),
    Layout("archiver_sheet", "auto-archiver sheet: archive status, archive location, archive date", _archiver_sheet,
           table_source.table, archiver.sheet_row),
    Layout("archiver_json", "auto-archiver metadata: status, metadata with url, media", _archiver_json,
           json_source.objects, archiver.document),
)  # fmt: skip
