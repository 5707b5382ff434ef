"""Columns of events at once: the same result as :mod:`.exact`, or no result at all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crosscurrent.connectors.base import EVENT_SCHEMA, Tally
from crosscurrent.connectors.events_table.exact import EventReader
from crosscurrent.connectors.events_table.layouts import TOOLKIT_OBJECTS
from crosscurrent.connectors.faults import CellMissing
from crosscurrent.connectors.tabular import cells
from crosscurrent.connectors.tabular.rows import Columns, exact
from crosscurrent.model.action import UNNAMED_BEHAVIOUR
from crosscurrent.model.time import PRECISIONS

#: A batch of events, and the numbers of the rows that were dropped because they name no object.
Found = tuple[pa.RecordBatch, np.ndarray]

ENCODED = pa.dictionary(pa.int32(), pa.string())
_SMALL_ROWS = 256
_MISSING = pa.array(cells.MISSING, pa.string())
_PRECISIONS = pa.array(PRECISIONS, pa.string())
_EXACT_FLOAT = 2**53


def batches(part: Columns, reader: EventReader, tally: Tally) -> Iterator[pa.RecordBatch]:
    """Yield the events of Arrow columns, entering each row in the tally.

    Where a column holds anything unusual the rows are halved until the unusual ones are alone; those are read
    one by one.

    Raises:
        InputRefused: A bad row, unless bad rows are to be reported.
    """
    if not part.table.num_rows:
        return
    found = _several(part, reader) if reader.several else _single(part, reader)
    if found is not None:
        batch, dropped = found
        rows = part.table.num_rows
        tally.rows_in += rows
        tally.rows_kept += rows - len(dropped)
        if len(dropped):
            column = reader.mapping["object_id"]
            reason = CellMissing.cell("", "object")
            tally.rejected.extend_same(dropped.tolist(), column, reason.code, reason.what)
        if batch.num_rows:
            yield batch
    elif part.table.num_rows <= _SMALL_ROWS:
        yield from reader.batches(exact(part), tally)
    else:
        half = part.table.num_rows // 2
        yield from batches(Columns(part.first, part.table.slice(0, half)), reader, tally)
        yield from batches(Columns(part.first + half, part.table.slice(half)), reader, tally)


def _single(part: Columns, reader: EventReader) -> Found | None:
    """Read rows of one action each; rows without an object are dropped by number."""
    account, target = _ids(part, reader, "account_id"), _ids(part, reader, "object_id")
    content, behaviour = _content(part, reader), _behaviour(part, reader)
    declared = _declared(part, reader)
    if account is None or target is None or content is None or behaviour is None or declared is None:
        return None
    if account.null_count:
        return None
    dropped = np.empty(0, dtype=np.int64)
    columns = [account, behaviour, target, content, _time(part, reader), _numbers(part), declared]
    if target.null_count:
        present = pc.is_valid(target)
        dropped = columns[5].filter(pc.invert(present)).to_numpy()
        columns = [column.filter(present) for column in columns]
    batch = _timed(columns, reader)
    return None if batch is None else (batch, dropped)


def _timed(columns: list[pa.Array], reader: EventReader) -> pa.RecordBatch | None:
    """Return the batch once times are read; ``None`` if they need the exact reader."""
    account, behaviour, target, content, time, numbers, declared = columns
    if not len(time):
        return pa.RecordBatch.from_pylist([], schema=EVENT_SCHEMA)
    times = reader.times.read_array(time)
    if times is None:
        return None
    precision = times[1] if declared.null_count else declared
    arrays = [_prefixed(account, reader.prefix), behaviour, target, content, times[0], precision, numbers]
    return pa.RecordBatch.from_arrays(arrays, schema=EVENT_SCHEMA)


def _several(part: Columns, reader: EventReader) -> Found | None:
    """Read rows of the toolkit: every object a row names is an action, a row without one gives none."""
    account, content = _ids(part, reader, "account_id"), _content(part, reader)
    named = [ids for name, _ in TOOLKIT_OBJECTS[:2] if (ids := _ids(part, reader, name)) is not None]
    if account is None or content is None or account.null_count or len(named) < 2:
        return None
    names, ids = pa.nulls(len(account), ENCODED), pa.nulls(len(account), pa.string())
    whole = _timed([account, names, ids, content, _time(part, reader), _numbers(part), names], reader)
    if whole is None:
        return None
    places = [np.flatnonzero(pc.is_valid(ids).to_numpy(zero_copy_only=False)) for ids in named]
    texts = [ids.drop_null() for ids in named]
    link_places, links = _links(_plain(part, reader.mapping["urls"]))
    places.append(link_places)
    texts.append(links)
    order = np.argsort(np.concatenate(places), kind="stable")
    rows = whole.take(pa.array(np.concatenate(places)[order]))
    kinds = np.repeat(np.arange(3, dtype=np.int32), [len(found) for found in places])[order]
    behaviours = pa.DictionaryArray.from_arrays(pa.array(kinds), [behaviour for _, behaviour in TOOLKIT_OBJECTS])
    targets = pa.concat_arrays(texts).take(pa.array(order))
    arrays = [rows.column(0), behaviours, targets, *(rows.column(index) for index in range(3, 7))]
    return pa.RecordBatch.from_arrays(arrays, schema=EVENT_SCHEMA), np.empty(0, dtype=np.int64)


def _links(texts: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """Return (row offset, link) for the links of all rows in order; a link that a row repeats counts once."""
    parts = pc.ascii_split_whitespace(pc.fill_null(texts, ""))
    rows, links = pc.list_parent_indices(parts), pc.list_flatten(parts)
    present = pc.invert(pc.is_in(links, value_set=_MISSING))
    rows, links = rows.filter(present), links.filter(present)
    codes = links.dictionary_encode()
    keys = rows.to_numpy().astype(np.int64) * max(1, len(codes.dictionary)) + codes.indices.to_numpy()
    first = np.sort(np.unique(keys, return_index=True)[1])
    return rows.to_numpy()[first].astype(np.int64), links.take(pa.array(first))


# --- columns --------------------------------------------------------------------------------------------


def _array(part: Columns, column: str) -> pa.Array:
    chunked = part.table.column(column)
    return chunked.chunk(0) if chunked.num_chunks == 1 else chunked.combine_chunks()


def _numbers(part: Columns) -> pa.Array:
    return pa.array(np.arange(part.first, part.first + part.table.num_rows, dtype=np.int64))


def _time(part: Columns, reader: EventReader) -> pa.Array:
    return _array(part, reader.mapping["timestamp"])


def _plain(part: Columns, column: str) -> pa.Array:
    return _array(part, column).cast(pa.string())


def _ids(part: Columns, reader: EventReader, name: str) -> pa.Array | None:
    """Return an id column as text, missing ids as null; ``None`` if it needs the exact reader."""
    text = _as_text(_array(part, reader.mapping[name]))
    if text is None or not cells.ids_are_clean(text):
        return None
    missing = pc.is_in(text, value_set=_MISSING)
    return pc.if_else(missing, pa.scalar(None, pa.string()), text) if pc.any(missing, min_count=0).as_py() else text


def _names(part: Columns, reader: EventReader, name: str) -> pa.DictionaryArray | None:
    """Return a column of few names as text, encoded, missing ones as null; ``None`` if it needs the exact reader."""
    encoded = _encoded(_array(part, reader.mapping[name]))
    if encoded is None or not cells.ids_are_clean(encoded.dictionary):
        return None
    missing = pc.is_in(encoded.dictionary, value_set=_MISSING)
    if pc.any(missing, min_count=0).as_py():
        gone = missing.take(encoded.indices)
        return pc.if_else(pc.fill_null(gone, True), pa.scalar(None, ENCODED), encoded)
    return encoded


def _encoded(array: pa.Array) -> pa.DictionaryArray | None:
    """Return a column as int32 codes of strings; ``None`` for types the exact reader must turn into text."""
    if not pa.types.is_dictionary(array.type):
        text = _as_text(array)
        return None if text is None else text.dictionary_encode()
    if not _is_text(array.type.value_type):
        return None
    return pa.DictionaryArray.from_arrays(array.indices.cast(pa.int32()), array.dictionary.cast(pa.string()))


def _as_text(array: pa.Array) -> pa.Array | None:
    kind = array.type
    if pa.types.is_null(kind) or pa.types.is_integer(kind) or _is_text(kind):
        return array.cast(pa.string())
    if pa.types.is_dictionary(kind) and _is_text(kind.value_type):
        return array.cast(kind.value_type).cast(pa.string())
    if pa.types.is_floating(kind):
        return _whole_numbers(array)
    return None


def _whole_numbers(array: pa.Array) -> pa.Array | None:
    """Ids that a tool kept as floats because some are missing: exact below 2^53, else for the exact reader."""
    try:
        whole = array.cast(pa.int64())
    except pa.ArrowInvalid:
        return None
    largest = pc.max(pc.abs_checked(whole)).as_py() or 0
    return whole.cast(pa.string()) if largest < _EXACT_FLOAT else None


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _content(part: Columns, reader: EventReader) -> pa.Array | None:
    column = reader.mapping.get("content_id")
    if column is None:
        return pa.nulls(part.table.num_rows, pa.string())
    text = _as_text(_array(part, column))
    if text is None or not cells.ids_are_clean(text):
        return None
    missing = pc.is_in(text, value_set=_MISSING)
    return pc.if_else(missing, pa.scalar(None, pa.string()), text) if pc.any(missing, min_count=0).as_py() else text


def _behaviour(part: Columns, reader: EventReader) -> pa.DictionaryArray | None:
    rows = part.table.num_rows
    if "behaviour" not in reader.mapping:
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int32)), [UNNAMED_BEHAVIOUR])
    named = _names(part, reader, "behaviour")
    return named if named is None or not named.null_count else None


def _declared(part: Columns, reader: EventReader) -> pa.Array | None:
    """Return the declared precisions: all null if there is no such column, ``None`` if one is odd or missing."""
    if "precision" not in reader.mapping:
        return pa.nulls(part.table.num_rows, ENCODED)
    said = _names(part, reader, "precision")
    if said is None or said.null_count or not pc.all(pc.is_in(said.dictionary, value_set=_PRECISIONS)).as_py():
        return None
    return said


def _prefixed(account: pa.Array, prefix: str) -> pa.Array:
    return pc.binary_join_element_wise(prefix, account, "") if prefix else account
