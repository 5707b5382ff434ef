"""Every layout of every connector runs the one suite; all files are made up here."""

from __future__ import annotations

import pytest

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.events_table import EventsTable
from crosscurrent.connectors.events_table.layouts import COORTWEET, TOOLKIT
from crosscurrent.connectors.posts_table import PostsTable
from crosscurrent.connectors.records.connector import RecordConnector
from tests.conformance.connectors import Case, ConnectorSuite

T0 = 1_700_000_000
OWN = (
    "post_id", "account_id", "created_at", "text", "repost_of", "reply_to", "links", "lang", "platform", "likes",
    "reposts", "replies",
)  # fmt: skip
ARCHIVE = (
    "tweetid", "userid", "user_display_name", "user_screen_name", "follower_count", "account_creation_date",
    "tweet_text", "tweet_time", "in_reply_to_tweetid", "is_retweet", "retweet_tweetid", "like_count", "hashtags",
    "urls", "user_mentions",
)  # fmt: skip
IRA = ("author", "account_category", "content", "publish_date", "post_type", "followers", "following", "updates")
UTC = ReadOptions(assume_zone="UTC")


def stamp(number: int) -> str:
    return f"2023-11-14 22:{number // 60 % 60:02d}:{number % 60:02d}"


def archived(number: int) -> tuple[str, ...]:
    account = f"{number % 3}" * 43 + "="
    return (
        str(number), account, account, account, "12", "2016-11-30", f"words {number} #tag", "2017-08-19 15:13", "",
        "True", str(number + 7), "1.0", "[tag]", f"['http://a.example/{number}']", "['77']",
    )  # fmt: skip


CASES = [
    Case(EventsTable(), "coortweet", COORTWEET, lambda n: (f"o{n % 5}", f"a{n % 7}", f"c{n}", str(T0 + n))),
    Case(
        EventsTable(),
        "toolkit",
        TOOLKIT,
        lambda n: (f"m{n}", f"u{n % 7}", "Name", f"m{n % 5}", "", "words", str(T0 + n), f"http://a.example/{n}"),
    ),
    Case(
        EventsTable(),
        "toolkit",
        TOOLKIT,
        lambda n: (f"m{n}", f"u{n % 7}", "Name", "", f"m{n % 5}", "words", str(T0 + n), ""),
        header_written=False,
    ),
    Case(
        EventsTable(),
        "events",
        ("account_id", "object_id", "at", "behaviour"),
        lambda n: (f"a{n % 7}", f"o{n}", str(T0 + n), "link"),
    ),
    Case(
        EventsTable(),
        "mapped",
        ("wer", "was", "wann"),
        lambda n: (f"a{n % 7}", f"o{n}", stamp(n)),
        ReadOptions(
            mapping={"account_id": "wer", "object_id": "was", "timestamp": "wann"}, assume_zone="Asia/Shanghai"
        ),
    ),
    Case(
        PostsTable(),
        "posts",
        OWN,
        lambda n: (
            f"p{n}", f"a{n % 7}", f"{stamp(n)}Z", f"hello {n} #tag @me http://a.example/{n}", f"p{n % 3}", "", "", "en",
            "vk", "1", "10万+", "",
        ),
    ),
    Case(PostsTable(), "x_archive", ARCHIVE, archived),
    Case(
        PostsTable(),
        "ira",
        IRA,
        lambda n: (f"Name{n % 7}", "RightTroll", f"words {n} #tag", stamp(n), "RETWEET", "1", "2", "3"),
        UTC,
    ),
    Case(
        PostsTable(),
        "weibo_ced_reposts",
        ("cascade_id", "label", "row_id", "parent_row_id", "user_id", "time_cst", "text"),
        lambda n: (f"y{n % 3}", "rumor", str(n), str(n - 1), str(n % 7), stamp(n), f"转发 {n}"),
    ),
    Case(
        PostsTable(),
        "weibo_ced_originals",
        ("cascade_id", "author_id", "text", "time_utc", "reposts", "comments", "likes", "u_verified", "u_created"),
        lambda n: (f"y{n}", str(n % 7), f"原文 {n}", stamp(n), "1", "2", "3", "True", "2011-07-31 11:38:24"),
    ),
    Case(
        PostsTable(),
        "weibo_commentr_posts",
        ("post_id", "user", "created_at", "ip_location", "source", "content", "reposts", "comments", "likes"),
        lambda n: (f"p{n}", f"u{n % 7}", stamp(n), "发布于 广东", "手机", f"话 {n}", "0", "0", "1"),
        ReadOptions(assume_zone="Asia/Shanghai"),
    ),
    Case(
        PostsTable(),
        "weibo_commentr_comments",
        ("comment_id", "post_id", "root_comment_id", "user", "created_at", "ip_location", "content", "likes",
         "followers"),
        lambda n: (f"c{n}", f"p{n % 5}", f"c{n}", f"u{n % 7}", stamp(n), "来自广东", f"话 {n}", "0", "9"),
        ReadOptions(assume_zone="Asia/Shanghai"),
    ),
    Case(
        PostsTable(),
        "mapped",
        ("wer", "wann", "was"),
        lambda n: (f"a{n % 7}", str(T0 + n), f"Wort {n} #tag"),
        ReadOptions(mapping={"account_id": "wer", "timestamp": "wann", "text": "was"}, platform="vk"),
    ),
]  # fmt: skip


class TestConnectors(ConnectorSuite):
    """The suite on every case."""

    @pytest.fixture(params=CASES, ids=[f"{case.connector.name}-{case.layout}-{case.header_written}" for case in CASES])
    def case(self, request: pytest.FixtureRequest) -> Case:
        found = request.param
        assert isinstance(found, Case)
        return found


def test_every_connector_and_every_layout_runs_the_suite() -> None:
    run = {(case.connector.name, case.layout) for case in CASES}
    declared = {
        (connector.name, layout["name"])
        for connector in registry.connectors()
        if not isinstance(connector, RecordConnector | registry.ReadsParts)  # these run the suite for records
        for layout in connector.spec["layouts"]
    }
    assert declared == run
