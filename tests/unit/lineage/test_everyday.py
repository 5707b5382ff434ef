"""What everybody writes is copied from nobody: everyday phrases, forms with other numbers, chance."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from crosscurrent.detectors.lineage.parameters import LineageParameterRefused, Parameters
from tests.unit.lineage.written import T, copied, look

OPENINGS = ("Today I", "Just now I", "Last night we", "Honestly, I", "Finally we", "This morning I")
DOINGS = (
    "walked along the quay", "missed the last ferry", "baked bread for the whole street", "fixed the gate", "read late",
)  # fmt: skip
ENDINGS = (
    "and it was worth it",
    "and I am tired",
    "and nobody believed me",
    "again tomorrow maybe",
    "and the wind won",
)
ARTICLE = (
    "The harbour board signed a contract of 31 pages with the Ombrusk works, the notary Tarvelo says, and nobody on "
    "the council was shown what the seventh annex obliges the town to pay once the second crane has been delivered."
)


def chatter(n: int, accounts: int, days: float, seed: int = 3) -> list[T]:
    """Everyday posts: beginning, middle and end drawn apart, and a step counter."""
    rng = np.random.default_rng(seed)
    said = []
    for k in range(n):
        text = " ".join(str(rng.choice(part)) for part in (OPENINGS, DOINGS, ENDINGS))
        who, hour = f"x:p{int(rng.integers(accounts))}", float(rng.uniform(0, 24 * days))
        said.append(T(f"t{k:04d}", hour, f"{text} ({int(rng.integers(2, 2000))} steps)", account=who, group=None))
    return said


@pytest.mark.parametrize(("posts", "accounts", "days"), [(220, 90, 20.0), (220, 150, 6.0), (60, 40, 10.0)])
def test_everyday_sentences_are_nobodys(posts: int, accounts: int, days: float) -> None:
    # "Finally we baked bread for the whole street and nobody believed me (835 steps)": many share half of it with an
    # earlier post of somebody else, and none has it from there.
    found = look(chatter(posts, accounts, days))
    assert copied(found) == {}
    aside = found.summary["input"]["set_aside"]
    assert aside["everyday_wording"] > 0
    assert "what many write without having it from each other" in " ".join(found.summary["words"])


def test_a_copy_among_everyday_sentences_is_still_one() -> None:
    said = chatter(220, 90, 20.0)
    article = [T("a", 100, ARTICLE, account="x:paper"), T("b", 103, f"Look at this! {ARTICLE}", account="x:other")]
    found = look([*said, *article])
    assert copied(found) == {"b": "a"}
    # Among so many texts it was measured how rare such a share is.
    assert found.unattributed.to_pylist()[0]["p_coverage"] < 0.01


def test_forms_with_other_numbers_are_forms() -> None:
    # The same match report line, filled in by ten accounts over ten days, is no copy of the first.
    forms = [
        T(f"f{k}", 24 * k, f"Harbour league, day {k}: United {k % 4} Rovers {k // 3}, {812 + 37 * k} in the stands",
          account=f"x:club{k}")
        for k in range(10)
    ]  # fmt: skip
    found = look(forms)
    assert copied(found) == {}
    assert set(found.summary["input"]["set_aside"]) == {"filled_form"}


def test_a_form_filled_in_with_the_same_number_twice_is_still_a_form() -> None:
    # Most of these are related to nothing any more, because their wording tells no copy; two have the number in common.
    runs = [T(f"r{k}", 20 * k, f"Ran five kilometres after work and I am tired ({640 + 31 * (k % 11)} steps)",
              account=f"x:r{k}", group=None) for k in range(12)]  # fmt: skip
    found = look(runs, related_only=("r0", "r11"))
    assert copied(found) == {}
    assert found.summary["input"]["set_aside"] == {"filled_form": 1}


def test_numbers_that_stay_the_same_make_no_form() -> None:
    texts = [T(f"c{k}", k, ARTICLE if k == 0 else f"{ARTICLE} Comment {k}.", account=f"x:a{k}") for k in range(6)]
    found = look(texts)
    assert set(copied(found)) == {"c1", "c2", "c3", "c4", "c5"}
    assert Counter(found.unattributed["order"].to_pylist()) == {"certain": 5}


def test_with_few_texts_how_rare_a_share_is_is_not_measured_and_said() -> None:
    found = look([T("a", 0, ARTICLE), T("b", 3, ARTICLE)])
    assert copied(found) == {"b": "a"}
    assert found.unattributed["p_coverage"].to_pylist() == [None]
    assert "not measured how often unrelated texts share as much" in " ".join(found.summary["words"])


MORNING = "Good morning everyone, have a wonderful day and be kind to each other"


def mornings(n: int, days: float, hours: float = 24.0) -> list[T]:
    """The same greeting by n accounts, as many each day, within so many hours of it."""
    each = n / days
    at = [24 * (k // each) + hours * (k % each) / each for k in range(n)]
    return [T(f"m{k:04d}", at[k], MORNING, account=f"x:m{k}") for k in range(n)]


@pytest.mark.parametrize(("others", "reason"), [(0, "evenly_spread"), (40, "evenly_spread"), (200, "everyday_wording")])
def test_a_greeting_at_all_times_is_copied_from_nobody_whatever_else_was_captured(others: int, reason: str) -> None:
    # A capture made by searching for a phrase holds little else: that most of it is the phrase makes no copy of it.
    more = [replace(one, text=f"{one.uid} {one.hour}") for one in chatter(others, max(others, 1), 60.0)]
    found = look([*mornings(120, 60.0), *more], related_only=())
    assert [uid for uid in copied(found) if uid.startswith("m")] == []
    assert found.summary["input"]["set_aside"] == {reason: 119}


def test_a_greeting_of_every_morning_is_no_crowd() -> None:
    # 120 within two hours of ten mornings: dense at that hour of any day, on no day more than on the others.
    found = look(mornings(120, 10.0, hours=2.0), related_only=())
    assert copied(found) == {}
    assert found.summary["input"]["set_aside"] == {"evenly_spread": 119}
    assert "No copy without credit was established." in found.summary["words"]
    assert found.summary["words"][-1] == (
        "119 texts shared with earlier ones what comes evenly over the captured time, and the capture holds little "
        "else: whether one has it from another cannot be determined."
    )


def test_a_greeting_that_is_met_ever_more_often_is_no_crowd() -> None:
    # Three quarters of 300 in the later half of 120 days: a search finds more of what is new, and more of it is posted.
    at = [24 * 120 * ((k + 0.5) / 300) ** 0.5 for k in range(300)]
    found = look([T(f"m{k:04d}", at[k], MORNING, account=f"x:m{k}") for k in range(300)], related_only=())
    assert copied(found) == {}
    assert found.summary["input"]["set_aside"] == {"evenly_spread": 299}


def test_copies_in_a_crowd_after_their_source_stay_copies_in_a_capture_of_little_else() -> None:
    # An article, eleven copies within the first hours, one that came late: crowded in time, so somebody had it from it.
    burst = [T(f"c{k:02d}", 0.4 * k, ARTICLE, account=f"x:c{k}") for k in range(12)]
    found = look([*burst, T("late", 24 * 20, ARTICLE, account="x:late")])
    assert set(copied(found)) == {*(f"c{k:02d}" for k in range(1, 12)), "late"}
    assert found.summary["input"]["set_aside"] == {}


def test_a_crowd_of_one_hour_shows_in_four_days_with_a_late_copy_on_each() -> None:
    burst = [T(f"c{k:02d}", 0.05 * k, ARTICLE, account=f"x:c{k}") for k in range(20)]
    late = [T(f"l{day}", 24.0 * day, ARTICLE, account=f"x:l{day}") for day in (1, 2, 3)]
    found = look([*burst, *late])
    assert len(copied(found)) == 22
    assert found.summary["input"]["set_aside"] == {}


def test_of_very_many_the_crowd_is_seen_in_some_of_them() -> None:
    # 500 within a day from the fiftieth noon on, 100 over a hundred days: more than are counted, the crowd still shows.
    steady = mornings(100, 100.0)
    burst = [T(f"b{k:04d}", 24 * 50 + k / 25, MORNING, account=f"x:b{k}") for k in range(500)]
    found = look([*steady, *burst], related_only=())
    assert {uid for uid in copied(found) if uid.startswith("b")} == {one.uid for one in burst}


@pytest.mark.parametrize(
    "wrong", [{"likely": 1.0}, {"whole": 0.0}, {"missing": 1.0}, {"missing": -0.1}, {"everyday_accounts": 1},
              {"null_texts": 0}, {"null_met": 0}, {"apart_days": -1.0}, {"bunched": float("inf")}]
)  # fmt: skip
def test_parameters_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(LineageParameterRefused):
        Parameters(**wrong)  # type: ignore[arg-type]
