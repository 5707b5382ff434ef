"""Rewordings and translations are found, contradictions are marked, and nothing is made of unknown languages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest

from crosscurrent.detectors.text_reuse import meaning
from crosscurrent.detectors.text_reuse.encoder import Encoder, bundled
from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.detectors.text_reuse.prepare import identify, prepare
from tests.unit.text_reuse.rows import short, texts

EN = "12,400 ballots went missing on the road in Malko on March 3 and the commission is delaying the result."
EN_RETOLD = "Somewhere between polling station and count in Malko, 12,400 votes vanished; the result is put off."
EN_DENIAL = "Fact check: no ballots went missing in Malko on March 3, all 12,400 are accounted for."
EN_OTHER_NUMBER = (
    "57,000 ballots went missing on the road in Malko on March 3 and the commission is delaying the result."
)
FR = "12 400 bulletins ont disparu pendant leur transport à Malko le 3 mars et la commission repousse les résultats."
ZH = "3月3日，马尔科有1.24万张选票在运送途中丢失，选举委员会推迟公布结果。"
ZH_HANT = "3月3日，馬爾科有1.24萬張選票在運送途中丟失，選舉委員會推遲公佈結果。"
ELSEWHERE = "31 nurses at the hospital in Colta fell ill on June 9 and nobody knows which virus it is."
PLUMS = "Frost cut the plum harvest in Tremba and growers fear for their income this autumn."


@pytest.fixture(scope="module")
def use() -> Encoder:
    loaded = bundled()
    if loaded is None:
        pytest.skip("the package with the encoder is not installed")
    return loaded


def find(encoder: Encoder, table: pa.Table) -> pa.Table:
    prepared = prepare(table, Parameters())
    identify(prepared, np.arange(len(prepared.forms), dtype=np.int64))
    return meaning.find(prepared, encoder, Parameters(), None)


def relations(encoder: Encoder, *written: str) -> dict[tuple[str, str], tuple[str, bool]]:
    rows = find(encoder, texts(*written)).to_pylist()
    return {(short(row["text_a"]), short(row["text_b"])): (row["relation"], row["contrary"]) for row in rows}


def test_translations_and_rewordings_are_found_and_nothing_else(use: Encoder) -> None:
    assert relations(use, EN, EN_RETOLD, FR, ZH, ELSEWHERE, PLUMS) == {
        ("t0", "t1"): ("rewording", False),
        ("t0", "t2"): ("translation", False),
        ("t0", "t3"): ("translation", False),
        ("t1", "t2"): ("translation", False),
        ("t1", "t3"): ("translation", False),
        ("t2", "t3"): ("translation", False),
    }


def test_a_rewording_without_any_figure_is_found_by_its_names_and_rare_words(use: Encoder) -> None:
    film = "A documentary about a fishing village in Rosala was banned; director Daniel Holt says no reason was given."
    retold = "Banned, and nobody says why: the film Daniel Holt made about the fishermen of Rosala stays in a drawer."
    elsewhere = "Banned, and nobody says why: the film Nora Kane made about the fishermen of Yundu stays in a drawer."
    assert relations(use, film, retold, ELSEWHERE, PLUMS) == {("t0", "t1"): ("rewording", False)}
    assert ("t0", "t1") not in relations(use, film, elsewhere, ELSEWHERE, PLUMS)


def test_set_openings_change_nothing(use: Encoder) -> None:
    # Thirteen texts open alike; what they tell is compared, not that they do.
    told = [f"Everyone is sharing this: {text}" for text in (EN, EN_RETOLD, ELSEWHERE, PLUMS)]
    others = [
        f"Everyone is sharing this: the baker of street {k} sold {k * 7} loaves of rye bread" for k in range(2, 12)
    ]
    found = relations(use, *told, *others)
    assert found["t0", "t1"] == ("rewording", False)
    assert not any({pair[0], pair[1]} & {"t2", "t3"} for pair in found)


def test_a_place_and_one_number_in_common_are_chance(use: Encoder) -> None:
    boat = "Disaster in the fog: the boat between Fogcape and Belwick went down, 88 passengers have not been found."
    wage = "From March the lowest paid in Belwick earn 88 dollars more a month, and small shops worry about the cost."
    assert relations(use, boat, wage, ELSEWHERE, PLUMS, EN) == {}


def test_a_denial_is_found_and_marked(use: Encoder) -> None:
    found = relations(use, EN_RETOLD, EN_DENIAL, FR, PLUMS)
    assert found["t0", "t1"] == ("rewording", True)
    assert found["t1", "t2"] == ("translation", True)
    assert found["t0", "t2"] == ("translation", False)


def test_another_number_is_never_agreement(use: Encoder) -> None:
    # What shingles call a copy is theirs; across languages the changed number either keeps the two apart or marks them.
    found = relations(use, EN_OTHER_NUMBER, FR, ZH)
    assert all(contrary for pair, (_, contrary) in found.items() if "t0" in pair)


def test_the_two_chinese_scripts_are_one_language(use: Encoder) -> None:
    rows = prepare(texts(ZH, ZH_HANT), Parameters())
    assert len(rows.forms) == 1  # one distinct text: not even a pair
    assert relations(use, ZH, ZH_HANT) == {}


def test_an_unknown_language_is_never_another_language(use: Encoder) -> None:
    # The Latin text is declared in a language nobody knows; its twin in Chinese must not become a translation.
    table = texts(ZH, "1.24万 Malko xq 12400 ballots 3/3")
    prepared = prepare(table, Parameters())
    prepared.lang[0], prepared.lang[1] = "zh", "und"
    assert meaning.find(prepared, use, Parameters(), None).num_rows == 0


def test_languages_of_one_family_of_tags_are_not_translations(use: Encoder) -> None:
    prepared = prepare(texts(EN, EN_RETOLD), Parameters())
    prepared.lang[0], prepared.lang[1] = "en-CA", "en-GB"
    assert set(meaning.find(prepared, use, Parameters(), None)["relation"].to_pylist()) <= {"rewording"}


def test_rows_do_not_depend_on_the_order_of_the_input(use: Encoder) -> None:
    table = texts(EN, EN_RETOLD, FR, ZH, ELSEWHERE, PLUMS, EN_DENIAL)
    shuffled = table.take(pa.array([4, 2, 6, 0, 5, 1, 3]))
    assert find(use, table).equals(find(use, shuffled))


def test_the_earlier_text_comes_first_with_the_lag(use: Encoder) -> None:
    row = find(use, texts(EN, FR)).to_pylist()[0]
    assert (short(row["text_a"]), short(row["text_b"]), row["lag_us"]) == ("t0", "t1", 60_000_000)
    assert row["found_by"] == "encoder"


@pytest.mark.parametrize("written", [(), (EN,), ("", " ", "🔥🔥🔥"), ("ok", "no")])
def test_where_there_is_nothing_to_compare_nothing_is_found(use: Encoder, written: Sequence[str]) -> None:
    assert find(use, texts(*written)).num_rows == 0


class Blind:
    """Says of everything that it means the same: the cues must hold alone."""

    name, version, sha256, dimension, languages = "blind", "1", "0" * 64, 4, frozenset[str]()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.tile(np.array([[1, 0, 0, 0]], np.float32), (len(texts), 1))


def test_an_encoder_that_sees_no_difference_does_not_make_contradicting_numbers_agree() -> None:
    found = relations(Blind(), FR, EN_OTHER_NUMBER, ELSEWHERE)
    assert all(contrary for _, contrary in found.values())
