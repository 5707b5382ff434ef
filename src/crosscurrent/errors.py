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


# --- command line ----------------------------------------------------------------------------------


class SystemRefused(InputRefused):
    """The operating system did not let a file be read or written."""

    code = "E-SYSTEM-001"

    @classmethod
    def by(cls, error: OSError) -> SystemRefused:
        """Build the error from what the system said."""
        return cls(
            f"the system refused: {error.strerror or type(error).__name__}",
            where=str(error.filename) if error.filename else None,
            next_step="Check the path, the permissions and the free disk space, then run the same command again.",
        )


# --- compat coortweet ------------------------------------------------------------------------------


class CoortweetColumnMissing(InputRefused):
    """A table handed to CooRTweet mode lacks one of the four columns, or has it twice."""

    code = "E-COMPAT-001"

    @classmethod
    def among(cls, wanted: tuple[str, ...], missing: list[str], where: str) -> CoortweetColumnMissing:
        """Build the error for the columns that were looked for and not found exactly once."""
        return cls(
            f"{', '.join(missing)} not found exactly once; CooRTweet mode needs {', '.join(wanted)}",
            where=f"{where}, first line",
            next_step="Rename the columns, or use `crosscurrent detect coordination --map`, which takes any names.",
        )


class CoortweetTimeUnreadable(InputRefused):
    """A time handed to CooRTweet mode is not a number of seconds."""

    code = "E-COMPAT-002"

    @classmethod
    def at_row(cls, row: int, where: str) -> CoortweetTimeUnreadable:
        """Build the error for the first row whose time is no number."""
        return cls(
            "timestamp_share is not a finite number of seconds",
            where=f"{where}, row {row}, column timestamp_share",
            next_step="CooRTweet mode takes epoch seconds only; convert written times, or use "
            "`crosscurrent detect coordination`, which reads them.",
        )


class CoortweetParameterRefused(UsageRefused):
    """A parameter of CooRTweet mode lies outside its range."""

    code = "E-COMPAT-003"

    @classmethod
    def outside(cls, name: str, value: float, allowed: str) -> CoortweetParameterRefused:
        """Build the error for one parameter, with the range it must keep."""
        return cls(f"{name} = {value:g} is not allowed", next_step=f"Choose {name} {allowed}.")


class CoortweetTableUnreadable(InputRefused):
    """A file handed to CooRTweet mode is not a table that can be read to its end."""

    code = "E-COMPAT-004"

    @classmethod
    def ragged(cls, row: int, expected: int, found: int, where: str) -> CoortweetTableUnreadable:
        """Build the error for the first record with too many or too few cells."""
        return cls(
            f"the record has {found} cells, the first line has {expected}",
            where=f"{where}, row {row}" if row > 0 else where,
            next_step="Export the table again; cells with the separator or a line break in them must be quoted.",
        )

    @classmethod
    def empty(cls, where: str) -> CoortweetTableUnreadable:
        """Build the error for a file without a first line."""
        return cls("the file is empty", where=where, next_step="Check that the export finished.")

    @classmethod
    def broken(cls, kind: str, where: str) -> CoortweetTableUnreadable:
        """Build the error for bytes that are not the UTF-8 text, gzip or Parquet they should be."""
        return cls(
            f"the file cannot be read to its end as {kind}",
            where=where,
            next_step="Check that it is complete and, for text, saved as UTF-8; then run the command again.",
        )


class CoortweetOutputRefused(UsageRefused):
    """The edge list was to be written in a form CooRTweet mode does not write."""

    code = "E-COMPAT-005"

    @classmethod
    def form(cls, name: str) -> CoortweetOutputRefused:
        """Build the error for an output name that ends in neither .csv nor .parquet."""
        return cls(
            f"{name} ends in neither .csv nor .parquet",
            next_step="Name the edge list edges.csv or edges.parquet, or - for CSV on standard output.",
        )


# --- reports ---------------------------------------------------------------------------------------


class MaterialIncomplete(InputRefused):
    """A report was asked for, but a table or the summary lacks a part it is written from."""

    code = "E-REPORT-001"

    @classmethod
    def columns(cls, table: str, missing: list[str]) -> MaterialIncomplete:
        """Build the error for a table that lacks columns."""
        return cls(
            f"table {table!r} lacks the columns {', '.join(missing)}",
            where=f"table {table}",
            next_step="Hand over the tables of one coordination run unchanged; run the detector again if they are old.",
        )

    @classmethod
    def summary(cls, missing: list[str]) -> MaterialIncomplete:
        """Build the error for a summary that lacks parts."""
        return cls(
            f"the summary lacks {', '.join(missing)}",
            where="summary.json",
            next_step="Run the coordination detector again; summary.json must come from the same run as the tables.",
        )


class AssessmentUnsigned(UsageRefused):
    """A judgement was offered that no named person stands behind, or that answers no question of the report."""

    code = "E-REPORT-002"

    @classmethod
    def nameless(cls, subject: str, question: str) -> AssessmentUnsigned:
        """Build the error for a judgement without a name."""
        return cls(
            f"the answer to {question!r} has no name under it",
            where=f"assessment of {subject}",
            next_step="Give the name of the person who judged, or leave the question not assessed.",
        )

    @classmethod
    def question(cls, subject: str, question: str) -> AssessmentUnsigned:
        """Build the error for an answer to a question that the report does not ask."""
        return cls(
            f"{question!r} is not a question a person answers in this report",
            where=f"assessment of {subject}",
            next_step="Answer 'inauthentic' or 'foreign'; whether a group is coordinated is a finding.",
        )


class LanguageUnknown(UsageRefused):
    """A report was asked for in a language that has no catalogue of words."""

    code = "E-REPORT-003"

    @classmethod
    def named(cls, language: str, offered: tuple[str, ...]) -> LanguageUnknown:
        """Build the error for a language without a catalogue."""
        return cls(
            f"there are no report words in {language!r}",
            next_step=f"Use one of: {', '.join(offered)}.",
        )


# --- actions ---------------------------------------------------------------------------------------


class BehaviourUnknown(UsageRefused):
    """A behaviour was asked for that this version cannot derive from posts."""

    code = "E-ACTION-001"

    @classmethod
    def named(cls, behaviour: str, offered: tuple[str, ...]) -> BehaviourUnknown:
        """Build the error for a behaviour outside the closed list."""
        return cls(
            f"{behaviour[:40]!r} is not a behaviour that is derived from posts",
            next_step=f"Use any of: {', '.join(offered)}.",
        )


# --- the demo scenario -----------------------------------------------------------------------------


class ScenarioTooSmall(UsageRefused):
    """The demo scenario was asked for with too few accounts to hold its roles."""

    code = "E-SCENARIO-001"

    @classmethod
    def accounts(cls, asked: int, least: int) -> ScenarioTooSmall:
        """Build the error for a world in which the planted accounts would be the crowd."""
        return cls(
            f"{asked} accounts are too few for the demo scenario",
            next_step=f"Ask for {least} accounts or more.",
        )


class PlanTooLarge(UsageRefused):
    """A simulated world has no room for the networks that were to be planted in it."""

    code = "E-SCENARIO-002"

    @classmethod
    def of(cls, what: str, needed: int, there: int) -> PlanTooLarge:
        """Build the error for a plan that needs more accounts or objects than there are."""
        return cls(
            f"the planted networks need {needed} {what}, and the world has {there}",
            next_step="Ask for more accounts, or for fewer or smaller networks.",
        )


# --- engines ---------------------------------------------------------------------------------------


class SparkUnavailable(UsageRefused):
    """The Spark engine was asked for and something it needs is not there."""

    code = "E-ENGINE-001"

    @classmethod
    def package(cls, wanted: str) -> SparkUnavailable:
        """Build the error for a Python package that is missing or too old."""
        return cls(
            f"the Spark engine needs {wanted}, which is not installed here",
            next_step="Run `pip install crosscurrent[spark]` in this environment; Java 17 or later is needed too. "
            "Or use the local engine: its results are the same.",
        )

    @classmethod
    def java(cls, found: int | None) -> SparkUnavailable:
        """Build the error for a missing Java, or one that is too old for Spark."""
        seen = "none was found" if found is None else f"Java {found} was found"
        return cls(
            f"the Spark engine needs Java 17 or later; {seen} (JAVA_HOME, then PATH)",
            next_step="Install Java 17 or later, or set JAVA_HOME to it. "
            "Or use the local engine: its results are the same.",
        )


class EventsLost(CheckFailed):
    """Spark does not hold the events it was handed."""

    code = "E-ENGINE-002"

    @classmethod
    def of(cls, handed: int, held: int) -> EventsLost:
        """Build the error for the number of events handed to Spark and the number it holds."""
        return cls(
            f"Spark was handed {handed} events and holds {held}",
            next_step="Run again with the local engine, whose results are the same, and report the PySpark version.",
        )
