from __future__ import annotations

from pathlib import Path

from tests.tampered.case_builder import forced, rehash
from tests.tampered.conftest import Failure


def test_an_entry_taken_out_and_the_rest_renumbered(case: Path, failure: Failure) -> None:
    # Numbers and own hashes are made good again; the hash of the entry that is gone is still asked for.
    with forced(case) as database:
        database.execute("DELETE FROM custody WHERE seq = 3")
        later = [seq for (seq,) in database.execute("SELECT seq FROM custody WHERE seq > 3 ORDER BY seq")]
        for seq in later:
            database.execute("UPDATE custody SET seq = ? WHERE seq = ?", (seq - 1, seq))
            rehash(database, seq - 1)
    assert failure() == (6, "E-CHECK-001", 1)
