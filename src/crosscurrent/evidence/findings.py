"""Findings and the method records under which they were made; neither is ever changed afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

import pyarrow as pa

from crosscurrent.evidence.custody import FINDINGS_RECORDED, METHOD_RECORDED, CustodyLog
from crosscurrent.evidence.database import transaction
from crosscurrent.evidence.digest import canonical_json, sha256_of_json, sha256_of_rows
from crosscurrent.evidence.errors import FindingsDiffer
from crosscurrent.model import finding as finding_model
from crosscurrent.model import method as method_model
from crosscurrent.model.finding import Finding
from crosscurrent.model.method import MethodRecord
from crosscurrent.model.table import validate

_METHOD_COLUMNS = (
    "method_id", "detector", "detector_version", "parameters_json", "inputs_json", "engine", "seed", "software_json",
    "notes_json",
)  # fmt: skip
_FINDING_COLUMNS = tuple(finding_model.SCHEMA.names)


def method_row(record: MethodRecord) -> dict[str, object]:
    """Return a method record as a row; its id is the SHA-256 of everything else in it.

    Example:
        >>> record = MethodRecord("coordination", "1", {"fdr": 0.001}, {}, "local", 1, {})
        >>> method_row(record)["parameters_json"]
        '{"fdr":0.001}'
    """
    facts = asdict(record)
    row: dict[str, object] = {
        name: canonical_json(facts[name.removesuffix("_json")]) if name.endswith("_json") else facts[name]
        for name in _METHOD_COLUMNS[1:]
    }
    return {"method_id": sha256_of_json(row), **row}


def finding_row(finding: Finding, method_id: str) -> dict[str, object]:
    """Return a finding as a row of :data:`crosscurrent.model.finding.SPEC`."""
    return {
        "finding_id": finding.finding_id,
        "method_id": method_id,
        "question": finding.question,
        "subject": finding.subject,
        "status": finding.status,
        "value_json": None if finding.value is None else canonical_json(finding.value),
        "n": None if finding.n is None else int(finding.n),
        "p": None if finding.p is None else float(finding.p),
        "null_model": finding.null_model,
        "evidence": finding.evidence,
        "reason": finding.reason,
    }


class FindingStore:
    """The findings of one open case.

    Args:
        database: Connection to its database.
        custody: Its custody log.
    """

    def __init__(self, database: sqlite3.Connection, custody: CustodyLog) -> None:
        self._database = database
        self._custody = custody

    def record(self, method: MethodRecord, findings: Sequence[Finding]) -> str:
        """Record all findings of one run of one detector; recording the same again adds nothing.

        Args:
            method: How they were made.
            findings: All of them, in any order.

        Returns:
            The method id.

        Raises:
            FindingsDiffer: The case holds other findings under an equal method record.
            TableInvalid: A finding breaks a rule of its table.
        """
        row = method_row(method)
        method_id = str(row["method_id"])
        rows = sorted((finding_row(each, method_id) for each in findings), key=lambda each: str(each["finding_id"]))
        validate(finding_model.SPEC, _as_table(finding_model.SCHEMA, rows))
        digest = sha256_of_rows(rows)
        known = self._custody.latest(FINDINGS_RECORDED, method_id)
        if known is not None:
            if known.details["sha256"] != digest:
                raise FindingsDiffer.of(method_id)
            return method_id
        with transaction(self._database):
            entry = self._custody.append(METHOD_RECORDED, method_id, {"detector": method.detector})
            self._insert("method_record", {**row, "ran_at": entry.at_us})
            for each in rows:
                self._insert("finding", each)
            self._custody.append(FINDINGS_RECORDED, method_id, {"findings": len(rows), "sha256": digest})
        return method_id

    def methods(self) -> pa.Table:
        """Return all method records as a table of :data:`crosscurrent.model.method.SPEC`."""
        rows = list(method_rows(self._database, (*method_model.SCHEMA.names,)))
        return validate(method_model.SPEC, _as_table(method_model.SCHEMA, rows))

    def findings(self, method_id: str | None = None) -> pa.Table:
        """Return findings as a table of :data:`crosscurrent.model.finding.SPEC`.

        Args:
            method_id: Only those of this method record.
        """
        rows = [row for row in finding_rows(self._database) if method_id in (None, row["method_id"])]
        return validate(finding_model.SPEC, _as_table(finding_model.SCHEMA, rows))

    def _insert(self, table: str, row: Mapping[str, object]) -> None:
        places = ", ".join("?" * len(row))
        self._database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", tuple(row.values()))  # noqa: S608


def method_rows(
    database: sqlite3.Connection, columns: Sequence[str] = (*_METHOD_COLUMNS, "ran_at")
) -> Iterator[dict[str, object]]:
    """Yield the rows of the table of method records."""
    for row in database.execute(f"SELECT {', '.join(columns)} FROM method_record ORDER BY method_id"):  # noqa: S608
        yield dict(zip(columns, row, strict=True))


def finding_rows(database: sqlite3.Connection) -> Iterator[dict[str, object]]:
    """Yield the rows of the table of findings, by method record and finding id."""
    query = f"SELECT {', '.join(_FINDING_COLUMNS)} FROM finding ORDER BY method_id, finding_id"  # noqa: S608
    for row in database.execute(query):
        yield dict(zip(_FINDING_COLUMNS, row, strict=True))


def _as_table(schema: pa.Schema, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    arrays = []
    for field in schema:
        plain = pa.int64() if pa.types.is_timestamp(field.type) else field.type
        plain = pa.string() if pa.types.is_dictionary(plain) else plain
        column = pa.array([row[field.name] for row in rows], plain)
        if pa.types.is_dictionary(field.type):
            column = column.dictionary_encode()
        arrays.append(column.cast(field.type))
    return pa.table(arrays, names=schema.names)
