"""The rules of the house that no linter knows. Each failure names the place."""

from __future__ import annotations

import ast
import configparser
import doctest
import importlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from crosscurrent.errors import CrosscurrentError
from tests.sources import (
    DOCS,
    PACKAGE,
    ROOT,
    committed_files,
    module_names,
    modules,
    source_files,
    subclasses_of,
    syntax_tree,
)

LONGEST_FUNCTION, LONGEST_FILE = 40, 400
#: Names that say nothing, and words that accuse.
BANNED = frozenset(
    f"{word}{ending}"
    for words in (
        ("util", "helper", "common", "manager", "handler", "service", "data", "info", "process", "item", "score"),
        ("user", "bot", "troll"),
    )
    for word in words
    for ending in ("", "s", "es")
)
#: Names that a library calls methods of ours by: lxml hands text to the method ``data`` of a parser target.
IMPOSED = frozenset(("data",))
ERROR_PAGES = DOCS / "reference" / "errors"
ERROR_SECTIONS = ["What happened", "What was and was not changed", "What to do next"]

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def definitions(path: Path) -> Iterator[Definition]:
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, Definition):
            yield node


def lines_without_docstring(function: Definition) -> int:
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return length


def test_functions_are_short() -> None:
    long = [
        f"{place(path, function.lineno)} {function.name} has {lines_without_docstring(function)} lines"
        for path in source_files()
        for function in definitions(path)
        if lines_without_docstring(function) > LONGEST_FUNCTION
    ]
    assert long == []


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in source_files()}
    assert [f"{place(path, length)}" for path, length in lengths.items() if length > LONGEST_FILE] == []


def words_of(name: str) -> set[str]:
    """Split snake_case and CamelCase: ``TextProcessor`` gives text, processor."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def public_names(path: Path) -> Iterator[tuple[int, str]]:
    """Yield modules, classes, functions, their parameters, and names assigned in a module or class body."""
    yield 1, path.stem
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, Definition):
            if node.name not in IMPOSED:
                yield node.lineno, node.name
            if not node.name.startswith("_"):
                every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                yield from ((node.lineno, argument.arg) for argument in every)
        elif isinstance(node, ast.ClassDef | ast.Module):
            if isinstance(node, ast.ClassDef):
                yield node.lineno, node.name
            for statement in node.body:
                targets = (
                    statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
                )
                yield from ((statement.lineno, target.id) for target in targets if isinstance(target, ast.Name))


def test_public_names_say_something() -> None:
    empty = [
        f"{place(path, line)} {name}"
        for path in source_files()
        for line, name in public_names(path)
        if not name.startswith("_") and words_of(name) & BANNED
    ]
    assert empty == []


def test_only_the_command_line_prints() -> None:
    printing = [
        place(path, node.lineno)
        for path in source_files()
        if path.relative_to(PACKAGE).parts[0] != "cli"
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


# --- errors ----------------------------------------------------------------------------------------


def error_classes() -> list[type[CrosscurrentError]]:
    assert modules()  # what is not imported has no subclasses yet
    return sorted(
        (kind for kind in subclasses_of(CrosscurrentError) if kind.__module__.startswith("crosscurrent.")),
        key=lambda kind: kind.__qualname__,
    )


def test_every_error_has_a_code_of_its_own() -> None:
    inherited = [kind.__qualname__ for kind in error_classes() if "code" not in vars(kind)]
    assert inherited == []
    codes = Counter(kind.code for kind in error_classes())
    assert [code for code, uses in codes.items() if uses > 1] == []
    assert [code for code in codes if not re.fullmatch(r"E(-[A-Z]+)?-\d{3}", code)] == []


def test_every_error_has_a_page_and_every_page_an_error() -> None:
    pages = {path.stem for path in ERROR_PAGES.glob("E-*.md")}
    codes = {kind.code for kind in error_classes()}
    assert (sorted(codes - pages), sorted(pages - codes)) == ([], [])


def test_error_pages_have_their_three_sections() -> None:
    wrong = {}
    for page in sorted(ERROR_PAGES.glob("E-*.md")):
        text = page.read_text(encoding="utf-8")
        if not re.match(rf"# {page.stem}: \S", text) or re.findall(r"^## (.+)$", text, re.MULTILINE) != ERROR_SECTIONS:
            wrong[page.name] = text.splitlines()[:1]
    assert wrong == {}


# --- layers ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def contracts() -> configparser.ConfigParser:
    read = configparser.ConfigParser()
    read.read(ROOT / ".importlinter", encoding="utf-8")
    return read


def packages_in(folder: Path) -> set[str]:
    return {child.name for child in folder.iterdir() if (child / "__init__.py").exists()}


def test_every_package_has_its_layer(contracts: configparser.ConfigParser) -> None:
    layers = set(re.findall(r"\w+", contracts["importlinter:contract:layers"]["layers"]))
    modules_beside = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert (packages_in(PACKAGE) | modules_beside) - layers == set()


@pytest.mark.parametrize("kind", ["detectors", "connectors"])
def test_every_detector_and_connector_is_declared_independent(contracts: configparser.ConfigParser, kind: str) -> None:
    # What has a specification is one of them; a folder without is shared ground that several of them build on.
    declared = set(contracts[f"importlinter:contract:{kind}-independent"]["modules"].split())
    specified = {name for name in packages_in(PACKAGE / kind) if (PACKAGE / kind / name / "spec.toml").exists()}
    assert {f"crosscurrent.{kind}.{name}" for name in specified} - declared == set()


def test_every_detector_has_a_specification() -> None:
    without = [
        name for name in packages_in(PACKAGE / "detectors") if not (PACKAGE / "detectors" / name / "spec.toml").exists()
    ]
    assert without == []


# --- what is committed -----------------------------------------------------------------------------

MACHINE_PLACES = re.compile(
    rb"(?<![\w.])/(?:root|home/\w+|work|Users/\w+|opt/(?:pypi|wheels))/"
    rb"|pypi\.org|pythonhosted\.org|registry\.(?:npmjs\.org|yarnpkg\.com)"
    rb"|--(?:extra-)?index-url|--find-links"
)


def test_no_committed_file_names_a_machine_or_a_package_index() -> None:
    found = [
        f"{place(path, content[: match.start()].count(10) + 1)} {match[0].decode()}"
        for path in committed_files()
        if path != Path(__file__)
        for content in [path.read_bytes()]
        if (match := MACHINE_PLACES.search(content))
    ]
    assert found == []


def test_locked_requirements_are_hashed_and_pinned() -> None:
    for locked in sorted((ROOT / "requirements").glob("*.txt")):
        entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", locked.read_text(), flags=re.MULTILINE))
        for entry in entries:
            assert re.match(r"[a-z0-9_.-]+==\S+", entry), f"{locked.name}: not pinned: {entry[:60]}"
            assert "--hash=sha256:" in entry, f"{locked.name}: no hash: {entry[:60]}"


# --- examples --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", module_names())
def test_examples_in_docstrings_hold(name: str) -> None:
    failed, _ = doctest.testmod(
        importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    )
    assert failed == 0
