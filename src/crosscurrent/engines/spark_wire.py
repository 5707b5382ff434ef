"""How partitions, arguments and results travel to and from Spark's Python workers, and what runs there.

Nothing here imports PySpark. Arrays travel as Arrow columns or as npy bytes, never pickled; only the small
shared arguments are pickled, by Spark's own broadcast.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from crosscurrent.engines.base import ObjectEvents
from crosscurrent.kernels.jobs import JOBS, Arrays, Part

#: One row per event. ``event`` and ``object`` are numbered within the partition; ``key`` holds the bits of
#: the object's unsigned hash, because Spark has no unsigned numbers.
EVENT_SCHEMA = pa.schema(
    [
        ("part", pa.int32()), ("event", pa.int32()), ("object", pa.int32()), ("t", pa.int64()),
        ("account", pa.int32()), ("key", pa.int64()),
    ]
)  # fmt: skip
#: One row per partition: how many objects it has, and the arguments meant for it alone.
SHEET_SCHEMA = pa.schema([("part", pa.int32()), ("objects", pa.int64()), ("arguments", pa.binary())])
#: One row per array of a result.
RESULT_SCHEMA = pa.schema([("part", pa.int32()), ("place", pa.int32()), ("content", pa.binary())])
RESULT_COLUMNS = "part int, place int, content binary"
PAIR_SCHEMA = pa.schema([("i", pa.int32()), ("j", pa.int32()), ("objects", pa.int32())])
PAIR_COLUMNS = "i int, j int, objects int"
#: Rows handed to Spark in one batch of pair counts.
PAIRS_PER_BATCH = 1_000_000


class Shared(Protocol):
    """Arguments alike for all partitions, as Spark's broadcast holds them."""

    value: Mapping[str, Any]


OnPartition = Callable[[pa.Table, pa.Table], pa.Table]


def event_rows(events: ObjectEvents) -> pa.Table:
    """Return the events of all partitions, one chunk per partition that has any; times and accounts are not copied.

    No chunk is empty: PySpark 4.3 takes an empty one for the end of the table and drops the rest without a word.
    """
    chunks = []
    for number in range(len(events.partitions)):
        part = events.part(number)
        sizes, n = np.diff(part.start), len(part.t)
        if not n:
            continue
        obj = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        columns = [
            np.full(n, number, np.int32), np.arange(n, dtype=np.int32), obj, part.t, part.account,
            part.key[obj].view(np.int64),
        ]  # fmt: skip
        chunks.append(pa.table(columns, schema=EVENT_SCHEMA))
    return pa.concat_tables(chunks) if chunks else EVENT_SCHEMA.empty_table()


def part_of(rows: pa.Table, n_objects: int) -> Part:
    """Return a partition from its rows, in whatever order they come.

    Args:
        rows: Rows of :data:`EVENT_SCHEMA` of one partition.
        n_objects: Number of objects. One without events has no row, hence no key: its key is 0.

    Returns:
        What :meth:`ObjectEvents.part` returns, in arrays of its own.

    Example:
        >>> rows = pa.table([[0, 0], [1, 0], [2, 0], [30, 10], [7, 8], [5, 6]], schema=EVENT_SCHEMA)
        >>> part = part_of(rows, 3)
        >>> part.start.tolist(), part.t.tolist(), part.account.tolist(), part.key.tolist()
        ([0, 1, 1, 2], [10, 30], [8, 7], [6, 0, 5])
    """
    event, obj, t, account, key = (
        np.array(rows.column(name).to_numpy()) for name in ("event", "object", "t", "account", "key")
    )
    if np.any(event[1:] < event[:-1]):
        order = np.argsort(event)
        obj, t, account, key = obj[order], t[order], account[order], key[order]
    start = np.zeros(n_objects + 1, np.int64)
    np.cumsum(np.bincount(obj, minlength=n_objects), out=start[1:])
    keys = np.zeros(n_objects, np.uint64)
    keys[obj] = key.view(np.uint64)
    return Part(start, t, account, keys)


def sheet_rows(events: ObjectEvents, arguments: list[bytes], first: int, last: int) -> pa.Table:
    """Return the sheets of partitions ``first`` to ``last - 1``; ``arguments`` is aligned with them."""
    objects = [b - a for a, b in events.partitions[first:last]]
    return pa.table([np.arange(first, last, dtype=np.int32), objects, arguments], schema=SHEET_SCHEMA)


def packed(arguments: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Return named arrays as npz bytes.

    Raises:
        ValueError: An argument is no array of plain numbers.

    Example:
        >>> unpacked(packed({"objects": np.array([3, 4])}))["objects"].tolist()
        [3, 4]
    """
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **arguments)
    return content.getvalue()


def unpacked(content: bytes) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of :func:`packed`, with their types, shapes and memory order."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def results_of(rows: pa.Table) -> dict[int, Arrays]:
    """Return the results of jobs by partition number, from rows of :data:`RESULT_SCHEMA` in any order."""
    places: dict[int, dict[int, npt.NDArray[Any]]] = {}
    for part, place, content in zip(*(rows.column(name) for name in RESULT_SCHEMA.names), strict=True):
        array = np.load(io.BytesIO(content.as_buffer()), allow_pickle=False)
        places.setdefault(part.as_py(), {})[place.as_py()] = array
    return {part: tuple(arrays[place] for place in sorted(arrays)) for part, arrays in places.items()}


# --- on the workers ----------------------------------------------------------------------------------


def job_on_partition(job: str, shared: Shared) -> OnPartition:
    """Return the function that runs a job on the rows and the sheet of one partition."""
    function = JOBS[job]

    def run(rows: pa.Table, sheet: pa.Table) -> pa.Table:
        content = [_npy(array) for array in function(*_called_with(shared, rows, sheet))]
        part = sheet.column("part")[0].as_py()
        return pa.table([[part] * len(content), range(len(content)), content], schema=RESULT_SCHEMA)

    return run


def pairs_on_partition(shared: Shared) -> OnPartition:
    """Return the function that counts the pairs of one partition, as rows that Spark can add up."""
    function = JOBS["pairs"]

    def run(rows: pa.Table, sheet: pa.Table) -> pa.Table:
        counted = pa.table(list(function(*_called_with(shared, rows, sheet))), schema=PAIR_SCHEMA)
        return pa.Table.from_batches(counted.to_batches(PAIRS_PER_BATCH), PAIR_SCHEMA)

    return run


def _called_with(shared: Shared, rows: pa.Table, sheet: pa.Table) -> tuple[Part, dict[str, Any]]:
    part = part_of(rows, sheet.column("objects")[0].as_py())
    return part, {**shared.value, **unpacked(sheet.column("arguments")[0].as_py())}


def _npy(array: npt.NDArray[Any]) -> bytes:
    content = io.BytesIO()
    np.save(content, array, allow_pickle=False)
    return content.getvalue()
