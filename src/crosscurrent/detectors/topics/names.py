"""Names of topics: a table a person writes, read strictly; every mistake is named with its row and column."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crosscurrent.detectors.topics.ids import ID
from crosscurrent.errors import InputRefused

NEEDED = ("topic_id", "name", "named_by", "date")
NOTE = "note"
#: Characters of a cell.
LONGEST = {"name": 200, "named_by": 200, "note": 2_000}
#: The apostrophe that ``exchange.csv.guarded`` puts before what a spreadsheet could take for a formula.
_GUARD = re.compile(r"'(?=[=+\-@＝＋－＠])")
SHOWN = 20
LARGEST_BYTES = 5_000_000


class NamesRefused(InputRefused):
    """The list of names holds mistakes; all of them are named."""

    code = "E-TOPIC-003"

    @classmethod
    def absent(cls, name: str) -> NamesRefused:
        """Build the error for a file that is not there."""
        return cls(
            "there is no such file", where=name,
            next_step="Check the path. A run writes topic-names.csv, a list with the right columns and ids.",
        )  # fmt: skip

    @classmethod
    def because(cls, mistakes: Sequence[str], name: str) -> NamesRefused:
        """Build the error from all mistakes that were found."""
        listed = list(mistakes[:SHOWN])
        if len(mistakes) > SHOWN:
            listed.append(f"and {len(mistakes) - SHOWN} more")
        return cls(
            f"the names of topics have {len(mistakes)} mistake{'s' if len(mistakes) != 1 else ''}: "
            + "; ".join(listed),
            where=name,
            next_step="Correct the rows named. Columns: topic_id, name, named_by, date (2025-03-10), optionally note; "
            "other columns are not read. A row with an empty name is a topic not named yet.",
        )


@dataclass(frozen=True, slots=True)
class TopicName:
    """What people call one topic.

    Attributes:
        topic_id: The topic.
        name: What it is called.
        named_by: By whom.
        date: On which day, ISO 8601.
        note: Remark; may be empty.
        row: Row of the file as a spreadsheet counts them: the head is row 1.
    """

    topic_id: str
    name: str
    named_by: str
    date: str
    note: str
    row: int


def read_names(path: Path) -> list[TopicName]:
    """Read a list of names.

    Args:
        path: CSV (comma, semicolon or tab) in UTF-8.

    Returns:
        Names in the order of the file; topics without a name are left out.

    Raises:
        NamesRefused: It is absent, or has mistakes; each is named with its row and column.
    """
    if not path.is_file():
        raise NamesRefused.absent(path.name)
    if path.stat().st_size > LARGEST_BYTES:
        raise NamesRefused.because([f"it is larger than {LARGEST_BYTES // 1_000_000} MB"], path.name)
    return parse_names(path.read_bytes(), path.name)


def parse_names(content: bytes, file: str) -> list[TopicName]:
    r"""Read the content of a list of names; see :func:`read_names`.

    Example:
        >>> head = b"topic_id,name,named_by,date,note\n"
        >>> [one] = parse_names(head + b"topic:0123456789abcdef,Ferry closure,A. Chen,2031-05-08,\n", "names.csv")
        >>> one.name, one.named_by, one.row
        ('Ferry closure', 'A. Chen', 2)
    """
    head, rows = _cells(content, file)
    mistakes = [f"row 1: no column {name}" for name in NEEDED if name not in head]
    mistakes += [f"row 1: column {name} is there twice" for name in (*NEEDED, NOTE) if head.count(name) > 1]
    if mistakes:
        raise NamesRefused.because(mistakes, file)
    found: dict[str, TopicName] = {}
    seen: dict[str, int] = {}
    for number, cells in rows:
        if len(cells) > len(head):
            mistakes.append(f"row {number}: {len(cells) - len(head)} cells too many")
            continue
        cell = {name: _unguarded(written) for name, written in zip(head, cells, strict=False)}
        one = _name(number, {name: cell.get(name, "") for name in (*NEEDED, NOTE)}, seen, mistakes)
        if one is not None:
            found[one.topic_id] = one
    if mistakes:
        raise NamesRefused.because(mistakes, file)
    return list(found.values())


def _unguarded(written: str) -> str:
    """Return a cell as it was before it was written for spreadsheets."""
    written = written.strip()
    return written[1:] if _GUARD.match(written) else written


def _cells(content: bytes, file: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise NamesRefused.because([f"row {row}: not UTF-8 text; save it as UTF-8"], file) from error
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise NamesRefused.because([f"it is no table: {error}"], file) from error
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise NamesRefused.because(["row 1: no head"], file)
    filled = [(number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    return [cell.strip().lower() for cell in rows[0]], filled


def _name(number: int, cell: dict[str, str], seen: dict[str, int], mistakes: list[str]) -> TopicName | None:
    """Return the name in a row, or note its mistakes; a row without a name is no mistake."""
    before = len(mistakes)
    topic_id = cell["topic_id"]
    if not ID.fullmatch(topic_id):
        mistakes.append(f"row {number}, column topic_id: not an id of a topic (topic: and 16 digits or letters a to f)")
    elif seen.setdefault(topic_id, number) != number:
        mistakes.append(f"row {number}, column topic_id: the topic of row {seen[topic_id]} again")
    if not cell["name"]:
        return None
    for name, most in LONGEST.items():
        if len(cell[name]) > most:
            mistakes.append(f"row {number}, column {name}: longer than {most} characters")
    mistakes += [
        f"row {number}, column {name}: a line break or another control character"
        for name in ("name", "named_by")
        if any(unicodedata.category(char) == "Cc" for char in cell[name])
    ]
    mistakes += _signature(number, cell)
    if len(mistakes) > before:
        return None
    return TopicName(topic_id, cell["name"], cell["named_by"], cell["date"], cell[NOTE], number)


def _signature(number: int, cell: dict[str, str]) -> list[str]:
    """Return what is wrong with by whom and when: a name that nobody gave on no day is no name."""
    mistakes = [] if cell["named_by"] else [f"row {number}, column named_by: empty; a name needs a person behind it"]
    try:
        written = date.fromisoformat(cell["date"]).isoformat() == cell["date"]
    except ValueError:
        written = False
    return mistakes if written else [*mistakes, f"row {number}, column date: not a day written as 2025-03-10"]
