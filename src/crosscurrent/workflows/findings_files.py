"""Findings of the coordination detector as files in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crosscurrent.detectors.coordination.detect import Findings
from crosscurrent.detectors.coordination.tables import EVIDENCE_SCHEMA
from crosscurrent.exchange.graph import write_network
from crosscurrent.model.method import MethodRecord

#: Files of a run, in the order they are written.
FILES = (
    "pairs.parquet", "groups.parquet", "evidence.parquet", "group_actions.parquet", "network.graphml", "network.gexf",
    "summary.json", "method.json",
)  # fmt: skip


def write_findings(findings: Findings, folder: Path) -> tuple[Path, ...]:
    """Write the files of a run; each appears whole or not at all. Equal findings give equal bytes.

    Args:
        findings: What was found.
        folder: Folder, made if absent; files of an earlier run are replaced.

    Returns:
        The paths, in the order of :data:`FILES`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("pairs", "groups", "group_actions"):
        table = getattr(findings, name)
        write_parquet(folder / f"{name}.parquet", table.schema, [table])
    write_parquet(folder / "evidence.parquet", EVIDENCE_SCHEMA, findings.evidence)
    write_network(findings.pairs, findings.groups, folder)
    write_json(folder / "summary.json", findings.summary)
    write_json(folder / "method.json", method_content(findings.method))
    return tuple(folder / name for name in FILES)


def write_parquet(path: Path, schema: pa.Schema, pieces: Iterable[pa.Table]) -> None:
    """Write a table; it appears whole or not at all."""
    part = path.with_name(path.name + ".part")
    with pq.ParquetWriter(part, schema, compression="zstd") as writer:
        for piece in pieces:
            writer.write_table(piece)
    part.replace(path)


def write_tables(folder: Path, tables: Mapping[str, pa.Table], summary: dict[str, Any], method: MethodRecord) -> None:
    """Write ``<name>.parquet`` for each table, and ``summary.json`` and ``method.json``.

    Args:
        folder: Folder, made if absent; files of an earlier run are replaced.
        tables: Name -> rows.
        summary: Content of ``summary.json``.
        method: How the findings were made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_parquet(folder / f"{name}.parquet", table.schema, [table])
    write_json(folder / "summary.json", summary)
    write_json(folder / "method.json", method_content(method))


def method_content(method: MethodRecord) -> dict[str, Any]:
    """Return a method record as JSON content."""
    return asdict(method)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON with sorted keys; it appears whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(path)
