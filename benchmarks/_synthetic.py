"""Synthetic co-sharing events of any size, as CSV (unquoted) and Parquet; run as a script, to give memory back.

An eighth as many objects as rows, popularity 1 / rank^0.9, at most 5,000 shares each; 200,000 accounts with log-normal
activity; objects born over 30 days, shared after 8 h on average, two in a hundred within a minute. Planted: 120
accounts on 400 objects of their own; at each, 40 to 70 % of them within 8 seconds. Rows are made and written in chunks.

    python benchmarks/_synthetic.py --rows 1000000 --csv FILE --parquet FILE
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

SEED = 20240229
BEGIN_S, PERIOD_S = 1_700_000_000, 30 * 86_400
ACCOUNTS, PLANTED_ACCOUNTS, PLANTED_OBJECTS, PLANTED_SPAN_S = 200_000, 120, 400, 8.0
MOST_SHARES = 5_000
CHUNK = 2_000_000
I32 = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares in the order they are written; times are seconds after :data:`BEGIN_S`."""

    obj: I32
    account: I32
    at: I32
    order: I32


def draw(rows: int, accounts: int = ACCOUNTS) -> Shares:
    """Draw so many shares; four bytes a number, about 24 bytes a row at most."""
    rng = np.random.default_rng(SEED)
    planted = _planted(rng, rows // 8, accounts)
    obj = _background_objects(rng, rows - len(planted.obj), rows // 8)
    activity = np.cumsum(rng.lognormal(0.0, 1.2, accounts))
    born = rng.random(rows // 8) * PERIOD_S
    account, at = np.empty(len(obj), np.int32), np.empty(len(obj), np.int32)
    for first in range(0, len(obj), CHUNK):
        here = slice(first, min(first + CHUNK, len(obj)))
        n = here.stop - first
        account[here] = np.searchsorted(activity, rng.random(n) * activity[-1]).clip(0, accounts - 1)
        mean_delay = np.where(rng.random(n) < 0.02, 60.0, 8 * 3_600.0)
        at[here] = born[obj[here]] + rng.exponential(1.0, n) * mean_delay
    joined = [np.concatenate(pair) for pair in ((obj, planted.obj), (account, planted.account), (at, planted.at))]
    order = np.arange(rows, dtype=np.int32)
    rng.shuffle(order)
    return Shares(*joined, order)


def _planted(rng: np.random.Generator, first_object: int, first_account: int) -> Shares:
    obj, account, at = [], [], []
    for number in range(PLANTED_OBJECTS):
        size = round(rng.uniform(0.4, 0.7) * PLANTED_ACCOUNTS)
        account.append(first_account + rng.choice(PLANTED_ACCOUNTS, size, replace=False))
        obj.append(np.full(size, first_object + number))
        at.append(rng.random() * PERIOD_S + rng.random(size) * PLANTED_SPAN_S)
    return Shares(*(np.concatenate(c).astype(np.int32) for c in (obj, account, at)), np.empty(0, np.int32))


def _background_objects(rng: np.random.Generator, rows: int, n_objects: int) -> I32:
    popularity = 1 / np.arange(1, n_objects + 1) ** 0.9
    shares = np.minimum(rng.multinomial(round(1.3 * rows), popularity / popularity.sum()), MOST_SHARES)
    obj = np.repeat(np.arange(n_objects, dtype=np.int32), shares)
    rng.shuffle(obj)
    short = max(rows - len(obj), 0)
    more = rng.integers(n_objects // 50, n_objects, short).astype(np.int32)
    return np.concatenate([obj[:rows], more]) if short else obj[:rows].copy()


def table_of(shares: Shares, first: int, stop: int) -> pa.Table:
    """Return rows ``first`` … ``stop`` as written; content ids are running numbers."""
    rows = shares.order[first:stop]
    return pa.table(
        {
            "object_id": _text("o", shares.obj[rows]),
            "account_id": _text("a", shares.account[rows]),
            "content_id": pa.array(np.arange(first, stop)).cast(pa.string()),
            "timestamp_share": pa.array(shares.at[rows].astype(np.int64) + BEGIN_S),
        }
    )


def _text(prefix: str, numbers: I32) -> pa.Array:
    return pc.binary_join_element_wise(pa.scalar(prefix), pa.array(numbers).cast(pa.string()), "")


def write(shares: Shares, csv: Path | None, parquet: Path | None) -> None:
    """Write the shares chunk by chunk."""
    schema = table_of(shares, 0, 1).schema
    unquoted = pa_csv.WriteOptions(quoting_style="none")
    csv_to = pa_csv.CSVWriter(csv, schema, write_options=unquoted) if csv else None
    parquet_to = pq.ParquetWriter(parquet, schema) if parquet else None
    for first in range(0, len(shares.order), CHUNK):
        chunk = table_of(shares, first, min(first + CHUNK, len(shares.order)))
        if csv_to:
            csv_to.write_table(chunk)
        if parquet_to:
            parquet_to.write_table(chunk, row_group_size=1_000_000)
    for writer in (csv_to, parquet_to):
        if writer:
            writer.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--accounts", type=int, default=ACCOUNTS)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--parquet", type=Path)
    args = parser.parse_args()
    shares = draw(args.rows, args.accounts)
    write(shares, args.csv, args.parquet)
    per_object = np.bincount(shares.obj)
    figures = {
        "rows": args.rows,
        "objects": int((per_object > 0).sum()),
        "accounts": len(np.unique(shares.account)),
        "most_shares": int(per_object.max()),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
