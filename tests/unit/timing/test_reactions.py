"""The dog that did not bark: earlier triggers that drew nothing, and how little a few of them show."""

from __future__ import annotations

import numpy as np
import pytest

from crosscurrent.detectors.timing.detect import Timing, detect
from crosscurrent.detectors.timing.parameters import DAY_US, WEEK_US, Parameters
from crosscurrent.detectors.timing.reactions import roles
from tests.unit.timing.worlds import T0_US, after_debate, debates, posts, table

PARAMETERS = Parameters(observed_us=(T0_US, T0_US + 30 * WEEK_US))


def one_of_five(comparable: list[bool | None] | None = None, weeks: tuple[int, ...] = (5, 9, 13, 17, 24)) -> Timing:
    """Five comparable triggers, of which only the last drew a reaction: a day at twelve times the rate."""
    times = posts(np.random.default_rng(3), 30, 20, [after_debate(24)], own_bursts=False)
    return detect(table({"topic": times}), debates(weeks, comparable), PARAMETERS)


def test_one_answered_trigger_against_four_that_drew_nothing() -> None:
    found = one_of_five([True, True, True, True, False])
    assert [(row["asked"], row["reacted"]) for row in found.reactions.to_pylist()] == [
        (False, False), (False, False), (False, False), (False, False), (True, True),
    ]  # fmt: skip
    answered = found.reactions.to_pylist()[-1]
    assert answered["n"] > 3 * answered["expected"]
    assert all(0.4 < row["ratio"] < 2 for row in found.reactions.to_pylist()[:-1])
    (contrast,) = found.contrasts.to_pylist()
    counts = [contrast[name] for name in ("asked", "asked_reacted", "comparable", "comparable_reacted")]
    assert counts == [1, 1, 4, 0]
    assert (contrast["p_fisher"], contrast["smallest_p"], contrast["chosen_by"]) == (pytest.approx(0.2), 0.2, "file")
    assert 0 < contrast["p_barnard"] <= 0.2


def test_how_little_five_triggers_show_is_said_in_words() -> None:
    sentence = one_of_five().summary["words"][-1]
    assert "debate: 1 of 1 trigger asked about drew a reaction within 3 days; of 4 comparable, 0 did" in sentence
    assert "Fisher's exact p = 0.2" in sentence
    assert "n = 5, which can give no p below 0.2" in sentence
    assert (
        "With so few triggers a p of 0.1 or more is usual: it neither shows a difference nor excludes one." in sentence
    )
    assert sentence.endswith("if it was chosen for its reaction, p is too small.")


def test_without_a_mark_in_the_file_the_last_of_a_group_is_asked_about() -> None:
    chosen_by, members = roles(debates([1, 2, 3]))["debate"]
    assert (chosen_by, [asked for _, asked in members]) == ("order", [False, False, True])
    assert roles(debates([1])) == {}  # one trigger has nothing to be compared with


def test_a_trigger_the_capture_does_not_cover_is_no_dog_that_did_not_bark() -> None:
    # Week 1 has less than the two weeks before it that say what was to be expected; week 40 lies after the capture.
    found = one_of_five([True, True, False], weeks=(1, 40, 24))
    assert [row["status"] for row in found.reactions.to_pylist()] == ["outside", "assessed", "outside"]
    (contrast,) = found.contrasts.to_pylist()
    assert (contrast["status"], contrast["p_fisher"]) == ("not_assessable", None)
    assert contrast["reason"] == "there is no comparable earlier trigger that the series covers"
    assert "is not assessable: there is no comparable earlier trigger" in found.summary["words"][-1]


def test_triggers_close_to_each_other_are_marked() -> None:
    events = debates([5, 24])
    close = [*events, debates([24])[0].__class__(events[1].at_us + DAY_US, "poll", "poll", "poll", None, "min", 9)]
    times = posts(np.random.default_rng(3), 30, 20, own_bursts=False)
    rows = detect(table({"topic": times}), close, PARAMETERS).reactions.to_pylist()
    assert [row["overlaps"] for row in rows] == [False, True]


def test_nobody_reacts_to_anything() -> None:
    times = posts(np.random.default_rng(3), 30, 20, own_bursts=False)
    (contrast,) = detect(table({"topic": times}), debates([5, 9, 13, 17, 24]), PARAMETERS).contrasts.to_pylist()
    assert (contrast["p_fisher"], contrast["p_barnard"], contrast["status"]) == (1.0, 1.0, "answered")


def test_triggers_that_draw_nothing_are_rarely_said_to_have_drawn_a_reaction() -> None:
    # Twenty quiet worlds, five triggers each, level .01.
    reacted = 0
    for seed in range(20):
        times = posts(np.random.default_rng(seed), 30, 20, own_bursts=False)
        rows = detect(table({"topic": times}), debates([5, 9, 13, 17, 24]), PARAMETERS).reactions.to_pylist()
        reacted += sum(row["reacted"] for row in rows)
    assert reacted <= 2
