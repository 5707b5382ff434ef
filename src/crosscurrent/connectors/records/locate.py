"""From a locator back to the bytes of the record it names."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import Any

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import json_source, page_source, sqlite_source, xml_source
from crosscurrent.connectors.records.faults import LocatorUnknown
from crosscurrent.connectors.tabular.locate import row_bytes
from crosscurrent.connectors.tabular.source import Source

_TABLE = re.compile(r"table=(.+);rowid=(-?\d+)")
_LINE = re.compile(r"line=([1-9]\d*)")
_ITEM = re.compile(r"item=([1-9]\d{0,8})")


def record_bytes(source: Source, locator: str, options: ReadOptions) -> bytes:
    """Return what a locator names.

    Args:
        source: The captured file.
        locator: ``line=17``, ``row=17`` and ``page=1`` give the bytes as they stand in the (unpacked) file;
            ``item=17`` gives an item of a feed as XML;
            ``pointer=/messages/16`` (RFC 6901) and ``table=note;rowid=17``, which have no bytes of their own, give the
            record as JSON with sorted keys.
        options: The encoding the file was read with.

    Raises:
        LocatorUnknown: The locator has another form, or the file has no such record.
    """
    if locator.startswith("row="):
        return row_bytes(source, locator, options)
    if line := _LINE.fullmatch(locator):
        return _line(source, int(line[1]), locator)
    if locator == page_source.LOCATOR:
        return page_source.page_bytes(source)
    if item := _ITEM.fullmatch(locator):
        return xml_source.entry_bytes(source, int(item[1]), options)
    if locator.startswith("pointer="):
        return as_json(_pointed(source, locator))
    if table := _TABLE.fullmatch(locator):
        for rowid, cells in sqlite_source.rows(source, table[1]):
            if rowid == int(table[2]):
                return as_json(dict(cells))
        raise LocatorUnknown.row(source.name, locator)
    raise LocatorUnknown.form(source.name, locator, "line")


def as_json(value: Any) -> bytes:
    """Return a value as JSON with sorted keys, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "surrogatepass")


def _line(source: Source, wanted: int, locator: str) -> bytes:
    with source.open() as reader:
        lines = (line for block in json_source.blocks(reader, source.name) for line in block)
        found = next(islice(lines, wanted - 1, None), None)
    if found is None:
        raise LocatorUnknown.row(source.name, locator)
    return found


def _pointed(source: Source, locator: str) -> Any:
    keys = [key.replace("~1", "/").replace("~0", "~") for key in locator.removeprefix("pointer=").split("/")[1:]]
    place = json_source.sound_part(source)
    for key in keys:
        if isinstance(place, dict) and key in place:
            place = place[key]
        elif isinstance(place, list) and key.isdecimal() and int(key) < len(place):
            place = place[int(key)]
        else:
            raise LocatorUnknown.row(source.name, locator)
    return place
