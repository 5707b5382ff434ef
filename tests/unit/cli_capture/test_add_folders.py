"""Folders and archives of mixed captures: everything goes in once, hostile members stay out, pictures are linked."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from crosscurrent.cases.case import Case
from crosscurrent.cli.options import with_mapping
from crosscurrent.connectors.base import ReadOptions
from crosscurrent.connectors.records import archives
from crosscurrent.errors import CrosscurrentError
from crosscurrent.evidence.custody import CAPTURE_SEALED
from crosscurrent.evidence.verification import verify
from crosscurrent.workflows.add_capture import AddedCapture, FilesRefused, add_captures
from crosscurrent.workflows.gather import NothingFound, gather
from crosscurrent.workflows.verify_captures import list_captures, list_drift

POSTS = "post_id,account_id,created_at,text,platform\n1,ann,2025-03-10T08:00:00Z,hello,x\n"
COMMENT = {
    "id": "kab1", "author": "ann", "author_fullname": "t2_1", "created_utc": 1_704_067_200, "body": "hello",
    "link_id": "t3_1", "parent_id": "t3_1", "subreddit": "harbour", "score": 1,
}  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"


def add(paths: list[Path], case: Path) -> list[AddedCapture]:
    return add_captures(paths, case, ReadOptions(), "N. N.")


def said(added: list[AddedCapture]) -> list[tuple[str, str]]:
    return [
        (each.place, each.refusal.code if each.refusal else each.reading.format_id if each.reading else each.role)
        for each in added
    ]


def make_folder(folder: Path) -> Path:
    captures = folder / "captures"
    (captures / "reddit").mkdir(parents=True)
    (captures / "posts.csv").write_text(POSTS)
    (captures / "reddit" / "comments.txt").write_text(json.dumps(COMMENT) + "\n" + json.dumps({**COMMENT, "id": "k2"}))
    (captures / "shot.png").write_bytes(PNG)
    (captures / "README").write_text("Collected on Monday by the night shift.")
    (captures / ".DS_Store").write_bytes(b"x")
    return captures


def test_a_folder_goes_in_as_a_whole_and_twice_changes_nothing(tmp_path: Path) -> None:
    # Two captures of different formats are read, the picture is sealed, the note nobody reads is sealed and listed.
    folder = make_folder(tmp_path)
    first = said(add([folder], tmp_path / "case"))
    assert first == [
        ("captures/README", "E-INPUT-016"),
        ("captures/posts.csv", "posts_table/posts"),
        ("captures/shot.png", "media"),
        ("captures/reddit/comments.txt", "reddit/comments"),
    ]
    head = verify(tmp_path / "case", 1_900_000_000_000_000).head
    again = add([folder / "posts.csv", folder / "reddit" / "comments.txt"], tmp_path / "case")
    assert [(each.is_new_capture, each.is_new_reading) for each in again] == [(False, False), (False, False)]
    assert verify(tmp_path / "case", 1_900_000_000_000_000).head == head


def test_an_archive_is_sealed_and_so_is_each_of_its_members(tmp_path: Path) -> None:
    path = tmp_path / "export.bin"  # the name says nothing
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/posts.csv", POSTS)
        archive.writestr("b.ndjson", json.dumps(COMMENT))
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as nested:
            nested.writestr("more.csv", POSTS.replace("1,ann", "2,bob"))
        archive.writestr("inner.zip", inner.getvalue())
    assert said(add([path], tmp_path / "case")) == [
        ("export.bin", "archive"),
        ("export.bin/a/posts.csv", "posts_table/posts"),
        ("export.bin/b.ndjson", "reddit/comments"),
        ("export.bin/inner.zip", "archive"),
        ("export.bin/inner.zip/more.csv", "posts_table/posts"),
    ]
    with Case.open(tmp_path / "case") as case:
        places = [entry.details.get("place") for entry in case.custody.entries() if entry.event == CAPTURE_SEALED]
    assert places == [
        None, "export.bin/a/posts.csv", "export.bin/b.ndjson", "export.bin/inner.zip", "export.bin/inner.zip/more.csv",
    ]  # fmt: skip


def test_hostile_members_stay_out_and_the_rest_goes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "FREE_BYTES", 1 << 16)
    monkeypatch.setattr(archives, "MAX_RATIO", 100)
    path = tmp_path / "hostile.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../escaped.csv", POSTS)
        archive.writestr("/etc/passwd", "x")
        archive.writestr("bomb.csv", b"\0" * (1 << 22))
        archive.writestr("good.csv", POSTS)
    with pytest.raises(FilesRefused, match="3 of 5 files"):
        add([path], tmp_path / "case")
    assert not (tmp_path / "escaped.csv").exists()
    assert not (tmp_path.parent / "escaped.csv").exists()
    assert [each.capture.path for each in list_captures(tmp_path / "case") if each.reading] == ["good.csv"]


def test_links_and_devices_in_a_tape_stay_out(tmp_path: Path) -> None:
    path = tmp_path / "tape.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        link = tarfile.TarInfo("link.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        good = tarfile.TarInfo("good.csv")
        good.size = len(POSTS)
        archive.addfile(good, io.BytesIO(POSTS.encode()))
    with pytest.raises(FilesRefused, match="1 of 3 files"):
        add([path], tmp_path / "case")
    assert [each.capture.path for each in list_captures(tmp_path / "case") if each.reading] == ["good.csv"]


def test_a_cut_archive_gives_what_can_be_had(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("good.csv", POSTS)
    path = tmp_path / "cut.zip"
    path.write_bytes(packed.getvalue()[:-30])  # its directory is gone: nothing can be unpacked, but it is sealed
    with pytest.raises(CrosscurrentError):
        add([path], tmp_path / "case")
    assert [each.capture.path for each in list_captures(tmp_path / "case")] == ["cut.zip"]


def test_a_link_inside_a_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text(POSTS)
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(NothingFound):
        list(gather([folder]))


def test_a_picture_beside_a_capture_is_named_by_its_bytes(tmp_path: Path) -> None:
    # Telegram writes the path of a picture; the picture lies there. Another, which was not handed in, has no digest.
    messages = [
        {"id": number, "type": "message", "date": "2023-01-02T10:00:00", "date_unixtime": "1672650000", "text": "hi",
         "from": "Harbour", "from_id": "channel5", "photo": f"photos/{number}.png", "text_entities": []}
        for number in (1, 2)
    ]  # fmt: skip
    chat = {"name": "Harbour", "type": "public_channel", "id": 5, "messages": messages}
    (tmp_path / "export" / "photos").mkdir(parents=True)
    (tmp_path / "export" / "result.json").write_text(json.dumps(chat))
    (tmp_path / "export" / "photos" / "1.png").write_bytes(PNG)
    assert said(add([tmp_path / "export"], tmp_path / "case")) == [
        ("export/result.json", "telegram/desktop_chat"),
        ("export/photos/1.png", "media"),
    ]
    digest = hashlib.sha256(PNG).hexdigest()
    with Case.open(tmp_path / "case") as case:
        rows = case.tables.dataset("media").to_table().to_pylist()
    assert [(row["local_path"], row["media_uid"], row["sha256"]) for row in rows] == [
        ("photos/1.png", f"sha256:{digest}", digest),
        ("photos/2.png", "telegram:5:2#0", None),
    ]


def test_a_key_nobody_knows_is_listed_with_where_it_was_first_seen(tmp_path: Path) -> None:
    path = tmp_path / "comments.ndjson"
    records = [COMMENT, {**COMMENT, "id": "k2", "zz_new": 1}, {**COMMENT, "id": "k3", "zz_new": 2}]
    path.write_text("\n".join(map(json.dumps, records)))
    add([path], tmp_path / "case")
    assert [
        (each.format_id, each.field, each.times, each.captures, each.locator) for each in list_drift(tmp_path / "case")
    ] == [("reddit/comments", "zz_new", 2, 1, "line=2")]


ODD = "wer,wann,was\nann,2025-03-10T08:00:00Z,hallo\n"
MAPPING = '[columns]\naccount_id = "wer"\ntimestamp = "wann"\ntext = "was"\n'


def test_a_mapping_saved_beside_a_file_is_used_and_recorded_and_not_captured(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    (folder / "odd.csv").write_text(ODD)
    (folder / "odd.csv.mapping.toml").write_text(MAPPING)
    (folder / "posts.csv").write_text(POSTS)
    assert said(add([folder], tmp_path / "case")) == [
        ("captures/odd.csv", "mapped/declared"),
        ("captures/posts.csv", "posts_table/posts"),
    ]
    with Case.open(tmp_path / "case") as case:
        readings = {capture.path: case.readings.report(capture.capture_id) for capture in case.captures.all()}
    assert readings["odd.csv"].options["declared"]["columns"]["account_id"]["name"] == "wer"
    assert readings["posts.csv"].options["declared"] is None


def test_a_mapping_for_a_whole_folder_is_only_for_what_nothing_else_reads(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    (folder / "odd.csv").write_text(ODD)
    (folder / "comments.ndjson").write_text(json.dumps(COMMENT))
    (tmp_path / "mapping.toml").write_text(MAPPING)
    options = with_mapping(ReadOptions(), tmp_path / "mapping.toml")
    added = add_captures([folder], tmp_path / "case", options, "N. N.")
    assert said(added) == [("captures/comments.ndjson", "reddit/comments"), ("captures/odd.csv", "mapped/declared")]


def test_a_mapping_with_a_mistake_refuses_its_file_and_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    (folder / "odd.csv").write_text(ODD)
    (folder / "odd.csv.mapping.toml").write_text('[columns]\nnobody = "wer"\n')
    (folder / "posts.csv").write_text(POSTS)
    with pytest.raises(FilesRefused, match="1 of 2 files"):
        add([folder], tmp_path / "case")
    assert [each.capture.path for each in list_captures(tmp_path / "case") if each.reading] == ["posts.csv"]
