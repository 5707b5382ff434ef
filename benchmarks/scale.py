"""Does the cost per row stay what it is as the input grows?

The generator of the speed benchmark at growing sizes, from Parquet (``--csv``: from CSV), 60 s window, two objects.
With the same 200,000 accounts at every size, pairs that co-act twice by chance grow with the square of the rows; with
``--accounts-per-row`` the number of accounts grows with the rows instead. Files are deleted after each size.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from _measure import CROSSCURRENT, measured, must, work_folder
from _tables import bars, sized_parser, table, write_json

HERE = Path(__file__).parent
WINDOW = "60s"
BASE_ROWS, BASE_ACCOUNTS = 5_000_000, 200_000
RATIO_BAR, RSS_BAR_MB = 1.5, 8_000.0
#: Bytes of disk a row may need at most: the file, the findings and what the detector spills.
DISK_PER_ROW = 150


def one_size(rows: int, accounts: int, csv: bool) -> dict[str, Any]:
    """Generate, detect, measure, delete."""
    folder = work_folder()
    free = shutil.disk_usage(folder).free
    if free < rows * DISK_PER_ROW:
        sys.exit(f"{rows:,} rows may need {rows * DISK_PER_ROW / 1e9:.0f} GB of disk, {free / 1e9:.0f} GB are free")
    path, findings = folder / f"scale-{rows}-{accounts}{'.csv' if csv else '.parquet'}", folder / "scale-findings"
    try:
        made = must(measured([sys.executable, HERE / "_synthetic.py", "--rows", str(rows), "--accounts", str(accounts),
                              "--csv" if csv else "--parquet", path]), "the generator")  # fmt: skip
        print(f"generated {made.output.strip()} in {made.cpu_s:.0f} CPU-s, {made.rss_mb:,.0f} MB", flush=True)
        command = [CROSSCURRENT, "detect", "coordination", path, "--window", WINDOW, "--min-objects", "2", "--quiet",
                   "--out", findings]  # fmt: skip
        cost = must(measured(command), f"detection on {rows:,} rows")
        summary = json.loads((findings / "summary.json").read_text(encoding="utf-8"))
    finally:
        path.unlink(missing_ok=True)
        shutil.rmtree(findings, ignore_errors=True)
    figures: dict[str, Any] = {"rows": rows, "accounts": accounts, "csv": csv, **cost.figures()}
    figures.update(
        us_per_row=round(cost.cpu_s / rows * 1e6, 3),
        pairs=summary["tests"]["pairs_co_acting"],
        significant=summary["tests"]["pairs_significant"],
        groups=[[group["accounts"], group["status"]] for group in summary["groups"]][:5],
    )
    print(f"{rows:,} rows: {figures}", flush=True)
    return figures


def judged(runs: list[dict[str, Any]]) -> dict[str, bool | None]:
    by_rows = {run["rows"]: run for run in runs}
    base, big = by_rows.get(BASE_ROWS), by_rows.get(100_000_000)
    if base is None or big is None:
        return {"100 M rows: <= 8 GB, cost per row <= 1.5 x that at 5 M": None}
    ratio = big["us_per_row"] / base["us_per_row"]
    return {
        f"100 M rows within {RSS_BAR_MB:,.0f} MB ({big['rss_mb']:,.0f})": big["rss_mb"] <= RSS_BAR_MB,
        f"cost per row at 100 M <= {RATIO_BAR} x that at 5 M ({ratio:.2f})": ratio <= RATIO_BAR,
    }


def main() -> None:
    parser = sized_parser(__doc__)
    parser.add_argument("--rows", type=int, action="append", help="rows (5, 20 and 100 M, small: 0.5 and 2 M)")
    parser.add_argument("--csv", action="store_true", help="from CSV instead of Parquet")
    parser.add_argument("--accounts-per-row", action="store_true", help="as many accounts per row as at 5 M")
    args = parser.parse_args()
    sizes = args.rows or ([BASE_ROWS, 20_000_000, 100_000_000] if args.full else [500_000, 2_000_000])
    runs = []
    for rows in sizes:
        accounts = max(1_000, rows * BASE_ACCOUNTS // BASE_ROWS) if args.accounts_per_row else BASE_ACCOUNTS
        runs.append(one_size(rows, accounts, args.csv))
    table("cost by size", ["rows", "accounts", "CPU-s", "µs a row", "relative", "wall s", "max RSS MB",
                           "pairs on >= 2 objects", "significant"],
          [[r["rows"], r["accounts"], r["cpu_s"], r["us_per_row"], r["us_per_row"] / runs[0]["us_per_row"], r["wall_s"],
            r["rss_mb"], r["pairs"], r["significant"]] for r in runs])  # fmt: skip
    held = judged(runs)
    bars(held)
    name = "scale" + ("-accounts" if args.accounts_per_row else "") + ("-csv" if args.csv else "")
    write_json(name, args.full, {"runs": runs, "bars": held})


if __name__ == "__main__":
    main()
