"""The same task in forty lines of NumPy: pairs of accounts that share objects within a window. No tests, no evidence.

It holds everything in memory and is the least that any tool can cost; run as a script, it prints counts as JSON.

    python benchmarks/_reference.py FILE --window 60
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq


def co_sharing_pairs(obj: np.ndarray, account: np.ndarray, at: np.ndarray, window: int) -> tuple[int, int]:
    """Count account pairs with at least two pairs of shares, and with at least two distinct objects."""
    order = np.lexsort((at, obj))
    obj, account, at = obj[order].astype(np.int64), account[order].astype(np.int64), at[order].astype(np.int64)
    key = (obj << 33) + at - at.min()
    last = np.searchsorted(key, key + window, side="right")
    count = last - np.arange(len(key)) - 1
    left = np.repeat(np.arange(len(key)), count)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(count) - count, count)
    a, b = account[left], account[right]
    apart = a != b
    pair = (np.minimum(a, b)[apart] << 32) | np.maximum(a, b)[apart]
    on = obj[left][apart]
    _, shares = np.unique(pair, return_counts=True)
    by_pair = np.lexsort((on, pair))
    pair, on = pair[by_pair], on[by_pair]
    first = np.ones(len(pair), np.bool_)
    first[1:] = (pair[1:] != pair[:-1]) | (on[1:] != on[:-1])
    _, objects = np.unique(pair[first], return_counts=True)
    return int((shares >= 2).sum()), int((objects >= 2).sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--window", type=int, default=60)
    args = parser.parse_args()
    columns = ["object_id", "account_id", "timestamp_share"]
    if args.file.suffix == ".parquet":
        events = pq.read_table(args.file, columns=columns, read_dictionary=columns[:2])
    else:
        coded = pa.dictionary(pa.int32(), pa.string())
        options = pa_csv.ConvertOptions(include_columns=columns, column_types=dict.fromkeys(columns[:2], coded))
        events = pa_csv.read_csv(args.file, convert_options=options)
    obj, account = (events.column(c).unify_dictionaries().combine_chunks().indices.to_numpy() for c in columns[:2])
    share_pairs, object_pairs = co_sharing_pairs(obj, account, events.column(columns[2]).to_numpy(), args.window)
    print(json.dumps({"pairs_2_shares": share_pairs, "pairs_2_objects": object_pairs}))


if __name__ == "__main__":
    main()
