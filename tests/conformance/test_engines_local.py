"""The local engine runs the engine suite: on one thread, on several, and with so little memory that it spills."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosscurrent.engines.base import Engine
from crosscurrent.engines.local import LocalEngine
from tests.conformance.engines import EngineSuite


class TestOneThread(EngineSuite):
    @pytest.fixture
    def engine(self) -> Engine:
        return LocalEngine(threads=1)


class TestThreeThreads(EngineSuite):
    @pytest.fixture
    def engine(self) -> Engine:
        return LocalEngine(threads=3)


class TestSpilling(EngineSuite):
    @pytest.fixture
    def engine(self, tmp_path: Path) -> Engine:
        # No memory at all: pairs are counted partition by partition and every partial count goes to disk.
        return LocalEngine(threads=2, budget_bytes=0, spill_dir=tmp_path)
