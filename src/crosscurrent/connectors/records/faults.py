"""Errors of records, documents, archives and databases. None of them repeats text from a capture."""

from __future__ import annotations

from collections.abc import Sequence

from crosscurrent.errors import InputRefused

_CUT = (
    "The tool may have been stopped while it wrote. What lies before that place can be had by cutting the file there."
)


class RecordUnreadable(InputRefused):
    """One record is not what the rest of the file is."""

    code = "E-INPUT-101"

    @classmethod
    def not_json(cls, where: str, offset: int) -> RecordUnreadable:
        """Build the error for a line or member that is no JSON object; ``offset`` counts bytes within it."""
        return cls(f"this is no JSON object: it stops being one at byte {offset}", where=where, next_step=_CUT)

    @classmethod
    def not_object(cls, where: str) -> RecordUnreadable:
        """Build the error for a member that is JSON, but no object."""
        return cls(
            "this is JSON but no object", where=where, next_step="Look at the record; was the file put together?"
        )

    @classmethod
    def misshapen(cls, where: str, fault: str) -> RecordUnreadable:
        """Build the error for a record whose parts have other types than the format has."""
        return cls(
            f"the record has not the form its format has ({fault})",
            where=where,
            next_step="See `crosscurrent capture explain`; if the platform changed its format, report the shape drift.",
        )


class IdMissing(InputRefused):
    """A record says not which post it is."""

    code = "E-INPUT-102"

    @classmethod
    def of(cls, field: str) -> IdMissing:
        """Build the error for a record without the field that holds its id."""
        return cls(f"the record has no id in {field!r}", next_step="Look at the record; was the capture cut short?")


class NothingInIt(InputRefused):
    """A record is whole, but holds no post, account or count: a stub, a control event, an advert the tool kept."""

    code = "E-INPUT-103"

    @classmethod
    def because(cls, reason: str) -> NothingInIt:
        """Build the error; ``reason`` is the second half of the sentence."""
        return cls(f"the record holds nothing to read: {reason}", next_step="Nothing needs to be done.")


class DocumentCut(InputRefused):
    """A JSON or XML document ends early or is broken."""

    code = "E-INPUT-104"

    @classmethod
    def at(cls, where: str, offset: int, what: str = "JSON") -> DocumentCut:
        """Build the error; ``offset`` counts bytes of the unpacked document."""
        return cls(f"the {what} document is broken or ends after {offset} bytes", where=where, next_step=_CUT)


class RecordTooLarge(InputRefused):
    """A record is larger than any real one."""

    code = "E-INPUT-105"

    @classmethod
    def over(cls, where: str, limit_bytes: int) -> RecordTooLarge:
        """Build the error."""
        return cls(
            f"one record is larger than {limit_bytes >> 20} MiB", where=where, next_step="Look at the record by hand."
        )


class PackedBomb(InputRefused):
    """Packed data unfold to far more than any capture does."""

    code = "E-INPUT-106"

    @classmethod
    def of(cls, where: str, packed: int, unpacked: int) -> PackedBomb:
        """Build the error for a stream that grew too much."""
        return cls(
            f"{packed} packed bytes unfold to more than {unpacked} bytes: this looks like a decompression bomb",
            where=where,
            next_step="If the file is genuine, unpack it yourself and hand in what it holds.",
        )

    @classmethod
    def entities(cls, where: str) -> PackedBomb:
        """Build the error for an XML document that declares entities."""
        return cls(
            "the document declares XML entities; feeds and pages have no need of them, bombs do",
            where=where,
            next_step="If the file is genuine, save it without its document type.",
        )


class ArchiveRefused(InputRefused):
    """An archive, or one member of it, cannot be taken in safely."""

    code = "E-INPUT-107"

    @classmethod
    def member(cls, where: str, reason: str) -> ArchiveRefused:
        """Build the error for one member."""
        return cls(f"a member was left out: {reason}", where=where, next_step="Unpack the archive by hand and look.")

    @classmethod
    def damaged(cls, where: str) -> ArchiveRefused:
        """Build the error for an archive that cannot be opened."""
        return cls("the archive is damaged or locked", where=where, next_step="Make or fetch the archive again.")


class DatabaseUnreadable(InputRefused):
    """An SQLite file is damaged or not what it says."""

    code = "E-INPUT-108"

    @classmethod
    def of(cls, where: str) -> DatabaseUnreadable:
        """Build the error."""
        return cls(
            "the SQLite database is damaged, locked or cut short",
            where=where,
            next_step="Copy it with `sqlite3 OLD '.backup NEW'` while the tool that writes it is stopped.",
        )


class SheetUnreadable(InputRefused):
    """A workbook cannot be read."""

    code = "E-INPUT-109"

    @classmethod
    def of(cls, where: str) -> SheetUnreadable:
        """Build the error."""
        return cls("the workbook is damaged or locked", where=where, next_step="Save the sheet as CSV (UTF-8).")

    @classmethod
    def too_large(cls, where: str) -> SheetUnreadable:
        """Build the error for a sheet too large to be laid out in memory."""
        return cls("the workbook is too large to be laid out", where=where, next_step="Save the sheet as CSV (UTF-8).")

    @classmethod
    def no_sheet(cls, where: str, sheet: str, names: Sequence[str]) -> SheetUnreadable:
        """Build the error for a sheet that was asked for and is not there."""
        return cls(
            f"the workbook has no sheet {sheet!r}", where=where, next_step=f"It has: {', '.join(map(repr, names))}."
        )


class NoRecordRead(InputRefused):
    """Every record of a file was rejected."""

    code = "E-INPUT-110"

    @classmethod
    def of(cls, where: str, records: int, first: str) -> NoRecordRead:
        """Build the error; ``first`` says why the first record was rejected."""
        return cls(
            f"none of the {records} records could be read; the first: {first}",
            where=where,
            next_step="See `crosscurrent capture explain FILE`.",
        )


class ZoneUnknown(InputRefused):
    """A written time ends in letters that name no zone we know."""

    code = "E-INPUT-111"

    @classmethod
    def token(cls, where: str) -> ZoneUnknown:
        """Build the error."""
        return cls(
            "the time ends in a zone that is not known",
            where=where,
            next_step="Known are UTC, GMT, Z and the North American zones (EST, EDT, CST, CDT, MST, MDT, PST, PDT).",
        )


class LocatorUnknown(InputRefused):
    """A locator names no row of its file."""

    code = "E-INPUT-019"

    @classmethod
    def form(cls, where: str, locator: str, unit: str) -> LocatorUnknown:
        """Build the error for a locator of another form than this kind of file has."""
        return cls(f"{locator!r} is no locator of this file", where=where, next_step=f"Use {unit}=N with N from 1.")

    @classmethod
    def row(cls, where: str, locator: str) -> LocatorUnknown:
        """Build the error for a row beyond the end."""
        return cls(
            f"the file has no {locator}",
            where=where,
            next_step="Check that this is the captured file (its SHA-256), read with the same encoding.",
        )
