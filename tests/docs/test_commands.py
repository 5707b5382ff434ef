"""Every command explains itself, shows an example and is on the reference page."""

from __future__ import annotations

import importlib.util
import re

import pytest

from crosscurrent import errors
from crosscurrent.cli.main import COMMANDS, EXIT_DEFECT, load_command
from tests.docs.pages import text_of
from tests.sources import DOCS, ROOT

_spec = importlib.util.spec_from_file_location("write_reference", ROOT / "tools" / "write_reference.py")
assert _spec is not None
assert _spec.loader is not None
reference = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(reference)

NAMED = ("capture add", "capture verify", "compat coortweet", "detect coordination", "detect stance",
         "detect stance-sample", "investigate", "simulate organic",
         "simulate planted", "simulate scenario")  # fmt: skip


def test_the_commands_that_were_promised_are_there() -> None:
    assert set(NAMED) - set(dict(reference.leaf_commands())) == set()


@pytest.mark.parametrize("words", NAMED)
def test_help_says_what_it_does_and_shows_an_example(words: str) -> None:
    command = dict(reference.leaves_of(words.split()[0]))[words]
    shown = f"{command.help or ''}\n{command.epilog or ''}"
    assert re.search(rf"Examples?:.*crosscurrent {words}\b", shown, re.DOTALL), "no example in --help"
    unexplained = [each.name for each in command.params if each.name != "help" and not each.help]
    assert unexplained == []


@pytest.mark.parametrize("name", [name for name, place in COMMANDS.items() if place.attribute.endswith("_app")])
def test_groups_explain_themselves(name: str) -> None:
    group = load_command(name)
    assert group.help


def test_the_reference_page_is_what_the_code_says() -> None:
    assert text_of(reference.CLI_PAGE) == reference.cli_page(), "run make docs"


def test_the_index_of_errors_is_complete() -> None:
    assert text_of(reference.ERRORS / "README.md") == reference.errors_page(), "run make docs"


def test_every_exit_code_is_documented() -> None:
    written = set(re.findall(r"^\| (\d+) \|", text_of(DOCS / "reference" / "exit-codes.md"), re.MULTILINE))
    codes = {number for name, number in vars(errors).items() if name.startswith("EXIT_")} | {EXIT_DEFECT}
    assert written == {str(code) for code in codes}
