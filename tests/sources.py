"""What the house tests look at: files of the checkout, modules and syntax trees of ``src``."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import pkgutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import crosscurrent

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "crosscurrent"
DOCS = ROOT / "docs"


@cache
def committed_files() -> tuple[Path, ...]:
    """Return every file that is committed or would be: what git does not ignore. Skips outside a git checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nobody can say which files are committed")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    paths = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def source_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def syntax_tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module_names() -> list[str]:
    """Return every module of the package that can be imported here; Spark's only where PySpark is."""
    names = [crosscurrent.__name__]
    names += [found.name for found in pkgutil.walk_packages(crosscurrent.__path__, "crosscurrent.", onerror=_raise)]
    if importlib.util.find_spec("pyspark") is None:
        names = [name for name in names if ".spark" not in name]
    return names


def _raise(name: str) -> None:
    raise ImportError(f"{name} cannot be imported")


@cache
def modules() -> tuple[ModuleType, ...]:
    return tuple(importlib.import_module(name) for name in module_names())


def subclasses_of(root: type) -> Iterator[type]:
    """Yield a class and everything below it, once each."""
    seen, waiting = set(), [root]
    while waiting:
        found = waiting.pop()
        if found not in seen:
            seen.add(found)
            yield found
            waiting.extend(found.__subclasses__())
