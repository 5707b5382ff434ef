"""Which feeds there are, and how each is recognised by its shape."""

from __future__ import annotations

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.feeds import reading
from crosscurrent.connectors.records import json_source, xml_source
from crosscurrent.connectors.records.peek import DOCUMENT, Peek
from crosscurrent.connectors.records.record import BadRecord, Layout, Record, Records
from crosscurrent.connectors.records.values import at
from crosscurrent.connectors.tabular.source import Source

#: Below that of connectors which know feeds of one platform.
_CERTAINTY = 0.6


def _rss(seen: Peek) -> float:
    return _CERTAINTY if xml_source.root_name(seen) in ("rss", "rdf") and "<item" in seen.text else 0.0


def _atom(seen: Peek) -> float:
    return _CERTAINTY if xml_source.root_name(seen) == "feed" and "entry" in seen.text else 0.0


def _json(seen: Peek) -> float:
    version = str(at(seen.document, "version") or "")
    is_feed = seen.kind == DOCUMENT and "jsonfeed.org/version/" in version and seen.has("items")
    return 0.95 if is_feed else 0.0


def _json_items(source: Source, seen: Peek, options: ReadOptions) -> Records:
    channel, _ = json_source.split(source, ("items",))
    channel.pop("items", None)
    for record in json_source.members(source, "items"):
        if isinstance(record, BadRecord):
            yield record
        else:
            yield Record(record.number, record.locator, {"channel": channel, "item": record.value})


LAYOUTS = (
    Layout("rss", "a feed: an rss or RDF document with items", _rss, xml_source.entries, reading.rss_entry),
    Layout("atom", "a feed: an Atom document with entries", _atom, xml_source.entries, reading.atom_entry),
    Layout("json_feed", "a feed: a JSON document that names jsonfeed.org as its version", _json, _json_items,
           reading.json_entry),
)  # fmt: skip
