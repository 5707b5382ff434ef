"""Where the reference data lies when it is there. It is never part of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "data"


def reference_path(name: str) -> Path:
    """Return the path of a reference file, or skip the test with a reason where it is absent."""
    path = REFERENCE / name
    if not path.exists():
        pytest.skip(f"reference file {name} is not present beside the checkout")
    return path
