"""Rows of the text table, with everything a test does not care about filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from crosscurrent.detectors.text_reuse.detect import TextReuse, detect
from crosscurrent.model.text import SCHEMA

T0 = 1_700_000_000_000_000
SECOND = 1_000_000


def texts(*written: str | dict[str, Any]) -> pa.Table:
    """Return one row per text, a minute apart, by one account each, named t0, t1 …"""
    rows = []
    for number, given in enumerate(written):
        row = {
            "text_uid": f"plaza:t{number}#body", "post_uid": f"plaza:t{number}", "part": "body",
            "account_uid": f"plaza:a{number}", "platform": "plaza", "kind": "post", "at": T0 + number * 60 * SECOND,
            "precision": "second", "capture_id": "c1", "locator": f"row {number}",
        }  # fmt: skip
        rows.append(row | ({"text": given} if isinstance(given, str) else given))
    return table(rows)


def table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    columns = []
    for field in SCHEMA:
        cells = [row.get(field.name) for row in rows]
        if pa.types.is_dictionary(field.type):
            columns.append(pa.array(cells, pa.string()).dictionary_encode().cast(field.type))
        else:
            columns.append(pa.array(cells, field.type))
    return pa.table(columns, schema=SCHEMA)


def agree(text_a: str, text_b: str, lang_a: str, lang_b: str) -> tuple[bool, list[str]]:
    """Rules that never see a contradiction."""
    return False, []


def look(*written: str | dict[str, Any]) -> TextReuse:
    return detect(texts(*written), contrary=agree)


def found(result: TextReuse) -> list[tuple[str, str, str]]:
    """Relations as (number of a, relation, number of b)."""
    rows = result.relations.to_pylist()
    return [(short(row["text_a"]), row["relation"], short(row["text_b"])) for row in rows]


def short(uid: str) -> str:
    return uid.removeprefix("plaza:").removesuffix("#body")


def passages(result: TextReuse, table_of_texts: pa.Table) -> list[tuple[str, str]]:
    """Passages side by side, as written."""
    written = dict(zip(table_of_texts["text_uid"].to_pylist(), table_of_texts["text"].to_pylist(), strict=True))
    return [
        (written[row["text_a"]][row["start_a"] : row["end_a"]], written[row["text_b"]][row["start_b"] : row["end_b"]])
        for row in result.passages.to_pylist()
    ]
