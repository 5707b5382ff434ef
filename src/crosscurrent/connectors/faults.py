"""Every error a connector raises on purpose. Each names file, row and column, and never repeats a cell.

They lie here and not in :mod:`crosscurrent.errors` because only connectors raise them; the base classes,
the exit codes and the rules for messages are those of that module.
"""

from __future__ import annotations

from collections.abc import Sequence

from crosscurrent.errors import InputRefused, UsageRefused

_REPORT = "Repair the row, or pass --on-bad-row report to reject such rows, list them with their reason and go on."


def place(file: str, row: int | None = None, column: str | None = None, unit: str = "row") -> str:
    """Return "file, row n, column c" for the ``where`` of an error.

    Example:
        >>> place("posts.csv", 17, "user_id")
        "posts.csv, row 17, column 'user_id'"
    """
    parts = [file]
    if row is not None:
        parts.append(f"{unit} {row}")
    if column is not None:
        parts.append(f"column {column!r}")
    return ", ".join(parts)


class FormatUnknown(InputRefused):
    """No connector, or more than one, recognises a file."""

    code = "E-INPUT-001"

    @classmethod
    def table(cls, where: str, nearest: Sequence[str], columns: Sequence[str], command: str) -> FormatUnknown:
        """Build the error for a table no layout matches; ``command`` is a ready ``--map``."""
        found = ", ".join(repr(name) for name in columns) or "none"
        like = f"Most like: {'; '.join(nearest)}." if nearest else "No table that is known is like it."
        return cls(
            f"no layout matches this table. Columns found: {found}. {like}",
            where=where,
            next_step=f"`crosscurrent capture explain FILE` shows what is in each column and proposes a mapping; "
            f"or say which column is which, for example: {command}",
        )

    @classmethod
    def records(cls, where: str, kind: str, nearest: Sequence[str], keys: Sequence[str]) -> FormatUnknown:
        """Build the error for anything else that no layout matches."""
        found = f" Keys found: {', '.join(repr(key) for key in keys)}." if keys else ""
        like = f" Most like: {'; '.join(nearest)}." if nearest else ""
        return cls(
            f"no connector reads this file ({kind}).{found}{like}",
            where=where,
            next_step="`crosscurrent capture explain FILE` shows what is in it and proposes a mapping.",
        )

    @classmethod
    def ambiguous(cls, where: str, candidates: Sequence[str], command: str) -> FormatUnknown:
        """Build the error for a table that two layouts match equally well."""
        return cls(
            f"this table matches {' and '.join(candidates)} equally well",
            where=where,
            next_step=f"Decide by naming the columns, for example: {command}",
        )


class EventsExpected(InputRefused):
    """A table is readable, but is not one of events."""

    code = "E-INPUT-020"

    @classmethod
    def posts(cls, where: str, format_id: str) -> EventsExpected:
        """Build the error for a table of posts handed in where events are expected."""
        return cls(
            f"this is a table of posts ({format_id}), and a table of account, object and time is needed",
            where=where,
            next_step="Use `crosscurrent investigate`, which derives what the posts act on; or name the object with "
            "--map object_id=COLUMN.",
        )


class ColumnMissing(InputRefused):
    """A column that was named, or that the layout needs, is not in the file."""

    code = "E-INPUT-002"

    @classmethod
    def named(cls, where: str, column: str, near: Sequence[str], columns: Sequence[str]) -> ColumnMissing:
        """Build the error for a mapped column the file does not have."""
        meant = f"Did you mean {' or '.join(repr(name) for name in near)}? " if near else ""
        return cls(
            f"column {column!r} is not in the file",
            where=where,
            next_step=f"{meant}The file has: {', '.join(repr(name) for name in columns)}.",
        )

    @classmethod
    def unmapped(cls, where: str, wanted: Sequence[str], command: str) -> ColumnMissing:
        """Build the error for a mapping that leaves a needed column open."""
        return cls(
            f"no column is mapped to {', '.join(wanted)}", where=where, next_step=f"Add it, for example: {command}"
        )


class MappingUnreadable(UsageRefused):
    """A ``--map`` names something that cannot be mapped."""

    code = "E-USAGE-101"

    @classmethod
    def unknown(cls, name: str, allowed: Sequence[str]) -> MappingUnreadable:
        """Build the error for a left-hand side that is none of our columns."""
        return cls(
            f"{name!r} is not a column that can be mapped",
            where="--map",
            next_step=f"Use OURS=COLUMN with one of: {', '.join(allowed)}.",
        )

    @classmethod
    def both(cls) -> MappingUnreadable:
        """Build the error for a mapping that belongs to no kind of table."""
        return cls(
            "the mapping must name either an object (a table of events) or columns of posts, and not both",
            where="--map",
            next_step="Add object_id=COLUMN for a table of events, or text=COLUMN for a table of posts.",
        )


class ColumnRepeated(InputRefused):
    """Two columns carry the same name."""

    code = "E-INPUT-003"

    @classmethod
    def twice(cls, where: str, names: Sequence[str]) -> ColumnRepeated:
        """Build the error for a header that repeats names."""
        return cls(
            f"the header names {', '.join(repr(name) for name in names)} more than once",
            where=where,
            next_step="Rename or remove one of them: which is meant cannot be guessed.",
        )


class RowRagged(InputRefused):
    """A row has more or fewer cells than the header."""

    code = "E-INPUT-004"

    @classmethod
    def cells(cls, where: str, expected: int, found: int) -> RowRagged:
        """Build the error for one row."""
        return cls(f"the row has {found} cells where the header has {expected}", where=where, next_step=_REPORT)

    @classmethod
    def header(cls, where: str, expected: int, found: int) -> RowRagged:
        """Build the error for a header that does not fit the rows under it."""
        return cls(
            f"the header has {expected} cells and the rows under it have {found}",
            where=where,
            next_step="Export the table again, or correct the header so that every column has a name.",
        )


class EncodingWrong(InputRefused):
    """Bytes are not text in the encoding they are read with."""

    code = "E-INPUT-005"

    @classmethod
    def other(cls, where: str, encoding: str, why: str) -> EncodingWrong:
        """Build the error for a file that is evidently in another encoding."""
        return cls(f"the file is not UTF-8: {why}", where=where, next_step=f"Pass --encoding {encoding}.")

    @classmethod
    def cell(cls, where: str, encoding: str, guess: str) -> EncodingWrong:
        """Build the error for a cell that cannot be decoded."""
        return cls(
            f"the cell holds bytes that are not {encoding}",
            where=where,
            next_step=f"Find out the encoding and pass it, for example --encoding {guess}; or use --on-bad-row report.",
        )

    @classmethod
    def unknown(cls, name: str) -> EncodingWrong:
        """Build the error for an encoding nobody has heard of."""
        return cls(
            f"{name!r} is not a text encoding",
            where="--encoding",
            next_step="Use a name such as utf-8, utf-16, gb18030, big5, latin-1 or cp1252.",
        )


class CompressionDamaged(InputRefused):
    """A gzip stream ends early or is damaged."""

    code = "E-INPUT-006"

    @classmethod
    def truncated(cls, where: str, offset: int) -> CompressionDamaged:
        """Build the error for a stream that stops before its end mark."""
        return cls(
            f"the compressed stream ends early, after {offset} bytes of text",
            where=where,
            next_step="Copy or download the file again; if this is all there is, unpack what remains with `gzip -dc` "
            "and hand that in as a file of its own.",
        )

    @classmethod
    def damaged(cls, where: str, offset: int) -> CompressionDamaged:
        """Build the error for a stream whose bytes or checksum are wrong."""
        return cls(
            f"the compressed stream is damaged after {offset} bytes of text",
            where=where,
            next_step="Copy or download the file again and compare its SHA-256 with the source.",
        )


class FileEmpty(InputRefused):
    """A file holds nothing at all."""

    code = "E-INPUT-007"

    @classmethod
    def bytes_missing(cls, where: str) -> FileEmpty:
        """Build the error for a file without a single row, not even a header."""
        return cls("the file is empty", where=where, next_step="Check the export: not even a header is there.")


class CellTooLarge(InputRefused):
    """A row or cell is larger than any post."""

    code = "E-INPUT-008"

    @classmethod
    def row(cls, where: str, size_bytes: int, limit_bytes: int) -> CellTooLarge:
        """Build the error for one row."""
        return cls(f"the row has {size_bytes} bytes, the limit is {limit_bytes}", where=where, next_step=_REPORT)

    @classmethod
    def endless(cls, where: str, limit_bytes: int) -> CellTooLarge:
        """Build the error for a row whose end is not found."""
        return cls(
            f"the row does not end within {limit_bytes} bytes",
            where=where,
            next_step="Look for a quote that is never closed in this row, or check that the file is a table.",
        )


class NulByte(InputRefused):
    """A cell holds a NUL byte."""

    code = "E-INPUT-009"

    @classmethod
    def cell(cls, where: str) -> NulByte:
        """Build the error for one cell."""
        return cls("the cell holds a NUL byte", where=where, next_step=_REPORT)


class QuoteUnbalanced(InputRefused):
    """Quotes in a row do not match."""

    code = "E-INPUT-010"

    @classmethod
    def row(cls, where: str) -> QuoteUnbalanced:
        """Build the error for a row whose quoted cell is followed by further text on the same line."""
        return cls("a quoted cell is followed by text before the next delimiter", where=where, next_step=_REPORT)

    @classmethod
    def open_end(cls, where: str) -> QuoteUnbalanced:
        """Build the error for a quote after which it is no longer known where rows end."""
        return cls(
            "a quote opens in this row and is not closed as it should be; where the next row begins cannot be known",
            where=where,
            next_step="Repair the quote (inside a quoted cell a quote is written twice); no row after it was read.",
        )


class TimeMixed(InputRefused):
    """One column writes times in two forms or units."""

    code = "E-INPUT-011"

    @classmethod
    def forms(cls, where: str, first: str, found: str) -> TimeMixed:
        """Build the error for the first row that departs from the form of the column."""
        return cls(
            f"the column began with {first}, this row has {found}",
            where=where,
            next_step="Bring the column to one form, or hand in the parts as separate files; "
            "--on-bad-row report rejects those rows.",
        )


class CellMissing(InputRefused):
    """A row lacks its account, object, post or time."""

    code = "E-INPUT-012"

    @classmethod
    def cell(cls, where: str, what: str) -> CellMissing:
        """Build the error for an empty cell that must not be empty."""
        return cls(f"no {what}: the cell is empty or NA", where=where, next_step=_REPORT)


class IdLossy(InputRefused):
    """An identifier went through floating point and lost digits."""

    code = "E-INPUT-013"

    @classmethod
    def cell(cls, where: str) -> IdLossy:
        """Build the error for an identifier such as 9.6e+14."""
        return cls(
            "the identifier is written in floating point (such as 9.6e+14): its last digits are lost",
            where=where,
            next_step="Export again with ids as text; different accounts may share the shortened number. "
            "--on-bad-row report rejects such rows.",
        )


class ParquetDamaged(InputRefused):
    """A Parquet file is cut short or damaged."""

    code = "E-INPUT-014"

    @classmethod
    def unreadable(cls, where: str) -> ParquetDamaged:
        """Build the error for a file whose footer or pages cannot be read."""
        return cls(
            "the file begins like Parquet but cannot be read to its end",
            where=where,
            next_step="Copy or download the file again and compare its SHA-256 with the source.",
        )


class JsonBroken(InputRefused):
    """A line of an NDJSON file is not a JSON object."""

    code = "E-INPUT-015"

    @classmethod
    def line(cls, where: str, character: int) -> JsonBroken:
        """Build the error for one line."""
        return cls(f"the line is not a JSON object (character {character})", where=where, next_step=_REPORT)


class NotATable(InputRefused):
    """A file is something else than a table."""

    code = "E-INPUT-016"

    @classmethod
    def other(cls, where: str, kind: str, advice: str) -> NotATable:
        """Build the error for a file whose first bytes tell what it is."""
        return cls(f"this is {kind}, not a table", where=where, next_step=advice)


class CellUnreadable(InputRefused):
    """A cell that must hold a number or a word of a closed list does not."""

    code = "E-INPUT-017"

    @classmethod
    def count(cls, where: str) -> CellUnreadable:
        """Build the error for a counter that is no count."""
        return cls("the cell is not a count", where=where, next_step=_REPORT)

    @classmethod
    def listing(cls, where: str) -> CellUnreadable:
        """Build the error for a list of values that cannot be taken apart."""
        return cls("the cell is not a readable list", where=where, next_step=_REPORT)

    @classmethod
    def precision(cls, where: str, allowed: Sequence[str]) -> CellUnreadable:
        """Build the error for a precision nobody declared."""
        return cls(f"the cell is none of {', '.join(allowed)}", where=where, next_step=_REPORT)


class FileAbsent(InputRefused):
    """A path leads to no readable file."""

    code = "E-INPUT-018"

    @classmethod
    def path(cls, where: str, why: str) -> FileAbsent:
        """Build the error for a path that cannot be opened."""
        return cls(f"the file cannot be opened: {why}", where=where, next_step="Check the path and the permissions.")
