"""Who copies a rumour to deny it writes the denial beside it; the copied part is the same in both."""

from __future__ import annotations

import pytest

from crosscurrent.detectors.text_reuse.denials import added
from crosscurrent.detectors.text_reuse.detect import detect
from crosscurrent.detectors.text_reuse.passages import Span
from tests.unit.text_reuse.rows import texts

RUMOUR = {
    "en": "The dam above Lindall has cracked and the lower town is being cleared tonight, twelve streets are flooded",
    "fr": "Le barrage de Lindall est fissuré et la ville basse est évacuée ce soir, douze rues sont sous les eaux",
    "zh": "林达尔上游的大坝出现裂缝，下城今晚全部撤离，已有十二条街道被水淹没",
}
#: {} stands for the rumour.
DENIALS = {
    "en": [
        "This is false: {}",
        "FAKE NEWS: {}",
        "Fact check: {}",
        "{}. This is not true.",
        "{}. That never happened!",
        "{}. Officials deny this.",
        "{}. The mayor says the report is completely false.",
        "The city says it is untrue that {}",
        "There is no evidence that {}",
        "Don't believe this! {}",
        "Rumour control: {}",
        "{}. The story above is a hoax, please stop sharing it.",
        "False! A lie that comes back every spring. {}",
        "The story that {} is a hoax",
        "{}. The claim that the dam above Lindall has cracked is baseless.",
        "{}. No truth to this.",
        "{}. This is false.",
        "{}. This story is false.",
        "{}. This claim is a lie.",
        "{}. The post above is nonsense.",
        "This is just wrong. {}",
        "{} This story is false.",
        "{} It did not happen.",
        "{}. Turns out to be fake.",
        "{}. This was debunked years ago.",
        "{}. They say it isn't true.",
        "{}. No evidence for this.",
        "Fact check false: {}",
    ],
    "fr": [
        "C'est faux : {}",
        "INTOX : {}",
        "{}. Ce n'est pas vrai.",
        "{}. C’est une rumeur infondée.",
        "Fausse information : {}",
        "Il est faux que {}",
        "{}. La mairie a démenti cette rumeur.",
        "La préfecture dément : {}",
        "{}. N'y croyez pas !",
        "{}. Cela n'a jamais eu lieu.",
        "Aucune preuve que {}",
        "La rumeur selon laquelle {}",
        "{}. Cette information est fausse, selon la mairie.",
        "{}. C'est faux.",
        "{}. Cet article est un mensonge.",
        "{}. Cette affirmation, c'est faux !",
        "N'importe quoi, cette rumeur est un mensonge ! {}",
        "C'est n'importe quoi ! {}",
        "{}. Démenti par la mairie.",
        "{} C'est totalement faux !",
    ],
    "zh": [
        "辟谣：{}",
        "假的！{}",
        "{}。这是谣言。",
        "{}。不实消息！",
        "{}，没有这回事",
        "网传{}，系谣言",
        "警方回应：以下内容不属实。{}",
        "别信：{}",
        "官方否认：{}",
        "{}。警方已辟谣。",
        "{}。经核实，该消息为不实信息",
        "【事实核查】{}。上述说法是假的",
        "{}，纯属造谣",
        "{}是假的",
        "{}。这都是假的！",
        "{}。那些视频全是假的",
        "{}。这件事纯属捏造",
        "{}。消息不属实",
        "{}，系伪造",
    ],
}
#: What is added says nothing against the rumour.
OTHERS = {
    "en": [
        "I wish I had stayed at home. {}",
        "Yesterday a man sold me a fake watch. {}",
        "{}. The mayor also denied an affair with a singer.",
        "{}. In other news, the report about the zoo is false.",
        "This is not a rumour: {}",
        "Not fake news: {}",
        "Is this false? {}",
        "No one was hurt. {}",
        "False modesty aside, {}",
        "{}. This is not the first time.",
        "{}. That is not all.",
        "Fact check: true. {}",
        "{}. Nobody denied it.",
        "The wrong people get the blame. {}",
        "{}. I never liked that town.",
        "{}. This is wrong on so many levels",
        "{} This is a total lie!",
        "{}. This is a total lie!",
        "{} This is just wrong. Shame on them.",
        "{}. This is just wrong. Shame on them.",
        "{}. It's all nonsense!",
        "{}. Lies!",
        "It is just wrong that {}",
        "Rumor: {}",
        "Rumour: {}",
        "I keep hearing rumours that {}",
        "{} fake.",
        "fake {}",
    ],
    "fr": [
        "Ce n'est pas une rumeur : {}",
        "J'ai acheté un faux sac hier. {}",
        "{}. Le maire dément par ailleurs toute liaison avec une chanteuse.",
        "C'est faux ? {}",
        "Personne n'est blessé. {}",
        "{}. Ce n'est pas la première fois.",
        "{}. Je n'aime pas cette ville.",
        "{} C'est n'importe quoi !",
        "{}. C'est n'importe quoi !",
        "{}. C'est un mensonge pur et simple, leur promesse.",
        "{}. Mensonges !",
        "Rumeur : {}",
    ],
    "zh": [
        "昨天买到一块假表。{}",
        "这不是谣言：{}",
        "真的假的？{}",
        "没有人受伤。{}",
        "{}。请大家不信谣不传谣。",
        "{}。另外，动物园老虎出逃的消息不实。",
        "{}。这不是第一次了。",
        "{}。官方没有否认。",
        "{}假的",
        "{}这帮人的承诺都是假的！",
        "{}。这帮人的承诺都是假的！",
        "{}那些保证全是假的",
        "{}。那些保证全是假的",
    ],
}


def contrary(one: str, other: str) -> tuple[bool, list[str]]:
    relations = detect(texts(one, other)).relations.to_pylist()
    assert len(relations) == 1, relations
    return relations[0]["contrary"], relations[0]["differences"]


@pytest.mark.parametrize(("lang", "written"), [(lang, one) for lang, every in DENIALS.items() for one in every])
def test_a_copy_with_a_denial_beside_it_contradicts_what_it_copies(lang: str, written: str) -> None:
    found, differences = contrary(RUMOUR[lang], written.format(RUMOUR[lang]))
    assert found
    assert "fact_check" in differences


@pytest.mark.parametrize(("lang", "written"), [(lang, one) for lang, every in DENIALS.items() for one in every])
def test_a_denial_beside_it_alone_is_seen(lang: str, written: str) -> None:
    """Whatever other rules say of the two."""
    first = written.index("{}")
    shared = Span(0, len(RUMOUR[lang]), first, first + len(RUMOUR[lang]))
    assert added(RUMOUR[lang], written.format(RUMOUR[lang]), [shared]) == (True, False)


@pytest.mark.parametrize(("lang", "written"), [(lang, one) for lang, every in OTHERS.items() for one in every])
def test_what_is_added_about_something_else_contradicts_nothing(lang: str, written: str) -> None:
    first = written.index("{}")
    shared = Span(0, len(RUMOUR[lang]), first, first + len(RUMOUR[lang]))
    assert added(RUMOUR[lang], written.format(RUMOUR[lang]), [shared]) == (False, False)


@pytest.mark.parametrize(("lang", "written"), [(lang, one) for lang, every in OTHERS.items() for one in every])
def test_a_copy_with_a_comment_on_something_else_stays_a_copy(lang: str, written: str) -> None:
    """End to end: neither these rules nor those that read both texts whole take it for a denial."""
    found, differences = contrary(RUMOUR[lang], written.format(RUMOUR[lang]))
    assert not found
    assert {"fact_check", "negation"} & set(differences) == set()


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        (
            "{} and the walls of the old dam have cracked",
            "{} and the walls of the old dam have not cracked",
            "negation",
        ),
        ("The mayor did speak. {}", "The mayor did not speak. {}", "negation"),
        ("{} and 40 hurt", "{} and 55 hurt, all false alarms aside", "numbers"),
    ],
)
def test_what_is_changed_and_not_added_still_contradicts(one: str, other: str, difference: str) -> None:
    """However long the rest: a share of the characters would hide one word."""
    rest = " ".join([RUMOUR["en"], "The road to the harbour is shut, and buses leave from the school every hour"])
    found, differences = contrary(one.format(rest), other.format(rest))
    assert found
    assert difference in differences


def test_a_denial_put_into_the_middle_contradicts() -> None:
    one = f"{RUMOUR['en']} and the people of the valley were warned in time by the fire brigade and the police"
    found, differences = contrary(one, one.replace("were warned", "were never warned"))
    assert found
    assert differences == ["negation"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("This is false: {}", "{}. That never happened."), ("辟谣：{}", "{}。这是谣言。"),
        ("Intox : {}", "{}. Ce n'est pas vrai."),
    ],
)  # fmt: skip
def test_two_that_deny_it_agree(one: str, other: str) -> None:
    lang = "zh" if "谣" in one else "fr" if "Intox" in one else "en"
    assert not contrary(one.format(RUMOUR[lang]), other.format(RUMOUR[lang]))[0]


def test_a_denial_far_from_the_copied_part_is_about_something_else() -> None:
    between = "The harbour was calm. The market opened at nine. Two boats came in with herring."
    assert added(RUMOUR["en"], f"{RUMOUR['en']}. {between} This is false.", [Span(0, 105, 0, 105)]) == (False, False)


def test_a_comment_that_denies_and_an_excerpt_of_half_the_rumour() -> None:
    """An excerpt: only part of the rumour is copied, and the comment is longer than it."""
    half = RUMOUR["en"].split(",")[0]
    comment = "I live there and walked the whole crest this morning with my dog and two neighbours"
    found, differences = contrary(RUMOUR["en"], f"This is a lie! {half}. {comment}")
    assert found
    assert "fact_check" in differences


@pytest.mark.parametrize("text", ["", ":", "：" * 50, "false " * 200, "谣" * 400, "\ud800 false: x", "(" * 300])
def test_anything_may_stand_beside_it(text: str) -> None:
    shared = Span(0, 3, len(text), len(text) + 3)
    assert not added("abc", f"{text}abc", [shared])[1]
    assert added("abc", f"{text}abc", []) == (False, False)
