"""The local engine: this machine's cores, threads over compiled kernels, disk when memory would not do."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from crosscurrent.engines.base import ObjectEvents, PairCounts
from crosscurrent.engines.merge import merge_pairs
from crosscurrent.kernels import coaction, order
from crosscurrent.kernels.jobs import JOBS, Arrays

#: Memory the pair counting may take beyond the events themselves.
DEFAULT_BUDGET_BYTES = 4 * 1024**3
#: Row blocks per thread: enough to even out accounts of very different activity.
BLOCKS_PER_THREAD = 8


class LocalEngine:
    """Runs jobs on the cores of this machine.

    Args:
        threads: Number of threads; all cores by default.
        budget_bytes: Memory for counting pairs; beyond it, counting goes partition by partition and
            partial counts spill to disk. The results are the same.
        spill_dir: Where to spill; the system's temporary folder by default.
    """

    name = "local"

    def __init__(
        self, threads: int | None = None, budget_bytes: int = DEFAULT_BUDGET_BYTES, spill_dir: Path | None = None
    ) -> None:
        self.threads = threads or os.cpu_count() or 1
        self.budget_bytes = budget_bytes
        self.spill_dir = spill_dir

    def load(self, events: ObjectEvents) -> LocalLoaded:
        """Take hold of events; they stay where they are."""
        return LocalLoaded(self, events)


class LocalLoaded:
    """Events on this machine."""

    def __init__(self, engine: LocalEngine, events: ObjectEvents) -> None:
        self._engine = engine
        self._events = events

    def run(
        self, job: str, shared: Mapping[str, Any], each: Sequence[Mapping[str, Any]] | None = None
    ) -> Iterator[Arrays]:
        """Run a job on every partition, some at a time; yield results in partition order."""
        function = JOBS[job]
        with ThreadPoolExecutor(self._engine.threads) as pool:
            running: deque[Future[Arrays]] = deque()
            for number in range(len(self._events.partitions)):
                arguments = {**shared, **(each[number] if each is not None else {})}
                running.append(pool.submit(function, self._events.part(number), arguments))
                if len(running) > self._engine.threads:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()

    def pairs(self, window_us: int, min_objects: int) -> PairCounts:
        """Count pairs: all at once by rows of accounts if memory allows, else by partition with spilling."""
        per_thread = 12 * self._events.n_accounts * self._engine.threads
        if 8 * len(self._events.t) + per_thread > self._engine.budget_bytes:
            shared = {"window": window_us, "min_objects": 1, "n_accounts": self._events.n_accounts}
            return merge_pairs(
                (_counts(arrays) for arrays in self.run("pairs", shared)),
                self._events.n_accounts,
                min_objects,
                self._engine.budget_bytes // 2,
                self._engine.spill_dir,
            )
        return self._pairs_by_rows(window_us, min_objects)

    def close(self) -> None:
        """Nothing to let go: the events belong to the caller."""

    def _pairs_by_rows(self, window_us: int, min_objects: int) -> PairCounts:
        events = self._events
        lo, hi = np.empty(len(events.t), np.int32), np.empty(len(events.t), np.int32)
        coaction.window_bounds(events.start, events.t, window_us, 0, len(events.key), lo, hi)
        with ThreadPoolExecutor(self._engine.threads) as pool:
            counted = list(pool.map(lambda rows: self._count(rows, lo, hi, min_objects), self._row_blocks(lo, hi)))
        i, j, count = (np.concatenate(column) for column in zip(*counted, strict=True))
        return i, j, count

    def _count(self, rows: tuple[int, int], lo: Any, hi: Any, min_objects: int) -> PairCounts:
        events = self._events
        counted: PairCounts = coaction.count_pairs(
            events.account, events.obj, lo, hi, events.by_start, events.by_account, rows[0], rows[1], min_objects
        )
        return counted

    def _row_blocks(self, lo: Any, hi: Any) -> list[tuple[int, int]]:
        """Cut the accounts into blocks of about equal work (events in all their windows)."""
        events = self._events
        total = np.cumsum(order.work_sizes(events.account, lo, hi, events.n_accounts))
        n_blocks = self._engine.threads * BLOCKS_PER_THREAD if len(events.t) > 100_000 else 1
        goals = np.linspace(0, total[-1] if len(total) else 0, n_blocks + 1)[1:-1]
        edges = np.unique(np.concatenate(([0], np.searchsorted(total, goals), [events.n_accounts])))
        return [(int(a), int(b)) for a, b in pairwise(edges.tolist())] or [(0, 0)]


def _counts(arrays: Arrays) -> PairCounts:
    return arrays[0], arrays[1], arrays[2]
