"""The sections on texts and timing: what they say in both languages, what they never say, and hostile text."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from crosscurrent.model import text
from crosscurrent.reports.coordination import write_report
from crosscurrent.reports.lineage import group_view, tree_rows
from crosscurrent.reports.passages import segments, side_by_side
from crosscurrent.reports.pictures import COLOURS, TreeRow, clipped, colours_of, ticks, timeline_picture, tree_picture
from crosscurrent.reports.text_facts import text_facts
from crosscurrent.reports.text_material import TextMaterial
from crosscurrent.reports.texts import not_answered, not_judged
from crosscurrent.reports.wording import words_of
from tests.unit.reports import sample
from tests.unit.reports.tables import HOUR_US, START_US
from tests.unit.reports.text_sample import ARTICLE, HOSTILE, table, text_material, timing_material

SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    material = replace(sample.material(5), texts=text_material(timing=timing_material()))
    return write_report(material, tmp_path_factory.mktemp("report")).read_text(encoding="utf-8")


def halves(page: str) -> tuple[str, str]:
    """Return the English and the French page as text."""
    english, french = page.split('<template id="other-view"')
    return plain(english), plain(french)


def plain(markup: str) -> str:
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", markup, flags=re.S))).split()
    )


def test_both_languages_name_the_earliest_known_post_and_say_that_it_may_not_be_the_first(page: str) -> None:
    english, french = halves(page)
    assert "Earliest known post: Harbour Tabloid on web, 2025-03-10 00:00:00 UTC. Earlier ones may exist" in english
    assert "Plus ancienne publication connue : Harbour Tabloid sur web, 2025-03-10 00:00:00 UTC. Il peut en" in french
    assert "Whether an earlier post exists that these captures do not hold" in english
    assert "S’il existe une publication plus ancienne que ces captures ne contiennent pas" in french


def test_copies_without_credit_stand_in_the_answer_and_in_a_table(page: str) -> None:
    english, french = halves(page)
    sentence = (
        "2 texts repeat at least half of an earlier one by another account and name it nowhere that was captured."
    )
    assert english.index(sentence) < english.index("What was captured", english.index(sentence))
    assert f"{sentence} That is a fact about texts, no finding of coordination, permission or intent." in english
    assert "2 textes reprennent au moins la moitié d’un texte antérieur" in french
    assert "This says nothing about permission or intent." in english


def test_shared_passages_are_marked_with_the_same_number_on_both_sides(page: str) -> None:
    marks = re.findall(r"<mark><sup>(\d+)</sup>([^<]*)</mark>", page)
    assert marks[:2] == [("1", ARTICLE), ("1", ARTICLE)]
    assert "1 shared passage" in page


def test_benign_labels_come_before_anything_else_of_a_group(page: str) -> None:
    card = page[page.index('<article class="group texts"') :]
    assert card.index("What this reuse may be") < card.index("Earliest known post") < card.index("without a link to it")
    assert "names or links its source" in card


def test_contrary_claims_are_shown_as_differences(page: str) -> None:
    english, _ = halves(page)
    part = english[english.index("Alike, but not the same claim") :]
    assert "They differ in: negation numbers Kept apart: one of them may say the opposite of the other." in part


def test_what_is_not_known_is_said_of_each_group(page: str) -> None:
    english, _ = halves(page)
    part = english[english.index("What is not known") :]
    assert "several earlier texts explain it about as well (1)" in part
    assert "When 1 text was posted: its capture has no time." in part
    assert "an unknown language is not counted as another one" in part
    assert "2 texts share a passage that the earliest known one lacks (“朋友们看看这件事”)" in part


def test_reuse_is_never_called_coordination_origin_or_foreign(page: str) -> None:
    english, french = halves(page)
    assert "reuse is not coordination, coordination is not inauthenticity, and neither is foreign origin" in english
    assert "la reprise n’est pas la coordination" in french
    section = english[english.index("Who copied whom 6 texts") : english.index("Timing and events Bursts are")]
    assert len(re.findall(r"\borigin", section)) == 1  # only in the sentence above
    assert "source of the rumour" not in section


def test_without_an_encoder_the_page_says_which_questions_stay_open() -> None:
    words = words_of("en")
    said = not_answered(text_material(), words)
    assert said[0].startswith("No sentence encoder was there, so nobody looked for rewordings and translations")
    assert said[1] == "No list of events was given, so nothing is said about what these posts followed."
    assert len(not_answered(text_material(encoder="model 1", timing=timing_material()), words)) == 1


def test_texts_that_were_not_judged_are_counted_in_both_languages() -> None:
    # Eight corrections of a rumour are no evidence that nobody copied it, and no copies either.
    aside = {"speaks_about_it": 8, "author_unknown": 1, "credited": 3, "evenly_spread": 299}
    material = text_material(lineage_summary={"input": {"set_aside": aside}})
    assert not_judged(material, words_of("en")) == [
        "8 texts repeat an earlier one and speak about it, deny it or check it: they were not judged.",
        "Of 1 text that repeats another it is not known whose it, or the other, is: it was not judged.",
        "299 texts share with earlier ones what comes evenly over the captured time, and the capture holds little "
        "else: whether one has it from another cannot be determined.",
    ]
    assert not_judged(material, words_of("fr"))[0] == (
        "8 textes en reprennent un plus ancien et en parlent, le démentent ou le vérifient\u00a0: "
        "ils n’ont pas été jugés."
    )
    assert not_judged(text_material(), words_of("en")) == []


def test_a_tier_is_shown_with_its_published_ground_and_the_day_it_was_read(page: str) -> None:
    english, french = halves(page)
    assert "Harbour Tabloid state-controlled hxxps://register[.]example/17 2031-01-31" in english
    assert "Harbour Tabloid contrôlé par un État hxxps://register[.]example/17 2031-01-31" in french


def test_small_numbers_of_triggers_are_said_aloud(page: str) -> None:
    english, french = halves(page)
    assert "1 of 1 triggers asked about drew a reaction, and 0 of 1 comparable ones." in english
    assert "Fisher’s exact test over 2 triggers: p = 0.500; with so few no p below 0.500 is possible" in english
    assert "aucun p sous 0,500 n’est possible" in french
    assert "2. Second debate <b>" in english


def test_text_from_outside_stays_text(page: str) -> None:
    page = page[page.index('<section id="texts"') : page.index('<section id="groups"')]
    assert "<img src=x" not in page
    assert "Second debate <b>" not in page
    assert HOSTILE not in page
    assert "\u202e" not in page
    assert "⟦RLO⟧ hxxps://evil[.]example/a" in html.unescape(page)
    assert "https://tabloid.example/a" not in page


def test_pictures_are_sound_and_everything_in_them_is_said_beside_them(page: str) -> None:
    drawn = SVG.findall(page)
    assert len(drawn) == 4  # tree and timeline, in two languages
    for svg in drawn:
        root = ElementTree.fromstring(svg)  # noqa: S314  (our own picture)
        assert root.get("role") == "img"
        assert root.get("aria-label")
        assert {"script", "a", "image", "foreignObject"} & {
            node.tag.rpartition("}")[2] for node in root.iter()
        } == set()
    rest = plain(SVG.sub("", page))
    for name in ("Harbour Tabloid", "北岸新闻速递", "加西生活圈", "港城读书", "海风视频"):
        assert name in rest


def test_the_contents_name_the_sections_only_where_they_are(page: str, tmp_path: Path) -> None:
    assert page.count('href="#texts"') == 2
    assert page.count('href="#events"') == 2
    without = write_report(sample.material(5), tmp_path).read_text(encoding="utf-8")
    assert 'href="#texts"' not in without
    assert 'id="texts"' not in without


def test_the_same_rows_in_another_order_give_the_same_page(page: str, tmp_path: Path) -> None:
    given = text_material(timing=timing_material())
    turned = replace(
        given,
        **{
            name: getattr(given, name).take(list(range(getattr(given, name).num_rows))[::-1])
            for name in ("texts", "groups", "nodes", "unattributed", "appearances", "hops", "hidden")
        },
    )
    material = replace(sample.material(5), texts=turned)
    assert write_report(material, tmp_path).read_text(encoding="utf-8") == page


def test_no_texts_at_all_is_no_crash(tmp_path: Path) -> None:
    given = text_material()
    names = ("texts", "relations", "passages", "groups", "nodes", "unattributed", "appearances", "hops", "hidden")
    empty = replace(given, **{name: getattr(given, name).slice(0, 0) for name in names}, statuses={"empty": 4})
    page = write_report(replace(sample.material(5), texts=empty), tmp_path).read_text(encoding="utf-8")
    assert "No two texts repeat each other." in page


# --- parts -----------------------------------------------------------------------------------------


def test_long_text_between_passages_is_left_out_and_counted() -> None:
    text = "a" * 500 + "SHARED" + "b" * 500 + "TWICE" + "c" * 10
    found = segments(text, [(1006, 1011), (500, 506)], words_of("en"))
    assert [(part["mark"], part["text"]) for part in found if part["mark"]] == [
        (-1, "[410 characters left out]"), (2, "SHARED"), (-1, "[320 characters left out]"), (1, "TWICE"),
    ]  # fmt: skip
    assert found[-1]["text"] == "c" * 10


@pytest.mark.parametrize("spans", [[(-5, 2)], [(2, 900)], [(3, 3)], [(0, 4), (2, 6)], [(900, 901)]])
def test_spans_outside_or_over_each_other_lose_no_text(spans: list[tuple[int, int]]) -> None:
    found = segments("abcdefgh", spans, words_of("en"))
    assert "".join(part["text"] for part in found if part["mark"] >= 0) == "abcdefgh"


def test_a_giant_text_is_cut() -> None:
    for spans in ([], [(0, 10_000_000)]):
        found = segments("x" * 10_000_000, spans, words_of("fr"))
        assert sum(len(part["text"]) for part in found) < 2_000


def test_names_are_cut_by_width_and_made_safe() -> None:
    assert clipped("北岸新闻速递报", 9) == "北岸新闻…"
    assert clipped("a\nb\t c", 10) == "a b c"
    assert clipped("see https://evil.example/a", 60) == "see hxxps://evil[.]example/a"


def test_every_platform_has_a_colour_and_the_first_ones_differ() -> None:
    given = colours_of([f"p{n}" for n in range(9)])
    assert len(given) == 9
    assert len(set(given.values())) == len(COLOURS)


def test_ticks_cover_minutes_and_years() -> None:
    assert [label for _, label in ticks(START_US, START_US + 600_000_000)] == ["2025-03-10 00:00", "00:05", "00:10"]
    assert all(len(label) == 10 for _, label in ticks(START_US, START_US + 8_000 * HOUR_US))
    assert len(ticks(START_US, START_US)) == 1


def test_a_picture_with_one_time_or_none_is_drawn() -> None:
    row = TreeRow("<b>&", "web", None, None, decided=False, earliest=False, note="", depth=9)
    assert "&lt;b&gt;&amp;" in tree_picture([row], "t", {"web": "#000000"})
    one = timeline_picture({"web": [START_US]}, [(START_US, "1")], "t", {"web": "#000000"})
    assert ElementTree.fromstring(one).get("role") == "img"  # noqa: S314


def test_groups_with_copies_without_credit_come_first() -> None:
    facts = text_facts(text_material())
    assert [group.group_id for group in facts.groups] == ["text:00112233445566aa"]
    assert [row["text_uid"] for row in facts.copies] == ["wechat:b#body", "wechat:c#body"]
    assert facts.groups[0].untimed == 1


def two_groups(coordinated: frozenset[str]) -> TextMaterial:
    """The sample, with its last two texts as a group of their own, in which nothing was copied without credit."""
    material = text_material(coordinated=coordinated)
    for name in ("nodes", "groups"):
        rows = getattr(material, name)
        apart = pc.is_in(rows.column("text_uid"), value_set=pa.array(["douyin:e#body", "douyin:f#body"]))
        ids = pc.if_else(apart, "text:ffffffffffffffff", rows.column("group_id"))
        place = rows.schema.get_field_index("group_id")
        material = replace(material, **{name: rows.set_column(place, rows.schema.field(place), ids)})
    return material


def test_texts_of_accounts_that_act_together_come_before_copies_without_credit() -> None:
    material = two_groups(frozenset())
    authors = frozenset(
        row["account_uid"] for row in material.nodes.to_pylist() if row["group_id"] == "text:ffffffffffffffff"
    )
    assert [group.group_id for group in text_facts(material).groups] == [
        "text:00112233445566aa", "text:ffffffffffffffff",
    ]  # fmt: skip
    facts = text_facts(two_groups(authors))
    assert [(row["group_id"], row["coordinated"]) for row in facts.listed] == [
        ("text:ffffffffffffffff", 2), ("text:00112233445566aa", 0),
    ]  # fmt: skip


def test_a_text_that_one_coordinated_account_posts_among_others_is_not_moved_up() -> None:
    material = two_groups(frozenset())
    one = next(row["account_uid"] for row in material.nodes.to_pylist() if row["group_id"] == "text:ffffffffffffffff")
    facts = text_facts(two_groups(frozenset([one])))
    assert [(row["group_id"], row["coordinated"]) for row in facts.listed] == [
        ("text:00112233445566aa", 0), ("text:ffffffffffffffff", 1),
    ]  # fmt: skip


def test_denials_are_shown_before_changed_figures_and_boilerplate_only_where_there_is_nothing_else() -> None:
    def pair(b: str, **more: object) -> dict[str, object]:
        row = dict.fromkeys(text.RELATION_SCHEMA.names)
        return row | {
            "text_a": "wechat:a#body", "text_b": b, "relation": "copy", "coverage_a": 0.9, "coverage_b": 0.9,
            "similarity": 0.9, "contrary": True, "differences": ["numbers"], "benign": [], "found_by": "shingles",
        } | more  # fmt: skip

    form = pair("x:form#body", benign=["boilerplate"], coverage_b=0.99)
    figure, denial = pair("x:figure#body"), pair("x:denial#body", differences=["negation"], coverage_b=0.6)

    def shown(*rows: dict[str, object]) -> list[str]:
        relations = table(text.RELATION_SCHEMA, list(rows))
        return [row["text_b"] for row in text_facts(text_material(relations=relations)).contrary]

    assert shown(form, figure, denial) == ["x:denial#body", "x:figure#body"]
    assert shown(form) == ["x:form#body"]


def test_a_text_whose_source_may_not_be_captured_hangs_on_the_likely_one_with_a_dashed_line() -> None:
    # c is most probably made from b, but perhaps from a text nobody captured; e's rivals are close: it hangs nowhere.
    material = text_material()
    rows = material.nodes.to_pylist()
    for row in rows:
        if row["text_uid"] == "wechat:c#body":
            row |= {"parent_text": None, "decided": False, "undecided_because": "not_captured",
                    "best_candidate": "wechat:b#body", "parent_confidence": 0.7, "delay_us": None}  # fmt: skip
        if row["text_uid"] == "douyin:e#body":
            row |= {"best_candidate": "wechat:b#body", "parent_confidence": 0.7}
    changed = replace(material, nodes=table(material.nodes.schema, rows))
    facts, words = text_facts(changed), words_of("en")
    found = {row.label: (row.depth, row.decided) for row in tree_rows(facts.groups[0], facts, words)}
    assert (found["加西生活圈"], found["Harbour Tabloid"]) == ((2, False), (0, False))
    picture = str(group_view(facts.groups[0], facts, changed, words)["tree"])
    assert picture.count("stroke-dasharray") == 1
    said = [post["parent"] for post in group_view(facts.groups[0], facts, changed, words)["posts"]]
    assert said[2].startswith("not decided: most probably 北岸新闻速递 (70%), or a text that was not captured; by: ")


def test_likely_sources_that_follow_from_each_other_hide_no_text() -> None:
    material = text_material()
    rows = material.nodes.to_pylist()
    likely = {"decided": False, "parent_text": None, "undecided_because": "not_captured", "parent_confidence": 0.6}
    for row in rows:
        other = {"wechat:b#body": "wechat:c#body", "wechat:c#body": "wechat:b#body"}.get(row["text_uid"])
        row |= likely | {"best_candidate": other} if other else {}
    facts = text_facts(replace(material, nodes=table(material.nodes.schema, rows)))
    assert len(tree_rows(facts.groups[0], facts, words_of("en"))) == len(rows)


def test_one_denial_of_many_copies_does_not_fill_the_list() -> None:
    # One fact-check denies five copies, another one a sixth: both are shown, the first beside two of its copies.
    row = dict.fromkeys(text.RELATION_SCHEMA.names) | {
        "relation": "rewording", "coverage_a": 0.0, "coverage_b": 0.8, "similarity": 0.7, "contrary": True,
        "differences": ["fact_check"], "benign": [], "found_by": "encoder",
    }  # fmt: skip
    pairs = [row | {"text_a": f"x:{n}#body", "text_b": "x:check#body"} for n in range(5)]
    pairs.append(row | {"text_a": "x:5#body", "text_b": "x:other#body"})
    facts = text_facts(text_material(relations=table(text.RELATION_SCHEMA, pairs)))
    assert [(one["text_a"], one["text_b"]) for one in facts.contrary] == [
        ("x:0#body", "x:check#body"), ("x:1#body", "x:check#body"), ("x:5#body", "x:other#body"),
    ]  # fmt: skip
    shown = side_by_side(facts.contrary[0], facts, {}, words_of("en"))
    assert (shown["coverage"], shown["passages"]) == (
        "about 80% of the later text is told in the earlier, by its sentences", "no shared wording",
    )  # fmt: skip
