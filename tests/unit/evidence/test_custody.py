from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from crosscurrent.evidence.custody import NO_HASH, CustodyLog, in_words, next_entry
from crosscurrent.evidence.database import lay_out
from crosscurrent.evidence.errors import ClockBehind

NOON_US = 1_741_608_000_000_000  # 2025-03-10 12:00 UTC


def test_an_entrys_hash_can_be_computed_with_nothing_but_sha256() -> None:
    # The text below is the specification: keys sorted, no spaces, UTF-8, the hash of the entry before inside.
    entry = next_entry(None, NOON_US, "Zoë", "case.created", "", {"schema_version": 1, "crosscurrent": "0.1.0"})
    text = (
        '{"actor":"Zoë","at_us":1741608000000000,"details":{"crosscurrent":"0.1.0","schema_version":1},'
        '"event":"case.created","previous_hash":"' + "0" * 64 + '","seq":1,"subject":""}'
    )
    assert entry.entry_hash == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert entry.previous_hash == NO_HASH


def test_a_clock_set_back_a_little_stands_still_and_set_back_far_is_refused() -> None:
    first = next_entry(None, NOON_US, "N. N.", "case.created", "", {})
    assert next_entry(first, NOON_US - 2_000_000, "N. N.", "x", "", {}).at_us == NOON_US
    with pytest.raises(ClockBehind) as raised:
        next_entry(first, NOON_US - 2_000_001, "N. N.", "x", "", {})
    assert raised.value.code == "E-CUSTODY-001"
    assert "2025-03-10T12:00:00.000000Z" in str(raised.value)


def test_text_that_no_utf8_can_hold_is_replaced_before_it_is_hashed() -> None:
    entry = next_entry(None, NOON_US, "bad\udcff", "x", "\ud800", {"note": "a\udc80"})
    assert (entry.actor, entry.subject, dict(entry.details)) == ("bad?", "?", {"note": "a?"})


@pytest.mark.parametrize(
    ("at_us", "words"),
    [
        (NOON_US + 1, "2025-03-10T12:00:00.000001Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (10**18, "1000000000000000000 µs after 1970"),
    ],
)
def test_times_in_words(at_us: int, words: str) -> None:
    assert in_words(at_us) == words


@pytest.fixture
def database(tmp_path: Path) -> sqlite3.Connection:
    return lay_out(tmp_path / "case.sqlite")


def test_the_log_grows_and_is_read_back(database: sqlite3.Connection) -> None:
    times = iter((NOON_US, NOON_US + 1, NOON_US + 2))
    log = CustodyLog(database, "N. N.", lambda: next(times))
    assert log.head() == NO_HASH
    first = log.append("case.created", "", {})
    second = log.append("run.started", "r1", {"workflow": "w"})
    third = log.append("capture.sealed", "ab", {"size_bytes": 3})
    assert list(log.entries()) == [first, second, third]
    assert [entry.seq for entry in log.entries("run.")] == [2]
    assert [entry.seq for entry in log.entries("capture.sealed", "ab")] == [3]
    assert list(log.entries("capture.sealed", "cd")) == []
    assert log.latest("run.started", "r1") == second
    assert log.head() == third.entry_hash
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE custody SET actor = 'x'",
        "DELETE FROM custody",
        "INSERT INTO custody VALUES (3, 1, 'a', 'e', 's', '{}', 'p', 'h')",  # leaves a gap
        "INSERT INTO custody VALUES (0, 1, 'a', 'e', 's', '{}', 'p', 'h')",
        # REPLACE deletes silently, without the trigger that forbids deletion
        "INSERT OR REPLACE INTO custody VALUES (1, 1, 'a', 'e', 's', '{}', 'p', 'h')",
    ],
)
def test_the_database_itself_refuses_anything_but_the_next_entry(database: sqlite3.Connection, statement: str) -> None:
    CustodyLog(database, "N. N.", lambda: NOON_US).append("case.created", "", {})
    before = database.execute("SELECT * FROM custody").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="custody entries are"):
        database.execute(statement)
    assert database.execute("SELECT * FROM custody").fetchall() == before
    database.close()
