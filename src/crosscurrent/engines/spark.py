"""The Spark engine: the same jobs on the same partitions, run by Spark's Python workers.

Spark only moves arrays: every partition is put together again on a worker, exactly as the local engine has
it, and goes through the same compiled function. Sums of floats are left to the caller, who adds the results
in the order of the partitions. Hence the same bits.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from crosscurrent.engines import spark_wire as wire
from crosscurrent.engines.base import ObjectEvents, PairCounts
from crosscurrent.engines.spark_session import check_available, close_session, open_session
from crosscurrent.errors import EventsLost
from crosscurrent.kernels.jobs import Arrays

#: Partitions that share a Spark task, at most on average; a task costs Spark a tenth of a second.
PARTITIONS_PER_TASK = 4
#: Partitions whose results are brought back at a time, per core; bounds the memory they take here.
RESULTS_PER_CORE = 4


class SparkEngine:
    """Runs jobs on Spark.

    The session is opened when events are first loaded: the active one if there is one, else one of our own
    that is stopped by :meth:`close` or when the program ends.

    Args:
        master: Spark master URL; by default the one of spark-submit, of the environment's SPARK_MASTER, or
            ``local[2]``, which opens no port beyond the loopback.

    Raises:
        SparkUnavailable: PySpark 4 or Java 17 is missing.
    """

    name = "spark"

    def __init__(self, master: str | None = None) -> None:
        check_available()
        self._master = master
        self._session: Any = None
        self._closing: weakref.finalize[Any, Any] | None = None

    def load(self, events: ObjectEvents) -> SparkLoaded:
        """Distribute events over Spark by their partition.

        Raises:
            EventsLost: Spark holds fewer or more events than it was handed.
        """
        return SparkLoaded(self.session(), self, events)

    def session(self) -> Any:
        """Return the Spark session, opened if need be."""
        if self._session is None:
            self._session, started_here = open_session(self._master)
            self._closing = weakref.finalize(self, close_session, self._session, started_here)
        return self._session

    def close(self) -> None:
        """Stop the session if it was started here; the next :meth:`load` would open another."""
        if self._closing is not None:
            self._closing()
        self._session = self._closing = None


class SparkLoaded:
    """Events held by Spark: rows spread by partition, kept in its memory or on its disks until closed."""

    def __init__(self, session: Any, engine: SparkEngine, events: ObjectEvents) -> None:
        self._session = session
        self._engine = engine  # the session lives as long as the engine does
        self._events = events
        self._cores = int(session.sparkContext.defaultParallelism)
        tasks = max(1, min(len(events.partitions), self._cores), -(-len(events.partitions) // PARTITIONS_PER_TASK))
        handed = wire.event_rows(events)
        rows = session.createDataFrame(handed)
        self._rows = rows.repartition(tasks, "part").sortWithinPartitions("part", "event").persist()
        if (held := self._rows.count()) != handed.num_rows:
            self.close()
            raise EventsLost.of(handed.num_rows, held)

    def run(
        self, job: str, shared: Mapping[str, Any], each: Sequence[Mapping[str, Any]] | None = None
    ) -> Iterator[Arrays]:
        """Run a job on every partition, also on those without events; yield results in partition order.

        Arguments in ``each`` are arrays of numbers; anything may be in ``shared``.
        """
        broadcast = self._session.sparkContext.broadcast(dict(shared))
        try:
            function = wire.job_on_partition(job, broadcast)
            at_a_time = RESULTS_PER_CORE * self._cores
            for first in range(0, len(self._events.partitions), at_a_time):
                last = min(first + at_a_time, len(self._events.partitions))
                results = wire.results_of(self._applied(function, wire.RESULT_COLUMNS, each, first, last).toArrow())
                yield from (results[number] for number in range(first, last))
        finally:
            broadcast.destroy()

    def pairs(self, window_us: int, min_objects: int) -> PairCounts:
        """Count pairs partition by partition, add up the counts of equal pairs in Spark, bring back the kept ones."""
        from pyspark.sql import functions

        shared = {"window": window_us, "min_objects": 1, "n_accounts": self._events.n_accounts}
        broadcast = self._session.sparkContext.broadcast(shared)
        try:
            function = wire.pairs_on_partition(broadcast)
            counted = self._applied(function, wire.PAIR_COLUMNS, None, 0, len(self._events.partitions))
            total = functions.sum("objects").cast("int").alias("objects")
            kept = counted.groupBy("i", "j").agg(total).where(functions.col("objects") >= min_objects).toArrow()
        finally:
            broadcast.destroy()
        i, j, objects = (np.array(kept.column(name).to_numpy()) for name in wire.PAIR_SCHEMA.names)
        order = np.lexsort((j, i))
        return i[order], j[order], objects[order]

    def close(self) -> None:
        """Let Spark forget the events."""
        self._rows.unpersist(blocking=True)

    def _applied(
        self, function: wire.OnPartition, columns: str, each: Sequence[Mapping[str, Any]] | None, first: int, last: int
    ) -> Any:
        """Return the frame of what a function gives for partitions ``first`` to ``last - 1``."""
        arguments = [wire.packed(each[number] if each is not None else {}) for number in range(first, last)]
        sheets = self._session.createDataFrame(wire.sheet_rows(self._events, arguments, first, last))
        rows = self._rows
        if last - first < len(self._events.partitions):
            rows = rows.where(rows["part"].between(first, last - 1))
        return rows.groupBy("part").cogroup(sheets.groupBy("part")).applyInArrow(function, columns)
