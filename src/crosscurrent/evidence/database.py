"""``case.sqlite``: its tables, its version, and how it is opened.

The journal is the plain rollback journal, not a write-ahead log: between two transactions the one file is complete, so
that the folder can be copied or zipped at any moment nobody is writing to it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crosscurrent.evidence.errors import CaseUnreadable, CaseVersionUnknown, NotACase
from crosscurrent.evidence.layout import DATABASE, is_plain_file

SCHEMA_VERSION = 1
#: Marks a SQLite file as the database of a case ("CRCC").
APPLICATION_ID = 0x43524343

#: Times are integer microseconds UTC. Columns of capture, finding and method_record are those of the model.
SCHEMA = (
    """CREATE TABLE custody (
  seq INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, actor TEXT NOT NULL, event TEXT NOT NULL, subject TEXT NOT NULL,
  details_json TEXT NOT NULL, previous_hash TEXT NOT NULL, entry_hash TEXT NOT NULL UNIQUE)""",
    """CREATE TRIGGER custody_only_grows BEFORE INSERT ON custody
  WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM custody)
BEGIN SELECT RAISE(ABORT, 'custody entries are only added at the end'); END""",
    """CREATE TRIGGER custody_never_changes BEFORE UPDATE ON custody
BEGIN SELECT RAISE(ABORT, 'custody entries are never changed'); END""",
    """CREATE TRIGGER custody_never_shrinks BEFORE DELETE ON custody
BEGIN SELECT RAISE(ABORT, 'custody entries are never deleted'); END""",
    """CREATE TABLE capture (
  capture_id TEXT PRIMARY KEY NOT NULL, path TEXT NOT NULL, size_bytes INTEGER NOT NULL, format_id TEXT,
  reader_version TEXT, tool TEXT, tool_version TEXT, captured_by TEXT NOT NULL, captured_at_min INTEGER,
  captured_at_max INTEGER, source_query TEXT, source_note TEXT, declared_tz TEXT, n_records INTEGER,
  n_rejected INTEGER, licence_note TEXT, imported_at INTEGER NOT NULL)""",
    """CREATE TABLE rejected_row (
  capture_id TEXT NOT NULL REFERENCES capture, ordinal INTEGER NOT NULL, row INTEGER NOT NULL, "column" TEXT,
  code TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (capture_id, ordinal))""",
    """CREATE TABLE method_record (
  method_id TEXT PRIMARY KEY NOT NULL, detector TEXT NOT NULL, detector_version TEXT NOT NULL,
  parameters_json TEXT NOT NULL, inputs_json TEXT NOT NULL, engine TEXT NOT NULL, seed INTEGER NOT NULL,
  software_json TEXT NOT NULL, ran_at INTEGER, notes_json TEXT NOT NULL)""",
    """CREATE TABLE finding (
  finding_id TEXT NOT NULL, method_id TEXT NOT NULL REFERENCES method_record, question TEXT NOT NULL,
  subject TEXT NOT NULL, status TEXT NOT NULL, value_json TEXT, n INTEGER, p REAL, null_model TEXT, evidence TEXT,
  reason TEXT, PRIMARY KEY (method_id, finding_id))""",
    # Runs are read out of the log itself, so that no second account of them can disagree with it.
    """CREATE VIEW run AS SELECT subject AS run_id, at_us AS started_at_us,
  json_extract(details_json, '$.workflow') AS workflow,
  json_extract(details_json, '$.parameters_sha256') AS parameters_sha256,
  (SELECT json_extract(step.details_json, '$.step') FROM custody AS step WHERE step.subject = start.subject
    AND step.event = 'run.step' ORDER BY step.seq DESC LIMIT 1) AS last_step,
  (SELECT substr(latest.event, 5) FROM custody AS latest WHERE latest.subject = start.subject
    AND latest.event IN ('run.started', 'run.stopped', 'run.finished') ORDER BY latest.seq DESC LIMIT 1) AS status
  FROM custody AS start WHERE event = 'run.started'""",
)


def lay_out(path: Path) -> sqlite3.Connection:
    """Create a database file with all tables, in an open transaction the caller commits.

    Args:
        path: Where no file is yet.
    """
    database = _connect(path, "rwc")
    # The page of settings is written outside transactions.
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    database.execute("BEGIN IMMEDIATE")
    for statement in SCHEMA:
        database.execute(statement)
    return database


def open_database(folder: Path, *, write: bool) -> sqlite3.Connection:
    """Open the database of a case.

    Args:
        folder: The case folder.
        write: Whether it will be written to. A reader changes nothing on disk.

    Raises:
        NotACase: No database there, or one that is not ours.
        CaseVersionUnknown: Written by a newer or an older version.
        CaseUnreadable: SQLite cannot read it.
    """
    path = folder / DATABASE
    if not is_plain_file(path):
        raise NotACase.missing(str(folder))
    try:
        database = _connect(path, "rw" if write else "ro")
        application, version = _marks_or_close(database)
    except sqlite3.Error as error:
        raise CaseUnreadable.database(str(folder), str(error)) from error
    if application != APPLICATION_ID or version != SCHEMA_VERSION:
        database.close()
        if application != APPLICATION_ID:
            raise NotACase.missing(str(folder))
        raise CaseVersionUnknown.of(str(folder), version, SCHEMA_VERSION)
    return database


def connect_to_examine(folder: Path) -> sqlite3.Connection:
    """Open the database of a case for examination: read-only, whatever it is and whatever version it has."""
    return _connect(folder / DATABASE, "ro")


def marks(database: sqlite3.Connection) -> tuple[int, int]:
    """Return the application id and the schema version a database states."""
    application = database.execute("PRAGMA application_id").fetchone()[0]
    version = database.execute("PRAGMA user_version").fetchone()[0]
    return int(application), int(version)


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Do everything in the block or nothing of it; a block inside a block belongs to the outer one.

    Raises:
        CaseUnreadable: SQLite cannot read or write (disk full, read-only, damaged).
    """
    if database.in_transaction:
        yield
        return
    try:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("COMMIT")
    except BaseException as error:
        _roll_back(database)
        if isinstance(error, sqlite3.OperationalError):
            raise CaseUnreadable.database("case.sqlite", str(error)) from error
        raise


def _marks_or_close(database: sqlite3.Connection) -> tuple[int, int]:
    try:
        return marks(database)
    except sqlite3.Error:
        database.close()
        raise


def _roll_back(database: sqlite3.Connection) -> None:
    if database.in_transaction:  # some errors have rolled back already
        database.execute("ROLLBACK")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    # Bytes that are no UTF-8 must reach the checks as they are instead of stopping them.
    database.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    settings = ["trusted_schema = OFF"]
    if mode != "ro":
        settings += ["synchronous = FULL", "foreign_keys = ON", "journal_mode = DELETE"]
    try:
        for setting in settings:
            database.execute(f"PRAGMA {setting}")
    except sqlite3.Error:
        database.close()
        raise
    return database
