"""Who is accused when nobody is coordinated, and are the p-values what they say?

Organic worlds go through the detector with its defaults. Three published rules run beside it on the same worlds. Then
every test is held against its nominal rate: the share of pairs with p <= x, over x. Here pairs are tested from
one co-acted object on (the detector's default is two), so that nothing is hidden by the filter.
"""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from _rules import coortweet_rule, hypergeometric_p, percentile_rule, svn_rule
from _tables import FULL_RESULTS, SMALL_RESULTS, bars, sized_parser, table, write_json
from _worlds import (
    ALL_WINDOWS_S,
    ONE_WINDOW_S,
    Simulated,
    accounts_in_groups,
    accounts_in_significant_pairs,
    event_log,
    look,
    simulated,
)

from crosscurrent.detectors.coordination import pairtests
from crosscurrent.detectors.coordination.events import EventLog, layers
from crosscurrent.detectors.coordination.layerwork import LayerWork, study
from crosscurrent.detectors.coordination.pairtable import combine, family_size
from crosscurrent.detectors.coordination.pairtests import poisson_tail
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.engines.local import LocalEngine
from crosscurrent.simulate.organic import World

LEVELS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
RATIO_BAR = 1.5
#: The widest window has millions of co-acting pairs a world: its p-values are counted for so many seeds only.
WIDE_WINDOW_S, WIDE_SEEDS = 3_600, 5
#: A window as wide as all time: two accounts that acted on the same object at all.
EVER_US = 10**15


@dataclass(slots=True)
class Rejections:
    """Pooled counts of p <= x per test, and the number of hypotheses."""

    observed: dict[str, Counter[float]] = field(default_factory=dict)
    hypotheses: Counter[str] = field(default_factory=Counter)

    def add(self, test: str, p: np.ndarray, hypotheses: int) -> None:
        """Count one world's p-values; pairs that are not listed have p = 1."""
        counts = self.observed.setdefault(test, Counter())
        counts.update({x: int(np.count_nonzero(p <= x)) for x in LEVELS})
        self.hypotheses[test] += hypotheses

    def figures(self) -> dict[str, dict[str, dict[str, float]]]:
        """Return count, expected and ratio per test and level."""
        return {
            test: {
                f"{x:.0e}": {
                    "count": counts[x],
                    "expected": self.hypotheses[test] * x,
                    "ratio": counts[x] / (self.hypotheses[test] * x),
                }
                for x in LEVELS
            }
            for test, counts in self.observed.items()
        }


def calibrate(log: EventLog, windows_s: tuple[int, ...], into: Rejections) -> dict[str, int]:
    """Test every pair of an organic world and count; return the accounts that the published rules flag."""
    pairtests.TEST_ALL = 10**12  # the detector skips p_when where p_joint is dull; here every p counts
    parameters = Parameters(windows_us=tuple(w * 1_000_000 for w in windows_s), min_objects=1)
    (layer,) = layers(log)
    work = study(layer, LocalEngine(), parameters)
    family = family_size([work], 1)
    i, j, shared = work.loaded.pairs(EVER_US, 1)
    for window, tests in zip(windows_s, work.tests, strict=True):
        into.add(f"p_joint {window} s", tests.p_joint, family)
        into.add(f"p_when {window} s", tests.p_when, len(i))
    into.add("p_what", poisson_tail(shared, work.rates[0].expected_shared(i, j)), family)
    into.add(f"combined, {len(windows_s)} window(s)", combine([work], [work.tests], family).p, family)
    return _flagged_by_others(work, windows_s, family, (i, j, shared), into)


def _flagged_by_others(
    work: LayerWork, windows_s: tuple[int, ...], family: int, ever: tuple[np.ndarray, ...], into: Rejections
) -> dict[str, int]:
    i, j, shared = ever
    p = hypergeometric_p(i, j, shared, work.classes.objects, work.layer.n_objects)
    into.add("hypergeometric SVN", p, family)
    at_60 = work.tests[windows_s.index(60)]
    return {"percentile 99.5, 60 s": len(percentile_rule(at_60)), "SVN BH 5 %": len(svn_rule(i, j, p, family))}


def accused(one: Simulated, windows_s: tuple[int, ...], behaviour: str) -> dict[str, int]:
    """Run the detector and count accounts by what became of them."""
    findings = look(one.actions, windows_s, behaviour)
    return {
        "coordinated": len(accounts_in_groups(findings, "coordinated")),
        "trigger_explained": len(accounts_in_groups(findings, "trigger_explained")),
        "in a significant pair": accounts_in_significant_pairs(findings),
        "planted": one.planted,
    }


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of world.

    Attributes:
        world: The world.
        seeds: Number of seeds.
        ratio_windows_s: Windows at which p-values are held against their nominal rates.
        behaviour: Behaviour the actions are said to be; some (a text, a hashtag) come back again and again, so that
            the detector does not ask whether a shared trigger explains a group.
    """

    world: World
    seeds: int
    ratio_windows_s: tuple[int, ...] = ONE_WINDOW_S
    behaviour: str = "link"


def blocks(full: bool, seeds: int, accounts: int, fan_clubs: int) -> dict[str, Block]:
    """Return the kinds of worlds; the first is the one the bars are about."""
    few = 5 if full else 1
    eager = World(accounts=min(accounts, 2_000), fan_clubs=3, fan_members=60, fan_delay_s=60.0, fan_turnout=0.6)
    return {
        "organic": Block(World(accounts=accounts, fan_clubs=fan_clubs), seeds, ALL_WINDOWS_S),
        "3 fan clubs": Block(World(accounts=accounts, fan_clubs=3), few),
        "4 communities": Block(World(accounts=accounts, communities=4), few),
        "30 communities": Block(World(accounts=accounts, communities=30), few),
        "1,000 accounts, links": Block(World(accounts=1_000), few),
        "1,000 accounts, texts": Block(World(accounts=1_000), few, behaviour="same_text"),
        "eager fan clubs, links": Block(eager, few),
        "eager fan clubs, texts": Block(eager, few, behaviour="same_text"),
    }


def run_block(block: Block) -> dict[str, Any]:
    """Run one kind of world over its seeds."""
    rejections, per_seed = Rejections(), []
    for seed in range(block.seeds):
        begun = time.process_time()
        one = simulated(block.world, None, seed)
        row: dict[str, Any] = {"seed": seed, "events": len(one.actions.at_s)}
        row["default windows"] = accused(one, ALL_WINDOWS_S, block.behaviour)
        row["60 s"] = accused(one, ONE_WINDOW_S, block.behaviour)
        windows_s = tuple(w for w in block.ratio_windows_s if w < WIDE_WINDOW_S or seed < WIDE_SEEDS)
        row["others"] = calibrate(event_log(one.actions), windows_s, rejections)
        row["others"]["CooRTweet flag, 60 s"] = len(coortweet_rule(one.actions, 60))
        row["others"]["CooRTweet flag, 10 s"] = len(coortweet_rule(one.actions, 10))
        row["cpu_s"] = round(time.process_time() - begun, 1)
        per_seed.append(row)
        print(f"seed {seed}: {row}", flush=True)
    return {"seeds": per_seed, "rejections": rejections.figures(), "hypotheses": dict(rejections.hypotheses)}


def print_block(title: str, block: dict[str, Any]) -> None:
    rows = [
        _spread(f"crosscurrent, {windows}: {what}", [s[windows][what] for s in block["seeds"]])
        for windows in ("default windows", "60 s")
        for what in ("coordinated", "trigger_explained", "in a significant pair")
    ]
    rows += [_spread(rule, [s["others"][rule] for s in block["seeds"]]) for rule in block["seeds"][0]["others"]]
    table(f"{title}: accounts", ["rule", "seeds", "seeds with none", "median", "most"], rows)
    table(
        f"{title}: rejections, observed / nominal (count)",
        ["test", *(f"{x:.0e}" for x in LEVELS)],
        [
            [test, *(f"{cell['ratio']:.2f} ({cell['count']:,})" for cell in levels.values())]
            for test, levels in block["rejections"].items()
        ],
    )


def _spread(name: str, counts: list[int]) -> list[Any]:
    return [name, len(counts), sum(c == 0 for c in counts), float(statistics.median(counts)), max(counts)]


def judged(block: dict[str, Any], full: bool) -> dict[str, bool | None]:
    clean = {w: sum(s[w]["coordinated"] == 0 for s in block["seeds"]) for w in ("default windows", "60 s")}
    n = len(block["seeds"])
    ours = {t: levels for t, levels in block["rejections"].items() if "SVN" not in t}
    worst = max((cell["ratio"], f"{t} at {x}") for t, levels in ours.items() for x, cell in levels.items())
    enough = full and n >= 20
    return {
        f"nobody flagged in at least 19 of 20 seeds, default windows ({clean['default windows']} of {n})":
            clean["default windows"] >= 0.95 * n if enough else None,
        f"nobody flagged in at least 19 of 20 seeds, 60 s ({clean['60 s']} of {n})":
            clean["60 s"] >= 0.95 * n if enough else None,
        f"observed / nominal <= {RATIO_BAR} everywhere (worst {worst[0]:.2f}: {worst[1]})":
            worst[0] <= RATIO_BAR if enough else None,
    }  # fmt: skip


def main() -> None:
    parser = sized_parser(__doc__)
    parser.add_argument("--seeds", type=int, help="number of seeds (20, small: 2)")
    parser.add_argument("--accounts", type=int, help="accounts per world (6,000, small: 2,500)")
    parser.add_argument("--fan-clubs", type=int, default=0, help="fan clubs in the main block")
    parser.add_argument("--only", help="only blocks whose name contains this; the others are kept from before")
    args = parser.parse_args()
    seeds, accounts = args.seeds or (20 if args.full else 2), args.accounts or (6_000 if args.full else 2_500)
    ran = kept_results(args.full, accounts) if args.only else {}
    for name, block in blocks(args.full, seeds, accounts, args.fan_clubs).items():
        if (args.only or "") in name:
            ran[name] = run_block(block)
            print_block(name, ran[name])
    held = judged(ran["organic"], args.full) if "organic" in ran else {}
    bars(held)
    write_json("calibration", args.full, {"accounts": accounts, "blocks": ran, "bars": held})


def kept_results(full: bool, accounts: int) -> dict[str, Any]:
    """Return the blocks of an earlier run at the same size."""
    path: Path = (FULL_RESULTS if full else SMALL_RESULTS) / "calibration.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"accounts": None}
    kept: dict[str, Any] = before["blocks"] if before["accounts"] == accounts else {}
    return kept


if __name__ == "__main__":
    main()
