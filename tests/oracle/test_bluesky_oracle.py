"""Bluesky posts read twice, by the connector and by twitwi. Every difference is listed with its reason.

How the golden data were made: ``make_bluesky_golden.py``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.connectors.bluesky import CONNECTOR

GOLDEN = Path(__file__).parent / "golden"
CAPTURES = ("jetstream", "appview")
COUNTS = {"like_count": "like_count", "repost_count": "share_count", "reply_count": "comment_count",
          "quote_count": "quote_count", "bookmark_count": "save_count"}  # fmt: skip
EDGES = {"links": "links_to", "hashtags": "uses_hashtag", "mentioned_user_dids": "mentions", "quoted_uri": "quote_of"}


def ours(name: str) -> dict[str, dict[str, Any]]:
    """Return what the connector makes of a capture, under the names twitwi gives the fields."""
    path = GOLDEN / f"bluesky_{name}.jsonl"
    options, tally = ReadOptions(), Tally()
    recognition = CONNECTOR.recognise(path, options)
    assert recognition.format_id == f"bluesky/{name}"
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for table, rows in CONNECTOR.tables(path, "b" * 64, recognition, options, tally):
        tables[table] += rows.to_pylist()
    assert not tally.rejected
    handles = {row["account_uid"]: row["handle"] for row in tables["account_obs"] if row["handle"]}
    found = {}
    for post in tables["post"]:
        uri = post["native_id"]
        edges = defaultdict(list)
        for edge in tables["edge"]:
            if edge["src_post_uid"] == post["post_uid"]:
                edges[edge["type"]].append(edge["dst"].removeprefix("bluesky:"))
        counts = [row for row in tables["engagement"] if row["post_uid"] == post["post_uid"]]
        found[uri] = {
            "uri": uri,
            "user_did": post["account_uid"].removeprefix("bluesky:"),
            "user_handle": handles.get(post["account_uid"]),
            "timestamp_utc": int(post["created_at"].timestamp()),
            "original_text": post["text"] or "",
            "user_langs": [post["lang_declared"]] if post["lang_declared"] else [],
            "to_post_uri": next(iter(edges["reply_to"]), None),
            "to_root_post_uri": (post["root_post_uid"] or "").removeprefix("bluesky:") or None,
            **{field: sorted(edges[kind]) for field, kind in EDGES.items()},
            **{field: counts[0][column] if counts else None for field, column in COUNTS.items()},
        }
    return found


def theirs(name: str) -> list[dict[str, Any]]:
    """Return what twitwi made of it, lists in order."""
    found: list[dict[str, Any]] = json.loads((GOLDEN / f"bluesky_{name}.json").read_text(encoding="utf-8"))
    for post in found:
        for field in ("links", "hashtags", "mentioned_user_dids"):
            post[field] = sorted(post[field])
        post["quoted_uri"] = [post["quoted_uri"]] if "quoted_uri" in post else []
    return found


@pytest.mark.parametrize("name", CAPTURES)
def test_the_connector_and_twitwi_read_the_same_or_the_difference_is_known(name: str) -> None:
    mine, differences = ours(name), []
    for post in theirs(name):
        for field, value in post.items():
            read = mine[post["uri"]][field]
            if read != value:
                differences.append({"post": post["uri"], "field": field, "ours": read, "theirs": value})
    known = json.loads((GOLDEN / "bluesky_differences.json").read_text(encoding="utf-8"))[name]
    assert all(each["why"] for each in known)
    assert differences == [{key: each for key, each in entry.items() if key != "why"} for entry in known]


@pytest.mark.parametrize("name", CAPTURES)
def test_every_post_twitwi_reads_is_read(name: str) -> None:
    assert {post["uri"] for post in theirs(name)} <= set(ours(name))
