"""What is found, how it is said, and that the order of the rows does not matter."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa
import pytest

from crosscurrent.detectors.text_reuse.detect import TextReuse, detect
from crosscurrent.detectors.text_reuse.incremental import update
from crosscurrent.detectors.text_reuse.parameters import Parameters, TextParameterRefused, specification
from crosscurrent.model import table
from crosscurrent.model.text import COMPARED_SPEC, GROUP_SPEC, PASSAGE_SPEC, RELATION_SPEC
from tests.unit.text_reuse.rows import SECOND, T0, agree, found, look, passages, short, texts
from tests.unit.text_reuse.rows import table as table_of

ZH = "加拿大大选前夕，微信公众号集中转发同一篇文章"
ZH_TW = "加拿大大選前夕，微信公眾號集中轉發同一篇文章！"
EN = "The city will close the harbour bridge for three weeks in June"
FR = "La ville fermera le pont du port pendant trois semaines en juin"


def one(result: TextReuse) -> dict[str, Any]:
    assert result.relations.num_rows == 1
    return dict(result.relations.to_pylist()[0])


@pytest.mark.parametrize(
    ("first", "second", "relation", "contained"),
    [
        (ZH, ZH_TW, "copy", None),
        ("今天我们去投票站投下一票", "今天我们去投票站投下两票", "copy", None),  # 12 characters
        ("今天我们去投票站投下一票", "今天咱们去投票站投下一票", "copy", None),
        (ZH, f"看看这个，大家怎么想？{ZH}，我觉得很有意思，求扩散", "excerpt", "a_in_b"),
        (f"看看这个，大家怎么想？{ZH}，我觉得很有意思，求扩散", ZH, "excerpt", "b_in_a"),
        (EN, EN.upper() + "!!! https://t.co/x", "copy", None),
        (EN, EN.replace("three", "four"), "copy", None),
        (FR, f"RT @maire: {FR}", "copy", None),
        (FR, f"Encore une fois ! {FR} Merci pour rien, on va tous marcher des kilomètres", "excerpt", "a_in_b"),
        ("다음 주 월요일부터 항구 다리가 폐쇄됩니다", "다음 주 월요일부터 항구 다리가 닫힙니다", "copy", None),
    ],
)  # fmt: skip
def test_what_two_texts_are_to_each_other(first: str, second: str, relation: str, contained: str | None) -> None:
    row = one(look(first, second))
    assert (short(row["text_a"]), short(row["text_b"])) == ("t0", "t1")
    assert (row["relation"], row["contained"], row["found_by"]) == (relation, contained, "shingles")
    assert row["lag_us"] == 60 * SECOND


@pytest.mark.parametrize(
    "pair",
    [
        (ZH, "加拿大大选的投票站今天早上八点开门"),
        (EN, "The city will plant three hundred trees along the river in the autumn"),
        ("转发微博", "转发微博"),
        ("vote now", "vote now"),
        ("👍👍👍👍👍👍👍👍👍👍", "👍👍👍👍👍👍👍👍👍👍"),
    ],
)
def test_what_is_no_reuse(pair: tuple[str, str]) -> None:
    assert found(look(*pair)) == []


def test_passages_are_places_in_the_texts_as_written() -> None:
    given = texts(
        "RT @a: Die Brücke 🌉 wird im Juni gesperrt!", "Hört: die  Bru\u0308cke wird im JUNI gesperrt. Schade"
    )
    result = detect(given, contrary=agree)
    assert passages(result, given) == [
        ("Die Brücke 🌉 wird im Juni gesperrt", "die  Bru\u0308cke wird im JUNI gesperrt")
    ]


def test_equal_texts_are_related_to_the_earliest_of_them() -> None:
    result = look(ZH, ZH_TW, f"「{ZH}」")
    assert found(result) == [("t0", "copy", "t1"), ("t0", "copy", "t2")]
    assert result.compared.column("distinct_id").to_pylist() == [0, 0, 0]


def test_the_earlier_text_comes_first_and_undated_ones_by_name() -> None:
    later = {"text": EN, "at": T0 + 10**9}
    assert found(look(later, {"text": EN + " again", "at": T0})) == [("t1", "copy", "t0")]
    undated = look({"text": EN, "at": None, "precision": "unknown"}, {"text": EN + " again", "at": T0})
    assert found(undated) == [("t0", "copy", "t1")]
    assert undated.relations.column("lag_us").to_pylist() == [None]


def mixed(n: int = 60) -> pa.Table:
    rng = random.Random(5)
    words = (
        "桥",
        "城市",
        "关闭",
        "六月",
        "市长",
        "宣布",
        "投票",
        "图书馆",
        "消息",
        "来源",
        "河边",
        "学校",
        "早上",
        "新闻",
    )
    made: list[str] = []
    for _ in range(n):
        base = rng.choice(made) if made and rng.random() < 0.6 else "".join(rng.choices(words, k=rng.randint(6, 14)))
        made.append(base if rng.random() < 0.2 else base[rng.randrange(4) :] + rng.choice(words))
    return texts(*made, "", "  ", "😀😀", "好", EN, EN + " or not")


def same(one: TextReuse, other: TextReuse) -> None:
    for name in ("compared", "relations", "passages", "groups"):
        assert getattr(one, name).to_pylist() == getattr(other, name).to_pylist()
    assert one.summary == other.summary


def test_the_order_of_the_rows_does_not_matter() -> None:
    given = mixed()
    order = list(range(given.num_rows))
    random.Random(1).shuffle(order)
    same(detect(given, contrary=agree), detect(given.take(pa.array(order)), contrary=agree))


@pytest.mark.parametrize("share", [0, 1, 30, 65, 66])
def test_adding_texts_gives_what_one_run_gives(share: int) -> None:
    given = mixed()
    order = list(range(given.num_rows))
    random.Random(2).shuffle(order)
    shuffled = given.take(pa.array(order))
    first = detect(shuffled.slice(0, share), contrary=agree)
    same(update(first, shuffled.slice(share), contrary=agree), detect(given, contrary=agree))


def test_adding_texts_reads_only_new_pairs() -> None:
    asked: list[tuple[str, str]] = []

    def rules(a: str, b: str, lang_a: str, lang_b: str) -> tuple[bool, list[str]]:
        asked.append((a, b))
        return False, []

    given = texts(EN, EN + " again", FR, FR + " encore")
    first = detect(given.slice(0, 3), contrary=rules)
    assert len(asked) == 1
    update(first, given.slice(3), contrary=rules)
    assert len(asked) == 2
    assert FR in asked[1]


def test_the_tables_keep_their_rules() -> None:
    result = detect(mixed(), contrary=agree)
    assert result.relations.num_rows > 20
    for spec, rows in (
        (COMPARED_SPEC, result.compared), (RELATION_SPEC, result.relations), (PASSAGE_SPEC, result.passages),
        (GROUP_SPEC, result.groups),
    ):  # fmt: skip
        assert rows.schema == spec.schema
        assert table.validate(spec, rows).num_rows == rows.num_rows


def test_a_contradiction_is_shown_and_kept_out_of_the_group() -> None:
    def rules(a: str, b: str, lang_a: str, lang_b: str) -> tuple[bool, list[str]]:
        differs = ("not" in a) != ("not" in b)
        return differs, ["negation"] if differs else []

    denial = EN.replace("will", "will not")
    result = detect(texts(EN, EN + " again", denial), contrary=rules)
    by_pair = {(short(r["text_a"]), short(r["text_b"])): r for r in result.relations.to_pylist()}
    assert by_pair["t0", "t2"]["contrary"]
    assert by_pair["t0", "t2"]["differences"] == ["negation"]
    assert [short(uid) for uid in result.groups.column("text_uid").to_pylist()] == ["t0", "t1"]


def test_relations_of_an_encoder_join_the_others() -> None:
    class Encoder:
        name, version, sha256 = "none", "1", "0" * 64

    def meaning(prepared: Any, encoder: Any, parameters: Any, progress: Any) -> pa.Table:
        row = {"text_a": "plaza:t0#body", "text_b": "plaza:t1#body", "relation": "translation", "contained": None,
               "coverage_a": 0.0, "coverage_b": 0.0, "similarity": 0.9, "shared_chars": None, "lag_us": 60 * SECOND,
               "contrary": False, "differences": [], "benign": [], "found_by": "encoder"}  # fmt: skip
        return pa.Table.from_pylist([row], schema=RELATION_SPEC.schema)

    result = detect(texts(EN, FR, "x"), encoder=Encoder(), meaning=meaning, contrary=agree)
    assert found(result) == [("t0", "translation", "t1")]
    assert result.groups.column("relation").to_pylist() == [None, "translation"]
    assert result.summary["unanswered"] == []


def test_without_an_encoder_the_summary_says_what_was_not_looked_for() -> None:
    summary = look(EN, FR).summary
    assert [row["question"] for row in summary["unanswered"]] == ["rewording", "translation"]
    assert summary["status"] == "nothing_found"


def test_progress_is_told_in_stages() -> None:
    stages: list[str] = []

    class Ear:
        def start(self, label: str, total: int | None = None, unit: str = "rows") -> None:
            stages.append(label)

        def advance(self, count: int = 1) -> None:
            assert count >= 0

        def finish(self) -> None:
            stages.append("end")

    detect(texts(EN), progress=Ear(), contrary=agree)
    assert stages[0] == "folding texts"
    assert stages[-1] == "end"


def test_parameters_are_those_of_the_specification() -> None:
    described = specification()["parameters"]
    assert {name: row["default"] for name, row in described.items()} == Parameters().as_record()
    assert specification()["id"] == look(EN).method.detector


@pytest.mark.parametrize(
    "wrong",
    [{"copy_coverage": 0.0}, {"copy_coverage": 0.4}, {"excerpt_coverage": 1.2}, {"min_weight": 3}, {"hubs": 0},
     {"all_pairs": 1}, {"max_chars": 10}, {"boilerplate_least": 1}, {"min_shared": float("nan")}],
)  # fmt: skip
def test_parameters_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(TextParameterRefused):
        Parameters(**wrong)  # type: ignore[arg-type]


def test_no_texts_give_empty_tables() -> None:
    result = detect(table_of([]), contrary=agree)
    assert result.summary["status"] == "not_assessable"
    assert [getattr(result, name).num_rows for name in ("compared", "relations", "passages", "groups")] == [0] * 4
