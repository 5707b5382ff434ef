"""How a long use case says how far it is, without knowing who is listening."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Listener of one run: stages are started, advanced and finished, one after the other."""

    def start(self, label: str, total: int | None = None, unit: str = "rows") -> None:
        """Begin a stage.

        Args:
            label: What is being done, e.g. ``reading events.csv``; never text from a post.
            total: How many ``unit`` there will be, or ``None`` if nobody knows yet.
            unit: What is counted, in the plural; ``bytes`` is shown in kB, MB and GB.
        """
        ...

    def advance(self, count: int = 1) -> None:
        """Say that ``count`` more units are done. Outside a stage it does nothing."""
        ...

    def finish(self) -> None:
        """End the stage. Outside a stage it does nothing."""
        ...


class NullProgress:
    """Listens to nothing: for tests, for calls from Python, for output that is piped.

    Example:
        >>> progress: Progress = NullProgress()
        >>> progress.start("counting", total=2)
        >>> progress.advance(2)
        >>> progress.finish()
    """

    def start(self, label: str, total: int | None = None, unit: str = "rows") -> None:
        """Do nothing."""

    def advance(self, count: int = 1) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""
