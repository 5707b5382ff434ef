"""A denial lies beside the rumour it denies; what keeps them apart are rules on words, and every rule has its traps."""

from __future__ import annotations

import pytest

from crosscurrent.detectors.text_reuse.contrary import differences

#: (claim, what contradicts it, the differences that say so)
CONTRARY_EN = [
    ("The council closed the night market", "The council did not close the night market", ["negation"]),
    ("The dam above Lindall has cracked", "No, the dam above Lindall has not cracked", ["negation"]),
    ("Ballots went missing in Colta", "There are no missing ballots in Colta", ["negation"]),
    ("The minister resigned on Friday", "The minister never resigned on Friday", ["negation"]),
    ("The bank is insolvent", "The bank isn't insolvent", ["negation"]),
    ("Tap water in Malko is poisoned", "Fact check: tap water in Malko is poisoned", ["fact_check"]),
    ("Holt bribed voters with gift cards", "False: Holt bribed voters with gift cards", ["fact_check"]),
    ("A shark was seen in the subway", "Debunked: a shark was seen in the subway", ["fact_check"]),
    ("The ferry sank in the fog", "The story that the ferry sank in the fog is a hoax", ["fact_check"]),
    ("Police used face recognition", "Police deny they used face recognition", ["fact_check"]),
    ("Holt secretly owns the port", "Officials say it is untrue that Holt secretly owns the port", ["fact_check"]),
    ("The vaccine harms children", "Misleading: the vaccine harms children", ["fact_check"]),
    ("The quake injured 12 people", "The quake injured 45 people", ["numbers"]),
    ("Fares rise 12% on March 3", "Fares rise 12% on March 9", ["numbers"]),
    ("Twelve boats capsized at the race", "Twenty boats capsized at the race", ["numbers"]),
    ("Fares rose this spring", "Fares fell this spring", ["negation"]),
    ("Northgate won the final", "Northgate lost the final", ["negation"]),
    ("The plan was approved by the board", "The plan was rejected by the board", ["negation"]),
]  # fmt: skip
CONTRARY_FR = [
    ("Le conseil a fermé le marché de nuit", "Le conseil n'a pas fermé le marché de nuit", ["negation"]),
    ("Le barrage de Colta est fissuré", "Le barrage de Colta n’est pas fissuré", ["negation"]),
    ("Des bulletins ont disparu à Malko", "Aucun bulletin n'a disparu à Malko", ["negation"]),
    ("La ministre a démissionné vendredi", "La ministre n'a jamais démissionné vendredi", ["negation"]),
    ("Il y a une fuite à l'usine", "Il n'y a aucune fuite à l'usine", ["negation"]),
    ("L'eau de Malko est empoisonnée", "Faux : l'eau de Malko est empoisonnée", ["fact_check"]),
    ("Holt a acheté des voix", "Désinformation : Holt a acheté des voix", ["fact_check"]),
    ("Un requin nage dans le métro", "Intox : un requin nage dans le métro", ["fact_check"]),
    ("Le ferry a coulé", "La mairie dément que le ferry a coulé", ["fact_check"]),
    ("Le pont va fermer", "La rumeur selon laquelle le pont va fermer", ["fact_check"]),
    ("La photo montre la foule à Colta", "La photo de la foule à Colta est un montage", ["fact_check"]),
    ("Le vaccin rend malade", "Il est faux que le vaccin rende malade", ["fact_check"]),
    ("Le séisme a fait 12 blessés", "Le séisme a fait 45 blessés", ["numbers"]),
    ("La hausse atteint 4,5 % dès le 3 mars", "La hausse atteint 4,5 % dès le 9 mars", ["numbers"]),
    ("Douze bateaux ont chaviré", "Vingt bateaux ont chaviré", ["numbers"]),
    ("Le prix du ferry augmente", "Le prix du ferry baisse", ["negation"]),
    ("Le conseil a approuvé le projet", "Le conseil a rejeté le projet", ["negation"]),
]  # fmt: skip
CONTRARY_ZH = [
    ("市议会关闭了夜市", "市议会没有关闭夜市", ["negation"]),
    ("水库大坝出现裂缝", "水库大坝并未出现裂缝", ["negation"]),
    ("银行要破产了", "银行不会破产", ["negation"]),
    ("部长已经辞职", "部长从未辞职", ["negation"]),
    ("視頻裡的人是市長", "視頻裡的人並非市長", ["negation"]),
    ("他就是泄密的人", "他不是泄密的人", ["negation"]),
    ("自来水被投毒了", "辟谣：自来水被投毒了", ["fact_check"]),
    ("地铁里发现鲨鱼", "谣言！地铁里发现鲨鱼", ["fact_check"]),
    ("渡轮在大雾中沉没", "渡轮在大雾中沉没系不实信息", ["fact_check"]),
    ("警方启用人脸识别", "警方否认启用人脸识别", ["fact_check"]),
    ("他私下拥有港口", "查无实据：他私下拥有港口", ["fact_check"]),
    ("照片拍的是昨天的集会", "照片是旧图，拍的是从前的集会", ["fact_check"]),
    ("疫苗伤害儿童", "疫苗伤害儿童是假消息", ["fact_check"]),
    ("地震造成12人受伤", "地震造成45人受伤", ["numbers"]),
    ("3月3日起涨价12%", "3月9日起涨价12%", ["numbers"]),
    ("十二条船翻了", "二十条船翻了", ["numbers"]),
    ("罚款1.2万元", "罚款1.5万元", ["numbers"]),
    ("房价上涨", "房价下跌", ["negation"]),
    ("议案获得通过", "议案遭到否决", ["negation"]),
]  # fmt: skip
#: Pairs that say the same although words of negation, checking or other numbers stand in one of them.
SAME_EN = [
    ("Not only the bridge but also the tunnel is closed", "Both the bridge and the tunnel are closed"),
    ("The mayor not only knew, he signed", "The mayor knew and he signed"),
    ("No doubt the ferry is late", "Surely the ferry is late"),
    ("No wonder the shops are empty", "The shops are empty"),
    ("The mill closes, no matter what owners say", "The mill closes, whatever owners say"),
    ("The toll is no longer free", "The toll must be paid"),
    ("The work took no less than a year", "The work took fully a year"),
    ("Nobody knows which virus it is", "The virus is unknown"),
    ("She did not come to the debate", "She never showed up at the debate"),
    ("Some 11,870 people gathered", "Nearly 12,000 people gathered"),
    ("12,400 ballots vanished", "12 400 ballots vanished"),
    ("Thirty-one nurses are ill", "31 nurses are ill"),
    ("The vote is on March 3", "The vote is on 3 March"),
    ("The photo shows a crowd", "The picture shows a crowd"),
    ("Fares rise 12 percent", "Fares rise 12% from Monday"),
    ("The case number is No. 7", "The case number is no. 7"),
]  # fmt: skip
SAME_FR = [
    ("Le pont n'est fermé que la nuit", "Le pont est fermé la nuit"),
    ("Il ne reste que le tunnel", "Il reste seulement le tunnel"),
    ("Non seulement le pont mais aussi le tunnel ferment", "Le pont et le tunnel ferment"),
    ("Elle n'a vendu que des pommes", "Elle a vendu seulement des pommes"),
    ("Sans doute le ferry est en retard", "Le ferry est probablement en retard"),
    ("Personne ne sait quel virus c'est", "Le virus est inconnu"),
    ("Le billet coûte pas moins de dix dollars", "Le billet coûte au moins dix dollars"),
    ("Le candidat n'est pas venu", "Le candidat n'est jamais arrivé"),
    ("12 400 bulletins ont disparu", "12\u202f400 bulletins ont disparu"),
    ("Quatre-vingt-dix élèves sont malades", "90 élèves sont malades"),
    ("Le vote aura lieu le 1er mars", "Le vote aura lieu le 1 mars"),
    ("La taxe est de 4,5 %", "La taxe est de 4,5 pour cent"),
    ("Le port de Colta est bloqué", "À Colta, le port est à l'arrêt"),
    ("Un millier de foyers sont coupés", "Mille foyers sont coupés"),
    ("L'intoxication a touché des élèves", "Des élèves sont malades"),
]  # fmt: skip
SAME_ZH = [
    ("不仅大桥，隧道也关闭了", "大桥和隧道都关闭了"),
    ("不但涨价，还减少班次", "涨价，还减少班次"),
    ("没想到渡轮又晚点", "渡轮又晚点"),
    ("不管怎么说，工厂要关门", "工厂要关门"),
    ("不料大坝裂了", "大坝突然裂了"),
    ("不少居民排队取钱", "很多居民排队取钱"),
    ("非常多的人来看灯", "很多人来看灯"),
    ("教练不敢相信球队赢了", "教练惊讶球队赢了"),
    ("他没来辩论会", "他没有出现在辩论会"),
    ("1.24万人上街", "12400人上街"),
    ("百分之十二的税", "12%的税"),
    ("三十一名护士病了", "31名护士病了"),
    ("並不只是大橋關閉", "大桥等关闭"),
    ("网传视频显示人群散去", "视频显示人群散去"),
    ("3月3日投票", "3月3号投票"),
    ("第一批货到了", "货到了"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "cases"), [("en", CONTRARY_EN), ("fr", CONTRARY_FR), ("zh", CONTRARY_ZH)])
def test_what_contradicts_is_kept_apart_in_either_order(lang: str, cases: list[tuple[str, str, list[str]]]) -> None:
    assert len(cases) >= 15
    wrong = {}
    for claim, denial, expected in cases:
        for pair in ((claim, denial), (denial, claim)):
            contrary, found = differences(*pair, lang, lang)
            if not contrary or not set(expected) <= set(found):
                wrong[pair] = (expected, found)
    assert wrong == {}


@pytest.mark.parametrize(("lang", "cases"), [("en", SAME_EN), ("fr", SAME_FR), ("zh", SAME_ZH)])
def test_what_only_looks_like_a_denial_is_not_kept_apart(lang: str, cases: list[tuple[str, str]]) -> None:
    assert len(cases) >= 15
    wrong = {pair: differences(*pair, lang, lang) for pair in cases if differences(*pair, lang, lang)[0]}
    assert wrong == {}


def test_a_denial_is_kept_apart_across_languages() -> None:
    rumour = "蓝汐港渔业银行12日被提走450万元"
    assert differences(rumour, "Nobody withdrew 4.5 million dollars: the story is fake news", "zh", "en")[0]
    assert differences(rumour, "La Banque des pêcheurs n'a pas perdu 4,5 millions de dollars", "zh", "fr")[0]
    assert differences(rumour, "La Banque des pêcheurs a perdu 9 millions de dollars le 12", "zh", "fr")[0]
    assert not differences(rumour, "The Fishery Bank lost 4.5 million dollars on the 12th", "zh", "en")[0]


def test_remarks_around_a_claim_do_not_count() -> None:
    # The remark is negated, the claim is not: only sentences that share something with the other text are read.
    claim = "Frost cut the plum harvest in Belwick by 12%."
    assert differences(claim, f"{claim} I am not surprised. It was never like this before.", "en", "en") == (
        False, ["addition"],
    )  # fmt: skip


def test_who_quotes_a_claim_is_shown_as_quoting_it() -> None:
    claim = "The ledger behind the ferry toll is missing"
    assert (
        "quotation" in differences(claim, 'A post says: "the ledger behind the ferry toll is missing"', "en", "en")[1]
    )
    assert "quotation" in differences("账本不见了，谁来负责", "有人写道：“账本不见了，谁来负责”", "zh", "zh")[1]
    assert (
        "quotation"
        in differences("Le registre du péage a disparu", "Selon un blog, le registre a disparu", "fr", "fr")[1]
    )
    assert not differences(claim, 'A post says: "the ledger behind the ferry toll is missing"', "en", "en")[0]


def test_other_names_are_shown_but_do_not_keep_apart() -> None:
    assert differences("The mayor of Lindall resigned", "The mayor of Colta resigned", "en", "en") == (False, ["names"])
    assert differences("多雷莫的市长辞职", "马尔贝克的市长辞职", "zh", "zh") == (False, ["names"])


def test_one_number_more_is_an_addition_and_no_contradiction() -> None:
    assert differences("12 people were hurt", "12 people were hurt, 300 houses damaged", "en", "en")[0] is False


@pytest.mark.parametrize("text", ["", " ", "🔥🔥", "\ud800", "x" * 50_000, "不" * 5_000, "“" * 1_000, "12" * 3_000])
def test_any_text_is_read(text: str) -> None:
    assert differences(text, text, "zh", "en") == (False, [])
    differences(text, "There is no crack in the dam", "en", "en")


def test_in_a_language_without_rules_numbers_still_count() -> None:
    assert differences("12 Tote nach Beben", "45 Tote nach Beben", "de", "de")[0]
    assert differences("Das Beben war stark", "Das Beben war nicht stark", "de", "de") == (False, [])
