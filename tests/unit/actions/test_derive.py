"""Which post gives which actions, and where the rest went."""

from __future__ import annotations

import pyarrow as pa
import pytest

from crosscurrent.actions.derive import Counts, batches_of, derive, derive_batches, derive_counted
from crosscurrent.actions.same_text import text_object
from crosscurrent.errors import BehaviourUnknown
from crosscurrent.model import action
from crosscurrent.model.table import validate
from tests.unit.actions.rows import edge, edges, posts, seen

NONE = edges()
WORDS = "Alderwick opened the new harbour bridge today"


def how(actions: pa.Table) -> list[str]:
    return sorted(set(actions.column("derivation").to_pylist()))


def test_a_post_acts_on_everything_it_carries() -> None:
    text = f"{WORDS} #Harbour #Bridge #Vote @ana https://www.news.example/a?utm_source=x"
    actions = derive(posts({"by": "ben", "text": text}), NONE)
    assert seen(actions) == [
        ("domain", "plaza:ben", "news.example"),
        ("hashtag", "plaza:ben", "#bridge"),
        ("hashtag", "plaza:ben", "#harbour"),
        ("hashtag", "plaza:ben", "#vote"),
        ("hashtag_sequence", "plaza:ben", "sequence:#harbour #bridge #vote"),
        ("link", "plaza:ben", "https://news.example/a"),
        ("mention", "plaza:ben", "plaza:@ana"),
        ("same_text", "plaza:ben", text_object(text)),
    ]


def test_each_row_leads_back_to_its_post() -> None:
    actions = derive(posts({"text": "no object"}, {"text": "https://news.example/a", "by": "ben"}), NONE, ["link"])
    row = actions.to_pylist()[0]
    assert (row["content_id"], row["capture_id"], row["locator"]) == ("plaza:p2", "c1", "row=2")
    assert (row["acted_at"].isoformat(), row["precision"]) == ("2031-03-10T08:00:02+00:00", "s")
    assert row["derivation"] == "link: address in the text"
    validate(action.SPEC, actions)


def test_a_repost_gives_repost_and_nothing_of_the_copied_text() -> None:
    # The copied text carries a link and tags; counting them would count one act four times.
    text = f"{WORDS} #a1 #b2 #c3 https://news.example/a"
    actions = derive(posts({"by": "ben", "text": text}), edges(edge("p1", "repost_of", "plaza:orig")))
    assert seen(actions) == [("repost", "plaza:ben", "plaza:orig")]


def test_a_repost_without_an_edge_falls_back_on_its_root_post() -> None:
    actions = derive(posts({"kind": "repost", "root_post_uid": "plaza:r", "parent_post_uid": "plaza:q"}), NONE)
    assert seen(actions) == [("repost", "plaza:a1", "plaza:r")]


def test_a_repost_of_an_unnamed_post_is_read_by_its_text_alone() -> None:
    rows = posts(
        {"kind": "repost", "text": f"{WORDS} #tag https://t.co/x"},
        {"kind": "post", "text": f"RT @ana: {WORDS} #tag https://t.co/x"},
    )
    derived = derive_counted(rows, NONE)
    expected = text_object(f"{WORDS} #tag")
    assert seen(derived.actions) == [("same_text", "plaza:a1", expected), ("same_text", "plaza:a2", expected)]
    assert how(derived.actions) == ["same_text: repost whose original the capture does not name"]
    assert derived.counts.passed_over["repost: original not named in the capture"] == 2


def test_a_quote_passes_on_and_speaks() -> None:
    # The link to the quoted post itself is the quote, not a second act.
    rows = posts({"kind": "quote", "text": f"{WORDS} https://x.com/ana/status/77 #ok"})
    actions = derive(rows, edges(edge("p1", "quote_of", "x:77")), ["repost", "link", "hashtag"])
    assert seen(actions) == [("hashtag", "plaza:a1", "#ok"), ("repost", "plaza:a1", "x:77")]
    assert how(actions) == ["hashtag: tag in the text", "repost: id of the quoted post"]


def test_a_reply_acts_on_its_target_and_its_address_is_no_mention() -> None:
    rows = posts(
        {"text": "@ana @ben thanks @cyd"},
        {"kind": "comment", "parent_post_uid": "plaza:x"},
        {"kind": "reply"},
    )
    targets = edges(edge("p1", "reply_to", "plaza:o"))
    derived = derive_counted(rows, targets, ["reply", "mention"])
    assert seen(derived.actions) == [
        ("mention", "plaza:a1", "plaza:@cyd"),
        ("reply", "plaza:a1", "plaza:o"),
        ("reply", "plaza:a2", "plaza:x"),
    ]
    assert derived.counts.passed_over == {"reply: target not named in the capture": 1}


def test_the_names_an_answer_opens_with_are_no_mentions_though_the_connector_lists_them() -> None:
    fields = edges(
        edge("p1", "reply_to", "plaza:o"),
        edge("p1", "mentions", "plaza:@ana", "account"),
        edge("p1", "mentions", "plaza:@cyd", "account"),
    )
    actions = derive(posts({"text": "@Ana thanks @cyd"}), fields, ["mention"])
    assert seen(actions) == [("mention", "plaza:a1", "plaza:@cyd")]
    assert how(actions) == ["mention: mentions edge"]


def test_an_address_cut_off_by_an_ellipsis_leads_nowhere() -> None:
    # Two different addresses cut at the same place would be one object.
    fields = edges(edge("p1", "links_to", "https://t.co/ab", "url"))
    assert derive(posts({"text": "RT cut https://t.co/ab…"}), fields, ["link"]).num_rows == 0


def test_an_answer_to_an_account_says_so() -> None:
    actions = derive(posts({"text": "hi"}), edges(edge("p1", "reply_to", "plaza:ana", "account")), ["reply"])
    assert how(actions) == ["reply: account answered"]


def test_fields_win_over_the_text_that_shows_them_shortened() -> None:
    rows = posts({"text": "see https://t.co/abc #Shown @shown"})
    fields = edges(
        edge("p1", "links_to", "https://m.news.example/a?fbclid=1", "url"),
        edge("p1", "uses_hashtag", "#港灣", "tag"),
        edge("p1", "mentions", "plaza:77", "account"),
    )
    actions = derive(rows, fields, ["link", "hashtag", "mention"])
    assert seen(actions) == [
        ("hashtag", "plaza:a1", "#港湾"),
        ("link", "plaza:a1", "https://news.example/a"),
        ("mention", "plaza:a1", "plaza:77"),
    ]


def test_the_order_of_tags_is_the_object() -> None:
    one, other = "#a1 #b2 #c3", "#b2 #a1 #c3"
    rows = posts({"text": one}, {"text": other}, {"text": one.upper()}, {"text": "#a1 #b2"})
    derived = derive_counted(rows, NONE, ["hashtag_sequence"])
    assert [row[2] for row in seen(derived.actions)] == [
        "sequence:#a1 #b2 #c3",
        "sequence:#b2 #a1 #c3",
        "sequence:#a1 #b2 #c3",
    ]
    assert derived.counts.passed_over == {"hashtag_sequence: fewer than three tags": 1}


def test_positions_of_edges_order_a_sequence_not_their_rows() -> None:
    tags = [("c3", 2), ("a1", 0), ("b2", 1)]
    fields = edges(*(edge("p1", "uses_hashtag", tag, "tag", place) for tag, place in tags))
    assert seen(derive(posts({}), fields, ["hashtag_sequence"]))[0][2] == "sequence:#a1 #b2 #c3"


def test_platforms_and_shorteners_are_no_shared_domain() -> None:
    rows = posts({"text": "https://x.com/a/status/1 https://t.co/a https://weibo.cn/x https://news.example/b"})
    derived = derive_counted(rows, NONE, ["domain"])
    assert seen(derived.actions) == [("domain", "plaza:a1", "news.example")]
    assert derived.counts.passed_over == {"domain: platform host": 2, "domain: shortener host": 1}


def test_a_shortened_link_is_kept_and_flagged() -> None:
    actions = derive(posts({"text": "https://t.cn/A6"}), NONE, ["link"])
    assert how(actions) == ["link: address in the text; shortener, not resolved"]


def test_a_refused_address_is_counted() -> None:
    fields = edges(edge("p1", "links_to", "javascript:alert(1)", "url"))
    derived = derive_counted(posts({}), fields, ["link"])
    assert derived.actions.num_rows == 0
    assert derived.counts.passed_over == {"link: no web address": 1}


def test_one_post_acts_once_on_one_object() -> None:
    text = "#a1 #A1 @ana @ANA https://news.example/a http://www.news.example/a/"
    derived = derive_counted(posts({"text": text}), NONE, ["link", "domain", "mention", "hashtag"])
    assert derived.counts.actions == {"link": 1, "domain": 1, "mention": 1, "hashtag": 1}


def test_posts_that_cannot_act_are_counted_not_dropped() -> None:
    link = {"text": "https://news.example/a"}
    rows = posts(
        link,
        link | {"by": None},
        link | {"by": None, "created_at": None, "created_at_precision": "unknown"},
        link | {"created_at": None, "created_at_precision": "unknown"},
        link | {"id": "p1"},
    )
    stray = edges(edge("elsewhere", "links_to", "https://a.example", "url"))
    derived = derive_counted(rows, stray, ["link"])
    assert derived.counts == Counts(
        posts=5,
        acting=1,
        duplicate_posts=1,
        skipped_no_account=2,
        skipped_no_time=1,
        edges_without_post=1,
        actions={"link": 1},
    )


def test_edges_of_a_post_that_cannot_act_are_not_stray() -> None:
    rows = posts({"by": None}, {"text": "x"})
    derived = derive_counted(rows, edges(edge("p1", "links_to", "https://a.example", "url")))
    assert derived.counts.edges_without_post == 0
    assert derived.actions.num_rows == 0


def test_batches_give_the_rows_and_counts_of_the_whole() -> None:
    rows = [{"id": f"q{n}", "by": f"a{n}", "text": f"{WORDS} https://news.example/{n % 3}"} for n in range(7)]
    whole = derive_counted(posts(*rows), NONE)
    parts = list(derive_batches([(posts(*rows[:3]), NONE), (posts(*rows[3:]), NONE)]))
    assert seen(pa.concat_tables([part.actions for part in parts])) == seen(whole.actions)
    assert sum((part.counts for part in parts), Counts()) == whole.counts


def test_the_stream_of_a_connector_is_paired_by_batch() -> None:
    one, other = posts({"id": "q1"}), posts({"id": "q2"})
    of_other = edges(edge("q2", "links_to", "https://a.example", "url"))
    stream = [("account", one), ("post", one), ("post", other), ("engagement", one), ("edge", of_other)]
    assert [(left.num_rows, right.num_rows) for left, right in batches_of(stream)] == [(1, 0), (1, 1)]
    assert list(batches_of([])) == []


def test_an_article_without_text_is_read_by_its_title() -> None:
    actions = derive(posts({"title": WORDS, "kind": "article"}), NONE, ["same_text"])
    assert seen(actions) == [("same_text", "plaza:a1", text_object(WORDS))]


def test_no_posts_give_no_actions() -> None:
    derived = derive_counted(posts(), NONE)
    assert derived.actions.schema.equals(action.SCHEMA)
    assert derived.actions.num_rows == 0


def test_hostile_texts_pass_through_as_data() -> None:
    hostile = ["=1+1", "<script>alert(1)</script>" * 3, "\x00\x01\u202e" * 20, "#" * 5000, "@" * 5000, "http://" * 500]
    actions = derive(posts(*({"text": text} for text in hostile)), NONE)
    assert {behaviour for behaviour, _, _ in seen(actions)} <= {"same_text"}


def test_an_unknown_behaviour_is_refused_by_name() -> None:
    with pytest.raises(BehaviourUnknown) as refused:
        derive(posts(), NONE, ["likes"])
    assert str(refused.value) == (
        "E-ACTION-001: 'likes' is not a behaviour that is derived from posts\n"
        "  next:  Use any of: link, domain, repost, reply, mention, hashtag, hashtag_sequence, same_text."
    )
