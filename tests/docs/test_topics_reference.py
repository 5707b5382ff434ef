"""The page on topics lists the columns and parameters of the code: all of them, in order."""

from __future__ import annotations

import pytest

from crosscurrent.detectors.topics import names, tables
from crosscurrent.detectors.topics.parameters import Parameters, specification
from crosscurrent.model.table import TableSpec
from crosscurrent.workflows import detect_topics
from tests.docs.pages import text_of
from tests.docs.test_reference_tables import rows, section, written_type
from tests.sources import DOCS

PAGE = text_of(DOCS / "reference" / "topics.md")
SPECS = {"topics": tables.TOPIC_SPEC, "facts": tables.FACTS_SPEC, "days": tables.DAYS_SPEC, "posts": tables.POSTS_SPEC}


@pytest.mark.parametrize("name", SPECS)
def test_files_of_findings_are_documented_as_they_are(name: str) -> None:
    spec: TableSpec = SPECS[name]
    found = rows(section(PAGE, f"{name}.parquet"))
    expected = [
        [f"`{field.name}`", written_type(field.type), "yes" if field.nullable else "no"] for field in spec.schema
    ]
    assert [row[:3] for row in found] == expected
    assert [row[0] for row in found if not row[3]] == []


def test_every_table_that_is_written_has_its_section() -> None:
    assert set(detect_topics.TABLES) == set(SPECS)


def test_parameters_are_documented_with_their_defaults_and_units() -> None:
    found = {row[0].strip("`"): (row[1], row[2]) for row in rows(section(PAGE, "Parameters"))}
    stated = specification()["parameters"]
    assert found == {name: (str(value), stated[name]["unit"]) for name, value in Parameters().as_record().items()}


def test_limits_of_the_list_of_names_are_those_of_the_code() -> None:
    text = " ".join(section(PAGE, "The list of names").split())
    assert "A name has at most 200 characters and a note 2,000" in text
    assert (names.LONGEST["name"], names.LONGEST["note"]) == (200, 2_000)
    assert [column for column in (*names.NEEDED, names.NOTE) if f"`{column}`" not in text] == []
