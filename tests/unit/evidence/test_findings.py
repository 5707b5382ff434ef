from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crosscurrent.cases.case import Case
from crosscurrent.errors import TableInvalid
from crosscurrent.evidence.errors import FindingsDiffer, PathOutsideCase
from crosscurrent.model.finding import Finding
from crosscurrent.model.method import MethodRecord
from tests.tampered.case_builder import BEGUN_US, MINUTE_US, minute_clock

METHOD = MethodRecord(
    "coordination", "1", {"fdr": 0.001}, {"actions": "ab" * 32}, "local", 7, {"numpy": "2.0"}, ("capped",)
)
GROUP = Finding("f1", "coordination.group", "group-1", "answered", {"accounts": 30}, n=30, p=1, null_model="shuffle")
POWER = Finding("f2", "coordination.power", "case", "not_assessable", reason="power is below one half")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "case", "N. N.", minute_clock()) as opened:
        yield opened


def test_findings_come_back_with_their_method_record(case: Case) -> None:
    method_id = case.findings.record(METHOD, [POWER, GROUP])
    rows = case.findings.findings(method_id).to_pylist()
    assert [(row["finding_id"], row["status"], row["value_json"], row["n"], row["p"]) for row in rows] == [
        ("f1", "answered", '{"accounts":30}', 30, 1.0),
        ("f2", "not_assessable", None, None, None),
    ]
    record = case.findings.methods().to_pylist()[0]
    assert (record["method_id"], record["parameters_json"], record["seed"]) == (method_id, '{"fdr":0.001}', 7)
    assert record["ran_at"].timestamp() * 1_000_000 == BEGUN_US + MINUTE_US


def test_the_same_findings_in_another_order_add_nothing(case: Case) -> None:
    method_id = case.findings.record(METHOD, [POWER, GROUP])
    head = case.custody.head()
    assert case.findings.record(METHOD, [GROUP, POWER]) == method_id
    assert case.custody.head() == head


def test_other_findings_under_an_equal_method_record_are_refused(case: Case) -> None:
    method_id = case.findings.record(METHOD, [GROUP])
    with pytest.raises(FindingsDiffer) as raised:
        case.findings.record(METHOD, [GROUP, POWER])
    assert raised.value.code == "E-FINDING-001"
    assert case.findings.findings(method_id).num_rows == 1


def test_a_finding_that_breaks_a_rule_is_not_recorded(case: Case) -> None:
    with pytest.raises(TableInvalid, match="status is one of"):
        case.findings.record(METHOD, [Finding("f3", "q", "s", "guilty")])
    assert case.findings.methods().num_rows == 0


def test_a_recorded_file_is_expected_with_its_last_bytes(case: Case) -> None:
    report = case.path("report/summary.json")
    report.write_text("{}", encoding="utf-8")
    case.files.record("report/summary.json")
    head = case.custody.head()
    case.files.record("report/summary.json")
    assert case.custody.head() == head
    report.write_text('{"a":1}', encoding="utf-8")
    assert not case.files.is_unchanged("report/summary.json")
    case.files.record("report/summary.json")
    assert case.files.is_unchanged("report/summary.json")
    with pytest.raises(PathOutsideCase):
        case.files.record("report/absent.json")
