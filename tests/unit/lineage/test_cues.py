"""Each cue of direction holds for what it names and not for the mirror image."""

from __future__ import annotations

import numpy as np
import pytest

from crosscurrent.detectors.lineage import cues
from crosscurrent.detectors.lineage.credit import CreditSearch
from crosscurrent.detectors.lineage.intervals import bounds, chance_earlier
from crosscurrent.detectors.lineage.material import corpus
from crosscurrent.detectors.lineage.outlets import shipped_outlets
from tests.unit.lineage.written import NOON_US, T, material

BODY = "The landing closes on Friday and the evening crossings move to the northern pier for eleven weeks."


def search(*texts: T) -> CreditSearch:
    return CreditSearch(corpus(material(texts)), shipped_outlets())


def test_time_is_a_cue_only_where_intervals_do_not_touch() -> None:
    assert cues.earlier(1.0)
    assert not cues.earlier(0.999)


def test_containment_holds_for_a_text_inside_another() -> None:
    assert cues.containment(1.0, 0.6)
    assert not cues.containment(0.6, 1.0)
    assert not cues.containment(0.95, 0.9)


def test_comments_added_needs_the_whole_source_and_nothing_changed_within() -> None:
    assert cues.comments_added(1.0, at_edges=2, edits=2)
    assert not cues.comments_added(1.0, at_edges=0, edits=0)
    assert not cues.comments_added(1.0, at_edges=1, edits=2)
    assert not cues.comments_added(0.7, at_edges=1, edits=1)


def test_removed_credit_holds_for_the_text_without_it() -> None:
    found = search(T("a", 0, f"{BODY}\nSource: Quay Bulletin"), T("b", 0, BODY))
    assert cues.removed_credit(found, 0, 1)
    assert not cues.removed_credit(found, 1, 0)


@pytest.mark.parametrize("dateline", ["（环球时报）", "【环球网报道】", "环球网报道 — ", "环球时报讯 "])
def test_house_style_holds_for_the_text_with_the_other_ones_dateline(dateline: str) -> None:
    found = search(
        T("a", 0, BODY, platform="web", account="web:huanqiu.com", url="https://world.huanqiu.com/1"),
        T("b", 0, f"{dateline}{BODY}"),
    )
    assert cues.house_style(found, 0, 1)
    assert not cues.house_style(found, 1, 0)


def test_reference_holds_for_a_link_a_mention_and_a_repost() -> None:
    source = T("a", 0, BODY, account="x:1", url="https://x.example/1")
    assert cues.reference(search(source, T("b", 0, BODY, links=["https://x.example/1"])), 0, 1)
    assert cues.reference(search(source, T("b", 0, BODY, mentions=["x:1"])), 0, 1)
    assert not cues.reference(search(source, T("b", 0, BODY)), 0, 1)
    reposted = CreditSearch(corpus(material([source, T("b", 0, BODY)], references=[("b", "a")])), shipped_outlets())
    assert cues.reference(reposted, 0, 1)
    assert not cues.reference(reposted, 1, 0)


def test_missing_numbers_counts_what_a_translation_has_too_much() -> None:
    assert cues.missing_numbers("31 times in 2021", "２０２１年里31次") == 0
    assert cues.missing_numbers("31 times in 2021", "2021年里13次") == 1


def test_intervals_are_as_wide_as_the_precision() -> None:
    assert bounds(NOON_US, "s") == (NOON_US, NOON_US + 1_000_000)
    assert bounds(NOON_US, "hour") == (NOON_US, NOON_US + 3_600_000_000)
    # 12:00:07 cannot have been written as an hour: it was resolved from "3 hours ago" and may be off to either side.
    odd = NOON_US + 7_000_000
    assert bounds(odd, "hour") == (odd - 3_600_000_000, odd + 3_600_000_000)
    assert bounds(None, "unknown") == bounds(NOON_US, "unknown")


def test_chances_of_both_orders_add_up_to_one() -> None:
    rng = np.random.default_rng(1)
    low = rng.integers(0, 100, (2, 200))
    high = low + rng.integers(1, 60, (2, 200))
    forth = chance_earlier(low[0], high[0], low[1], high[1])
    back = chance_earlier(low[1], high[1], low[0], high[0])
    assert np.allclose(forth + back, 1)
    assert ((forth == 1) == (high[0] <= low[1])).all()
