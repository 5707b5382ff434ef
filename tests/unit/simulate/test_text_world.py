"""The world of texts: everybody reuses words for ordinary reasons, and the same seed gives the same world."""

from __future__ import annotations

from collections import Counter

from crosscurrent.model.table import validate
from crosscurrent.model.text import SPEC
from crosscurrent.simulate.text_world import Posts, TextWorld, posts_of, with_network

SMALL = TextWorld(accounts=300, things=200, fan_clubs=1, wires=20, newsrooms=5, letters=2, senders=15)


def test_the_same_seed_gives_the_same_posts() -> None:
    assert posts_of(SMALL, 3).table().equals(posts_of(SMALL, 3).table())
    assert not posts_of(SMALL, 3).table().equals(posts_of(SMALL, 4).table())


def test_rows_are_texts_and_only_reposts_are_reposts() -> None:
    posts = posts_of(SMALL, 3)
    rows = validate(SPEC, posts.table()).to_pylist()
    assert {row["kind"] for row, what in zip(rows, posts.what, strict=True) if what == "repost"} == {"repost"}
    assert {row["kind"] for row, what in zip(rows, posts.what, strict=True) if what != "repost"} == {"post"}


def test_each_reason_to_reuse_words_leaves_its_mark() -> None:
    posts = posts_of(SMALL, 3)
    by_what: dict[str, list[str]] = {}
    for what, text in zip(posts.what, posts.text, strict=True):
        by_what.setdefault(what, []).append(text)
    assert all(" via @" in text for text in by_what["page"])
    assert all("Please sign!" in text for text in by_what["petition"])
    credited = sum("(Reuters)" in text for text in by_what["wire"])
    assert 0 < credited < len(by_what["wire"])
    assert len(by_what["letter"]) == 2 * 15
    assert Counter(by_what["repost"]).most_common(1)[0][1] > 5


def test_a_share_of_nothing_is_left_out() -> None:
    posts = posts_of(TextWorld(accounts=100, things=50, kinds=(1.0, 0.0, 0.0, 0.0), fan_clubs=0, wires=0, letters=0), 1)
    assert set(posts.what) == {"repost", "own"}


def test_a_network_posts_each_of_its_texts_within_the_spread() -> None:
    posts = Posts()
    members = with_network(posts, 10, 5, 60.0, 1)
    assert set(posts.account) <= members
    for text in set(posts.text):
        at_s = [at for at, written in zip(posts.at_s, posts.text, strict=True) if written == text]
        assert max(at_s) - min(at_s) <= 60
