"""Choosing an engine by name."""

from __future__ import annotations

from crosscurrent.engines.base import Engine
from crosscurrent.engines.local import LocalEngine
from crosscurrent.errors import UsageRefused

ENGINES = ("local", "spark")


class EngineUnknown(UsageRefused):
    """There is no engine of that name."""

    code = "E-USAGE-301"

    @classmethod
    def named(cls, name: str) -> EngineUnknown:
        """Build the error for an unknown engine."""
        return cls(f"there is no engine {name!r}", where="--engine", next_step=f"Use one of: {', '.join(ENGINES)}.")


def engine_named(name: str) -> Engine:
    """Return the engine of that name.

    Raises:
        EngineUnknown: No such engine.
        CrosscurrentError: The Spark engine's packages are not installed.
    """
    if name == "local":
        return LocalEngine()
    if name == "spark":
        from crosscurrent.engines.spark import SparkEngine

        return SparkEngine()
    raise EngineUnknown.named(name)
