"""The case: a plain folder that holds captures, rows, findings and the log of how they came to be.

Nothing in it refers to where it lies: copy it, zip it, open it elsewhere.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from crosscurrent import __version__
from crosscurrent.cases.lock import WriterLock
from crosscurrent.evidence.captures import CaptureStore
from crosscurrent.evidence.custody import CASE_CREATED, Clock, CustodyLog
from crosscurrent.evidence.database import SCHEMA_VERSION, lay_out, open_database
from crosscurrent.evidence.errors import CaseOpenToRead, NotACase
from crosscurrent.evidence.files import FileRecords
from crosscurrent.evidence.findings import FindingStore
from crosscurrent.evidence.layout import CAPTURES, DATABASE, INCOMING, LOCK, TABLES, files_below, inside, printable
from crosscurrent.evidence.reading import ReadingStore
from crosscurrent.evidence.runs import RunStore
from crosscurrent.evidence.tables import TableStore

#: Who reads; a reader never appears in the log.
_READER = "reader"


class Case:
    """An open case; a context manager. Get one from :meth:`open`, :meth:`create` or :meth:`open_or_create`.

    Attributes:
        folder: The case folder.
        custody: The custody log.
        captures: The sealed files.
        readings: How captures were read, and rejected rows.
        tables: The rows.
        files: Digests of findings and reports written as files.
        findings: Findings and method records.
        runs: Runs of long workflows.
    """

    def __init__(self, folder: Path, database: sqlite3.Connection, actor: str, clock: Clock, held: ExitStack) -> None:
        self.folder = folder
        self._held = held
        self.custody = CustodyLog(database, actor, clock)
        self.captures = CaptureStore(folder, database, self.custody)
        self.readings = ReadingStore(folder, database, self.custody)
        self.tables = TableStore(folder, database, self.custody)
        self.files = FileRecords(folder, database, self.custody)
        self.findings = FindingStore(database, self.custody)
        self.runs = RunStore(folder, database, self.custody, self.files)

    @classmethod
    def open(cls, folder: Path) -> Case:
        """Open a case to read it; nothing on disk is changed, and others may be writing.

        Raises:
            NotACase: There is no case in the folder.
            CaseVersionUnknown: It was written by another version.
            CaseUnreadable: Its database is damaged.
        """
        with ExitStack() as held:
            database = open_database(folder, write=False)
            held.callback(database.close)
            return cls(folder, database, _READER, _no_clock, held.pop_all())

    @classmethod
    def create(cls, folder: Path, actor: str, clock: Clock) -> Case:
        """Make a new case and open it for writing.

        Args:
            folder: Folder that does not exist yet or is empty.
            actor: Who makes it and acts in it; stands in the custody log.
            clock: Gives the time of each entry, microseconds UTC.

        Raises:
            NotACase: The folder is not empty, or no folder, or holds a case already.
            CaseInUse: Another process is making a case there.
        """
        if (folder / DATABASE).exists():
            raise NotACase.exists(str(folder))
        _refuse_occupied(folder)
        for name in (CAPTURES, TABLES, INCOMING):
            (folder / name).mkdir(parents=True, exist_ok=True)
        with WriterLock(folder):
            _make_database(folder, actor, clock)
        return cls.open_to_write(folder, actor, clock)

    @classmethod
    def open_to_write(cls, folder: Path, actor: str, clock: Clock) -> Case:
        """Open a case that is there, for writing; only one process can at a time.

        What an interrupted command left half done is removed: it was never in place.

        Raises:
            NotACase: There is no case in the folder.
            CaseInUse: Another process is writing to it.
            CaseVersionUnknown: It was written by another version.
            CaseUnreadable: Its database is damaged.
        """
        open_database(folder, write=False).close()  # refuse what is no case before a lock file is made in it
        with ExitStack() as held:
            held.enter_context(WriterLock(folder))
            database = open_database(folder, write=True)
            held.callback(database.close)
            _empty_incoming(folder)
            return cls(folder, database, actor, clock, held.pop_all())

    @classmethod
    def open_or_create(cls, folder: Path, actor: str, clock: Clock) -> Case:
        """Open the case in a folder for writing, or make one there if the folder is new or empty.

        Raises:
            NotACase: The folder holds other things.
            CaseInUse: Another process is writing to it.
            CaseVersionUnknown: It was written by another version.
            CaseUnreadable: Its database is damaged.
        """
        if (folder / DATABASE).exists():
            return cls.open_to_write(folder, actor, clock)
        return cls.create(folder, actor, clock)

    def path(self, place: str) -> Path:
        """Return the path of a place in the case, e.g. ``report/index.html``; its folder is made if need be.

        Raises:
            PathOutsideCase: The place leads out of the case or through a link.
        """
        path = inside(self.folder, place)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def close(self) -> None:
        """Close the database and release the lock. Closing twice does nothing."""
        self._held.close()

    def __enter__(self) -> Case:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def _no_clock() -> int:
    """Stand in for the clock where nothing may be recorded."""
    raise CaseOpenToRead.writing()


def _refuse_occupied(folder: Path) -> None:
    """Refuse a folder with anything in it but the empty frame of a case whose making was cut short."""
    if folder.exists() and not folder.is_dir():
        raise NotACase.occupied(str(folder), "a file")
    found = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    for name in found:
        frame = name in (LOCK, INCOMING) or (name in (CAPTURES, TABLES) and not files_below(folder / name))
        if not frame:
            raise NotACase.occupied(str(folder), printable(name))


def _make_database(folder: Path, actor: str, clock: Clock) -> None:
    """Make the database aside and move it in place: there is a whole case, or none."""
    _empty_incoming(folder)
    aside = folder / INCOMING / DATABASE
    database = lay_out(aside)
    try:
        details = {"crosscurrent": __version__, "schema_version": SCHEMA_VERSION}
        CustodyLog(database, actor, clock).append(CASE_CREATED, "", details)
        database.execute("COMMIT")
    finally:
        database.close()
    aside.replace(folder / DATABASE)


def _empty_incoming(folder: Path) -> None:
    incoming = folder / INCOMING
    if incoming.is_symlink():
        incoming.unlink()
    elif incoming.exists():
        shutil.rmtree(incoming)
    incoming.mkdir()
