"""How the detector says how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Listener(Protocol):
    """Told of stages, one after the other; see :class:`crosscurrent.workflows.progress.Progress`."""

    def start(self, label: str, total: int | None = None, unit: str = "rows") -> None:
        """Begin a stage of ``total`` units, or of nobody knows how many."""
        ...

    def advance(self, count: int = 1) -> None:
        """Say that so many more units are done."""
        ...

    def finish(self) -> None:
        """End the stage."""
        ...


class Silent:
    """Listens to nothing."""

    def start(self, label: str, total: int | None = None, unit: str = "rows") -> None:
        """Do nothing."""

    def advance(self, count: int = 1) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""
