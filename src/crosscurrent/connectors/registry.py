"""All connectors, and the question which of them reads a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

import pyarrow as pa

from crosscurrent.connectors.base import Connector, ReadOptions, Recognition, Tally
from crosscurrent.connectors.events_table import EventsTable
from crosscurrent.connectors.events_table.layouts import COORTWEET, OBJECT_HINTS, TOOLKIT
from crosscurrent.connectors.events_table.layouts import NAMES as EVENT_NAMES
from crosscurrent.connectors.events_table.layouts import NEEDED as EVENT_NEEDED
from crosscurrent.connectors.faults import EventsExpected, FormatUnknown, MappingUnreadable
from crosscurrent.connectors.posts_table.layouts import KNOWN as POST_LAYOUTS
from crosscurrent.connectors.posts_table.layouts import NAMES as POST_NAMES
from crosscurrent.connectors.posts_table.layouts import NEEDED as POST_NEEDED
from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.records.peek import Peek, peek
from crosscurrent.connectors.tabular import mapping as maps
from crosscurrent.connectors.tabular.shape import Shape
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.tabular.times import looks_like_time

#: A column of numbers may hold times or ids of the same length; its name decides which is proposed.
_TIME_WORDS = ("time", "date", "created")


@runtime_checkable
class ReadsParts(Protocol):
    """A connector of archives: what is packed in them is read by the other connectors, which it does not know."""

    def read_parts_with(self, readers: Sequence[RecordConnector]) -> None:
        """Take the connectors that may read a part."""
        ...


@cache
def connectors() -> tuple[Connector, ...]:
    """Return every connector, in the order of their names.

    A folder below ``crosscurrent/connectors`` with a ``spec.toml`` is a connector; its package offers it as
    ``CONNECTOR``. Connectors of archives read what is packed in them with the others.
    """
    here = files(__package__)
    names = sorted(entry.name for entry in here.iterdir() if entry.is_dir() and (entry / "spec.toml").is_file())
    found = [import_module(f"{__package__}.{name}").CONNECTOR for name in names]
    readers = tuple(each for each in found if isinstance(each, RecordConnector))
    for each in found:
        if isinstance(each, ReadsParts):
            each.read_parts_with(readers)
    return tuple(found)


def connector_named(name: str) -> Connector:
    """Return the connector whose name is the first half of a ``format_id``.

    Raises:
        KeyError: There is none.
    """
    return {each.name: each for each in connectors()}[name.partition("/")[0]]


def recognise(path: Path | BinaryIO | Source, options: ReadOptions) -> tuple[Connector, Recognition]:
    """Return the connector that reads a file, and why.

    Args:
        path: The file; a :class:`Source` where the bytes come from a stream, so that it can be read afterwards.
        options: What a person declared about it.

    Raises:
        FormatUnknown: No connector, or more than one, recognises the file. The error lists what was looked for, the
            columns found and a ready ``--map``.
        MappingUnreadable: The mapping cannot be used.
        InputRefused: Another child with a code: the file is absent, empty, damaged or nothing that could be read.
    """
    source = Source.of(path)
    seen = peek(source, options)
    if seen.refusal is not None and seen.shape is None and not seen.objects:
        found = _claims(source, options)
        if not found:
            raise seen.refusal
    else:
        _check_mapping(options)
        found = _claims(source, options)
    if not found:
        raise _unknown(source, seen, options)
    best = max(recognition.certainty for _, recognition in found)
    winners = [pair for pair in found if pair[1].certainty == best]
    if len(winners) > 1:
        names = [recognition.format_id for _, recognition in winners]
        raise FormatUnknown.ambiguous(source.name, names, _command(seen.shape) if seen.shape is not None else "")
    return winners[0]


def _claims(source: Source, options: ReadOptions) -> list[tuple[Connector, Recognition]]:
    asked = ((connector, connector.recognise(source, options)) for connector in connectors())  # type: ignore[arg-type]
    return [(connector, recognition) for connector, recognition in asked if recognition.certainty > 0]


def _check_mapping(options: ReadOptions) -> None:
    unknown = [name for name in options.mapping if name not in EVENT_NAMES and name not in POST_NAMES]
    if unknown:
        more = [name for name in POST_NAMES if name not in EVENT_NAMES]
        raise MappingUnreadable.unknown(unknown[0], [*EVENT_NAMES, *more])


def _unknown(source: Source, seen: Peek, options: ReadOptions) -> FormatUnknown | MappingUnreadable:
    if options.mapping:
        return MappingUnreadable.both()
    if seen.shape is not None and seen.shape.unit == "row":
        return FormatUnknown.table(source.name, nearest(seen), seen.shape.columns, _command(seen.shape))
    return FormatUnknown.records(source.name, seen.kind, nearest(seen), _keys(seen))


def nearest(seen: Peek, most: int = 3) -> list[str]:
    """Return the layouts whose fields are most like those of a file, the likest first, with the share they have in it.

    Example:
        >>> nearest(Peek("lines", objects=({"nothing": 1},)))
        []
    """
    have = set(seen.shape.columns if seen.shape is not None else _keys(seen))
    named = {name.strip().lower() for name in have} | have
    ranked: list[tuple[float, str, list[str]]] = []
    for format_id, known in _fields_by_layout():
        shared = known & named
        if len(shared) > 1:
            ranked.append((len(shared) / len(known | have), format_id, sorted(shared)))
    ranked.sort(key=lambda each: (-each[0], each[1]))
    return [f"{name} (shares {', '.join(shared[:6])})" for _, name, shared in ranked[:most]]


@cache
def _fields_by_layout() -> tuple[tuple[str, frozenset[str]], ...]:
    """Return every layout with the names of the fields it reads, those inside objects left out."""
    found = [("events_table/coortweet", frozenset(COORTWEET)), ("events_table/toolkit", frozenset(TOOLKIT))]
    found += [(f"posts_table/{layout.name}", frozenset(layout.required)) for layout in POST_LAYOUTS]
    for reader in (each for each in connectors() if isinstance(each, RecordConnector)):
        for each in reader.layouts:
            names = (path.partition(".")[0].removesuffix("[]") for path in reader.used_fields(each.name))
            found.append((f"{reader.name}/{each.name}", frozenset(names)))
    return tuple(found)


def _keys(seen: Peek) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for each in seen.objects[:5] for key in each))[:40]


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


def _command(shape: Shape) -> str:
    """Return a ready mapping: for posts if a column is named like a text, else for events."""
    posts = "text" in maps.by_name(shape.columns, {"text": POST_NAMES["text"]}, {})
    names, needed = (POST_NAMES, POST_NEEDED) if posts else (EVENT_NAMES, EVENT_NEEDED)
    known = {name: tuple(names[name]) for name in needed}
    times = [column.lower() for column in shape.columns if _holds_times(shape, column)]
    known["timestamp"] += tuple(sorted(times, key=lambda column: not any(word in column for word in _TIME_WORDS)))
    if not posts:
        known["object_id"] += OBJECT_HINTS
    return maps.command(known, shape.columns)


def _holds_times(shape: Shape, column: str) -> bool:
    values = shape.values(column)
    return bool(values) and all(looks_like_time(text) for text in values)
