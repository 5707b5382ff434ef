"""The connector of archives: takes them apart and has each part read by the connector that knows it best."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crosscurrent.connectors.base import REPORT, ReadOptions, RejectedRow, Tally
from crosscurrent.connectors.faults import FormatUnknown
from crosscurrent.connectors.records import locate
from crosscurrent.connectors.records.connector import Origin, RecordConnector
from crosscurrent.connectors.records.days import clocked
from crosscurrent.connectors.records.faults import LocatorUnknown, NothingInIt
from crosscurrent.connectors.records.intake import Intake
from crosscurrent.connectors.records.peek import peek
from crosscurrent.connectors.records.record import BadRecord, Record
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.connectors.web_archive import har, wacz
from crosscurrent.connectors.web_archive.parts import Part, kind_of, readable
from crosscurrent.connectors.web_archive.unpacked import Place
from crosscurrent.connectors.web_archive.warc import WarcFile
from crosscurrent.errors import InputRefused, ZoneMissing
from crosscurrent.model.time import zone_named

_PLACE = r"(\d{1,18})(?:\+(\d{1,18}))?"
_LOCATOR = re.compile(rf"(?:member=([^;]+);)?offset={_PLACE}(?:;revisit={_PLACE})?(?:;(.*))?", re.DOTALL)
_ENTRY = re.compile(r"entry=([1-9]\d{0,9})(?:;(.*))?", re.DOTALL)
_ZONE_NOTE = "some parts have times without an offset and were not read: seal the file in a new case with --assume-zone"


class _Reader(NamedTuple):
    """Who reads a part, and by which layout."""

    connector: RecordConnector
    layout: str


class WebArchive(RecordConnector):
    """Reads archives.

    A row is a record inside a part that a connector reads; or, of all that is not read, one record of the archive.
    """

    _readers: tuple[RecordConnector, ...] = ()

    def read_parts_with(self, readers: Sequence[RecordConnector]) -> None:
        """Take the connectors that may read a part; archives in archives are not opened."""
        self._readers = tuple(each for each in readers if each is not self)

    def feed(
        self, source: Source, layout_name: str, intake: Intake, options: ReadOptions, tally: Tally, within: str = ""
    ) -> Iterator[None]:
        """Read all parts of an archive into an intake; see :meth:`RecordConnector.feed`.

        Raises:
            InputRefused: The archive cannot be opened, or is cut and bad rows are not to be reported.
        """
        layout = next(each for each in self.layouts if each.name == layout_name)
        known = self.known_fields(layout_name)[""]
        inner = ReadOptions(assume_zone=options.assume_zone, on_bad_row=REPORT, platform=options.platform)
        for record in layout.records(source, peek(source, options), options):
            if isinstance(record, BadRecord):
                if record.is_end and options.on_bad_row != REPORT:
                    raise record.error
                _reject(tally, record.error)
                continue
            part: Part = record.value["part"]
            tally.fields.look(part.entry, known, part.locator.rstrip(";"))
            yield from self._read(part, record, intake, inner, tally)

    def _read(self, part: Part, record: Record, intake: Intake, options: ReadOptions, tally: Tally) -> Iterator[None]:
        intake.begin(part.locator.rstrip(";"))
        try:
            if part.status != 200:
                next(each for each in self.layouts).read(record, intake)
                tally.rows_in, tally.rows_kept = tally.rows_in + 1, tally.rows_kept + 1
                return
            inside = Source(io.BytesIO(readable(part)), part.locator.rstrip(";"))
            reader = self._reader(inside, part, options)
        except InputRefused as error:
            intake.undo()
            _reject(tally, error)
            return
        yield from _fed(reader, inside, part, intake, options, tally)

    def _reader(self, inside: Source, part: Part, options: ReadOptions) -> _Reader:
        """Return the connector that knows a part best.

        Raises:
            NothingInIt: None does.
            FormatUnknown: Several know it equally well.
        """
        asked = [(each.recognise(inside, options), each) for each in self._readers]
        best = max((found.certainty for found, _ in asked), default=0.0)
        winners = [(found.format_id, each) for found, each in asked if found.certainty == best]
        if best <= 0:
            raise NothingInIt.because(f"nobody reads a part of type {kind_of(part.mime)}")
        if len(winners) > 1:
            raise FormatUnknown.ambiguous(inside.name, [name for name, _ in winners], "")
        return _Reader(winners[0][1], winners[0][0].partition("/")[2])

    def locate(self, path: Origin, locator: str, options: ReadOptions) -> bytes:
        """Return the bytes a locator names: of a record inside a part, or of the archive's own record.

        Raises:
            LocatorUnknown: It has another form, or there is no such place.
        """
        source = Source.of(path)
        entry = _ENTRY.fullmatch(locator)
        if entry is not None:
            record = har.entry_at(source, int(entry[1]))
            return self._inside(har.part(record), entry[2], options) if entry[2] else locate.as_json(record.value)
        found = _LOCATOR.fullmatch(locator)
        if found is None:
            raise LocatorUnknown.form(source.name, locator, "offset")
        try:
            if found[1] is None:
                return self._held(WarcFile(source.open_seekable, source.name), found, options)
            with wacz.member(source, found[1]) as file:
                return self._held(file, found, options)
        except LocatorUnknown:
            raise
        except InputRefused as error:
            raise LocatorUnknown.row(source.name, locator) from error

    def _held(self, file: WarcFile, found: re.Match[str], options: ReadOptions) -> bytes:
        place = _place(found[2], found[3])
        if not found[6]:
            held = file.record_at(place)
            return held.head + (held.block or b"")
        revisit = _place(found[4], found[5]) if found[4] else None
        return self._inside(file.part_at(place, revisit), found[6], options)

    def _inside(self, part: Part, locator: str, options: ReadOptions) -> bytes:
        inner = ReadOptions(assume_zone=options.assume_zone, on_bad_row=REPORT, platform=options.platform)
        inside = Source(io.BytesIO(readable(part)), part.locator.rstrip(";"))
        return self._reader(inside, part, inner).connector.locate(inside, locator, inner)


def _fed(
    reader: _Reader, inside: Source, part: Part, intake: Intake, options: ReadOptions, tally: Tally
) -> Iterator[None]:
    """Have a part read; what it gives counts as rows of the archive, numbered on."""
    own, zone, file = Tally(fields=tally.fields), intake.zone, intake.file
    layout = next(each for each in reader.connector.layouts if each.name == reader.layout)
    intake.default_observed_us = clocked(part.observed, intake)
    intake.zone = zone_named(layout.zone) if layout.zone else zone
    intake.file = part.url or inside.name
    try:
        yield from reader.connector.feed(inside, reader.layout, intake, options, own, within=part.locator)
    except InputRefused as error:
        if own.rows_in > own.rows_kept + len(own.rejected):  # it stopped within a record
            intake.undo()
            own.rows_in -= 1
        _reject(own, error)
        if isinstance(error, ZoneMissing):
            intake.note(_ZONE_NOTE)
    finally:
        intake.default_observed_us, intake.zone, intake.file = None, zone, file
    if not own.rows_in:
        _reject(own, NothingInIt.because(f"a part of type {kind_of(part.mime)} has no records"))
    before = tally.rows_in
    tally.rows_in, tally.rows_kept = before + own.rows_in, tally.rows_kept + own.rows_kept
    for each in own.rejected:
        tally.rejected.append(RejectedRow(before + each.row, each.column, each.code, each.reason))
    tally.notes += [each for each in own.notes if each not in tally.notes]


def _reject(tally: Tally, error: InputRefused) -> None:
    tally.rows_in += 1
    tally.rejected.append(RejectedRow(tally.rows_in, None, error.code, _reason(error)))


def _reason(error: InputRefused) -> str:
    """Return what was wrong; the place of damage belongs to it, text of the capture does not."""
    if isinstance(error, ZoneMissing):
        return "a time without an offset, and no zone is declared"
    where = error.where or ""
    return f"{error.what} ({where[where.index('offset=') :]})" if "offset=" in where else error.what


def _place(offset: str, inside: str | None) -> Place:
    return Place(int(offset), int(inside or 0))
