"""Material for report tests: one run that found two groups, one that found none, one that could not tell."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from crosscurrent.reports.material import ReportMaterial
from tests.unit.reports import tables
from tests.unit.reports.tables import CAPTURE, EVENTS, HOUR_US, SECOND_US, START_US

SUMMARY: dict[str, Any] = {
    "crosscurrent": "0.1.0",
    "status": "answered",
    "reason": None,
    "input": {
        "rows_in": 48_213,
        "rows_kept": 48_198,
        "rows_rejected": 15,
        "actions": 61_407,
        "accounts": 6_070,
        "objects": 9_431,
        "behaviours": [
            {"behaviour": "repost", "actions": 39_870, "accounts": 5_820, "objects": 7_004},
            {"behaviour": "link", "actions": 21_537, "accounts": 3_114, "objects": 2_427},
        ],
        "first_at_us": START_US - 40 * HOUR_US,
        "last_at_us": START_US + 150 * HOUR_US,
    },
    "parameters": {
        "windows_us": [10_000_000, 60_000_000, 300_000_000],
        "min_objects": 2,
        "fdr": 0.001,
        "permutations": 20,
    },
    "windows": [
        {"window_us": 60_000_000, "refused": None},
        {"window_us": 10_000_000, "refused": "times in posts.csv are written to the minute"},
    ],
    "tests": {
        "pairs_possible": 18_419_415,
        "pairs_co_acting": 171_334,
        "pairs_tested": 164_902,
        "pairs_significant": 0,
        "pairs_significant_by": 0,
        "which": {},
    },
    "permutation": {
        "runs": 20,
        "pairs_surviving": 4,
        "pairs_surviving_co_sharing": 4,
        "pairs_surviving_synchrony": 0,
    },
    "aggregate_excess": {"window_us": 60_000_000, "pairs_observed": 1_204, "pairs_permuted": 311, "p": 0.0476},
    "power": {
        "assessable": True,
        "reason": None,
        "smallest": [{"accounts": 12, "boosts": 10}, {"accounts": 20, "boosts": 7}, {"accounts": 30, "boosts": 5}],
        "reference": {"accounts": 30, "boosts": 10, "power": 0.98},
    },
    "blocks": {"communities": 12, "classes": 15},
    "limits": [
        "Accounts with fewer than two actions cannot be tested.",
        "A platform that delays the times it shows hides synchrony.",
    ],
    "words": ["30 accounts were observed to act together on 12 objects, beyond what chance explains."],
}

METHOD = {
    "detector": "coordination",
    "detector_version": "1",
    "engine": "local",
    "seed": 20250310,
    "parameters": {
        "windows_us": [10_000_000, 60_000_000, 300_000_000],
        "min_objects": 2,
        "fdr": 0.001,
        "permutations": 20,
        "all_pairs": False,
    },
    "inputs": {"posts.csv": CAPTURE, "events.csv": EVENTS},
    "software": {
        "crosscurrent": "0.1.0",
        "numpy": "2.3.4",
        "numba": "0.62.1",
        "scipy": "1.16.3",
        "graspologic-native": "1.2.5",
    },
    "notes": ("The 10 s window was refused for posts.csv: its times are written to the minute.",),
}
CAPTURES: list[dict[str, Any]] = [
    {
        "capture_id": CAPTURE,
        "path": "posts.csv",
        "size_bytes": 18_402_113,
        "captured_by": "A. Analyst",
        "imported_at_us": START_US + 200 * HOUR_US,
        "format_id": "posts_table/weibo",
        "n_records": 40_101,
        "n_rejected": 12,
        "source_note": "Exported on 17 March; query “banker OR harbour”.",
    },
    {
        "capture_id": EVENTS,
        "path": "events.csv",
        "size_bytes": 911_330,
        "captured_by": "A. Analyst",
        "imported_at_us": START_US + 201 * HOUR_US,
        "format_id": "events_table/coortweet",
        "n_records": 8_112,
        "n_rejected": 3,
    },
]
REJECTED: list[dict[str, Any]] = [
    {
        "capture_id": CAPTURE,
        "code": "E-INPUT-004",
        "column": "created_at",
        "reason": "the time cell is empty",
        "count": 9,
        "first_row": 2_114,
    },
    {
        "capture_id": CAPTURE,
        "code": "E-INPUT-007",
        "column": None,
        "reason": "the row has 14 cells, the header has 12",
        "count": 3,
        "first_row": 30_009,
    },
    {
        "capture_id": EVENTS,
        "code": "E-TIME-001",
        "column": "timestamp",
        "reason": "not a time crosscurrent can read",
        "count": 3,
        "first_row": 77,
    },
]


def benign(group: int) -> list[dict[str, Any]]:
    """Return what the detector tested of the benign explanations."""
    return [
        {
            "explanation": "shared_trigger",
            "test": "Bursts within two minutes of a post by the followed account",
            "value": 0.08 if group == 0 else 0.97,
            "weighs": "against" if group == 0 else "for",
        },
        {
            "explanation": "fan_community",
            "test": "Actions outside the bursts",
            "value": 0.03 if group == 0 else 0.64,
            "weighs": "against" if group == 0 else "for",
        },
    ]


def group_summary(group: int, acted: list[dict[str, Any]], size: int) -> dict[str, Any]:
    own = [row for row in acted if row["group_id"] == f"group-{group + 1}"]
    times = [row["at_us"] for row in own]
    objects = list(dict.fromkeys((row["object_id"], row["behaviour"]) for row in own))
    top = [
        {
            "object_id": thing,
            "behaviour": behaviour,
            "accounts": sum(row["object_id"] == thing for row in own),
            "actions": sum(row["object_id"] == thing for row in own),
            "first_at_us": min(row["at_us"] for row in own if row["object_id"] == thing),
        }
        for thing, behaviour in objects[:6]
    ]
    return {
        "group_id": f"group-{group + 1}",
        "accounts": size,
        "status": "coordinated" if group == 0 else "trigger_explained",
        "which": "both" if group == 0 else "synchrony",
        "p_group": 3.1e-12 if group == 0 else 2.2e-7,
        "objects": len(objects),
        "actions": len(own),
        "behaviours": ["repost", "link"] if group == 0 else ["repost"],
        "windows_us": [10 * SECOND_US, 60 * SECOND_US],
        "first_at_us": min(times),
        "last_at_us": max(times),
        "median_gap_us": 27 * SECOND_US,
        "top_objects": top,
        "benign": benign(group),
    }


def summary(acted: list[dict[str, Any]], significant: int) -> dict[str, Any]:
    """Return summary.json of a run that found both groups."""
    tests = {
        **SUMMARY["tests"],
        "pairs_significant": significant,
        "pairs_significant_by": significant - 61,
        "which": {"co-sharing": 96, "synchrony": 120, "both": significant - 216},
    }
    return {**SUMMARY, "tests": tests, "groups": [group_summary(0, acted, 30), group_summary(1, acted, 40)]}


def material(extra_pairs: int = 0, **changes: Any) -> ReportMaterial:
    """Return the whole sample; keyword arguments replace fields."""
    acted = list(tables.actions())
    found = tables.evidence(acted)
    paired = tables.pairs(found, extra_pairs)
    significant = len({(row["account_a"], row["account_b"]) for row in paired if row["significant"]})
    fields: dict[str, Any] = {
        "title": "WeChat and Weibo, election week of 10 March",
        "captures": CAPTURES,
        "rejected": REJECTED,
        "summary": summary(acted, significant),
        "method": METHOD,
        "pairs": pa.Table.from_pylist(paired, tables.PAIRS_SCHEMA),
        "groups": pa.Table.from_pylist(tables.members(acted, paired), tables.GROUPS_SCHEMA),
        "evidence": pa.Table.from_pylist(found, tables.EVIDENCE_SCHEMA),
        "group_actions": pa.Table.from_pylist(acted, tables.GROUP_ACTIONS_SCHEMA),
        "posts": tables.posts(acted),
        "activity": pa.table(
            {
                "start_us": [START_US + h * HOUR_US for h in range(-40, 150)],
                "actions": [180 + (h * 37) % 160 + 150 * ((h % 24) > 8) for h in range(-40, 150)],
            }
        ),
    }
    return ReportMaterial(**{**fields, **changes})


def nothing_found(**changes: Any) -> ReportMaterial:
    """Return a run that found no group and no pair."""
    base = material()
    quiet = {
        **base.summary,
        "groups": [],
        "words": [],
        "tests": {
            "pairs_possible": 18_419_415,
            "pairs_co_acting": 171_334,
            "pairs_tested": 164_902,
            "pairs_significant": 0,
            "pairs_significant_by": 0,
            "which": {},
        },
        "permutation": {
            "runs": 20,
            "pairs_surviving": 0,
            "pairs_surviving_co_sharing": 0,
            "pairs_surviving_synchrony": 0,
        },
    }
    none = {
        "pairs": tables.PAIRS_SCHEMA.empty_table(),
        "groups": tables.GROUPS_SCHEMA.empty_table(),
        "evidence": tables.EVIDENCE_SCHEMA.empty_table(),
        "group_actions": tables.GROUP_ACTIONS_SCHEMA.empty_table(),
    }
    return material(**{"summary": quiet, "posts": {}, "activity": None, **none, **changes})


def not_assessable() -> ReportMaterial:
    """Return a run on data too thin to say anything."""
    quiet = nothing_found().summary
    thin = {
        **quiet,
        "status": "not_assessable",
        "reason": "only 41 accounts acted on two objects or more",
        "permutation": {},
        "tests": {},
        "aggregate_excess": None,
        "power": {
            "assessable": False,
            "reason": "a planted group of 30 would mostly be missed",
            "smallest": [],
            "reference": {"accounts": 30, "boosts": 10, "power": 0.12},
        },
    }
    return nothing_found(summary=thin)
