"""The list of names: strict, every mistake with its row and column, and never a name repeated in a message."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosscurrent.detectors.topics.names import NamesRefused, parse_names, read_names
from crosscurrent.exchange.csv import guarded

HEAD = "topic_id,name,named_by,date,note\n"
ID = "topic:0123456789abcdef"


def refused(content: str | bytes) -> str:
    with pytest.raises(NamesRefused) as raised:
        parse_names(content.encode() if isinstance(content, str) else content, "names.csv")
    return str(raised.value)


def test_a_name_has_a_person_and_a_day_behind_it() -> None:
    (one,) = parse_names(f"{HEAD}{ID},Ferry closure,A. Chen,2031-05-08,working name\n".encode(), "names.csv")
    assert (one.topic_id, one.name, one.named_by, one.date, one.note, one.row) == (
        ID, "Ferry closure", "A. Chen", "2031-05-08", "working name", 2,
    )  # fmt: skip
    said = refused(f"{HEAD}{ID},Ferry closure,,8 May,\n")
    assert "row 2, column named_by: empty; a name needs a person behind it" in said
    assert "row 2, column date: not a day written as 2025-03-10" in said
    assert "Ferry" not in said


def test_a_row_without_a_name_is_a_topic_nobody_named_yet() -> None:
    # As topic-names.csv is written: with columns that help people, which are not read.
    head = "topic_id,name,named_by,date,note,posts,accounts,platforms,languages,first,last,terms\n"
    assert parse_names(f"\ufeff{head}{ID},,,,,9,9,wechat,zh,2031-05-06,2031-05-08,a\n".encode(), "names.csv") == []


def test_all_mistakes_are_named_at_once_by_row_and_column() -> None:
    rows = [
        "topic:xyz,Ferry,A. Chen,2031-05-08,", f"{ID},Ferry,A. Chen,2031-05-08,", f"{ID},Again,A. Chen,2031-05-08,",
        'topic:1123456789abcdef,"two\nlines",A. Chen,2031-05-08,', f"topic:2123456789abcdef,{'x' * 201},A.,2031-05-08,",
        "topic:3123456789abcdef,Ferry,A. Chen,2031-02-30,", "topic:4123456789abcdef,Ferry,A. Chen,2031-05-08,note,more",
    ]  # fmt: skip
    said = refused(HEAD + "\n".join(rows))
    for mistake in (
        "6 mistakes",
        "row 2, column topic_id: not an id of a topic",
        "row 4, column topic_id: the topic of row 3 again",
        "row 5, column name: a line break or another control character",
        "row 6, column name: longer than 200 characters",
        "row 7, column date: not a day",
        "row 8: 1 cells too many",
    ):
        assert mistake in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "row 1: no head"),
        (b"\n\n", "row 1: no head"),
        (b"topic_id,name\n", "row 1: no column named_by; row 1: no column date"),
        (b"topic_id,name,name,named_by,date\n", "row 1: column name is there twice"),
        (HEAD.encode() + b"\xff\xfe,x\n", "row 2: not UTF-8 text"),
        (HEAD.encode() + b'"topic', "it is no table"),
        (b"PK\x03\x04 a spreadsheet", "no column topic_id"),
    ],
)
def test_what_is_no_list_of_names_is_refused(content: bytes, said: str) -> None:
    assert said in refused(content)


def test_a_thousand_mistakes_are_counted_not_printed() -> None:
    said = refused(HEAD + "\n".join(f"nothing{n},Ferry,A. Chen,2031-05-08," for n in range(1_000)))
    assert "1000 mistakes" in said
    assert "and 980 more" in said
    assert len(said) < 4_000


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NamesRefused, match="no such file"):
        read_names(tmp_path / "names.csv")
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(5_000_001)
    with pytest.raises(NamesRefused, match="larger than 5 MB"):
        read_names(tmp_path / "large.csv")


def test_a_semicolon_or_a_tab_separates_as_well() -> None:
    for mark in (";", "\t"):
        content = (HEAD + f"{ID},Fermeture du traversier,A. Chen,2031-05-08,\n").replace(",", mark)
        assert parse_names(content.encode(), "names.csv")[0].name == "Fermeture du traversier"


def test_a_name_that_was_guarded_against_spreadsheets_is_read_as_it_was_given() -> None:
    # The list of a later run holds the names given so far, with an apostrophe before what could be a formula.
    for name in ("@nova claims", "=closed?", "+1 campaign", "-- rumours", "＠nova", "x" * 200, "@" + "x" * 199):
        row = f"{ID},{guarded(name)},{guarded('@chen')},2031-05-08,{guarded('-a note')}\n"
        (one,) = parse_names(f"{HEAD}{row}".encode(), "names.csv")
        assert (one.name, one.named_by, one.note) == (name, "@chen", "-a note")
    (one,) = parse_names(f"{HEAD}{ID},'Tis the ferry,A. Chen,2031-05-08,\n".encode(), "names.csv")
    assert one.name == "'Tis the ferry"
