"""Echoes: the same particulars in other media and languages are found; a shared day, city or number alone is none."""

from __future__ import annotations

import random
import time
from typing import Any

import pyarrow as pa
import pytest

from crosscurrent.detectors.text_reuse.echo_anchors import read
from crosscurrent.detectors.text_reuse.echo_days import days_in_digits
from crosscurrent.detectors.text_reuse.echo_marks import located
from crosscurrent.detectors.text_reuse.echo_texts import Compared, EchoParameters
from crosscurrent.detectors.text_reuse.echoes import Echoes, find
from crosscurrent.detectors.text_reuse.parameters import TextParameterRefused, specification
from crosscurrent.model.table import validate
from crosscurrent.model.text import ECHO_ANCHOR_SPEC, ECHO_SPEC
from crosscurrent.simulate.text_pairs import make_pairs
from tests.unit.text_reuse.rows import SECOND, T0, texts

DAY = 86_400 * SECOND
HEADLINE = "3月3日，特鲁多宣布：300人被拦在码头外"
SPOKEN = "well on march third mr trudeau said that three hundred people were locked out and nobody had told them"


def part(text: str, kind: str, number: int, **more: Any) -> dict[str, Any]:
    return {"text": text, "part": kind, "text_uid": f"plaza:t{number}#{kind}"} | more


def shown(found: Echoes) -> list[tuple[str, str, list[str]]]:
    return [(row["part_a"], row["part_b"], row["anchors"]) for row in found.echoes.to_pylist()]


def marked(found: Echoes, *written: str) -> list[tuple[str, ...]]:
    """Return what is marked in the first and in the second text."""
    return [
        tuple(text[row[f"start_{end}"] : row[f"end_{end}"]] for text, end in zip(written, "ab", strict=True))
        for row in found.echo_anchors.to_pylist()
    ]


# --- across media and languages --------------------------------------------------------------------


def test_a_chinese_headline_is_echoed_by_what_is_said_in_an_english_video() -> None:
    # 300 人 is three hundred people, 3月3日 is march third, 特鲁多 is Trudeau; speech has no capitals and no digits.
    found = find(texts(part(HEADLINE, "title", 0), part(SPOKEN, "transcript", 1)))
    assert shown(found) == [("title", "transcript", ["number:300", "day:3-3", "name:Trudeau"])]
    assert marked(found, HEADLINE, SPOKEN) == [
        ("300", "three hundred"),
        ("3月3日", "march third"),
        ("特鲁多", "trudeau"),
    ]
    row = found.echoes.to_pylist()[0]
    assert (row["lag_us"], row["contrary"]) == (60 * SECOND, False)
    assert row["p"] < 1e-4


def test_a_headline_stands_word_for_word_among_the_words_in_a_picture() -> None:
    # Words read in a picture come with everything else that is on it, and in traditional characters.
    headline, ocr = "码头关闭三十一天，工会说从未有人商量", "直播 碼頭關閉三十一天 工會說從未有人商量 點讚 關注"
    found = find(texts(part(headline, "title", 0), part(ocr, "ocr", 1)))
    assert shown(found) == [("title", "ocr", ["headline:码头关闭三十一天工会说从未有人商量"])]
    assert marked(found, headline, ocr) == [(headline, "碼頭關閉三十一天 工會說從未有人商量")]


def test_quoted_words_are_found_where_nothing_marks_them_as_quoted() -> None:
    written = "The mayor said “not one step back until the last boat is home”. Read more."
    spoken = "and then he goes not one step back until the last boat is home and walks off"
    (row,) = find(texts(written, part(spoken, "transcript", 1))).echoes.to_pylist()
    assert row["anchors"] == ["quotation:not one step back until the last boat is home"]


def test_a_french_caption_and_a_chinese_post_state_the_same_share_and_name() -> None:
    found = find(
        texts(
            "Selon Poilievre, 37,5 % des foyers et 12 400 personnes à Ottawa n'ont pas d'eau depuis le 3 mars.",
            "博励治称，渥太华1.24万人停水，占百分之37.5。",
        )
    )
    assert {anchor for _, _, anchors in shown(found) for anchor in anchors} == {
        "number:12400", "name:Poilievre", "name:Ottawa", "percent:37.5",
    }  # fmt: skip


def test_an_unknown_name_is_recognised_by_its_sound() -> None:
    # Nobody lists Marbeck; 马尔贝克 sounds like it.
    found = find(texts("马尔贝克说，31744人签了名", "In the end 31,744 people signed, Mayor Marbeck said"))
    assert shown(found) == [("body", "body", ["number:31744", "name:marbeck"])]
    assert marked(found, "马尔贝克说，31744人签了名", "In the end 31,744 people signed, Mayor Marbeck said")[1] == (
        "马尔贝克", "Marbeck",
    )  # fmt: skip


# --- what is none ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Two football reports that share a number.
        ("United beat Rovers 3-1 before 24,000 fans", "City drew with Albion before 24,000 people, Hansen was hurt"),
        # The same day and city, and nothing else.
        ("On March 3 the police in Toronto closed 12 streets", "Le 3 mars à Toronto, il est tombé 40 cm de neige"),
        # The same names: the same topic.
        ("Trudeau meets Macron in Ottawa on March 3", "3月3日马克龙在渥太华见特鲁多"),
        # Digits of a hashtag are no numbers.
        ("see you at #pier4711 in Lindall", "nobody came to #pier4711, said Lindall"),
        # The same year and small numbers.
        ("In 2031 three of 12 boats were sold in Ottawa", "2031年，渥太华有3条路和12座桥在修"),
        # Hours are not passengers.
        (
            "The boat was 137 hours late at Lindall on March 3",
            "Lindall: 137 hectares burned, said the mayor on March 3",
        ),
    ],
)
def test_what_all_who_write_of_a_day_or_a_place_share_is_no_echo(one: str, other: str) -> None:
    assert shown(find(texts(one, other))) == []


def test_figures_that_differ_are_shown() -> None:
    one, other = "特鲁多3月3日在渥太华说：12437人受伤，30人死亡", "Trudeau in Ottawa on 3 March: 12,437 hurt, 45 dead"
    (row,) = find(texts(one, other)).echoes.to_pylist()
    assert row["anchors"] == ["number:12437", "day:3-3", "name:Ottawa", "name:Trudeau"]
    assert (row["contrary"], row["other_a"], row["other_b"]) == (True, ["30"], ["45"])


def test_texts_of_one_account_or_post_and_texts_far_apart_do_not_echo_each_other() -> None:
    both = [part(HEADLINE, "title", 0), part(SPOKEN, "transcript", 1)]
    assert shown(find(texts(both[0] | {"account_uid": "plaza:one"}, both[1] | {"account_uid": "plaza:one"}))) == []
    assert shown(find(texts(both[0], both[1] | {"post_uid": "plaza:t0"}))) == []
    assert shown(find(texts(both[0], both[1] | {"at": T0 + 31 * DAY}))) == []
    assert len(shown(find(texts(both[0], both[1] | {"at": T0 + 31 * DAY}), EchoParameters(window_days=40)))) == 1
    assert find(texts(both[0] | {"at": None}, both[1])).echoes.column("lag_us").to_pylist() == [None]


def test_what_is_a_copy_or_translation_already_is_not_listed_again() -> None:
    both = texts(part(HEADLINE, "title", 0), part(SPOKEN, "transcript", 1))
    related = Compared(related=frozenset({("plaza:t0", "plaza:t1")}))
    grouped = Compared(group_of={"plaza:t0": frozenset({"text:1"}), "plaza:t1": frozenset({"text:1", "text:2"})})
    assert shown(find(both, before=grouped)) == []
    found = find(both, before=related)
    assert shown(found) == []
    assert found.summary["left_out"]["already_related"] == 1


def test_two_posts_are_one_echo_however_many_of_their_parts_agree() -> None:
    # Headline and body both state it: the pair of posts counts once.
    found = find(
        texts(
            part(HEADLINE, "title", 0),
            part(f"{HEADLINE}\n全文见内页", "body", 0, post_uid="plaza:t0", account_uid="plaza:a0"),
            part(SPOKEN, "transcript", 2),
        )
    )  # fmt: skip
    assert [row[:2] for row in shown(found)] == [("title", "transcript")]


def test_what_everybody_states_this_week_proves_nothing_this_week() -> None:
    # Three hundred people are in every second report of the week: two more of them are no echo.
    rows = [
        {"text": f"Report {n} from Ottawa: 312 people in street {n + 3000}", "at": T0 + n * SECOND} for n in range(60)
    ]
    assert shown(find(texts(*rows))) == []


# --- bad input, order, cost ------------------------------------------------------------------------


def test_empty_texts_emoji_and_wrong_bytes_are_counted_and_echo_nothing() -> None:
    found = find(texts("", "   \n", "🔥🔥🔥", "12345 \ufffd\ufffd", "12345 \ufffd", "：；，。"))
    assert (found.summary["texts"], found.summary["echoes"]) == (6, 0)
    nothing = find(texts())
    assert (nothing.summary["texts"], nothing.echoes.num_rows) == (0, 0)
    validate(ECHO_SPEC, nothing.echoes)
    validate(ECHO_ANCHOR_SPEC, nothing.echo_anchors)


def test_ten_megabytes_are_read_in_stretches_and_found_in_the_one_that_states_it() -> None:
    before, after = "and then we talked about the weather for a while. " * 1_000, " so it goes. " * 800_000
    found = find(texts(part(HEADLINE, "title", 0), part(f"{before}{SPOKEN}{after}", "transcript", 1)))
    assert shown(found) == []  # so much is said there that three common particulars are chance
    said = "mr trudeau said in ottawa on march third that 12,437 people were locked out"
    headline = part("特鲁多3月3日在渥太华说：12437人受伤", "title", 0)
    precise = find(texts(headline, part(f"{before}{said}{after}", "transcript", 1)))
    assert [row[2] for row in shown(precise)] == [["number:12437", "day:3-3", "name:Ottawa", "name:Trudeau"]]
    places = {row["kind"]: row["start_b"] for row in precise.echo_anchors.to_pylist()}
    assert places["number"] == len(before) + said.index("12,437")


def test_a_hashtag_that_thirty_thousand_share_costs_little_and_ties_nothing() -> None:
    n = 30_000
    table = texts(*({"text": f"nice day number {k} #harbour", "at": T0 + k * SECOND} for k in range(n)))
    begun = time.process_time()
    found = find(table)
    assert found.summary["echoes"] == 0
    assert (time.process_time() - begun) / n < 5e-4


def test_the_order_of_rows_changes_nothing() -> None:
    table = make_pairs(3, 300).texts
    order = list(range(table.num_rows))
    random.Random(5).shuffle(order)
    assert find(table).echoes.equals(find(table.take(pa.array(order))).echoes)


def test_among_generated_posts_no_unrelated_pair_echoes() -> None:
    # 500,000 pairs, most of the same few persons and places; seed 51 was used for nothing else.
    made = make_pairs(51, 1_000)
    story = dict(zip(made.texts.column("text_uid").to_pylist(), made.stories.tolist(), strict=True))
    rows = find(made.texts).echoes.to_pylist()
    assert len(rows) > 200
    assert [row for row in rows if story[row["text_a"]] != story[row["text_b"]]] == []


def test_parameters_are_those_of_the_specification_and_have_ranges() -> None:
    stated = {name: one["default"] for name, one in specification()["echoes"].items()}
    made = EchoParameters()
    assert stated == {name: getattr(made, name) for name in stated}
    assert len(stated) == 5
    for wrong in ({"window_days": 0}, {"most_p": 0.5}, {"most_expected": 0}, {"max_chars": 5}, {"all_pairs": 1}):
        with pytest.raises(TextParameterRefused):
            EchoParameters(**wrong)


# --- reading ---------------------------------------------------------------------------------------


def test_a_number_word_at_the_beginning_of_a_sentence_and_a_month_are_no_names() -> None:
    assert shown(find(texts("Twenty of 4711 came. March was cold", "Twenty-one left. In March 4711 stayed"))) == []


def test_what_a_chinese_hashtag_states_is_stated() -> None:
    assert ("number", "312") in read("#北港312人被拦#", "weibo").anchors


def test_nothing_is_read_of_a_text_that_nothing_ties_to_another() -> None:
    assert read("Sophie Donnay went home on March 3", "x").named is None
    assert read("Sophie Donnay counted 300 boats", "x").named is not None


@pytest.mark.parametrize(
    ("text", "anchor", "place"),
    [
        ("一共1.24万人", ("number", "12400"), "1.24万"),
        ("des 12 400 personnes", ("number", "12400"), "12 400"),
        ("le trois mars à midi", ("day", "3-3"), "trois mars"),
        ("自3月3日起", ("day", "3-3"), "3月3日"),
        ("百分之十二的人", ("percent", "12"), "百分之十二"),
        ("at 14:30 sharp", ("time", "14:30"), "14:30"),
        ("l'Ottawa d'hier", ("name", "Ottawa"), "Ottawa"),
        ("看 #北港碼頭# 吧", ("hashtag", "北港码头"), "北港碼頭"),
    ],
)
def test_a_particular_is_marked_as_it_is_written(text: str, anchor: tuple[str, str], place: str) -> None:
    spot = located(text, anchor)
    assert spot is not None
    assert text[slice(*spot)] == place
    assert located("nothing of the kind", anchor) is None


def test_cheers_of_many_numbers_state_none() -> None:
    assert read("主播太强了 " + "666 " * 105, "bilibili").anchors == ()
    assert set(read("233 233 " * 60 + "，300人被拦在门外", "weibo").anchors) == {("number", "300")}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("双十十月十日，300人被拦在门外", "双十十月十日，300人被拦在门外"),
        ("三月十十日 300人", "三月十十日 300人"),
        ("le ſix mars, 350", "le ſix mars, 350"),
        ("the thİrd of March: 300 third", "the thİrd of March: 300 third"),
        ("March thİrty-first", "March thİrty-first"),
        ("双十，十月十日，le SIX mars, the THIRD of March", "双十，10月10日，le 6 mars, the 3 March"),
    ],
)
def test_a_day_that_cannot_be_read_stays_as_it_was_written(written: str, expected: str) -> None:
    # ſ and İ match s and i where case does not count, and are not what these become in small letters.
    assert days_in_digits(written) == expected
    assert isinstance(read(written, "web").anchors, tuple)
