from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crosscurrent.evidence.database import lay_out, transaction
from crosscurrent.evidence.errors import CaseUnreadable
from crosscurrent.model import capture, finding, method


def columns_of(database: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})")]


def test_tables_have_the_columns_of_the_model(tmp_path: Path) -> None:
    with closing(lay_out(tmp_path / "case.sqlite")) as database:
        assert sorted(columns_of(database, "capture")) == sorted(capture.SCHEMA.names)
        assert columns_of(database, "finding") == finding.SCHEMA.names
        assert sorted(columns_of(database, "method_record")) == sorted([*method.SCHEMA.names, "notes_json"])


def test_the_journal_is_no_write_ahead_log(tmp_path: Path) -> None:
    with closing(lay_out(tmp_path / "case.sqlite")) as database:
        database.execute("COMMIT")
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert [path.name for path in tmp_path.iterdir()] == ["case.sqlite"]


INSERT = "INSERT INTO method_record VALUES ('m', 'd', '1', '{}', '{}', 'local', 1, '{}', NULL, '[]')"


def insert_and(database: sqlite3.Connection, statement: str) -> None:
    with transaction(database):
        database.execute(INSERT)
        database.execute(statement)


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    with closing(lay_out(tmp_path / "case.sqlite")) as database:
        database.execute("COMMIT")
        with pytest.raises(CaseUnreadable, match="no such table") as raised:
            insert_and(database, "DELETE FROM absent")
        assert raised.value.code == "E-CASE-004"
        with pytest.raises(sqlite3.IntegrityError):
            insert_and(database, INSERT)
        assert database.execute("SELECT count(*) FROM method_record").fetchone() == (0,)
        insert_and(database, "SELECT 1")
        assert database.execute("SELECT count(*) FROM method_record").fetchone() == (1,)
