"""What the pages tell a reader to type works, and prints what they show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs import console
from tests.docs.pages import name_of, pages


@pytest.mark.parametrize("page", [page for page in pages() if console.steps_of(page)], ids=name_of)
def test_commands_on_a_page_run(page: Path, tmp_path: Path) -> None:
    for step in console.steps_of(page):
        if isinstance(step, console.PageFile):
            (tmp_path / step.name).write_text(step.content, encoding="utf-8")
        else:
            console.run(step, tmp_path)


def page_with(folder: Path, block: str) -> console.Step:
    page = folder / "page.md"
    page.write_text(f"# Page\n\n```console\n{block}```\n", encoding="utf-8")
    (step,) = console.steps_of(page)
    assert isinstance(step, console.Step)
    return step


def test_the_runner_notices_a_wrong_exit_code(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="No such command"):
        console.run(page_with(tmp_path, "$ crosscurrent frobnicate\n"), tmp_path)
    console.run(
        page_with(tmp_path, "$ crosscurrent \\\n    frobnicate\nNo such ... 'frobnicate'.\n$ echo $?\n2\n"), tmp_path
    )


def test_the_runner_notices_output_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="the page shows: crosscurrent 99"):
        console.run(page_with(tmp_path, "$ crosscurrent --version\ncrosscurrent 99\n"), tmp_path)


def test_commands_of_others_are_left_to_the_reader(tmp_path: Path) -> None:
    assert page_with(tmp_path, "$ rm -rf everything\n$ crosscurrent --version\n").command == "crosscurrent --version"


def test_a_hidden_block_makes_what_a_page_presupposes(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- console\n$ crosscurrent first\n-->\n\n```console\n$ crosscurrent second\n```\n", encoding="utf-8"
    )
    assert [step.command for step in console.steps_of(page)] == ["crosscurrent first", "crosscurrent second"]
