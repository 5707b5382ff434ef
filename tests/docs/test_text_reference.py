"""The page on reused text, lineage and timing lists the columns of the code: all of them, in order."""

from __future__ import annotations

import pyarrow as pa
import pytest

from crosscurrent.model import lineage, text, timing
from crosscurrent.workflows import detect_lineage, detect_timing
from tests.docs.pages import text_of
from tests.docs.test_reference_tables import rows, section, written_type
from tests.sources import DOCS

PAGE = text_of(DOCS / "reference" / "text-reuse.md")
TABLES: dict[str, pa.Schema] = {
    "text_reuse/texts": text.SCHEMA,
    "text_reuse/compared": text.COMPARED_SCHEMA,
    "text_reuse/relations": text.RELATION_SCHEMA,
    "text_reuse/passages": text.PASSAGE_SCHEMA,
    "text_reuse/groups": text.GROUP_SCHEMA,
    "text_reuse/echoes": text.ECHO_SCHEMA,
    "text_reuse/echo_anchors": text.ECHO_ANCHOR_SCHEMA,
    "lineage/nodes": lineage.SCHEMA,
    "lineage/unattributed": lineage.UNATTRIBUTED_SCHEMA,
    "lineage/appearances": lineage.APPEARANCE_SCHEMA,
    "lineage/hops": lineage.HOP_SCHEMA,
    "lineage/hidden": lineage.HIDDEN_SCHEMA,
    "timing/subjects": timing.SUBJECT_SCHEMA,
    "timing/series": timing.SERIES_SCHEMA,
    "timing/bursts": timing.BURST_SCHEMA,
    "timing/after": timing.AFTER_SCHEMA,
    "timing/reactions": timing.REACTION_SCHEMA,
    "timing/contrasts": timing.CONTRAST_SCHEMA,
}


@pytest.mark.parametrize("name", TABLES)
def test_files_of_findings_are_documented_as_they_are(name: str) -> None:
    found = rows(section(PAGE, f"{name}.parquet"))
    expected = [
        [f"`{field.name}`", written_type(field.type), "yes" if field.nullable else "no"] for field in TABLES[name]
    ]
    assert [row[:3] for row in found] == expected
    assert [row[0] for row in found if not row[3]] == []


def test_every_table_that_is_written_has_its_section() -> None:
    written = {f"lineage/{name}" for name in detect_lineage.TABLES} | {
        f"timing/{name}" for name in detect_timing.TABLES
    }
    assert written - set(TABLES) == set()


def test_tiers_and_the_number_of_groups_in_the_text_are_those_of_the_code() -> None:
    assert [tier for tier in lineage.TIERS if f"`{tier}`" not in PAGE] == []
    assert (
        f"each of the {detect_timing.MOST_GROUPS} largest groups of\n{detect_timing.FEWEST_TEXTS} or more posts" in PAGE
    )
