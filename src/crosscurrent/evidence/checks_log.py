"""Checks 1 to 8: the parts of a case, its database and its custody log."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from crosscurrent.evidence.custody import CASE_CREATED, NO_HASH, Entry, in_words
from crosscurrent.evidence.database import APPLICATION_ID, SCHEMA, SCHEMA_VERSION, connect_to_examine, marks
from crosscurrent.evidence.digest import canonical_json, sha256_of_json
from crosscurrent.evidence.examined import Breach, Examined
from crosscurrent.evidence.layout import CAPTURES, DATABASE, TABLES, is_plain_file, is_plain_folder, printable

#: An entry may be this much later than the clock of the machine that verifies: two clocks never agree exactly.
FUTURE_TOLERANCE_US = 5 * 60 * 1_000_000
_LOG = f"{DATABASE}, custody log"


def parts(case: Examined) -> Breach | None:
    """Look for the parts every case has, as they are and not as links."""
    if not is_plain_file(case.folder / DATABASE):
        return Breach(DATABASE, "a plain file", "none")
    for name in (CAPTURES, TABLES):
        if not is_plain_folder(case.folder / name):
            return Breach(f"{name}/", "a plain folder", "none")
    return None


def database_whole(case: Examined) -> Breach | None:
    """Let SQLite examine its own file."""
    if (case.folder / f"{DATABASE}-journal").exists():
        return Breach(
            f"{DATABASE}-journal",
            "no unfinished writing",
            "a command is writing, or one was cut off and must run again",
        )
    try:
        case.connection = connect_to_examine(case.folder)
        said = [str(row[0]) for row in case.connection.execute("PRAGMA integrity_check(1)")]
        said += [f"a row of {row[0]} refers to nothing" for row in case.connection.execute("PRAGMA foreign_key_check")]
    except sqlite3.Error as error:
        said = [str(error)]
    return None if said == ["ok"] else Breach(DATABASE, "ok", printable(said[-1].splitlines()[0])[:200])


def schema_known(case: Examined) -> Breach | None:
    """Compare version, tables, triggers and views with those this version creates."""
    application, version = marks(case.database)
    if application != APPLICATION_ID:
        return Breach(DATABASE, f"application id {APPLICATION_ID}", str(application))
    if version != SCHEMA_VERSION:
        return Breach(DATABASE, f"schema version {SCHEMA_VERSION}", f"schema version {version}")
    found = {str(row[0]) for row in case.database.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")}
    for statement in SCHEMA:
        if statement not in found:
            return Breach(DATABASE, statement.split("\n")[0].rstrip(" ("), "missing or altered")
    extra = found - set(SCHEMA)
    return Breach(DATABASE, f"{len(SCHEMA)} definitions", f"{len(extra)} more") if extra else None


def log_numbered(case: Examined) -> Breach | None:
    """Read the log; its entries are numbered 1, 2, 3 … and the first made the case."""
    columns = "seq, at_us, actor, event, subject, details_json, previous_hash, entry_hash"
    rows = case.database.execute(f"SELECT {columns} FROM custody ORDER BY seq").fetchall()  # noqa: S608  (fixed text)
    for number, row in enumerate(rows, 1):
        if row[0] != number:
            return Breach(_LOG, f"entry {number}", f"entry {row[0]}")
        case.entries.append(_entry(row))
    if not case.entries:
        return Breach(_LOG, f"entry 1, {CASE_CREATED}", "an empty log")
    return None


def hashes_follow(case: Examined) -> Breach | None:
    """Compute each entry's hash from its content, which must be written in the canonical form."""
    forms = case.database.execute("SELECT details_json, typeof(at_us) FROM custody ORDER BY seq")
    for entry, (text, kind) in zip(case.entries, forms, strict=True):
        if kind != "integer" or text != canonical_json(entry.details):
            return Breach(f"{_LOG}, entry {entry.seq}", "the canonical form", "another form")
        computed = sha256_of_json(entry.content())
        if computed != entry.entry_hash:
            return Breach(f"{_LOG}, entry {entry.seq}", printable(entry.entry_hash), computed)
    if case.entries[0].event != CASE_CREATED:
        return Breach(f"{_LOG}, entry 1", CASE_CREATED, printable(case.entries[0].event))
    return None


def hashes_chain(case: Examined) -> Breach | None:
    """Compare what each entry says about the one before with that one."""
    before = NO_HASH
    for entry in case.entries:
        if entry.previous_hash != before:
            return Breach(f"{_LOG}, entry {entry.seq}", before, printable(entry.previous_hash))
        before = entry.entry_hash
    return None


def times_in_order(case: Examined) -> Breach | None:
    """Times never run backwards, and none lies ahead of this machine's clock."""
    before = 0
    for entry in case.entries:
        if entry.at_us < before:
            return Breach(f"{_LOG}, entry {entry.seq}", f"not before {in_words(before)}", in_words(entry.at_us))
        before = entry.at_us
        if entry.at_us > case.now_us + FUTURE_TOLERANCE_US:
            return Breach(f"{_LOG}, entry {entry.seq}", f"not after {in_words(case.now_us)}", in_words(entry.at_us))
    return None


def head_noted(case: Examined) -> Breach | None:
    """Look for the hash that was noted elsewhere; everything up to it then stands as it stood."""
    noted = (case.expect_head or "").strip().lower()
    if any(entry.entry_hash == noted for entry in case.entries):
        return None
    return Breach(_LOG, printable(noted), f"no such entry; the head is {case.entries[-1].entry_hash}")


def _entry(row: tuple[Any, ...]) -> Entry:
    """Return a row as an entry; what is no JSON object becomes an empty one, so that its hash cannot follow."""
    seq, at_us, actor, event, subject, text, previous, own = row
    try:
        details = json.loads(str(text))
    except (ValueError, RecursionError):
        details = {}
    known = details if isinstance(details, dict) else {}
    return Entry(seq, at_us, str(actor), str(event), str(subject), known, str(previous), str(own))
