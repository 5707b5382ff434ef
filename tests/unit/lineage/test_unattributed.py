"""Unattributed copying: half of a text stands in an earlier one of somebody else, and nothing captured names it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from crosscurrent.detectors.lineage.detect import detect
from crosscurrent.detectors.lineage.null import unrelated_shares
from crosscurrent.detectors.lineage.parameters import Parameters
from tests.unit.lineage.written import R, T, copied, look, material

ARTICLE = (
    "加拿大某党公布的竞选纲领里三十一次提到中国，这几乎是要断绝两国关系的架势。有观察人士认为，这样的说法只会让普通侨胞的日子更难过，"
    "也会让做小生意的人更难。纲领还提出了对进口商品的新限制，但没有说明由谁来承担费用。"
)  # fmt: skip
TABLOID = T(
    "tabloid", 0, ARTICLE, platform="web", lang="zh", account="web:huanqiu.com", url="https://world.huanqiu.com/a1",
    byline="环球时报", precision="min",
)  # fmt: skip
COMMENTED = f"大家都来看看，跟我们每家都有关系！\n{ARTICLE}\n小编说：投票之前请三思。"


def wechat(text: str, **more: Any) -> T:
    settings: dict[str, Any] = {"platform": "wechat", "lang": "zh", "names": [("display_name", "枫叶圈子")]} | more
    return T("wechat", 24, text, **settings)


def test_copied_with_comments_and_without_the_source_is_found() -> None:
    found = look([TABLOID, wechat(COMMENTED)])
    assert copied(found) == {"wechat": "tabloid"}
    row = found.unattributed.to_pylist()[0]
    assert row["coverage"] > 0.7
    assert row["lag_us"] == 24 * 3_600_000_000 - 30_000_000 + 500_000  # middles of a minute and of a second
    assert row["p_coverage"] is None
    assert [line.split(":")[0] for line in row["credit"]] == ["text", "byline", "links", "mentions", "page"]
    assert "环球网" in row["credit"][0]
    assert row["credit"][4] == "page: not captured"


@pytest.mark.parametrize(
    "credited",
    [
        wechat(f"{COMMENTED}\n来源：环球时报"),
        wechat(f"{COMMENTED}\n來源：環球時報"),  # the other script
        wechat(f"（环球网）{COMMENTED}"),  # another name of the outlet
        wechat(f"{COMMENTED}\nvia Global Times"),  # its name in another language
        wechat(f"{COMMENTED} globaltimes.cn"),
        wechat(COMMENTED, links=["https://world.huanqiu.com/a1"]),
        wechat(COMMENTED, links=["https://huanqiu.com/other"]),
        wechat(COMMENTED, byline="环球网"),
        wechat(COMMENTED, mentions=["web:huanqiu.com"]),
    ],
)
def test_any_name_or_link_of_the_source_is_credit(credited: T) -> None:
    found = look([TABLOID, credited])
    assert copied(found) == {}
    assert found.summary["input"]["set_aside"].keys() <= {"credited", "same_author"}


@pytest.mark.parametrize("empty", ["来源：网络", "Source: internet", "更多内容请关注 https://plaza.example/maple"])
def test_a_line_that_names_nobody_is_no_credit(empty: str) -> None:
    assert copied(look([TABLOID, wechat(f"{COMMENTED}\n{empty}")])) == {"wechat": "tabloid"}


@pytest.mark.parametrize(
    "line", ["来源：北岸快报", "转自北岸快报", "（据北岸快报报道）", "原文链接 https://north.example/9"]
)
def test_credit_to_somebody_not_captured_is_set_aside(line: str) -> None:
    # The text may be from there: that it conceals anything cannot be said.
    found = look([TABLOID, wechat(f"{COMMENTED}\n{line}")])
    assert copied(found) == {}
    assert found.summary["input"]["set_aside"] == {"credits_another": 1}


def test_the_page_is_searched_where_it_was_captured() -> None:
    texts = [TABLOID, wechat(COMMENTED)]
    assert copied(look(texts, pages={"wechat": "阅读 12 赞 3 责任编辑 供稿 环球时报"})) == {}
    found = look(texts, pages={"wechat": "阅读 12 赞 3"})
    assert found.unattributed["credit"].to_pylist()[0][4] == "page: not named"


def test_two_copies_of_one_wire_report_are_set_aside() -> None:
    wire = "（路透社）" + ARTICLE
    found = look([T("a", 0, wire, lang="zh"), wechat(wire)])
    assert copied(found) == {}
    assert found.summary["input"]["set_aside"] == {"wire_copy": 1}


def test_an_agency_named_within_the_report_is_no_wire_line() -> None:
    middle = f"{ARTICLE}路透社此前提到过类似说法。{ARTICLE}"
    assert copied(look([T("a", 0, middle, lang="zh"), wechat(middle)])) == {"wechat": "a"}


def test_a_quotation_with_somebody_who_said_it_is_set_aside() -> None:
    quoted = f"有人写道：“{ARTICLE}”我看未必如此，大家再等等。"
    found = look([TABLOID, wechat(quoted)])
    assert copied(found) == {}
    assert found.summary["input"]["set_aside"] == {"quotation": 1}


def test_quotation_marks_alone_are_no_quotation() -> None:
    assert copied(look([TABLOID, wechat(f"“{ARTICLE}”")])) == {"wechat": "tabloid"}


def test_share_buttons_petitions_and_own_texts_are_set_aside() -> None:
    shared = "港口收费明年起上调百分之十一，居民可在周五前提出意见"
    assert copied(look([T("a", 0, shared), wechat(f"【{shared}】 复制打开客户端查看")])) == {}
    petition = "Sign the petition: keep the evening ferry running and ask the board to publish its books in full today."
    assert copied(look([T("a", 0, petition), T("b", 5, petition)])) == {}
    assert copied(look([T("a", 0, ARTICLE, account="x:1"), T("b", 5, ARTICLE, account="x:1")])) == {}
    same_outlet = T("b", 5, ARTICLE, account="x:9", names=[("display_name", "环球网")])
    assert copied(look([TABLOID, same_outlet])) == {}


def test_labels_of_the_relation_are_believed() -> None:
    texts = [T("a", 0, ARTICLE, lang="zh"), wechat(ARTICLE)]
    assert copied(look(texts)) == {"wechat": "a"}
    assert copied(look(texts, [R("a", "wechat", "copy", benign=["boilerplate"])])) == {}


def test_a_text_that_checks_the_claim_is_no_copy_of_it() -> None:
    texts = [T("a", 0, ARTICLE, lang="zh"), wechat("网传不实：" + ARTICLE)]
    found = look(texts, [R("a", "wechat", "copy", differences=["fact_check"])])
    assert copied(found) == {}
    assert "No copy without credit was established." in found.summary["words"]
    assert (
        "1 text repeats an earlier one and speaks about it, denies it or checks it: it was not judged."
        in found.summary["words"]
    )


def test_two_that_share_a_page_with_its_headline_do_not_copy_each_other() -> None:
    # Both link to the article whose words they show: the article is the source, and both name it.
    links = ["https://paper.example/harbour"]
    one = T("first", 0, ARTICLE, lang="zh", account="web:one.example", links=links)
    found = look([one, wechat(ARTICLE, links=links)])
    assert copied(found) == {}
    assert found.summary["input"]["set_aside"] == {"same_link": 1}


def test_a_text_that_says_it_checks_the_claim_is_no_copy_of_it() -> None:
    checked = f"核查：以下说法在网上流传。{ARTICLE} 我们向该党求证，得到的答复不同。"
    assert copied(look([TABLOID, wechat(checked)])) == {}


def test_changed_numbers_do_not_hide_a_copy() -> None:
    texts = [T("a", 0, ARTICLE, lang="zh"), wechat(ARTICLE.replace("三十一", "三十三"))]
    assert copied(look(texts, [R("a", "wechat", "copy", 0.95, 0.95, differences=["numbers"])])) == {"wechat": "a"}


def test_without_a_sure_order_or_a_known_author_nothing_is_said() -> None:
    assert copied(look([T("a", 24, ARTICLE, lang="zh"), wechat(ARTICLE)])) == {}
    assert copied(look([T("a", None, ARTICLE, lang="zh"), wechat(ARTICLE)])) == {}
    found = look([T("a", 0, ARTICLE, lang="zh", account=""), wechat(ARTICLE)])
    assert copied(found) == {}
    assert found.summary["input"]["set_aside"] == {"author_unknown": 1}
    assert found.summary["words"][-2:] == [
        "No copy without credit was established.",
        "Of 1 text that repeats another it is not known whose it, or the other, is: it was not judged.",
    ]


def test_a_translation_without_credit_is_found_and_said_to_be_one() -> None:
    english = "The platform mentions China thirty-one times, which almost amounts to cutting ties."
    found = look([TABLOID, T("b", 30, english)], [R("tabloid", "b", coverage_a=0.6, coverage_b=0.9)])
    assert found.unattributed["translated"].to_pylist() == [True]
    assert found.unattributed["coverage"].to_pylist() == [0.9]


def test_a_share_that_unrelated_texts_have_too_is_set_aside_only_with_a_large_enough_sample() -> None:
    texts = material([TABLOID, wechat(COMMENTED)])
    rare, common = np.linspace(0, 0.3, 500), np.linspace(0, 1, 500)
    found = detect(texts, null=rare)
    assert found.unattributed["p_coverage"].to_pylist() == [1 / 501]
    assert copied(detect(texts, null=common)) == {}
    assert copied(detect(texts, null=common[:50])) == {"wechat": "tabloid"}


def test_unrelated_pairs_are_of_one_topic_and_week_and_of_two_publishers() -> None:
    texts = [T(f"t{n}", n / 10, f"report {n} on the ferry " + "abcdefghij"[n % 10] * 20) for n in range(40)]
    table = material(texts).texts
    topics = {one.uid: "ferry" for one in texts}
    found = unrelated_shares(table, topics, ["t3"], Parameters(null_pairs=300))
    assert found is not None
    assert len(found) == 300
    assert (np.diff(found) >= 0).all()
    assert unrelated_shares(table, {"t1": "ferry", "t2": "trains"}, [], Parameters()) is None


def test_the_words_name_no_origin_and_say_what_was_not_captured() -> None:
    summary = look([TABLOID, wechat(COMMENTED)]).summary
    said = " ".join([*summary["words"], *summary["not_known"]])
    assert "1 text repeated at least 50% of its content" in said
    assert "origin of" not in said
    assert any("earlier post exists that was not captured" in line for line in summary["not_known"])
    assert summary["searched"]["pages"] is False
