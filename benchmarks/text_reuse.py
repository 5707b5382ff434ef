"""What finding copies and excerpts costs, and how many of the planted ones are found.

Each size runs as a process of its own, on generated short posts in Chinese, English and French with copies, excerpts,
one campaign, equal texts and a slogan planted. CPU seconds are user and system time of everything from the table of
texts to the tables of findings; the kernels are compiled before. The rival compares all pairs of 2,000 texts by
Levenshtein ratio (rapidfuzz, what D3lta decides copies by) and is extrapolated with the square of the number.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import sys
import time
from pathlib import Path
from typing import Any

from _measure import measured, must
from _tables import bars, table, write_json

SIZES = (10_000, 100_000, 1_000_000)
CPU_BAR_S, RSS_BAR_MB, EXPONENT_BAR, RECALL_BAR = 60.0, 4_000.0, 1.15, 0.98
RIVAL_TEXTS = 2_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="up to 100,000 posts (default)")
    parser.add_argument("--full", action="store_true", help="up to 1,000,000 posts")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--rival", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(_rival(chosen.one) if chosen.rival else _run(chosen.one)))
        return
    sizes = SIZES if chosen.full else SIZES[:2]
    _own(["--one", "2000"])  # compiles
    runs = [_own(["--one", str(size)]) for size in sizes]
    rival = _own(["--one", str(RIVAL_TEXTS), "--rival"])
    exponent = math.log(runs[-1]["cpu_s"] / runs[0]["cpu_s"]) / math.log(sizes[-1] / sizes[0])
    head = (
        "posts",
        "CPU-s",
        "folding",
        "contradictions",
        "comparing",
        "RSS MB",
        "pairs compared",
        "relations",
        "copies found",
        "excerpts found",
    )
    keys = (
        "posts",
        "cpu_s",
        "fold_s",
        "rules_s",
        "compare_s",
        "rss_mb",
        "candidates",
        "relations",
        "copy_recall",
        "excerpt_recall",
    )
    rows = [[run[key] for key in keys] for run in runs]
    for size in sizes:
        cost, pairs = rival["cpu_s"] * (size / RIVAL_TEXTS) ** 2, size * (size - 1) // 2
        rows += [[f"{size:,}, all pairs", cost, *[None] * 4, pairs, *[None] * 3]]
    table("Copies and excerpts", head, rows)
    table("Recall by kind", ("posts", *runs[0]["by_kind"]), [[run["posts"], *run["by_kind"].values()] for run in runs])
    last, full = runs[-1], bool(chosen.full)
    bars({
        f"1 M posts in at most {CPU_BAR_S:.0f} CPU-s": last["cpu_s"] <= CPU_BAR_S if full else None,
        f"1 M posts in at most {RSS_BAR_MB:,.0f} MB": last["rss_mb"] <= RSS_BAR_MB if full else None,
        f"growth exponent {exponent:.3f} at most {EXPONENT_BAR}": exponent <= EXPONENT_BAR if full else None,
        f"recall of copies and excerpts at least {RECALL_BAR}":
            all(min(run["copy_recall"], run["excerpt_recall"]) >= RECALL_BAR for run in runs),
    })  # fmt: skip
    write_json("text_reuse", full, {"runs": runs, "exponent": exponent, "rival": rival})


def _own(arguments: list[str]) -> dict[str, Any]:
    cost = must(measured([sys.executable, Path(__file__), *arguments]), "the run")
    return dict(json.loads(cost.output.splitlines()[-1]))


def _run(posts: int) -> dict[str, Any]:
    from _texts import planted

    from crosscurrent.detectors.text_reuse import contrary, reuse
    from crosscurrent.detectors.text_reuse.detect import detect
    from crosscurrent.detectors.text_reuse.parameters import Parameters
    from crosscurrent.detectors.text_reuse.prepare import prepare

    texts, truth = planted(posts, seed=1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    spent = [0.0]

    def rules(*pair: str) -> tuple[bool, list[str]]:
        begun = time.process_time()
        answer = contrary.differences(*pair)
        spent[0] += time.process_time() - begun
        return answer

    begun = time.process_time()
    found = detect(texts, contrary=rules)
    cpu = time.process_time() - begun
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    begun = time.process_time()
    prepared = prepare(texts, Parameters())
    fold = time.process_time() - begun
    reuse.find(prepared, Parameters())
    names = found.compared.column("text_uid").to_pylist()
    same = dict(zip(names, found.compared.column("distinct_id").to_pylist(), strict=True))
    pairs = {
        frozenset((same[a], same[b]))
        for a, b in zip(*(found.relations.column(name).to_pylist() for name in ("text_a", "text_b")), strict=True)
    }
    hits: dict[str, list[bool]] = {}
    for a, b, kind in truth:
        hits.setdefault(kind, []).append(frozenset((same[a], same[b])) in pairs or same[a] == same[b] is not None)
    by_kind = {kind: sum(seen) / len(seen) for kind, seen in sorted(hits.items())}
    figures = {"posts": posts, "cpu_s": round(cpu, 2), "rules_s": round(spent[0], 2),
               "fold_s": round(fold, 2), "rss_mb": round(rss, 1),
               "compare_s": round(time.process_time() - begun - fold, 2), "rss_before_mb": round(before, 1),
               "candidates": found.summary["candidates"], "relations": found.relations.num_rows,
               "groups": found.summary["groups"]["groups"], "by_kind": by_kind}  # fmt: skip
    for kind in ("copy", "excerpt"):
        seen = [hit for name, group in hits.items() if name.startswith(kind) for hit in group]
        figures[f"{kind}_recall"] = sum(seen) / len(seen)
    return figures


def _rival(posts: int) -> dict[str, Any]:
    from _texts import planted
    from rapidfuzz.process import cdist

    written = planted(posts, seed=1)[0].column("text").to_pylist()
    begun = time.process_time()
    cdist(written, written, workers=1)
    return {"posts": posts, "cpu_s": (time.process_time() - begun) / 2}  # cdist compares each pair twice


if __name__ == "__main__":
    main()
