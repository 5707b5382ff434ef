"""Finding a Python: only one that starts, is recent enough and can make a .venv will do."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.sources import ROOT

RECENT = 'case "$*" in *version_info*|*ensurepip*) exit 0;; esac; exit 1'
OLD = "exit 1"
WITHOUT_VENV = 'case "$*" in *version_info*) exit 0;; esac; exit 1'


def find(folder: Path, chosen: str | None = None, **pythons: str) -> subprocess.CompletedProcess[str]:
    """Run the script where the only Pythons are the given ones (``python3_13`` stands for python3.13)."""
    for name, program in pythons.items():
        path = folder / name.replace("_", ".")
        path.write_text(f"#!/bin/sh\n{program}\n")
        path.chmod(0o755)
    environment = {"PATH": str(folder), **({"PYTHON": chosen} if chosen else {})}
    script = str(ROOT / "tools" / "find_python.sh")
    return subprocess.run(["/bin/sh", script], env=environment, capture_output=True, text=True, check=False)


def test_a_listed_version_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    # Version managers put a python3.13 on the path that only says it is not active.
    assert find(tmp_path, python3_13=OLD, python3_12=RECENT, python3=RECENT).stdout == "python3.12\n"


def test_the_python_that_was_asked_for_comes_first(tmp_path: Path) -> None:
    assert find(tmp_path, "python3.11", python3_13=RECENT, python3_11=RECENT).stdout == "python3.11\n"


def test_without_a_recent_python_it_says_what_to_install(tmp_path: Path) -> None:
    done = find(tmp_path, python3=OLD)
    assert (done.returncode, done.stdout) == (1, "")
    assert "needs Python 3.11 or later" in done.stderr


def test_a_python_without_venv_gets_a_hint(tmp_path: Path) -> None:
    done = find(tmp_path, python3=WITHOUT_VENV)
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
