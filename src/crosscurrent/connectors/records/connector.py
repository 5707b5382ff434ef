"""A connector made of layouts: recognises by the first look, reads record by record, counts every field and row."""

from __future__ import annotations

import gc
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from crosscurrent.connectors.base import REPORT, ReadOptions, Recognition, RejectedRow, Tally
from crosscurrent.connectors.faults import IdLossy
from crosscurrent.connectors.records import fields, locate
from crosscurrent.connectors.records.faults import NoRecordRead, NothingInIt, RecordUnreadable
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import Peek, peek
from crosscurrent.connectors.records.record import BadRecord, Layout, Record
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import InputRefused, TimeUnreadable, ZoneMissing
from crosscurrent.model.time import zone_named

Origin = Path | BinaryIO | Source
_SHAPE_FAULTS = (AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file about to be read by one layout.

    Attributes:
        source: The file.
        seen: The first look at it.
        layout: The layout.
        known: Kind of record -> tree of known fields.
        options: What a person declared.
    """

    source: Source
    seen: Peek
    layout: Layout
    known: Mapping[str, fields.Node]
    options: ReadOptions


class RecordConnector:
    """Base of the connectors for captures that are records.

    Args:
        package: The connector's package (``__package__``); its ``spec.toml`` names it, its version and its layouts.
        layouts: What it reads, in the order of ``spec.toml``.
    """

    def __init__(self, package: str, layouts: Sequence[Layout]) -> None:
        self._package = package
        self._layouts = {layout.name: layout for layout in layouts}
        self.name = package.rpartition(".")[2]

    @cached_property
    def spec(self) -> dict[str, Any]:
        """Contents of ``spec.toml``: question, inputs, layouts with their fields, limits, references."""
        return tomllib.loads(files(self._package).joinpath("spec.toml").read_text(encoding="utf-8"))

    @property
    def version(self) -> str:
        """Version of the reader; part of every reading."""
        return str(self.spec["version"])

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """All layouts."""
        return tuple(self._layouts.values())

    def known_fields(self, layout: str) -> dict[str, fields.Node]:
        """Return kind of record -> tree of known fields, from ``spec.toml``."""
        found = next(each for each in self.spec["layouts"] if each["name"] == layout).get("fields", {})
        kinds = {kind: part for kind, part in found.items() if isinstance(part, dict)}
        trees = {kind: fields.tree(part.get("used", ()), part.get("left", ())) for kind, part in kinds.items()}
        return {"": fields.tree(found.get("used", ()), found.get("left", ())), **trees}

    def used_fields(self, layout: str) -> list[str]:
        """Return the paths of the fields a layout reads, over all kinds of its records."""
        return [path for tree in self.known_fields(layout).values() for path in fields.used_paths(tree)]

    def recognise(self, path: Origin, options: ReadOptions) -> Recognition:
        """Return the layout that fits best, how sure that is, and why."""
        if options.mapping:
            return Recognition(f"{self.name}/none", 0.0)
        seen = peek(Source.of(path), options)
        best, certainty = None, 0.0
        for layout in self._layouts.values():
            fit = layout.fits(seen)
            if fit > certainty:
                best, certainty = layout, fit
        if best is None:
            return Recognition(f"{self.name}/none", 0.0)
        notes = seen.shape.notes if seen.shape is not None else ()
        zone = (f"times without an offset are read as {best.zone}, as this layout states",) if best.zone else ()
        return Recognition(f"{self.name}/{best.name}", certainty, {}, (best.why, *notes, *zone))

    def tables(
        self, path: Origin, capture_id: str, recognition: Recognition, options: ReadOptions, tally: Tally
    ) -> Iterator[tuple[str, pa.Table]]:
        """Yield (table name, rows), batch by batch.

        Single records that cannot be read are rejected with their reason, whatever ``on_bad_row`` says: the file is
        what a tool wrote, and the rest of it stays evidence. A file that is cut is refused unless bad rows are to be
        reported, and so is a file of which no record can be read.

        Raises:
            InputRefused: A child with a code, where the file as a whole is at fault.
        """
        source = Source.of(path)
        layout = self._layouts[recognition.format_id.partition("/")[2]]
        zone = layout.zone or options.assume_zone
        with few_collections():
            yield from self._tables(source, layout, zone, capture_id, options, tally)

    def _tables(
        self, source: Source, layout: Layout, zone: str | None, capture_id: str, options: ReadOptions, tally: Tally
    ) -> Iterator[tuple[str, pa.Table]]:
        intake = Intake(capture_id, zone_named(zone) if zone else None, options.platform, source.name)
        for _ in self.feed(source, layout.name, intake, options, tally):
            tally.bytes_read = source.position()
            yield from intake.flush()
        yield from intake.flush()
        tally.bytes_read = source.size_bytes or 0
        if tally.rows_in and not tally.rows_kept and any(each.code != NothingInIt.code for each in tally.rejected):
            raise NoRecordRead.of(source.name, tally.rows_in, tally.rejected[0].reason)
        shift = intake.shift.sentence()
        tally.notes += [*intake.notes, *([shift] if shift else [])]

    def feed(
        self, source: Source, layout_name: str, intake: Intake, options: ReadOptions, tally: Tally, within: str = ""
    ) -> Iterator[None]:
        """Read all records of a source into an intake; yield whenever it should be flushed.

        Args:
            source: The file, or a part of an archive.
            layout_name: The layout that reads it.
            intake: Takes the rows.
            options: What a person declared.
            tally: Filled.
            within: Locator of the part of the archive; records are located inside it.

        Raises:
            InputRefused: A child with a code, where the source as a whole is at fault.
        """
        seen, layout = peek(source, options), self._layouts[layout_name]
        reading = Reading(source, seen, layout, self.known_fields(layout_name), options)
        if seen.shape is not None and seen.shape.unit == "row":
            columns = [column.strip().lower() for column in seen.shape.columns]
            tally.fields.columns(columns, reading.known[""])
        for record in layout.records(source, seen, options):
            tally.rows_in += 1
            fault = _take(record, reading, intake, tally, within)
            if fault is None:
                tally.rows_kept += 1
            else:
                tally.rejected.append(RejectedRow(record.number, None, fault.code, _reason(fault)))
            if intake.is_full():
                yield

    def locate(self, path: Origin, locator: str, options: ReadOptions) -> bytes:
        """Return the bytes of the record a locator names; see :func:`.locate.record_bytes`."""
        return locate.record_bytes(Source.of(path), locator, options)


@contextmanager
def few_collections() -> Iterator[None]:
    """Let Python look for circular garbage seldom while records are read: there are millions of objects and no circles.

    Source: measured on nested records, where the usual thresholds cost a seventh of all time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _take(
    record: Record | BadRecord, reading: Reading, intake: Intake, tally: Tally, within: str
) -> InputRefused | None:
    """Read one record; return why it was not kept, or ``None``."""
    if isinstance(record, BadRecord):
        if record.is_end and reading.options.on_bad_row != REPORT:
            raise record.error
        return record.error
    locator = within + record.locator
    is_table_row = reading.seen.shape is not None and reading.seen.shape.unit == "row"
    if not is_table_row:
        tree = reading.known.get(record.kind)
        tally.fields.look(record.value, reading.known[""] if tree is None else tree, locator)
    intake.begin(locator)
    try:
        reading.layout.read(record, intake)
    except ZoneMissing as error:
        error.where = f"{reading.source.name}, {locator}"
        raise
    except InputRefused as error:
        intake.undo()
        return error
    except _SHAPE_FAULTS as error:
        intake.undo()
        return RecordUnreadable.misshapen(locator, type(error).__name__)
    return None if intake.gave_rows() else NothingInIt.because("no field that is known holds anything")


def _reason(error: InputRefused) -> str:
    """Return what was wrong without text from the capture."""
    if isinstance(error, TimeUnreadable):
        return "not a time crosscurrent can read, or outside 2003-01-01 to 2100-01-01"
    if isinstance(error, IdLossy):
        return "an id went through floating point and lost digits"
    return error.what
