"""The page of a narrative: what it says in both languages, what it never does, hostile text, and how many are drawn."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from crosscurrent.detectors.topics.tables import DAYS_SPEC, FACTS_SPEC, POSTS_SPEC, TOPIC_SPEC
from crosscurrent.reports.coordination import write_report
from crosscurrent.reports.narrative_facts import MOST_LISTED, MOST_PAGES, MOST_POSTS, appearances
from crosscurrent.reports.narratives import write_narratives
from crosscurrent.reports.text_material import TextMaterial, TopicMaterial
from tests.unit.reports import sample
from tests.unit.reports.tables import CAPTURE, START_US
from tests.unit.reports.text_sample import (
    HOSTILE,
    MINUTE_US,
    POSTS,
    UIDS,
    at_us,
    text_material,
    timing_material,
)

FERRY = "topic:00000000000000fe"
CALLED = {
    "topic_id": FERRY, "name": "Dock closure <i>", "named_by": "A. Chen", "date": "2025-03-12", "note": "working name",
}  # fmt: skip
DAY_US = 86_400_000_000


def posts() -> list[dict[str, Any]]:
    return [
        {
            "topic_id": FERRY, "post_uid": UIDS[name][:-5], "account_uid": account, "byline": byline,
            "platform": platform, "at": at_us(minutes), "precision": "unknown" if minutes is None else "s",
            "lang": "zh" if name != "e" else None, "text": written, "url": f"https://tabloid.example/{name}",
            "capture_id": CAPTURE, "locator": f"row={number}",
        }
        for number, (name, account, platform, written, minutes, _, _, _, byline) in enumerate(POSTS, 1)
    ]  # fmt: skip


def facts(topic_id: str = FERRY, **more: Any) -> dict[str, Any]:
    return {
        "topic_id": topic_id, "posts": 6, "accounts": 6, "posts_without_account": 0, "posts_without_time": 1,
        "platforms": ["wechat", "douyin", "web"], "languages": ["zh"], "posts_without_language": 1,
        "first_at": START_US, "last_at": at_us(1_640), "terms": ["码头", "关闭"],
        "shared": ["text_group:text:00112233445566aa", "link:https://tabloid.example/a", "hashtag:#<b>"],
    } | more  # fmt: skip


def topics(rows: list[dict[str, Any]] | None = None, **summary: Any) -> TopicMaterial:
    held = posts()
    placed = [
        {"topic_id": row["topic_id"], "post_uid": row["post_uid"], "why": ["link", "text_group"], "inside": 1.0}
        for row in held
    ]
    return TopicMaterial(
        pa.Table.from_pylist(placed, TOPIC_SPEC.schema),
        pa.Table.from_pylist(rows if rows is not None else [facts()], FACTS_SPEC.schema),
        DAYS_SPEC.schema.empty_table(),
        pa.Table.from_pylist(held, POSTS_SPEC.schema),
        {"posts": 40, "posts_placed": 6, "names": [], "names_not_used": [], **summary},
        {"detector": "topics", "detector_version": "1", "parameters": {"fewest_posts": 5}, "notes": ["ids <kept>"]},
    )


def material(found: TopicMaterial | None = None, **more: Any) -> TextMaterial:
    return text_material(topics=found or topics(), timing=timing_material(), **more)


def written(folder: Path, found: TextMaterial | None = None, language: str = "en") -> str:
    (path,) = write_narratives(found or material(), folder, "Case", language)
    return path.read_text(encoding="utf-8")


def halves(page: str) -> tuple[str, str]:
    """Return the English and the French view as text."""
    english, french = page.split('<div class="in-fr"')
    return plain(english), plain(french)


def plain(markup: str) -> str:
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", markup, flags=re.S))).split()
    )


def test_a_narrative_without_a_name_is_called_by_its_terms_and_said_to_have_none(tmp_path: Path) -> None:
    english, french = halves(written(tmp_path))
    assert "Not named yet: 码头, 关闭" in english
    assert "Nobody has named this topic yet. What stands above are terms a program proposed." in english
    assert "Personne n’a encore nommé ce sujet." in french


def test_a_name_stands_with_who_gave_it_and_when(tmp_path: Path) -> None:
    english, french = halves(written(tmp_path, material(topics(names=[CALLED]))))
    assert "Name: Dock closure <i> named by A. Chen on 2025-03-12 working name" in english
    assert "Nom : Dock closure <i> nommé par A. Chen le 2025-03-12" in french


def test_posts_accounts_platforms_languages_and_first_appearances_are_told(tmp_path: Path) -> None:
    english, french = halves(written(tmp_path))
    assert "6 posts by 6 accounts on WeChat, Douyin and web. Earliest known post: Harbour Tabloid on web" in english
    assert "Platform web 1 1 2025-03-10 00:00:00 UTC Harbour Tabloid" in english
    assert "Plateforme WeChat 3 3 2025-03-11 01:00:00 UTC 北岸新闻速递" in french
    assert "Language Chinese 5 5 2025-03-10 00:00:00 UTC" in english  # the post of unknown language is no language
    assert "posts.csv · locator row=2 · hxxps://tabloid[.]example/b" in english
    assert "Second debate <b>" in english


def test_what_a_day_hides_is_said() -> None:
    by_day = {"post_uid": "v1", "account_uid": "a", "platform": "douyin", "at_us": 0, "precision": "day"}
    exact = {"post_uid": "v2", "account_uid": None, "platform": "douyin", "at_us": 5 * MINUTE_US, "precision": "s"}
    later = {"post_uid": "v3", "account_uid": "b", "platform": "douyin", "at_us": DAY_US, "precision": "s"}
    (row,) = appearances([later, exact, by_day], "platform")
    assert row.first is not None
    assert (row.first["post_uid"], row.may_be_first, row.posts, row.accounts) == ("v1", 2, 3, 2)


def test_what_is_not_known_is_said_in_both_languages(tmp_path: Path) -> None:
    english, french = halves(written(tmp_path))
    for sentence in (
        "Whether other posts on the same matter exist",
        "Which posts agree with what is said and which deny it",
        "When 1 post was published: its capture has no time.",
        "Whether any of 34 further posts of the case belong here",
        "Text 1: Which text stood between: 2 texts share a passage that the earliest known one lacks",
        "Whether anything here is coordinated, inauthentic or foreign: this page does not assess it.",
    ):
        assert sentence in english
    assert "Quand 1 publication a été publiée : sa capture n’a pas d’heure." in french
    assert "cette page ne l’évalue pas. Les comptes sont comptés, pas notés." in french


def test_the_tree_the_copies_and_contrary_texts_stand_on_the_page(tmp_path: Path) -> None:
    page = written(tmp_path)
    english, _ = halves(page)
    assert page.count("<svg") == 6  # in each language: the timeline, the tree, and the timeline of the group
    assert "Who most probably copied whom" in english
    assert "Repeated by Time Earlier text by After Share repeated Shown in 北岸新闻速递 WeChat" in english
    assert "Alike, but not the same claim" in english


def test_hostile_text_and_names_are_text(tmp_path: Path) -> None:
    called = CALLED | {"name": f"{HOSTILE}<script>alert(1)</script>", "note": "<img src=x onerror=alert(1)>"}
    page = written(
        tmp_path, material(topics([facts(terms=["</title><script>x"], platforms=['"><b>'])], names=[called]))
    )
    assert re.findall(r"<(script|img|iframe|object|embed|form|link(?! rel=\"icon\"))\b", page) == []
    assert re.findall(r"\son\w+=", re.sub(r"&[^;]+;", "", page).replace("x onerror", "")) == []
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert "⟦RLO⟧" in page
    assert "https://evil" not in page
    assert re.findall(r'(?:href|src)="(?!#|data:,")', page) == []  # nothing leads out of the page


def test_the_same_material_gives_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path / "one") == written(tmp_path / "two")


def test_the_page_opens_in_the_language_of_the_report(tmp_path: Path) -> None:
    page = written(tmp_path, language="fr")
    assert '<html lang="fr">' in page
    assert page.index('id="show-fr" checked') < page.index('id="show-en"')


def test_a_topic_of_hashtags_alone_has_a_page_without_texts(tmp_path: Path) -> None:
    found = material()
    empty = replace(
        found, groups=found.groups.slice(0, 0), nodes=found.nodes.slice(0, 0), relations=found.relations.slice(0, 0),
        unattributed=found.unattributed.slice(0, 0), texts=found.texts.slice(0, 0),
    )  # fmt: skip
    english, _ = halves(written(tmp_path, empty))
    assert "No two texts repeat each other." in english
    assert "No copy without credit was established here." in english


def test_a_page_that_is_no_longer_proposed_says_so_and_other_files_are_left_alone(tmp_path: Path) -> None:
    old = tmp_path / "0123456789abcdef.html"
    old.write_text("the page of an earlier run", encoding="utf-8")
    (tmp_path / "my notes.html").write_text("mine", encoding="utf-8")
    paths = write_narratives(material(), tmp_path, "Case")
    assert [path.name for path in paths] == ["00000000000000fe.html", "0123456789abcdef.html"]
    assert "This topic is no longer proposed" in old.read_text(encoding="utf-8")
    assert "Ce sujet n’est plus proposé" in old.read_text(encoding="utf-8")
    assert (tmp_path / "my notes.html").read_text(encoding="utf-8") == "mine"


def test_of_many_topics_those_with_a_name_get_a_page_and_the_rest_is_said(tmp_path: Path) -> None:
    many = [facts(f"topic:{n:016x}", posts=1_000 - n) for n in range(70)]
    called = CALLED | {"topic_id": f"topic:{69:016x}"}  # the smallest
    found = material(topics([*many], names=[called]))
    paths = write_narratives(found, tmp_path / "narratives", "Case")
    assert len(paths) == MOST_PAGES
    assert f"{69:016x}.html" in {path.name for path in paths}
    report = write_report(replace(sample.material(5), texts=found), tmp_path).read_text(encoding="utf-8")
    said = plain(report.split('<template id="other-view"')[0])
    assert f"{MOST_PAGES} of 70 topics have a page" in said
    assert f"{MOST_LISTED} of 70 are listed" in said
    assert "Give another one a name and it gets a page" in said
    assert report.count('href="narratives/') == 2 * MOST_PAGES


def test_posts_beyond_the_most_that_are_listed_are_counted(tmp_path: Path) -> None:
    found = topics([facts(posts=500)])
    one = found.posts.to_pylist()[0]
    more = [one | {"post_uid": f"web:{n:03}"} for n in range(500)]
    found = replace(found, posts=pa.Table.from_pylist(more, POSTS_SPEC.schema))
    page = written(tmp_path, material(found))
    assert f"{MOST_POSTS} of 500 posts are listed, the earliest known first." in plain(page)
    assert page.count("locator row=1 ·".replace("locator ", "")) < 2 * MOST_POSTS + 20


@pytest.mark.parametrize(
    ("reason", "now_in", "said"),
    [
        ("no topic has this id", None, "Row 4: no topic here has the id"),
        ("this topic was merged into another", "topic:ab", "Row 4: this topic was merged into topic:ab"),
        ("the posts of this topic are no longer together", None, "are no longer together."),
    ],
)
def test_names_that_were_not_used_are_listed_in_the_report(
    tmp_path: Path, reason: str, now_in: str | None, said: str
) -> None:
    row = {"row": 4, "topic_id": FERRY, "reason": reason, "now_in": now_in}
    found = replace(sample.material(5), texts=material(topics(names_not_used=[row])))
    page = write_report(found, tmp_path).read_text(encoding="utf-8")
    assert said in plain(page)
    assert '<a href="#narratives">Topics and narratives</a>' in page
