"""What everybody writes is copied from nobody: everyday phrases, forms with other numbers, chance."""

from __future__ import annotations

from collections import Counter

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


@pytest.mark.parametrize(
    "wrong", [{"likely": 1.0}, {"whole": 0.0}, {"missing": 1.0}, {"missing": -0.1}, {"everyday_accounts": 1},
              {"null_texts": 0}, {"null_met": 0}, {"apart_days": -1.0}, {"bunched": float("inf")}]
)  # fmt: skip
def test_parameters_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(LineageParameterRefused):
        Parameters(**wrong)  # type: ignore[arg-type]
