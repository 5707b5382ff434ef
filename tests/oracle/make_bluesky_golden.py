"""Makes the golden data of ``test_bluesky_oracle.py``: invented posts, read by twitwi's Bluesky normaliser.

twitwi (MIT) depends on ural (GPL-3.0), so it is no dependency of the project, not even of its tests. Two steps, in two
environments::

    python -m tests.oracle.make_bluesky_golden captures          # here: writes the captures
    python -m venv /tmp/oracle && /tmp/oracle/bin/pip install twitwi
    /tmp/oracle/bin/python tests/oracle/make_bluesky_golden.py normalise

The golden data were made with twitwi 0.25.1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden"
FIELDS = (
    "uri", "user_did", "user_handle", "timestamp_utc", "original_text", "user_langs", "links", "hashtags",
    "mentioned_user_dids", "quoted_uri", "to_post_uri", "to_root_post_uri", "like_count", "repost_count", "reply_count",
    "quote_count", "bookmark_count",
)  # fmt: skip


def oddities() -> list[dict[str, Any]]:
    """Return records of posts that readers trip over."""
    from tests.conformance.fixtures.bluesky import at, did, moment, uri

    texts = [
        ("多倫多 🌉🌉 桥 é https://a.example/路径 end", [("https://a.example/路径", "#link", "https://a.example/路径")]),
        ("Two #Tags, #ÉTÉ and one link news.example", [
            ("#Tags", "#tag", "Tags"), ("#ÉTÉ", "#tag", "ÉTÉ"),
            ("news.example", "#link", "https://News.Example/A?b=1&utm_source=x#c")]),
        ("👩‍👩‍👧 @mara.example and @jo.example twice @mara.example", [
            ("@mara.example", "#mention", did(8)), ("@jo.example", "#mention", did(9)),
            ("@mara.example", "#mention", did(8))]),
        ("no facets, https://plain.example/in-text #nothing @nobody", []),
        ("", []),
    ]  # fmt: skip
    found = []
    for number, (text, marks) in enumerate(texts, 20):
        raw, facets = text.encode(), []
        for shown, kind, target in marks:
            start = raw.index(shown.encode())
            key = {"#link": "uri", "#tag": "tag", "#mention": "did"}[kind]
            facets.append({
                "index": {"byteStart": start, "byteEnd": start + len(shown.encode())},
                "features": [{"$type": f"app.bsky.richtext.facet{kind}", key: target}],
            })  # fmt: skip
        record: dict[str, Any] = {"$type": "app.bsky.feed.post", "text": text, "createdAt": moment(at(number))}
        found.append({**record, "langs": ["zh"], **({"facets": facets} if facets else {})})
    gif = {"uri": "https://media.tenor.com/x/boat.gif?hh=1&ww=2", "title": "boat", "description": "a boat"}
    found[3]["embed"] = {"$type": "app.bsky.embed.external", "external": gif}
    found[4]["embed"] = {"$type": "app.bsky.embed.record",
                         "record": {"uri": uri(3, "app.bsky.graph.list"), "cid": "bafyreiaaaa"}}  # fmt: skip
    return found


def captures() -> None:
    """Write the captures, with the functions that make the project's fixtures."""
    from tests.conformance.fixtures.bluesky import RECORD_CID, at, author, commit, did, lines, moment, tid, uri, view

    odd = list(enumerate(oddities(), 20))
    events = [each for each in map(commit, range(2, 14)) if "record" in each["commit"]]
    events = [each for each in events if each["commit"]["collection"] == "app.bsky.feed.post"]
    for number, record in odd:
        inner = {"rev": tid(at(number)), "operation": "create", "collection": "app.bsky.feed.post",
                 "rkey": tid(at(number)), "record": record, "cid": RECORD_CID}  # fmt: skip
        events.append({"did": did(number % 5), "time_us": at(number) + 9, "kind": "commit", "commit": inner})
    views = list(map(view, range(2, 12)))
    for number, record in odd[:3]:
        shown = {**view(number), "uri": uri(number), "author": author(number % 5), "record": record}
        views.append({**{key: each for key, each in shown.items() if key != "embed"}, "indexedAt": moment(at(number))})
    (GOLDEN / "bluesky_jetstream.jsonl").write_bytes(lines(events))
    (GOLDEN / "bluesky_appview.jsonl").write_bytes(lines(views))


def normalise() -> None:
    """Write what twitwi makes of the captures."""
    from twitwi.bluesky import normalize_partial_post, normalize_post

    for name in ("jetstream", "appview"):
        found = []
        for line in (GOLDEN / f"bluesky_{name}.jsonl").read_text(encoding="utf-8").splitlines():
            payload = json.loads(line)
            whole = (
                normalize_partial_post(payload, collection_source="firehose")
                if name == "jetstream"
                else normalize_post(payload)
            )
            found.append({field: whole[field] for field in FIELDS if field in whole})
        text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
        (GOLDEN / f"bluesky_{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    {"captures": captures, "normalise": normalise}[sys.argv[1]]()
