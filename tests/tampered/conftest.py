from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from crosscurrent.evidence.errors import CaptureCheckFailed
from crosscurrent.evidence.verification import verify
from tests.tampered.case_builder import VERIFIED_US, build_case

Failure = Callable[..., tuple[int, str, int]]


@pytest.fixture(scope="session")
def good_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    return build_case(folder / "case", folder / "downloads")


@pytest.fixture
def case(good_case: Path, tmp_path: Path) -> Path:
    """A copy of the good case, to be broken in one place."""
    return Path(shutil.copytree(good_case, tmp_path / "case", symlinks=True))


@pytest.fixture
def failure(case: Path) -> Failure:
    """Verify the case and return number, code and exit code of the check that does not hold."""

    def run(expect_head: str | None = None, now_us: int = VERIFIED_US) -> tuple[int, str, int]:
        with pytest.raises(CaptureCheckFailed) as raised:
            verify(case, now_us, expect_head=expect_head)
        error = raised.value
        assert error.expected != error.actual
        assert error.number == int(str(error).split("check ")[1].split()[0])
        return error.number, error.code, error.exit_code

    return run
