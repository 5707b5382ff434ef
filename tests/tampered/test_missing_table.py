from __future__ import annotations

from pathlib import Path

from tests.tampered.conftest import Failure


def test_a_parquet_table_that_is_gone(case: Path, failure: Failure) -> None:
    sorted((case / "tables" / "action").iterdir())[0].unlink()
    assert failure() == (14, "E-CHECK-001", 1)
