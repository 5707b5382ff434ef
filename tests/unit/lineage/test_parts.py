"""Parts of posts take part: titles, the words in pictures, speech. Parts of one post are not each other's source."""

from __future__ import annotations

from tests.unit.lineage.written import R, T, copied, look, node, parents

HEADLINE = "渔港合同第7号附件要求镇上再付2400万元，公证人塔维洛称议会从未见过。"
CAPTION = "Annex 7 of the harbour contract obliges the town to pay another 24 million, and notary Tarvelo says so."
SPEECH = (
    "good evening today we talk about annex 7 of the harbour contract it makes the town pay 24 million more and the "
    "notary Tarvelo says the council has never seen it"
)
TITLE = T(
    "web:a#title", 0, HEADLINE, platform="web", lang="zh", post="web:a", part="title", account="web:paper.example"
)
BODY = T("web:a#body", 0, HEADLINE * 2, platform="web", lang="zh", post="web:a", account="web:paper.example")


def video(*, caption: bool = True) -> list[T]:
    parts = [T("tiktok:v#transcript", 20, SPEECH, platform="tiktok", post="tiktok:v", part="transcript", account="t:1")]
    if caption:
        parts.append(T("tiktok:v#ocr", 20, CAPTION, platform="tiktok", post="tiktok:v", part="ocr", account="t:1"))
    return parts


def echoes(*uids: str) -> list[R]:
    return [R("web:a#title", uid, "translation", 0.9, 0.9) for uid in uids]


def test_a_chinese_headline_is_echoed_by_an_english_transcript() -> None:
    found = look([TITLE, *video(caption=False)], echoes("tiktok:v#transcript"))
    row = node(found, "tiktok:v#transcript")
    assert row["parent_text"] == "web:a#title"
    assert {"translated", "part_title", "part_transcript"} <= set(row["cues"])
    assert copied(found) == {"tiktok:v#transcript": "web:a#title"}


def test_parts_of_one_post_are_never_parents_of_each_other() -> None:
    found = look([TITLE, BODY, *video()], echoes("tiktok:v#transcript", "tiktok:v#ocr"))
    posts = {uid: uid.partition("#")[0] for uid in parents(found)}
    assert [uid for uid, parent in parents(found).items() if parent and posts[parent] == posts[uid]] == []
    assert not set(copied(found)) & {"web:a#title", "web:a#body"}


def test_hops_and_appearances_count_posts_and_not_parts() -> None:
    found = look([TITLE, BODY, *video()], echoes("tiktok:v#transcript", "tiktok:v#ocr"))
    assert {(row["from_platform"], row["to_platform"]): row["n"] for row in found.hops.to_pylist()} == {
        ("web", "tiktok"): 1
    }
    texts = {
        row["value"]: (row["texts"], row["may_be_first"])
        for row in found.appearances.to_pylist()
        if row["dimension"] == "platform"
    }
    assert texts == {"web": (1, 1), "tiktok": (1, 1)}


def test_a_post_that_repeats_in_several_parts_is_one_finding() -> None:
    found = look([TITLE, BODY, *video()], echoes("tiktok:v#transcript", "tiktok:v#ocr"))
    assert len(copied(found)) == 1
    assert found.summary["input"]["unattributed"] == 1


def test_credit_in_one_part_is_credit_of_the_post() -> None:
    # The caption names the paper; the speech of the same video need not say it again.
    naming = T("tiktok:v#body", 20, "As paper.example reports", platform="tiktok", post="tiktok:v", account="t:1")
    found = look([TITLE, *video(), naming], [*echoes("tiktok:v#transcript", "tiktok:v#ocr")])
    assert copied(found) == {}
