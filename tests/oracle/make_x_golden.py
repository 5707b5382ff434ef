"""What twitwi and twarc read out of our X fixtures, written down as golden files. Run by hand, never by the tests.

Neither tool is a dependency of the project (twitwi needs ural, which is GPL-3.0). In two steps::

    .venv/bin/python -m tests.oracle.make_x_golden write FOLDER       # the fixtures, with the project's Python
    OTHER/bin/python tests/oracle/make_x_golden.py read FOLDER        # in an environment with twitwi and twarc

The second step imports nothing of the project. It writes ``x_v1.json``, ``x_web.json``, ``x_v2.json`` and
``x_flat.json`` into ``tests/oracle/golden/``, each with the digest of the input it was made from.
"""

from __future__ import annotations

import copy
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden"
Said = dict[str, dict[str, Any]]
_V1_LINES, _WEB_LINES, _PAGES = 40, 60, 6


# --- the inputs (project) ------------------------------------------------------------------------------------------


def inputs() -> dict[str, list[dict[str, Any]]]:
    """Return the records both sides read, by name of the shape."""
    from tests.conformance.fixtures import x_posts as made

    v1 = [made.v1_line(number) for number in range(1, _V1_LINES + 1)]
    return {
        "v1": [each for each in v1 if "delete" not in each],
        "web": [made.any_web_post(number) for number in range(1, _WEB_LINES + 1) if number % 20 != 4],
        "v2": [made.v2_page(number) for number in range(1, _PAGES + 1)],
    }


def digest(records: list[dict[str, Any]]) -> str:
    """Return the SHA-256 of an input."""
    return hashlib.sha256(json.dumps(records, sort_keys=True).encode()).hexdigest()


def as_v1(value: dict[str, Any]) -> dict[str, Any]:
    """Return a post of the web in the form of API v1.1, as minet and twscrape turn it before they read it."""
    value = value.get("tweet", value)
    old = {**value.get("legacy", {}), **value}
    author = value["core"]["user_results"]["result"]
    shown = {**author.get("legacy", {}), **author.get("core", {})}
    counts = author.get("relationship_counts", {})
    note = value.get("note_tweet", {}).get("note_tweet_results", {}).get("result", {})
    tweet = {
        **{name: old[name] for name in old if name not in ("core", "legacy", "id", "views", "note_tweet")},
        "id_str": value["rest_id"],
        "full_text": note.get("text") or old["full_text"],
        "user": {
            "id_str": author["rest_id"], "screen_name": shown["screen_name"], "name": shown["name"],
            "created_at": shown["created_at"], "description": shown.get("description", ""), "url": None,
            "followers_count": shown.get("followers_count", counts.get("followers")), "verified": False,
            "friends_count": 0, "location": "", "profile_image_url_https": "",
        },
    }  # fmt: skip
    for name in ("retweeted_status", "quoted_status"):
        inner = (tweet.pop(f"{name}_result", None) or {}).get("result", {})
        if inner.get("rest_id") or "tweet" in inner:
            tweet[name] = as_v1(inner)
    return tweet


# --- what the tools say (their environment) --------------------------------------------------------------------------


def by_twitwi(shape: str, records: list[dict[str, Any]]) -> Said:
    """Return what twitwi reads, by id of the post."""
    from twitwi import normalize_tweet, normalize_tweets_payload_v2

    found = []
    for record in copy.deepcopy(records):
        if shape == "v2":
            found += normalize_tweets_payload_v2(record, extract_referenced_tweets=True)
        else:
            tweet = as_v1(record) if shape == "web" else record
            found += normalize_tweet(tweet, extract_referenced_tweets=True)
    return {each["id"]: _kept(each) for each in found}


def _kept(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "time_s": said["timestamp_utc"], "text": said["text"], "author": said["user_id"],
        "handle": said["user_screen_name"], "reposted": said.get("retweeted_id") or None,
        "quoted": said.get("quoted_id") or None, "answered": said.get("to_tweetid") or None,
        "links": sorted(said["links"]), "hashtags": sorted(said["hashtags"]),
        "mentions": sorted(said["mentioned_ids"]),
    }  # fmt: skip


def by_twarc(pages: list[dict[str, Any]]) -> Said:
    """Return what twarc's flattening puts into each post, by its id."""
    from twarc.expansions import flatten

    found: Said = {}
    for page in copy.deepcopy(pages):
        for tweet in flatten(page):
            found[tweet["id"]] = _flat(tweet)
            for inner in tweet.get("referenced_tweets", []):
                found.setdefault(inner["id"], _flat(inner))
    return found


def _flat(tweet: dict[str, Any]) -> dict[str, Any]:
    refs = {each["type"]: each["id"] for each in tweet.get("referenced_tweets", [])}
    listed = tweet.get("entities", {})
    return {
        "created_at": tweet["created_at"], "text": tweet["text"], "author": tweet["author"]["id"],
        "handle": tweet["author"]["username"], "reposted": refs.get("retweeted"), "quoted": refs.get("quoted"),
        "answered": refs.get("replied_to"),
        "links": sorted(each["expanded_url"] for each in listed.get("urls", [])),
        "hashtags": sorted(each["tag"] for each in listed.get("hashtags", [])),
        "mentions": sorted(each["id"] for each in listed.get("mentions", [])),
        "media": sorted(each["media_key"] for each in tweet.get("attachments", {}).get("media", [])),
        "place": tweet.get("geo", {}).get("full_name"),
    }  # fmt: skip


def _write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, records in inputs().items():
        (folder / f"{name}.json").write_text(json.dumps(records))


def _read(folder: Path) -> None:
    given = {name: json.loads((folder / f"{name}.json").read_text()) for name in ("v1", "web", "v2")}
    said = {f"x_{name}": (digest(records), by_twitwi(name, records)) for name, records in given.items()}
    said["x_flat"] = (digest(given["v2"]), by_twarc(given["v2"]))
    GOLDEN.mkdir(exist_ok=True)
    for name, (made_from, posts) in said.items():
        golden = {"made_from": made_from, "posts": posts}
        (GOLDEN / f"{name}.json").write_text(json.dumps(golden, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    {"write": _write, "read": _read}[sys.argv[1]](Path(sys.argv[2]))
