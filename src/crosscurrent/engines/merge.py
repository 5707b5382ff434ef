"""Add up pair counts that come partition by partition, in bounded memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from crosscurrent.engines.base import PairCounts

U64 = npt.NDArray[np.uint64]
I32 = npt.NDArray[np.int32]

#: A pair waiting to be merged takes 12 bytes, and its sort as much again.
BYTES_PER_PAIR = 24
BUCKETS = 64


def merge_pairs(
    partial: Iterable[PairCounts], n_accounts: int, min_objects: int, budget_bytes: int, spill_dir: Path | None = None
) -> PairCounts:
    """Sum the counts of equal pairs over partitions and keep those with ``min_objects`` or more.

    Args:
        partial: (i, j, objects) per partition, each sorted or not.
        n_accounts: Number of accounts; pairs are bucketed by their first account.
        min_objects: Smallest total kept.
        budget_bytes: When waiting pairs would take more than this, they go to bucket files on disk, and
            buckets are merged one at a time.
        spill_dir: Folder for bucket files; the system's temporary folder by default.

    Returns:
        Sorted by (i, j).

    Example:
        >>> one = (np.array([0], np.int32), np.array([1], np.int32), np.array([1], np.int32))
        >>> merge_pairs([one, one], 2, 2, 1 << 20)[2].tolist()
        [2]
    """
    waiting: list[tuple[U64, I32]] = []
    held = 0
    with tempfile.TemporaryDirectory(prefix="crosscurrent-pairs-", dir=spill_dir) as folder:
        spilled = False
        for i, j, count in partial:
            waiting.append(((i.astype(np.uint64) << np.uint64(32)) | j.astype(np.uint64), count))
            held += len(i) * BYTES_PER_PAIR
            if held > budget_bytes:
                _spill(waiting, n_accounts, Path(folder))
                waiting, held, spilled = [], 0, True
        if not spilled:
            return _kept(*_summed(waiting), min_objects)
        _spill(waiting, n_accounts, Path(folder))
        return _from_buckets(Path(folder), min_objects)


def _summed(waiting: list[tuple[U64, I32]]) -> tuple[U64, I32]:
    if not waiting:
        return np.empty(0, np.uint64), np.empty(0, np.int32)
    key = np.concatenate([k for k, _ in waiting])
    count = np.concatenate([c for _, c in waiting])
    by_key = np.argsort(key, kind="stable")
    key, count = key[by_key], count[by_key]
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))) if len(key) else np.empty(0, np.int64)
    return key[first], np.add.reduceat(count, first).astype(np.int32) if len(first) else count


def _kept(key: U64, count: I32, min_objects: int) -> PairCounts:
    enough = count >= min_objects
    key, count = key[enough], count[enough]
    return (key >> np.uint64(32)).astype(np.int32), (key & np.uint64(0xFFFFFFFF)).astype(np.int32), count


def _spill(waiting: list[tuple[U64, I32]], n_accounts: int, folder: Path) -> None:
    key, count = _summed(waiting)
    width = np.uint64(max(1, -(-n_accounts // BUCKETS)))
    edges = np.searchsorted(key >> np.uint64(32), np.arange(BUCKETS + 1).astype(np.uint64) * width)
    for bucket in range(BUCKETS):
        lo, hi = edges[bucket], edges[bucket + 1]
        if hi > lo:
            with (
                (folder / f"{bucket:03d}.key").open("ab") as keys,
                (folder / f"{bucket:03d}.count").open("ab") as counts,
            ):
                keys.write(key[lo:hi].tobytes())
                counts.write(count[lo:hi].tobytes())


def _from_buckets(folder: Path, min_objects: int) -> PairCounts:
    merged = []
    for bucket in sorted(folder.glob("*.key")):
        key = np.fromfile(bucket, np.uint64)
        count = np.fromfile(bucket.with_suffix(".count"), np.int32)
        merged.append(_kept(*_summed([(key, count)]), min_objects))
        bucket.unlink()
    i, j, total = (np.concatenate(column) for column in zip(*merged, strict=True))
    return i, j, total
