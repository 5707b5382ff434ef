"""Runs the console blocks of a page, as a reader would type them, in a folder of their own.

A block starts with three backticks and ``console``. Lines that start with ``$ crosscurrent`` or ``$ python`` are run,
also when they continue on the next line after a backslash. Lines below a command must appear in its output in their
order; ``...`` in them stands for anything. A command must end with 0, unless ``$ echo $?`` follows and says
otherwise. A block whose info is ``csv NAME`` is written to a file of that name first, so that a page can bring its
own input. What a page presupposes (a case, say) is made by a hidden block: an HTML comment that starts with
``console``. Other commands are for the reader only; what cannot be run as it stands belongs in a ``text`` block.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.docs.pages import FENCE, text_of

#: Commands of a page that are run; others are for the reader only.
RUN = ("crosscurrent ", "python ")
HIDDEN = re.compile(r"^<!-- (?P<info>console)\n(?P<body>.*?)^-->$", re.MULTILINE | re.DOTALL)


@dataclass
class Step:
    """One command of a page, or one file it brings."""

    command: str
    shown: list[str] = field(default_factory=list)
    exit_code: int = 0


@dataclass
class PageFile:
    """One file that a page brings."""

    name: str
    content: str


def steps_of(page: Path) -> list[Step | PageFile]:
    steps: list[Step | PageFile] = []
    blocks = [*FENCE.finditer(text_of(page)), *HIDDEN.finditer(text_of(page))]
    for block in sorted(blocks, key=re.Match.start):
        kind, _, name = block["info"].strip().partition(" ")
        if kind == "csv" and name:
            steps.append(PageFile(name, block["body"]))
        elif kind == "console":
            steps += _commands(block["body"])
    return [step for step in steps if isinstance(step, PageFile) or step.command.startswith(RUN)]


def _commands(block: str) -> list[Step]:
    steps: list[Step] = []
    lines = iter(re.sub(r"\\\n\s*", "", block).splitlines())
    for line in lines:
        if line == "$ echo $?":
            steps[-1].exit_code = int(next(lines))
        elif line.startswith("$ "):
            steps.append(Step(line[2:]))
        elif line.strip() and steps:
            steps[-1].shown.append(line.strip())
    return steps


def run(step: Step, folder: Path) -> None:
    """Run one step and hold it to what the page says."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", step.command],
        cwd=folder, env={**os.environ, "PATH": path}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    output = " ".join(f"{done.stdout}\n{done.stderr}".split())
    assert done.returncode == step.exit_code, f"{step.command}\n{done.stderr}"
    for line in step.shown:
        pattern = ".*?".join(re.escape(" ".join(piece.split())) for piece in line.split("..."))
        found = re.search(pattern, output, re.DOTALL)
        assert found, f"{step.command}\nthe page shows: {line}\nit printed: {output}"
        output = output[found.end() :]
