"""CPU seconds and memory from a file of events to tested pairs, against the same task done by others.

Everything runs as a process of its own: ``crosscurrent detect coordination FILE --window 60s --min-objects 2`` from
CSV and from Parquet; a NumPy reference that only counts; with ``--with-toolkit`` coordination-network-toolkit 1.5.2
(installed with pip into a virtual environment of its own; edges read from its SQLite table, because its CSV output
fails); and ``crosscurrent compat coortweet``. CPU seconds are user and system time, medians over repeats; the kernels
are compiled before the first measurement.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from _measure import CROSSCURRENT, Cost, measured, must, work_folder
from _tables import FULL_RESULTS, bars, sized_parser, table, write_json

HERE = Path(__file__).parent
TOOLKIT = "coordination-network-toolkit==1.5.2"
WINDOW_S = 60
CSV_CPU_BAR_S, PARQUET_CPU_BAR_S, RSS_BAR_MB = 8.0, 5.0, 1_000.0


def synthetic(rows: int) -> tuple[Path, Path]:
    """Generate events once; return the CSV and the Parquet file."""
    paths = work_folder() / f"synthetic-{rows}.csv", work_folder() / f"synthetic-{rows}.parquet"
    if not all(path.exists() for path in paths):
        made = measured([sys.executable, HERE / "_synthetic.py", "--rows", str(rows), "--csv", paths[0],
                         "--parquet", paths[1]])  # fmt: skip
        print(f"generated {must(made, 'the generator').output.strip()} in {made.cpu_s:.0f} CPU-s", flush=True)
    return paths


def detection(events: Path) -> list[str | Path]:
    """Return the command whose cost the bars are about."""
    return [CROSSCURRENT, "detect", "coordination", events, "--window", f"{WINDOW_S}s", "--min-objects", "2",
            "--quiet", "--out", work_folder() / "findings"]  # fmt: skip


def repeated(what: str, command: Sequence[str | Path], repeats: int) -> tuple[dict[str, Any], Cost]:
    """Run a command a few times; medians of its costs, and its last run."""
    costs = [must(measured(command), what) for _ in range(repeats)]
    figures: dict[str, Any] = {
        name: statistics.median(cost.figures()[name] for cost in costs) for name in ("cpu_s", "wall_s", "rss_mb")
    }
    figures.update(what=what, repeats=repeats, all_cpu_s=[round(cost.cpu_s, 2) for cost in costs])
    return figures, costs[-1]


def crosscurrent_runs(rows: int, repeats: int) -> list[dict[str, Any]]:
    runs = []
    for path in synthetic(rows):
        kind = "CSV" if path.suffix == ".csv" else "Parquet"
        figures, _ = repeated(f"crosscurrent, {kind}", detection(path), repeats)
        summary = json.loads((work_folder() / "findings" / "summary.json").read_text(encoding="utf-8"))
        figures["pairs"] = summary["tests"]["pairs_co_acting"]
        figures["significant"] = summary["tests"]["pairs_significant"]
        figures["group_accounts"] = [group["accounts"] for group in summary["groups"]][:5]
        staged = must(measured([sys.executable, HERE / "_stages.py", path, str(WINDOW_S)]), "the stages")
        figures["stages_cpu_s"] = json.loads(staged.output)
        runs.append(figures | {"rows": rows})
    return runs


def reference_run(rows: int, repeats: int) -> dict[str, Any]:
    command = [sys.executable, HERE / "_reference.py", synthetic(rows)[0], "--window", str(WINDOW_S)]
    figures, last = repeated("NumPy reference, CSV (counts only)", command, repeats)
    counted = json.loads(last.output)
    return figures | {"rows": rows, "pairs": counted["pairs_2_objects"], "pairs_2_shares": counted["pairs_2_shares"]}


def compat_run(rows: int, repeats: int) -> dict[str, Any]:
    command = [CROSSCURRENT, "compat", "coortweet", synthetic(rows)[0], "--time-window", "10",
               "--min-participation", "2", "--edge-weight", "0.5", "--quiet",
               "--out", work_folder() / "edges.csv"]  # fmt: skip
    figures, _ = repeated("crosscurrent compat coortweet, 10 s, CSV", command, repeats)
    edges = (work_folder() / "edges.csv").read_text(encoding="utf-8").splitlines()
    weight = edges[0].replace('"', "").split(",").index("weight")
    return figures | {"rows": rows, "pairs": sum(int(line.split(",")[weight]) >= 2 for line in edges[1:])}


# --- the toolkit ---------------------------------------------------------------------------------------


def toolkit_run(rows: int) -> list[dict[str, Any]]:
    """Run ingest and computation of the toolkit; its pairs are those with at least two shares."""
    tool = _toolkit()
    base = work_folder() / f"toolkit-{rows}"
    posts, database = base.with_suffix(".csv"), base.with_suffix(".db")
    database.unlink(missing_ok=True)
    must(measured([sys.executable, "-c", _TO_POSITIONS, synthetic(rows)[0], posts]), "the conversion")
    ingest = must(measured([tool, database, "preprocess", posts]), "the toolkit's preprocess")
    compute = measured([tool, database, "compute", "co_retweet", "--time_window", str(WINDOW_S),
                        "--min_edge_weight", "2", "--n_cpus", "2"])  # fmt: skip
    pairs = _toolkit_pairs(database)
    runs = [
        _toolkit_figures(rows, "toolkit 1.5.2: preprocess", ingest, None),
        _toolkit_figures(rows, "toolkit 1.5.2: compute", must(compute, "the toolkit's compute"), pairs),
    ]
    for path in (posts, database):
        path.unlink()
    return runs


def earlier_toolkit_runs(rows: int, full: bool) -> list[dict[str, Any]]:
    """Return what the toolkit cost in an earlier full run: it does not change when our code does."""
    path = FULL_RESULTS / "speed.json"
    if not full or not path.exists():
        return []
    runs = json.loads(path.read_text(encoding="utf-8"))["runs"]
    return [run for run in runs if run["what"].startswith("toolkit") and run["rows"] == rows]


def _toolkit() -> Path:
    home = work_folder() / "toolkit-venv"
    tool = home / "bin" / "compute_networks"
    if not tool.exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([home / "bin" / "pip", "install", "--quiet", TOOLKIT], check=True)
    return tool


def _toolkit_pairs(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        edges = connection.execute(
            "select user_1, user_2 from co_retweet_network where weight >= 2 and user_1 <> user_2"
        )
        return len({(min(a, b), max(a, b)) for a, b in edges})


def _toolkit_figures(rows: int, what: str, cost: Cost, pairs: int | None) -> dict[str, Any]:
    figures = {name: cost.figures()[name] for name in ("cpu_s", "wall_s", "rss_mb")}
    return {**figures, "what": what, "repeats": 1, "rows": rows, "pairs": pairs}


_TO_POSITIONS = """
import sys
import pyarrow as pa, pyarrow.csv as c
t = c.read_csv(sys.argv[1], convert_options=c.ConvertOptions(column_types={"content_id": pa.string()}))
blank = pa.array([""] * len(t))
columns = {"message_id": t["content_id"], "user_id": t["account_id"], "username": t["account_id"],
           "repost_id": t["object_id"], "reply_id": blank, "message": blank, "timestamp": t["timestamp_share"],
           "urls": blank}
c.write_csv(pa.table(columns), sys.argv[2], c.WriteOptions(quoting_style="none"))
"""


# --- all together --------------------------------------------------------------------------------------


def judged(runs: Sequence[dict[str, Any]], full: bool) -> dict[str, bool | None]:
    at_5m = {run["what"]: run for run in runs if run["rows"] == 5_000_000}
    csv, parquet = at_5m.get("crosscurrent, CSV"), at_5m.get("crosscurrent, Parquet")
    if not full or csv is None or parquet is None:
        return {"5 M rows: CSV <= 8 CPU-s and <= 1 GB, Parquet <= 5 CPU-s": None}
    return {
        f"5 M rows from CSV <= {CSV_CPU_BAR_S} CPU-s ({csv['cpu_s']})": csv["cpu_s"] <= CSV_CPU_BAR_S,
        f"5 M rows from CSV <= {RSS_BAR_MB:,.0f} MB ({csv['rss_mb']:,.0f})": csv["rss_mb"] <= RSS_BAR_MB,
        f"5 M rows from Parquet <= {PARQUET_CPU_BAR_S} CPU-s ({parquet['cpu_s']})":
            parquet["cpu_s"] <= PARQUET_CPU_BAR_S,
    }  # fmt: skip


def main() -> None:
    parser = sized_parser(__doc__)
    parser.add_argument("--rows", type=int, action="append", help="rows (1 M and 5 M, small: 200,000); repeatable")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--with-toolkit", action="store_true", help="also run coordination-network-toolkit, from PyPI")
    args = parser.parse_args()
    sizes = args.rows or ([1_000_000, 5_000_000] if args.full else [200_000])
    must(measured(detection(synthetic(min(sizes))[0])), "the first run, which compiles")
    runs: list[dict[str, Any]] = []
    for rows in sizes:
        runs += crosscurrent_runs(rows, args.repeats)
        runs.append(reference_run(rows, args.repeats))
        if rows <= 1_000_000:
            runs.append(compat_run(rows, args.repeats))
        runs += toolkit_run(rows) if args.with_toolkit else earlier_toolkit_runs(rows, args.full)
    table("cost", ["what", "rows", "CPU-s", "wall s", "max RSS MB", "pairs on >= 2 objects"],
          [[r["what"], r["rows"], r["cpu_s"], r["wall_s"], r["rss_mb"], r["pairs"]] for r in runs])  # fmt: skip
    staged = [run for run in runs if "stages_cpu_s" in run]
    stages = list(dict.fromkeys(stage for run in staged for stage in run["stages_cpu_s"]))
    table("CPU-s by stage", ["stage", *(f"{run['what']}, {run['rows']:,}" for run in staged)],
          [[stage, *(run["stages_cpu_s"].get(stage) for run in staged)] for stage in stages])  # fmt: skip
    held = judged(runs, args.full)
    bars(held)
    write_json("speed", args.full, {"window_s": WINDOW_S, "runs": runs, "bars": held})


if __name__ == "__main__":
    main()
