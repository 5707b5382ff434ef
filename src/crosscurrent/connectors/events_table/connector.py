"""The connector for tables of events."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.actions.canonical_url import canonical
from crosscurrent.connectors.base import ReadOptions, Recognition, Tally
from crosscurrent.connectors.events_table import fast, layouts
from crosscurrent.connectors.events_table.exact import EventReader
from crosscurrent.connectors.records.peek import peek
from crosscurrent.connectors.tabular import rows
from crosscurrent.connectors.tabular.cells import MISSING
from crosscurrent.connectors.tabular.locate import row_bytes
from crosscurrent.connectors.tabular.shape import DELIMITED, Shape, look
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.tabular.times import TimeColumn, form_of
from crosscurrent.model import action
from crosscurrent.model.table import TIMESTAMP, validate

Origin = Path | BinaryIO | Source
#: Events are narrow rows: four reads make a block.
BLOCK_READS = 4
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


class EventsTable:
    """Reads CSV, TSV, NDJSON and Parquet tables of account, object and time."""

    name = layouts.CONNECTOR
    version = "1"

    @property
    def spec(self) -> dict[str, Any]:
        """Return ``spec.toml``: question, inputs, layouts, limits, references."""
        return tomllib.loads(files(__package__).joinpath("spec.toml").read_text(encoding="utf-8"))

    def recognise(self, path: Origin, options: ReadOptions) -> Recognition:
        """Say how sure we are that a table holds events, under which columns, and why.

        Args:
            path: A file, or a :class:`Source` where the bytes come from a stream.
            options: Mapping, encoding and zone a person declared.

        Raises:
            InputRefused: A child with a code, if the file is damaged, empty or no table at all.
            UsageRefused: A child with a code, if the mapping cannot be used.
        """
        source = Source.of(path)
        seen = peek(source, options)
        if seen.shape is None:
            return Recognition(f"{self.name}/none", 0.0)
        return layouts.recognise(seen.shape, options, source.name)

    def locate(self, path: Origin, locator: str, options: ReadOptions) -> bytes:
        """Return the bytes of the row a locator names; see :func:`.tabular.locate.row_bytes`."""
        return row_bytes(Source.of(path), locator, options)

    def events(
        self, path: Origin, recognition: Recognition, options: ReadOptions, tally: Tally
    ) -> Iterator[pa.RecordBatch]:
        """Yield actions in :data:`crosscurrent.connectors.base.EVENT_SCHEMA`, in the order of the rows.

        Args:
            path: A file, a binary stream or a :class:`Source`.
            recognition: What :meth:`recognise` returned for it.
            options: Mapping, encoding, zone, what to do with bad rows, and platform: if given, account ids become
                ``platform:id``.
            tally: Filled while rows are read.

        Raises:
            InputRefused: A child with a code, at the first bad row or where reading cannot go on. A row without an
                object never stops the reading: it is rejected and counted.
        """
        source = Source.of(path)
        shape = look(source, options)
        tally.bytes_read += source.size_bytes or 0
        reader = _reader(source, shape, recognition, options)
        wanted = _wanted(shape, recognition)
        for part in rows.read(source, shape, wanted, MISSING, options, BLOCK_READS):
            read = reader.batches(part, tally) if isinstance(part, list) else fast.batches(part, reader, tally)
            yield from map(_with_canonical_links, read) if "urls" in recognition.mapping else read

    def tables(
        self, path: Origin, capture_id: str, recognition: Recognition, options: ReadOptions, tally: Tally
    ) -> Iterator[tuple[str, pa.Table]]:
        """Yield ``("action", rows)`` in :data:`crosscurrent.model.action.SCHEMA`, streaming.

        Args:
            path: A file, a binary stream or a :class:`Source`.
            capture_id: SHA-256 of the sealed file.
            recognition: What :meth:`recognise` returned for it.
            options: As for :meth:`events`.
            tally: Filled while rows are read.

        Raises:
            InputRefused: As :meth:`events`.
        """
        source = Source.of(path)
        unit = look(source, options).unit
        for batch in self.events(source, recognition, options, tally):
            yield action.SPEC.name, _actions(batch, capture_id, recognition, unit)


def _with_canonical_links(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Give addresses of the same page the same object id; the row keeps the address as it was written."""
    objects = batch.column("object_id").dictionary_encode()
    folded = [canonical(each) if _ADDRESS.match(each) else None for each in objects.dictionary.to_pylist()]
    names = [link.url if link else each for link, each in zip(folded, objects.dictionary.to_pylist(), strict=True)]
    place = batch.schema.get_field_index("object_id")
    return batch.set_column(place, batch.schema.field(place), pa.array(names, pa.string()).take(objects.indices))


def _reader(source: Source, shape: Shape, recognition: Recognition, options: ReadOptions) -> EventReader:
    column = recognition.mapping["timestamp"]
    minute = layouts.minute_column(shape, column, options.assume_zone)
    named_uid = recognition.mapping["account_id"].lower() == "account_uid"
    prefix = f"{options.platform}:" if options.platform and not named_uid else ""
    times = TimeColumn(options.assume_zone, minute)
    return EventReader(source.name, shape.unit, recognition.mapping, times, prefix, options)


def _wanted(shape: Shape, recognition: Recognition) -> dict[str, pa.DataType]:
    """Return the columns to read and their types; whole-number times are read as numbers."""
    kinds = {"behaviour": fast.ENCODED, "precision": fast.ENCODED}
    wanted = {column: kinds.get(mine, pa.string()) for mine, column in recognition.mapping.items()}
    column = recognition.mapping["timestamp"]
    sample = shape.values(column)
    whole = bool(sample) and all(text.strip().isdecimal() and form_of(text).startswith("epoch") for text in sample)
    wanted[column] = pa.int64() if whole and shape.kind == DELIMITED else pa.string()
    return wanted


def _actions(batch: pa.RecordBatch, capture_id: str, recognition: Recognition, unit: str) -> pa.Table:
    count = batch.num_rows
    locators = pc.binary_join_element_wise(f"{unit}=", batch.column("row").cast(pa.string()), "")
    table = pa.table(
        {
            "account_uid": batch.column("account_uid"),
            "behaviour": batch.column("behaviour"),
            "object_id": batch.column("object_id"),
            "content_id": batch.column("content_id"),
            "acted_at": batch.column("at_us").cast(TIMESTAMP),
            "precision": batch.column("precision"),
            "derivation": _derivation(batch, recognition),
            "capture_id": pa.repeat(capture_id, count),
            "locator": locators,
        }
    )
    return validate(action.SPEC, table)


def _derivation(batch: pa.RecordBatch, recognition: Recognition) -> pa.Array:
    """Say from which column each action was read."""
    column = recognition.mapping.get("object_id")
    if column is not None:
        return pa.repeat(f"events_table: column {column}", batch.num_rows).dictionary_encode()
    behaviours = batch.column("behaviour")
    columns = {behaviour: recognition.mapping[name] for name, behaviour in layouts.TOOLKIT_OBJECTS}
    texts = [f"events_table: column {columns[behaviour]}" for behaviour in behaviours.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(behaviours.indices, texts)
