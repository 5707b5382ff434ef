"""Topics: posts that share things are put together, and nothing is named or claimed beyond that."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from typing import Any

import pyarrow as pa
import pytest

from crosscurrent.detectors.topics.parameters import (
    Parameters,
    TopicParameterRefused,
    TopicTableRefused,
    specification,
)
from crosscurrent.detectors.topics.propose import Topics, propose
from crosscurrent.detectors.topics.sharing import shared_of
from crosscurrent.detectors.topics.terms import document_counts, top_terms
from crosscurrent.model import action, text

T0_US, DAY_US = 1_741_564_800_000_000, 86_400_000_000
Post = tuple[str, str | None, str, int | None, str | None, str]
Shared = tuple[str, str, str]


def tables(posts: list[Post], shared: list[Shared]) -> tuple[pa.Table, pa.Table]:
    names = ("post_uid", "account_uid", "platform", "at", "lang", "text")
    columns: dict[str, Any] = {name: [row[place] for row in posts] for place, name in enumerate(names)}
    columns["at"] = pa.array(columns["at"], pa.int64()).cast(pa.timestamp("us", "UTC"))
    strings = {name: pa.array(column, pa.string()) for name, column in columns.items() if name != "at"}
    things = {name: pa.array([row[place] for row in shared], pa.string())
              for place, name in enumerate(("post_uid", "why", "object_id"))}  # fmt: skip
    return pa.table({**strings, "at": columns["at"]}), pa.table(things)


def post(uid: str, day: float = 0, words: str = "", platform: str = "x", lang: str | None = "en") -> Post:
    return (uid, f"{platform}:a{uid}", platform, T0_US + int(day * DAY_US), lang, words)


def proposed(posts: list[Post], shared: list[Shared], **parameters: object) -> Topics:
    return propose(*tables(posts, shared), Parameters(**parameters))  # type: ignore[arg-type]


def members(found: Topics) -> list[set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for row in found.topics.to_pylist():
        groups[row["topic_id"]].add(row["post_uid"])
    return sorted(groups.values(), key=lambda group: sorted(group))


def test_a_copied_article_and_the_hashtag_of_a_strike_are_two_topics() -> None:
    # Six posts copy one article on two platforms, in two languages; six others use one hashtag; one shares nothing.
    copies = [
        post(f"c{n}", n / 4, "minister cuts ties", "wechat" if n < 4 else "x", "zh" if n < 4 else "en")
        for n in range(6)
    ]
    strike = [post(f"s{n}", 2, "harbour strike goes on") for n in range(6)]
    shared = [(f"c{n}", "text_group", "text:1") for n in range(6)] + [(f"s{n}", "hashtag", "#strike") for n in range(6)]
    shared += [("c0", "link", "https://news.example/a"), ("c1", "link", "https://news.example/a")]
    found = proposed([*copies, *strike, post("alone", words="weather")], shared)
    assert members(found) == [{f"c{n}" for n in range(6)}, {f"s{n}" for n in range(6)}]
    facts = {tuple(row["platforms"]): row for row in found.facts.to_pylist()}
    article = facts["wechat", "x"]
    assert (article["posts"], article["accounts"], article["languages"]) == (6, 6, ["zh", "en"])
    assert article["shared"] == ["text_group:text:1", "link:https://news.example/a"]
    assert set(article["terms"]) == {"minister", "cuts", "ties"}
    why = {row["post_uid"]: row["why"] for row in found.topics.to_pylist()}
    assert (why["c0"], why["c5"], why["s0"]) == (["link", "text_group"], ["text_group"], ["hashtag"])
    days = [(str(row["day"]), row["platform"], row["posts"]) for row in found.days.to_pylist()
            if row["topic_id"] == article["topic_id"]]  # fmt: skip
    assert days == [("2025-03-10", "wechat", 4), ("2025-03-11", "x", 2)]
    assert found.summary["words"] == ["2 topics were proposed for 12 of 13 posts. People name them."]


def test_a_hashtag_that_comes_back_next_year_is_another_topic() -> None:
    posts = [post(f"a{n}", n) for n in range(6)] + [post(f"b{n}", 365 + n) for n in range(6)]
    found = proposed(posts, [(one[0], "hashtag", "#budget") for one in posts])
    assert members(found) == [{f"a{n}" for n in range(6)}, {f"b{n}" for n in range(6)}]


def test_a_hashtag_that_every_tenth_post_has_ties_nothing() -> None:
    posts = [post(f"p{n}", n / 100) for n in range(100)]
    found = proposed(posts, [(f"p{n}", "hashtag", "#news") for n in range(30)])
    assert (found.topics.num_rows, found.summary["too_widespread"]) == (0, 1)
    assert (found.summary["status"], found.summary["reason"]) == ("not_assessable", "no two posts share anything")


def world(seed: int) -> tuple[list[Post], list[Shared], dict[str, int]]:
    """Ten topics of forty posts with their own links and hashtags, and noise between them."""
    rng = random.Random(seed)
    posts: list[Post] = []
    shared: list[Shared] = []
    truth = {}
    for topic in range(10):
        for number in range(40):
            uid = f"t{topic}-{number}"
            truth[uid] = topic
            posts.append(post(uid, rng.random() * 10))
            shared.append((uid, "hashtag", f"#{topic}-{rng.randrange(2)}"))
            if rng.random() < 0.6:
                shared.append((uid, "link", f"https://l.example/{topic}/{rng.randrange(4)}"))
            if rng.random() < 0.1:
                shared.append((uid, "hashtag", f"#{rng.randrange(10)}-0"))
    return posts, shared, truth


def test_planted_topics_are_found_through_noise() -> None:
    posts, shared, truth = world(1)
    found = proposed(posts, shared)
    largest = [Counter(truth[uid] for uid in group).most_common(1)[0][1] for group in members(found)]
    assert sum(largest) >= 0.95 * len(posts)
    assert 10 <= len(largest) <= 16


def test_the_order_of_the_rows_does_not_matter() -> None:
    posts, shared, _ = world(2)
    one, other = proposed(posts, shared), proposed(posts[::-1], shared[::-1] + shared[:9])
    assert one == other


def test_a_topic_keeps_its_id_when_posts_are_added() -> None:
    posts = [post(f"a{n}", n) for n in range(6)]
    more = [*posts, post("a6", 6), post("a7", 7)]
    before = proposed(posts, [(one[0], "text_group", "text:9") for one in posts])
    after = proposed(more, [(one[0], "text_group", "text:9") for one in more])
    (first,), (second,) = before.facts.to_pylist(), after.facts.to_pylist()
    assert first["topic_id"] == second["topic_id"]
    assert (first["posts"], second["posts"]) == (6, 8)


def test_posts_without_account_time_or_language_are_counted_as_such() -> None:
    posts: list[Post] = [("p0", None, "x", None, None, ""), ("p1", None, "x", None, "und", "")]
    posts += [post(f"p{n}", n) for n in range(2, 6)]
    (row,) = proposed(posts, [(one[0], "link", "https://l.example/a") for one in posts]).facts.to_pylist()
    assert (row["posts"], row["accounts"], row["posts_without_account"]) == (6, 4, 2)
    assert (row["posts_without_time"], row["posts_without_language"], row["languages"]) == (2, 2, ["en"])


def test_two_copies_that_use_the_hashtag_of_a_topic_belong_to_it() -> None:
    # What they share with each other weighs more than the hashtag, but is no reason to leave them out.
    strike = [post(f"s{n}", n) for n in range(10)]
    copies = [post("c0", 3), post("c1", 4)]
    shared: list[Shared] = [(one[0], "hashtag", "#strike") for one in [*strike, *copies]]
    shared += [("c0", "text_group", "text:1"), ("c1", "text_group", "text:1")]
    assert members(proposed([*strike, *copies], shared)) == [{one[0] for one in [*strike, *copies]}]


def test_small_groups_make_no_topic() -> None:
    posts = [post(f"p{n}") for n in range(4)]
    assert proposed(posts, [(one[0], "link", "https://l.example/a") for one in posts]).facts.num_rows == 0


def test_what_posts_outside_the_case_share_is_counted() -> None:
    found = proposed([post("p0")], [("elsewhere", "link", "https://l.example/a")])
    assert (found.summary["shared_by_unknown_posts"], found.summary["topics"]) == (1, 0)


def test_nothing_at_all_is_not_assessable() -> None:
    assert proposed([], []).summary["status"] == "not_assessable"


def test_what_posts_share_comes_from_text_groups_and_from_chosen_actions() -> None:
    group = {"group_id": "text:1", "text_uid": "x:1#body", "post_uid": "x:1", "is_medoid": True, "relation": None,
             "similarity": 1.0, "benign": []}  # fmt: skip
    act = {"account_uid": "x:a", "object_id": "https://l.example/a", "content_id": "x:1", "acted_at": T0_US,
           "precision": "s", "derivation": "text", "capture_id": "c", "locator": "row=1"}  # fmt: skip
    acts = [{**act, "behaviour": one} for one in ("link", "mention")] + [
        {**act, "behaviour": "link", "content_id": None}
    ]
    shared = shared_of(
        pa.Table.from_pylist([group], schema=text.GROUP_SCHEMA), pa.Table.from_pylist(acts, schema=action.SCHEMA)
    )
    assert shared.to_pylist() == [
        {"post_uid": "x:1", "why": "text_group", "object_id": "text:1"},
        {"post_uid": "x:1", "why": "link", "object_id": "https://l.example/a"},
    ]


def test_terms_are_what_sets_the_posts_apart_not_what_all_say() -> None:
    inside = ["总理断绝关系 the minister", "总理断绝关系 the minister speaks", "总理断绝关系 again the news"]
    outside = ["the weather", "the news", "the harbour", "天气很好"]
    found = top_terms(inside, document_counts(inside + outside), 7, 5)
    assert "the" not in found
    assert "minister" in found
    assert any(term in "总理断绝关系" and len(term) == 4 for term in found)


def test_pieces_of_one_copied_line_are_not_listed_as_different_terms() -> None:
    inside = ["市长突然下令关闭东岸渡轮码头"] * 5
    found = top_terms(inside, document_counts([*inside, "天气很好", "猫又跑到屋顶上"]), 7, 12)
    # Every run of two to four characters of the line tells the posts apart; none shown says the end of another.
    ends = [
        (a, b) for a in found for b in found if a != b and any(a.endswith(b[:n]) for n in range(2, 5) if len(b) > n)
    ]
    assert ends == []
    assert 2 <= len(found) <= 6


def test_a_hundred_thousand_posts_of_one_text_are_one_topic() -> None:
    line = "同一段文字被许多账号转发了很多次，一字不差。"
    posts: list[Post] = [(f"p{n}", f"x:a{n % 5000}", "x", T0_US + n * 1_000_000, "zh", line) for n in range(100_000)]
    found = proposed(posts, [(one[0], "text_group", "text:1") for one in posts])
    (row,) = found.facts.to_pylist()
    assert (row["posts"], row["accounts"], found.summary["posts_placed"]) == (100_000, 5_000, 100_000)
    assert row["terms"] == []  # what all posts say sets none apart


@pytest.mark.parametrize(
    "wrong",
    [{"quiet_us": 0}, {"commonest_share": 0}, {"fewest_posts": 1}, {"resolution": 0}, {"terms": 0}, {"seed": -1}],
)
def test_parameters_outside_their_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(TopicParameterRefused, match=next(iter(wrong))):
        Parameters(**wrong)  # type: ignore[arg-type]


def test_tables_without_their_columns_are_refused() -> None:
    posts, shared = tables([post("p0")], [("p0", "link", "a")])
    with pytest.raises(TopicTableRefused, match="lacks lang"):
        propose(posts.drop_columns(["lang"]), shared)
    with pytest.raises(TopicTableRefused, match="lacks why"):
        propose(posts, shared.drop_columns(["why"]))


def test_the_specification_states_the_defaults_of_the_code() -> None:
    assert {name: one["default"] for name, one in specification()["parameters"].items()} == Parameters().as_record()
