"""Ctrl-C while compiled code runs: end at the next safe place, or, if none comes soon, at once.

Python would raise ``KeyboardInterrupt`` wherever it happens to look, also on the way into or out of a compiled
kernel, which cannot pass it on. Here the wish is noted and raised between two pieces of work. Leaving at once
is safe as well: nothing in a case is ever half written (see docs/explanation/custody.md).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType

from crosscurrent.errors import EXIT_INTERRUPTED

#: How long to wait for a safe place before leaving at once, seconds.
PATIENCE_S = 2.0
INTERRUPTED = (
    "Interrupted. What was sealed and finished is kept; unfinished files were not put in place. "
    "Run the same command again: `investigate` goes on where it stopped."
)
_SHOW_CURSOR = "\x1b[?25h"


class Interrupts:
    """Context in which Ctrl-C is noted instead of raised; outside the main thread it changes nothing."""

    def __init__(self) -> None:
        self._asked = False
        self._before: object = None
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Interrupts:
        """Begin to note."""
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        """Give Ctrl-C back its usual meaning."""
        if self._timer is not None:
            self._timer.cancel()
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)  # type: ignore[arg-type]

    def check(self) -> None:
        """Raise if Ctrl-C was pressed; called where it is safe to stop.

        Raises:
            KeyboardInterrupt: It was.
        """
        if self._asked:
            if self._timer is not None:
                self._timer.cancel()
            raise KeyboardInterrupt

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked:
            leave()
        self._asked = True
        self._timer = threading.Timer(PATIENCE_S, leave)
        self._timer.daemon = True
        self._timer.start()


def leave() -> None:
    """End the process at once, with the words and the exit code of an interruption."""
    cursor = _SHOW_CURSOR if sys.stderr.isatty() else ""
    os.write(2, f"{cursor}{INTERRUPTED}\n".encode())
    os._exit(EXIT_INTERRUPTED)
