"""Every error crosscurrent raises on purpose: coded, located, and with a next step.

An error says what happened (with the value and the place), what was left untouched, and what to do
next. Post texts and account names never go into a message: logs travel further than case files.

Each concrete class carries a stable ``code`` that has a page under ``docs/reference/errors/``; a test
checks that no class lacks one.
"""

from __future__ import annotations

from typing import ClassVar

EXIT_DONE = 0
EXIT_CHECK_FAILED = 1
EXIT_USAGE = 2
EXIT_REFUSED = 3
EXIT_INTERRUPTED = 130


class CrosscurrentError(Exception):
    """Root of all deliberate errors.

    Args:
        what: What happened, with the offending value where it is safe to print.
        where: File, row, column, member or check number; ``None`` if there is no place.
        next_step: A command, a permitted range or a question that leads on.

    Example:
        >>> print(InputRefused("the file is empty", where="events.csv", next_step="Check the export."))
        E-INPUT-000: the file is empty
          where: events.csv
          next:  Check the export.
    """

    code: ClassVar[str] = "E-000"
    exit_code: ClassVar[int] = EXIT_REFUSED

    def __init__(self, what: str, *, where: str | None = None, next_step: str) -> None:
        self.what = what
        self.where = where
        self.next_step = next_step
        super().__init__(what)

    def __str__(self) -> str:
        """Return the message as the command line prints it: code, what, where, next."""
        lines = [f"{self.code}: {self.what}"]
        if self.where is not None:
            lines.append(f"  where: {self.where}")
        lines.append(f"  next:  {self.next_step}")
        return "\n".join(lines)


class UsageRefused(CrosscurrentError):
    """The command or function was called in a way that cannot work."""

    code = "E-USAGE-000"
    exit_code = EXIT_USAGE


class InputRefused(CrosscurrentError):
    """A file or table that was handed in cannot be read as it is."""

    code = "E-INPUT-000"
    exit_code = EXIT_REFUSED


class CheckFailed(CrosscurrentError):
    """A verification ran and did not hold."""

    code = "E-CHECK-000"
    exit_code = EXIT_CHECK_FAILED


# --- model -----------------------------------------------------------------------------------------


class TimeUnreadable(InputRefused):
    """A written time could not be turned into microseconds UTC."""

    code = "E-TIME-001"

    @classmethod
    def unknown_form(cls, written: str, where: str | None = None) -> TimeUnreadable:
        """Build the error for text that has no known time form."""
        return cls(
            f"{written[:40]!r} is not a time crosscurrent can read",
            where=where,
            next_step="Use epoch seconds, milliseconds or microseconds, or ISO 8601 (2025-03-10T08:15:00+08:00).",
        )

    @classmethod
    def out_of_range(cls, written: str, where: str | None = None) -> TimeUnreadable:
        """Build the error for a number that is no plausible post time in any unit."""
        return cls(
            f"{written[:40]!r} lies outside 2003-01-01 to 2100-01-01 in every unit",
            where=where,
            next_step="Check that the column mapped to the time really holds times.",
        )


class ZoneMissing(InputRefused):
    """A time was written without an offset and no zone was declared."""

    code = "E-TIME-002"

    @classmethod
    def naive(cls, written: str, where: str | None = None) -> ZoneMissing:
        """Build the error for a local time whose zone nobody has stated."""
        return cls(
            f"{written[:40]!r} has no UTC offset and no zone was declared",
            where=where,
            next_step="Say which zone the tool wrote, for example --assume-zone UTC or --assume-zone Asia/Shanghai.",
        )


class TableInvalid(InputRefused):
    """Rows offered to a table break its schema or one of its invariants."""

    code = "E-MODEL-001"

    @classmethod
    def schema(cls, table: str, detail: str) -> TableInvalid:
        """Build the error for a table whose columns or types are not those declared."""
        return cls(
            f"rows do not have the schema of table {table!r}: {detail}",
            where=f"table {table}",
            next_step="This is a defect of the connector or detector that wrote them; please report it.",
        )

    @classmethod
    def invariant(cls, table: str, rule: str, row: int) -> TableInvalid:
        """Build the error for the first row that breaks a written rule of its table."""
        return cls(
            f"rule broken: {rule}",
            where=f"table {table}, row {row}",
            next_step="This is a defect of the connector or detector that wrote the row; please report it.",
        )
