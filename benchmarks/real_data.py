"""What ``crosscurrent investigate`` says about real captures; numbers only, no names and no texts.

Reads the reference data that lies beside the checkout (``../shared/data``) and skips, with the reason, what is absent.
With ``--full`` it writes benchmarks/real_data.md; what is written there under "Reading" is kept.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _measure import CROSSCURRENT, measured, work_folder
from _tables import ROOT, sized_parser, table, write_json

REFERENCE = ROOT.parent / "shared" / "data"
PAGE = ROOT / "benchmarks" / "real_data.md"
READING = "## Reading"
#: What the prototype of the method found at 60 s: pairs on >= 1 and >= 2 objects; pairs at BH 5 % / 0.1 %.
PROTOTYPE = {
    "CooRTweet russian": {"pairs_1": 6_193, "pairs_2": 32, "p_when": (0, 0), "p_joint": (0, 0)},
    "CooRTweet german, URLs": {"pairs_1": 2_852, "pairs_2": 1_107, "p_when": (15, 12), "p_joint": (843, 646)},
}


@dataclass(frozen=True, slots=True)
class Capture:
    """One real capture.

    Attributes:
        name: Name in tables.
        file: File of the reference data.
        options: Further arguments of ``investigate``.
        column: Column to take as object id, where the file must first be brought into the CooRTweet layout.
        prefix: Prefix of the object ids then.
        small: Part of the small run.
    """

    name: str
    file: str
    options: tuple[str, ...] = ()
    column: str | None = None
    prefix: str = ""
    small: bool = False


CAPTURES = (
    Capture("CooRTweet russian", "coortweet_russian_coord_tweets.parquet", small=True),
    Capture("CooRTweet german, URLs", "coortweet_german_elections.parquet", column="url_id", prefix="url_"),
    Capture("CooRTweet german, images", "coortweet_german_elections.parquet", column="phash_id", prefix="hash_",
            small=True),
    Capture("IRA, English, 2016", "ira_tweets_en_2016-08_2016-11.parquet", ("--assume-zone", "UTC")),
    Capture("Weibo CED reposts", "zh_weibo_ced_reposts.parquet"),
)  # fmt: skip


def prepared(capture: Capture) -> Path:
    """Return the file to investigate, in the CooRTweet layout where the capture needs that.

    Rows without the object are dropped, then rows that are equal in all four columns.
    """
    source = REFERENCE / capture.file
    if capture.column is None:
        return source
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    rows = pq.read_table(source, columns=[capture.column, "account_id", "post_id", "timestamp"])
    rows = rows.filter(pc.is_valid(rows.column(capture.column)))
    object_id = pc.binary_join_element_wise(capture.prefix, rows.column(capture.column).cast(pa.string()), "")
    content_id = rows.column("post_id").cast(pa.string())
    shares = pa.table([object_id, rows.column("account_id"), content_id, rows.column("timestamp")],
                      ["object_id", "account_id", "content_id", "timestamp_share"])  # fmt: skip
    shares = shares.group_by(shares.column_names).aggregate([]).sort_by("timestamp_share")
    path = work_folder() / f"{capture.prefix}shares.parquet"
    pq.write_table(shares, path)
    return path


def investigated(capture: Capture, path: Path) -> dict[str, Any]:
    """Investigate one capture and take down the numbers."""
    case = work_folder() / "real-case"
    shutil.rmtree(case, ignore_errors=True)
    cost = measured([CROSSCURRENT, "investigate", path, "--case", case, "--by", "benchmark", "--quiet",
                     "--on-bad-row", "report", *capture.options])  # fmt: skip
    figures: dict[str, Any] = {"name": capture.name, **cost.figures()}
    if cost.code != 0:
        return figures | {"failed": cost.errors.strip().splitlines()[-1:] or ["no message"]}
    place = case / "findings" / "coordination"
    summary = json.loads((place / "summary.json").read_text(encoding="utf-8"))
    figures.update(_numbers(summary))
    if capture.name.startswith("IRA"):
        figures["ira"] = _against_categories(place / "groups.parquet", path)
    shutil.rmtree(case)
    return figures


def _numbers(summary: dict[str, Any]) -> dict[str, Any]:
    groups = summary["groups"]
    kept = ("accounts", "status", "which", "objects", "actions", "p_group", "p_synchrony", "p_trigger",
            "trigger_objects", "median_gap_us")  # fmt: skip
    return {
        "status": summary["status"],
        "reason": summary["reason"],
        "input": {k: v for k, v in summary["input"].items() if k not in ("first_at_us", "last_at_us")},
        "windows": summary["windows"],
        "tests": summary["tests"],
        "permutation": summary["permutation"],
        "aggregate_excess": summary["aggregate_excess"],
        "power": summary["power"],
        "blocks": summary["blocks"],
        "groups": [{key: group[key] for key in kept} for group in groups],
        "groups_by_status": dict(Counter(group["status"] for group in groups)),
        "accounts_by_status": {
            status: sum(group["accounts"] for group in groups if group["status"] == status)
            for status in ("coordinated", "trigger_explained")
        },
    }


def _against_categories(groups: Path, source: Path) -> dict[str, Any]:
    """Hold the groups against the platform's categories: purity, and how many of the labelled accounts are in one."""
    import pyarrow.parquet as pq

    labelled = pq.read_table(source, columns=["author", "account_category"]).group_by(["author", "account_category"])
    rows = labelled.aggregate([]).to_pylist()
    category = {row["author"].lower(): row["account_category"] for row in rows}
    found: dict[str, Any] = {"accounts": len(category), "largest_category": max(Counter(category.values()).values())}
    members = pq.read_table(groups, columns=["group_id", "account_id", "status"]).to_pylist()
    for status in ("coordinated", "trigger_explained"):
        mix: dict[str, Counter[str]] = {}
        for row in members:
            if row["status"] == status:
                handle = row["account_id"].rsplit(":", 1)[-1].lstrip("@").lower()
                mix.setdefault(row["group_id"], Counter())[category[handle]] += 1
        grouped = sum(sum(counts.values()) for counts in mix.values())
        pure = sum(max(counts.values()) for counts in mix.values())
        found[status] = {
            "groups": len(mix),
            "memberships": grouped,
            "purity": pure / grouped if grouped else None,
            "accounts_of_445": len({row["account_id"] for row in members if row["status"] == status}),
            "mixes": [dict(counts.most_common()) for counts in mix.values()][:12],
        }
    return found


def edges_at_60_s(path: Path) -> dict[str, Any]:
    """Test the pairs of one file at 60 s from one object on, as the prototype did, and count those that stand out."""
    from crosscurrent.connectors.base import ReadOptions
    from crosscurrent.detectors.coordination.events import layers
    from crosscurrent.detectors.coordination.layerwork import study
    from crosscurrent.detectors.coordination.multiplicity import discoveries
    from crosscurrent.detectors.coordination.parameters import Parameters
    from crosscurrent.engines.local import LocalEngine
    from crosscurrent.workflows.detect_coordination import read_events
    from crosscurrent.workflows.progress import NullProgress

    log = read_events([str(path)], ReadOptions(), NullProgress()).log
    n = len(log.accounts)
    (layer,) = layers(log)
    work = study(layer, LocalEngine(), Parameters(windows_us=(60_000_000,), min_objects=1))
    (tests,) = work.tests
    found: dict[str, Any] = {
        "pairs_1": len(tests.i),
        "pairs_2": int((tests.objects >= 2).sum()),
        "communities": work.blocks.found,
    }
    for name in ("p_when", "p_joint"):
        q = discoveries(getattr(tests, name), n * (n - 1) // 2).q
        found[name] = [int((q <= level).sum()) for level in (0.05, 0.001)]
    return found


# --- the page ------------------------------------------------------------------------------------------


def summed_rows(runs: list[dict[str, Any]]) -> list[list[Any]]:
    rows = []
    for run in runs:
        if "failed" in run:
            rows.append([run["name"], "failed", *[None] * 12, run["cpu_s"], run["rss_mb"]])
            continue
        tests, shuffled = run["tests"], run["permutation"]
        sizes = {s: [g["accounts"] for g in run["groups"] if g["status"] == s] for s in run["accounts_by_status"]}
        seen = run["input"]
        rows.append([
            run["name"], run["status"], seen["rows_in"], seen["actions"], seen["accounts"], seen["objects"],
            tests["pairs_co_acting"], tests["pairs_significant"], tests["pairs_significant_by"],
            shuffled["pairs_surviving"], shuffled["pairs_surviving_synchrony"],
            _sizes(sizes["coordinated"]), _sizes(sizes["trigger_explained"]), run["power"]["reference"]["power"],
            run["cpu_s"], run["rss_mb"],
        ])  # fmt: skip
    return rows


SUMMED_HEAD = ("capture", "answer", "rows", "actions", "accounts", "objects", "pairs on >= 2 objects", "stand out",
               "by BY", "after shuffling", "of these synchrony", "coordinated groups (accounts)",
               "explained by a trigger (accounts)", "power", "CPU-s", "max RSS MB")  # fmt: skip


def _sizes(sizes: list[int]) -> str:
    shown = ", ".join(str(size) for size in sizes[:8]) + (", …" if len(sizes) > 8 else "")
    return f"{len(sizes)} ({shown})" if sizes else "0"


def edge_rows(edges: dict[str, dict[str, Any]]) -> list[list[Any]]:
    rows = []
    for name, here in edges.items():
        before: dict[str, Any] = PROTOTYPE.get(name, {})
        rows += [[name, shown, _slashed(here[what]), _slashed(before.get(what))] for what, shown in _EDGE_NAMES.items()]
        rows.append([name, "communities found", here["communities"], None])
    return rows


_EDGE_NAMES = {
    "pairs_1": "pairs on >= 1 object",
    "pairs_2": "pairs on >= 2 objects",
    "p_when": "p_when, BH 5 % / 0.1 %",
    "p_joint": "p_joint, BH 5 % / 0.1 %",
}


def _slashed(number: Any) -> Any:
    return " / ".join(f"{n:,}" for n in number) if isinstance(number, list | tuple) else number


def ira_rows(runs: list[dict[str, Any]]) -> list[list[Any]]:
    return [
        [status, found["groups"], found["memberships"], found["accounts_of_445"],
         found["accounts_of_445"] / run["ira"]["accounts"], found["purity"],
         run["ira"]["largest_category"] / run["ira"]["accounts"]]
        for run in runs if "ira" in run
        for status, found in run["ira"].items() if isinstance(found, dict)
    ]  # fmt: skip


IRA_HEAD = ("status", "groups", "memberships", "accounts", "share of the 445", "purity", "largest category")
EDGE_HEAD = ("capture, 60 s", "what", "here", "prototype")


def write_page(show: Callable[[Callable[[], None]], str], runs: list[dict[str, Any]], edges: dict[str, Any]) -> None:
    """Write the page; keep what a person wrote under "Reading"."""
    kept = PAGE.read_text(encoding="utf-8").partition(READING)[2] if PAGE.exists() else "\n"
    tables = show(lambda: print_all(runs, edges))
    text = (
        "# Real captures\n\nWritten by `benchmarks/real_data.py --full` on a machine with 2 cores and 24 GB. Numbers "
        "only: these captures\nhold real accounts and are no part of the project. No set here has an organic control, "
        "so precision cannot be read\nfrom it. All accounts of the IRA set are labelled by the platform; the others "
        f"have no labels of coordination.\n{tables}\n{READING}{kept}"
    )
    PAGE.write_text(text, encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")


def print_all(runs: list[dict[str, Any]], edges: dict[str, Any]) -> None:
    table("## `investigate`, default windows", SUMMED_HEAD, summed_rows(runs))
    if edges:
        table("## Pairs at 60 s, from one object on", EDGE_HEAD, edge_rows(edges))
    if any("ira" in run for run in runs):
        table("## IRA: groups against the platform's categories", IRA_HEAD, ira_rows(runs))


def _captured(printing: Callable[[], None]) -> str:
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()) as text:
        printing()
    return text.getvalue()


def main() -> None:
    parser = sized_parser(__doc__)
    parser.add_argument("--only", help="only captures whose name contains this")
    args = parser.parse_args()
    runs, edges, paths = [], {}, {}
    for capture in CAPTURES:
        if not (REFERENCE / capture.file).exists():
            print(f"skipped: {capture.name}: {capture.file} is not present in ../shared/data beside the checkout")
        elif (args.full or capture.small) and (args.only or "") in capture.name:
            paths[capture.name] = prepared(capture)
            runs.append(investigated(capture, paths[capture.name]))
            print(f"{capture.name}: {runs[-1]['cpu_s']} CPU-s, code {runs[-1]['code']}", flush=True)
    for name in set(PROTOTYPE) & set(paths):
        edges[name] = edges_at_60_s(paths[name])
    if not runs:
        return
    print_all(runs, edges)
    write_json("real_data", args.full and not args.only, {"captures": runs, "edges_at_60_s": edges})
    if args.full and not args.only:
        write_page(_captured, runs, edges)


if __name__ == "__main__":
    main()
