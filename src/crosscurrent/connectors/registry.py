"""All connectors, and the question which of them reads a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from crosscurrent.connectors.base import Connector, ReadOptions, Recognition, Tally
from crosscurrent.connectors.events_table import EventsTable
from crosscurrent.connectors.events_table.layouts import COORTWEET, OBJECT_HINTS, TOOLKIT
from crosscurrent.connectors.events_table.layouts import NAMES as EVENT_NAMES
from crosscurrent.connectors.events_table.layouts import NEEDED as EVENT_NEEDED
from crosscurrent.connectors.faults import EventsExpected, FormatUnknown, MappingUnreadable
from crosscurrent.connectors.posts_table import PostsTable
from crosscurrent.connectors.posts_table.layouts import KNOWN as POST_LAYOUTS
from crosscurrent.connectors.posts_table.layouts import NAMES as POST_NAMES
from crosscurrent.connectors.posts_table.layouts import NEEDED as POST_NEEDED
from crosscurrent.connectors.tabular import mapping as maps
from crosscurrent.connectors.tabular.shape import Shape, look
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.tabular.times import looks_like_time

_CONNECTORS: tuple[Connector, ...] = (EventsTable(), PostsTable())


def connectors() -> tuple[Connector, ...]:
    """Return every connector, in a fixed order."""
    return _CONNECTORS


def recognise(path: Path | BinaryIO | Source, options: ReadOptions) -> tuple[Connector, Recognition]:
    """Return the connector that reads a file, and why.

    Args:
        path: The file; a :class:`Source` where the bytes come from a stream, so that it can be read afterwards.
        options: What a person declared about it.

    Raises:
        FormatUnknown: No connector, or more than one, recognises the file. The error lists what was looked for, the
            columns found and a ready ``--map``.
        MappingUnreadable: The mapping cannot be used.
        InputRefused: Another child with a code: the file is absent, empty, damaged or no table at all.
    """
    source = Source.of(path)
    shape = look(source, options)
    unknown = [name for name in options.mapping if name not in EVENT_NAMES and name not in POST_NAMES]
    if unknown:
        raise MappingUnreadable.unknown(
            unknown[0], [*EVENT_NAMES, *(name for name in POST_NAMES if name not in EVENT_NAMES)]
        )
    found = [(connector, connector.recognise(source, options)) for connector in connectors()]  # type: ignore[arg-type]
    best = max(recognition.certainty for _, recognition in found)
    if best == 0:
        if options.mapping:
            raise MappingUnreadable.both()
        raise FormatUnknown.none(source.name, _looked_for(), shape.columns, _command(shape))
    winners = [pair for pair in found if pair[1].certainty == best]
    if len(winners) > 1:
        names = [recognition.format_id for _, recognition in winners]
        raise FormatUnknown.ambiguous(source.name, names, _command(shape))
    return winners[0]


@dataclass(frozen=True, slots=True)
class EventFile:
    """One table of events, recognised and about to be read.

    Attributes:
        name: What errors and reports call it.
        recognition: Its layout, and why.
        tally: Filled while ``batches`` are taken.
        batches: Its events in :data:`crosscurrent.connectors.base.EVENT_SCHEMA`, to be taken once.
    """

    name: str
    recognition: Recognition
    tally: Tally
    batches: Iterator[pa.RecordBatch]


def read_event_files(origins: Iterable[Path | str | BinaryIO | Source], options: ReadOptions) -> Iterator[EventFile]:
    """Yield tables of events one after the other, each recognised when it is its turn.

    Args:
        origins: Paths, binary streams or sources; ``-`` is standard input.
        options: What a person declared, the same for all.

    Raises:
        EventsExpected: A file is a table of posts.
        InputRefused: As :func:`recognise`; and as the connector, while batches are taken.
    """
    for origin in origins:
        source = Source(sys.stdin.buffer, "standard input") if str(origin) == "-" else Source.of(origin)
        connector, recognition = recognise(source, options)
        if not isinstance(connector, EventsTable):
            raise EventsExpected.posts(source.name, recognition.format_id)
        tally = Tally()
        yield EventFile(source.name, recognition, tally, connector.events(source, recognition, options, tally))


def _looked_for() -> list[str]:
    return [
        f"events_table/coortweet ({', '.join(COORTWEET)})",
        f"events_table/toolkit ({', '.join(TOOLKIT)})",
        "events_table/events (columns named like account, object and time)",
        *(f"posts_table/{layout.name} ({', '.join(layout.required)})" for layout in POST_LAYOUTS),
        "posts_table/posts (columns named like account, time and text)",
    ]


def _command(shape: Shape) -> str:
    """Return a ready mapping: for posts if a column is named like a text, else for events."""
    posts = "text" in maps.by_name(shape.columns, {"text": POST_NAMES["text"]}, {})
    names, needed = (POST_NAMES, POST_NEEDED) if posts else (EVENT_NAMES, EVENT_NEEDED)
    known = {name: tuple(names[name]) for name in needed}
    known["timestamp"] += tuple(column.lower() for column in shape.columns if _holds_times(shape, column))
    if not posts:
        known["object_id"] += OBJECT_HINTS
    return maps.command(known, shape.columns)


def _holds_times(shape: Shape, column: str) -> bool:
    values = shape.values(column)
    return bool(values) and all(looks_like_time(text) for text in values)
