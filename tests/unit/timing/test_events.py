"""The list of events: what a person may write, and that every mistake is named where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosscurrent.detectors.timing.events import EventsRefused, parse_events, read_events
from crosscurrent.errors import TimeUnreadable

HOUR_US = 3_600_000_000


def mistakes(content: str | bytes, zone: str | None = None) -> str:
    with pytest.raises(EventsRefused) as refused:
        parse_events(content.encode() if isinstance(content, str) else content, "events.csv", zone)
    return refused.value.what


def test_a_list_of_debates_polls_and_coverage_is_read_by_time(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        "at,label,kind,group,comparable,source\n"
        "2021-09-08T21:00-04:00,Leaders' debate,debate,,,https://example.org/a\n"
        "2021-08-16,Platform released,coverage,China policy,yes,\n"
        "2021-09-08,Two articles,coverage,China policy,no,\n",
        encoding="utf-8",
    )
    released, articles, debate = read_events(path)
    assert (released.label, released.group, released.comparable, released.row) == (
        "Platform released", "China policy", True, 3,
    )  # fmt: skip
    assert articles.comparable is False
    assert (debate.at_us, debate.precision, debate.group) == (1_631_149_200_000_000, "min", "debate")
    # A date is the whole day: what followed may have followed from its last minute.
    assert (articles.at_us, articles.precision, articles.width_us) == (1_631_059_200_000_000, "day", 24 * HOUR_US)


def test_a_zone_may_stand_in_the_row_or_be_declared_for_all() -> None:
    content = b"at;label;kind;zone\n2025-03-10 20:00;A;debate;Asia/Shanghai\n2025-03-10;B;poll;\n"
    b, a = parse_events(content, "e.csv", "America/Toronto")
    assert (a.label, a.at_us) == ("A", 1_741_608_000_000_000)
    assert (b.label, b.at_us) == ("B", 1_741_579_200_000_000)  # midnight in Toronto, not in Greenwich


def test_every_mistake_is_named_with_its_row_and_column() -> None:
    said = mistakes(
        "at,label,kind,comparable\n"
        "2025-03-10T20:00,First debate,debate,\n"
        "soon,Second debate,debate,\n"
        ",Third debate,debate,\n"
        "2025-03-12,,debate,\n"
        "2025-03-12,Poll,poll,perhaps\n"
        "2025-03-13,Poll\n"
    )
    assert said.startswith("the list of events has 6 mistakes: ")
    for one in (
        "row 2, column at: '2025-03-10T20:00' is a time of day without an offset or zone",
        "row 3, column at: 'soon' is not a time",
        "row 4, column at: empty",
        "row 5, column label: empty",
        "row 6, column comparable: 'perhaps' is neither yes nor no",
        "row 7: 2 cells too few",
    ):
        assert one in said
    assert "debate" not in said  # labels stay out of messages


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "row 1: no head"),
        ("at,label,kind\n", "it has a head and no rows"),
        ("at,label\n2025-03-10,A\n", "row 1: no column kind"),
        ("at,label,kind,comparible\n2025-03-10,A,b,yes\n", "row 1, column 4: 'comparible' is not known"),
        ("at,label,kind,at\n2025-03-10,A,b,2025-03-10\n", "row 1: column at is there twice"),
        ("at,label,kind,zone\n2025-03-10,A,b,Mars/Olympus\n", "row 2, column zone: 'Mars/Olympus' is not a time zone"),
        ("at,label,kind\n2025-03-10,A,b\n2025-03-10,A,b\n", "row 3: the same event as in row 2"),
        ("at,label,kind\n1875-03-10,A,b\n", "row 2, column at: '1875-03-10' is not a time"),
        ('at,label,kind\n2025-03-10,"A,b\n', "it is no table"),
        (b"at,label,kind\n2025-03-10,d\xe9bat,b\n", "row 2: not UTF-8 text"),
    ],
)
def test_a_list_with_a_mistake_is_not_read_in_part(content: str | bytes, said: str) -> None:
    assert said in mistakes(content)


def test_a_long_row_of_mistakes_is_cut_and_counted() -> None:
    said = mistakes("at,label,kind\n" + "x,y,z\n" * 50)
    assert said.startswith("the list of events has 50 mistakes")
    assert said.endswith("and 30 more")


def test_a_zone_that_does_not_exist_is_refused_before_reading() -> None:
    with pytest.raises(TimeUnreadable):
        parse_events(b"at,label,kind\n2025-03-10,A,b\n", "e.csv", "Mars/Olympus")
