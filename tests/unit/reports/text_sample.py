"""Texts for report tests: a tabloid's article, copied without credit, quoted, credited, denied; one hostile account."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from crosscurrent.model import lineage, text, timing
from crosscurrent.reports.text_material import TextMaterial, TimingMaterial
from tests.unit.reports.tables import CAPTURE, HOUR_US, START_US

MINUTE_US = 60_000_000
ARTICLE = "港口官员在没有公告的情况下关闭了北岸码头三十一天，工人们说他们直到清晨才知道。市长办公室拒绝回答问题。"
COMMENTED = f"【编者按】朋友们看看这件事。{ARTICLE}这就是我们的城市吗？欢迎转发。"
HOSTILE = '<img src=x onerror="alert(1)">\u202e https://evil.example/a'
#: name, account, platform, text, minutes after the first, relation, benign, parent, byline
POSTS: list[tuple[str, str, str, str, int | None, str | None, list[str], str | None, str]] = [
    ("a", "web:tabloid.example", "web", ARTICLE, 0, None, [], None, "Harbour Tabloid"),
    ("b", "wechat:one", "wechat", COMMENTED, 1_500, "excerpt", [], "a", "北岸新闻速递"),
    ("c", "wechat:two", "wechat", COMMENTED, 1_512, "excerpt", [], "b", "加西生活圈"),
    ("d", "wechat:three", "wechat", f"来源：Harbour Tabloid。{ARTICLE}", 1_530, "copy", ["credited"], "a", "港城读书"),
    ("e", "douyin:four", "douyin", ARTICLE[:31], 1_640, "excerpt", [], None, HOSTILE),
    ("f", "douyin:five", "douyin", ARTICLE[:31], None, "excerpt", [], None, "海风视频"),
]
UIDS = {name: f"{account.partition(':')[0]}:{name}#body" for name, account, *_ in POSTS}


def at_us(minutes: int | None) -> int | None:
    return None if minutes is None else START_US + minutes * MINUTE_US


def table(schema: pa.Schema, rows: list[dict[str, Any]]) -> pa.Table:
    plain = pa.schema(
        [pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type) for field in schema]
    )
    return pa.Table.from_pylist(rows, plain).cast(schema)


def _texts() -> pa.Table:
    return table(
        text.SCHEMA,
        [
            {
                "text_uid": UIDS[name], "post_uid": UIDS[name][:-5], "part": "body", "account_uid": account,
                "platform": platform, "kind": "article", "at": at_us(minutes),
                "precision": "unknown" if minutes is None else "s", "text": written, "capture_id": CAPTURE,
                "url": f"https://tabloid.example/{name}", "byline": byline, "locator": f"row={number}",
            }
            for number, (name, account, platform, written, minutes, _, _, _, byline) in enumerate(POSTS, 1)
        ],
    )  # fmt: skip


def _groups() -> pa.Table:
    return table(
        text.GROUP_SCHEMA,
        [
            {
                "group_id": "text:00112233445566aa", "text_uid": UIDS[name], "post_uid": UIDS[name][:-5],
                "is_medoid": name == "a", "relation": relation, "similarity": 0.9, "benign": benign,
            }
            for name, _, _, _, _, relation, benign, _, _ in POSTS
        ],
    )  # fmt: skip


def _nodes() -> pa.Table:
    rows = []
    for name, account, platform, _, minutes, _, _, parent, _ in POSTS:
        delay = None
        if parent is not None and minutes is not None:
            delay = minutes - (next(row[4] for row in POSTS if row[0] == parent) or 0)
        rows.append(
            {
                "text_uid": UIDS[name], "post_uid": UIDS[name][:-5], "group_id": "text:00112233445566aa",
                "account_uid": account, "platform": platform, "lang": "zh" if name != "e" else "und",
                "at": at_us(minutes), "precision": "unknown" if minutes is None else "s",
                "depth": {"a": 0, "b": 1, "c": 2, "d": 1}.get(name, 0), "parent_text": UIDS[parent] if parent else None,
                "parent_confidence": 0.93 if parent else None, "decided": parent is not None,
                "undecided_because": {"a": "nothing_earlier", "e": "close_rivals", "f": "time_unknown"}.get(name),
                "candidates": 1, "delay_us": None if delay is None else delay * MINUTE_US,
                "cues": ["time", "containment"] if parent else [],
                "tier": "state_controlled" if name == "a" else "unknown", "earliest": name == "a",
            }
        )  # fmt: skip
    return table(lineage.SCHEMA, rows)


def _relations() -> pa.Table:
    def row(a: str, b: str, relation: str, **more: Any) -> dict[str, Any]:
        return {
            "text_a": UIDS[a], "text_b": UIDS[b], "relation": relation, "contained": None, "coverage_a": 1.0,
            "coverage_b": 0.8, "similarity": 0.8, "shared_chars": 60, "lag_us": None, "contrary": False,
            "differences": [], "benign": [], "found_by": "shingles",
        } | more  # fmt: skip

    return table(
        text.RELATION_SCHEMA,
        [
            row("a", "b", "excerpt", contained="a_in_b", lag_us=1_500 * MINUTE_US, differences=["addition"]),
            row("a", "d", "copy", benign=["credited"], lag_us=1_530 * MINUTE_US),
            row("b", "d", "copy", contrary=True, differences=["negation", "numbers"], lag_us=30 * MINUTE_US),
        ],
    )


def _unattributed() -> pa.Table:
    copies = [("b", "a", 0.62, 1_500), ("c", "a", 0.62, 1_512)]
    return table(
        lineage.UNATTRIBUTED_SCHEMA,
        [
            {
                "text_uid": UIDS[one], "source_text": UIDS[source], "coverage": coverage, "p_coverage": 0.0004,
                "translated": False, "credit": ["text: names of Harbour Tabloid", "links: tabloid.example"],
                "lag_us": minutes * MINUTE_US, "order": "certain", "chance_later": 1.0,
            }
            for one, source, coverage, minutes in copies
        ],
    )  # fmt: skip


def _appearances() -> pa.Table:
    first = [("platform", "web", "a"), ("platform", "wechat", "b"), ("platform", "douyin", "e"), ("lang", "zh", "a")]
    minutes = {name: row[4] for name, *row in ((post[0], *post) for post in POSTS)}
    return table(
        lineage.APPEARANCE_SCHEMA,
        [
            {
                "group_id": "text:00112233445566aa", "dimension": dimension, "value": value, "text_uid": UIDS[name],
                "at": at_us(minutes[name]), "precision": "s", "texts": 2, "may_be_first": 1,
            }
            for dimension, value, name in first
        ],
    )  # fmt: skip


def events() -> pa.Table:
    labels = [(-3 * 24, "First debate", "debate"), (20, "Second debate <b>", "debate")]
    return pa.table(
        {
            "event": pa.array([2, 3], pa.int32()),
            "at": pa.array([START_US + hours * HOUR_US for hours, _, _ in labels], pa.timestamp("us", tz="UTC")),
            "precision": ["min", "day"],
            "label": [label for _, label, _ in labels],
            "kind": [kind for _, _, kind in labels],
        }
    )


def timing_material() -> TimingMaterial:
    def reaction(number: int, hours: int, label: str, *, asked: bool, reacted: bool, n: float) -> dict[str, Any]:
        return {
            "subject_id": "all_groups", "group": "debate", "event": number, "at": START_US + hours * HOUR_US,
            "precision": "min", "label": label, "kind": "debate", "asked": asked, "horizon_us": 72 * HOUR_US, "n": n,
            "expected": 1.2, "ratio": n / 1.2, "p": 0.0004 if reacted else 0.4, "reacted": reacted,
            "overlaps": False, "status": "assessed",
        }  # fmt: skip

    return TimingMaterial(
        events(),
        reactions=table(
            timing.REACTION_SCHEMA,
            [
                reaction(2, -72, "First debate", asked=False, reacted=False, n=1.0),
                reaction(3, 20, "Second debate <b>", asked=True, reacted=True, n=5.0),
            ],
        ),
        contrasts=table(
            timing.CONTRAST_SCHEMA,
            [
                {
                    "subject_id": "all_groups", "group": "debate", "asked": 1, "asked_reacted": 1, "comparable": 1,
                    "comparable_reacted": 0, "chosen_by": "order", "p_fisher": 0.5, "p_barnard": 0.5,
                    "smallest_p": 0.5, "status": "partial", "reason": None,
                }
            ],
        ),
        summary={"words": ["all_groups: no burst was found."], "reason": "bursts: 1 of 1 series"},
    )  # fmt: skip


def text_material(**more: Any) -> TextMaterial:
    spans = (ARTICLE.index("港口"), len(ARTICLE), COMMENTED.index(ARTICLE), COMMENTED.index(ARTICLE) + len(ARTICLE))
    passages = [
        {
            "text_a": UIDS["a"], "text_b": UIDS[name], "start_a": spans[0], "end_a": spans[1], "start_b": spans[2],
            "end_b": spans[3],
        }
        for name in ("b", "c")
    ]  # fmt: skip
    hidden = {
        "group_id": "text:00112233445566aa", "children": [UIDS["b"], UIDS["c"]], "variant": "朋友们看看这件事",
        "earliest_text": UIDS["a"],
    }  # fmt: skip
    hop = {
        "group_id": "text:00112233445566aa", "from_platform": "web", "to_platform": "wechat", "n": 2,
        "median_lag_us": 1_515 * MINUTE_US, "q25_lag_us": 1_500 * MINUTE_US, "q75_lag_us": 1_530 * MINUTE_US,
    }  # fmt: skip
    given: dict[str, Any] = {
        "texts": _texts(), "relations": _relations(), "passages": table(text.PASSAGE_SCHEMA, passages),
        "groups": _groups(), "statuses": {"compared": 6, "too_short": 3, "empty": 0}, "nodes": _nodes(),
        "unattributed": _unattributed(), "appearances": _appearances(), "hops": table(lineage.HOP_SCHEMA, [hop]),
        "hidden": table(lineage.HIDDEN_SCHEMA, [hidden]), "files": {CAPTURE: "posts.csv"},
        "summary": {"words": ["6 texts were compared."]},
        "lineage_summary": {
            "limits": ["The earliest known post is the earliest among what was captured."],
            "tier_sources": [
                {
                    "name": "Harbour Tabloid", "tier": "state_controlled", "date": "2031-01-31",
                    "source": "https://register.example/17",
                }
            ],
        },
        "method": {"detector": "text_reuse", "detector_version": "1", "parameters": {"min_weight": 20.0}},
    }  # fmt: skip
    return TextMaterial(**(given | more))
