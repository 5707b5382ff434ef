"""What an engine is: a place where jobs run over partitions of whole objects. Results never depend on which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from crosscurrent.kernels.jobs import Arrays, Part

I32 = npt.NDArray[np.int32]
PairCounts = tuple[I32, I32, I32]


@dataclass(frozen=True, slots=True)
class ObjectEvents:
    """Events sorted by (object, time, account), with the fixed cut into partitions.

    Attributes:
        start: Object starts (n_objects + 1).
        t: Times, µs.
        account: Account per event.
        obj: Object per event.
        key: Stable hash per object.
        by_start: Starts of each account's events in ``by_account``.
        by_account: Event numbers by (account, event).
        partitions: Object ranges; results of jobs come in this order.
    """

    start: npt.NDArray[np.int64]
    t: npt.NDArray[np.int64]
    account: I32
    obj: I32
    key: npt.NDArray[np.uint64]
    by_start: npt.NDArray[np.int64]
    by_account: I32
    partitions: Sequence[tuple[int, int]]

    @property
    def n_accounts(self) -> int:
        """Number of accounts of the run."""
        return len(self.by_start) - 1

    def part(self, number: int) -> Part:
        """Return one partition with its objects numbered from 0; event arrays are views."""
        first, last = self.partitions[number]
        lo, hi = int(self.start[first]), int(self.start[last])
        return Part(self.start[first : last + 1] - lo, self.t[lo:hi], self.account[lo:hi], self.key[first:last])


class Loaded(Protocol):
    """Events held by an engine."""

    def run(
        self, job: str, shared: Mapping[str, Any], each: Sequence[Mapping[str, Any]] | None = None
    ) -> Iterator[Arrays]:
        """Run a job of :data:`crosscurrent.kernels.jobs.JOBS` on every partition; yield results in their order.

        Args:
            job: Name of the job.
            shared: Arguments alike for all partitions.
            each: Further arguments per partition, aligned with the partitions.
        """
        ...

    def pairs(self, window_us: int, min_objects: int) -> PairCounts:
        """Return (i, j, distinct objects co-acted on within the window), sorted by (i, j)."""
        ...

    def close(self) -> None:
        """Let the events go."""
        ...


class Engine(Protocol):
    """Where partitioned work runs."""

    name: str

    def load(self, events: ObjectEvents) -> Loaded:
        """Take hold of events for a number of jobs."""
        ...
