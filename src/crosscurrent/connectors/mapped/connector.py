"""The connector for files that a mapping explains: a saved one, or the one a hand-made sheet suggests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa

from crosscurrent.connectors.base import ReadOptions, Recognition, Tally
from crosscurrent.connectors.faults import ColumnMissing
from crosscurrent.connectors.mapped import layouts, reading
from crosscurrent.connectors.records import fields
from crosscurrent.connectors.records.connector import Origin, RecordConnector
from crosscurrent.connectors.records.declared import DeclaredMapping
from crosscurrent.connectors.records.declared_toml import MappingFileWrong
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import TABLE, Peek, peek
from crosscurrent.connectors.records.record import Layout
from crosscurrent.connectors.tabular.mapping import near
from crosscurrent.connectors.tabular.source import Source


class MappedConnector(RecordConnector):
    """Binds its layouts to the mapping of each file; the rest is that of every connector of records."""

    def recognise(self, path: Origin, options: ReadOptions) -> Recognition:
        """Say whether a mapping explains a file, and which column is which.

        Raises:
            MappingFileWrong: The file is mapped by ``--map`` as well.
            ColumnMissing: The mapping names a column that the file does not have.
        """
        source = Source.of(path)
        if options.declared is None:
            found = super().recognise(source, options)
            if found.certainty:
                mapping = self._mapping(source, found.format_id.partition("/")[2], options)
                return replace(found, mapping=_pairs(mapping), reasons=(*found.reasons, *_words(mapping)))
            return found
        if options.mapping:
            raise MappingFileWrong.twice()
        seen = peek(source, options)
        if not layouts.readable(seen):
            return Recognition(f"{self.name}/none", 0.0)
        _check_columns(options.declared, seen, source.name)
        notes = seen.shape.notes if seen.shape is not None else ()
        why = ("columns mapped by a saved mapping", *notes, *_words(options.declared))
        return Recognition(f"{self.name}/{layouts.DECLARED}", 1.0, _pairs(options.declared), why)

    def tables(
        self, path: Origin, capture_id: str, recognition: Recognition, options: ReadOptions, tally: Tally
    ) -> Iterator[tuple[str, pa.Table]]:
        """Yield (table name, rows), batch by batch; see :meth:`RecordConnector.tables`."""
        source = Source.of(path)
        bound = self.bound(source, recognition.format_id.partition("/")[2], options)
        yield from bound.tables(source, capture_id, recognition, options, tally)

    def feed(
        self, source: Source, layout_name: str, intake: Intake, options: ReadOptions, tally: Tally, within: str = ""
    ) -> Iterator[None]:
        """Read all records of a source into an intake; see :meth:`RecordConnector.feed`."""
        yield from self.bound(source, layout_name, options).feed(source, layout_name, intake, options, tally, within)

    def bound(self, source: Source, layout_name: str, options: ReadOptions) -> RecordConnector:
        """Return a connector that reads this one file by its mapping."""
        mapping = self._mapping(source, layout_name, options)
        folds = peek(source, options).kind == TABLE
        layout = next(each for each in self.layouts if each.name == layout_name)
        return _Bound(self._package, layout, mapping, folds)

    def _mapping(self, source: Source, layout_name: str, options: ReadOptions) -> DeclaredMapping:
        if layout_name == layouts.DECLARED and options.declared is not None:
            return options.declared
        found = layouts.hand_made(peek(source, options), options)
        return found if found is not None else DeclaredMapping({})


class _Bound(RecordConnector):
    """One layout bound to one mapping: known fields are those the mapping names."""

    def __init__(self, package: str, layout: Layout, mapping: DeclaredMapping, folds: bool) -> None:
        plan = reading.Plan(mapping, folds)

        def read(record: Any, intake: Intake) -> None:
            reading.read(record, intake, plan)

        super().__init__(package, (replace(layout, read=read, zone=mapping.zone),))
        self._mapping, self._folds = mapping, folds

    def known_fields(self, layout: str) -> dict[str, fields.Node]:
        """Return the columns that the mapping names, as a tree of fields."""
        used, left = list(self._mapping.named()), list(self._mapping.ignored)
        if self._folds:  # columns are plain names, dots and all
            marks = dict.fromkeys(used, fields.USED) | dict.fromkeys(left, fields.LEFT)
            return {"": {name.strip().lower(): mark for name, mark in marks.items()}}
        return {"": fields.tree((f"{name}.**" for name in used), left)}


def _pairs(mapping: DeclaredMapping) -> dict[str, str]:
    return {ours: column.name for ours, column in mapping.columns.items()}


def _words(mapping: DeclaredMapping) -> list[str]:
    read = ", ".join(f"{ours} = {theirs!r}" for theirs, ours in mapping.named().items())
    words = [f"read as: {read}"]
    if mapping.platform:
        words.append(f"platform: {mapping.platform}")
    if mapping.ignored:
        left = ", ".join(map(repr, mapping.ignored))
        words.append(f"left: {left}; what stands there is kept in the sealed file, under the locator of each row")
    return words


def _check_columns(mapping: DeclaredMapping, seen: Peek, name: str) -> None:
    have, _ = layouts.names_and_sample(seen, mapping.records)
    if seen.kind != TABLE:
        return  # JSON leaves out keys that are empty
    known = {column.strip().lower() for column in have}
    for wanted in (*mapping.named(), *mapping.ignored):
        if wanted.strip().lower() not in known:
            raise ColumnMissing.named(name, wanted, near(wanted, have), have)
