"""The page on stance lists the columns and parameters of the code: all of them, in order."""

from __future__ import annotations

import pyarrow as pa
import pytest

from crosscurrent.detectors.stance.parameters import specification
from crosscurrent.model import stance, text
from crosscurrent.workflows import detect_stance, stance_sheet
from tests.docs.pages import text_of
from tests.docs.test_reference_tables import rows, section, written_type
from tests.sources import DOCS

PAGE = text_of(DOCS / "reference" / "stance.md")
TABLES: dict[str, pa.Schema] = {
    "labels": stance.LABEL_SCHEMA,
    "agreement": stance.AGREEMENT_SCHEMA,
    "classifiers": stance.CLASSIFIER_SCHEMA,
    "posts": stance.POST_SCHEMA,
    "phases": stance.PHASE_SCHEMA,
    "contrasts": stance.CONTRAST_SCHEMA,
    "series": stance.SERIES_SCHEMA,
    "texts": pa.schema([text.SCHEMA.field(name) for name in detect_stance.TEXT_COLUMNS]),
}


@pytest.mark.parametrize("name", TABLES)
def test_files_of_findings_are_documented_as_they_are(name: str) -> None:
    found = rows(section(PAGE, f"{name}.parquet"))
    expected = [
        [f"`{field.name}`", written_type(field.type), "yes" if field.nullable else "no"] for field in TABLES[name]
    ]
    assert [row[:3] for row in found] == expected
    assert [row[0] for row in found if not row[3]] == []


def test_every_file_that_is_written_has_its_section() -> None:
    assert {f"{name}.parquet" for name in TABLES} | {"summary.json", "method.json"} == set(detect_stance.FILES)


def test_parameters_and_limits_are_those_of_the_specification() -> None:
    stated = specification()
    found = [[cell.strip("`") for cell in row] for row in rows(section(PAGE, "Parameters"))]
    assert found == [
        [name, one["unit"], one["range"], str(one["default"]), one["source"]]
        for name, one in stated["parameters"].items()
    ]
    limits = [*stated["limits"]["cannot_show"], *stated["limits"]["known_false_positives"]]
    assert [sentence for sentence in limits if f"- {sentence}\n" not in PAGE] == []


def test_the_columns_of_the_sheet_are_those_of_the_code() -> None:
    for columns in (stance_sheet.COLUMNS, stance_sheet.BLIND_COLUMNS, stance_sheet.KEY_COLUMNS):
        assert ", ".join(f"`{name}`" for name in columns) in PAGE
    assert f"cut at {stance_sheet.LONGEST_TEXT:,} characters" in PAGE
