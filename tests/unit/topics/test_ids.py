"""Ids of topics: a name that people gave must not slip onto other posts, nor be lost when captures are added."""

from __future__ import annotations

from crosscurrent.detectors.topics.ids import Carried, carried_over, new_id
from crosscurrent.detectors.topics.propose import propose
from tests.unit.topics.test_topics import Post, Shared, post, proposed, tables

FERRY, BUDGET = "topic:00000000000000fe", "topic:00000000000000bd"


def earlier(**topics: str) -> dict[str, str]:
    """Posts are single letters: ``earlier(abc=FERRY)`` says that a, b and c were in the topic FERRY."""
    return {letter: one for letters, one in topics.items() for letter in letters}


def carry(*topics: str, before: dict[str, str]) -> Carried:
    return carried_over([(f"link {number}", letters) for number, letters in enumerate(topics)], before)


def test_a_topic_that_grew_keeps_its_id() -> None:
    found = carry("abcdefgh", "xyz", before=earlier(abc=FERRY))
    assert found.ids == (FERRY, new_id("link 1"))
    assert (found.kept, found.gone) == ((FERRY,), {})


def test_of_a_topic_that_was_cut_in_two_the_larger_half_keeps_the_id() -> None:
    assert carry("ab", "cde", before=earlier(abcde=FERRY)).ids == (new_id("link 0"), FERRY)


def test_half_of_the_posts_is_not_enough() -> None:
    # Two and two of four: neither is the topic that was named, so neither gets its name.
    found = carry("ab", "cd", before=earlier(abcd=FERRY))
    assert FERRY not in found.ids
    assert found.gone == {FERRY: None}


def test_of_two_topics_that_became_one_the_larger_gives_the_id_and_the_other_is_said_to_be_in_it() -> None:
    found = carry("abcdefg", before=earlier(abcd=FERRY, efg=BUDGET))
    assert found.ids == (FERRY,)
    assert found.gone == {BUDGET: FERRY}


def test_posts_of_another_month_take_over_nothing() -> None:
    found = carry("xyz", before=earlier(abc=FERRY))
    assert found.ids == (new_id("link 0"),)
    assert found.gone == {FERRY: None}


def test_a_new_topic_never_gets_the_id_of_one_that_is_gone() -> None:
    # The same link is the commonest in both, but none of the posts is the same: the name would be on other posts.
    before = earlier(abc=new_id("link 0"))
    found = carry("xyz", before=before)
    assert found.ids[0] != new_id("link 0")
    assert found.gone == {new_id("link 0"): None}


def test_what_is_no_id_is_not_taken_over() -> None:
    assert carry("abc", before=earlier(abc="<script>")).ids == (new_id("link 0"),)


def test_a_name_stays_when_another_link_becomes_the_commonest_and_an_earlier_post_is_added() -> None:
    posts: list[Post] = [post(f"a{n}", n) for n in range(6)]
    shared: list[Shared] = [(one[0], "link", "https://l.example/a") for one in posts]
    (before,) = proposed(posts, shared).facts.to_pylist()
    more: list[Post] = [*posts, *(post(f"b{n}", n - 1) for n in range(7))]
    shared += [(one[0], "link", "https://l.example/b") for one in more if one[0] != "a0"]
    known = {one[0]: before["topic_id"] for one in posts}
    fresh, kept = (proposed_with(more, shared, one) for one in ({}, known))
    assert fresh != before["topic_id"]
    assert kept == before["topic_id"]


def proposed_with(posts: list[Post], shared: list[Shared], known: dict[str, str]) -> str:
    (row,) = propose(*tables(posts, shared), earlier=known).facts.to_pylist()
    return str(row["topic_id"])


def test_ids_of_an_earlier_run_are_in_the_method_record_and_a_second_run_changes_nothing() -> None:
    posts = [post(f"a{n}", n) for n in range(6)]
    given = tables(posts, [(one[0], "link", "https://l.example/a") for one in posts])
    alone, carried = propose(*given), propose(*given, earlier=dict.fromkeys((one[0] for one in posts), FERRY))
    assert (alone.method.notes, carried.method.notes[0][:45]) == ((), "1 topics carry the id of an earlier run (SHA-")
    again = {row["post_uid"]: row["topic_id"] for row in carried.topics.to_pylist()}
    second = propose(*given, earlier=again)
    assert (second.topics, second.method) == (carried.topics, carried.method)
    assert second.summary == carried.summary
