from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import overwrite
from tests.tampered.conftest import Failure


def test_a_changed_parquet_table(case: Path, failure: Failure) -> None:
    table = sorted((case / "tables" / "action").iterdir())[0]
    content = bytearray(table.read_bytes())
    content[len(content) // 2] ^= 1
    overwrite(table, bytes(content))
    assert failure() == (15, "E-CHECK-001", 1)
