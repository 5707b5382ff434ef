"""The IRA set: retweets whose original is not named, read by their text."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from crosscurrent.actions.derive import derive_counted
from crosscurrent.model.post import EDGE_SCHEMA, SCHEMA
from tests.reference import reference_path

KINDS = {"RETWEET": "repost", "QUOTE": "quote", "ORIGINAL": "post"}
WINDOW_US = 60_000_000


def as_posts(table: pa.Table) -> pa.Table:
    """Put the archive's columns into the model's; ids are row numbers, the set has none."""
    n = table.num_rows
    given = {
        "post_uid": [f"x:{row}" for row in range(n)],
        "native_id": [str(row) for row in range(n)],
        "platform": ["x"] * n,
        "kind": [KINDS[kind] for kind in table["post_type"].to_pylist()],
        "account_uid": table["author"],
        "created_at": table["publish_date"].cast(pa.timestamp("us", tz="UTC")),
        "created_at_precision": ["min"] * n,
        "availability": ["unknown"] * n,
        "text": table["content"],
        "capture_id": ["ira"] * n,
        "locator": [f"row={row + 1}" for row in range(n)],
    }
    return pa.table({field.name: given.get(field.name, pa.nulls(n, field.type)) for field in SCHEMA}).cast(SCHEMA)


@pytest.mark.reference_data
def test_retweets_without_a_target_are_tied_by_their_text() -> None:
    table = pq.read_table(reference_path("ira_tweets_en_2016-08_2016-11.parquet"))
    derived = derive_counted(as_posts(table), EDGE_SCHEMA.empty_table(), ["repost", "same_text"])
    counts = derived.counts
    # 173,771 retweets, and originals that open with "RT @name:".
    assert counts.actions["repost"] == 0
    assert counts.passed_over["repost: original not named in the capture"] >= 173_771
    assert counts.actions["same_text"] + counts.passed_over["same_text: too short"] == counts.posts == 251_678
    # Published baseline with another length rule (20 characters, hashtags counted): 972 pairs, 237 accounts.
    pairs = _pairs_sharing(derived.actions, 2)
    assert 800 <= len(pairs) <= 1_000
    assert 220 <= len({account for pair in pairs for account in pair}) <= 240


def _pairs_sharing(actions: pa.Table, least: int) -> set[tuple[str, str]]:
    """Slow and obvious: pairs of accounts that published ``least`` distinct texts within a minute of each other."""
    by_text: dict[str, list[tuple[int, str]]] = defaultdict(list)
    at = actions["acted_at"].cast(pa.int64()).to_pylist()
    for text, moment, account in zip(
        actions["object_id"].to_pylist(), at, actions["account_uid"].to_pylist(), strict=True
    ):
        by_text[text].append((moment, account))
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for text, acts in by_text.items():
        acts.sort()
        for place, (moment, account) in enumerate(acts):
            for later, other in acts[place + 1 :]:
                if later - moment > WINDOW_US:
                    break
                if other != account:
                    shared[min(account, other), max(account, other)].add(text)
    return {pair for pair, texts in shared.items() if len(texts) >= least}


@pytest.mark.reference_data
def test_real_weibo_texts_pass_and_topics_are_read() -> None:
    table = pq.read_table(reference_path("zh_weibo_commentr_posts.parquet"))
    n = table.num_rows
    base = {
        "post_uid": table["post_id"],
        "native_id": table["post_id"],
        "platform": ["weibo"] * n,
        "kind": ["post"] * n,
        "account_uid": table["user"],
        "created_at": pc.strptime(table["created_at"], "%Y-%m-%d %H:%M:%S", "us").cast(pa.timestamp("us", tz="UTC")),
        "created_at_precision": ["s"] * n,
        "availability": ["unknown"] * n,
        "text": table["content"],
        "capture_id": ["w"] * n,
        "locator": [f"row={row + 1}" for row in range(n)],
    }
    posts = pa.table({field.name: base.get(field.name, pa.nulls(n, field.type)) for field in SCHEMA}).cast(SCHEMA)
    derived = derive_counted(posts, EDGE_SCHEMA.empty_table())
    named = pc.value_counts(derived.actions.filter(_is(derived.actions, "mention"))["object_id"]).to_pylist()
    # Every post of this set calls one declared bot by name; nearly all must be read although no space precedes the @.
    assert max(named, key=lambda each: each["counts"])["values"] == "weibo:@评论罗伯特"
    assert max(each["counts"] for each in named) > 900
    assert "#评论罗伯特总结我的2024" in derived.actions.filter(_is(derived.actions, "hashtag"))["object_id"].to_pylist()


def _is(actions: pa.Table, behaviour: str) -> pa.ChunkedArray:
    return pc.equal(actions["behaviour"].cast(pa.string()), behaviour)
