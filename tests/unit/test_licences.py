"""The licence check refuses what must not be shipped, and knows when it does not know."""

from __future__ import annotations

import importlib.util
import json
import sys
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest

from tests.sources import ROOT

_spec = importlib.util.spec_from_file_location("check_licences", ROOT / "tools" / "check_licences.py")
assert _spec is not None
assert _spec.loader is not None
check = importlib.util.module_from_spec(_spec)
sys.modules["check_licences"] = check
_spec.loader.exec_module(check)

CLASSIFIER = "Classifier: License :: OSI Approved ::"
DEVELOPMENT = check.PERMISSIVE | check.DEVELOPMENT_ONLY


def package(folder: Path, name: str, *metadata: str) -> Distribution:
    place = folder / f"{name}-1.0.dist-info"
    place.mkdir()
    (place / "METADATA").write_text(
        "\n".join(["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *metadata]) + "\n\n"
    )
    return PathDistribution(place)


def reasons(folder: Path, found: Distribution, allowed: frozenset[str]) -> list[str]:
    lock = folder / "run.txt"
    lock.write_text(f"# a comment\n{found.name}==1.0 \\\n    --hash=sha256:00\n    # via nothing\n")
    return [fault.reason for fault in check.faults_of(lock, allowed, {found.name: found})]


@pytest.mark.parametrize(
    "metadata",
    [["License-Expression: GPL-3.0-only"], [f"{CLASSIFIER} GNU General Public License v3 (GPLv3)"],
     ["License: GPL"], ["License-Expression: MIT AND LGPL-2.1-or-later"], ["License: AGPL-3.0"],
     # Two classifiers: both hold, so the permissive one does not help.
     [f"{CLASSIFIER} MIT License", f"{CLASSIFIER} GNU Affero General Public License v3"]],
)  # fmt: skip
def test_copyleft_is_refused_even_for_developers(tmp_path: Path, metadata: list[str]) -> None:
    (reason,) = reasons(tmp_path, package(tmp_path, "fake", *metadata), DEVELOPMENT)
    assert reason.endswith("is not on the list")


@pytest.mark.parametrize(
    "metadata",
    [["License-Expression: MIT"], ["License-Expression: GPL-2.0-only OR MIT"], ["License: Apache 2.0"],
     [f"{CLASSIFIER} BSD License", "License: " + "words " * 90],
     ["License-Expression: BSD-2-Clause AND Apache-2.0 WITH LLVM-exception"]],
)  # fmt: skip
def test_permissive_licences_pass_however_they_are_written(tmp_path: Path, metadata: list[str]) -> None:
    assert reasons(tmp_path, package(tmp_path, "fake", *metadata), check.PERMISSIVE) == []


def test_file_level_copyleft_is_for_developers_only(tmp_path: Path) -> None:
    found = package(tmp_path, "fake", "License-Expression: MPL-2.0")
    assert reasons(tmp_path, found, DEVELOPMENT) == []
    assert reasons(tmp_path, found, check.PERMISSIVE) == ["licence 'MPL-2.0' is not on the list"]


def test_a_package_that_says_nothing_is_refused_until_somebody_reads_its_licence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = package(tmp_path, "fake")
    assert reasons(tmp_path, found, check.PERMISSIVE)[0].startswith("says nothing")
    monkeypatch.setitem(check.OVERRIDES, "fake", ("MIT", "file COPYING in its source archive"))
    assert reasons(tmp_path, found, check.PERMISSIVE) == []


def test_every_override_names_where_the_licence_was_read() -> None:
    assert [name for name, (_, place) in check.OVERRIDES.items() if len(place) < 10] == []


def test_another_version_than_the_locked_one_is_a_fault(tmp_path: Path) -> None:
    lock = tmp_path / "run.txt"
    lock.write_text("fake==2.0 \\\n    --hash=sha256:00\n")
    found = package(tmp_path, "fake", "License-Expression: MIT")
    assert len(check.faults_of(lock, check.PERMISSIVE, {"fake": found})) == 1


def test_packages_for_other_systems_are_not_asked_for(tmp_path: Path) -> None:
    lock = tmp_path / "run.txt"
    lock.write_text(
        "fake==1.0 ; sys_platform == 'no such system' --hash=sha256:00\n".replace(" --hash", " \\\n    --hash")
    )
    assert check.faults_of(lock, check.PERMISSIVE, {}) == []


@pytest.mark.parametrize(
    ("expression", "holds"),
    [("MIT AND (GPL-3.0-only OR Zlib)", True), ("MIT OR GPL-3.0-only AND Zlib", True), ("(MIT", False), ("", False),
     ("MIT AND", False), ("GPL-2.0-only WITH Classpath-exception-2.0", False)],
)  # fmt: skip
def test_expressions_are_read_as_spdx_says(expression: str, holds: bool) -> None:
    assert check.allows(expression, check.PERMISSIVE) is holds


def test_browser_packages_are_checked_too(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    packages = {
        "": {"name": "ours"},
        "node_modules/a": {"license": "MIT"},
        "node_modules/b": {"license": "GPL-3.0"},
        "node_modules/c": {"license": "MPL-2.0", "dev": True},
        "node_modules/d": {"license": "MPL-2.0"},
        "node_modules/e": {},
    }
    lock.write_text(json.dumps({"packages": packages}))
    assert [fault.package for fault in check.web_faults(lock)] == ["node_modules/b", "node_modules/d", "node_modules/e"]
