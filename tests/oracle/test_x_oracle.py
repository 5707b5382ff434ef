"""Posts of X as we read them beside what twitwi and twarc read: the same ids, times and texts, or a difference we know.

The golden files were made by ``make_x_golden.py``. What differs stands in :data:`DIFFERENCES`: for each tool and field
the reasons, each with the function that turns our value into theirs. Whatever is not turned into theirs by the reasons
listed fails, and so does a reason that explains nothing any more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crosscurrent.connectors import registry
from crosscurrent.connectors.base import ReadOptions, Tally
from crosscurrent.connectors.records.references import tag_key
from tests.oracle import make_x_golden

Post = dict[str, Any]
FIELDS = ("time_s", "text", "author", "handle", "reposted", "quoted", "answered", "links", "hashtags", "mentions")


class Difference(NamedTuple):
    """One way in which a tool reads a field otherwise, on purpose.

    Attributes:
        reason: Why it differs and why ours stays.
        turned: From our value, our post, all our posts and the short links to what the tool says.
    """

    reason: str
    turned: Callable[[Any, Post, dict[str, Post], dict[str, str]], Any]


def _picture(post: Post) -> str:
    return f"https://x.com/a/status/{post['id']}/photo/1"


def _written_out(text: str, post: Post, _: dict[str, Post], short: dict[str, str]) -> str:
    long = {**short, "https://t.co/m": _picture(post)}
    return re.sub(r"https://t\.co/\w+", lambda found: long.get(found[0], found[0]), text)


def _with_quoted(text: str, post: Post, posts: dict[str, Post], short: dict[str, str]) -> str:
    quoted = posts.get(post["quoted"] or "")
    if quoted is None or quoted["gone"]:
        return text
    inner = _written_out(quoted["short_text"], quoted, posts, short)
    return f"{text} « {quoted['handle']}: {inner} — {post['quoted_address'](quoted)} »"


def _with_inner_links(links: list[str], post: Post, posts: dict[str, Post], _: dict[str, str]) -> list[str]:
    inner = posts.get(post["reposted"] or post["quoted"] or "")
    return sorted({*links, *(inner["links"] if inner else ())})


def _with_pictures(links: list[str], post: Post, _: dict[str, Post], __: dict[str, str]) -> list[str]:
    return sorted([*links, _picture(post)])


def _short(value: Any, post: Post, _: dict[str, Post], __: dict[str, str]) -> Any:
    return post["short_text"]


def _short_repost(text: str, post: Post, posts: dict[str, Post], _: dict[str, str]) -> str:
    inner = posts.get(post["reposted"] or "")
    return f"RT @{inner['handle']}: {inner['short_text']}" if inner else text


def _without_note(tags: list[str], post: Post, _: dict[str, Post], __: dict[str, str]) -> list[str]:
    return sorted(set(tags) - {"toll"}) if post["is_long"] else tags


def _as_captured(text: str, post: Post, _: dict[str, Post], __: dict[str, str]) -> str:
    return post["captured_text"]


def _unfollowed(links: list[str], _: Post, __: dict[str, Post], ___: dict[str, str]) -> list[str]:
    return [link.replace("https://news.example/toll/", "https://short.example/") for link in links]


_EXPANDED = Difference(
    "twitwi writes links out in the text; we keep the text and put the address into an edge", _written_out
)
_QUOTED = Difference(
    "twitwi adds the quoted post to the text; for us it is a post of its own, reached by quote_of", _with_quoted
)
_INNER = Difference(
    "twitwi gives a repost or quote the links of the post inside it; ours stay with that post, so that "
    "a link is not counted for whoever merely passed it on or quoted it",
    _with_inner_links,
)
_NO_NOTE = Difference("neither twitwi nor twarc reads note_tweet: of a long post they have the first part only", _short)
_PICTURE = Difference(
    "the address of a post's own picture is listed among its links; for us it is media", _with_pictures
)
_NOTE_TAGS = Difference("hashtags that stand in the long text only (note_tweet) are not read", _without_note)
#: Shape and tool -> field -> the reasons, in the order they apply. Fields not named are equal as they stand.
DIFFERENCES: dict[str, dict[str, list[Difference]]] = {
    "x_v1": {"text": [_EXPANDED, _QUOTED], "links": [_INNER]},
    "x_web": {"text": [_EXPANDED, _QUOTED], "links": [_INNER], "hashtags": [_NOTE_TAGS]},
    "x_v2": {
        "text": [_NO_NOTE, Difference("a repost is made whole from what twitwi has of the original, its first part",
                                      _short_repost), _EXPANDED, _QUOTED],
        "links": [_PICTURE], "hashtags": [_NOTE_TAGS],
    },
    "x_flat": {
        "text": [Difference("twarc leaves texts as the API writes them: escaped, reposts cut, notes apart",
                            _as_captured)],
        "links": [Difference("twarc keeps the API's object; we take the end of the chain (unwound_url)", _unfollowed),
                  _PICTURE],
        "hashtags": [_NOTE_TAGS],
    },
}  # fmt: skip


# --- our reading ---------------------------------------------------------------------------------------------------


def _rows(folder: Path, records: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    path = folder / "capture.ndjson"
    path.write_text("".join(json.dumps(each) + "\n" for each in records))
    connector, recognition = registry.recognise(path, ReadOptions())
    found: dict[str, list[dict[str, Any]]] = {}
    for name, table in connector.tables(path, "a" * 64, recognition, ReadOptions(), Tally()):
        found.setdefault(name, []).extend(table.to_pylist())
    return found


def ours(folder: Path, records: list[dict[str, Any]]) -> dict[str, Post]:
    """Return what we read of each post, by its id."""
    rows = _rows(folder, records)
    handles = {row["account_uid"]: row["handle"] for row in rows["account_obs"]}
    captured = {found["id"]: found for record in records for found in _captured(record)}
    posts = {}
    for row in rows["post"]:
        posts[row["native_id"]] = {
            "id": row["native_id"], "time_s": int(row["created_at"].timestamp()), "text": row["text"],
            "author": (row["account_uid"] or "").removeprefix("x:"), "handle": handles.get(row["account_uid"]),
            "reposted": None, "quoted": None, "answered": None, "links": [], "hashtags": [], "mentions": [],
            "gone": row["availability"] != "public", **captured.get(row["native_id"], {}),
        }  # fmt: skip
    for edge in rows["edge"]:
        _enter(posts[edge["src_post_uid"].removeprefix("x:")], edge)
    for post in posts.values():
        for name in ("links", "hashtags", "mentions"):
            post[name] = sorted(post[name])
    return posts


def _enter(post: Post, edge: dict[str, Any]) -> None:
    single = {"repost_of": "reposted", "quote_of": "quoted", "reply_to": "answered"}
    several = {"links_to": "links", "uses_hashtag": "hashtags", "mentions": "mentions"}
    if edge["type"] in single:
        post[single[edge["type"]]] = edge["dst"].removeprefix("x:")
    else:
        post[several[edge["type"]]].append(edge["dst"].removeprefix("x:"))


def _captured(record: Any) -> Iterable[Post]:
    """Yield of every post in a record what the differences need: its text as captured, whether it is long."""
    if isinstance(record, list):
        for each in record:
            yield from _captured(each)
    elif isinstance(record, dict):
        old = {**record.get("legacy", {}), **record}
        native = old.get("rest_id") or old.get("id_str") or record.get("id")
        text = (old.get("extended_tweet") or {}).get("full_text") or old.get("full_text") or old.get("text")
        if native and isinstance(text, str):
            note = old.get("note_tweet")
            if "rest_id" in old and note:  # the web: minet reads the long text
                text = note["note_tweet_results"]["result"]["text"]
            yield {"id": native, "captured_text": text, "short_text": _plain(text), "is_long": bool(note),
                   "quoted_address": _address_writer(old)}  # fmt: skip
        for name, each in record.items():
            yield from _captured(list(each.values()) if name == "legacy" else each)


def _address_writer(record: dict[str, Any]) -> Callable[[Post], str]:
    link = record.get("quoted_status_permalink")
    if link:
        return lambda _: str(link["expanded"])
    return lambda quoted: f"https://twitter.com/{quoted['handle']}/status/{quoted['id']}"


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _short_links(value: Any) -> dict[str, str]:
    """Return short link -> what the tool writes for it."""
    if isinstance(value, list):
        return {short: long for each in value for short, long in _short_links(each).items()}
    if not isinstance(value, dict):
        return {}
    found = {short: long for each in value.values() for short, long in _short_links(each).items()}
    if "expanded_url" in value and "media_key" not in value and "media_url_https" not in value:
        found[value["url"]] = value.get("unwound_url") or value["expanded_url"]
    return found


# --- the comparison --------------------------------------------------------------------------------------------------


def compare(shape: str, said: make_x_golden.Said, folder: Path, records: list[dict[str, Any]]) -> None:
    """Compare every post and field; see :data:`DIFFERENCES`."""
    posts, short = ours(folder, records), _short_links(records)
    seen = {native for native, post in posts.items() if not post["gone"]}
    assert seen == set(said)
    applied: set[str] = set()
    for native, theirs in said.items():
        for field in FIELDS:
            if field not in theirs:
                continue
            value = posts[native][field]
            wanted = sorted(map(tag_key, theirs[field])) if field == "hashtags" else theirs[field]
            for difference in DIFFERENCES[shape].get(field, ()):
                turned = difference.turned(value, posts[native], posts, short)
                applied.update([difference.reason] if turned != value else [])
                value = turned
            assert value == wanted, (native, field)
    listed = {difference.reason for several in DIFFERENCES[shape].values() for difference in several}
    assert applied == listed


@pytest.mark.parametrize("shape", sorted(DIFFERENCES))
def test_we_read_what_the_tools_read(shape: str, tmp_path: Path) -> None:
    golden = json.loads((make_x_golden.GOLDEN / f"{shape}.json").read_text())
    records = make_x_golden.inputs()["v2" if shape == "x_flat" else shape.removeprefix("x_")]
    assert make_x_golden.digest(records) == golden["made_from"], "the fixtures changed: make the golden files again"
    compare(shape, golden["posts"], tmp_path, records)


def test_twarc_and_we_agree_on_the_second_and_on_places(tmp_path: Path) -> None:
    golden = json.loads((make_x_golden.GOLDEN / "x_flat.json").read_text())["posts"]
    rows = _rows(tmp_path, make_x_golden.inputs()["v2"])
    times = {row["native_id"]: row["created_at"].strftime("%Y-%m-%dT%H:%M:%S.000Z") for row in rows["post"]}
    places = {
        row["subject_uid"]: row["value_raw"] for row in rows["geo_signal"] if row["source_field"] == "geo.place_id"
    }
    for native, said in golden.items():
        assert times[native] == said["created_at"]
        assert places[f"x:{native}"] == said["place"]


@pytest.mark.parametrize("shape", ["x_v1", "x_v2", "x_web"])
def test_the_golden_files_are_what_twitwi_says(shape: str) -> None:
    pytest.importorskip("twitwi", reason="twitwi is no dependency of the project (it needs ural, GPL-3.0)")
    name = shape.removeprefix("x_")
    golden = json.loads((make_x_golden.GOLDEN / f"{shape}.json").read_text())
    assert make_x_golden.by_twitwi(name, make_x_golden.inputs()[name]) == golden["posts"]


def test_the_golden_files_are_what_twarc_says() -> None:
    pytest.importorskip("twarc", reason="twarc is no dependency of the project")
    golden = json.loads((make_x_golden.GOLDEN / "x_flat.json").read_text())
    assert make_x_golden.by_twarc(make_x_golden.inputs()["v2"]) == golden["posts"]
