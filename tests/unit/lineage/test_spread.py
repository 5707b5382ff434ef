"""Where a text appeared first on each platform, in each language and tier, and how it went from one to the other."""

from __future__ import annotations

from typing import Any

from crosscurrent.detectors.lineage.detect import Lineage
from crosscurrent.detectors.lineage.parameters import Parameters
from tests.unit.lineage.written import HOUR_US, R, T, look, node

REPORT = (
    "The port board will close the old ferry landing on Friday and move all evening crossings to the northern pier."
)
ERROR = REPORT.replace("evening", "evenning")
ZH = "港务局周五起关闭旧渡轮码头，晚间班次全部改到北码头，居民都收到了信。"


def first(found: Lineage, dimension: str) -> dict[str, Any]:
    return {row["value"]: row for row in found.appearances.to_pylist() if row["dimension"] == dimension}


def example() -> Lineage:
    return look(
        [
            T("a", 0, ZH, platform="web", lang="zh", account="web:huanqiu.com"),
            T("b", 6, REPORT, platform="web", account="web:mirror.example"),
            T("c", 7, ERROR, platform="x"),
            T("d", 9, ERROR.replace("northern", "nothern"), platform="facebook"),
            T("e", 12, ERROR.replace("old", "odl"), platform="facebook"),
            T("f", None, REPORT, platform="telegram"),
        ],
        [R("a", uid) for uid in "bcdef"],
        parameters=Parameters(missing=0.0),  # these are all there are
    )


def test_first_appearances() -> None:
    found = example()
    assert {value: row["text_uid"] for value, row in first(found, "platform").items()} == {
        "web": "a", "x": "c", "facebook": "d",
    }  # fmt: skip
    assert {value: row["text_uid"] for value, row in first(found, "lang").items()} == {"zh": "a", "en": "b"}
    assert first(found, "lang")["en"]["texts"] == 5  # the one without a time is counted, not dated
    assert {value: row["text_uid"] for value, row in first(found, "tier").items()} == {
        "state_controlled": "a", "unknown": "b",
    }  # fmt: skip


def test_hops_count_decided_parents_only() -> None:
    hops = {(row["from_platform"], row["to_platform"]): row for row in example().hops.to_pylist()}
    assert hops["web", "x"]["n"] == 1
    assert hops["web", "x"]["median_lag_us"] == HOUR_US
    assert hops["x", "facebook"]["n"] == 2
    assert (hops["x", "facebook"]["q25_lag_us"], hops["x", "facebook"]["median_lag_us"]) == (
        int(2.75 * HOUR_US), int(3.5 * HOUR_US),
    )  # fmt: skip


def test_the_earliest_is_said_and_ties_are_all_said() -> None:
    found = example()
    assert [row["text_uid"] for row in found.nodes.to_pylist() if row["earliest"]] == ["a"]
    tied = look([T("a", 0, REPORT), T("b", 0.2, REPORT, precision="hour"), T("c", 3, REPORT)])
    assert [row["text_uid"] for row in tied.nodes.to_pylist() if row["earliest"]] == ["a", "b"]
    assert first(tied, "platform")["x"]["may_be_first"] == 2


def test_tiers_carry_their_ground() -> None:
    texts = [T("a", 0, REPORT, platform="web", account="web:huanqiu.com"), T("b", 6, ERROR)]
    summary = look(texts).summary
    assert {"from_tier": "state_controlled", "to_tier": "unknown", "n": 1} in summary["tier_steps"]
    assert [row["tier"] for row in summary["tier_sources"]] == ["state_controlled"]
    assert summary["tier_sources"][0]["source"].startswith("https://")


def test_a_text_without_a_group_goes_with_its_parent() -> None:
    found = look([T("a", 0, REPORT), T("b", 5, REPORT + " Pass it on to all of your neighbours.", group=None)])
    assert node(found, "b")["group_id"] == "text:1"
