"""What the pages about custody say is what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from crosscurrent.evidence import custody
from crosscurrent.evidence.database import APPLICATION_ID
from crosscurrent.evidence.verification import CHECKS, verify
from tests.sources import DOCS
from tests.tampered.case_builder import VERIFIED_US, build_case

CUSTODY_PAGE = (DOCS / "explanation" / "custody.md").read_text(encoding="utf-8")
CHECKS_PAGE = (DOCS / "reference" / "evidence-checks.md").read_text(encoding="utf-8")


def test_the_numbered_checks_are_those_on_the_page() -> None:
    documented = re.findall(r"^(\d+)\. \*\*(.+?)\*\*", CHECKS_PAGE, re.MULTILINE)
    assert documented == [(str(check.number), check.text) for check in CHECKS]
    assert [check.number for check in CHECKS] == list(range(1, len(CHECKS) + 1))
    assert f"application id is {APPLICATION_ID} " in CHECKS_PAGE


def test_the_events_are_those_on_the_page() -> None:
    constants = {name: value for name, value in vars(custody).items() if name.isupper() and isinstance(value, str)}
    known = {value for name, value in constants.items() if name != "NO_HASH"}
    rows = [line.split("|")[1] for line in CUSTODY_PAGE.splitlines() if re.match(r"\| `[a-z]+\.", line)]
    documented = {event for row in rows for event in re.findall(r"`([a-z]+\.[a-z]+)`", row)}
    assert documented == known


def test_the_script_on_the_page_walks_the_chain_and_finds_a_changed_entry(tmp_path: Path) -> None:
    case = build_case(tmp_path / "my-case", tmp_path / "downloads")
    script = re.search(r"```python\n(.+?)```", CUSTODY_PAGE, re.DOTALL)
    assert script is not None
    ended = subprocess.run([sys.executable, "-c", script[1]], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == verify(case, VERIFIED_US).head
    spoiled = script[1].replace("actor=actor", "actor='Somebody Else'")
    assert (
        subprocess.run([sys.executable, "-c", spoiled], cwd=tmp_path, capture_output=True, check=False).returncode == 1
    )
