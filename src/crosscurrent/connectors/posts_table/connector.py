"""The connector for tables of posts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from crosscurrent.connectors.base import ReadOptions, Recognition, Tally
from crosscurrent.connectors.posts_table import fast, layouts
from crosscurrent.connectors.posts_table.identity import PostSeen
from crosscurrent.connectors.posts_table.reading import Mapped, PostReader
from crosscurrent.connectors.posts_table.writing import tables
from crosscurrent.connectors.records.peek import peek
from crosscurrent.connectors.tabular import rows
from crosscurrent.connectors.tabular.locate import row_bytes
from crosscurrent.connectors.tabular.rows import Fault
from crosscurrent.connectors.tabular.shape import Shape, look
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.tabular.times import TimeColumn

Origin = Path | BinaryIO | Source
BATCH_POSTS = 8192


class PostsTable:
    """Reads CSV, TSV, NDJSON and Parquet tables with one post a row."""

    name = layouts.CONNECTOR
    version = "1"

    @property
    def spec(self) -> dict[str, Any]:
        """Return ``spec.toml``: question, inputs, layouts, limits, references."""
        return tomllib.loads(files(__package__).joinpath("spec.toml").read_text(encoding="utf-8"))

    def recognise(self, path: Origin, options: ReadOptions) -> Recognition:
        """Say how sure we are that a table holds posts, under which columns, and why.

        Args:
            path: A file, or a :class:`Source` where the bytes come from a stream.
            options: Mapping, encoding, platform and zone a person declared.

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

    def tables(
        self, path: Origin, capture_id: str, recognition: Recognition, options: ReadOptions, tally: Tally
    ) -> Iterator[tuple[str, pa.Table]]:
        """Yield the tables account, post, account_obs, edge, engagement and geo_signal, batch by batch.

        Args:
            path: A file, a binary stream or a :class:`Source`.
            capture_id: SHA-256 of the sealed file.
            recognition: What :meth:`recognise` returned for it.
            options: Mapping, encoding, zone, platform, what to do with bad rows.
            tally: Filled while rows are read.

        Raises:
            InputRefused: A child with a code, at the first bad row or where reading cannot go on.
        """
        source = Source.of(path)
        shape = look(source, options)
        tally.bytes_read += source.size_bytes or 0
        reader = _reader(source, shape, recognition, options)
        wanted = {column: pa.string() for column in recognition.mapping.values()}
        for part in rows.read(source, shape, wanted, (), options):
            columns = fast.part_of(part, reader.layout.mapping)
            made = fast.tables_of(reader, columns, capture_id) if columns is not None else None
            if made is not None and columns is not None:
                tally.rows_in += columns.rows
                tally.rows_kept += columns.rows
                yield from made
            else:
                yield from _one_by_one(part, reader, capture_id, options, tally)


def _one_by_one(
    part: rows.Part, reader: PostReader, capture_id: str, options: ReadOptions, tally: Tally
) -> Iterator[tuple[str, pa.Table]]:
    batch: list[PostSeen] = []
    for row in part if isinstance(part, list) else rows.exact(part):
        seen = reader.read(row)
        if isinstance(seen, Fault):
            rows.reject(tally, row.number, seen, options)
            continue
        tally.rows_in += 1
        tally.rows_kept += 1
        batch.append(seen)
        if len(batch) == BATCH_POSTS:
            yield from tables(batch, capture_id, reader.unit)
            batch = []
    if batch:
        yield from tables(batch, capture_id, reader.unit)


def _reader(source: Source, shape: Shape, recognition: Recognition, options: ReadOptions) -> PostReader:
    layout = layouts.layout_of(recognition)
    zone = layout.zone or options.assume_zone
    minute = layouts.minute_column(shape, recognition.mapping["timestamp"], zone)
    return PostReader(
        source.name, shape.unit, layout, TimeColumn(zone, minute), options.platform, Mapped.of(layout.mapping)
    )
