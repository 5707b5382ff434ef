"""How much of a planted network is found, and does the detector foretell it?

Four networks hide in an organic world: 30 accounts each, 10 boosts, every member at its own moment within three
minutes before or after the agreed time, and 60 % of the members at each boost. Half of the boosted objects are
objects others act on too. Counted as found: planted accounts in groups with the status "coordinated"; as innocent:
all others in such groups. The column "foretold" is the power that the detector computes from the data alone for a
network of that size, number of boosts and jitter.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from _tables import bars, sized_parser, table, write_json
from _worlds import ALL_WINDOWS_S, ONE_WINDOW_S, accounts_in_groups, look, sampled, simulated

from crosscurrent.detectors.coordination import power as foretelling
from crosscurrent.simulate.organic import World
from crosscurrent.simulate.planted import Plan

FOUND_BAR = 0.95
SIZES, BOOSTS = (5, 10, 20, 30, 50), (3, 5, 7, 10, 15, 20, 30)
BASE = Plan()
JITTERS_S, SHARES = (10.0, 60.0, 180.0, 600.0), (1.0, 0.5, 0.25, 0.1)


@dataclass(frozen=True, slots=True)
class Case:
    """One point of a curve.

    Attributes:
        name: What is varied and to what.
        plan: What is planted.
        share: Share of all actions that the capture holds.
        windows_s: Windows of the detector.
    """

    name: str
    plan: Plan = BASE
    share: float = 1.0
    windows_s: tuple[int, ...] = ONE_WINDOW_S


@contextmanager
def foretold_for(plan: Plan) -> Iterator[None]:
    """Have the detector foretell its power for this plan instead of its reference group."""
    kept = foretelling.REFERENCE, foretelling.JITTER_S
    foretelling.REFERENCE, foretelling.JITTER_S = (plan.members, plan.boosts), plan.jitter_s
    try:
        yield
    finally:
        foretelling.REFERENCE, foretelling.JITTER_S = kept


def one_run(case: Case, accounts: int, seed: int) -> dict[str, Any]:
    """Plant, look, and hold what is found against the truth."""
    world = simulated(World(accounts=accounts), case.plan, seed)
    if case.share < 1:
        world = sampled(world, case.share, seed)
    begun = time.process_time()
    with foretold_for(case.plan):
        findings = look(world.actions, case.windows_s)
    flagged = accounts_in_groups(findings, "coordinated")
    explained = accounts_in_groups(findings, "trigger_explained")
    found = int((world.network[flagged] > 0).sum())
    return {
        "seed": seed,
        "planted": world.planted,
        "found": found,
        "innocent": len(flagged) - found,
        "explained": int((world.network[explained] > 0).sum()),
        "explained_innocent": int((world.network[explained] == 0).sum()),
        "foretold": findings.summary["power"]["reference"]["power"],
        "cpu_s": round(time.process_time() - begun, 1),
    }


def run_case(case: Case, accounts: int, seeds: int) -> dict[str, Any]:
    """Run a case over seeds and sum up."""
    runs = [one_run(case, accounts, seed) for seed in range(seeds)]
    summed = {
        "name": case.name,
        "windows_s": list(case.windows_s),
        "planted": runs[0]["planted"],
        "median_found": statistics.median(run["found"] for run in runs),
        "least_found": min(run["found"] for run in runs),
        "most_found": max(run["found"] for run in runs),
        "median_innocent": statistics.median(run["innocent"] for run in runs),
        "most_innocent": max(run["innocent"] for run in runs),
        "median_explained": statistics.median(run["explained"] for run in runs),
        "foretold": statistics.mean(run["foretold"] for run in runs),
        "runs": runs,
    }
    print(f"{case.name}: {[(run['found'], run['innocent'], run['explained']) for run in runs]}", flush=True)
    return summed


def cases(full: bool) -> dict[str, Sequence[Case]]:
    """Return the curves."""
    sizes, boosts = (SIZES, BOOSTS) if full else ((10, 30), (5, 10, 20))
    jitters, shares = (JITTERS_S, SHARES) if full else ((10.0, 180.0), (0.5,))
    base, every = BASE, {"windows_s": ALL_WINDOWS_S}
    curves = {
        "accounts per network": [Case(f"{n} accounts", replace(base, members=n)) for n in sizes],
        "boosts": [Case(f"{b} boosts", replace(base, boosts=b)) for b in boosts],
        "jitter": [Case(f"± {j:.0f} s", replace(base, jitter_s=j)) for j in jitters],
        "sampling": [Case(f"{share:.0%} of actions", base, share) for share in shares],
    }
    if full:
        curves["default windows"] = [
            Case("default windows", base, **every),
            Case("default windows, ± 600 s", replace(base, jitter_s=600.0), **every),
        ]
    return curves


def print_cases(title: str, summed: Sequence[dict[str, Any]]) -> None:
    table(
        title,
        ["case", "planted", "found: median", "least", "most", "share", "foretold", "innocent: median", "most",
         "found, but explained by a trigger"],
        [
            [one["name"], one["planted"], float(one["median_found"]), one["least_found"], one["most_found"],
             one["median_found"] / one["planted"], one["foretold"], float(one["median_innocent"]),
             one["most_innocent"], float(one["median_explained"])]
            for one in summed
        ],
    )  # fmt: skip


def main() -> None:
    parser = sized_parser(__doc__)
    parser.add_argument("--seeds", type=int, help="seeds of the main case (20, small: 2)")
    parser.add_argument("--accounts", type=int, default=6_000, help="accounts per world")
    args = parser.parse_args()
    seeds = args.seeds or (20 if args.full else 2)
    main_case = run_case(Case("4 x 30 x 10, ± 180 s, 60 s window"), args.accounts, seeds)
    curves = {
        name: [run_case(case, args.accounts, 5 if args.full else 1) for case in curve]
        for name, curve in cases(args.full).items()
    }
    print_cases("the bar's case", [main_case])
    for name, curve in curves.items():
        print_cases(name, curve)
    reached = main_case["median_found"] >= FOUND_BAR * main_case["planted"] and main_case["median_innocent"] == 0
    held = {
        f"at least 95 % of {main_case['planted']} found with 0 innocent, medians over 20 seeds (median "
        f"{main_case['median_found']}, innocent {main_case['median_innocent']})": reached if seeds >= 20 else None
    }
    bars(held)
    write_json("power", args.full, {"accounts": args.accounts, "main": main_case, "curves": curves, "bars": held})


if __name__ == "__main__":
    main()
