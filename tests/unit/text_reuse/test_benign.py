"""Labels of benign reuse, each with cases it must and must not hold for, in Chinese, English and French."""

from __future__ import annotations

import pytest

from crosscurrent.detectors.text_reuse.benign import TextFacts, labels
from crosscurrent.detectors.text_reuse.passages import Span

SOURCE = TextFacts("The bridge will close in June.", "plaza:source")


def of(text: str, **more: object) -> list[str]:
    return labels(SOURCE, TextFacts(text, "plaza:other", **more), [], 0.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "OTTAWA (Reuters) - The bridge will close.",
        "OTTAWA — The bridge will close. This report by The Canadian Press was first published June 1.",
        "The bridge will close. (AFP)",
        "By The Associated Press: the bridge will close",
        "The bridge will close. Source: Xinhua",
        "/CNW/ - The bridge will close.",
        "Reporting by Ana Roy in Ottawa; Editing by Ben Low",
        "Le pont fermera, selon l'AFP.",
        "Le pont fermera en juin. (La Presse canadienne)",
        "Le pont fermera en juin, avec l’Agence France-Presse",
        "新华社渥太华6月1日电（记者 张三）大桥将关闭",
        "據新華社報導，大橋將關閉",
        "大桥将关闭。来源：中新网",
        "法新社报道，大桥六月关闭",
        "（路透社）大桥六月关闭",
    ],
)
def test_agency_credit_makes_wire_copy(text: str) -> None:
    assert "wire_copy" in of(text)


@pytest.mark.parametrize(
    "text",
    [
        "The bridge will close. What a map app!",
        "I never read Reuters anyway",
        "cap and trade (apparently) works",
        "新华书店今天开门",
        "根据数据，大桥将关闭",
        "Je lis la presse le matin",
    ],
)
def test_the_name_alone_is_no_credit(text: str) -> None:
    assert "wire_copy" not in of(text)


@pytest.mark.parametrize(
    "text",
    [
        "【大桥六月关闭】（分享自 @新浪新闻）",
        "大桥六月关闭（来自 @今日头条）",
        "大桥六月关闭 分享自知乎",
        "分享图片",
        "转发微博",
        "轉發微博。",
        "我在#微博视频#发现一个好东西",
        "Bridge closes in June via @CityNews",
        "I liked a @YouTube video: the bridge",
        "Check out this article on CityNews",
        "J'aime une vidéo @YouTube : le pont",
        "Le pont ferme en juin (partagé via Info)",
        "推荐@港口日报 的帖子《大桥六月关闭》，大家也来看看",
        "推薦 @港口日報 的視頻：大橋六月關閉",
        "发表了博文《大桥六月关闭》",
        "我刚刚上传了《大桥六月关闭》",
        "我参与了@港口日报发起的投票【大桥该不该关闭】",
        "Ana just posted a photo of the bridge",
        "Ana vient de publier une photo : le pont",
    ],
)
def test_what_a_button_wrote(text: str) -> None:
    assert "share_button" in of(text)


@pytest.mark.parametrize(
    "text",
    [
        "来自北京的消息",
        "分享一下我的看法",
        "转发这条微博的人都有好运",
        "我推荐大家都去看看这座桥",
        "市长发表了讲话",
        "明天去投票站的人请带证件",
        "he came via Toronto",
        "the mayor posted a notice",
        "il est parti via Lyon",
    ],
)
def test_what_people_wrote(text: str) -> None:
    assert "share_button" not in of(text)


@pytest.mark.parametrize(
    ("text", "petition"),
    [
        ("I just signed: save the bridge", True),
        ("Please add your name and save the bridge", True),
        ("Je viens de signer pour sauver le pont", True),
        ("Signez cette pétition pour le pont", True),
        ("我刚刚签署了拯救大桥的请愿书", True),
        ("請大家參與聯署", True),
        ("Save the bridge! Copy and paste this to your wall", True),
        ("Sauvons le pont ! Copiez-collez ce message", True),
        ("拯救大桥，请复制这段话发到你的主页", True),
        ("救救大橋，複製貼上到你的版面", True),
        ("The mayor's speech was a copy of the last one", False),
        ("Il a tout copié, puis collé une affiche", False),
        ("这座桥是一个复制品", False),
        ("The court rejected the petition", False),
        ("La pétition a été rejetée", False),
        ("请愿者昨天到了市政厅", False),
    ],
)
def test_petitions_are_calls_to_sign(text: str, petition: bool) -> None:
    assert ("petition" in of(text)) == petition


@pytest.mark.parametrize(
    ("text", "quoted", "quotation"),
    [
        ("“The bridge will close in June”, the mayor said.", "The bridge will close in June", True),
        ("The mayor: “The bridge will close in June”", "The bridge will close in June", False),
        ("The bridge will close in June, the mayor said.", "The bridge will close in June", False),
        ("« Le pont fermera en juin », a déclaré la mairesse.", "Le pont fermera en juin", True),
        ("市长表示：「大桥将在六月关闭」", "大桥将在六月关闭", True),
        ("市长说：“大桥将在六月关闭”，大家很吃惊", "大桥将在六月关闭", True),
        ("“大桥将在六月关闭”，大家很吃惊", "大桥将在六月关闭", False),
    ],
)
def test_a_quotation_is_in_marks_and_attributed(text: str, quoted: str, quotation: bool) -> None:
    start = text.index(quoted)
    span = Span(0, len(quoted), start, start + len(quoted))
    assert ("quotation" in labels(SOURCE, TextFacts(text), [span], 0.0)) == quotation


@pytest.mark.parametrize(
    ("text", "more", "source", "credited"),
    [
        ("bridge", {"links": ["https://news.example/bridge"]}, {"url": "https://news.example/bridge"}, True),
        ("bridge", {"links": ["https://news.example/"]}, {"url": "https://www.news.example/bridge"}, True),
        ("bridge", {"links": ["https://x.com/b/status/2"]}, {"url": "https://x.com/a/status/1"}, False),
        ("bridge, says news.example", {}, {"url": "https://news.example/bridge"}, True),
        ("bridge", {"mentions": ["plaza:source"]}, {}, True),
        ("bridge @Source", {}, {}, True),
        ("据海港日报，大桥将关闭", {}, {"byline": "海港日报"}, True),
        ("Harbour Daily had it first", {}, {"byline": "Harbour Daily"}, True),
        ("Harbour Dailyish", {}, {"byline": "Harbour Daily"}, False),
        ("the sun is out", {}, {"byline": "sun"}, False),
        ("bridge", {"links": ["http://[bad"]}, {"url": "https://news.example/a"}, False),
    ],
)
def test_credit_is_a_link_a_mention_or_a_name(
    text: str, more: dict[str, object], source: dict[str, object], credited: bool
) -> None:
    earlier = TextFacts("The bridge will close.", "plaza:source", **source)  # type: ignore[arg-type]
    later = TextFacts(text, "plaza:other", **more)  # type: ignore[arg-type]
    assert ("credited" in labels(earlier, later, [], 0.0)) == credited


def test_same_author_and_boilerplate() -> None:
    again = TextFacts("The bridge", "plaza:source")
    assert labels(SOURCE, again, [], 0.6) == ["boilerplate", "same_author"]
    assert labels(TextFacts("a"), TextFacts("b"), [], 0.4) == []


@pytest.mark.parametrize(
    ("text", "shared", "credited"),
    [
        ("so true //@Harbour_News: The bridge will close in June.", "The bridge will close in June.", True),
        ("再看一遍//@港口日报：大桥六月关闭", "大桥六月关闭", True),
        ("(RT @harbour: The bridge will close in June.) and they knew", "The bridge will close in June.", True),
        ("转自@港口日报：大桥六月关闭", "大桥六月关闭", True),
        # What stands before the marker is the account's own, whoever else wrote the same.
        ("The bridge will close in June. //@Harbour_News: what a day", "The bridge will close in June.", False),
        ("@Harbour_News: The bridge will close in June.", "The bridge will close in June.", False),
    ],
)
def test_a_chain_names_whose_words_stand_behind_the_marker(text: str, shared: str, credited: bool) -> None:
    start = text.index(shared)
    span = Span(0, len(shared), start, start + len(shared))
    assert ("credited" in labels(SOURCE, TextFacts(text), [span], 0.0)) == credited


def test_a_chain_that_equals_another_from_end_to_end_is_credited() -> None:
    # Two people pass on the same chain without a word of their own: the text itself says whose it is.
    assert "credited" in of("//@Harbour_News: The bridge will close in June.")
    assert "credited" not in of("The bridge will close in June.")
