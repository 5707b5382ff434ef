from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscurrent.evidence.errors import PathOutsideCase
from crosscurrent.evidence.layout import files_below, inside, is_plain_file, printable, stored_name


@pytest.mark.parametrize(
    ("handed_in", "stored"),
    [
        ("downloads/posts.csv", "posts.csv"),
        ("../../etc/passwd", "passwd"),
        ("a\\..\\..\\posts.csv", "posts.csv"),
        ("C:\\exports\\posts.csv", "posts.csv"),
        ("posts 帖子.csv", "posts 帖子.csv"),
        ("..", "unnamed"),
        ("a\\..", "unnamed"),
        ("bad\udcffname.csv", "bad?name.csv"),
    ],
)
def test_only_the_name_of_a_file_is_stored(handed_in: str, stored: str) -> None:
    assert stored_name(Path(handed_in)) == stored


@given(st.text())
def test_a_stored_name_never_has_a_folder_in_it(text: str) -> None:
    name = stored_name(Path("/downloads") / text.replace("\0", ""))
    assert name not in ("", ".", "..")
    assert not set(name) & set("/\\\0")
    name.encode("utf-8")


@pytest.mark.parametrize(
    "place", ["", ".", "/etc/passwd", "../x", "a/../../x", "a\\..\\x", "C:/x", "\0", "report/link/x", "report/link"]
)
def test_places_that_lead_out_of_the_case_are_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "link").symlink_to("/")
    with pytest.raises(PathOutsideCase) as raised:
        inside(tmp_path, place)
    assert raised.value.code == "E-CASE-005"


def test_a_place_in_the_case_is_its_path(tmp_path: Path) -> None:
    assert inside(tmp_path, "findings/coordination/pairs.parquet") == (
        tmp_path / "findings" / "coordination" / "pairs.parquet"
    )


def test_what_a_terminal_would_obey_is_escaped() -> None:
    # Colour, bell, right-to-left override, a line feed and a C1 control: none of them may reach a terminal.
    assert printable("\x1b[31ma\a\u202eb\n\x9b1m 帖子") == "\\x1b[31ma\\x07\\u202eb\\n\\x9b1m 帖子"


def test_links_are_no_plain_files_and_are_seen_among_files(tmp_path: Path) -> None:
    (tmp_path / "x" / "folder").mkdir(parents=True)
    (tmp_path / "x" / "file").write_text("")
    (tmp_path / "x" / "to_folder").symlink_to(tmp_path)
    (tmp_path / "x" / "to_nothing").symlink_to("nowhere")
    os.mkfifo(tmp_path / "x" / "pipe")
    assert files_below(tmp_path / "x") == ["file", "pipe", "to_folder", "to_nothing"]
    assert [is_plain_file(tmp_path / "x" / name) for name in files_below(tmp_path / "x")] == [True, False, False, False]
