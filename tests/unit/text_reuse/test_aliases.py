"""Names that cannot be heard are learnt from translations that are certain without them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.text_reuse.aliases import Aliases, Names, compared, learn

#: Four stories in two languages: of Deercreek (鹿溪) three, of Tidewater (潮水镇) one.
TOLD = [
    "12 hurt in Deercreek", "鹿溪有12人受伤", "Deercreek loses 340 jobs", "鹿溪少了340个岗位",
    "The 71 stalls of Deercreek", "鹿溪的71个摊位", "58 trees fell in Tidewater", "潮水镇倒了58棵树",
]  # fmt: skip
LATIN = [{"deercreek": "deercreek"}, {}, {"deercreek": "deercreek"}, {}, {"deercreek": "deercreek"}, {},
         {"tidewater": "tidewater"}, {}]  # fmt: skip
NO_RUNS: list[frozenset[str]] = [frozenset()] * len(TOLD)


def learnt(a: list[int], b: list[int]) -> Aliases:
    return learn(TOLD, LATIN, np.array(a, np.int64), np.array(b, np.int64), 3, 0.5)


def rows(known: Aliases, a: int, b: int, told: list[str] = TOLD, names: Names | None = None) -> npt.NDArray[np.float64]:
    return compared(told, names or Names(LATIN, NO_RUNS), known, np.array([a]), np.array([b]))[0]


def test_a_name_is_learnt_from_three_stories() -> None:
    known = learnt([0, 2, 4, 6], [1, 3, 5, 7])
    assert known.han == {"deercreek": frozenset({"鹿溪"})}
    assert known.latin == {"鹿溪": frozenset({"deercreek"})}


def test_three_pairs_of_one_story_teach_nothing() -> None:
    # All pairs hang together through the first text, so they are one coincidence, not three.
    assert learnt([0, 0, 0], [1, 3, 5]).han == {}


def test_without_pairs_nothing_is_known_and_nothing_is_compared() -> None:
    known = learnt([], [])
    assert known.han == {}
    assert rows(known, 0, 3).tolist() == [0.0, 0.0, 0.0]


def test_a_known_name_speaks_for_a_pair_and_another_against_it() -> None:
    known = Aliases(
        {"deercreek": frozenset({"鹿溪"}), "tidewater": frozenset({"潮水"})},
        {"鹿溪": frozenset({"deercreek"}), "潮水": frozenset({"tidewater"})},
    )
    alike, other = rows(known, 0, 3), rows(known, 6, 1)
    assert alike[0] > 5
    assert alike[1] == 0
    assert other.tolist()[:2] == [0.0, 1.0]
    assert rows(known, 1, 7).tolist()[:2] == [0.0, 1.0]  # also between two Chinese texts
    assert rows(known, 0, 6).tolist() == [0.0, 0.0, 0.0]  # two English ones are compared by spelling


def test_names_that_sound_unlike_are_left_over() -> None:
    told = ["Nora Kane apologised", "马尔贝克道歉了", "Marbeck apologised"]
    names = Names([{"nora": "nora", "kane": "nora"}, {}, {"marbeck": "marbeck"}],
                  [frozenset(), frozenset({"马尔贝克"}), frozenset()])  # fmt: skip
    nothing = Aliases({}, {})
    assert rows(nothing, 0, 1, told, names).tolist() == [0.0, 0.0, 1.0]
    assert rows(nothing, 1, 2, told, names).tolist() == [0.0, 0.0, 0.0]
