"""Progress on standard error: a bar with rate and time left in a terminal, a line per long stage elsewhere."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from crosscurrent.cli.interrupts import Interrupts
from crosscurrent.workflows.progress import NullProgress, Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

#: Outside a terminal only stages that took longer than this are mentioned.
LONG_STAGE_SECONDS = 2.0


class PlainProgress:
    """One line per finished stage that took long; nothing while it runs.

    Args:
        stream: Where words go; standard error by default.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._label: str | None = None
        self._unit = ""
        self._done = 0
        self._began = 0.0

    def start(self, label: str, total: int | None = None, unit: str = "rows") -> None:
        """Begin a stage; an unfinished one before it is finished first."""
        self.finish()
        self._label, self._unit, self._done, self._began = label, unit, 0, time.monotonic()

    def advance(self, count: int = 1) -> None:
        """Count units done."""
        self._done += count

    def finish(self) -> None:
        """End the stage and mention it if it was long."""
        if self._label is None:
            return
        seconds = time.monotonic() - self._began
        if seconds > LONG_STAGE_SECONDS:
            amount = f", {amount_in_words(self._done, self._unit)}" if self._done else ""
            self._stream.write(f"{self._label}: {seconds:.0f} s{amount}\n")
            self._stream.flush()
        self._label = None

    def close(self) -> None:
        """Forget an unfinished stage; it did not end, so nothing is said about it."""
        self._label = None


class BarProgress:
    """A bar with amount, rate and time left; it disappears when its stage ends.

    Args:
        stream: Terminal to draw on; standard error by default.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def start(self, label: str, total: int | None = None, unit: str = "rows") -> None:
        """Begin a stage; an unfinished one before it is finished first."""
        self.finish()
        bar = _bar(self._stream, unit)
        bar.start()
        self._bar, self._task = bar, bar.add_task(label, total=total)

    def advance(self, count: int = 1) -> None:
        """Move the bar."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, count)

    def finish(self) -> None:
        """End the stage and clear its bar."""
        if self._bar is not None:
            self._bar.stop()
        self._bar = self._task = None

    def close(self) -> None:
        """Clear the bar of an unfinished stage, so that an error message starts on a clean line."""
        self.finish()


class _Watched:
    """A listener that lets an interruption through between two pieces of work."""

    def __init__(self, inner: Progress, interrupts: Interrupts) -> None:
        self._inner, self._interrupts = inner, interrupts

    def start(self, label: str, total: int | None = None, unit: str = "rows") -> None:
        self._interrupts.check()
        self._inner.start(label, total, unit)

    def advance(self, count: int = 1) -> None:
        self._interrupts.check()
        self._inner.advance(count)

    def finish(self) -> None:
        self._interrupts.check()
        self._inner.finish()


class TerminalProgress:
    """Progress as the command line shows it; used as a context manager around one workflow.

    Args:
        stream: Where words go; standard error by default.
        quiet: Show nothing at all.

    Example:
        >>> with TerminalProgress(quiet=True) as progress:
        ...     progress.start("reading", total=3)
        ...     progress.advance(3)
        ...     progress.finish()
    """

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        chosen = stream or sys.stderr
        self._inner: PlainProgress | BarProgress | None = None
        if not quiet:
            self._inner = BarProgress(chosen) if _can_redraw(chosen) else PlainProgress(chosen)
        self._interrupts = Interrupts()

    def __enter__(self) -> Progress:
        """Return the listener to hand to a workflow; Ctrl-C ends the workflow where it next says how far it is."""
        self._interrupts.__enter__()
        return _Watched(self._inner or NullProgress(), self._interrupts)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the last stage, or clear it if the workflow failed."""
        self._interrupts.__exit__()
        if self._inner is None:
            return
        if kind is None:
            self._inner.finish()
        else:
            self._inner.close()


def amount_in_words(count: float, unit: str) -> str:
    """Return a count with its unit as a person reads it.

    Example:
        >>> amount_in_words(1_234_567, "rows"), amount_in_words(1_234_567, "bytes")
        ('1,234,567 rows', '1.2 MB')
    """
    if unit != "bytes":
        return f"{count:,.0f} {unit}"
    for prefix in ("", "k", "M", "G"):
        if count < 1000:
            return f"{count:.1f} {prefix}B" if prefix else f"{count:.0f} B"
        count /= 1000
    return f"{count:.1f} TB"


def _can_redraw(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown")


def _bar(stream: TextIO, unit: str) -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichBar
    from rich.progress import Task as RichTask
    from rich.text import Text

    class Amount(ProgressColumn):
        """Amount done, and how many a second."""

        def render(self, task: RichTask) -> Text:
            total = f" of {amount_in_words(task.total, unit)}" if task.total is not None else ""
            rate = f", {amount_in_words(task.speed, unit)}/s" if task.speed else ""
            return Text(f"{amount_in_words(task.completed, unit)}{total}{rate}")

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        Amount(),
        TimeRemainingColumn(),
    )
    return RichBar(*columns, console=Console(file=stream), transient=True)
