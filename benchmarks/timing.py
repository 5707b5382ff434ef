"""Do bursts seem to follow events nobody reacts to, are they found where they do, and what does it cost?

Series with a weekly rhythm, drift, clustered posts and bursts of their own. Eight debates are put into weeks at random;
in half of the worlds nobody reacts, in the others to so many of them. Share of worlds in which the corrected p of the
best horizon is at most the level, by kind of shift.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from _tables import bars, sized_parser, table, write_json

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crosscurrent.detectors.timing.detect import Timing, detect
from crosscurrent.detectors.timing.parameters import WEEK_US, Parameters
from tests.unit.timing.worlds import T0_US, after_debate, debates, posts
from tests.unit.timing.worlds import table as times_of

LEVELS = (0.1, 0.05, 0.01)
#: Weeks, posts a day.
SERIES = ((12, 30.0), (30, 10.0), (104, 2.0))
EVENTS = 8
ANSWERED = (2, 4, 6)
FACTOR = 8.0


def world(seed: int, weeks: int, per_day: float, answered: int) -> tuple[Timing, float]:
    rng = np.random.default_rng(seed)
    held = np.sort(rng.choice(np.arange(1, weeks - 1), EVENTS, replace=False)).tolist()
    boosts = [after_debate(week, FACTOR) for week in rng.permutation(held)[:answered].tolist()]
    times = times_of({"topic": posts(rng, weeks, per_day, boosts)})
    begun = time.process_time()
    found = detect(times, debates(held), Parameters(observed_us=(T0_US, T0_US + weeks * WEEK_US)))
    return found, time.process_time() - begun


def smallest(found: Timing, shift: str) -> float | None:
    ps = [row["p_horizons"] for row in found.after.to_pylist() if row["shift"] == shift]
    return min((p for p in ps if p is not None), default=None)


def rates(worlds: int, weeks: int, per_day: float, answered: int) -> list[dict[str, Any]]:
    looked = [world(1_000 * answered + seed, weeks, per_day, answered) for seed in range(worlds)]
    rows = []
    for shift in ("week", "day"):
        ps = [p for found, _ in looked if (p := smallest(found, shift)) is not None]
        rows.append({
            "weeks": weeks, "per_day": per_day, "answered": answered, "shift": shift, "worlds": worlds,
            "tested": len(ps),
            "rejected": {str(level): sum(p <= level for p in ps) / worlds for level in LEVELS},
            "bursts": float(np.mean([found.bursts.num_rows for found, _ in looked])),
            "cpu_s": float(np.mean([cost for _, cost in looked])),
        })  # fmt: skip
    return rows


def main() -> None:
    full = sized_parser(__doc__).parse_args().full
    worlds = 400 if full else 60
    world(0, 12, 5.0, 0)  # compiles
    found = [
        row
        for weeks, per_day in SERIES
        for answered in (0, *ANSWERED)
        for row in rates(worlds, weeks, per_day, answered)
    ]
    levels = [f"p <= {level}" for level in LEVELS]
    head = ["weeks", "posts a day", "answered of 8", "shift", "tested", *levels, "bursts", "CPU s a series"]
    table("Worlds in which bursts are said to follow events", head, [
        [row["weeks"], row["per_day"], row["answered"], row["shift"], row["tested"], *row["rejected"].values(),
         row["bursts"], row["cpu_s"]]
        for row in found
    ])  # fmt: skip
    slack = {level: 3 * (level * (1 - level) / worlds) ** 0.5 for level in LEVELS}
    nulls = [row for row in found if row["answered"] == 0]
    planted = [row for row in found if row["answered"] == 6 and row["weeks"] == 30]
    bars({
        "no level is exceeded where nobody reacts (three standard deviations allowed)": all(
            row["rejected"][str(level)] <= level + slack[level] for row in nulls for level in LEVELS
        ),
        "six answered of eight are found at .05 in nine of ten worlds (30 weeks, 10 posts a day)": all(
            row["rejected"]["0.05"] >= 0.9 for row in planted
        ),
    })  # fmt: skip
    write_json("timing", full, {"rows": found})


if __name__ == "__main__":
    main()
