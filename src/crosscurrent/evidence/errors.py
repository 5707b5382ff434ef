"""What can be wrong with a case, a sealed file or its custody log; each with a stable code and a page."""

from __future__ import annotations

from crosscurrent.errors import CheckFailed, InputRefused, UsageRefused


class CaptureCheckFailed(CheckFailed):
    """A numbered check of a case did not hold; the first one that failed is named.

    Attributes:
        number: Number of the check, as in ``docs/reference/evidence-checks.md``.
        check: The check as a sentence.
        expected: What should have been found.
        actual: What was found.
    """

    code = "E-CHECK-001"

    def __init__(
        self, number: int, check: str, *, expected: str, actual: str, where: str, next_step: str | None = None
    ) -> None:
        self.number, self.check, self.expected, self.actual = number, check, expected, actual
        super().__init__(
            f"check {number} does not hold: {check}\n  expected: {expected}\n  actual:   {actual}",
            where=where,
            next_step=next_step
            or "Nothing was changed. Keep this copy as it is and compare it with another; "
            "`crosscurrent capture log --case DIR` shows what was recorded when.",
        )


class NotACase(UsageRefused):
    """A folder cannot be used as a case."""

    code = "E-CASE-001"

    @classmethod
    def missing(cls, folder: str) -> NotACase:
        """Build the error for a folder that holds no case."""
        return cls(
            "there is no case in this folder (no case.sqlite made by crosscurrent); nothing was changed",
            where=folder,
            next_step="Check the path; `crosscurrent capture add FILE --case DIR` starts a case in a new folder.",
        )

    @classmethod
    def occupied(cls, folder: str, found: str) -> NotACase:
        """Build the error for a folder that holds other things."""
        return cls(
            f"the folder is not empty and not a case (it holds {found!r}, for example); nothing was changed",
            where=folder,
            next_step="Name a new or empty folder for the case.",
        )

    @classmethod
    def exists(cls, folder: str) -> NotACase:
        """Build the error for making a case where there is one."""
        return cls("there is a case in this folder already", where=folder, next_step="Open it, or name a new folder.")


class CaseVersionUnknown(InputRefused):
    """The case was written under another version of the database schema."""

    code = "E-CASE-002"

    @classmethod
    def of(cls, folder: str, found: int, known: int) -> CaseVersionUnknown:
        """Build the error for a schema version this crosscurrent does not read."""
        newer = found > known
        return cls(
            f"the case has schema version {found}, this crosscurrent reads version {known}; nothing was changed",
            where=folder,
            next_step="Update crosscurrent."
            if newer
            else "Open it with the crosscurrent that wrote it, or add the captures to a new case.",
        )


class CaseInUse(InputRefused):
    """Another process is writing to the case."""

    code = "E-CASE-003"

    @classmethod
    def by(cls, folder: str, holder: str) -> CaseInUse:
        """Build the error for a case that is locked."""
        return cls(
            f"another crosscurrent is writing to this case ({holder}); nothing was changed",
            where=folder,
            next_step="Wait until it has finished, then run the same command again.",
        )


class CaseUnreadable(InputRefused):
    """The database of a case cannot be read."""

    code = "E-CASE-004"

    @classmethod
    def database(cls, folder: str, said: str) -> CaseUnreadable:
        """Build the error for a broken database."""
        return cls(
            f"case.sqlite cannot be read or written ({said}); nothing was changed",
            where=folder,
            next_step="Check permissions and free disk space; if they are in order, run "
            "`crosscurrent capture verify --case DIR` to see what is wrong, and use another copy.",
        )


class PathOutsideCase(InputRefused):
    """A recorded path leads out of the case folder, or through a link."""

    code = "E-CASE-005"

    @classmethod
    def of(cls, path: str) -> PathOutsideCase:
        """Build the error for a path that is not below the case folder."""
        return cls(
            "a path must lie inside the case folder, without links and without '..'; nothing was read",
            where=path,
            next_step="Put the file into the case folder; if you did not write this path, verify the case.",
        )


class CaseOpenToRead(UsageRefused):
    """Something was to be recorded in a case that was opened only to be read."""

    code = "E-CASE-006"

    @classmethod
    def writing(cls) -> CaseOpenToRead:
        """Build the error for an attempt to write."""
        return cls(
            "the case was opened to be read; nothing was recorded",
            next_step="Open it with Case.open_to_write: that takes the lock and names who acts.",
        )


class CaptureUnsealed(InputRefused):
    """A file could not be taken into the case as it is."""

    code = "E-CAPTURE-001"

    @classmethod
    def missing(cls, path: str) -> CaptureUnsealed:
        """Build the error for a path where there is nothing."""
        return cls("there is no such file; nothing was sealed", where=path, next_step="Check the path.")

    @classmethod
    def irregular(cls, path: str) -> CaptureUnsealed:
        """Build the error for a folder, pipe or device."""
        return cls(
            "only plain files can be sealed, not folders, pipes or devices; nothing was sealed",
            where=path,
            next_step="Name the files in a folder one by one (`DIR/*.csv`); save what a pipe gives to a file first.",
        )

    @classmethod
    def changing(cls, path: str) -> CaptureUnsealed:
        """Build the error for a file that another program is still writing."""
        return cls(
            "the file changed while it was being sealed; nothing was sealed",
            where=path,
            next_step="Wait until the program that writes it has finished, then run the same command again.",
        )


class CaptureUnknown(UsageRefused):
    """A capture was asked for that the case does not hold."""

    code = "E-CAPTURE-002"

    @classmethod
    def named(cls, capture_id: str) -> CaptureUnknown:
        """Build the error for a capture id that is not in the case."""
        return cls(
            f"the case holds no capture {capture_id[:64]!r}",
            next_step="`crosscurrent capture list --case DIR` lists the captures of a case.",
        )


class CaptureReadOtherwise(UsageRefused):
    """A capture that was read before is to be read with other declarations."""

    code = "E-CAPTURE-003"

    @classmethod
    def differing(cls, name: str, options: list[str]) -> CaptureReadOtherwise:
        """Build the error, with the names of the options that differ."""
        return cls(
            f"this capture was already read with another {', '.join(options)}; nothing was changed",
            where=name,
            next_step="Leave these options as they were, or add the file to a new case.",
        )


class RowsUnaccounted(InputRefused):
    """A reader did not account for every row."""

    code = "E-CAPTURE-004"

    @classmethod
    def of(cls, name: str, rows_in: int, kept: int, rejected: int) -> RowsUnaccounted:
        """Build the error for counts that do not add up."""
        return cls(
            f"{rows_in} rows in, but {kept} kept + {rejected} rejected; no table was written",
            where=name,
            next_step="This is a defect of the connector; please report it.",
        )


class CaptureAltered(InputRefused):
    """The sealed bytes of a capture are no longer those that were sealed."""

    code = "E-CAPTURE-005"

    @classmethod
    def of(cls, capture_id: str, actual: str) -> CaptureAltered:
        """Build the error, with both digests."""
        return cls(
            f"the sealed file has SHA-256 {actual} now, not the {capture_id} it was sealed with; nothing was read",
            where=f"captures/{capture_id[:2]}/{capture_id}",
            next_step="Run `crosscurrent capture verify --case DIR`, and take the file from another copy of the case.",
        )


class ClockBehind(InputRefused):
    """The clock of this machine stands before the last custody entry."""

    code = "E-CUSTODY-001"

    @classmethod
    def of(cls, now: str, last: str) -> ClockBehind:
        """Build the error, with both times."""
        return cls(
            f"the clock says {now}, but the last custody entry is of {last}; nothing was recorded",
            where="case.sqlite, custody log",
            next_step="Set the clock right. If it was wrong when the last entry was made, start a new case.",
        )


class FindingsDiffer(InputRefused):
    """The same method record gave other findings before."""

    code = "E-FINDING-001"

    @classmethod
    def of(cls, method_id: str) -> FindingsDiffer:
        """Build the error for findings that did not repeat."""
        return cls(
            "the case already holds other findings under this method record; they were kept and nothing was added",
            where=f"method record {method_id}",
            next_step="Same input, parameters and seed must give the same findings: this is a defect, "
            "please report it.",
        )
