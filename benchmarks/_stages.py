"""CPU seconds of each stage of ``crosscurrent detect coordination``, as JSON; run as a script."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from crosscurrent.connectors.base import ReadOptions
from crosscurrent.detectors.coordination.parameters import Parameters
from crosscurrent.workflows.detect_coordination import detect_coordination


class Stopwatch:
    """Adds up CPU time between the beginnings of stages."""

    def __init__(self) -> None:
        self.cpu_s: dict[str, float] = {"starting Python and importing": time.process_time()}
        self._stage, self._since = "between stages", time.process_time()

    def start(self, label: str, total: int | None = None, unit: str = "") -> None:
        """Begin a stage."""
        self._switch("reading" if label.startswith("reading") else label)

    def advance(self, n: int = 1) -> None:
        """Do nothing: only stages count."""

    def finish(self) -> None:
        """End a stage."""
        self._switch("between stages")

    def _switch(self, stage: str) -> None:
        now = time.process_time()
        self.cpu_s[self._stage] = self.cpu_s.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now


def main() -> None:
    path, window_s = sys.argv[1], int(sys.argv[2])
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as out:
        detect_coordination([path], Path(out), ReadOptions(), Parameters(windows_us=(window_s * 1_000_000,)),
                            progress=watch)  # fmt: skip
        watch.start("end")
    print(json.dumps({stage: round(cpu, 2) for stage, cpu in watch.cpu_s.items() if cpu >= 0.005}))


if __name__ == "__main__":
    main()
