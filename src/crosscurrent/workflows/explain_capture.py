"""Explain a file before it is taken in: what it is, why, which of its fields are read, what a row of result looks like.

Nothing is written. A file that no layout matches is described column by column, with a mapping to start from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import REPORT, Connector, ReadOptions, Recognition, Tally
from crosscurrent.connectors.faults import FormatUnknown
from crosscurrent.connectors.mapped import columns
from crosscurrent.connectors.mapped.layouts import longest_array, names_and_sample, readable
from crosscurrent.connectors.records import fields, values
from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.records.declared import TELLING, DeclaredMapping
from crosscurrent.connectors.records.declared_toml import written
from crosscurrent.connectors.records.peek import Peek, peek
from crosscurrent.connectors.records.record import Record
from crosscurrent.connectors.tabular.source import Source
from crosscurrent.errors import CrosscurrentError, InputRefused

#: So many records are read to explain a file; enough to meet its rarer fields.
RECORDS = 2_000
_CAPTURE = "0" * 64
_OPEN_ZONE = "times have no offset: say which zone they are in, or pass --assume-zone"


@runtime_checkable
class BindsToFile(Protocol):
    """A connector whose known fields depend on the file."""

    def bound(self, source: Source, layout_name: str, options: ReadOptions) -> RecordConnector:
        """Return the reader of one file."""
        ...


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is to be said about one file.

    Attributes:
        name: Of the file.
        size_bytes: Its size.
        kind: What the first look says: table, lines, document, sqlite …
        format_id: Connector and layout that read it, ``None`` if none does.
        certainty: How sure they are.
        reasons: Why, and what was noticed.
        others: Other layouts that would read it, with their certainty.
        tool: What writes such files, as the specification says.
        time: How its times are meant, as the specification says.
        used: Fields that are read, of those that occur.
        left: Fields that are known and not read.
        unknown: Fields nobody has seen: how often, and where first.
        records_read: Records read for this explanation.
        records_kept: Of these, the ones that gave rows.
        is_all: Whether that was the whole file.
        rejected: Code and reason -> records.
        notes: What only reading could tell.
        rows: Table -> its first row, empty cells left out.
        columns: Of a file nobody reads: how its columns look.
        nearest: The known layouts it is most like.
        mapping: A mapping to start from, as TOML.
        is_enough: Whether the file can be read with that mapping as it stands.
        refusal: Why the file cannot be read, as the command line would say it.
    """

    name: str
    size_bytes: int
    kind: str
    format_id: str | None = None
    certainty: float = 0.0
    reasons: tuple[str, ...] = ()
    others: Mapping[str, float] = field(default_factory=dict)
    tool: str = ""
    time: str = ""
    used: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    unknown: tuple[fields.UnknownField, ...] = ()
    records_read: int = 0
    records_kept: int = 0
    is_all: bool = True
    rejected: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    columns: tuple[columns.ColumnLook, ...] = ()
    nearest: tuple[str, ...] = ()
    mapping: str = ""
    is_enough: bool = False
    refusal: str = ""


def explain(path: Path, options: ReadOptions) -> Explanation:
    """Look at a file and read its beginning.

    Args:
        path: The file.
        options: What is declared about it.

    Raises:
        CrosscurrentError: The file is absent or empty, or what is declared about it cannot be used.
    """
    options = replace(options, on_bad_row=REPORT)
    source = Source(path)
    seen = peek(source, options)
    about = Explanation(source.name, source.size_bytes or 0, seen.kind)
    try:
        connector, recognition = registry.recognise(source, options)
    except FormatUnknown as error:
        return _unread(about, seen, options, error)
    except InputRefused as error:
        if seen.shape is None and not seen.objects:
            return replace(about, refusal=str(error))
        raise
    return _read(about, source, connector, recognition, options)


# --- a file that is read ---------------------------------------------------------------------------------------------


def _read(
    about: Explanation, source: Source, connector: Connector, recognition: Recognition, options: ReadOptions
) -> Explanation:
    layout_name = recognition.format_id.partition("/")[2]
    layouts: list[Mapping[str, Any]] = [each for each in connector.spec["layouts"] if each["name"] == layout_name]
    layout = layouts[0] if layouts else {}
    about = replace(
        about,
        format_id=recognition.format_id,
        certainty=recognition.certainty,
        reasons=recognition.reasons,
        others=_others(source, recognition, options),
        tool=str(layout.get("tool", "")),
        time=str(layout.get("time", "")),
    )
    tally, rows, refusal = Tally(), {}, ""
    is_all = True
    try:
        for table, batch in connector.tables(source, _CAPTURE, recognition, options, tally):  # type: ignore[arg-type]
            if table not in rows and batch.num_rows:
                rows[table] = _first_row(batch.slice(0, 1).to_pylist()[0])
            if tally.rows_in >= RECORDS:
                is_all = False
                break
    except CrosscurrentError as error:
        refusal = str(error)
    used, left = _fields(source, connector, recognition, options)
    return replace(
        about, used=used, left=left, unknown=tuple(tally.fields.found()), records_read=tally.rows_in,
        records_kept=tally.rows_kept, is_all=is_all, notes=tuple(tally.notes), rows=rows, refusal=refusal,
        rejected={f"{code} {reason}": times for (_, code, reason), times in tally.rejected.reasons().items()},
    )  # fmt: skip


def _first_row(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in cells.items() if value is not None and name != "capture_id"}


def _others(source: Source, recognition: Recognition, options: ReadOptions) -> dict[str, float]:
    found = {}
    for connector in registry.connectors():
        try:
            other = connector.recognise(source, options)  # type: ignore[arg-type]
        except CrosscurrentError:
            continue
        if other.certainty > 0 and other.format_id != recognition.format_id:
            found[other.format_id] = other.certainty
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _fields(
    source: Source, connector: Connector, recognition: Recognition, options: ReadOptions
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the fields that occur in the first records: those that are read, and those that are known and left."""
    layout_name = recognition.format_id.partition("/")[2]
    if isinstance(connector, BindsToFile):
        connector = connector.bound(source, layout_name, options)
    if not isinstance(connector, RecordConnector):
        seen = peek(source, options)
        used = tuple(recognition.mapping.values())
        have = seen.shape.columns if seen.shape is not None else ()
        return used, tuple(name for name in have if name not in used)
    known, found = connector.known_fields(layout_name), (dict[str, None](), dict[str, None]())
    for record in _records(connector, layout_name, source, options):
        tree: Mapping[str, Any] = known.get(record.kind) or known[""]
        _sort(record.value, tree, "", found)
    return tuple(found[0]), tuple(found[1])


def _records(connector: RecordConnector, layout_name: str, source: Source, options: ReadOptions) -> Iterator[Record]:
    layout = next((each for each in connector.layouts if each.name == layout_name), None)
    if layout is None:
        return
    try:
        found = layout.records(source, peek(source, options), options)
        yield from (record for record in islice(found, 200) if isinstance(record, Record))
    except (InputRefused, LookupError, TypeError, AttributeError, ValueError):
        return  # parts of an archive, or damage that the reading has named already


def _sort(
    value: Mapping[str, Any], tree: Mapping[str, Any], prefix: str, found: tuple[dict[str, None], dict[str, None]]
) -> None:
    used, left = found
    for key, inner in value.items():
        node, path = tree.get(key, tree.get("*")), f"{prefix}{key}"
        if node is fields.LEFT:
            left[path] = None
        elif isinstance(node, dict) and isinstance(inner, dict):
            _sort(inner, node, f"{path}.", found)
        elif isinstance(node, dict) and isinstance(inner, list):
            members = node.get("[]")
            if isinstance(members, dict):
                for each in values.objects(inner[:20]):
                    _sort(each, members, f"{path}[].", found)
            elif members in (fields.USED, fields.BELOW):
                used[f"{path}[]"] = None
        elif node is not None:
            used[path] = None


# --- a file that is not ---------------------------------------------------------------------------------------------


def _unread(about: Explanation, seen: Peek, options: ReadOptions, error: FormatUnknown) -> Explanation:
    about = replace(about, refusal=str(error), nearest=tuple(registry.nearest(seen)))
    if not readable(seen):
        return about
    place = longest_array(seen)
    looked = columns.looks(*names_and_sample(seen, place))
    if not looked:
        return about
    mapping = columns.proposed(looked, options.platform, options.assume_zone)
    mapping = replace(mapping, records=place, sheet=(seen.shape.sheet or None) if seen.shape is not None else None)
    is_enough = any(ours in mapping.columns for ours in TELLING)
    return replace(about, columns=looked, mapping=written(mapping, _comments(mapping, looked)), is_enough=is_enough)


def _comments(mapping: DeclaredMapping, looked: Sequence[columns.ColumnLook]) -> dict[str, str]:
    """Return what to say beside the lines of a proposed mapping."""
    by_name = {each.name: each for each in looked}
    comments = {ours: _because(ours, by_name[column.name]) for ours, column in mapping.columns.items()}
    if mapping.platform is None and "platform" not in mapping.columns:
        comments["platform"] = "wechat, weibo, x …: ids are filed under it"
    times = [by_name[column.name] for ours, column in mapping.columns.items() if ours == "timestamp"]
    if mapping.zone is None and any(each.form == "ISO 8601 without offset" for each in times):
        comments["zone"] = _OPEN_ZONE
    if any(each.form.startswith("day and month") for each in times):
        comments["timestamp"] = 'say { column = "…", form = "%d/%m/%Y" } or "%m/%d/%Y": the rows do not decide it'
    return comments


def _because(ours: str, look: columns.ColumnLook) -> str:
    by_name = columns.named([look.name]).get(ours) == look.name
    return f"by its {'name' if by_name else 'content'}: {look.sort}"
