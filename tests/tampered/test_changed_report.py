from __future__ import annotations

from pathlib import Path

from tests.tampered.conftest import Failure


def test_a_report_with_another_number_in_it(case: Path, failure: Failure) -> None:
    report = case / "report" / "index.html"
    report.write_text(report.read_text(encoding="utf-8").replace("two", "ten"), encoding="utf-8")
    assert failure() == (15, "E-CHECK-001", 1)
