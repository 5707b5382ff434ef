"""A language is named only where script, declaration, words or a sure model tell; else it is unknown."""

from __future__ import annotations

import pytest

from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.detectors.text_reuse.prepare import identify, prepare
from tests.unit.text_reuse.rows import texts


def lang(written: str, declared: str | None = None) -> str:
    import numpy as np

    prepared = prepare(texts({"text": written, "lang_declared": declared}), Parameters())
    identify(prepared, np.arange(len(prepared.forms), dtype=np.int64))
    return prepared.lang[0]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("市议会投票决定上调夜间渡轮票价", "zh"),
        ("市議會投票決定上調夜間渡輪票價", "zh"),
        ("RT @abc: 市议会投票决定上调夜间渡轮票价 https://n.example/english-words-here", "zh"),
        ("市議会は夜のフェリー料金の値上げを決めました", "ja"),
        ("시의회가 야간 페리 요금을 올리기로 했습니다", "ko"),
        ("The council voted to raise the evening ferry fares", "en"),
        ("Le conseil a voté une hausse des tarifs du ferry avec effet immédiat", "fr"),
        ("Городской совет проголосовал за повышение стоимости парома", "ru"),
        ("Η πόλη ψήφισε την αύξηση των εισιτηρίων", "el"),
    ],
)
def test_languages_of_posts(written: str, expected: str) -> None:
    assert lang(written) == expected


@pytest.mark.parametrize("written", ["ok", "lol 12345 67890 11111", "https://n.example/le-conseil-a-vote", "@ana @ben"])
def test_too_little_to_tell(written: str) -> None:
    assert lang(written) == "und"


def test_a_declared_language_counts_unless_the_script_contradicts_it() -> None:
    assert lang("Port Lindall Tidewater Northgate Alderwick", "fr") == "fr"
    assert lang("市议会投票决定上调夜间渡轮票价", "en") == "zh"
    assert lang("市议会投票决定上调夜间渡轮票价", "zh-TW") == "zh-TW"
