"""The pages that list columns and parameters list those of the code: all of them, in order, with type and rules."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest

from crosscurrent.detectors.coordination import grouptables, tables
from crosscurrent.detectors.coordination.parameters import Parameters, specification
from crosscurrent.evidence.schemas import TABLE_SPECS
from crosscurrent.exchange.graph import PAIR_COLUMNS
from crosscurrent.model import capture, finding, method
from crosscurrent.model.table import TIMESTAMP, TableSpec
from tests.docs.pages import text_of
from tests.sources import DOCS

TABLES_PAGE = text_of(DOCS / "reference" / "tables.md")
COORDINATION_PAGE = text_of(DOCS / "reference" / "coordination.md")
SPECS = {**TABLE_SPECS, **{spec.name: spec for spec in (capture.SPEC, finding.SPEC, method.SPEC)}}
FINDINGS = {
    "pairs": tables.PAIRS_SCHEMA,
    "groups": grouptables.GROUPS_SCHEMA,
    "evidence": tables.EVIDENCE_SCHEMA,
    "group_actions": grouptables.ACTIONS_SCHEMA,
}


def section(page: str, heading: str) -> str:
    """Return what stands under a heading, up to the next heading of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"no section {heading}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    """Return the cells of the rows whose first cell is code."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def written_type(kind: pa.DataType) -> str:
    if kind == TIMESTAMP:
        return "time"
    if pa.types.is_dictionary(kind):
        return "name"
    if pa.types.is_map(kind):
        return f"map of {kind.key_type} to {kind.item_type}"
    return f"list of {kind.value_type}" if pa.types.is_list(kind) else str(kind)


def test_every_table_has_its_section_and_every_section_a_table() -> None:
    assert sorted(re.findall(r"^### (\w+)$", TABLES_PAGE, re.MULTILINE)) == sorted(SPECS)


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)
def test_tables_are_documented_as_they_are(spec: TableSpec) -> None:
    text = section(TABLES_PAGE, spec.name)
    expected = [
        [f"`{field.name}`", written_type(field.type), "yes" if field.nullable else "no"] for field in spec.schema
    ]
    assert [row[:3] for row in rows(text)] == expected
    assert [row[0] for row in rows(text) if not row[3]] == []
    assert spec.meaning in text
    assert re.findall(r"^- (.+)$", text, re.MULTILINE) == [rule.text for rule in spec.rules]


@pytest.mark.parametrize("name", FINDINGS)
def test_files_of_findings_are_documented_as_they_are(name: str) -> None:
    text = section(COORDINATION_PAGE, f"{name}.parquet")
    assert [row[:2] for row in rows(text)] == [[f"`{field.name}`", str(field.type)] for field in FINDINGS[name]]
    assert [row[0] for row in rows(text) if not row[2]] == []


def test_parameters_are_those_of_the_specification() -> None:
    documented = {row[0].strip("`"): row[1:] for row in rows(section(COORDINATION_PAGE, "Parameters"))}
    stated = specification()["parameters"]
    assert list(documented) == list(stated)
    for name, cells in documented.items():
        default = stated[name]["default"]
        written = " ".join(map(str, default)) if isinstance(default, list) else str(default)
        assert cells == [stated[name]["unit"], stated[name]["range"], f"`{written}`", stated[name]["source"]]


def test_the_specification_states_the_defaults_of_the_code() -> None:
    chosen = Parameters().as_record()
    stated = {name: parameter["default"] for name, parameter in specification()["parameters"].items()}
    assert {name: chosen[name] for name in stated} == stated
    unstated = set(chosen) - set(stated)
    assert all(f"`{name}`" in section(COORDINATION_PAGE, "Parameters") for name in unstated)


def test_the_limits_of_the_specification_are_on_the_page() -> None:
    limits = specification()["limits"]
    said = [*limits["cannot_show"], *limits["known_false_positives"]]
    assert [sentence for sentence in said if f"- {sentence}\n" not in COORDINATION_PAGE] == []


def test_attributes_of_the_network_are_named() -> None:
    text = section(COORDINATION_PAGE, "network.graphml, network.gexf")
    assert [name for name in PAIR_COLUMNS if f"`{name}`" not in text] == []
