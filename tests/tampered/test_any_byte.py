"""Whatever single byte of a capture or of the custody log is changed, a check finds it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscurrent.evidence.errors import CaptureCheckFailed
from crosscurrent.evidence.verification import verify
from tests.tampered.case_builder import FIRST_BYTES, VERIFIED_US, captures_of, forced, overwrite

FLIPS = st.integers(1, 255)
TEXT_COLUMNS = ("actor", "event", "subject", "details_json", "previous_hash", "entry_hash")


@pytest.fixture(scope="module")
def spare(good_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(good_case, tmp_path_factory.mktemp("spare") / "case"))


@settings(max_examples=60, deadline=None)
@given(position=st.integers(0, len(FIRST_BYTES) - 1), flip=FLIPS)
def test_any_byte_of_a_capture(spare: Path, position: int, flip: int) -> None:
    sealed = captures_of(spare)[0]
    changed = bytearray(FIRST_BYTES)
    changed[position] ^= flip
    overwrite(sealed, bytes(changed))
    try:
        with pytest.raises(CaptureCheckFailed) as raised:
            verify(spare, VERIFIED_US)
    finally:
        overwrite(sealed, FIRST_BYTES)
    assert raised.value.number == 12


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_byte_of_a_custody_text(good_case: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as elsewhere:
        copy = Path(shutil.copytree(good_case, Path(elsewhere) / "case"))
        with forced(copy) as database:
            (entries,) = database.execute("SELECT count(*) FROM custody").fetchone()
            seq = data.draw(st.integers(1, entries))
            column = data.draw(st.sampled_from(TEXT_COLUMNS))
            query = f"SELECT CAST({column} AS BLOB) FROM custody WHERE seq = ?"  # noqa: S608
            content = bytearray(database.execute(query, (seq,)).fetchone()[0] or b"\0")
            content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(FLIPS)
            update = f"UPDATE custody SET {column} = CAST(? AS TEXT) WHERE seq = ?"  # noqa: S608
            database.execute(update, (bytes(content), seq))
        with pytest.raises(CaptureCheckFailed) as raised:
            verify(copy, VERIFIED_US)
        assert raised.value.number in (5, 6)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_bit_of_a_custody_number(good_case: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as elsewhere:
        copy = Path(shutil.copytree(good_case, Path(elsewhere) / "case"))
        with forced(copy) as database:
            (entries,) = database.execute("SELECT count(*) FROM custody").fetchone()
            seq = data.draw(st.integers(1, entries))
            bit = 1 << data.draw(st.integers(0, 62))
            column = data.draw(st.sampled_from(("at_us", "seq")))
            taken = column == "seq" and 1 <= seq ^ bit <= entries  # two entries cannot share a number
            if taken:
                column = "at_us"
            query = f"SELECT {column} FROM custody WHERE seq = ?"  # noqa: S608
            (value,) = database.execute(query, (seq,)).fetchone()
            update = f"UPDATE custody SET {column} = ? WHERE seq = ?"  # noqa: S608
            database.execute(update, (value ^ bit, seq))
        with pytest.raises(CaptureCheckFailed) as raised:
            verify(copy, VERIFIED_US)
        assert raised.value.number in (4, 5)
