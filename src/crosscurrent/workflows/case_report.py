"""From a case with findings to its report."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crosscurrent.cases.case import Case
from crosscurrent.reports.coordination import write_report
from crosscurrent.reports.material import ReportMaterial
from crosscurrent.reports.stance_material import StanceMaterial
from crosscurrent.reports.text_material import TextMaterial

HOUR_US = 3_600_000_000
FINDINGS = "findings/coordination"


def write_case_report(
    case: Case, title: str, language: str, texts: TextMaterial | None = None, stance: StanceMaterial | None = None
) -> Path:
    """Write ``report/`` of a case from its captures and findings.

    Args:
        case: The case; its coordination findings must be there.
        title: Title of the report.
        language: Language the page opens in.
        texts: Who copied whom, if that was asked and any post has a text.
        stance: What posts say of a target, if that was asked.

    Returns:
        Path of ``report/index.html``.
    """
    tables = {
        name: pq.read_table(case.path(f"{FINDINGS}/{name}.parquet"))
        for name in ("pairs", "groups", "evidence", "group_actions")
    }
    if texts is not None:
        texts = replace(texts, coordinated=_coordinated(tables["groups"]))
    material = ReportMaterial(
        title=title,
        captures=_captures(case),
        rejected=_rejected(case),
        summary=_json(case.path(f"{FINDINGS}/summary.json")),
        method=_json(case.path(f"{FINDINGS}/method.json")),
        posts=_posts(case, [*_cited(tables["evidence"]), *_cited(tables["group_actions"])]),
        activity=_activity(case),
        language=language,
        tables_folder=FINDINGS,
        texts=texts,
        stance=stance,
        **tables,
    )
    return write_report(material, case.path("report/index.html").parent)


def _coordinated(groups: pa.Table) -> frozenset[str]:
    return frozenset(groups.filter(pc.equal(groups.column("status"), "coordinated")).column("account_id").to_pylist())


def _json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _captures(case: Case) -> list[dict[str, Any]]:
    rows = []
    for row in case.captures.table().to_pylist():
        imported = row.pop("imported_at")
        rows.append({**row, "imported_at_us": round(imported.timestamp() * 1_000_000)})
    return rows


def _rejected(case: Case) -> list[dict[str, Any]]:
    """Count rejected rows by capture, code, column and reason, with the first row of each."""
    counted: dict[tuple[str, str, str | None, str], dict[str, Any]] = {}
    for capture in case.captures.all():
        for row in case.readings.rejected(capture.capture_id):
            key = (capture.capture_id, row["code"], row["column"], row["reason"])
            if key not in counted:
                counted[key] = {
                    "capture_id": key[0], "code": key[1], "column": key[2], "reason": key[3], "count": 0,
                    "first_row": row["row"],
                }  # fmt: skip
            counted[key]["count"] += 1
    return list(counted.values())


def _cited(table: pa.Table) -> Iterable[pa.ChunkedArray]:
    return [table.column(name) for name in table.column_names if name in ("content_a", "content_b", "content_id")]


def _posts(case: Case, cited: Iterable[pa.ChunkedArray]) -> dict[str, dict[str, Any]]:
    """Look up text, address, language, time and account of the cited posts."""
    wanted = pc.unique(
        pa.chunked_array([chunk for column in cited for chunk in column.chunks], pa.string())
    ).drop_null()
    if not case.tables.written("post") or not len(wanted):
        return {}
    columns = ["post_uid", "account_uid", "created_at", "text", "url", "lang_declared"]
    found = case.tables.dataset("post").to_table(columns=columns, filter=pc.field("post_uid").isin(wanted))
    return {
        row["post_uid"]: {
            "text": row["text"],
            "url": row["url"],
            "lang": row["lang_declared"],
            "created_at_us": row["at_us"],
            "account": row["account_uid"],
        }
        for row in found.append_column("at_us", found.column("created_at").cast(pa.int64())).to_pylist()
    }


def _activity(case: Case) -> pa.Table:
    """Count all actions by hour."""
    totals: dict[int, int] = {}
    for batch in case.tables.read_table("action", ["acted_at"]):
        hours = pc.divide(batch.column("acted_at").cast(pa.int64()), HOUR_US)
        for pair in pc.value_counts(hours).to_pylist():
            totals[pair["values"]] = totals.get(pair["values"], 0) + pair["counts"]
    hours_seen = sorted(totals)
    return pa.table(
        {
            "start_us": pa.array([hour * HOUR_US for hour in hours_seen], pa.int64()),
            "actions": pa.array([totals[hour] for hour in hours_seen], pa.int64()),
        }
    )
