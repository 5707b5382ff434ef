"""A mapping that a person saved beside a file: which column is which of ours, and how its cells are to be read.

Here is what such a mapping is; :mod:`crosscurrent.connectors.records.declared_toml` reads and writes its file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TEXT, IDENT, MOMENT, COUNT, FLAG, LISTED = "text", "id", "time", "count", "flag", "list"
#: What can be mapped -> how its cells are read.
SORTS: Mapping[str, str] = {
    "post_id": IDENT, "account_id": IDENT, "timestamp": MOMENT, "text": TEXT, "title": TEXT, "url": TEXT,
    "platform": TEXT, "kind": TEXT, "lang": TEXT, "client": TEXT, "content_type": TEXT, "container": TEXT,
    "thread": IDENT, "parent": IDENT, "root": IDENT, "edited": MOMENT, "observed": MOMENT, "text_html": TEXT,
    "text_ocr": TEXT, "transcript": TEXT, "truncated": FLAG, "promoted": FLAG, "availability": TEXT,
    "repost_of": IDENT, "quote_of": IDENT, "reply_to": IDENT, "crosspost_of": IDENT, "forward_of": IDENT,
    "links": LISTED, "hashtags": LISTED, "mentions": LISTED,
    "views": COUNT, "likes": COUNT, "dislikes": COUNT, "replies": COUNT, "reposts": COUNT, "quotes": COUNT,
    "saves": COUNT, "coins": COUNT, "danmaku": COUNT, "reactions": COUNT,
    "handle": TEXT, "display_name": TEXT, "bio": TEXT, "profile_url": TEXT, "avatar_url": TEXT, "followers": COUNT,
    "following": COUNT, "statuses": COUNT, "verified": FLAG, "verified_type": TEXT, "verified_reason": TEXT,
    "entity_type": TEXT, "entity_name": TEXT, "account_lang": TEXT, "location": TEXT, "account_created": MOMENT,
}  # fmt: skip
#: A mapping must name one of these, or nothing would tell one post from another.
TELLING = ("post_id", "url", "text", "title")
UNITS = ("iso", "s", "ms", "us", "ns")
POINT, COMMA = ".", ","


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file.

    Attributes:
        name: As the file writes it; in JSON, keys joined by dots.
        form: Of times: one of :data:`UNITS`, or a pattern such as ``%d.%m.%Y %H:%M``; ``None`` tells it by the cell.
        zone: Of times without an offset in this column.
        separator: Of lists in one cell; ``None`` reads JSON, Python lists and words between blanks.
        decimal: Of counters: the sign before the fraction (``1,2万`` has a comma).
        id_kind: Of accounts: one of :data:`crosscurrent.model.account.ID_KINDS`.
    """

    name: str
    form: str | None = None
    zone: str | None = None
    separator: str | None = None
    decimal: str = POINT
    id_kind: str = "native"


@dataclass(frozen=True, slots=True)
class PlaceColumn:
    """A column that hints at a place.

    Attributes:
        column: As the file writes it.
        signal: One of :data:`crosscurrent.model.account.GEO_SIGNALS`.
    """

    column: str
    signal: str


@dataclass(frozen=True, slots=True)
class MediaColumn:
    """A column of media files.

    Attributes:
        column: As the file writes it.
        kind: One of :data:`crosscurrent.model.media.KINDS`.
        is_file: Whether it names files that lie beside the capture; else addresses.
        separator: Between several in one cell; ``None`` means one a cell, or addresses between blanks.
    """

    column: str
    kind: str
    is_file: bool = False
    separator: str | None = None


@dataclass(frozen=True, slots=True)
class DeclaredMapping:
    """What a person said about one kind of file.

    Attributes:
        columns: Ours, a key of :data:`SORTS` -> the column of the file.
        constants: Ours -> what holds for every row.
        platform: Platform of rows that do not say theirs.
        kind: Kind of post of rows that do not say theirs; one of :data:`crosscurrent.model.post.KINDS`.
        zone: Zone of times without an offset.
        sheet: Sheet of a workbook; ``None`` takes the first that holds a table.
        delimiter: Of delimited text; ``None`` tells it by the file.
        records: In a JSON document, keys joined by dots that lead to the array of records.
        nulls: Words that stand for nothing, folded to lower case.
        places: Columns that hint at places.
        media: Columns of media files.
        ignored: Columns that are known and deliberately left.
    """

    columns: Mapping[str, Column]
    constants: Mapping[str, str] = field(default_factory=dict)
    platform: str | None = None
    kind: str = "post"
    zone: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    records: str | None = None
    nulls: tuple[str, ...] = ()
    places: tuple[PlaceColumn, ...] = ()
    media: tuple[MediaColumn, ...] = ()
    ignored: tuple[str, ...] = ()

    def named(self) -> dict[str, str]:
        """Return the columns of the file that are read -> what each is for us."""
        pairs = {column.name: ours for ours, column in self.columns.items()}
        pairs.update({each.column: f"place: {each.signal}" for each in self.places})
        pairs.update({each.column: f"media: {each.kind}" for each in self.media})
        return pairs

    def recorded(self) -> dict[str, Any]:
        """Return the mapping as plain values, to be recorded with a reading; equal mappings give equal values."""
        columns = {
            ours: {name: value for name, value in _fields(column).items() if value is not None}
            for ours, column in sorted(self.columns.items())
        }
        plain = {name: getattr(self, name) for name in _PLAIN if getattr(self, name) is not None}
        return {
            **plain,
            "columns": columns,
            "constants": dict(sorted(self.constants.items())),
            "nulls": list(self.nulls),
            "places": [_fields(each) for each in self.places],
            "media": [_fields(each) for each in self.media],
            "ignored": list(self.ignored),
        }


_PLAIN = ("platform", "kind", "zone", "sheet", "delimiter", "records")


def _fields(value: Column | PlaceColumn | MediaColumn) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}
