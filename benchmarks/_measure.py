"""Run a command and say what it cost. Standard library only: a child's peak memory is never less than its parent's."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

CROSSCURRENT = Path(sys.executable).with_name("crosscurrent")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command and all it started cost.

    Attributes:
        code: Exit code.
        cpu_s: User and system time, seconds.
        user_s: User time alone.
        wall_s: Wall-clock time, seconds; says little where others use the machine.
        rss_mb: Largest resident set of one process, MB (10^6 bytes).
        output: Standard output.
        errors: Standard error, its end.
    """

    code: int
    cpu_s: float
    user_s: float
    wall_s: float
    rss_mb: float
    output: str
    errors: str

    def figures(self) -> dict[str, float]:
        """Return the numbers."""
        kept = ("code", "cpu_s", "user_s", "wall_s", "rss_mb")
        return {name: round(number, 2) for name, number in asdict(self).items() if name in kept}


def measured(command: Sequence[str | Path]) -> Cost:
    """Run a command to its end."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen([str(part) for part in command], stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - begun
        out.seek(0)
        err.seek(0)
        output, errors = out.read().decode(errors="replace"), err.read().decode(errors="replace")
    return Cost(
        child.returncode,
        usage.ru_utime + usage.ru_stime,
        usage.ru_utime,
        wall,
        usage.ru_maxrss * 1024 / 1e6,
        output,
        errors[-2_000:],
    )


def must(cost: Cost, what: str) -> Cost:
    """Return the cost, or stop with what the command said."""
    if cost.code != 0:
        sys.exit(f"{what} ended with code {cost.code}:\n{cost.errors}")
    return cost


def work_folder() -> Path:
    """Return the folder for generated files, outside the checkout."""
    folder = Path(os.environ.get("CROSSCURRENT_BENCH_DIR") or Path(tempfile.gettempdir()) / "crosscurrent-bench")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
