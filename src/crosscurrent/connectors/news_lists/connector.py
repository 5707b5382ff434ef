"""The connector: as any other, but lists without header, which look like tables of odd columns, are read as lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import OTHER, peek
from crosscurrent.connectors.tabular.source import Source

_OF_LINES = frozenset(("gdelt_gkg", "wayback_text"))


class NewsLists(RecordConnector):
    """Reads lists; of those in lines, the first line is no header, and its cells are no names of columns."""

    def feed(
        self, source: Source, layout_name: str, intake: Intake, options: ReadOptions, tally: Tally, within: str = ""
    ) -> Iterator[None]:
        """Read all records of a list into an intake; see :meth:`RecordConnector.feed`."""
        if layout_name in _OF_LINES:
            seen, text = peek(source, options), source.head().decode("utf-8", "replace")
            lines = replace(seen, kind=OTHER, objects=(), shape=None, text=text)
            source.memo.update({key: lines for key, found in source.memo.items() if found is seen})
        yield from super().feed(source, layout_name, intake, options, tally, within)
