"""Text groups on real captures: who is found in the IRA set, and what Weibo cascades come out as. Numbers only.

Reads the reference data that lies beside the checkout (``../shared/data``) and skips, with the reason, what is absent.
It holds real accounts and real words; nothing of them is printed or written. No set here has an organic control, so
precision cannot be read from it: ``benchmarks/text_calibration.py`` says what happens where nobody is coordinated.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from _baseline_texts import pairs_sharing
from _tables import ROOT, bars, sized_parser, table, write_json
from _text_actions import (
    COORDINATED,
    EXPLAINED,
    Named,
    acts_on,
    bootstrap_share,
    forbidden_words,
    looked,
    named,
    summed,
    text_rows,
)
from _weibo_texts import ORIGINALS, REPOSTS, print_weibo, weibo, weibo_bars

from crosscurrent.actions.text_group import UNNAMED_REPOST, explained
from crosscurrent.detectors.text_reuse.detect import detect
from crosscurrent.detectors.text_reuse.encoder import Encoder, bundled

REFERENCE = ROOT.parent / "shared" / "data"
IRA = "ira_tweets_en_2016-08_2016-11.parquet"
IRA_KINDS = {"RETWEET": "repost", "QUOTE": "quote", "ORIGINAL": "post"}
#: Times of the IRA set are precise to the minute: five minutes, an hour and a day; the default windows beside them.
WIDE_S, DEFAULT_S = (300, 3_600, 86_400), (10, 60, 300, 3_600)
#: A week as well: added after the other two had been seen, to learn who shares texts days apart.
WEEK_S = (3_600, 86_400, 604_800)
BASELINE_S = (60, 3_600, 86_400)
#: What the set's documentation reports for the baseline at 24 h, and the share of pure edges asked for.
BAR_FOUND, BAR_PURE = 0.69, 0.97
#: So many days are compared with an encoder too: all of them would take longer than everything else here together.
ENCODED_DAYS = 7
DAY_US = 86_400 * 1_000_000

Categories = dict[str, str]


def ira_texts() -> tuple[pa.Table, Categories]:
    """Return the distinct rows of the IRA set as texts, and the platform's category of each account."""
    rows = pq.read_table(REFERENCE / IRA)
    rows = rows.group_by(rows.column_names, use_threads=False).aggregate([])
    rows = rows.sort_by([(name, "ascending") for name in ("publish_date", "author", "content", "post_type")])
    n = rows.num_rows
    accounts = pc.binary_join_element_wise("x:", rows.column("author").cast(pa.string()), "")
    cells = {
        "account_uid": accounts, "kind": [IRA_KINDS[kind] for kind in rows.column("post_type").to_pylist()],
        "at": rows.column("publish_date").cast(pa.timestamp("us", tz="UTC")), "precision": ["min"] * n,
        "lang_declared": ["en"] * n, "text": rows.column("content").cast(pa.string()),
    }  # fmt: skip
    category = dict(zip(accounts.to_pylist(), rows.column("account_category").to_pylist(), strict=True))
    return text_rows(cells, n), category


# --- who is found ------------------------------------------------------------------------------------


def pure_edges(pairs: frozenset[tuple[str, str]] | set[tuple[str, str]], category: Categories) -> float | None:
    """Return the share of edges inside one category."""
    return sum(category[a] == category[b] for a, b in pairs) / len(pairs) if pairs else None


def baseline(texts: pa.Table, category: Categories) -> dict[str, dict[str, Any]]:
    """Count equal texts within windows, with no test."""
    at_s = texts.column("at").cast(pa.int64()).to_numpy() // 1_000_000
    accounts, written = texts.column("account_uid").to_pylist(), texts.column("text").to_pylist()
    found = {}
    for window in BASELINE_S:
        pairs = pairs_sharing(accounts, at_s, written, window)
        whom = {account for pair in pairs for account in pair}
        found[f"{window} s"] = {
            "pairs": len(pairs), "accounts": len(whom), "share": len(whom) / len(category),
            "pure": pure_edges(pairs, category), "by_category": _by_category(whom, category),
        }  # fmt: skip
    return found


def ira_run(texts: pa.Table, groups: pa.Table, category: Categories, windows_s: tuple[int, ...]) -> dict[str, Any]:
    """Look for coordination on text groups and hold it against the categories."""
    begun = time.process_time()
    actions = acts_on(groups, texts)
    findings = looked(actions, windows_s)
    whom = named(findings)
    mixed = [Counter(category[account] for account in group) for group in whom.groups[COORDINATED]]
    grouped = sum(sum(mix.values()) for mix in mixed)
    shares = {
        "pairs": whom.in_pairs, COORDINATED: whom.grouped(COORDINATED), "found": whom.found, "any": whom.in_any,
    }  # fmt: skip
    return {
        **summed(findings),
        "unnamed_reposts": actions.column("derivation").to_pylist().count(UNNAMED_REPOST),
        "pure": pure_edges(whom.pairs, category),
        "group_purity": sum(max(mix.values()) for mix in mixed) / grouped if grouped else None,
        "mixes": [dict(mix.most_common()) for mix in mixed],
        **{f"{name}_accounts": len(accounts) for name, accounts in shares.items()},
        **{f"{name}_share": len(accounts) / len(category) for name, accounts in shares.items()},
        "any_interval": bootstrap_share(len(whom.in_any), len(category)),
        "by_category": _by_category(whom.in_any, category),
        "outside_groups": _outside(whom),
        "forbidden": forbidden_words(findings.summary, findings.groups, findings.pairs),
        "cpu_s": round(time.process_time() - begun, 1),
    }  # fmt: skip


def _outside(whom: Named) -> int:
    """Count accounts of pairs that stand out which are in no coordinated group."""
    return len(whom.in_pairs - whom.grouped(COORDINATED))


def _by_category(accounts: frozenset[str] | set[str], category: Categories) -> dict[str, list[int]]:
    every, here = Counter(category.values()), Counter(category[account] for account in accounts)
    return {name: [here[name], of] for name, of in every.most_common()}


def ira(texts: pa.Table, category: Categories, full: bool) -> dict[str, Any]:
    """Compare the texts of the IRA set and look for coordination on the groups."""
    begun = time.process_time()
    reuse = detect(texts)
    cost = round(time.process_time() - begun, 1)
    said = explained(reuse.groups)
    windows = (WIDE_S, DEFAULT_S, WEEK_S) if full else (WIDE_S,)
    runs = {_shown(each): ira_run(texts, reuse.groups, category, each) for each in windows}
    return {
        "rows": texts.num_rows, "base_rate": 1.0, "truth": "declared by the platform", "text_cpu_s": cost,
        "baseline": baseline(texts, category), "runs": runs, "texts": reuse.summary["input"]["status"],
        "relations": reuse.summary["relations"], "benign": reuse.summary["benign"],
        "groups": reuse.summary["groups"]["groups"], "explained": {"texts": said.texts, "groups": said.groups},
        "forbidden": forbidden_words(reuse.summary, reuse.groups, reuse.relations),
    }  # fmt: skip


def ira_encoded(texts: pa.Table, category: Categories, encoder: Encoder) -> dict[str, Any]:
    """Compare the days in the middle of the set with and without an encoder."""
    at = texts.column("at").cast(pa.int64()).to_numpy()
    first = int(np.median(at)) // DAY_US * DAY_US
    chosen = texts.filter(pa.array((at >= first) & (at < first + ENCODED_DAYS * DAY_US)))
    accounts = len(set(chosen.column("account_uid").to_pylist()))
    found: dict[str, Any] = {"rows": chosen.num_rows, "accounts": accounts, "days": ENCODED_DAYS}
    for name, given in (("none", None), (encoder.name, encoder)):
        begun = time.process_time()
        reuse = detect(chosen, encoder=given)
        cost = round(time.process_time() - begun, 1)
        run = ira_run(chosen, reuse.groups, category, WIDE_S)
        found[name] = {**run, "relations": reuse.summary["relations"], "text_cpu_s": cost}
    return found


# --- the tables --------------------------------------------------------------------------------------


def _shown(windows_s: tuple[int, ...]) -> str:
    return ", ".join(f"{w // 3_600} h" if w >= 3_600 else f"{w // 60} min" if w >= 60 else f"{w} s" for w in windows_s)


def _interval(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.2f}-{pair[1]:.2f}"


FOUND_HEAD = ("what", "windows", "pairs", "edges inside one category", "accounts in pairs", "called coordinated",
              "in pairs or coordinated groups", "in pairs or any group made from them", "share of 445", "95 % interval",
              "purity of groups")  # fmt: skip


def print_ira(got: dict[str, Any]) -> None:
    rows: list[list[Any]] = [
        ["baseline: equal texts, no test", _shown((int(window.split()[0]),)), one["pairs"], f"{one['pure']:.2%}",
         one["accounts"], None, None, None, f"{one['share']:.1%}", None, None]
        for window, one in got["baseline"].items()
    ]  # fmt: skip
    rows += [
        ["text groups", windows, one["pairs"], f"{one['pure']:.2%}", one["pairs_accounts"],
         one["coordinated_accounts"], one["found_accounts"], one["any_accounts"], f"{one['any_share']:.1%}",
         _interval(one["any_interval"]), one["group_purity"]]
        for windows, one in got["runs"].items()
    ]  # fmt: skip
    table("## IRA 2016: who is found (every account is labelled: base rate 1)", FOUND_HEAD, rows)
    wide = got["runs"][_shown(WIDE_S)]
    day = got["baseline"][f"{BASELINE_S[-1]} s"]["by_category"]
    table(
        "## IRA 2016: found of the accounts of each category",
        ("category", "accounts", "baseline, 24 h", f"in pairs or groups, {_shown(WIDE_S)}"),
        [[name, of, day[name][0], here] for name, (here, of) in wide["by_category"].items()],
    )
    table(
        "## IRA 2016: what the groups are",
        ("windows", "actions", "of reposts without a target", "coordinated", "trigger explained", "CPU-s"),
        [[w, one["actions"], one["unnamed_reposts"], str(one[COORDINATED]), str(one[EXPLAINED]), one["cpu_s"]]
         for w, one in got["runs"].items()],
    )  # fmt: skip
    if "encoded" in got:
        _print_encoded(got["encoded"])


def _print_encoded(got: dict[str, Any]) -> None:
    names = [name for name in got if isinstance(got[name], dict)]
    table(
        f"## IRA 2016: {got['days']} days from the middle, {got['rows']:,} rows, {got['accounts']} accounts",
        ("encoder", "rewordings", "copies", "excerpts", "pairs", "accounts in pairs or groups",
         "edges inside one category", "CPU-s, texts"),
        [[name, *(got[name]["relations"][kind] for kind in ("rewording", "copy", "excerpt")), got[name]["pairs"],
          got[name]["any_accounts"], got[name]["pure"], got[name]["text_cpu_s"]] for name in names],
    )  # fmt: skip


def ira_bars(got: dict[str, Any]) -> dict[str, bool | None]:
    wide, day = got["runs"][_shown(WIDE_S)], got["baseline"][f"{BASELINE_S[-1]} s"]
    share, strict, pure = wide["any_share"], wide["found_share"], wide["pure"]
    return {
        f"IRA: more than {BAR_FOUND:.0%} of the accounts in pairs that stand out or groups of them ({share:.1%})":
            share > BAR_FOUND,
        f"IRA: the same without groups that a shared trigger may explain ({strict:.1%})": strict > BAR_FOUND,
        f"IRA: more accounts than the baseline of this run ({wide['any_accounts']} against {day['accounts']})":
            wide["any_accounts"] > day["accounts"],
        f"IRA: at least {BAR_PURE:.0%} of the edges inside one category ({pure:.2%})": pure >= BAR_PURE,
        "IRA: nothing says foreign or inauthentic":
            not any(count for run in (got, wide) for count in run["forbidden"].values()),
    }  # fmt: skip


def _present(*files: str) -> bool:
    absent = [file for file in files if not (REFERENCE / file).exists()]
    for file in absent:
        print(f"skipped: {file} is not present in ../shared/data beside the checkout")
    return not absent


def main() -> None:
    parser = sized_parser(__doc__)
    parser.add_argument("--only", choices=("ira", "weibo"), help="one set alone; nothing is written then")
    parser.add_argument("--no-encoder", action="store_true", help="leave the comparison with an encoder out")
    args = parser.parse_args()
    results: dict[str, Any] = {}
    held: dict[str, bool | None] = {}
    if args.only != "weibo" and _present(IRA):
        texts, category = ira_texts()
        results["ira"] = ira(texts, category, args.full)
        encoder = bundled() if args.full and not args.no_encoder else None
        if encoder is not None:
            results["ira"]["encoded"] = ira_encoded(texts, category, encoder)
        print_ira(results["ira"])
        held |= ira_bars(results["ira"])
    if args.only != "ira" and _present(ORIGINALS, REPOSTS):
        results["weibo"] = weibo(REFERENCE, args.full)
        print_weibo(results["weibo"])
        held |= weibo_bars(results["weibo"])
    if results:
        bars(held)
    if results and not args.only:
        write_json("real_texts", args.full, {**results, "bars": held})


if __name__ == "__main__":
    main()
