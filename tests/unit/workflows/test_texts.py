"""Texts out of captures: parts, captures of one post merged, credit and names; and the commands that compare them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crosscurrent.cases.case import Case
from crosscurrent.cli import main
from crosscurrent.connectors.base import ReadOptions
from crosscurrent.model.account import OBSERVATION_SCHEMA
from crosscurrent.model.post import EDGE_SCHEMA
from crosscurrent.model.post import SCHEMA as POST_SCHEMA
from crosscurrent.workflows.detect_texts import NoTexts
from crosscurrent.workflows.known_texts import known_before
from crosscurrent.workflows.progress import NullProgress
from crosscurrent.workflows.texts_of_case import (
    COLUMNS,
    EDGE_COLUMNS,
    NAME_COLUMNS,
    POST_COLUMNS,
    Texts,
    texts_from,
    texts_of_case,
    texts_of_files,
)
from tests.golden.text_case import FIRST, write_case

HOUR_US = 3_600_000_000
START_US = 1_741_564_800_000_000


def table(schema: pa.Schema, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> pa.Table:
    chosen = pa.schema([schema.field(name) for name in columns])
    loose = pa.schema([pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in chosen])
    return pa.Table.from_pylist(rows, loose).cast(chosen)


def post(uid: str, text: str | None, **more: Any) -> dict[str, Any]:
    return {
        "post_uid": uid, "account_uid": "x:1", "platform": "x", "kind": "post", "created_at": START_US,
        "created_at_precision": "s", "text": text, "capture_id": "c1", "locator": "row=1",
    } | more  # fmt: skip


def texts(
    posts: list[dict[str, Any]], edges: Sequence[tuple[str, str, str, str]] = (), names: Sequence[dict[str, Any]] = ()
) -> Texts:
    links = [dict(zip(EDGE_COLUMNS, edge, strict=True)) for edge in edges]
    return texts_from(
        table(POST_SCHEMA, POST_COLUMNS, posts),
        table(EDGE_SCHEMA, EDGE_COLUMNS, links),
        table(OBSERVATION_SCHEMA, NAME_COLUMNS, list(names)),
        {},
    )


def rows(found: Texts) -> dict[str, dict[str, Any]]:
    return {row["text_uid"]: row for row in found.table.to_pylist()}


# --- parts and captures ----------------------------------------------------------------------------


def test_each_written_part_of_a_post_is_a_text() -> None:
    found = rows(texts([post("x:1", "body", title="Head", text_ocr="in the picture", transcript="spoken")]))
    assert {uid: row["text"] for uid, row in found.items()} == {
        "x:1#body": "Head\nbody", "x:1#ocr": "in the picture", "x:1#transcript": "spoken",
    }  # fmt: skip
    assert {row["part"] for row in found.values()} == {"body", "ocr", "transcript"}


def test_a_title_that_stands_in_the_text_is_not_doubled() -> None:
    posts = [post("x:1", "Head and more", title="Head"), post("x:2", None, title="Only a head"), post("x:3", None)]
    assert {uid: row["text"] for uid, row in rows(texts(posts)).items()} == {
        "x:1#body": "Head and more", "x:2#body": "Only a head",
    }  # fmt: skip


def test_an_empty_text_is_kept_to_be_counted() -> None:
    assert rows(texts([post("x:1", "")]))["x:1#body"]["text"] == ""


def test_of_several_captures_the_whole_text_counts_and_each_fact_comes_from_where_it_is_known() -> None:
    cut = post("x:1", "The whole of it is much lon…", text_is_truncated=True, url="https://x.com/a/status/1")
    whole = post(
        "x:1", "The whole of it.", capture_id="c2", locator="row=9", account_uid=None, created_at=None,
        created_at_precision="unknown",
    )  # fmt: skip
    for given in ([cut, whole], [whole, cut]):
        found = texts(given)
        (row,) = found.table.to_pylist()
        assert (row["text"], row["capture_id"], row["locator"]) == ("The whole of it.", "c2", "row=9")
        assert (row["account_uid"], row["precision"], row["url"]) == ("x:1", "s", "https://x.com/i/status/1")
        assert row["at"] is not None
        assert (found.posts, found.again) == (1, 1)


def test_a_post_of_which_no_capture_has_the_time_stays_without_one() -> None:
    (row,) = texts([post("x:1", "a", created_at=None, created_at_precision="unknown")]).table.to_pylist()
    assert (row["at"], row["precision"]) == (None, "unknown")


# --- credit and names ------------------------------------------------------------------------------


def test_links_are_folded_and_so_is_the_address_of_the_post_itself() -> None:
    posts = [post("x:1", "a"), post("web:2", "b", url="http://m.news.example/2/?utm_source=z")]
    found = texts(
        posts, [("x:1", "links_to", "url", "https://www.news.example/2#top"), ("x:1", "links_to", "url", "z")]
    )
    assert rows(found)["x:1#body"]["links"] == ["https://news.example/2"]
    assert rows(found)["web:2#body"]["url"] == "https://news.example/2"


def test_a_quote_of_a_captured_post_is_a_link_to_it_and_a_mention_of_its_author() -> None:
    posts = [post("x:1", "look"), post("x:2", "said", account_uid="x:77", url="https://x.com/b/status/2")]
    found = texts(posts, [("x:1", "quote_of", "post", "x:2"), ("x:1", "mentions", "account", "x:5")])
    row = rows(found)["x:1#body"]
    assert (row["links"], row["mentions"]) == (["https://x.com/i/status/2"], ["x:5", "x:77"])
    assert found.references.to_pylist() == [{"post_uid": "x:1", "target_post_uid": "x:2"}]


def test_an_answer_refers_to_a_post_but_gives_no_credit() -> None:
    posts = [post("x:1", "look"), post("x:2", "said", account_uid="x:77", url="https://x.com/b/status/2")]
    found = texts(posts, [("x:1", "reply_to", "post", "x:2")])
    assert rows(found)["x:1#body"]["mentions"] is None
    assert found.references.num_rows == 1


def test_the_byline_is_the_name_readers_see_and_all_names_are_kept() -> None:
    names = [
        {"account_uid": "x:1", "handle": "ann", "display_name": "Ann Reports"},
        {"account_uid": "x:1", "handle": "ann", "display_name": None},
        {"account_uid": "x:2", "handle": "only_handle"},
    ]
    posts = [post("x:1", "a", alt_ids=[("byline", "A. Author")]), post("x:2", "b", account_uid="x:2")]
    found = texts(posts, names=names)
    assert [row["byline"] for row in rows(found).values()] == ["Ann Reports", "only_handle"]
    assert [(row["name"], row["kind"]) for row in found.names.to_pylist()] == [
        ("A. Author", "author"), ("Ann Reports", "display_name"), ("ann", "handle"), ("only_handle", "handle"),
    ]  # fmt: skip


# --- files, and a case -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def captures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_case(tmp_path_factory.mktemp("captures"))


def test_files_of_several_platforms_are_read_without_a_case(captures: list[Path]) -> None:
    found = texts_of_files([str(path) for path in captures], ReadOptions(assume_zone="UTC"), NullProgress())
    assert set(found.table.column("platform").cast(pa.string()).to_pylist()) == {"web", "wechat", "douyin"}
    assert found.posts == 35
    assert list(found.inputs) == [path.name for path in captures]
    by_folder = texts_of_files([str(captures[0].parent)], ReadOptions(assume_zone="UTC"), NullProgress())
    assert by_folder.table.sort_by("text_uid").select(["text_uid", "text"]) == found.table.select(["text_uid", "text"])


def test_a_case_gives_the_same_texts_as_its_files(captures: list[Path], tmp_path: Path) -> None:
    words = [
        "capture",
        "add",
        *map(str, captures),
        "--case",
        str(tmp_path / "case"),
        "--by",
        "N.",
        "--assume-zone",
        "UTC",
    ]
    assert main.run(words) == 0
    with Case.open(tmp_path / "case") as case:
        held = texts_of_case(case, NullProgress())
    read = texts_of_files([str(path) for path in captures], ReadOptions(assume_zone="UTC"), NullProgress())
    assert held.table == read.table
    assert held.names == read.names


def run(*words: str | Path) -> int:
    return main.run([*map(str, words), "--assume-zone", "UTC", "--quiet"])


def test_text_reuse_writes_what_was_found(
    captures: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("detect", "text-reuse", *captures, "--encoder", "none", "--out", tmp_path) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["encoder"] is None
    assert [row["question"] for row in figures["unanswered"]] == ["rewording", "translation"]
    kept = pq.read_table(tmp_path / "texts.parquet").column("text_uid").to_pylist()
    assert "web:a1#body" in kept
    assert "wechat:o1#body" not in kept  # an ordinary post is related to nothing
    method = json.loads((tmp_path / "method.json").read_text(encoding="utf-8"))
    assert method["detector"] == "text_reuse"
    assert len(method["inputs"]["paper.csv"]) == 64
    assert list(tmp_path.glob("*.part")) == []


def test_lineage_says_who_was_first_and_who_gave_no_credit(captures: list[Path], tmp_path: Path) -> None:
    assert run("detect", "lineage", *captures, "--encoder", "none", "--out", tmp_path) == 0
    copies = set(pq.read_table(tmp_path / "unattributed.parquet").column("text_uid").to_pylist())
    assert {"wechat:w1#body", "wechat:w2#body", "wechat:w3#body"} <= copies
    assert copies & {"wechat:w4#body", "wechat:w5#body", "web:a1#body", "web:a2#body"} == set()
    first = [row["text_uid"] for row in pq.read_table(tmp_path / "nodes.parquet").to_pylist() if row["earliest"]]
    assert first == ["web:a1#body", "web:a2#body"]
    assert (tmp_path / "text_reuse" / "relations.parquet").is_file()


def test_tiers_of_the_analyst_are_used_and_mistakes_in_them_named(
    captures: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = tmp_path / "tiers.toml"
    entry = '[[entry]]\nname = "Paper"\ntier = "{}"\ndomains = ["huanshi.example"]\n'
    source = 'source = "https://register.example/1"\ndate = 2031-01-31\n'
    registry.write_text(entry.format("state_controlled") + source, encoding="utf-8")
    assert run("detect", "lineage", *captures, "--encoder", "none", "--tiers", registry, "--out", tmp_path / "out") == 0
    nodes = pq.read_table(tmp_path / "out" / "nodes.parquet").to_pylist()
    assert {row["tier"] for row in nodes if row["platform"] == "web"} == {"state_controlled"}
    assert {row["tier"] for row in nodes if row["platform"] != "web"} == {"unknown"}
    registry.write_text(entry.format("state_controlled"), encoding="utf-8")
    assert run("detect", "lineage", *captures, "--tiers", registry, "--out", tmp_path / "out2") != 0
    assert "source" in capsys.readouterr().err
    assert run("detect", "lineage", *captures, "--tiers", tmp_path / "none.toml", "--out", tmp_path / "out2") != 0
    assert "E-DETECT-006" in capsys.readouterr().err


def test_timing_needs_a_list_of_events_without_mistakes(
    captures: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = captures[0].parent / "events.csv"
    assert run("detect", "timing", *captures, "--events", events, "--out", tmp_path) == 0
    assert json.loads(capsys.readouterr().out)["input"]["events"] == 3
    assert pq.read_table(tmp_path / "events.parquet").num_rows == 3
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("at,label\n2031-05-06,Debate\n", encoding="utf-8")
    assert run("detect", "timing", *captures, "--events", wrong, "--out", tmp_path) != 0
    assert "no column kind" in capsys.readouterr().err


def test_a_table_without_texts_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    acts = tmp_path / "acts.csv"
    acts.write_text("account_id,object_id,content_id,timestamp_share\na,o,c,1700000000\n", encoding="utf-8")
    assert run("detect", "text-reuse", acts, "--out", tmp_path / "out") != 0
    assert NoTexts.code in capsys.readouterr().err


def test_the_longest_text_is_not_lost_between_captures() -> None:
    (row,) = texts([post("x:1", FIRST[:40]), post("x:1", FIRST, capture_id="c0")]).table.to_pylist()
    assert row["text"] == FIRST


# --- a capture is added ----------------------------------------------------------------------------


def investigate(case: Path, *captures: Path) -> int:
    return run("investigate", *captures, "--case", case, "--by", "N.", "--encoder", "none")


def test_adding_a_capture_takes_over_what_is_known_and_gives_what_one_run_gives(
    captures: list[Path], tmp_path: Path
) -> None:
    assert investigate(tmp_path / "grown", *captures[:2]) == 0
    with Case.open(tmp_path / "grown") as case:
        held = texts_of_case(case, NullProgress())
        known = known_before(case.folder / "findings" / "text_reuse", held)
        changed = texts_from(
            *(case.tables.dataset(name).to_table(columns=list(columns)) for name, columns in COLUMNS.items()), {}
        )
    assert known is not None
    forms, pairs = known
    assert len(forms) == held.table.num_rows
    assert ("web:a1#body", "wechat:w1#body") in pairs
    assert changed.table == held.table
    assert investigate(tmp_path / "grown", captures[2], captures[3]) == 0
    assert investigate(tmp_path / "whole", *captures) == 0
    for name in ("compared", "relations", "passages", "groups", "texts"):
        grown, whole = (
            pq.read_table(tmp_path / kind / "findings" / "text_reuse" / f"{name}.parquet")
            for kind in ("grown", "whole")
        )
        assert grown == whole, name


def test_a_text_that_changed_is_read_again(captures: list[Path], tmp_path: Path) -> None:
    assert investigate(tmp_path / "case", *captures[:2]) == 0
    with Case.open(tmp_path / "case") as case:
        held = texts_of_case(case, NullProgress())
        folder = case.folder / "findings" / "text_reuse"
    place = held.table.schema.get_field_index("byline")
    renamed = held.table.set_column(place, "byline", pa.array(["Another"] * held.table.num_rows))
    known = known_before(folder, replace(held, table=renamed))
    assert known == ({}, {})
    method = json.loads((folder / "method.json").read_text(encoding="utf-8"))
    (folder / "method.json").write_text(json.dumps({**method, "detector_version": "0"}), encoding="utf-8")
    assert known_before(folder, held) is None
