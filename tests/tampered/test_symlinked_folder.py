from __future__ import annotations

from pathlib import Path

from tests.tampered.conftest import Failure


def test_a_link_in_place_of_captures(case: Path, failure: Failure) -> None:
    (case / "captures").rename(case.parent / "elsewhere")
    (case / "captures").symlink_to(case.parent / "elsewhere")
    assert failure() == (1, "E-CHECK-001", 1)
