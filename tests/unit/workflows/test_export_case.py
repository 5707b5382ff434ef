"""What leaves a case for other tools: each post once, the whole one, with times in UTC and nothing invented."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.registry import recognise
from crosscurrent.model.post import SPEC as POST
from crosscurrent.workflows.add_capture import add_captures
from crosscurrent.workflows.export_case import (
    ExportRefused,
    NothingToExport,
    export_activitystreams,
    export_cnt,
    export_coortweet,
    export_fourcat,
    export_parquet,
)

POSTS = (
    "post_id,account_id,created_at,text,platform,likes,repost_of,reply_to,screen_name\n"
    '1,7,2025-03-10T09:00:00+01:00,"=1+1, see https://News.example/a?utm_source=x #Toll#",weibo,12,,,ann\n'
    "2,8,2025-03-10T08:00:30Z,,weibo,,1,,bob\n"
    "3,9,2025-03-10T08:01:00Z,I agree,weibo,0,,1,cat\n"
)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "posts.csv").write_text(POSTS)
    # The same three posts again, packed otherwise: one more capture, no more posts.
    (tmp_path / "again.csv").write_text(POSTS + "\n")
    paths = [tmp_path / "posts.csv", tmp_path / "again.csv"]
    add_captures(paths, tmp_path / "case", ReadOptions(), "N. N.")
    return tmp_path / "case"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_4cat_gets_its_five_columns_and_times_in_utc(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "4cat.csv"
    assert export_fourcat(case, out).files == [(out, 3)]
    first, second, third = table(out)
    assert [first[name] for name in ("id", "thread_id", "author", "timestamp", "unix_timestamp", "likes")] == [
        "1", "1", "ann", "2025-03-10 08:00:00", "1741593600", "12",
    ]  # fmt: skip
    assert first["body"] == "=1+1, see https://News.example/a?utm_source=x #Toll#"
    assert (first["hashtags"], first["urls"]) == ("toll", "https://News.example/a?utm_source=x")
    # Not observed stays empty, observed as nought is 0.
    assert (second["likes"], third["likes"]) == ("", "0")
    assert (second["repost_of"], third["in_reply_to"]) == ("1", "1")


def test_the_toolkit_reads_what_is_written_for_it(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "cnt.csv"
    assert export_cnt(case, out).files == [(out, 3)]
    assert table(out)[1] == {
        "message_id": "weibo:2", "user_id": "weibo:8", "username": "bob", "repost_id": "weibo:1", "reply_id": "",
        "message": "", "timestamp": "1741593630", "urls": "",
    }  # fmt: skip
    assert recognise(out, ReadOptions())[1].format_id == "events_table/toolkit"


def test_coortweet_gets_one_table_per_behaviour(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "coortweet"
    written = {path.name: rows for path, rows in export_coortweet(case, out).files}
    assert written["repost.csv"] == 2  # one per capture that holds the repost; CooRTweet drops equal rows
    assert table(out / "repost.csv")[0] == {
        "object_id": "weibo:1", "account_id": "weibo:8", "content_id": "weibo:2", "timestamp_share": "1741593630",
    }  # fmt: skip
    assert table(out / "link.csv")[0]["object_id"] == "https://news.example/a"
    assert recognise(out / "link.csv", ReadOptions())[1].format_id == "events_table/coortweet"
    only = export_coortweet(case, tmp_path / "only", ["reply"])
    assert [path.name for path, _ in only.files] == ["reply.csv"]


def test_activity_streams_tell_making_from_passing_on(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "posts.jsonl"
    export_activitystreams(case, out)
    made, passed_on, answered = (json.loads(line) for line in out.read_text(encoding="utf-8").splitlines())
    assert (made["type"], made["object"]["type"], made["published"]) == ("Create", "Note", "2025-03-10T08:00:00Z")
    assert made["object"]["tag"][0] == {"type": "Hashtag", "name": "#toll"}
    assert (passed_on["type"], passed_on["object"]) == ("Announce", "urn:crosscurrent:post:weibo:1")
    assert answered["object"]["inReplyTo"] == "urn:crosscurrent:post:weibo:1"
    assert made["actor"] == {"type": "Person", "id": "urn:crosscurrent:account:weibo:7", "preferredUsername": "ann"}


def test_parquet_has_the_tables_of_the_model(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    written = {path.name: rows for path, rows in export_parquet(case, out).files}
    assert written["post.parquet"] == 6
    assert pq.read_schema(out / "post.parquet").equals(POST.schema)


def test_nothing_is_overwritten_and_nothing_is_made_of_nothing(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "there.csv"
    out.write_text("mine")
    with pytest.raises(ExportRefused):
        export_fourcat(case, out)
    assert out.read_text() == "mine"
    (tmp_path / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    add_captures([tmp_path / "shot.png"], tmp_path / "bare", ReadOptions(), "N. N.")
    with pytest.raises(NothingToExport):
        export_fourcat(tmp_path / "bare", tmp_path / "none.csv")
    assert not (tmp_path / "none.csv").exists()
