"""The connector: that of all records, and a locator of its own for the elements of danmaku files."""

from __future__ import annotations

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.bilibili import danmaku
from crosscurrent.connectors.bilibili.layouts import LAYOUTS
from crosscurrent.connectors.records.connector import Origin, RecordConnector
from crosscurrent.connectors.tabular.source import Source


class BilibiliConnector(RecordConnector):
    """Reads Bilibili's answers and danmaku files."""

    def locate(self, path: Origin, locator: str, options: ReadOptions) -> bytes:
        """Return the bytes of the record a locator names; ``danmaku=17`` gives the 17th element as XML."""
        if locator.startswith("danmaku="):
            return danmaku.element_bytes(Source.of(path), locator)
        return super().locate(path, locator, options)


CONNECTOR = BilibiliConnector(__package__, LAYOUTS)
