from __future__ import annotations

from pathlib import Path

from tests.tampered.conftest import Failure


def test_a_parquet_table_that_was_never_recorded(case: Path, failure: Failure) -> None:
    table = sorted((case / "tables" / "action").iterdir())[0]
    (case / "tables" / "post").mkdir()
    (case / "tables" / "post" / table.name).write_bytes(table.read_bytes())
    assert failure() == (16, "E-CHECK-001", 1)
