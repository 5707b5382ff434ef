"""Rows of events one by one: the reading that defines what is kept, what is rejected and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pyarrow as pa

from crosscurrent.connectors.base import EVENT_SCHEMA, REPORT, ReadOptions, Tally
from crosscurrent.connectors.events_table.layouts import TOOLKIT_OBJECTS
from crosscurrent.connectors.faults import CellMissing, CellUnreadable, IdLossy, TimeMixed, place
from crosscurrent.connectors.tabular import cells
from crosscurrent.connectors.tabular.parquet import text_of
from crosscurrent.connectors.tabular.rows import Fault, Row, reject
from crosscurrent.connectors.tabular.times import TimeColumn
from crosscurrent.errors import TimeUnreadable
from crosscurrent.model.action import UNNAMED_BEHAVIOUR
from crosscurrent.model.time import PRECISIONS, ReadTime

_BLANKS = re.compile(f"[{cells.BLANKS}]+")
Event = tuple[str, str, str, str | None, int, str, int]


@dataclass(frozen=True, slots=True)
class EventReader:
    """Turns rows into events.

    Attributes:
        file: What errors call the file.
        unit: ``row`` or ``line``.
        mapping: Our column -> column of the file.
        times: The time column; it remembers the form of the first time.
        prefix: Put before each account id (``platform:``), or empty.
        options: What to do with bad rows.
    """

    file: str
    unit: str
    mapping: Mapping[str, str]
    times: TimeColumn
    prefix: str
    options: ReadOptions

    @property
    def several(self) -> bool:
        """True if one row gives several actions (the toolkit's layout)."""
        return "object_id" not in self.mapping

    def batches(self, rows: Iterator[Row] | list[Row], tally: Tally) -> Iterator[pa.RecordBatch]:
        """Yield the events of rows as one batch, entering each row in the tally.

        Raises:
            InputRefused: A bad row, unless bad rows are to be reported.
        """
        events: list[Event] = []
        for row in rows:
            self._enter(row, tally, events)
        if events:
            yield batch_of(events)

    def _enter(self, row: Row, tally: Tally, events: list[Event]) -> None:
        if row.fault is not None:
            reject(tally, row.number, row.fault, self.options)
            return
        found = self.read(row)
        if isinstance(found, Fault):
            # Tables of CooRTweet hold rows without an object by design, so these never stop the reading.
            no_object = isinstance(found.error, CellMissing) and found.column == self.mapping.get("object_id")
            reject(tally, row.number, found, replace(self.options, on_bad_row=REPORT) if no_object else self.options)
            return
        tally.rows_in += 1
        tally.rows_kept += 1
        events.extend(found)

    def read(self, row: Row) -> list[Event] | Fault:
        """Return the events of one row, or why it is not kept. Checked in order: account, object, time, content."""
        account = self._id(row, "account_id", "account")
        if isinstance(account, Fault):
            return account
        target = self._target(row)
        if isinstance(target, Fault):
            return target
        time = self._time(row)
        if isinstance(time, Fault):
            return time
        content = self._optional(row, "content_id")
        if isinstance(content, Fault):
            return content
        uid = self.prefix + account
        return [(uid, behaviour, to, content, time.at_us, time.precision, row.number) for behaviour, to in target]

    def _target(self, row: Row) -> list[tuple[str, str]] | Fault:
        """Return (behaviour, object) of one row."""
        if self.several:
            return self._targets(row)
        found = self._id(row, "object_id", "object")
        if isinstance(found, Fault):
            return found
        behaviour = self._optional(row, "behaviour")
        return behaviour if isinstance(behaviour, Fault) else [(behaviour or UNNAMED_BEHAVIOUR, found)]

    def _targets(self, row: Row) -> list[tuple[str, str]] | Fault:
        targets: list[tuple[str, str]] = []
        for name, behaviour in TOOLKIT_OBJECTS:
            if name == "urls":
                text = text_of(row.cells.get(self.mapping["urls"])) or ""
                links = dict.fromkeys(link for link in _BLANKS.split(text) if link not in cells.MISSING)
                targets += [(behaviour, link) for link in links]
                continue
            found = self._optional(row, name)
            if isinstance(found, Fault):
                return found
            if found is not None:
                targets.append((behaviour, found))
        return targets

    def _id(self, row: Row, name: str, what: str) -> str | Fault:
        found = self._optional(row, name)
        if found is None:
            column = self.mapping[name]
            return Fault(column, CellMissing.cell(self._place(row, column), what))
        return found

    def _optional(self, row: Row, name: str) -> str | Fault | None:
        column = self.mapping.get(name)
        if column is None:
            return None
        found = cells.identifier(text_of(row.cells.get(column)))
        if found is not None and cells.is_lossy(found):
            return Fault(column, IdLossy.cell(self._place(row, column)))
        return found

    def _time(self, row: Row) -> ReadTime | Fault:
        column = self.mapping["timestamp"]
        where = self._place(row, column)
        written = row.cells.get(column)
        if written is None or (isinstance(written, str) and cells.identifier(written) is None) or written != written:
            return Fault(column, CellMissing.cell(where, "time"))
        try:
            time = self.times.read(written, where)
        except (TimeUnreadable, TimeMixed) as error:
            return Fault(column, error)
        return self._declared(row, time)

    def _declared(self, row: Row, time: ReadTime) -> ReadTime | Fault:
        column = self.mapping.get("precision")
        said = cells.identifier(text_of(row.cells.get(column))) if column else None
        if said is None:
            return time
        if said not in PRECISIONS:
            return Fault(column, CellUnreadable.precision(self._place(row, column), PRECISIONS))
        return ReadTime(time.at_us, said)

    def _place(self, row: Row, column: str | None) -> str:
        return place(self.file, row.number, column, self.unit)


def batch_of(events: list[Event]) -> pa.RecordBatch:
    """Return events as a batch in :data:`crosscurrent.connectors.base.EVENT_SCHEMA`."""
    columns = zip(*events, strict=True)
    arrays = [
        pa.array(values, pa.string()).dictionary_encode()
        if pa.types.is_dictionary(field.type)
        else pa.array(values, field.type)
        for values, field in zip(columns, EVENT_SCHEMA, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=EVENT_SCHEMA)
