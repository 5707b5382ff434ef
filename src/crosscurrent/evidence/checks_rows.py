"""Checks 9, 17, 18 and 19: the rows of case.sqlite against the custody log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crosscurrent.evidence.custody import (
    CAPTURE_PARSED,
    CAPTURE_SEALED,
    FINDINGS_RECORDED,
    METHOD_RECORDED,
    ROWS_REJECTED,
    Entry,
)  # fmt: skip
from crosscurrent.evidence.digest import sha256_of_json, sha256_of_rows
from crosscurrent.evidence.examined import Breach, Examined, shown
from crosscurrent.evidence.findings import finding_rows, method_rows
from crosscurrent.evidence.layout import DATABASE, printable
from crosscurrent.evidence.reading import rejected_rows
from crosscurrent.model.capture import SCHEMA as CAPTURE_SCHEMA

_READ_COLUMNS = ("format_id", "reader_version", "declared_tz", "n_records", "n_rejected")


def captures_agree(case: Examined) -> Breach | None:
    """Each capture row says, column by column, what the log says; and each sealing has its row."""
    sealed, parsed = case.latest(CAPTURE_SEALED), case.latest(CAPTURE_PARSED)
    rows = {str(row["capture_id"]): row for row in _capture_rows(case)}
    breach = _same_keys("capture", set(sealed), set(rows))
    if breach is not None:
        return breach
    for capture_id, row in rows.items():
        recorded = _as_recorded(sealed[capture_id], parsed.get(capture_id))
        for column, actual in row.items():
            if recorded.get(column) != actual:
                where = f"{DATABASE}, capture {capture_id}, column {column}"
                return Breach(where, shown(recorded.get(column)), shown(actual))
    return None


def rows_accounted(case: Examined) -> Breach | None:
    """For each capture that was read, rows in = rows kept + rows rejected, as recorded when it was read."""
    for capture_id, entry in case.latest(CAPTURE_PARSED).items():
        facts = entry.details
        kept = int(str(facts["n_kept"]))
        query = "SELECT count(*) FROM rejected_row WHERE capture_id = ?"
        rejected = case.database.execute(query, (capture_id,)).fetchone()[0]
        if kept + rejected != facts["n_records"]:
            where = f"{DATABASE}, rejected rows of capture {printable(capture_id)}"
            return Breach(where, f"{facts['n_records']} rows in", f"{kept} kept + {rejected} rejected")
    query = "SELECT DISTINCT capture_id FROM rejected_row"
    read = set(case.latest(CAPTURE_PARSED))
    for (capture_id,) in case.database.execute(query):
        if capture_id not in read:
            return Breach(
                f"{DATABASE}, rejected rows", "only of captures that were read", f"some of {shown(capture_id)}"
            )
    return None


def rejected_unchanged(case: Examined) -> Breach | None:
    """The rejected rows of each capture are those recorded when it was read."""
    for capture_id, entry in case.latest(ROWS_REJECTED).items():
        actual = sha256_of_rows(rejected_rows(case.database, capture_id))
        if actual != entry.details.get("sha256"):
            where = f"{DATABASE}, rejected rows of capture {printable(capture_id)}"
            return Breach(where, shown(entry.details.get("sha256")), actual)
    return None


def findings_unchanged(case: Examined) -> Breach | None:
    """Method records and findings are those recorded when they were made."""
    made = case.latest(METHOD_RECORDED)
    methods = {str(row["method_id"]): row for row in method_rows(case.database)}
    breach = _same_keys("method record", set(made), set(methods))
    if breach is not None:
        return breach
    for method_id, row in methods.items():
        where = f"{DATABASE}, method record {printable(method_id)}"
        digest = sha256_of_json({name: value for name, value in row.items() if name not in ("method_id", "ran_at")})
        if digest != method_id:
            return Breach(where, printable(method_id), digest)
        if row["ran_at"] != made[method_id].at_us:
            return Breach(f"{where}, column ran_at", str(made[method_id].at_us), shown(row["ran_at"]))
    return _finding_breach(case, set(methods))


def _finding_breach(case: Examined, method_ids: set[str]) -> Breach | None:
    recorded = case.latest(FINDINGS_RECORDED)
    rows = list(finding_rows(case.database))
    for method_id in sorted(method_ids | {str(row["method_id"]) for row in rows}):
        actual = sha256_of_rows(row for row in rows if row["method_id"] == method_id)
        expected = recorded[method_id].details.get("sha256") if method_id in recorded else None
        if actual != expected:
            return Breach(f"{DATABASE}, findings of method record {printable(method_id)}", shown(expected), actual)
    return None


def _capture_rows(case: Examined) -> Iterator[dict[str, object]]:
    names = CAPTURE_SCHEMA.names
    for row in case.database.execute(f"SELECT {', '.join(names)} FROM capture ORDER BY capture_id"):  # noqa: S608
        yield dict(zip(names, row, strict=True))


def _as_recorded(sealed: Entry, parsed: Entry | None) -> Mapping[str, object]:
    """Return the capture row that the log implies."""
    read = {} if parsed is None else {name: parsed.details.get(name) for name in _READ_COLUMNS}
    return {
        **sealed.details, **read,
        "capture_id": sealed.subject, "captured_by": sealed.actor, "imported_at": sealed.at_us,
    }  # fmt: skip


def _same_keys(what: str, logged: set[str], stored: set[str]) -> Breach | None:
    if missing := sorted(logged - stored):
        return Breach(f"{DATABASE}, {what} {printable(missing[0])}", "a row, as the custody log says", "none")
    if unknown := sorted(stored - logged):
        return Breach(f"{DATABASE}, {what} {printable(unknown[0])}", "an entry in the custody log", "none")
    return None
