"""A good case, small and always the same, for the tests that break exactly one thing in it.

Two captures (three rows each, one rejected), their actions, a report, a method record with two findings and a finished
run. Names are invented.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pyarrow as pa

from crosscurrent.cases.case import Case
from crosscurrent.evidence.captures import CaptureFacts
from crosscurrent.evidence.custody import Clock, Entry
from crosscurrent.evidence.database import SCHEMA
from crosscurrent.evidence.digest import canonical_json, sha256_of_json
from crosscurrent.evidence.layout import capture_place
from crosscurrent.model import action
from crosscurrent.model.finding import Finding
from crosscurrent.model.method import MethodRecord

MINUTE_US = 60_000_000
BEGUN_US = 1_741_564_800_000_000  # 2025-03-10 00:00 UTC
#: When the case is verified: a day after it was made.
VERIFIED_US = BEGUN_US + 24 * 60 * MINUTE_US
FIRST_BYTES = b"account,object,time\nann,x,1741564800\nbob,x,1741564805\n,x,1741564806\n"
SECOND_BYTES = b"account,object,time\ncem,y,1741564900\ndan,y,1741564905\n,y,1741564906\n"


def minute_clock(begun_us: int = BEGUN_US) -> Clock:
    """Return a clock that moves one minute whenever it is asked."""
    times = iter(range(begun_us, begun_us + 10_000 * MINUTE_US, MINUTE_US))
    return lambda: next(times)


class Bad:
    """One rejected row."""

    def __init__(self, row: int) -> None:
        self.row, self.column, self.code, self.reason = row, "account", "E-INPUT-099", "the cell is empty"


def actions(capture_id: str, accounts: list[str], target: str) -> pa.Table:
    """Return one action per account, a second apart."""
    rows = len(accounts)
    times = pa.array([BEGUN_US + second * 1_000_000 for second in range(rows)], pa.int64())
    return pa.table(
        {
            "account_uid": accounts,
            "behaviour": ["link"] * rows,
            "object_id": [target] * rows,
            "content_id": pa.nulls(rows, pa.string()),
            "acted_at": times.cast(pa.timestamp("us", tz="UTC")),
            "precision": ["s"] * rows,
            "derivation": ["column"] * rows,
            "capture_id": [capture_id] * rows,
            "locator": [f"row={row}" for row in range(1, rows + 1)],
        }
    ).cast(_plain(action.SCHEMA))


def _plain(schema: pa.Schema) -> pa.Schema:
    return pa.schema(
        [pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type, f.nullable) for f in schema]
    )


def build_case(folder: Path, downloads: Path) -> Path:
    """Make the good case in ``folder`` from files put in ``downloads``."""
    downloads.mkdir(parents=True, exist_ok=True)
    first, second = downloads / "first.csv", downloads / "second.csv"
    first.write_bytes(FIRST_BYTES)
    second.write_bytes(SECOND_BYTES)
    with Case.create(folder, "N. N.", minute_clock()) as case:
        for path, accounts, target in ((first, ["x:ann", "x:bob"], "x"), (second, ["x:cem", "x:dan"], "y")):
            sealed = case.captures.seal(path, CaptureFacts(tool="4CAT", source_note="export of one search"))
            capture_id = sealed.capture.capture_id
            with case.readings.begin(capture_id) as reading:
                reading.write("action", actions(capture_id, accounts, target))
                reading.finish(
                    format_id="fake/rows", reader_version="1", options={"assume_zone": "UTC"},
                    rows_in=3, rows_kept=2, rejected=[Bad(3)],
                )  # fmt: skip
        with case.runs.begin("investigate", {"fdr": 0.001}) as run:
            case.findings.record(
                MethodRecord("coordination", "1", {"fdr": 0.001}, {}, "local", 1, {}),
                [Finding("f1", "coordination.group", "group-1", "answered", {"accounts": 2}, n=2, p=0.001),
                 Finding("f2", "coordination.power", "case", "partial", reason="few accounts")],
            )  # fmt: skip
            case.path("report/index.html").write_text("<p>two accounts</p>", encoding="utf-8")
            run.finish_step("report", outputs=["report/index.html"])
    return folder


def captures_of(folder: Path) -> list[Path]:
    """Return where the sealed bytes of both captures lie, first.csv before second.csv."""
    with closing(sqlite3.connect(folder / "case.sqlite")) as database:
        rows = database.execute("SELECT capture_id FROM capture ORDER BY path").fetchall()
    return [folder / capture_place(capture_id) for (capture_id,) in rows]


def overwrite(path: Path, content: bytes) -> None:
    """Replace a read-only file, as somebody with access to the folder can."""
    path.chmod(0o644)
    path.write_bytes(content)


@contextmanager
def forced(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the database as an attacker would: without the triggers, which are back afterwards."""
    with closing(sqlite3.connect(folder / "case.sqlite", isolation_level=None)) as database:
        triggers = [statement for statement in SCHEMA if "TRIGGER" in statement]
        for statement in triggers:
            database.execute(f"DROP TRIGGER {statement.split()[2]}")
        yield database
        for statement in triggers:
            database.execute(statement)


def rehash(database: sqlite3.Connection, seq: int) -> str:
    """Give an altered entry the hash that follows from its content, and return it."""
    row = database.execute("SELECT * FROM custody WHERE seq = ?", (seq,)).fetchone()
    entry = Entry(*row[:5], json.loads(row[5]), row[6], "")
    digest = sha256_of_json(entry.content())
    database.execute("UPDATE custody SET entry_hash = ? WHERE seq = ?", (digest, seq))
    return digest


def rehash_all(database: sqlite3.Connection) -> None:
    """Write the whole chain anew, as a careful forger would."""
    previous = "0" * 64
    for (seq,) in database.execute("SELECT seq FROM custody ORDER BY seq").fetchall():
        database.execute("UPDATE custody SET previous_hash = ? WHERE seq = ?", (previous, seq))
        previous = rehash(database, seq)


def set_details(database: sqlite3.Connection, seq: int, **changes: object) -> None:
    """Change facts in the details of an entry."""
    (text,) = database.execute("SELECT details_json FROM custody WHERE seq = ?", (seq,)).fetchone()
    details = {**json.loads(text), **changes}
    database.execute("UPDATE custody SET details_json = ? WHERE seq = ?", (canonical_json(details), seq))
