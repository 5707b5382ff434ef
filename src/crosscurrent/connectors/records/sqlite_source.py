"""SQLite databases as records. They are opened read-only, as data: nothing that is written in them is run."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crosscurrent.connectors.records.faults import DatabaseUnreadable
from crosscurrent.connectors.tabular.source import Source

_LARGEST_CELL = 1 << 26


@contextmanager
def opened(source: Source) -> Iterator[sqlite3.Connection]:
    """Open the database of a source without changing a byte of it.

    Raises:
        DatabaseUnreadable: It cannot be opened.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = source.path if source.path is not None and source.path.exists() else _spooled(source, Path(folder))
        try:
            connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)
        except sqlite3.Error as error:
            raise DatabaseUnreadable.of(source.name) from error
        with closing(connection):
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_CELL)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.text_factory = _decoded
            yield connection


def tables(source: Source) -> dict[str, tuple[str, ...]]:
    """Return table -> columns; views are left out.

    Raises:
        DatabaseUnreadable: It is no database, or a damaged one.
    """
    try:
        with opened(source) as database:
            names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                name: tuple(row[1] for row in database.execute(f"PRAGMA table_info({_quoted(name)})"))
                for name in names[:1000]
            }
    except sqlite3.Error as error:
        raise DatabaseUnreadable.of(source.name) from error


def rows(source: Source, table: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield (rowid, cells by column) of one table in the order of its rowids.

    Raises:
        DatabaseUnreadable: The database is damaged.
    """
    try:
        with opened(source) as database:
            cursor = database.execute(f"SELECT rowid, * FROM {_quoted(table)} ORDER BY rowid")  # noqa: S608
            names = [column[0] for column in cursor.description[1:]]
            for row in cursor:
                yield row[0], dict(zip(names, row[1:], strict=True))
    except sqlite3.Error as error:
        raise DatabaseUnreadable.of(source.name) from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _spooled(source: Source, folder: Path) -> Path:
    path = folder / "database"
    raw = source.open_raw()  # a database is never packed
    with path.open("wb") as target:
        while chunk := raw.read(1 << 20):
            target.write(chunk)
    source.close(raw)
    return path
